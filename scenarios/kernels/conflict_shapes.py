"""How two bodies below ground lie to each other: in plan, in height, in space, and how much lies inside.

Of a path through space only what matters at a place counts, never its extremes somewhere else.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels import conflict_layout as lay
from scenarios.kernels.conflict_layout import Bodies
from scenarios.kernels.near_levels import levels_near, paths_apart
from scenarios.kernels.plan_distance import between_levels, depth_inside, length_inside, plan_distance
from scenarios.kernels.space_distance import path_to_path, path_to_prism

__all__ = [
    "height_between",
    "height_of_paths",
    "levels_there",
    "metres_inside",
    "plan_between",
    "room_in_space",
    "space_between",
]

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def height_between(base_one: float, top_one: float, base_two: float, top_two: float) -> float:
    """Height between two bodies [m], below 0 where they overlap; one without thickness can lie in another."""
    gap = max(base_one, base_two) - min(top_one, top_two)
    if gap == 0.0:
        if top_one == base_one and base_two < top_one < top_two:
            return -min(top_two - top_one, top_one - base_two)
        if top_two == base_two and base_one < top_two < top_one:
            return -min(top_one - top_two, top_two - base_one)
    return gap


@numba.njit(cache=True, error_model="numpy", nogil=True)
def space_between(
    a: Bodies, i: int, b: Bodies, j: int, plan: float, gap: float, aside: float, reach: float
) -> float:
    """Distance of two bodies in space [m]; those without heights are prisms from base to top.

    `aside` is how far the prisms are wide around their footprints.
    """
    one, two = a.first[i], b.first[j]
    stop_one, stop_two = a.first[i + 1], b.first[j + 1]
    if a.path[i] and b.path[j]:
        return path_to_path(a.segments, one, stop_one, b.segments, two, stop_two)
    if a.path[i]:
        top, base = b.values[j, lay.TOP], b.values[j, lay.BASE]
        return path_to_prism(
            a.segments, one, stop_one, b.segments, two, stop_two, b.areal[j], top, base, aside, reach
        )
    if b.path[j]:
        top, base = a.values[i, lay.TOP], a.values[i, lay.BASE]
        return path_to_prism(
            b.segments, two, stop_two, a.segments, one, stop_one, a.areal[i], top, base, aside, reach
        )
    return math.hypot(max(plan - aside, 0.0), max(gap, 0.0))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _beside(a: Bodies, i: int, b: Bodies, j: int, plan: float, gap: float) -> float:
    """Distance in plan of two bodies where they are at one height [m]; inf where they nowhere are."""
    if b.path[j]:
        a, i, b, j = b, j, a, i
    if not a.path[i]:
        return max(plan, 0.0) if gap <= 0.0 else np.inf
    parts = between_levels(
        a.segments, a.first[i], a.first[i + 1], b.values[j, lay.BASE], b.values[j, lay.TOP]
    )
    return plan_distance(
        parts, 0, parts.shape[0], False, b.segments, b.first[j], b.first[j + 1], b.areal[j], b.boxes[j],
        np.inf,
    )  # fmt: skip


@numba.njit(cache=True, error_model="numpy", nogil=True)
def room_in_space(
    a: Bodies, i: int, b: Bodies, j: int, plan: float, gap: float, aside: float, asked: float, reach: float
) -> tuple[float, float]:
    """Distance of two bodies in space and what is asked of it [m], as they are told.

    What passes beside an upright body, or through it, is told from its axis, and the width of the body is
    asked too; what passes above or below from the body itself.
    """
    distance = space_between(a, i, b, j, plan, gap, aside, reach)
    if aside > 0.0 and distance <= reach:
        beside = _beside(a, i, b, j, plan, gap)
        if beside - aside <= distance + lay.TOUCH:
            return beside, asked + aside
    return distance, asked


@numba.njit(cache=True, error_model="numpy", nogil=True)
def metres_inside(a: Bodies, i: int, b: Bodies, j: int, gap: float) -> float:
    """Metres of a line, path or bore inside the polygon of the other; NaN where neither is such a pair.

    Of what stands upright metres of height, also where its footprint is the line along which it drifts.
    """
    if a.areal[i] == b.areal[j]:
        return np.nan
    if a.areal[i]:
        a, i, b, j = b, j, a, i
    if not a.path[i] and (a.values[i, lay.LENGTH] == 0.0 or a.values[i, lay.UPRIGHT] > 0.0):
        return -gap
    return length_inside(
        a.segments, a.first[i], a.first[i + 1], b.segments, b.first[j], b.first[j + 1],
        b.values[j, lay.BASE], b.values[j, lay.TOP],
    )  # fmt: skip


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _thickness(bodies: Bodies, k: int) -> tuple[float, float]:
    """How far a path reaches below and above its axis [m]."""
    low, high = np.inf, -np.inf
    for row in range(bodies.first[k], bodies.first[k + 1]):
        low = min(low, bodies.segments[row, 2], bodies.segments[row, 5])
        high = max(high, bodies.segments[row, 2], bodies.segments[row, 5])
    return max(low - bodies.values[k, lay.BASE], 0.0), max(bodies.values[k, lay.TOP] - high, 0.0)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _at_heights(bodies: Bodies, k: int, low: float, high: float) -> tuple[Array, int, int]:
    """Segments of a body between two heights and their rows; one without heights counts at all of them."""
    if not bodies.path[k] or (low == -np.inf and high == np.inf):
        return bodies.segments, bodies.first[k], bodies.first[k + 1]
    below, above = _thickness(bodies, k)
    parts = between_levels(bodies.segments, bodies.first[k], bodies.first[k + 1], low - above, high + below)
    return parts, 0, parts.shape[0]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def levels_there(
    a: Bodies, i: int, b: Bodies, j: int, low: float, high: float, reach: float
) -> tuple[float, float]:
    """Base and top of a body where it is near another in plan and between two heights [m NAP].

    Of a path what lies there counts, of another body its own.
    """
    base, top = a.values[i, lay.BASE], a.values[i, lay.TOP]
    if not a.path[i]:
        return base, top
    parts, begin, stop = _at_heights(a, i, low, high)
    lowest, highest = levels_near(
        parts, begin, stop, b.segments, b.first[j], b.first[j + 1], b.areal[j], reach
    )
    if lowest > highest:
        return base, top
    below, above = _thickness(a, i)
    return lowest - below, highest + above


@numba.njit(cache=True, error_model="numpy", nogil=True)
def height_of_paths(a: Bodies, i: int, b: Bodies, j: int, reach: float) -> float:
    """Height between two paths where they are near in plan [m], below 0 where they overlap."""
    low_one, high_one = _thickness(a, i)
    low_two, high_two = _thickness(b, j)
    return paths_apart(
        a.segments, a.first[i], a.first[i + 1], b.segments, b.first[j], b.first[j + 1], reach,
        low_one, high_one, low_two, high_two,
    )  # fmt: skip


@numba.njit(cache=True, error_model="numpy", nogil=True)
def plan_between(
    a: Bodies, i: int, b: Bodies, j: int,
    low_one: float, high_one: float, low_two: float, high_two: float, need: float,
) -> float:  # fmt: skip
    """Distance in plan of two bodies [m], below 0 as deep as they lie in each other; inf beyond what matters.

    Of a path through space the part between two heights counts.
    """
    one, one_first, one_last = _at_heights(a, i, low_one, high_one)
    two, two_first, two_last = _at_heights(b, j, low_two, high_two)
    plan = plan_distance(
        one, one_first, one_last, a.areal[i], two, two_first, two_last, b.areal[j], b.boxes[j], need
    )
    if plan > 0.0:
        return float(plan)
    deep = 0.0
    if b.areal[j]:
        deep = depth_inside(one, one_first, one_last, two, two_first, two_last, b.boxes[j])
    if a.areal[i]:
        deep = max(deep, depth_inside(two, two_first, two_last, one, one_first, one_last, a.boxes[i]))
    return -deep
