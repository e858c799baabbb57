"""Pairs of lines in the ground: how near in plan, how far apart in height there, and over what length.

Tables of segments are those of `scenarios.kernels.plan_distance`; every place has the height of the axis.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.plan_distance import segments_apart

__all__ = ["line_pairs"]

_HALVINGS = 48  # of an end of what is within reach: 1e-14 of the length of a segment
_TURNS = 60  # of the golden section that looks for the nearest place
_GOLDEN = 0.6180339887498949

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _across(one: Array, at: float, two: Array) -> tuple[float, float]:
    """Distance in plan from a place on a segment to another segment, and the place there as a part of it."""
    x, y = one[0] + at * (one[3] - one[0]), one[1] + at * (one[4] - one[1])
    ux, uy = two[3] - two[0], two[4] - two[1]
    square = ux * ux + uy * uy
    along = min(max(((x - two[0]) * ux + (y - two[1]) * uy) / square, 0.0), 1.0) if square > 0.0 else 0.0
    return math.hypot(x - two[0] - along * ux, y - two[1] - along * uy), along


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _nearest(one: Array, two: Array) -> float:
    """Place on a segment that lies nearest to another in plan, as a part of its length."""
    low, high = 0.0, 1.0
    left, right = 1.0 - _GOLDEN, _GOLDEN
    at_left, at_right = _across(one, left, two)[0], _across(one, right, two)[0]
    for _ in range(_TURNS):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = _across(one, left, two)[0]
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = _across(one, right, two)[0]
    best = 0.5 * (low + high)
    for end in (0.0, 1.0):
        if _across(one, end, two)[0] <= _across(one, best, two)[0]:
            best = end
    return best


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _end(one: Array, two: Array, inner: float, outer: float, reach: float) -> float:
    """Place between one within reach and another where the reach ends; the distance is convex."""
    if _across(one, outer, two)[0] <= reach:
        return outer
    for _ in range(_HALVINGS):
        middle = 0.5 * (inner + outer)
        if _across(one, middle, two)[0] <= reach:
            inner = middle
        else:
            outer = middle
    return inner


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _heights(one: Array, two: Array, low: float, high: float, places: Array) -> float:
    """Least difference in height between two parts of a segment, each against the place nearest in plan.

    It changes evenly between the ends of the part and the places beside the ends of the other segment.
    """
    ax, ay = one[3] - one[0], one[4] - one[1]
    ux, uy = two[3] - two[0], two[4] - two[1]
    turn = ax * ux + ay * uy
    count = 2
    places[0], places[1] = low, high
    if turn != 0.0:
        for corner in (0.0, 1.0):
            x, y = two[0] + corner * ux - one[0], two[1] + corner * uy - one[1]
            at = (x * ux + y * uy) / turn
            if low < at < high:
                places[count] = at
                count += 1
    for i in range(1, count):  # few: put them in order
        for j in range(i, 0, -1):
            if places[j] < places[j - 1]:
                places[j], places[j - 1] = places[j - 1], places[j]
    least, before = np.inf, 0.0
    for i in range(count):
        at = places[i]
        along = _across(one, at, two)[1]
        apart = one[2] + at * (one[5] - one[2]) - two[2] - along * (two[5] - two[2])
        least = 0.0 if i > 0 and before * apart < 0.0 else min(least, abs(apart))
        if least == 0.0:
            return 0.0
        before = apart
    return least


@numba.njit(cache=True, error_model="numpy", nogil=True)
def line_pairs(segments: Array, near: Array, runs: Array, reach: Array, found: Array) -> int:
    """How near the lines of each pair come.

    Parameters
    ----------
    segments
        Table of all lines, (m, 7), with heights of the axes [m NAP].
    near
        Rows of segments that may be near each other, one of the first line and one of the second, (s, 2); in
        order of pairs, and within a pair of the rows of the first line.
    runs
        First row of ``near`` of each pair and the number of rows, (k + 1,).
    reach
        Distance in plan within which height counts [m], (k,).
    found
        Written, (k, 5): distance in plan [m] (inf beyond reach), least difference in height within reach
        [m], length of the first line within reach [m], x and y of the nearest place [m].

    Returns
    -------
    int
        0.
    """
    places = np.empty(4)
    for k in range(reach.size):
        limit = reach[k]
        plan, height, length, x, y = np.inf, np.inf, 0.0, np.nan, np.nan
        start, stop, size, row = 1.0, 0.0, 0.0, -1
        for s in range(runs[k], runs[k + 1]):
            one, two = segments[near[s, 0]], segments[near[s, 1]]
            if near[s, 0] != row:
                length += max(stop - start, 0.0) * size
                row, start, stop = near[s, 0], 1.0, 0.0
                size = math.hypot(one[3] - one[0], one[4] - one[1])
            apart = segments_apart(one, two)
            if not apart <= limit:
                continue
            at = _nearest(one, two)
            low, high = _end(one, two, at, 0.0, limit), _end(one, two, at, 1.0, limit)
            start, stop = min(start, low), max(stop, high)
            if apart < plan:
                plan = apart
                x, y = one[0] + at * (one[3] - one[0]), one[1] + at * (one[4] - one[1])
            height = min(height, _heights(one, two, low, high, places))
            back = _nearest(two, one)
            low, high = _end(two, one, back, 0.0, limit), _end(two, one, back, 1.0, limit)
            height = min(height, _heights(two, one, low, high, places))
        length += max(stop - start, 0.0) * size
        found[k, 0], found[k, 1], found[k, 2], found[k, 3], found[k, 4] = plan, height, length, x, y
    return 0
