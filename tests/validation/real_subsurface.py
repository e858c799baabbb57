"""Real ground with plans in it: a dike ring, archaeology, a delivery of cables and pipes, and GeoTOP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
import xarray as xr
from shapely import LineString

from scenarios.dikes.model import Profiles
from terrain import build
from terrain.connectors._imkl_themes import network_of
from terrain.subsurface import seal_map, voxel_stack
from tests.validation.real_dikes import koswat
from tests.validation.vrtool import ijsseldelta
from twin.grid import GridSpec
from twin.state import Twin

__all__ = ["HEAT", "delivered", "dug_archaeology", "mastenbroek", "storage_in_utrecht"]

CRS = "EPSG:28992"
DELIVERY = "klic/delivery_22G003178_1_lines.geojson"
COLUMNS = (
    "crest_level", "crest_width", "outer_slope", "inner_slope", "outer_toe_level", "inner_toe_level",
    "outer_berm_width", "outer_berm_level", "inner_berm_width", "inner_berm_level",
)  # fmt: skip
FREEBOARD = 0.8
"""Crest above the still water at the norm [m]; we take it, the published run holds no levels."""
FLOW = {"fetch": 1500.0, "wind_speed": 20.0, "rise_share": 0.5}
"""We take these too: IJssel and Zwarte Water in flood, with half of the sea's rise."""
APART, HALF = 500.0, 60.0
"""Made-up cables cross the dike so far from each other, and run so far on both sides of it [m]."""
HEAT = {
    "kind": "utility-route",
    "network": "heat",
    "line": [[111560, 526300], [111640, 526420], [111700, 526600]],
}


def flat(box: tuple[float, ...], resolution: float, level: float, **features: Any) -> Twin:
    """Flat ground with features in it."""
    grid, _ = GridSpec.from_bbox(box, resolution)
    ground = np.full(grid.shape, level, np.float32)
    surface = xr.Dataset({"ground_level": (("y", "x"), ground)}, coords=grid.coords())
    return Twin.from_datasets(surface, features=features, name="real")


def mastenbroek(folder: Path) -> Twin:
    """Give dike trajects 10-1, 10-2 and 10-3 with surveyed profiles, and cables across 10-1.

    Parameters
    ----------
    folder
        With the real files.
    """
    dikes, surveyed, cables = [], [], []
    for traject in ijsseldelta(folder):
        profiles, _, _, _, lines = koswat(folder, traject.name)
        shapes = [LineString(line) for line in lines]
        dikes.append(_dike(traject.name, 1.0 / traject.norm, profiles, shapes))
        for n, shape in enumerate(shapes):
            row = {name: float(getattr(profiles, name)[n]) for name in COLUMNS}
            surveyed.append({"dike": traject.name, **row, "geometry": shape})
        if traject.name == "10-1":
            cables = [cable for shape in shapes for cable in _across(shape)]
    dike_table, profile_table = (gpd.GeoDataFrame(rows, crs=CRS) for rows in (dikes, surveyed))
    profile_table.insert(0, "id", [f"profile-{n}" for n in range(len(profile_table))])
    west, south, east, north = dike_table.total_bounds
    box = (west - 250, south - 250, east + 250, north + 250)
    level = float(np.mean([row["inner_toe_level"] for row in surveyed]))
    return flat(
        box, 25.0, level, dikes=dike_table, dike_profiles=profile_table, utility_lines=_cables(cables)
    )


def _dike(name: str, return_period: float, profiles: Profiles, shapes: list[LineString]) -> dict[str, Any]:
    crest = float(profiles.crest_level.mean())
    inner = shapely.Point(195_500.0, 509_500.0)  # in the polder that the three enclose
    x, y = shapes[0].interpolate(0.5, normalized=True).coords[0]
    ahead = shapes[0].interpolate(0.5 + 0.05, normalized=True)
    turn = (ahead.x - x) * (inner.y - y) - (ahead.y - y) * (inner.x - x)
    return {"id": name, "kind": "primary-dike", "crest_level": crest, "return_period": return_period,
            "water_level": crest - FREEBOARD, "inside": "left" if turn > 0 else "right", **FLOW,
            "geometry": shapely.MultiLineString(shapes)}  # fmt: skip


def _across(shape: LineString) -> list[LineString]:
    """Lines straight across another."""
    found = []
    for at in np.arange(APART / 2, shape.length, APART):
        here, ahead = (np.array(shape.interpolate(float(at + by)).coords[0][:2]) for by in (0.0, 1.0))
        across = np.array([here[1] - ahead[1], ahead[0] - here[0]])
        across *= HALF / np.hypot(*across)
        found.append(LineString([here - across, here + across]))
    return found


def _cables(shapes: list[LineString]) -> gpd.GeoDataFrame:
    content = {"id": [f"cable-{n}" for n in range(len(shapes))], "network": "electricity-mv",
               "depth": 0.8, "depth_status": "assumed", "diameter": 0.1, "status": "existing"}  # fmt: skip
    return gpd.GeoDataFrame(content, geometry=shapes, crs=CRS)


def dug_archaeology(folder: Path) -> tuple[Twin, list[dict[str, Any]]]:
    """Give the areas of UIKAV, and a water main and a pit as plans in the largest of them.

    Parameters
    ----------
    folder
        With the real files.
    """
    areas = gpd.read_file(folder / "archaeology/uikav_archeo_vlakken.gpkg").to_crs(CRS)
    table = gpd.GeoDataFrame(
        {"id": [f"uikav-{n}" for n in range(len(areas))]}, geometry=areas.geometry.to_numpy(), crs=CRS
    )
    largest = table.geometry.iloc[int(table.area.argmax())]
    x, y = largest.representative_point().coords[0]
    twin = flat((x - 6000, y - 2000, x + 6000, y + 2000), 50.0, 8.0, archaeology=table)
    pit = [[x - 10, y + 20], [x + 10, y + 20], [x + 10, y + 40], [x - 10, y + 40]]
    line = [[x - 5000, y], [x + 5000, y]]
    return twin, [
        {"kind": "utility-route", "network": "water", "line": line, "depth": 1.0, "diameter": 0.4},
        {"kind": "excavation", "area": pit, "depth": 1.5},
    ]


def delivered(folder: Path) -> Twin:
    """Give the lines of a delivery in flat ground: their depths are not in it, so that all are usual ones.

    Parameters
    ----------
    folder
        With the real files.
    """
    table = gpd.read_file(folder / DELIVERY)
    networks = [network_of(theme, kind) for theme, kind in zip(table["thema"], table["type"], strict=True)]
    content = {"id": [f"line-{number}" for number in range(len(table))], "network": networks,
               "diameter": table["pipeDiameter"].astype(float) / 1000.0, "depth": np.nan,
               "depth_status": "assumed"}  # fmt: skip
    lines = gpd.GeoDataFrame(content, geometry=table.geometry, crs=CRS)
    west, south, east, north = table.total_bounds
    return flat((west - 10, south - 10, east + 10, north + 10), 2.0, 0.0, utility_lines=lines)


def storage_in_utrecht(folder: Path) -> tuple[Twin, list[dict[str, Any]], xr.Dataset]:
    """Give GeoTOP of the Utrecht Science Park, storage above its clay in a zone that begins at that clay.

    Parameters
    ----------
    folder
        With the real files.

    Returns
    -------
    tuple
        The twin; a no-drilling zone and the storage; the seal between -50 and -20 m NAP at the storage.
    """
    geotop = {"connector": "geotop", "path": str(folder / "area_utrecht_usp/geotop_v1.6.nc")}
    box = [139_500, 454_700, 141_400, 456_200]
    twin = build({"name": "usp", "bbox": box, "resolution": 20,
                  "sources": {"ground_level": geotop, "voxels": geotop}})  # fmt: skip
    stack = voxel_stack(twin)
    assert stack is not None
    x, y = 140_450.0, 455_450.0
    seal = seal_map(stack, low=-50.0, high=-20.0).sel(x=x, y=y, method="nearest")
    west, south, east, north = box[0] + 100, box[1] + 100, box[2] - 100, box[3] - 100
    zone = {"kind": "protection-zone", "zone": "boringsvrije-zone", "top_level": float(seal["top"]),
            "area": [[west, south], [east, south], [east, north], [west, north]]}  # fmt: skip
    return (
        twin,
        [zone, {"kind": "ates", "at": [x, y], "volume": 60_000, "filter_top": -15, "filter_base": -28}],
        seal,
    )
