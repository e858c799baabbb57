"""Drawdown of well fields: special functions against scipy, sums, layers, the same bytes for any threads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import exp1, k0

from scenarios.kernels.capture_lines import DONE, TOO_MANY_STEPS, trace_back
from scenarios.kernels.drawdown import bessel_k0, exponential_integral
from scenarios.physics.layered_wells import LeakyAquifers, Wells, confined_field
from scenarios.physics.well_drawdown import (
    de_glee_drawdown,
    drawdown_radius,
    theis_drawdown,
    thiem_difference,
)

DAY = 86_400.0
GRID = np.linspace(0.0, 4000.0, 41)
ONE = LeakyAquifers(transmissivity=[1200 / DAY], resistance=[1000 * DAY, np.inf])
STACK = LeakyAquifers(
    transmissivity=np.array([400.0, 1400.0, 300.0]) / DAY,
    resistance=np.array([400.0, 2000.0, 8000.0, np.inf]) * DAY,
)
THEIS = {"transmissivity": 1200 / DAY, "storage": 1e-3}
EDGES = np.array([0.999999, 1.0, 1.000001, 1.999999, 2.0, 2.000001])
RANGE = np.concatenate([np.geomspace(1e-7, 29.0, 4000), EDGES])


def field(count: int = 24, seed: int = 5) -> Wells:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0.0, 4000.0, (2, count))
    return Wells(x, y, rng.uniform(-1.0, 2.0, count) * 0.01)


def test_k0_within_the_error_of_its_polynomials():
    found = np.array([bessel_k0(value**2) for value in RANGE])
    np.testing.assert_allclose(found, k0(RANGE), rtol=2e-7, atol=1e-12)
    assert np.abs(found - k0(RANGE)).max() < 5e-8


def test_e1_within_the_error_of_its_fraction():
    found = np.array([exponential_integral(value) for value in RANGE])
    np.testing.assert_allclose(found, exp1(RANGE), rtol=3e-8, atol=1e-12)


def plain(wells: Wells, one) -> np.ndarray:
    """Sum of the wells, each by its formula."""
    away = np.hypot(GRID[None, :, None] - wells.x, GRID[:, None, None] - wells.y)
    return (wells.flow * one(np.maximum(away, wells.radius))).sum(axis=-1)


def test_a_field_is_the_sum_of_its_wells():
    wells = field()
    whole = np.abs(wells.flow).sum() / (2.0 * np.pi * 1200 / DAY)
    leaky = ONE.field(x=GRID, y=GRID, wells=wells, screened=0)[0]
    unit = {"flow": 1.0, "transmissivity": 1200 / DAY}
    wanted = plain(wells, lambda r: de_glee_drawdown(distance=r, resistance=1000 * DAY, **unit))
    np.testing.assert_allclose(leaky, wanted, rtol=0.0, atol=1e-7 * whole)
    confined = confined_field(x=GRID, y=GRID, wells=wells, time=100 * DAY, **THEIS)
    wanted = plain(wells, lambda r: theis_drawdown(distance=r, time=100 * DAY, flow=1.0, **THEIS))
    np.testing.assert_allclose(confined, wanted, rtol=0.0, atol=1e-8 * whole)


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_the_bytes_do_not_depend_on_threads(threads):
    wells = field()

    def made(threads):
        stack = STACK.field(x=GRID, y=GRID, wells=wells, screened=1, threads=threads)
        return (
            stack.tobytes()
            + confined_field(x=GRID, y=GRID, wells=wells, time=DAY, threads=threads, **THEIS).tobytes()
        )

    assert made(threads) == made(1)


def test_drawdowns_add_up_over_wells_and_over_layers_that_are_screened():
    wells = field(6)
    parts = [Wells(wells.x[k : k + 1], wells.y[k : k + 1], wells.flow[k : k + 1]) for k in range(6)]
    whole = STACK.field(x=GRID, y=GRID, wells=wells, screened=2)
    apart = sum(STACK.field(x=GRID, y=GRID, wells=part, screened=2) for part in parts)
    np.testing.assert_allclose(whole, apart, rtol=0.0, atol=1e-13)


@settings(deadline=None)
@given(st.floats(0.5, 5000.0))
def test_a_well_in_one_aquifer_draws_on_another_as_that_one_on_it(distance):
    """Reciprocity: the drawdowns that pumping causes in each other's aquifer are equal."""
    drawn = np.array([STACK.drawdown(distance=distance, flow=0.01, screened=k) for k in range(3)])
    np.testing.assert_allclose(drawn, drawn.T, rtol=1e-9, atol=1e-15)
    assert (drawn > 0.0).all()


def test_what_is_drawn_leaks_in_from_above():
    """Integral of leakage over the plane is the flow: the top layer passes all of it."""
    r = np.geomspace(1e-3, 60_000.0, 20_001)
    drawn = STACK.drawdown(distance=r, flow=0.01, screened=2)[:, 0]
    leaks = np.trapezoid(2.0 * np.pi * r * drawn / (400 * DAY), r)
    assert leaks == pytest.approx(0.01, rel=1e-4)


def test_aquifers_that_hardly_leak_do_not_know_each_other():
    apart = LeakyAquifers(transmissivity=[1200 / DAY, 300 / DAY], resistance=[1000 * DAY, 1e15, 1000 * DAY])
    first, second = apart.drawdown(distance=500.0, flow=5000 / DAY, screened=0)
    assert first == pytest.approx(0.66370848, abs=1e-7)
    assert abs(second) < 1e-6


def test_near_a_well_it_is_thiem_and_late_theis_too():
    well = {"flow": 0.05, "transmissivity": 1200 / DAY}
    near, far = 1.0, 10.0
    thiem = thiem_difference(near=near, far=far, **well)
    one = de_glee_drawdown(distance=[near, far], resistance=1000 * DAY, **well)
    assert one[0] - one[1] == pytest.approx(thiem, rel=1e-3)
    late = theis_drawdown(distance=[near, far], time=1e4 * DAY, storage=1e-3, **well)
    assert late[0] - late[1] == pytest.approx(thiem, rel=1e-6)
    assert theis_drawdown(distance=1.0, time=0.0, storage=1e-3, **well) == 0.0


@settings(deadline=None)
@given(st.floats(1e-4, 1.0), st.floats(1e-4, 0.1), st.floats(1e5, 1e9), st.floats(1e-3, 1.0))
def test_at_its_radius_the_drawdown_is_what_was_asked(flow, transmissivity, resistance, drawdown):
    leaky = {"flow": flow, "transmissivity": transmissivity, "resistance": resistance}
    assume(drawdown < flow / transmissivity)  # more is reached only within the well itself
    radius = drawdown_radius(drawdown=drawdown, **leaky)
    assert de_glee_drawdown(distance=radius, **leaky) == pytest.approx(drawdown, rel=1e-9)
    assert drawdown_radius(drawdown=2.0 * drawdown, **leaky) < radius


def test_a_well_that_draws_nothing_reaches_nowhere_and_what_is_not_known_stays_so():
    leaky = {"transmissivity": 0.01, "resistance": 1e8}
    assert drawdown_radius(flow=[0.0, 0.1], **leaky)[0] == 0.0
    assert np.isnan(drawdown_radius(flow=np.nan, **leaky))


def test_wells_that_have_not_begun_draw_nothing_and_the_hole_is_the_well():
    wells = Wells(np.array([0.0, 2000.0]), np.array([0.0, 0.0]), np.array([0.01, 0.01]))
    begun = confined_field(x=GRID, y=GRID[:1], wells=wells, time=[DAY, 0.0], **THEIS)[0]
    first = theis_drawdown(distance=2000.0, time=DAY, flow=0.01, **THEIS)
    assert begun[20] == pytest.approx(first, rel=1e-6)
    at_the_wall = theis_drawdown(distance=wells.radius, time=DAY, flow=0.01, **THEIS)
    assert begun[0] == pytest.approx(at_the_wall, rel=1e-6)


def test_a_line_that_takes_too_many_steps_says_so():
    line = {
        "starts": np.array([[1.0, 0.0]]), "wells": np.array([[0.0, 0.0, 1.0]]), "u": 0.0, "w": 0.0,
        "elapsed": np.array([0.5]), "times": np.array([50.0]), "tolerance": 1e-6, "first": 0, "last": 1,
    }  # fmt: skip
    ends = np.empty((1, 1, 2))
    assert trace_back(**line, most_steps=3, ends=ends) == TOO_MANY_STEPS
    assert trace_back(**line, most_steps=10_000, ends=ends) == DONE
    assert ends[0, 0] == pytest.approx([10.0, 0.0], abs=1e-4)  # r^2 = 2 C t


UNKNOWN, WELL = np.array([np.nan]), Wells(np.zeros(1), np.zeros(1), np.ones(1))


def confined(**told):
    """Drawdown of one well on one cell."""
    sand = {"transmissivity": 0.01, "storage": 1e-3, "time": 1e6, **told}
    return confined_field(x=np.ones(1), y=np.ones(1), wells=WELL, **sand)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: LeakyAquifers(transmissivity=[1.0], resistance=[1.0]), "resistance has shape"),
        (lambda: LeakyAquifers(transmissivity=[0.0], resistance=[1.0, 1.0]), "transmissivity is 0"),
        (lambda: LeakyAquifers(transmissivity=[1.0], resistance=[np.inf, np.inf]), "resistance is"),
        (lambda: LeakyAquifers(transmissivity=[1.0, 1.0], resistance=[1.0, np.inf, 1.0]), "resistance is"),
        (lambda: LeakyAquifers(transmissivity=[1.0], resistance=[0.0, 1.0]), "resistance is"),
        (lambda: ONE.drawdown(distance=1.0, flow=0.1, screened=1), "screened is 1"),
        (lambda: ONE.field(x=UNKNOWN, y=UNKNOWN, wells=WELL, screened=0), "x or y of the grid is not known"),
        (lambda: confined(time=np.nan), "transmissivity, storage or time is not known"),
        (lambda: confined(storage=np.nan), "transmissivity, storage or time is not known"),
        (lambda: Wells(np.zeros(2), np.zeros(2), np.zeros(1)), "x, y and flow have shapes"),
        (lambda: Wells(np.zeros(1), np.zeros(1), np.array([np.nan])), "x, y and flow have shapes"),
        (lambda: de_glee_drawdown(flow=-1.0, transmissivity=1.0, resistance=1.0, distance=1.0), "flow is -1"),
        (lambda: thiem_difference(flow=1.0, transmissivity=1.0, near=0.0, far=1.0), "near is 0"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, says):
    with pytest.raises(ValueError, match=f"^{says}"):
        call()
