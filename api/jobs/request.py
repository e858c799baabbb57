"""From an execute request to a scenario, its twin and its run digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from api.access.principal import Principal
from api.catalogue import Catalogue, PublishedTwin
from api.errors import NotFoundError
from api.jobs.admission import refuse_long_check, refuse_too_large
from api.jobs.manager import JobManager
from api.jobs.work import with_earlier
from api.processes import OUTPUTS, SCENARIO
from api.uploads.inputs import Placed, by_id, placed
from api.uploads.store import UploadStore
from twin.errors import InvalidInputError, Problem, ZichtError, did_you_mean, invalid
from twin.provenance import code_digest

if TYPE_CHECKING:
    from scenarios.model import Scenario
    from scenarios.process import Estimate
    from twin.state import Twin

__all__ = ["Run", "plan", "run_digest"]

_NUMERICS = "float32 state, float64 sums, fastmath off"
_MOST_EARLIER = 20
_MEMBERS = {"inputs", "outputs", "response", "subscriber"}


@dataclass(frozen=True)
class Run:
    """A run that may be queued.

    Parameters
    ----------
    process
        Id of the process.
    scenario
        What is to be computed.
    baseline
        JSON of where the twin comes from.
    digest
        Run digest: equal runs have equal digests.
    estimate
        What it takes.
    """

    process: str
    scenario: Scenario
    baseline: str
    digest: str
    estimate: Estimate


def plan(
    process: str,
    body: dict[str, Any],
    catalogue: Catalogue,
    jobs: JobManager,
    uploads: UploadStore,
    principal: Principal,
) -> Run:
    """Check an execute request of OGC API Processes and turn it into a run; its files are ids of uploads.

    Raises
    ------
    InvalidInputError
        Naming everything that is wrong with it.
    TooLargeError
        When it takes more than they may ask, or than there is.
    """
    from scenarios.run import estimate

    inputs = _inputs(body)
    scenario = _scenario(process, inputs)
    files = placed(scenario, uploads, principal)
    try:
        source, digest = _baseline(scenario.baseline, catalogue, jobs, principal)
    except InvalidInputError as error:
        raise InvalidInputError([*_under_inputs(files.problems, process), *error.problems]) from error
    twin = catalogue.twin(source["twin"]).state
    cost = estimate(scenario, twin)
    refuse_too_large(cost, principal.role, jobs.budget)
    earlier = sum(len(before["interventions"]) for before in source["scenarios"])
    refuse_long_check(scenario.interventions, earlier, twin.grid.nx * twin.grid.ny)
    _check(process, files, with_earlier(source["scenarios"], twin))
    total = run_digest(scenario, digest, process, files.digests)
    return Run(process, scenario, json.dumps(source, sort_keys=True), total, cost)


def run_digest(scenario: Scenario, baseline: str, process: str, files: Mapping[str, str]) -> str:
    """Tell runs apart: by what is asked, the digests of what it reads, and the code that computes it."""
    parts = [scenario.canonical_json(), baseline, process, code_digest(), _NUMERICS, files]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _inputs(body: dict[str, Any]) -> dict[str, Any]:
    problems = [
        Problem(name, body[name], "is no member of an execute request", did_you_mean(name, _MEMBERS))
        for name in body
        if name not in _MEMBERS
    ]
    if "subscriber" in body:
        problems.append(
            Problem("subscriber", None, "callbacks are not offered", "Follow the job's status or its events.")
        )
    if body.get("response", "document") != "document":
        problems.append(
            Problem("response", body["response"], "only document is offered", 'Use "response": "document".')
        )
    problems += _outputs(body.get("outputs", {}))
    inputs = body.get("inputs", {})
    if not isinstance(inputs, dict):
        raise InvalidInputError(
            [*problems, Problem("inputs", inputs, "is not an object", 'Give {"inputs": {}}.')]
        )
    problems += [
        Problem(
            f"inputs.{name}",
            value["href"],
            "inputs by reference are taken only from this service, and none is needed here",
            "Give the value itself, and of a file the id of its upload.",
        )
        for name, value in inputs.items()
        if isinstance(value, dict) and "href" in value
    ]
    if problems:
        raise InvalidInputError(problems)
    return inputs


def _outputs(outputs: object) -> list[Problem]:
    """Every run gives all outputs; one that does not exist is refused, so that nobody waits for it."""
    if not isinstance(outputs, dict):
        return [Problem("outputs", outputs, "is not an object", 'Give {"outputs": {}}, or leave it out.')]
    return [
        Problem(f"outputs.{name}", value, "is no output", did_you_mean(name, OUTPUTS))
        for name, value in outputs.items()
        if name not in OUTPUTS
    ]


def _scenario(process: str, inputs: dict[str, Any]) -> Scenario:
    from scenarios.execution import from_execution
    from scenarios.model import Scenario

    try:
        return Scenario.load(inputs) if process == SCENARIO else from_execution(process, inputs)
    except InvalidInputError as error:
        raise InvalidInputError(_under_inputs(error.problems, process)) from error


def _check(process: str, files: Placed, twin: Twin) -> None:
    """Refuse what does not fit the twin: places, names, files, and more memory than there is."""
    from scenarios.run import check

    problems = [*files.problems, *by_id(check(files.scenario, twin), files.ids)]
    if problems:
        raise InvalidInputError(_under_inputs(problems, process))


def _under_inputs(problems: Iterable[Problem], process: str) -> list[Problem]:
    """Name the fields of a scenario as this request has them."""
    return [replace(problem, field=_field(problem.field, process)) for problem in problems]


def _field(field: str, process: str) -> str:
    own = "scenario" if field.startswith("scenario") else f"processes[0].{process}"
    rest = field.removeprefix(own)
    return f"inputs{rest}" if rest != field and rest[:1] in {"", "."} else f"inputs.{field}"


def _baseline(
    name: str, catalogue: Catalogue, jobs: JobManager, principal: Principal
) -> tuple[dict[str, Any], str]:
    """Find the twin of a run and the digest of what goes in; a path is never looked at."""
    try:
        twin = catalogue.twin(name)
    except NotFoundError:
        return _from_job(name, catalogue, jobs, principal)
    digest = _digest_of(twin)
    return {"twin": twin.id, "digest": digest, "scenarios": []}, digest


def _digest_of(twin: PublishedTwin) -> str:
    head = json.loads((twin.source / "twin.json").read_text(encoding="utf-8"))
    return str(head["digest"])


def _from_job(
    name: str, catalogue: Catalogue, jobs: JobManager, principal: Principal
) -> tuple[dict[str, Any], str]:
    try:
        job = jobs.find(name, principal)
    except ZichtError:
        job = None
    if job is None or job.removed or job.status != "successful":
        known_twins = [twin.id for twin in catalogue.twins()]
        raise InvalidInputError(
            [
                Problem(
                    "inputs.baseline",
                    name,
                    "is neither a published twin nor a successful job",
                    did_you_mean(name, known_twins) if known_twins else "No twin is published yet.",
                )
            ]
        )
    source = json.loads(job.baseline)
    if source.get("digest") not in {None, _digest_of(catalogue.twin(source["twin"]))}:
        message = f"stands on the twin {source['twin']} as it was before it was made anew"
        raise invalid("inputs.baseline", name, message, "Ask that run again, and stand on the new one.")
    earlier = [*source["scenarios"], json.loads(job.scenario)]
    if len(earlier) > _MOST_EARLIER:
        message = f"stands on {len(earlier)} runs after each other, at most {_MOST_EARLIER} are taken"
        raise invalid("inputs.baseline", name, message, "Put the interventions in one scenario.")
    return {**source, "scenarios": earlier}, job.digest
