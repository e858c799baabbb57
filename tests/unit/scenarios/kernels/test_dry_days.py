"""Days below a level: closed forms, a plain count day by day, and what is not known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scenarios.kernels.dry_days import dry_days
from scenarios.polders.weather import synthetic

YEAR = 365.25


def count(monthly, lowest, head, ground=0.0, sunk=None):
    """Days and cover of heads over one column; the ground is 0 m NAP, or sinks to ``sunk`` of each year."""
    monthly = np.asarray(monthly, np.float32)[:, :, None]
    lowest = np.asarray(lowest, np.float32)[:, None]
    heads = np.atleast_2d(np.asarray(head, np.float64))
    days, cover = np.empty(heads.shape), np.empty(heads.shape)
    after = np.full((len(monthly), 1), ground) if sunk is None else np.asarray(sunk, np.float64)[:, None]
    dry_days(
        start=np.array([ground]),
        ground=after,
        monthly=monthly,
        lowest=lowest,
        years=len(monthly),
        column=np.zeros(len(heads), np.int64),
        head=heads,
        days=days,
        cover=cover,
    )
    return days, cover


def test_still_groundwater_is_dry_all_the_time_or_never():
    days, cover = count(np.full((10, 12), 1.0), np.full(10, 1.0), [-0.8, -1.0, -1.3])
    np.testing.assert_allclose(days[0], [10 * YEAR, 0.0, 0.0], rtol=1e-12)
    np.testing.assert_allclose(cover[0], [-0.2, 0.0, 0.3], atol=1e-7)


def test_one_dry_day_in_the_deepest_month_is_a_triangle_of_two_months():
    months = np.full((1, 12), 1.0)
    months[0, 6] = 1.01
    days, cover = count(months, [2.0], [-1.5])
    assert days[0, 0] == pytest.approx(YEAR / 12, rel=1e-6)  # half of each month beside the lowest day
    assert cover[0, 0] == pytest.approx(-0.5, rel=1e-6)


def test_a_year_that_is_dry_just_once_counts_and_one_that_is_not_does_not():
    months = np.full((3, 12), 0.5)
    assert count(months, [0.5, 0.9, 0.5], [-0.89])[0][0, 0] > 0.0
    assert count(months, [0.5, 0.9, 0.5], [-0.9001])[0][0, 0] == 0.0


def test_sixty_days_a_year_add_up():
    # straight down from 0.5 to 1.5 m and back in a month each: 60 of 60.875 days are below 1 - x
    months = np.full((100, 12), 0.5)
    months[:, 6] = 0.51
    deep = np.full(100, 1.5)
    head = -(0.5 + (1.0 - 60.0 / (YEAR / 6.0)))
    days, _ = count(months, deep, [head])
    assert days[0, 0] / YEAR == pytest.approx(100 * 60.0 / YEAR, rel=1e-5)


def test_groundwater_is_that_below_the_ground_of_the_start_of_the_year():
    # the ground sinks 0.5 m at the end of the first year, and the groundwater 1 m below goes with it
    days, cover = count(np.full((2, 12), 1.0), np.full(2, 1.0), [-1.2], sunk=[-0.5, -1.0])
    # it passes the head on the line from December to January, and is below it for eleven and a half more
    assert days[0, 0] == pytest.approx((0.3 / 0.5 + 11.5) * YEAR / 12, rel=1e-6)
    assert cover[0, 0] == pytest.approx(-0.3, abs=1e-6)


def plain(monthly, lowest, head):
    """Days below a head by 400 steps between middles of months."""
    knots = np.array(monthly, np.float64)
    for year, deep in enumerate(lowest):
        knots[year, int(np.argmax(monthly[year]))] = deep
    line = -knots.ravel()
    at = np.linspace(-0.5, line.size - 0.5, 400 * line.size + 1)
    level = np.interp(0.5 * (at[1:] + at[:-1]), np.arange(line.size), line)
    return float((level < head).mean()) * line.size * YEAR / 12


@given(arrays.arrays(np.float32, (4, 12), elements=st.floats(0.0, 2.0, width=32)), st.floats(-2.5, 0.0))
@settings(max_examples=60, deadline=None)
def test_days_equal_a_plain_count(monthly, head):
    lowest = monthly.max(axis=1) + np.float32(0.25)
    days, cover = count(monthly, lowest, [head])
    assert days[0, 0] == pytest.approx(plain(monthly, lowest, head), abs=4.0)
    assert cover[0, 0] == pytest.approx(-float(lowest.max()) - head, abs=1e-6)
    assert (days[0, 0] > 0.0) == (cover[0, 0] < 0.0)


@given(arrays.arrays(np.float32, (3, 12), elements=st.floats(0.0, 2.0, width=32)), st.floats(0.0, 1.0))
@settings(max_examples=40, deadline=None)
def test_higher_groundwater_never_has_more_dry_days(monthly, rise):
    deep = monthly.max(axis=1)
    days, _ = count(monthly, deep, [-1.0])
    raised, _ = count(monthly - np.float32(rise), deep - np.float32(rise), [-1.0])
    assert raised[0, 0] <= days[0, 0] + 1e-4


def test_what_is_not_known_of_one_year_is_not_known_at_all():
    months, deep = np.full((3, 12), 1.0), np.full(3, 1.0)
    deep[1] = np.nan
    days, cover = count(months, deep, [-0.5, -3.0])
    assert np.isnan(days).all()
    assert np.isnan(cover).all()


@pytest.mark.parametrize("storage", [(40.0, 0.12), (100.0, 0.10), (200.0, 0.06)], ids=str)
def test_months_and_lowest_days_tell_the_dry_days_of_daily_groundwater(storage):
    """Twenty years of weather through a linear reservoir: 3 d/yr or 8 % at any level, from 1 % of days on."""
    memory, coefficient = storage
    weather = synthetic(2001, 2020)
    level, daily = 0.0, np.empty(weather.recharge.size)
    for day, recharge in enumerate(weather.recharge):
        level = min(level + recharge * 86_400.0 / coefficient - level / memory, 0.6)
        daily[day] = level
    dates = np.datetime64("2001-01-01") + np.arange(daily.size)
    month = dates.astype("datetime64[M]").astype(int) - 31 * 12
    months = (np.bincount(month, daily) / np.bincount(month)).reshape(-1, 12)
    lowest = np.array([daily[month // 12 == year].min() for year in range(20)])
    heads = np.quantile(daily, [0.01, 0.05, 0.1, 0.2, 0.35, 0.5])
    true = (daily < heads[:, None]).sum(axis=1)
    found, cover = count(-months, -lowest, heads)
    np.testing.assert_allclose(found[0] / 20, true / 20, atol=3.0, rtol=0.08)
    np.testing.assert_allclose(cover[0], daily.min() - heads, atol=1e-6)
