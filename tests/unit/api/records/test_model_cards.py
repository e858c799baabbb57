"""Model cards: ranges from the models of the parameters, and the page of the documentation."""

from __future__ import annotations

import os
from pathlib import Path

from api.records.model_cards import model_card, page_of_cards

PAGE = Path(__file__).parents[4] / "docs" / "science" / "model-cards.md"


def test_ranges_are_those_of_the_parameters() -> None:
    told = model_card("flood")["validity"]["parameters"]
    assert told["hours"]["unit"] == "h"
    assert told["hours"]["range"].startswith(">")
    assert told["breach_soil"]["range"] == "clay, sand"
    assert model_card("sea-level-rise")["validity"]["parameters"]["breach_width"] == {
        "title": "Width of the breach",
        "unit": "m",
        "range": ">= 1, <= 2000",
    }


def test_pages_are_those_of_the_documentation() -> None:
    for formula in model_card("flood-consequences")["formulas"]:
        page, _, section = formula["page"].partition("#")
        assert (PAGE.parents[2] / page).is_file()
        assert section


def test_the_page_of_the_documentation_is_made_from_the_processes() -> None:
    """With ``ZICHT_FIGURES=1`` the page is written anew."""
    if os.environ.get("ZICHT_FIGURES"):
        PAGE.write_text(page_of_cards(), encoding="utf-8")
    assert PAGE.read_text("utf-8") == page_of_cards()
