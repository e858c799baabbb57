"""What pools tell about their fine cells: when each was reached, how long wet, how high the water stood."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.subgrid import EVEN

__all__ = ["Marks", "level_slopes", "pool_speeds", "sample_pools", "spread_level", "wet_times"]

Array = npt.NDArray[Any]


class Marks(NamedTuple):
    """What is kept of each pool between looks.

    `highest` level so far [m NAP] and its time `highest_at` [s]; `reached` and `filled` int32, cells that
    have been wet and full; `wet` int32, cells that are wet `since` a time [s] while the level lies above
    `low` and not above `high` [m NAP]; `standing` float64 (cells + pools,), time [s] that exactly so many
    were wet; by fine cell `arrival` and `full_at` float32, first time wet and full [s].
    """

    highest: Array
    highest_at: Array
    reached: Array
    filled: Array
    wet: Array
    since: Array
    low: Array
    high: Array
    standing: Array
    arrival: Array
    full_at: Array


@numba.njit(cache=True, error_model="numpy", nogil=True)
def sample_pools(
    time: float,
    wet: float,
    full: float,
    pools: Array,
    start: Array,
    cell: Array,
    threshold: Array,
    level: Array,
    marks: Marks,
) -> None:
    """Look at the levels once; the cells of a pool are reached in the order in which they connect.

    Parameters
    ----------
    time
        Moment [s].
    wet, full
        Depths at which a cell counts as wet and as full [m].
    pools
        Pools to look at, uint32.
    start, cell, threshold
        Cells of the pools and the levels at which they join.
    level
        m NAP, float64, shape (pools,).
    marks
        Changed.
    """
    for pool in pools:
        now = level[pool]
        if now > marks.highest[pool]:
            marks.highest[pool], marks.highest_at[pool] = now, time
        if marks.low[pool] < now <= marks.high[pool]:
            continue
        first = start[pool]
        size = start[pool + 1] - first
        count = np.int64(marks.wet[pool])
        marks.standing[first + pool + count] += time - marks.since[pool]
        while count < size and threshold[first + count] + wet < now:
            count += 1
        while count > 0 and threshold[first + count - 1] + wet >= now:
            count -= 1
        for place in range(first + marks.reached[pool], first + count):
            marks.arrival[cell[place]] = time
        marks.wet[pool], marks.since[pool] = count, time
        marks.reached[pool] = max(marks.reached[pool], count)
        low = threshold[first + count - 1] + wet if count > 0 else -np.inf
        high = threshold[first + count] + wet if count < size else np.inf
        count = np.int64(marks.filled[pool])
        while count < size and threshold[first + count] + full <= now:
            marks.full_at[cell[first + count]] = time
            count += 1
        marks.filled[pool] = count
        if count < size:
            high = min(high, threshold[first + count] + full)
        marks.low[pool], marks.high[pool] = low, high


@numba.njit(cache=True, error_model="numpy", nogil=True)
def wet_times(time: float, start: Array, cell: Array, marks: Marks, duration: Array) -> None:
    """Time that each fine cell was wet: that of all counts above its place in the order of its pool.

    Parameters
    ----------
    time
        Moment of the last look [s].
    start, cell, marks
        As in `sample_pools`.
    duration
        Out: s, float32, by fine cell.
    """
    for pool in range(start.size - 1):
        total = 0.0
        for place in range(start[pool + 1] - 1, start[pool] - 1, -1):
            count = place - start[pool] + 1
            total += marks.standing[place + pool + 1]
            if count == marks.wet[pool]:
                total += time - marks.since[pool]
            duration[cell[place]] = total


@numba.njit(cache=True, error_model="numpy", nogil=True)
def level_slopes(
    one: Array, other: Array, heading: Array, table: Array, level: Array, slope: Array, weight: Array
) -> None:
    """Half the step in level towards the neighbours on four sides of each pool, where water stands over both.

    Parameters
    ----------
    one, other
        Pools on both sides of each link.
    heading
        int8, shape (links,): side of `one` on which `other` lies: 0 east, 1 west, 2 south, 3 north, -1 none.
    table
        Sections of the links.
    level
        m NAP, float64, shape (pools and boundaries,).
    slope, weight
        Out: m, and the wet area it was weighed with, float64, shape (pools, 4).
    """
    slope[:] = 0.0
    weight[:] = 0.0
    for link in range(one.size):
        side = heading[link]
        a, b = one[link], other[link]
        if side < 0 or b >= slope.shape[0]:
            continue
        low, high = min(level[a], level[b]), max(level[a], level[b])
        sill = table[link, 0, 0]
        if not low > sill:
            continue
        area, width = _wet_section(table, link, low, 0)
        if high - low > area / max(width, 1e-9):
            continue
        slope[a, side] += area * 0.5 * (level[b] - level[a])
        weight[a, side] += area
        slope[b, side ^ 1] += area * 0.5 * (level[a] - level[b])
        weight[b, side ^ 1] += area
    for pool in range(slope.shape[0]):
        for side in range(4):
            if weight[pool, side] > 0.0:
                slope[pool, side] /= weight[pool, side]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def spread_level(
    first: int,
    last: int,
    start: Array,
    cell: Array,
    threshold: Array,
    level: Array,
    slope: Array,
    centre: Array,
    half: Array,
    columns: int,
    bed: Array,
    fine: Array,
) -> None:
    """Level on the fine cells: that of the pool, tilted towards its neighbours; the bed where not connected.

    Parameters
    ----------
    first, last
        Pools to do, from and up to (not with).
    start, cell, threshold
        Cells of the pools and the levels at which they join.
    level, slope
        As in `level_slopes`.
    centre
        Row and column of the middle of each pool, float64, shape (pools, 2).
    half
        Half a coarse cell in rows and columns, float64, shape (2,).
    columns
        Columns of the fine grid.
    bed
        m NAP, float32, shape (cells,).
    fine
        Out: m NAP, float32, shape (cells,).
    """
    for pool in range(first, last):
        here = level[pool]
        if math.isinf(here):
            continue
        for place in range(start[pool], start[pool + 1]):
            at = cell[place]
            south = (at // columns - centre[pool, 0]) / half[0]
            east = (at % columns - centre[pool, 1]) / half[1]
            water = here
            water += min(abs(east), 1.5) * slope[pool, 0 if east > 0.0 else 1]
            water += min(abs(south), 1.5) * slope[pool, 2 if south > 0.0 else 3]
            fine[at] = max(water, bed[at]) if water > threshold[place] else bed[at]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def pool_speeds(
    links: Array,
    one: Array,
    other: Array,
    kind: Array,
    flow: Array,
    level: Array,
    table: Array,
    row: Array,
    speed: Array,
    swift: Array,
) -> None:
    """Raise the greatest speed, and discharge per metre, of pools to those of the links over ground on them.

    Parameters
    ----------
    links
        Links to look at, uint32.
    one, other, kind, flow
        Pools on both sides, kind of the link, m3/s.
    level, table, row
        Levels [m NAP], sections, and the row of each last used.
    speed, swift
        Changed: greatest speed [m/s] and discharge per metre [m2/s], float64, shape (pools,).
    """
    for link in links:
        if kind[link] != EVEN or flow[link] == 0.0:
            continue
        a, b = one[link], other[link]
        high, low = max(level[a], level[b]), min(level[a], level[b])
        head = high - table[link, 0, 0]
        if not head > 0.0:
            continue
        area, width = _wet_section(table, link, max(0.5 * (high + low), high - head / 3.0), row[link])
        for pool in (a, b):
            if pool < speed.size and area > 0.0:
                speed[pool] = max(speed[pool], abs(flow[link]) / area)
                swift[pool] = max(swift[pool], abs(flow[link]) / max(width, 1e-9))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _wet_section(table: Array, link: int, level: float, row: int) -> tuple[float, float]:
    """Wet area [m2] and width at the surface [m] of a link at a level; the search starts at a row."""
    last = table.shape[1] - 2
    while row > 0 and level < table[link, row, 0]:
        row -= 1
    while row < last and level >= table[link, row + 1, 0]:
        row += 1
    rise = table[link, row + 1, 0] - table[link, row, 0]
    width = (table[link, row + 1, 1] - table[link, row, 1]) / rise
    return table[link, row, 1] + width * (level - table[link, row, 0]), width
