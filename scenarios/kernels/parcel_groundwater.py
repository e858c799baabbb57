"""Groundwater of parcels day by day for a year, a block of columns side by side.

A day needs the day before, so one column alone waits for its own result. Days are therefore the outer loop
over a block of columns that stays in the nearest cache, and the compiler takes several columns at a time: the
rows of a block lie in one array at fixed distances, so that it can see that they do not overlap. Columns do
not look at each other: the answer is the same for any number of threads and any neighbours.

Heights in a block are above the ground of the column: the surface is 0. For a day with recharge n [m]:

    h    groundwater                            x    level that the parcel drains to: ditch or pumped drains
    R    response to x [1]                      T    reaction resistance (1 - R) c [days]
    mu   storage of the soil [1]                r    area of ditch for each area of land [1]
    p    head in the aquifer                    m    mean of h over the day, exact

    mu dh/dt = n - R (h - x) / T - (1 - R) (h - p) / T,  n constant over the day
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.vectors import fused, widest

__all__ = ["BLOCK", "SUMS", "LevelTable", "ParcelTable", "parcel_year"]

BLOCK = 128
"""Columns side by side."""
SUMS = ("inlet", "pumped", "ditch", "seepage", "runoff", "stored")
"""Rows of the sums over a year [m over the land]; ``ditch`` from land to ditch, ``seepage`` upward."""

_DAY = 86_400.0

_H, _START, _STEADY, _T, _KEPT, _MEAN, _MU, _PER_T, _R = (BLOCK * row for row in range(9))
_BASE, _RESPONSE, _DRAIN, _PUMP, _OWN, _DITCH, _FIRST = (BLOCK * row for row in range(9, 16))
_G, _GIVE, _RUNOFF, _MONTH, _YEAR, _LOW, _HIGH, _INLET, _FLOW, _HELD = (BLOCK * row for row in range(16, 26))
_LEAST, _MOST, _PER_R, _BY_DITCH, _BY_LEVEL, _BY_RAIN, _BY_REST = (BLOCK * row for row in range(26, 33))
_WINTER, _SWING, _GROUND = (BLOCK * row for row in range(33, 36))
_ROWS = 36
_RESULTS = (_WINTER, _SWING, _LEAST, _MOST, _PUMP, _OWN)
"""Rows of the sums, in the order of `SUMS`, once the year is over."""

Array = npt.NDArray[Any]


class ParcelTable(NamedTuple):
    """What columns are, (k,) each: R, T [s], mu, r, p [m NAP], and whether their drains are pumped."""

    response: Array
    reaction: Array
    storage: Array
    water: Array
    deep_head: Array
    pumped: Array


class LevelTable(NamedTuple):
    """Levels of a year, (k,) each [m NAP]; flexible where ``highest`` is above ``lowest``."""

    ground: Array
    summer: Array
    winter: Array
    lowest: Array
    highest: Array


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _take(s: Array, row: int, values: Array, start: int, size: int) -> None:
    """Copy numbers of columns into a row of a block."""
    for i in range(size):
        s[row + i] = values[start + i]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _load(
    s: Array, columns: ParcelTable, levels: LevelTable, depth: float, state: Array, start: int, size: int
) -> None:
    """Take what a year needs of columns into a block; what is left of it holds others, which nobody reads."""
    _take(s, _GROUND, levels.ground, start, size)
    _take(s, _H, state[0], start, size)
    _take(s, _DITCH, state[1], start, size)
    _take(s, _WINTER, levels.winter, start, size)
    _take(s, _SWING, levels.summer, start, size)
    _take(s, _LEAST, levels.lowest, start, size)
    _take(s, _MOST, levels.highest, start, size)
    _take(s, _RESPONSE, columns.response, start, size)
    _take(s, _T, columns.reaction, start, size)
    _take(s, _MU, columns.storage, start, size)
    _take(s, _R, columns.water, start, size)
    _take(s, _BASE, columns.deep_head, start, size)
    for i in range(size):
        s[_OWN + i] = 1.0 if columns.pumped[start + i] else 0.0
    for i in range(BLOCK):
        ground, response, reaction = s[_GROUND + i], s[_RESPONSE + i], s[_T + i] / _DAY
        s[_T + i], s[_PER_T + i], s[_G + i] = reaction, 1.0 / reaction, response / reaction
        s[_KEPT + i] = 1.0 / (s[_MU + i] * reaction)
        s[_H + i] -= ground
        s[_DITCH + i] -= ground
        s[_START + i], s[_FIRST + i] = s[_H + i], s[_DITCH + i]
        s[_BASE + i] = (1.0 - response) * (s[_BASE + i] - ground)
        s[_SWING + i] -= s[_WINTER + i]
        s[_WINTER + i] -= ground
        s[_LEAST + i] -= ground
        s[_MOST + i] -= ground
        s[_PUMP + i] = -depth
        s[_RUNOFF + i] = s[_MONTH + i] = s[_YEAR + i] = s[_INLET + i] = 0.0
        s[_FLOW + i] = s[_HELD + i] = s[_DRAIN + i] = 0.0
        s[_LOW + i], s[_HIGH + i] = math.inf, -math.inf
    for i in range(BLOCK):
        part = s[_KEPT + i]
        gone = -math.expm1(-part)
        s[_KEPT + i], s[_MEAN + i] = 1.0 - gone, gone / part


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _couple(s: Array) -> None:
    """Ditch level at the end of a day as if nothing were let in or pumped: linear, and stable for any r."""
    for i in range(BLOCK):
        taken = s[_G + i] * s[_MEAN + i]
        steady = s[_G + i] * (1.0 - s[_MEAN + i])
        per = 1.0 / (s[_R + i] + s[_G + i] - steady * s[_RESPONSE + i])
        s[_PER_R + i] = 1.0 / s[_R + i]
        s[_BY_DITCH + i], s[_BY_LEVEL + i] = s[_R + i] * per, taken * per
        s[_BY_RAIN + i] = (s[_R + i] + steady * s[_T + i]) * per
        s[_BY_REST + i] = steady * s[_BASE + i] * per


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _set_levels(s: Array, share: float, held: float) -> None:
    """Set the level of a season, after the one before was held for some days."""
    for i in range(BLOCK):
        s[_HELD + i] += s[_DRAIN + i] * held
        ditch = s[_WINTER + i] + share * s[_SWING + i]
        drain = ditch + share * s[_OWN + i] * max(s[_PUMP + i] - ditch, 0.0)
        s[_GIVE + i] = s[_G + i] * drain + s[_R + i] * (ditch - s[_DITCH + i])
        s[_STEADY + i] = s[_RESPONSE + i] * drain + s[_BASE + i]
        s[_DITCH + i], s[_DRAIN + i] = ditch, drain


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _step(
    h: float, steady: float, kept: float, part: float, mu: float, per_t: float
) -> tuple[float, float, float]:
    """Groundwater after a day, its mean over the day, and what runs off; ``steady`` without the recharge."""
    apart = h - steady
    after = fused(apart, kept, steady)
    mean = fused(apart, part, steady)
    over, over_mean = max(after, 0.0), max(mean, 0.0)
    return after - over, mean - over_mean, fused(mu, over, per_t * over_mean)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _fixed_days(s: Array, recharge: Array, first: int, last: int) -> None:
    """Days in which the ditches are held at a level: what is short is let in, the rest is pumped.

    Two at a time, so that the numbers of a column are read once for both.
    """
    widest()
    for day in range(first, last - 1, 2):
        n, n2 = recharge[day] * _DAY, recharge[day + 1] * _DAY
        for i in range(BLOCK):
            held, t, kept, part = s[_STEADY + i], s[_T + i], s[_KEPT + i], s[_MEAN + i]
            mu, per_t, give, g, r = s[_MU + i], s[_PER_T + i], s[_GIVE + i], s[_G + i], s[_R + i]
            h, mean, runoff = _step(s[_H + i], fused(n, t, held), kept, part, mu, per_t)
            h2, mean2, runoff2 = _step(h, fused(n2, t, held), kept, part, mu, per_t)
            short = fused(-r, n, fused(-g, mean, give - runoff))
            short2 = fused(-r, n2, fused(-g, mean2, give - runoff2))
            s[_H + i] = h2
            s[_MONTH + i] += mean + mean2
            s[_RUNOFF + i] += runoff + runoff2
            s[_INLET + i] += max(short, 0.0) + max(short2, 0.0)
            s[_LOW + i] = min(s[_LOW + i], h, h2)
            s[_HIGH + i] = max(s[_HIGH + i], h, h2)
    if (last - first) % 2:
        n = recharge[last - 1] * _DAY
        for i in range(BLOCK):
            steady = fused(n, s[_T + i], s[_STEADY + i])
            h, mean, runoff = _step(s[_H + i], steady, s[_KEPT + i], s[_MEAN + i], s[_MU + i], s[_PER_T + i])
            short = fused(-s[_R + i], n, fused(-s[_G + i], mean, s[_GIVE + i] - runoff))
            s[_H + i] = h
            s[_MONTH + i] += mean
            s[_RUNOFF + i] += runoff
            s[_INLET + i] += max(short, 0.0)
            s[_LOW + i] = min(s[_LOW + i], h)
            s[_HIGH + i] = max(s[_HIGH + i], h)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _flexible_day(s: Array, n: float, share: float) -> None:
    """A day in which the ditches rise and fall with what they get, between two bounds."""
    widest()
    for i in range(BLOCK):
        before, least, most = s[_DITCH + i], s[_LEAST + i], s[_MOST + i]
        level = (
            s[_BY_DITCH + i] * before + s[_BY_LEVEL + i] * s[_H + i] + s[_BY_RAIN + i] * n + s[_BY_REST + i]
        )
        level = max(level, least)
        level = min(level, most)
        drain = level + share * s[_OWN + i] * max(s[_PUMP + i] - level, 0.0)
        steady = fused(n, s[_T + i], fused(s[_RESPONSE + i], drain, s[_BASE + i]))
        h, mean, runoff = _step(s[_H + i], steady, s[_KEPT + i], s[_MEAN + i], s[_MU + i], s[_PER_T + i])
        flow = s[_G + i] * (mean - drain)
        alone = before + s[_PER_R + i] * (flow + runoff) + n
        short = least - alone
        held = max(alone, least)
        s[_DITCH + i] = min(held, most)
        s[_H + i] = h
        s[_MONTH + i] += mean
        s[_RUNOFF + i] += runoff
        s[_FLOW + i] += flow
        s[_INLET + i] += s[_R + i] * max(short, 0.0)
        s[_LOW + i] = min(s[_LOW + i], h)
        s[_HIGH + i] = max(s[_HIGH + i], h)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _write(
    s: Array, row: int, factor: float, out: Array, start: int, size: int, mine: Array, count: int
) -> None:
    """Put a row of a block, times a factor, where its columns lie; only those of this pass."""
    if count == size:
        for i in range(size):
            out[start + i] = factor * s[row + i]
    else:
        for i in range(size):
            if mine[i]:
                out[start + i] = factor * s[row + i]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _sum_up(s: Array, rain: float, days: int) -> None:
    """What a year came to, in `_RESULTS`: rows that are of no use any more."""
    for i in range(BLOCK):
        year, r, runoff, flow = s[_YEAR + i], s[_R + i], s[_RUNOFF + i], s[_FLOW + i]
        # comparisons leave these alone where nothing is known; sums are NaN there
        unknown = 0.0 * year
        s[_LOW + i] += unknown
        s[_HIGH + i] += unknown
        inlet = s[_INLET + i] + unknown
        pumped = inlet + flow + runoff + r * (rain - s[_DITCH + i] + s[_FIRST + i])
        seepage = (s[_BASE + i] * days - (1.0 - s[_RESPONSE + i]) * year) * s[_PER_T + i]
        stored = s[_MU + i] * (s[_H + i] - s[_START + i])
        s[_WINTER + i], s[_SWING + i], s[_LEAST + i] = inlet, pumped, flow
        s[_MOST + i], s[_PUMP + i], s[_OWN + i] = seepage, runoff, stored
        s[_H + i] += s[_GROUND + i]
        s[_DITCH + i] += s[_GROUND + i]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _until(day: int, share: Array, reading: Array, month: Array) -> int:
    """Day before which nothing is read, no month ends and no level moves, after that of ``day``."""
    last = day + 1
    while (
        last < month.size
        and reading[last - 1] < 0
        and month[last] == month[last - 1]
        and share[last] == share[last - 1] == share[last - 2]
    ):
        last += 1
    return last


@numba.njit(cache=True, error_model="numpy", nogil=True)
def parcel_year(
    columns: ParcelTable,
    levels: LevelTable,
    depth: float,
    recharge: Array,
    share: Array,
    reading: Array,
    month: Array,
    state: Array,
    readings: Array,
    monthly: Array,
    extremes: Array,
    sums: Array,
    first: int,
    last: int,
) -> None:
    """Advance the columns ``first`` up to ``last`` by a year; a column with a NaN gets NaN everywhere.

    Parameters
    ----------
    columns, levels
        What they are, and the levels of the year.
    depth
        Of the level that pumped drains hold in summer [m below the ground].
    recharge
        Of each day [m/s], (days,) float64.
    share
        Part of the way from the winter to the summer level, 0..1, (days,) float64.
    reading
        Number of the reading at the end of each day, -1 for none, (days,) int64.
    month
        Month of each day, 0..11, (days,) int64.
    state
        (2, k) float64, replaced: groundwater and ditch level at the end of the year [m NAP].
    readings, monthly
        (24, k) and (12, k) float32, filled [m below the ground].
    extremes
        (2, k) float32, filled: lowest and highest at the end of a day [m below the ground].
    sums
        (len(SUMS), k) float64, filled.
    """
    widest()
    s = np.zeros(_ROWS * BLOCK)
    mine = np.empty(BLOCK, np.bool_)
    days = recharge.size
    rain = recharge.sum() * _DAY
    for start in range(first, last, BLOCK):
        size = min(BLOCK, last - start)
        for flexible in (False, True):
            count = 0
            for i in range(size):
                mine[i] = (levels.highest[start + i] > levels.lowest[start + i]) == flexible
                count += mine[i]
            if count == 0:
                continue
            _load(s, columns, levels, depth, state, start, size)
            if flexible:
                _couple(s)
            since, begun, day = 0, 0, 0
            while day < days:
                stop = 1 if day == 0 else _until(day, share, reading, month)
                if flexible:
                    for k in range(day, stop):
                        _flexible_day(s, recharge[k] * _DAY, share[k])
                else:
                    # in the day after a move no water goes into the move any more
                    if day < 2 or share[day] != share[day - 1] or share[day - 1] != share[day - 2]:
                        _set_levels(s, share[day], float(day - since))
                        since = day
                    _fixed_days(s, recharge, day, stop)
                day = stop
                if reading[day - 1] >= 0:
                    _write(s, _H, -1.0, readings[reading[day - 1]], start, size, mine, count)
                if day == days or month[day] != month[day - 1]:
                    part = -1.0 / (day - begun)
                    _write(s, _MONTH, part, monthly[month[day - 1]], start, size, mine, count)
                    begun = day
                    for i in range(BLOCK):
                        s[_YEAR + i] += s[_MONTH + i]
                        s[_MONTH + i] = 0.0
            if not flexible:
                for i in range(BLOCK):
                    held = s[_HELD + i] + s[_DRAIN + i] * (days - since)
                    s[_FLOW + i] = s[_G + i] * (s[_YEAR + i] - held)
            _sum_up(s, rain, days)
            _write(s, _H, 1.0, state[0], start, size, mine, count)
            _write(s, _DITCH, 1.0, state[1], start, size, mine, count)
            _write(s, _LOW, -1.0, extremes[0], start, size, mine, count)
            _write(s, _HIGH, -1.0, extremes[1], start, size, mine, count)
            for number, row in enumerate(_RESULTS):
                _write(s, row, 1.0, sums[number], start, size, mine, count)
