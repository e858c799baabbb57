"""Dikes and water-level areas of the demo as feature tables."""

from __future__ import annotations

import geopandas as gpd

from terrain.demo import plan
from twin.grid import CRS

__all__ = ["dikes", "peilgebieden"]

_DIKE_NAMES = {
    "zeedijk": "Zeedijk", "rivierdijk": "Rivierdijk", "slaperdijk": "Slaperdijk", "zomerdijk": "Zomerdijk",
    "ringdijk": "Ringdijk van de droogmakerij", "boezemkade": "Boezemkade west en ringvaart",
    "boezemkade-oost": "Boezemkade oost",
}  # fmt: skip


def dikes() -> gpd.GeoDataFrame:
    """Crest lines with their level [m NAP]; the sea and river crests were sized for Den Helder's loads."""
    names = list(plan.DIKES)
    return gpd.GeoDataFrame(
        {
            "id": names,
            "name": [_DIKE_NAMES[name] for name in names],
            "kind": [plan.DIKES[name][0] for name in names],
            "crest_level": [plan.DIKES[name][1] for name in names],
            "crest_method": ["design"] * len(names),
        },
        geometry=[plan.line(name) for name in names],
        crs=CRS,
    )


def peilgebieden() -> gpd.GeoDataFrame:
    """Water-level areas with summer and winter target level [m NAP]."""
    names = sorted(plan.PEILGEBIEDEN)
    return gpd.GeoDataFrame(
        {
            "id": names,
            "name": [name.replace("-", " ").capitalize() for name in names],
            "summer_level": [plan.PEILGEBIEDEN[name][0] for name in names],
            "winter_level": [plan.PEILGEBIEDEN[name][1] for name in names],
        },
        geometry=[plan.polygon(name) for name in names],
        crs=CRS,
    )
