"""Watercourses of the demo: sea, river, boezem, canals, creeks, brook, ponds and ditches."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString, Point
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from terrain.demo import districts, oldtown, plan
from terrain.demo.ditches import Ditch
from terrain.demo.outline import CREEKS
from terrain.demo.relief import river_area
from terrain.demo.shapes import largest_polygon
from twin.grid import CRS

__all__ = ["open_water", "watercourses"]


@dataclass(frozen=True, slots=True)
class Water:
    """A watercourse: width [m], water and bed level [m NAP]; the width of a polygon is its usual one."""

    id: str
    kind: str
    name: str
    width: float
    water_level: float
    bed_level: float
    geometry: BaseGeometry


def open_water() -> list[Water]:
    """All water but the parcel ditches."""
    level, summer = plan.BOEZEM_LEVEL, {name: values[0] for name, values in plan.PEILGEBIEDEN.items()}
    clay = summer["kleipolder-1"]
    found = [
        Water("noordzee", "sea", "Noordzee", 2500.0, 0.03, -11.5, _sea()),
        Water("rivier", "river", "Zilte", 280.0, 0.03, -6.5, river_area().difference(_sea())),
        Water("havenbekken", "river", "Rivierhaven", 110.0, 0.03, -5.0, _harbour()),
        Water("boezem", "boezem", "Boezemkanaal", 44.0, level, -3.0, plan.line("boezem")),
        Water("ringvaart", "ring-canal", "Ringvaart", 36.0, level, -2.8, plan.line("ringvaart")),
        Water(
            "oude-arm",
            "lake",
            "Oude Zilte",
            62.0,
            0.35,
            -2.0,
            plan.line("oude-arm").buffer(31, cap_style="round"),
        ),
        Water("beek", "brook", "Zandbeek", 6.0, 1.0, 0.4, plan.line("beek")),
    ]
    found += [Water(name, "creek", "Kreek", 14.0, 0.03, -1.2, plan.line(name)) for name in CREEKS]
    found += [
        Water(f"gracht-{k + 1}", "lake", name, width, clay, clay - 1.6, line)
        for k, (name, line, width) in enumerate(oldtown.canals())
    ]
    found += [
        Water(f"singel-{k + 1}", "lake", name, width, clay, clay - 1.2, line)
        for k, (name, line, width) in enumerate(districts.ponds())
    ]
    return found + _ponds(clay) + _lakes(summer)


def _sea() -> Polygon:
    y = np.linspace(plan.BBOX[1], plan.BBOX[3], 257)
    edge = np.column_stack([plan.coastline(y), y])
    return Polygon([(plan.BBOX[0], plan.BBOX[1]), *edge, (plan.BBOX[0], plan.BBOX[3])])


def _harbour() -> Polygon:
    """Harbour basin of the industrial site, open to the river."""
    return largest_polygon(plan.polygon("havenbekken").buffer(2).difference(river_area()))


def _ponds(clay: float) -> list[Water]:
    """Wielen (scour ponds of old breaches, inside the river dike), the moat of the castle, dune lakes."""
    dike = plan.line("rivierdijk")
    wielen = []
    for number, (share, size) in enumerate(((0.30, 62.0), (0.545, 48.0), (0.80, 55.0))):
        foot = dike.interpolate(share, normalized=True)
        centre = Point(foot.x + 6.0, foot.y - 42.0 - size)
        shape = shapely.affinity.scale(centre.buffer(size, quad_segs=6), 1.25, 0.8)
        wielen.append(Water(f"wiel-{number + 1}", "lake", f"Wiel {number + 1}", 2 * size, clay, -9.0, shape))
    castle = plan.point("burcht")
    moat = castle.buffer(72, quad_segs=6).difference(castle.buffer(48, quad_segs=6))
    wielen.append(Water("slotgracht", "lake", "Slotgracht", 24.0, clay, clay - 1.5, moat))
    spots = ((2960, 2860, 75.0), (3010, 620, 60.0), (2930, 7560, 82.0), (3080, 6650, 58.0))
    for number, (u, v, size) in enumerate(spots):
        centre = Point(plan.BBOX[0] + u, plan.BBOX[1] + v)
        shape = shapely.affinity.rotate(
            shapely.affinity.scale(centre.buffer(size, quad_segs=6), 0.7, 1.5), -18
        )
        wielen.append(
            Water(f"duinmeer-{number + 1}", "lake", f"Duinmeer {number + 1}", size, 2.4, 0.9, shape)
        )
    return wielen


def _lakes(summer: dict[str, float]) -> list[Water]:
    """Petgaten and a lake in the peat, left by peat digging."""
    x0, y0 = plan.BBOX[:2]
    lake = shapely.affinity.rotate(
        shapely.affinity.scale(Point(x0 + 11350, y0 + 6350).buffer(330, quad_segs=10), 1.5, 0.75), 12
    )
    name = "veenpolder-4"
    found = [
        Water(
            "veenplas",
            "lake",
            "Veenplas",
            660.0,
            summer[name],
            summer[name] - 2.2,
            lake.buffer(-40).buffer(40),
        )
    ]
    for number in range(9):
        at = (x0 + 9960 + 70 * number, y0 + 6335 - 6 * number)
        shape = LineString([(at[0], at[1] - 160), (at[0] + 14, at[1] + 150)]).buffer(15, cap_style="flat")
        found.append(
            Water(f"petgat-{number + 1}", "lake", "Petgat", 30.0, summer[name], summer[name] - 1.8, shape)
        )
    return found


def watercourses(ditches: list[Ditch]) -> gpd.GeoDataFrame:
    """Table of all watercourses; ditches carry the summer level of their peilgebied.

    `category` is the class in the water board's register: primary, secondary or tertiary.
    """
    rows = open_water()
    for number, ditch in enumerate(ditches):
        summer, winter, _ = plan.PEILGEBIEDEN[ditch.area]
        name, depth = ("Wetering", 0.9) if ditch.category == "primary" else ("Sloot", 0.45)
        rows.append(
            Water(f"sloot-{number + 1:04d}", "ditch", name, ditch.width, summer, winter - depth, ditch.line)
        )
    columns = ("id", "kind", "name", "width", "water_level", "bed_level")
    table = {column: [getattr(row, column) for row in rows] for column in columns}
    table["category"] = ["primary"] * (len(rows) - len(ditches)) + [ditch.category for ditch in ditches]
    return gpd.GeoDataFrame(
        table,
        geometry=[row.geometry for row in rows],
        crs=CRS,
    )
