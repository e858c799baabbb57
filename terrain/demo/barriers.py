"""Dikes and water-level areas of the demo as feature tables."""

from __future__ import annotations

import geopandas as gpd

from terrain.demo import plan
from twin.grid import CRS

__all__ = ["dike_profiles", "dikes", "peilgebieden"]

_DIKE_NAMES = {
    "zeedijk": "Zeedijk", "rivierdijk": "Rivierdijk", "slaperdijk": "Slaperdijk", "zomerdijk": "Zomerdijk",
    "ringdijk": "Ringdijk van de droogmakerij", "boezemkade": "Boezemkade west en ringvaart",
    "boezemkade-oost": "Boezemkade oost",
}  # fmt: skip


_LOADS: dict[str, dict[str, float | str]] = {
    "zeedijk": {
        "return_period": 3000.0, "station": "den-helder", "rise_share": 1.0, "foreshore_level": -0.5,
        "wave_height": 3.5, "wave_period": 8.0, "wave_angle": 0.0, "allowed_discharge": 0.005,
    },
    "rivierdijk": {
        "return_period": 3000.0, "station": "den-helder", "rise_share": 0.9, "wave_angle": 0.0,
        "fetch": 3000.0, "wind_speed": 28.0, "allowed_discharge": 0.001,
    },
}  # fmt: skip
"""Lower limit of the norm [years], water level of Den Helder, overtopping [m2/s], and waves that make today's
crests about right: at sea as before the foreshore [m NAP, m, s], on the river by wind over its funnel."""


def dikes() -> gpd.GeoDataFrame:
    """Crest lines with their level [m NAP]; the sea and river crests were sized for Den Helder's loads."""
    names = list(plan.DIKES)
    loads = {column: None for row in _LOADS.values() for column in row}
    return gpd.GeoDataFrame(
        {
            "id": names,
            "name": [_DIKE_NAMES[name] for name in names],
            "kind": [plan.DIKES[name][0] for name in names],
            "crest_level": [plan.DIKES[name][1] for name in names],
            "crest_method": ["design"] * len(names),
            **{column: [_LOADS.get(name, {}).get(column) for name in names] for column in loads},
        },
        geometry=[plan.line(name) for name in names],
        crs=CRS,
    )


def dike_profiles() -> gpd.GeoDataFrame:
    """Cross-sections of the dikes with a norm as they were designed: cells of 10 m do not show a crest."""
    names = list(_LOADS)
    return gpd.GeoDataFrame(
        {
            "id": [f"{name}-ontwerp" for name in names],
            "dike": names,
            "crest_width": [plan.DIKES[name][2] for name in names],
            "outer_slope": [plan.DIKES[name][3] for name in names],
            "inner_slope": [plan.DIKES[name][3] for name in names],
            "source": ["design"] * len(names),
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
