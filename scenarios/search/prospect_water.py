"""Prospect of drinking water: sand that gives it, and the zones that a well field would bring along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.drinking_water.suitability import REASONS, suitability
from scenarios.physics.capture import PROTECTION_TIMES, capture_radius
from scenarios.search.cells import Cells
from scenarios.search.prospect import (
    ALLOWED,
    CONDITIONAL,
    COVER,
    FLOOR,
    IMPOSSIBLE,
    SAND,
    UNKNOWN,
    Prospect,
    at_cells,
    told,
)
from twin.claims import YEAR
from twin.grid import CRS

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.search.suitability_parameters import SuitabilityParameters
    from twin.state import Twin

__all__ = ["well_field"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_POROSITY = 0.35
_STATES = np.array([UNKNOWN, IMPOSSIBLE, CONDITIONAL, ALLOWED], np.int8)
"""What the states of `scenarios.drinking_water.suitability` are here: what is not feasible is impossible."""


def well_field(twin: Twin, cells: Cells, asked: SuitabilityParameters) -> Prospect:
    """Ten wells in the sand below each cell, with the zones of 60 days and 25 years round them."""
    from terrain.subsurface import voxel_stack

    shape, flow = cells.grid.shape, asked.water * 1e6 / YEAR
    stack = voxel_stack(twin)
    thick, conducts, sealed, base = (np.full(shape, np.nan) for _ in range(4))
    if stack is not None:
        sand, ground = stack.where(lithology=SAND), stack.top_of(stack.present)
        high = ground - COVER
        thick = at_cells(stack, told(stack, stack.thickness(sand, low=FLOOR, high=high)), cells)
        conducts = at_cells(stack, stack.transmissivity(low=FLOOR, high=high, mask=sand), cells)
        sealed = at_cells(stack, stack.resistance(low=high), cells)
        base = at_cells(stack, stack.base_of(sand), cells)
    found = suitability(
        transmissivity=conducts,
        thickness=thick,
        seal_resistance=sealed,
        salt_distance=np.full(shape, np.nan) if asked.salt is None else np.maximum(base - asked.salt, 0.0),
        flow=flow,
        porosity=_POROSITY,
    )
    height = np.maximum(np.nan_to_num(thick), 1.0)
    radii = [
        capture_radius(flow=flow, time=time, thickness=height, porosity=_POROSITY)
        for time in PROTECTION_TIMES[:2]
    ]

    def features(row: Ints, column: Ints) -> gpd.GeoDataFrame:
        import geopandas as gpd
        import pandas as pd

        points: Any = shapely.points(cells.grid.x[column], cells.grid.y[row])
        start = twin.reference_year if asked.start is None else asked.start
        parts = []
        for kind, radius in zip(("waterwingebied", "grondwaterbeschermingsgebied"), radii, strict=True):
            columns = {
                "id": [f"{number}-{kind}" for number in range(len(points))],
                "owner": [f"{number}-candidate" for number in range(len(points))],
                "kind": kind,
                "status": "planned",
                "top_level": cells.ground[row, column],
                "base_level": np.minimum(base[row, column], cells.ground[row, column]),
                "start": float(start),
                "end": np.nan,
            }
            circles = shapely.buffer(points, radius[row, column], quad_segs=8)
            parts.append(gpd.GeoDataFrame(columns, geometry=circles, crs=CRS))
        return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=CRS)

    return Prospect(
        "protection_zones", _STATES[found.state],
        np.where(found.state == 3, -1, found.reason).astype(np.int8), REASONS,
        np.where(found.state >= 2, asked.water, np.nan), "Mm3/yr", found.score, features,
    )  # fmt: skip
