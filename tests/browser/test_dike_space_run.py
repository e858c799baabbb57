"""The room that dikes need, computed from the page on the embedded area: from the button to the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_computed_from_the_page_shown_and_taken_along(viewer: Viewer) -> None:
    viewer.open("v=1&l=&tab=dikes&lang=en")
    page = viewer.page
    page.locator("#run-dike-space, #dike-year").first.wait_for()
    if viewer.state["space"] is None:
        # Coarse: what is tried is the way from the button to the files, not the number of places.
        page.locator("zicht-dikes form details summary").first.click()
        page.locator("zicht-dikes input[name=step]").fill("50")
        page.locator("#run-dike-space").click()
        viewer.until("() => window.__viewer.state.space !== null", 300)
    page.locator("#dike-year").wait_for()
    assert viewer.state["space"]["scenario"] == "knmi23-h"
    assert viewer.state["space"]["year"] == 2100
    job = viewer.state["space"]["job"]
    # Later, a higher sea, or a less likely one asks for no less room.
    widest = []
    for quantile in ("0.05", "0.5", "0.95"):
        page.locator(f"[data-quantile='{quantile}']").click()
        widest.append(float(viewer.text("dike-widest").split()[0]))
    assert 0 < widest[0] <= widest[1] < widest[2]
    # The dikes without a norm stay unknown.
    assert viewer.text("dike-unknown").endswith("km")
    viewer.set_state({"station": {"dike": "zeedijk", "chainage": 1000}})
    page.locator("zicht-dike-card svg[role=img]").wait_for()
    assert viewer.text("station-crest").startswith("+11.50 →")
    page.locator("zicht-bottlenecks tbody tr").first.wait_for()
    years = page.locator("zicht-bottlenecks tbody tr td:nth-child(2)").all_inner_texts()
    assert years == sorted(years)
    links = [link.get_attribute("href") for link in page.locator(".files a").all()]
    assert any("dike-reservations" in link for link in links if link)
    assert any(link.endswith(".city.json") for link in links if link)
    assert any(link.endswith("tileset.json") for link in links if link)
    answers = {link: page.request.get(f"{viewer.address}{link}").status for link in links if link}
    assert answers == dict.fromkeys(answers, 200)
    listed = page.request.get(f"{viewer.address}/v1/collections/{job}-dike-reservations/items").json()
    assert listed["features"]
