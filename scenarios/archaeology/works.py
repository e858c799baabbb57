"""Works that a twin has planned, and what each digs: lines, pits, building, bores and sites."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from scenarios.archaeology.digs import Dig, GroundAt, bore, ground_of, line_bore, pit, trench
from scenarios.physics.constants import Parameter
from twin.feature_rows import feature_rows, number

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["PLANNED", "Digging", "Work", "line_digs", "works_of"]

PLANNED = frozenset({"planned", "licence", "licensed"})
"""Statuses of what is still to be made."""
SITE_AREA = Parameter(6_000.0, "m2", "drilling site of a doublet", "unverified")
SITE_DEPTH = Parameter(1.0, "m", "hardcore, gutters and cellars of a drilling site", "unverified")
BORES = {"ates": 0.8, "closed_loops": 0.15, "wells": 0.6}
"""Diameter of a borehole by theme [m] [unverified]."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Digging:
    """How works are dug where features do not tell.

    Parameters
    ----------
    width
        Width of the bottom of a trench beside a small line [m]; beside a thick one 0.2 m on both sides.
    slope
        Of the sides of a trench, metres aside for a metre up.
    pile_share
        Part of the ground that piles take, 0..1.
    deepest
        Depth below which a line is drilled, not dug [m below ground].
    """

    width: float = 0.6
    slope: float = 0.0
    pile_share: float = 0.05
    deepest: float = 3.0


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that is made, and what is dug for it.

    Parameters
    ----------
    id, theme, kind
        Of its feature.
    shape
        Of its feature, RD New.
    digs
        What is taken out.
    """

    id: str
    theme: str
    kind: str
    shape: BaseGeometry
    digs: tuple[Dig, ...]

    @property
    def area(self) -> float:
        """Ground that is dug, in plan [m2]."""
        return sum(dig.share * dig.shape.area for dig in self.digs)

    @property
    def depth(self) -> float:
        """Greatest depth [m below ground]."""
        return max((dig.ground - dig.lowest for dig in self.digs), default=0.0)


def works_of(twin: Twin, digging: Digging) -> tuple[list[Work], list[str]]:
    """Works that are planned in a twin, and the ids of those whose depth or ground is not known."""
    ground = ground_of(twin)
    found: list[Work] = []
    unknown, taken = [], set()
    for theme, dig in _MAKERS.items():
        if theme not in twin.features:
            continue
        for row in feature_rows(twin.features[theme]):
            if row.get("status") in PLANNED and row["geometry"] is not None:
                digs, name = tuple(dig(row, ground, digging)), str(row["id"])
                name = f"{theme}:{name}" if name in taken else name  # ids are unique within a theme only
                taken.add(name)
                if digs:
                    kind = str(row.get("network") or row.get("kind") or "")
                    found.append(Work(name, theme, kind, row["geometry"], digs))
                else:
                    unknown.append(name)
    return found, unknown


def _ground_on(ground: GroundAt, shape: BaseGeometry) -> float:
    at = shape.representative_point()
    return float(ground(shapely.get_x([at]), shapely.get_y([at]))[0])


def line_digs(
    line: LineString, depth: Any, diameter: float, ground: GroundAt, digging: Digging
) -> Iterator[Dig]:
    """Trenches and bores of a line.

    Parameters
    ----------
    line
        Course, RD New.
    depth
        Depth of the underside of the line at each corner [m below ground], (n,).
    diameter
        Of the line [m].
    ground
        Ground level at places.
    digging
        How it is dug; deeper than `Digging.deepest` it is drilled.
    """
    places = shapely.get_coordinates(line)
    width = max(digging.width, diameter + 0.4)
    for begin, stop, deep in _runs(depth > digging.deepest):
        part = LineString(places[begin:stop])
        if deep:
            above = ground(places[begin:stop, 0], places[begin:stop, 1])
            axis = above - depth[begin:stop] + 0.5 * diameter
            yield from line_bore(part, axis, ground, diameter=diameter)
        else:
            yield from trench(part, depth[begin:stop], ground, width=width, slope=digging.slope)


def _line(row: Row, ground: GroundAt, digging: Digging) -> Iterator[Dig]:
    """Dig a line: heights of its axis where it has them, else its depth below the ground."""
    thick = number(row, "diameter", 0.1)
    for line in shapely.get_parts(row["geometry"]).tolist():
        places = shapely.get_coordinates(line, include_z=True)
        above = ground(places[:, 0], places[:, 1])
        below = number(row, "depth") + thick
        depth = above - places[:, 2] + 0.5 * thick if line.has_z else np.full(len(places), below)
        if np.isfinite(depth).all() and np.isfinite(above).all() and len(places) > 1:
            yield from line_digs(line, depth, thick, ground, digging)


def _runs(deep: Any) -> Iterator[tuple[int, int, bool]]:
    """Runs of corners dug in one way; the leg between two ways goes with what is drilled."""
    legs = deep[:-1] | deep[1:]
    begin = 0
    for at in range(1, len(legs) + 1):
        if at == len(legs) or legs[at] != legs[begin]:
            yield begin, at + 1, bool(legs[begin])
            begin = at


def _excavation(row: Row, ground: GroundAt, digging: Digging) -> Iterator[Dig]:
    level = _ground_on(ground, row["geometry"])
    depth, base, pile = (number(row, key) for key in ("depth", "base_level", "pile_base"))
    bottom = base if math.isfinite(base) else level - depth
    top = min(level, bottom) if math.isfinite(bottom) else level
    if math.isfinite(level) and math.isfinite(bottom):
        yield from pit(row["geometry"], bottom, level)
    if math.isfinite(level) and math.isfinite(pile):
        # Piles go on below the bottom of the pit.
        for dig in pit(row["geometry"], pile, level, share=digging.pile_share):
            yield Dig(dig.shape, dig.plane, max(top - pile, 0.0), level, dig.share)


def _area(row: Row, ground: GroundAt, _: Digging) -> Iterator[Dig]:
    level = _ground_on(ground, row["geometry"])
    base = number(row, "base_level")
    if math.isfinite(level) and math.isfinite(base) and base < level:
        yield from pit(row["geometry"], base, level)


def _site(row: Row, ground: GroundAt, _: Digging) -> Iterator[Dig]:
    """Lay the site of a doublet: a square about its wells at the surface."""
    if row["geometry"].geom_type != "Point":
        return
    x, y = number(row, "surface_x"), number(row, "surface_y")
    at = Point(x, y) if math.isfinite(x + y) else row["geometry"]
    level = _ground_on(ground, at)
    if math.isfinite(level):
        yield from pit(
            at.buffer(0.5 * math.sqrt(SITE_AREA.value), cap_style="square"), level - SITE_DEPTH.value, level
        )


def _bores(theme: str, base: str) -> Callable[[Row, GroundAt, Digging], Iterator[Dig]]:
    def dig(row: Row, ground: GroundAt, _: Digging) -> Iterator[Dig]:
        for at in _places(row):
            level, bottom = _ground_on(ground, at), number(row, base)
            if math.isfinite(level) and math.isfinite(bottom) and bottom < level:
                yield from bore(at, BORES[theme], level, bottom)

    return dig


def _places(row: Row) -> list[Point]:
    """Places of boreholes: warm and cold wells where a row tells them, else its points."""
    pairs = [(number(row, f"{well}_x"), number(row, f"{well}_y")) for well in ("warm", "cold")]
    if all(math.isfinite(x + y) for x, y in pairs):
        return [Point(pair) for pair in pairs]
    points: list[Point] = shapely.get_parts(row["geometry"]).tolist()
    return [point for point in points if point.geom_type == "Point"]


_MAKERS: dict[str, Callable[[Row, GroundAt, Digging], Iterator[Dig]]] = {
    "utility_lines": _line,
    "excavations": _excavation,
    "extractions": _area,
    "infiltration": _area,
    "doublets": _site,
    "ates": _bores("ates", "filter_base"),
    "closed_loops": _bores("closed_loops", "base_level"),
    "wells": _bores("wells", "screen_base"),
}
"""How the works of each theme are dug."""
