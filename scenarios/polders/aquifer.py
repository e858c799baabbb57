"""Head in one aquifer under a leaky layer, in plan: steady, or one step in time.

``KD laplacian(h) - (h - hd) / c + N = mu dh/dt`` by finite volumes, with KD and c that vary from cell to
cell, cells of a fixed head, and no flow over the edge of the grid (De Glee 1930; Mazure 1936).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.kernels.leaky_aquifer import (
    add_coarse,
    apply,
    coarse_conductance,
    descend,
    diagonals,
    product,
    residual_to_coarse,
    smooth,
    turn,
)
from twin.errors import InvalidInputError, Problem, SimulationError
from twin.progress import Progress, silent

__all__ = ["Aquifer", "LeakyAquifer", "Solved"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_Heads = Callable[[Floats], Floats]

_LEFT = 1e-12  # rest of the equation that is left, over what drives it
_MOST = 3000  # iterations; some 15 to 40 do, thin walls that part an aquifer take hundreds
_BALANCE = 1e-6
_SWEEPS = 8  # on the coarsest grid, of a few cells


@dataclass(frozen=True, slots=True)
class Aquifer:
    """An aquifer and the layer on it, (ny, nx) each.

    Parameters
    ----------
    transmissivity
        KD [m2/s], >= 0; 0 or NaN where there is no aquifer.
    resistance
        Of the layer, or of the drainage [s], > 0; inf where nothing passes.
    fixed
        Cells in which the head is given: open water that stands in the aquifer.
    dx, dy
        Cell size [m], > 0.

    Raises
    ------
    InvalidInputError
        With everything that is wrong: negative or missing numbers, shapes that differ.
    """

    transmissivity: Floats
    resistance: Floats
    fixed: Flags
    dx: float
    dy: float

    def __post_init__(self) -> None:
        kd, c = self.transmissivity, self.resistance
        problems = [
            Problem(name, size, "is no size of a cell", "Give metres, above 0.")
            for name, size in (("dx", self.dx), ("dy", self.dy))
            if not 0.0 < size < math.inf
        ]
        if not kd.shape == c.shape == self.fixed.shape or kd.ndim != 2 or not kd.size:
            told = f"{kd.shape}, {c.shape}, {self.fixed.shape}"
            problems.append(Problem("transmissivity", told, "shapes differ", "Give grids of one shape."))
        else:
            here = kd > 0.0
            for name, wrong, values in (
                ("transmissivity", (kd < 0.0) | np.isinf(kd), kd),
                ("resistance", here & ~(c > 0.0), c),
            ):
                if wrong.any():
                    message = f"is negative, none or no number in {int(wrong.sum())} cells"
                    problems.append(Problem(name, float(values[wrong][0]), message, "Give a number above 0."))
        if problems:
            raise InvalidInputError(problems)


@dataclass(frozen=True, slots=True)
class Solved:
    """What `LeakyAquifer.solve` finds.

    Parameters
    ----------
    head
        (ny, nx) [m NAP]; NaN without aquifer, and where nothing holds the head: no layer that leaks and no
        fixed head in reach.
    seepage
        Upward through the layer, (ny, nx) [m/s]; 0 where nothing passes, NaN where the head is fixed or
        not known.
    imbalance
        Water that is made or lost, over all that comes in [1].
    iterations
        Of the conjugate gradients.
    """

    head: Floats
    seepage: Floats
    imbalance: float
    iterations: int


@dataclass(frozen=True, slots=True)
class _Grid:
    """Conductances on one grid of the multigrid, each with a ring of zeros."""

    east: Floats
    south: Floats
    diagonal: Floats

    def smooth(self, room: _Room, *colours: int) -> None:
        """Smooth the heads of a room, one colour of the chess board after the other."""
        for colour in colours:
            smooth(room.x, room.b, self.east, self.south, self.diagonal, colour)


@dataclass(frozen=True, slots=True)
class _Room:
    """Heads and rest on one grid: each solution has its own, so that threads may share a solver."""

    x: Floats
    b: Floats


class LeakyAquifer:
    """Solver for one aquifer, to be asked about as many heads as people want.

    Parameters
    ----------
    aquifer
        Where water flows and leaks.
    storage, seconds
        Storage coefficient [1], a number or (ny, nx), and the length of a time step [s], both > 0: the
        solver then takes implicit steps from the head before. Without them it is steady.

    Notes
    -----
    Faces have the harmonic mean KD of both cells; a fixed head stands on the face of its cell. Conjugate
    gradients end when the rest is 1e-12 of what drives the flow; their preconditioner is one multigrid cycle
    with red-black Gauss-Seidel. The water balance is checked: 1e-6 of what comes in.
    """

    def __init__(
        self, aquifer: Aquifer, *, storage: npt.ArrayLike | None = None, seconds: float | None = None
    ) -> None:
        self.aquifer = aquifer
        area = aquifer.dx * aquifer.dy
        here = (aquifer.transmissivity > 0.0) & ~aquifer.fixed
        self._leak = np.where(here, area / np.where(here, aquifer.resistance, 1.0), 0.0)
        self._stored = np.where(here, _stored(storage, seconds, area), 0.0)
        east, south, self._walls = _conductances(aquifer, here)
        held = self._leak + self._stored + self._walls[0]
        self._free = here & _held(here, held)
        held, self._leak, self._stored = (
            np.where(self._free, part, 0.0) for part in (held, self._leak, self._stored)
        )
        east[:, :-1] *= self._free[:, :-1] & self._free[:, 1:]
        south[:-1] *= self._free[:-1] & self._free[1:]
        self._grids = _grids(_ringed(east), _ringed(south), _ringed(held))

    def solve(
        self,
        *,
        above: npt.ArrayLike,
        fixed_head: npt.ArrayLike = 0.0,
        recharge: npt.ArrayLike = 0.0,
        before: Floats | None = None,
        progress: Progress = silent,
    ) -> Solved:
        """Find the head.

        Parameters
        ----------
        above
            Head above the layer, or the level of the drainage, a number or (ny, nx) [m NAP]; looked at where
            the layer leaks.
        fixed_head
            Where the head is fixed [m NAP].
        recharge
            Water that comes in from above besides [m/s].
        before
            Head at the begin of the step [m NAP]; a solver with storage needs it.
        progress
            Told after each iteration; may raise `twin.errors.Cancelled`.

        Raises
        ------
        InvalidInputError
            If a head or recharge that is looked at is no number.
        SimulationError
            If the equation is not solved, or the water balance does not close.
        """
        area = self.aquifer.dx * self.aquifer.dy
        shape, fixed = self.aquifer.fixed.shape, self.aquifer.fixed
        level, held, rain = (
            np.broadcast_to(np.asarray(part, np.float64), shape) for part in (above, fixed_head, recharge)
        )
        old = np.full(shape, np.nan) if before is None else before
        _finite(
            {
                "above": level[self._leak > 0.0],
                "fixed_head": held[fixed],
                "recharge": rain[self._free],
                "before": old[self._stored > 0.0],
            }
        )
        # told from the mean level: a plain that stands high moves no more water than one at 0
        mean = self._mean(level, held, old)
        level, held, old = level - mean, held - mean, old - mean
        wall = np.where(self._free, self._walls[1](np.where(fixed, held, 0.0)), 0.0)
        sources = (
            np.where(self._leak > 0.0, self._leak * level, 0.0),
            np.where(self._free, rain * area, 0.0),
            np.where(self._stored > 0.0, self._stored * old, 0.0),
            wall,
        )
        drive = sum(sources, np.zeros(shape))
        largest = float(np.abs(drive).max())
        scale = largest if largest > 0.0 else 1.0  # squares of small numbers would be 0
        x, iterations = self._gradients(_ringed(drive / scale), progress)
        head = x[1:-1, 1:-1] * scale
        gives = (self._leak, np.zeros(shape), self._stored, np.where(self._free, self._walls[0], 0.0))
        flows = [source - give * head for source, give in zip(sources, gives, strict=True)]
        passing = self._grids[0].diagonal[1:-1, 1:-1] * np.abs(head) + abs(mean) * (self._leak + self._stored)
        imbalance = _imbalance(flows, drive, float(passing.sum()))
        found = np.where(self._free, head + mean, np.where(fixed, held + mean, np.nan))
        seepage = np.where(self._free, np.where(self._leak > 0.0, -flows[0], 0.0) / area, np.nan)
        return Solved(found, seepage, imbalance, iterations)

    def _mean(self, level: Floats, held: Floats, old: Floats) -> float:
        """Mean of what holds the head, by how much it does."""
        wall = np.where(self._free, self._walls[1](np.where(self.aquifer.fixed, held, 0.0)), 0.0)
        leaks, stored = self._leak > 0.0, self._stored > 0.0
        drive = (self._leak[leaks] * level[leaks]).sum() + (self._stored[stored] * old[stored]).sum()
        holds = self._leak.sum() + self._stored.sum() + self._walls[0][self._free].sum()
        return float((drive + wall.sum()) / holds) if holds > 0.0 else 0.0

    def _gradients(self, b: Floats, progress: Progress) -> tuple[Floats, int]:
        """Conjugate gradients; heads with a ring, and how many iterations they took."""
        fine = self._grids[0]
        rooms = [_Room(*(np.zeros_like(grid.diagonal) for _ in range(2))) for grid in self._grids]
        x, rest = np.zeros_like(b), b.copy()
        direction, out = np.zeros_like(b), np.zeros_like(b)
        begin = left = product(b, b)
        before = 1.0
        for number in range(_MOST):
            if left <= begin * _LEFT**2:
                return x, number
            progress(_done(left, begin), "head in the aquifer")
            z = self._cycle(rest, rooms)
            now = product(rest, z)
            turn(direction, z, now / before if number else 0.0)
            steep = apply(direction, fine.east, fine.south, fine.diagonal, out)
            left = descend(x, rest, direction, out, now / steep)
            before = now
        raise SimulationError(f"the head in the aquifer was not found in {_MOST} iterations")

    def _cycle(self, rest: Floats, rooms: list[_Room]) -> Floats:
        """One symmetric cycle over all grids: a correction of the heads, with a ring."""
        rooms[0].b[:] = rest
        pairs = list(zip(self._grids, rooms, strict=True))
        for (grid, fine), coarse in zip(pairs, rooms[1:], strict=False):
            fine.x[:] = 0.0
            grid.smooth(fine, 0, 1)
            residual_to_coarse(fine.x, fine.b, grid.east, grid.south, grid.diagonal, coarse.b)
        last, room = pairs[-1]
        room.x[:] = 0.0
        last.smooth(room, *(0, 1) * _SWEEPS, *(1, 0) * _SWEEPS)
        for (grid, fine), coarse in zip(pairs[-2::-1], rooms[:0:-1], strict=True):
            add_coarse(fine.x, coarse.x, grid.diagonal)
            grid.smooth(fine, 1, 0)
        return rooms[0].x


def _imbalance(flows: list[Floats], drive: Floats, passing: float) -> float:
    """Water that is made or lost, over what comes in, or over what drives the flow where little moves [1].

    ``passing`` is what its terms add up to whatever their sign: of that the last digits are not known.
    """
    entering = sum(float(np.maximum(flow, 0.0).sum()) for flow in flows)
    over = abs(sum(float(flow.sum()) for flow in flows))
    whole = max(entering, 1e-4 * float(np.abs(drive).sum()), 1e-9 * passing)
    if over > _BALANCE * whole:
        raise SimulationError(f"the water balance of the aquifer does not close: {over / whole:.1e}")
    return over / whole if whole > 0.0 else 0.0


def _done(left: float, begin: float) -> float:
    """Part of the work that is done, by the digits that are found."""
    return min(1.0, max(0.0, 0.5 * math.log10(max(begin / left, 1.0)) / -math.log10(_LEFT)))


def _stored(storage: npt.ArrayLike | None, seconds: float | None, area: float) -> Floats:
    """Storage over time of each cell [m2/s]."""
    if storage is None and seconds is None:
        return np.zeros(())
    mu = np.asarray(np.nan if storage is None else storage, np.float64)
    step = math.nan if seconds is None else seconds
    problems = []
    if not (mu > 0.0).all():
        problems.append(Problem("storage", storage, "is no storage coefficient", "Give numbers above 0."))
    if not 0.0 < step < math.inf:
        problems.append(Problem("seconds", seconds, "is no time step", "Give seconds, above 0."))
    if problems:
        raise InvalidInputError(problems)
    return mu * area / step


def _finite(given: dict[str, Floats]) -> None:
    """Refuse what is looked at and is no number."""
    problems = [
        Problem(name, math.nan, f"is no number in {int((~np.isfinite(values)).sum())} cells",
                "Give numbers wherever it is looked at.")
        for name, values in given.items()
        if not np.isfinite(values).all()
    ]  # fmt: skip
    if problems:
        raise InvalidInputError(problems)


_SIDES = (
    ((slice(None), slice(None, -1)), (slice(None), slice(1, None)), True),
    ((slice(None), slice(1, None)), (slice(None), slice(None, -1)), True),
    ((slice(None, -1), slice(None)), (slice(1, None), slice(None)), False),
    ((slice(1, None), slice(None)), (slice(None, -1), slice(None)), False),
)  # cells, their neighbours on one side, and whether that side is east or west


def _conductances(aquifer: Aquifer, here: Flags) -> tuple[Floats, Floats, tuple[Floats, _Heads]]:
    """Conductance to the next cell in the row and in the column, and to fixed heads beside each cell."""
    kd = np.where(here, aquifer.transmissivity, 0.0)
    aspect = aquifer.dy / aquifer.dx
    east, south = np.zeros(kd.shape), np.zeros(kd.shape)
    east[:, :-1] = aspect * _harmonic(kd[:, :-1], kd[:, 1:])
    south[:-1] = _harmonic(kd[:-1], kd[1:]) / aspect
    to_fixed = np.zeros(kd.shape)
    for cells, beside, across in _SIDES:
        # from the centre of the cell to its face: half the distance between two centres
        to_fixed[cells] += 2.0 * (aspect if across else 1.0 / aspect) * kd[cells] * aquifer.fixed[beside]

    def heads(level: Floats) -> Floats:
        total = np.zeros(kd.shape)
        for cells, beside, across in _SIDES:
            each = 2.0 * (aspect if across else 1.0 / aspect) * kd[cells] * aquifer.fixed[beside]
            total[cells] += each * level[beside]
        return total

    return east, south, (to_fixed, heads)


def _harmonic(one: Floats, other: Floats) -> Floats:
    """Harmonic mean; 0 where one of both is 0."""
    total = one + other
    return np.where(total > 0.0, 2.0 * one * other / np.where(total > 0.0, total, 1.0), 0.0)


def _held(here: Flags, held: Floats) -> Flags:
    """Cells of which the head has something to hold on to, itself or through the aquifer."""
    from scipy.ndimage import label

    part, count = label(here)
    anchored = np.bincount(part.ravel(), held.ravel(), count + 1) > 0.0
    anchored[0] = False
    return np.asarray(anchored[part], np.bool_)


def _ringed(values: Floats) -> Floats:
    return np.ascontiguousarray(np.pad(values, 1))


def _grids(east: Floats, south: Floats, leak: Floats) -> tuple[_Grid, ...]:
    """All grids of the multigrid, each of half as many rows and columns as the one before."""
    grids = []
    while True:
        diagonal = np.zeros_like(leak)
        diagonals(east, south, leak, diagonal)
        grids.append(_Grid(east, south, diagonal))
        if max(leak.shape) <= 4:
            return tuple(grids)
        shape = tuple((count - 1) // 2 + 2 for count in leak.shape)
        wide = tuple(np.zeros(shape) for _ in range(3))
        coarse_conductance(east, south, leak, *wide)
        east, south, leak = wide
