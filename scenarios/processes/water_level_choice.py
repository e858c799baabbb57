"""Which level each polder area should have: the best by weights, and the whole trade-off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scenarios.model_card import ModelCard
from scenarios.polders.choice.indicators import INDICATORS
from scenarios.polders.choice.model_card import CARD
from scenarios.polders.choice.options import options
from scenarios.polders.choice.parameters import WaterLevelChoiceParameters
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters
from scenarios.processes.water_level_raise import CHEAPER, WaterLevel, column_years
from twin.errors import Problem
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["WaterLevelChoice"]

_AT_ONCE, _LATEST = 3, 2300
_BYTES_PER_YEAR, _COLUMN_YEARS_PER_SECOND, _SECONDS = 120, 1.5e6, 3.0
_CHEAPER = (*CHEAPER, "fewer options (a larger step, fewer policies or drains)")


class WaterLevelChoice(Process[WaterLevelChoiceParameters]):
    """Every raise, policy and kind of drains in every area, and the choice that weights make among them."""

    id: ClassVar[str] = "water-level-choice"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Choice of water levels"
    title_nl: ClassVar[str] = "Peilkeuze"
    description_en: ClassVar[str] = (
        "The water level of each area that best meets a weighting of greenhouse gas, yield, foundations and "
        "water demand, with the trade-off between each two of them."
    )
    description_nl: ClassVar[str] = (
        "Het peil per peilgebied dat het best past bij een weging van broeikasgas, opbrengst, funderingen en "
        "watervraag, met de afruil tussen elke twee daarvan."
    )
    Parameters: ClassVar[type[ProcessParameters]] = WaterLevelChoiceParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD
    public: ClassVar[bool] = True

    def check(self, twin: Twin, parameters: WaterLevelChoiceParameters) -> list[Problem]:
        """Refuse what the process `water-level-raise` refuses."""
        return WaterLevel().check(twin, parameters)

    def check_case(self, twin: Twin, drivers: Drivers) -> list[Problem]:
        """Refuse a horizon before the year of the twin."""
        return WaterLevel().check_case(twin, drivers)

    def estimate(self, twin: Twin, parameters: WaterLevelChoiceParameters) -> Estimate:
        """Tell the cost up to the latest horizon that there is."""
        return self.estimate_until(twin, parameters, _LATEST)

    def estimate_until(self, twin: Twin, parameters: WaterLevelChoiceParameters, horizon: int) -> Estimate:
        """Tell the cost: columns times years times options; three courses are held at a time."""
        years = column_years(twin, parameters.areas, horizon)
        cells = years * len(options(parameters))
        seconds = _SECONDS + cells / _COLUMN_YEARS_PER_SECOND
        return Estimate(cells, _BYTES_PER_YEAR * years * _AT_ONCE, round(seconds, 3), _CHEAPER)

    def simulate(
        self, twin: Twin, drivers: Drivers, parameters: WaterLevelChoiceParameters, progress: Progress
    ) -> Outcome:
        """Follow the land with every option, choose, and add up."""
        from scenarios.polders.choice.outcome import unknown, water_level_choice

        if _without_areas(twin):
            return unknown("the twin has no water-level areas")
        return water_level_choice(twin, drivers, parameters, progress)


def _without_areas(twin: Twin) -> bool:
    return "peilgebieden" not in twin.features or not len(twin.features["peilgebieden"])
