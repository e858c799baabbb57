"""Lake level: another level of a lake of the twin, from a year on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from scenarios.forms import field
from scenarios.intervention import Context, Intervention
from twin.errors import InvalidInputError, Problem

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["LakeLevelChange"]


class LakeLevelChange(Intervention):
    """Raise or lower a lake of the twin.

    The lake stands at its new level in the twin of the horizon, its level before beside it; what that does
    to its discharge, its shore and its dikes is the work of the process `lake-level`. Levels of the polders
    around it stay: raise those with `water-level-raise`.
    """

    title_en: ClassVar[str] = "Lake level"
    title_nl: ClassVar[str] = "Meerpeil"
    description_en: ClassVar[str] = "Raises or lowers a lake."
    description_nl: ClassVar[str] = "Verhoogt of verlaagt een meer."

    writes_ground: ClassVar[bool] = True
    kind: Literal["lake-level"] = field("Kind", "Soort", default="lake-level")
    lake: str = field("Lake", "Meer", geometry="feature:watercourses", min_length=1, max_length=200)
    by: float = field("Raise by", "Verhoog met", unit="m", step=0.05, ge=-2.0, le=3.0)
    start: int | None = field("From the year", "Vanaf het jaar", default=None, unit="year", ge=1950, le=2300)

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse what is no lake of the twin, and a level below its bed."""
        from scenarios.lakes.setup import check_change

        return check_change(twin, self.lake, self.by)

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Put the lake at its new level; nothing changes when that comes after the horizon."""
        start = context.start if self.start is None else self.start
        if self.by == 0.0 or start > context.horizon:
            return twin
        from scenarios.lakes.raising import raised

        if problems := self.check(twin):
            raise InvalidInputError(problems)  # together with the changes before it

        return raised(twin, self.lake, self.by)
