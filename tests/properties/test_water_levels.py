"""What holds for any decision about a level: nothing changes nothing, more is more, halves are the whole."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.polders.effect import Answer, compare, effects
from scenarios.polders.model import Course
from scenarios.polders.policies import Policy
from scenarios.polders.projection import projection, sunk
from scenarios.polders.subsidence import RELATIONS
from scenarios.polders.weather import synthetic
from tests.unit.scenarios.polders.effect_cases import case
from tests.unit.scenarios.polders.peat_polder import DAY, peat_polder

FIRST, LAST = 2025, 2045
WEATHER = synthetic(FIRST - 8, LAST)
OWN = ("co2_emission", "yield_loss", "bearing_days", "band_share", "ditch_bottom_heave")
EFFECTS = {name: effect for name, effect in effects().items() if name in OWN}
RAISE = st.floats(0.0, 0.6)

soils = st.fixed_dictionaries(
    {
        "deep_head": st.floats(-4.0, -1.6),
        "spacing": st.floats(15.0, 150.0),
        "transmissivity": st.floats(0.02 / DAY, 2.0 / DAY),
        "resistance": st.floats(100.0 * DAY, 10_000.0 * DAY),
        "peat_thickness": st.floats(0.5, 6.0),
        "clay_cover": st.floats(0.0, 0.6),
        "relief_depth": st.sampled_from([0.25, 0.9]),
        "relief_resistance": st.sampled_from([50.0 * DAY, np.inf]),
    }
)
relations = st.sampled_from(list(RELATIONS.values()))


def polder(soil, **changes):
    """Four columns whose ground and levels differ: two in area a, two in area b."""
    ground = np.array([-1.5, -1.4, -1.6, -1.5])
    given = {name: np.full(4, value) for name, value in soil.items()}
    use = np.array([0, 1, 0, 0], np.int8)
    levels = {"summer_level": ground - 0.6, "winter_level": ground - 0.7}
    return peat_polder(4, **(given | levels | {"ground_level": ground, "use": use} | changes))


def follow(columns, policies, relation=RELATIONS["van-den-akker"]) -> Course:
    return projection(columns, WEATHER, policies, first_year=FIRST, last_year=LAST, relation=relation)


def assert_same(first: Course, second: Course, chosen=slice(None)) -> None:
    for entry in fields(first):
        one, other = getattr(first, entry.name), getattr(second, entry.name)
        if entry.name != "years":
            one, other = one[..., chosen], other[..., chosen]
        np.testing.assert_array_equal(one, other, err_msg=entry.name)


@settings(max_examples=15, deadline=None)
@given(soils, relations, st.integers(FIRST, LAST), st.integers(0, 10))
def test_a_raise_of_nothing_is_the_reference_in_every_effect(soil, relation, start, ramp):
    columns = polder(soil)
    plain = follow(columns, None, relation)
    nothing = follow(columns, {"a": Policy(start=start, ramp=ramp), "b": Policy()}, relation)
    assert_same(plain, nothing)
    for effect in EFFECTS.values():
        before, after = (case(columns, each, relation=relation.id) for each in (plain, nothing))
        found = compare(effect, before, after).difference
        assert found.value == found.low == found.high == 0.0, effect.id


@settings(max_examples=15, deadline=None)
@given(soils, relations, RAISE, st.sampled_from(["indexation", "fixation"]))
def test_other_areas_feel_nothing_of_a_raise_on_peat(soil, relation, rise, after):
    columns = polder(soil)
    raised = follow(columns, {"a": Policy(after, 10, rise, rise, 2030)}, relation)
    assert_same(follow(columns, None, relation), raised, slice(2, 4))


@settings(max_examples=15, deadline=None)
@given(soils, st.tuples(RAISE, RAISE))
def test_a_higher_level_is_wetter_in_every_month_and_loses_no_more_ground(soil, rises):
    columns, names = polder(soil), ("a", "b")
    less, more = (
        follow(columns, dict.fromkeys(names, Policy("fixation", 10, rise, rise, 2030)))
        for rise in sorted(rises)
    )
    # in m NAP: the ground of the higher level is higher too, and its groundwater may stand at it
    head_less, head_more = (each.ground_level[:, None] - each.monthly for each in (less, more))
    assert (head_more >= head_less - 1e-5).all()
    assert (sunk(more) <= sunk(less) + 1e-6).all()


@settings(max_examples=15, deadline=None)
@given(soils, RAISE)
def test_a_level_that_stays_costs_less_peat_than_one_that_follows_the_ground(soil, rise):
    columns, names = polder(soil), ("a", "b")
    fixed, indexed = (
        follow(columns, dict.fromkeys(names, Policy(after, 5, rise, rise, 2030)))
        for after in ("fixation", "indexation")
    )
    assert (fixed.oxidation <= indexed.oxidation + 1e-6).all()
    assert (fixed.summer_level >= indexed.summer_level - 1e-9).all()


def combined(answers: list[Answer], which: str) -> float:
    weights = [answer.weight for answer in answers]
    return float(np.average([getattr(answer, which) for answer in answers], weights=weights))


@pytest.mark.parametrize("effect", EFFECTS.values(), ids=EFFECTS)
@settings(max_examples=10, deadline=None)
@given(soil=soils, rises=st.tuples(RAISE, RAISE))
def test_two_half_areas_make_the_whole(effect, soil, rises):
    """Means of the halves by their weights, for each half raised by its own."""
    columns = polder(soil, cells=np.array([10, 1, 3, 7], np.int32))
    policies = {
        name: Policy("fixation", 10, rise, rise, 2030) for name, rise in zip("ab", rises, strict=True)
    }
    course = follow(columns, policies)
    half = columns.area == 0
    whole, one, other = (
        effect.assess(case(columns, course, relation="van-den-akker", land=land))
        for land in (None, half, ~half)
    )
    parts = [answer for answer in (one, other) if answer.known]
    if whole.known:
        assert whole.value == pytest.approx(combined(parts, "value"), rel=1e-9, abs=1e-12)
        assert whole.weight == pytest.approx(sum(answer.weight for answer in parts))
