"""Rows of faces along an edge of a grid."""

from __future__ import annotations

import numpy as np

from scenarios.flow.domain import Faces


def side(
    shape: tuple[int, int],
    where: str,
    *,
    series: int,
    sill: float = -np.inf,
    weir: bool = False,
    rows: slice = slice(None),
) -> Faces:
    """Boundary faces along the west or east edge: a level series, or -2 for free outflow."""
    row = np.arange(shape[0], dtype=np.int32)[rows]
    n = row.size
    col = np.full(n, -1 if where == "west" else shape[1] - 1, np.int32)
    return Faces(
        row, col, np.zeros(n, np.uint8), np.full(n, sill, np.float32), np.ones(n, np.float32),
        np.full(n, weir), np.full(n, series, np.int16),
    )  # fmt: skip


def crest(row: np.ndarray, col: np.ndarray, axis: int, sill: float, *, weir: bool = True) -> Faces:
    """Faces between cells with a crest on them."""
    n = row.size
    return Faces(
        row.astype(np.int32), col.astype(np.int32), np.full(n, axis, np.uint8), np.full(n, sill, np.float32),
        np.ones(n, np.float32), np.full(n, weir), np.full(n, -1, np.int16),
    )  # fmt: skip
