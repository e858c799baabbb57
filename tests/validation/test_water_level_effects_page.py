"""The page on effects on things says what the formulas give and what the code takes."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from scenarios.physics.archaeology import MARGIN
from scenarios.physics.utilities import (
    bending_stress,
    buoyancy,
    buoyancy_safety,
    cable_rating_ratio,
    external_thermal_resistance,
    joint_rotation,
    trough_curvature,
)
from scenarios.physics.wooden_piles import COVER, FAILED, FAILING, years_until
from scenarios.polders.effect import effects
from scenarios.polders.effects._line_limits import TROUGH
from scenarios.polders.effects.crawl_spaces import DRAINED
from scenarios.polders.effects.foundations import HEAD_COVER, HEAD_DEPTH, WOOD_UNTIL
from scenarios.polders.effects.roads import ROAD_DRAINED
from scenarios.polders.effects.utilities import CONNECTION
from scenarios.polders.objects import GROUNDWATER_ERROR, REACH
from scenarios.run import run
from twin import Twin

PAGE = " ".join((Path(__file__).parents[2] / "docs/science/water-level-effects.md").read_text().split())
PIPE = {"diameter": 0.6, "cover": 1.0, "weight": 350.0, "soil_weight": 10e3, "submerged_weight": 1e3}
AROUND = float(external_thermal_resistance(resistivity=1.0, depth=1.0, diameter=0.05))
WORKED = {
    "76.0938 yr": years_until(limit=12.5, dry_days=60),
    "0.00493480 /m": trough_curvature(depth=0.1, length=20.0),
    "167.882 MPa": 1e-6 * bending_stress(depth=0.1, length=20.0, stiffness=210e9, diameter=0.324),
    "1.69646°": math.degrees(joint_rotation(depth=0.1, length=20.0, pipe=6.0)),
    "2.77371 kN/m": 1e-3 * buoyancy(diameter=0.6),
    "0.342501 |": buoyancy_safety(groundwater_depth=0.0, **PIPE),
    "1.31593 |": buoyancy_safety(groundwater_depth=0.5, **PIPE),
    "0.697396 K m/W": AROUND,
    "1.46385 |": cable_rating_ratio(before=1.5 * AROUND, after=0.7 * AROUND),
    "1.27599 |": cable_rating_ratio(before=1.5 * AROUND, after=0.7 * AROUND, inner=0.4),
}


@pytest.mark.parametrize("text", WORKED)
def test_worked_values_of_the_page_are_those_of_the_formulas(text):
    assert f"| {text}" in PAGE
    number = float(text.rstrip("|°").split()[0].rstrip("°"))
    assert float(WORKED[text]) == pytest.approx(number, rel=1e-6 if number < 1e-2 else 4e-6)


@pytest.mark.parametrize(
    "text",
    [
        f"at least {COVER.value:.2f} m of water above the wood",
        f"at risk below {FAILING.value:g} years, perhaps failed from {FAILING.value:g}",
        f"failed from {FAILED.value:g} (KCAF",
        f"{HEAD_DEPTH.value:.1f} m below the land around, and at least {HEAD_COVER.value:.2f} m under",
        f"a building of after {WOOD_UNTIL.value:g} has none",
        f"{DRAINED.value:.2f} m under dwellings",
        f"{ROAD_DRAINED.value:.1f} to 1.0 m under roads",
        f"a margin of {MARGIN.value:.2f} m",
        f"a trough over {TROUGH.value:g} m",
        f"sank more than {CONNECTION.value:.2f} m",
        f"within {REACH.value:g} m",
        f"± {GROUNDWATER_ERROR.value:.2f} m, is `[unverified]`",
    ],
)
def test_what_the_page_says_is_what_the_code_takes(text):
    assert text in PAGE


@pytest.mark.validate
def test_dwellings_of_the_demo_are_those_of_the_page(demo_data):
    found = run({"name": "as today", "horizon": 2050, "processes": ["water-level-raise"]},
                Twin.open("demo", data=demo_data))  # fmt: skip
    told = found.indicators["water-level-raise.crawl_spaces"]
    table = found.features["water_level_effects"]
    rows = table[(table["effect"] == "crawl_spaces") & (table["area"] != "decided")]
    dwellings = {
        row["area"]: json.loads(row["parts"])["dwellings [dwellings]"]["before"]
        for row in rows.to_dict("records")
    }
    wet, low, high = (f"{told[key]:,.0f}" for key in ("value", "low", "high"))
    assert f"{wet} of {sum(dwellings.values()):,.0f} dwellings of the demo" in PAGE
    assert f"in 2050 ({low} to {high})" in PAGE
    peat = rows[rows["area"].str.startswith("veenpolder")]
    others = rows[~rows["area"].str.startswith("veenpolder")]
    assert peat["before"].sum() == sum(dwellings[area] for area in peat["area"])
    share = others["before"].sum() / sum(dwellings[area] for area in others["area"])
    assert f"{100 * share:.0f} % of the others" in PAGE


def test_all_six_effects_stand_on_the_page_and_want_to_be_lower():
    six = ("foundations", "settlement_difference", "crawl_spaces", "archaeology", "utilities", "roads")
    for name in six:
        assert f"| `{name}` |" in PAGE
        assert effects()[name].better == "lower"
