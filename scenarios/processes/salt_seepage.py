"""Salt seepage: what a higher sea, and other polder levels, push up through the layer on the aquifer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value
from scenarios.seepage.indicators import INDICATORS
from scenarios.seepage.model_card import CARD
from scenarios.seepage.parameters import SeepageParameters
from scenarios.seepage.setting import MOST_CELLS
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["SaltSeepage"]

_FLOWS = 8
_BYTES_PER_CELL, _CELLS_PER_SECOND, _SECONDS = 700, 4.0e5, 0.5


class SaltSeepage(Process[SeepageParameters]):
    """Head below polders near sea and river, what comes up, the salt in it, and fresh water under dunes."""

    id: ClassVar[str] = "salt-seepage"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Salt seepage"
    title_nl: ClassVar[str] = "Zoute kwel"
    description_en: ClassVar[str] = (
        "Upward seepage and salt in polders as the sea rises and levels change, how far the sea is felt, and "
        "fresh water below dunes."
    )
    description_nl: ClassVar[str] = (
        "Kwel en zout in polders als de zee stijgt en peilen veranderen, tot hoe ver de zee te merken is, en "
        "zoet water onder duinen."
    )
    Parameters: ClassVar[type[ProcessParameters]] = SeepageParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD
    public: ClassVar[bool] = True

    def estimate(self, twin: Twin, parameters: SeepageParameters) -> Estimate:  # noqa: ARG002 - base class
        """Tell the cost: cells of the aquifer times the flows that the range takes."""
        fine = twin.grid.nx * twin.grid.ny
        cells = min(fine, MOST_CELLS) * _FLOWS
        seconds = _SECONDS + cells / _CELLS_PER_SECOND
        return Estimate(cells, _BYTES_PER_CELL * fine, round(seconds, 3))

    def simulate(
        self, twin: Twin, drivers: Drivers, parameters: SeepageParameters, progress: Progress
    ) -> Outcome:
        """Find the flow with the sea and the levels of the horizon, and with those of today."""
        from scenarios.seepage.outcome import salt_seepage

        outcome = salt_seepage(twin, drivers, parameters, progress)
        progress(1.0, "salt seepage done")
        return outcome

    def values(
        self, twin: Twin, drivers: Drivers, parameters: SeepageParameters, progress: Progress
    ) -> Mapping[str, Value]:
        """Give the indicators alone."""
        from scenarios.seepage.outcome import salt_seepage_values

        found = salt_seepage_values(twin, drivers, parameters, progress)
        progress(1.0, "salt seepage done")
        return found
