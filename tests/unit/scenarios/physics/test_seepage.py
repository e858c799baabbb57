"""Seepage and salt: worked values, limits, and sums that must close."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.physics.salinity import (
    densimetric_froude,
    interface_depth,
    lens_head,
    salt_wedge_length,
)
from scenarios.physics.seepage import (
    half_plane_response,
    influence_distance,
    polder_response,
    salt_load,
    seepage_flux,
    shore_response,
    shore_total,
)

DAY = 86400.0
MM = 1e-3 / DAY
LAMBDA = 400_000**0.5
C = 500 * DAY


def test_seepage_of_the_worked_case():
    here = shore_response(distance=1000.0, leakage_length=LAMBDA)
    assert 4.0 * here == pytest.approx(0.822963, rel=5e-6)
    flux = seepage_flux(head_difference=4.0, resistance=C, response=here)
    assert flux / MM == pytest.approx(1.64593, rel=5e-6)
    assert shore_total(head_difference=4.0, leakage_length=LAMBDA, resistance=C) * DAY == pytest.approx(
        5.05964, rel=5e-6
    )


def test_what_a_higher_sea_adds_inland():
    here = shore_response(distance=1000.0, leakage_length=LAMBDA)
    assert here == pytest.approx(0.205741, rel=5e-6)
    assert seepage_flux(head_difference=0.82, resistance=C, response=here) / MM == pytest.approx(
        0.337415, rel=5e-6
    )
    assert pytest.approx(632.456, rel=1e-6) == LAMBDA
    away = influence_distance(leakage_length=LAMBDA)
    assert away == pytest.approx(1894.67, rel=5e-6)
    assert shore_response(distance=away, leakage_length=LAMBDA) == pytest.approx(0.05)
    assert influence_distance(leakage_length=LAMBDA, response=1.0) == 0.0


@given(st.floats(1.0, 1e5), st.floats(1e-6, 1.0))
def test_the_distance_of_a_response_is_where_it_is_left(length, left):
    away = influence_distance(leakage_length=length, response=left)
    assert shore_response(distance=away, leakage_length=length) == pytest.approx(left, rel=1e-9)


def test_salt_comes_up_and_does_not_go_down():
    # 1 mm/d of 5 kg/m3 is 5 g/m2/d
    flux = np.array([1.0, 0.0, -2.0, np.nan]) * MM
    load = salt_load(flux=flux, concentration=5.0) * DAY
    np.testing.assert_allclose(load, [5e-3, 0.0, 0.0, np.nan])
    worked = salt_load(flux=0.337415 * MM, concentration=5.0) * DAY * 365.25
    assert worked == pytest.approx(0.337415e-3 * 5.0 * 365.25, rel=1e-12)


def test_flux_adds_up_to_the_total():
    away = np.linspace(0.0, 30 * LAMBDA, 200_001)
    flux = seepage_flux(
        head_difference=4.0, resistance=C, response=shore_response(distance=away, leakage_length=LAMBDA)
    )
    total = np.trapezoid(flux, away)
    assert total == pytest.approx(
        float(shore_total(head_difference=4.0, leakage_length=LAMBDA, resistance=C))
    )


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0, 5000))
def test_seepage_adds_up(first, second, distance):
    def flux(head):
        response = shore_response(distance=distance, leakage_length=LAMBDA)
        return seepage_flux(head_difference=head, resistance=C, response=response)

    assert flux(first) + flux(second) == pytest.approx(flux(first + second), abs=1e-18)


@given(st.floats(1.0, 1e5), st.floats(0.0, 1.0))
def test_a_finite_polder_feels_less_than_a_wide_one(width, part):
    here = polder_response(distance=part * width, width=width, leakage_length=LAMBDA)
    assert 0.0 <= here <= shore_response(distance=part * width, leakage_length=LAMBDA) + 1e-12
    assert polder_response(distance=0.0, width=width, leakage_length=LAMBDA) == pytest.approx(1.0)
    assert polder_response(distance=width, width=width, leakage_length=LAMBDA) == 0.0


def test_a_measure_on_sand_reaches_its_neighbours():
    length = (500 * 200) ** 0.5
    assert length == pytest.approx(316.228, rel=5e-6)
    outside, edge, inside = half_plane_response(distance=[length, 0.0, -length], leakage_length=length)
    assert outside == pytest.approx(0.183940, rel=5e-6)
    assert edge == 0.5
    assert inside == pytest.approx(1 - outside)


def test_seepage_through_a_layer():
    assert seepage_flux(head_difference=0.3, resistance=1000 * DAY) / MM == pytest.approx(0.3)


def test_fresh_on_salt():
    assert interface_depth(head=[0.5, -1.0]) == pytest.approx([20.0, 0.0])
    lens = {"half_width": 1000.0, "recharge": 0.3 / (365.25 * DAY), "conductivity": 10 / DAY}
    head = lens_head(distance=0.0, **lens)
    assert head == pytest.approx(1.41538, rel=5e-6)
    assert interface_depth(head=head) == pytest.approx(56.6153, rel=5e-6)
    assert lens_head(distance=[1000.0, -2000.0], **lens).tolist() == [0.0, 0.0]


def test_salt_wedge_now_and_with_a_higher_sea():
    assert densimetric_froude(depth=12.0, velocity=0.30) == pytest.approx(0.195515, rel=5e-6)
    now = salt_wedge_length(depth=12.0, velocity=0.30)
    assert now == pytest.approx(12319.3, rel=5e-6)
    later = salt_wedge_length(depth=12.82, velocity=0.30 * 12.0 / 12.82)
    assert later == pytest.approx(16685.7, rel=5e-6)
    assert later / now == pytest.approx(1.35, abs=0.005)
    assert salt_wedge_length(depth=5.0, velocity=5.0) == pytest.approx(0.0, abs=1e-9)


def test_salt_wedge_is_the_integral_that_it_comes_from():
    froude = 0.30 / (0.02 * 9.81 * 12.0) ** 0.5
    a = np.linspace(froude ** (2 / 3), 1.0, 2_000_001)
    length = 12.0 / (1e-3 * froude**2) * np.trapezoid((a**3 - froude**2) * (1 - a), a)
    assert salt_wedge_length(depth=12.0, velocity=0.30) == pytest.approx(length, rel=1e-9)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: shore_response(distance=-1.0, leakage_length=1.0), "distance"),
        (lambda: polder_response(distance=1.0, width=0.0, leakage_length=1.0), "width"),
        (lambda: interface_depth(head=1.0, salt=999.0), "salt"),
        (lambda: salt_wedge_length(depth=0.0, velocity=1.0), "depth"),
        (lambda: densimetric_froude(depth=1.0, velocity=-1.0), "velocity"),
        (lambda: influence_distance(leakage_length=1.0, response=0.0), "response"),
        (lambda: influence_distance(leakage_length=1.0, response=1.1), "response"),
        (lambda: salt_load(flux=1.0, concentration=-1.0), "concentration"),
        (lambda: seepage_flux(head_difference=1.0, resistance=-5.0), "resistance"),
    ],
)
def test_impossible_values_are_refused_by_name(call, name):
    with pytest.raises(ValueError, match=name):
        call()
