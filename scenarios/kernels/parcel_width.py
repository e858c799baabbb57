"""How wide the land is between ditches: the nearest ditch of every cell, and the way across to the next.

Places are metres on the grid: x to the east and y to the south of the centre of the north-west cell. Every
cell holds the way from its centre to its nearest point of a ditch.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy.typing as npt

__all__ = ["mark_points", "spread_points", "widths"]

_NEAR = 0.5  # of a cell: a ray that passes a ditch so near has reached it

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def mark_points(x: Array, y: Array, half: Array, dx: float, dy: float, way: Array) -> None:
    """Write into each cell the way to the point in it that lies nearest to its centre.

    Parameters
    ----------
    x, y, half
        Places of points on ditches, and half the width of the ditch there (n,) [m]; those off the grid are
        passed over.
    dx, dy
        Size of a cell [m].
    way
        (3, ny, nx) float32: way to the point, east and south, and its half width [m]; inf where none is.
    """
    for number in range(x.size):
        row, column = math.floor(y[number] / dy + 0.5), math.floor(x[number] / dx + 0.5)
        if not (0 <= row < way.shape[1] and 0 <= column < way.shape[2]):
            continue
        to_x, to_y = x[number] - column * dx, y[number] - row * dy
        if to_x * to_x + to_y * to_y < way[0, row, column] ** 2 + way[1, row, column] ** 2:
            way[0, row, column], way[1, row, column], way[2, row, column] = to_x, to_y, half[number]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def spread_points(dx: float, dy: float, way: Array) -> None:
    """Give every cell the way to its nearest point, from the cells that `mark_points` filled.

    Parameters
    ----------
    dx, dy, way
        As in `mark_points`; without any point all stays inf.

    Notes
    -----
    Two passes over the grid that look at 8 neighbours (Danielsson 1980).
    """
    ny, nx = way.shape[1], way.shape[2]
    for row in range(ny):
        for column in range(nx):
            if row > 0:
                if column > 0:
                    _take(dx, dy, way, row, column, -1, -1)
                _take(dx, dy, way, row, column, -1, 0)
                if column < nx - 1:
                    _take(dx, dy, way, row, column, -1, 1)
            if column > 0:
                _take(dx, dy, way, row, column, 0, -1)
        for column in range(nx - 2, -1, -1):
            _take(dx, dy, way, row, column, 0, 1)
    for row in range(ny - 1, -1, -1):
        for column in range(nx - 1, -1, -1):
            if row < ny - 1:
                if column > 0:
                    _take(dx, dy, way, row, column, 1, -1)
                _take(dx, dy, way, row, column, 1, 0)
                if column < nx - 1:
                    _take(dx, dy, way, row, column, 1, 1)
            if column < nx - 1:
                _take(dx, dy, way, row, column, 0, 1)
        for column in range(1, nx):
            _take(dx, dy, way, row, column, 0, -1)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def widths(
    dx: float, dy: float, way: Array, wanted: Array, reach: float, out: Array, first: int, last: int
) -> None:
    """Width of the land between ditches, bank to bank, for the rows ``first`` up to ``last``.

    Parameters
    ----------
    dx, dy, way
        As `spread_points` leaves it.
    wanted
        Cells to look at, (ny, nx).
    reach
        Largest width to look for [m].
    out
        (ny, nx) float32: the shorter of the way straight away from the nearest ditch and the way along it,
        so that the end of a strip is as wide as its middle; inf where there is more than ``reach``, NaN
        where not wanted or without any ditch. The edge of the grid counts as a bank.
    """
    for row in range(first, last):
        for column in range(out.shape[1]):
            out[row, column] = math.nan
            if wanted[row, column] and way[0, row, column] < math.inf:
                out[row, column] = _width(dx, dy, way, row, column, reach)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _take(dx: float, dy: float, way: Array, row: int, column: int, down: int, right: int) -> None:
    """Take the point of a neighbour if it is nearer than the own one."""
    to_x = way[0, row + down, column + right] + right * dx
    to_y = way[1, row + down, column + right] + down * dy
    own_x, own_y = way[0, row, column], way[1, row, column]
    if to_x * to_x + to_y * to_y < own_x * own_x + own_y * own_y:
        way[0, row, column] = to_x
        way[1, row, column] = to_y
        way[2, row, column] = way[2, row + down, column + right]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _width(dx: float, dy: float, way: Array, row: int, column: int, reach: float) -> float:
    """Width of the land around a cell; a cell on a ditch looks from its neighbour farthest from one."""
    near = _NEAR * min(dx, dy)
    away = math.hypot(way[0, row, column], way[1, row, column])
    if away < near:
        at_row, at_column = row, column
        for r in range(max(at_row - 1, 0), min(at_row + 2, way.shape[1])):
            for c in range(max(at_column - 1, 0), min(at_column + 2, way.shape[2])):
                other = math.hypot(way[0, r, c], way[1, r, c])
                if other > away:
                    away, row, column = other, r, c
    if away == 0.0:
        return math.inf
    to_x, to_y = -way[0, row, column] / away, -way[1, row, column] / away
    here_x, here_y = column * dx, row * dy
    width = away - way[2, row, column] + _ray(dx, dy, way, here_x, here_y, to_x, to_y, reach)
    along = _ray(dx, dy, way, here_x, here_y, -to_y, to_x, min(width, reach))
    if along < width:
        along += _ray(dx, dy, way, here_x, here_y, to_y, -to_x, min(width, reach))
    width = max(min(width, along), near)
    return width if width <= reach else math.inf


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _ray(
    dx: float, dy: float, way: Array, here_x: float, here_y: float, to_x: float, to_y: float, reach: float
) -> float:
    """Way from a place in a direction to the bank of the first ditch, or to the edge; inf beyond the reach."""
    near = _NEAR * min(dx, dy)
    gone = 0.0
    while gone <= reach:
        x_now, y_now = here_x + gone * to_x, here_y + gone * to_y
        row, column = math.floor(y_now / dy + 0.5), math.floor(x_now / dx + 0.5)
        if not (0 <= row < way.shape[1] and 0 <= column < way.shape[2]):
            return gone
        at_x, at_y = column * dx + way[0, row, column], row * dy + way[1, row, column]
        ahead = (at_x - here_x) * to_x + (at_y - here_y) * to_y
        aside = (at_x - here_x) * to_y - (at_y - here_y) * to_x
        if ahead > 0.0 and abs(aside) < near:
            return max(ahead - way[2, row, column], 0.0)
        # no ditch lies nearer than this one: the ray can go so far without passing any
        gap = math.sqrt((at_x - x_now) ** 2 + (at_y - y_now) ** 2)
        gone += max(gap - near, 0.5 * near)
    return math.inf
