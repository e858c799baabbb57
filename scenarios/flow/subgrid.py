"""Flow on a coarse grid that knows the fine ground inside its cells: a whole dike ring in seconds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.balance import Balance
from scenarios.flow.domain import Domain
from scenarios.flow.subgrid_checkpoint import pool_arrays, restore_pools
from scenarios.flow.subgrid_forces import SubgridForces
from scenarios.flow.subgrid_mesh import Pools, build_links, build_pools
from scenarios.flow.subgrid_record import SubgridRecord
from scenarios.kernels.subgrid import Settings, advance_pools
from scenarios.kernels.subgrid_fine import level_slopes, spread_level
from scenarios.kernels.subgrid_pools import LinkState, Lists, PoolState, Work, settle_pools, wake_pools
from twin.errors import InvalidInputError, Problem, SimulationError
from twin.progress import Progress, silent

__all__ = ["COURANT", "SubgridSolver"]

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

COURANT = 1.0
"""Share of a coarse cell that a wave crosses in a step; above 0.56 the shortest waves are slowed down."""
_LONGEST = 30.0  # s
_LOOK = 8  # steps on one look-up of the sections
_BATCH = 4_000_000  # link-steps in a call: well below half a second
_DRY = -1e9  # m NAP
_MOST_LOST = 1e-3
_FINE_CELLS = (2, 400)


class SubgridSolver:
    """Local inertial flow between pools of a coarse grid, with tables of the fine ground.

    Its members are those of `scenarios.flow.solver.Solver`; fields are on the fine grid.

    Parameters
    ----------
    domain
        Fine domain. Infiltration is not supported.
    level
        Water level at the start [m NAP], one or (ny, nx); dry where NaN or not above the bed.
    cell
        Side of a coarse cell [m]: a whole number (2..400) of square fine cells.
    courant
        Share of a coarse cell that a wave crosses in a step, above 0 and up to 2.
    threads
        1: there is one thread. Larger numbers change nothing.
    capped
        False switches the weir law and the cap at critical flow off.

    Raises
    ------
    InvalidInputError
        If the domain is not sound, has parts that are not supported, or `cell` is no multiple of its cells.
    """

    def __init__(
        self,
        domain: Domain,
        level: npt.ArrayLike,
        *,
        cell: float,
        courant: float = COURANT,
        threads: int = 1,
        capped: bool = True,
    ) -> None:
        size = _fine_cells(domain, level, cell, courant, threads)
        self.domain, self.cell, self.threads = domain, float(cell), threads
        self.pools = build_pools(domain, size)
        self.mesh = build_links(domain, self.pools)
        self._settings = Settings(courant, self.cell, _LONGEST, _LOOK, capped)
        self._clock = np.zeros(3)
        self._state = _pool_state(domain, self.pools, level)
        count, links = len(self.pools), len(self.mesh)
        noted = self.mesh.other >= count
        noted[self.mesh.link] = True
        mesh = self.mesh
        self._links = LinkState(
            mesh.one, mesh.other, mesh.kind, mesh.per_length, mesh.table,
            np.zeros(links, np.int16), np.zeros(links), noted, np.zeros(links),
        )  # fmt: skip
        outside = self._state.level.size
        self._work = Work(
            np.empty(links, np.uint32), np.empty(links, np.uint32), np.empty((links, 2), np.uint32),
            np.empty((links, 7)), np.zeros(outside), np.zeros(outside), np.zeros(outside),
        )  # fmt: skip
        self._lists = self._all_asleep()
        self._forces = SubgridForces(domain, self.pools)
        for pools in (np.flatnonzero(self._state.volume > 0.0), self._forces.pools):
            wake_pools(pools.astype(np.uint32), self._lists)
        self._sorted, self._end = 0, -math.inf
        self._told, self._face_volume = np.zeros(links), np.zeros(len(domain.faces))
        self._initial = float(self._state.volume.sum())
        self.record = SubgridRecord(self)
        self.record.sample()

    def _all_asleep(self) -> Lists:
        """Lists with the boundary links only: water may come in there at any moment."""
        mesh, count = self.mesh, len(self.pools)
        ends = np.concatenate([mesh.one, mesh.other]).astype(np.int64)
        link = np.tile(np.arange(len(mesh), dtype=np.uint32), 2)
        inner = np.flatnonzero(ends < count)
        order = inner[np.argsort(ends[inner], kind="stable")]
        edges = np.flatnonzero(mesh.other >= count)
        lists = Lists(
            np.array([0, edges.size]),
            np.empty(count, np.uint32),
            np.empty(len(mesh), np.uint32),
            np.zeros(count, np.bool_),
            mesh.other >= count,
            np.searchsorted(ends[order], np.arange(count + 1)),
            link[order],
        )
        lists.links[: edges.size] = edges
        return lists

    # -- going on

    def advance(self, until: float, progress: Progress = silent) -> None:
        """Let the water flow until a moment; may be called again.

        Parameters
        ----------
        until
            Moment [s] from the start; nothing happens when it has passed.
        progress
            Called between short calls with the fraction done; may raise to stop the work.

        Raises
        ------
        SimulationError
            If a level is not finite, or more than a thousandth of the water is lost.
        """
        begin = self.time
        while True:
            if self.time >= self.record.due:
                self.record.sample()
            if self.time >= until:
                break
            self._run(min(until, max(self.record.due, self.time + 1e-6)), progress, begin, until)
        if self.balance.error > _MOST_LOST:
            raise SimulationError(f"{self.balance.error:.1e} of the water is lost after {self.time:.0f} s")

    def _run(self, end: float, progress: Progress, begin: float, until: float) -> None:
        """One interval, in which sources are even and boundary levels change evenly."""
        lists = self._lists
        forces = self._forces.between(self.time, end)
        if end != self._end:  # an interval that was broken off goes on as it was
            self._prepare(forces.rain > 0.0)
            self._end = end
        more = 1
        while more:
            more = advance_pools(
                self._clock, end, _BATCH, self._settings, forces, self._state, self._links, lists, self._work
            )
            if more == 2:
                raise SimulationError(self._trouble())
            if more == 1:
                forces = self._forces.between(self.time, end)
            progress((self.time - begin) / (until - begin), "flow")

    def _prepare(self, rains: bool) -> None:
        """Put every pool on the lists when it rains, and the lists in order."""
        lists = self._lists
        if rains and lists.counts[0] < len(self.pools):
            wake_pools(np.arange(len(self.pools), dtype=np.uint32), lists)
        if int(lists.counts.sum()) != self._sorted:
            for part, count in zip((lists.pools, lists.links), lists.counts, strict=True):
                part[:count].sort()
            self._sorted = int(lists.counts.sum())

    def _trouble(self) -> str:
        """Say where and when the water got lost."""
        row, col = self.pools.centre[int(np.flatnonzero(~np.isfinite(self._state.volume))[0])]
        x, y = (col + 0.5) * self.domain.dx, (row + 0.5) * self.domain.dy
        return (
            f"the flow went out of bounds at x {x:g} m, y {y:g} m from the north-west corner (row {row:.0f}, "
            f"column {col:.0f}) after {self.time:.1f} s"
        )

    def set_sills(self, sill: npt.ArrayLike, share: npt.ArrayLike) -> None:
        """Give every entry of the faces a new sill [m NAP] and share, as a breach grows."""
        self._tell_faces()
        changed = self.mesh.set_sills(np.asarray(sill, np.float64), np.asarray(share, np.float64))
        self._links.row[changed] = 0

    def arrays(self) -> dict[str, Array]:
        """Everything that is needed to go on later, as plain arrays; they may be those of the solver."""
        return pool_arrays(self)

    def restore(self, arrays: dict[str, Array]) -> None:
        """Go on from what `arrays` of a solver made alike gave, bit-identically."""
        restore_pools(self, arrays)

    # -- what there is

    @property
    def time(self) -> float:
        """Seconds since the start."""
        return float(self._clock[0])

    @property
    def steps(self) -> int:
        """Steps done."""
        return int(self._clock[1])

    @property
    def cell_steps(self) -> int:
        """Pools computed, summed over the steps."""
        return int(self._clock[2])

    @property
    def state(self) -> PoolState:
        """Volumes and levels of the pools."""
        return self._state

    @property
    def flows(self) -> LinkState:
        """Flow between the pools."""
        return self._links

    @property
    def wet(self) -> tuple[Array, Array]:
        """Pools and links that are computed."""
        return self._lists.pools[: self._lists.counts[0]], self._lists.links[: self._lists.counts[1]]

    @property
    def link_volumes(self) -> Doubles:
        """Water through each structure so far [m3], positive from source to target."""
        return self._forces.moved.copy()

    @property
    def level(self) -> Floats:
        """Water level [m NAP], shape (ny, nx): the ground where dry, NaN where no cell."""
        volume = self._state.volume
        return self.spread(np.where(volume > 0.0, self._state.level[: volume.size], -np.inf))

    @property
    def depth(self) -> Floats:
        """Water depth [m], shape (ny, nx); NaN where no cell."""
        return self.level - self.domain.bed

    def level_at(self, row: npt.ArrayLike, col: npt.ArrayLike) -> Doubles:
        """Water level [m NAP] of some cells, the ground where dry; NaN where no cell."""
        at = np.asarray(row, np.int64) * self.domain.shape[1] + np.asarray(col, np.int64)
        pool, bed = self.pools.number[at], self.domain.bed.reshape(-1)[at].astype(np.float64)
        level = np.where(pool >= 0, self._state.level[np.maximum(pool, 0)], np.nan)
        return np.where(level > self.pools.connect[at], np.maximum(level, bed), bed)

    def spread(self, pool_level: Doubles) -> Floats:
        """Bring levels of pools to the fine cells that are connected with them.

        Parameters
        ----------
        pool_level
            m NAP, shape (pools,); -inf where dry.

        Returns
        -------
        ndarray of float32
            m NAP, shape (ny, nx), the bed where no water stands.
        """
        pools, mesh, size = self.pools, self.mesh, len(self.pools)
        bed = np.ascontiguousarray(self.domain.bed, np.float32).reshape(-1)
        slope, weight = np.empty((size, 4)), np.empty((size, 4))
        level_slopes(mesh.one, mesh.other, mesh.heading, mesh.table, pool_level, slope, weight)
        half = 0.5 * self.cell / np.array([self.domain.dy, self.domain.dx])
        fine, columns = bed.copy(), self.domain.shape[1]
        for first in range(0, size, 20_000):
            spread_level(
                first, min(first + 20_000, size), pools.start, pools.cell, pools.threshold, pool_level, slope,
                pools.centre, half, columns, bed, fine,
            )  # fmt: skip
        return fine.reshape(self.domain.shape)

    @property
    def faces_volume(self) -> Doubles:
        """Water through each entry of the faces so far [m3], positive to the east or south, shape (n,)."""
        self._tell_faces()
        return self._face_volume.copy()

    def _tell_faces(self) -> None:
        """Divide what passed each link over its faces, by the flow that each would take at the levels now."""
        passed = self._links.passed - self._told
        self._told[:] = self._links.passed
        self.mesh.add_volumes(passed, self._state.level, self._face_volume)

    @property
    def balance(self) -> Balance:
        """Where the water came from and went."""
        outer = self.mesh.other >= len(self.pools)
        boundary = -float(self._links.passed[outer].sum())
        rain, inflow = self._forces.given
        let_in, let_out = self._forces.across
        stored = float(self._state.volume.sum())
        return Balance(self._initial, stored, boundary, float(rain), 0.0, float(inflow), let_out - let_in)


def _pool_state(domain: Domain, pools: Pools, level: npt.ArrayLike) -> PoolState:
    """Pools with the water of the start; boundaries at no level yet."""
    bed, number, count = domain.bed.reshape(-1), pools.number, len(pools)
    start = np.broadcast_to(np.asarray(level, np.float64), domain.shape).reshape(-1)
    ground = number >= 0
    depth = np.fmax(start[ground] - bed[ground], 0.0)
    area = domain.dx * domain.dy
    outside = count + len(domain.levels) + 1
    state = PoolState(
        start=pools.start,
        threshold=pools.threshold,
        below=pools.below,
        area=np.array([area]),
        volume=np.bincount(number[ground], depth, count) * area,
        level=np.full(outside, _DRY),
        ahead=np.full(outside, _DRY),
        rank=np.ones(count, np.int32),
        segment=np.zeros((count, 4)),
    )
    for first in range(0, count, 50_000):
        settle_pools(first, min(first + 50_000, count), state)
    return state


def _fine_cells(domain: Domain, level: npt.ArrayLike, cell: float, courant: float, threads: int) -> int:
    """Fine cells along a coarse cell; refuses what cannot be computed."""
    problems, start = domain.check(), np.asarray(level)
    size = round(cell / domain.dx) if domain.dx > 0.0 and math.isfinite(cell) else 0
    low, high = _FINE_CELLS
    whole = math.isclose(size * domain.dx, cell, rel_tol=1e-6) and domain.dx == domain.dy
    if not (low <= size <= high and whole):
        text = f"a coarse cell is {low} to {high} square cells of {domain.dx:g} m wide"
        problems.append(Problem("cell", cell, text, "Choose a multiple."))
    if start.ndim and start.shape != domain.bed.shape:
        text = f"the ground has shape {domain.bed.shape}"
        problems.append(Problem("level", start.shape, text, "Give one level, or one a cell."))
    if not 0.0 < courant <= 2.0:
        problems.append(Problem("courant", courant, "must lie above 0 and up to 2", f"Use {COURANT:g}."))
    if threads < 1:
        problems.append(Problem("threads", threads, "work needs a thread", "Give 1 or more."))
    if domain.infiltration is not None:
        text = "coarse cells with tables know no infiltration"
        problems.append(Problem("infiltration", "given", text, "Compute on every cell, or leave it out."))
    if problems:
        raise InvalidInputError(problems)
    return size
