"""Level fields in whole centimetres: rounding, reading in metres, and what a sea level floods."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.depth import depth_at, level_cm

__all__ = [
    "NEVER",
    "NODATA",
    "depth_at",
    "flooded_by_level",
    "level_cm",
    "level_metres",
    "neighbours",
    "quantise",
    "row_blocks",
]

NODATA = -32768
"""Level in cm of a cell without ground."""
NEVER = 32767
"""Level in cm of a cell that the sea cannot reach."""
HIGHEST = 320.0
"""Largest absolute ground level that is accepted [m NAP]."""

_CALL = 20_000_000  # cells in a call of a streaming loop: well under a tenth of a second

Array = npt.NDArray[Any]
Cells = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]


def quantise(ground_level: npt.ArrayLike) -> Cells:
    """Round ground levels to whole centimetres; NaN becomes `NODATA`.

    Parameters
    ----------
    ground_level
        Ground level [m NAP], shape (ny, nx), -320..320 or NaN.

    Raises
    ------
    ValueError
        If the field is not two-dimensional, or holds infinite values or values beyond 320 m.
    """
    ground = np.asarray(ground_level)
    if ground.ndim != 2 or ground.size == 0:
        raise ValueError(f"ground_level must be a field (ny, nx) with cells, not of shape {ground.shape}")
    if ground.dtype not in (np.float32, np.float64):
        ground = ground.astype(np.float64)
    out = np.empty(ground.shape, np.int16)
    worst = 0.0
    for rows in row_blocks(ground.shape):
        worst = max(worst, _quantise(ground[rows], out[rows]))
    if np.isinf(worst):
        raise ValueError("ground_level holds infinite values; mark missing ground as NaN")
    if worst > HIGHEST:
        raise ValueError(
            f"ground_level holds {worst:g} m, beyond +-{HIGHEST:g} m NAP: is it in centimetres or feet?"
        )
    return out


def level_metres(level: Cells) -> Floats:
    """Level field in m NAP: +inf where `NEVER`, NaN where `NODATA`."""
    out = np.empty(level.shape, np.float32)
    for rows in row_blocks(level.shape):
        _metres(level[rows], out[rows])
    return out


def flooded_by_level(
    level: Cells,
    ground_level: npt.NDArray[np.floating],
    sea_levels: npt.ArrayLike,
    excluded: npt.NDArray[np.bool_] | None = None,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Wet cells and the sum of their depths at each of a series of sea levels, in one pass over the cells.

    Parameters
    ----------
    level
        Level field [cm NAP], shape (ny, nx).
    ground_level
        Unrounded ground [m NAP], float32 or float64, same shape.
    sea_levels
        Sea levels [m NAP], shape (n,), ascending by at least 0.01 m.
    excluded
        Cells that do not count, such as permanent water; same shape.

    Returns
    -------
    tuple
        Number of wet cells (exact) and the sum of their depths [m], both of shape (n,). Times the area of a
        cell they are the flooded area and volume.

    Raises
    ------
    ValueError
        If the shapes differ or the sea levels do not ascend.
    """
    asked = np.asarray(sea_levels, np.float64)
    if asked.ndim != 1 or not np.isfinite(asked).all() or (np.diff(asked) < 0.01 - 1e-9).any():
        raise ValueError("sea_levels must be a series that ascends by at least 0.01 m")
    skip = np.zeros(level.shape, np.bool_) if excluded is None else np.asarray(excluded) != 0
    for name, field in (("ground_level", ground_level), ("excluded", skip)):
        if field.shape != level.shape:
            raise ValueError(f"{name} has shape {field.shape}, level {level.shape}: they must be the same")
    marks = np.array([level_cm(value) for value in asked])
    first = np.searchsorted(marks, np.arange(NODATA, NEVER + 1)).astype(np.int32)
    first[0] = first[-1] = asked.size
    cells, ground, above = (np.zeros(asked.size + 1, kind) for kind in (np.int64, np.float64, np.float64))
    bounds = np.append(asked, np.inf)
    for rows in row_blocks(level.shape):
        _count(level[rows], ground_level[rows], skip[rows], first, bounds, cells, ground, above)
    wet = np.cumsum(cells[:-1])
    return wet, wet * asked - np.cumsum(ground[:-1]) + above[:-1]


def neighbours(width: int, connectivity: int) -> tuple[np.uint64, ...]:
    """Steps to the neighbours of a cell in a field that is so many cells wide, modulo 2^64.

    A tuple, so that the compiler knows their number; unsigned, which spares the test for negative indices.
    The right neighbour is last: floods take the cell they pushed last, and so keep to the row.
    """
    sides = [-width, width, -1, 1]
    corners = [-width - 1, -width + 1, width - 1, width + 1]
    return tuple(np.uint64(step % 2**64) for step in (sides if connectivity == 4 else corners + sides))


def row_blocks(shape: tuple[int, ...], cells: int = _CALL) -> list[slice]:
    """Cut a field into blocks of whole rows of about so many cells, so that no call lasts long."""
    rows = max(1, cells // max(1, shape[1]))
    return [slice(row, row + rows) for row in range(0, shape[0], rows)]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _quantise(ground: Array, out: Cells) -> float:
    worst = 0.0
    for row in range(ground.shape[0]):
        for column in range(ground.shape[1]):
            z = np.float64(ground[row, column])
            if np.isnan(z):
                out[row, column] = NODATA
            else:
                worst = max(worst, abs(z))
                out[row, column] = np.int16(np.rint(100.0 * z)) if abs(z) <= HIGHEST else 0
    return worst


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _metres(level: Cells, out: Floats) -> None:
    for row in range(level.shape[0]):
        for column in range(level.shape[1]):
            cm = level[row, column]
            out[row, column] = np.float32(np.float64(cm) / 100.0)
            if cm == NEVER:
                out[row, column] = np.inf
            elif cm == NODATA:
                out[row, column] = np.nan


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _count(
    level: Cells,
    ground: Array,
    excluded: Array,
    first: Array,
    bounds: Array,
    cells: Array,
    total: Array,
    above: Array,
) -> None:
    """Add each cell to the first sea level that wets it; `above` mends ground that was rounded down."""
    dry = cells.size - 1
    for row in range(level.shape[0]):
        for column in range(level.shape[1]):
            at = first[np.int64(level[row, column]) - NODATA]
            if at == dry or excluded[row, column]:
                continue
            z = np.float64(ground[row, column])
            cells[at] += 1
            total[at] += z
            above[at] += max(z - bounds[at], 0.0)
