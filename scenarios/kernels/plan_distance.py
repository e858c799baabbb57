"""Distances between points, lines and polygons, all kept as segments: in plan, inside, and in space.

A shape is a run of rows of a table of segments (n, 7): x, y, z of one end, x, y, z of the other [m], and 1 in
the first row of each part of it, else 0. A point is a segment without length. Rings of polygons have their
land on the left (shells counter-clockwise, holes clockwise); a place is inside by the even-odd rule. A path
through space has heights; those of other shapes are NaN, and they reach from a base up to a top.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

__all__ = [
    "between_levels",
    "depth_inside",
    "far_apart",
    "inside",
    "length_inside",
    "plan_distance",
    "segments_apart",
    "to_edge",
]

_PLACES = 16  # of a shape, at which the depth inside another is taken

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _squared(x: float, y: float, ax: float, ay: float, bx: float, by: float) -> float:
    """Square of the distance of a point to a segment [m2]: roots are taken of the least alone."""
    ux, uy, vx, vy = bx - ax, by - ay, x - ax, y - ay
    square = ux * ux + uy * uy
    if square > 0.0:
        along = min(max((vx * ux + vy * uy) / square, 0.0), 1.0)
        vx, vy = vx - along * ux, vy - along * uy
    return vx * vx + vy * vy


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _side(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> float:
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def segments_apart(one: Array, two: Array) -> float:
    """Distance in plan of two segments [m]; 0 where they cross."""
    ax, ay, bx, by = one[0], one[1], one[3], one[4]
    cx, cy, dx, dy = two[0], two[1], two[3], two[4]
    if _side(ax, ay, bx, by, cx, cy) * _side(ax, ay, bx, by, dx, dy) < 0.0 and (
        _side(cx, cy, dx, dy, ax, ay) * _side(cx, cy, dx, dy, bx, by) < 0.0
    ):
        return 0.0
    return math.sqrt(
        min(
            _squared(ax, ay, cx, cy, dx, dy),
            _squared(bx, by, cx, cy, dx, dy),
            _squared(cx, cy, ax, ay, bx, by),
            _squared(dx, dy, ax, ay, bx, by),
        )
    )


@numba.njit(cache=True, error_model="numpy", nogil=True)
def inside(segments: Array, begin: int, stop: int, x: float, y: float) -> bool:
    """Whether a place lies inside the rings of a polygon."""
    found = False
    for k in range(begin, stop):
        ay, by = segments[k, 1], segments[k, 4]
        if (ay > y) != (by > y):
            ax, bx = segments[k, 0], segments[k, 3]
            if x < ax + (y - ay) / (by - ay) * (bx - ax):
                found = not found
    return bool(found)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _beyond(segment: Array, box: Array, reach: float) -> bool:
    """Whether a segment surely lies farther than a distance from a box (west, south, east, north)."""
    return bool(
        max(segment[0], segment[3]) < box[0] - reach
        or min(segment[0], segment[3]) > box[2] + reach
        or max(segment[1], segment[4]) < box[1] - reach
        or min(segment[1], segment[4]) > box[3] + reach
    )


@numba.njit(cache=True, error_model="numpy", nogil=True)
def far_apart(one: Array, two: Array, reach: float) -> bool:
    """Whether the boxes in plan of two segments (7,) lie farther apart than a distance [m]."""
    for axis in (0, 1):
        if max(one[axis], one[axis + 3]) < min(two[axis], two[axis + 3]) - reach:
            return True
        if min(one[axis], one[axis + 3]) > max(two[axis], two[axis + 3]) + reach:
            return True
    return False


@numba.njit(cache=True, error_model="numpy", nogil=True)
def plan_distance(
    one: Array, begin_one: int, stop_one: int, areal_one: bool,
    two: Array, begin_two: int, stop_two: int, areal_two: bool, box_two: Array, reach: float,
) -> float:  # fmt: skip
    """Shortest distance in plan between two shapes [m].

    Parameters
    ----------
    one, begin_one, stop_one, areal_one
        Table of segments, rows of the first shape, and whether it is a polygon.
    two, begin_two, stop_two, areal_two, box_two
        The second shape, and its box (4,).
    reach
        Distance that matters [m].

    Returns
    -------
    float
        0 where they touch or overlap; inf where they lie farther apart than `reach`.
    """
    best = reach
    met = False
    for i in range(begin_one, stop_one):
        if _beyond(one[i], box_two, best):
            continue
        for j in range(begin_two, stop_two):
            if far_apart(one[i], two[j], best):
                continue
            apart = segments_apart(one[i], two[j])
            if apart <= best:
                best, met = apart, True
                if best == 0.0:
                    return 0.0
    if areal_two:
        for i in range(begin_one, stop_one):
            if one[i, 6] == 1.0 and inside(two, begin_two, stop_two, one[i, 0], one[i, 1]):
                return 0.0
    if areal_one:
        for j in range(begin_two, stop_two):
            if two[j, 6] == 1.0 and inside(one, begin_one, stop_one, two[j, 0], two[j, 1]):
                return 0.0
    return best if met else np.inf


@numba.njit(cache=True, error_model="numpy", nogil=True)
def to_edge(segments: Array, begin: int, stop: int, x: float, y: float) -> float:
    """Distance of a place to a line, a point or the edge of a polygon [m]."""
    best = np.inf
    for k in range(begin, stop):
        best = min(best, _squared(x, y, segments[k, 0], segments[k, 1], segments[k, 3], segments[k, 4]))
    return math.sqrt(best)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _crossing(one: Array, two: Array) -> tuple[float, float]:
    """Where a segment crosses an edge, as part of its length, and 1 where it enters, -1 where it leaves.

    The sign is 0 where it does not cross. An end that lies on the segment's line counts as to its right.
    """
    first = _side(one[0], one[1], one[3], one[4], two[0], two[1])
    second = _side(one[0], one[1], one[3], one[4], two[3], two[4])
    if (first > 0.0) == (second > 0.0):
        return 0.0, 0.0
    start = _side(two[0], two[1], two[3], two[4], one[0], one[1])
    end = _side(two[0], two[1], two[3], two[4], one[3], one[4])
    if (start > 0.0) == (end > 0.0):
        return 0.0, 0.0
    return start / (start - end), 1.0 if end > start else -1.0


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _next_crossing(segment: Array, rings: Array, begin: int, stop: int, after: float) -> float:
    """Next place where a segment crosses an edge, as part of its length; 1 where there is none."""
    found = 1.0
    for k in range(begin, stop):
        at, sign = _crossing(segment, rings[k])
        if sign != 0.0 and after < at < found:
            found = at
    return found


@numba.njit(cache=True, error_model="numpy", nogil=True)
def depth_inside(
    one: Array, begin_one: int, stop_one: int, two: Array, begin_two: int, stop_two: int, box_two: Array
) -> float:
    """How deep a shape lies inside a polygon: distance of its deepest place to the edge of it [m].

    Parameters
    ----------
    one, begin_one, stop_one
        Table of segments and rows of the shape.
    two, begin_two, stop_two, box_two
        The polygon, and its box (4,).

    Returns
    -------
    float
        0 where no place of the shape lies inside. Exact for a point; of longer shapes ends and middles of
        what is inside are tried, of some 16 segments, so that it is at most the true depth.
    """
    deepest = 0.0
    stride = max(1, (stop_one - begin_one + _PLACES - 1) // _PLACES)
    for step in (stride, 1):  # what the first round misses, the second finds
        for i in range(begin_one, stop_one, step):
            if _beyond(one[i], box_two, 0.0):
                continue
            x, y, across, up = one[i, 0], one[i, 1], one[i, 3] - one[i, 0], one[i, 4] - one[i, 1]
            length = math.hypot(across, up)
            if inside(two, begin_two, stop_two, x, y):
                deep = to_edge(two, begin_two, stop_two, x, y)
                deepest = max(deepest, deep)
                if deep >= length:  # too deep to cross an edge: the next end tells more
                    continue
            low = 0.0
            while low < 1.0:  # middles between crossings of the edge, and the end
                high = _next_crossing(one[i], two, begin_two, stop_two, low)
                for at in (0.5 * (low + high), high):
                    x, y = one[i, 0] + at * across, one[i, 1] + at * up
                    if (at == 1.0 or at < high) and inside(two, begin_two, stop_two, x, y):
                        deepest = max(deepest, to_edge(two, begin_two, stop_two, x, y))
                low = high
        if deepest > 0.0:
            break
    return deepest


@numba.njit(cache=True, error_model="numpy", nogil=True)
def between_levels(segments: Array, begin: int, stop: int, low: float, high: float) -> Array:
    """Parts of a path through space between two heights [m NAP], as a table of segments of their own."""
    parts = np.empty((stop - begin, 7))
    count = 0
    for i in range(begin, stop):
        first, last = _part_between(segments[i, 2], segments[i, 5], low, high)
        if last >= first:
            for axis in range(3):
                start, end = segments[i, axis], segments[i, axis + 3]
                parts[count, axis] = start + first * (end - start)
                parts[count, axis + 3] = start + last * (end - start)
            parts[count, 6] = 1.0  # each part may be the only one inside a ring
            count += 1
    return parts[:count]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _part_between(start: float, end: float, low: float, high: float) -> tuple[float, float]:
    """Part of a segment between two heights, as shares of its length; (1, 0) where none of it is."""
    rise = end - start
    if rise == 0.0:
        return (0.0, 1.0) if low <= start <= high else (1.0, 0.0)
    one, two = (low - start) / rise, (high - start) / rise
    return max(min(one, two), 0.0), min(max(one, two), 1.0)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def length_inside(
    one: Array, begin_one: int, stop_one: int, two: Array, begin_two: int, stop_two: int,
    low: float, high: float,
) -> float:  # fmt: skip
    """Length of a line that lies inside a polygon [m].

    Parameters
    ----------
    one, begin_one, stop_one
        Table of segments and rows of the line.
    two, begin_two, stop_two
        The polygon.
    low, high
        Heights between which a path through space counts [m NAP]; a line without heights counts everywhere.

    Notes
    -----
    ``L (inside(start) + sum_k s_k (1 - t_k))`` over the crossings at ``t_k``, with ``s_k`` 1 where the line
    enters and -1 where it leaves: no crossings need be sorted.
    """
    total = 0.0
    piece = np.empty(7)
    for i in range(begin_one, stop_one):
        piece[:] = one[i]
        if not math.isnan(piece[2]):
            first, last = _part_between(piece[2], piece[5], low, high)
            if not last > first:
                continue
            for axis in range(3):
                begin, end = one[i, axis], one[i, axis + 3]
                piece[axis] = begin + first * (end - begin)
                piece[axis + 3] = begin + last * (end - begin)
        across = math.hypot(piece[3] - piece[0], piece[4] - piece[1])
        length = across if math.isnan(piece[2]) else math.hypot(across, piece[5] - piece[2])
        part = 1.0 if inside(two, begin_two, stop_two, piece[0], piece[1]) else 0.0
        if across > 0.0:
            for j in range(begin_two, stop_two):
                at, sign = _crossing(piece, two[j])
                part += sign * (1.0 - at)
        total += length * min(max(part, 0.0), 1.0)
    return total
