"""The room that dikes need on the page: the strip, its slider, a metre of dike, what stands in the way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from terrain.demo import plan
from tests.browser.conftest import above
from tests.browser.dike_server import JOB, Server, shown

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def spot(dike: str, part: float) -> tuple[float, float]:
    """A place on a dike, EPSG:28992."""
    x, y = plan.line(dike).interpolate(part, normalized=True).coords[0]
    return round(x, 1), round(y, 1)


SEA = spot("zeedijk", 0.5)
RING = spot("ringdijk", 0.25)


def green_of_the_dike(viewer: Viewer) -> float:
    """Green in the middle of the picture: less in each next class of width."""
    at, size = viewer.focus(), viewer.page.viewport_size
    assert size
    x, y = at["x"] / size["width"], at["y"] / size["height"]
    return viewer.colour(x - 0.02, y - 0.02, x + 0.02, y + 0.02)[1]


def test_the_newest_result_comes_on_the_map_from_the_toolbar(viewer: Viewer, server: Server) -> None:
    viewer.open("v=1&l=")
    viewer.page.locator("#dike-space").click()
    viewer.until("() => window.__viewer.state.space !== null")
    assert viewer.state["space"] == {"job": JOB, "scenario": "knmi23-h", "quantile": 0.5, "year": 2100}
    assert viewer.state["tab"] == "dikes"
    viewer.page.locator("#dike-year").wait_for()
    assert viewer.text("dike-year") == "2100"
    viewer.page.locator("#dike-space").click()
    viewer.page.locator("#sea-slider").wait_for()
    assert viewer.state["space"] is None


def test_without_a_result_there_is_a_button_to_compute_one(viewer: Viewer, server: Server) -> None:
    server.jobs = []
    viewer.open("v=1&l=&tab=dikes")
    viewer.page.locator("#run-dike-space").wait_for()
    assert viewer.state["space"] is None
    assert viewer.page.locator("zicht-dikes select").first.input_value() == "knmi23-h"


def test_a_run_with_dike_space_in_it_comes_on_the_map(viewer: Viewer, server: Server) -> None:
    done = {"jobID": JOB, "processID": "sea-level-rise", "status": "successful", "progress": 100}
    viewer.page.route(
        "**/v1/processes/sea-level-rise/execution", lambda route: route.fulfill(status=201, json=done)
    )
    viewer.open("v=1&l=&tab=scenario")
    viewer.page.locator("#process").select_option("sea-level-rise")
    viewer.page.locator("#run").click()
    viewer.page.locator("#dike-year").wait_for()
    assert viewer.state["space"]["job"] == JOB
    assert viewer.state["tab"] == "dikes"


def test_a_result_that_is_gone_leaves_the_sea(viewer: Viewer, server: Server) -> None:
    gone = f"**/v1/jobs/{JOB}/results"
    viewer.page.unroute(gone)
    viewer.page.route(gone, lambda route: route.fulfill(status=410, json={"title": "Gone", "status": 410}))
    viewer.open(f"v=1&l=&ds={JOB},knmi23-h,50,2100&dk=1000,zeedijk")
    viewer.until("() => window.__viewer.state.space === null")
    assert viewer.state["station"] is None
    viewer.page.locator("#sea-slider").wait_for()
    viewer.errors = [text for text in viewer.errors if "410" not in text]


def test_years_scenarios_and_quantiles_move_the_strip_and_ask_nothing(viewer: Viewer, server: Server) -> None:
    shown(viewer)
    viewer.set_state({"camera": above(*SEA, 900)})
    viewer.settle()
    server.asked.clear()
    page = viewer.page
    areas, greens = [], []
    for step in ("0", "10", "20"):
        page.locator("#dike-year").fill(step)
        greens.append(green_of_the_dike(viewer))
        areas.append(viewer.text("dike-area"))
    assert viewer.text("dike-year") == "2125"
    assert len(set(areas)) == 3
    assert greens[0] > greens[1] + 3 > greens[2] + 6
    widest = []
    for scenario in ("knmi23-l", "knmi23-m", "knmi23-h", "llhi"):
        page.locator(f"[data-scenario={scenario}]").click()
        widest.append(float(viewer.text("dike-widest").split()[0]))
    assert widest == sorted(set(widest))
    assert green_of_the_dike(viewer) < greens[2] - 10
    narrow = []
    for quantile in ("0.05", "0.5", "0.95"):
        page.locator(f"[data-quantile='{quantile}']").click()
        narrow.append(float(viewer.text("dike-widest").split()[0]))
    assert narrow == sorted(set(narrow))
    # Finer ground may still be on its way from before.
    assert [url for url in server.asked if "/demo-terrain/3dtiles" not in url] == []


def test_a_metre_of_dike_opens_its_section(viewer: Viewer, server: Server) -> None:
    shown(viewer, "llhi,95,2150")
    viewer.set_state({"camera": above(*SEA, 500)})
    viewer.settle()
    server.asked.clear()
    viewer.page.locator("#map").focus()
    viewer.page.keyboard.press("Enter")
    card = viewer.page.locator("zicht-dike-card .dike-card")
    card.wait_for()
    length = plan.line("zeedijk").length
    assert viewer.state["station"]["dike"] == "zeedijk"
    assert viewer.state["station"]["chainage"] == pytest.approx(length / 2, abs=30)
    drawing = card.locator("svg[role=img]")
    assert "Kruin" in (drawing.get_attribute("aria-label") or "")
    # Today's dike, the new one in soil, and what is narrower with its wall.
    assert drawing.locator("path[stroke-dasharray]").count() == 1
    assert viewer.text("station-crest").startswith("+11,50 → +")
    assert viewer.text("station-measure") == "kwelscherm"
    assert int(viewer.text("station-full")) < 2150
    assert "M€/km" in viewer.text("station-cost")
    before = viewer.state["station"]["chainage"]
    card.get_by_label("Volgende meting").click()
    assert viewer.state["station"]["chainage"] == pytest.approx(before + 10, abs=0.5)
    assert server.asked == []
    viewer.page.keyboard.press("Escape")
    assert viewer.state["station"] is None


def test_the_section_can_be_taken_along(viewer: Viewer, server: Server) -> None:
    shown(viewer, more="&dk=1000,zeedijk")
    page = viewer.page
    with page.expect_download() as taken:
        page.locator("#section-csv").click()
    rows = Path(taken.value.path()).read_text(encoding="utf-8").splitlines()
    assert rows[0] == "line,offset_m,level_m_nap"
    today = [row.split(",") for row in rows if row.startswith("today,")]
    crest = max(float(level) for _, _, level in today)
    assert crest == 11.5
    # 8 m of crest and 11 m down to the toes at 1:3.5 on either side.
    assert float(today[-1][1]) - float(today[0][1]) == pytest.approx(8 + 2 * 3.5 * 11, abs=0.02)
    with page.expect_download() as taken:
        page.locator("#section-svg").click()
    text = Path(taken.value.path()).read_text(encoding="utf-8")
    assert text.startswith("<svg ")
    assert "<!--" not in text
    assert 'fill="#7d8a5c"' in text
    assert taken.value.suggested_filename.endswith("-2100.svg")


def test_what_is_unknown_is_said(viewer: Viewer, server: Server) -> None:
    shown(viewer)
    viewer.set_state({"camera": above(*RING, 300)})
    viewer.settle()
    assert viewer.text("dike-unknown").endswith("km")
    # Hatched in greys: no colour of the scale.
    at = viewer.page.evaluate("place => window.__viewer.project(...place)", [*RING, 0.6])
    viewer.page.mouse.move(at["x"], at["y"])
    viewer.until("() => document.querySelector('.dike-pointed').textContent.includes('onbekend')")
    viewer.page.mouse.click(at["x"], at["y"])
    viewer.page.locator("zicht-dike-card .dike-card").wait_for()
    assert viewer.state["station"]["dike"] == "ringdijk"
    assert "geen norm" in viewer.text("dike-reason")
    assert viewer.page.locator("[data-value=station-width]").count() == 0


def test_bottlenecks_in_order_with_a_way_there(viewer: Viewer, server: Server) -> None:
    shown(viewer, "knmi23-h,50,2050", "&tab=dikes")
    page = viewer.page
    rows = page.locator("zicht-bottlenecks tbody tr")
    rows.first.wait_for()
    assert [rows.nth(i).locator("td").first.inner_text() for i in range(3)] == ["2030", "2045", "2060"]
    assert viewer.text("bottleneck-count").startswith("2 in de weg tot en met 2050")
    assert page.locator("zicht-bottlenecks tr.reached").count() == 2
    assert viewer.text("conflicts-unknown") == "Niet bekeken: wells: the twin has none"
    page.locator("#bottleneck-kind").select_option("road")
    assert rows.count() == 1
    page.locator("#bottleneck-kind").select_option("")
    before = viewer.state["camera"]
    rows.first.locator("button").click()
    viewer.until(f"() => window.__viewer.state.camera.x !== {before['x']}")
    viewer.settle()
    building = server.buildings[1]
    assert viewer.state["picked"] == {"layer": "buildings", "id": building["id"]}
    ring = building["geometry"]["coordinates"]
    while isinstance(ring[0][0], list):
        ring = ring[0]
    at = page.evaluate("place => window.__viewer.project(...place)", [*ring[0][:2], 0])
    middle = viewer.focus()
    assert abs(at["x"] - middle["x"]) < 60
    assert abs(at["y"] - middle["y"]) < 60


def test_address_keys_names_and_language(viewer: Viewer, server: Server) -> None:
    shown(viewer, "knmi23-m,95,2060", "&lang=en&tab=dikes&dk=1000,zeedijk")
    page = viewer.page
    assert viewer.state["space"] == {"job": JOB, "scenario": "knmi23-m", "quantile": 0.95, "year": 2060}
    page.locator("zicht-bottlenecks tbody tr").first.wait_for()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, a[href]')]
             .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length))
             .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
    page.locator("#map").focus()
    page.keyboard.press("]")
    assert viewer.state["space"]["year"] == 2065
    page.keyboard.press("[")
    page.keyboard.press("[")
    assert viewer.state["space"]["year"] == 2055
    viewer.until("() => document.querySelector('#view-summary').textContent.startsWith('Dike space in 2055')")
    page.wait_for_timeout(400)
    assert f"&ds={JOB},knmi23-m,95,2055&dk=" in page.url
    assert "Cross-section" in page.locator("zicht-dike-card").inner_text()
    state = viewer.state | {"camera": None}
    page.reload()
    viewer.until("() => window.__viewer?.ready === true", 90)
    viewer.until("() => document.querySelector('#dike-year') !== null")
    assert viewer.state | {"camera": None} == state
