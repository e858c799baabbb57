"""What people choose when they ask which level each area should have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.forms import field
from scenarios.polders.choice.options import MOST_OPTIONS, options
from scenarios.polders.parameters import WaterLevelParameters

__all__ = ["OBJECTIVES", "WaterLevelChoiceParameters"]

OBJECTIVES = (
    "co2_mean",
    "co2_emission",
    "yield_loss",
    "foundations",
    "water_demand",
    "bearing_days",
    "band_share",
)
"""Effects that can be weighed against each other."""

_RAISE = Annotated[float, Field(ge=-2.0, le=3.0)]
_WEIGHT = "Against the other weights; an effect counts from its best to its worst over all choices."


def _weight(title: str, title_nl: str, default: float) -> float:
    weight: float = field(
        title, title_nl, default=default, unit="1", step=0.1, ge=0.0, le=1000.0, description=_WEIGHT
    )
    return weight


class WaterLevelChoiceParameters(WaterLevelParameters):
    """Options of every area, what counts how much, and what must not be."""

    lowest: _RAISE = field("Lowest raise", "Laagste opzet", default=-0.2, unit="m", step=0.1)
    highest: _RAISE = field("Highest raise", "Hoogste opzet", default=0.6, unit="m", step=0.1)
    step: float = field(
        "Step between raises", "Stap tussen opzetten", default=0.1, unit="m", step=0.05, ge=0.01, le=1.0
    )
    policies: list[Literal["fixatie", "indexatie"]] = field(
        "Policies", "Beleid", default=["fixatie", "indexatie"], min_length=1, max_length=2
    )
    drains: list[Literal["none", "passive", "pressurised"]] = field(
        "Infiltration drains",
        "Infiltratiedrains",
        default=["none"],
        min_length=1,
        max_length=3,
        description="Kinds that may be laid; none: without.",
    )
    start: int | None = field(
        "From the year",
        "Vanaf het jaar",
        default=None,
        unit="year",
        ge=1950,
        le=2300,
        description="None given: that of the twin.",
    )
    weight_co2_mean: float = _weight(
        "Weight of greenhouse gas in all years", "Gewicht van broeikasgas in alle jaren", 1.0
    )
    weight_co2_emission: float = _weight(
        "Weight of greenhouse gas at the horizon", "Gewicht van broeikasgas aan de horizon", 0.0
    )
    weight_yield_loss: float = _weight("Weight of yield", "Gewicht van opbrengst", 1.0)
    weight_foundations: float = _weight("Weight of foundations", "Gewicht van funderingen", 1.0)
    weight_water_demand: float = _weight("Weight of water demand", "Gewicht van watervraag", 1.0)
    weight_bearing_days: float = _weight("Weight of bearing capacity", "Gewicht van draagkracht", 0.0)
    weight_band_share: float = _weight("Weight of the target band", "Gewicht van de streefband", 0.0)
    within_inlet: bool = field(
        "Stay within the inlets",
        "Binnen de inlaatcapaciteit blijven",
        default=False,
        description="The areas together, in the driest year; needs their capacity.",
    )
    spare_foundations: bool = field(
        "No worse foundations than today",
        "Funderingen niet slechter dan nu",
        default=False,
        description="In no area, at the horizon.",
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.lowest > self.highest:
            raise ValueError("Give lowest <= highest.")
        if not any(self.weights.values()):
            raise ValueError("Give at least one weight above 0.")
        if self.within_inlet and self.inlet_capacity is None:
            raise ValueError("Give inlet_capacity, which within_inlet needs.")
        if (count := len(options(self))) > MOST_OPTIONS:
            raise ValueError(f"Give at most {MOST_OPTIONS} options; these are {count}: widen the step.")
        return self

    @property
    def raises(self) -> tuple[float, ...]:
        """Raises from the lowest to the highest [m], to the micrometre."""
        count = int((self.highest - self.lowest) / self.step + 1e-6) + 1
        return tuple(round(self.lowest + at * self.step, 6) + 0.0 for at in range(count))

    @property
    def weights(self) -> Mapping[str, float]:
        """Weight of each of `OBJECTIVES`."""
        return {name: float(getattr(self, f"weight_{name}")) for name in OBJECTIVES}
