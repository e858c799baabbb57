"""Futures come in the order of the page's table, and the asked case is that of the scenario."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.dikes.futures import QUANTILES, SCENARIOS, YEARS, asked, asked_by_year, futures
from scenarios.drivers import resolve
from scenarios.forcing import DriverSet, SeaLevelRise
from scenarios.late_sea_level import rise_until_2150


def test_the_yearly_table_runs_from_2025_to_2150_by_five() -> None:
    assert YEARS[0] == 2025
    assert YEARS[-1] == 2150
    assert set(np.diff(YEARS)) == {5}
    assert SCENARIOS == ("knmi23-l", "knmi23-m", "knmi23-h", "llhi")


def test_years_lie_together_within_quantiles_within_scenarios() -> None:
    found = futures(SCENARIOS, QUANTILES, YEARS)
    table = found.rise.reshape(len(SCENARIOS), len(QUANTILES), len(YEARS))
    assert table[2, 1, YEARS.index(2100)] == pytest.approx(0.82026, abs=1e-5)
    assert found.year.reshape(table.shape)[3, 2].tolist() == list(YEARS)
    assert found.scenario[len(QUANTILES) * len(YEARS)] == "knmi23-m"
    assert found.quantile.reshape(table.shape)[1, :, 7].tolist() == list(QUANTILES)
    for row, scenario in enumerate(SCENARIOS):
        np.testing.assert_array_equal(table[row, 0], rise_until_2150(scenario, QUANTILES[0], np.array(YEARS)))


def test_the_asked_case_has_the_band_of_its_scenario() -> None:
    drivers = resolve(DriverSet(sea_level_rise=SeaLevelRise(scenario="knmi23-h", quantile=0.5)), 2100)
    found = asked(drivers)
    assert found.rise.round(5).tolist() == [0.82026, 0.59039, 1.23955]
    assert found.quantile.tolist() == [0.5, 0.05, 0.95]
    assert found.year.tolist() == [2100] * 3


def test_a_rise_in_metres_is_one_future_without_a_band() -> None:
    found = asked(resolve(DriverSet(sea_level_rise=SeaLevelRise(metres=1.0)), 2100))
    assert found.rise.tolist() == [1.0]
    assert np.isnan(found.quantile).all()


def test_through_the_years_a_scenario_follows_its_own_curve() -> None:
    drivers = resolve(DriverSet(sea_level_rise=SeaLevelRise(scenario="knmi23-h", quantile=0.95)), 2080)
    found = asked_by_year(drivers)
    np.testing.assert_array_equal(found.rise, rise_until_2150("knmi23-h", 0.95, np.array(YEARS)))
    assert set(found.scenario) == {"knmi23-h"}


@pytest.mark.parametrize("horizon", [2026, 2030, 2060])
def test_metres_asked_early_do_not_explode(horizon: int) -> None:
    """A metre in 2030, scaled by the course of M alone, would be 7.9 m in 2150."""
    found = asked_by_year(resolve(DriverSet(sea_level_rise=SeaLevelRise(metres=1.0)), horizon))
    later = found.year > horizon
    storyline = rise_until_2150("llhi", 0.5, np.array([horizon, 2150]))
    assert found.rise[-1] <= 1.0 + storyline[1] - storyline[0] + 1e-12
    assert (found.rise[later] > 1.0).all()
    assert (np.diff(found.rise) > 0.0).all()


def test_through_the_years_metres_take_a_course_that_meets_them_at_the_horizon() -> None:
    found = asked_by_year(resolve(DriverSet(sea_level_rise=SeaLevelRise(metres=2.0)), 2100))
    assert found.rise[YEARS.index(2100)] == pytest.approx(2.0)
    assert (np.diff(found.rise) > 0.0).all()
    assert not asked_by_year(resolve(DriverSet(), 2100)).rise.any()
