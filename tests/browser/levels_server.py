"""Stands in for results of the water-level processes while the page runs on everything else for real."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

__all__ = ["CHOICE_JOB", "JOB", "RAISE", "LevelsServer", "shown"]

RAISE, CHOOSE = "water-level-raise", "water-level-choice"
JOB = "5d0f2a1e-0000-5000-8000-000000000003"
CHOICE_JOB = "5d0f2a1e-0000-5000-8000-000000000004"
RUN_JOB = "5d0f2a1e-0000-5000-8000-000000000005"
_FILES = {JOB: "water-levels", RUN_JOB: "water-levels", CHOICE_JOB: "water-level-choice"}


@dataclass
class LevelsServer:
    """Results by job, and what was asked and sent."""

    folder: Path
    jobs: dict[str, list[str]] = field(default_factory=lambda: {RAISE: [JOB], CHOOSE: [CHOICE_JOB]})
    asked: list[str] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    dismissed: list[str] = field(default_factory=list)
    running: bool = False
    """Whether a run that is started stays on its way."""

    def attach(self, viewer: Viewer) -> None:
        page = viewer.page
        page.route("**/v1/jobs?*", self.listed)
        page.route(f"**/v1/processes/{RAISE}/execution", self.execute)
        for job, name in _FILES.items():
            page.route(f"**/v1/jobs/{job}/results", self.results)
            page.route(f"**/v1/jobs/{job}/results/files/{name}/*", self.file)
        page.route(f"**/v1/jobs/{RUN_JOB}/events", self.events)
        page.route(f"**/v1/jobs/{RUN_JOB}", self.one)
        page.on("request", lambda request: self.asked.append(request.url))

    @property
    def asked_of_results(self) -> list[str]:
        """What was asked of jobs and processes."""
        return [url for url in self.asked if "/jobs/" in url or "/processes" in url]

    def listed(self, route: Any) -> None:
        name = next((each for each in self.jobs if f"processID={each}" in route.request.url), "")
        jobs = [{"jobID": job, "processID": name, "status": "successful"} for job in self.jobs.get(name, [])]
        route.fulfill(json={"jobs": jobs, "numberMatched": len(jobs), "links": []})

    def results(self, route: Any) -> None:
        job = route.request.url.split("/")[-2]
        name = _FILES[job]
        href = f"/v1/jobs/{job}/results/files/{name}/{name}.json"
        route.fulfill(json={"indicators": {}, name: {"href": href}, "links": []})

    def file(self, route: Any) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        kind = "application/json" if name.endswith(".json") else "application/octet-stream"
        route.fulfill(content_type=kind, body=(self.folder / name).read_bytes())

    def execute(self, route: Any) -> None:
        self.sent.append(json.loads(route.request.post_data)["inputs"])
        route.fulfill(status=201, json=self._job("running" if self.running else "successful"))

    def events(self, route: Any) -> None:
        data = json.dumps(self._job("running"))
        route.fulfill(content_type="text/event-stream", body=f"data: {data}\n\n")

    def one(self, route: Any) -> None:
        if route.request.method == "DELETE":
            self.dismissed.append(RUN_JOB)
        route.fulfill(json=self._job("dismissed" if self.dismissed else "running"))

    @staticmethod
    def _job(status: str) -> dict[str, Any]:
        progress = 100 if status == "successful" else 40
        return {"jobID": RUN_JOB, "processID": RAISE, "status": status, "progress": progress}


def shown(viewer: Viewer, look: str = "2100,8,after,groundwater,5,0,", more: str = "") -> None:
    """Open the page on a moment of the polders and wait until they stand."""
    viewer.open(f"v=1&l=&wl={JOB},{look}{more}")
    viewer.until("() => document.querySelector('#level-year') !== null")
