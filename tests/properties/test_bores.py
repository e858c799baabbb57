"""Bores of any course: alike both ways round and anywhere, and less in the way the farther they go."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box
from shapely.affinity import translate

from scenarios.kernels import conflict_layout as lay
from scenarios.subsurface.engine import check, index, place
from scenarios.subsurface.model import Conflicts
from twin.claims import Claim

seeds = st.integers(0, 2**32 - 1)
STRICT = {lay.FORBIDDEN: 2, lay.COMPETING: 1, lay.CONDITIONAL: 1}


def bore(rng: np.random.Generator, name: str, radius: float = 0.2) -> Claim:
    """A path of two to five places, mostly down, level or straight down at times."""
    count = int(rng.integers(2, 6))
    down = np.cumsum(rng.choice([0.0, 1.0, 60.0, 700.0], count))
    aside = np.cumsum(
        rng.choice([0.0, 0.0, 5.0, 400.0], (count, 2)) * rng.choice([-1, 1], (count, 2)), axis=0
    )
    places = np.column_stack([aside + rng.uniform(-900, 900, 2), -down])
    top, base = float(places[0, 2]), float(places[-1, 2])
    drift = float(rng.choice([0.0, 0.015]))
    return Claim(
        name, "doublets", "GEO", LineString(places), top, base, 2030.0, 2060.0, radius, kind="bore",
        tilt=drift, ground=1.0,
    )  # fmt: skip


def deep_town(seed: int) -> list[Claim]:
    rng = np.random.default_rng(seed)
    bodies = [bore(rng, f"bore-{k}") for k in range(8)]
    for k, function in enumerate(("ASV", "ASV", "WWG", "ATES", "TUN", "GEO", "GEO")):
        x, y = rng.uniform(-900, 900, 2)
        shape = Point(x, y) if function in {"ATES", "GEO"} else box(x, y, x + 300.0, y + 500.0)
        top = float(rng.choice([0.0, -60.0, -700.0]))
        kind = {"GEO": "cooled", "ATES": "warm"}.get(function, "")
        base = top - float(rng.choice([5.0, 100.0]))
        radius = 150.0 if function == "GEO" else 0.0
        bodies.append(Claim(f"{function}-{k}", "t", function, shape, top, base, radius=radius, kind=kind))
    return bodies


def rows(found: Conflicts) -> dict[frozenset[str], tuple[float, ...]]:
    return {
        frozenset((found.claims[i].id, found.others[j].id)): (float(code), *numbers)
        for i, j, code, numbers in zip(found.row, found.column, found.code, found.numbers, strict=True)
    }


def assert_same(one: Conflicts, two: Conflicts, near: float) -> None:
    first, second = rows(one), rows(two)
    for pair in set(first) ^ set(second):  # within rounding of a limit
        found = first.get(pair) or second[pair]
        rounded = [found[1 + lay.PLAN] + lay.TOUCH, found[1 + lay.VERTICAL] + lay.TOUCH]
        assert min(map(abs, rounded)) < near, pair
    for pair in set(first) & set(second):
        assert np.array(first[pair]) == pytest.approx(np.array(second[pair]), abs=near, nan_ok=True), pair


@given(seed=seeds)
@settings(max_examples=40, deadline=None)
def test_bores_are_judged_alike_both_ways_round(seed: int) -> None:
    claims = deep_town(seed)
    found = check(claims, least_probability=0.0)
    assert_same(found, check(claims[::-1], least_probability=0.0), 1e-6)
    whole = {pair for pair in rows(found) if "bore-0" in pair}
    placed = place(claims[0], index(claims[1:]), least_probability=0.0)
    assert {frozenset((v.first, v.second)) for v in placed} == whole


@given(seed=seeds, east=st.floats(-1e5, 3e5), north=st.floats(0.0, 6e5), up=st.floats(-30.0, 30.0))
@settings(max_examples=30, deadline=None)
def test_it_does_not_matter_where_bores_lie_nor_how_high(
    seed: int, east: float, north: float, up: float
) -> None:
    claims = deep_town(seed)
    moved = [
        replace(
            claim,
            footprint=translate(claim.footprint, east, north, up if claim.footprint.has_z else 0.0),
            top=claim.top + up,
            base=claim.base + up,
            ground=None if claim.ground is None else claim.ground + up,
        )
        for claim in claims
    ]
    assert_same(check(claims, least_probability=0.0), check(moved, least_probability=0.0), 1e-3)


@given(
    seed=seeds,
    function=st.sampled_from(["ASV", "WWG", "BVZ", "TUN", "ATES", "GEO"]),
    near=st.floats(-1500.0, 1500.0),
    more=st.floats(0.01, 1500.0),
    top=st.sampled_from([0.0, -60.0, -700.0]),
)
@settings(max_examples=200, deadline=None)
def test_a_bore_that_goes_farther_is_never_more_in_the_way(
    seed: int, function: str, near: float, more: float, top: float
) -> None:
    """From all that lies west of a line; a bore that goes east can only leave it."""
    path = bore(np.random.default_rng(seed), "bore")
    west = Claim("west", "t", function, box(-9e3, -9e3, 0.0, 9e3), top, top - 100.0)
    close, far = (
        check([west, replace(path, footprint=translate(path.footprint, x))], least_probability=0.0)
        for x in (near, near + more)
    )
    strict = [max((STRICT[int(code)] for code in found.code), default=0) for found in (close, far)]
    assert strict[1] <= strict[0]
    if strict[0] == strict[1] > 0:
        assert far.numbers[0, lay.DISTANCE] >= close.numbers[0, lay.DISTANCE] - 1e-6


def test_the_towns_hold_every_verdict_on_bores() -> None:
    found = [check(deep_town(seed), least_probability=0.0) for seed in range(40)]
    codes = {
        (int(code), one.rule_of(k).rule.id)
        for one in found
        for k, code in enumerate(one.code)
        if one.claims[one.row[k]].kind == "bore"
    }
    assert {(1, 3), (1, 4), (2, 4), (2, 1), (3, 1), (2, 2)} <= codes
    assert not math.isnan(sum(float(one.numbers[:, lay.DISTANCE].sum()) for one in found))
