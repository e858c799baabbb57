"""Steady flow in one aquifer under a leaky layer: multigrid as the preconditioner of conjugate gradients.

Every array has a ring of one cell around it that stays 0. ``east`` and ``south`` are the conductances
[m2/s] from each cell to the next one in its row and below it; ``diagonal`` is the sum of the four around a
cell and of what leaks through the layer above it; cells that take no part have 0. One thread walks the cells
in a fixed order: the answer is the same bytes on any number of cores.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy.typing as npt

__all__ = [
    "add_coarse",
    "apply",
    "coarse_conductance",
    "descend",
    "diagonals",
    "product",
    "residual_to_coarse",
    "smooth",
    "turn",
]

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def diagonals(east: Array, south: Array, leak: Array, diagonal: Array) -> None:
    """Fill ``diagonal`` with the four conductances around each cell and its leakage."""
    rows, columns = leak.shape
    for r in range(1, rows - 1):
        for c in range(1, columns - 1):
            diagonal[r, c] = east[r, c] + east[r, c - 1] + south[r, c] + south[r - 1, c] + leak[r, c]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def coarse_conductance(
    east: Array, south: Array, leak: Array, wide_east: Array, wide_south: Array, wide_leak: Array
) -> None:
    """Conductances of blocks of two by two cells: half the sum of the faces between two blocks.

    Two faces side by side, over twice the distance: half the sum is what the equation itself gives on the
    coarse grid, where the plain sum would be twice too stiff.
    """
    rows, columns = leak.shape
    wide_east[:], wide_south[:], wide_leak[:] = 0.0, 0.0, 0.0
    for r in range(1, rows - 1):
        for c in range(1, columns - 1):
            y, x = (r + 1) // 2, (c + 1) // 2
            wide_leak[y, x] += leak[r, c]
            if c % 2 == 0:
                wide_east[y, x] += 0.5 * east[r, c]
            if r % 2 == 0:
                wide_south[y, x] += 0.5 * south[r, c]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def smooth(x: Array, b: Array, east: Array, south: Array, diagonal: Array, colour: int) -> None:
    """Set every other cell, as on a chess board, to what its neighbours make of it (Gauss-Seidel)."""
    rows, columns = x.shape
    for r in range(1, rows - 1):
        for c in range(1 + (r + 1 + colour) % 2, columns - 1, 2):
            d = diagonal[r, c]
            if d > 0.0:
                x[r, c] = (
                    b[r, c]
                    + east[r, c] * x[r, c + 1]
                    + east[r, c - 1] * x[r, c - 1]
                    + south[r, c] * x[r + 1, c]
                    + south[r - 1, c] * x[r - 1, c]
                ) / d


@numba.njit(cache=True, error_model="numpy", nogil=True)
def residual_to_coarse(x: Array, b: Array, east: Array, south: Array, diagonal: Array, wide: Array) -> None:
    """Fill ``wide`` with what is left of the equation, summed over blocks of two by two cells."""
    rows, columns = x.shape
    wide[:] = 0.0
    for r in range(1, rows - 1):
        y = (r + 1) // 2
        for c in range(1, columns - 1):
            wide[y, (c + 1) // 2] += (
                b[r, c]
                - diagonal[r, c] * x[r, c]
                + east[r, c] * x[r, c + 1]
                + east[r, c - 1] * x[r, c - 1]
                + south[r, c] * x[r + 1, c]
                + south[r - 1, c] * x[r - 1, c]
            )


@numba.njit(cache=True, error_model="numpy", nogil=True)
def add_coarse(x: Array, wide: Array, diagonal: Array) -> None:
    """Add the correction of each block to its cells that take part."""
    rows, columns = x.shape
    for r in range(1, rows - 1):
        y = (r + 1) // 2
        for c in range(1, columns - 1):
            if diagonal[r, c] > 0.0:
                x[r, c] += wide[y, (c + 1) // 2]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def apply(p: Array, east: Array, south: Array, diagonal: Array, out: Array) -> float:
    """Fill ``out`` with the outflow of each cell at the heads ``p``; returns the sum of ``p out``."""
    rows, columns = p.shape
    total = 0.0
    for r in range(1, rows - 1):
        row = 0.0
        for c in range(1, columns - 1):
            value = (
                diagonal[r, c] * p[r, c]
                - east[r, c] * p[r, c + 1]
                - east[r, c - 1] * p[r, c - 1]
                - south[r, c] * p[r + 1, c]
                - south[r - 1, c] * p[r - 1, c]
            )
            out[r, c] = value
            row += value * p[r, c]
        total += row
    return total


@numba.njit(cache=True, error_model="numpy", nogil=True)
def descend(x: Array, r: Array, p: Array, q: Array, length: float) -> float:
    """Go ``length`` along ``p``: heads ``x`` and rest ``r`` change; returns the sum of squares of ``r``."""
    rows, columns = x.shape
    total = 0.0
    for i in range(1, rows - 1):
        row = 0.0
        for j in range(1, columns - 1):
            x[i, j] += length * p[i, j]
            left = r[i, j] - length * q[i, j]
            r[i, j] = left
            row += left * left
        total += row
    return total


@numba.njit(cache=True, error_model="numpy", nogil=True)
def product(a: Array, b: Array) -> float:
    """Sum of ``a b``, row by row."""
    total = 0.0
    for i in range(a.shape[0]):
        row = 0.0
        for j in range(a.shape[1]):
            row += a[i, j] * b[i, j]
        total += row
    return total


@numba.njit(cache=True, error_model="numpy", nogil=True)
def turn(p: Array, z: Array, share: float) -> None:
    """Next direction: ``z`` and a share of the direction ``p`` before."""
    for i in range(p.shape[0]):
        for j in range(p.shape[1]):
            p[i, j] = z[i, j] + share * p[i, j]
