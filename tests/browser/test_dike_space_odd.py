"""Dike space on the page when the result, the address, the connection or the screen is not as hoped."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from terrain.demo import plan
from tests.browser.conftest import SIZE, above
from tests.browser.dike_sample import NODATA, SCENARIOS
from tests.browser.dike_server import FILES, JOB, shown

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer
    from tests.browser.dike_server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 390, "height": 780}


def changed(sample: Path, folder: Path, **members: Any) -> Path:
    """The sample with other members of its header."""
    header = json.loads((sample / "dike-space.json").read_text(encoding="utf-8")) | members
    (folder / "dike-space.json").write_text(json.dumps(header), encoding="utf-8")
    (folder / "dike-space.bin").write_bytes((sample / "dike-space.bin").read_bytes())
    return folder


def test_a_result_without_a_known_dike(viewer: Viewer, server: Server, tmp_path: Path) -> None:
    data = (server.folder / "dike-space.bin").read_bytes()
    count = len(json.loads((server.folder / "dike-space.json").read_bytes())["locations"]["x"])
    server.folder = changed(server.folder, tmp_path)
    header = json.loads((tmp_path / "dike-space.json").read_bytes())
    header["locations"]["reason"] = [1] * count
    (tmp_path / "dike-space.json").write_text(json.dumps(header), encoding="utf-8")
    (tmp_path / "dike-space.bin").write_bytes(NODATA.to_bytes(2, "little", signed=True) * (len(data) // 2))
    server.tables = ("dike_space",)
    shown(viewer, more="&tab=dikes&dk=1000,zeedijk")
    page = viewer.page
    viewer.until("() => document.querySelector('[data-value=bottleneck-count]') !== null")
    assert viewer.text("bottleneck-count").startswith("0 in de weg")
    assert viewer.text("dike-length") == "0 m"
    assert viewer.text("dike-unknown").endswith("km")
    assert "geen norm" in viewer.text("dike-reason")
    assert page.locator("[role=alert]").count() == 0
    # Nothing is asked for, or offered, that is not there.
    assert not any("dike-conflicts" in url for url in server.asked)
    offered = [link.get_attribute("href") or "" for link in page.locator(".files a").all()]
    assert any(f"{JOB}-dike-space/" in href for href in offered)
    assert not any("dike-conflicts" in href or "dike-measures" in href for href in offered)


def test_a_future_that_is_unknown_keeps_nothing_of_the_one_before(
    viewer: Viewer, server: Server, tmp_path: Path
) -> None:
    header = json.loads((server.folder / "dike-space.json").read_bytes())
    data = np.fromfile(server.folder / "dike-space.bin", dtype="<i2")
    data.reshape(len(header["arrays"]), len(SCENARIOS), -1)[:, -1] = NODATA
    server.folder = changed(server.folder, tmp_path)
    data.tofile(tmp_path / "dike-space.bin")
    shown(viewer, "knmi23-h,95,2150")
    x, y = plan.line("zeedijk").interpolate(0.5, normalized=True).coords[0]
    viewer.set_state({"camera": above(x, y, 500)})
    viewer.settle()
    at = viewer.focus()
    spot = at["x"] / SIZE["width"], at["y"] / SIZE["height"]

    def spread() -> float:
        colour = viewer.colour(spot[0] - 0.01, spot[1] - 0.01, spot[0] + 0.01, spot[1] + 0.01)
        return max(colour) - min(colour)

    assert spread() > 40
    viewer.page.locator("[data-scenario=llhi]").click()
    assert viewer.text("dike-widest") == "0 m"
    assert spread() < 15


def test_hundreds_of_bottlenecks_can_all_be_reached(viewer: Viewer, server: Server) -> None:
    server.rows = 450
    shown(viewer, "llhi,95,2100", "&tab=dikes")
    page = viewer.page
    rows = page.locator("zicht-bottlenecks tbody tr")
    rows.first.wait_for()
    assert rows.count() == 100
    # The years are those of the case that was computed, whatever the bar shows.
    assert viewer.text("bottleneck-case").endswith("KNMI’23 hoge uitstoot, 50%.")
    more = page.locator("#bottleneck-more")
    while more.count():
        more.click()
    assert rows.count() == 450
    page.locator("#bottleneck-kind").select_option("building")
    assert rows.count() == 100
    viewer.set_state({"lang": "en"})
    viewer.until("() => document.querySelector('#bottleneck-more')?.textContent === 'Show more (200 left)'")
    assert "KNMI’23 high emissions, 50%" in viewer.text("bottleneck-case")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("knmi23-x,95,2063", {"scenario": "knmi23-h", "quantile": 0.95, "year": 2065}),
        ("llhi,,", {"scenario": "llhi", "quantile": 0.5, "year": 2100}),
        ("llhi,-7,1e9", {"scenario": "llhi", "quantile": 0.05, "year": 2150}),
    ],
)
def test_an_address_by_hand_becomes_what_is_shown(
    viewer: Viewer, server: Server, asked: str, wanted: dict[str, Any]
) -> None:
    shown(viewer, asked, "&dk=10,nowhere")
    viewer.until("() => window.__viewer.state.station === null")
    assert viewer.state["space"] == {"job": JOB} | wanted
    assert viewer.text("dike-year") == str(wanted["year"])
    # Also when the result stands already, and the address has come to rest.
    viewer.until(f"() => location.hash.includes('{wanted['year']}')")
    viewer.page.evaluate("hash => { location.hash = hash; }", f"v=1&l=&ds={JOB},no-such,51,2031")
    viewer.until("() => window.__viewer.state.space.year === 2030")
    assert viewer.state["space"]["scenario"] == "knmi23-h"
    assert viewer.state["space"]["quantile"] == 0.5


def test_what_is_closed_on_its_way_stays_closed(viewer: Viewer, server: Server) -> None:
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    viewer.page.route(f"**{FILES}dike-space.bin", hold)
    viewer.open(f"v=1&l=&ds={JOB},knmi23-h,50,2100")
    while not held:
        viewer.page.wait_for_timeout(50)
    viewer.page.locator("#dike-space").click()
    assert viewer.state["space"] is None
    server.file(held[0])
    viewer.page.wait_for_timeout(700)
    assert viewer.state["space"] is None
    assert viewer.page.locator("#dike-year").count() == 0


def test_a_result_that_went_meanwhile_is_no_error(viewer: Viewer, server: Server) -> None:
    shown(viewer, more="&tab=dikes")
    page = viewer.page
    page.locator("#dike-space").click()
    server.jobs = []
    page.route(f"**{FILES}*", lambda route: route.fulfill(status=404, json={"title": "Gone", "status": 404}))
    page.locator("#dike-space").click()
    page.wait_for_timeout(700)
    assert viewer.state["space"] is None
    viewer.errors = [text for text in viewer.errors if "404" not in text]


def test_a_table_that_no_telephone_holds_is_refused(viewer: Viewer, server: Server, tmp_path: Path) -> None:
    arrays = json.loads((server.folder / "dike-space.json").read_bytes())["arrays"]
    server.folder = changed(server.folder, tmp_path, arrays=arrays * 20)
    server.jobs = []
    done = {"jobID": JOB, "processID": "dike-space", "status": "successful", "progress": 100}
    viewer.page.route(
        "**/v1/processes/dike-space/execution", lambda route: route.fulfill(status=201, json=done)
    )
    viewer.open("v=1&l=&tab=dikes")
    viewer.page.locator("#run-dike-space").click()
    told = viewer.page.locator("zicht-dikes [role=alert]")
    told.wait_for()
    assert re.search(r"te groot voor de pagina \(\d+ MB\)", told.inner_text())
    assert not any(url.endswith("dike-space.bin") for url in server.asked)


def test_keys_alone_lead_to_a_metre_and_back(viewer: Viewer, server: Server) -> None:
    shown(viewer, more="&dk=1000,zeedijk")
    page = viewer.page
    card = page.locator("zicht-dike-card .dike-card")
    card.wait_for()
    card.locator("header button").nth(1).focus()
    page.keyboard.press("Enter")
    assert viewer.state["station"]["chainage"] == pytest.approx(1010, abs=6)
    page.keyboard.press("Escape")
    viewer.until("() => document.querySelector('zicht-dike-card .dike-card') === null")
    assert page.evaluate("() => document.activeElement.id") == "map"


def test_on_a_telephone_everything_lies_on_the_screen(viewer: Viewer, server: Server) -> None:
    viewer.page.set_viewport_size(PHONE)
    shown(viewer, "llhi,95,2150", "&tab=dikes&panel=0&dk=1000,zeedijk")
    page = viewer.page
    page.locator("zicht-dike-card .dike-card").wait_for()
    outside = """() => ['.dike-card', '.dike-bar', '.side', '.tools', '.dike-card button', '.dike-bar button']
        .flatMap(name => [...document.querySelectorAll(name)])
        .map(e => [e, e.getBoundingClientRect()])
        .filter(([e, b]) => b.width > 0 && (b.left < -1 || b.right > innerWidth + 1 || b.top < -1))
        .map(([e, b]) => `${e.className} ${b.left} ${b.top} ${b.right}`)"""
    assert page.evaluate(outside) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("zicht-dike-card header button").last.click()
    page.locator("#dike-year").fill("0")
    assert viewer.state["space"]["year"] == 2025
    viewer.set_state({"panel": True})
    page.locator("zicht-bottlenecks tbody tr").first.wait_for()
    assert page.evaluate(outside) == []
