"""What drives a scenario from outside, as a scenario file says it: sea-level rise, storm, rain."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.forms import FormModel, field

__all__ = ["DriverSet", "Rain", "Reference", "SeaLevelRise", "Storm"]


class SeaLevelRise(FormModel):
    """Sea-level rise at the horizon, since 1995-2014: a number, or a KNMI'23 scenario with a quantile."""

    metres: float | None = field(
        "Sea-level rise since 1995-2014",
        "Zeespiegelstijging sinds 1995-2014",
        default=None,
        unit="m",
        step=0.1,
        ge=-2.0,
        le=20.0,
    )
    scenario: Literal["knmi23-l", "knmi23-m", "knmi23-h"] | None = field(
        "Climate scenario", "Klimaatscenario", default=None
    )
    quantile: float = field(
        "Quantile of the scenario",
        "Kwantiel van het scenario",
        default=0.5,
        unit="1",
        step=0.05,
        ge=0.05,
        le=0.95,
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.metres is None) == (self.scenario is None):
            raise PydanticCustomError(
                "one_of_both",
                "needs either metres or a scenario",
                {"remedy": "Write {metres: 1.0} or {scenario: knmi23-h, quantile: 0.95}."},
            )
        if self.metres is not None and "quantile" in self.model_fields_set:
            raise PydanticCustomError(
                "one_of_both",
                "a quantile goes with a scenario, not with metres",
                {"remedy": "Leave the quantile out, or give a scenario."},
            )
        return self


class Storm(FormModel):
    """A storm at sea: the still-water level of a station that is exceeded once in a return period."""

    return_period: float = field(
        "Return period", "Herhalingstijd", unit="year", step=10, ge=10.0, le=1_000_000.0
    )
    station: Literal[
        "vlissingen",
        "roompot-buiten",
        "hoek-van-holland-nieuwe-waterweg",
        "hoek-van-holland",
        "scheveningen",
        "katwijk",
        "den-helder",
        "vlieland",
        "harlingen",
        "schiermonnikoog",
        "delfzijl",
    ] = field("Station", "Station")


class Rain(FormModel):
    """A shower, even over the area."""

    depth_mm: float = field("Rain", "Neerslag", unit="mm", step=5, ge=0.0, le=1000.0)
    hours: float = field("Duration", "Duur", unit="h", step=0.5, gt=0.0, le=240.0)


class DriverSet(FormModel):
    """Everything that drives a run; what is left out does not happen."""

    sea_level_rise: SeaLevelRise | None = field("Sea-level rise", "Zeespiegelstijging", default=None)
    storm: Storm | None = field("Storm", "Storm", default=None)
    rain: Rain | None = field("Rain", "Neerslag", default=None)


class Reference(FormModel):
    """What the scenario is compared with, where it is not simply no rise under the same storm and rain."""

    drivers: DriverSet = field(
        "Drivers of the reference", "Aandrijving van de referentie", default=DriverSet()
    )
