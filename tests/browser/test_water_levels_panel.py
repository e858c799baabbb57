"""The panel of water levels as people read it: numbers apart, what they are about, what the map shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import levels_sample
from tests.browser.levels_server import CHOICE_JOB, JOB, shown

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer
    from tests.browser.levels_server import LevelsServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LARGE: dict[str, dict[str, Any]] = {
    "yield_loss": {
        "unit": "m3/yr",
        "before": {"value": 3.73e6, "low": 3.16e6, "high": 4.14e6},
        "after": {"value": 4.0e6, "low": 3.32e6, "high": 4.6e6},
        "difference": {"value": 273_800.0, "low": 153_000.0, "high": 462_700.0},
        "parts": {"seepage_rate [mm/d]": {"before": 0.31, "after": 0.33}},
    },
    "foundations": {
        "unit": "m",
        "before": {"value": 21_230.0, "low": 14_000.0, "high": 27_060.0},
        "after": {"value": 27_350.0, "low": 27_350.0, "high": 27_380.0},
        "difference": {"value": 6130.0, "low": 320.0, "high": 13_360.0},
    },
    "water_demand": {
        "unit": "m3",
        "before": {"value": 3451.0, "low": 3451.0, "high": 3451.0},
        "after": {"value": 1530.0, "low": 1162.0, "high": 1913.0},
        "difference": {"value": -1921.0, "low": -2289.0, "high": -1538.0},
    },
}
"""Effects as large as those of a real polder."""


def with_large_numbers(viewer: Viewer, levels: LevelsServer) -> None:
    file: dict[str, Any] = json.loads((levels.folder / "water-levels.json").read_text(encoding="utf-8"))
    for effect in file["effects"]:
        numbers = dict(LARGE.get(effect["id"], {}))
        effect["unit"] = numbers.pop("unit", effect["unit"])
        for row in effect["rows"]:
            row.update(numbers if row["area"] == "decided" else {})
    viewer.page.route(
        f"**/v1/jobs/{JOB}/results/files/water-levels/water-levels.json",
        lambda route: route.fulfill(json=file),
    )


def test_large_numbers_and_their_ranges_stand_apart(viewer: Viewer, levels: LevelsServer) -> None:
    with_large_numbers(viewer, levels)
    shown(viewer, more="&tab=levels")
    page = viewer.page
    page.locator("[data-effect=foundations]").wait_for()
    close = page.evaluate(
        """() => {
          const right = document.querySelector('.side').getBoundingClientRect().right - 8;
          return [...document.querySelectorAll('.effects .values')].flatMap(row => {
            const boxes = [...row.querySelectorAll('small > span')].map(e => [e, e.getBoundingClientRect()]);
            return boxes.flatMap(([e, a], i) => [
              ...(a.right > right ? [e.textContent] : []),
              ...boxes.slice(i + 1).filter(([, b]) =>
                a.top < b.bottom - 2 && b.top < a.bottom - 2 && a.left < b.right + 1 && b.left < a.right + 1
              ).map(([f]) => `${e.textContent} | ${f.textContent}`)]);
          });
        }"""
    )
    assert close == []
    roads = page.locator("[data-effect=foundations]")
    assert roads.locator("th[scope=rowgroup] .note").inner_text() == "km"
    assert roads.locator(".values td").nth(0).inner_text().split() == ["21,2", "14,0", "tot", "27,1"]
    assert roads.locator(".values td").nth(2).inner_text().split() == ["+6,1", "+0,3", "tot", "+13,4"]
    seepage = page.locator("[data-effect=yield_loss]")
    assert seepage.locator("th[scope=rowgroup] .note").inner_text() == "mln m³/jaar"
    assert seepage.locator(".values td").nth(2).inner_text().split()[0] == "+0,27"
    # Said in the language of the page, also where the file has a name of its own.
    assert "kwel: 0,31 → 0,33 mm/d" in seepage.inner_text()


def test_what_is_asked_first_stands_first(viewer: Viewer, levels: LevelsServer) -> None:
    shown(viewer, more="&tab=levels")
    viewer.page.locator("[data-effect=foundations]").wait_for()
    order = viewer.page.evaluate(
        "() => [...document.querySelectorAll('[data-effect]')].map(e => e.dataset.effect)"
    )
    assert order == ["co2_emission", "yield_loss", "bearing_days", "foundations", "water_demand"]


def test_the_head_of_the_table_covers_what_scrolls_below_it(viewer: Viewer, levels: LevelsServer) -> None:
    shown(viewer, more="&tab=levels")
    viewer.page.locator("[data-effect=foundations]").wait_for()
    through = viewer.page.evaluate(
        """() => {
          const content = document.querySelector('.side-content');
          content.scrollTo(0, 300);
          const box = content.getBoundingClientRect();
          const found = document.elementFromPoint(box.left + box.width / 2, box.top + 2);
          return found.closest('thead') === null ? found.outerHTML.slice(0, 80) : null;
        }"""
    )
    assert through is None


def test_the_bar_and_the_panel_say_what_their_numbers_are_about(viewer: Viewer, levels: LevelsServer) -> None:
    shown(viewer, more="&tab=levels")
    page = viewer.page
    assert viewer.text("level-land") == "al het land met een besluit"
    assert viewer.text("level-decision") == "+30 cm, fixatie, vanaf 2030"
    page.locator("#level-area").select_option("veenpolder-3")
    assert viewer.text("level-land") == "Veenpolder-3"
    years = page.locator(".level-bar .track .ticks").inner_text().split()
    assert years == ["2025", "2040", "2060", "2080", "2100", "2120"]


def test_sliders_that_went_on_since_the_run_say_so(viewer: Viewer, levels: LevelsServer) -> None:
    at = [0] * len(levels_sample.AREAS)
    shown(viewer, more=f"&tab=levels&lang=en&lc={CHOICE_JOB},{'.'.join(map(str, at))}")
    page = viewer.page
    told = page.locator("[data-value=choice-not-mapped]")
    page.locator("[data-part=choose]").click()
    page.locator("[data-area=veenpolder-1]").wait_for()
    told.wait_for()
    # What the run decides, and so what the map shows: nothing to say.
    for area in levels_sample.DECIDED:
        page.locator(f"[data-area={area}]").fill(str(levels_sample.RAISES.index(levels_sample.RAISE)))
    viewer.until("() => document.querySelector('[data-value=choice-not-mapped]') === null")
    page.locator("[data-option=indexatie]").click()
    told.wait_for()


def test_through_the_years_the_ground_sinks_and_not_the_scale(viewer: Viewer, levels: LevelsServer) -> None:
    x, y = (round(each) for each in levels_sample.place("veenpolder-3"))
    shown(viewer, "2025,8,before,groundwater,5,0,", f"&wp={x},{y}")
    page = viewer.page
    drawing = page.locator("zicht-level-card svg.parcel-section")
    drawing.wait_for()

    def seen() -> tuple[list[str], str]:
        scale = drawing.evaluate(
            "e => [...e.querySelectorAll('text')].map(t => t.getAttribute('y') + t.textContent)"
        )
        return scale, drawing.locator("path[stroke='#6f8f4e']").get_attribute("d") or ""

    first, high = seen()
    page.locator("#level-year").fill("2120")
    last, low = seen()
    assert first == last
    assert high != low
    page.locator("[data-case=after]").click()
    assert seen()[0] == first


def test_a_result_of_several_parts_opens_each(viewer: Viewer, levels: LevelsServer) -> None:
    """Of a part alone the tab opens by itself; of more, the table stays and says what there is."""
    page = viewer.page
    files = {
        name: {"href": f"/v1/jobs/{job}/results/files/{name}/{name}.json"}
        for name, job in (("water-levels", JOB), ("water-level-choice", CHOICE_JOB))
    }
    area = {"value": 2.0, "reference": 1.0, "difference": 1.0, "unit": "m", "label_nl": "hoogte"}
    none = area | {"value": 0.2, "reference": 0.4, "difference": -0.2, "unit": "1"}
    job = {"jobID": JOB, "processID": "scenario", "title": "Both", "twin": "demo", "status": "successful"}
    page.route("**/v1/jobs?*", lambda route: route.fulfill(json={"jobs": [job], "links": []}))
    page.route(
        f"**/v1/jobs/{JOB}/results",
        lambda route: route.fulfill(
            json={"indicators": {"a.height": area, "a.none": none}, **files, "links": []}
        ),
    )
    viewer.open("v=1&l=&tab=scenario")
    page.locator(f"[data-finished='{JOB}']").click()
    page.locator("[data-indicator='a.height']").wait_for()
    assert page.locator("[data-indicator='a.none'] td").all_inner_texts() == ["0", "0", "0"]
    assert page.locator("[data-indicator='a.height'] td").all_inner_texts() == ["1 m", "2 m", "+1 m"]
    parts = page.locator("[data-result-part]")
    assert [part.inner_text().strip() for part in parts.all()] == ["Peilopzet", "Peilen kiezen"]
    assert viewer.state["tab"] == "scenario"
    parts.first.click()
    page.locator("#level-year").wait_for()
    assert viewer.state["tab"] == "levels"
    viewer.set_state({"tab": "scenario"})
    parts.last.click()
    viewer.until("() => window.__viewer.state.options?.options.length === 8")
    assert viewer.state["tab"] == "levels"
    assert page.locator("[data-part=choose]").get_attribute("aria-pressed") == "true"


def test_on_a_telephone_every_tool_and_both_languages_are_within_reach(
    viewer: Viewer, levels: LevelsServer
) -> None:
    viewer.page.set_viewport_size({"width": 390, "height": 844})
    shown(viewer, more="&tab=levels")
    beyond = viewer.page.evaluate(
        """() => {
          const tools = document.querySelector('.tools').getBoundingClientRect();
          return [...document.querySelectorAll('.tools button')]
            .filter(e => e.getClientRects().length > 0)
            .map(e => [e.id || e.textContent.trim(), e.getBoundingClientRect()])
            .filter(([, box]) => box.right > tools.right || box.width < 24)
            .map(([name]) => name);
        }"""
    )
    assert beyond == []
    viewer.page.locator("[data-lang=en]").click()
    assert viewer.state["lang"] == "en"
