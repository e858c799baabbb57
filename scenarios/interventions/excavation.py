"""Excavation: ground that is dug out to a depth for some time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import model_validator

from scenarios.forms import field
from scenarios.intervention import Context, Intervention
from scenarios.periods import in_order, years_of
from twin.errors import Problem

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["Excavation"]


class Excavation(Intervention):
    """Dig an area out to a depth below its ground."""

    title_en: ClassVar[str] = "Excavation"
    title_nl: ClassVar[str] = "Ontgraving"
    description_en: ClassVar[str] = "Digs an area out to a depth."
    description_nl: ClassVar[str] = "Ontgraaft een gebied tot een diepte."

    kind: Literal["excavation"] = field("Kind", "Soort", default="excavation")
    area: tuple[tuple[float, float], ...] = field(
        "Outline", "Omtrek", unit="m", geometry="area", min_length=3, max_length=10_000
    )
    depth: float = field(
        "Depth below the ground", "Diepte onder maaiveld", default=1.0, unit="m", step=0.1, gt=0.0, le=50.0
    )
    start: int | None = field("First year", "Eerste jaar", default=None, unit="year", ge=1850, le=2300)
    end: int | None = field(
        "Last year",
        "Laatste jaar",
        default=None,
        unit="year",
        ge=1850,
        le=2400,
        description="For ever when left out.",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.start, self.end)
        return self

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse an outline outside the twin or that crosses itself."""
        from scenarios.utilities.plans import area_problems

        return area_problems(twin, self.area)

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Add the excavation; nothing changes when it starts after the horizon."""
        from shapely import Polygon

        from scenarios.additions import with_feature
        from scenarios.utilities.plans import ground_in

        start = years_of(self, context)[0]
        if start > context.horizon:
            return twin
        shape = Polygon(self.area)
        mean, highest = ground_in(twin, shape)
        row = {
            "kind": "excavation",
            "name": self.title_en,
            "depth": self.depth,
            "top_level": highest,
            "base_level": mean - self.depth,
            "status": "planned",
            "start": float(start),
            "end": math.nan if self.end is None else float(self.end),
        }
        return with_feature(twin, "excavations", "excavation", row, shape)[0]
