"""Archaeology disturbance: what planned works dig of known and expected remains, and which dig least."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scenarios.archaeology.card import CARD
from scenarios.archaeology.indicators import INDICATORS
from scenarios.archaeology.parameters import ArchaeologyParameters
from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["ArchaeologyDisturbance"]

_BYTES, _SECONDS = 50_000_000, 2.0


class ArchaeologyDisturbance(Process[ArchaeologyParameters]):
    """Volumes that works take out of archaeological bodies, with the duty to research."""

    id: ClassVar[str] = "archaeology-disturbance"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Archaeology that works dig"
    title_nl: ClassVar[str] = "Archeologie die werken vergraven"
    description_en: ClassVar[str] = (
        "What planned lines, pits, building, bores and sites dig of known and expected archaeology, which of "
        "them need research, and which disturb least."
    )
    description_nl: ClassVar[str] = (
        "Wat geplande leidingen, putten, bouw, boringen en terreinen vergraven van bekende en verwachte "
        "archeologie, welke onderzoek vragen, en welke het minst verstoren."
    )
    Parameters: ClassVar[type[ProcessParameters]] = ArchaeologyParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD

    def estimate(self, twin: Twin, parameters: ArchaeologyParameters) -> Estimate:  # noqa: ARG002 - base class
        """Tell the cost: seconds, whatever the grid."""
        return Estimate(0, _BYTES, _SECONDS)

    def simulate(
        self,
        twin: Twin,
        drivers: Drivers,  # noqa: ARG002 - base class
        parameters: ArchaeologyParameters,
        progress: Progress,
    ) -> Outcome:
        """Cut what is dug with what is there."""
        from scenarios.archaeology.outcome import archaeology_disturbance

        outcome = archaeology_disturbance(twin, parameters, progress)
        progress(1.0, "archaeology done")
        return outcome
