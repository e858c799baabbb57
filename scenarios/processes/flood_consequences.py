"""What a flood costs: damage, people, fatalities, vital objects, agriculture, expected annual damage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scenarios.flow.parameters import FloodParameters
from scenarios.forms import field
from scenarios.impacts.band import DEPTH_UNCERTAINTY
from scenarios.impacts.indicators import INDICATORS
from scenarios.impacts.model_card import CARD
from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value
from scenarios.processes.flood import check_flood, flood_estimate
from twin.errors import Problem
from twin.progress import Progress, part

if TYPE_CHECKING:
    import xarray as xr

    from scenarios.drivers import Drivers
    from scenarios.impacts.consequences import Exposure
    from twin.state import Twin

__all__ = ["FloodConsequences", "FloodConsequencesParameters"]

_SECONDS_PER_CELL, _BYTES_PER_CELL = 1.5e-6, 80


class FloodConsequencesParameters(FloodParameters):
    """A flood, and how its consequences are counted."""

    evacuated: float = field(
        "Share of the people that left in time",
        "Deel van de mensen dat op tijd weg is",
        default=0.0,
        unit="1",
        step=0.05,
        ge=0.0,
        le=1.0,
    )
    return_periods: list[Annotated[float, Field(ge=10.0, le=1_000_000.0)]] = field(
        "Return periods for the expected annual damage",
        "Herhalingstijden voor de jaarlijkse schadeverwachting",
        default=[],
        unit="year",
        max_length=12,
        description="Two or more, ascending; the flood is computed once for each. Needs a storm.",
    )
    integration: Literal["log-linear", "trapezoid"] = field(
        "Rule of the expected annual damage",
        "Regel van de jaarlijkse schadeverwachting",
        default="log-linear",
    )
    price_index: float = field(
        "Prices, times those of the tables",
        "Prijzen, maal die van de tabellen",
        default=1.0,
        unit="1",
        step=0.05,
        ge=0.1,
        le=10.0,
    )
    depth_uncertainty: float = field(
        "Uncertainty of the depth",
        "Onzekerheid van de diepte",
        default=DEPTH_UNCERTAINTY.value,
        unit="m",
        step=0.05,
        ge=0.0,
        le=2.0,
        description="Makes the low and the high of every figure [unverified].",
    )
    rapid_rise: Literal["jonkman", "maaskant"] = field(
        "Mortality in rapidly rising water",
        "Sterfte in snel stijgend water",
        default="jonkman",
        description="Curve of Jonkman 2007 or of Maaskant et al. 2009 [unverified].",
    )

    @model_validator(mode="after")
    def _periods_ascend(self) -> Self:
        years = self.return_periods
        if len(years) == 1 or any(rarer <= often for often, rarer in pairwise(years)):
            raise PydanticCustomError(
                "return_periods",
                "an expected annual damage needs two or more return periods, ascending",
                {"field": "return_periods", "given": list(years), "remedy": "Give [100, 1000, 10000]."},
            )
        return self


class FloodConsequences(Process[FloodConsequencesParameters]):
    """Who is hurt and what is lost in the flood of the process `flood`."""

    id: ClassVar[str] = "flood-consequences"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Consequences of a flood"
    title_nl: ClassVar[str] = "Gevolgen van een overstroming"
    description_en: ClassVar[str] = (
        "Damage to land and buildings, people in the water, fatalities, vital objects that go out and when."
    )
    description_nl: ClassVar[str] = (
        "Schade aan grond en gebouwen, mensen in het water, slachtoffers, vitale objecten die uitvallen."
    )
    Parameters: ClassVar[type[ProcessParameters]] = FloodConsequencesParameters
    builds_on: ClassVar[str | None] = "flood"
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD

    def check(self, twin: Twin, parameters: FloodConsequencesParameters) -> list[Problem]:
        """Refuse what the flood refuses."""
        return check_flood(twin, parameters)

    def check_case(self, twin: Twin, drivers: Drivers) -> list[Problem]:
        """Refuse what the flood refuses."""
        from scenarios.flow.from_twin import too_high

        return too_high(twin, drivers)

    def estimate(self, twin: Twin, parameters: FloodConsequencesParameters) -> Estimate:
        """Tell the cost: that of the flood for every storm, and one pass over cells and features."""
        floods = 1 + len(parameters.return_periods)
        flood = flood_estimate(twin, parameters)
        cells = twin.grid.nx * twin.grid.ny
        seconds = floods * (flood.seconds + cells * _SECONDS_PER_CELL)
        size, cheaper = flood.bytes + _BYTES_PER_CELL * cells, (*flood.cheaper, "fewer return periods")
        return Estimate(flood.cells * floods, size, round(seconds, 3), cheaper)

    def simulate(
        self, twin: Twin, drivers: Drivers, parameters: FloodConsequencesParameters, progress: Progress
    ) -> Outcome:
        """Compute the flood, or take it where it was computed already, and count what it does."""
        from scenarios.flow.simulate import flood

        share = 0.9 / (1 + len(parameters.return_periods))
        outcome = flood(twin, drivers, parameters, part(progress, 0.0, share))
        progress(share, "what stands in the water")
        exposure = _exposure(twin, outcome, parameters)
        annual, events = _annual(twin, drivers, parameters, exposure, part(progress, share, 0.95))
        values = {**exposure.values(), "expected_annual_damage": annual}
        told = {
            name: _told(name, value, exposure, outcome.reason, parameters) for name, value in values.items()
        }
        found = Outcome(_fields(twin, exposure, events, parameters), told, exposure.features())
        progress(1.0, "consequences done")
        return found


def _exposure(twin: Twin, outcome: Any, parameters: FloodConsequencesParameters) -> Exposure:
    from scenarios.impacts.consequences import Settings, exposure_of
    from scenarios.impacts.hazard import hazard_of

    settings = Settings(
        evacuated=parameters.evacuated,
        price_index=parameters.price_index,
        depth_uncertainty=parameters.depth_uncertainty,
        rapid=f"rapid-{parameters.rapid_rise}",
    )
    return exposure_of(twin, hazard_of(twin, outcome), settings)


def _annual(
    twin: Twin,
    drivers: Drivers,
    parameters: FloodConsequencesParameters,
    asked: Exposure,
    progress: Progress,
) -> tuple[Value, list[Value]]:
    """Expected annual damage, and the damage of each storm."""
    from scenarios.drivers import with_return_period
    from scenarios.flow.simulate import flood
    from scenarios.impacts.annual import NO_PERIODS, NO_STORM, annual_value

    years = parameters.return_periods
    if not years or drivers.return_period is None:
        return Value(None, reason=NO_STORM if years else NO_PERIODS), []
    without_film = parameters.model_copy(update={"output_minutes": 1440.0})
    events = []
    for number, period in enumerate(years):
        if period == drivers.return_period:
            events.append(asked.damage())
            continue
        told = part(progress, number / len(years), (number + 1) / len(years))
        outcome = flood(twin, with_return_period(drivers, period), without_film, told, keep=False)
        events.append(_exposure(twin, outcome, parameters).damage())
    return annual_value(years, events, parameters.integration), events


def _told(
    name: str,
    value: Value,
    exposure: Exposure,
    reason: str | None,
    parameters: FloodConsequencesParameters,
) -> Value:
    """Add how the value was made, its band, and why it is nothing when no flood could be computed."""
    from scenarios.impacts.band import DAMAGE_SPREAD, FATALITY_SPREAD, told_band

    method = FloodConsequences.indicators[name].method
    if (name.startswith("people") or name == "fatalities") and exposure.people_method:
        method = f"{method}; {exposure.people_method}"
    if name in {"damage", "damage_buildings"} and exposure.unknown_uses:
        method = f"{method}; {exposure.unknown_uses} buildings of unknown use as dwellings without contents"
    if name == "expected_annual_damage":
        rule = parameters.integration
        method = (
            f"{method}, {rule} over {len(parameters.return_periods)} return periods; breaches happen in each"
        )
    spread = FATALITY_SPREAD if name == "fatalities" else DAMAGE_SPREAD if "damage" in name else None
    band = told_band(parameters.depth_uncertainty, spread)
    if name == "vital_objects_out":
        band = f"{band}, with the highest and the lowest threshold"
    return replace(value, method=f"{method}; {band}", reason=value.reason or reason)


def _fields(
    twin: Twin, exposure: Exposure, events: list[Value], parameters: FloodConsequencesParameters
) -> xr.Dataset:
    """Damage and mortality on the grid, damage per land use, and damage per storm."""
    import numpy as np
    import xarray as xr

    from scenarios.physics.mortality import mortality
    from twin.vocabulary import LAND_USE

    hazard = exposure.hazard
    share = mortality(
        depth=hazard.depth_shifted(0.0),
        rise_rate=hazard.rise_rate,
        depth_speed=hazard.max_depth_speed,
        speed=hazard.max_speed,
        rapid=exposure.settings.rapid,
    )
    grounded = ~np.isnan(hazard.ground)
    variables: dict[str, Any] = {
        "damage_density": (
            ("y", "x"),
            np.where(grounded, exposure.damage_per_area(), np.nan).astype(np.float32),
        ),
        "mortality": (("y", "x"), np.where(grounded, share, np.nan).astype(np.float32)),
    }
    coordinates: dict[str, Any] = dict(twin.grid.coords())
    if (land := exposure.land) is not None:
        coordinates["land_use_class"] = [LAND_USE[code].key for code in land.codes]
        variables["land_use_damage"] = ("land_use_class", land.damage)
        variables["land_use_flooded_area"] = ("land_use_class", land.area)
    if events and all(event.value is not None for event in events):
        coordinates["return_period"] = list(parameters.return_periods)
        losses = [float(event.value or 0.0) for event in events]
        variables["event_damage"] = ("return_period", losses, {"comment": f"rule: {parameters.integration}"})
    return xr.Dataset(variables, coords=coordinates)
