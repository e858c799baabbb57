"""A line over a grid: the cells it crosses, and where along it each begins and ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.grid import GridSpec

__all__ = ["Traverse", "traverse"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Traverse:
    """Pieces of a line, each in one cell, in their order; shape (n,).

    Parameters
    ----------
    row, column
        The cell.
    start, end
        Distance along the line at which it is entered and left [m].
    """

    row: Integers
    column: Integers
    start: Floats
    end: Floats


def traverse(grid: GridSpec, corners: Floats) -> Traverse:
    """Cut a line, by its corners (n, 2) in RD [m], at the edges of cells; parts outside are left out."""
    left, bottom, _, _ = grid.bbox
    middles, ends, travelled = [np.empty((0, 2))], [np.empty((0, 2))], 0.0
    for begin, step in zip(corners[:-1], np.diff(corners, axis=0), strict=True):
        length = float(np.hypot(*step))
        cuts = [np.array([0.0, 1.0])]
        for axis, low, size, count in ((0, left, grid.dx, grid.nx), (1, bottom, grid.dy, grid.ny)):
            if step[axis]:
                share = (low + size * np.arange(count + 1) - begin[axis]) / step[axis]
                cuts.append(share[(share > 0.0) & (share < 1.0)])
        shares = np.unique(np.concatenate(cuts))
        middles.append(begin + (0.5 * (shares[:-1] + shares[1:]))[:, None] * step)
        ends.append(travelled + length * np.column_stack([shares[:-1], shares[1:]]))
        travelled += length
    middle, span = np.concatenate(middles), np.concatenate(ends)
    inside = grid.contains(middle[:, 0], middle[:, 1]) & (span[:, 1] > span[:, 0])
    row, column = grid.index(middle[inside, 0], middle[inside, 1])
    return Traverse(row, column, span[inside, 0], span[inside, 1])
