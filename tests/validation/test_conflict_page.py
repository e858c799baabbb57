"""The page on conflicts below ground: its tables are those of the rules, and the examples come out."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.validation.conflict_page import BLOCKS, EXAMPLES, draw, judged
from twin.claims import Claim

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/science/subsurface-conflicts.md"
FIGURE = ROOT / "docs/science/figures/subsurface-conflicts.png"


@pytest.mark.parametrize(("name", "claims", "code", "margin"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_acceptance_example(name: str, claims: list[Claim], code: str, margin: float | None) -> None:
    found = judged(claims)
    assert [verdict.code for verdict in found] == [code] * bool(code)
    if margin is not None:
        assert found[0].margin == pytest.approx(margin, abs=1e-3)  # the sheet has radii to 1 mm


@pytest.mark.parametrize("mark", BLOCKS)
def test_page_shows_what_the_engine_goes_by(mark: str) -> None:
    begin, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->\n"
    text, made = PAGE.read_text(encoding="utf-8"), BLOCKS[mark]()
    if os.environ.get("ZICHT_FIGURES"):
        text = re.sub(f"(?s)(?<={begin}).*(?={end})", lambda _: made, text)
        PAGE.write_text(text, encoding="utf-8")
    assert begin + made + end in text


def test_figure_is_drawn() -> None:
    if os.environ.get("ZICHT_FIGURES"):
        draw(FIGURE)
    assert FIGURE.stat().st_size < 150_000
    assert f"figures/{FIGURE.name}" in PAGE.read_text(encoding="utf-8")
