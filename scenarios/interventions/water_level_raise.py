"""Water-level raise: a higher polder level in some water-level areas, and how it goes on in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import model_validator

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
    ``indexatie`` lets it sink with the ground. The twin at the horizon holds the raised level, and what is to
    be done in time stands beside it in columns (`scenarios.polders.decisions`); how the ground follows is the
    work of the process `water-level-raise`.
    """

    title_en: ClassVar[str] = "Water-level raise"
    title_nl: ClassVar[str] = "Peilopzet"
    description_en: ClassVar[str] = "Raises the water level of polders."
    description_nl: ClassVar[str] = "Verhoogt het waterpeil van peilgebieden."

    kind: Literal["water-level-raise"] = field("Kind", "Soort", default="water-level-raise")
    areas: tuple[str, ...] = field(
        "Water-level areas", "Peilgebieden", geometry="feature:peilgebieden", min_length=1, max_length=10_000
    )
    by: float | None = field(
        "Raise by",
        "Verhoog met",
        default=None,
        unit="m",
        step=0.05,
        ge=-2.0,
        le=3.0,
        description="This, or a freeboard or groundwater to aim at.",
    )
    freeboard: float | None = field(
        "Freeboard to aim at",
        "Drooglegging als doel",
        default=None,
        unit="m",
        step=0.05,
        ge=0.0,
        le=3.0,
        description="Mean ground of each area above its summer level; the winter level moves along.",
    )
    groundwater: float | None = field(
        "Groundwater to aim at",
        "Grondwater als doel",
        default=None,
        unit="m",
        step=0.05,
        ge=0.0,
        le=3.0,
        description="Mean of year and area below the ground; the level that does it is looked for.",
    )
    season: Literal["both", "summer", "winter"] = field(
        "Level that is raised", "Peil dat omhoog gaat", default="both"
    )
    ramp: int = field(
        "Years to spread the raise over",
        "Jaren om de opzet over te spreiden",
        default=0,
        unit="year",
        ge=0,
        le=100,
        description="0: all at once.",
    )
    policy: Literal["fixatie", "indexatie"] | None = field(
        "Policy after the raise",
        "Beleid na de opzet",
        default=None,
        description="None named: fixatie, and indexatie as today where nothing is raised.",
    )
    drains: Literal["none", "passive", "pressurised"] = field(
        "Infiltration drains",
        "Infiltratiedrains",
        default="none",
        description="At the level of the ditch, or at a level that a pump holds.",
    )
    below: float = field(
        "Level may sink below the lower one by",
        "Peil mag onder het laagste zakken met",
        default=0.0,
        unit="m",
        step=0.05,
        ge=0.0,
        le=2.0,
    )
    above: float = field(
        "Level may rise above the higher one by",
        "Peil mag boven het hoogste stijgen met",
        default=0.0,
        unit="m",
        step=0.05,
        ge=0.0,
        le=2.0,
    )
    winter_above_summer: bool = field(
        "A winter level above the summer level is meant",
        "Een winterpeil boven het zomerpeil is de bedoeling",
        default=False,
    )
    start: int | None = field("From the year", "Vanaf het jaar", default=None, unit="year", ge=1950, le=2300)

    @model_validator(mode="after")
    def _one_aim(self) -> Self:
        if sum(aim is not None for aim in (self.by, self.freeboard, self.groundwater)) != 1:
            raise ValueError("Give one of by, freeboard and groundwater.")
        return self

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse areas that the twin does not have or that no level serves, and levels above the surface.

        A level that has to be looked for is judged by `apply`.
        """
        wrong = [
            problem
            for position, area in enumerate(self.areas)
            for problem in known_feature(twin, "peilgebieden", area, f"areas[{position}]")
        ]
        if self.start is not None and self.start < twin.reference_year:
            message = f"lies before the year of the twin, {twin.reference_year}"
            wrong.append(Problem("start", self.start, message, "Give that year or a later one."))
        if wrong or not self._acts or self.searches():
            return wrong
        from scenarios.polders.decisions import check_raise

        return check_raise(self, twin)

    def check_seconds(self) -> float:
        """More with each area that it names, and where their mean ground is asked for."""
        return 0.004 + (5e-5 if self.freeboard is None else 0.002) * len(self.areas)

    def adds_up(self) -> frozenset[str]:
        """Areas whose levels it raises."""
        return frozenset(self.areas)

    def searches(self) -> bool:
        """Whether the level that brings an aimed groundwater has to be looked for."""
        return self.groundwater is not None

    @property
    def _acts(self) -> bool:
        """Whether anything is different from today."""
        return bool(
            self.by != 0.0 or self.policy == "fixatie" or self.drains != "none" or self.below or self.above
        )

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Raise the levels of the areas; nothing changes when it starts after the horizon.

        A second raise of an area adds to the first, from its own year on and at its own pace; from then on
        its policy, drains and bounds hold in place of those before it.

        Raises
        ------
        InvalidInputError
            If no level serves an area, or it would stand above the surface.
        """
        start = context.start if self.start is None else self.start
        if not self._acts or start > context.horizon:
            return twin
        from scenarios.polders.decisions import decided

        return twin.with_(features={"peilgebieden": decided(self, twin, start, context.horizon)})
