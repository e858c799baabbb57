"""Run lengths of columns of blocks: how many there are, and where each begins."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["count_runs", "fill_runs"]

Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int16]
Classes = npt.NDArray[np.int8]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def count_runs(unit: Codes, lithology: Classes, counts: Integers) -> None:
    """Count the runs of equal unit and lithoclass in every column; blocks with unit -1 end a run.

    Parameters
    ----------
    unit, lithology
        Codes, shape (n, columns), from the bottom up.
    counts
        Runs of each column, shape (columns,); filled.
    """
    blocks, columns = unit.shape
    for column in range(columns):
        found = 0
        for block in range(blocks):
            if unit[block, column] < 0:
                continue
            if (
                block == 0
                or unit[block, column] != unit[block - 1, column]
                or lithology[block, column] != lithology[block - 1, column]
            ):
                found += 1
        counts[column] = found


@numba.njit(cache=True, nogil=True, error_model="numpy")
def fill_runs(
    unit: Codes,
    lithology: Classes,
    first: Integers,
    start: Codes,
    stop: Codes,
    codes: Codes,
    classes: Classes,
) -> None:
    """Write down the runs that `count_runs` counted.

    Parameters
    ----------
    unit, lithology
        As there.
    first
        Number of the first run of each column, shape (columns,).
    start, stop
        Block at which a run begins, and the one after its last, shape (runs,); filled.
    codes, classes
        Unit and lithoclass of each run, shape (runs,); filled.
    """
    blocks, columns = unit.shape
    for column in range(columns):
        run = first[column] - 1
        for block in range(blocks):
            if unit[block, column] < 0:
                continue
            if (
                block == 0
                or unit[block, column] != unit[block - 1, column]
                or lithology[block, column] != lithology[block - 1, column]
            ):
                run += 1
                start[run] = block
                codes[run] = unit[block, column]
                classes[run] = lithology[block, column]
            stop[run] = block + 1
