"""Buildings: addresses, floor area and worth of what would have to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.damage_tables import building_damages
from scenarios.dikes.conflict_kinds.base import ConflictKind, InTheWay, Meeting
from scenarios.physics.constants import Parameter

if TYPE_CHECKING:
    from scenarios.dikes.growth import Growth
    from twin.state import Twin

__all__ = ["CLEARANCE", "STOREYS", "STOREY_HEIGHT", "Buildings"]

Floats = npt.NDArray[np.float64]

CLEARANCE = Parameter(5.0, "m", "KOSWAT 0.17.0, buffer round buildings", "verified")
"""Distance from a toe at which a building is in the way already."""
STOREY_HEIGHT = Parameter(3.0, "m", "usual height of a storey", "unverified")
STOREYS = Parameter(2.0, "1", "storeys of a building whose height is not known", "unverified")


class Buildings(ConflictKind):
    """Buildings on the new base or within 5 m of it."""

    id: ClassVar[str] = "buildings"
    theme: ClassVar[str] = "buildings"
    label_nl: ClassVar[str] = "Gebouw"
    label_en: ClassVar[str] = "Building"

    def find(self, twin: Twin, growth: Growth) -> InTheWay:
        """Count addresses (dwellings, else one per building), floor area, and worth at damage maxima."""
        import shapely

        met = Meeting(twin.features[self.theme], growth, CLEARANCE.value)
        dwellings = np.nan_to_num(met.column("dwellings"))
        uses = [_use(use, homes) for use, homes in zip(met.words("use"), dwellings, strict=True)]
        entries = [building_damages()[use] for use in uses]
        one = np.array([entry.one_storey for entry in entries], bool)
        ground = shapely.area(met.shapes)
        floor = ground * _storeys(met.column("height"), one)
        structure = np.array([entry.per_floor_area.value for entry in entries])
        contents = np.array([entry.per_dwelling.value for entry in entries])
        amounts = {
            "area": ground,
            "addresses": np.where(dwellings > 0, dwellings, 1.0),
            "floor_area": floor,
            "value": floor * structure + dwellings * contents,
        }
        return met.found(amounts, source="worth: SSM2017 damage maxima, Slager 2016, prices of 2011")


def _use(use: str, dwellings: float) -> str:
    """Use as the table of damage maxima names it."""
    if use in building_damages():
        return use
    if dwellings > 0:
        return "residential"
    return "other" if use else "unknown"


def _storeys(height: Floats, one: npt.NDArray[np.bool_]) -> Floats:
    """Storeys of each building, at least one."""
    with np.errstate(invalid="ignore"):
        by_height = np.maximum(np.floor(height / STOREY_HEIGHT.value + 1e-9), 1.0)
        told = np.where(height > 0, by_height, STOREYS.value)
    return np.where(one, 1.0, told)
