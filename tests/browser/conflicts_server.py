"""Stands in for what is told of claims, conflicts and plans; the rest of the service is real."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.browser import conflicts_sample as sample

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

__all__ = ["JOB", "ConflictsServer", "judged"]

JOB = "5d0f2a1e-0000-5000-8000-000000000007"
_FOLDER = f"/v1/jobs/{JOB}/results/files/subsurface-conflicts"
_TABLES = ("conflicts", "utility_lines_conflicts")


def judged(viewer: Viewer, verdict: str) -> None:
    """Wait until the card of a plan tells a verdict."""
    viewer.until(f"() => document.querySelector('.plan-verdict')?.dataset.verdict === '{verdict}'")


@dataclass
class ConflictsServer:
    """A result, the claims of the twin, verdicts; and what was asked."""

    there: bool = True
    """Whether there is a result."""
    twin: str = "demo"
    """Twin that the result is about."""
    closed: frozenset[str] = frozenset()
    """Files that are not for who asks."""
    plans: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    """What the next verdicts are instead, as problem+json."""

    def attach(self, viewer: Viewer) -> None:
        page = viewer.page
        page.route("**/v1/jobs?*", self.listed)
        page.route(f"**/v1/jobs/{JOB}/results", self.results)
        page.route(f"**{_FOLDER}/**", self.file)
        page.route("**/assets/claims/*.json", self.standing)
        page.route("**/v1/collections/*/verdicts", self.judge)

    def listed(self, route: Any) -> None:
        job = {"jobID": JOB, "processID": "subsurface-conflicts", "status": "successful"}
        route.fulfill(json={"jobs": [job] if self.there else [], "links": []})

    def results(self, route: Any) -> None:
        if self.there:
            href = f"{_FOLDER}/subsurface-conflicts.json"
            route.fulfill(json={"indicators": {}, "subsurface-conflicts": {"href": href}, "links": []})
        else:
            route.fulfill(status=404, content_type="application/problem+json", json={"title": "Gone"})

    def file(self, route: Any) -> None:
        name = route.request.url.rsplit("/", 1)[1].removesuffix(".json")
        if name in self.closed:
            route.fulfill(status=403, content_type="application/problem+json", json={"title": "Forbidden"})
        elif name == "subsurface-conflicts":
            themes = sorted({one["theme"] for one in sample.CLAIMS})
            route.fulfill(json=sample.header(self.twin, themes, list(_TABLES)))
        elif name in _TABLES:
            lines = name.startswith("utility_lines")
            pairs = [one for one in sample.CONFLICTS if (one["first"] == "cable") == lines]
            route.fulfill(json={"conflicts": pairs})
        else:
            route.fulfill(json=self._claims(name))

    def standing(self, route: Any) -> None:
        route.fulfill(json=self._claims(route.request.url.rsplit("/", 1)[1].removesuffix(".json"), "planned"))

    @staticmethod
    def _claims(theme: str, without: str = "") -> dict[str, Any]:
        claims = [one for one in sample.CLAIMS if one["theme"] == theme and one["status"] != without]
        return {"format": "zicht-claims", "version": 1, "theme": theme, "claims": claims}

    def judge(self, route: Any) -> None:
        plan = json.loads(route.request.post_data)["intervention"]
        self.plans.append(plan)
        if self.problems:
            content = self.problems.pop(0)
            route.fulfill(status=400, content_type="application/problem+json", json=content)
        else:
            route.fulfill(json=sample.verdicts(plan))
