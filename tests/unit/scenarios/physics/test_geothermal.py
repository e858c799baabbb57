"""Geothermal doublets: limits, what must always hold, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.physics.doublet_wells import coefficient_of_performance, pump_power, well_pressure
from scenarios.physics.geothermal import (
    RETARDATION,
    breakthrough_time,
    cooled_radius,
    doublet_spacing,
    ground_temperature,
    heat_capacity,
    produced_temperature,
    thermal_power,
)
from twin import heat_reach

YEAR = 31_557_600.0
DOUBLET = {"thickness": 60.0, "flow": 150 / 3600}
flows, times = st.floats(1e-3, 0.3), st.floats(1e3, 1e10)


def test_the_cooled_radius_is_the_one_that_claims_grow_by():
    ours = cooled_radius(time=30 * YEAR, retardation=heat_reach.RETARDATION, **DOUBLET)
    assert ours == heat_reach.cooled_radius(flow=150 / 3600, seconds=30 * YEAR, height=60.0)
    assert pytest.approx(heat_reach.RETARDATION, rel=1e-6) == RETARDATION


@settings(deadline=None)
@given(flows, times, st.floats(1.0, 20.0))
def test_the_cooled_radius_grows_with_the_root_of_time_and_of_flow(flow, time, factor):
    def radius(flow, time):
        return cooled_radius(flow=flow, time=time, thickness=60.0)

    assert radius(flow, factor * time) == pytest.approx(np.sqrt(factor) * radius(flow, time), rel=1e-12)
    assert radius(factor * flow, time) == pytest.approx(np.sqrt(factor) * radius(flow, time), rel=1e-12)
    # what is cold holds as much heat as was brought in
    held = np.pi * radius(flow, time) ** 2 * 60.0 * RETARDATION
    assert held == pytest.approx(flow * time, rel=1e-12)


@settings(deadline=None)
@given(flows, times)
def test_wells_at_the_spacing_of_a_life_break_through_after_it(flow, life):
    d = doublet_spacing(life=life, thickness=60.0, flow=flow)
    assert breakthrough_time(spacing=d, thickness=60.0, flow=flow) == pytest.approx(life, rel=1e-12)


def test_nothing_fades_before_the_breakthrough_and_all_of_it_in_the_end():
    t = np.array([0.0, 0.999999, 1.0, 1.0 + 1e-9, 1e3, 1e9])
    warm = produced_temperature(time=t, breakthrough=1.0, initial=78.2, injected=35.0)
    assert warm[:3].tolist() == [78.2] * 3
    # 1 + 0.4 a^2 just after, 3 pi / b^3 with b = pi - a in the end
    assert (78.2 - warm[3]) / 43.2 * np.pi == pytest.approx(np.sqrt(1e-9 / 0.4), rel=1e-3)
    assert (warm[5] - 35.0) / 43.2 * np.pi == pytest.approx((3 * np.pi / 1e9) ** (1 / 3), rel=1e-4)


@settings(deadline=None)
@given(st.floats(1.0, 1e6))
def test_the_angle_takes_as_long_as_its_stream_line(ratio):
    cold = produced_temperature(time=ratio, breakthrough=1.0, initial=1.0, injected=0.0)
    a = np.pi * (1.0 - cold)
    if a > 0.01:
        assert 3.0 * (1.0 - a / np.tan(a)) / np.sin(a) ** 2 == pytest.approx(ratio, rel=1e-7)
    assert ratio < 2.0 or cold < 0.7


@settings(deadline=None)
@given(st.lists(st.floats(0.0, 1e8), min_size=2, max_size=20))
def test_it_never_warms_up_again(moments):
    warm = produced_temperature(time=np.sort(moments), breakthrough=2.0, initial=80.0, injected=30.0)
    assert (np.diff(warm) <= 0.0).all()
    assert (warm >= 30.0).all()


def test_rock_and_water_alone():
    assert heat_capacity(porosity=[0.0, 1.0]) == pytest.approx([2650 * 900.0, 1070 * 3900.0])


def test_a_tighter_or_clogged_reservoir_takes_more_pressure_and_power():
    def needs(**changed):
        given = {"permeability": 3e-13, "spacing": 1500.0, "viscosity": 6e-4, **DOUBLET, **changed}
        return float(well_pressure(**given))

    assert needs(permeability=1e-13) == pytest.approx(3.0 * needs())
    assert needs(skin=2.0) > needs() > needs(skin=-2.0)
    assert needs(spacing=0.1) == 0.0
    heat = thermal_power(flow=150 / 3600, cooling=43.2)
    twice = coefficient_of_performance(power=heat, pumping=pump_power(flow=150 / 3600, pressure=needs()))
    both = coefficient_of_performance(power=heat, pumping=pump_power(flow=150 / 3600, pressure=2 * needs()))
    assert twice == pytest.approx(2.0 * both)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: ground_temperature(depth=-1.0), "depth"),
        (lambda: heat_capacity(porosity=1.1), "porosity"),
        (lambda: breakthrough_time(spacing=1e3, thickness=60.0, flow=0.0), "flow"),
        (lambda: doublet_spacing(life=1.0, thickness=0.0, flow=0.1), "thickness"),
        (lambda: produced_temperature(time=-1.0, breakthrough=1.0, initial=1, injected=0), "time"),
        (lambda: produced_temperature(time=1.0, breakthrough=0.0, initial=1, injected=0), "breakthrough"),
        (lambda: cooled_radius(flow=np.inf, time=1.0, thickness=1.0), "flow"),
        (
            lambda: well_pressure(flow=0.1, permeability=1e-13, thickness=1.0, spacing=0.05, viscosity=1e-3),
            "spacing over radius",
        ),
        (lambda: pump_power(flow=0.1, pressure=1e5, efficiency=0.0), "efficiency"),
        (lambda: coefficient_of_performance(power=1.0, pumping=0.0), "pumping"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} is "):
        call()


def test_what_is_not_known_stays_so_and_shapes_go_together():
    warm = produced_temperature(
        time=[[1.0], [np.nan]], breakthrough=[0.5, 1.0, np.nan], initial=80.0, injected=30.0
    )
    assert warm.shape == (2, 3)
    assert np.isnan(warm).tolist() == [[False, False, True], [True, True, True]]
    assert np.isnan(cooled_radius(time=[1.0, np.nan], **DOUBLET)).tolist() == [False, True]
