"""Geothermal doublets: power, how long the heat lasts, and how far the cold reaches, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scenarios.checks import known_feature
from scenarios.heat.doublet_card import CARD
from scenarios.heat.doublet_indicators import INDICATORS
from scenarios.heat.doublet_parameters import DoubletParameters
from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value
from twin.errors import Problem
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["GeothermalDoublets"]

_YEARS, _BYTES, _PER_SECOND, _SECONDS = 60, 2000, 2e4, 0.3


class GeothermalDoublets(Process[DoubletParameters]):
    """Every doublet of the twin from its start to its end."""

    id: ClassVar[str] = "geothermal-doublet"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Geothermal doublets"
    title_nl: ClassVar[str] = "Aardwarmte"
    description_en: ClassVar[str] = (
        "Power and heat of geothermal doublets, when the cold reaches the producer, how the temperature then "
        "falls, how far the cooled rock reaches, and what the pumps take."
    )
    description_nl: ClassVar[str] = (
        "Vermogen en warmte van doubletten, wanneer de kou de producent bereikt, hoe de temperatuur dan "
        "daalt, tot hoever het gesteente afkoelt, en wat de pompen vragen."
    )
    Parameters: ClassVar[type[ProcessParameters]] = DoubletParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD
    synchronous: ClassVar[bool] = True
    public: ClassVar[bool] = True

    def check(self, twin: Twin, parameters: DoubletParameters) -> list[Problem]:
        """Refuse doublets that the twin does not have."""
        return [
            problem
            for position, name in enumerate(parameters.doublets)
            for problem in known_feature(twin, "doublets", name, f"doublets[{position}]")
        ]

    def estimate(self, twin: Twin, parameters: DoubletParameters) -> Estimate:  # noqa: ARG002 - base class
        """Tell the cost: doublets times years."""
        rows = _YEARS * (len(twin.features["doublets"]) if "doublets" in twin.features else 0)
        return Estimate(rows, _BYTES * rows, round(_SECONDS + rows / _PER_SECOND, 3))

    def simulate(
        self, twin: Twin, drivers: Drivers, parameters: DoubletParameters, progress: Progress
    ) -> Outcome:
        """Follow every doublet up to the horizon."""
        from scenarios.heat.doublet_outcome import geothermal_doublet

        outcome = geothermal_doublet(twin, drivers, parameters, progress)
        progress(1.0, "doublets done")
        return outcome

    def values(
        self, twin: Twin, drivers: Drivers, parameters: DoubletParameters, progress: Progress
    ) -> Mapping[str, Value]:
        """Give the indicators alone."""
        from scenarios.heat.doublet_outcome import geothermal_doublet_values

        found = geothermal_doublet_values(twin, drivers, parameters, progress)
        progress(1.0, "doublets done")
        return found
