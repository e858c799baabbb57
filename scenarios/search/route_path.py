"""The cheapest way through a stack of costs, its corners, and the way straight on beside it."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.kernels.least_cost_path import (
    FOUND,
    UNDER_WAY,
    Front,
    Stack,
    advance,
    begin,
    leg_cost,
    shorten,
)
from twin.progress import Progress

__all__ = ["Path", "direct_path", "find_path", "front_of", "open_cell"]

Ints = npt.NDArray[np.int64]

_AT_ONCE = 100_000
_ROUNDS = 200


@dataclass(frozen=True)
class Path:
    """A way through a stack.

    Parameters
    ----------
    corners
        Level, row and column of its corners, (n, 3).
    cost
        What it costs, where it can pass.
    blocked
        Length where it cannot [m].
    """

    corners: Ints
    cost: float
    blocked: float = 0.0


def front_of(stack: Stack) -> Front:
    """Room for a search through a stack."""
    n = stack.cost.size
    whole: Any = np.int32
    return Front(
        np.empty(n),
        np.empty(n, whole),
        np.empty(n),
        np.empty(n, whole),
        np.empty(n, whole),
        np.zeros(2, np.int64),
    )


def open_cell(stack: Stack, cell: tuple[int, int], within: int = 4) -> tuple[int, int] | None:
    """Nearest cell in which a trench can begin; None where there is none within so many cells."""
    row, column = np.nonzero(np.isfinite(stack.cost[0]))
    away = np.hypot((row - cell[0]) * stack.dy, (column - cell[1]) * stack.dx)
    if not away.size or away.min() > within * max(stack.dx, stack.dy):
        return None
    best = int(np.argmin(away))
    return int(row[best]), int(column[best])


def find_path(stack: Stack, start: tuple[int, int], end: tuple[int, int], progress: Progress) -> Path | None:
    """Find the cheapest way between two cells of the first level; None where there is none.

    Parameters
    ----------
    stack
        Costs; at both ends the line stands in a trench.
    start, end
        Row and column.
    progress
        Told how far it is; may stop it.
    """
    if not math.isfinite(stack.cost[0][start]) or not math.isfinite(stack.cost[0][end]):
        return None
    nz, ny, nx = stack.cost.shape
    first, last = start[0] * nx + start[1], end[0] * nx + end[1]
    least = float(stack.cost.min())
    front = front_of(stack)
    begin(stack, front, first, last, least)
    state = UNDER_WAY
    while state == UNDER_WAY:
        progress(float(front.size[1]) / stack.cost.size, "route")
        state = advance(stack, front, last, least, _AT_ONCE)
    if state != FOUND:
        return None
    cells = [last]
    while front.before[cells[-1]] >= 0:
        cells.append(int(front.before[cells[-1]]))
    corners = np.ascontiguousarray(
        np.column_stack(np.unravel_index(cells[::-1], (nz, ny, nx))).astype(np.int64)
    )
    corners = corners[: shorten(stack, corners, _ROUNDS)]
    return Path(corners, _cost(stack, corners))


def direct_path(
    plain: Stack, stack: Stack, start: tuple[int, int], end: tuple[int, int], progress: Progress
) -> Path | None:
    """Lay the straight way between two cells, in trenches where the ground lets it, blind to who is there.

    Parameters
    ----------
    plain, stack
        Cost of laying alone, by which its depths are chosen, and all costs, which it is charged where it can
        pass.
    start, end, progress
        As for `find_path`.

    Returns
    -------
    Path or None
        None where both ends are one, or a straight line has nowhere to go.
    """
    ny, nx = stack.cost.shape[1:]
    row, column = np.mgrid[0:ny, 0:nx]
    dy, dx = (end[0] - start[0]) * stack.dy, (end[1] - start[1]) * stack.dx
    length = math.hypot(dy, dx)
    if length == 0.0:
        return None
    away = np.abs((row - start[0]) * stack.dy * dx - (column - start[1]) * stack.dx * dy) / length
    near = away <= 0.5 * math.hypot(stack.dx, stack.dy)
    found = find_path(plain._replace(cost=np.where(near, plain.cost, np.inf)), start, end, progress)
    if found is None:
        return None
    at = (found.corners[:, 1] - start[0]) * stack.dy * dy + (found.corners[:, 2] - start[1]) * stack.dx * dx
    share = np.clip(at / length**2, 0.0, 1.0)
    corners = np.column_stack([
        found.corners[:, 0],
        np.floor(start[0] + share * (end[0] - start[0]) + 0.5),
        np.floor(start[1] + share * (end[1] - start[1]) + 0.5),
    ]).astype(np.int64)  # fmt: skip
    open_to = np.isfinite(stack.cost)
    charged = stack._replace(cost=np.where(open_to, stack.cost, 0.0))
    shut = stack._replace(cost=np.where(open_to, 0.0, 1.0), change=np.zeros_like(stack.change))
    return Path(corners, _cost(charged, corners), _cost(shut, corners))


def _cost(stack: Stack, corners: Ints) -> float:
    return sum(float(leg_cost(stack, one, two)) for one, two in itertools.pairwise(corners))
