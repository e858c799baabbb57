"""The science page shows the numbers and figures that the validation wrote, and nothing by hand."""

from __future__ import annotations

import re

from tests.validation.flow.measurements import BEGIN, END, ORDER, PAGE, SCIENCE, read, table


def test_the_table_of_the_page_is_the_file_of_the_validation() -> None:
    shown = PAGE.read_text("utf-8").split(BEGIN)[1].split(END)[0]
    assert shown.strip() == table(read()).strip()


def test_every_case_that_can_run_is_measured_and_passes() -> None:
    rows = read()
    assert {*ORDER} == {row.case for row in rows}
    assert [row for row in rows if not row.passes] == []


def test_every_figure_of_the_page_is_drawn() -> None:
    named = set(re.findall(r"figures/(flow-[\w-]+\.png)", PAGE.read_text("utf-8")))
    drawn = {path.name for path in (SCIENCE / "figures").glob("flow-*.png")}
    assert named == drawn
