"""What is kept of a flow while it is computed: a film of depths, and series in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.conventions import NO_DEPTH

if TYPE_CHECKING:
    from scenarios.flow.from_twin import FloodModel

__all__ = ["Film", "Series", "depth_with_sea", "even_times"]

Field = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

_DEEPEST = 327.67


def even_times(duration: float, step: float) -> Floats:
    """Moments from 0 to a duration [s], a step apart, the last one included."""
    times = np.arange(0.0, duration, step)
    return np.append(times[duration - times > 1e-6 * step], duration)


def depth_with_sea(model: FloodModel, depth: Field, sea_level: float | None) -> Field:
    """Depth [m] of cells and of the water outside at a level of the sea [m NAP]; NaN without ground."""
    if sea_level is None:
        return depth
    outside = np.maximum(np.float32(sea_level) - model.ground, np.float32(0.0))
    return np.where(model.outside, outside, depth)


class Film:
    """Depths at even moments, as whole centimetres.

    Parameters
    ----------
    times
        Moments [s].
    shape
        Rows and columns.
    """

    def __init__(self, times: Floats, shape: tuple[int, int]) -> None:
        self.times = times
        self.depth_cm = np.full((times.size, *shape), NO_DEPTH, np.int16)

    def take(self, number: int, depth: Field) -> None:
        """Keep the depth [m] of one moment; NaN is kept as `NO_DEPTH`."""
        centimetres = np.rint(100.0 * np.minimum(depth, np.float32(_DEEPEST)))
        self.depth_cm[number] = np.where(np.isnan(depth), NO_DEPTH, centimetres).astype(np.int16)


class Series:
    """Running totals at even moments, told as totals and as mean rates since the moment before.

    Parameters
    ----------
    times
        Moments [s].
    names
        What is kept.
    """

    def __init__(self, times: Floats, names: Sequence[str]) -> None:
        self.times = times
        self._kept = {name: np.zeros(times.size) for name in names}

    def take(self, number: int, **values: float) -> None:
        """Keep the values of one moment."""
        for name, value in values.items():
            self._kept[name][number] = value

    def arrays(self) -> dict[str, Floats]:
        """What was kept so far, by name."""
        return self._kept

    def restore(self, arrays: dict[str, Floats]) -> None:
        """Go on from what `arrays` gave."""
        for name, kept in self._kept.items():
            kept[:] = arrays[name]

    def __getitem__(self, name: str) -> Floats:
        return self._kept[name]

    def rate(self, name: str) -> Floats:
        """Mean rate since the moment before [per s]; 0 at the first."""
        steps = np.diff(self.times)
        return np.concatenate([[0.0], np.diff(self._kept[name]) / steps]) if steps.size else np.zeros(1)
