"""``zicht run``: a scenario file in, a result folder out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.commands.console import print_json, print_table, report, show_progress
from twin.progress import Progress, part

if TYPE_CHECKING:
    from scenarios.model import Scenario

__all__ = ["run_file", "show_indicators"]


def run_file(
    path: Path,
    out: Path,
    *,
    twin: str | None,
    assignments: Sequence[str],
    scheduler: str | None,
    as_json: bool,
) -> None:
    """Run a scenario file and say what came out."""
    from api.settings import check_scheduler
    from scenarios.files import read_mapping, set_value
    from scenarios.model import Scenario
    from twin.publishing import refuse_foreign

    check_scheduler(scheduler)
    content = read_mapping(path)
    for assignment in assignments:
        set_value(content, assignment)
    scenario = Scenario.load(content).with_files(lambda file: str((path.parent / file).absolute()))
    refuse_foreign(out)
    if scenario.not_built:
        report(f"not built yet, so not run: {', '.join(scenario.not_built)}")
    target = _twin_beside(scenario, path) if twin is None else twin
    with show_progress(scenario.name[:40]) as progress:
        if scheduler is None:
            indicators = _run_here(scenario, target, out, progress)
        else:
            indicators = _run_there(scenario, target, out, scheduler, progress)
    if as_json:
        print_json({"out": str(out), "not_built": list(scenario.not_built), "indicators": indicators})
    else:
        show_indicators(indicators)
        report(f"written to {out}")


def _twin_beside(scenario: Scenario, path: Path) -> str | None:
    """Baseline of a scenario file as a path relative to the file, when there is a twin."""
    from twin.store import holds_twin

    beside = (path.parent / scenario.baseline).absolute()
    return str(beside) if holds_twin(beside) else None


def _run_here(
    scenario: Scenario, twin: str | None, out: Path, progress: Progress
) -> dict[str, Mapping[str, Any]]:
    """Run in this process; Ctrl-C stops it and leaves nothing behind."""
    from scenarios import run

    result = run(scenario, twin, part(progress, 0.0, 0.9))
    progress(0.9, "writing")
    result.save(out)
    progress(1.0, "done")
    return dict(result.indicators)


def _run_there(
    scenario: Scenario, twin: str | None, out: Path, scheduler: str, progress: Progress
) -> dict[str, Mapping[str, Any]]:
    """Run on a scheduler whose workers see the same folders."""
    from scenarios.executor import Executor, run_to_folder
    from scenarios.worker_errors import WorkersLostError
    from twin.data_folder import data_folder
    from twin.errors import invalid

    with Executor(scheduler=scheduler) as executor:
        arguments = (scenario.canonical_json(), twin, str(out.absolute()), str(data_folder().absolute()))
        try:
            handle = executor.submit(run_to_folder, *arguments, progress=progress)
        except WorkersLostError as error:
            raise invalid("scheduler", scheduler, str(error), "Start it, or leave it out.") from None
        try:
            indicators: dict[str, Mapping[str, Any]] = handle.result()
        except KeyboardInterrupt:
            handle.cancel()
            raise
    return indicators


def show_indicators(indicators: Mapping[str, Mapping[str, Any]], title: str | None = None) -> None:
    """Show what a run answered, beside the reference."""
    from scenarios.run import NO_BAND

    rows = [
        (
            entry["label_en"],
            _shown(entry["value"], entry["unit"]),
            _range(entry),
            *(_shown(entry[key], entry["unit"]) for key in ("reference", "difference")),
            entry["reason"] if entry["value"] is None or entry["reason"] != NO_BAND else "",
        )
        for entry in indicators.values()
    ]
    headings = ("", "scenario", "range", "reference", "difference", "")
    print_table(headings, rows, right=(1, 2, 3, 4), title=title)


def _range(entry: Mapping[str, Any]) -> str:
    """Lowest and highest that a value may be; nothing where no range is told."""
    low, high = entry["low"], entry["high"]
    if low is None or high is None or low == high:
        return ""
    return f"{_shown(low, entry['unit']).partition(' ')[0]} to {_shown(high, entry['unit'])}"


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    if unit == "m2":
        return f"{value / 1e4:,.1f} ha"
    if unit == "year":
        return f"{value:.0f}"
    if unit == "1":
        return f"{value:,.0f}" if abs(value) >= 10 or value == round(value) else f"{value:.2g}"
    if unit.startswith("EUR"):
        return f"{value / 1e6:,.1f} M{unit}"
    whole = abs(value) >= 1e3 or value == round(value)
    return f"{value:,.0f} {unit}" if whole else f"{value:,.2f} {unit}"
