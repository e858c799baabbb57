"""Heights of a path through space where it comes near a shape in plan.

Tables of segments are those of `scenarios.kernels.plan_distance`.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.plan_distance import far_apart, inside

__all__ = ["levels_near", "paths_apart"]

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _from_to(start: float, rate: float, low: float, high: float) -> tuple[float, float]:
    """Where ``low <= start + t rate <= high``; its end is below its begin where nowhere."""
    if rate == 0.0:
        return (-np.inf, np.inf) if low <= start <= high else (np.inf, -np.inf)
    one, two = (low - start) / rate, (high - start) / rate
    return min(one, two), max(one, two)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _round(x: float, y: float, ux: float, uy: float, reach: float) -> tuple[float, float]:
    """Where ``(x, y) + t (ux, uy)`` lies within a circle round the origin."""
    square, along, beyond = ux * ux + uy * uy, x * ux + y * uy, x * x + y * y - reach * reach
    if square == 0.0:
        return (-np.inf, np.inf) if beyond <= 0.0 else (np.inf, -np.inf)
    root = along * along - square * beyond
    if root < 0.0:
        return np.inf, -np.inf
    return (-along - math.sqrt(root)) / square, (-along + math.sqrt(root)) / square


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _near_part(one: Array, two: Array, reach: float) -> tuple[float, float]:
    """Part of a segment within a distance of another in plan, as shares of its length.

    What is as near is round at both ends and straight between them: convex, so that the part is one.
    """
    x, y = one[0] - two[0], one[1] - two[1]
    ux, uy, vx, vy = one[3] - one[0], one[4] - one[1], two[3] - two[0], two[4] - two[1]
    first, last = _round(x, y, ux, uy, reach)
    length = math.hypot(vx, vy)
    if length > 0.0:
        begin, end = _round(x - vx, y - vy, ux, uy, reach)
        first, last = min(first, begin), max(last, end)
        vx, vy = vx / length, vy / length
        begin, end = _from_to(x * vx + y * vy, ux * vx + uy * vy, 0.0, length)
        start, stop = _from_to(vx * y - vy * x, vx * uy - vy * ux, -reach, reach)
        begin, end = max(begin, start), min(end, stop)
        if begin <= end:
            first, last = min(first, begin), max(last, end)
    return max(first, 0.0), min(last, 1.0)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def levels_near(
    one: Array, begin_one: int, stop_one: int,
    two: Array, begin_two: int, stop_two: int, areal_two: bool, reach: float,
) -> tuple[float, float]:  # fmt: skip
    """Lowest and highest place of a path where it lies in a shape or near it in plan [m NAP].

    Parameters
    ----------
    one, begin_one, stop_one
        Table of segments and rows of the path.
    two, begin_two, stop_two, areal_two
        The shape, and whether it is a polygon.
    reach
        Distance from the shape within which the path counts [m].

    Returns
    -------
    tuple of float
        Exact; (inf, -inf) where no place of the path is as near. The height along a segment is linear, so
        that its extremes are at the ends of the part that counts.
    """
    low, high = np.inf, -np.inf
    for i in range(begin_one, stop_one):
        rise = one[i, 5] - one[i, 2]
        for j in range(begin_two, stop_two):
            if far_apart(one[i], two[j], reach):
                continue
            first, last = _near_part(one[i], two[j], reach)
            if first <= last:
                start, end = one[i, 2] + first * rise, one[i, 2] + last * rise
                low, high = min(low, start, end), max(high, start, end)
        if areal_two:  # what lies inside ends at an edge, which was found, or where the segment does
            for axis in (0, 3):
                if inside(two, begin_two, stop_two, one[i, axis], one[i, axis + 1]):
                    low, high = min(low, one[i, axis + 2]), max(high, one[i, axis + 2])
    return low, high


@numba.njit(cache=True, error_model="numpy", nogil=True)
def paths_apart(
    one: Array, begin_one: int, stop_one: int, two: Array, begin_two: int, stop_two: int, reach: float,
    below_one: float, above_one: float, below_two: float, above_two: float,
) -> float:  # fmt: skip
    """Least height between two paths where they are near in plan [m], at most 0 where they meet in height.

    Parameters
    ----------
    one, begin_one, stop_one, two, begin_two, stop_two
        Tables of segments and rows of the paths.
    reach
        Distance in plan within which they count [m].
    below_one, above_one, below_two, above_two
        How far each reaches below and above its axis [m].

    Returns
    -------
    float
        Of each pair of segments between the heights that these have near each other; inf where no two are
        as near.
    """
    least = np.inf
    for i in range(begin_one, stop_one):
        for j in range(begin_two, stop_two):
            if far_apart(one[i], two[j], reach):
                continue
            low, high = levels_near(one, i, i + 1, two, j, j + 1, False, reach)
            if low <= high:
                base, top = levels_near(two, j, j + 1, one, i, i + 1, False, reach)
                least = min(
                    least, max(low - below_one, base - below_two) - min(high + above_one, top + above_two)
                )
    return least
