"""The page on claims tells the themes, the functions and the values that the code has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.physics.subsidence_bowl import bowl_radius, cooling_contraction, subsidence
from twin.claims import FUNCTIONS, rules
from twin.features import THEMES

PAGE = (Path(__file__).parents[2] / "docs" / "science" / "subsurface-claims.md").read_text(encoding="utf-8")


def test_the_page_lists_every_theme_that_makes_claims() -> None:
    table = PAGE.partition("<!-- themes -->")[2].partition("<!-- end of themes -->")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([A-Z, ]+) \|", table, re.MULTILINE)
    assert [theme for theme, _ in rows] == [theme for theme in THEMES if theme in rules()]
    assert {name for _, names in rows for name in names.split(", ")} == set(FUNCTIONS)


def test_the_values_of_the_page_are_those_of_the_code() -> None:
    lost = float(cooling_contraction(volume=1e8, cooling=45.0))
    values = [
        f"{lost:,.0f} m3",
        f"{1e3 * float(subsidence(compaction=lost, depth=2200.0)):.2f} mm",
        f"{float(bowl_radius(compaction=lost, depth=2200.0, limit=1e-3)):.0f} m",
    ]
    rows = re.findall(r"^\| `subsidence_bowl\.\w+` \| .* \| (.*) \|$", PAGE, re.MULTILINE)
    assert rows == values
    assert lost == pytest.approx(75_000.0)
