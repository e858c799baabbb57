"""Infiltration against Green and Ampt, Mein and Larson and a constant rate; never more than there is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from scenarios.flow.domain import Domain, TimeSeries
from scenarios.flow.infiltration import Infiltration
from scenarios.flow.sources import Sources
from scenarios.flow.state import State

K, SUCTION, DEFICIT = 3e-6, 0.11, 0.25  # a loam
FLAT = np.zeros((3, 70), np.float32)


def green_ampt_depth(t: float, drawn: float, start: float = 0.0) -> float:
    """Depth F with F - F0 - S ln((S + F) / (S + F0)) = K t."""

    def off(depth: float) -> float:
        return depth - start - drawn * math.log((drawn + depth) / (drawn + start)) - K * t

    return float(brentq(off, start, start + K * t + 10.0))


def run(
    infiltration: Infiltration, level: float, until: float, dt: float = 5.0, rain: float = 0.0
) -> tuple[Sources, State]:
    series = TimeSeries.constant(rain) if rain else None
    domain = Domain(FLAT, 5.0, 5.0, 0.03, rain=series, infiltration=infiltration)
    state = State(domain, level)
    sources = Sources(domain, state)
    for step in range(round(until / dt)):
        sources.apply(state, step * dt, (step + 1) * dt)
    return sources, state


def depth_taken(sources: Sources, state: State) -> float:
    taken = sources.infiltrated_depth(state.unit)
    assert np.ptp(taken) == 0.0
    assert sources.infiltrated == pytest.approx(float(taken[0, 0]) * FLAT.size * 25.0, rel=1e-6)
    return float(taken[0, 0])


@pytest.mark.parametrize("hours", [0.25, 1.0, 6.0])
def test_standing_water_follows_green_and_ampt(hours: float) -> None:
    soil = Infiltration.green_ampt(K, SUCTION, DEFICIT)
    start = 8.0  # deep, so that the head barely falls
    sources, state = run(soil, start, hours * 3600)
    taken = depth_taken(sources, state)
    high, low = (SUCTION + start) * DEFICIT, (SUCTION + start - taken) * DEFICIT
    assert green_ampt_depth(hours * 3600, low) <= taken * 1.001
    assert taken <= green_ampt_depth(hours * 3600, high) * 1.001


def test_the_step_may_be_long() -> None:
    soil = Infiltration.green_ampt(K, 8.0, DEFICIT)
    exact = green_ampt_depth(3600.0, (8.0 + 0.5) * DEFICIT)
    for dt, off in ((60.0, 0.02), (600.0, 0.02), (3600.0, 0.05)):
        assert depth_taken(*run(soil, 0.5, 3600.0, dt)) == pytest.approx(exact, rel=off)


def test_rain_ponds_when_mein_and_larson_say() -> None:
    intensity = 1.2e-5
    soil = Infiltration.green_ampt(K, SUCTION, DEFICIT)
    drawn = SUCTION * DEFICIT
    before = drawn * K / (intensity - K)
    ponding = before / intensity
    sources, state = run(soil, 0.0, ponding * 0.95, 1.0, intensity)
    assert state.stored() == 0
    assert depth_taken(sources, state) == pytest.approx(ponding * 0.95 * intensity, rel=0.01)
    sources, state = run(soil, 0.0, 2 * 3600.0, 5.0, intensity)
    expected = green_ampt_depth(2 * 3600.0 - ponding, drawn, before)
    pond = intensity * 2 * 3600.0 - expected
    assert depth_taken(sources, state) == pytest.approx(expected, rel=0.5 * pond / SUCTION)
    assert state.stored() * state.cell_volume == pytest.approx(sources.rain - sources.infiltrated, rel=1e-12)


def test_a_constant_rate_and_its_storage() -> None:
    rate = 1.37e-9  # less than a count in a step
    sources, state = run(Infiltration.constant(rate), 1.0, 24 * 3600.0)
    assert depth_taken(sources, state) == pytest.approx(rate * 24 * 3600.0, rel=2e-3)
    sources, state = run(Infiltration.constant(1e-5), 1.0, 3600.0)
    assert depth_taken(sources, state) == pytest.approx(0.036, rel=1e-5)
    sources, state = run(Infiltration.constant(1e-5, storage=0.02), 1.0, 3600.0)
    assert depth_taken(sources, state) == pytest.approx(0.02, abs=state.unit)


def test_no_more_than_there_is() -> None:
    sources, state = run(Infiltration.constant(1e-3), 0.01, 60.0)
    assert depth_taken(sources, state) == pytest.approx(0.01, abs=state.unit)
    assert (state.surface == state.bed).all()


def test_cells_without_a_value_take_nothing() -> None:
    bed = FLAT.copy()
    bed[2] = np.nan
    rate = np.full(FLAT.shape, 1e-5, np.float32)
    rate[0, 3] = np.nan
    deficit = np.where(np.arange(70) == 5, np.float32(np.nan), np.float32(0.1)) + FLAT
    soil = Infiltration.green_ampt(rate, 0.1, deficit, storage=np.inf)
    domain = Domain(bed, 5.0, 5.0, 0.03, infiltration=soil)
    state = State(domain, 0.5)
    sources = Sources(domain, state)
    sources.apply(state, 0.0, 5.0)
    taken = sources.infiltrated_depth(state.unit)
    assert taken[0, 3] == taken[1, 5] == 0.0
    assert (taken[2] == 0.0).all()
    assert np.count_nonzero(taken) == 2 * 70 - 3


def test_wrong_values_are_told_at_once() -> None:
    assert Infiltration.constant(np.full((3, 70), np.nan, np.float32)).check((3, 70)) == []
    soil = Infiltration.green_ampt(-1e-6, 500.0, np.full((2, 2), 0.1, np.float32), -1.0)
    fields = [problem.field for problem in soil.check((3, 70))]
    assert fields == [f"infiltration.{name}" for name in ("conductivity", "suction", "deficit", "storage")]
