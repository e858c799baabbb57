"""Water levels on the page: ground and groundwater in time, what they bring, a parcel, choosing levels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from terrain.demo import plan
from tests.browser.conftest import above
from tests.browser.levels_sample import AREAS, UNKNOWN, place
from tests.browser.levels_server import CHOICE_JOB, JOB, RAISE, LevelsServer, shown

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SUMMER, WINTER, FREEBOARD = plan.PEILGEBIEDEN["veenpolder-3"]


PEAT = place("veenpolder-3")


def middle(viewer: Viewer) -> tuple[float, float, float]:
    """Colour where the camera looks."""
    at, size = viewer.focus(), viewer.page.viewport_size
    assert size
    x, y = at["x"] / size["width"], at["y"] / size["height"]
    return viewer.colour(x - 0.01, y - 0.01, x + 0.01, y + 0.01)


def test_the_newest_result_comes_on_the_map_from_the_toolbar(viewer: Viewer, levels: LevelsServer) -> None:
    viewer.open("v=1&l=")
    viewer.page.locator("#water-levels").click()
    viewer.until("() => document.querySelector('#level-year') !== null")
    state = viewer.state
    assert state["tab"] == "levels"
    assert state["levels"]["job"] == JOB
    assert (state["levels"]["year"], state["levels"]["month"]) == (2120, 8)
    assert viewer.text("level-year") == "2120"
    viewer.page.locator("#water-levels").click()
    viewer.page.locator("#sea-slider").wait_for()
    assert viewer.state["levels"] is None


def test_years_months_and_views_move_the_polders_and_ask_nothing(
    viewer: Viewer, levels: LevelsServer
) -> None:
    shown(viewer)
    viewer.set_state({"camera": above(*PEAT, 700)})
    viewer.settle()
    levels.asked.clear()
    page = viewer.page
    # In August 0.75 m below the ground without, 0.45 m with the measure.
    assert viewer.text("level-groundwater") == "75 → 45"
    higher = middle(viewer)
    page.locator("[data-case=before]").click()
    today = middle(viewer)
    assert higher[1] > today[1] + 25  # yellow, and orange
    page.locator("#level-month").fill("2")
    assert viewer.text("level-month") == "februari"
    assert viewer.text("level-groundwater") == "25 → −5"
    assert middle(viewer)[2] < middle(viewer)[1]  # green: within the band
    page.locator("[data-case=after]").click()
    flooded = middle(viewer)
    assert flooded[2] > flooded[0] + 60  # blue: above the ground
    page.locator("[data-paint=ground]").click()
    page.locator("#level-year").fill("2025")
    first = middle(viewer)
    page.locator("#level-year").fill("2120")
    assert middle(viewer)[2] < first[2] - 40  # from white to brown
    assert viewer.text("level-sunk") == "76 → 40"
    page.locator("[data-case=difference]").click()
    blue = middle(viewer)
    assert blue[2] > blue[0] + 40  # the ground lies higher
    assert levels.asked_of_results == []


def test_the_ground_sinks_in_the_picture(viewer: Viewer, levels: LevelsServer) -> None:
    """What is drawn under a pixel, from aside: lower ground lies further along the ray."""
    shown(viewer, "2025,8,before,groundwater,1,0,")
    x, y = PEAT
    viewer.set_state({"camera": {"x": x, "y": y - 900, "z": 100, "heading": 0, "pitch": -30}})
    viewer.settle()
    at = viewer.page.evaluate("p => window.__viewer.project(...p)", [x, y, SUMMER + FREEBOARD])

    def northing() -> float:
        found = viewer.page.evaluate("p => window.__viewer.pick(p.x, p.y)", at)
        return float(found["y"])

    viewer.page.evaluate("() => window.__viewer.setState({picked: null})")
    flat = northing()
    state = viewer.state["levels"]
    viewer.set_state({"levels": state | {"year": 2120, "stretch": 20}})
    sunk = northing()
    # 0.76 m, drawn 20 times as large, seen at this slope.
    slope = (100 - (SUMMER + FREEBOARD)) / (flat - (y - 900))
    assert sunk - flat == pytest.approx(20 * 0.76 / slope, rel=0.25)


def test_one_sees_through_the_ground_to_the_groundwater(viewer: Viewer, levels: LevelsServer) -> None:
    shown(viewer, "2100,2,before,groundwater,5,0,")
    viewer.set_state({"camera": above(*PEAT, 700)})
    viewer.settle()
    opaque = middle(viewer)
    viewer.page.locator("#level-clear").click()
    clear = middle(viewer)
    assert viewer.state["levels"]["clear"] is True
    assert sum(abs(a - b) for a, b in zip(opaque, clear, strict=True)) > 12


def test_a_parcel_opens_its_section(viewer: Viewer, levels: LevelsServer) -> None:
    shown(viewer, more="&tab=levels")
    viewer.set_state({"camera": above(*PEAT, 500)})
    viewer.settle()
    levels.asked.clear()
    page = viewer.page
    page.locator("#map").focus()
    page.keyboard.press("Enter")
    card = page.locator("zicht-level-card .level-card")
    card.wait_for()
    assert viewer.state["levels"]["area"] == "veenpolder-3"
    assert "Veenpolder-3" in card.locator("h2").inner_text()
    assert viewer.text("parcel-decision") == "+30 cm, fixatie, vanaf 2030"
    rows = {
        name: card.locator(f"[data-row={name}] td").all_inner_texts() for name in ("ground", "summer", "now")
    }
    assert rows["summer"] == ["−1,10", "−0,80"]
    assert rows["now"] == ["75 cm", "45 cm"]
    assert rows["ground"] == ["−1,15", "−0,87"]
    drawing = card.locator("svg.parcel-section")
    assert "zomerpeil (m NAP): −1,10 → −0,80" in (drawing.get_attribute("aria-label") or "")
    assert drawing.locator("path").count() > 8
    with page.expect_download() as taken:
        page.locator("#parcel-csv").click()
    lines = Path(taken.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "line,distance_m,level_m_nap"
    assert "ditch_summer,0.00,-0.800" in lines
    with page.expect_download() as taken:
        page.locator("#parcel-svg").click()
    assert Path(taken.value.path()).read_text(encoding="utf-8").startswith("<svg ")
    assert levels.asked_of_results == []
    page.keyboard.press("Escape")
    assert viewer.state["spot"] is None


def test_effects_with_their_ranges_and_why_they_are_not_known(viewer: Viewer, levels: LevelsServer) -> None:
    shown(viewer, more="&tab=levels")
    page = viewer.page
    gas = page.locator("[data-effect=co2_emission]")
    gas.wait_for()
    cells = gas.locator(".values td").all_inner_texts()
    # As many decimals for the range as for the value, and in both cases.
    assert cells[0].split() == ["24,0", "19,2", "tot", "30,0"]
    assert cells[1].split() == ["12,0", "9,6", "tot", "15,0"]
    assert cells[2].split() == ["−12,0", "−15,0", "tot", "−9,6"]
    assert gas.get_attribute("class") == "better"
    assert "t CO₂-eq/ha/jaar" in gas.inner_text()
    # In words, not in red and green alone.
    assert gas.locator(".verdict").inner_text() == "beter"
    demand = page.locator("[data-effect=water_demand] .verdict")
    assert demand.inner_text() == "slechter"
    assert page.locator("[data-effect=yield_loss]").get_attribute("class") == "worse"
    assert page.locator("[data-effect=bearing_days]").get_attribute("class") == "worse"
    gas.locator("summary").click()
    assert "Made up for co2_emission." in gas.inner_text()
    assert page.locator("figure.course svg[role=img]").count() == 2
    page.locator("#level-area").select_option(UNKNOWN)
    assert "the soil here has no peat" in gas.inner_text()
    assert gas.get_attribute("class") == "same"
    page.locator("#level-area").select_option("veenpolder-2")
    assert viewer.text("level-decision") == "als nu"
    assert gas.locator(".values td").nth(2).inner_text().split()[0] == "0"
    assert gas.locator(".verdict").count() == 0


def test_what_is_behind_an_effect_is_told_on_demand(viewer: Viewer, levels: LevelsServer) -> None:
    shown(viewer, more="&tab=levels&lang=en")
    piles = viewer.page.locator("[data-effect=foundations]")
    piles.wait_for()
    rows = piles.locator(".split tbody tr")
    assert not rows.first.is_visible()
    piles.locator(".split summary").click()
    told = [row.inner_text().split("\t") for row in rows.all()]
    # Metres and buildings with their own units; what one case does not list is not 0 there.
    assert told == [
        ["Safe buildings", "2", "7"],
        ["Failed buildings", "8", "–"],
        ["2119, depth mm", "118", "155"],
    ]
    page = viewer.page
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('.side').scrollTop") == 0
    inside = page.evaluate(
        "() => { const e = document.querySelector('.side'); return e.scrollHeight - e.clientHeight; }"
    )
    assert inside == 0  # nothing that only a screen reader hears makes the panel slide away


def test_a_run_can_be_cancelled(viewer: Viewer, levels: LevelsServer) -> None:
    levels.running = True
    levels.jobs = {}
    viewer.open("v=1&l=&tab=levels&lang=en")
    page = viewer.page
    areas = page.locator("zicht-levels input[list=ids-peilgebieden]").first
    areas.fill("veenpolder-1")
    areas.press("Enter")  # adds to the list; the form is not sent by it
    assert page.locator("zicht-levels .chip").inner_text().strip() == "veenpolder-1"
    assert levels.sent == []
    page.locator("#run-water-levels").click()
    cancel = page.locator("zicht-levels .running button")
    cancel.wait_for()
    [given] = levels.sent[0]["interventions"]
    assert (given["kind"], given["areas"], given["by"]) == (RAISE, ["veenpolder-1"], 0.3)
    cancel.click()
    viewer.until("() => document.querySelector('zicht-levels [data-status=dismissed]') !== null")
    assert levels.dismissed


def test_address_keys_names_and_language(viewer: Viewer, levels: LevelsServer) -> None:
    x, y = (round(each) for each in PEAT)
    shown(
        viewer,
        "2060,3,difference,ground,7,1,veenpolder-3",
        f"&wp={x},{y}&lang=en&tab=levels&lc={CHOICE_JOB},0.0.3",
    )
    page = viewer.page
    viewer.until("() => window.__viewer.state.options?.options.length === 8")
    assert viewer.state["levels"] == {
        "job": JOB, "year": 2060, "month": 3, "view": "difference", "paint": "ground", "stretch": 7,
        "clear": True, "area": "veenpolder-3",
    }  # fmt: skip
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, a[href]')]
             .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length))
             .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
    page.locator("#map").focus()
    page.keyboard.press("]")
    assert viewer.state["levels"]["year"] == 2065
    page.keyboard.press("[")
    page.keyboard.press("[")
    assert viewer.state["levels"]["year"] == 2055
    for _ in range(3):
        page.keyboard.press("{")
    assert viewer.state["levels"]["month"] == 12
    viewer.until(
        "() => document.querySelector('#view-summary').textContent.startsWith('Water-level raise in 2055')"
    )
    page.wait_for_timeout(400)
    assert f"&wl={JOB},2055,12,difference,ground,7,1,veenpolder-3&wp={x},{y}" in page.url
    assert "Section of the parcel" in page.locator("zicht-level-card").inner_text()
    state = viewer.state | {"camera": None}
    page.reload()
    viewer.until("() => window.__viewer?.ready === true", 90)
    viewer.until("() => document.querySelector('#level-year') !== null")
    viewer.until("() => window.__viewer.state.options?.options.length === 8")
    assert viewer.state | {"camera": None} == state


def test_nonsense_in_the_address_falls_back(viewer: Viewer, levels: LevelsServer) -> None:
    shown(viewer, "1900,99,sideways,pink,999,,nowhere", f"&wp=1,2&lc={CHOICE_JOB},999.999")
    found = viewer.state["levels"]
    assert found | {"job": ""} == {
        "job": "", "year": 2025, "month": 12, "view": "after", "paint": "groundwater", "stretch": 20,
        "clear": False, "area": "",
    }  # fmt: skip
    viewer.until("() => window.__viewer.state.options?.options.length === 8")
    assert viewer.state["options"]["options"] == [0] * len(AREAS)


def test_a_result_that_is_gone_leaves_the_sea(viewer: Viewer, levels: LevelsServer) -> None:
    gone = f"**/v1/jobs/{JOB}/results"
    viewer.page.unroute(gone)
    viewer.page.route(gone, lambda route: route.fulfill(status=410, json={"title": "Gone", "status": 410}))
    viewer.open(f"v=1&l=&wl={JOB},2060,3,after,ground,7,1,&wp=1,2")
    viewer.until("() => window.__viewer.state.levels === null")
    assert viewer.state["spot"] is None
    viewer.set_state({"tab": "levels"})
    viewer.page.locator("[data-value=levels-lost]").wait_for()
    viewer.page.locator("#sea-slider").wait_for()
    viewer.errors = [text for text in viewer.errors if "410" not in text]


def test_a_hash_typed_right_after_a_change_is_obeyed(viewer: Viewer) -> None:
    viewer.open("v=1&l=")
    viewer.page.wait_for_timeout(500)
    # The page's own is due when the hash is typed, and comes before the browser tells of the typed one.
    viewer.page.evaluate(
        """() => {
          window.__viewer.setState({sea: 1});
          const end = performance.now() + 230;
          while (performance.now() < end);
          location.hash = 'v=1&sea=2.50';
        }"""
    )
    viewer.until("() => window.__viewer.state.sea === 2.5", 10)
    viewer.until("() => location.hash.includes('sea=2.50')", 10)


def test_on_a_telephone_nothing_stands_beside_the_screen(viewer: Viewer, levels: LevelsServer) -> None:
    viewer.page.set_viewport_size({"width": 390, "height": 780})
    shown(viewer, more="&tab=levels&panel=0")
    page = viewer.page
    outside = page.evaluate(
        """() => [...document.querySelectorAll('.tools, .level-bar, .level-bar input, .level-bar button')]
             .map(e => [e.className || e.id, e.getBoundingClientRect()])
             .filter(([, box]) => box.width > 0)
             .filter(([, box]) => box.left < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
             .map(([name]) => name)"""
    )
    assert outside == []
    page.locator("#level-year").fill("2050")
    assert viewer.text("level-year") == "2050"
