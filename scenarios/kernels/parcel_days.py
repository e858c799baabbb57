"""Days of groundwater of a block of parcels: the same day for all columns of it, and a week at once.

A day needs the day before, so one column alone waits for its own result; columns side by side do not. The
rows of a block lie in one array at fixed distances, so that the compiler can see that they do not overlap and
takes several columns at a time. A week goes by at once, so that what a column is stays in registers for all
of it.

Heights in a block are above the ground of the column: the surface is 0. For a day with recharge n [m]:

    h    groundwater                            x    level that the parcel drains to: ditch or pumped drains
    R    response to x [1]                      T    reaction resistance (1 - R) c [days]
    mu   storage of the soil [1]                r    area of ditch for each area of land [1]
    p    head in the aquifer                    m    mean of h over the day, exact
    S    R x + (1 - R) p, where h comes to rest without recharge

    mu dh/dt = n - (h - S) / T,  n constant over the day
    h = k h + (1 - k) (S + n T),           k = exp(-1 / (mu T))
    m / T = (a h + (1 - a) (S + n T)) / T, a = mu T (1 - k)

Shallow drains (trenches, street drains) take water only from above e, the higher of their depth and the ditch
level, through a resistance c' [days] (infinite: there are none):

    mu dh/dt = n - (h - S) / T - max(h - e, 0) / c'

Below e that is the equation above, and above e the same one with T' = w T and S' = w S + (1 - w) e, where
w = 1 / (1 + T / c'). The slope is the smaller of both all the time, so groundwater is at most the lower of
both answers, and exactly that on a day on which it does not pass e. So the lower one is taken, for h and for
m; what went through the drains follows from the balance of the day.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy.typing as npt

from scenarios.kernels.vectors import fused, widest

__all__ = ["BLOCK", "ROW", "Week", "couple", "flexible_days", "moving_days", "week_of"]

BLOCK = 64
"""Columns side by side."""

Array = npt.NDArray[Any]
Now = tuple[float, float, float, float, float, float]
Soil = tuple[float, float, float, float, float, float, float]
Eased = tuple[float, float, float, float, float, float]
Ditch = tuple[float, float, float, float, float, float, float, float, float, float]
Week = tuple[float, float, float, float, float, float, float]


class Rows(NamedTuple):
    """Where each row of a block begins.

    Groundwater, sums of m / T, runoff (with that of shallow drains), inlet and flow to the ditches, extremes
    and ditch level change from day to day; ``held`` is the sum of x over days with a level that is aimed at.
    From ``kept`` to ``slow`` stand k, (1 - k) T, 1 - k, a / T, 1 - a and (1 - a) / T. With free levels:
    bounds, 1 / r, and what the level at the end of a day hangs on. From ``kept_eased`` to ``slow_eased``
    stands the same as from ``kept`` to ``slow`` with T', but m is still divided by T; ``way`` is w, ``edge``
    their height. ``need`` is what the ditches need in a part of a month, less what they have too much, and
    ``met`` the sum of all before it.
    """

    h: int
    month: int
    runoff: int
    inlet: int
    low: int
    high: int
    level: int
    flow: int
    held: int
    kept: int
    gain: int
    lost: int
    part: int
    left: int
    slow: int
    mu: int
    response: int
    g: int
    r: int
    base: int
    winter: int
    swing: int
    own: int
    pump: int
    least: int
    most: int
    per_r: int
    by_level: int
    by_h: int
    by_rain: int
    by_rest: int
    reaction: int
    year: int
    ground: int
    first_h: int
    first_level: int
    kept_eased: int
    gain_eased: int
    lost_eased: int
    part_eased: int
    left_eased: int
    slow_eased: int
    way: int
    edge: int
    met: int
    need: int


ROW = Rows(*(BLOCK * number for number in range(len(Rows._fields))))
"""Where each row of a block begins."""

_WEEK = 7


@numba.njit(cache=True, error_model="numpy", nogil=True)
def couple(s: Array) -> None:
    """Ditch level at the end of a day as if nothing were let in or pumped: linear, and stable for any r."""
    for i in range(BLOCK):
        response, g, r = s[ROW.response + i], s[ROW.g + i], s[ROW.r + i]
        free = g * s[ROW.left + i]
        per = 1.0 / (r + g - free * response)
        s[ROW.per_r + i] = 1.0 / r
        s[ROW.by_level + i], s[ROW.by_h + i] = r * per, response * s[ROW.part + i] * per
        s[ROW.by_rain + i] = (r + free * s[ROW.reaction + i]) * per
        s[ROW.by_rest + i] = free * s[ROW.base + i] * per


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _now(s: Array, i: int) -> Now:
    return (
        s[ROW.h + i],
        s[ROW.month + i],
        s[ROW.runoff + i],
        s[ROW.inlet + i],
        s[ROW.low + i],
        s[ROW.high + i],
    )


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _keep(s: Array, i: int, now: Now) -> None:
    s[ROW.h + i], s[ROW.month + i], s[ROW.runoff + i], s[ROW.inlet + i], s[ROW.low + i], s[ROW.high + i] = now


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _soil(s: Array, i: int) -> Soil:
    return (
        s[ROW.kept + i], s[ROW.gain + i], s[ROW.lost + i], s[ROW.part + i], s[ROW.left + i], s[ROW.slow + i],
        s[ROW.mu + i],
    )  # fmt: skip


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _eased(s: Array, i: int) -> Eased:
    return (
        s[ROW.kept_eased + i], s[ROW.gain_eased + i], s[ROW.lost_eased + i], s[ROW.part_eased + i],
        s[ROW.left_eased + i], s[ROW.slow_eased + i],
    )  # fmt: skip


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _ditch(s: Array, i: int) -> Ditch:
    return (
        s[ROW.response + i], s[ROW.g + i], s[ROW.r + i], s[ROW.base + i], s[ROW.winter + i], s[ROW.swing + i],
        s[ROW.own + i], s[ROW.pump + i], s[ROW.way + i], s[ROW.edge + i],
    )  # fmt: skip


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _step(
    h: float, n: float, soil: Soil, steady: float, eased: Eased, steady_eased: float
) -> tuple[float, float, float]:
    """Groundwater after a day, its mean by T, and what surface and shallow drains took; NaN stays NaN."""
    kept, gain, lost, part, left, slow, mu = soil
    after = fused(kept, h, fused(gain, n, lost * steady))
    mean = fused(part, h, fused(left, n, slow * steady))
    kept, gain, lost, part, left, slow = eased
    low = min(after, fused(kept, h, fused(gain, n, lost * steady_eased)))
    low_mean = min(mean, fused(part, h, fused(left, n, slow * steady_eased)))
    low, low_mean = min(low, 0.0), min(low_mean, 0.0)
    return low, low_mean, fused(mu, after - low, mean - low_mean)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _aimed(share: float, ditch: Ditch) -> tuple[float, float, float, float]:
    """Level of the ditches so far from winter to summer, level that is drained to, S and S'."""
    response, _, _, base, winter, swing, own, pump, way, edge = ditch
    level = fused(share, swing, winter)
    drain = fused(share * own, max(pump - level, 0.0), level)
    steady = fused(response, drain, base)
    return level, drain, steady, _above(steady, level, way, edge)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _above(steady: float, level: float, way: float, edge: float) -> float:
    """S' of shallow drains that end in ditches with a level."""
    above: float = fused(way, steady, (1.0 - way) * max(edge, level))
    return above


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _fixed_day(
    now: Now, n: float, soil: Soil, steady: float, eased: Eased, steady_eased: float, give: float,
    r: float, response: float,
) -> Now:  # fmt: skip
    """A day in which the ditches are held at a level: what is short is let in, the rest is pumped."""
    h, mean, runoff = _step(now[0], n, soil, steady, eased, steady_eased)
    short = fused(-response, mean, fused(-r, n, give)) - runoff
    return (
        h, now[1] + mean, now[2] + runoff, now[3] + max(short, 0.0), min(now[4], h), max(now[5], h),
    )  # fmt: skip


@numba.njit(cache=True, error_model="numpy", nogil=True)
def week_of(values: Array, day: int) -> Week:
    """Take the numbers of seven days."""
    return (
        values[day], values[day + 1], values[day + 2], values[day + 3], values[day + 4], values[day + 5],
        values[day + 6],
    )  # fmt: skip


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _moving_day(
    now: Now, level: float, held: float, n: float, share: float, soil: Soil, eased: Eased, ditch: Ditch
) -> tuple[Now, float, float]:
    """A day that begins with another level of the ditches."""
    response, g, r = ditch[0], ditch[1], ditch[2]
    new, drain, steady, above = _aimed(share, ditch)
    give = fused(g, drain, r * (new - level))
    return _fixed_day(now, n, soil, steady, eased, above, give, r, response), new, held + drain


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _moving_week(s: Array, n: Week, share: Week) -> None:
    """Seven days that each begin with another level of the ditches."""
    widest()
    for i in range(BLOCK):
        soil, eased, ditch, now = _soil(s, i), _eased(s, i), _ditch(s, i), _now(s, i)
        level, held = s[ROW.level + i], s[ROW.held + i]
        now, level, held = _moving_day(now, level, held, n[0], share[0], soil, eased, ditch)
        now, level, held = _moving_day(now, level, held, n[1], share[1], soil, eased, ditch)
        now, level, held = _moving_day(now, level, held, n[2], share[2], soil, eased, ditch)
        now, level, held = _moving_day(now, level, held, n[3], share[3], soil, eased, ditch)
        now, level, held = _moving_day(now, level, held, n[4], share[4], soil, eased, ditch)
        now, level, held = _moving_day(now, level, held, n[5], share[5], soil, eased, ditch)
        now, level, held = _moving_day(now, level, held, n[6], share[6], soil, eased, ditch)
        _keep(s, i, now)
        s[ROW.level + i], s[ROW.held + i] = level, held


@numba.njit(cache=True, error_model="numpy", nogil=True)
def moving_days(s: Array, rain: Array, share: Array, first: int, last: int) -> None:
    """Days from ``first`` up to ``last`` that each begin with another level of the ditches."""
    widest()
    day = first
    while day + _WEEK <= last:
        _moving_week(s, week_of(rain, day), week_of(share, day))
        day += _WEEK
    for single in range(day, last):
        n, part = rain[single], share[single]
        for i in range(BLOCK):
            soil, eased, ditch, now = _soil(s, i), _eased(s, i), _ditch(s, i), _now(s, i)
            level, held = s[ROW.level + i], s[ROW.held + i]
            now, level, held = _moving_day(now, level, held, n, part, soil, eased, ditch)
            _keep(s, i, now)
            s[ROW.level + i], s[ROW.held + i] = level, held


@numba.njit(cache=True, error_model="numpy", nogil=True)
def flexible_days(s: Array, rain: Array, share: Array, first: int, last: int) -> None:
    """Days in which the ditches rise and fall with what they get, between two bounds."""
    widest()
    for day in range(first, last):
        n, part = rain[day], share[day]
        for i in range(BLOCK):
            before, least, most = s[ROW.level + i], s[ROW.least + i], s[ROW.most + i]
            level = fused(s[ROW.by_level + i], before, s[ROW.by_rest + i])
            level = fused(s[ROW.by_rain + i], n, fused(s[ROW.by_h + i], s[ROW.h + i], level))
            # the part of the drains that a pump holds at its own level leaves or feeds the ditch as well
            pumped = (1.0 - s[ROW.by_level + i]) * (part * s[ROW.own + i])
            level -= pumped / (1.0 - pumped) * max(s[ROW.pump + i] - level, 0.0)
            level = max(level, least)
            level = min(level, most)
            drain = fused(part * s[ROW.own + i], max(s[ROW.pump + i] - level, 0.0), level)
            steady = fused(s[ROW.response + i], drain, s[ROW.base + i])
            above = _above(steady, level, s[ROW.way + i], s[ROW.edge + i])
            h, mean, runoff = _step(s[ROW.h + i], n, _soil(s, i), steady, _eased(s, i), above)
            flow = s[ROW.response + i] * mean - s[ROW.g + i] * drain
            alone = before + s[ROW.per_r + i] * (flow + runoff) + n
            short = least - alone
            alone = max(alone, least)
            s[ROW.level + i] = min(alone, most)
            s[ROW.h + i] = h
            s[ROW.month + i] += mean
            s[ROW.runoff + i] += runoff
            s[ROW.flow + i] += flow
            s[ROW.inlet + i] += s[ROW.r + i] * max(short, 0.0)
            s[ROW.low + i] = min(s[ROW.low + i], h)
            s[ROW.high + i] = max(s[ROW.high + i], h)
