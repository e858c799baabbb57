"""The record of a flow that rises and falls as told, cell by cell."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.flow.domain import Domain
from scenarios.flow.record import Record
from scenarios.flow.state import State

BED = np.array([[0.0, 1.0, -2.0], [np.nan, 0.5, 3.0]], np.float32)
DOMAIN = Domain(BED, 10.0, 10.0, 0.03)


def stand(state: State, level: float) -> State:
    """Let the water of every cell stand at a level [m NAP], or dry."""
    water = np.maximum(state.bed[state.inner], state.counts(level))
    state.surface[state.inner] = np.where(state.cells, water, state.bed[state.inner])
    return state


def played(levels: list[float], interval: float = 60.0) -> Record:
    state = State(DOMAIN, -3.0)
    record = Record(DOMAIN, state)
    for number, level in enumerate(levels):
        record.sample(stand(state, level), number * interval)
    return record


def test_highest_water_and_its_times() -> None:
    record = played([-3.0, 0.01, 0.5, 2.0, 1.0, 2.0, -3.0])
    nan = np.nan
    assert record.max_level == pytest.approx(np.array([[2, 2, 2], [nan, 2, nan]]), nan_ok=True)
    assert record.max_depth == pytest.approx(np.array([[2, 1, 4], [nan, 1.5, 0]]), nan_ok=True)
    assert record.time_of_max == pytest.approx(np.array([[180, 180, 180], [nan, 180, nan]]), nan_ok=True)
    assert record.arrival_time == pytest.approx(np.array([[120, 180, 60], [nan, 180, nan]]), nan_ok=True)
    assert record.time_1_5 == pytest.approx(np.array([[180, nan, 60], [nan, 180, nan]]), nan_ok=True)
    assert record.duration == pytest.approx(np.array([[240, 120, 300], [nan, 180, 0]]), nan_ok=True)


def test_rise_over_the_first_metre_and_a_half() -> None:
    level = [-3.0, *np.linspace(0.03, 3.0, 100)]  # 0.03 m a minute
    rate = played(level).rise_rate * 60
    assert rate[0, 0] == pytest.approx(0.03, rel=0.02)
    assert rate[0, 1] == pytest.approx(0.03, rel=0.03)
    assert rate[0, 2] == pytest.approx(1.48, rel=1e-6)  # within one sample: one interval counts
    assert np.isnan(rate[1, 0])
    assert np.isnan(rate[1, 2])
    lower = played(level[:40]).rise_rate * 60
    assert lower[0, 0] == pytest.approx(0.03, rel=0.02)  # highest water below 1.5 m
    assert np.isnan(lower[1, 2])


def test_water_that_stood_there_did_not_rise() -> None:
    record = played([2.0, 2.0, 1.0])
    assert record.rise_rate[0, 0] == 0.0
    assert record.arrival_time[0, 0] == 0.0


def test_speed_is_discharge_over_depth_while_flooded() -> None:
    state = State(DOMAIN, 2.0)
    state.qx[1, 0], state.qx[1, 1] = 2.0, 4.0  # through cell (0, 0): 3 m2/s
    state.qy[0, 1], state.qy[1, 1] = 5.0, 3.0  # and 4 m2/s
    record = Record(DOMAIN, state)
    record.sample(state, 0.0)
    assert record.max_depth_speed[0, 0] == pytest.approx(5.0)
    assert record.max_speed[0, 0] == pytest.approx(2.5)
    record.sample(stand(state, 0.01), 60.0)  # a film of water has no speed
    assert record.max_speed[0, 0] == pytest.approx(2.5)
    assert np.isnan(record.max_speed[1, 0])
    assert record.max_speed[1, 2] == 0.0


def test_going_on_from_a_copy_gives_the_same() -> None:
    levels = list(np.random.Generator(np.random.PCG64(3)).uniform(-3, 4, 30))
    straight = played(levels).arrays()
    state, half = State(DOMAIN, -3.0), played(levels[:17])
    later = Record(DOMAIN, state)
    later.restore(half.arrays())
    for number in range(17, 30):
        later.sample(stand(state, levels[number]), number * 60.0)
    for name, values in later.arrays().items():
        np.testing.assert_array_equal(values, straight[name])


def test_wide_rows_are_sampled_whole() -> None:
    wide = Domain(np.zeros((3, 200), np.float32), 5.0, 5.0, 0.03)
    state = State(wide, -1.0)
    state.surface[2, [1, 64, 65, 128, 200]] += np.int32(1.0 / state.unit)
    record = Record(wide, state)
    record.sample(state, 0.0)
    assert np.flatnonzero(record.max_depth).tolist() == [200, 263, 264, 327, 399]
