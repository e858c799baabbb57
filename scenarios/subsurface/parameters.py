"""What people choose when they ask who is in whose way below ground."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import field_validator
from pydantic_core import PydanticCustomError

from scenarios.forms import field
from scenarios.process import ProcessParameters
from scenarios.subsurface.applied import Applied, applied
from scenarios.subsurface.rules import NAMES, national_rules

__all__ = ["ConflictParameters"]

Province = Literal[
    "drenthe", "flevoland", "fryslan", "gelderland", "groningen", "limburg", "noord-brabant", "noord-holland",
    "overijssel", "utrecht", "zeeland", "zuid-holland",
]  # fmt: skip
Function = Literal[NAMES]  # type: ignore[valid-type]


class ConflictParameters(ProcessParameters):
    """Which pairs count, when, and by which rules."""

    year: float | None = field(
        "Only in the year",
        "Alleen in het jaar",
        default=None,
        unit="year",
        step=5,
        ge=1900.0,
        le=2300.0,
        description="None given: at their worst in the years that both are there, up to the horizon.",
    )
    least_probability: float = field(
        "Least probability of what is in order as drawn",
        "Kleinste kans van wat getekend in orde is",
        default=0.05,
        unit="1",
        step=0.05,
        ge=0.0,
        le=1.0,
        description="Places are uncertain: such pairs are listed, and not counted. 0: none of them.",
    )
    functions: list[Function] = field(
        "Functions (all where none is named)",
        "Functies (alle als er geen is genoemd)",
        default=[],
        max_length=len(NAMES),
        description="Pairs count of which one of the two is named.",
    )
    province: Province | None = field(
        "Rules of the province",
        "Regels van de provincie",
        default=None,
        description="Its own version of a rule goes before the national one.",
    )
    rules_day: str | None = field(
        "Rules in force on the day (YYYY-MM-DD)",
        "Regels zoals ze gelden op de dag (JJJJ-MM-DD)",
        default=None,
        min_length=10,
        max_length=10,
        description="None given: those that have no end.",
    )

    @field_validator("rules_day")
    @classmethod
    def _a_day(cls, text: str | None) -> str | None:
        try:
            if text is not None and date.fromisoformat(text).isoformat() != text:
                raise ValueError(text)  # a week, or more than a day
        except ValueError:
            raise PydanticCustomError(
                "no_day", "is no day of the calendar", {"remedy": "Write it as 2026-01-31."}
            ) from None
        return text

    def rules(self) -> Applied:
        """Rules to go by."""
        day = None if self.rules_day is None else date.fromisoformat(self.rules_day)
        return applied(national_rules(), day, self.province)
