"""What a visitor sees and does: first picture, the slider, picking, below ground, language, address, keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"


def above(x: float, y: float, height: float = 120.0) -> dict[str, float]:
    return {"x": x, "y": y, "z": height, "heading": 0.0, "pitch": -89.5}


def items(address: str, theme: str) -> list[dict]:
    with urlopen(f"{address}/v1/collections/demo-{theme}/items?limit=200&crs={RD}") as answer:
        return json.load(answer)["features"]


def number(text: str) -> float:
    """Read a Dutch number with a unit: 1.234,5 km2 -> 1234.5; hectares count as km2/100."""
    value = float(text.split()[0].replace(".", "").replace(",", "."))
    return value / 100 if text.endswith("ha") else value


def test_first_picture_stands_without_errors_or_foreign_requests(viewer: Viewer) -> None:
    viewer.open()
    stats = viewer.stats
    assert stats["tiles"] > 4
    assert stats["external"] == 0
    assert viewer.page.locator("html").get_attribute("lang") == "nl"
    assert "Demogebied" in viewer.page.locator(".brand").inner_text()


def test_slider_floods_the_polder_without_asking_the_server(viewer: Viewer) -> None:
    viewer.open("v=1&f=absent")
    asked: list[str] = []
    viewer.settle()
    viewer.page.on("request", lambda request: asked.append(request.url))
    blues, areas, wets = [], [], []
    for level in ("0.00", "1.00", "3.00"):
        viewer.page.locator("#sea-slider").fill(level)
        red, _, blue = viewer.colour(0.42, 0.25, 0.75, 0.55)
        blues.append(blue - red)
        areas.append(number(viewer.text("flooded_area")))
        wets.append(viewer.stats["wet"])
    assert blues[1] > blues[0] + 25
    assert blues[2] >= blues[1]
    assert areas[0] < 1 < areas[1] < areas[2]
    assert wets[0] < 0.2 < wets[1] <= wets[2]
    assert asked == []
    assert viewer.text("sea") == "+3,00"


def test_dikes_hold_or_not_is_another_field(viewer: Viewer) -> None:
    viewer.open("v=1&sea=2.00&f=hold")
    held = number(viewer.text("flooded_area"))
    dry = viewer.colour(0.42, 0.25, 0.75, 0.55)
    viewer.page.locator("[data-field=absent]").click()
    assert viewer.state["field"] == "absent"
    assert number(viewer.text("flooded_area")) > 2 * held
    wet = viewer.colour(0.42, 0.25, 0.75, 0.55)
    assert wet[2] - wet[0] > dry[2] - dry[0] + 25


def test_pick_returns_the_known_building(viewer: Viewer, address: str) -> None:
    viewer.open("v=1&l=buildings")
    building = max(items(address, "buildings"), key=lambda item: item["properties"]["height"] or 0)
    ring = building["geometry"]["coordinates"]
    while isinstance(ring[0][0], list):
        ring = ring[0]
    x = sum(point[0] for point in ring[:-1]) / (len(ring) - 1)
    y = sum(point[1] for point in ring[:-1]) / (len(ring) - 1)
    viewer.set_state({"camera": above(x, y)})
    viewer.settle()
    at = viewer.focus()
    answer = viewer.page.evaluate("at => window.__viewer.pick(at.x, at.y)", at)
    assert answer["kind"] == "feature"
    assert answer["layer"] == "buildings"
    assert answer["id"] == building["id"]
    assert answer["attributes"]["year"] == building["properties"]["year"]
    panel = viewer.page.locator("zicht-info")
    assert building["id"] in panel.inner_text()
    assert panel.locator("a.data").get_attribute("href") == (
        f"/v1/collections/demo-buildings/items/{building['id']}"
    )
    viewer.page.keyboard.press("Escape")
    assert viewer.state["picked"] is None


def test_click_on_the_ground_tells_when_it_floods(viewer: Viewer) -> None:
    viewer.open("v=1&sea=2.00&f=absent&l=")
    viewer.set_state({"camera": above(66200, 547000, 300)})
    viewer.settle()
    at = viewer.focus()
    answer = viewer.page.evaluate("at => window.__viewer.pick(at.x, at.y)", at)
    assert answer["kind"] == "ground"
    assert answer["ground"] < 0 < answer["level"] <= 2
    assert answer["depth"] == pytest.approx(2 - answer["ground"], abs=1e-6)
    assert "m NAP" in viewer.text("floods-at")


def test_below_the_ground_the_wells_are_seen(viewer: Viewer, address: str) -> None:
    viewer.open()
    before = viewer.state["ground"]
    viewer.page.locator("#underground").click()
    viewer.until("() => window.__viewer.state.ground < 0.5")
    viewer.until("() => window.__viewer.state.camera.z < 0")
    viewer.settle()
    assert before == 1
    assert viewer.state["layers"]["wells"]["on"] is True
    seen = []
    for well in items(address, "wells"):
        if len(seen) == 8:
            break
        x, y = well["geometry"]["coordinates"][:2]
        middle = (well["properties"]["screen_top"] + well["properties"]["screen_base"]) / 2
        at = viewer.page.evaluate("place => window.__viewer.project(...place)", [x, y, middle])
        if at and 330 < at["x"] < 1000 and 70 < at["y"] < 400:
            answer = viewer.page.evaluate("at => window.__viewer.pick(at.x, at.y)", at)
            seen.append((answer or {}).get("id") == well["id"])
    assert len(seen) >= 5
    # Some stand behind others, seen along their row.
    assert sum(seen) >= len(seen) / 2


def test_voxels_open_and_answer(viewer: Viewer) -> None:
    viewer.open()
    viewer.page.locator("[data-layer=voxels]").click()
    viewer.settle()
    assert viewer.state["voxels"]["on"] is True
    at = viewer.focus()
    answer = viewer.page.evaluate("at => window.__viewer.pick(at.x, at.y + 25)", at)
    assert answer["kind"] == "voxel"
    assert -50 <= answer["z"] <= 5
    assert answer["values"]["lithok"]["label_nl"]


def test_language_changes_words_and_numbers(viewer: Viewer) -> None:
    viewer.open("v=1&sea=1.50&f=absent")
    assert viewer.text("sea") == "+1,50"
    viewer.page.locator("[data-lang=en]").click()
    assert viewer.text("sea") == "+1.50"
    assert viewer.page.locator("#tab-layers").inner_text() == "Layers"
    assert viewer.page.locator("html").get_attribute("lang") == "en"
    assert "Buildings" in viewer.page.locator("zicht-layers").inner_text()


def test_address_holds_the_state(viewer: Viewer, chromium, address: str) -> None:
    viewer.open("v=1&sea=2.35&f=absent&ve=8&g=40&l=buildings,wells*50&c=66000,548000,900,30,-40&lang=en&zz=9")
    viewer.page.wait_for_timeout(800)
    state, url = viewer.state, viewer.page.url
    assert state["sea"] == 2.35
    assert state["exaggeration"] == 8
    assert state["layers"]["wells"] == {"on": True, "opacity": 0.5}
    assert state["layers"]["dikes"]["on"] is False
    assert "zz" not in url
    viewer.open(url.split("#")[1])
    viewer.page.reload()
    viewer.until("() => window.__viewer?.ready === true", 90)
    again = viewer.state
    assert again == state


def test_everything_by_keyboard(viewer: Viewer) -> None:
    viewer.open()
    page = viewer.page
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "map"
    page.wait_for_timeout(500)
    first = viewer.state["camera"]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("+")
    page.keyboard.press("PageUp")
    viewer.until(f"() => window.__viewer.state.camera.heading !== {first['heading']}")
    viewer.settle()
    moved = viewer.state["camera"]
    assert moved["x"] != first["x"]
    assert moved["z"] != first["z"]
    page.keyboard.press("]")
    page.keyboard.press("]")
    assert viewer.state["sea"] == pytest.approx(0.2)
    page.keyboard.press("d")
    assert viewer.state["field"] == "absent"
    viewer.until("() => document.querySelector('#view-summary').textContent.includes('0,20')")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_a_process_runs_from_its_form(viewer: Viewer) -> None:
    asked: list[str] = []
    viewer.page.on("request", lambda request: asked.append(request.url))
    viewer.open("v=1&tab=scenario")
    page = viewer.page
    page.locator("#process").select_option("sea-level-rise")
    page.locator("input[name=metres]").fill("1.5")
    page.locator("select[name=dikes]").select_option("absent")
    page.locator("#run").click()
    row = page.locator("[data-indicator='sea-level-rise.flooded_area']")
    row.wait_for(timeout=90_000)
    assert "km²" in row.inner_text()
    page.locator("#show-result").click()
    viewer.until("() => window.__viewer.state.field === 'result'")
    assert viewer.state["sea"] == pytest.approx(1.53)
    assert viewer.stats["wet"] > 0.2
    # What stands already is chosen from the list, that of this twin alone: it comes on the map by itself.
    listed = [url for url in asked if "/jobs?status=successful" in url]
    assert listed
    assert all("&twin=demo" in url for url in listed)
    job = viewer.state["result"]
    viewer.set_state({"result": None, "field": "hold"})
    page.locator(f"[data-finished='{job}']").click()
    viewer.until("() => window.__viewer.state.field === 'result'")
    assert viewer.state["result"] == job


def test_a_wrong_value_is_told_beside_the_form(viewer: Viewer) -> None:
    viewer.open("v=1&tab=scenario")
    page = viewer.page
    page.locator("#process").select_option("sea-level-rise")
    page.locator("input[name=metres]").fill("900")
    page.locator("#run").click()
    problem = page.locator(".problem")
    problem.wait_for(timeout=20_000)
    assert "metres" in problem.inner_text()
    viewer.errors = [text for text in viewer.errors if "400" not in text]


def test_every_control_has_a_name(viewer: Viewer) -> None:
    viewer.open()
    nameless = viewer.page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, a[href]')]
             .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length))
             .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
