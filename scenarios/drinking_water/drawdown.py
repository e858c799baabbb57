"""How far the wells of a twin lower the head in their aquifers and the water table, on its grid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.drinking_water.study import Case

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["COUNTS", "Drawdown", "drawdown", "largest", "lowered_area"]

Floats = npt.NDArray[np.float64]

COUNTS = 0.05
"""Fall of the water table that counts [m]."""
_PLACES = 100_000


@dataclass(frozen=True, slots=True)
class Drawdown:
    """Drawdown of all wells together, (ny, nx) each [m].

    Parameters
    ----------
    aquifer
        Largest among the aquifers that are drawn from.
    water_table
        Of the water table; 0 on water whose level is held.
    """

    aquifer: Floats
    water_table: Floats


def drawdown(
    twin: Twin, cases: Sequence[Case], *, times: float = 1.0, threads: int | None = None
) -> Drawdown:
    """Add up the drawdown of well fields.

    Parameters
    ----------
    twin
        With the grid and its water.
    cases
        The fields; one without drainage takes no part.
    times
        As tight as the layers are taken.
    threads
        To work with; the bytes do not depend on it.

    Notes
    -----
    Every field has its own stack of aquifers, even in plan; aquifers of two fields with the same number from
    the top are taken as one. On large grids drawdown is worked out at some 100,000 places, and lies on
    straight lines between them.
    """
    grid = twin.grid
    every = max(1, math.ceil(math.sqrt(grid.nx * grid.ny / _PLACES)))
    x = grid.x0 + grid.dx * np.arange(0.0, grid.nx + every - 1, every)
    y = grid.y0 - grid.dy * np.arange(0.0, grid.ny + every - 1, every)
    by_number: dict[int, Floats] = {}
    above = np.zeros((len(y), len(x)))
    for case in cases:
        stack = case.stack(times)
        if stack is None:
            continue
        found = stack.field(x=x, y=y, wells=case.wells, screened=case.pumped, threads=threads)
        above += case.share_above * found[0]
        for number, values in enumerate(found):
            by_number[number] = by_number[number] + values if number in by_number else values
    pumped = [by_number[case.pumped] for case in cases if case.pumped in by_number]
    deepest = np.maximum.reduce(pumped) if pumped else np.zeros_like(above)
    return Drawdown(
        _between(deepest, every, grid.shape), np.where(_held(twin), 0.0, _between(above, every, grid.shape))
    )


def _between(values: Floats, every: int, shape: tuple[int, int]) -> Floats:
    """Values of all cells from those of one in so many along each side."""
    if every == 1:
        return values
    for axis, count in enumerate(shape):
        at = np.arange(count)
        low, part = at // every, (at % every) / every
        part = part[:, None] if axis == 0 else part
        one, next_one = (values.take(np.minimum(low + k, values.shape[axis] - 1), axis) for k in (0, 1))
        values = one + part * (next_one - one)
    return values


def lowered_area(twin: Twin, found: Drawdown) -> float:
    """Land on which the water table falls by more than `COUNTS` [m2]."""
    ground = np.isfinite(twin.surface["ground_level"].values)
    return float((ground & (found.water_table > COUNTS)).sum()) * twin.grid.cell_area


def largest(cases: Sequence[Case], times: float = 1.0) -> float:
    """Largest drawdown at the wall of a well, in the aquifer that it draws from [m]."""
    deepest = 0.0
    for case in cases:
        total = np.zeros(len(case.field.x))
        for other in cases:
            stack = other.stack(times)
            if stack is None or len(other.aquifers.top) <= case.pumped:
                continue
            away = np.hypot(case.field.x[:, None] - other.field.x, case.field.y[:, None] - other.field.y)
            for well, flow in enumerate(other.field.flow):
                distance = np.maximum(away[:, well], case.wells.radius)
                found = stack.drawdown(distance=distance, flow=flow, screened=other.pumped)
                total += found[:, case.pumped]
        deepest = max(deepest, float(total.max()))
    return deepest


def _held(twin: Twin) -> npt.NDArray[np.bool_]:
    """Cells of open water, whose level is held."""
    wet = np.zeros(twin.grid.shape, np.bool_)
    for name in ("sea", "permanent_water"):
        if name in twin.surface:
            wet |= twin.surface[name].values == 1
    return wet
