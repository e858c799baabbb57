"""Dike reinforcement: a higher crest along a whole dike."""

from __future__ import annotations

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
    """Raise the crest of a dike, by a height or with the sea.

    With ``measure: auto`` the present freeboard is kept: the crest follows the sea-level rise at the horizon.
    That is a lower bound: on a shallow foreshore waves grow with the depth and ask for more.
    """

    title_en: ClassVar[str] = "Dike reinforcement"
    title_nl: ClassVar[str] = "Dijkversterking"
    description_en: ClassVar[str] = "Raises the crest of a dike."
    description_nl: ClassVar[str] = "Verhoogt de kruin van een dijk."

    kind: Literal["dike-reinforcement"] = field("Kind", "Soort", default="dike-reinforcement")
    dike: str = field("Dike", "Dijk", geometry="feature:dikes", min_length=1)
    measure: Literal["auto", "raise"] = field(
        "Measure",
        "Maatregel",
        default="auto",
        description="auto keeps the present freeboard (a lower bound); raise uses the height given.",
    )
    raise_by: float | None = field(
        "Raise the crest by", "Verhoog de kruin met", default=None, unit="m", step=0.1, gt=0.0, le=10.0
    )

    @model_validator(mode="after")
    def _height_when_raised(self) -> Self:
        if (self.measure == "raise") != (self.raise_by is not None):
            raise PydanticCustomError(
                "raise_by",
                "measure `raise` needs raise_by, and only that measure has one",
                {"remedy": "Write {measure: raise, raise_by: 0.5}, or {measure: auto}."},
            )
        return self

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse a dike that the twin does not have."""
        return known_feature(twin, "dikes", self.dike, "dike")

    def apply(self, twin: Twin, context: Context) -> Twin:
        """Raise the crest level of the dike."""
        height = max(0.0, context.sea_level_rise) if self.raise_by is None else self.raise_by
        if height == 0.0:
            return twin
        dikes = twin.features["dikes"].copy()
        dikes.loc[dikes["id"].astype(str) == self.dike, "crest_level"] += height
        return twin.with_(features={"dikes": dikes})
