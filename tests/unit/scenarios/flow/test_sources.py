"""Rain in whole counts: exact, even, and nothing lost on the way."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from scenarios.flow.domain import Domain, TimeSeries
from scenarios.flow.infiltration import Infiltration
from scenarios.flow.sources import Sources, integral
from scenarios.flow.state import State

HIGH = np.full((4, 5), 50.0, np.float32)
HIGH[1, 2] = np.nan


def test_integral_is_exact_between_and_beyond_the_points() -> None:
    series = TimeSeries(np.array([10.0, 20.0, 40.0]), np.array([1.0, 3.0, 0.0]))
    assert integral(series, 0.0, 10.0) == pytest.approx(10.0)
    assert integral(series, 0.0, 60.0) == pytest.approx(10.0 + 20.0 + 30.0)
    assert integral(series, 15.0, 30.0) == pytest.approx(12.5 + 22.5)
    parts = np.linspace(0.0, 60.0, 14)
    total = sum(integral(series, a, b) for a, b in pairwise(parts))
    assert total == pytest.approx(60.0)


@pytest.mark.parametrize("millimetres_an_hour", [0.1, 1.0, 20.0])
def test_a_day_of_rain_at_50_m_is_all_there(millimetres_an_hour: float) -> None:
    rate = millimetres_an_hour / 3.6e6
    domain = Domain(HIGH, 5.0, 5.0, 0.03, rain=TimeSeries.constant(rate))
    state = State(domain, 0.0)
    sources = Sources(domain, state)
    for step in range(24 * 240):
        sources.apply(state, step * 15.0, (step + 1) * 15.0)
    asked = rate * 24 * 3600 * 19 * 25.0
    assert state.stored() * state.cell_volume == sources.rain
    assert sources.rain + sources.pending == pytest.approx(asked, rel=1e-12)
    assert abs(sources.pending) <= 0.5001 * state.unit * 19 * 25.0
    assert state.surface[2, 3] == state.bed[2, 3]


def test_without_rain_nothing_changes() -> None:
    domain = Domain(HIGH, 5.0, 5.0, 0.03)
    state = State(domain, 51.0)
    sources = Sources(domain, state)
    before = state.surface.copy()
    sources.apply(state, 0.0, 5.0)
    assert sources.idle
    assert sources.rain == sources.infiltrated == 0.0
    np.testing.assert_array_equal(state.surface, before)


def test_going_on_from_a_copy_gives_the_same() -> None:
    rain = TimeSeries(np.array([0.0, 300.0]), np.array([1e-7, 3e-6]))
    soil = Infiltration.green_ampt(1e-7, 0.2, 0.3)
    domain = Domain(HIGH, 5.0, 5.0, 0.03, rain=rain, infiltration=soil)
    states = [State(domain, 0.0) for _ in range(2)]
    straight, later = (Sources(domain, state) for state in states)
    for step in range(40):
        straight.apply(states[0], step * 5.0, (step + 1) * 5.0)
        if step == 19:
            later.restore(straight.arrays())
            states[1].surface[:] = states[0].surface
        if step > 19:
            later.apply(states[1], step * 5.0, (step + 1) * 5.0)
    np.testing.assert_array_equal(states[0].surface, states[1].surface)
    assert later.rain == straight.rain
    assert later.infiltrated == straight.infiltrated
