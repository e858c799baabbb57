"""Days in which ditches are held at a level, in units in which a day is one multiply-add.

Letters and formulas are those of `scenarios.kernels.parcel_days`. As long as S does not change, a column is

    u = (h - S) / ((1 - k) T)           u = k u + n
    v = (m - S) / (T a (1 - k))         v = u + q n,    q = (1 - a) / (a (1 - k)), with u before the day

with n [m] that of the day, and a = mu T (1 - k). Above shallow drains, with a prime what follows from T':

    u = k' u + g n + A                  g = w (1 - k') / (1 - k),      A = (1 - k') D
    v = a'/a u + q' n + B               q' = w (1 - a') / (a (1 - k)), B = (1 - a') / a D
    D = (1 - w) (e - S) / ((1 - k) T)

What runs off is a ((u - u lower) + (1 - k) (v - v lower)); what ditches are short of divides by R a (1 - k).

On a day that begins and ends below the shallow drains, the answer above them is never the lower one, nor is
the surface. So a week in which no column of a group comes so high needs neither, and takes half the time. As
columns do not look at each other, that may not change a bit of an answer: A and B are larger by more than
numbers are rounded by, and what counts as below is lower by as much.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.parcel_days import BLOCK, ROW, Week, week_of
from scenarios.kernels.vectors import fused, widest

__all__ = ["GROUPS", "HELD", "heights", "held_days", "hold", "let_go", "settle"]

_GROUP = 16
GROUPS = BLOCK // _GROUP
"""Groups of columns of a block, each with weeks of its own."""
_ROUNDED = 1e-12  # m: heights within 100 m of each other are rounded by less than a tenth of it
_WEEK = 7

Array = npt.NDArray[Any]
Index = int | np.uint64
Dry = tuple[float, float, float]
Now = tuple[float, float, float, float, float, float]
Low = tuple[float, float, float, float]
Wet = tuple[float, float, float, float, float, float, float, float, float, float]


class Held(NamedTuple):
    """Where each row of a block begins, of numbers that are kept while a level is held.

    From ``u`` to ``high`` they change from day to day: u, sum of v, sums of what is short and runs off in the
    units above, lowest and highest u; ``least`` and ``most`` are those of a week. From ``kept`` to ``give``
    stand k, q, r / (R a (1 - k)) and what the ditches give; ``under`` is what counts as below the drains.
    From ``kept_above`` to ``lift_mean`` stand k', g, A, a'/a, q' and B; ``top`` and ``top_mean`` are the
    surface; ``lost`` is 1 - k and ``flow`` 1 / (R (1 - k)). The others lead back: (1 - k) T, S, a (1 - k), a
    and x.
    """

    u: np.uint64
    v: np.uint64
    short: np.uint64
    over: np.uint64
    low: np.uint64
    high: np.uint64
    least: np.uint64
    most: np.uint64
    kept: np.uint64
    q: np.uint64
    thin: np.uint64
    give: np.uint64
    under: np.uint64
    kept_above: np.uint64
    gain_above: np.uint64
    lift: np.uint64
    part_above: np.uint64
    q_above: np.uint64
    lift_mean: np.uint64
    top: np.uint64
    top_mean: np.uint64
    lost: np.uint64
    flow: np.uint64
    gain: np.uint64
    steady: np.uint64
    weight: np.uint64
    part: np.uint64
    drain: np.uint64


# unsigned: an index that may be negative keeps the compiler from taking numbers side by side
HELD = Held(*(np.uint64(BLOCK * number) for number in range(len(Held._fields))))
"""Where each row of a block begins."""
_ALL, _SIZE = np.uint64(BLOCK), np.uint64(_GROUP)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def hold(s: Array, w: Array, share: float) -> None:
    """Take the level of a season, which the ditches have already, from a block ``s`` into ``w``."""
    for number in range(BLOCK):
        i = np.uint64(number)
        response, reaction, way = s[ROW.response + number], s[ROW.reaction + number], s[ROW.way + number]
        level = fused(share, s[ROW.swing + number], s[ROW.winter + number])
        drain = fused(share * s[ROW.own + number], max(s[ROW.pump + number] - level, 0.0), level)
        steady = fused(response, drain, s[ROW.base + number])
        edge = max(s[ROW.edge + number], level)
        lost, part = s[ROW.lost + number], s[ROW.part + number] * reaction
        lost_above, part_above = s[ROW.lost_eased + number], s[ROW.part_eased + number] * reaction
        per_gain, weight = 1.0 / s[ROW.gain + number], part * lost
        per_flow, rounded = 1.0 / (response * weight), _ROUNDED * per_gain
        lift, top = (1.0 - way) * (edge - steady) * per_gain, -steady * per_gain
        s[ROW.level + number] = level
        w[HELD.u + i] = (s[ROW.h + number] - steady) * per_gain
        w[HELD.v + i] = w[HELD.short + i] = w[HELD.over + i] = 0.0
        w[HELD.low + i], w[HELD.high + i] = math.inf, -math.inf
        w[HELD.kept + i], w[HELD.q + i] = s[ROW.kept + number], (1.0 - part) / weight
        w[HELD.thin + i] = s[ROW.r + number] * per_flow
        w[HELD.give + i] = (s[ROW.g + number] * drain - response * steady / reaction) * per_flow
        w[HELD.under + i] = min(edge - steady, -steady) * per_gain - rounded
        w[HELD.kept_above + i], w[HELD.gain_above + i] = s[ROW.kept_eased + number], way * lost_above / lost
        w[HELD.lift + i] = fused(lost_above, lift, rounded)
        w[HELD.part_above + i], w[HELD.q_above + i] = part_above / part, way * (1.0 - part_above) / weight
        w[HELD.lift_mean + i] = fused((1.0 - part_above) / part, lift, rounded)
        w[HELD.top + i], w[HELD.top_mean + i] = top, top / part
        w[HELD.lost + i], w[HELD.flow + i] = lost, part * per_flow
        w[HELD.gain + i], w[HELD.steady + i], w[HELD.drain + i] = s[ROW.gain + number], steady, drain
        w[HELD.weight + i], w[HELD.part + i] = weight, part


@numba.njit(cache=True, error_model="numpy", nogil=True)
def heights(s: Array, w: Array) -> None:
    """Write where groundwater stands into a block."""
    for number in range(BLOCK):
        i = np.uint64(number)
        s[ROW.h + number] = min(fused(w[HELD.gain + i], w[HELD.u + i], w[HELD.steady + i]), 0.0)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def settle(s: Array, w: Array, days: float) -> None:
    """Add what these days brought, since the level is held or settled last, to the sums of a block."""
    for number in range(BLOCK):
        i = np.uint64(number)
        rest = days * w[HELD.steady + i] / s[ROW.reaction + number]
        s[ROW.month + number] += min(fused(w[HELD.weight + i], w[HELD.v + i], rest), 0.0)
        s[ROW.runoff + number] += w[HELD.part + i] * w[HELD.over + i]
        s[ROW.held + number] += days * w[HELD.drain + i]
        w[HELD.v + i] = w[HELD.over + i] = 0.0


@numba.njit(cache=True, error_model="numpy", nogil=True)
def let_go(s: Array, w: Array) -> None:
    """Write what was let in, and where groundwater stands and stood at its lowest and highest."""
    heights(s, w)
    for number in range(BLOCK):
        i = np.uint64(number)
        gain, steady = w[HELD.gain + i], w[HELD.steady + i]
        high = min(fused(gain, w[HELD.high + i], steady), 0.0)
        s[ROW.low + number] = min(s[ROW.low + number], fused(gain, w[HELD.low + i], steady))
        s[ROW.high + number] = max(s[ROW.high + number], high)
        s[ROW.inlet + number] += s[ROW.response + number] * w[HELD.weight + i] * w[HELD.short + i]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _below(now: tuple[float, float, float], n: float, kept: float) -> tuple[float, float, float]:
    u = fused(kept, now[0], n)
    return u, min(now[1], u), max(now[2], u)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _rising(w: Array, n: Week, first: np.uint64) -> int:
    """Look where a week would bring a group without shallow drains; how many columns would come to them."""
    widest()
    count = 0
    for i in range(first, first + _SIZE):
        kept, before = w[HELD.kept + i], w[HELD.u + i]
        u = fused(kept, before, n[0])
        now = _below((u, u, u), n[1], kept)
        now = _below(now, n[2], kept)
        now = _below(now, n[3], kept)
        now = _below(now, n[4], kept)
        now = _below(now, n[5], kept)
        now = _below(now, n[6], kept)
        w[HELD.least + i], w[HELD.most + i] = now[1], now[2]
        count += max(now[2], before) > w[HELD.under + i]
    return count


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _dry_day(now: Dry, n: float, low: Low) -> Dry:
    """A day below shallow drains."""
    u, v, short = now
    kept, q, thin, give = low
    mean = fused(q, n, u)
    return fused(kept, u, n), v + mean, short + max(fused(-thin, n, give) - mean, 0.0)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _dry_week(w: Array, n: Week, first: np.uint64) -> None:
    """Let the week go by that `_rising` looked at."""
    widest()
    for i in range(first, first + _SIZE):
        low, now = _low(w, i), (w[HELD.u + i], w[HELD.v + i], w[HELD.short + i])
        now = _dry_day(now, n[0], low)
        now = _dry_day(now, n[1], low)
        now = _dry_day(now, n[2], low)
        now = _dry_day(now, n[3], low)
        now = _dry_day(now, n[4], low)
        now = _dry_day(now, n[5], low)
        now = _dry_day(now, n[6], low)
        w[HELD.u + i], w[HELD.v + i], w[HELD.short + i] = now
        w[HELD.low + i] = min(w[HELD.low + i], w[HELD.least + i])
        w[HELD.high + i] = max(w[HELD.high + i], w[HELD.most + i])


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _wet_day(now: Now, n: float, low: Low, wet: Wet) -> Now:
    """A day at any height; NaN stays NaN."""
    u, v, short, over, least, most = now
    kept, q, thin, give = low
    kept_above, gain_above, lift, part_above, q_above, lift_mean, top, top_mean, lost, flow = wet
    alone, mean = fused(kept, u, n), fused(q, n, u)
    after = min(alone, fused(kept_above, u, fused(gain_above, n, lift)), top)
    lower = min(mean, fused(part_above, u, fused(q_above, n, lift_mean)), top_mean)
    runoff = fused(lost, mean - lower, alone - after)
    need = fused(-flow, runoff, fused(-thin, n, give) - lower)
    return after, v + lower, short + max(need, 0.0), over + runoff, min(least, after), max(most, after)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _wet_week(w: Array, n: Week, first: np.uint64) -> int:
    """Let a week go by; how many columns of a group then stand above their shallow drains."""
    widest()
    count = 0
    for i in range(first, first + _SIZE):
        low, wet, now = _low(w, i), _wet(w, i), _now(w, i)
        now = _wet_day(now, n[0], low, wet)
        now = _wet_day(now, n[1], low, wet)
        now = _wet_day(now, n[2], low, wet)
        now = _wet_day(now, n[3], low, wet)
        now = _wet_day(now, n[4], low, wet)
        now = _wet_day(now, n[5], low, wet)
        now = _wet_day(now, n[6], low, wet)
        _put(w, i, now)
        count += now[0] > w[HELD.under + i]
    return count


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _wet_days(w: Array, n: float, second: float, third: float, days: int) -> None:
    """Let one to three days go by in all columns."""
    widest()
    if days == 1:
        for i in range(_ALL):
            _put(w, i, _wet_day(_now(w, i), n, _low(w, i), _wet(w, i)))
    elif days == 2:
        for i in range(_ALL):
            low, wet = _low(w, i), _wet(w, i)
            _put(w, i, _wet_day(_wet_day(_now(w, i), n, low, wet), second, low, wet))
    else:
        for i in range(_ALL):
            low, wet = _low(w, i), _wet(w, i)
            now = _wet_day(_wet_day(_now(w, i), n, low, wet), second, low, wet)
            _put(w, i, _wet_day(now, third, low, wet))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _low(w: Array, i: Index) -> Low:
    return w[HELD.kept + i], w[HELD.q + i], w[HELD.thin + i], w[HELD.give + i]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _wet(w: Array, i: Index) -> Wet:
    return (
        w[HELD.kept_above + i], w[HELD.gain_above + i], w[HELD.lift + i], w[HELD.part_above + i],
        w[HELD.q_above + i], w[HELD.lift_mean + i], w[HELD.top + i], w[HELD.top_mean + i], w[HELD.lost + i],
        w[HELD.flow + i],
    )  # fmt: skip


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _now(w: Array, i: Index) -> Now:
    return (
        w[HELD.u + i], w[HELD.v + i], w[HELD.short + i], w[HELD.over + i], w[HELD.low + i], w[HELD.high + i],
    )  # fmt: skip


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _put(w: Array, i: Index, now: Now) -> None:
    w[HELD.u + i], w[HELD.v + i], w[HELD.short + i], w[HELD.over + i], w[HELD.low + i], w[HELD.high + i] = now


@numba.njit(cache=True, error_model="numpy", nogil=True)
def held_days(w: Array, rain: Array, first: int, last: int, above: Array) -> None:
    """Days from ``first`` up to ``last``.

    Parameters
    ----------
    w
        What `hold` made.
    rain
        n of each day [m].
    first, last
        Numbers of days.
    above
        How many columns of each group stand above their shallow drains, (GROUPS,) int64, replaced; 0 where
        nobody looked yet.
    """
    day = first
    while day + _WEEK <= last:
        n = week_of(rain, day)
        for group in range(GROUPS):
            start = np.uint64(group * _GROUP)
            if above[group] == 0:
                above[group] = _rising(w, n, start)
                if above[group] == 0:
                    _dry_week(w, n, start)
                    continue
            above[group] = _wet_week(w, n, start)
        day += _WEEK
    while day < last:
        days = min(last - day, 3)
        _wet_days(w, rain[day], rain[min(day + 1, last - 1)], rain[min(day + 2, last - 1)], days)
        above[:] = 0
        day += days
