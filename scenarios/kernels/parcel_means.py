"""Highest, lowest and spring groundwater of parcel columns from their readings of the 14th and 28th.

Columns do not look at each other: the answer is the same for any number of threads.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.vectors import widest

__all__ = ["BLOCK", "mean_levels"]

BLOCK = 256
_APRIL = 6  # readings before 1 April
# unsigned: an index that may be negative keeps the compiler from taking numbers side by side
_A, _B, _C, _X, _Y, _Z = (np.uint64(BLOCK * row) for row in range(6))
_ROWS = 6
_SPRING = 4  # number of 14 March; 28 March and 14 April follow

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _rank(s: Array, readings: Array, number: int, start: int, size: int) -> None:
    """Put a reading of each column among the three lowest (A, B, C) and highest (X, Y, Z) numbers."""
    widest()
    row, at = np.uint64(number), np.uint64(start)
    for i in range(np.uint64(size)):
        new = readings[row, at + i]
        rest = max(s[_A + i], new)
        more = max(s[_B + i], rest)
        s[_A + i], s[_B + i], s[_C + i] = min(s[_A + i], new), min(s[_B + i], rest), min(s[_C + i], more)
        rest = min(s[_X + i], new)
        less = min(s[_Y + i], rest)
        s[_X + i], s[_Y + i], s[_Z + i] = max(s[_X + i], new), max(s[_Y + i], rest), max(s[_Z + i], less)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _add(total: Array, ring: Array, part: int, place: int, start: int, size: int) -> None:
    """Add what the ring holds of a year."""
    widest()
    of, row, at = np.uint64(part), np.uint64(place), np.uint64(start)
    for i in range(np.uint64(size)):
        total[i] += ring[of, row, at + i]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def mean_levels(
    before: Array,
    now: Array,
    ring: Array,
    year: int,
    spring: int,
    years: int,
    springs: int,
    out: Array,
    first: int,
    last: int,
) -> None:
    """Add a year to the columns ``first`` up to ``last``, and take the means of the years that are kept.

    Parameters
    ----------
    before, now
        Readings of the calendar year before, and of this one, (24, k) float32 [m below the ground]. The
        hydrological year is from April of the one to March of the other; the same array twice is a calendar
        year.
    ring
        (3, n, k) float32, changed: three highest, three lowest, and spring of the years that are kept.
    year, spring
        Places in the ring that the hydrological year and the spring get.
    years, springs
        Numbers of years and springs in the ring, from place 0 on.
    out
        (3, k) float32, filled: mean highest, mean lowest and mean spring groundwater [m below the ground].
    """
    s, total = np.empty(_ROWS * BLOCK, np.float32), np.empty(BLOCK)
    for start in range(first, last, BLOCK):
        size, at = min(BLOCK, last - start), np.uint64(start)
        s[:_X], s[_X:] = math.inf, -math.inf
        for number in range(before.shape[0]):
            _rank(s, now if number < _APRIL else before, number, start, size)
        for i in range(np.uint64(size)):
            # where nothing is known, comparisons leave A to Z as they began
            known = np.float64(0.0) * now[0, at + i]
            low, high = np.float64(s[_A + i]) + s[_B + i], np.float64(s[_X + i]) + s[_Y + i]
            ring[0, year, at + i] = (low + s[_C + i]) / 3.0 + known
            ring[1, year, at + i] = (high + s[_Z + i]) / 3.0 + known
            late = np.float64(now[_SPRING, at + i]) + now[_SPRING + 1, at + i]
            ring[2, spring, at + i] = (late + now[_SPRING + 2, at + i]) / 3.0
        for part in range(3):
            count = springs if part == 2 else years
            total[:] = 0.0
            for place in range(count):
                _add(total, ring, part, place, start, size)
            for i in range(np.uint64(size)):
                out[part, at + i] = total[i] / count
