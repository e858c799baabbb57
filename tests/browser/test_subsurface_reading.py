"""Reading the subsurface on the page: the probe, the box that is dug, the section along a line."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import above
from tests.browser.subsurface_server import SubsurfaceServer

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLACE = (66200.0, 550200.0)
PIT = {"x0": 65900.0, "y0": 550000.0, "x1": 66500.0, "y1": 550400.0, "base": -30.0}
LINE = [[65700.0, 550200.0], [66700.0, 550200.0]]


@pytest.fixture
def service(viewer: Viewer) -> SubsurfaceServer:
    """Made-up answers about the subsurface."""
    found = SubsurfaceServer()
    found.attach(viewer)
    return found


def at(viewer: Viewer, right: float = 0.0, down: float = 0.0) -> tuple[float, float]:
    """A pixel beside the one that the camera looks at."""
    focus = viewer.focus()
    return focus["x"] + right, focus["y"] + down


def middle(viewer: Viewer) -> tuple[float, float, float]:
    """Colour where the camera looks."""
    (x, y), size = at(viewer), viewer.page.viewport_size
    assert size
    x, y = x / size["width"], y / size["height"]
    return viewer.colour(x - 0.01, y - 0.01, x + 0.01, y + 0.01)


def over(viewer: Viewer, height: float = 900.0) -> None:
    """Look straight down at the place."""
    viewer.set_state({"camera": above(*PLACE, height)})
    viewer.settle()


def test_a_click_reads_everything_from_the_sky_to_the_reservoir(
    viewer: Viewer, service: SubsurfaceServer
) -> None:
    viewer.open("v=1&l=")
    over(viewer)
    page = viewer.page
    page.locator("#tool-probe").click()
    assert "midden van de kaart" in page.locator(".tracing").inner_text()
    page.mouse.click(*at(viewer))
    page.locator(".probe-column").wait_for()
    assert page.locator(".tracing").count() == 0
    asked = viewer.state["probe"]
    assert (asked["x"], asked["y"]) == pytest.approx(PLACE, abs=45)  # half a degree from straight down
    rows = page.locator(".probe-rows tbody tr")
    ids = rows.evaluate_all("rows => rows.map(row => row.dataset.id)")
    assert set(ids) == {
        "house", "peat", "groundwater", "cable", "clay", "sand", "caprock", "reservoir", "doublet",
        "no drilling",
    }  # fmt: skip
    assert "Maaiveld −1,00 m NAP" in page.locator(".probe-card h2").inner_text()
    assert "kans 82%" in page.locator("tr[data-id=peat] small").inner_text()
    assert "kans" not in page.locator("tr[data-id=sand] small").inner_text()
    assert "archeologie" in viewer.text("withheld")
    assert page.locator(".info.probe-card").evaluate("e => e === document.activeElement")
    page.wait_for_timeout(400)
    assert f"&pb={asked['x']:g},{asked['y']:g}" in page.url


def test_the_page_opens_under_the_ground_where_no_terrain_is_in_view(viewer: Viewer) -> None:
    viewer.open(f"v=1&l=&c={PLACE[0]},{PLACE[1]},-500,0,-80", seconds=30)
    assert viewer.stats["tiles"] == 0


def test_the_shallow_can_be_read_and_the_deep_still_shows(viewer: Viewer, service: SubsurfaceServer) -> None:
    viewer.open(f"v=1&l=&pb={PLACE[0]},{PLACE[1]}")
    page = viewer.page
    page.locator(".probe-column").wait_for()
    marks = page.locator(".probe-column text[text-anchor=end]").all_text_contents()
    assert {"0", "−10", "−100", "−1.000"} <= set(marks)
    peat, reservoir = (
        page.locator(".probe-column text", has_text=name).first.bounding_box()
        for name in ("peat (nl)", "doublet (nl)")
    )
    assert peat
    assert reservoir
    assert peat["y"] < reservoir["y"]


def test_zones_expire_with_the_year(viewer: Viewer, service: SubsurfaceServer) -> None:
    viewer.open(f"v=1&l=&pb={PLACE[0]},{PLACE[1]}")
    page = viewer.page
    page.locator("tr[data-id='no drilling']").wait_for(state="attached")
    assert viewer.text("probe-year") == "2025"
    page.locator("#probe-year").fill("2055")
    page.locator("tr[data-id='no drilling']").wait_for(state="detached")
    assert [asked["year"] for asked in service.asked] == ["2025", "2055"]
    page.locator("#map").focus()
    page.keyboard.press("[")
    assert viewer.state["year"] == 2050
    page.locator("#probe-svg").scroll_into_view_if_needed()
    with page.expect_download() as waiting:
        page.locator("#probe-svg").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "<!--" not in text
    assert "sand (nl)" in text


def test_by_keyboard_alone(viewer: Viewer, service: SubsurfaceServer) -> None:
    viewer.open("v=1&l=")
    over(viewer)
    page = viewer.page
    page.locator("#map").focus()
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    page.locator(".probe-column").wait_for()
    page.keyboard.press("Escape")
    assert viewer.state["probe"] is None
    page.keyboard.press("g")
    page.keyboard.press("Escape")
    assert page.locator(".tracing").count() == 0
    page.keyboard.press("g")
    page.keyboard.press("Enter")
    viewer.set_state({"camera": above(PLACE[0] + 300, PLACE[1] + 200, 900)})
    page.keyboard.press("Enter")
    page.locator(".pit-soils").wait_for()
    pit = viewer.state["pit"]
    assert pit["x1"] - pit["x0"] == pytest.approx(300, abs=30)
    assert pit["y1"] - pit["y0"] == pytest.approx(200, abs=30)
    page.keyboard.press("Escape")
    assert viewer.state["pit"] is None
    page.keyboard.press("x")
    for step in (0, 200, 400):
        viewer.set_state({"camera": above(PLACE[0] + step, PLACE[1], 900)})
        page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    page.locator("#trace-done").click()
    page.locator(".under-section").wait_for()
    assert len(viewer.state["section"]["line"]) == 2
    page.locator("#map").focus()
    page.keyboard.press("Escape")
    assert viewer.state["section"] is None
    page.locator("#sea-slider").wait_for()


def test_a_rectangle_is_dragged_and_the_ground_opens(viewer: Viewer, service: SubsurfaceServer) -> None:
    viewer.open("v=1&l=&panel=0")
    over(viewer)
    page = viewer.page
    closed = middle(viewer)
    camera = viewer.state["camera"]
    page.locator("#tool-pit").click()
    page.mouse.move(*at(viewer, -150, -80))
    page.mouse.down()
    page.mouse.move(*at(viewer, 100, 60), steps=4)
    assert viewer.state["camera"] == camera  # the map stands still under the hand
    page.mouse.move(*at(viewer, 150, 80))
    page.mouse.up()
    page.locator(".pit-soils").wait_for()
    pit = viewer.state["pit"]
    # 900 m up, with heights drawn five times as large, a pixel is about 5 m.
    assert pit["x1"] - pit["x0"] == pytest.approx(300 / 160 * (pit["y1"] - pit["y0"]), rel=0.05)
    assert pit["x0"] < PLACE[0] < pit["x1"]
    assert -45 < pit["base"] < -15
    assert service.asked[-1]["name"] == "box"
    over(viewer)
    opened = middle(viewer)
    assert sum(abs(a - b) for a, b in zip(opened, closed, strict=True)) > 20
    page.locator(".pit-card button[title='Kuil dichten']").click()
    apart = math.inf
    for _ in range(20):  # the ground comes back tile by tile
        viewer.settle()
        apart = sum(abs(a - b) for a, b in zip(middle(viewer), closed, strict=True))
        if apart < 6:
            break
    assert apart < 6


def test_the_box_tells_what_is_in_it(viewer: Viewer, service: SubsurfaceServer) -> None:
    pit = ",".join(f"{value:g}" for value in PIT.values())
    viewer.open(f"v=1&l=&pit={pit}")
    page = viewer.page
    page.locator(".pit-soils").wait_for()
    # 600 x 400 m: 4 m of peat, 25 m of sand.
    assert viewer.text("pit-volume") == "6,96 mln m³"
    assert "960.000 m³" in page.locator("tr[data-soil=peat]").inner_text()
    assert "86%" in page.locator("tr[data-soil=sand]").inner_text()
    assert "12.345 m³" in page.locator("[data-claim=ates-1]").inner_text()
    assert viewer.state["layers"]["ates"]["on"] is True
    page.locator("#pit-depth").fill("60")
    page.locator("[data-claim=ates-1]").wait_for(state="detached")
    assert viewer.state["pit"]["base"] > -20
    assert float(service.asked[-1]["z"].split("/")[0]) == viewer.state["pit"]["base"]
    assert "m NAP" in (page.locator("#pit-depth").get_attribute("aria-valuetext") or "")


def test_the_floor_of_the_box_shows_the_voxels_with_the_block_or_without(
    viewer: Viewer, service: SubsurfaceServer
) -> None:
    pit = ",".join(f"{value:g}" for value in PIT.values())
    viewer.open(f"v=1&l=&panel=0&pit={pit}")
    over(viewer, 500)
    walls = middle(viewer)
    viewer.set_state({"voxels": viewer.state["voxels"] | {"on": True}})
    block = middle(viewer)
    assert sum(abs(a - b) for a, b in zip(walls, block, strict=True)) < 60
    viewer.set_state({"pit": None})
    closed = middle(viewer)
    assert sum(abs(a - b) for a, b in zip(closed, block, strict=True)) > 15


def test_a_line_is_drawn_and_the_section_follows(viewer: Viewer, service: SubsurfaceServer) -> None:
    viewer.open("v=1&l=&panel=0")
    over(viewer)
    page = viewer.page
    page.locator("#tool-section").click()
    page.mouse.click(*at(viewer, -200, 0))
    page.mouse.click(*at(viewer, 0, 40))
    page.mouse.move(*at(viewer, 200, 0))
    assert "km" in page.locator(".traced").inner_text() or "m" in page.locator(".traced").inner_text()
    page.mouse.dblclick(*at(viewer, 200, 0))
    page.locator(".under-section [data-claim=store]").wait_for()
    assert len(viewer.state["section"]["line"]) == 3
    assert viewer.text("section-length") == "1,0 km"
    assert page.locator(".under-section [data-layer]").count() == 3
    assert page.locator(".under-section [data-line=cable]").count() == 1
    assert page.locator(".under-section ellipse[stroke-dasharray]").count() == 1
    assert page.locator(".under-section [data-borehole=borehole-1] rect").count() == 3
    page.wait_for_timeout(400)
    assert re.search(r"&sec=-50(,[\d.]+){6}", page.url)


def test_bodies_grow_with_the_year(viewer: Viewer, service: SubsurfaceServer) -> None:
    viewer.open(f"v=1&l=&panel=0&sec=-50,{LINE[0][0]},{LINE[0][1]},{LINE[1][0]},{LINE[1][1]}")
    page = viewer.page
    store = page.locator(".under-section [data-claim=store]")
    store.wait_for()
    before = store.evaluate("e => e.getBBox().width")
    page.locator("#section-year").fill("2075")
    viewer.until("() => document.querySelector('.section-panel').getAttribute('aria-busy') === 'false'")
    assert store.evaluate("e => e.getBBox().width") == pytest.approx(3 * before, rel=0.01)
    page.locator("#section-depth").fill("20")
    assert viewer.state["section"]["base"] > -50
    assert "hoogteschaal" in (page.locator(".under-section").text_content() or "")
    assert len(service.asked) == 2  # the depth asks nothing


def test_the_cursor_goes_both_ways(viewer: Viewer, service: SubsurfaceServer) -> None:
    viewer.open(f"v=1&l=&panel=0&sec=-50,{LINE[0][0]},{LINE[0][1]},{LINE[1][0]},{LINE[1][1]}")
    over(viewer)
    page = viewer.page
    page.locator(".under-section").wait_for()
    box = page.locator(".under-section").bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.6 * box["height"])
    page.locator(".under-section .cursor").wait_for(state="attached")
    assert "store (nl)" in viewer.text("section-words")
    assert "sand (nl)" in viewer.text("section-words")
    # Over the line on the map the drawing has its cursor at the same place.
    place = page.evaluate("([x, y]) => window.__viewer.project(x, y, -1)", [65950, 550200])
    page.mouse.move(place["x"], place["y"])
    viewer.until("() => document.querySelector('[data-value=section-words]').textContent.startsWith('25')")
    page.locator("#section-cursor").focus()
    page.locator("#section-cursor").fill("700")
    assert viewer.text("section-words").startswith("700 m")
    assert "store (nl)" in (page.locator("#section-cursor").get_attribute("aria-valuetext") or "")
    with page.expect_download() as waiting:
        page.locator("#section-svg").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "<!--" not in text
    assert "data-claim" in text


def test_the_address_brings_it_all_back(viewer: Viewer, service: SubsurfaceServer) -> None:
    pit = ",".join(f"{value:g}" for value in PIT.values())
    viewer.open(f"v=1&lang=en&l=&y=2040&pb=66200,550200&pit={pit}&sec=-80,65700,550200,66700,550300")
    page = viewer.page
    page.locator(".probe-column").wait_for()
    page.locator(".under-section").wait_for()
    assert page.locator(".pit-card").is_hidden()
    assert "Ground level" in page.locator(".probe-card h2").inner_text()
    state = viewer.state
    assert state["pit"] == PIT
    assert state["section"] == {"line": [[65700, 550200], [66700, 550300]], "base": -80}
    assert {asked["year"] for asked in service.asked} == {"2040"}
    page.wait_for_timeout(400)
    for part in ("y=2040", "pb=66200,550200", f"pit={pit}", "sec=-80,65700,550200,66700,550300"):
        assert f"&{part}" in page.url


def test_nonsense_in_the_address_opens_nothing(viewer: Viewer, service: SubsurfaceServer) -> None:
    viewer.open("v=1&l=&y=x&pb=1&pit=5,5,1,1,0&sec=-50,1,2")
    state = viewer.state
    assert [state[key] for key in ("year", "probe", "pit", "section")] == [None] * 4
    assert service.asked == []


def test_a_refusal_is_told_and_asked_again(viewer: Viewer, service: SubsurfaceServer) -> None:
    service.problem = {"title": "Bad", "status": 400, "detail": "The place lies outside the twin."}
    viewer.open("v=1&l=&pb=66200,550200")
    page = viewer.page
    page.locator(".probe-card .problem").wait_for()
    assert "outside the twin" in page.locator(".probe-card .problem").inner_text()
    page.locator(".probe-card .back").click()
    page.locator(".probe-column").wait_for()
    viewer.errors = [text for text in viewer.errors if "400" not in text]


def test_on_a_telephone_nothing_stands_beside_the_screen(viewer: Viewer, service: SubsurfaceServer) -> None:
    viewer.page.set_viewport_size({"width": 390, "height": 780})
    viewer.open("v=1&l=&panel=0&pb=66200,550200&sec=-80,65700,550200,66700,550300")
    page = viewer.page
    page.locator(".under-section").wait_for()
    outside = """names => [...document.querySelectorAll(names)]
      .map(e => [e.className || e.id, e.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0)
      .filter(([, box]) => box.left < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
      .map(([name]) => String(name))"""
    names = ".tools, .probe-card, .probe-card header button, .section-panel, .section-panel input"
    assert page.evaluate(outside, names) == []
    viewer.set_state({"probe": None})
    page.locator("#section-year").fill("2050")
    assert viewer.text("section-year") == "2050"


def test_the_service_itself_answers_all_three(viewer: Viewer) -> None:
    pit = ",".join(f"{value:g}" for value in PIT.values())
    viewer.open(f"v=1&l=&pit={pit}&sec=-60,65700,550200,66700,550200")
    page = viewer.page
    # The first question about a twin makes its claims, with all their reaches.
    page.locator(".pit-soils tr").first.wait_for(timeout=120_000)
    assert viewer.text("pit-volume").endswith("mln m³")
    page.locator(".under-section [data-layer]").first.wait_for(state="attached", timeout=60_000)
    assert viewer.text("section-length") == "1,0 km"
    viewer.set_state({"probe": {"x": PLACE[0], "y": PLACE[1]}})
    page.locator(".probe-column").wait_for()
    kinds = page.locator(".probe-rows tr[data-kind]").evaluate_all(
        "rows => rows.map(row => row.dataset.kind)"
    )
    assert {"voxel", "layer"} <= set(kinds)
