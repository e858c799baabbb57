"""A vertical section under any line: ground, water levels, soils, layers, and claims in the plane."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from terrain.subsurface.claim_bodies import claims_in
from terrain.subsurface.intervals import Interval, intervals_of
from terrain.subsurface.models import stacks_of
from terrain.subsurface.objects import names_of
from terrain.subsurface.section_claims import NEAR, Course, Crossing, Cut, crossings_of, cuts_of
from terrain.subsurface.stack import MISSING, Stack
from terrain.subsurface.traverse import traverse
from twin.errors import invalid
from twin.vocabulary import LITHOCLASS

if TYPE_CHECKING:
    from shapely import LineString

    from twin.claims import Claim
    from twin.state import Twin

__all__ = ["LONGEST", "Body", "Hole", "Section", "WaterLevel", "check_line", "section"]

LONGEST = 50_000.0
"""Longest line that is cut along [m]."""
MOST_CORNERS = 1000
_MOST_PLACES = 1500
_AIR = 15.0  # metres above the highest ground that are drawn

Floats = npt.NDArray[np.float64]
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Body:
    """Ground of one lithoclass, unit or layer in the plane: rings of (distance, level) [m, m NAP]."""

    kind: str
    id: str
    label_nl: str
    label_en: str
    color: str
    polygons: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class WaterLevel:
    """Managed level of an area that the line crosses, from one distance to another [m]."""

    id: str
    start: float
    end: float
    summer: float | None
    winter: float | None


@dataclass(frozen=True, slots=True)
class Hole:
    """A borehole or test near the plane: where along the line and how far off [m], and its intervals."""

    id: str
    kind: str
    distance: float
    offset: float
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What stands in the plane under a line.

    Parameters
    ----------
    year
        Year in which.
    corners
        The line in RD [m], shape (n, 2).
    distance, level
        Ground along it [m, m NAP], NaN where unknown, shape (k,).
    low, high
        Between which levels it is told [m NAP]; bodies without limit end there.
    bodies
        Ground by lithoclass and by unit as far as there are voxels, and layers below.
    water
        Managed levels.
    cuts, crossings
        Claims that take room in the plane, and lines that pass through it.
    holes
        Boreholes and tests near it.
    """

    year: float
    corners: Floats
    distance: Floats
    level: Floats
    low: float
    high: float
    bodies: tuple[Body, ...]
    water: tuple[WaterLevel, ...]
    cuts: tuple[Cut, ...]
    crossings: tuple[Crossing, ...]
    holes: tuple[Hole, ...]

    @property
    def length(self) -> float:
        """Length of the line [m]."""
        return float(self.distance[-1])


def check_line(twin: Twin, line: LineString) -> None:
    """Refuse a line that no section can be made of.

    Raises
    ------
    InvalidInputError
        When it is empty, over 50 km long, has over 1000 corners, or lies outside the twin.
    """
    field, told = "coords", line.wkt[:200]
    if line.is_empty or not line.length > 0.0:
        raise invalid(field, told, "is no line", "Give two different places or more.")
    if line.length > LONGEST:
        message = f"is {line.length / 1000:.0f} km long, at most {LONGEST / 1000:.0f} km"
        raise invalid(field, told, message, "Ask for a part of it.")
    if (count := shapely.get_num_coordinates(line)) > MOST_CORNERS:
        raise invalid(field, told, f"has {count} corners, at most {MOST_CORNERS}", "Simplify it.")
    if not shapely.box(*twin.grid.bbox).intersects(line):
        bounds = ", ".join(f"{edge:.10g}" for edge in twin.grid.bbox)
        raise invalid(field, told, "lies outside the twin", f"It spans {bounds} in RD.")


def section(
    twin: Twin, line: LineString, year: float | None = None, hidden: Collection[str] = (),
    claims: Iterable[Claim] | None = None,
) -> Section:  # fmt: skip
    """Cut a twin along a line.

    Parameters
    ----------
    twin
        What is cut.
    line
        In RD; heights of its own mean nothing.
    year
        Calendar year; that of the twin by default.
    hidden
        Themes that are left out.
    claims
        Claims on its subsurface; those that its features make by default.

    Raises
    ------
    InvalidInputError
        As `check_line` tells.
    """
    check_line(twin, line)
    at = float(twin.reference_year if year is None else year)
    line = shapely.force_2d(line)
    corners = np.asarray(line.coords, np.float64)
    distance, level = _ground(twin, line)
    stacks = stacks_of(twin, line.bounds)
    known = level[np.isfinite(level)]
    lows = [float(np.nanmin(np.where(stack.present, stack.base, np.nan))) for stack in stacks
            if stack.present.any()]  # fmt: skip
    low = min([*lows, float(known.min()) - _AIR if known.size else -_AIR])
    high = (float(known.max()) if known.size else 0.0) + _AIR
    every = twin.claims if claims is None else claims
    near, names = claims_in(every, at, hidden, line.bounds, NEAR), names_of(twin)
    course = Course(line)
    return Section(
        at,
        corners,
        distance,
        level,
        low,
        high,
        tuple(_bodies(stacks, corners)),
        tuple(_water(twin, course, hidden)),
        tuple(cuts_of(near, names, course, (distance, level), at, (low, high))),
        tuple(crossings_of(near, names, course)),
        tuple(_holes(twin, line, hidden)),
    )


def _ground(twin: Twin, line: LineString) -> tuple[Floats, Floats]:
    """Ground at even distances, and at the corners."""
    step = max(min(twin.grid.dx, twin.grid.dy), line.length / _MOST_PLACES)
    corners = shapely.line_locate_point(line, shapely.points(line.coords))
    even = np.linspace(0.0, line.length, int(line.length / step) + 2)
    distance = np.unique(np.concatenate([even, np.clip(corners, 0.0, line.length)]))
    places = shapely.get_coordinates(shapely.line_interpolate_point(line, distance))
    return distance, twin.grid.sample(twin.surface["ground_level"].values, places[:, 0], places[:, 1])


def _bodies(stacks: tuple[Stack, ...], corners: Floats) -> Iterator[Body]:
    floor: tuple[Floats, Floats, Floats] | None = None
    for stack in stacks:
        if stack.part == "voxels":
            yield from _soils(stack, corners)
            floor = _floor(stack, corners)
        else:
            yield from _layers(stack, corners, floor)


def _floor(stack: Stack, corners: Floats) -> tuple[Floats, Floats, Floats]:
    """Where along the line the voxels begin and end, and how deep they go there."""
    cells = traverse(stack.grid, corners)
    return cells.start, cells.end, stack.base_of(stack.present)[cells.row, cells.column]


def _soils(stack: Stack, corners: Floats) -> Iterator[Body]:
    """Rectangles of equal lithoclass, and of equal unit; equal ones side by side are one."""
    cells = traverse(stack.grid, corners)
    top, base = stack.top[:, 0, 0], stack.base[:, 0, 0]
    for kind, values in (("lithology", stack.lithology), ("unit", stack.unit)):
        absent = MISSING if kind == "lithology" else -1
        drawn: dict[int, list[list[float]]] = {}
        open_runs: dict[tuple[int, float, float], list[float]] = {}
        for k, (row, column) in enumerate(zip(cells.row, cells.column, strict=True)):
            here = np.where(stack.present[:, row, column], values[:, row, column], absent)
            cuts = np.flatnonzero(np.diff(here)) + 1
            runs: dict[tuple[int, float, float], list[float]] = {}
            for first, last in zip([0, *cuts.tolist()], [*cuts.tolist(), len(here)], strict=True):
                code = int(here[first])
                if code == absent:
                    continue
                key = (code, float(top[last - 1]), float(base[first]))
                run = open_runs.get(key)
                if run is None or run[1] != cells.start[k]:
                    run = [float(cells.start[k]), 0.0, key[1], key[2]]
                    drawn.setdefault(code, []).append(run)
                run[1] = float(cells.end[k])
                runs[key] = run
            open_runs = runs
        for code in sorted(drawn):
            rings = tuple(((a, high), (b, high), (b, low), (a, low)) for a, b, high, low in drawn[code])
            yield _soil(stack, kind, code, rings)


def _soil(stack: Stack, kind: str, code: int, rings: tuple[Ring, ...]) -> Body:
    if kind == "unit":
        unit = stack.units[code]
        return Body(kind, unit.key, unit.label_nl, unit.label_en, unit.color, rings)
    entry = LITHOCLASS.get(code)
    if entry is None:
        return Body(kind, str(code), str(code), str(code), "#999999", rings)
    return Body(kind, entry.key, entry.label_nl, entry.label_en, entry.color, rings)


def _layers(stack: Stack, corners: Floats, floor: tuple[Floats, Floats, Floats] | None) -> Iterator[Body]:
    """Layers as bands between the middles of cells, below the voxels where there are any."""
    cells = traverse(stack.grid, corners)
    if not len(cells.row):
        return
    middle = 0.5 * (cells.start + cells.end)
    places = np.concatenate([[cells.start[0]], middle, [cells.end[-1]]])
    above = np.full(len(places), np.inf)
    if floor is not None and len(floor[0]):
        found = np.clip(np.searchsorted(floor[0], places, side="right") - 1, 0, len(floor[0]) - 1)
        within = (places >= floor[0][found]) & (places <= floor[1][found]) & np.isfinite(floor[2][found])
        above[within] = floor[2][found][within]
    for number, unit in enumerate(stack.units):
        there = np.pad(stack.present[number, cells.row, cells.column], 1, mode="edge")
        top, base = (
            np.pad(np.broadcast_to(level, stack.shape)[number, cells.row, cells.column], 1, mode="edge")
            for level in (stack.top, stack.base)
        )
        top = np.minimum(top, above)
        band = there & (top > base)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], band, [False]]).astype(np.int8)))
        rings = [
            (*zip(places[a:b], top[a:b], strict=True), *zip(places[a:b][::-1], base[a:b][::-1], strict=True))
            for a, b in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
            if b - a > 1
        ]
        if rings:
            plain = tuple(tuple((float(d), float(z)) for d, z in ring) for ring in rings)
            yield Body("layer", unit.key, unit.label_nl, unit.label_en, unit.color, plain)


def _water(twin: Twin, course: Course, hidden: Collection[str]) -> Iterator[WaterLevel]:
    table = twin.features.get("peilgebieden")
    if table is None or "peilgebieden" in hidden:
        return
    for row in table.itertuples(index=False):
        levels = [
            float(level) if math.isfinite(level) else None for level in (row.summer_level, row.winter_level)
        ]
        for start, end in course.spans(row.geometry):
            yield WaterLevel(str(row.id), start, end, *levels)


def _holes(twin: Twin, line: LineString, hidden: Collection[str]) -> Iterator[Hole]:
    """Boreholes and tests within `NEAR` of the line that tell what they passed."""
    table = twin.features.get("boreholes")
    if table is None or "boreholes" in hidden or not len(table):
        return
    away = shapely.distance(table.geometry.to_numpy(), line)
    near = np.flatnonzero(away <= NEAR)
    for row, offset in zip(table.iloc[near].to_dict("records"), away[near].tolist(), strict=True):
        intervals = intervals_of(row)
        if intervals:
            kind = row.get("kind") if isinstance(row.get("kind"), str) else "borehole"
            yield Hole(str(row["id"]), kind, float(line.project(row["geometry"])), offset, intervals)
