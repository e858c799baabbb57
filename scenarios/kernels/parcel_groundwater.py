"""Groundwater of parcels day by day for a year: blocks of columns are loaded, go by, and are written.

Columns do not look at each other: the answer is the same for any number of threads and any neighbours.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.held_days import GROUPS, HELD, heights, held_days, hold, let_go, settle
from scenarios.kernels.parcel_days import BLOCK, ROW, couple, flexible_days, moving_days
from scenarios.kernels.vectors import widest

__all__ = ["BLOCK", "FOUND", "SUMS", "LevelTable", "ParcelTable", "parcel_year"]

SUMS = ("inlet", "pumped", "ditch", "seepage", "runoff", "stored")
"""Rows of the sums over a year [m over the land]; ``ditch`` from land to ditch, ``seepage`` upward."""
FOUND = 62
"""Rows of what is found: 24 readings of groundwater, the means of 12 months, lowest and highest, and what the
ditches need in the first 14 days and in the rest of each month [m over the land], negative where they have
too much."""

_DAY = 86_400.0
_MONTHS, _LOWEST, _HIGHEST, _NEED = 24, 36, 37, 38
_CHUNK = 4 * BLOCK  # columns whose rows are written at once: shorter pieces wait for memory

Array = npt.NDArray[Any]


class ParcelTable(NamedTuple):
    """What columns are, (k,) each: R, T [s], mu, r, p [m NAP], pumped drains, shallow ones, 1 - k twice."""

    response: Array
    reaction: Array
    storage: Array
    water: Array
    deep_head: Array
    pumped: Array
    relief_depth: Array
    relief_resistance: Array
    lost: Array
    lost_relieved: Array


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
    # unsigned: an index that may be negative keeps the compiler from taking numbers side by side
    to, at = np.uint64(row), np.uint64(start)
    for i in range(np.uint64(size)):
        s[to + i] = values[at + i]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _load(
    s: Array, columns: ParcelTable, levels: LevelTable, depth: float, state: Array, start: int, size: int
) -> None:
    """Take what a year needs of columns into a block; what is left of it holds others, which nobody reads."""
    _take(s, ROW.ground, levels.ground, start, size)
    _take(s, ROW.h, state[0], start, size)
    _take(s, ROW.level, state[1], start, size)
    _take(s, ROW.winter, levels.winter, start, size)
    _take(s, ROW.swing, levels.summer, start, size)
    _take(s, ROW.least, levels.lowest, start, size)
    _take(s, ROW.most, levels.highest, start, size)
    _take(s, ROW.response, columns.response, start, size)
    _take(s, ROW.reaction, columns.reaction, start, size)
    _take(s, ROW.mu, columns.storage, start, size)
    _take(s, ROW.r, columns.water, start, size)
    _take(s, ROW.base, columns.deep_head, start, size)
    _take(s, ROW.own, columns.pumped, start, size)
    _take(s, ROW.edge, columns.relief_depth, start, size)
    _take(s, ROW.way, columns.relief_resistance, start, size)
    _take(s, ROW.lost, columns.lost, start, size)
    _take(s, ROW.lost_eased, columns.lost_relieved, start, size)
    for i in range(BLOCK):
        ground, response, reaction = s[ROW.ground + i], s[ROW.response + i], s[ROW.reaction + i] / _DAY
        s[ROW.reaction + i], s[ROW.g + i] = reaction, response / reaction
        s[ROW.h + i] -= ground
        s[ROW.level + i] -= ground
        s[ROW.first_h + i], s[ROW.first_level + i] = s[ROW.h + i], s[ROW.level + i]
        s[ROW.base + i] = (1.0 - response) * (s[ROW.base + i] - ground)
        s[ROW.swing + i] -= s[ROW.winter + i]
        s[ROW.winter + i] -= ground
        s[ROW.least + i] -= ground
        s[ROW.most + i] -= ground
        s[ROW.pump + i], s[ROW.edge + i] = -depth, -s[ROW.edge + i]
        s[ROW.way + i] = 1.0 / (1.0 + s[ROW.reaction + i] * _DAY / s[ROW.way + i])
        s[ROW.month + i] = s[ROW.year + i] = s[ROW.runoff + i] = s[ROW.inlet + i] = 0.0
        s[ROW.flow + i] = s[ROW.held + i] = s[ROW.met + i] = 0.0
        s[ROW.low + i], s[ROW.high + i] = math.inf, -math.inf
    for i in range(BLOCK):
        reaction, way, lost, lost_eased = (
            s[ROW.reaction + i], s[ROW.way + i], s[ROW.lost + i], s[ROW.lost_eased + i],
        )  # fmt: skip
        time = s[ROW.mu + i] * reaction
        part, part_eased = lost * time, lost_eased * time * way
        s[ROW.kept + i], s[ROW.gain + i] = 1.0 - lost, lost * reaction
        s[ROW.part + i], s[ROW.left + i] = part / reaction, 1.0 - part
        s[ROW.slow + i] = (1.0 - part) / reaction
        s[ROW.kept_eased + i], s[ROW.gain_eased + i] = 1.0 - lost_eased, lost_eased * (way * reaction)
        s[ROW.part_eased + i], s[ROW.left_eased + i] = part_eased / reaction, (1.0 - part_eased) * way
        s[ROW.slow_eased + i] = (1.0 - part_eased) / reaction


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _write(
    s: Array, row: int, factor: float, out: Array, number: int, mine: Array, start: int, size: int
) -> None:
    """Put a row of a block, times a factor, in a row of ``out`` from ``start`` on, for this pass."""
    at, to, line, count = np.uint64(row), np.uint64(start), np.uint64(number), np.uint64(size)
    if mine[BLOCK]:
        for i in range(count):
            out[line, to + i] = factor * s[at + i]
    else:
        for i in range(count):
            if mine[i]:
                out[line, to + i] = factor * s[at + i]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _stops(share: Array, reading: Array, month: Array) -> Array:
    """First day of each run of days: after a reading, of a month, and where the level moves or rests."""
    days = month.size
    stops = np.empty(days + 1, np.int64)
    count = 0
    for day in range(days + 1):
        if (
            day < 2
            or day == days
            or reading[day - 1] >= 0
            or month[day] != month[day - 1]
            or (share[day] == share[day - 1]) != (share[day - 1] == share[day - 2])
        ):
            stops[count] = day
            count += 1
    return stops[:count]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _write_need(
    s: Array, flexible: bool, rain: float, number: int, found: Array, mine: Array, start: int, size: int
) -> None:
    """Write what the ditches needed since this was written last; ``rain`` is that of the year so far [m]."""
    for i in range(BLOCK):
        response, r = s[ROW.response + i], s[ROW.r + i]
        flow = response * (s[ROW.year + i] + s[ROW.month + i]) - s[ROW.g + i] * s[ROW.held + i]
        if flexible:
            flow = s[ROW.flow + i]
        spare = flow + s[ROW.runoff + i] + r * (rain - s[ROW.level + i] + s[ROW.first_level + i])
        s[ROW.need + i], s[ROW.met + i] = s[ROW.met + i] - spare, spare
    _write(s, ROW.need, 1.0, found, _NEED + number, mine, start, size)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _write_month(s: Array, number: int, days: int, found: Array, mine: Array, start: int, size: int) -> None:
    """Write the mean of a month, add it to the year, and begin the next."""
    for i in range(BLOCK):
        s[ROW.year + i] += s[ROW.month + i]
        s[ROW.month + i] *= s[ROW.reaction + i]
    _write(s, ROW.month, -1.0 / days, found, _MONTHS + number, mine, start, size)
    for i in range(BLOCK):
        s[ROW.month + i] = 0.0


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _course(
    s: Array,
    w: Array,
    flexible: bool,
    rain: Array,
    share: Array,
    stops: Array,
    reading: Array,
    month: Array,
    found: Array,
    mine: Array,
    start: int,
    size: int,
) -> None:
    """Let the days of a year go by in a block."""
    above, held, settled, begun, fallen = np.zeros(GROUPS, np.int64), False, 0, 0, 0.0
    for number in range(stops.size - 1):
        day, stop = stops[number], stops[number + 1]
        if flexible:
            flexible_days(s, rain, share, day, stop)
        elif day == 0 or share[day] != share[day - 1]:
            if held:
                settle(s, w, float(day - settled))
                let_go(s, w)
                held = False
            moving_days(s, rain, share, day, stop)
        else:
            if not held:
                hold(s, w, share[day])
                held, settled, above[:] = True, day, 0
            held_days(w, rain, day, stop, above)
        fallen += rain[day:stop].sum()
        if reading[stop - 1] >= 0:
            if held:
                heights(s, w)
            _write(s, ROW.h, -1.0, found, reading[stop - 1], mine, start, size)
        ends = stop == month.size or month[stop] != month[stop - 1]
        told = ends or reading[stop - 1] % 2 == 0  # on the 14th and at the end of a month
        if held and told:
            settle(s, w, float(stop - settled))
            settled = stop
        if told:
            _write_need(s, flexible, fallen, 2 * month[stop - 1] + ends, found, mine, start, size)
        if ends:
            _write_month(s, month[stop - 1], stop - begun, found, mine, start, size)
            begun = stop
    if held:
        let_go(s, w)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _sum_up(
    s: Array, flexible: bool, rain: float, days: int, sums: Array, mine: Array, start: int, size: int
) -> None:
    """Write what a year came to."""
    for i in range(size):
        if not mine[i]:
            continue
        year, r, response, runoff = s[ROW.year + i], s[ROW.r + i], s[ROW.response + i], s[ROW.runoff + i]
        flow = s[ROW.flow + i] if flexible else response * year - s[ROW.g + i] * s[ROW.held + i]
        # comparisons leave these alone where nothing is known; sums are NaN there
        unknown = 0.0 * year
        s[ROW.low + i] += unknown
        s[ROW.high + i] += unknown
        inlet = s[ROW.inlet + i] + unknown
        sums[0, start + i] = inlet
        sums[1, start + i] = inlet + flow + runoff + r * (rain - s[ROW.level + i] + s[ROW.first_level + i])
        sums[2, start + i] = flow
        sums[3, start + i] = s[ROW.base + i] / s[ROW.reaction + i] * days - (1.0 - response) * year
        sums[4, start + i] = runoff
        sums[5, start + i] = s[ROW.mu + i] * (s[ROW.h + i] - s[ROW.first_h + i])


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _end(s: Array, state: Array, mine: Array, start: int, size: int) -> None:
    """Write where a block stands at the end of a year [m NAP]."""
    for i in range(size):
        if mine[i]:
            state[0, start + i] = s[ROW.h + i] + s[ROW.ground + i]
            state[1, start + i] = s[ROW.level + i] + s[ROW.ground + i]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _copy(found: Array, out: Array, first: int, last: int) -> None:
    to, count = np.uint64(first), np.uint64(last - first)
    for number in range(FOUND):
        for i in range(count):
            out[number, to + i] = found[number, i]


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
    out: Array,
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
    out
        (FOUND, k) float32, filled, groundwater in m below the ground; lowest and highest are those at the
        end of a day.
    sums
        (len(SUMS), k) float64, filled.
    """
    widest()
    s, w = np.zeros(len(ROW) * BLOCK), np.zeros(len(HELD) * BLOCK)
    mine = np.empty(BLOCK + 1, np.bool_)
    found = np.empty((FOUND, _CHUNK), np.float32)
    rain, stops = recharge * _DAY, _stops(share, reading, month)
    whole = rain.sum()
    for chunk in range(first, last, _CHUNK):
        end = min(chunk + _CHUNK, last)
        for start in range(chunk, end, BLOCK):
            size = min(BLOCK, end - start)
            for flexible in (False, True):
                count = 0
                for i in range(size):
                    mine[i] = (levels.highest[start + i] > levels.lowest[start + i]) == flexible
                    count += mine[i]
                if count == 0:
                    continue
                mine[BLOCK] = count == size
                _load(s, columns, levels, depth, state, start, size)
                if flexible:
                    couple(s)
                at = start - chunk
                _course(s, w, flexible, rain, share, stops, reading, month, found, mine, at, size)
                _sum_up(s, flexible, whole, rain.size, sums, mine, start, size)
                _write(s, ROW.low, -1.0, found, _LOWEST, mine, at, size)
                _write(s, ROW.high, -1.0, found, _HIGHEST, mine, at, size)
                _end(s, state, mine, start, size)
        _copy(found, out, chunk, end)
