"""Lines as paths along the sides of cells: crests that water can only pass by going over them.

A line is snapped to cell corners: the lattice of corners has cells of its own, a half cell aside, and the
line is followed through those (grid traversal after Amanatides and Woo 1987). Each step from one corner to
the next is one side of a cell, a face. The path is a chain without gaps, so that water that goes from cell to
cell over faces cannot slip past it at any angle.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["path_shares", "step_count", "trace_paths"]

Doubles = npt.NDArray[np.float64]
Array = npt.NDArray[Any]

_EAST, _WEST, _SOUTH, _NORTH = range(4)
_WINDOW = 8  # steps either way over which a line's length is spread: a cell's worth of jitter averages out


@numba.njit(cache=True, error_model="numpy", nogil=True)
def step_count(segments: Doubles) -> int:
    """Number of steps that the paths of segments take, for the size of the arrays of `trace_paths`.

    Parameters
    ----------
    segments
        Shape (n, 8), as in `trace_paths`.
    """
    total = 0
    for index in range(segments.shape[0]):
        total += int(abs(math.floor(segments[index, 2] + 0.5) - math.floor(segments[index, 0] + 0.5)))
        total += int(abs(math.floor(segments[index, 3] + 0.5) - math.floor(segments[index, 1] + 0.5)))
    return total


@numba.njit(cache=True, error_model="numpy", nogil=True)
def trace_paths(
    segments: Doubles, chain: Array, turn: float, corner: Array, way: Array, step: Doubles, owner: Array
) -> int:
    """Follow segments along the corners of cells.

    Parameters
    ----------
    segments
        Shape (n, 8): column and row of both ends in cells from the outer corner of the grid, the crest at
        both ends [m NAP] (NaN: none), the distance along the line at both ends [m].
    chain
        Shape (n,), ascending: segments with one number follow each other end to end.
    turn
        Distance [m] within which a step and the step back are jitter along the line, not its course.
    corner, way, step, owner
        Outputs, as many rows as `step_count`: row and column of the corner that a step leaves; its direction
        (0 east, 1 west, 2 south, 3 north) and whether it is jitter; distance [m] and crest [m NAP] where the
        line is crossed (the lowest since the last crossing); number of the chain.

    Returns
    -------
    int
        Number of steps.
    """
    count, first = 0, 0
    row, column, low, now = 0, 0, math.inf, -1
    for index in range(segments.shape[0]):
        u0, v0, u1, v1 = segments[index, 0], segments[index, 1], segments[index, 2], segments[index, 3]
        level0, level1 = segments[index, 4], segments[index, 5]
        at0, at1 = segments[index, 6], segments[index, 7]
        if chain[index] != now:
            now, first, low = chain[index], count, math.inf
            row, column = math.floor(v0 + 0.5), math.floor(u0 + 0.5)
        if level0 < low:  # noqa: PLR1730  (NaN is never lower)
            low = level0
        du, dv = u1 - u0, v1 - v0
        across = math.floor(u1 + 0.5) - column
        along = math.floor(v1 + 0.5) - row
        while across != 0 or along != 0:
            t_u = (column + (0.5 if across > 0 else -0.5) - u0) / du if across != 0 else math.inf
            t_v = (row + (0.5 if along > 0 else -0.5) - v0) / dv if along != 0 else math.inf
            t = min(max(min(t_u, t_v), 0.0), 1.0)
            corner[count, 0], corner[count, 1] = row, column
            if t_u <= t_v:
                heading = _EAST if across > 0 else _WEST
                move = 1 if across > 0 else -1
                column, across = column + move, across - move
            else:
                heading = _SOUTH if along > 0 else _NORTH
                move = 1 if along > 0 else -1
                row, along = row + move, along - move
            level = level0 + t * (level1 - level0)
            way[count, 0], way[count, 1] = heading, 0
            step[count, 0] = at0 + t * (at1 - at0)
            step[count, 1] = level if not low < level else low
            owner[count] = now
            last = count - 1
            while last >= first and way[last, 1] == 1:
                last -= 1
            if last >= first and way[last, 0] == (heading ^ 1) and step[count, 0] - step[last, 0] < turn:
                way[last, 1], way[count, 1] = 1, 1
            low = math.inf
            count += 1
        if count > first and level1 < low:
            low = level1
    return count


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _spread(at: Doubles, length: Doubles, begin: float, end: float, share: Doubles) -> None:
    """Share of each step of one chain so that share times length adds up to the length of the line."""
    n = at.shape[0]
    place, passed = np.empty(n + 1), np.empty(n + 1)
    place[0], place[n], passed[0] = begin, end, 0.0
    for k in range(n):
        if k > 0:
            place[k] = 0.5 * (at[k - 1] + at[k])
        passed[k + 1] = passed[k] + length[k]
    whole = end - begin
    if not whole < passed[n]:
        share[:] = 1.0
        return
    for k in range(n):
        low, high = max(0, k - _WINDOW), min(n, k + _WINDOW + 1)
        share[k] = max((place[high] - place[low]) / (passed[high] - passed[low]), 1e-3)
    for _ in range(64):
        full, free = 0.0, 0.0
        for k in range(n):
            if share[k] >= 1.0:
                full += length[k]
            else:
                free += share[k] * length[k]
        factor = (whole - full) / free if free > 0.0 else 1.0
        for k in range(n):
            if share[k] < 1.0:
                share[k] = min(1.0, share[k] * factor)
            else:
                share[k] = 1.0
        if abs(factor - 1.0) < 1e-13:
            return


@numba.njit(cache=True, error_model="numpy", nogil=True)
def path_shares(
    way: Array, step: Doubles, owner: Array, ends: Doubles, sizes: Doubles, share: Doubles
) -> None:
    """Part of each face over which a line passes, so that a slanting line has its true length.

    Parameters
    ----------
    way, step, owner
        Of `trace_paths`, shape (n, ...).
    ends
        Shape (chains, 2): distance along the line at which each chain starts and ends [m].
    sizes
        Width and height of a cell [m], shape (2,).
    share
        Output, shape (n,), 0..1. Of one chain, shares times face lengths add up to its length (or to the
        length of its faces, where that is less); jitter has share 1 and is not counted.
    """
    n, start = owner.shape[0], 0
    at, length, part = np.empty(n), np.empty(n), np.empty(n)
    while start < n:
        stop, count = start, 0
        while stop < n and owner[stop] == owner[start]:
            share[stop] = 1.0
            if way[stop, 1] == 0:
                at[count] = step[stop, 0]
                length[count] = sizes[0] if way[stop, 0] < 2 else sizes[1]
                count += 1
            stop += 1
        number = owner[start]
        if count:
            _spread(at[:count], length[:count], ends[number, 0], ends[number, 1], part[:count])
        count = 0
        for k in range(start, stop):
            if way[k, 1] == 0:
                share[k] = part[count]
                count += 1
        start = stop
