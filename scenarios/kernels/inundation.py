"""Lowest sea level at which connected water reaches each cell: a minimax flood by bucket queue.

The level of a cell is the lowest, over all paths from the sea, of the highest ground on the path. It is
computed once in whole centimetres, after which any sea level is a threshold. Source: Barnes, Lehman and Mulla
2014 (priority-flood, doi:10.1016/j.cageo.2013.04.024), with a queue for each centimetre instead of a heap.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.levels import (
    NEVER,
    NODATA,
    depth_at,
    flooded_by_level,
    level_cm,
    level_metres,
    neighbours,
    quantise,
    row_blocks,
)

__all__ = [
    "NEVER",
    "NODATA",
    "depth_at",
    "flooded_by_level",
    "inundation_level",
    "inundation_level_cm",
    "level_cm",
    "level_metres",
    "quantise",
]

_LEVELS = 1 << 16
_BATCH = 2_000_000  # cells in a call: well under half a second, also where each cell is a cache miss
_BLOCK = 64  # places in a block of a queue
_NOW, _TOP, _DONE, _FREE, _UNUSED = range(5)  # the cursor between calls

Array = npt.NDArray[Any]
Cells = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]
Report = Callable[[float, str], None]


def inundation_level(ground_level: npt.ArrayLike, sea: npt.ArrayLike, connectivity: int = 4) -> Floats:
    """Lowest sea level at which water from the sea reaches each cell.

    Parameters
    ----------
    ground_level
        Ground level [m NAP], shape (ny, nx), -320..320; NaN is never passed.
    sea
        Non-zero where the sea starts, same shape.
    connectivity
        4 (over cell sides) or 8 (over corners too).

    Returns
    -------
    ndarray of float32
        Level [m NAP], shape (ny, nx): whole centimetres, +inf where the sea cannot come, NaN where the ground
        is NaN.

    Raises
    ------
    ValueError
        If the shapes differ, the ground is infinite or beyond 320 m, or the connectivity is not 4 or 8.

    Notes
    -----
    The ground of a start cell counts as a crest. Barnes et al. 2014, priority-flood.

    Examples
    --------
    >>> import numpy as np
    >>> inundation_level(np.array([[-2.0, 3.0, 1.0]]), np.array([[1, 0, 0]])).tolist()
    [[-2.0, 3.0, 3.0]]
    """
    return level_metres(inundation_level_cm(quantise(ground_level), sea, connectivity))


def inundation_level_cm(
    z_cm: Cells, sea: npt.ArrayLike, connectivity: int = 4, progress: Report | None = None
) -> Cells:
    """Level field in whole centimetres, from ground in whole centimetres.

    Parameters
    ----------
    z_cm
        Ground level [cm NAP], int16, shape (ny, nx); `NODATA` is never passed.
    sea
        Non-zero where the sea starts, same shape.
    connectivity
        4 or 8.
    progress
        Called between batches with the fraction done; may raise to stop the work.

    Returns
    -------
    ndarray of int16
        Level [cm NAP], `NEVER` where the sea cannot come, `NODATA` where the ground is.

    Raises
    ------
    ValueError
        If the shapes differ, `z_cm` is not int16, or the connectivity is not 4 or 8.
    """
    start = np.asarray(sea)
    if connectivity not in (4, 8):
        raise ValueError(f"connectivity must be 4 or 8, not {connectivity!r}")
    if z_cm.ndim != 2 or z_cm.dtype != np.int16:
        raise ValueError(f"z_cm must be an int16 field (ny, nx), not {z_cm.dtype} of shape {z_cm.shape}")
    if start.shape != z_cm.shape:
        raise ValueError(f"sea has shape {start.shape}, ground_level {z_cm.shape}: they must be the same")
    return _Flood(z_cm, start, connectivity).run(progress)


class _Flood:
    """Working memory of one flood: cells in a frame of walls, and a queue for each centimetre."""

    def __init__(self, z: Cells, sea: Array, connectivity: int) -> None:
        self.z = z
        width = z.shape[1] + 2
        size = (z.shape[0] + 2) * width
        blocks = size // (_BLOCK - 1) + min(size, _LEVELS) + 2
        if blocks * _BLOCK > np.iinfo(np.int32).max:
            raise ValueError(f"the field has {z.size} cells; cut it into parts of at most 2 billion")
        start = sea != 0
        self.steps = neighbours(width, connectivity)
        self.value, self.seen = np.empty(size, np.int16), np.ones(size, np.uint8)
        self.stack, self.pool = np.empty(size, np.int32), np.empty(blocks * _BLOCK, np.int32)
        self.end = np.zeros(_LEVELS, np.int32)
        self.cursor = np.array([NODATA, 0, 0, 0, 1], np.int64)
        for rows in row_blocks(z.shape):
            _prepare(
                z[rows], start[rows], rows.start, self.value, self.seen, self.pool, self.end, self.cursor
            )

    def run(self, progress: Report | None) -> Cells:
        """Flood to the end, in short calls, and read the level of each cell."""
        memory = (self.value, self.seen, self.stack, self.pool, self.end)
        while _flood(*memory, self.steps, self.cursor, _BATCH):
            if progress is not None:
                progress(self.cursor[_DONE] / self.z.size, "inundation level")
        level = np.empty(self.z.shape, np.int16)
        for rows in row_blocks(level.shape):
            _read(self.value, self.seen, rows.start, level[rows])
        return level


@numba.njit(inline="always")
def _push(pool: Array, end: Array, queue: Any, cell: Any, free: Any, unused: Any) -> tuple[Any, Any]:
    """Put a cell at the end of a queue; a full block is followed by one off the free list, or an unused one.

    A queue is a chain of blocks of the pool; the first place of a block holds where the block before it ended
    (0: none). So a cell costs one write beside the last, not one in a random place, and the few blocks in use
    stay near the processor.
    """
    at = np.uintp(end[queue])
    if at % np.uintp(_BLOCK) == np.uintp(0):
        if free > 0:
            block = free
            free = np.int64(pool[block * _BLOCK])
        else:
            block = unused
            unused += 1
        pool[block * _BLOCK] = at
        at = np.uintp(block * _BLOCK + 1)
    pool[at] = cell
    end[queue] = at + np.uintp(1)
    return free, unused


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _prepare(
    z: Cells,
    sea: Array,
    first_row: int,
    value: Array,
    seen: Array,
    pool: Array,
    end: Array,
    cursor: Array,
) -> None:
    """Copy rows of ground into the frame; walls count as seen, start cells are queued at their own level."""
    width = z.shape[1] + 2
    free, unused = cursor[_FREE], cursor[_UNUSED]
    for row in range(z.shape[0]):
        begin = (first_row + row + 1) * width + 1
        values, marks = value[begin : begin + width - 2], seen[begin : begin + width - 2]
        some = False
        for column in range(width - 2):
            values[column] = z[row, column]
            marks[column] = z[row, column] == NODATA
            some |= sea[row, column]
        for column in range(width - 2 if some else 0):
            if sea[row, column] and marks[column] == 0:
                marks[column] = 1
                queue = np.uintp(np.int64(values[column]) - NODATA)
                free, unused = _push(pool, end, queue, begin + column, free, unused)
    cursor[_FREE], cursor[_UNUSED] = free, unused


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _flood(
    value: Array,
    seen: Array,
    stack: Array,
    pool: Array,
    end: Array,
    steps: tuple[np.uint64, ...],
    cursor: Array,
    batch: int,
) -> bool:
    """Take up to `batch` cells, lowest level first; true while there may be more.

    `value` is the ground of a cell until it is seen, its level from then on. A cell no higher than the water
    goes on the stack, a higher one into the queue of its own centimetre.
    """
    now, top, done = cursor[_NOW], np.uintp(cursor[_TOP]), 0
    free, unused = cursor[_FREE], cursor[_UNUSED]
    while now < NEVER and done < batch:
        water, bucket = np.int16(now), np.uintp(now - NODATA)
        while done < batch:
            if top > np.uintp(0):
                top -= np.uintp(1)
                cell = np.uintp(stack[top])
            elif end[bucket] > 0:
                at = np.uintp(end[bucket]) - np.uintp(1)
                cell = np.uintp(pool[at])
                if at % np.uintp(_BLOCK) == np.uintp(1):
                    end[bucket] = pool[at - np.uintp(1)]
                    pool[at - np.uintp(1)] = free
                    free = np.int64(at) // _BLOCK
                else:
                    end[bucket] = at
            else:
                now += 1
                break
            done += 1
            for step in steps:
                other = cell + step
                if seen[other] == 0:
                    seen[other] = 1
                    ground = value[other]
                    if ground <= water:
                        value[other] = water
                        stack[top] = other
                        top += np.uintp(1)
                    else:
                        queue = np.uintp(np.int64(ground) - NODATA)
                        free, unused = _push(pool, end, queue, other, free, unused)
    cursor[_NOW], cursor[_TOP], cursor[_DONE] = now, np.int64(top), cursor[_DONE] + done
    cursor[_FREE], cursor[_UNUSED] = free, unused
    return bool(now < NEVER)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _read(value: Array, seen: Array, first_row: int, level: Cells) -> None:
    width = level.shape[1] + 2
    for row in range(level.shape[0]):
        begin = (first_row + row + 1) * width + 1
        for column in range(width - 2):
            level[row, column] = value[begin + column] if seen[begin + column] != 0 else NEVER
