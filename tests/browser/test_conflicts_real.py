"""A plan on the page of a real service: claims and verdicts as they are told, nothing made up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DOUBLET = {
    "kind": "geothermal-doublet",
    "at": [63971, 551366],
    "azimuth": 28,
    "spacing": 1400,
    "flow_m3_h": 400,
    "reservoir": "RO",
    "site": [64400, 551000],
    "start": 2035,
    "end": 2065,
}
"""Fits in 2035, and meets the rock that doublet-1 has cooled before 2055."""


def test_a_doublet_that_fits_at_first_and_collides_later(viewer: Viewer) -> None:
    viewer.open("v=1&l=&tab=below&cl=0,&y=2055")
    page = viewer.page
    page.locator("[data-function=GEO]").wait_for()
    page.locator("[data-part=place]").click()
    viewer.set_state({"plan": DOUBLET})
    # The first verdict may have to wait for a compilation.
    viewer.until(
        "() => !['none', undefined].includes(document.querySelector('.plan-verdict')?.dataset.verdict)", 400
    )
    other = page.locator(".side-of", has_text=re.compile(r"^\s*doublet-1\s*aardwarmte"))
    pair = page.locator(".placing .pair.verdict-competing").filter(has=other)
    assert pair.count() == 1
    pair.locator(".pair-head").click()
    assert viewer.state["year"] == 2052
    assert "Regel K1." in pair.inner_text()
    assert "concurrerend 2041 – 2065" in viewer.text("collisions")
    page.locator("#years-slider").fill("2034")
    assert page.locator(".plan-verdict").get_attribute("data-verdict") == "free"
