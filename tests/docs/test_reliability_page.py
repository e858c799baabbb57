"""Every promise of reliability and security has a line with a figure that its test measured."""

from __future__ import annotations

import re

import pytest

from tests.reliability.page import IDS, figures


@pytest.mark.parametrize("name", IDS)
def test_the_line_has_a_figure_with_its_day(name: str) -> None:
    text = figures()[name]
    assert re.search(r"\d.* \(\d{4}-\d\d-\d\d, load \d+\.\d\)$", text), f"{name}: {text!r}"


def test_the_machine_is_named() -> None:
    from tests.reliability.page import PAGE

    assert re.search(r"^Measured on \d+ cores .*numpy \d", PAGE.read_text("utf-8"), re.MULTILINE)
