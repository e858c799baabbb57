"""Every cell that a line touches, as a chain of cells that share sides.

Grid traversal after Amanatides and Woo 1987 (A fast voxel traversal algorithm for ray tracing): from cell to
cell over the side that the line crosses next. Where the line passes through a corner, both cells beside the
corner are taken too. Neighbours in the chain share a side, so neither 4- nor 8-connected water slips through.
"""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["raise_along"]

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

_CORNER = 1e-9
_OUTSIDE = 2.0


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _put(crest: Floats, row: int, column: int, level: float) -> None:
    if 0 <= row < crest.shape[0] and 0 <= column < crest.shape[1]:
        old = crest[row, column]
        if not level <= old:
            crest[row, column] = level


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _inside(
    low: float, high: float, origin: float, run: float, first: float, last: float
) -> tuple[float, float]:
    """Narrow the stretch `first..last` of a segment to the part between two parallel lines."""
    if run == 0.0:
        return (first, last) if low <= origin <= high else (1.0, 0.0)
    enter, leave = (low - origin) / run, (high - origin) / run
    if enter > leave:
        enter, leave = leave, enter
    return max(first, enter), min(last, leave)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _next(position: float, cell: int, run: float) -> float:
    """Fraction of the segment at which it leaves the cell along one axis."""
    if run > 0.0:
        return (cell + 1 - position) / run
    if run < 0.0:
        return (cell - position) / run
    return math.inf


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _trace(u0: float, v0: float, u1: float, v1: float, level0: float, level1: float, crest: Floats) -> None:
    du, dv = u1 - u0, v1 - v0
    column, row = math.floor(u0), math.floor(v0)
    last_column, last_row = math.floor(u1), math.floor(v1)
    right, down = (1 if du > 0 else -1), (1 if dv > 0 else -1)
    across, along = abs(last_column - column), abs(last_row - row)
    at = 0.0
    while True:
        leave_u = _next(u0, column, du) if across > 0 else math.inf
        leave_v = _next(v0, row, dv) if along > 0 else math.inf
        leave = min(leave_u, leave_v, 1.0)
        low = min(level0 + at * (level1 - level0), level0 + leave * (level1 - level0))
        _put(crest, row, column, low)
        if across == 0 and along == 0:
            return
        if across > 0 and along > 0 and abs(leave_u - leave_v) <= _CORNER:
            _put(crest, row, column + right, low)
            _put(crest, row + down, column, low)
            row, along = row + down, along - 1
            column, across = column + right, across - 1
        elif leave_u < leave_v:
            column, across = column + right, across - 1
        else:
            row, along = row + down, along - 1
        at = max(at, leave)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _raise_along(segments: Doubles, crest: Floats) -> None:
    for index in range(segments.shape[0]):
        u0, v0, u1, v1 = segments[index, 0], segments[index, 1], segments[index, 2], segments[index, 3]
        level0, level1 = segments[index, 4], segments[index, 5]
        du, dv, slope = u1 - u0, v1 - v0, level1 - level0
        first, last = _inside(-_OUTSIDE, crest.shape[1] + _OUTSIDE, u0, du, 0.0, 1.0)
        first, last = _inside(-_OUTSIDE, crest.shape[0] + _OUTSIDE, v0, dv, first, last)
        if first > last:
            continue
        if last < 1.0:
            u1, v1, level1 = u0 + last * du, v0 + last * dv, level0 + last * slope
        if first > 0.0:
            u0, v0, level0 = u0 + first * du, v0 + first * dv, level0 + first * slope
        _trace(u0, v0, u1, v1, level0, level1, crest)


def raise_along(
    segments: npt.NDArray[np.float64], crest: npt.NDArray[np.float32], batch: int = 20_000
) -> None:
    """Raise the cells that segments touch to the crest of the segment there.

    Parameters
    ----------
    segments
        Shape (n, 6): column and row of both ends in cells from the outer corner of the grid (cell (r, c)
        covers ``c <= u < c + 1`` and ``r <= v < r + 1``), then the crest at both ends [m NAP]. Straight in
        between; the lowest crest of the stretch in a cell counts for that cell.
    crest
        Crest raster [m NAP], float32, shape (ny, nx), NaN where none yet; the highest of all segments stays.
    batch
        Segments for each call of the compiled loop.
    """
    for start in range(0, segments.shape[0], batch):
        _raise_along(segments[start : start + batch], crest)
