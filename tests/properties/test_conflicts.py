"""Conflicts of any claims: alike both ways round, anywhere, for any threads, and fewer with distance."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon
from shapely.affinity import rotate, translate

from scenarios.bench._crowded_ground import crowded, plain
from scenarios.kernels import conflict_layout as lay
from scenarios.subsurface.applied import national
from scenarios.subsurface.engine import HORIZON, check, index, place
from scenarios.subsurface.model import Conflicts
from scenarios.subsurface.rules import NAMES
from scenarios.subsurface.tables import worst_first
from twin.claims import Claim

seeds = st.integers(0, 2**32 - 1)


def town(seed: int, size: int = 120) -> list[Claim]:
    """A crowded piece of ground, with places and levels that are uncertain and starts that are not told."""
    rng = np.random.default_rng(seed)
    return [
        replace(
            claim,
            sigma_xy=float(rng.choice([0.0, 0.5, 5.0])),
            sigma_z=float(rng.choice([0.0, 0.25])),
            start=None if rng.random() < 0.1 else claim.start,
            end=None if rng.random() < 0.3 else claim.end,
            top=math.inf if claim.function in {"BVZ", "GWB"} and rng.random() < 0.3 else claim.top,
        )
        for claim in crowded(size, seed)
    ]


def rows(found: Conflicts) -> dict[frozenset[str], tuple[object, ...]]:
    return {
        frozenset((found.claims[i].id, found.others[j].id)): (code, reason, holds, *numbers)
        for i, j, code, reason, holds, numbers in zip(
            found.row, found.column, found.code, found.reason, found.holds, found.numbers, strict=True
        )
    }


def assert_same(one: Conflicts, two: Conflicts, near: float = 1e-6) -> None:
    first, second = rows(one), rows(two)
    assert set(first) == set(second)
    for pair, values in first.items():
        assert values[:3] == second[pair][:3]
        assert np.array(values[3:]) == pytest.approx(np.array(second[pair][3:]), abs=near, nan_ok=True), pair


@given(seed=seeds)
@settings(max_examples=40, deadline=None)
def test_the_order_of_claims_does_not_matter(seed: int) -> None:
    claims = town(seed)
    shuffled = [claims[k] for k in np.random.default_rng(seed).permutation(len(claims))]
    assert_same(check(claims), check(shuffled))


@given(seed=seeds)
@settings(max_examples=20, deadline=None)
def test_who_gives_way_and_what_comes_first_do_not_hang_on_the_order_of_claims(seed: int) -> None:
    # All of one rank: only names are left to tell them apart.
    claims = [replace(claim, start=2_000.0, end=None, status="planned") for claim in town(seed, 60)]
    shuffled = [claims[k] for k in np.random.default_rng(seed).permutation(len(claims))]
    one, two = (
        {frozenset((found.first, found.second)): found.plan for found in check(order).verdicts()}
        for order in (claims, shuffled)
    )
    assert one == two
    listed = []
    for order in (claims, shuffled):
        found = check(order)
        every = worst_first(found, np.ones(len(found), np.bool_), 20)
        verdicts = [found.verdict(number) for number in every]
        listed.append([(frozenset((each.first, each.second)), each.rule) for each in verdicts])
    assert listed[0] == listed[1]
    plan = replace(claims[0], id="plan", footprint=claims[1].footprint)
    first, second = ([found.second for found in place(plan, index(order))] for order in (claims, shuffled))
    assert first == second


@given(seed=seeds, threads=st.integers(2, 5))
@settings(max_examples=15, deadline=None)
def test_any_number_of_threads_gives_the_same_bytes(seed: int, threads: int) -> None:
    known = index(town(seed, 400))
    one, many = check(known, threads=1), check(known, threads=threads)
    for name in ("row", "column", "code", "reason", "holds", "record", "numbers"):
        assert getattr(one, name).tobytes() == getattr(many, name).tobytes()


@given(
    seed=seeds,
    east=st.floats(-1e5, 1e5),
    north=st.floats(-1e5, 1e5),
    angle=st.sampled_from([0.0, 37.0, 90.0]),
)
@settings(max_examples=30, deadline=None)
def test_it_does_not_matter_where_they_lie(seed: int, east: float, north: float, angle: float) -> None:
    claims = town(seed)
    moved = [
        replace(
            claim,
            footprint=translate(rotate(claim.footprint, angle, origin=(100_000.0, 400_000.0)), east, north),
        )
        for claim in claims
    ]
    first, second = rows(check(claims)), rows(check(moved))
    # What lies within rounding of a limit may fall on its other side.
    for pair in set(first) ^ set(second):
        margin = (first.get(pair) or second[pair])[3 + lay.PLAN]
        assert abs(margin + lay.TOUCH) < 1e-6
    for pair in set(first) & set(second):
        assert np.array(first[pair][3:]) == pytest.approx(np.array(second[pair][3:]), abs=1e-4, nan_ok=True)


@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_a_claim_that_is_placed_finds_what_all_pairs_find(seed: int) -> None:
    claims = town(seed)
    whole = {pair for pair in rows(check(claims)) if claims[0].id in pair}
    placed = {frozenset((v.first, v.second)) for v in place(claims[0], index(claims[1:]))}
    assert placed == whole


@given(seed=st.integers(0, 10_000))
@settings(max_examples=6, deadline=None)
def test_shapely_and_loops_find_the_same(seed: int) -> None:
    claims = crowded(250, seed)
    found = check(claims, least_probability=0.0)
    pairs = zip(found.row.tolist(), found.column.tolist(), found.code.tolist(), strict=True)
    assert {(min(i, j), max(i, j), code) for i, j, code in pairs} == plain(claims, national(), HORIZON)


@given(seed=seeds)
@settings(max_examples=40, deadline=None)
def test_a_bore_keeps_its_distance_from_an_upright_body_as_a_search_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y, z = (rng.uniform(low, high, 3) for low, high in ((-120.0, 120.0), (-120.0, 120.0), (-130.0, 0.0)))
    drift, radius = (
        LineString([(0.0, 0.0), tuple(rng.uniform(-40.0, 40.0, 2))]),
        float(rng.uniform(5.0, 60.0)),
    )
    bore = Claim(
        "b", "t", "GEO", LineString(np.column_stack([x, y, z])), z.max(), z.min(), radius=0.2, kind="bore"
    )
    heat = Claim("h", "t", "ATES", drift, -50.0, -90.0, radius=radius, kind="warm")
    # Places of the search are at most 0.2 m apart.
    steps = np.linspace(0.0, 2.0, 4001)
    places = np.column_stack([np.interp(steps, range(3), axis) for axis in (x, y, z)])
    beside = shapely.distance(shapely.points(places[:, :2]), drift) - radius
    above = np.maximum(np.maximum(places[:, 2] + 50.0, -90.0 - places[:, 2]), 0.0)
    # Inside the body as deep as the nearest place is from its wall.
    inside = (above == 0.0) & (beside < 0.0)
    margin = np.where(inside, beside, np.hypot(np.maximum(beside, 0.0), above)).min() - 10.2
    for claims in ([bore, heat], [heat, bore]):
        found = check(claims, least_probability=0.0)
        if abs(margin) > 0.2:
            assert len(found) == (margin < 0.0)
        if len(found):
            assert found.numbers[0, lay.MARGIN] == pytest.approx(margin, abs=0.2)
            distance, required = found.numbers[0, [lay.DISTANCE, lay.REQUIRED]]
            assert distance - required == pytest.approx(found.numbers[0, lay.MARGIN])


def body(function: str, x: float, radius: float) -> Claim:
    top, base = (-100.0, -120.0) if function in {"GEO", "STO", "SALT"} else (0.0, -130.0)
    footprint: object = Point(x, 0.0)
    if function in {"WWG", "GWB", "BVZ", "ASV", "ARC", "DIK", "PEI", "SAND", "TUN"}:
        turn = np.linspace(0.0, 2.0 * math.pi, 12, endpoint=False)
        footprint = Polygon(np.column_stack([x + 20.0 * np.cos(turn), 20.0 * np.sin(turn)]))
    elif function in {"CAB", "PIP"}:
        footprint = LineString([(x, -30.0), (x, 30.0)])
    return Claim(
        f"{function}{x}", "t", function, footprint, top, base, 2000.0, 2100.0, radius, reach=radius,
        heat_reach=radius, bowl_reach=radius,
    )  # fmt: skip


@given(
    one=st.sampled_from(NAMES), two=st.sampled_from(NAMES), radius=st.floats(0.1, 60.0),
    near=st.floats(1.0, 6000.0), more=st.floats(0.01, 6000.0),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_room_grows_with_distance(one: str, two: str, radius: float, near: float, more: float) -> None:
    first = body(one, 0.0, radius)
    close, far = (check([first, body(two, x, radius)], least_probability=0.0) for x in (near, near + more))
    assert len(far) <= len(close)
    if len(far):
        assert far.code[0] == close.code[0]
        # Inside each other the deepest place is searched for, not found in closed form.
        if close.numbers[0, lay.DISTANCE] > 0.0:
            assert far.numbers[0, lay.PLAN] == pytest.approx(close.numbers[0, lay.PLAN] + more, abs=1e-6)


@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_a_year_never_shows_more_than_the_whole_life(seed: int) -> None:
    known = index(town(seed))
    whole = rows(check(known, least_probability=0.0))
    for year in (1990.0, 2030.0, 2070.0):
        for pair, values in rows(check(known, year=year, least_probability=0.0)).items():
            if values[0] not in {lay.UNKNOWN, lay.SYNERGY}:
                assert pair in whole
                first = whole[pair][3 + lay.FIRST]
                assert math.isnan(first) or first <= year + 1e-6


@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_probabilities_are_probabilities_and_far_from_a_half_on_either_side(seed: int) -> None:
    found = check(town(seed), least_probability=0.05)
    chance = found.numbers[:, lay.PROBABILITY]
    known = found.code != lay.UNKNOWN
    assert np.isnan(chance[~known]).all()
    assert ((chance[known] >= 0.0) & (chance[known] <= 1.0)).all()
    assert (chance[~found.holds] >= 0.05).all()
    assert (found.numbers[found.holds & known, lay.PLAN] < 0.0).all()
