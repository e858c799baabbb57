"""Sea-level rise in time and storm levels, against the published tables and closed forms."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from scenarios.drivers import check_drivers, resolve, year_reached
from scenarios.forcing import DriverSet, Storm
from scenarios.physics.sea_level import (
    exceedance_level,
    frequency_amplification,
    frequency_line_level,
    interpolate_rise,
)
from scenarios.sea_level_tables import EMISSIONS, first_year_reached, rise, storm_lines


def drivers(**parts: object) -> DriverSet:
    return DriverSet.model_validate(parts)


@pytest.mark.parametrize(("end", "expected"), [((27, 82), 50.8083), ((24, 44), 34.8029)])
def test_pchip_through_two_horizons(end: tuple[float, float], expected: float) -> None:
    value = interpolate_rise(years=[2005, 2050, 2100], rises=[0, *end], year=2075)
    assert float(value) == pytest.approx(expected, abs=5e-5)


def test_pchip_keeps_the_acceleration() -> None:
    early, late = np.diff(
        interpolate_rise(years=[2005, 2050, 2100], rises=[0, 0.27, 0.82], year=[2050, 2051, 2099, 2100])
    )[[0, 2]]
    assert late > early > 0


def test_pchip_lies_near_the_parabola_through_the_same_horizons() -> None:
    """Through 0, 27 and 82 cm: a = 0.363158 cm/year, b = 0.00526316 cm/year2, 51.2105 cm in 2075."""
    a, b = np.linalg.solve([[45, 45**2], [95, 95**2]], [27, 82])
    assert (a, b) == (pytest.approx(0.363158, rel=2e-6), pytest.approx(0.00526316, rel=2e-6))
    parabola = a * 70 + b * 70**2
    assert parabola == pytest.approx(51.2105, abs=5e-5)
    assert a + 2 * b * 95 == pytest.approx(1.36316, abs=5e-6)
    curve = interpolate_rise(years=[2005, 2050, 2100], rises=[0, 27, 82], year=2075)
    assert abs(float(curve) - parabola) < 0.5


def test_outside_the_table_there_is_no_number() -> None:
    assert np.isnan(interpolate_rise(years=[2005, 2050], rises=[0, 1], year=[2004.9, 2050.1])).all()


def test_exceedance_line_and_amplification() -> None:
    line = {"reference_level": 5.10, "reference_return_period": 1e4, "decimation_height": 0.70}
    assert float(exceedance_level(return_period=1e4, sea_level_rise=0.82, **line)) == pytest.approx(5.92)
    assert float(exceedance_level(return_period=1e5, **line)) == pytest.approx(5.80)
    factor = float(frequency_amplification(sea_level_rise=0.82, decimation_height=0.70))
    assert factor == pytest.approx(14.8398, abs=5e-5)
    assert 1e4 / factor == pytest.approx(673.863, abs=5e-4)


@pytest.mark.parametrize(
    ("station", "factor"),
    [
        ("katwijk", 8.3),
        ("scheveningen", 9.5),
        ("hoek-van-holland", 12),
        ("delfzijl", 16),
        ("vlissingen", 24),
        ("den-helder", 31),
        ("harlingen", 47),
        ("vlieland", 68),
    ],
)
def test_amplification_differs_along_the_coast(station: str, factor: float) -> None:
    line = storm_lines()[station]
    decimation = line.level(1e4) - line.level(1e3)
    amplification = float(frequency_amplification(sea_level_rise=0.82, decimation_height=decimation))
    assert amplification == pytest.approx(factor, abs=0.5)


def test_frequency_line_is_log_linear_between_its_points() -> None:
    line = storm_lines()["den-helder"]
    assert line.level(10_000) == pytest.approx(4.518)
    assert line.level(10**3.25) == pytest.approx(3.968 + (4.232 - 3.968) * 0.25 / np.log10(3), abs=1e-9)
    assert np.isnan(frequency_line_level(return_period=9, return_periods=[10, 100], levels=[1, 2]))


def test_every_station_can_be_asked_for() -> None:
    assert set(get_args(Storm.model_fields["station"].annotation)) == set(storm_lines())
    for line in storm_lines().values():
        assert line.source == "Hydra-NL/WBI2017"
        assert line.reference_year == 2023
        assert list(line.levels) == sorted(line.levels)


@pytest.mark.parametrize(("emission", "series_2075"), [("knmi23-h", 0.50908), ("knmi23-l", 0.37145)])
def test_knmi23_between_its_nodes(emission: str, series_2075: float) -> None:
    assert float(rise(emission, 0.5, 2075)) == pytest.approx(series_2075, abs=0.0015)
    assert float(rise(emission, 0.5, 2005)) == 0.0


@pytest.mark.parametrize(
    ("emission", "quantile", "metres", "year"),
    [
        ("knmi23-h", 0.5, 0.30, 2053.5),
        ("knmi23-l", 0.5, 0.30, 2060.9),
        ("knmi23-h", 0.5, 0.50, 2074.1),
        ("knmi23-h", 0.95, 1.00, 2090.4),
    ],
)
def test_year_in_which_a_rise_is_reached(emission: str, quantile: float, metres: float, year: float) -> None:
    assert float(first_year_reached(emission, quantile, metres + 0.03)) == pytest.approx(year, abs=0.1)


def test_middle_scenario_lies_where_it_was_published() -> None:
    in_2050 = [float(rise("knmi23-m", q, 2050)) for q in (0.05, 0.5, 0.95)]
    in_2100 = [float(rise("knmi23-m", q, 2100)) for q in (0.05, 0.5, 0.95)]
    assert np.round(in_2050, 2).tolist() == [0.17, 0.25, 0.35]
    assert in_2100 == pytest.approx([0.397, 0.594, 0.954], abs=5e-4)


def test_scenarios_and_quantiles_are_in_order_in_2100() -> None:
    table = np.array([[float(rise(e, q, 2100)) for q in (0.05, 0.3, 0.5, 0.7, 0.95)] for e in EMISSIONS])
    assert (np.diff(table, axis=0) > 0).all()
    assert (np.diff(table, axis=1) > 0).all()
    years = np.arange(2005, 2101)
    for emission in EMISSIONS:
        assert (np.diff(rise(emission, 0.5, years)) > 0).all()
    assert float(rise("knmi23-l", 0.05, 2100)) < float(rise("knmi23-l", 0.05, 2095))


def test_quantiles_between_follow_a_two_piece_normal() -> None:
    # published 17 and 83 % of M in 2100: 0.474 and 0.769 m
    assert float(rise("knmi23-m", 0.17, 2100)) == pytest.approx(0.474, abs=0.01)
    assert float(rise("knmi23-m", 0.83, 2100)) == pytest.approx(0.769, abs=0.035)


def test_level_without_storm_gets_the_three_centimetres_once() -> None:
    high = resolve(drivers(sea_level_rise={"scenario": "knmi23-h"}), 2100)
    assert high.sea_level == pytest.approx(0.850, abs=5e-4)
    assert (high.sea_level_low, high.sea_level_high) == pytest.approx((0.6204, 1.26955), abs=5e-5)
    assert resolve(drivers(sea_level_rise={"metres": 1.0}), 2100).sea_level == 1.03
    assert resolve(drivers(), 2100).sea_level == 0.03


def test_level_with_storm_takes_off_what_is_in_the_line() -> None:
    storm = {"return_period": 10_000.0, "station": "den-helder"}
    given = resolve(drivers(sea_level_rise={"metres": 1.0}, storm=storm), 2100)
    assert given.sea_level == pytest.approx(4.518 + 1.0 - float(rise("knmi23-m", 0.5, 2023)), abs=1e-6)
    assert "Den Helder" in given.method
    assert "Hydra-NL/WBI2017" in given.method
    now = resolve(drivers(sea_level_rise={"scenario": "knmi23-h"}, storm=storm), 2023)
    assert now.sea_level == pytest.approx(4.518, abs=1e-6)


def test_rain_is_in_si() -> None:
    wet = resolve(drivers(rain={"depth_mm": 80.0, "hours": 2.0}), 2100)
    assert (wet.rain_depth, wet.rain_duration) == (0.08, 7200.0)


def test_a_scenario_ends_in_2100() -> None:
    asked = drivers(sea_level_rise={"scenario": "knmi23-h"})
    assert check_drivers(asked, 2100, "drivers") == []
    (problem,) = check_drivers(asked, 2150, "drivers")
    assert problem.field == "drivers.sea_level_rise.scenario"
    assert "2150" in problem.message


def test_years_per_level_table() -> None:
    table = year_reached(np.round(np.arange(51) / 10, 1))
    assert table.shape == (3, 3, 51)
    at = table.sel(emission="knmi23-h", quantile=0.95)
    assert float(at.sel(sea_level=0.0)) == 2005
    assert float(at.sel(sea_level=1.0)) == pytest.approx(2089.1, abs=0.5)
    assert np.isnan(at.sel(sea_level=slice(1.3, 5.0))).all()
    assert "2100" in table.attrs["comment"]
    reached = table.values
    later = np.diff(reached, axis=2)
    assert (later[~np.isnan(later)] >= 0).all()
