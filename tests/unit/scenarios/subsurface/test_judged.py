"""Existing features that cannot be: the rest is judged and they are told; a plan with one is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely import Point, Polygon

from scenarios.subsurface.engine import check
from scenarios.subsurface.judged import judged_index, sorted_out, told_apart
from twin.claims import Claim
from twin.errors import InvalidInputError

GOOD = [
    Claim(f"c{n}", "ates", "ATES", Point(50.0 * n, 0.0), -31.0, -71.0, radius=43.0, kind=kind)
    for n, kind in enumerate(("warm", "cold"))
]
BACKWARDS = replace(GOOD[0], id="w.1:warm", start=2050.0, end=2040.0)
CROSSED = replace(GOOD[1], id="x", theme="archaeology", footprint=Polygon([(0, 0), (9, 9), (9, 0), (0, 9)]))


def test_what_exists_and_cannot_be_is_left_out_and_told() -> None:
    known, wrong = judged_index([*GOOD, BACKWARDS, CROSSED], rules=None, horizon=2100.0)
    assert [claim.id for claim in known.claims] == ["c0", "c1"]
    assert [v.code for v in check(known).verdicts()] == ["K8"]
    assert set(wrong) == {"w.1:warm", "x"}
    told = told_apart([*GOOD, BACKWARDS, CROSSED], wrong)
    assert told == "2 claims cannot be judged and are left out: w.1:warm is before its start, 2050"


def test_more_than_one_answer_names_are_all_left_out() -> None:
    many = [replace(BACKWARDS, id=f"b{n}") for n in range(45)]
    kept, wrong = sorted_out([*many, *GOOD])
    assert (len(kept), len(wrong)) == (2, 45)


def test_a_plan_that_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="before its start"):
        judged_index([*GOOD, replace(BACKWARDS, status="planned")], rules=None, horizon=2100.0)


def test_nothing_is_told_where_nothing_is_wrong_and_other_errors_stay() -> None:
    known, wrong = judged_index(GOOD, rules=None, horizon=2100.0)
    assert (len(known.claims), told_apart(GOOD, wrong)) == (2, None)
    with pytest.raises(InvalidInputError, match="1900"):
        judged_index(GOOD, rules=None, horizon=1.0)
