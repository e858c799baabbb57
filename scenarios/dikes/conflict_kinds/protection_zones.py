"""Protection zones (drinking water and others, not those of dikes) that a new dike comes to stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from scenarios.dikes.conflict_kinds.base import ConflictKind, InTheWay, Meeting
from scenarios.dikes.zones import zone_of

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.dikes.growth import Growth
    from twin.state import Twin

__all__ = ["Natura2000", "ProtectionZones"]


class ProtectionZones(ConflictKind):
    """Zones of drinking water, quiet, landscape: whatever the twin has."""

    id: ClassVar[str] = "protection_zones"
    theme: ClassVar[str] = "protection_zones"
    label_nl: ClassVar[str] = "Beschermingszone"
    label_en: ClassVar[str] = "Protection zone"

    def find(self, twin: Twin, growth: Growth) -> InTheWay:
        """Measure the area taken; the rule is that of the zone."""
        kinds = _kinds(twin.features[self.theme])
        others = np.array([not _is_nature(kind) and zone_of(kind) is None for kind in kinds], bool)
        return _taken(twin.features[self.theme][others], growth, "rule of the zone")


class Natura2000(ConflictKind):
    """Natura 2000 areas."""

    id: ClassVar[str] = "natura2000"
    theme: ClassVar[str] = "protection_zones"
    label_nl: ClassVar[str] = "Natuurgebied"
    label_en: ClassVar[str] = "Nature area"

    def find(self, twin: Twin, growth: Growth) -> InTheWay:
        """Measure the area taken: a plan with a significant effect needs an appropriate assessment."""
        kinds = _kinds(twin.features[self.theme])
        nature = np.array([_is_nature(kind) for kind in kinds], bool)
        source = "Habitats Directive art. 6(3): appropriate assessment"
        return _taken(twin.features[self.theme][nature], growth, source)


def _kinds(table: gpd.GeoDataFrame) -> list[str]:
    if "kind" not in table:
        return [""] * len(table)
    return [str(kind).lower() if isinstance(kind, str) else "" for kind in table["kind"]]


def _is_nature(kind: str) -> bool:
    return "".join(letter for letter in kind if letter.isalnum()).startswith("natura2000")


def _taken(table: Any, growth: Growth, source: str) -> InTheWay:
    """Zones with the area that lies on new ground; those on today's dike only are left out."""
    import shapely

    met = Meeting(table, growth)
    area = shapely.area(met.in_taken)
    return met.found({"area": area}, shapes=met.in_taken, source=source).where(area > 0)
