"""Mean highest, lowest and spring groundwater: the worked value, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.polders.gxg import LEAST_YEARS, MeanLevels, ghg, glg, gvg


def test_the_worked_value() -> None:
    days = np.arange("2010-04-01", "2018-04-01", dtype="datetime64[D]")
    wave = -0.6 + 0.35 * np.cos(2 * np.pi * (np.arange(days.size) - 300) / 365.25)
    found = (ghg(days, wave), glg(days, wave), gvg(days, wave))
    assert found == pytest.approx((-0.258765, -0.941572, -0.441468), abs=5e-7)
    shorter = days < np.datetime64("2017-04-01")
    assert np.isnan(ghg(days[shorter], wave[shorter]))
    assert np.isnan(glg(days[shorter], wave[shorter]))
    assert not np.isnan(gvg(days[shorter], wave[shorter]))  # eight springs are in it
    assert np.isnan(gvg(days[shorter][20:], wave[shorter][20:]))


def test_nothing_is_said_of_nothing() -> None:
    for statistic in (ghg, glg, gvg):
        assert np.isnan(statistic(np.array([], "datetime64[D]"), []))
        assert np.isnan(statistic(np.array(["2001-01-14"], "datetime64[D]"), [np.nan]))
        with pytest.raises(ValueError, match=r"levels has the shape \(2,\)"):
            statistic(np.array(["2001-01-14"], "datetime64[D]"), [1.0, 2.0])


def test_a_course_has_the_means_of_a_series() -> None:
    """Readings of a wave for eight hydrological years, by both ways."""
    days = np.arange("2010-01-01", "2019-01-01", dtype="datetime64[D]")
    wave = -0.6 + 0.35 * np.cos(2 * np.pi * (np.arange(days.size) - 300) / 365.25)
    means = MeanLevels(1)
    for year in range(2010, 2019):
        dates = [f"{year}-{month:02d}-{day}" for month in range(1, 13) for day in (14, 28)]
        rows = -wave[np.searchsorted(days, np.array(dates, "datetime64[D]"))]
        found = means.add(year, rows[:, None].astype(np.float32))
    whole = (days >= np.datetime64("2010-04-01")) & (days < np.datetime64("2018-04-01"))
    assert -found[0][0] == pytest.approx(ghg(days[whole], wave[whole]), abs=1e-6)
    assert -found[1][0] == pytest.approx(glg(days[whole], wave[whole]), abs=1e-6)
    springs = days >= np.datetime64("2011-01-01")
    assert -found[2][0] == pytest.approx(gvg(days[springs], wave[springs]), abs=1e-6)


def test_only_the_last_eight_years_count() -> None:
    means = MeanLevels(2)
    deep = np.full((24, 2), 5.0, np.float32)
    means.add(2000, deep)
    for year in range(2001, 2001 + LEAST_YEARS + 1):
        found = means.add(year, np.full((24, 2), 1.0, np.float32))
    assert all((values == 1.0).all() for values in found)


def test_years_and_shapes_that_do_not_fit_are_refused() -> None:
    means = MeanLevels(3)
    readings = np.zeros((24, 3), np.float32)
    means.add(2001, readings)
    with pytest.raises(ValueError, match="calendar_year is 2003; allowed: 2002"):
        means.add(2003, readings)
    with pytest.raises(ValueError, match=r"readings has the shape \(24, 2\); allowed: \(24, 3\)"):
        means.add(2002, readings[:, :2])
