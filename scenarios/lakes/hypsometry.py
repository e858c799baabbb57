"""Area of a lake at each level, the water between two levels, and the level after water is added."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import ascending, numbers

__all__ = ["Hypsometry"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hypsometry:
    """Area of a lake against its level: linear between the nodes, constant beyond them.

    Parameters
    ----------
    levels
        Nodes [m NAP], (n,), ascending.
    areas
        Water surface at each node [m2], (n,), > 0, nowhere less than lower down.

    Raises
    ------
    ValueError
        If levels do not ascend, an area is not known or shrinks upward.

    Examples
    --------
    >>> lake = Hypsometry(np.array([0.0]), np.array([1.1e9]))
    >>> round(float(lake.volume(-0.30, -0.10)) / 1e6, 3)
    220.0
    """

    levels: Floats
    areas: Floats

    def __post_init__(self) -> None:
        """Refuse what is no lake."""
        nodes, areas = ascending("levels", list(self.levels)), numbers("areas", self.areas, above=0.0)
        if areas.shape != nodes.shape or np.isnan(areas).any() or (np.diff(areas) < 0.0).any():
            raise ValueError("areas must be known, one for each level, and nowhere less than lower down")

    def area(self, level: npt.ArrayLike) -> Floats:
        """Water surface [m2] at a level [m NAP]; that of the end node beyond the nodes."""
        return np.asarray(np.interp(numbers("level", level), self.levels, self.areas), dtype=np.float64)

    def volume(self, low: npt.ArrayLike, high: npt.ArrayLike) -> Floats:
        """Water between two levels [m3], below 0 when ``high`` is the lower one."""
        return np.asarray(self._stored(high) - self._stored(low), dtype=np.float64)

    def level(self, start: float, added: float) -> float:
        """Level [m NAP] after a volume [m3] is added to the lake at a level; below 0: taken out.

        Notes
        -----
        The area is linear between nodes, so the volume is a parabola, whose root is taken.
        """
        target = float(self._stored(start)) + added
        if not np.isfinite(target):
            return float("nan")
        first, last = float(self.levels[0]), float(self.levels[-1])
        stored = self._stored(self.levels)
        if target <= stored[0]:
            return first + (target - float(stored[0])) / float(self.areas[0])
        if target >= stored[-1]:
            return last + (target - float(stored[-1])) / float(self.areas[-1])
        at = int(np.searchsorted(stored, target, side="right")) - 1
        low, area = float(self.levels[at]), float(self.areas[at])
        slope = (float(self.areas[at + 1]) - area) / (float(self.levels[at + 1]) - low)
        left = target - float(stored[at])
        # the form without a difference of nearly equal numbers, which a straight wall (slope 0) needs
        return low + 2.0 * left / (area + float(np.sqrt(area * area + 2.0 * slope * left)))

    def _stored(self, level: npt.ArrayLike) -> Floats:
        """Water above the lowest node [m3]; below it negative."""
        asked = numbers("level", level)
        steps = np.diff(self.levels) * (self.areas[1:] + self.areas[:-1]) / 2.0
        whole = np.concatenate([[0.0], np.cumsum(steps)])
        at = np.clip(np.searchsorted(self.levels, asked, side="right") - 1, 0, self.levels.size - 1)
        above = asked - self.levels[at]
        return np.asarray(whole[at] + above * (self.areas[at] + self.area(asked)) / 2.0, dtype=np.float64)
