"""Pools of ground: parts of a coarse cell that water fills together, told apart by the ridges between them.

Faces between fine cells are taken from low to high (Kruskal 1956). Where two pools meet that are both deep,
the ridge stays between them; else the shallower one joins. So the level at which each fine cell first
connects with the deepest point of its pool (a minimax level, walls on faces included) comes out of the same
pass.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["absorb_small_pools", "block_pools", "chain_cells"]

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def block_pools(
    bed: Array,
    wall_x: Array,
    wall_y: Array,
    size: int,
    first_row: int,
    last_row: int,
    ridge: float,
    pool: Array,
    connect: Array,
) -> None:
    """Divide coarse cells into pools.

    Parameters
    ----------
    bed
        Fine bed [m NAP], float32, shape (ny, nx), NaN where there is no cell.
    wall_x, wall_y
        Crest on the east and south face of each fine cell [m NAP], float32; -inf where none, +inf where
        closed.
    size
        Fine cells along the side of a coarse cell.
    first_row, last_row
        Coarse rows to do, from and up to (not with).
    ridge
        Depth [m] that the shallower of two pools has below the ridge between them for them to stay apart.
    pool
        Out: flat index of the deepest cell of the pool, int32; -1 where there is no cell.
    connect
        Out: level [m NAP] at which the cell connects with the deepest point of its pool, float32.
    """
    ny, nx = bed.shape
    most = size * size
    level, one, other = (
        np.empty(2 * most, np.float32),
        np.empty(2 * most, np.int32),
        np.empty(2 * most, np.int32),
    )
    owner, after, tail = np.empty(most, np.int32), np.empty(most, np.int32), np.empty(most, np.int32)
    for block_row in range(first_row, last_row):
        top, bottom = block_row * size, min((block_row + 1) * size, ny)
        for left in range(0, nx, size):
            right = min(left + size, nx)
            width = right - left
            faces = 0
            for row in range(top, bottom):
                for col in range(left, right):
                    cell = (row - top) * width + col - left
                    owner[cell], after[cell], tail[cell] = cell, -1, cell
                    here = bed[row, col]
                    connect[row, col] = here
                    if not np.isfinite(here):
                        continue
                    if col + 1 < right and np.isfinite(bed[row, col + 1]) and wall_x[row, col] < np.inf:
                        level[faces] = max(here, bed[row, col + 1], wall_x[row, col])
                        one[faces], other[faces] = cell, cell + 1
                        faces += 1
                    if row + 1 < bottom and np.isfinite(bed[row + 1, col]) and wall_y[row, col] < np.inf:
                        level[faces] = max(here, bed[row + 1, col], wall_y[row, col])
                        one[faces], other[faces] = cell, cell + width
                        faces += 1
            for face in np.argsort(level[:faces], kind="mergesort"):
                host, guest, height = owner[one[face]], owner[other[face]], level[face]
                if host == guest:
                    continue
                low_host = bed[top + host // width, left + host % width]
                low_guest = bed[top + guest // width, left + guest % width]
                if low_guest < low_host or (low_guest == low_host and guest < host):
                    host, guest, low_guest = guest, host, low_host
                if height - low_guest >= ridge:
                    continue
                cell = guest
                while cell >= 0:
                    owner[cell] = host
                    connect[top + cell // width, left + cell % width] = height
                    cell = after[cell]
                after[tail[host]] = guest
                tail[host] = tail[guest]
            for row in range(top, bottom):
                for col in range(left, right):
                    deepest = owner[(row - top) * width + col - left]
                    there = (top + deepest // width) * nx + left + deepest % width
                    pool[row, col] = there if np.isfinite(bed[row, col]) else -1


@numba.njit(cache=True, error_model="numpy", nogil=True)
def chain_cells(pool: Array, after: Array, tail: Array, members: Array) -> None:
    """Chain the cells of each pool, from its deepest cell on.

    Parameters
    ----------
    pool
        Flat index of the deepest cell of the pool of each cell, int32, shape (cells,), -1 where no cell.
    after
        Out: next cell of the same pool, int32; -1 at the end.
    tail
        Out: last cell of the pool, int32, kept at its deepest cell.
    members
        Out: number of cells of the pool, int32, kept at its deepest cell.
    """
    for cell in range(pool.size):
        after[cell] = -1
        tail[cell] = cell
        members[cell] = 0
    for cell in range(pool.size):
        deepest = pool[cell]
        if deepest >= 0:
            members[deepest] += 1
        if deepest >= 0 and deepest != cell:
            after[tail[deepest]] = cell
            tail[deepest] = cell


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _holds(bed: Array, connect: Array, after: Array, deepest: int, level: float, enough: float) -> float:
    """Water that a pool holds below a level, in metres on one cell; stops counting at `enough`."""
    held, cell = 0.0, deepest
    while cell >= 0 and held < enough:
        if connect[cell] < level:
            held += level - bed[cell]
        cell = after[cell]
    return held


@numba.njit(cache=True, error_model="numpy", nogil=True)
def absorb_small_pools(
    one: Array,
    other: Array,
    level: Array,
    bed: Array,
    enough: float,
    small: int,
    pool: Array,
    connect: Array,
    after: Array,
    tail: Array,
    members: Array,
) -> None:
    """Let each small pool that holds next to nothing join the neighbour that it spills into first.

    Parameters
    ----------
    one, other
        Deepest cells of neighbouring pools, int32, shape (pairs,).
    level
        Lowest level at which the two connect [m NAP], float32, ascending.
    bed
        Fine bed [m NAP], float32, shape (cells,).
    enough
        Water that makes a pool count [m on one fine cell].
    small
        Cells that make a pool count.
    pool, connect, after, tail, members
        As `block_pools` and `chain_cells` leave them, shape (cells,); changed in place.
    """
    for pair in range(level.size):
        host, guest, height = pool[one[pair]], pool[other[pair]], level[pair]
        if host == guest:
            continue
        if members[host] < members[guest] or (members[host] == members[guest] and guest < host):
            host, guest = guest, host
        if members[guest] >= small or _holds(bed, connect, after, guest, height, enough) >= enough:
            continue
        cell = guest
        while cell >= 0:
            pool[cell] = host
            connect[cell] = max(connect[cell], height)
            cell = after[cell]
        after[tail[host]] = guest
        tail[host] = tail[guest]
        members[host] += members[guest]
