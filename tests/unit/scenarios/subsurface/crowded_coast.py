"""A polder with something of everything below it."""

from __future__ import annotations

import geopandas as gpd
from shapely import LineString, Point, box

from twin.state import Twin

__all__ = ["crowded_coast"]


def table(shapes: list[object], **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:28992")


def crowded_coast(coast: Twin) -> Twin:
    """A zone with a storage system in it, a cable through a site, a main beside it, and a doublet."""
    heat = {"filter_top": [-31.0], "filter_base": [-71.0], "volume": [150_000.0]}
    wells = {"warm_x": [61000.0], "warm_y": [545500.0], "cold_x": [61100.0], "cold_y": [545500.0]}
    deep = {"reservoir_top": [-2000.0], "reservoir_base": [-2060.0], "flow": [150.0 / 3600.0]}
    bores = {
        "producer_x": [61700.0],
        "producer_y": [545500.0],
        "injector_x": [61900.0],
        "injector_y": [545500.0],
    }
    lines = [
        LineString([(61400, 545050), (61400, 545950)]),
        LineString([(61400.3, 545050), (61400.3, 545950)]),
    ]
    return coast.with_(
        features={
            "protection_zones": table(
                [box(60700, 545200, 61300, 545800)], id=["bvz"], kind=["boringsvrije-zone"], top_level=[-60.0]
            ),
            "ates": table([Point(61050, 545500)], id=["wko"], **heat, **wells),
            "utility_lines": table(
                lines, id=["cable", "main"], network=["electricity-mv", "water"], depth=[0.8, 1.0],
                depth_status=["measured", "assumed"],
            ),
            "archaeology": table(
                [box(61350, 545400, 61450, 545500)], id=["terp"], top_level=[-1.6], base_level=[-3.0]
            ),
            "doublets": table(
                [Point(61800, 545500)], id=["old"], status=["existing"], start=[2015], end=[2045],
                **deep, **bores,
            ),
        }
    )  # fmt: skip
