"""Land at the level of the sea: times in closed form, and the same flood as when it is computed."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.flow.domain import TimeSeries
from scenarios.flow.parameters import FloodParameters
from scenarios.flow.simulate import flood
from scenarios.flow.still_water import still_record
from tests.unit.scenarios.flow.test_simulate import BREACH, STORM
from twin.state import Twin

HOUR = 3600.0


def test_a_sea_that_rises_evenly_and_falls() -> None:
    sea = TimeSeries(np.array([0.0, 2.0, 4.0]) * HOUR, np.array([0.0, 4.0, 0.0]))
    ground = np.array([-1.0, 0.98, 3.48, 4.5, np.nan], np.float32)
    found = still_record(sea, ground, 4 * HOUR)
    np.testing.assert_allclose(found.arrival_time, [0.0, 0.5 * HOUR, 1.75 * HOUR, np.inf, np.nan], atol=61)
    np.testing.assert_allclose(found.duration, [4 * HOUR, 3 * HOUR, 0.5 * HOUR, 0.0, np.nan], atol=130)
    assert found.rise_rate[1] == pytest.approx(2.0 / HOUR, rel=0.03)
    assert found.rise_rate[2] == pytest.approx(2.0 / HOUR, rel=0.1)
    assert found.rise_rate[3] == 0.0


def test_forelands_at_the_level_of_the_sea_change_the_polder_little(coast: Twin) -> None:
    still = flood(coast, STORM, FloodParameters(**BREACH, forelands="level"))
    flowing = flood(coast, STORM, FloodParameters(**BREACH))
    assert still.inflow_volume == pytest.approx(flowing.inflow_volume, rel=0.02)
    np.testing.assert_array_equal(still.land, flowing.land)
    np.testing.assert_array_equal(still.protected, flowing.protected)
    np.testing.assert_allclose(still.max_depth, flowing.max_depth, atol=0.1)
    far = np.abs(coast.grid.y - 545500.0) > 450
    np.testing.assert_allclose(still.duration[far][:, 31:45], flowing.duration[far][:, 31:45], atol=61)
    assert still.cells <= flowing.cells


def test_forelands_away_from_a_breach_are_no_cells(coast: Twin) -> None:
    parameters = {**BREACH, "breach_at": (60500.0, 545010.0), "hours": 0.2, "storm_peak_hours": 0.1}
    still = flood(coast, STORM, FloodParameters(**parameters, forelands="level"))
    flowing = flood(coast, STORM, FloodParameters(**parameters))
    assert still.cells < flowing.cells - 500
    np.testing.assert_allclose(still.max_depth[:, 35], flowing.max_depth[:, 35], atol=0.05)
