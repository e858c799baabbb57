"""Closed loops: the integral against quadrature, limits, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import erf

from scenarios.physics.closed_loops import (
    finite_line_response,
    line_response,
    segment_responses,
    temperature_change,
)
from scenarios.physics.loop_field import field_response

YEAR = 31_557_600.0
A = 2.0 / 2.4e6
LOOP = {"diffusivity": A, "length": 150.0, "buried_depth": 1.0}
FIELD = {**LOOP, "radius": 0.075}


def by_quadrature(r: float, t: float) -> float:
    """Claesson and Javed 2011, eq. 14, by adaptive quadrature."""

    def ierf(x):
        return x * erf(x) - (1.0 - np.exp(-x * x)) / np.sqrt(np.pi)

    def ground(s):
        long, deep = 150.0 * s, s
        both = 2 * ierf(long) + 2 * ierf(long + 2 * deep) - ierf(2 * long + 2 * deep) - ierf(2 * deep)
        return np.exp(-((r * s) ** 2)) * both / (long * s)

    return 0.5 * quad(ground, 1.0 / np.sqrt(4 * A * t), np.inf, epsabs=1e-13, epsrel=1e-12, limit=500)[0]


@pytest.mark.parametrize(("r", "t"), [(0.075, YEAR), (6.0, 50 * YEAR), (100.0, 50 * YEAR), (0.05, 3600.0)])
def test_the_integral_is_that_of_quadrature(r, t):
    assert finite_line_response(distance=r, time=t, **LOOP) == pytest.approx(by_quadrature(r, t), abs=1e-12)


@settings(deadline=None)
@given(st.floats(0.05, 50.0), st.floats(1e4, 1e8))
def test_a_very_long_loop_is_a_line(r, t):
    long = finite_line_response(distance=r, time=t, diffusivity=A, length=1e6)
    assert long == pytest.approx(line_response(distance=r, time=t, diffusivity=A), rel=1e-4, abs=1e-12)


@settings(deadline=None)
@given(st.floats(0.05, 200.0), st.floats(1.0, 1e11), st.floats(5.0, 400.0), st.floats(0.0, 10.0))
def test_a_loop_with_ends_does_less_than_a_line_more_with_time_less_with_distance(r, t, length, top):
    loop = {"diffusivity": A, "length": length, "buried_depth": top}
    here = finite_line_response(distance=r, time=t, **loop)
    assert -1e-13 <= here <= line_response(distance=r, time=t, diffusivity=A) + 1e-12
    assert finite_line_response(distance=r, time=2.0 * t, **loop) >= here - 1e-12
    assert finite_line_response(distance=1.5 * r, time=t, **loop) <= here + 1e-12


@settings(deadline=None)
@given(st.floats(0.05, 100.0), st.floats(1e5, 1e10), st.floats(0.1, 0.9))
def test_parts_add_up_to_the_loop(r, t, part):
    edges = np.array([1.0, 1.0 + part * 150.0, 151.0])
    between = segment_responses(distance=r, spread=4 * A * t, edges=edges)
    felt = between.sum(axis=0) @ np.diff(edges) / 150.0
    assert felt == pytest.approx(float(finite_line_response(distance=r, time=t, **LOOP)), rel=1e-9, abs=1e-12)
    # what one gives to the other is what it gets from it, metre for metre
    assert between[0, 1] * np.diff(edges)[1] == pytest.approx(between[1, 0] * np.diff(edges)[0], abs=1e-9)


def test_nothing_is_felt_at_the_start_and_what_is_not_known_stays_so():
    assert finite_line_response(distance=[5.0, 0.1], time=0.0, **LOOP).tolist() == [0.0, 0.0]
    assert line_response(distance=5.0, time=[0.0, np.nan], diffusivity=A).tolist() == pytest.approx(
        [0.0, np.nan], nan_ok=True
    )
    assert np.isnan(finite_line_response(distance=[5.0, np.nan], time=YEAR, **LOOP)).tolist() == [False, True]


def test_neighbours_add_up_with_the_sign_of_their_heat():
    responses = finite_line_response(distance=[5.0, 10.0], time=25 * YEAR, **LOOP)
    each = temperature_change(rate=[-3.0, 2.0], conductivity=2.0, response=responses)
    assert each[0] < 0.0 < each[1]
    both = temperature_change(rate=-3.0, conductivity=2.0, response=responses.sum())
    assert both == pytest.approx(each[0] - 1.5 * each[1])


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=5, unique=True))
def test_a_field_lies_between_one_loop_and_one_rate(places):
    x, y = 6.0 * np.array(places, dtype=float).T
    times = np.array([YEAR, 25 * YEAR])
    field = field_response(x=x, y=y, time=times, **FIELD)
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    np.fill_diagonal(apart, 0.075)
    rate = finite_line_response(distance=apart[..., None], time=times, **LOOP).sum(axis=0).mean(axis=0)
    one = field_response(x=[0.0], y=[0.0], time=times, **FIELD)
    assert field[1] > field[0]
    # one temperature lets loops in the middle rest
    assert (field <= rate + 1e-9).all()
    assert (field >= one - 1e-6).all()
    moved = field_response(x=x + 1e4, y=-y, time=times, **FIELD)
    np.testing.assert_allclose(moved, field, rtol=1e-9)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: line_response(distance=0.0, time=1.0, diffusivity=A), "distance is 0"),
        (lambda: finite_line_response(distance=1.0, time=-1.0, **LOOP), "time is -1"),
        (lambda: temperature_change(rate=1.0, conductivity=0.0, response=1.0), "conductivity is 0"),
        (lambda: field_response(x=[0.0, 0.1], y=[0.0, 0.0], time=YEAR, **FIELD), "loops stand 0.1 m apart"),
        (lambda: field_response(x=[0.0], y=[0.0, 1.0], time=YEAR, **FIELD), "x and y have shapes"),
        (lambda: field_response(x=[np.nan], y=[0.0], time=YEAR, **FIELD), "x and y have shapes"),
        (lambda: field_response(x=[0.0], y=[0.0], time=[2.0, 1.0], **FIELD), "time is"),
        (lambda: field_response(x=np.arange(301.0), y=np.zeros(301), time=1.0, **FIELD), "the field has 301"),
        (lambda: field_response(x=[0.0], y=[0.0], time=1.0, **(FIELD | {"length": 0.0})), "length is 0"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, says):
    with pytest.raises(ValueError, match=f"^{says}"):
        call()
