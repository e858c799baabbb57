"""``zicht demo``: the embedded area, its headline scenarios, and the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.commands.console import report, show_progress
from api.commands.run import show_indicators
from twin.progress import Progress, part

if TYPE_CHECKING:
    from scenarios.model import Scenario
    from twin.state import Twin

__all__ = ["demo"]

_CELL = 10


def demo(out: Path | None, cell: int) -> None:
    """Build the embedded area when it is not there, and run the headline scenarios on it.

    Results go to ``out``, else to ``headline`` in the data folder, where what stands is not computed again.
    """
    from scenarios.headline import headline_files
    from scenarios.model import Scenario
    from twin.data_folder import data_folder

    with show_progress("demo") as progress:
        twin = _twin(cell, part(progress, 0.0, 0.6))
        home = data_folder() / "headline" / twin.name if out is None else out
        files = headline_files()
        answers = {}
        for position, file in enumerate(files):
            share = part(progress, 0.6 + 0.4 * position / len(files), 0.6 + 0.4 * (position + 1) / len(files))
            scenario = Scenario.load(file)
            answers[scenario.name] = _result(scenario, twin, home / file.stem, share)
    for name, indicators in answers.items():
        show_indicators(indicators, name)
    report(f"results in {home}")


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


def _result(scenario: Scenario, twin: Twin, folder: Path, progress: Progress) -> dict[str, Any]:
    """Indicators of a scenario: those that stand in the folder when nothing changed, else computed anew."""
    from scenarios import run
    from twin.store import Result

    if (standing := _standing(scenario, twin, folder)) is not None:
        return standing
    result: Result = run(scenario, twin, part(progress, 0.0, 0.9))
    result.save(folder)
    progress(1.0, scenario.name)
    return dict(result.indicators)


def _standing(scenario: Scenario, twin: Twin, folder: Path) -> dict[str, Any] | None:
    from twin.provenance import code_digest

    try:
        told = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
        same = (
            told["scenario_digest"] == scenario.digest
            and told["twin"]["digest"] == twin.digest
            and told["code_digest"] == code_digest()
        )
        if not same:
            return None
        indicators: dict[str, Any] = json.loads((folder / "indicators.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return indicators
