"""Land use lost to dikes: what grows, stands or flows on the ground outside today's toes that they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.dikes.conflict_kinds.base import ConflictKind, InTheWay
from scenarios.dikes.growth import Met

if TYPE_CHECKING:
    from scenarios.dikes.growth import Growth
    from twin.state import Twin

__all__ = ["LandUse"]

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
_STEP = 1.0


class LandUse(ConflictKind):
    """Land-use classes of the ground taken, one row per dike and class."""

    id: ClassVar[str] = "land_use"
    theme: ClassVar[str] = "land_use"
    label_nl: ClassVar[str] = "Landgebruik"
    label_en: ClassVar[str] = "Land use"

    def lacks(self, twin: Twin) -> str | None:
        """The land use is a field of the ground, not a theme."""
        return None if "land_use" in twin.surface else "the twin has no land use"

    def find(self, twin: Twin, growth: Growth) -> InTheWay:
        """Count the ground taken by class; drawn are the stretches of dike beside which it lies."""
        samples = _Samples(twin, growth)
        group, member = np.unique(samples.group, return_inverse=True)
        first = np.full(len(group), len(growth.years), np.int64)
        np.minimum.at(first, member, samples.year)
        year = np.where(first > growth.horizon, len(growth.years) - 1, growth.horizon)
        area = np.bincount(member, samples.area * (samples.year <= year[member]), minlength=len(group))
        order = np.lexsort((samples.place, samples.year, member))
        places = samples.place[order[np.unique(member[order], return_index=True)[1]]]
        met = Met(np.arange(len(group)), places, first)
        shapes = np.full(len(group), None, dtype=object)
        for number in range(len(group)):
            mine = np.zeros(len(growth.inner_toe), bool)
            mine[samples.place[(member == number) & (samples.year <= year[number])]] = True
            shapes[number] = growth.taken_at(mine, int(year[number]))
        table = _classes(growth, group)
        relation = np.full(len(group), "", dtype=object)
        return InTheWay(growth, met, table, shapes, {"area": area}, relation, "land use of the twin")


class _Samples:
    """Points at every metre across the ground that is taken in the end.

    Attributes
    ----------
    place, year : ndarray
        Number of the place, and of the year in which the toe is there.
    area : ndarray
        Ground that a point stands for [m2].
    group : ndarray
        Dike and land-use class as one number.
    """

    def __init__(self, twin: Twin, growth: Growth) -> None:
        inward = self._side(twin, growth, outer=False)
        outward = self._side(twin, growth, outer=True)
        self.place, self.year, self.area, self.group = (
            np.concatenate(pair) for pair in zip(inward, outward, strict=True)
        )

    @staticmethod
    def _side(twin: Twin, growth: Growth, *, outer: bool) -> tuple[Indices, Indices, Floats, Indices]:
        places = growth.locations
        width = np.nan_to_num((growth.outward if outer else growth.inward)[:, -1])
        count = np.ceil(width / _STEP).astype(np.int64)
        place = np.repeat(np.arange(len(width)), count)
        within = np.arange(place.size) - np.repeat(np.cumsum(count) - count, count)
        step = (width / np.maximum(count, 1))[place]
        beyond = (within + 0.5) * step
        offset = growth.outer_toe[place] - beyond if outer else growth.inner_toe[place] + beyond
        x = places.x[place] + places.inward_x[place] * offset
        y = places.y[place] + places.inward_y[place] * offset
        row, column = twin.grid.index(x, y)
        inside = (row >= 0) & (row < twin.grid.ny) & (column >= 0) & (column < twin.grid.nx)
        use = twin.surface["land_use"].values[row[inside], column[inside]].astype(np.int64)
        year = growth.first_year(place, beyond, outer=outer)
        area = step * places.length[place]
        group = places.dike[place][inside].astype(np.int64) * _MANY + use
        return place[inside], year[inside], area[inside], group


_MANY = 1 << 16


def _classes(growth: Growth, group: Indices) -> Any:
    """Dike and class of each group, as the features that other kinds have."""
    import geopandas as gpd

    from twin.vocabulary import LAND_USE

    known = [LAND_USE.get(number % _MANY) for number in group.tolist()]
    codes = [str(number % _MANY) for number in group.tolist()]
    dikes = [growth.locations.dikes[number // _MANY] for number in group.tolist()]
    keys = [entry.key if entry else code for entry, code in zip(known, codes, strict=True)]
    columns = {
        "id": [f"{dike}-{key}" for dike, key in zip(dikes, keys, strict=True)],
        "name": [entry.label_nl if entry else code for entry, code in zip(known, codes, strict=True)],
        "name_en": [entry.label_en if entry else code for entry, code in zip(known, codes, strict=True)],
    }
    return gpd.GeoDataFrame(columns, geometry=[None] * len(group))
