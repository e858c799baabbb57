"""Effects as a kind: how they are found, weighed and compared, and that each of them keeps its word."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from scenarios.polders.effect import PERIOD, Answer, Effect, compare, effects
from tests.unit.scenarios.polders.effect_cases import case, course
from tests.unit.scenarios.polders.peat_polder import peat_polder

WATER = {
    "co2_emission", "yield_loss", "band_share", "water_demand", "rain_storage", "bearing_days",
    "ditch_bottom_heave",
}  # fmt: skip


class Fixed(Effect):
    """An effect that tells what it was told."""

    id = "fixed"
    labels = {"nl": "vast", "en": "fixed"}  # noqa: RUF012
    unit = "1"
    method = "none"

    def assess(self, case):
        return case.parameters["answer"]


def compared(before: Answer, after: Answer) -> Answer:
    columns = peat_polder()
    now = [case(columns, course(columns), answer=answer) for answer in (before, after)]
    return compare(Fixed(), *now).difference


def test_all_effects_of_the_folder_are_found():
    found = effects()
    assert set(found) >= WATER
    for effect in found.values():
        assert set(effect.labels) == {"nl", "en"}
        assert effect.unit
        assert "Range:" in effect.method or effect.id not in WATER
        assert effect.check({}) == []


def test_shared_uncertainty_does_not_widen_a_difference():
    found = compared(
        Answer(10.0, variants={"low": 5.0, "high": 20.0}), Answer(8.0, variants={"low": 4.0, "high": 16.0})
    )
    assert (found.value, found.low, found.high) == (-2.0, -4.0, -1.0)


def test_without_shared_variants_the_widest_range_stands():
    found = compared(Answer(10.0, variants={"a": 9.0, "b": 12.0}), Answer(8.0, variants={"c": 7.0}))
    assert (found.value, found.low, found.high) == (-2.0, -5.0, -1.0)


def test_maps_and_parts_are_compared_too():
    found = compared(
        Answer(1.0, columns=np.array([1.0, np.nan]), parts={"a [m]": 2.0}),
        Answer(4.0, columns=np.array([3.0, 1.0]), parts={"a [m]": 5.0, "b [m]": 1.0}),
    )
    assert found.columns is not None
    assert found.columns[0] == 2.0
    assert np.isnan(found.columns[1])
    assert found.parts == {"a [m]": 3.0}


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_unknown_on_one_side_has_no_difference(order):
    answers = [Answer(1.0), Answer.unknown("no soil map")][::order]
    found = compared(*answers)
    assert math.isnan(found.value)
    assert found.reason == "no soil map"


def test_means_and_totals_are_by_area_of_what_counts_and_is_known():
    columns = peat_polder(4, cells=np.array([1, 3, 1, 1], np.int32))
    columns = columns.without(np.array([False, False, False, True]), "no level")
    now = case(columns, course(columns))
    values = np.array([1.0, 2.0, np.nan, 50.0])
    assert now.mean(values) == pytest.approx((1 * 1 + 3 * 2) / 4)
    assert now.total(values) == pytest.approx(25.0 * 7)
    among = np.array([True, False, True, True])
    assert (now.mean(values, among), now.area(among)) == (1.0, 50.0)
    asked = replace(now, land=np.array([False, True, False, False]))
    assert asked.mean(values) == 2.0
    assert math.isnan(asked.mean(values, among))
    assert math.isnan(asked.total(values, among))


def test_the_period_ends_with_the_year_and_has_eight_at_most():
    columns = peat_polder()
    given = course(columns)
    assert case(columns, given).period == slice(2, 10)
    assert case(columns, given, index=3).period == slice(0, 4)
    assert case(columns, given, index=3).year == 2028
    assert PERIOD == 8


@pytest.mark.parametrize("name", sorted(WATER))
def test_the_same_case_twice_differs_by_nothing(name):
    columns = peat_polder(4, use=np.array([0, 1, 0, 0], np.int8), soils=("sea_clay",))
    effect, now = effects()[name], case(columns, course(columns), relation="van-den-akker")
    found = compare(effect, now, now)
    assert found.before.known
    assert found.before.low <= found.before.value <= found.before.high
    assert (found.difference.value, found.difference.low, found.difference.high) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("name", sorted(WATER))
def test_without_groundwater_there_is_a_reason_and_no_number(name):
    columns = peat_polder(deep_head=np.full(4, np.nan))
    blank = np.full((12, 4), np.nan)
    given = course(columns, depth=blank, inlet=np.full((10, 4), np.nan, np.float32))
    found = effects()[name].assess(case(columns, given))
    assert math.isnan(found.value)
    assert found.reason
