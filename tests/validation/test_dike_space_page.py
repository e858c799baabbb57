"""The science page on dike space shows the numbers and figures that the validation wrote, none by hand."""

from __future__ import annotations

import json
import re

import pytest

from tests.validation.dike_space_page import PAGE, RESULTS, SCIENCE, marks, table

TABLES = (
    "coast-river", "demo", "ijsseldelta", "koswat", "national", "piping", "scores", "sensitivity",
    "soil-cost", "trajects",
)  # fmt: skip


@pytest.mark.parametrize("key", TABLES)
def test_the_table_of_the_page_is_that_of_the_file(key: str) -> None:
    rows = json.loads(RESULTS.read_text("utf-8"))[key]
    begin, end = marks(key)
    shown = PAGE.read_text("utf-8").split(begin)[1].split(end)[0]
    assert shown.strip() == table(rows, tuple(rows[0])).strip()


def test_every_table_of_the_page_is_checked() -> None:
    assert set(re.findall(r"<!-- ([\w-]+): written by", PAGE.read_text("utf-8"))) == set(TABLES)


def test_every_section_of_the_ijsseldelta_is_in_the_file() -> None:
    rows = json.loads(RESULTS.read_text("utf-8"))["ijsseldelta-sections"]
    assert len(rows) == 143
    assert {"vrtool_dcrest", "vrtool_dberm", "vrtool_type", "vrtool_lcc", "raise", "inward"} <= set(rows[0])


def test_every_figure_is_drawn_and_shown() -> None:
    pages = "\n".join((SCIENCE / name).read_text("utf-8") for name in ("dike-space.md", "dike-loads.md"))
    named = set(re.findall(r"figures/(dike-[\w-]+\.(?:png|svg))", pages))
    assert named == {path.name for path in (SCIENCE / "figures").glob("dike-*.*")}
