"""A result of dike-space made by hand: a known dike of ten places and an unknown one of three."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import xarray as xr
from shapely import LineString, box

from twin.state import Twin
from twin.store import Result

COUNT, KNOWN = 13, 10
SCENARIOS, QUANTILES, YEARS = ["knmi23-l", "llhi"], [0.05, 0.5], [2025, 2100, 2150]
UNKNOWN = np.arange(COUNT) >= KNOWN


def over_futures(low: float, step: float) -> np.ndarray:
    """Values that rise with scenario, quantile and year and differ by place; NaN where unknown."""
    grown = np.add.outer(np.add.outer(np.arange(2.0), np.arange(2.0)), np.arange(3.0))
    values = low + step * grown[..., None] + 0.001 * np.arange(COUNT)
    return np.where(UNKNOWN, np.nan, values).astype(np.float32)


def sections(raised: float, berm: float, fill: float = np.nan) -> tuple[np.ndarray, np.ndarray]:
    """Dike of 4 m at 5 m NAP, 1:3 on both sides, raised landward with an inner berm of 1 m."""
    crest, edge, step = 5 + raised, -2 + 3 * raised, float(berm > 0)
    foot = edge + 4 + 3 * (crest - step)
    offset = [-17, -17, -17, edge, edge + 4, foot, foot + berm, foot + berm + 3 * step]
    level = [0, 0, 0, crest, crest, step, step, 0]
    rows = np.tile(np.array([offset, level], float), (COUNT, 1, 1))
    rows[UNKNOWN] = fill
    return rows[:, 0], rows[:, 1]


def dike_result(twin: Twin, baseline: str = "sample") -> Result:
    """Both dikes run from west to east through the terrain of a twin; the known one is the southern."""
    xmin, ymin, _, ymax = twin.grid.bbox
    x = xmin + 205.0 + 10.0 * np.r_[0:KNOWN, 0:3]
    y = np.where(UNKNOWN, ymax - 300.0, ymin + 300.0)
    places = {
        "id": [f"{'zeedijk' if k < KNOWN else 'kade'}-{k % KNOWN:04d}" for k in range(COUNT)],
        "dike": ["zeedijk"] * KNOWN + ["kade"] * 3,
        "reason": [None] * KNOWN + ["no norm: not a primary defence"] * 3,
        "chainage": 5.0 + 10.0 * np.r_[0:KNOWN, 0:3],
        "length": np.full(COUNT, 10.0),
        "x": x, "y": y, "inward_x": np.zeros(COUNT), "inward_y": np.ones(COUNT),
        "crest_level": np.where(UNKNOWN, np.nan, 5.0),
        "aquifer_top": np.where(UNKNOWN, np.nan, -4.0),
        "water_level": np.where(UNKNOWN, np.nan, 3.2),
        "required_width": np.where(UNKNOWN, np.nan, 18.0 + 0.1 * np.arange(COUNT)),
        "measure": ["wall-toe"] * KNOWN + [None] * 3,
        "measure_inward": np.where(UNKNOWN, np.nan, 0.0),
        "wall_length": np.where(UNKNOWN, np.nan, 9.0),
        "free_space": np.where(UNKNOWN, np.nan, 12.34),
        "obstacle": ["pand-1"] * KNOWN + [None] * 3,
        "year_full": np.where(UNKNOWN, np.nan, 2085.0),
    }  # fmt: skip
    pieces = [LineString([(a - 5, b), (a + 5, b)]) for a, b in zip(x, y, strict=True)]
    table = gpd.GeoDataFrame(places, geometry=pieces, crs="EPSG:28992")
    told = {
        "twin": {"name": twin.name, "baseline": baseline, "digest": twin.digest},
        "drivers": {"scenario": {"scenario": "knmi23-h", "quantile": 0.5, "year": 2100, "rise": 0.82}},
    }
    features = {"dike_space": table, "dike_reservations": reservations(xmin + 200.0, ymin + 317.0)}
    return Result(dataset(twin), features, {}, told)


def reservations(x: float, y: float) -> gpd.GeoDataFrame:
    """Two bands in 2100 along the known dike, and one in 2050 inside the first."""
    shapes = [box(x, y, x + 100, y + 4), box(x, y, x + 100, y + 10), box(x, y + 10, x + 100, y + 30)]
    columns = {
        "id": ["zeedijk-2050-core", "zeedijk-2100-core", "zeedijk-2100-reserve"],
        "dike": ["zeedijk"] * 3,
        "year": [2050, 2100, 2100],
        "band": ["core", "core", "reserve"],
        "area": [400.0, 1000.0, 2000.0],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:28992")


def dataset(twin: Twin) -> xr.Dataset:
    """Fields as the process gives them, their dimensions in another order than the page wants them."""
    dims = ("scenario", "quantile", "year", "location")
    numbers: dict[str, Any] = {
        "heightening": over_futures(0.1, 0.25), "inner_slope": over_futures(3.0, 0.0),
        "berm_width": over_futures(0.0, 4.0), "berm_level": over_futures(-1.0, 0.5),
        "inward": over_futures(1.0, 5.0), "outward": over_futures(0.0, 0.0), "cost": over_futures(0, 4e5),
    }  # fmt: skip
    codes = np.where(UNKNOWN, -1, np.ones((2, 2, 3, COUNT))).astype(np.int8)
    fields = {f"dike_{name}": (dims, values) for name, values in numbers.items()}
    found = xr.Dataset(fields, coords=twin.grid.coords())
    for name, meanings in (("driver", "none height stability piping"), ("measure", "none soil wall-toe")):
        values = np.arange(-1, len(meanings.split()), dtype=np.int8)
        attributes = {"flag_values": values, "flag_meanings": f"unknown {meanings}"}
        found[f"dike_{name}"] = (dims, codes, attributes)
    found["dike_inward"].attrs["conflicts_unknown"] = "roads: the twin has no theme roads"
    found["dike_measure"].attrs["flag_labels_nl"] = "onbekend; niets; grond; wand in de teen"
    found["dike_measure"].attrs["flag_labels_en"] = "unknown; nothing; soil; wall at the toe"
    for name, (offset, level) in (("now", sections(0, 0)), ("required", sections(0.8, 12))):
        found[f"dike_profile_{name}_offset"] = (("location", "point"), offset.astype(np.float32))
        found[f"dike_profile_{name}_level"] = (("location", "point"), level.astype(np.float32))
    coords = {"scenario": SCENARIOS, "quantile": QUANTILES, "year": YEARS}
    return found.assign_coords(coords).transpose("year", "quantile", "scenario", ...)
