"""Columns of voxels as runs of equal unit and lithoclass: a small table in place of a volume."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from terrain.kernels.column_runs import count_runs, fill_runs
from terrain.subsurface.stack import MISSING, Stack
from twin.errors import invalid
from twin.grid import GridSpec

__all__ = ["Runs", "runs_of"]

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of all columns, one column after the other, each from the bottom up.

    Parameters
    ----------
    grid
        The columns, row by row.
    edges
        Levels between the blocks, ascending [m NAP], shape (n + 1,).
    first
        Number of the first run of each column, and the number of runs, shape (ny * nx + 1,).
    start, stop
        Blocks that a run spans: from `start` up to, not including, `stop`, shape (runs,).
    unit, lithology
        Number of the unit in the stack, and lithoclass, shape (runs,).
    """

    grid: GridSpec
    edges: npt.NDArray[np.float64]
    first: npt.NDArray[np.int32]
    start: npt.NDArray[np.int16]
    stop: npt.NDArray[np.int16]
    unit: npt.NDArray[np.int16]
    lithology: npt.NDArray[np.int8]

    @property
    def nbytes(self) -> int:
        """Bytes that the table takes."""
        return sum(a.nbytes for a in (self.first, self.start, self.stop, self.unit, self.lithology))

    def column(self, row: int, column: int) -> slice:
        """Runs of one column."""
        at = row * self.grid.nx + column
        return slice(int(self.first[at]), int(self.first[at + 1]))

    def volume(self) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int8]]:
        """Give unit and lithoclass of every block back, (n, ny, nx); -1 and -127 where there is none."""
        blocks, columns = len(self.edges) - 1, self.grid.ny * self.grid.nx
        unit = np.full((columns, blocks), -1, np.int16)
        lithology = np.full((columns, blocks), MISSING, np.int8)
        long = (self.stop - self.start).astype(np.int64)
        owner = np.repeat(np.arange(columns), np.diff(self.first))
        # Every block of every run, in order: its column, and how far up it lies.
        step = np.arange(long.sum()) - np.repeat(np.cumsum(long) - long, long)
        where = np.repeat(owner, long), np.repeat(self.start.astype(np.int64), long) + step
        unit[where], lithology[where] = np.repeat(self.unit, long), np.repeat(self.lithology, long)
        shape = (blocks, *self.grid.shape)
        return unit.T.reshape(shape), lithology.T.reshape(shape)


def runs_of(stack: Stack) -> Runs:
    """Pack voxels into runs; `Runs.volume` gives the same voxels back.

    Raises
    ------
    InvalidInputError
        When the blocks of a stack differ in level from column to column, as layers do: they are runs already.
    """
    if stack.top.shape[1:] != (1, 1):
        raise invalid("stack", stack.part, "has levels of its own in every column", "Give voxels.")
    order = np.argsort(stack.base[:, 0, 0])
    edges = np.append(stack.base[order, 0, 0], stack.top[order[-1], 0, 0])
    columns = stack.grid.ny * stack.grid.nx
    unit, lithology = (
        np.ascontiguousarray(np.broadcast_to(codes, stack.shape)[order].reshape(-1, columns))
        for codes in (stack.unit, stack.lithology)
    )
    counts = np.zeros(columns, np.int64)
    count_runs(unit, lithology, counts)
    first: Integers = np.concatenate([[0], np.cumsum(counts)])
    start, stop, codes = (np.empty(first[-1], np.int16) for _ in range(3))
    classes = np.empty(first[-1], np.int8)
    fill_runs(unit, lithology, first, start, stop, codes, classes)
    return Runs(stack.grid, edges, first.astype(np.int32), start, stop, codes, classes)
