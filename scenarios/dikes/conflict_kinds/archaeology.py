"""Archaeological sites below new ground of a dike, and how much of them its foundation would dig away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.dikes.conflict_kinds.base import ConflictKind, InTheWay, Meeting
from scenarios.physics.constants import Parameter

if TYPE_CHECKING:
    from scenarios.dikes.growth import Growth
    from twin.state import Twin

__all__ = ["FOUNDATION", "Archaeology", "dug_away"]

Floats = npt.NDArray[np.float64]

FOUNDATION = Parameter(
    0.8, "m", "topsoil and clay taken off before a dike is built: 0.3 + 0.5 m as in KOSWAT", "unverified"
)
"""Depth to which the ground is dug away where a dike comes to stand."""


class Archaeology(ConflictKind):
    """Known sites outside today's dike that a new one comes to stand on."""

    id: ClassVar[str] = "archaeology"
    theme: ClassVar[str] = "archaeology"
    label_nl: ClassVar[str] = "Archeologisch monument"
    label_en: ClassVar[str] = "Archaeological site"

    def find(self, twin: Twin, growth: Growth) -> InTheWay:
        """Measure area and volume; a site below the foundation is covered, with a volume of 0.

        Where the ground level is not known its depth is not, and nor is the volume.
        """
        import shapely

        met = Meeting(twin.features[self.theme], growth)
        area = shapely.area(met.in_taken)
        volume = area * dug_away(twin, met, met.column("top_level"), met.column("base_level"))
        length = shapely.length(met.in_taken) * (area == 0)
        relation = np.select(
            [area + length == 0, np.isnan(volume), volume > 0],
            ["below today's dike", "depth unknown", "dug"],
            "covered",
        )
        return met.found(
            {"area": area, "length": length, "volume": volume},
            relation=relation,
            source=f"foundation {FOUNDATION}",
        )


def dug_away(twin: Twin, met: Meeting, top_level: Floats, base_level: Floats) -> Floats:
    """Thickness of each layer that lies within the foundation's depth [m], (k,).

    A top that is not known is the ground level, a base that is not known lies deep.
    """
    import shapely

    point = shapely.point_on_surface(met.shapes)
    ground = _ground(twin, shapely.get_x(point), shapely.get_y(point))
    top = np.fmin(np.where(np.isnan(top_level), ground, top_level), ground)
    base = np.where(np.isnan(base_level), -np.inf, base_level)
    lowest = np.maximum(base, ground - FOUNDATION.value)
    return np.asarray(np.clip(top - lowest, 0.0, None))


def _ground(twin: Twin, x: Floats, y: Floats) -> Floats:
    """Ground level at points [m NAP], NaN off the terrain."""
    return twin.grid.sample(twin.surface["ground_level"].values, x, y)
