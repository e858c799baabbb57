"""Days that the groundwater is below a level, from what is kept of each year: its months and its lowest day.

Between the middles of months the groundwater runs straight; in the middle of the deepest month it stands at
the lowest of the year. So a year has dry days of its own just when its lowest day is dry.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["dry_days"]

_MONTH = 365.25 / 12.0

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def dry_days(
    start: Array,
    ground: Array,
    monthly: Array,
    lowest: Array,
    years: int,
    column: Array,
    head: Array,
    days: Array,
    cover: Array,
) -> None:
    """Count the days with groundwater below the heads of things in the first years of a course.

    Parameters
    ----------
    start
        Ground at the start of the course, (k,) [m NAP].
    ground
        At the end of each year, (t, k) [m NAP].
    monthly, lowest
        Groundwater below the ground as it is at the start of each year, (t, 12, k) and (t, k) [m].
    years
        How many of them are counted, 1 to t.
    column
        Of each thing, (n,), 0 to k - 1.
    head
        Levels of each thing that are counted, (n, v) [m NAP].
    days, cover
        Out, (n, v) float64: days below the head in all, and the lowest groundwater less the head [m]; both
        NaN where any of it is not known.
    """
    variants = head.shape[1]
    before = np.empty(variants)
    for at in range(column.size):
        k = column[at]
        before[:] = math.nan
        days[at], cover[at] = 0.0, math.inf
        for year in range(years):
            surface = start[k] if year == 0 else ground[year - 1, k]
            bottom = surface - lowest[year, k]
            last = surface - monthly[year, 11, k]
            if math.isnan(bottom + last):
                days[at], cover[at] = math.nan, math.nan
                break
            deepest = -1
            for one in range(variants):
                top = head[at, one]
                cover[at, one] = min(cover[at, one], bottom - top)
                if bottom >= top and not before[one] < top:
                    before[one] = last
                    continue
                if deepest < 0:
                    deepest = 0
                    for month in range(1, 12):
                        if monthly[year, month, k] > monthly[year, deepest, k]:
                            deepest = month
                for month in range(12):
                    here = bottom if month == deepest else surface - monthly[year, month, k]
                    first = math.isnan(before[one])
                    part = _below((here if first else before[one]) - top, here - top)
                    days[at, one] += _MONTH * part * (0.5 if first else 1.0)
                    before[one] = here
        for one in range(variants):
            if before[one] < head[at, one]:
                days[at, one] += 0.5 * _MONTH


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _below(first: float, second: float) -> float:
    """Part of a straight line from one height to another that lies below zero."""
    high, low = max(first, second), min(first, second)
    if low >= 0.0:
        return 0.0
    if high <= 0.0:
        return 1.0
    return low / (low - high)
