"""Groundwater of parcels beside closed forms, as the science page tells.

With ``ZICHT_FIGURES=1`` the figure and the tables of the page are written.
"""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.validation.groundwater_page import Check, checks, draw

PAGE = Path(__file__).parents[2] / "docs/science/groundwater.md"
FIGURE = PAGE.parent / "figures/groundwater.png"
ANSWERS = Path(__file__).with_name("gxg_answers.csv")
FOUND = list(checks())


@pytest.mark.parametrize("check", FOUND, ids=[check.case for check in FOUND])
def test_the_kernel_is_the_closed_form(check: Check) -> None:
    """What a step of a day cuts off of a wave is a ten-thousandth; all else is exact."""
    assert check.apart < (2e-4 if check.case.startswith("S3") else 1e-6)


def by_formula() -> str:
    rows = ["| formula | closed form | kernel | unit | apart |", "|---|---|---|---|---|"]
    rows += [
        f"| {check.case} | {check.formula:.6g} | {check.kernel:.6g} | {check.unit} "
        f"| {'below 1e-6' if check.apart < 1e-6 else 'below 2e-4'} |"
        for check in FOUND
    ]
    return "\n".join(rows) + "\n"


def by_series() -> str:
    """How many series were compared with pastas, and in how many both give a number."""
    lines = [line for line in ANSWERS.read_text("utf-8").splitlines() if not line.startswith("#")]
    kept = list(csv.DictReader(lines))
    known = Counter(name for row in kept for name in ("ghg", "glg", "gvg") if row[name])
    rows = ["| statistic | series | with a number |", "|---|---|---|"]
    rows += [f"| {name.upper()} | {len(kept)} | {known[name]} |" for name in ("ghg", "glg", "gvg")]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(("name", "table"), [("kernel", by_formula()), ("pastas", by_series())])
def test_page_shows_the_tables_as_they_are(name: str, table: str) -> None:
    marks = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    text = PAGE.read_text(encoding="utf-8")
    if os.environ.get("ZICHT_FIGURES"):
        text = re.sub("(?s)(?<=" + marks[0] + ").*(?=" + marks[1] + ")", lambda _: table, text)
        PAGE.write_text(text, encoding="utf-8")
    assert marks[0] + table + marks[1] in text


def test_figure_is_drawn() -> None:
    if os.environ.get("ZICHT_FIGURES"):
        draw(FIGURE)
    assert FIGURE.stat().st_size > 20_000
