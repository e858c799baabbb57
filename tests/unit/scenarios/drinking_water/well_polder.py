"""A wide polder with wells: numbers of the worked well, or layers of clay and sand below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
from shapely import Point
from shapely.geometry.base import BaseGeometry

from scenarios.run import run
from tests.unit.scenarios.seepage.sea_polder import sea_polder
from twin.state import Twin

__all__ = ["DAY", "GIVEN", "MIDDLE", "YEAR", "asked", "guarded", "value", "well_polder", "wells"]

DAY, YEAR = 86_400.0, 31_557_600.0
MIDDLE = (64_025.0, 549_025.0)
"""Centre of a cell in the middle of the polder."""
GIVEN = {
    "conductivity": 30.0, "thickness": 40.0, "resistance": 800.0, "drainage": 200.0,
    "gradient": 0.001, "towards": 90.0,
}  # fmt: skip
"""The worked well: KD 1200 m2/d, and 1000 d to the ditches."""


def wells(
    at: Sequence[tuple[float, float]] = (MIDDLE,), flow: float = 5000.0 / DAY, **columns: Any
) -> gpd.GeoDataFrame:
    """Drinking-water wells with screens from 10 to 50 m below NAP, ``flow`` [m3/s] each."""
    table = {
        "id": [f"w{number}" for number in range(len(at))],
        "kind": "drinking-water",
        "field": "a",
        "screen_top": -10.0,
        "screen_base": -50.0,
        "discharge": flow,
    }
    return gpd.GeoDataFrame(table | columns, geometry=[Point(place) for place in at], crs="EPSG:28992")


def guarded(*zones: tuple[str, BaseGeometry], **columns: Any) -> gpd.GeoDataFrame:
    """Protected areas ``(kind, shape)``."""
    table = {"id": [f"z{n}" for n in range(len(zones))], "kind": [kind for kind, _ in zones]}
    return gpd.GeoDataFrame(table | columns, geometry=[shape for _, shape in zones], crs="EPSG:28992")


def well_polder(
    table: gpd.GeoDataFrame | None = None,
    *,
    layers: Sequence[tuple[int, float]] | None = None,
    **features: Any,
) -> Twin:
    """8 km of polder on cells of 50 m, with wells."""
    twin = sea_polder((("polder", 8000.0),), cell=50.0, rows=160, layers=layers)
    ground = np.full(twin.grid.shape, 0.0, np.float32)
    twin = twin.with_(surface={"ground_level": ground}, features=features)
    return twin if table is None else twin.with_(features={"wells": table})


def asked(twin: Twin, *, horizon: int = 2050, interventions: Sequence[Any] = (), **parameters: Any) -> Any:
    """Run the process."""
    content = {
        "name": "wells",
        "horizon": horizon,
        "interventions": list(interventions),
        "processes": [{"drinking-water-capture": parameters}],
    }
    return run(content, twin)


def value(result: Any, name: str, key: str = "value") -> Any:
    """An indicator of a result."""
    return result.indicators[f"drinking-water-capture.{name}"][key]
