"""Choosing water levels on the page: sliders, the front of two aims, weights, and a run of the choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import levels_sample
from tests.browser.levels_sample import UNKNOWN
from tests.browser.levels_server import CHOICE_JOB, RAISE

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer
    from tests.browser.levels_server import LevelsServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def opened_choice(viewer: Viewer) -> None:
    viewer.open("v=1&l=&tab=levels&lang=en")
    viewer.page.locator("[data-part=choose]").click()
    viewer.until("() => window.__viewer.state.options !== null")
    viewer.page.locator("[data-area=veenpolder-1]").wait_for()


def raised(viewer: Viewer, area: str) -> str:
    """What the slider of an area says."""
    return viewer.page.locator(f"[data-area={area}]").get_attribute("aria-valuetext") or ""


def total(viewer: Viewer, name: str, column: int) -> float:
    text = viewer.page.locator(f"[data-total={name}] .values td").nth(column).inner_text()
    number = text.split()[0]
    return float(number.replace("−", "-").replace(",", ""))


def test_sliders_answer_at_once_and_ask_nothing(viewer: Viewer, levels: LevelsServer) -> None:
    opened_choice(viewer)
    page = viewer.page
    levels.asked.clear()
    before = total(viewer, "co2_emission", 1)
    assert total(viewer, "co2_emission", 2) == 0
    slider = page.locator("[data-area=veenpolder-1]")
    slider.fill(slider.get_attribute("max") or "")
    assert "+60 cm" in (slider.get_attribute("aria-valuetext") or "")
    assert total(viewer, "co2_emission", 1) < before
    assert page.locator("[data-total=co2_emission]").get_attribute("class") == "better"
    assert page.locator("[data-total=yield_loss]").get_attribute("class") == "worse"
    # An area that would drown goes no higher than it may; one of which nothing is known does not move.
    assert page.locator("[data-area=veenpolder-4]").get_attribute("max") == str(
        sum(each <= 0.35 for each in levels_sample.RAISES) - 1
    )
    assert page.locator(f"[data-area={UNKNOWN}]").is_disabled()
    assert "1 of 8 areas unknown" in page.locator("[data-total=co2_emission]").inner_text()
    page.locator("[data-option=passive]").click()
    drained = total(viewer, "co2_emission", 1)
    assert drained < before
    page.locator("#choice-today").click()
    assert total(viewer, "co2_emission", 1) == before
    assert levels.asked_of_results == []


def test_the_front_and_the_weights_set_the_sliders(viewer: Viewer, levels: LevelsServer) -> None:
    opened_choice(viewer)
    page = viewer.page
    points = len(levels_sample.RAISES)
    assert page.locator(".front .dot").count() == points
    page.locator("#front-point").fill(str(points - 1))
    first = viewer.state["options"]["options"]
    assert raised(viewer, "veenpolder-1").startswith("+60 cm")
    dot = page.locator(".front .dot").first
    dot.scroll_into_view_if_needed()
    dot.click(force=True)
    assert viewer.state["options"]["options"] != first
    assert raised(viewer, "veenpolder-1").startswith("−20 cm")
    for name in ("yield_loss", "foundations", "water_demand"):
        page.locator(f"[data-weight={name}]").fill("0")
    page.locator("[data-weight=co2_emission]").fill("10")
    page.locator("#choice-optimum").click()
    assert raised(viewer, "veenpolder-1").startswith("+60 cm")
    page.locator("#front-0").select_option("yield_loss")
    assert page.locator("#front-1").input_value() == "co2_emission"


def test_a_choice_is_run_and_comes_on_the_map(viewer: Viewer, levels: LevelsServer) -> None:
    opened_choice(viewer)
    page = viewer.page
    page.locator("#run-choice").click()
    assert "raise a level first" in page.locator("zicht-choice [role=alert]").inner_text()
    for area, by in (("veenpolder-1", 0.3), ("veenpolder-2", 0.3), ("veenpolder-3", 0.1)):
        page.locator(f"[data-area={area}]").fill(str(levels_sample.RAISES.index(by)))
    page.locator("#run-choice").click()
    viewer.until(
        "() => document.querySelector('[data-part=outcome]').getAttribute('aria-pressed') === 'true'"
    )
    [sent] = levels.sent
    assert sent["baseline"] == "demo"
    assert sent["horizon"] == 2120
    given = {one["by"]: one for one in sent["interventions"]}
    assert given[0.3]["areas"] == ["veenpolder-1", "veenpolder-2"]
    assert given[0.1]["areas"] == ["veenpolder-3"]
    assert {one["kind"] for one in given.values()} == {RAISE}
    assert {one["policy"] for one in given.values()} == {"fixatie"}
    page.locator("[data-effect=co2_emission]").wait_for()


def test_a_late_table_does_not_take_the_place_of_a_newer_one(viewer: Viewer, levels: LevelsServer) -> None:
    """The file of the first table waits until the second has come."""
    late: list[Any] = []
    first, second = "late-job", CHOICE_JOB

    def results(route: Any) -> None:
        href = f"/v1/jobs/{first}/results/files/water-level-choice/water-level-choice.json"
        route.fulfill(json={"indicators": {}, "water-level-choice": {"href": href}, "links": []})

    def hold(route: Any) -> None:
        late.append(route)

    page = viewer.page
    page.route(f"**/v1/jobs/{first}/results", results)
    page.route(f"**/v1/jobs/{first}/results/files/**", hold)
    viewer.open(f"v=1&l=&tab=levels&lang=en&lc={first},1")
    page.locator("zicht-choice [role=status]").wait_for()  # a slow line: it says that it is on its way
    viewer.set_state({"options": {"job": second, "options": [0, 3]}})
    page.locator("[data-area=veenpolder-1]").wait_for()
    [route] = late  # asked for once, though the newest polders came in the meantime
    body = (levels.folder / "water-level-choice.json").read_bytes()
    with page.expect_response("**/late-job/results/files/**"):
        route.fulfill(content_type="application/json", body=body)
    page.wait_for_timeout(300)
    assert viewer.state["options"]["job"] == second
