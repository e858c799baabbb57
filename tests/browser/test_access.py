"""The page of a guarded service: what is not public is said to be there, and a key opens it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import FINENESS, SIZE, Viewer, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def guarded(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address of a service with one key, and that key."""
    from api.access.keys import KeyStore
    from api.jobs.database import open_database
    from api.settings import Settings

    folder = tmp_path_factory.mktemp("guarded") / "data"
    shutil.copytree(published, folder, copy_function=shutil.copy)
    settings = Settings.of(folder, prepare=False, max_running=1)
    engine = open_database(settings.database)
    secret = KeyStore(engine).add("jan", "modeller", "provincie")[1]
    engine.dispose()
    with served(settings) as address:
        yield address, secret


def test_a_key_opens_what_is_not_public(chromium: Browser, guarded: tuple[str, str]) -> None:
    address, secret = guarded
    context = chromium.new_context(viewport=SIZE, locale="nl-NL", device_scale_factor=FINENESS)
    try:
        viewer = Viewer(context.new_page(), address).open()
        page = viewer.page
        assert page.locator("#access").get_attribute("title") == "Toegang: Bezoeker"
        page.locator("#tab-layers").click()
        assert "niet openbaar" in page.locator("[data-closed=utility_lines]").inner_text()
        page.locator("#access").click()
        page.locator("#access-key").fill("zk_wrong")
        page.locator("zicht-access button.primary").click()
        page.locator("zicht-access .problem").wait_for()
        page.locator("#access-key").fill(secret)
        with page.expect_navigation():
            page.locator("zicht-access button.primary").click()
        viewer.until("() => window.__viewer?.ready === true", 90)
        assert page.locator("#access").get_attribute("title") == "Toegang: Modelleur"
        page.locator("#tab-layers").click()
        page.locator("[data-layer=utility_lines]").click()
        viewer.settle()
        assert page.locator("[data-layer=utility_lines]").get_attribute("aria-pressed") == "true"
        assert [error for error in viewer.errors if "401" not in error] == []
    finally:
        context.close()
