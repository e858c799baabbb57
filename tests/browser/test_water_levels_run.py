"""Choosing water levels and running the choice for real: the totals of the page are those of the run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Two courses and a near horizon: what is tried is that sums of the page are those of a run.
INPUTS = {"lowest": 0.0, "highest": 0.2, "step": 0.2, "policies": ["fixatie"], "horizon": 2040}


def finished(viewer: Viewer, process: str, inputs: dict[str, Any]) -> str:
    """Job of a process that ran to its end."""
    api = f"{viewer.address}/v1"
    asked = viewer.page.request.post(
        f"{api}/processes/{process}/execution", data={"inputs": {"baseline": "demo", **inputs}}
    )
    assert asked.ok, asked.text()
    job: dict[str, Any] = asked.json()
    limit = time.monotonic() + 240
    while job["status"] in {"accepted", "running"}:
        assert time.monotonic() < limit, job
        viewer.page.wait_for_timeout(300)
        job = viewer.page.request.get(f"{api}/jobs/{job['jobID']}").json()
    assert job["status"] == "successful", job
    return str(job["jobID"])


def file_of(viewer: Viewer, job: str, name: str) -> dict[str, Any]:
    """A file that the page reads, of a job."""
    found = viewer.page.request.get(f"{viewer.address}/v1/jobs/{job}/results").json()[name]["href"]
    told: dict[str, Any] = viewer.page.request.get(f"{viewer.address}{found}").json()
    return told


def shown(viewer: Viewer, kind: str) -> dict[str, list[str]]:
    """Unit, without, with and difference of every effect in a table of the page, by its id."""
    rows: list[list[str]] = viewer.page.evaluate(
        """kind => [...document.querySelectorAll(`tbody[data-${kind}]`)].map(body => [
             body.dataset[kind],
             body.querySelector('th[scope=rowgroup] .note').textContent.trim(),
             ...[...body.querySelectorAll('.values td')].map(td => {
               const cell = td.querySelector('b') ?? td;
               return [...cell.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join('').trim();
             })])""",
        kind,
    )
    return {name: values for name, *values in rows}


def as_number(text: str, unit: str) -> float | None:
    """A number as the page writes it in English, in the unit of the file; None for a dash."""
    by = 1e6 if unit.startswith("million") else 1e3 if unit == "km" else 1.0
    return None if text == "–" else by * float(text.replace("−", "-").replace(",", ""))


def test_totals_of_a_choice_are_those_of_its_run(viewer: Viewer) -> None:
    job = finished(viewer, "water-level-choice", INPUTS)
    table = file_of(viewer, job, "water-level-choice")
    # Something is decided everywhere, so that all land of the table is all land of the run.
    held, raised = (
        next(i for i, option in enumerate(table["options"]) if i and option["raise"] == by)
        for by in (0.0, 0.2)
    )
    hindered = [area[raised] for area in table["hindrances"]]
    decided = [held if no or i % 2 else raised for i, no in enumerate(hindered)]
    assert set(decided) == {held, raised}
    viewer.open(f"v=1&l=&lang=en&tab=levels&lc={job},{'.'.join(map(str, decided))}")
    page = viewer.page
    page.locator("[data-part=choose]").click()
    page.locator("tbody[data-total=subsidence]").wait_for()
    assert viewer.state["options"]["options"] == decided
    totals = shown(viewer, "total")
    page.locator("#run-choice").click()
    viewer.until("() => document.querySelector('#level-year') !== null", 300)
    page.locator("tbody[data-effect=subsidence]").wait_for()
    panel = shown(viewer, "effect")
    run = file_of(viewer, viewer.state["levels"]["job"], "water-levels")
    exact = {
        effect["id"]: row for effect in run["effects"] for row in effect["rows"] if row["area"] == "decided"
    }
    units = {effect["id"]: effect["unit"] for effect in run["effects"]}
    assert len(totals) > 10
    for name, (unit, *cells) in panel.items():
        for text, case in zip(cells, ("before", "after", "difference"), strict=True):
            value = (exact[name][case] or {}).get("value")
            told = as_number(text, unit)
            assert (told is None) == (value is None), name
            if value is not None and told is not None:
                wanted = value * (100 if units[name] == "1" else 1)
                assert told == pytest.approx(wanted, rel=0.06, abs=6e-4), (name, case)
    for name, (unit, *cells) in totals.items():
        # Without and with, in the same words: a range may be another, and so the digits of small differences.
        for text, other in zip(cells[:2], panel[name][1:3], strict=True):
            one, two = as_number(text, unit), as_number(other, panel[name][0])
            assert one == pytest.approx(two, rel=0.01, abs=6e-4), name
