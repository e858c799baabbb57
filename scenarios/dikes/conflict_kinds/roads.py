"""Roads and railways on the new base: the metres that must be laid anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from scenarios.dikes.conflict_kinds.base import ConflictKind, InTheWay, Meeting, lying

if TYPE_CHECKING:
    from scenarios.dikes.growth import Growth
    from twin.state import Twin

__all__ = ["Roads"]


class Roads(ConflictKind):
    """Roads that cross the dike or run along it."""

    id: ClassVar[str] = "roads"
    theme: ClassVar[str] = "roads"
    label_nl: ClassVar[str] = "Weg of spoor"
    label_en: ClassVar[str] = "Road or railway"

    def find(self, twin: Twin, growth: Growth) -> InTheWay:
        """Measure the axis on the new base, and the paved area where the width is known."""
        import shapely

        met = Meeting(twin.features[self.theme], growth)
        length = shapely.length(met.in_base)
        amounts = {"length": length, "area": length * met.column("width")}
        return met.found(amounts, shapes=met.in_base, relation=lying(met))
