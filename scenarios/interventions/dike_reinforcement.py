"""Dike reinforcement: a higher crest along a whole dike, and the body that carries it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.checks import known_feature
from scenarios.forms import field
from scenarios.intervention import Context, Intervention
from twin.errors import Problem

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["DikeReinforcement"]


class DikeReinforcement(Intervention):
    """Raise a dike by a height, or to what it needs at the horizon, and lay its new body into the ground.

    With ``measure: auto`` the crest and the profile become what the process `dike-space` finds at the horizon
    under the scenario's sea-level rise. A dike without a norm or without loads keeps its present freeboard:
    the crest follows the rise. That is a lower bound, and the note on the twin says so.
    """

    title_en: ClassVar[str] = "Dike reinforcement"
    title_nl: ClassVar[str] = "Dijkversterking"
    description_en: ClassVar[str] = "Raises the crest of a dike and lays its new body into the ground."
    description_nl: ClassVar[str] = (
        "Verhoogt de kruin van een dijk en legt het nieuwe dijklichaam in het maaiveld."
    )

    writes_ground: ClassVar[bool] = True
    kind: Literal["dike-reinforcement"] = field("Kind", "Soort", default="dike-reinforcement")
    dike: str = field("Dike", "Dijk", geometry="feature:dikes", min_length=1)
    measure: Literal["auto", "raise"] = field(
        "Measure",
        "Maatregel",
        default="auto",
        description="auto gives what the dike needs at the horizon; raise uses the height given.",
    )
    raise_by: float | None = field(
        "Raise the crest by", "Verhoog de kruin met", default=None, unit="m", step=0.1, gt=0.0, le=10.0
    )
    construction: Literal["soil", "wide-green-dike", "structural"] = field(
        "Construction",
        "Uitvoering",
        default="soil",
        description="In soil, in soil with a gentle green outer slope, or a wall that keeps the footprint.",
    )
    direction: Literal["landward", "riverward", "square"] = field(
        "Direction",
        "Richting",
        default="landward",
        description="Which toe moves: the inner one, the outer one, or both.",
    )
    outer_slope: float | None = field(
        "Outer slope of a wide green dike (1:m)",
        "Buitentalud van een brede groene dijk (1:m)",
        default=None,
        unit="1",
        step=0.5,
        ge=3.0,
        le=15.0,
        description="1:7 when left out [unverified].",
    )

    @model_validator(mode="after")
    def _height_when_raised(self) -> Self:
        if (self.measure == "raise") != (self.raise_by is not None):
            raise PydanticCustomError(
                "raise_by",
                "measure `raise` needs raise_by, and only that measure has one",
                {"remedy": "Write {measure: raise, raise_by: 0.5}, or {measure: auto}."},
            )
        if self.outer_slope is not None and self.construction != "wide-green-dike":
            raise PydanticCustomError(
                "outer_slope",
                "only a wide green dike has an outer slope of its own",
                {"remedy": "Write {construction: wide-green-dike, outer_slope: 7.0}, or leave it out."},
            )
        return self

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse a dike that the twin does not have, and crests, lines, surveys and loads that cannot be."""
        from scenarios.dikes.loads import check_loads
        from scenarios.dikes.locations import check_lines
        from scenarios.dikes.settings import Settings
        from scenarios.dikes.survey import check_survey

        return known_feature(twin, "dikes", self.dike, "dike") or [
            *self._check_crest(twin),
            *check_lines(twin, [self.dike], field="dike"),
            *check_survey(twin),
            *check_loads(twin, Settings()),
        ]

    def _check_crest(self, twin: Twin) -> list[Problem]:
        """Refuse a crest that only a survey tells: it tells places, and a dike has one level to raise."""
        from scenarios.dikes.bodies import dike_of
        from scenarios.dikes.survey import has_survey

        crest = dike_of(twin, self.dike)[0]["crest_level"]
        if not math.isnan(crest) or not has_survey(twin, self.dike, "crest_level"):
            return []
        remedy = "Give the dike itself a crest_level [m NAP]."
        return [Problem("dike", self.dike, "only its survey knows its crest level", remedy)]

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Raise the crest level of the dike, and the ground to its new body."""
        from scenarios.dikes.reinforcing import Reinforcement, reinforced

        asked = Reinforcement(
            dike=self.dike,
            raise_by=self.raise_by,
            rise=context.sea_level_rise,
            horizon=context.horizon,
            construction=self.construction,
            direction=self.direction,
            outer_slope=_GREEN_SLOPE if self.outer_slope is None else self.outer_slope,
        )
        return reinforced(twin, asked)


_GREEN_SLOPE = 7.0
"""Outer slope of a wide green dike [1:m]: 1 in 7, as tried along the Dollard [unverified]."""
