"""Levels by policy: what follows the ground, what is raised, and when."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.polders.policies import Policy, Schedule, check_policies
from tests.unit.scenarios.polders.peat_polder import peat_polder


def levels(policy, years, sunk, columns=None):
    """Summer and winter level of the first column in each year, while the ground sinks evenly."""
    columns = peat_polder(2) if columns is None else columns
    schedule = Schedule(columns, {"a": policy}, 2025)
    found = []
    for year in range(2025, 2025 + years):
        now = schedule.year(year, np.full(columns.area.size, sunk * (year - 2025)))
        found.append((now.summer[0], now.winter[0]))
    return np.array(found)


def test_today_the_level_follows_the_ground_every_ten_years():
    summer = levels(Policy(), 21, 0.01)[:, 0]
    assert summer[:10].tolist() == [-2.1] * 10
    assert summer[10:20] == pytest.approx(-2.2)
    assert summer[20] == pytest.approx(-2.3)


def test_a_fixed_level_stays():
    assert np.unique(levels(Policy(after="fixation"), 40, 0.01)).tolist() == [-2.1]


def test_a_level_is_fixed_from_the_start_of_its_policy():
    summer = levels(Policy(after="fixation", start=2036), 40, 0.01)[:, 0]
    assert summer[9] == -2.1
    assert summer[10:] == pytest.approx(-2.2)


def test_a_raise_comes_at_once_and_then_follows_the_ground():
    found = levels(Policy(raise_summer=0.3, raise_winter=0.1, start=2030), 11, 0.01)
    assert found[4].tolist() == [-2.1, -2.1]
    assert found[5] == pytest.approx([-1.8, -2.0])
    assert found[10] == pytest.approx([-1.9, -2.1])


def test_a_raise_is_spread_over_years():
    found = levels(Policy(after="fixation", raise_summer=0.3, start=2026, ramp=3), 6, 0.0)[:, 0]
    assert found == pytest.approx([-2.1, -2.0, -1.9, -1.8, -1.8, -1.8])


def test_a_flexible_level_moves_around_both_seasons():
    columns = peat_polder(2, winter_level=np.full(2, -2.2))
    schedule = Schedule(columns, {"a": Policy(below=0.1, above=0.2, start=2026)}, 2025)
    before, after = (schedule.year(year, np.zeros(2)) for year in (2025, 2026))
    assert np.isnan(before.lowest[0])
    assert (after.lowest[0], after.highest[0]) == pytest.approx((-2.3, -1.9))
    assert np.isnan(after.lowest[1])


def test_the_mean_ground_of_the_area_counts_by_its_land():
    columns = peat_polder(4, cells=np.array([3, 1, 1, 1], np.int32))
    schedule = Schedule(columns, {}, 2025)
    schedule.year(2025, np.zeros(4))
    now = schedule.year(2035, np.array([0.2, 0.0, np.nan, 0.4]))
    assert now.summer == pytest.approx([-2.25, -2.25, -2.5, -2.5])


def test_nothing_known_of_an_area_leaves_its_level():
    schedule = Schedule(peat_polder(2), {}, 2025)
    assert schedule.year(2025, np.full(2, np.nan)).summer.tolist() == [-2.1, -2.1]


TWO = Policy(
    "fixation", raise_summer=0.1, start=2045, below=0.1,
    earlier=Policy("fixation", raise_summer=0.2, raise_winter=0.2, start=2030, ramp=20),
)  # fmt: skip


def test_each_of_two_raises_comes_in_its_own_years():
    found = levels(TWO, 26, 0.0)
    ramp = np.clip((np.arange(2025, 2051) - 2029) / 20, 0.0, 1.0)
    assert found[:, 1] == pytest.approx(-2.1 + 0.2 * ramp)
    assert found[:, 0] == pytest.approx(found[:, 1] + 0.1 * (np.arange(2025, 2051) >= 2045))


def test_what_is_decided_later_holds_from_its_own_year():
    """Fixed in 2030, indexed from 2045 on: what the ground sank between is never followed."""
    steps = Policy(start=2045, earlier=Policy("fixation", start=2030))
    summer = levels(steps, 41, 0.01)[:, 0]
    assert summer[:30] == pytest.approx([-2.1] * 10 + [-2.1] * 20)
    assert summer[30:40] == pytest.approx(-2.1 - 0.01 * 10)  # of 2045 to 2055
    assert summer[40] == pytest.approx(-2.1 - 0.01 * 20)
    schedule = Schedule(peat_polder(2), {"a": TWO}, 2025)
    assert np.isnan(schedule.year(2044, np.zeros(2)).lowest[0])
    now = schedule.year(2045, np.zeros(2))
    assert now.lowest[0] == pytest.approx(-2.1 + 0.2 * 16 / 20 - 0.1)


def test_a_beginning_is_the_levels_without_it_and_with_all_of_it():
    schedule = Schedule(peat_polder(2), {"a": TWO}, 2025)
    today = schedule.beginning(2025)
    assert today.where.tolist() == [False, True]
    assert not today.changes.any()
    assert schedule.beginning(2026) is None
    levels = schedule.year(2030, np.zeros(2))
    assert levels.come[:, 0] == pytest.approx(0.01)
    new = schedule.beginning(2030)
    assert new.where.tolist() == [True, False]
    assert (new.before.summer[0], new.whole.summer[0], new.pace[0]) == pytest.approx((-2.1, -1.9, 0.05))
    assert new.drains == {"a": "none"}
    levels = schedule.year(2045, np.zeros(2))
    new = schedule.beginning(2045)
    assert (new.before.summer[0], new.at_once.summer[0]) == pytest.approx((-1.95, -1.95))
    assert (new.whole.summer[0], new.whole.winter[0], new.pace[0]) == pytest.approx((-1.85, -1.95, 1.0))
    assert np.isnan(new.before.lowest[0])
    assert new.at_once.lowest[0] == pytest.approx(-2.05)
    assert new.changes.tolist() == [True, False]
    assert new.drains == {}


def test_a_strange_area_is_refused():
    with pytest.raises(ValueError, match="'c' is no area"):
        Schedule(peat_polder(2), {"c": Policy()}, 2025)


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        (Policy(interval=0), "interval"),
        (Policy(ramp=-1), "ramp"),
        (Policy(start=2200), "start"),
        (Policy(raise_summer=30.0), "raise_summer"),
        (Policy(raise_winter=float("nan")), "raise_winter"),
        (Policy(below=-0.1), "below"),
        (Policy(earlier=Policy(ramp=-1)), "ramp"),
    ],
)
def test_what_cannot_be_is_told(policy, field):
    (problem,) = check_policies({"a": policy}, first_year=2025, last_year=2120)
    assert problem.field == f"policies.a.{field}"
    assert problem.message
    assert problem.remedy
