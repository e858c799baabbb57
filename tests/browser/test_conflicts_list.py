"""The list of conflicts: which come first, what each tells, where it flies to, what is left out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conflicts_sample import PLACE
from tests.browser.conflicts_server import JOB, ConflictsServer

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def service(viewer: Viewer) -> ConflictsServer:
    """Made-up claims and a result."""
    found = ConflictsServer()
    found.attach(viewer)
    return found


def listed(viewer: Viewer) -> list[str | None]:
    """Ids of the pairs in the list."""
    return [item.get_attribute("data-pair") for item in viewer.page.locator(".pair").all()]


def test_the_newest_result_comes_with_its_tab_pairs_of_plans_first(
    viewer: Viewer, service: ConflictsServer
) -> None:
    viewer.open("v=1&l=")
    page = viewer.page
    page.locator("#tab-below").click()
    page.locator(".pair").first.wait_for()
    assert viewer.state["conflicts"] == {"job": JOB, "pair": None}
    assert listed(viewer) == ["conflict-2", "conflict-3"]
    page.locator("#only-plans").click()
    assert listed(viewer) == ["conflict-2", "conflict-3", "conflict-1", "conflict-4"]
    assert page.locator("[data-verdict=forbidden] b").inner_text() == "1"
    page.locator("[data-verdict=conditional]").click()
    page.locator("[data-verdict=unknown]").click()
    assert listed(viewer) == ["conflict-3", "conflict-1"]


def test_a_pair_tells_all_and_the_scene_goes_there(viewer: Viewer, service: ConflictsServer) -> None:
    viewer.open(f"v=1&l=&tab=below&cf={JOB}&y=2025")
    page = viewer.page
    page.locator("#only-plans").click()
    page.locator("[data-pair=conflict-1] .pair-head").click()
    pair = page.locator("[data-pair=conflict-1]")
    assert "−12,5 m" in pair.inner_text()
    assert "store zit zone in de weg." in pair.inner_text()
    assert "verplaats het 12,5 m" in pair.inner_text()
    assert "Regel X11. a rule of the sample [verified]" in pair.inner_text()
    assert viewer.state["year"] == 2028  # it begins in 2027.4
    assert viewer.state["ground"] < 0.5
    viewer.until("() => window.__viewer.stats().busy === false")
    page.wait_for_timeout(500)
    at = page.evaluate("p => window.__viewer.project(...p)", [*PLACE, -30.0])
    focus = viewer.focus()
    assert at["x"] == pytest.approx(focus["x"], abs=30)
    assert at["y"] == pytest.approx(focus["y"], abs=30)
    assert viewer.text("collisions") == "verboden 2028 – 2060"
    page.locator("[data-lang=en]").click()
    assert "store is in the way of zone." in pair.inner_text()
    page.keyboard.press("Escape")
    assert viewer.state["conflicts"] == {"job": JOB, "pair": None}


def test_a_store_is_looked_at_from_outside_its_body(viewer: Viewer, service: ConflictsServer) -> None:
    viewer.open(f"v=1&l=&tab=below&cf={JOB}&y=2025")
    # Its outline is a point: what makes it wide is the room that has grown round it, 70 m by then.
    viewer.page.locator("[data-pair=conflict-3] .pair-head").click()
    viewer.settle()
    camera = viewer.state["camera"]
    away = math.dist((camera["x"], camera["y"]), PLACE)
    assert away > 4 * 60


def test_the_service_and_the_page_write_one_minus(viewer: Viewer, service: ConflictsServer) -> None:
    viewer.open(f"v=1&l=&tab=below&cf={JOB}")
    viewer.page.locator("[data-pair=conflict-3] .pair-head").click()
    said = viewer.page.locator("[data-pair=conflict-3] .remedies").inner_text()
    assert said == "leg het op −0,24 m NAP (2030-2040)"


def test_the_list_goes_by_keyboard(viewer: Viewer, service: ConflictsServer) -> None:
    viewer.open(f"v=1&l=&tab=below&cf={JOB}")
    page = viewer.page
    page.locator(".pair-head").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert viewer.state["conflicts"]["pair"] == "conflict-3"
    assert viewer.state["year"] == 2056
    assert page.evaluate("() => document.activeElement.getAttribute('aria-expanded')") == "true"


def test_what_may_not_be_seen_is_left_out(viewer: Viewer, service: ConflictsServer) -> None:
    service.closed = frozenset({"utility_lines_conflicts", "utility_lines"})
    viewer.open(f"v=1&l=&tab=below&cf={JOB}")
    page = viewer.page
    page.locator("#only-plans").click()
    assert listed(viewer) == ["conflict-2", "conflict-3", "conflict-1"]
    assert len(viewer.errors) == 2
    assert all("403" in error for error in viewer.errors)
    viewer.errors.clear()


def test_the_result_of_another_twin_stays_away(viewer: Viewer, service: ConflictsServer) -> None:
    service.twin = "elsewhere"
    viewer.open(f"v=1&l=&tab=below&cf={JOB}")
    viewer.until("() => window.__viewer.state.conflicts === null")
    viewer.page.locator(".below-panel [role=alert]").wait_for()
    viewer.page.locator("#newest-conflicts").click()
    viewer.page.locator(".pairs [role=status]").wait_for(state="detached")
    assert viewer.state["conflicts"] is None


def test_what_is_still_on_its_way_stays_away_once_it_is_taken_off(
    viewer: Viewer, service: ConflictsServer
) -> None:
    held: list[Any] = []
    viewer.page.route("**/subsurface-conflicts/conflicts.json", lambda route: held.insert(0, route))
    viewer.open(f"v=1&l=&cf={JOB}")
    while not held:
        viewer.page.wait_for_timeout(50)
    viewer.set_state({"conflicts": None})
    service.file(held[0])
    viewer.page.wait_for_timeout(500)
    assert viewer.state["conflicts"] is None


def test_a_result_that_is_no_more_is_told(viewer: Viewer, service: ConflictsServer) -> None:
    service.there = False
    viewer.open(f"v=1&l=&tab=below&cf={JOB}")
    viewer.until("() => window.__viewer.state.conflicts === null")
    viewer.page.locator(".below-panel [role=alert]").wait_for()
    assert all("404" in error for error in viewer.errors)
    viewer.errors.clear()
