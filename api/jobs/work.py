"""What a worker process does for a job."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.jobs.page_files import write_page_files
from api.paths import public_provenance
from api.uploads.inputs import copied
from twin.errors import StoreError
from twin.progress import Progress, part

if TYPE_CHECKING:
    from twin.state import Twin
    from twin.store import Result

__all__ = ["execute", "with_earlier"]


def execute(scenario: str, baseline: str, out: str, scratch: str, data: str, progress: Progress) -> None:
    """Run a scenario and fill a folder with its result.

    Parameters
    ----------
    scenario
        Scenario as JSON.
    baseline
        JSON of {"twin": id, "digest": its digest, "scenarios": [...]}: the twin, and the scenarios whose
        interventions were done to it already.
    out
        Folder that appears when everything is in it.
    scratch
        Folder of what the run needs to go on after it was broken off; outlives it.
    data
        Data folder.
    progress
        Told how far it is; raises `twin.errors.Cancelled` when the work must stop.

    Raises
    ------
    InvalidInputError
        When an upload that it reads was deleted since.
    StoreError
        When the twin is another by now than the one that was asked for.
    """
    from scenarios.model import Scenario
    from scenarios.run import run
    from twin.publishing import publish
    from twin.store import open_twin

    progress(0.0, "Opening the twin")
    source = json.loads(baseline)
    stored = open_twin(Path(data) / "twins" / source["twin"])
    if source.get("digest", stored.digest) != stored.digest:
        raise StoreError(f"the twin {source['twin']} was made anew since this was asked; ask it again")
    twin = with_earlier(source["scenarios"], stored)
    asked = Scenario.load(json.loads(scenario))
    with copied(
        asked, Path(data), Path(f"{out}.uploads.part")
    ) as found:  # goes with the other parts of a job
        result = run(found, twin, part(progress, 0.05, 0.9), scratch=Path(scratch))
    result = replace(result, provenance=public_provenance(result.provenance, Path(data)))
    progress(0.92, "Writing the result")
    with publish(Path(out)) as folder:
        result.write_into(folder)
        _write_frames(result, twin, folder, part(progress, 0.95, 0.98))
        _write_dike_space(result, twin, folder, part(progress, 0.98, 0.99))
        write_page_files(result, folder, part(progress, 0.99, 1.0))


def with_earlier(scenarios: Iterable[Mapping[str, Any]], twin: Twin) -> Twin:
    """State of a twin after the interventions of earlier scenarios, in their order."""
    from scenarios.model import Scenario
    from scenarios.run import after

    for earlier in scenarios:
        twin = after(Scenario.load(earlier), twin)
    return twin


def _write_frames(result: Result, twin: Twin, folder: Path, progress: Progress) -> None:
    """Add what the page draws, when the result has a level field on the grid of the twin."""
    from terrain.exporters.frame_sets import frame_sets, write_frame_sets

    if frame_sets(result.dataset) and result.grid == twin.grid:
        write_frame_sets(result, twin.surface["ground_level"].values, folder / "frames", progress)


def _write_dike_space(result: Result, twin: Twin, folder: Path, progress: Progress) -> None:
    """Add the room that dikes need, as the page reads it and as other programs draw it."""
    from terrain.exporters.dike_strip import FOLDER, has_dike_space, write_dike_space

    if has_dike_space(result):
        from terrain.exporters.dike_scene import write_dike_scene

        write_dike_space(result, folder / FOLDER)
        write_dike_scene(result, twin, folder / FOLDER, progress)
