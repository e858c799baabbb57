"""Which functions use each cell of a stack of slices of the ground."""

from __future__ import annotations

from typing import Any

import numba
import numpy.typing as npt

from scenarios.kernels.conflict_layout import BASE, TOP, Bodies
from scenarios.kernels.plan_distance import inside, to_edge

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
    for k in range(bodies.first.shape[0] - 1):
        if radius[k] < 0.0:
            continue
        reach = radius[k] if bodies.areal[k] else max(radius[k], half)
        box = bodies.boxes[k]
        first_row = max(int((y0 - box[3] - reach) / dy), 0)
        last_row = min(int((y0 - box[1] + reach) / dy) + 1, marks.shape[1] - 1)
        first_column = max(int((box[0] - reach - x0) / dx), 0)
        last_column = min(int((box[2] + reach - x0) / dx) + 1, marks.shape[2] - 1)
        begin, stop = bodies.first[k], bodies.first[k + 1]
        bit = 1 << bodies.function[k]
        for row in range(first_row, last_row + 1):
            for column in range(first_column, last_column + 1):
                x, y = x0 + column * dx, y0 - row * dy
                covered = bodies.areal[k] and inside(bodies.segments, begin, stop, x, y)
                if not covered and reach > 0.0:
                    covered = to_edge(bodies.segments, begin, stop, x, y) <= reach
                if covered:
                    for level in range(marks.shape[0]):
                        if bodies.values[k, BASE] < tops[level] and bodies.values[k, TOP] > bases[level]:
                            marks[level, row, column] |= bit
