"""Plans that are tried out: claims of twins kept in trees, and what a plan is told by who asks."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api.catalogue import PublishedTwin
from twin.errors import InvalidInputError, Problem, did_you_mean

if TYPE_CHECKING:
    from scenarios.intervention import Context, Intervention
    from scenarios.subsurface.parameters import ConflictParameters
    from scenarios.subsurface.placing import Placed, Standing

__all__ = ["HORIZON", "Standings", "verdicts"]

HORIZON = 2100
_KEPT = 4
_MOST_POINTS = 1000  # of a plan: more take over a second to judge while somebody waits
_PROCESS = "subsurface-conflicts"
_SCENARIO = {"start", "horizon"}
_INTERVENTION = re.compile(r"^interventions(\[0\]|\.[a-z-]+)")


class Standings:
    """Claims of published twins in trees: the last few that were asked, each made once."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[Any, ...], Standing] = OrderedDict()
        self._making = threading.Lock()

    def of(self, twin: PublishedTwin, horizon: int, parameters: ConflictParameters) -> Standing:
        """Claims of a twin with the rules that were asked.

        Raises
        ------
        InvalidInputError
            If claims of the twin cannot be judged.
        """
        from scenarios.subsurface.placing import standing

        key = (twin.id, twin.version, horizon, parameters.province, parameters.rules_day)
        with self._making:
            found = self._known.get(key)
            if found is None:
                found = standing(twin.state, horizon=float(horizon), rules=parameters.rules())
                self._known[key] = found
            self._known.move_to_end(key)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return found

    def warm_up(self, twin: PublishedTwin) -> None:
        """Read a twin and compile what judges a plan, so that the first who places one does not wait."""
        from scenarios.subsurface.engine import place
        from scenarios.subsurface.parameters import ConflictParameters

        found = self.of(twin, HORIZON, ConflictParameters())
        for claim in found.index.claims[:1]:
            place(claim, found.index)


def verdicts(
    standings: Standings, twin: PublishedTwin, body: dict[str, Any], hidden: frozenset[str]
) -> dict[str, Any]:
    """Answer a plan: the claims that it makes and who is in its way.

    Parameters
    ----------
    standings, twin
        Where it is placed.
    body
        ``intervention``, and if wanted ``start``, ``horizon`` and parameters of subsurface-conflicts.
    hidden
        Themes of which nothing is told, not even whether they are in the way.

    Raises
    ------
    InvalidInputError
        Naming everything that is wrong with it.
    """
    from scenarios.subsurface.placing import place_plan
    from terrain.exporters.claim_files import claim_json
    from terrain.exporters.conflicts import conflict_json
    from twin.claim_table import claim_row

    plan, parameters, context = _read(twin, body)
    known = _standing(standings, twin, context.horizon, parameters)
    try:
        placed: Placed = place_plan(
            plan,
            known,
            context,
            year=parameters.year,
            least_probability=parameters.least_probability,
            hidden=hidden,
            functions=parameters.functions,
        )
    except InvalidInputError as error:
        raise InvalidInputError(_as_asked(error)) from error
    return {
        "claims": [claim_json(claim_row(claim)) for claim in placed.claims],
        "conflicts": [conflict_json(row) for row in placed.rows],
        "counts": placed.counts(),
    }


def _standing(
    standings: Standings, twin: PublishedTwin, horizon: int, parameters: ConflictParameters
) -> Standing:
    """Claims of a twin; where these cannot be judged, without naming them: some may be hidden."""
    try:
        return standings.of(twin, horizon, parameters)
    except InvalidInputError as error:
        message = "has claims on the subsurface that cannot be judged"
        remedy = "Who made the twin is told which by a run of subsurface-conflicts."
        raise InvalidInputError([Problem("collectionId", twin.id, message, remedy)]) from error


def _read(twin: PublishedTwin, body: dict[str, Any]) -> tuple[Intervention, ConflictParameters, Context]:
    """Validate a request as the scenario of one intervention that it stands for."""
    from scenarios.execution import from_execution
    from scenarios.intervention import Context
    from scenarios.subsurface.parameters import ConflictParameters

    known = {"intervention", *_SCENARIO, *ConflictParameters.model_fields}
    problems = [
        Problem(name, body[name], "is no member of a plan", did_you_mean(name, known))
        for name in body
        if name not in known
    ]
    if "intervention" not in body:
        problems.append(Problem("intervention", None, "is missing", "Give one intervention with its kind."))
    problems += _too_detailed(body.get("intervention"))
    inputs = {name: value for name, value in body.items() if name in known and name != "intervention"}
    inputs |= {"interventions": [body["intervention"]]} if "intervention" in body else {}
    try:
        scenario = from_execution(_PROCESS, {"horizon": HORIZON, **inputs})
    except InvalidInputError as error:
        problems += _as_asked(error)
    if problems:
        raise InvalidInputError(problems)
    start = twin.state.reference_year if scenario.start is None else scenario.start
    parameters: ConflictParameters = scenario.built[0].parameters
    if scenario.horizon < start:
        message = f"lies before the start {start}"
        raise InvalidInputError([Problem("horizon", scenario.horizon, message, "Give a later one.")])
    if parameters.year is not None and parameters.year > scenario.horizon:
        message = f"lies after the horizon {scenario.horizon}"
        raise InvalidInputError([Problem("year", parameters.year, message, "Give a later horizon.")])
    return scenario.interventions[0], parameters, Context(start, scenario.horizon, 0.0)


def _too_detailed(intervention: object) -> list[Problem]:
    remedy = f"Leave points out down to {_MOST_POINTS}, or run {_PROCESS}: that takes more."
    members = intervention.items() if isinstance(intervention, dict) else ()
    return [
        Problem(f"intervention.{name}", value, f"has {len(value)} points", remedy)
        for name, value in members
        if isinstance(value, list) and len(value) > _MOST_POINTS
    ]


def _as_asked(error: InvalidInputError) -> list[Problem]:
    """Problems of a scenario, with the names that this request has for its fields."""
    return [
        replace(problem, field=_INTERVENTION.sub("intervention", problem.field).removeprefix("scenario."))
        for problem in error.problems
    ]
