"""Rain and infiltration of a running flow computation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.kernels.flow_sources import add_rain, infiltrate

if TYPE_CHECKING:
    from scenarios.flow.domain import Domain, TimeSeries
    from scenarios.flow.state import State

__all__ = ["Sources", "integral"]

Array = npt.NDArray[Any]

_GOLDEN = 0.6180339887498949


def integral(series: TimeSeries, t0: float, t1: float) -> float:
    """Integrate a series over time, exactly.

    Parameters
    ----------
    series
        Linear between its points, constant beyond its ends.
    t0, t1
        Start and end [s].

    Returns
    -------
    float
        Value times seconds.
    """
    first, last = np.searchsorted(series.time, t0, "right"), np.searchsorted(series.time, t1, "left")
    if first >= last:
        return (series.at(t0) + series.at(t1)) / 2 * (t1 - t0)
    time = np.concatenate([[t0], series.time[first:last], [t1]])
    return float(np.trapezoid(np.interp(time, series.time, series.value), time))


class Sources:
    """What falls on the cells and what the ground takes, with the account of both.

    Levels are whole counts, so that nothing is lost: a part of a count of rain waits until there is a whole
    one, and of the parts that the ground would take each step gives its share of whole ones.

    Parameters
    ----------
    domain
        With rain, infiltration, both or neither.
    state
        State of the computation.
    """

    def __init__(self, domain: Domain, state: State) -> None:
        self._rain_series = domain.rain
        self._cells = int(domain.cells.sum())
        self._volume = float(state.cell_volume)
        self._asked, self._fallen, self._steps, self._taken_counts = 0.0, 0, 0, 0
        self._ground: tuple[Array, Array, Array, Array] | None = None
        self._taken = np.zeros((0, 0), np.int32)
        if domain.infiltration is not None:
            self._ground = domain.infiltration.fields(domain.shape, state.unit)
            self._taken = np.zeros(domain.shape, np.int32)

    @property
    def idle(self) -> bool:
        """Whether there is neither rain nor infiltration."""
        return self._rain_series is None and self._ground is None

    def apply(self, state: State, t0: float, t1: float) -> None:
        """Let it rain and let the ground take water from `t0` to `t1` [s]."""
        if self._rain_series is not None:
            self._asked += max(integral(self._rain_series, t0, t1), 0.0) / state.unit
            counts = int(np.rint(self._asked - self._fallen))
            if counts > 0:
                add_rain(state.surface, state.bed, np.int32(counts))
                self._fallen += counts
                state.wake_all()
        if self._ground is not None:
            self._steps += 1
            turn = (self._steps * _GOLDEN) % 1.0
            constants = np.array([state.unit, t1 - t0, turn], np.float32)
            self._taken_counts += infiltrate(state.surface, state.bed, self._taken, *self._ground, constants)

    @property
    def rain(self) -> float:
        """Rain that fell on the cells so far [m3]; less than half a count a cell is still to come."""
        return self._fallen * self._cells * self._volume

    @property
    def pending(self) -> float:
        """Rain that was asked for and is still to come, negative when it came early [m3]."""
        return (self._asked - self._fallen) * self._cells * self._volume

    @property
    def infiltrated(self) -> float:
        """Water that the ground took so far [m3]."""
        return self._taken_counts * self._volume

    def infiltrated_depth(self, unit: float) -> npt.NDArray[np.float32]:
        """Depth that the ground of each cell took so far [m], shape (ny, nx), from the metres of a count."""
        return (self._taken * unit).astype(np.float32)

    def arrays(self) -> dict[str, Array]:
        """Everything that is needed to go on later, as plain arrays."""
        counts = np.array([self._fallen, self._steps, self._taken_counts], np.int64)
        return {"asked": np.array(self._asked), "counts": counts, "taken": self._taken.copy()}

    def restore(self, arrays: dict[str, Array]) -> None:
        """Go on from what `arrays` gave, bit-identically."""
        self._asked = float(arrays["asked"])
        self._fallen, self._steps, self._taken_counts = (int(value) for value in arrays["counts"])
        self._taken[:] = arrays["taken"]
