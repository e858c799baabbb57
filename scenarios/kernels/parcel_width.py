"""How wide the land is between ditches: the nearest ditch of every cell, and the way across to the next.

Places are metres on the grid: x to the east and y to the south of the centre of the north-west cell. Every
cell holds the way from its centre to its nearest point of a ditch, and which way that ditch runs there.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy.typing as npt

__all__ = ["mark_points", "spread_points", "widths"]

_NEAR = 0.5  # of a cell: a ray that passes so near to water without a direction has reached it
_STRETCH = 1.0  # of a cell: length of ditch on either side of a point that a ray can cross
_SQUARE = 0.7  # sine of the sharpest angle between a ditch and the way to it: sharper is off its end
_ACROSS = 0.2  # sine of the sharpest angle at which a ray crosses a ditch


Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def mark_points(
    places: Array, line: Array, half: Array, x0: float, y0: float, dx: float, dy: float, way: Array
) -> None:
    """Write into each cell the way to the point in it that lies nearest to its centre.

    Parameters
    ----------
    places, line
        Points along lines (n, 2), x to the east and y to the north [m], and the number of the line of each,
        those of a line after each other.
    half
        Half the width of the water of each line [m].
    x0, y0, dx, dy
        Centre of the north-west cell and size of a cell [m].
    way
        (ny, nx, 5) float32: way from the centre of the cell to the point, east and south, direction in which
        the line runs there (a unit), and its half width [m]; inf where none is.
    """
    last = places.shape[0] - 1
    for number in range(last + 1):
        x, y = places[number, 0] - x0, y0 - places[number, 1]
        row, column = math.floor(y / dy + 0.5), math.floor(x / dx + 0.5)
        if not (0 <= row < way.shape[0] and 0 <= column < way.shape[1]):
            continue
        to_x, to_y = x - column * dx, y - row * dy
        if to_x * to_x + to_y * to_y < way[row, column, 0] ** 2 + way[row, column, 1] ** 2:
            start = number if number < last and line[number + 1] == line[number] else max(number - 1, 0)
            end = min(start + 1, last)
            run_x, run_y = places[end, 0] - places[start, 0], places[start, 1] - places[end, 1]
            length = max(math.hypot(run_x, run_y), 1e-9)
            way[row, column, 0], way[row, column, 1] = to_x, to_y
            way[row, column, 2], way[row, column, 3] = run_x / length, run_y / length
            way[row, column, 4] = half[line[number]]


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
    ny, nx = way.shape[0], way.shape[1]
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
            if wanted[row, column] and way[row, column, 0] < math.inf:
                out[row, column] = _width(dx, dy, way, row, column, reach)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _take(dx: float, dy: float, way: Array, row: int, column: int, down: int, right: int) -> None:
    """Take the point of a neighbour if it is nearer than the own one."""
    to_x = way[row + down, column + right, 0] + right * dx
    to_y = way[row + down, column + right, 1] + down * dy
    own_x, own_y = way[row, column, 0], way[row, column, 1]
    if to_x * to_x + to_y * to_y < own_x * own_x + own_y * own_y:
        way[row, column, 0] = to_x
        way[row, column, 1] = to_y
        for part in range(2, 5):
            way[row, column, part] = way[row + down, column + right, part]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _width(dx: float, dy: float, way: Array, row: int, column: int, reach: float) -> float:
    """Width of the land around a cell; a cell on a ditch looks from its neighbour farthest from one."""
    near = _NEAR * min(dx, dy)
    away = math.hypot(way[row, column, 0], way[row, column, 1])
    if away < near:
        at_row, at_column = row, column
        for r in range(max(at_row - 1, 0), min(at_row + 2, way.shape[0])):
            for c in range(max(at_column - 1, 0), min(at_column + 2, way.shape[1])):
                other = math.hypot(way[r, c, 0], way[r, c, 1])
                if other > away:
                    away, row, column = other, r, c
    if away == 0.0:
        return math.inf
    to_x, to_y = -way[row, column, 0] / away, -way[row, column, 1] / away
    square = to_y * way[row, column, 2] - to_x * way[row, column, 3]
    if abs(square) > _SQUARE:  # straight away from the ditch, not from the point that happens to be marked
        side = math.copysign(1.0, square)
        away, to_x, to_y = away * abs(square), -side * way[row, column, 3], side * way[row, column, 2]
    here_x, here_y = column * dx, row * dy
    before = away - way[row, column, 4]
    beyond = _ray(dx, dy, way, here_x, here_y, to_x, to_y, reach)
    width = before + beyond
    if width <= reach:  # look along the strip from its middle, where the nearest ditch is farthest
        here_x, here_y = here_x + 0.5 * (beyond - before) * to_x, here_y + 0.5 * (beyond - before) * to_y
    along = _ray(dx, dy, way, here_x, here_y, -to_y, to_x, min(width, reach))
    if along < width:
        along += _ray(dx, dy, way, here_x, here_y, to_y, -to_x, min(width, reach))
    width = max(min(width, along), near)
    return width if width <= reach else math.inf


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _ray(
    dx: float, dy: float, way: Array, here_x: float, here_y: float, to_x: float, to_y: float, reach: float
) -> float:
    """Way from a place to the first bank in a direction, or to the edge; inf beyond the reach."""
    size = min(dx, dy)
    edge = min(
        _to_edge(here_x, to_x, dx, way.shape[1]),
        _to_edge(here_y, to_y, dy, way.shape[0]),
    )
    gone = 0.0
    while gone < min(reach, edge):
        x_now, y_now = here_x + gone * to_x, here_y + gone * to_y
        row = min(max(math.floor(y_now / dy + 0.5), 0), way.shape[0] - 1)
        column = min(max(math.floor(x_now / dx + 0.5), 0), way.shape[1] - 1)
        at_x, at_y = column * dx + way[row, column, 0], row * dy + way[row, column, 1]
        bank = _crossing(
            at_x - here_x, at_y - here_y, to_x, to_y, way[row, column, 2], way[row, column, 3],
            way[row, column, 4], size,
        )  # fmt: skip
        if bank < math.inf:
            return float(max(bank, 0.0))
        # no ditch lies nearer than this one: the ray can go so far without missing any
        gone += max(math.sqrt((at_x - x_now) ** 2 + (at_y - y_now) ** 2), _NEAR * size)
    return edge if edge <= reach else math.inf


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _crossing(
    at_x: float, at_y: float, to_x: float, to_y: float, run_x: float, run_y: float, half: float, size: float
) -> float:
    """Way along a ray to the bank of the ditch that passes a point; inf where the ray does not cross it."""
    sine = to_x * run_y - to_y * run_x
    if abs(sine) > _ACROSS:
        ahead = (at_x * run_y - at_y * run_x) / sine
        aside = (at_x * to_y - at_y * to_x) / sine
        if ahead > 0.0 and abs(aside) < _STRETCH * size:
            return ahead - half / abs(sine)
        return math.inf
    ahead, aside = at_x * to_x + at_y * to_y, at_x * to_y - at_y * to_x
    return ahead - half if ahead > 0.0 and abs(aside) < _NEAR * size else math.inf


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _to_edge(here: float, to: float, size: float, count: int) -> float:
    """Way along a ray to the edge of the grid, in one of its directions."""
    if to == 0.0:
        return math.inf
    return ((count - 0.5) * size - here if to > 0.0 else -0.5 * size - here) / to
