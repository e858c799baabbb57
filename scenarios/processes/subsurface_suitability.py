"""Subsurface suitability: where a doublet, storage, loops or a well field can go, and why not elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value
from scenarios.search.suitability_card import CARD
from scenarios.search.suitability_indicators import INDICATORS
from scenarios.search.suitability_parameters import SuitabilityParameters
from twin.errors import Problem
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from scenarios.search.suitability import Judgement
    from twin.state import Twin

__all__ = ["SubsurfaceSuitability"]

_MOST_CELLS = 50_000
_BYTES_PER_CELL, _CELLS_PER_SECOND, _SECONDS = 20_000, 1_000.0, 2.0


class SubsurfaceSuitability(Process[SuitabilityParameters]):
    """Judge every place of the area for a use of the subsurface."""

    id: ClassVar[str] = "subsurface-suitability"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Places for a use of the subsurface"
    title_nl: ClassVar[str] = "Plaatsen voor een gebruik van de ondergrond"
    description_en: ClassVar[str] = (
        "Where a geothermal doublet, heat and cold storage, closed loops or a well field can go, under which "
        "conditions, and which layer, rule or neighbour keeps it away elsewhere."
    )
    description_nl: ClassVar[str] = (
        "Waar een aardwarmtedoublet, warmte-koudeopslag, bodemlussen of een winveld kan, onder welke "
        "voorwaarden, en welke laag, regel of buur dat elders belet."
    )
    Parameters: ClassVar[type[ProcessParameters]] = SuitabilityParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD

    def check(self, twin: Twin, parameters: SuitabilityParameters) -> list[Problem]:
        """Refuse more cells than can be judged."""
        if (cells := self._cells(twin, parameters)) <= _MOST_CELLS:
            return []
        message = f"makes {cells:,} cells of the area, more than {_MOST_CELLS:,}"
        return [Problem("cell", parameters.cell, message, "Give larger cells.")]

    def estimate(self, twin: Twin, parameters: SuitabilityParameters) -> Estimate:
        """Tell the cost: cells, each with the claims of its candidate."""
        cells = self._cells(twin, parameters)
        return Estimate(
            cells, _BYTES_PER_CELL * cells, round(_SECONDS + cells / _CELLS_PER_SECOND, 3), ("larger cells",)
        )

    def simulate(
        self,
        twin: Twin,
        drivers: Drivers,  # noqa: ARG002 - base class
        parameters: SuitabilityParameters,
        progress: Progress,
    ) -> Outcome:
        """Judge all cells, and list the best."""
        from scenarios.search.suitability import judge
        from scenarios.search.suitability_tables import suitability_fields, suitability_tables

        found = judge(twin, parameters, progress)
        progress(0.96, "tables")
        outcome = Outcome(
            suitability_fields(twin, found), _values(found), suitability_tables(found, parameters.best)
        )
        progress(1.0, "places done")
        return outcome

    def values(
        self,
        twin: Twin,
        drivers: Drivers,  # noqa: ARG002 - base class
        parameters: SuitabilityParameters,
        progress: Progress,
    ) -> Mapping[str, Value]:
        """Give the indicators alone."""
        from scenarios.search.suitability import judge

        return _values(judge(twin, parameters, progress))

    @staticmethod
    def _cells(twin: Twin, parameters: SuitabilityParameters) -> int:
        side = max(parameters.cell, twin.grid.dx)
        return int(twin.grid.nx * twin.grid.dx / side * twin.grid.ny * twin.grid.dy / side)


def _values(found: Judgement) -> dict[str, Value]:
    from scenarios.search.suitability_tables import STATES

    size = found.cells.grid.cell_area
    areas = {
        f"{word}_area": Value(size * float((found.state == state).sum())) for state, word in STATES.items()
    }
    return {name: areas[name] for name in INDICATORS if name in areas} | {
        "best_score": Value(float(found.score.max(initial=0.0)))
    }
