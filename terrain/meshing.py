"""The ground as meshes at several levels of detail."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

__all__ = [
    "LodTile",
    "lattice_strip",
    "lattice_triangles",
    "quadtree",
    "skirt",
    "surface_normals",
    "vertical_error",
]

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


def quadtree(shape: tuple[int, int], size: int = 64, finest: int = 0) -> LodTile:
    """Cover the cell centres of a grid with a tree of tiles.

    Parameters
    ----------
    shape
        Rows and columns of the grid, both at least 2.
    size
        Steps along the side of a tile.
    finest
        The finest level of detail that is made; 0 takes every cell.

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
    return _tile(shape, size, (max(top, finest), finest), 0, 0)


def _tile(shape: tuple[int, int], size: int, levels: tuple[int, int], row: int, column: int) -> LodTile:
    level, finest = levels
    rows = _samples(shape[0], size, level, row)
    columns = _samples(shape[1], size, level, column)
    tile = LodTile(level, row, column, rows, columns)
    if level > finest:
        step = size << (level - 1)
        tile.children = [
            _tile(shape, size, (level - 1, finest), r, c)
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


def lattice_strip(known: npt.NDArray[np.bool_]) -> Integers:
    """Draw the triangles of `lattice_triangles` as one strip, from about a third of the indices.

    Every run of squares whose corners are all known is a piece of the strip, and so is the half of a square
    that lacks one corner. Pieces begin and end with a point twice: the triangles between have no area.

    Parameters
    ----------
    known
        Shape (ny, nx), row 0 in the north.

    Returns
    -------
    ndarray
        Shape (k,), row-major numbers of the points, facing up; empty when there is no triangle.
    """
    number = np.arange(known.size).reshape(known.shape)
    a, b, c, d = number[:-1, :-1], number[:-1, 1:], number[1:, :-1], number[1:, 1:]
    at_a, at_b, at_c, at_d = known[:-1, :-1], known[:-1, 1:], known[1:, :-1], known[1:, 1:]
    whole = np.pad(at_a & at_b & at_c & at_d, ((0, 0), (1, 1)))
    before, after = whole[:, :-1], whole[:, 1:]
    pairs = np.stack([number[:-1], number[:-1], number[1:], number[1:]], -1)
    kept = np.stack([after & ~before, before | after, before | after, before & ~after], -1)
    upper, lower = at_a & at_b & at_c & ~at_d, at_b & at_c & at_d & ~at_a
    halves = np.concatenate(
        [np.stack([a, a, c, b, b, b], -1)[upper], np.stack([b, b, c, d, d, d], -1)[lower]]
    )
    strip: Integers = np.concatenate([pairs[kept], halves.ravel()])[1:-1]
    return strip


def vertical_error(level: npt.NDArray[np.floating], rows: Integers, columns: Integers) -> float:
    """Measure how far the ground lies at most from the triangles of a tile.

    Parameters
    ----------
    level
        Ground level of the whole grid [m], shape (ny, nx); unknown cells do not count.
    rows, columns
        Rows and columns of the grid that carry the vertices of the tile.

    Returns
    -------
    float
        Largest vertical distance at a cell centre [m]; 0 when the tile leaves no cell out or draws nothing.
    """
    if rows[-1] - rows[0] == len(rows) - 1 and columns[-1] - columns[0] == len(columns) - 1:
        return 0.0
    exact = np.asarray(level[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], np.float32)
    corners = np.asarray(level[np.ix_(rows, columns)], np.float32)
    r, v = _between(rows)
    c, u = _between(columns)
    along, across = corners[:, c] * (1 - u) + corners[:, c + 1] * u, v[:, None]
    # On a square cut from south-west to north-east the plane differs from the bilinear patch by the twist.
    twist = (np.diff(np.diff(corners, axis=0), axis=1))[np.ix_(r, c)]
    drawn = along[r] * (1 - across) + along[r + 1] * across
    drawn -= twist * np.where(u + across <= 1, u * across, (1 - u) * (1 - across))
    error = np.abs(drawn - exact)
    return float(np.nanmax(error, initial=0.0)) if np.isfinite(error).any() else 0.0


def _between(samples: Integers) -> tuple[Integers, npt.NDArray[np.float32]]:
    """For every index from the first to the last sample: the sample before it, and the share beyond that."""
    index = np.arange(samples[0], samples[-1] + 1)
    before = np.clip(np.searchsorted(samples, index, side="right") - 1, 0, len(samples) - 2)
    share = (index - samples[before]) / (samples[before + 1] - samples[before])
    return before, share.astype(np.float32)


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
