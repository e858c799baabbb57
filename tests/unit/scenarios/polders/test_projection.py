"""Columns year by year: what stays equal, what is not known, and when a decision shows."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest

from scenarios.polders.columns import with_drains
from scenarios.polders.groundwater import State, parcels
from scenarios.polders.groundwater import year as groundwater_of
from scenarios.polders.model import DRAINS
from scenarios.polders.policies import Policy
from scenarios.polders.projection import projection, sunk
from scenarios.polders.subsidence import PROCESS, RELATIONS, VAN_DEN_AKKER
from scenarios.polders.weather import days_of, synthetic
from tests.unit.scenarios.polders.peat_polder import peat_polder

WEATHER = synthetic(2017, 2060)
RAISED = Policy(raise_summer=0.3, raise_winter=0.3, start=2030)
NONE = np.nan


def follow(columns, policies=None, *, relation=VAN_DEN_AKKER, last_year=2060, **more):
    return projection(
        columns, WEATHER, policies, first_year=2025, last_year=last_year, relation=relation, **more
    )


def assert_equal(first, second):
    for field in fields(first):
        np.testing.assert_array_equal(
            getattr(first, field.name), getattr(second, field.name), err_msg=field.name
        )


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=RELATIONS)
def test_a_raise_of_nothing_is_the_reference(relation):
    columns = peat_polder(4, peat_thickness=np.array([4.0, 0.3, 0.0, NONE]))
    nothing = {"a": Policy(start=2030), "b": Policy()}
    assert_equal(follow(columns, relation=relation), follow(columns, nothing, relation=relation))


def test_an_area_that_is_left_alone_stays_the_same():
    columns = peat_polder(4)
    raised, reference = follow(columns, {"a": RAISED}), follow(columns)
    np.testing.assert_array_equal(raised.ground_level[:, 2:], reference.ground_level[:, 2:])
    assert (raised.ground_level[-1, :2] > reference.ground_level[-1, :2] + 0.02).all()


def test_a_raise_works_in_its_own_year_and_not_before():
    raised, reference = follow(peat_polder(1), {"a": RAISED}), follow(peat_polder(1))
    np.testing.assert_array_equal(raised.oxidation[:5], reference.oxidation[:5])
    yearly = np.diff(sunk(reference)[:, 0] - sunk(raised)[:, 0])
    assert yearly[4] > 0.9 * yearly[5:10].mean()
    assert (np.diff(raised.summer_level[:, 0]) > 0.2).nonzero()[0].tolist() == [4]


def test_below_the_surface_the_lowest_groundwater_follows_by_the_response_of_the_strip():
    """In soil that holds so much that it never fills, all is linear."""
    response = 0.628183  # of the parcel mean: tanh(u) / u with L 40 m, KD 0.2 m2/d, c 1000 d
    deep = peat_polder(
        1, storage=np.full(1, 0.9), summer_level=np.full(1, -2.2), winter_level=np.full(1, -2.2)
    )
    policy = Policy(raise_summer=0.2, raise_winter=0.2, start=2030)
    raised, reference = follow(deep, {"a": policy}), follow(deep)
    assert raised.highest.min() > 0.01
    yearly = np.diff(sunk(reference)[:, 0] - sunk(raised)[:, 0])
    assert yearly[4] == pytest.approx(0.02354 * 0.2 * response, rel=1e-3)


@pytest.mark.parametrize(
    "policy",
    [
        Policy(raise_summer=0.3, raise_winter=0.3, start=2030),
        Policy(raise_summer=0.3, start=2030),
        Policy(raise_winter=0.1, start=2030),
        Policy(raise_summer=-0.3, raise_winter=-0.3, start=2030),
        Policy(start=2030, below=0.2, above=0.2),
    ],
)
def test_a_decision_spares_in_its_first_year_what_the_weather_of_eight_years_makes_of_it(policy):
    """Own run of the years before with the levels of 2030 in all of them, once as today and once decided."""
    columns = peat_polder(1)
    course, reference = follow(columns, {"a": policy}), follow(columns)
    lowest = []
    for each, room in ((reference, 0.0), (course, policy.below)):
        levels = [each.summer_level[5], each.winter_level[5]]
        lowest.append(lowest_of_eight_years(columns, each.ground_level[4], *levels, room))
    told = np.diff(course.oxidation - reference.oxidation, axis=0)[4, 0]
    assert told == pytest.approx(0.02354 * 2 / 3 * (lowest[1] - lowest[0]), rel=0.03, abs=2e-6)


def lowest_of_eight_years(columns, ground, summer, winter, room):
    """Mean lowest groundwater of eight hydrological years up to March 2030, by hand [m below ground]."""
    given = parcels(columns, open_water=0.08)
    state, readings = State(winter - 0.2, winter.copy()), []
    bound = np.where(room > 0.0, room, np.nan)
    for year in [*range(2018, 2022), *range(2022, 2031)]:
        found = groundwater_of(
            given, state, ground_level=ground, summer=summer, winter=winter,
            lowest=np.minimum(summer, winter) - bound, highest=np.maximum(summer, winter) + bound,
            recharge=WEATHER.recharge[days_of(WEATHER, year)], calendar_year=year,
        )  # fmt: skip
        state = found.state
        readings.append(found.readings[:, 0])
    hydrological = [np.concatenate([one[6:], next_one[:6]]) for one, next_one in pairwise(readings[-9:])]
    return np.mean([np.sort(each)[-3:].mean() for each in hydrological])


def test_a_second_raise_spares_more_and_nothing_is_lost_of_the_first():
    first = Policy("fixation", raise_summer=0.2, raise_winter=0.2, start=2030)
    second = Policy("fixation", raise_summer=0.1, raise_winter=0.1, start=2045)
    one, two = (follow(peat_polder(1), {"a": policy}) for policy in (first, replace(second, earlier=first)))
    for name in ("ground_level", "summer_level", "oxidation", "monthly"):
        np.testing.assert_array_equal(getattr(one, name)[:20], getattr(two, name)[:20], err_msg=name)
    assert two.summer_level[20:, 0] == pytest.approx(one.summer_level[20:, 0] + 0.1)
    assert (np.diff(one.oxidation - two.oxidation, axis=0)[19:] > 5e-4).all()


def test_drains_of_a_first_decision_are_those_of_the_next_from_its_year_on():
    columns = peat_polder(2)
    passive = with_drains(columns, {"a": "passive"})
    laid = Policy(start=2030, drains="passive")
    plain = follow(columns)
    gone = follow(columns, {"a": Policy(start=2040, earlier=laid)})
    stay = follow(columns, {"a": laid}, drained=passive)
    pumped = follow(
        columns, {"a": Policy(start=2040, earlier=laid)}, drained=with_drains(columns, {"a": "pressurised"})
    )
    for course in (gone, pumped):
        np.testing.assert_array_equal(course.lowest[:15], stay.lowest[:15])
        np.testing.assert_array_equal(course.oxidation[:15], stay.oxidation[:15])
    assert stay.lowest[5:15, 0].mean() < plain.lowest[5:15, 0].mean() - 0.05
    assert gone.lowest[16:, 0].mean() == pytest.approx(plain.lowest[16:, 0].mean(), abs=0.03)
    assert pumped.lowest[15:, 0].mean() < stay.lowest[15:, 0].mean() - 0.02


def test_a_raise_over_years_ends_as_one_at_once():
    """Bounds come in the first year, and the raise bit by bit."""
    ways = [Policy("fixation", raise_summer=0.3, raise_winter=0.3, start=2030, ramp=ramp, below=0.1)
            for ramp in (0, 5)]  # fmt: skip
    at_once, slow = (follow(peat_polder(1), {"a": policy}) for policy in ways)
    spared = np.diff(slow.oxidation - at_once.oxidation, axis=0)[4:9, 0]
    assert (np.diff(spared) < 0.0).all()
    assert spared[-1] == pytest.approx(0.0, abs=2e-4)


def test_groundwater_never_follows_the_ditch_one_to_one():
    raised, reference = follow(peat_polder(1), {"a": RAISED}), follow(peat_polder(1))
    risen = (reference.monthly - raised.monthly)[5, 3:10, 0]  # summer 2030: the same ground
    assert (risen > 0.05).all()
    assert (risen < 0.63 * 0.3).all()


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=RELATIONS)
def test_ground_is_what_the_causes_leave(relation):
    course = follow(peat_polder(2), relation=relation)
    assert course.ground_level == pytest.approx(-1.5 - sunk(course), abs=1e-6)
    assert course.years.tolist() == list(range(2025, 2061))
    assert (np.diff(course.oxidation, axis=0) >= 0.0).all()


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=RELATIONS)
def test_without_peat_nothing_oxidises_and_what_is_unknown_stays_so(relation):
    columns = peat_polder(
        4,
        peat_thickness=np.array([0.0, 0.0, NONE, 4.0]),
        clay_cover=np.array([NONE, NONE, NONE, 0.0]),
        soft_thickness=np.array([6.0, NONE, 6.0, 6.0]),
    )
    course = follow(columns, relation=relation)
    assert (course.oxidation[:, :2] == 0.0).all()
    assert course.creep[-1, 0] > 0.0
    assert np.isnan(course.creep[:, 1]).all()
    assert np.isnan(course.oxidation[:, 2]).all()
    assert np.isfinite(course.oxidation[:, 3]).all()
    assert (course.ground_level[:, 1:3] == -1.5).all()
    assert np.isfinite(course.glg).all()


def test_far_too_deep_groundwater_is_held_at_the_end_of_the_relation():
    course = follow(peat_polder(1, deep_head=np.full(1, -9.0)))
    assert course.glg[0, 0] > 2.0
    assert sunk(course)[0, 0] == pytest.approx(0.02354 * 1.2 - 0.00668, rel=1e-5)


def test_no_more_oxidises_than_there_is():
    course = follow(peat_polder(1, peat_thickness=np.full(1, 0.05)))
    assert course.oxidation[-1, 0] == pytest.approx(0.05)
    assert course.creep[-1, 0] == pytest.approx(0.025)


def test_peat_under_clay_sinks_less():
    course = follow(peat_polder(2, area=np.zeros(2, np.int32), clay_cover=np.array([0.0, 0.3])))
    assert course.oxidation[0, 1] == pytest.approx(0.84 * course.oxidation[0, 0], rel=1e-5)


def test_the_total_is_split_by_its_share():
    course = follow(peat_polder(1))
    assert course.oxidation[-1] == pytest.approx(2.0 * course.creep[-1], rel=1e-5)
    assert (course.shrinkage == 0.0).all()


def test_fixed_levels_drown_the_land_and_indexed_ones_do_not():
    fixed, indexed = follow(peat_polder(1), {"a": Policy(after="fixation")}), follow(peat_polder(1))
    freeboard = [course.ground_level - course.summer_level for course in (fixed, indexed)]
    assert freeboard[0][-1] < freeboard[1][-1]
    assert sunk(fixed)[-1] < sunk(indexed)[-1]


def test_drains_are_laid_when_the_policy_begins():
    columns = peat_polder(2)
    drained = replace(
        columns, drains=np.full(2, DRAINS.index("pressurised"), np.int8), spacing=np.full(2, 6.0)
    )
    with_drains = follow(columns, {"a": Policy(start=2030)}, drained=drained)
    reference = follow(columns)
    np.testing.assert_array_equal(with_drains.lowest[:5, 0], reference.lowest[:5, 0])
    assert with_drains.lowest[5, 0] < reference.lowest[5, 0] - 0.1
    assert with_drains.lowest[0, 1] < reference.lowest[0, 1] - 0.1
    assert sunk(with_drains)[-1, 0] < sunk(reference)[-1, 0]


def test_drains_work_in_the_year_in_which_they_are_laid():
    columns = peat_polder(2)
    drained = replace(columns, drains=np.full(2, DRAINS.index("passive"), np.int8), spacing=np.full(2, 6.0))
    now, later = (
        follow(columns, {"a": Policy(start=start), "b": Policy(start=2060)}, drained=drained)
        for start in (2030, 2060)
    )
    np.testing.assert_array_equal(now.oxidation[:5], later.oxidation[:5])
    spared = np.diff(later.oxidation - now.oxidation, axis=0)[4:9, 0]
    assert (spared > 1e-3).all()
    assert spared.max() < 1.2 * spared.min()


def test_a_free_level_spares_water_and_works_from_its_start():
    reference = follow(peat_polder(1))
    free = follow(peat_polder(1), {"a": Policy(start=2030, below=0.2, above=0.2)})
    np.testing.assert_array_equal(free.inlet[:5], reference.inlet[:5])
    assert free.inlet[5:].sum() < 0.9 * reference.inlet[5:].sum()
    assert (free.oxidation[:5] == reference.oxidation[:5]).all()
    assert abs(np.diff(free.oxidation - reference.oxidation, axis=0)[4, 0]) > 5e-5


def test_raising_unloads_the_soft_soil():
    raised = follow(peat_polder(1), {"a": RAISED}, relation=PROCESS)
    reference = follow(peat_polder(1), relation=PROCESS)
    assert raised.creep[-1] < reference.creep[-1]


def test_threads_do_not_matter():
    rng = np.random.default_rng(6)
    columns = peat_polder(9_000, peat_thickness=rng.uniform(0.0, 6.0, 9_000))
    for relation in RELATIONS.values():
        assert_equal(*(follow(columns, relation=relation, last_year=2027, threads=t) for t in (1, 2)))


def test_use_outside_the_range_of_a_relation_is_told():
    columns = peat_polder(
        4, clay_cover=np.array([0.0, 0.5, 0.0, 0.0]), peat_thickness=np.array([4, 4, 0, 4.0])
    )
    course = follow(columns, last_year=2025)
    deep = replace(course, glg=np.array([[0.6, 0.6, 2.0, 1.3]], np.float32))
    assert VAN_DEN_AKKER.outside(columns, deep).tolist() == [[False, True, False, True]]
    assert PROCESS.outside(columns, deep).tolist() == [[False, False, False, True]]


@pytest.mark.parametrize(("first", "last"), [(2017, 2030), (2025, 2061), (2030, 2029)])
def test_years_without_weather_are_refused(first, last):
    with pytest.raises(ValueError, match="allowed"):
        projection(peat_polder(1), WEATHER, first_year=first, last_year=last)
