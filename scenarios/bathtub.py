"""A connected bathtub: one level field, and what floods at any sea level as a threshold of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.exposure import Exposed, exposed, people_in
from scenarios.kernels.inundation import inundation_level_cm
from scenarios.kernels.levels import depth_at, flooded_by_level, level_metres, quantise
from twin.progress import Progress, part
from twin.vocabulary import LAND_USE

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["Bathtub", "fill"]

Floats = npt.NDArray[np.float64]
Field = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bathtub:
    """A level field against the ground, and what stands on it.

    Parameters
    ----------
    level_cm
        Inundation level [cm NAP], int16, shape (ny, nx), with the marks of `scenarios.kernels.levels`.
    ground
        Ground without raised crests [m NAP], shape (ny, nx), NaN where unknown; where a dike is absent or has
        failed it is the ground without its body.
    land
        Cells that count: ground there is, permanent water not.
    cell_area
        Area of a cell [m2].
    has_sea
        Whether there is any start cell.
    buildings, vital_objects
        What may stand in the water; None when the twin has none.
    people
        People per building; None when nothing tells.
    people_method
        How the people were found, in words.
    missing
        Why an indicator cannot be given, by its name.
    """

    level_cm: npt.NDArray[np.int16]
    ground: Field
    land: Mask
    cell_area: float
    has_sea: bool
    buildings: Exposed | None
    vital_objects: Exposed | None
    people: Floats | None
    people_method: str
    missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def level(self) -> Field:
        """Inundation level [m NAP]; +inf never, NaN without ground."""
        return level_metres(self.level_cm)

    def depth(self, sea_level: float) -> Field:
        """Water depth [m] at a sea level; 0 where dry, NaN without ground."""
        out = np.empty(self.ground.shape, np.float32)
        depth_at(self.level_cm, self.ground, sea_level, out)
        return out

    def tables(self, levels: Floats) -> dict[str, Floats]:
        """Area, volume and what is flooded at ascending sea levels that lie a centimetre or more apart."""
        area, volume = self._area_and_volume(levels)
        told = self.people is not None
        return {
            "flooded_area": area,
            "flooded_volume": volume,
            "buildings_flooded": self._count(self.buildings, levels),
            "people_affected": self._count(self.buildings, levels, self.people, known=told),
            "vital_objects_flooded": self._count(self.vital_objects, levels),
        }

    def _count(
        self, found: Exposed | None, levels: Floats, weight: Floats | None = None, *, known: bool = True
    ) -> Floats:
        """Count flooded features per level: none without a sea, NaN where nothing tells."""
        if not self.has_sea:
            return np.zeros(levels.shape)
        return found.counts(levels, weight) if found is not None and known else np.full(levels.shape, np.nan)

    def _area_and_volume(self, levels: Floats) -> tuple[Floats, Floats]:
        """Flooded land [m2] and the water on it [m3] at each level."""
        cells, depths = flooded_by_level(self.level_cm, self.ground, levels, ~self.land)
        area, volume = cells * self.cell_area, np.maximum(depths, 0.0) * self.cell_area
        return area.astype(np.float64), volume


def fill(twin: Twin, barrier: Field, connectivity: int, progress: Progress) -> Bathtub:
    """Let the sea of a twin rise against a barrier.

    Parameters
    ----------
    twin
        Twin with ``ground_level``; ``sea`` marks the start cells.
    barrier
        Ground as water meets it, with the dikes [m NAP], shape (ny, nx).
    connectivity
        4 or 8.
    progress
        Told how far the flood is; may raise to stop it.
    """
    ground = np.asarray(twin.surface["ground_level"].values, np.float32)
    sea = twin.surface["sea"].values != 0 if "sea" in twin.surface else np.zeros(ground.shape, bool)
    cells = inundation_level_cm(quantise(barrier), sea, connectivity, part(progress, 0.0, 0.7))
    progress(0.7, "what stands in the water")
    level = level_metres(cells)
    buildings = exposed(twin, "buildings", level)
    people, method = (None, "") if buildings is None else people_in(buildings.table)
    return Bathtub(
        level_cm=cells,
        ground=np.minimum(ground, barrier),
        land=~np.isnan(ground) & ~_permanent_water(twin),
        cell_area=twin.grid.cell_area,
        has_sea=bool(sea.any()),
        buildings=buildings,
        vital_objects=exposed(twin, "vital_objects", level),
        people=people,
        people_method=method,
        missing=_missing(twin, people),
    )


def _permanent_water(twin: Twin) -> Mask:
    """Water all year: the twin's own mask, else the water classes of its land use."""
    if "permanent_water" in twin.surface:
        return np.asarray(twin.surface["permanent_water"].values != 0)
    if "land_use" in twin.surface:
        water = [code for code, entry in LAND_USE.items() if entry.water]
        return np.isin(twin.surface["land_use"].values, water)
    return np.zeros(twin.grid.shape, bool)


def _missing(twin: Twin, people: Floats | None) -> dict[str, str]:
    """Why an indicator cannot be given, by its name."""
    reasons = {}
    if "buildings" not in twin.features:
        reasons["buildings_flooded"] = reasons["people_affected"] = "the twin has no buildings"
    elif people is None:
        reasons["people_affected"] = "the buildings carry neither population nor dwellings"
    if "vital_objects" not in twin.features:
        reasons["vital_objects_flooded"] = "the twin has no vital objects"
    return reasons
