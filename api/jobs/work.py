"""What a worker process does for a job."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from api.paths import public_provenance
from twin.progress import Progress, part

if TYPE_CHECKING:
    from scenarios.model import Scenario
    from twin.state import Twin
    from twin.store import Result

__all__ = ["execute"]


def execute(scenario: str, baseline: str, out: str, data: str, progress: Progress) -> None:
    """Run a scenario and fill a folder with its result.

    Parameters
    ----------
    scenario
        Scenario as JSON.
    baseline
        JSON of {"twin": id, "scenarios": [...]}: the twin, and the scenarios whose interventions were done to
        it already.
    out
        Folder that appears when everything is in it.
    data
        Data folder.
    progress
        Told how far it is; raises `twin.errors.Cancelled` when the work must stop.
    """
    from scenarios.model import Scenario
    from scenarios.run import run
    from twin.publishing import publish

    progress(0.0, "Opening the twin")
    twin = _baseline(baseline, data)
    result = run(Scenario.load(json.loads(scenario)), twin, part(progress, 0.05, 0.9))
    result = replace(result, provenance=public_provenance(result.provenance, Path(data)))
    progress(0.92, "Writing the result")
    with publish(Path(out)) as folder:
        result.write_into(folder)
        _write_frames(result, twin, folder, part(progress, 0.95, 1.0))


def _baseline(baseline: str, data: str) -> Twin:
    from scenarios.model import Scenario
    from twin.store import open_twin

    source = json.loads(baseline)
    twin = open_twin(Path(data) / "twins" / source["twin"])
    for earlier in source["scenarios"]:
        twin = _after(Scenario.load(earlier), twin)
    return twin


def _after(scenario: Scenario, twin: Twin) -> Twin:
    """State of a twin after the interventions of an earlier scenario."""
    from scenarios.drivers import resolve
    from scenarios.intervention import Context

    start = twin.reference_year if scenario.start is None else scenario.start
    drivers = resolve(scenario.drivers, scenario.horizon)
    reference = resolve(scenario.reference_drivers, scenario.horizon)
    context = Context(start, scenario.horizon, drivers.rise - reference.rise)
    for intervention in scenario.interventions:
        twin = intervention.apply(twin, context)
    return twin


def _write_frames(result: Result, twin: Twin, folder: Path, progress: Progress) -> None:
    """Add what the page draws, when the result has a level field on the grid of the twin."""
    from terrain.exporters.frame_sets import frame_sets, write_frame_sets

    if frame_sets(result.dataset) and result.grid == twin.grid:
        write_frame_sets(result, twin.surface["ground_level"].values, folder / "frames", progress)
