"""Utility check: whether cables and pipelines have the room, cover and ground that they need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value
from scenarios.utilities.indicators import INDICATORS
from scenarios.utilities.model_card import CARD
from scenarios.utilities.parameters import UtilityParameters
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["UtilityCheck"]

_BYTES_PER_PIECE, _PIECES_PER_SECOND = 2_000, 1.2e4
_BYTES_PER_CELL, _LEVEL_SECONDS = 500, 3.0


class UtilityCheck(Process[UtilityParameters]):
    """Cables and pipelines against each other, works, trees, river beds, dikes and the groundwater."""

    id: ClassVar[str] = "utility-check"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Cables and pipelines"
    title_nl: ClassVar[str] = "Kabels en leidingen"
    description_en: ClassVar[str] = (
        "Room between lines, works and trees, cover, crossings of rivers and dikes, pipes that float or "
        "bend, and how full streets are below the ground."
    )
    description_nl: ClassVar[str] = (
        "Ruimte tussen leidingen, werk en bomen, dekking, kruisingen van rivieren en dijken, leidingen die "
        "opdrijven of buigen, en hoe vol straten onder de grond zijn."
    )
    Parameters: ClassVar[type[ProcessParameters]] = UtilityParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD

    def estimate(self, twin: Twin, parameters: UtilityParameters) -> Estimate:
        """Tell the cost: pieces of lines, and the years of the polders."""
        from shapely import get_num_coordinates

        table = twin.features.get("utility_lines")
        pieces = 0
        if table is not None:  # they are no longer than two cells
            pieces = int(table.geometry.length.sum() / (2.0 * twin.grid.dx))
            pieces += int(get_num_coordinates(table.geometry.to_numpy()).sum())
        cells = twin.grid.nx * twin.grid.ny
        seconds = pieces / _PIECES_PER_SECOND + (_LEVEL_SECONDS if parameters.levels else 0.0)
        size = _BYTES_PER_PIECE * pieces + (_BYTES_PER_CELL * cells if parameters.levels else 0)
        return Estimate(pieces, size, round(seconds, 3))

    def simulate(
        self, twin: Twin, drivers: Drivers, parameters: UtilityParameters, progress: Progress
    ) -> Outcome:
        """Check the lines of the twin at the horizon."""
        from scenarios.utilities.outcome import utility_check

        outcome = utility_check(twin, drivers.year, parameters, progress)
        progress(1.0, "lines checked")
        return outcome

    def values(
        self, twin: Twin, drivers: Drivers, parameters: UtilityParameters, progress: Progress
    ) -> Mapping[str, Value]:
        """Give the indicators alone."""
        from scenarios.utilities.outcome import utility_values

        found = utility_values(twin, drivers.year, parameters, progress)
        progress(1.0, "lines checked")
        return found
