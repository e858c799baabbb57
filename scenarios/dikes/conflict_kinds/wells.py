"""Wells on the new base or close to it: they pierce the layer that holds the water down."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from scenarios.dikes.conflict_kinds.base import ConflictKind, InTheWay, Meeting
from scenarios.physics.constants import Parameter

if TYPE_CHECKING:
    from scenarios.dikes.growth import Growth
    from twin.state import Twin

__all__ = ["CLEARANCE", "Wells"]

CLEARANCE = Parameter(20.0, "m", "protection zone of a dike, as a usual width", "unverified")
"""Distance from a toe at which a well is in the way already."""


class Wells(ConflictKind):
    """Wells on the base or within the zone beside it."""

    id: ClassVar[str] = "wells"
    theme: ClassVar[str] = "wells"
    label_nl: ClassVar[str] = "Put"
    label_en: ClassVar[str] = "Well"

    def find(self, twin: Twin, growth: Growth) -> InTheWay:
        """Find them."""
        met = Meeting(twin.features[self.theme], growth, CLEARANCE.value)
        return met.found({}, source=f"distance {CLEARANCE}")
