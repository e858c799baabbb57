"""Drinking-water capture: what wells draw from, how far they lower the groundwater, and who stands there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scenarios.checks import known_places
from scenarios.drinking_water.indicators import INDICATORS
from scenarios.drinking_water.model_card import CARD
from scenarios.drinking_water.parameters import CaptureParameters
from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value
from twin.errors import Problem
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["DrinkingWaterCapture"]

_BYTES_PER_CELL, _SECONDS, _SECONDS_PER_WELL = 120, 1.5, 0.12


class DrinkingWaterCapture(Process[CaptureParameters]):
    """Capture zones and drawdown of the drinking-water wells of a twin, beside what is protected."""

    id: ClassVar[str] = "drinking-water-capture"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Drinking-water capture"
    title_nl: ClassVar[str] = "Drinkwaterwinning"
    description_en: ClassVar[str] = (
        "Where wells draw their water from in 60 days, 25 and 100 years, how far they lower the groundwater, "
        "and what of it is protected."
    )
    description_nl: ClassVar[str] = (
        "Waar putten in 60 dagen, 25 en 100 jaar hun water vandaan halen, hoe ver ze het grondwater "
        "verlagen, en wat daarvan beschermd is."
    )
    Parameters: ClassVar[type[ProcessParameters]] = CaptureParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD
    public: ClassVar[bool] = True

    def check(self, twin: Twin, parameters: CaptureParameters) -> list[Problem]:
        """Refuse places outside the twin."""
        return known_places(twin, parameters.points, "points")

    def estimate(self, twin: Twin, parameters: CaptureParameters) -> Estimate:  # noqa: ARG002 - base class
        """Tell the cost: a flow for the whole area, and lines for every well."""
        cells = twin.grid.nx * twin.grid.ny
        wells = len(twin.features["wells"]) if "wells" in twin.features else 0
        return Estimate(cells, _BYTES_PER_CELL * cells, round(_SECONDS + _SECONDS_PER_WELL * wells, 3))

    def simulate(
        self, twin: Twin, drivers: Drivers, parameters: CaptureParameters, progress: Progress
    ) -> Outcome:
        """Find the zones and the drawdown of the wells at the horizon."""
        from scenarios.drinking_water.outcome import capture

        outcome = capture(twin, drivers, parameters, progress)
        progress(1.0, "wells done")
        return outcome

    def values(
        self, twin: Twin, drivers: Drivers, parameters: CaptureParameters, progress: Progress
    ) -> Mapping[str, Value]:
        """Give the indicators alone."""
        from scenarios.drinking_water.outcome import capture_values

        found = capture_values(twin, drivers, parameters, progress)
        progress(1.0, "wells done")
        return found
