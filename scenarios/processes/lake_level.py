"""Lake level: what a lake still discharges as the sea rises, and what a higher level takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scenarios.lakes.indicators import INDICATORS
from scenarios.lakes.model_card import CARD
from scenarios.lakes.parameters import LakeLevelParameters
from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters
from twin.errors import Problem
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["LakeLevel"]

_BYTES_PER_CELL, _CELLS_PER_SECOND, _SECONDS = 40, 8.0e6, 1.5


class LakeLevel(Process[LakeLevelParameters]):
    """A lake between its rivers and the sea: discharge, storage, shore and dikes at its level."""

    id: ClassVar[str] = "lake-level"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Lake level"
    title_nl: ClassVar[str] = "Meerpeil"
    description_en: ClassVar[str] = (
        "Discharge of a lake through its sluices as the sea rises, the year in which gravity no longer does "
        "it, the level that would keep it, and what a higher level stores, floods and makes seep."
    )
    description_nl: ClassVar[str] = (
        "Spuien van een meer terwijl de zee stijgt, het jaar waarin dat onder vrij verval ophoudt, het peil "
        "dat het zou houden, en wat een hoger peil bergt, onder water zet en laat kwellen."
    )
    Parameters: ClassVar[type[ProcessParameters]] = LakeLevelParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD
    public: ClassVar[bool] = True

    def check(self, twin: Twin, parameters: LakeLevelParameters) -> list[Problem]:
        """Refuse what is no lake of the twin, and levels and sluices that cannot be."""
        from scenarios.lakes.setup import check_lake

        return check_lake(twin, parameters)

    def estimate(self, twin: Twin, parameters: LakeLevelParameters) -> Estimate:
        """Tell the cost: sluices by table, and one pass over the grid for a lake of the twin."""
        cells = twin.grid.nx * twin.grid.ny if parameters.lake is not None else 1
        return Estimate(cells, _BYTES_PER_CELL * cells, round(_SECONDS + cells / _CELLS_PER_SECOND, 3))

    def simulate(
        self, twin: Twin, drivers: Drivers, parameters: LakeLevelParameters, progress: Progress
    ) -> Outcome:
        """Hold the lake against the sea of the horizon, and its shore against its level."""
        from scenarios.lakes.outcome import lake_level

        return lake_level(twin, drivers, parameters, progress)
