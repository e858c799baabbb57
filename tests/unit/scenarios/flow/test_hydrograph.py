"""Levels of sea and river in time, in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.drivers import DriverSet, resolve, with_return_period
from scenarios.flow.forces import rain_series, sea_series
from scenarios.flow.hydrograph import (
    DEFAULT_AMPLITUDE,
    TIDAL_PERIOD,
    peak_time,
    river_wave,
    sea_level,
    surge,
    tidal_amplitude,
)
from scenarios.flow.parameters import FloodParameters

HOUR = 3600.0
STORM = {"storm": {"return_period": 10_000.0, "station": "den-helder"}}


def drivers(**content: object):
    return resolve(DriverSet.model_validate(content), 2025)


def test_the_peak_of_a_storm_is_the_level_of_the_drivers_at_high_water() -> None:
    found = drivers(**STORM, sea_level_rise={"metres": 1.0})
    series, told = sea_series(found, FloodParameters(hours=24.0, storm_peak_hours=7.3))
    assert series.at(7.3 * HOUR) == found.sea_level
    assert series.value.max() == found.sea_level
    assert found.mean_level == pytest.approx(1.03)
    assert "0.68" in told
    assert "[unverified]" in told


def test_without_storm_the_sea_is_mean_and_tide() -> None:
    time = np.linspace(0.0, 10 * TIDAL_PERIOD, 2001)
    level = sea_level(time, mean=0.03, amplitude=0.68, peak=0.0)
    assert level.max() == pytest.approx(0.71)
    assert level.min() == pytest.approx(-0.65, abs=1e-3)
    assert level[:-1].mean() == pytest.approx(0.03, abs=1e-9)
    series, told = sea_series(drivers(), FloodParameters())
    assert series.value.max() == pytest.approx(0.03 + DEFAULT_AMPLITUDE)
    assert "[unverified]" in told


@pytest.mark.parametrize("shape", ["cos2", "trapezium"])
def test_a_surge_rises_to_its_peak_and_is_nothing_outside_the_storm(shape: str) -> None:
    time = np.arange(-10.0, 60.0, 0.25) * HOUR
    share = surge(time, peak=24 * HOUR, duration=48 * HOUR, shape=shape, top=4 * HOUR)
    assert share.min() == 0.0
    assert share.max() == 1.0
    assert (share[(time <= 0) | (time >= 48 * HOUR)] == 0).all()
    rising = share[(time >= 0) & (time <= 24 * HOUR)]
    assert (np.diff(rising) >= 0).all()
    flat = share[np.abs(time - 24 * HOUR) <= 2 * HOUR]
    assert (flat == 1.0).all() == (shape == "trapezium")


def test_volume_of_a_river_wave() -> None:
    time = np.linspace(0.0, 24 * HOUR, 20_001)
    flow = river_wave(time, base=100.0, highest=900.0, peak=12 * HOUR, duration=24 * HOUR)
    volume = float(np.sum((flow[1:] + flow[:-1]) / 2 * np.diff(time)))
    assert volume == pytest.approx((100.0 + 800.0 / 2) * 24 * HOUR, rel=1e-6)


def test_tide_of_a_station_and_of_none() -> None:
    assert tidal_amplitude("vlissingen") == (1.91, True)
    assert tidal_amplitude("hoek-van-holland") == (0.85, True)
    assert tidal_amplitude("katwijk") == tidal_amplitude(None) == (DEFAULT_AMPLITUDE, False)


def test_moment_of_the_peak() -> None:
    assert peak_time(24.0, None) == pytest.approx(TIDAL_PERIOD / 2)
    assert peak_time(2.0, None) == HOUR
    assert peak_time(2.0, 0.5) == HOUR / 2


def test_rain_falls_with_constant_intensity_and_stops() -> None:
    series = rain_series(drivers(rain={"depth_mm": 80.0, "hours": 2.0}))
    assert series is not None
    assert series.at(0.0) == series.at(2 * HOUR) == pytest.approx(0.08 / (2 * HOUR))
    assert series.at(2 * HOUR + 1e-3) == 0.0
    assert rain_series(drivers()) is None


def test_a_rarer_storm_is_higher_by_the_frequency_line() -> None:
    once = drivers(**STORM)
    rare = with_return_period(once, 100_000.0)
    assert rare.sea_level - once.sea_level == pytest.approx(5.061 - 4.518)
    assert rare.mean_level == once.mean_level
    assert rare.return_period == 100_000.0
    with pytest.raises(ValueError, match="no storm"):
        with_return_period(drivers(), 100.0)
