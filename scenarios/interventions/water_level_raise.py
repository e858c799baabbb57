"""Water-level raise: a higher polder level in some water-level areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from scenarios.checks import known_feature
from scenarios.forms import field
from scenarios.intervention import Context, Intervention
from twin.errors import Problem

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["WaterLevelRaise"]


class WaterLevelRaise(Intervention):
    """Raise the summer and winter level of water-level areas (peilgebieden).

    The policy says how the level goes on after the raise: ``fixatie`` keeps it where it is in m NAP,
    ``indexatie`` lets it sink with the ground. The twin at the horizon holds the raised level; how the
    ground follows is the work of the process `water-level-raise`.
    """

    title_en: ClassVar[str] = "Water-level raise"
    title_nl: ClassVar[str] = "Peilopzet"
    description_en: ClassVar[str] = "Raises the water level of polders."
    description_nl: ClassVar[str] = "Verhoogt het waterpeil van peilgebieden."

    kind: Literal["water-level-raise"] = field("Kind", "Soort", default="water-level-raise")
    areas: tuple[str, ...] = field(
        "Water-level areas", "Peilgebieden", geometry="feature:peilgebieden", min_length=1, max_length=10_000
    )
    by: float = field("Raise by", "Verhoog met", unit="m", step=0.05, ge=-2.0, le=3.0)
    policy: Literal["fixatie", "indexatie"] = field(
        "Policy after the raise", "Beleid na de opzet", default="fixatie"
    )
    start: int | None = field("From the year", "Vanaf het jaar", default=None, unit="year", ge=1950, le=2300)

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse areas that the twin does not have."""
        return [
            problem
            for position, area in enumerate(self.areas)
            for problem in known_feature(twin, "peilgebieden", area, f"areas[{position}]")
        ]

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Raise both levels of the areas; nothing changes when it starts after the horizon."""
        if self.by == 0.0 or (self.start is not None and self.start > context.horizon):
            return twin
        areas = twin.features["peilgebieden"].copy()
        raised = areas["id"].astype(str).isin(self.areas)
        areas.loc[raised, ["summer_level", "winter_level"]] += self.by
        return twin.with_(features={"peilgebieden": areas})
