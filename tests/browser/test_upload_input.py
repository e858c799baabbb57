"""A table of one's own in the form of a run: sent, chosen, and told when it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Viewer
    from tests.browser.levels_server import LevelsServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TABLE = "soil,crop,GHG_cm,GLG_cm,wet,dry,salt\npeat,grass,0,20,30,0,0\npeat,grass,0,250,30,0,0\n"
BOX = "zicht-levels > .level-panel > div zicht-upload:has([name={}])"


def test_a_table_is_sent_and_named_in_the_run(viewer: Viewer, levels: LevelsServer) -> None:
    levels.running = True
    levels.jobs = {}
    viewer.open("v=1&l=&tab=levels&lang=nl")
    page = viewer.page
    page.locator("zicht-levels form details:has(zicht-upload) > summary").first.click()
    wanted, other = (page.locator(BOX.format(name)) for name in ("waterwijzer_table", "somers_table"))
    button = wanted.locator("button")
    button.wait_for()
    assert button.inner_text().strip() == "Stuur een bestand (CSV)"
    with page.expect_file_chooser() as chooser:
        button.click()
    chooser.value.set_files(
        {"name": "own.csv", "mimeType": "application/vnd.ms-excel", "buffer": b"a;b\n1;2\n"}
    )
    wanted.locator(".problem").wait_for()
    told = wanted.locator(".problem").inner_text()
    assert told.startswith("body: has no columns between commas: Name its columns")
    viewer.errors[:] = [error for error in viewer.errors if "400" not in error]
    wanted.locator("input[type=file]").set_input_files(
        {"name": "own.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    )
    viewer.until("() => document.querySelector('zicht-levels [name=waterwijzer_table]').value !== ''")
    assert wanted.locator(".problem").count() == 0
    [sent] = page.request.get(f"{viewer.address}/v1/uploads").json()["uploads"]
    chosen = wanted.locator("option:checked")
    assert chosen.get_attribute("value") == sent["id"]
    assert chosen.inner_text().endswith("2 rijen van soil, crop, GHG_cm, GLG_cm")
    viewer.until("() => document.querySelector('zicht-levels [name=somers_table]').options.length === 2")
    assert other.locator("select").input_value() == ""
    page.locator("#run-water-levels").click()
    page.locator("zicht-levels .running button").wait_for()
    assert levels.sent[0]["waterwijzer_table"] == sent["id"]
    assert "somers_table" not in levels.sent[0]
    assert page.request.delete(f"{viewer.address}/v1/uploads/{sent['id']}").ok
