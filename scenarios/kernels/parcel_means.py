"""Highest, lowest and spring groundwater of parcel columns from their readings of the 14th and 28th.

Columns do not look at each other: the answer is the same for any number of threads.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["BLOCK", "mean_levels"]

BLOCK = 256
_APRIL = 6  # readings before 1 April
_A, _B, _C, _X, _Y, _Z, _NEW = (BLOCK * row for row in range(7))
_ROWS = 7
_SPRING = 4  # number of 14 March; 28 March and 14 April follow

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _rank(s: Array) -> None:
    """Put the new reading of each column among the three lowest (A, B, C) and highest (X, Y, Z) numbers."""
    for i in range(BLOCK):
        new = s[_NEW + i]
        rest = max(s[_A + i], new)
        more = max(s[_B + i], rest)
        s[_A + i], s[_B + i], s[_C + i] = min(s[_A + i], new), min(s[_B + i], rest), min(s[_C + i], more)
        rest = min(s[_X + i], new)
        less = min(s[_Y + i], rest)
        s[_X + i], s[_Y + i], s[_Z + i] = max(s[_X + i], new), max(s[_Y + i], rest), max(s[_Z + i], less)


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
    s = np.empty(_ROWS * BLOCK)
    for start in range(first, last, BLOCK):
        size = min(BLOCK, last - start)
        for i in range(BLOCK):
            s[_A + i] = s[_B + i] = s[_C + i] = math.inf
            s[_X + i] = s[_Y + i] = s[_Z + i] = -math.inf
        for number in range(before.shape[0]):
            row = now[number, start:] if number < _APRIL else before[number, start:]
            for i in range(size):
                s[_NEW + i] = row[i]
            _rank(s)
        for i in range(size):
            k = start + i
            # where nothing is known, comparisons leave A to Z as they began
            known = 0.0 * now[0, k]
            ring[0, year, k] = (s[_A + i] + s[_B + i] + s[_C + i]) / 3.0 + known
            ring[1, year, k] = (s[_X + i] + s[_Y + i] + s[_Z + i]) / 3.0 + known
            ring[2, spring, k] = (float(now[_SPRING, k]) + now[_SPRING + 1, k] + now[_SPRING + 2, k]) / 3.0
        for part in range(3):
            count = springs if part == 2 else years
            s[:BLOCK] = 0.0
            for place in range(count):
                kept = ring[part, place, start:]
                for i in range(size):
                    s[i] += kept[i]
            mean = out[part, start:]
            for i in range(size):
                mean[i] = s[i] / count
