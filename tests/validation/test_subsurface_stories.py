"""Four plans on the embedded area: when they fit, who is in their way, and what they dig.

Figures and tables of the page are written with ``ZICHT_FIGURES=1``; without, they are held against it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from scenarios.model import Scenario
from scenarios.run import run
from scenarios.subsurface.placing import Standing
from tests.validation.subsurface_stories_page import (
    EXAMPLES,
    FIGURES,
    PAGE,
    STORIES,
    Story,
    draw,
    rows,
    shown,
)
from twin import Twin

pytestmark = pytest.mark.validate
BY_NAME = {story.name: story for story in STORIES}


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> Twin:
    return Twin.open("demo", data=demo_data)


@pytest.fixture(scope="module")
def grounds(demo: Twin) -> dict[str, Standing]:
    return {story.name: story.standing(demo) for story in STORIES}


def in_the_way(story: Story, known: Standing, year: float | None = None) -> dict[str, set[str]]:
    """Who is in the way as drawn, by code."""
    found: dict[str, set[str]] = {}
    for row in story.placed(known, year).rows:
        if row["holds"]:
            found.setdefault(row["code"], set()).add(row["second"])
    return found


def test_the_doublet_fits_in_2035_and_collides_in_2055(grounds: dict[str, Standing]) -> None:
    story, known = BY_NAME["doublet"], grounds["doublet"]
    assert "K1" not in in_the_way(story, known, 2035.0)
    assert in_the_way(story, known, 2055.0)["K1"] == {"doublet-1", "licence-1"}


def test_the_storage_is_refused_by_the_zone_alone(grounds: dict[str, Standing]) -> None:
    assert in_the_way(BY_NAME["storage"], grounds["storage"]) == {"X11": {"new-zone-1"}}


def test_the_straight_cable_meets_the_sites_and_the_other_goes_round(grounds: dict[str, Standing]) -> None:
    straight, round_ = (in_the_way(BY_NAME[name], grounds[name]) for name in ("straight", "round"))
    sites = {"roman-fort", "castle-mound", "castle-moat"}
    assert sites <= straight["C25"]
    assert not sites & round_["C25"]


def test_the_route_of_the_example_is_the_one_that_is_found(demo: Twin) -> None:
    found = run(EXAMPLES / "kabel-om-het-castellum.yaml", demo).features["utility_lines_routes"]
    corners = json.loads(found.set_index("id").loc["least-conflict", "corners"])
    [plan] = Scenario.load(EXAMPLES / "kabel-omgelegd.yaml").to_dict()["interventions"]
    kept = [[*place, depth] for place, depth in zip(plan["line"], plan["depths"], strict=True)]
    for one, two in zip(corners, kept, strict=True):
        assert one == pytest.approx(two, abs=0.01)


def test_what_both_cables_dig(demo: Twin) -> None:
    found: list[dict[str, Any]] = []
    for name in ("straight", "round"):
        content = {**BY_NAME[name].scenario.to_dict(), "processes": ["archaeology-disturbance"]}
        table = run(content, demo).features["archaeology_disturbance"]
        mine = table[table["work"] == "new-route-1"]
        found += [
            {"cable": name, "site or zone": row.name, "known": "yes" if row.known else "no",
             "dug [m3]": round(row.volume, 1), "area [m2]": round(row.area, 1),
             "research": "yes" if row.research else "no"}
            for row in mine.itertuples(index=False)
        ]  # fmt: skip
    assert shown("dug", found)
    known = {
        name: sum(row["dug [m3]"] for row in found if row["cable"] == name and row["known"] == "yes")
        for name in ("straight", "round")
    }
    assert known["straight"] == pytest.approx(95.3, abs=0.5)
    assert known["round"] < 0.01 * known["straight"]


@pytest.mark.parametrize("name", list(BY_NAME))
def test_table_and_figure_of_the_page(name: str, grounds: dict[str, Standing]) -> None:
    story, known = BY_NAME[name], grounds[name]
    assert shown(name, rows(story.placed(known)))
    figure = FIGURES / f"subsurface-{name}.png"
    if os.environ.get("ZICHT_FIGURES"):
        draw(story, known, figure)
    assert 10_000 < figure.stat().st_size < 200_000
    assert f"figures/{figure.name}" in PAGE.read_text("utf-8")
