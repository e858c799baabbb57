"""What the plane under a line cuts of claims: bodies that it runs through, and lines that pass it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from terrain.subsurface.claim_bodies import body_of, rise_to
from terrain.subsurface.objects import claim_item

if TYPE_CHECKING:
    from shapely import LineString

    from terrain.subsurface.objects import Item, Names
    from twin.claims import Claim

__all__ = ["NEAR", "Course", "Crossing", "Cut", "crossings_of", "cuts_of"]

NEAR = 50.0
"""Distance within which wells are told though the plane misses them [m]."""
_LINES = frozenset({"CAB", "PIP"})
_STEPS = 64
Floats = npt.NDArray[np.float64]
Points = tuple[tuple[float, float], ...]


class Course:
    """The stretches between the corners of a line, kept so that few are looked at for each shape.

    Parameters
    ----------
    line
        In RD.
    """

    def __init__(self, line: LineString) -> None:
        corners = shapely.get_coordinates(line)
        self.line = line
        self._starts = corners[:-1]
        self._stretches: npt.NDArray[Any] = np.asarray(
            shapely.linestrings(np.stack([corners[:-1], corners[1:]], axis=1)), object
        )
        long = shapely.length(self._stretches)
        self._travelled = np.cumsum(long) - long
        self._tree = shapely.STRtree(self._stretches)

    def pieces(self, shape: Any) -> Iterator[tuple[Any, float, float]]:
        """Give what each stretch has in common with a shape, and from where to where along the line [m].

        Heights are those of the shape. A line that passes a place twice has it twice.
        """
        for k in np.sort(self._tree.query(shape, predicate="intersects")).tolist():
            for piece in shapely.get_parts(shapely.intersection(shape, self._stretches[k])):
                if not piece.is_empty:
                    far = np.hypot(*(shapely.get_coordinates(piece) - self._starts[k]).T)
                    yield piece, float(self._travelled[k] + far.min()), float(self._travelled[k] + far.max())

    def spans(self, shape: Any) -> list[tuple[float, float]]:
        """From where to where the line runs over a shape [m]; a bend of the line does not part it."""
        joined: list[tuple[float, float]] = []
        for start, end in sorted((start, end) for _, start, end in self.pieces(shape) if end > start):
            if joined and start <= joined[-1][1] + 1e-6:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined


@dataclass(frozen=True, slots=True)
class Cut:
    """A claim in the plane: rings of (distance, level) of its body, and paths of bores that lie near it."""

    claim: Item
    polygons: tuple[Points, ...]
    paths: tuple[Points, ...] = ()
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Crossing:
    """A cable or pipe that passes through the plane: where [m], the level of its axis and its radius."""

    claim: Item
    distance: float
    level: float
    radius: float


def cuts_of(
    claims: Iterable[Claim], names: Names, course: Course, ground: tuple[Floats, Floats], year: float,
    levels: tuple[float, float],
) -> Iterator[Cut]:  # fmt: skip
    """Give the claims whose body the plane cuts in a year.

    Points, such as wells, are told within `NEAR` of the plane, with their distance from it.

    Parameters
    ----------
    claims
        Claims near the line that are there in the year.
    names
        Of features.
    course
        Line over the ground.
    ground
        Distances along it, and the ground there [m, m NAP], shape (k,) each.
    year
        Calendar year.
    levels
        Lowest and highest level [m NAP]: bodies without limit end there.
    """
    for claim in claims:
        if claim.function in _LINES and shapely.get_dimensions(claim.footprint) == 1:
            continue
        if claim.footprint.has_z and shapely.get_dimensions(claim.footprint) == 1:
            paths = tuple(_paths(claim, course.line))
            if paths:
                yield Cut(claim_item(claim, names, (claim.top, claim.base), 0.0), (), paths)
            continue
        spans, offset = _spans(claim, year, course)
        top, base = min(claim.top, levels[1]), max(claim.base, levels[0])
        if spans and top >= base:
            rings = tuple(_ring(claim, ground, span, (top, base)) for span in spans)
            yield Cut(claim_item(claim, names, (claim.top, claim.base), 0.0), rings, offset=round(offset, 2))


def _ring(
    claim: Claim, ground: tuple[Floats, Floats], span: tuple[float, float], levels: tuple[float, float]
) -> Points:
    """Outline of a body between two distances: a rectangle, or a band that follows the ground."""
    (start, end), (top, base) = span, levels
    distance, level = ground
    inside = distance[(distance > start) & (distance < end)]
    places = np.concatenate([[start], inside, [end]])
    rise = rise_to(claim, np.interp(places, distance, level))
    if not rise.any():
        return (start, top), (end, top), (end, base), (start, base)
    above, below = zip(places, top + rise, strict=True), zip(places[::-1], base + rise[::-1], strict=True)
    return tuple((float(d), float(z)) for d, z in (*above, *below))


def crossings_of(claims: Iterable[Claim], names: Names, course: Course) -> Iterator[Crossing]:
    """Give every place where a cable or pipe passes through the plane."""
    for claim in claims:
        if claim.function not in _LINES or shapely.get_dimensions(claim.footprint) != 1:
            continue
        told: set[float] = set()
        for piece, start, end in course.pieces(claim.footprint):
            distance = round((start + end) / 2, 3)
            if distance in told:  # at a corner it is on both stretches
                continue
            told.add(distance)
            z = shapely.get_coordinates(piece, include_z=True)[:, 2].mean()
            level = float(z) if math.isfinite(z) else (claim.top + claim.base) / 2
            radius = max(claim.radius, (claim.top - claim.base) / 2 if not claim.footprint.has_z else 0.0)
            item = claim_item(claim, names, (level + radius, level - radius), 0.0)
            yield Crossing(item, distance, level, radius)


def _spans(claim: Claim, year: float, course: Course) -> tuple[list[tuple[float, float]], float]:
    """From where to where the line runs over a body [m], and how far off the plane it lies [m]."""
    body = body_of(claim, year)
    found = course.spans(body)
    line = course.line
    if not found and shapely.get_dimensions(claim.footprint) < 2 and (away := body.distance(line)) <= NEAR:
        middle, half = line.project(shapely.force_2d(claim.footprint).centroid), max(claim.radius, 0.5)
        return [(middle - half, middle + half)], float(away)
    return found, 0.0


def _paths(claim: Claim, line: Any) -> Iterator[Points]:
    """Parts of a path in space that run within `NEAR` of the plane, as (distance, level)."""
    shares = np.linspace(0.0, 1.0, _STEPS + 1)[:-1, None]
    for part in shapely.get_parts(claim.footprint):
        path = shapely.get_coordinates(part, include_z=True)
        dense = [begin + shares * step for begin, step in zip(path[:-1], np.diff(path, axis=0), strict=True)]
        points = np.concatenate([*dense, path[-1:]])
        places = shapely.points(points[:, 0], points[:, 1])
        near = shapely.distance(places, line) <= NEAR
        along = shapely.line_locate_point(line, places)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], near, [False]]).astype(np.int8)))
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            if last - first > 1:
                pairs = zip(along[first:last].tolist(), points[first:last, 2].tolist(), strict=True)
                yield tuple(pairs)
