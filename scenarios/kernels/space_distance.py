"""Distances in space: between paths, and between a path and a prism that reaches from a base up to a top.

Tables of segments are those of `scenarios.kernels.plan_distance`.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.plan_distance import far_apart, inside, segments_apart

__all__ = ["path_to_path", "path_to_prism", "segment_to_segment"]

_TURNS = 60  # of the golden section: 1e-12 of the length of a segment
_GOLDEN = 0.6180339887498949

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def segment_to_segment(one: Array, two: Array) -> float:
    """Shortest distance in space between two segments [m].

    Notes
    -----
    Closest points of two segments after Ericson 2005, *Real-Time Collision Detection*, section 5.1.9.
    """
    ux, uy, uz = one[3] - one[0], one[4] - one[1], one[5] - one[2]
    vx, vy, vz = two[3] - two[0], two[4] - two[1], two[5] - two[2]
    wx, wy, wz = one[0] - two[0], one[1] - two[1], one[2] - two[2]
    a, e, f = ux * ux + uy * uy + uz * uz, vx * vx + vy * vy + vz * vz, vx * wx + vy * wy + vz * wz
    c, b = ux * wx + uy * wy + uz * wz, ux * vx + uy * vy + uz * vz
    s = t = 0.0
    if a > 0.0 and e > 0.0:
        square = a * e - b * b
        if square > 1e-12 * a * e:
            s = min(max((b * f - c * e) / square, 0.0), 1.0)
        t = (b * s + f) / e
        if t < 0.0:
            t, s = 0.0, min(max(-c / a, 0.0), 1.0)
        elif t > 1.0:
            t, s = 1.0, min(max((b - c) / a, 0.0), 1.0)
    elif a > 0.0:
        s = min(max(-c / a, 0.0), 1.0)
    elif e > 0.0:
        t = min(max(f / e, 0.0), 1.0)
    x, y, z = wx + s * ux - t * vx, wy + s * uy - t * vy, wz + s * uz - t * vz
    return math.sqrt(x * x + y * y + z * z)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def path_to_path(
    one: Array, begin_one: int, stop_one: int, two: Array, begin_two: int, stop_two: int
) -> float:
    """Shortest distance in space between two paths [m]."""
    best = np.inf
    for i in range(begin_one, stop_one):
        for j in range(begin_two, stop_two):
            if not far_apart(one[i], two[j], best):
                best = min(best, segment_to_segment(one[i], two[j]))
    return best


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _gap(z: float, top: float, base: float) -> float:
    return max(z - top, base - z, 0.0)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _off_edge(
    at: float, segment: Array, edge: Array, top: float, base: float, aside: float, place: Array
) -> float:
    for axis in range(3):
        place[axis] = segment[axis] + at * (segment[axis + 3] - segment[axis])
        place[axis + 3] = place[axis]
    return math.hypot(max(segments_apart(place, edge) - aside, 0.0), _gap(place[2], top, base))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def path_to_prism(
    one: Array, begin_one: int, stop_one: int,
    two: Array, begin_two: int, stop_two: int, areal: bool, top: float, base: float, aside: float,
    reach: float,
) -> float:  # fmt: skip
    """Shortest distance in space between a path and a prism [m].

    Parameters
    ----------
    one, begin_one, stop_one
        Table of segments and rows of the path.
    two, begin_two, stop_two, areal
        Footprint of the prism, and whether it is a polygon.
    top, base
        Levels of the prism [m NAP]; may be infinite.
    aside
        How far the prism is wide around its footprint [m]: round a point it is an upright cylinder.
    reach
        Distance that matters [m]: inf comes back where it is farther.

    Notes
    -----
    The distance to one edge of the footprint, extruded, is convex along a segment of the path: a golden
    section finds the nearest place. Inside the footprint only the height counts, and is nearest where the
    segment is nearest to the levels, or where it crosses an edge.
    """
    best = reach
    met = False
    place = np.empty(7)
    for i in range(begin_one, stop_one):
        segment = one[i]
        rise = segment[5] - segment[2]
        if areal:
            for level in (segment[2], segment[5], top, base):
                at = (level - segment[2]) / rise if rise != 0.0 else 0.0
                if not math.isfinite(at):
                    continue
                at = min(max(at, 0.0), 1.0)
                x, y = (
                    segment[0] + at * (segment[3] - segment[0]),
                    segment[1] + at * (segment[4] - segment[1]),
                )
                gap = _gap(segment[2] + at * rise, top, base)
                if gap <= best and inside(two, begin_two, stop_two, x, y):
                    best, met = gap, True
        for j in range(begin_two, stop_two):
            if segments_apart(segment, two[j]) - aside > best:
                continue
            low, high = 0.0, 1.0
            left, right = 1.0 - _GOLDEN, _GOLDEN
            at_left = _off_edge(left, segment, two[j], top, base, aside, place)
            at_right = _off_edge(right, segment, two[j], top, base, aside, place)
            for _ in range(_TURNS):
                if at_left <= at_right:
                    high, right, at_right = right, left, at_left
                    left = high - _GOLDEN * (high - low)
                    at_left = _off_edge(left, segment, two[j], top, base, aside, place)
                else:
                    low, left, at_left = left, right, at_right
                    right = low + _GOLDEN * (high - low)
                    at_right = _off_edge(right, segment, two[j], top, base, aside, place)
            nearest = min(
                at_left,
                at_right,
                _off_edge(0.0, segment, two[j], top, base, aside, place),
                _off_edge(1.0, segment, two[j], top, base, aside, place),
            )
            if nearest <= best:
                best, met = nearest, True
    return best if met else np.inf
