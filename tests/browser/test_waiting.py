"""A server that is not ready yet: the page waits, shows how far it is, and opens by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_page_shows_progress_until_the_twin_stands(viewer: Viewer) -> None:
    ready = False

    def readyz(route: Route) -> None:
        if ready:
            route.fulfill(status=200, json={"ready": True, "progress": 1.0, "message": ""})
        else:
            route.fulfill(status=503, json={"ready": False, "progress": 0.42, "message": "voxels"})

    viewer.page.route("**/readyz", readyz)
    viewer.page.goto(f"{viewer.address}/")
    cover = viewer.page.locator(".cover")
    cover.wait_for()
    viewer.until("() => document.querySelector('.cover')?.textContent.includes('42%')")
    ready = True
    viewer.until("() => window.__viewer?.ready === true", 90)
    assert cover.count() == 0
    viewer.errors = [text for text in viewer.errors if "503" not in text]
