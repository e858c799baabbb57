"""Cables and pipelines: 200 pairs against shapely, works in the demo, and the figure of the page.

With ``ZICHT_FIGURES=1`` the figure of the science page is written.
"""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
import pytest
import shapely

from scenarios.kernels.utility_pairs import line_pairs
from scenarios.run import run
from scenarios.subsurface.engine import check
from scenarios.utilities.lines import lines_of
from scenarios.utilities.pairs import close_pairs
from tests.validation.real_subsurface import HEAT, delivered
from twin import Twin

PAGE = Path(__file__).parents[2] / "docs/science/utilities.md"
FIGURE = PAGE.parent / "figures/utilities.png"


@pytest.fixture(scope="module")
def demo(demo_data):
    return Twin.open("demo", data=demo_data)


def pair(rng):
    """Two lines of one segment near each other, with heights."""
    one = rng.uniform(0.0, 20.0, (2, 3))
    two = rng.uniform(0.0, 20.0, (2, 3)) + np.append(rng.uniform(-4.0, 4.0, 2), 0.0)
    return np.concatenate([one.ravel(), [1.0]]), np.concatenate([two.ravel(), [1.0]])


def sampled_height(one, two, reach, count=20_001):
    """Least difference in height between places on a segment within reach and the nearest of another."""
    share = np.linspace(0.0, 1.0, count)[:, None]
    places = one[:3] + share * (one[3:6] - one[:3])
    way = two[3:5] - two[:2]
    along = np.clip(((places[:, :2] - two[:2]) @ way) / (way @ way), 0.0, 1.0)
    foot = two[:3] + along[:, None] * (two[3:6] - two[:3])
    near = np.hypot(*(places - foot)[:, :2].T) <= reach
    return np.abs(places - foot)[near, 2].min(initial=math.inf), float(near.mean())


def test_200_pairs_of_lines_have_the_distance_and_height_of_other_ways_to_find_them() -> None:
    rng = np.random.Generator(np.random.PCG64(11))
    counted = 0
    for _ in range(200):
        one, two = pair(rng)
        reach, found = np.array([rng.uniform(0.5, 8.0)]), np.empty((1, 5))
        line_pairs(np.stack([one, two]), np.array([[0, 1]]), np.array([0, 1]), reach, found)
        apart = shapely.LineString(one[[0, 1, 3, 4]].reshape(2, 2)).distance(
            shapely.LineString(two[[0, 1, 3, 4]].reshape(2, 2))
        )
        if apart > reach[0]:
            assert found[0, 0] == math.inf
            continue
        counted += 1
        assert found[0, 0] == pytest.approx(apart, abs=1e-9)
        height, share = sampled_height(one, two, reach[0])
        back, _ = sampled_height(two, one, reach[0])
        steepest = 20.0 / 20_000 * 20.0
        assert found[0, 1] == pytest.approx(min(height, back), abs=steepest)
        assert found[0, 1] <= min(height, back) + 1e-9
        assert found[0, 2] == pytest.approx(share * math.dist(one[:2], one[3:5]), abs=5e-3)
    assert counted > 100


ROUTE = {"kind": "utility-route", "network": "electricity-hv", "start": 2030}
DRILLED = {**ROUTE, "line": [[67480, 553300], [67450, 554100]], "drill_depth": 14.0}
SHALLOW = {**ROUTE, "line": [[67480, 553300], [67450, 554100]], "depth": 1.2}
PIT = {"kind": "building-pit", "base_level": -6.0, "sheet_pile_depth": 12.0, "start": 2030,
       "area": [[66300, 551900], [66340, 551900], [66340, 551940], [66300, 551940]]}  # fmt: skip


def checked(demo, *plans, **parameters):
    content = {"name": "lines", "interventions": list(plans), "processes": [{"utility-check": parameters}]}
    return run(content, demo)


@pytest.mark.validate
def test_a_drilling_is_clear_where_a_trench_is_not(demo) -> None:
    deep, flat = (checked(demo, plan, levels=False) for plan in (DRILLED, SHALLOW))
    conflicts = [found.indicators["utility-check.conflicts"] for found in (deep, flat)]
    assert all(entry["reference"] == 0.0 for entry in conflicts)
    assert conflicts[0]["value"] < conflicts[1]["value"]
    table = flat.features["utility_lines_clearances"]
    assert set(table.loc[table["planned"], "line"]) | set(table.loc[table["planned"], "other"]) >= {
        "new-route-1"
    }


@pytest.mark.validate
def test_a_pit_in_the_old_town_digs_up_its_lines(demo) -> None:
    found = checked(demo, PIT, levels=False)
    table = found.features["utility_lines_clearances"]
    dug = table[table["planned"]]
    assert set(dug["other"]) == {"new-pit-1"}
    assert (dug["verdict"] == "conflict").sum() >= 3
    assert found.indicators["utility-check.search_lines"]["value"] >= 3
    assert found.indicators["utility-check.search_lines"]["reference"] == 0.0


@pytest.mark.validate
def test_a_raised_level_lifts_more_pipe(demo) -> None:
    raised = {
        "kind": "water-level-raise",
        "areas": ["veenpolder-1", "veenpolder-2"],
        "by": 0.3,
        "start": 2030,
    }
    entry = checked(demo, raised).indicators["utility-check.floating_length"]
    assert entry["value"] >= entry["reference"] > 0.0


@pytest.mark.validate
def test_figure(demo, data_dir, tmp_path) -> None:
    from tests.validation.utilities_figure import draw

    target = FIGURE if os.environ.get("ZICHT_FIGURES") else tmp_path / "utilities.png"
    draw(target, data_dir / "klic" / "imkl_netinformatie_all_themes.xml.gz", demo)
    assert target.stat().st_size > 10_000
    assert "figures/utilities.png" in PAGE.read_text("utf-8")


@pytest.mark.validate
def test_pairs_of_the_demo_stand_beside_those_of_the_rule_for_lines(demo) -> None:
    """Figures of the page: the process counts what is likely, the rule what is drawn."""
    lines = lines_of(demo)
    pairs = close_pairs(lines)
    likely = pairs.probability > 0.5
    ids = [lines.id[each][likely].tolist() for each in (pairs.first, pairs.second)]
    mine = {frozenset(pair) for pair in zip(*ids, strict=True)}
    measured = likely & lines.measured[pairs.first] & lines.measured[pairs.second]
    rule = check([claim for claim in demo.claims if claim.theme == "utility_lines"])
    rows = zip(rule.row[rule.holds], rule.column[rule.holds], strict=True)
    theirs = {frozenset((rule.claims[one].id, rule.claims[two].id)) for one, two in rows}
    told = " ".join(PAGE.read_text("utf-8").split())
    assert f"both depths measured | {len(mine):,}; {measured.sum()} | {len(theirs):,} |" in told
    assert f"in both | {len(mine & theirs)} |" in told
    assert not pairs.planned.any()


@pytest.mark.validate
def test_lines_in_the_tunnel_of_the_demo_are_clear_of_the_bed(demo) -> None:
    found = checked(demo, levels=False)
    assert found.indicators["utility-check.bed_crossings"]["value"] == 0.0
    assert len(found.features["utility_lines_beds"]) == 4


@pytest.mark.validate
def test_a_heat_pipe_through_a_delivery_of_587_lines(data_dir) -> None:
    """Figures of the page: what a new heat pipe meets, with what is sure and what is possible."""
    found = checked(delivered(data_dir), HEAT, levels=False)
    entry = found.indicators["utility-check.conflicts"]
    assert (entry["value"], entry["low"], entry["high"]) == (35.0, 2.0, 40.0)
    told = " ".join(PAGE.read_text("utf-8").split())
    assert (
        "new heat pipe of 300 m through a KLIC delivery of 587 lines: lines without room | 35 (2 to 40)"
        in told
    )
