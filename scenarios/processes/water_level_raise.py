"""What a water level does to a polder: groundwater, sinking peat, greenhouse gas, yield and water demand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from scenarios.model_card import ModelCard
from scenarios.polders.grouping import MOST
from scenarios.polders.indicators import INDICATORS
from scenarios.polders.model_card import CARD
from scenarios.polders.parameters import WaterLevelParameters
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value
from twin.errors import InvalidInputError, Problem
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["CHEAPER", "WaterLevel", "column_years"]

CHEAPER = ("fewer areas", "an earlier horizon")
"""What makes a run cheaper."""

_COURSES, _BYTES_PER_YEAR = 4, 120  # both relations, with and without what is decided; of each column
_BESIDE = 20  # years: before the first, and again where a decision changes levels
_LATEST = 2300
_COLUMNS_PER_ROOT = 30.0  # of the number of cells; areas of the demo have 13 to 26, all together 17
_COLUMN_YEARS_PER_SECOND, _SECONDS = 2.5e6, 1.5


class WaterLevel(Process[WaterLevelParameters]):
    """Groundwater and ground of polders year by year with the levels that are decided, and what it means."""

    id: ClassVar[str] = "water-level-raise"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Water-level raise"
    title_nl: ClassVar[str] = "Peilopzet"
    description_en: ClassVar[str] = (
        "Groundwater and subsidence of polders until the horizon under a raised level, and what that means "
        "for greenhouse gas, yield, bearing capacity, storage and water demand."
    )
    description_nl: ClassVar[str] = (
        "Grondwater en bodemdaling van polders tot de horizon bij een hoger peil, en wat dat betekent voor "
        "broeikasgas, opbrengst, draagkracht, berging en watervraag."
    )
    Parameters: ClassVar[type[ProcessParameters]] = WaterLevelParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD
    public: ClassVar[bool] = True

    def check(self, twin: Twin, parameters: WaterLevelParameters) -> list[Problem]:
        """Refuse areas and levels that cannot be studied, and what an effect cannot take."""
        from scenarios.polders.columns import check_columns
        from scenarios.polders.effect import effects

        given = parameters.of_effects
        problems = [problem for effect in effects().values() for problem in effect.check(given)]
        try:
            parameters.relations  # noqa: B018 - reads the table of the user
        except InvalidInputError as error:
            problems += error.problems
        if _without_areas(twin) and not parameters.areas:
            return problems
        asked = parameters.areas or None
        return problems + check_columns(twin, asked, winter_above_summer=parameters.winter_above_summer)

    def check_case(self, twin: Twin, drivers: Drivers) -> list[Problem]:
        """Refuse a horizon before the year of the twin."""
        if drivers.year >= twin.reference_year:
            return []
        message = f"the horizon lies before the year of the twin, {twin.reference_year}"
        return [Problem("horizon", drivers.year, message, "Give a later horizon.")]

    def estimate(self, twin: Twin, parameters: WaterLevelParameters) -> Estimate:
        """Tell the cost up to the latest horizon that there is."""
        return self.estimate_until(twin, parameters, _LATEST)

    def estimate_until(self, twin: Twin, parameters: WaterLevelParameters, horizon: int) -> Estimate:
        """Tell the cost: columns times years, by both relations, with and without what is decided.

        Without it is the reference, which is computed once: of a scenario and its reference each bears half.
        """
        years = column_years(twin, parameters.areas, horizon) * _COURSES
        cells = years // 2
        seconds = _SECONDS + cells / _COLUMN_YEARS_PER_SECOND
        return Estimate(cells, _BYTES_PER_YEAR * years, round(seconds, 3), CHEAPER)

    def simulate(
        self, twin: Twin, drivers: Drivers, parameters: WaterLevelParameters, progress: Progress
    ) -> Outcome:
        """Follow the land to the horizon with what is decided and without, and ask every effect."""
        from scenarios.polders.outcome import NO_AREAS, unknown, water_level

        if _without_areas(twin):
            return unknown(NO_AREAS)
        return water_level(twin, drivers, parameters, progress)

    def values(
        self, twin: Twin, drivers: Drivers, parameters: WaterLevelParameters, progress: Progress
    ) -> Mapping[str, Value]:
        """Give the indicators alone; those of the reference come with the scenario."""
        from scenarios.polders.outcome import NO_AREAS, unknown, water_level_values

        if _without_areas(twin):
            return unknown(NO_AREAS).values
        return water_level_values(twin, drivers, parameters, progress)


def column_years(twin: Twin, areas: Sequence[str], horizon: int) -> int:
    """Parcel columns of the areas that are asked (all where none are) at most, times years to a horizon."""
    if _without_areas(twin):
        return 0
    table = twin.features["peilgebieden"]
    asked = table["id"].astype(str).isin(areas) if areas else slice(None)
    cells = math.ceil(float(table.geometry[asked].area.sum()) / twin.grid.cell_area)
    years = max(horizon - twin.reference_year, 0) + _BESIDE
    return min(MOST, cells, math.ceil(_COLUMNS_PER_ROOT * math.sqrt(cells))) * years


def _without_areas(twin: Twin) -> bool:
    return "peilgebieden" not in twin.features or not len(twin.features["peilgebieden"])
