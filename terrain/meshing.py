"""The ground as meshes at several levels of detail."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

__all__ = ["LodTile", "lattice_triangles", "quadtree", "skirt", "surface_normals"]

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(slots=True)
class LodTile:
    """A square of the ground at one level of detail.

    Parameters
    ----------
    level
        0 is the full resolution; every next level takes every second row and column of the one before.
    row, column
        Place of the tile among those of its level, from the north-west.
    rows, columns
        Rows and columns of the grid that carry its vertices; neighbours of one level share their edge.
    children
        The tiles of the next finer level that cover it.
    """

    level: int
    row: int
    column: int
    rows: Integers
    columns: Integers
    children: list[LodTile] = field(default_factory=list)


def quadtree(shape: tuple[int, int], size: int = 64) -> LodTile:
    """Cover the cell centres of a grid with a tree of tiles.

    Parameters
    ----------
    shape
        Rows and columns of the grid, both at least 2.
    size
        Steps along the side of a tile.

    Returns
    -------
    LodTile
        The coarsest tile, which covers everything.

    Raises
    ------
    ValueError
        If the grid has fewer than two rows or columns.
    """
    if min(shape) < 2:
        raise ValueError(f"a surface needs at least 2 x 2 cells, not {shape[0]} x {shape[1]}")
    steps = max(shape) - 1
    top = max(0, int(np.ceil(np.log2(steps / size)))) if steps > size else 0
    return _tile(shape, size, top, 0, 0)


def _tile(shape: tuple[int, int], size: int, level: int, row: int, column: int) -> LodTile:
    rows = _samples(shape[0], size, level, row)
    columns = _samples(shape[1], size, level, column)
    tile = LodTile(level, row, column, rows, columns)
    if level:
        step = size << (level - 1)
        tile.children = [
            _tile(shape, size, level - 1, r, c)
            for r in (2 * row, 2 * row + 1)
            for c in (2 * column, 2 * column + 1)
            if r * step < shape[0] - 1 and c * step < shape[1] - 1
        ]
    return tile


def _samples(count: int, size: int, level: int, place: int) -> Integers:
    """Take every 2^level-th index of a tile, and the last of the grid if it lies in between."""
    first = place * size << level
    last = min(first + (size << level), count - 1)
    taken = np.arange(first, last + 1, 1 << level, dtype=np.int64)
    return taken if taken[-1] == last else np.append(taken, last)


@cache
def _lattice(ny: int, nx: int) -> Integers:
    """Two triangles per square of a lattice numbered row by row from the north-west, facing up."""
    a = (np.arange(ny - 1)[:, None] * nx + np.arange(nx - 1)).ravel()
    b, c, d = a + 1, a + nx, a + nx + 1
    return np.stack([np.stack([a, c, b], -1), np.stack([b, c, d], -1)], 1).reshape(-1, 3)


def lattice_triangles(known: npt.NDArray[np.bool_]) -> Integers:
    """Triangulate a lattice of points, with holes where points are unknown.

    Parameters
    ----------
    known
        Shape (ny, nx), row 0 in the north.

    Returns
    -------
    ndarray
        Shape (m, 3), row-major numbers of the points, counter-clockwise seen from above.
    """
    triangles = _lattice(*known.shape)
    if known.all():
        return triangles
    kept: Integers = triangles[known.ravel()[triangles].all(axis=1)]
    return kept


def skirt(known: npt.NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """Trace the outer edge of a lattice, for the curtain that hides cracks between levels of detail.

    Parameters
    ----------
    known
        Shape (ny, nx), row 0 in the north.

    Returns
    -------
    tuple
        ``ring``: numbers of the points once round, counter-clockwise seen from above; ``edges``: places in
        the ring where both ends are known, so that a curtain hangs from there to the next.
    """
    ny, nx = known.shape
    number = np.arange(ny * nx).reshape(ny, nx)
    ring = np.concatenate([number[:-1, 0], number[-1, :-1], number[:0:-1, -1], number[0, :0:-1]])
    there = known.ravel()[ring]
    return ring, np.flatnonzero(there & np.roll(there, -1))


def surface_normals(level: npt.NDArray[np.floating], dx: float, dy: float) -> npt.NDArray[np.float32]:
    """Unit normals of a surface at the cell centres.

    Parameters
    ----------
    level
        Shape (ny, nx), row 0 in the north [m]; flat where unknown.
    dx, dy
        Cell size [m].

    Returns
    -------
    ndarray
        Shape (ny, nx, 3): east, north, up.
    """
    south, east = np.gradient(np.asarray(level, np.float32), dy, dx)
    normals = np.stack([-east, south, np.ones_like(east)], -1)
    normals[~np.isfinite(normals).all(axis=-1)] = (0, 0, 1)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    return normals
