"""Protection zone: an area in which drinking water is protected from other uses of the ground."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.checks import known_outline
from scenarios.forms import field
from scenarios.intervention import Context, Intervention
from scenarios.periods import in_order, years_of
from twin.errors import Problem

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["ProtectionZone"]


class ProtectionZone(Intervention):
    """Protect an area between two levels, for some years or for ever."""

    title_en: ClassVar[str] = "Protection zone for drinking water"
    title_nl: ClassVar[str] = "Beschermingszone voor drinkwater"
    description_en: ClassVar[str] = "Adds an area in which rules protect drinking water."
    description_nl: ClassVar[str] = "Voegt een gebied toe waarin regels drinkwater beschermen."

    kind: Literal["protection-zone"] = field("Kind", "Soort", default="protection-zone")
    area: tuple[tuple[float, float], ...] = field(
        "Outline", "Omtrek", unit="m", geometry="area", min_length=3, max_length=10_000
    )
    zone: Literal["waterwingebied", "grondwaterbeschermingsgebied", "boringsvrije-zone", "asv"] = field(
        "Kind of zone",
        "Soort zone",
        default="grondwaterbeschermingsgebied",
        description="Provinces differ in what each forbids; asv is a strategic reserve.",
    )
    top_level: float | None = field(
        "Top (m NAP)",
        "Bovenkant (m NAP)",
        default=None,
        unit="m",
        step=1,
        ge=-1000.0,
        le=330.0,
        description="The ground when left out.",
    )
    base_level: float | None = field(
        "Base (m NAP)",
        "Onderkant (m NAP)",
        default=None,
        unit="m",
        step=1,
        ge=-1000.0,
        le=330.0,
        description="Without a limit when left out, as in most provinces.",
    )
    province: str | None = field("Province", "Provincie", default=None, max_length=60)
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
        if self.top_level is not None and self.base_level is not None and self.base_level >= self.top_level:
            raise PydanticCustomError(
                "levels", "needs a top above a base", {"remedy": "Give top_level above base_level, in m NAP."}
            )
        return self

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse an outline outside the twin or that crosses itself, and a base above the ground."""
        problems = known_outline(twin, self.area)
        if not problems and self.top_level is None and self.base_level is not None:
            highest = self._ground(twin)
            if self.base_level >= highest:
                told = f"lies above the ground, {highest:.2f} m NAP at most"
                problems.append(
                    Problem("base_level", self.base_level, told, "Give a lower base, or a top above it.")
                )
        return problems

    def _ground(self, twin: Twin) -> float:
        """Highest ground in the area [m NAP]; NaN where none is known."""
        from shapely import Polygon

        from scenarios.ground_levels import ground_within

        return float(max(ground_within(twin, Polygon(self.area)), default=math.nan))

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Add the zone to the twin's features, with a name that is still free."""
        from shapely import Polygon

        from scenarios.additions import with_feature

        row = {
            "name": self.zone,
            "kind": self.zone,
            "top_level": self._ground(twin) if self.top_level is None else self.top_level,
            "base_level": math.nan if self.base_level is None else self.base_level,
            "source": "scenario",
            "status": "planned",
            "start": float(years_of(self, context)[0]),
            "end": math.nan if self.end is None else float(self.end),
            "province": self.province or "",
        }
        return with_feature(twin, "protection_zones", "zone", row, Polygon(self.area))[0]
