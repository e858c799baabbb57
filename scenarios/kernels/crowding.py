"""Which functions use each cell of a stack of slices of the ground."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.conflict_layout import BASE, TOP, Bodies

__all__ = ["mark_functions"]

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def mark_functions(
    bodies: Bodies, radius: Array, tops: Array, bases: Array,
    x0: float, y0: float, dx: float, dy: float, marks: Array,
) -> None:  # fmt: skip
    """Set the bit of its function in every cell that a body lies in.

    Parameters
    ----------
    bodies
        Bodies; those with a negative radius are left out.
    radius
        Radius of each in the year that is asked [m] (n,).
    tops, bases
        Levels of each slice [m NAP] (k,).
    x0, y0, dx, dy
        Centre of the north-west cell and size of a cell [m].
    marks
        (k, ny, nx) uint32: bit f where function f is there; written.

    Notes
    -----
    A polygon or circle takes the cells whose centre it covers; what is thinner than a cell takes those whose
    centre lies within half a cell of it.
    """
    half = 0.5 * max(dx, dy)
    touched = np.zeros(marks.shape[0], np.bool_)
    for k in range(bodies.first.shape[0] - 1):
        if radius[k] < 0.0:
            continue
        for level in range(marks.shape[0]):
            touched[level] = bodies.values[k, BASE] < tops[level] and bodies.values[k, TOP] > bases[level]
        if not touched.any():
            continue
        segments = bodies.segments[bodies.first[k] : bodies.first[k + 1]]
        bit = 1 << bodies.function[k]
        if bodies.areal[k]:
            _fill(segments, bodies.boxes[k], x0, y0, dx, dy, touched, bit, marks)
        reach = radius[k] if bodies.areal[k] else max(radius[k], half)
        if reach > 0.0:
            _stroke(segments, reach, x0, y0, dx, dy, touched, bit, marks)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _fill(
    segments: Array, box: Array, x0: float, y0: float, dx: float, dy: float,
    touched: Array, bit: int, marks: Array,
) -> None:  # fmt: skip
    """Mark the cells whose centre lies inside rings: between each two crossings of a row."""
    crossings = np.empty(segments.shape[0])
    first = max(math.ceil((y0 - box[3]) / dy - 1e-9), 0)
    last = min(math.floor((y0 - box[1]) / dy + 1e-9), marks.shape[1] - 1)
    for row in range(first, last + 1):
        y = y0 - row * dy
        count = 0
        for i in range(segments.shape[0]):
            ay, by = segments[i, 1], segments[i, 4]
            if (ay > y) != (by > y):
                crossings[count] = segments[i, 0] + (y - ay) / (by - ay) * (segments[i, 3] - segments[i, 0])
                count += 1
        crossings[:count].sort()
        for i in range(0, count - 1, 2):
            begin = max(math.ceil((crossings[i] - x0) / dx), 0)
            stop = min(math.ceil((crossings[i + 1] - x0) / dx), marks.shape[2])
            for column in range(begin, stop):
                for level in range(marks.shape[0]):
                    if touched[level]:
                        marks[level, row, column] |= bit


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _stroke(
    segments: Array, reach: float, x0: float, y0: float, dx: float, dy: float,
    touched: Array, bit: int, marks: Array,
) -> None:  # fmt: skip
    """Mark the cells whose centre lies within a distance of segments."""
    for i in range(segments.shape[0]):
        ax, ay, bx, by = segments[i, 0], segments[i, 1], segments[i, 3], segments[i, 4]
        ux, uy = bx - ax, by - ay
        square = ux * ux + uy * uy
        first = max(math.floor((y0 - max(ay, by) - reach) / dy), 0)
        last = min(math.ceil((y0 - min(ay, by) + reach) / dy), marks.shape[1] - 1)
        for row in range(first, last + 1):
            y = y0 - row * dy
            # Of a segment that runs on in height, only the part near this row can reach its cells.
            low, high = 0.0, 1.0
            if abs(uy) > 0.0:
                one, two = (y - reach - ay) / uy, (y + reach - ay) / uy
                low, high = max(min(one, two), 0.0), min(max(one, two), 1.0)
            left, right = ax + low * ux, ax + high * ux
            begin = max(math.floor((min(left, right) - reach - x0) / dx), 0)
            stop = min(math.ceil((max(left, right) + reach - x0) / dx), marks.shape[2] - 1)
            for column in range(begin, stop + 1):
                vx, vy = x0 + column * dx - ax, y - ay
                if square > 0.0:
                    along = min(max((vx * ux + vy * uy) / square, 0.0), 1.0)
                    vx, vy = vx - along * ux, vy - along * uy
                if vx * vx + vy * vy <= reach * reach:
                    for level in range(marks.shape[0]):
                        if touched[level]:
                            marks[level, row, column] |= bit
