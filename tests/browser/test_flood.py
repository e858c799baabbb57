"""A flood in time on the page: from a dike that is clicked to the rising water and its course in a place."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

JOB = "5d0f2a1e-0000-5000-8000-000000000001"
FRAMES = f"/v1/jobs/{JOB}/results/files/frames/"
HALF_HOURS = 18
BREACH = (62323.6, 549500.0)
# A meadow east of the breach that the water reaches after a little over three hours.
MEADOW = (64200.0, 549500.0)


def above(x: float, y: float, height: float = 300.0) -> dict[str, float]:
    return {"x": x, "y": y, "z": height, "heading": 0.0, "pitch": -89.5}


def level_at(hours: float, ground: Any, x: Any, y: Any) -> Any:
    """A ring of water that runs in from the breach by 600 m/h and rises: m NAP, inf where dry."""
    away = np.hypot(x - BREACH[0], y - BREACH[1])
    inside = (away < 600.0 * hours) & (x > BREACH[0])
    level = np.where(inside, 0.6 + 0.25 * hours, np.where(x < BREACH[0] - 100, 2.0 + 0.2 * hours, np.inf))
    return np.where(ground < level, level, np.inf)


@pytest.fixture(scope="module")
def film(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Frames of a made-up flood on the grid of the embedded area."""
    from terrain.exporters.frames import write_frames
    from twin import Twin

    twin = Twin.open(published / "twins" / "demo")
    ground = twin.surface["ground_level"].values
    x, y = np.meshgrid(twin.surface["x"].values, twin.surface["y"].values)
    hours = [0.5 * step for step in range(HALF_HOURS + 1)]
    folder = tmp_path_factory.mktemp("flood")
    write_frames(
        twin.grid,
        ground,
        {"scenario": [level_at(h, ground, x, y) for h in hours]},
        folder,
        {"scenario": ("overstroming", "flood")},
        times=[3600 * h for h in hours],
        quantity="water_level",
    )
    return folder


@dataclass
class Server:
    """Stands in for the process `flood` of the service; everything else is real."""

    film: Path
    bodies: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    broken_streams: int = 0
    done: bool = False
    """Whether the run has ended before the page opens."""

    def attach(self, viewer: Viewer) -> None:
        page = viewer.page
        page.route("**/v1/processes", self.processes)
        page.route("**/v1/processes/flood", self.describe)
        page.route("**/v1/processes/flood/execution", self.execute)
        page.route(f"**/v1/jobs/{JOB}", self.now)
        page.route(f"**/v1/jobs/{JOB}/events", self.events)
        page.route(f"**/v1/jobs/{JOB}/results", self.results)
        page.route(f"**{FRAMES}*", self.file)
        page.on("request", lambda request: self.asked.append(request.url))

    def processes(self, route: Any) -> None:
        from api.processes import summaries

        listed = [entry for entry in summaries() if entry["id"] != "flood"]
        flood = {"id": "flood", "title": "Flood", "x-title-nl": "Overstroming", "version": "1"}
        route.fulfill(json={"processes": [*listed, flood], "links": []})

    def describe(self, route: Any) -> None:
        from api.processes import describe

        inputs = describe("sea-level-rise")["inputs"]
        kept = {name: inputs[name] for name in ("name", "baseline", "drivers", "breach_at")}
        hours = {
            "type": "number",
            "default": 24.0,
            "title": "Simulated time",
            "x-title-nl": "Gesimuleerde tijd",
            "x-unit": "h",
        }
        kept["hours"] = {"title": "Simulated time", "schema": hours, "minOccurs": 0}
        route.fulfill(json={"id": "flood", "title": "Flood", "description": "Water in time.", "inputs": kept})

    def status(self, status: str, progress: int) -> dict[str, Any]:
        return {"jobID": JOB, "processID": "flood", "status": status, "progress": progress, "message": ""}

    def now(self, route: Any) -> None:
        route.fulfill(json=self.status(*(("successful", 100) if self.done else ("running", 40))))

    def execute(self, route: Any) -> None:
        self.bodies.append(json.loads(route.request.post_data))
        route.fulfill(status=201, json=self.status("accepted", 0))

    def events(self, route: Any) -> None:
        if self.broken_streams > 0:
            self.broken_streams -= 1
            route.abort()
            return
        told = [("running", 30), ("running", 80), ("successful", 100)]
        lines = [f"data: {json.dumps(self.status(*each))}\n\n" for each in told]
        route.fulfill(content_type="text/event-stream", body="".join(lines))

    def results(self, route: Any) -> None:
        indicator = {
            "value": 2.4,
            "reference": 0.0,
            "difference": 2.4,
            "unit": "m",
            "label_nl": "grootste diepte",
            "label_en": "greatest depth",
        }
        content = {"indicators": {"flood.max_depth": indicator}, "frames": {"href": f"{FRAMES}frames.json"}}
        route.fulfill(json=content)

    def file(self, route: Any) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        kind = "application/json" if name.endswith(".json") else "application/gzip"
        route.fulfill(content_type=kind, body=(self.film / name).read_bytes())


@pytest.fixture
def flood(viewer: Viewer, film: Path) -> Server:
    server = Server(film)
    server.attach(viewer)
    return server


def shown(viewer: Viewer, time: float = 0.0, more: str = "") -> None:
    """Open the page at a moment of the flood and wait until the bar of time stands."""
    viewer.open(f"v=1&f=flood&r={JOB}&t={time:.0f}&l=dikes{more}")
    viewer.until("() => document.querySelector('#time-slider') !== null")


def at_meadow(viewer: Viewer) -> dict[str, Any]:
    viewer.set_state({"camera": above(*MEADOW)})
    viewer.settle()
    found: dict[str, Any] = viewer.page.evaluate("at => window.__viewer.pick(at.x, at.y)", viewer.focus())
    return found


def test_scrubbing_moves_the_water_and_asks_the_server_nothing(viewer: Viewer, flood: Server) -> None:
    shown(viewer)
    viewer.set_state({"camera": above(64200, 549500, 1000)})
    viewer.settle()
    flood.asked.clear()
    blues, areas = [], []
    for hours in (0, 3, 6, 9):
        viewer.page.locator("#time-slider").fill(str(3600 * hours))
        red, _, blue = viewer.colour(0.4, 0.3, 0.7, 0.6)
        blues.append(blue - red)
        areas.append(viewer.text("flooded-now"))
    assert blues[0] < blues[1] < blues[2] <= blues[3] + 2
    assert blues[3] > blues[0] + 30
    assert len(set(areas)) == 4
    assert viewer.text("time") == "+9 u"
    # The highest water is that of the end; the moment of arrival has warm colours and a legend.
    viewer.set_state({"time": 0})
    viewer.page.locator("[data-view=highest]").click()
    deep = viewer.colour(0.4, 0.3, 0.7, 0.6)
    viewer.page.locator("[data-view=arrival]").click()
    warm = viewer.colour(0.4, 0.3, 0.7, 0.6)
    assert deep[2] - deep[0] == pytest.approx(blues[3], abs=6)
    assert warm[0] > warm[2] + 30
    assert viewer.page.locator(".classes:visible").count() == 1
    assert [url for url in flood.asked if "/v1/jobs" in url] == []


def test_one_place_in_time(viewer: Viewer, flood: Server) -> None:
    shown(viewer)
    viewer.set_state({"camera": above(*MEADOW)})
    viewer.settle()
    flood.asked.clear()
    answer = at_meadow(viewer)
    assert answer["depth"] == 0
    assert viewer.text("depth") == "droog"
    panel = viewer.page.locator("zicht-info")
    panel.locator("svg[role=img]").wait_for()
    assert viewer.text("arrival").startswith("3 u 1 min")
    spoken = panel.locator("svg[role=img]").get_attribute("aria-label") or ""
    assert "Het water komt na 3 u 1 min" in spoken
    panel.locator("summary").click()
    assert panel.locator("tbody tr").count() == HALF_HOURS + 1
    viewer.page.locator("#time-slider").fill(str(3600 * 9))
    assert viewer.text("level") == "+2,85 m NAP"
    # Between two frames the water rises evenly.
    levels = []
    for minutes in (360, 370, 380, 390):
        viewer.set_state({"time": 60 * minutes})
        answer = at_meadow(viewer)
        levels.append(answer["level"])
        assert answer["depth"] == pytest.approx(answer["level"] - answer["ground"], abs=1e-6)
    assert levels[0] == pytest.approx(2.1, abs=0.011)
    assert np.diff(levels) == pytest.approx(0.125 / 3, abs=0.011)
    assert [url for url in flood.asked if "/v1/jobs" in url] == []


def test_address_and_keys_hold_and_move_the_moment(viewer: Viewer, flood: Server) -> None:
    shown(viewer, 12600, "&lang=en&br=62324,549500,Zeedijk")
    page = viewer.page
    assert viewer.text("time") == "+3 h 30 min"
    page.locator("zicht-breach .breach").wait_for()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, a[href]')]
             .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length))
             .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
    page.locator("#map").focus()
    page.keyboard.press("]")
    assert viewer.state["time"] == 14400
    page.wait_for_timeout(400)
    assert f"&r={JOB}&t=14400&" in page.url
    page.keyboard.press("[")
    page.keyboard.press("[")
    assert viewer.state["time"] == 10800
    page.keyboard.press("Space")
    assert page.locator("#time-play").get_attribute("aria-pressed") == "true"
    viewer.until("() => window.__viewer.state.time > 16000")
    page.keyboard.press("Space")
    halted = viewer.state["time"]
    viewer.until("() => document.querySelector('#view-summary').textContent.includes('Flood, ')")
    assert viewer.state["time"] == halted
    page.locator("#time-close").click()
    page.locator("#sea-slider").wait_for()
    assert viewer.state["result"] is None
    page.wait_for_timeout(400)
    assert "&r=" not in page.url
    assert "&t=" not in page.url


def test_a_dike_is_breached_from_the_map(viewer: Viewer, flood: Server) -> None:
    flood.broken_streams = 1
    viewer.open("v=1&l=")
    page = viewer.page
    page.locator("#breach").click()
    assert page.locator(".asking").inner_text().startswith("Wijs een dijk aan")
    viewer.set_state({"camera": above(BREACH[0], BREACH[1], 200)})
    viewer.settle()
    page.keyboard.press("Enter")
    card = page.locator("zicht-breach .breach")
    card.wait_for()
    assert "Zeedijk" in card.inner_text()
    card.locator("input[name=metres]").fill("0.5")
    card.locator("input[name=hours]").fill("9")
    card.locator("input[name=hours]").press("Tab")
    card.locator("#run-flood").click()
    page.locator("#time-slider").wait_for(timeout=30_000)
    inputs = flood.bodies[0]["inputs"]
    assert inputs["baseline"] == "demo"
    assert inputs["drivers"]["sea_level_rise"] == {"metres": 0.5}
    assert inputs["drivers"]["storm"] == {"return_period": 10000, "station": "den-helder"}
    assert inputs["hours"] == 9
    assert inputs["breach_at"] == pytest.approx(BREACH, abs=60)
    assert viewer.state["field"] == "flood"
    assert viewer.state["result"] == JOB
    # The first stream was cut off on purpose.
    assert flood.broken_streams == 0
    viewer.errors = [text for text in viewer.errors if "ERR_FAILED" not in text]


def test_a_shared_address_brings_the_table_with_the_map(viewer: Viewer, flood: Server) -> None:
    flood.done = True
    shown(viewer, 12600, "&tab=scenario")
    row = viewer.page.locator("zicht-scenario [data-indicator='flood.max_depth']")
    row.wait_for(timeout=20_000)
    assert "2,4 m" in row.inner_text()
    # Only the table: the moment and the tab that were shared stay.
    assert viewer.state["time"] == 12600
    assert viewer.state["tab"] == "scenario"
