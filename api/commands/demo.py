"""``zicht demo``: the embedded area, its headline scenarios, and the page."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.console import report, show_progress
from api.commands.run import show_indicators
from twin.progress import Progress, part

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["demo"]

_CELL = 10


def demo(out: Path | None, cell: int) -> None:
    """Build the embedded area when it is not there, and run the headline scenarios on it.

    Results are kept as jobs that everybody may see, so that the page opens them; what stands is not computed
    again. A copy goes to ``out``.
    """
    from api.jobs.standing import stand
    from api.jobs.store import JobStore
    from api.settings import database_url
    from scenarios.headline import headline_files
    from scenarios.model import Scenario
    from twin.data_folder import data_folder
    from twin.publishing import refuse_foreign

    data, files = data_folder().absolute(), headline_files()
    if out is not None:
        for file in files:
            refuse_foreign(out / file.stem)
    folders = {}
    with show_progress("demo") as progress:
        twin = _twin(cell, part(progress, 0.0, 0.6))
        store = JobStore(database_url(None, data))
        for position, file in enumerate(files):
            share = part(progress, 0.6 + 0.4 * position / len(files), 0.6 + 0.4 * (position + 1) / len(files))
            scenario = Scenario.load(file)
            told = _of(f"{position + 1}/{len(files)} {scenario.name}", share)
            folder = stand(scenario, twin, store, data, told)
            folders[scenario.name] = folder if out is None else _copied(folder, out / file.stem)
            told(1.0, "done")
        store.close()
    for name, folder in folders.items():
        show_indicators(json.loads((folder / "indicators.json").read_text(encoding="utf-8")), name)
    for name, folder in folders.items():
        report(f"{name}: {folder}")


def _twin(cell: int, progress: Progress) -> Twin:
    """The area with cells of the size asked for; a size of its own is kept as a twin of its own."""
    from twin.data_folder import data_folder
    from twin.provenance import code_digest
    from twin.state import Twin
    from twin.store import save_twin

    if cell == _CELL:
        return Twin.open("demo", progress=progress)
    home = data_folder() / "twins" / f"demo-{cell}m"
    if (home / "twin.json").is_file():
        head = json.loads((home / "twin.json").read_text(encoding="utf-8"))
        if head.get("code") == code_digest():
            return Twin.open(home)
    from terrain.demo import build_demo

    twin = build_demo(cell, progress=part(progress, 0.0, 0.9)).with_(name=home.name)
    save_twin(twin, home, code_digest())
    return twin


def _of(name: str, progress: Progress) -> Progress:
    """Progress that tells of what it is."""
    return lambda fraction, message: progress(fraction, f"{name}: {message}")


def _copied(folder: Path, target: Path) -> Path:
    from twin.publishing import MANIFEST, publish

    with publish(target) as inside:
        shutil.copytree(folder, inside, ignore=shutil.ignore_patterns(MANIFEST), dirs_exist_ok=True)
    return target
