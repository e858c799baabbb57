"""Room for the dike: how wide the strip is that must stay free, who is in it, and what the work costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scenarios.dikes.indicators import INDICATORS
from scenarios.dikes.model_card import CARD
from scenarios.dikes.parameters import DikeSpaceParameters
from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value
from twin.errors import Problem
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["DikeSpace"]

_FUTURES = 400  # scenarios, quantiles and years of the yearly table, and those that are asked
_BYTES_PER_FUTURE, _FUTURES_PER_SECOND, _SECONDS = 80, 1.5e6, 0.5


class DikeSpace(Process[DikeSpaceParameters]):
    """How much room dikes need as the sea rises, in soil and with narrower measures, and what is in it."""

    id: ClassVar[str] = "dike-space"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Dike space"
    title_nl: ClassVar[str] = "Dijkruimte"
    description_en: ClassVar[str] = (
        "Crest and base that each metre of dike needs until 2150, the strip to keep free, what stands in it, "
        "and what the work costs in soil or with a narrower measure."
    )
    description_nl: ClassVar[str] = (
        "Kruin en basis die elke meter dijk tot 2150 nodig heeft, de strook die vrij moet blijven, wat erin "
        "staat, en wat het werk kost in grond of met een smallere maatregel."
    )
    Parameters: ClassVar[type[ProcessParameters]] = DikeSpaceParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD
    public: ClassVar[bool] = True

    def check(self, twin: Twin, parameters: DikeSpaceParameters) -> list[Problem]:
        """Refuse dikes that cannot be studied, columns that cannot be, and years before the twin's."""
        from scenarios.dikes.loads import check_loads
        from scenarios.dikes.locations import check_lines
        from scenarios.dikes.survey import check_survey

        problems = [
            Problem(f"years[{at}]", year, f"lies before the year of the twin, {twin.reference_year}",
                    "Give years from then on.")
            for at, year in enumerate(parameters.years)
            if year < twin.reference_year
        ]  # fmt: skip
        if _without_dikes(twin) and not parameters.dikes:
            return problems
        return [
            *problems,
            *check_lines(twin, parameters.dikes or None, step=parameters.step),
            *check_survey(twin),
            *check_loads(twin, parameters.settings),
        ]

    def check_case(self, twin: Twin, drivers: Drivers) -> list[Problem]:
        """Refuse a horizon before the year of the twin, and one after the last year of the yearly table."""
        from scenarios.dikes.futures import LAST_YEAR

        if drivers.year < twin.reference_year:
            message = f"the horizon lies before the year of the twin, {twin.reference_year}"
            return [Problem("horizon", drivers.year, message, "Give a later horizon.")]
        if drivers.year > LAST_YEAR:
            message = f"the horizon lies after {LAST_YEAR}, where the yearly table ends"
            return [Problem("horizon", drivers.year, message, f"Give a horizon up to {LAST_YEAR}.")]
        return []

    def estimate(self, twin: Twin, parameters: DikeSpaceParameters) -> Estimate:
        """Tell the cost: places along the dikes that are asked for, times the futures of the yearly table."""
        length = 0.0
        if not _without_dikes(twin):
            table = twin.features["dikes"]
            asked = table["id"].isin(parameters.dikes) if parameters.dikes else slice(None)
            length = float(table[asked].geometry.length.sum())
        cells = round(length / parameters.step) * _FUTURES
        seconds = _SECONDS + cells / _FUTURES_PER_SECOND
        return Estimate(cells, _BYTES_PER_FUTURE * cells, round(seconds, 3), ("fewer dikes", "a larger step"))

    def simulate(
        self, twin: Twin, drivers: Drivers, parameters: DikeSpaceParameters, progress: Progress
    ) -> Outcome:
        """Hold the dikes against the asked case, against every year, and against what stands beside them."""
        if _without_dikes(twin):
            import xarray as xr

            return Outcome(xr.Dataset(), self.values(twin, drivers, parameters, progress))
        from scenarios.dikes.outcome import dike_space

        return dike_space(twin, drivers, parameters, progress)

    def values(
        self, twin: Twin, drivers: Drivers, parameters: DikeSpaceParameters, progress: Progress
    ) -> Mapping[str, Value]:
        """Hold the dikes against the asked case alone."""
        if _without_dikes(twin):
            return {name: Value(None, reason="the twin has no dikes") for name in INDICATORS}
        from scenarios.dikes.outcome import dike_space_values

        return dike_space_values(twin, drivers, parameters, progress)


def _without_dikes(twin: Twin) -> bool:
    return "dikes" not in twin.features or not len(twin.features["dikes"])
