"""The record of a flood computed on pools, told for the fine cells."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.record import FULL_DEPTH, RECORD_INTERVAL, WET_DEPTH
from scenarios.kernels.subgrid_fine import Marks, pool_speeds, sample_pools, wet_times

if TYPE_CHECKING:
    from scenarios.flow.subgrid import SubgridSolver

__all__ = ["SubgridRecord"]

Floats = npt.NDArray[np.float32]
Array = npt.NDArray[Any]


class SubgridRecord:
    """Maxima and times of a flow, sampled every `RECORD_INTERVAL`; members as `scenarios.flow.record.Record`.

    The cells of a pool get wet in the order in which they connect with its deepest point, so that arrival
    and duration are known for each fine cell from the level of the pool alone. All fields have the shape of
    the fine grid, are float32 and copies.

    Parameters
    ----------
    solver
        The solver that will be sampled.

    Notes
    -----
    Speed is the discharge over the wet section of the links over ground of a pool (its
    largest); within the pool it goes with depth^(2/3), as Manning has it. Flow over a crest is left out.
    """

    def __init__(self, solver: SubgridSolver) -> None:
        pools, cells = solver.pools, solver.domain.bed.size
        count = len(pools)
        self._solver = solver
        self._last = math.nan
        self._marks = Marks(
            highest=np.full(count, -np.inf),
            highest_at=np.full(count, np.nan),
            reached=np.zeros(count, np.int32),
            filled=np.zeros(count, np.int32),
            wet=np.zeros(count, np.int32),
            since=np.zeros(count),
            low=np.full(count, np.inf),
            high=np.full(count, -np.inf),
            standing=np.zeros(pools.cell.size + count),
            arrival=np.full(cells, np.nan, np.float32),
            full_at=np.full(cells, np.nan, np.float32),
        )
        self._speed, self._swift = np.zeros(count), np.zeros(count)

    @property
    def due(self) -> float:
        """Moment of the next sample [s]: at once at the start, then every interval."""
        if math.isnan(self._last):
            return -math.inf
        return (math.floor(self._last / RECORD_INTERVAL + 1e-9) + 1) * RECORD_INTERVAL

    def sample(self) -> None:
        """Look at the flow once."""
        solver, pools, flows = self._solver, self._solver.pools, self._solver.flows
        time, level = solver.time, solver.state.level
        wet_pools, wet_links = solver.wet
        sample_pools(
            time,
            WET_DEPTH,
            FULL_DEPTH,
            wet_pools,
            pools.start,
            pools.cell,
            pools.threshold,
            level,
            self._marks,
        )
        pool_speeds(
            wet_links, flows.one, flows.other, flows.kind, flows.flow, level, flows.table, flows.row,
            self._speed, self._swift,
        )  # fmt: skip
        self._last = time

    @property
    def max_level(self) -> Floats:
        """Highest water level [m NAP], NaN where it stayed dry or there is no cell."""
        level = self._solver.spread(self._marks.highest)
        bed = self._solver.domain.bed
        return np.where(level - bed > 0.0, level, np.float32(np.nan))

    @property
    def max_depth(self) -> Floats:
        """Greatest depth [m], 0 where it stayed dry, NaN where there is no cell."""
        return self._solver.spread(self._marks.highest) - self._solver.domain.bed

    @property
    def arrival_time(self) -> Floats:
        """First time with more than `WET_DEPTH` of water [s], NaN where that never came."""
        return self._shaped(self._marks.arrival.copy())

    @property
    def time_of_max(self) -> Floats:
        """Time at which the highest level was first reached [s], NaN where it stayed dry."""
        return np.where(np.isnan(self.max_level), np.float32(np.nan), self._of_pools(self._marks.highest_at))

    @property
    def time_1_5(self) -> Floats:
        """First time with at least 1.5 m of water [s], NaN where that never came."""
        return self._shaped(self._marks.full_at.copy())

    @property
    def max_speed(self) -> Floats:
        """Greatest speed [m/s], 0 where it stayed dry, NaN where there is no cell."""
        return self._of_pools(self._speed) * self._unevenness(2.0 / 3.0)

    @property
    def max_depth_speed(self) -> Floats:
        """Greatest product of depth and speed [m2/s], 0 where it stayed dry, NaN where there is no cell."""
        return self._of_pools(self._swift) * self._unevenness(5.0 / 3.0)

    @property
    def duration(self) -> Floats:
        """Time with more than `WET_DEPTH` of water [s], 0 where it stayed dry, NaN where there is no cell."""
        pools = self._solver.pools
        out = np.full(self._marks.arrival.size, np.nan, np.float32)
        wet_times(self._last, pools.start, pools.cell, self._marks, out)
        return self._shaped(out)

    @property
    def rise_rate(self) -> Floats:
        """Mean rise over the first 1.5 m, or up to the highest level if lower [m/s]; NaN where dry."""
        arrival, full_at = self.arrival_time.astype(np.float64), self.time_1_5.astype(np.float64)
        full = ~np.isnan(full_at)
        height = np.where(full, FULL_DEPTH, self.max_depth) - WET_DEPTH
        end = np.where(full, full_at, self.time_of_max)
        rate = height / np.maximum(end - arrival, RECORD_INTERVAL)
        return np.where((end == 0) & (arrival == 0), 0.0, rate).astype(np.float32)

    def arrays(self) -> dict[str, Array]:
        """Everything that is needed to go on later, as plain arrays."""
        return {**self._kept(), "last": np.array(self._last)}

    def restore(self, arrays: dict[str, Array]) -> None:
        """Go on from what `arrays` gave, bit-identically."""
        self._last = float(arrays["last"])
        for name, field in self._kept().items():
            field[:] = arrays[name]

    def _kept(self) -> dict[str, Array]:
        return {**self._marks._asdict(), "speed": self._speed, "swift": self._swift}

    def _shaped(self, values: Floats) -> Floats:
        return values.reshape(self._solver.domain.shape)

    def _of_pools(self, values: Array) -> Floats:
        """Value of the pool of each fine cell, NaN where there is none."""
        number = self._solver.pools.number
        return self._shaped(np.where(number >= 0, values[np.maximum(number, 0)], np.nan).astype(np.float32))

    def _unevenness(self, power: float) -> Floats:
        """Depth of a fine cell over the mean of its pool at the highest level, to a power; 0 where dry."""
        depth, number = self.max_depth, self._solver.pools.number
        wet = depth.reshape(-1) > 0.0
        count = len(self._solver.pools)
        total = np.bincount(number[wet], depth.reshape(-1)[wet], count)
        mean = total / np.maximum(np.bincount(number[wet], minlength=count), 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            part = depth / self._of_pools(mean)
        return np.where(depth > 0.0, part**power, depth).astype(np.float32)
