"""Results that were computed before anybody asked: jobs that have ended, for everybody to open."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from api.access.principal import OPEN
from api.jobs.folders import Folders
from api.jobs.model import Job, job_id, now
from api.jobs.request import run_digest
from api.jobs.work import execute
from twin.progress import Progress

if TYPE_CHECKING:
    from api.jobs.store import JobStore
    from scenarios.model import Scenario
    from twin.state import Twin

__all__ = ["stand"]

_CREATOR = "demo"
_MANY = 10_000


def stand(scenario: Scenario, twin: Twin, store: JobStore, data: Path, progress: Progress) -> Path:
    """Let the results of a scenario stand as a public job; nothing is computed where they do already.

    What stood under its name before, of older code or of the twin as it was, gives way.

    Parameters
    ----------
    scenario
        What is computed, here and now.
    twin
        A twin of the data folder.
    store
        Table of the jobs.
    data
        Data folder; the results appear in ``results/DIGEST``.
    progress
        Told how far it is.

    Returns
    -------
    pathlib.Path
        Folder of the results.

    Raises
    ------
    ZichtError
        When the run fails, or its results cannot be stored; then no job is added.
    """
    job = _job(scenario, twin)
    folders = Folders(data / "results")
    folder = folders.result(job)
    if not folders.is_published(job):
        places = (str(folder), str(folders.scratch(job)), str(data))
        execute(job.scenario, job.baseline, *places, progress)
        folders.clear_scratch(job)
    done = now()
    found = store.submit(replace(job, finished=done, updated=done))
    store.set_public(found.id, public=True)
    _give_way(found, store)
    return folder


def _give_way(newest: Job, store: JobStore) -> None:
    """Hide what stood of the scenario before it, the code or the twin changed; `zicht prune` clears it."""
    standing, _ = store.page(None, ("successful",), (newest.process,), _MANY, 0)
    for old in standing:
        ours = old.creator == _CREATOR and old.workspace == newest.workspace
        if ours and old.id != newest.id and _names(old) == _names(newest):
            store.set_public(old.id, public=False)
            store.remove(old.id)


def _names(job: Job) -> tuple[str, str]:
    """Names of its scenario and of its twin."""
    return str(json.loads(job.scenario)["name"]), str(json.loads(job.baseline)["twin"])


def _job(scenario: Scenario, twin: Twin) -> Job:
    """The row of a run that has ended; equal to the one that a request for it would make."""
    process = scenario.processes[0].id if len(scenario.processes) == 1 else "scenario"
    digest = run_digest(scenario, twin.digest, process, {})
    moment = now()
    return Job(
        id=job_id(OPEN.workspace, digest),
        workspace=OPEN.workspace,
        digest=digest,
        process=process,
        scenario=scenario.canonical_json(),
        baseline=json.dumps({"twin": twin.name, "digest": twin.digest, "scenarios": []}, sort_keys=True),
        status="successful",
        attempt=1,
        progress=100,
        message="",
        created=moment,
        started=None,
        finished=moment,
        updated=moment,
        removed=False,
        creator=_CREATOR,
    )
