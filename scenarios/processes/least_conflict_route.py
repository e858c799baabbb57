"""Least-conflict route: the way of a cable or pipe between two places that costs and hinders least."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scenarios.checks import known_place
from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters
from scenarios.search.route_card import CARD
from scenarios.search.route_indicators import INDICATORS
from scenarios.search.route_parameters import RouteParameters
from twin.errors import Problem
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["LeastConflictRoute"]

_LEVELS, _MOST_CELLS = 10, 4_000_000
_BYTES_PER_CELL, _CELLS_PER_SECOND, _SECONDS = 120, 1.0e5, 2.0


class LeastConflictRoute(Process[RouteParameters]):
    """Search a route in three dimensions and set the straight line beside it."""

    id: ClassVar[str] = "least-conflict-route"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Least-conflict route"
    title_nl: ClassVar[str] = "Tracé met de minste hinder"
    description_en: ClassVar[str] = (
        "The way of a cable or pipe between two places, in plan and in depth, that costs least with what "
        "rules, other functions and archaeology ask; beside the straight line."
    )
    description_nl: ClassVar[str] = (
        "De weg van een kabel of leiding tussen twee plaatsen, in plattegrond en in diepte, die het minst "
        "kost met wat regels, andere functies en archeologie vragen; naast de rechte lijn."
    )
    Parameters: ClassVar[type[ProcessParameters]] = RouteParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD

    def check(self, twin: Twin, parameters: RouteParameters) -> list[Problem]:
        """Refuse ends outside the twin, and more cells than can be searched."""
        ends = {"origin": parameters.origin, "destination": parameters.destination}
        problems = [
            problem for name, at in ends.items() if at is not None for problem in known_place(twin, at, name)
        ]
        given = [at for at in ends.values() if at is not None]
        if len(given) == 2 and given[0] == given[1]:
            problems.append(
                Problem("destination", list(given[1]), "is where the line begins", "Give two places.")
            )
        if (cells := self._cells(twin, parameters)) > _MOST_CELLS:
            message = f"makes {cells:,} cells of the area, more than {_MOST_CELLS:,}"
            problems.append(Problem("cell", parameters.cell, message, "Give larger cells."))
        return problems

    def estimate(self, twin: Twin, parameters: RouteParameters) -> Estimate:
        """Tell the cost: cells times depths; nothing without ends."""
        if parameters.origin is None or parameters.destination is None:
            return Estimate(0, 0, 0.0)
        cells = self._cells(twin, parameters)
        return Estimate(
            cells, _BYTES_PER_CELL * cells, round(_SECONDS + cells / _CELLS_PER_SECOND, 3), ("larger cells",)
        )

    def simulate(
        self,
        twin: Twin,
        drivers: Drivers,  # noqa: ARG002 - base class
        parameters: RouteParameters,
        progress: Progress,
    ) -> Outcome:
        """Search the route, and check it against all claims."""
        from scenarios.search.route_outcome import least_conflict_route

        outcome = least_conflict_route(twin, parameters, progress)
        progress(1.0, "route done")
        return outcome

    @staticmethod
    def _cells(twin: Twin, parameters: RouteParameters) -> int:
        factor = max(1, round(parameters.cell / twin.grid.dx))
        return math.ceil(twin.grid.nx / factor) * math.ceil(twin.grid.ny / factor) * _LEVELS
