"""Named areas by land use."""

from __future__ import annotations

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from terrain.demo import districts, oldtown, plan
from terrain.demo.relief import river_area
from twin.grid import CRS
from twin.vocabulary import LAND_USE

__all__ = ["land_use_areas"]


def land_use_areas() -> gpd.GeoDataFrame:
    """Areas that people have a name for, each with the code of its main land use."""
    code = {entry.key: entry.code for entry in LAND_USE.values()}
    rows = _rows()
    return gpd.GeoDataFrame(
        {
            "id": [row[0] for row in rows],
            "name": [row[1] for row in rows],
            "land_use": [code[row[2]] for row in rows],
        },
        geometry=[row[3] for row in rows],
        crs=CRS,
    )


def _rows() -> list[tuple[str, str, str, BaseGeometry]]:
    foreland = (
        plan.polygon("gebied").difference(plan.polygon("binnendijks")).difference(plan.polygon("duinen"))
    )
    foreland = foreland.difference(river_area()).difference(plan.polygon("industrie"))
    rows = [
        ("duinen", "Duinen", "dune", plan.polygon("duinen")),
        ("oude-stad", "Oude stad", "town_centre", plan.polygon("oude-stad")),
        ("vesting", "Vestingwal", "park", oldtown.fortress().difference(plan.polygon("oude-stad"))),
        ("stationsbuurt", "Stationsbuurt", "built_up", plan.polygon("stationsbuurt")),
        ("nieuwe-wijk", "Nieuwe wijk", "built_up", plan.polygon("nieuwe-wijk").difference(districts.park())),
        ("wijkpark", "Wijkpark", "park", districts.park()),
        ("kustdorp", "Kustdorp", "built_up", plan.polygon("kustdorp")),
        ("zanddorp", "Zanddorp", "built_up", plan.polygon("zanddorp")),
        ("industrie", "Rivierhaven", "industry", plan.polygon("industrie")),
        ("bedrijventerrein", "Bedrijvenpark", "industry", plan.polygon("bedrijventerrein")),
        ("glastuinbouw", "Glaspolder", "greenhouse", plan.polygon("glastuinbouw")),
        ("droogmakerij", "De Diepte", "arable", plan.polygon("droogmakerij")),
        ("zandflank", "Zandflank", "forest", plan.polygon("flank").difference(plan.polygon("zanddorp"))),
    ]
    names = [name for name in plan.PEILGEBIEDEN if name.startswith("veen")]
    rows += [(name, name.replace("-", " ").capitalize(), "grassland", plan.polygon(name)) for name in names]
    parts = sorted(
        (part for part in shapely.get_parts(foreland) if part.area > 2e5), key=lambda part: -part.area
    )
    rows += [
        (f"buitenland-{k + 1}", f"Buitendijks land {k + 1}", "salt_marsh", part)
        for k, part in enumerate(parts)
    ]
    return rows
