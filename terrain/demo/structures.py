"""Structures in the water system and vital objects of the demo."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from terrain.demo import plan
from terrain.demo.fields import Floats
from terrain.demo.lots import Geometries
from twin.grid import CRS, GridSpec

__all__ = ["structures", "vital_objects"]

Row = tuple[str, str, str, float, BaseGeometry]
"""Id, kind, name, capacity, geometry."""
_DAY = 86400.0
_PUMPED = 0.014
"""Pumping capacity of a polder [m of water per day]: usual Dutch design value, 12-15 mm/d [unverified]."""

_BRIDGED = ("boezem", "ring-canal", "brook", "creek", "lake")
_OUTLETS = {
    # peilgebied: (name of its pumping station, site in the plan or place in local metres)
    "veenpolder-1": ("Gemaal Noorderveen", (9500, 7450)),
    "veenpolder-2": ("Gemaal Middenveen", (9330, 6350)),
    "veenpolder-3": ("Gemaal Zuiderveen", (9140, 5000)),
    "veenpolder-4": ("Gemaal Veenplas", (9560, 7000)),
    "veenpolder-5": ("Gemaal Oosterveen", (9300, 5350)),
    "veenpolder-6": ("Gemaal Achterveen", (8000, 3560)),
}


def structures(water: gpd.GeoDataFrame, roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Pumping stations, lock, sluices, weirs, culverts under roads, bridges over wide water.

    `capacity` is a discharge [m3/s], given for pumping stations, sluice and weirs; NaN elsewhere.
    """
    rows = [*_pumping_stations(), *_fixed(), *_weirs(), *_crossings(water, roads)]
    return gpd.GeoDataFrame(
        {
            "id": [row[0] for row in rows],
            "kind": [row[1] for row in rows],
            "name": [row[2] for row in rows],
            "capacity": np.round([row[3] for row in rows], 2),
        },
        geometry=[row[4] for row in rows],
        crs=CRS,
    )


def _at(u: float, v: float) -> shapely.Point:
    return shapely.Point(plan.BBOX[0] + u, plan.BBOX[1] + v)


def _pumping_stations() -> list[Row]:
    """One for each polder on the boezem, and the boezem's own on the river."""
    found: list[Row] = [
        (f"gemaal-{name}", "pumping-station", label, _PUMPED * plan.polygon(name).area / _DAY, _at(*at))
        for name, (label, at) in _OUTLETS.items()
    ]
    for site, name, label in (
        ("gemaal-droogmakerij", "droogmakerij-1", "Gemaal De Diepte"),
        ("gemaal-kleipolder", "kleipolder-1", "Gemaal Zilterpolder"),
    ):
        found.append(
            (site, "pumping-station", label, _PUMPED * plan.polygon(name).area / _DAY, plan.point(site))
        )
    total = sum(row[3] for row in found)
    return [
        *found,
        ("gemaal-boezem", "pumping-station", "Boezemgemaal Zilte", total, plan.point("gemaal-boezem")),
    ]


def _fixed() -> list[Row]:
    return [
        ("sluis", "lock", "Ziltesluis", np.nan, plan.point("sluis")),
        ("spuisluis", "sluice", "Spuisluis Zilte", 25.0, _at(9530, 8330)),
        (
            "keersluis-ringvaart",
            "sluice",
            "Keersluis Ringvaart",
            np.nan,
            shapely.Point(plan.line("boezem").coords[-1]),
        ),
    ]


def _weirs() -> list[Row]:
    """Weirs in the brook, and between the peilgebieden that meet."""
    brook = plan.line("beek")
    found: list[Row] = [
        (
            f"stuw-beek-{k + 1}",
            "weir",
            f"Stuw Zandbeek {k + 1}",
            1.2,
            brook.interpolate(share, normalized=True),
        )
        for k, share in enumerate((0.16, 0.34, 0.52, 0.70, 0.93))
    ]
    names = [name for name in plan.PEILGEBIEDEN if name.startswith("veen")]
    for k, first in enumerate(names):
        for second in names[k + 1 :]:
            shared = plan.polygon(first).intersection(plan.polygon(second).buffer(1.0))
            if shared.length > 300.0:
                place = shared.representative_point()
                found.append(
                    (f"stuw-{first[-1]}-{second[-1]}", "weir", f"Stuw {first} / {second}", 0.4, place)
                )
    return found


def _crossings(water: gpd.GeoDataFrame, roads: gpd.GeoDataFrame) -> list[Row]:
    """Bridges where a road meets wide water, culverts where it meets a main ditch."""
    lines = roads[~roads["id"].str.endswith("tunnel")]
    shapes, names = lines.geometry.to_numpy(), lines["name"].to_numpy()
    tree = shapely.STRtree(shapes)
    main = water[(water["kind"] == "ditch") & (water["category"] == "primary")]
    return _bridges(water[water["kind"].isin(_BRIDGED)], tree, shapes, names) + _culverts(main, tree, shapes)


def _bridges(
    water: gpd.GeoDataFrame, tree: shapely.STRtree, roads: Geometries, names: Geometries
) -> list[Row]:
    found: list[Row] = []
    for width, shape in zip(water["width"], water.geometry, strict=True):
        body = shape.buffer(width / 2 + 4.0) if shape.geom_type == "LineString" else shape
        for road in sorted(tree.query(body, predicate="crosses").tolist()):
            for span in shapely.get_parts(roads[road].intersection(body)):
                found.append((f"brug-{len(found) + 1:03d}", "bridge", f"Brug {names[road]}", np.nan, span))
    return found


def _culverts(ditches: gpd.GeoDataFrame, tree: shapely.STRtree, roads: Geometries) -> list[Row]:
    """Where a main ditch ends at a road its water passes below."""
    lines = ditches.geometry.to_numpy()
    met = tree.query(shapely.buffer(lines, 14.0), predicate="intersects").T.tolist()
    places = [shapely.Point(shapely.shortest_line(roads[r], lines[d]).coords[0]) for d, r in sorted(met)]
    return [(f"duiker-{k + 1:03d}", "culvert", "Duiker", np.nan, at) for k, at in enumerate(places)]


_VITAL: tuple[tuple[str, str, str], ...] = (
    ("onderstation", "Onderstation Oudestad 150/20 kV", "substation"),
    ("ziekenhuis", "Ziekenhuis De Zilte", "hospital"),
    ("rioolwaterzuivering", "Rioolwaterzuivering Oudestad", "sewage-plant"),
    ("drinkwaterstation", "Drinkwaterstation Duin", "drinking-water-plant"),
    ("gemaal-boezem", "Boezemgemaal Zilte", "pumping-station"),
    ("gemaal-droogmakerij", "Gemaal De Diepte", "pumping-station"),
    ("gemaal-kleipolder", "Gemaal Zilterpolder", "pumping-station"),
    ("brandweer", "Brandweer- en ambulancepost", "emergency-services"),
    ("datacentrum", "Datacentrum Oudestad", "data-centre"),
    ("kantoor-waterschap", "Crisiscentrum waterschap", "crisis-centre"),
    ("station", "Station Oudestad", "railway-station"),
)
_VITAL_ELSEWHERE: tuple[tuple[str, str, str, tuple[float, float]], ...] = (
    ("gasontvangststation", "Gasontvangststation", "gas-station", (7450, 5120)),
    ("gemeentehuis", "Gemeentehuis", "town-hall", (6204, 7062)),
    ("verpleeghuis", "Verpleeghuis De Terp", "care-home", (5900, 5480)),
    ("middenspanning-kust", "Schakelstation Kustdorp", "substation", (3960, 6820)),
    ("middenspanning-polder", "Schakelstation Middendorp", "substation", (5760, 2390)),
    ("middenspanning-haven", "Schakelstation Rivierhaven", "substation", (8330, 8640)),
    ("zendmast", "Zendmast Zanddorp", "telecom-mast", (11950, 1640)),
    ("chemie", "Tankopslag Rivierhaven", "hazardous-storage", (8320, 8830)),
)


def vital_objects(grid: GridSpec, ground: Floats) -> gpd.GeoDataFrame:
    """Objects that society cannot do without; the floor stands 0.2 m above the ground [m NAP]."""
    rows = [(key, name, kind, plan.point(key)) for key, name, kind in _VITAL]
    rows += [(key, name, kind, _at(*at)) for key, name, kind, at in _VITAL_ELSEWHERE]
    row, column = grid.index([item[3].x for item in rows], [item[3].y for item in rows])
    return gpd.GeoDataFrame(
        {
            "id": [item[0] for item in rows],
            "name": [item[1] for item in rows],
            "kind": [item[2] for item in rows],
            "floor_level": np.round(ground[row, column].astype(float) + 0.2, 2),
        },
        geometry=[item[3] for item in rows],
        crs=CRS,
    )
