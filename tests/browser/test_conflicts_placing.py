"""Placing a plan: by a click, dragged, changed in its form; verdicts each time, into the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conflicts_sample import PLACE
from tests.browser.conflicts_server import ConflictsServer, judged
from tests.browser.conftest import above

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FAR = (PLACE[0] + 2500.0, PLACE[1])


@pytest.fixture
def service(viewer: Viewer) -> ConflictsServer:
    """Made-up verdicts, without a result."""
    found = ConflictsServer(there=False)
    found.attach(viewer)
    return found


def pixel(viewer: Viewer, x: float, y: float) -> tuple[float, float]:
    """Where a place on the ground is drawn."""
    at = viewer.page.evaluate("p => window.__viewer.project(...p)", [x, y, -1.0])
    return at["x"], at["y"]


def told(viewer: Viewer) -> None:
    """Wait until the last change of the plan has been judged."""
    viewer.page.wait_for_timeout(300)
    viewer.until("() => document.querySelector('.plan-verdict').getAttribute('aria-busy') === 'false'")


def begun(viewer: Viewer, kind: str, height: float = 4000.0) -> None:
    """Open the page on placing, and choose what."""
    viewer.open("v=1&l=&ve=1&tab=below")
    viewer.set_state({"camera": above(PLACE[0] + 1000, PLACE[1], height)})
    viewer.settle()
    page = viewer.page
    page.locator("[data-part=place]").click()
    page.locator(f"[data-kind={kind}]").click()


def placed(viewer: Viewer, year: int = 2060) -> None:
    """Place a store at the place."""
    begun(viewer, "ates")
    viewer.set_state({"year": year})
    viewer.page.mouse.click(*pixel(viewer, *PLACE))
    viewer.until("() => window.__viewer.state.plan !== null")


def test_a_click_places_a_plan_and_tells_its_verdict(viewer: Viewer, service: ConflictsServer) -> None:
    placed(viewer)
    judged(viewer, "competing")
    page = viewer.page
    plan = viewer.state["plan"]
    assert plan["kind"] == "ates"
    assert plan["at"] == pytest.approx(PLACE, abs=15)
    assert plan["filter_top"] > plan["filter_base"]
    assert service.plans == [plan]
    assert "concurrerend" in page.locator(".plan-verdict").inner_text()
    assert "verplaats het 12,5 m" in page.locator(".plan-verdict").inner_text()
    assert "Vindplaatsen" in page.locator(".placing [data-value=withheld]").inner_text()
    # The slider tells when it collides, and before that it is free.
    assert viewer.text("collisions") == "concurrerend 2055 – 2149"
    page.locator("#years-slider").fill("2040")
    judged(viewer, "free")
    assert len(service.plans) == 1  # the year asks nothing


def test_the_verdict_colours_the_body(viewer: Viewer, service: ConflictsServer) -> None:
    placed(viewer)
    judged(viewer, "competing")
    viewer.settle()
    x, y = pixel(viewer, PLACE[0], PLACE[1] + 90)
    size = viewer.page.viewport_size
    assert size
    box = (x - 2) / size["width"], (y - 2) / size["height"], (x + 2) / size["width"], (y + 2) / size["height"]
    red, green, blue = viewer.colour(*box)
    assert blue > green + 15  # purple
    viewer.page.locator("#years-slider").fill("2040")
    red, green, blue = viewer.colour(*box)
    assert green > red + 10
    assert green > blue


def test_a_plan_is_dragged_and_judged_where_it_comes(viewer: Viewer, service: ConflictsServer) -> None:
    placed(viewer)
    judged(viewer, "competing")
    viewer.settle()  # the bar below is another one now, and the picture moves up beside it
    page = viewer.page
    page.mouse.move(*pixel(viewer, *viewer.state["plan"]["at"]))
    page.mouse.down()
    page.mouse.move(*pixel(viewer, *FAR), steps=6)
    page.mouse.up()
    told(viewer)
    judged(viewer, "free")
    assert viewer.state["plan"]["at"] == pytest.approx(FAR, abs=30)
    assert service.plans[-1] == viewer.state["plan"]


def test_a_plan_is_moved_by_keyboard(viewer: Viewer, service: ConflictsServer) -> None:
    placed(viewer)
    judged(viewer, "competing")
    page = viewer.page
    x, y = viewer.state["plan"]["at"]
    before = viewer.state["camera"]
    page.locator("[data-handle]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    assert viewer.state["plan"]["at"] == pytest.approx([x + 10, y + 100])
    assert viewer.state["camera"] == before  # the picture stays
    told(viewer)
    assert service.plans[-1] == viewer.state["plan"]
    # Up is up in the picture, also when east is up there.
    viewer.set_state({"camera": before | {"heading": 95.0}})
    page.locator("[data-handle]").focus()
    page.keyboard.press("ArrowUp")
    assert viewer.state["plan"]["at"] == pytest.approx([x + 20, y + 100])
    told(viewer)


def test_one_corner_is_moved_by_keyboard(viewer: Viewer, service: ConflictsServer) -> None:
    begun(viewer, "excavation")
    x, y = PLACE
    corners = [[x, y], [x + 600, y], [x + 600, y + 400], [x, y + 400]]
    viewer.set_state({"plan": {"kind": "excavation", "depth": 4, "area": corners}})
    handles = viewer.page.locator("[data-handle]")
    viewer.until("() => document.querySelectorAll('[data-handle]').length === 5")
    handles.nth(1).focus()
    viewer.page.keyboard.press("ArrowDown")
    moved = [corners[0], [x + 600, y - 10], *corners[2:]]
    assert viewer.state["plan"]["area"] == moved
    handles.last.focus()
    viewer.page.keyboard.press("ArrowLeft")
    assert viewer.state["plan"]["area"] == [[a - 10, b] for a, b in moved]
    told(viewer)


def test_errors_stand_at_their_fields(viewer: Viewer, service: ConflictsServer) -> None:
    placed(viewer)
    judged(viewer, "competing")
    page = viewer.page
    errors = [
        {"field": "intervention.volume", "detail": "is too small", "remedy": "Give more."},
        {"field": "intervention.place", "detail": "has a place of its own kind", "remedy": ""},
    ]
    service.problems = [{"title": "Invalid input", "status": 400, "errors": errors}]
    page.locator(".plan-form input[name=volume]").fill("1")
    page.keyboard.press("Tab")
    judged(viewer, "none")
    assert page.locator("[data-fault=volume]").inner_text() == "is too small: Give more."
    assert "of its own kind" in page.locator("[data-fault='']").inner_text()
    invalid = page.locator(".plan-form [aria-invalid=true]")
    assert [each.get_attribute("name") for each in invalid.all()] == ["volume"]
    page.locator(".plan-form input[name=volume]").fill("90000")
    page.keyboard.press("Tab")
    judged(viewer, "competing")
    assert page.locator("[data-fault]").count() == 0
    assert service.plans[-1]["volume"] == 90000
    assert all("400" in error for error in viewer.errors)
    viewer.errors.clear()


def test_all_that_is_wrong_is_told_at_once_in_the_language_of_the_reader(
    viewer: Viewer, service: ConflictsServer
) -> None:
    placed(viewer)
    judged(viewer, "competing")
    sound = service.plans[-1]
    # Limits of fields are looked at first; how fields go together only when these are kept.
    limit = {"field": "intervention.volume", "detail": "must be more than 0 m3", "remedy": ""}
    order = {"field": "intervention", "detail": "ends before it starts", "remedy": ""}
    service.problems = [
        {"title": "Invalid input", "status": 400, "errors": [each]} for each in (limit, order)
    ]
    page = viewer.page
    page.locator(".plan-form input[name=volume]").fill("-5")
    page.keyboard.press("Tab")
    judged(viewer, "none")
    assert page.locator("[data-fault=volume]").inner_text() == "moet meer dan 0 m3 zijn"
    assert page.locator("[data-fault='']").inner_text() == "eindigt voor het begint"
    assert service.plans[-2:] == [sound | {"volume": -5}, sound]
    viewer.set_state({"lang": "en"})
    page.wait_for_timeout(100)
    assert page.locator("[data-fault=volume]").inner_text() == "must be more than 0 m3"
    assert all("400" in error for error in viewer.errors)
    viewer.errors.clear()


def test_an_area_is_drawn_corner_by_corner(viewer: Viewer, service: ConflictsServer) -> None:
    begun(viewer, "excavation")
    page = viewer.page
    corners = [(PLACE[0] + dx, PLACE[1] + dy) for dx, dy in ((0, 0), (700, 0), (900, -400), (100, -500))]
    assert "Ontgraving" in page.locator(".tracing").inner_text()
    for corner in corners[:2]:
        page.mouse.click(*pixel(viewer, *corner))
        page.wait_for_timeout(100)
    assert page.locator("#trace-done").count() == 0  # two corners are no area
    for corner in corners[2:]:
        page.mouse.click(*pixel(viewer, *corner))
        page.wait_for_timeout(100)
    assert page.locator("#trace-done").count() == 1
    page.mouse.click(*pixel(viewer, *corners[0]))  # the first corner closes it
    viewer.until("() => window.__viewer.state.plan !== null")
    area = viewer.state["plan"]["area"]
    assert len(area) == 4
    for found, wanted in zip(area, corners, strict=True):
        assert found == pytest.approx(wanted, abs=20)
    told(viewer)
    assert service.plans[-1]["area"] == area


def test_an_area_is_drawn_as_a_box_and_its_corners_move(viewer: Viewer, service: ConflictsServer) -> None:
    begun(viewer, "excavation")
    page = viewer.page
    page.mouse.move(*pixel(viewer, *PLACE))
    page.mouse.down()
    page.mouse.move(*pixel(viewer, PLACE[0] + 600, PLACE[1] + 400), steps=4)
    page.mouse.up()
    viewer.until("() => window.__viewer.state.plan !== null")
    area = viewer.state["plan"]["area"]
    assert len(area) == 4
    told(viewer)
    page.mouse.move(*pixel(viewer, *area[2]))
    page.mouse.down()
    page.mouse.move(*pixel(viewer, area[2][0] + 200, area[2][1]), steps=3)
    page.mouse.up()
    moved = viewer.state["plan"]["area"]
    assert moved[:2] == area[:2]
    assert moved[2][0] == pytest.approx(area[2][0] + 200, abs=25)
    told(viewer)
    assert service.plans[-1]["area"] == moved


def test_a_plan_goes_into_the_scenario(viewer: Viewer, service: ConflictsServer) -> None:
    placed(viewer)
    judged(viewer, "competing")
    page = viewer.page
    page.locator("#plan-take").click()
    page.locator("#process").wait_for()
    viewer.until("() => document.querySelector('#process').value === 'subsurface-conflicts'")
    page.locator("zicht-scenario input[name=volume]").wait_for()
    assert viewer.state["tab"] == "scenario"
    assert page.locator("zicht-scenario input[name=volume]").input_value() == str(
        viewer.state["plan"]["volume"]
    )


def test_a_plan_comes_back_from_the_address_and_is_taken_away(
    viewer: Viewer, service: ConflictsServer
) -> None:
    placed(viewer)
    judged(viewer, "competing")
    page = viewer.page
    page.wait_for_timeout(500)
    plan = viewer.state["plan"]
    page.reload()
    viewer.until("() => window.__viewer?.ready === true")
    assert viewer.state["plan"] == plan
    judged(viewer, "competing")
    page.locator("#plan-close").click()
    assert viewer.state["plan"] is None
    assert page.locator(".plan-form").count() == 0
