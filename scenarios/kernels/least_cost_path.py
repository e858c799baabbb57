"""Cheapest path through a stack of grids: a search over 26 neighbours, and the cost of straight legs.

The stack holds a cost per metre in every cell of every level; going from one level to the next costs a sum
besides. The search settles cells in the order of their cost so far plus the least that the rest can cost
(Hart, Nilsson and Raphael 1968; without a target it is that of Dijkstra 1959). Cells that are equally cheap
are settled by their number, so that the answer does not hang on the machine.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["FOUND", "NOWHERE", "UNDER_WAY", "Front", "Stack", "advance", "begin", "leg_cost", "shorten"]

Array = npt.NDArray[Any]

UNDER_WAY, FOUND, NOWHERE = range(3)
_UNSEEN, _SETTLED = -1, -2
_CHILDREN = 4  # of a place in the heap: half the depth of two, and they share a cache line
_PER_CELL = 4  # samples of a leg within a cell
_LONG = 4  # cells: a leg longer than this may bend
_GAIN = 1e-5  # part of the cost: less is not worth a round


class Stack(NamedTuple):
    """Costs of a stack of grids.

    Parameters
    ----------
    cost
        Cost per metre (k, ny, nx), float64, above 0; infinite where nothing can pass.
    depth
        Depth of each level [m] (k,), ascending.
    change
        Cost of going from each level to the next, either way (k - 1,), 0 or more.
    dx, dy
        Size of a cell [m].
    """

    cost: Array
    depth: Array
    change: Array
    dx: float
    dy: float


class Front(NamedTuple):
    """How far a search has come.

    Parameters
    ----------
    spent
        Least cost found so far to each cell, flat (n,), float64; infinite where not reached.
    before
        Cell from which each is reached (n,), int32; -1 at the start and where not reached.
    key
        Cost so far and the least of the rest (n,), float64.
    place
        Place of each cell in the heap (n,), int32; -1 not seen, -2 settled.
    heap
        Numbers of cells (n,), int32.
    size
        Cells in the heap, and cells settled (2,), int64.
    """

    spent: Array
    before: Array
    key: Array
    place: Array
    heap: Array
    size: Array


@numba.njit(cache=True, error_model="numpy", nogil=True, inline="always")
def _sooner(front: Front, one: int, other: int) -> bool:
    a, b = front.key[one], front.key[other]
    return a < b or (a == b and one < other)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _rise(front: Front, at: int) -> None:
    heap, place = front.heap, front.place
    cell = heap[at]
    while at > 0:
        above = (at - 1) // _CHILDREN
        if not _sooner(front, cell, heap[above]):
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    heap[at] = cell
    place[cell] = at


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _take(front: Front) -> int:
    """Take the first cell from the heap."""
    heap, place = front.heap, front.place
    first = heap[0]
    front.size[0] -= 1
    size = front.size[0]
    if size > 0:
        cell, at = heap[size], 0
        while True:
            child = at * _CHILDREN + 1
            if child >= size:
                break
            best = child
            for other in range(child + 1, min(child + _CHILDREN, size)):
                if _sooner(front, heap[other], heap[best]):
                    best = other
            if not _sooner(front, heap[best], cell):
                break
            heap[at] = heap[best]
            place[heap[at]] = at
            at = best
        heap[at] = cell
        place[cell] = at
    place[first] = _SETTLED
    return int(first)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _rest(stack: Stack, cell: int, target: int, least: float) -> float:
    """Least that the way from a cell to the target can cost."""
    if target < 0:
        return 0.0
    ny, nx = stack.cost.shape[1], stack.cost.shape[2]
    dz = stack.depth[cell // (ny * nx)] - stack.depth[target // (ny * nx)]
    dy = ((cell // nx) % ny - (target // nx) % ny) * stack.dy
    dx = (cell % nx - target % nx) * stack.dx
    # A hair less, so that rounding never makes it more than the way costs.
    return float(least * (1.0 - 1e-12) * math.sqrt(dx * dx + dy * dy + dz * dz))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def begin(stack: Stack, front: Front, start: int, target: int, least: float) -> None:
    """Lay the start in the heap; `front` is written."""
    front.spent[:] = np.inf
    front.before[:] = -1
    front.place[:] = _UNSEEN
    front.size[:] = 0
    front.spent[start] = 0.0
    front.key[start] = _rest(stack, start, target, least)
    front.heap[0] = start
    front.place[start] = 0
    front.size[0] = 1


@numba.njit(cache=True, error_model="numpy", nogil=True)
def advance(stack: Stack, front: Front, target: int, least: float, most: int) -> int:
    """Settle at most so many cells more.

    Parameters
    ----------
    stack, front
        Costs, and the search that `begin` began; `front` is written.
    target
        Number of the cell to reach, counted level by level and row by row; -1 to settle all.
    least
        Least cost per metre anywhere; 0 makes it the search of Dijkstra.
    most
        Number of cells: what a call lasts, 100,000 in some 0.1 s.

    Returns
    -------
    int
        `UNDER_WAY`, `FOUND` (the target, or all there is to reach without one), or `NOWHERE`.
    """
    cost, spent, key, place = stack.cost, front.spent, front.key, front.place
    nz, ny, nx = cost.shape
    flat = cost.ravel()
    lengths = np.empty((2, 2))
    for _ in range(most):
        if front.size[0] == 0:
            return FOUND if target < 0 else NOWHERE
        cell = _take(front)
        front.size[1] += 1
        if cell == target:
            return FOUND
        k, row, column = cell // (ny * nx), (cell // nx) % ny, cell % nx
        here, so_far = flat[cell], spent[cell]
        for dk in range(-1, 2):
            if not 0 <= k + dk < nz:
                continue
            dz = stack.depth[k + dk] - stack.depth[k]
            fee = 0.0 if dk == 0 else stack.change[min(k, k + dk)]
            for a in range(2):
                for b in range(2):
                    lengths[a, b] = math.sqrt((a * stack.dy) ** 2 + (b * stack.dx) ** 2 + dz * dz)
            for dj in range(-1, 2):
                if not 0 <= row + dj < ny:
                    continue
                for di in range(-1, 2):
                    if not 0 <= column + di < nx:
                        continue
                    other = cell + (dk * ny + dj) * nx + di
                    if place[other] == _SETTLED or flat[other] == np.inf:
                        continue
                    whole = so_far + fee + 0.5 * (here + flat[other]) * lengths[abs(dj), abs(di)]
                    if whole < spent[other]:
                        spent[other] = whole
                        front.before[other] = cell
                        key[other] = whole + _rest(stack, other, target, least)
                        if place[other] == _UNSEEN:
                            front.heap[front.size[0]] = other
                            place[other] = front.size[0]
                            front.size[0] += 1
                        _rise(front, place[other])
    return UNDER_WAY


@numba.njit(cache=True, error_model="numpy", nogil=True)
def leg_cost(stack: Stack, one: Array, two: Array) -> float:
    """Cost of a straight leg between two cells, (level, row, column); infinite where it cannot pass.

    Notes
    -----
    The leg is sampled four times a cell; a sample counts the cell that it lies in, and a change of level is
    paid where samples change theirs.
    """
    nz = max(abs(two[0] - one[0]), abs(two[1] - one[1]), abs(two[2] - one[2]))
    if nz == 0:
        return 0.0
    samples = int(_PER_CELL * nz)
    dz = stack.depth[two[0]] - stack.depth[one[0]]
    dy, dx = (two[1] - one[1]) * stack.dy, (two[2] - one[2]) * stack.dx
    step = math.sqrt(dx * dx + dy * dy + dz * dz) / samples
    whole, last = 0.0, one[0]
    for n in range(samples):
        at = (n + 0.5) / samples
        k = math.floor(one[0] + at * (two[0] - one[0]) + 0.5)
        row = math.floor(one[1] + at * (two[1] - one[1]) + 0.5)
        column = math.floor(one[2] + at * (two[2] - one[2]) + 0.5)
        here = stack.cost[k, row, column]
        if here == np.inf:
            return np.inf
        whole += here * step
        if k != last:
            whole += stack.change[min(k, last)]
            last = k
    return float(whole)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def shorten(stack: Stack, path: Array, rounds: int) -> int:
    """Take corners out of a path, and move those that stay, as long as that makes it cheaper.

    Parameters
    ----------
    stack
        Costs.
    path
        Cells (n, 3): level, row, column; overwritten with the corners that stay.
    rounds
        Most rounds: legs are halved, corners moved by 16, 4 and 1 cells, and those that do not pay dropped.

    Returns
    -------
    int
        Number of corners, the ends among them.

    Notes
    -----
    Legs run straight at any angle, unlike the steps of the search, which only know eight in plan; within a
    level a leg takes the place of the path between two corners where it costs no more. A corner on an edge
    between cheap and dear ground so moves to where the legs obey the law of refraction, to within a cell.
    Steps to another level stay steps.
    """
    n = path.shape[0]
    if n < 3:
        return int(n)
    # Cost along the path up to each cell, so that a leg is compared with what it takes the place of.
    along = np.zeros(n)
    for i in range(1, n):
        along[i] = along[i - 1] + leg_cost(stack, path[i - 1], path[i])
    kept, at = 1, 0
    while at < n - 1:
        best, far = at + 1, at + 2
        while far < n and path[far, 0] == path[at, 0] and path[far - 1, 0] == path[at, 0]:
            if leg_cost(stack, path[at], path[far]) <= along[far] - along[at] + 1e-9 * along[far]:
                best = far
            far += 1
        path[kept] = path[best]
        kept, at = kept + 1, best
    cost = _whole(stack, path, kept)
    for _ in range(rounds):
        kept = _halved(path, kept)
        for reach in (16, 4, 1):
            for i in range(1, kept - 1):
                _move(stack, path, i, reach)
        kept = _dropped(stack, path, kept)
        before, cost = cost, _whole(stack, path, kept)
        if not cost < before * (1.0 - _GAIN):
            break
    return kept


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _whole(stack: Stack, path: Array, count: int) -> float:
    whole = 0.0
    for i in range(1, count):
        whole += leg_cost(stack, path[i - 1], path[i])
    return whole


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _halved(path: Array, count: int) -> int:
    """Put a corner in the middle of long legs, as far as there is room, so that they can bend there."""
    i = 1
    while i < count < path.shape[0]:
        one, two = path[i - 1], path[i]
        if one[0] == two[0] and max(abs(two[1] - one[1]), abs(two[2] - one[2])) > _LONG:
            for k in range(count, i, -1):
                path[k] = path[k - 1]
            for axis in range(1, 3):
                path[i, axis] = (path[i - 1, axis] + path[i + 1, axis]) // 2
            count, i = count + 1, i + 1
        i += 1
    return count


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _dropped(stack: Stack, path: Array, count: int) -> int:
    """Take out corners that the straight leg between their neighbours does without."""
    kept = 1
    for i in range(1, count):
        last = i == count - 1
        if not last and path[kept - 1, 0] == path[i, 0] == path[i + 1, 0]:
            by = leg_cost(stack, path[kept - 1], path[i]) + leg_cost(stack, path[i], path[i + 1])
            if leg_cost(stack, path[kept - 1], path[i + 1]) <= by * (1.0 + 1e-9):
                continue
        path[kept] = path[i]
        kept += 1
    return kept


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _near(path: Array, i: int, row: int, column: int) -> bool:
    """Whether a corner stays beside those on another level: ramps keep their length."""
    for other in (i - 1, i + 1):
        if path[other, 0] != path[i, 0] and max(abs(path[other, 1] - row), abs(path[other, 2] - column)) > 1:
            return False
    return True


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _move(stack: Stack, path: Array, i: int, reach: int) -> None:
    """Move a corner to the best of the eight places around it at a reach in plan, if one is cheaper."""
    ny, nx = stack.cost.shape[1], stack.cost.shape[2]
    trial, found = path[i].copy(), path[i].copy()
    best = leg_cost(stack, path[i - 1], trial) + leg_cost(stack, trial, path[i + 1])
    for dj in range(-1, 2):
        for di in range(-1, 2):
            row, column = path[i, 1] + reach * dj, path[i, 2] + reach * di
            if 0 <= row < ny and 0 <= column < nx and _near(path, i, row, column):
                trial[1], trial[2] = row, column
                cost = leg_cost(stack, path[i - 1], trial) + leg_cost(stack, trial, path[i + 1])
                if cost < best * (1.0 - 1e-9):
                    best = cost
                    found[:] = trial
    path[i] = found
