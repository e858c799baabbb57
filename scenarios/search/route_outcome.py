"""From a twin and two places to the answers of the process `least-conflict-route`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.archaeology.bodies import bodies_of
from scenarios.archaeology.disturbance import Disturbed, Total, disturbance, totals
from scenarios.process import Outcome, Value
from scenarios.search.cells import cells_of, ground_everywhere
from scenarios.search.route_check import claims_of_route, conflicts_of, work_of
from scenarios.search.route_indicators import INDICATORS
from scenarios.search.route_line import Line, line_of
from scenarios.search.route_path import direct_path, find_path, open_cell
from scenarios.search.route_stack import plain_stack, route_stack
from scenarios.subsurface.claims import claims
from scenarios.subsurface.engine import index
from scenarios.subsurface.model import Verdict
from twin.progress import Progress, part

if TYPE_CHECKING:
    from scenarios.search.route_parameters import RouteParameters
    from twin.claims import Claim
    from twin.state import Twin

__all__ = ["DIRECT", "LEAST", "NO_ENDS", "NO_GROUND", "NO_WAY", "Route", "least_conflict_route"]

LEAST, DIRECT = "least-conflict", "direct"
NO_ENDS = "give where the line begins and where it ends"
NO_GROUND = "no trench can begin within four cells of an end: water, buildings or a claim are in its way"
NO_WAY = "no way leads from one end to the other: what cannot be passed lies between"
NO_STRAIGHT = "a straight line has nowhere to go"
ONE_CELL = "both ends lie in one cell: give smaller cells"


@dataclass(frozen=True)
class Route:
    """A route with what it costs and meets.

    Parameters
    ----------
    name
        `LEAST` or `DIRECT`.
    line
        Its course.
    cost
        Laying and hindrance [EUR], without what cannot be.
    blocked
        Length where it cannot be [m].
    met
        Pieces and verdicts, the worst first.
    disturbed, total
        Archaeology that it digs.
    """

    name: str
    line: Line
    cost: float
    blocked: float
    met: list[tuple[Claim, Verdict]]
    disturbed: list[Disturbed]
    total: Total


def least_conflict_route(twin: Twin, parameters: RouteParameters, progress: Progress) -> Outcome:
    """Search a route, and set the straight one beside it.

    Parameters
    ----------
    twin
        With the claims that stand.
    parameters
        Ends and line.
    progress
        Told how far it is; may stop it.
    """
    import xarray as xr

    from scenarios.search.route_tables import route_tables

    routes, reasons = _routes(twin, parameters, progress)
    laying = parameters.laying(twin.reference_year)
    return Outcome(xr.Dataset(), _values(routes, reasons), route_tables(list(routes.values()), laying))


def _routes(
    twin: Twin, parameters: RouteParameters, progress: Progress
) -> tuple[dict[str, Route], dict[str, str]]:
    """Routes that there are, and the reason for each that there is not."""
    if parameters.origin is None or parameters.destination is None:
        return {}, dict.fromkeys((LEAST, DIRECT), NO_ENDS)
    progress(0.0, "cells")
    laying = parameters.laying(twin.reference_year)
    ends = parameters.origin, parameters.destination
    cells = cells_of(twin, parameters.cell)
    known, ground = index(claims(twin)), ground_everywhere(twin)
    plain = plain_stack(twin, cells, laying)
    progress(0.1, "claims")
    bodies = bodies_of(twin)
    stack = route_stack(plain, cells, laying, known, bodies, part(progress, 0.1, 0.7))
    first, last = (
        open_cell(stack, (int(row), int(column))) for row, column in (cells.grid.index(*end) for end in ends)
    )
    if first is None or last is None:
        return {}, dict.fromkeys((LEAST, DIRECT), NO_GROUND)
    if first == last:
        return {}, dict.fromkeys((LEAST, DIRECT), ONE_CELL)
    paths = {
        LEAST: find_path(stack, first, last, part(progress, 0.7, 0.8)),
        DIRECT: direct_path(plain, stack, first, last, part(progress, 0.8, 0.82)),
    }
    routes, reasons = {}, {LEAST: NO_WAY, DIRECT: NO_STRAIGHT}
    for number, (name, path) in enumerate(paths.items()):
        if path is not None:
            line = line_of(
                path,
                cells,
                laying,
                plain.depth,
                ends,
                ground,
                radius=parameters.radius,
                straight=name == DIRECT,
            )
            tell = part(progress, 0.82 + 0.09 * number, 0.91 + 0.09 * number)
            work = work_of(name, line, laying, ground)
            disturbed = disturbance([work], bodies)
            routes[name] = Route(
                name, line, path.cost, path.blocked,
                conflicts_of(claims_of_route(name, line, laying, ground), known, tell),
                disturbed, totals([work], disturbed)[name],
            )  # fmt: skip
    return routes, {name: reason for name, reason in reasons.items() if name not in routes}


def _values(routes: Mapping[str, Route], reasons: Mapping[str, str]) -> dict[str, Value]:
    values = {
        name: Value(None, reason=reasons[DIRECT if name.startswith("direct") else LEAST])
        for name in INDICATORS
        if (DIRECT if name.startswith("direct") else LEAST) not in routes
    }
    if (least := routes.get(LEAST)) is not None:
        numbers = {
            "length": least.line.length(),
            "drilled_length": least.line.length(drilled=True),
            "cost": least.cost,
            "conflicts": float(len(least.met)),
            "forbidden": float(sum(verdict.verdict == "forbidden" for _, verdict in least.met)),
            "archaeology": least.total.sites,
            "expected_archaeology": least.total.expected,
        }
        values |= {name: Value(number) for name, number in numbers.items()}
    if (straight := routes.get(DIRECT)) is not None:
        numbers = {
            "direct_length": straight.line.length(),
            "direct_cost": straight.cost,
            "direct_blocked": straight.blocked,
            "direct_archaeology": straight.total.sites,
        }
        values |= {name: Value(number) for name, number in numbers.items()}
    return values
