"""The flow computation: local inertial water over a grid with crests, boundaries and sources."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from scenarios.flow.balance import Balance
from scenarios.flow.bands import Bands
from scenarios.flow.checkpoint import flow_arrays, read_checkpoint, restore_flow, write_checkpoint
from scenarios.flow.domain import Domain, level_problems, numbers, opening_problems
from scenarios.flow.links import LinkFlows
from scenarios.flow.record import RECORD_INTERVAL, Record
from scenarios.flow.sources import Sources
from scenarios.flow.state import State, face_table, series_table, set_sills
from scenarios.kernels.flow_run import CELL_STEPS, CLOCK, HIGHEST, NOW, STEPS, STOP, Run
from twin.errors import InvalidInputError, Problem, SimulationError, invalid
from twin.progress import Progress, silent

__all__ = ["HIGHEST_COURANT", "Solver"]

Array = npt.NDArray[Any]
Field = npt.NDArray[np.float32]

HIGHEST_COURANT = 0.95 * math.sqrt(0.5)
"""Steps are stable up to sqrt(1/2) on a grid; 5 % is left for levels that rise within a step."""
_EXCHANGE = 5.0  # s between rain, infiltration and discharges of inflows
_DRY = 1e-4  # m that does not flow
_LOSS = 1e-3
_WORK = 40_000_000  # cells in a kernel call: well under half a second


class Solver:
    """Water over a domain, from a start level on (Bates et al. 2010, exact to the last drop).

    Parameters
    ----------
    domain
        Ground, faces and sources.
    level
        Start level [m NAP], one or of shape (ny, nx); dry where it is NaN or not above the ground.
    courant
        dt sqrt(g h) / dx, above 0 and up to `HIGHEST_COURANT`.
    threads
        The result is the same to the bit for any number.
    capped
        False leaves out the weir law and the limit at the speed of a wave: only to compare with programs that
        have neither.

    Raises
    ------
    InvalidInputError
        With everything that is wrong with the domain, the level or the Courant number.
    """

    def __init__(
        self,
        domain: Domain,
        level: npt.ArrayLike,
        *,
        courant: float = 0.65,
        threads: int = 1,
        capped: bool = True,
    ) -> None:
        problems = domain.check() + _check(np.shape(domain.bed), level, courant, threads)
        if problems:
            raise InvalidInputError(problems)
        self.domain, self.threads, self.courant, self.capped = domain, threads, courant, capped
        self._begin(State(domain, level))

    def _begin(self, state: State) -> None:
        domain = self.domain
        self._state = state
        self._faces, self._order = face_table(domain, state)
        self._sources, self._links = Sources(domain, state), LinkFlows(domain, state)
        self._record = Record(domain, state)
        dry = max(1, round(_DRY / state.unit))
        sizes = (state.unit, state.datum, state.dx, state.dy)
        self._bands = Bands(
            Run(*sizes, self.courant, _EXCHANGE, dry, self.capped, False),
            state.fields(),
            self._faces,
            series_table(domain, state),
            self._links.transfers.table(),
            self._links.table,
            self.threads,
        )
        self._clock = np.zeros(CLOCK)
        self._clock[HIGHEST] = state.highest()
        self._initial = state.stored()
        self._exchanged, self._sampled, self._looked = 0.0, -math.inf, -math.inf

    @property
    def record(self) -> Record:
        """What the flow left behind in each cell, up to now."""
        if self._looked < self.time:
            self._look()
        return self._record

    @property
    def time(self) -> float:
        """Seconds since the start."""
        return float(self._clock[NOW])

    @property
    def steps(self) -> int:
        """Steps done."""
        return int(self._clock[STEPS])

    @property
    def cell_steps(self) -> int:
        """Cells computed, summed over the steps."""
        return int(self._clock[CELL_STEPS])

    @property
    def depth(self) -> Field:
        """Water depth [m], shape (ny, nx); NaN where no cell."""
        return self._state.depth()

    @property
    def level(self) -> Field:
        """Water level [m NAP], shape (ny, nx): the ground where dry, NaN where no cell."""
        state = self._state
        wet = state.surface[state.inner] != state.bed[state.inner]
        level = (state.datum + state.surface[state.inner] * state.unit).astype(np.float32)
        return np.where(wet, level, self.domain.bed)

    def level_at(self, row: Array, col: Array) -> npt.NDArray[np.float64]:
        """Water level [m NAP] of some cells, the ground where dry; NaN where no cell."""
        state = self._state
        counts = state.surface[np.asarray(row) + 1, np.asarray(col) + 1]
        return np.where(state.cells[row, col], state.datum + counts * state.unit, np.nan)

    @property
    def discharge_x(self) -> Field:
        """Flow through the east side of each cell [m2/s], shape (ny, nx)."""
        return self._state.qx[self._state.inner].copy()

    @property
    def discharge_y(self) -> Field:
        """Flow through the south side of each cell [m2/s], shape (ny, nx)."""
        return self._state.qy[self._state.inner].copy()

    @property
    def faces_volume(self) -> npt.NDArray[np.float64]:
        """Water through each entry of the faces so far [m3], positive to the east or south, shape (n,)."""
        volume = np.empty(len(self._order))
        volume[self._order] = self._faces.volume * self._state.cell_volume
        return volume

    @property
    def links(self) -> LinkFlows:
        """Inflows, pumps, culverts, weirs and gates, and what went through each."""
        return self._links

    def set_sills(self, sill: Array, share: Array) -> None:
        """Give every entry of the faces a new sill [m NAP] and share, as a breach grows.

        Raises
        ------
        InvalidInputError
            When there is not one for each entry, a share lies outside 0..1 or a sill is no level.
        """
        if problems := opening_problems("faces", self.domain.faces, sill, share):
            raise InvalidInputError(problems)
        set_sills(self._faces, self._order, self._state, sill, share)

    @property
    def balance(self) -> Balance:
        """Where the water came from and went."""
        state, sources, passed = self._state, self._sources, self._faces.passed
        outside = self._faces.outside
        boundary = int(passed[outside == 1].sum()) - int(passed[outside == 2].sum())
        return Balance(
            self._initial * state.cell_volume,
            state.stored() * state.cell_volume,
            boundary * state.cell_volume,
            sources.rain,
            sources.infiltrated,
            self._links.inflow,
            self._links.pumped_out,
        )

    def advance(self, until: float, progress: Progress = silent) -> None:
        """Go on until a time [s]; may be called again.

        Raises
        ------
        InvalidInputError
            When the time is not finite.
        SimulationError
            When a level leaves all bounds or a thousandth of the water is lost, with place and time.
        Cancelled
            When `progress` raises it; the computation can go on from where it is.
        """
        if not math.isfinite(until):
            raise invalid("until", until, "is no time to stop at", "Give seconds since the start.")
        begin = self.time
        if until <= begin:
            return
        self._clock[STOP] = until
        if math.isinf(self._sampled):
            self._links.update(begin)
            self._sample()
        with ThreadPoolExecutor(self.threads - 1) if self.threads > 1 else nullcontext() as pool:
            while self.time < until:
                target = (math.floor(self._exchanged / _EXCHANGE + 1e-9) + 1) * _EXCHANGE
                sound = self._bands.run(self._clock, target, _WORK, pool)
                if not sound or self.time >= min(target, until):
                    self._exchange(sound)
                progress((self.time - begin) / (until - begin), "flow")

    def _exchange(self, sound: bool) -> None:
        """Rain, infiltration, discharges, the record; and whether the water is still to be trusted."""
        state, now = self._state, self.time
        if not self._sources.idle:
            before = self._sources.rain
            self._sources.apply(state, self._exchanged, now)
            cells = int(state.cells.sum())
            self._clock[HIGHEST] += round((self._sources.rain - before) / (cells * state.cell_volume))
        if len(self._links):
            self._links.update(now)
        self._exchanged = now
        if now >= self._sampled + RECORD_INTERVAL * (1.0 - 1e-9):
            self._sample()
            sound = sound and self.balance.error < _LOSS
        if not sound:
            raise SimulationError(self._trouble())

    def _sample(self) -> None:
        """Look at the flow at its regular moment."""
        self._look()
        self._sampled = math.floor(self.time / RECORD_INTERVAL + 1e-9) * RECORD_INTERVAL

    def _look(self) -> None:
        self._record.sample(self._state, self.time)
        self._looked = self.time

    def _trouble(self) -> str:
        """Say where the water went wrong, and when."""
        state = self._state
        depth = np.abs(state.surface[state.inner].astype(np.int64) - state.bed[state.inner])
        row, col = np.unravel_index(int(np.argmax(depth)), depth.shape)
        x, y = (col + 0.5) * state.dx, (row + 0.5) * state.dy
        return (
            f"the flow went out of bounds at x {x:g} m, y {y:g} m from the north-west corner (row {row}, "
            f"column {col}) after {self.time:.1f} s: depth {depth[row, col] * state.unit:.3g} m, "
            f"{self.balance.error:.1e} of the water lost"
        )

    def arrays(self) -> dict[str, Array]:
        """Everything that is needed to go on later, as plain arrays; they may be those of the solver."""
        return flow_arrays(self)

    def restore(self, arrays: dict[str, Array]) -> None:
        """Go on from what `arrays` of a solver made alike gave, bit-identically."""
        restore_flow(self, arrays)

    def save(self, path: str | Path) -> None:
        """Write a checkpoint from which `load` goes on, bit-identically."""
        write_checkpoint(self, Path(path))

    @classmethod
    def load(cls, path: str | Path, domain: Domain, threads: int = 1) -> Self:
        """Go on from a checkpoint of the same domain.

        Raises
        ------
        StoreError
            When the file is no checkpoint, or one of another domain.
        """
        return read_checkpoint(cls, Path(path), domain, threads)


def _check(shape: tuple[int, ...], level: Any, courant: Any, threads: Any) -> list[Problem]:
    problems = level_problems("level", level)
    if not problems and np.ndim(level) and np.shape(level) != shape:
        text = f"the ground has shape {shape}"
        problems.append(Problem("level", np.shape(level), text, "Give one level, or one a cell."))
    if (found := numbers(courant)) is None or found.ndim or not 0.0 < found <= HIGHEST_COURANT:
        text = f"steps are stable above 0 and up to {HIGHEST_COURANT:.3f}"
        problems.append(Problem("courant", courant, text, "Use 0.65."))
    if not (isinstance(threads, int) and threads >= 1):
        problems.append(Problem("threads", threads, "work needs a thread", "Give a whole number above 0."))
    return problems
