"""The record of a flood: highest water, arrival, speed, rise and duration in each cell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.kernels.flow_record import sample_flow

if TYPE_CHECKING:
    from scenarios.flow.domain import Domain
    from scenarios.flow.state import State

__all__ = ["FULL_DEPTH", "RECORD_INTERVAL", "WET_DEPTH", "Record"]

Floats = npt.NDArray[np.float32]
Array = npt.NDArray[Any]

WET_DEPTH = 0.02
"""Depth above which a cell counts as flooded [m]."""
FULL_DEPTH = 1.5
"""Depth up to which the rise of the water is measured [m]: mortality asks for the first 1.5 m."""
RECORD_INTERVAL = 60.0
"""Time between samples [s]; times of the record are known to this, and the first sample that fits counts."""

_START = {
    "highest": np.iinfo(np.int32).min,
    "highest_at": math.nan,
    "arrival": math.inf,
    "full_at": math.inf,
    "speed": 0.0,
    "force": 0.0,
    "duration": 0.0,
}


class Record:
    """Maxima and times of a flow, sampled every `RECORD_INTERVAL`.

    Parameters
    ----------
    domain
        What is computed; where its bed is NaN there is no cell.
    state
        The state that will be sampled.

    Notes
    -----
    Speed is that of the discharge in the middle of a cell (mean of opposite sides) over its depth, where the
    cell holds more than `WET_DEPTH`. All fields have shape (ny, nx), are float32 and copies.
    """

    def __init__(self, domain: Domain, state: State) -> None:
        ny, nx = domain.shape
        self._cells = domain.cells
        self._bed = state.bed[1 : ny + 1, 1 : nx + 1]
        self._unit, self._datum = float(state.unit), float(state.datum)
        self._limits = np.array([WET_DEPTH, FULL_DEPTH]) / self._unit
        self._last = math.nan
        self._fields: dict[str, Array] = {
            name: np.full((ny, nx), value, np.int32 if name == "highest" else np.float32)
            for name, value in _START.items()
        }

    def sample(self, state: State, t: float) -> None:
        """Look at the flow at time `t` [s], not before the last sample."""
        elapsed = 0.0 if math.isnan(self._last) else t - self._last
        moment = np.array([t, elapsed], np.float32)
        limits = self._limits.astype(np.int32)
        fields = self._fields.values()
        sample_flow(
            moment, np.float32(self._unit), limits, state.surface, state.bed, state.qx, state.qy, *fields
        )
        self._last = t

    @property
    def max_level(self) -> Floats:
        """Highest water level [m NAP], NaN where it stayed dry or there is no cell."""
        highest = self._fields["highest"]
        level = self._datum + highest.astype(np.float64) * self._unit
        return np.where(highest > _START["highest"], level, np.nan).astype(np.float32)

    @property
    def max_depth(self) -> Floats:
        """Greatest depth [m], 0 where it stayed dry, NaN where there is no cell."""
        highest = self._fields["highest"].astype(np.int64)
        return self._of_cells(np.maximum(highest - self._bed, 0) * self._unit)

    @property
    def arrival_time(self) -> Floats:
        """First time with more than `WET_DEPTH` of water [s], NaN where that never came."""
        return _known(self._fields["arrival"])

    @property
    def time_of_max(self) -> Floats:
        """Time at which the highest level was first reached [s], NaN where it stayed dry."""
        return self._fields["highest_at"].copy()

    @property
    def time_1_5(self) -> Floats:
        """First time with at least 1.5 m of water [s], NaN where that never came."""
        return _known(self._fields["full_at"])

    @property
    def max_speed(self) -> Floats:
        """Greatest speed [m/s], 0 where it stayed dry, NaN where there is no cell."""
        return self._of_cells(self._fields["speed"])

    @property
    def max_depth_speed(self) -> Floats:
        """Greatest product of depth and speed [m2/s], 0 where it stayed dry, NaN where there is no cell."""
        return self._of_cells(self._fields["force"])

    @property
    def duration(self) -> Floats:
        """Time with more than `WET_DEPTH` of water [s], 0 where it stayed dry, NaN where there is no cell."""
        return self._of_cells(self._fields["duration"])

    @property
    def rise_rate(self) -> Floats:
        """Mean rise over the first 1.5 m, or up to the highest level where that is lower [m/s].

        It counts from `WET_DEPTH` at arrival. A rise within one interval counts as one interval, so that the
        figure has an upper end (89 m/h). 0 where the water stood there at the start and did not rise; NaN
        where it stayed dry or there is no cell.
        """
        arrival, full_at = (self._fields[name].astype(np.float64) for name in ("arrival", "full_at"))
        full = np.isfinite(full_at)
        height = np.where(full, FULL_DEPTH, self.max_depth) - WET_DEPTH
        end = np.where(full, full_at, self._fields["highest_at"])
        arrival[np.isinf(arrival)] = np.nan
        rate = height / np.maximum(end - arrival, RECORD_INTERVAL)
        return np.where((end == 0) & (arrival == 0), 0.0, rate).astype(np.float32)

    def _of_cells(self, values: Array) -> Floats:
        return np.where(self._cells, values, np.nan).astype(np.float32)

    def arrays(self) -> dict[str, Array]:
        """Everything that is needed to go on later, as plain arrays."""
        return {**{name: field.copy() for name, field in self._fields.items()}, "last": np.array(self._last)}

    def restore(self, arrays: dict[str, Array]) -> None:
        """Go on from what `arrays` gave, bit-identically."""
        self._last = float(arrays["last"])
        for name, field in self._fields.items():
            field[:] = arrays[name]


def _known(time: Floats) -> Floats:
    return np.where(np.isinf(time), np.float32(np.nan), time)
