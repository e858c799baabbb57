"""Which way groundwater flows where nobody pumps: the head between sea, rivers, dunes and polders."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.errors import SimulationError
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.seepage.setting import Setting
    from twin.state import Twin

__all__ = ["Heads", "heads"]

Floats = npt.NDArray[np.float64]

_MOST_CELLS = 60_000
_AROUND = 600.0  # m beyond the wells over which a slope is taken
_LEAST_CELLS = 8
_DRAINS = 3000.0  # m: land so far around a well field holds its water table


@dataclass(frozen=True, slots=True)
class Heads:
    """Head in the first aquifer of a twin without wells.

    Parameters
    ----------
    setting
        Its cells.
    head
        (ny, nx) [m NAP]; NaN where there is none.
    """

    setting: Setting
    head: Floats

    def _near(self, x: Floats, y: Floats, far: float) -> npt.NDArray[np.bool_]:
        """Cells no further than so much beyond some places."""
        grid = self.setting.grid
        reach = far + float(np.hypot(x - x.mean(), y - y.mean()).max())
        east, north = np.meshgrid(grid.x - x.mean(), grid.y - y.mean())
        return np.asarray(np.hypot(east, north) <= reach, np.bool_)

    def slope(self, x: Floats, y: Floats) -> tuple[float, float] | None:
        """Rise of the head to the east and to the north around some wells [1]; None where it is not known.

        A plane through the heads of the cells around them, by least squares.
        """
        known = self._near(x, y, _AROUND) & np.isfinite(self.head) & ~self.setting.sea
        if known.sum() < _LEAST_CELLS:
            return None
        east, north = np.meshgrid(self.setting.grid.x - x.mean(), self.setting.grid.y - y.mean())
        plane = np.column_stack([east[known], north[known], np.ones(int(known.sum()))])
        found = np.linalg.lstsq(plane, self.head[known], rcond=None)[0]
        return float(found[0]), float(found[1])

    def level(self, x: float, y: float) -> float:
        """Head at a place [m NAP]; NaN where it is not known."""
        row, column = (int(at) for at in self.setting.grid.index(x, y))
        ny, nx = self.head.shape
        return float(self.head[row, column]) if 0 <= row < ny and 0 <= column < nx else math.nan

    def drained_share(self, x: Floats, y: Floats) -> float:
        """Part of the land and water around some wells whose level is held by people or by the sea [1]."""
        near = self._near(x, y, _DRAINS)
        held = (self.setting.area >= 0) | self.setting.sea | self.setting.river
        return float((near & held).sum() / max(int(near.sum()), 1))


def heads(twin: Twin, *, sea: float, recharge: float, progress: Progress) -> Heads | str:
    """Find the head without wells, or tell why it is not known.

    Parameters
    ----------
    twin
        With voxels and water-level areas.
    sea
        Level of the sea and of rivers that it reaches [m NAP].
    recharge
        Of land without ditches [m/s].
    progress
        Told how far it is.
    """
    from scenarios.seepage.flow import flow
    from scenarios.seepage.setting import setting

    made = setting(twin, most_cells=_MOST_CELLS)
    if isinstance(made, str):
        return made
    areas: Floats = np.empty(0)
    if "peilgebieden" in twin.features:
        table = twin.features["peilgebieden"]
        areas = 0.5 * (
            table["summer_level"].to_numpy(np.float64) + table["winter_level"].to_numpy(np.float64)
        )
    try:
        found = flow(made, polder=areas, sea=sea, river=sea, recharge=recharge, progress=progress)
    except SimulationError as error:
        return str(error)
    return Heads(made, found.head)
