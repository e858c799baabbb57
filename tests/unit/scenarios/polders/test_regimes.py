"""The calendar of ditch levels and readings."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from scenarios.polders.regimes import (
    flexible,
    is_flexible,
    months,
    reading_days,
    reading_numbers,
    seasonal,
    summer_share,
)


@pytest.mark.parametrize("year", [2027, 2028, 2100])
def test_days_are_those_of_the_calendar(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=k) for k in range(months(year).size)]
    assert days[-1] == date(year, 12, 31)
    assert months(year).tolist() == [day.month - 1 for day in days]
    assert [days[k] for k in reading_days(year)] == [day for day in days if day.day in {14, 28}]
    numbers = reading_numbers(year)
    assert (numbers[reading_days(year)] == np.arange(24)).all()
    assert (numbers >= 0).sum() == 24


@pytest.mark.parametrize("year", [2027, 2028])
def test_the_level_changes_in_two_weeks_of_april_and_october(year: int) -> None:
    share = dict(
        zip([date(year, 1, 1) + timedelta(days=k) for k in range(366)], summer_share(year), strict=False)
    )
    assert share[date(year, 3, 31)] == 0.0 == share[date(year, 1, 1)] == share[date(year, 12, 31)]
    assert share[date(year, 4, 7)] == pytest.approx(0.5)
    assert share[date(year, 4, 14)] == 1.0 == share[date(year, 9, 30)]
    assert share[date(year, 10, 7)] == pytest.approx(0.5)
    assert share[date(year, 10, 14)] == 0.0


def test_what_many_share_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        summer_share(2027)[0] = 1.0


def test_levels_are_fixed_or_flexible() -> None:
    low, high = np.array([[-2.4, -1.0]]), np.array([[-2.0, -0.9]])
    assert not is_flexible(seasonal(high, low)).any()
    loose = flexible(low, high)
    assert is_flexible(loose).all()
    assert loose.summer == pytest.approx(np.array([[-2.2, -0.95]]))
    with pytest.raises(ValueError, match=r"highest is -1 where lowest is -1; allowed: highest above lowest"):
        flexible(low, np.array([[-2.0, -1.0]]))
