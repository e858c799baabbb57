"""Seepage of parcel columns through one aquifer: what the groundwater of one polder does to the next.

A raised table presses less water up in its own land and more next to it. The aquifer is the same in every
year and with every level: it is made once for the columns of a twin, and asked again and again.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.polders.aquifer import LeakyAquifer
from scenarios.sea_level_tables import MEAN_LEVEL_1995_2014
from scenarios.seepage.setting import Setting
from scenarios.seepage.today import RECHARGE, levels_today, today

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from scenarios.polders.model import Columns
    from twin.state import Twin

__all__ = ["TIGHTER", "Shared", "Under", "shared"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TIGHTER = (1.0, 0.5, 2.0)
"""Times that the layer is as tight as the twin tells; the first is as it tells."""
_KEPT: dict[int, Shared | str] = {}


@dataclass(frozen=True, slots=True)
class Under:
    """Head in the aquifer [m NAP] and flow upward through the layer [m/s] on the cells of it, (n,) each.

    NaN where they are not known; flow also where nothing is taken to leak.
    """

    head: Floats
    seepage: Floats


@dataclass(frozen=True, slots=True)
class Shared:
    """Aquifer under the columns of a twin.

    Parameters
    ----------
    setting
        Where the water flows.
    cells
        Cells of the twin of each column (k) in each cell of the aquifer (n), sparse (n, k).
    solvers
        One for each of `TIGHTER`.
    recharge
        That reaches the aquifer from land outside the areas [m/s].
    found
        What was made before, see `once`.
    """

    setting: Setting
    cells: csr_array
    solvers: tuple[LeakyAquifer, ...]
    recharge: Floats
    found: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def under(self, level: Floats, area_level: Floats) -> tuple[Under, ...]:
        """Find head and seepage for each of `TIGHTER`.

        Parameters
        ----------
        level
            Groundwater of each column with a layer below it, ditch level of one without [m NAP], (k,); NaN
            where it is not known.
        area_level
            Of the water in each area where no column tells [m NAP], (areas,); NaN: nothing leaks there.
        """
        above = self._above(level, area_level)
        return tuple(
            self._solved(solver, self.recharge, above, MEAN_LEVEL_1995_2014) for solver in self.solvers
        )

    def once[T](self, of: Sequence[npt.NDArray[Any]], name: str, make: Callable[[], T]) -> T:
        """Give what was made of some arrays before, for as long as these are there, or make it."""
        key = (name, *map(id, of))
        if key not in self.found:
            self.found[key] = make()
            for array in of:
                weakref.finalize(array, self.found.pop, key, None).atexit = False
        return self.found[key]  # type: ignore[no-any-return]

    def response(self, among: Flags) -> Floats:
        """Part of a rise of the groundwater of some columns that the head follows [1], (n,)."""
        share = self.mean(among.astype(np.float64))
        above = np.where(np.isfinite(share), share, 0.0).reshape(self.setting.grid.shape)
        solver, rain = self.solvers[0], np.zeros(self.setting.grid.shape)
        return self._solved(solver, rain, above, 0.0).head

    def mean(self, values: Floats) -> Floats:
        """Mean of values of the columns on each cell of the aquifer, (n,); NaN where none is known."""
        known = np.isfinite(values)
        count = self.cells @ known.astype(np.float64)
        total = self.cells @ np.where(known, values, 0.0)
        return np.where(count > 0.0, total / np.where(count > 0.0, count, 1.0), np.nan)

    def land(self, among: Flags) -> Floats:
        """Cells of the twin of some columns in each cell of the aquifer, (n,)."""
        return np.asarray(self.cells @ among.astype(np.float64), np.float64)

    def of_columns(self, values: Floats) -> Floats:
        """Mean of values on the cells of the aquifer under each column, (k,); NaN where none is known."""
        known = np.isfinite(values)
        count = self.cells.T @ known.astype(np.float64)
        total = self.cells.T @ np.where(known, values, 0.0)
        return np.where(count > 0.0, total / np.where(count > 0.0, count, 1.0), np.nan)

    def _above(self, level: Floats, area_level: Floats) -> Floats:
        made = self.setting
        of_area = np.append(area_level, np.nan)[made.area]
        of_column = self.mean(level).reshape(made.grid.shape)
        inside = np.where(np.isfinite(of_column), of_column, of_area)
        there = np.where(made.outside, made.above, np.where(made.river, MEAN_LEVEL_1995_2014, inside))
        return np.where(np.isfinite(there), there, 0.0)  # nothing leaks there: see `shared`

    def _solved(self, solver: LeakyAquifer, rain: Floats, above: Floats, sea: float) -> Under:
        found = solver.solve(above=above, fixed_head=sea, recharge=rain)
        passes = np.isfinite(solver.aquifer.resistance)
        return Under(found.head.ravel(), np.where(passes, found.seepage, np.nan).ravel())


def shared(twin: Twin, columns: Columns) -> Shared | str:
    """Give the aquifer under the columns of a twin, or tell why there is none.

    Parameters
    ----------
    twin
        The twin.
    columns
        With their grid. The aquifer is kept for as long as ``columns.column`` is.

    Notes
    -----
    Which land outside the areas takes in rain and which drains is that of `today`, and stays: two measures
    then add up.
    """
    key = id(columns.column)
    if key not in _KEPT:
        _KEPT[key] = _made(twin, columns)
        weakref.finalize(columns.column, _KEPT.pop, key, None).atexit = False
    return _KEPT[key]


def _made(twin: Twin, columns: Columns) -> Shared | str:
    now = today(twin)
    if isinstance(now, str):
        return now
    made, takes = now.setting, now.flow.takes_in
    cells = _cells(made, columns.column, columns.area.size)
    polder = levels_today(twin).polder
    leaks = made.outside | made.river | np.isfinite(np.append(polder, np.nan)[made.area])
    leaks |= (cells @ columns.known.astype(np.float64)).reshape(made.grid.shape) > 0.0
    through = np.where(leaks & ~takes, made.aquifer.resistance, np.inf)
    solvers = (LeakyAquifer(replace(made.aquifer, resistance=through * times)) for times in TIGHTER)
    return Shared(made, cells, tuple(solvers), np.where(takes, RECHARGE, 0.0))


def mean_by_area(columns: Columns, values: Floats) -> Floats:
    """Mean of values of the columns over the land of each area, (areas,); NaN where none is known."""
    known = np.isfinite(values)
    count = len(columns.areas)
    size = np.bincount(columns.area[known], columns.size[known], count)
    total = np.bincount(columns.area[known], (values * columns.size)[known], count)
    return np.where(size > 0.0, total / np.where(size > 0.0, size, 1.0), np.nan)


def _cells(made: Setting, column: npt.NDArray[Any], count: int) -> csr_array:
    """Cells of the twin of each column in each cell of the aquifer, (n, k)."""
    from scipy.sparse import coo_array

    ny, nx = column.shape
    rows, across = made.grid.shape
    block = (np.arange(ny) // made.factor)[:, None] * across + (np.arange(nx) // made.factor)[None, :]
    there = column >= 0
    ones = np.ones(int(there.sum()))
    return coo_array((ones, (block[there], column[there])), shape=(rows * across, count)).tocsr()
