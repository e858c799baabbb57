"""Well field: new wells for drinking water, with the zones that protect them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.checks import known_places
from scenarios.forms import field
from scenarios.intervention import Context, Intervention
from scenarios.periods import in_order, years_of
from twin.errors import Problem

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["DrinkingWaterField"]

_YEAR = 31_557_600.0
_AT_ONCE = 12  # wells whose zones can be traced while somebody waits, some 2 s


class DrinkingWaterField(Intervention):
    """Pump drinking water from wells on a line, or at each of its corners.

    Zones are those of 60 days, 25 years and, where a layer of 500 d or more lies on the aquifer, 100 years:
    computed with the wells that are there in the first year.
    """

    title_en: ClassVar[str] = "Well field for drinking water"
    title_nl: ClassVar[str] = "Drinkwaterwinning"
    description_en: ClassVar[str] = "Adds wells for drinking water, and if asked the zones that protect them."
    description_nl: ClassVar[str] = (
        "Voegt putten voor drinkwater toe, en op verzoek de zones die ze beschermen."
    )

    kind: Literal["well-field"] = field("Kind", "Soort", default="well-field")
    line: tuple[tuple[float, float], ...] = field(
        "Line of the wells",
        "Lijn van de putten",
        unit="m",
        geometry="line",
        min_length=1,
        max_length=200,
        description="A well at every corner, or so many as are asked at even distances.",
    )
    wells: int | None = field(
        "Number of wells", "Aantal putten", default=None, unit="1", step=1, ge=1, le=200
    )
    yield_m3_yr: float = field(
        "Water drawn in a year",
        "Onttrekking per jaar",
        unit="m3/yr",
        step=100_000,
        gt=0.0,
        le=50_000_000.0,
        description="By all wells together.",
    )
    screen_top: float = field(
        "Top of the screens (m NAP)", "Bovenkant filters (m NAP)", unit="m", step=1, ge=-1000.0, le=300.0
    )
    screen_base: float = field(
        "Base of the screens (m NAP)", "Onderkant filters (m NAP)", unit="m", step=1, ge=-1000.0, le=300.0
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
    zones: bool = field("With zones that protect it", "Met beschermingszones", default=False)
    province: str | None = field("Province", "Provincie", default=None, max_length=60)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.start, self.end)
        if self.screen_base >= self.screen_top:
            raise PydanticCustomError(
                "screen",
                "needs a top above a base",
                {"remedy": "Give screen_top above screen_base, in m NAP."},
            )
        return self

    def needs_run(self) -> Problem | None:
        """Zones of many wells take many seconds; those of a few, and wells alone, can be tried out."""
        if not self.zones or (self.wells or len(self.line)) <= _AT_ONCE:
            return None
        told = f"are traced from every well, which takes a run for more than {_AT_ONCE} wells"
        remedy = f"Place {_AT_ONCE} wells or fewer, or leave the zones to a scenario."
        return Problem("zones", self.zones, told, remedy)

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse wells outside the twin or in each other, and screens above the ground or in no aquifer."""
        from scenarios.drinking_water.adding import places

        at = places(self.line, self.wells)
        problems = known_places(twin, self.line, "line")
        if problems:
            return problems
        apart = min((math.dist(one, other) for n, one in enumerate(at) for other in at[:n]), default=math.inf)
        if apart < 1.0:
            told = f"wells stand {apart:.2g} m apart"
            problems.append(Problem("line", len(at), told, "Put them 1 m or more from each other."))
        return problems + self._check_screens(twin)

    def _check_screens(self, twin: Twin) -> list[Problem]:
        from scenarios.drinking_water.adding import places, unknown_zones
        from scenarios.drinking_water.aquifers import NO_AQUIFER
        from scenarios.drinking_water.fields import WellField

        at = places(self.line, self.wells)
        rows, columns = twin.grid.index(at[:, 0], at[:, 1])
        ground = twin.surface["ground_level"].values[rows, columns]
        lowest = float(ground[ground == ground].min(initial=math.inf))  # noqa: PLR0124 - NaN is not itself
        if self.screen_top > lowest:
            told = f"stands above the ground, {lowest:.2f} m NAP at one of the wells"
            return [Problem("screen_top", self.screen_top, told, "Give a lower top.")]
        flow = at[:, 0] * 0.0 + self.yield_m3_yr / _YEAR / len(at)
        one = WellField("new", (), at[:, 0], at[:, 1], flow, self.screen_top, self.screen_base)
        found = unknown_zones(twin, one)
        if isinstance(found, str) and (found == NO_AQUIFER or self.zones):
            name = "screen_base" if found == NO_AQUIFER else "zones"
            value = self.screen_base if found == NO_AQUIFER else self.zones
            remedy = "Give screens in sand." if found == NO_AQUIFER else "Ask for wells without zones."
            return [Problem(name, value, found, remedy)]
        return []

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Add the wells to the twin's features, and the zones when asked."""
        from scenarios.drinking_water.adding import places, with_wells, with_zones

        start, _ = years_of(self, context)
        years = (float(start), math.nan if self.end is None else float(self.end))
        changed, name = with_wells(
            twin,
            places(self.line, self.wells),
            flow=self.yield_m3_yr / _YEAR,
            screen=(self.screen_top, self.screen_base),
            years=years,
        )
        return with_zones(changed, name, start, years, self.province) if self.zones else changed
