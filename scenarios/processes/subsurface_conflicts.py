"""Who is in whose way below ground: pairs of claims, their rule, the room left, and how crowded it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value
from scenarios.subsurface.indicators import INDICATORS
from scenarios.subsurface.model_card import CARD
from scenarios.subsurface.parameters import ConflictParameters
from twin.errors import InvalidInputError, Problem
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["SubsurfaceConflicts"]

_MAPS, _BYTES_PER_CELL, _BYTES_PER_CLAIM = 9, 60, 4_000
_CLAIMS_PER_SECOND, _CELLS_PER_SECOND, _SECONDS = 20_000, 2.0e7, 0.5


class SubsurfaceConflicts(Process[ConflictParameters]):
    """Who uses which room below ground, who is in whose way, and when."""

    id: ClassVar[str] = "subsurface-conflicts"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Conflicts below ground"
    title_nl: ClassVar[str] = "Conflicten in de ondergrond"
    description_en: ClassVar[str] = (
        "Checks everything that uses the subsurface against everything else, in three dimensions and through "
        "time: by which rule it is forbidden, conditional, competing or a synergy, how much room is lacking "
        "and what would resolve it; and how many functions share each place."
    )
    description_nl: ClassVar[str] = (
        "Toetst alles wat de ondergrond gebruikt aan al het andere, in drie dimensies en door de tijd: "
        "volgens welke regel het verboden is, voorwaarden vraagt, concurreert of versterkt, hoeveel ruimte "
        "er ontbreekt en wat het oplost; en hoeveel functies elke plek delen."
    )
    Parameters: ClassVar[type[ProcessParameters]] = ConflictParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD
    public: ClassVar[bool] = False  # numbers of pairs would tell whoever moves a plan about where cables are

    def check(self, twin: Twin, parameters: ConflictParameters) -> list[Problem]:  # noqa: ARG002 - base class
        """Refuse plans that cannot be judged: outlines that cross themselves, ends before starts."""
        from scenarios.subsurface.judged import sorted_out

        try:
            sorted_out(twin.claims)
        except InvalidInputError as error:
            return list(error.problems)
        return []

    def check_case(self, twin: Twin, drivers: Drivers) -> list[Problem]:
        """Refuse a horizon before the year of the twin."""
        if drivers.year >= twin.reference_year:
            return []
        message = f"the horizon lies before the year of the twin, {twin.reference_year}"
        return [Problem("horizon", drivers.year, message, "Give a later horizon.")]

    def estimate(self, twin: Twin, parameters: ConflictParameters) -> Estimate:  # noqa: ARG002 - base class
        """Tell the cost: features that may make claims, and cells of the maps of crowding."""
        features = sum(len(table) for table in twin.features.values())
        cells = twin.grid.nx * twin.grid.ny
        seconds = _SECONDS + features / _CLAIMS_PER_SECOND + _MAPS * cells / _CELLS_PER_SECOND
        size = _BYTES_PER_CELL * cells + _BYTES_PER_CLAIM * features
        return Estimate(_MAPS * cells, size, round(seconds, 3))

    def simulate(
        self, twin: Twin, drivers: Drivers, parameters: ConflictParameters, progress: Progress
    ) -> Outcome:
        """Find all pairs, tell the worst in words, and map how crowded it is."""
        from scenarios.subsurface.outcome import conflicts_outcome

        return conflicts_outcome(twin, drivers, parameters, progress)

    def values(
        self, twin: Twin, drivers: Drivers, parameters: ConflictParameters, progress: Progress
    ) -> Mapping[str, Value]:
        """Give the numbers of pairs alone."""
        from scenarios.subsurface.outcome import conflicts_values

        return conflicts_values(twin, drivers, parameters, progress)
