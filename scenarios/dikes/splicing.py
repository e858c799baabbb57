"""A dike line cut open between two places and joined to a new line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.dikes.lines import runs
from twin.errors import InvalidInputError, invalid

if TYPE_CHECKING:
    import shapely

__all__ = ["SHORTEST", "Splice", "splice"]

Floats = npt.NDArray[np.float64]

SHORTEST = 10.0
"""Least distance along the dike between the places where a new line leaves it and meets it again [m]."""


@dataclass(frozen=True, slots=True)
class Splice:
    """A dike line cut open and joined to a new one.

    Parameters
    ----------
    given_up
        Stretch of the old line between the points where the new line leaves it and meets it again.
    new
        New line with both points on the old dike, in the direction of the old line.
    whole
        Dike line afterwards.
    rest
        What stays of the old line; None when nothing does.
    """

    given_up: shapely.LineString
    new: shapely.LineString
    whole: shapely.Geometry
    rest: shapely.Geometry | None


def splice(shape: shapely.Geometry, line: npt.ArrayLike) -> Splice:
    """Cut a dike line open and join a new line to it.

    Parameters
    ----------
    shape
        Old line, RD New [m].
    line
        New line from one place on or near the old line to another, in either direction, shape (n, 2).

    Returns
    -------
    Splice
        Of a ring the shorter side is given up.

    Raises
    ------
    InvalidInputError
        When both places are one, or lie on two pieces of the dike.

    Examples
    --------
    >>> from shapely import LineString
    >>> found = splice(LineString([(0, 0), (100, 0)]), [(80, 0), (80, 30), (20, 30), (20, 0)])
    >>> found.given_up.length, found.whole.length
    (60.0, 160.0)
    """
    import shapely

    xy = np.asarray(line, np.float64)
    parts = [run.line for run in runs(shape)]
    ends = [shapely.Point(xy[0]), shapely.Point(xy[-1])]
    number, other = (int(np.argmin([part.distance(end) for part in parts])) for end in ends)
    if number != other:
        raise _refused(xy, "joins two pieces of the dike")
    old = parts[number]
    first, last = (float(old.project(end)) for end in ends)
    if first > last:
        first, last, xy = last, first, xy[::-1]
    if old.is_closed and last - first > old.length / 2:
        old, first, last, xy = _turned(old, last), 0.0, old.length - (last - first), xy[::-1]
    if last - first < SHORTEST:
        raise _refused(xy, "leaves and meets the dike at one place")
    feet = [shapely.get_coordinates(old.interpolate(at)) for at in (first, last)]
    new = _chained([feet[0], xy, feet[1]])
    before, after = _stretch(old, 0.0, first), _stretch(old, last, old.length)
    whole = _chained(
        [
            *map(shapely.get_coordinates, before),
            shapely.get_coordinates(new),
            *map(shapely.get_coordinates, after),
        ]
    )
    left = [*parts[:number], *before, *after, *parts[number + 1 :]]
    joined = [*parts[:number], whole, *parts[number + 1 :]]
    return Splice(
        given_up=_stretch(old, first, last)[0],
        new=new,
        whole=_one(joined),
        rest=_one(left) if left else None,
    )


def _refused(xy: Floats, message: str) -> InvalidInputError:
    ends = [round(float(value), 1) for value in (*xy[0], *xy[-1])]
    return invalid("line", ends, message, "Draw it between two places along one piece of the dike.")


def _stretch(line: shapely.LineString, first: float, last: float) -> list[shapely.LineString]:
    """Part of a line between two distances along it; none where it has no length."""
    import shapely
    from shapely.ops import substring

    part = substring(line, first, last)
    return [part] if isinstance(part, shapely.LineString) and part.length > 0.0 else []


def _one(parts: list[shapely.LineString]) -> shapely.Geometry:
    """Parts as one geometry, joined where they meet."""
    import shapely

    return shapely.line_merge(shapely.MultiLineString(parts)) if len(parts) > 1 else parts[0]


def _turned(ring: shapely.LineString, at: float) -> shapely.LineString:
    """The ring, beginning at a distance along it."""
    import shapely

    pieces = [*_stretch(ring, at, ring.length), *_stretch(ring, 0.0, at)]
    return _chained([shapely.get_coordinates(piece) for piece in pieces])


def _chained(pieces: list[Floats]) -> shapely.LineString:
    """One line through all the vertices, shape (n, 2) each."""
    import shapely

    line: shapely.LineString = shapely.remove_repeated_points(shapely.LineString(np.vstack(pieces)), 1e-6)
    return line
