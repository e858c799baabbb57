"""What pools hold and what flows between them, against the water level: tables from the fine bed."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["ROWS", "hypsometry", "section_tables", "sort_cells"]

Array = npt.NDArray[Any]

_QUANTILES = 5
_OFFSETS = (0.0, 0.02, 0.06, 0.15, 0.35, 0.8, 2.0)
ROWS = _QUANTILES * len(_OFFSETS)
"""Levels of a table of a section."""
_REACH = 6.0  # m above the lowest point of a section up to which its shape is followed
_APART = 1e-3  # m between two levels of a table


@numba.njit(cache=True, error_model="numpy", nogil=True)
def sort_cells(number: Array, connect: Array, start: Array, cell: Array) -> None:
    """Sort the fine cells of each pool by the level at which they connect.

    Parameters
    ----------
    number
        Number of the pool of each fine cell, int32, shape (cells,), -1 where no cell.
    connect
        Level at which the cell connects with its pool [m NAP], float32, shape (cells,).
    start
        Out: first place of each pool in `cell`, int64, shape (pools + 1,).
    cell
        Out: flat indices of the fine cells, int32.
    """
    pools = start.size - 1
    start[:] = 0
    for fine in range(number.size):
        if number[fine] >= 0:
            start[number[fine] + 1] += 1
    for pool in range(pools):
        start[pool + 1] += start[pool]
    place = start[:pools].copy()
    for fine in range(number.size):
        pool = number[fine]
        if pool >= 0:
            cell[place[pool]] = fine
            place[pool] += 1
    for pool in range(pools):
        members = cell[start[pool] : start[pool + 1]].copy()
        order = np.argsort(connect[members], kind="mergesort")
        for rank in range(members.size):
            cell[start[pool] + rank] = members[order[rank]]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def hypsometry(bed: Array, connect: Array, start: Array, cell: Array, threshold: Array, below: Array) -> None:
    """Tabulate the volume of each pool: exactly, one row for each fine cell.

    With n cells connected, the volume on one square metre of fine cell is ``n level - below[n - 1]``.

    Parameters
    ----------
    bed, connect
        Bed and level of connection [m NAP], shape (cells,).
    start, cell
        As `sort_cells` leaves them.
    threshold
        Out: level at which each cell of the pool joins [m NAP], float64, as `cell`.
    below
        Out: sum of the beds of the cells that have joined by then [m], float64.
    """
    for pool in range(start.size - 1):
        total = 0.0
        for place in range(start[pool], start[pool + 1]):
            total += bed[cell[place]]
            threshold[place] = connect[cell[place]]
            below[place] = total


@numba.njit(cache=True, error_model="numpy", nogil=True)
def section_tables(
    links: Array,
    start: Array,
    opens: Array,
    base: Array,
    width: Array,
    roughness: Array,
    table: Array,
) -> None:
    """Tabulate the sections between pools: wet area and conveyance K = sum(b h^(5/3) / n) against level.

    Parameters
    ----------
    links
        Links to do, int64.
    start
        First face of each link, int64, shape (links + 1,).
    opens
        Level above which a face passes water [m NAP], float64, shape (faces,); +inf where closed.
    base
        Level from which the depth on it counts [m NAP], float64.
    width
        Metres of face that water passes over, float64.
    roughness
        Manning coefficient [s m-1/3], float64.
    table
        Out: level [m NAP], wet area A [m2] and (K / A)^1.5 with the conveyance K [m3/s], float32, shape
        (links, `ROWS`, 3); both are linear in the level where all faces lie equally high. A link that never
        passes water starts at +inf.
    """
    level = np.empty(ROWS)
    for link in links:
        begin, end = start[link], start[link + 1]
        heights = np.sort(opens[begin:end])
        count = 0
        while count < heights.size and heights[count] <= heights[0] + _REACH:
            count += 1
        if count == 0 or not np.isfinite(heights[0]):
            table[link] = 0.0
            table[link, :, 0] = np.inf
            continue
        for part in range(_QUANTILES):
            from_ = heights[(count - 1) * part // (_QUANTILES - 1)]
            for place, offset in enumerate(_OFFSETS):
                level[part * len(_OFFSETS) + place] = from_ + offset
        level.sort()
        for row in range(1, ROWS):
            level[row] = max(level[row], level[row - 1] + _APART)
        for row in range(ROWS):
            area = conveyance = 0.0
            for face in range(begin, end):
                if opens[face] < level[row] and width[face] > 0.0:
                    depth = level[row] - base[face]
                    area += width[face] * depth
                    conveyance += width[face] * depth ** (5.0 / 3.0) / roughness[face]
            table[link, row, 0] = level[row]
            table[link, row, 1] = area
            table[link, row, 2] = (conveyance / area) ** 1.5 if area > 0.0 else 0.0
