"""Floods of a small coast from start to end."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from scenarios.drivers import Drivers, DriverSet, resolve
from scenarios.flow.course import Course
from scenarios.flow.film import Film, Series, even_times
from scenarios.flow.from_twin import flood_model
from scenarios.flow.outcome import FloodOutcome
from scenarios.flow.parameters import FloodParameters
from scenarios.flow.simulate import NOTHING, flood
from tests.unit.scenarios.conftest import CREST_X, FORESHORE
from twin.errors import Cancelled
from twin.state import Twin

HOUR = 3600.0
QUICK = {"hours": 1.5, "storm_peak_hours": 0.25, "output_minutes": 15.0}
BREACH = {**QUICK, "breach_at": (CREST_X, 545500.0), "breach_soil": "sand", "breach_deepening_minutes": 5.0}


def drivers(**content: object) -> Drivers:
    return resolve(DriverSet.model_validate(content), 2100)


STORM = drivers(sea_level_rise={"metres": 1.0}, storm={"return_period": 10_000.0, "station": "den-helder"})


@pytest.fixture(scope="module")
def broken(coast: Twin) -> FloodOutcome:
    return flood(coast, STORM, FloodParameters(**BREACH))


@pytest.fixture(scope="module")
def holding(coast: Twin) -> FloodOutcome:
    return flood(coast, STORM, FloodParameters(**QUICK))


def test_dikes_that_hold_keep_the_polder_dry(coast: Twin, holding: FloodOutcome) -> None:
    assert holding.max_depth[:, 60:].max() == 0.0
    assert not np.isfinite(holding.arrival_time[:, 60:]).any()
    assert holding.inflow_volume == 0.0
    np.testing.assert_allclose(holding.max_depth[:, 35], STORM.sea_level - FORESHORE, atol=0.02)
    assert holding.breaches == ()


def test_a_breach_floods_the_polder(coast: Twin, broken: FloodOutcome) -> None:
    assert broken.max_depth[:, 60:].max() > 0.5
    (breach,) = broken.breaches
    closed = broken.series_time <= 0.25 * HOUR
    assert (breach.width[closed & (broken.series_time < 0.25 * HOUR)] == 0).all()
    assert breach.sill[0] == 8.0
    assert breach.sill[-1] == pytest.approx(FORESHORE)
    assert (np.diff(breach.width) >= 0).all()
    assert breach.width[-1] > 30.0
    assert (np.abs(breach.discharge[closed]) < 1e-9).all()
    assert breach.discharge.max() > 500.0


def test_what_came_in_stands_in_the_polder(coast: Twin, broken: FloodOutcome) -> None:
    last = broken.depth_cm[-1].astype(float) / 100
    stored = last[:, 50:].sum() * coast.grid.cell_area
    assert broken.inflow_volume == pytest.approx(stored, rel=0.02)
    through = (broken.breaches[0].discharge * 300.0).sum()
    assert through == pytest.approx(broken.inflow_volume, rel=1e-6)
    assert broken.mass_error < 1e-6


def test_discharge_of_the_breach_is_that_of_a_weir(broken: FloodOutcome) -> None:
    (breach,) = broken.breaches
    open_at = broken.series_time >= 0.6 * HOUR
    head = broken.sea_level[open_at] - breach.sill[open_at]
    most = 1.705 * breach.width[open_at] * head**1.5
    assert (breach.discharge[open_at] <= 1.02 * most).all()
    assert (breach.discharge[open_at][:4] >= 0.5 * most[:4]).all()


def test_arrival_comes_later_further_from_the_breach(broken: FloodOutcome) -> None:
    row = 50
    arrival = broken.arrival_time[row, [60, 90, 120]]
    assert (np.diff(arrival) > 0).all()
    assert arrival[0] > 0.25 * HOUR
    assert (broken.rise_rate[row, [60, 90, 120]] > 0).all()
    assert broken.max_speed[row, 55] > 0.5


def test_outside_water_carries_the_level_of_the_sea(coast: Twin, broken: FloodOutcome) -> None:
    ground = coast.surface["ground_level"].values
    for number, time in enumerate(broken.time):
        level = np.interp(time, broken.series_time, broken.sea_level)
        np.testing.assert_allclose(broken.depth_cm[number][:, :25] / 100.0, level - ground[:, :25], atol=0.03)
    assert (broken.arrival_time[:, :25] == 0).all()
    assert not broken.land[:, :25].any()


def test_the_film_ends_at_the_end(broken: FloodOutcome) -> None:
    np.testing.assert_allclose(broken.time, np.arange(0.0, 5401.0, 900.0))
    assert broken.depth_cm.shape == (7, 100, 200)
    np.testing.assert_allclose(even_times(100.0, 30.0), [0, 30, 60, 90, 100])
    np.testing.assert_allclose(even_times(90.0, 30.0), [0, 30, 60, 90])


def test_a_flood_is_computed_once(coast: Twin, broken: FloodOutcome) -> None:
    told: list[str] = []
    again = flood(coast, STORM, FloodParameters(**BREACH), lambda _, message: told.append(message))
    assert again is broken
    assert told == ["flood computed before"]


def test_the_same_again_gives_the_same_bits(coast: Twin, broken: FloodOutcome) -> None:
    for word in ("first", "second"):
        flood(coast, replace(STORM, method=word), FloodParameters(hours=0.1))
    again = flood(coast, STORM, FloodParameters(**BREACH))
    assert again is not broken
    np.testing.assert_array_equal(again.depth_cm, broken.depth_cm)
    np.testing.assert_array_equal(again.max_speed, broken.max_speed)
    assert again.inflow_volume == broken.inflow_volume


def test_stopping_a_flood(coast: Twin) -> None:
    def stop(fraction: float, message: str) -> None:
        if fraction > 0.2:
            raise Cancelled(message)

    with pytest.raises(Cancelled):
        flood(coast, STORM, FloodParameters(**{**BREACH, "hours": 2.0}), stop)


def test_progress_goes_up_and_tells_the_hour(coast: Twin) -> None:
    told: list[tuple[float, str]] = []
    flood(coast, STORM, FloodParameters(hours=0.5), lambda f, m: told.append((f, m)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert any("of 0.5 h" in message for _, message in told)


def test_a_breach_as_given(coast: Twin) -> None:
    given = {
        "breach_series_hours": [0.0, 0.25, 0.5],
        "breach_series_widths": [0.0, 40.0, 40.0],
        "breach_series_sills": [8.0, 2.0, 2.0],
    }
    found = flood(coast, STORM, FloodParameters(**{**BREACH, **given, "hours": 1.0}))
    (breach,) = found.breaches
    since = found.series_time - 0.25 * HOUR
    asked = np.where(since < 0, 0.0, np.interp(since / HOUR, [0.0, 0.25, 0.5], [0.0, 40.0, 40.0]))
    np.testing.assert_allclose(breach.width, asked, atol=1e-9)
    assert breach.width[-1] == pytest.approx(40.0)
    assert breach.sill[-1] == pytest.approx(2.0)


def test_nothing_that_brings_water(coast: Twin) -> None:
    dry = Twin.from_datasets(coast.surface[["ground_level"]])
    found = flood(dry, drivers(), FloodParameters())
    assert found.reason == NOTHING
    assert found.max_depth.max() == 0.0
    assert found.depth_cm.max() == 0
    assert np.isinf(found.arrival_time).all()


def test_rain_alone_fills_what_is_low(coast: Twin) -> None:
    ground = coast.surface["ground_level"].values.copy()
    ground[40:60, 100:140] = -2.0
    dry = Twin.from_datasets(coast.surface[["ground_level"]]).with_(surface={"ground_level": ground})
    rain = drivers(rain={"depth_mm": 60.0, "hours": 0.5})
    found = flood(dry, rain, FloodParameters(hours=1.0, output_minutes=60.0))
    volume = 0.06 * coast.grid.cell_area * ground.size
    assert found.stored_volume[-1] == pytest.approx(volume, rel=1e-4)
    assert found.max_depth[50, 120] > 0.06
    assert found.mass_error < 1e-6
    assert np.isnan(found.sea_level).all()


def test_two_at_a_time_do_not_disturb_each_other(coast: Twin) -> None:
    found: dict[str, FloodOutcome] = {}

    def go(name: str) -> None:
        found[name] = flood(coast, replace(STORM, method=name), FloodParameters(hours=0.2))

    threads = [threading.Thread(target=go, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_array_equal(found["one"].depth_cm, found["two"].depth_cm)


def test_series_tell_mean_rates() -> None:
    series = Series(np.array([0.0, 10.0, 30.0]), ["volume"])
    for number, value in enumerate((0.0, 50.0, 150.0)):
        series.take(number, volume=value)
    np.testing.assert_allclose(series.rate("volume"), [0.0, 5.0, 5.0])


def test_a_film_keeps_centimetres() -> None:
    film = Film(np.array([0.0]), (1, 3))
    film.take(0, np.array([[0.126, np.nan, 900.0]], np.float32))
    np.testing.assert_array_equal(film.depth_cm[0], [[13, -32768, 32767]])


def test_breaches_that_grow_into_each_other_are_one_gap(coast: Twin) -> None:
    twice = {**BREACH, "breaches_at": [(CREST_X, 545500.0), (CREST_X, 545515.0)]}
    parameters = FloodParameters(**twice)
    course = Course(flood_model(coast, STORM, parameters), parameters)
    for now in np.arange(0.25 * HOUR, 1.5 * HOUR, 30.0):
        course._grow(float(now), float(now) + 30.0)
    faces, share = course._model.domain.faces, course._share
    _, face = np.unique(np.column_stack([faces.axis, faces.row, faces.col]), axis=0, return_inverse=True)
    sums = np.bincount(face.reshape(-1), share)
    assert sums.max() == pytest.approx(1.0)
    assert share.min() >= 0.0
    taken = [share[course._own[k] : course._own[k + 1]].sum() for k in range(3)]
    assert taken[0] > 2.5
    assert taken[1] < 0.25 * taken[0]  # of faces that are not gone as a whole, the other end
    assert 0.0 < taken[2] < taken[0]


def test_a_wide_start_is_wider_than_the_soil_would_grow(coast: Twin) -> None:
    parameters = FloodParameters(**{**BREACH, "breach_soil": "clay", "breach_initial_width": 100.0})
    course = Course(flood_model(coast, STORM, parameters), parameters)
    course._grow(0.25 * HOUR, 0.25 * HOUR + 30.0)
    assert course._breaches[0].width == 100.0
