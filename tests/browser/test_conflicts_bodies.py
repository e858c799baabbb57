"""Bodies of claims in the scene: they grow, vanish at their end, and are switched by function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conflicts_sample import PLACE
from tests.browser.conflicts_server import ConflictsServer
from tests.browser.conftest import above

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def service(viewer: Viewer) -> ConflictsServer:
    """Made-up claims, without a result."""
    found = ConflictsServer(there=False)
    found.attach(viewer)
    return found


def colour_at(viewer: Viewer, dx: float = 0.0, dy: float = 0.0) -> tuple[float, float, float]:
    """Colour of the picture beside the place, m east and north of it."""
    x, y, z = PLACE[0] + dx, PLACE[1] + dy, -20.0
    at = viewer.page.evaluate("p => window.__viewer.project(...p)", [x, y, z])
    size = viewer.page.viewport_size
    assert at
    assert size
    return viewer.colour(
        (at["x"] - 3) / size["width"],
        (at["y"] - 3) / size["height"],
        (at["x"] + 3) / size["width"],
        (at["y"] + 3) / size["height"],
    )


def apart(first: tuple[float, ...], second: tuple[float, ...]) -> float:
    """How different two colours are."""
    return max(abs(a - b) for a, b in zip(first, second, strict=True))


def shown(viewer: Viewer, hidden: str = "", year: int = 2021) -> None:
    """Open the page on the bodies, seen from straight above."""
    viewer.open(f"v=1&l=&g=30&ve=1&cl=0,{hidden}&y={year}")
    viewer.page.locator("[data-function=ATES]").wait_for()
    viewer.set_state({"camera": above(*PLACE, 700)})
    viewer.settle()


def test_bodies_grow_with_the_year(viewer: Viewer, service: ConflictsServer) -> None:
    shown(viewer, "BVZ")
    # In 2021 the store reaches 20 m, in 2110 105 m.
    inside, beside, far = (colour_at(viewer, 0, north) for north in (12, 80, 140))
    assert apart(inside, beside) > 25
    viewer.page.locator("#years-slider").fill("2110")
    assert viewer.text("under-year") == "2110"
    assert viewer.state["year"] == 2110
    grown = colour_at(viewer, 0, 80)
    assert apart(grown, beside) > 25
    assert apart(colour_at(viewer, 0, 140), far) < 8


def test_zones_vanish_at_their_end(viewer: Viewer, service: ConflictsServer) -> None:
    shown(viewer, year=2059)
    there = colour_at(viewer, -400, 200)
    assert viewer.page.locator("[data-function=BVZ] b").inner_text() == "1"
    viewer.page.locator("#years-on").click()
    assert viewer.state["year"] == 2064
    assert apart(colour_at(viewer, -400, 200), there) > 15
    assert viewer.page.locator("[data-function=BVZ] b").inner_text() == "0"


def test_functions_are_switched_and_the_many_come_when_asked(
    viewer: Viewer, service: ConflictsServer
) -> None:
    shown(viewer)
    page = viewer.page
    zone = colour_at(viewer, -400, 200)
    page.locator("[data-function=BVZ]").click()
    assert page.locator("[data-function=BVZ]").get_attribute("aria-pressed") == "false"
    free = colour_at(viewer, -400, 200)
    assert apart(zone, free) > 15
    assert viewer.state["bodies"] == {"many": False, "hidden": ["BVZ"]}
    assert page.locator("[data-function=CAB]").count() == 0
    ground = colour_at(viewer, -450, 0)
    page.evaluate("() => window.__viewer.setState({tab: 'below'})")
    page.locator("#bodies-many").click()
    page.locator("[data-function=CAB]").wait_for()
    assert apart(colour_at(viewer, -450, 0), ground) > 20


def test_the_years_run_and_stop(viewer: Viewer, service: ConflictsServer) -> None:
    shown(viewer)
    page = viewer.page
    page.locator("#years-play").click()
    viewer.until("() => window.__viewer.state.year > 2023")
    page.locator("#years-play").click()
    stopped = viewer.state["year"]
    page.wait_for_timeout(600)
    assert viewer.state["year"] == stopped
    page.locator("#map").focus()
    page.keyboard.press("]")
    assert viewer.state["year"] == stopped + 5


def test_bodies_go_on_and_off_by_key_and_button_and_come_back_from_the_address(
    viewer: Viewer, service: ConflictsServer
) -> None:
    viewer.open("v=1&l=")
    page = viewer.page
    page.locator("#map").focus()
    page.keyboard.press("c")
    page.locator("#years-slider").wait_for()
    assert viewer.state["ground"] < 0.5  # one must see what lies below
    page.locator("#tool-bodies").click()
    page.locator("#sea-slider").wait_for()
    viewer.until("() => window.__viewer.state.bodies === null")
    page.locator("#tool-bodies").click()
    page.locator("[data-function=ATES]").click()
    assert viewer.state["tab"] == "below"
    page.wait_for_timeout(500)
    page.reload()
    viewer.until("() => window.__viewer?.ready === true")
    assert viewer.state["bodies"] == {"many": False, "hidden": ["ATES"]}
    assert page.locator("#years-slider").count() == 1
