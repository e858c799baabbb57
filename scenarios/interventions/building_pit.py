"""Building pit: a deep excavation within sheet piles, kept dry by lowering the head."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.forms import field
from scenarios.intervention import Context, Intervention
from scenarios.periods import in_order, years_of
from twin.errors import Problem

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["BuildingPit"]

_BELOW_BASE = 0.5  # m: groundwater below the base of a pit that is kept dry, usual practice [unverified]


class BuildingPit(Intervention):
    """Dig a pit to a level, within sheet piles and with the groundwater lowered while it is open."""

    title_en: ClassVar[str] = "Building pit"
    title_nl: ClassVar[str] = "Bouwput"
    description_en: ClassVar[str] = "Digs a pit to a level, with sheet piles and lowered groundwater."
    description_nl: ClassVar[str] = "Graaft een put tot een niveau, met damwanden en verlaagd grondwater."

    kind: Literal["building-pit"] = field("Kind", "Soort", default="building-pit")
    area: tuple[tuple[float, float], ...] = field(
        "Outline", "Omtrek", unit="m", geometry="area", min_length=3, max_length=10_000
    )
    base_level: float = field(
        "Base of the pit (m NAP)", "Bodem van de put (m NAP)", unit="m", step=0.5, ge=-100.0, le=330.0
    )
    sheet_pile_depth: float | None = field(
        "Depth of the sheet piles below the ground",
        "Diepte van de damwand onder maaiveld",
        default=None,
        unit="m",
        step=0.5,
        gt=0.0,
        le=60.0,
        description="Without sheet piles when left out.",
    )
    dewatering: bool = field(
        "Kept dry by pumping",
        "Droog gehouden door bemaling",
        default=True,
        description="The head goes down to half a metre below the base [unverified].",
    )
    head_lowering: float | None = field(
        "Lowering of the head",
        "Verlaging van de stijghoogte",
        default=None,
        unit="m",
        step=0.25,
        ge=0.0,
        le=60.0,
        description="From the water level of the area to below the base when left out.",
    )
    start: int | None = field("First year", "Eerste jaar", default=None, unit="year", ge=1850, le=2300)
    end: int | None = field(
        "Last year",
        "Laatste jaar",
        default=None,
        unit="year",
        ge=1850,
        le=2400,
        description="Two years from the first when left out.",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.start, self.end)
        if self.head_lowering and not self.dewatering:
            raise PydanticCustomError(
                "dewatering",
                "lowers the head without pumping",
                {"remedy": "Set dewatering, or leave it out."},
            )
        return self

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse an outline that is none, a base above the ground, and sheet piles that end above it."""
        from shapely import Polygon

        from scenarios.utilities.plans import area_problems, ground_in

        problems = area_problems(twin, self.area)
        if problems:
            return problems
        mean, highest = ground_in(twin, Polygon(self.area))
        if self.base_level >= mean:
            told = f"lies above the ground, {mean:.2f} m NAP on average"
            problems.append(Problem("base_level", self.base_level, told, "Give a lower level, in m NAP."))
        elif self.sheet_pile_depth is not None and highest - self.sheet_pile_depth > self.base_level:
            told = f"ends above the base of the pit, which lies {highest - self.base_level:.1f} m deep"
            problems.append(Problem("sheet_pile_depth", self.sheet_pile_depth, told, "Give deeper ones."))
        return problems

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Add the pit; nothing changes when it starts after the horizon."""
        from shapely import Polygon

        from scenarios.additions import with_feature
        from scenarios.utilities.plans import ground_in

        start = years_of(self, context)[0]
        if start > context.horizon:
            return twin
        shape = Polygon(self.area)
        mean, highest = ground_in(twin, shape)
        row = {
            "kind": "building-pit",
            "name": self.title_en,
            "depth": mean - self.base_level,
            "top_level": highest,
            "base_level": self.base_level,
            "pile_base": math.nan if self.sheet_pile_depth is None else mean - self.sheet_pile_depth,
            "head_lowering": self._lowering(twin, shape, mean),
            "status": "planned",
            "start": float(start),
            "end": float(start + 2 if self.end is None else self.end),
        }
        return with_feature(twin, "excavations", "pit", row, shape)[0]

    def _lowering(self, twin: Twin, shape: Any, ground: float) -> float:
        """Lowering of the head [m]: as given, else from the winter level of the area, or from the ground."""
        if not self.dewatering:
            return 0.0
        if self.head_lowering is not None:
            return self.head_lowering
        water = ground
        table = twin.features.get("peilgebieden")
        if table is not None:
            levels = table.loc[table.geometry.contains(shape.representative_point()), "winter_level"].dropna()
            water = float(levels.iloc[0]) if len(levels) else ground
        return max(0.0, water - (self.base_level - _BELOW_BASE))
