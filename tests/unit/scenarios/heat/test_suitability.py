"""How much heat a place gives: the formulas turned round give back what went in, and what limits it."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.heat.suitability import (
    COLD,
    LIFE,
    LIMITS,
    PRESSURE,
    ROOM,
    SHALLOW,
    THIN,
    UNKNOWN,
    WELLS,
    doublet_power,
    loop_heat,
    storage_volume,
)
from scenarios.physics.ates import thermal_radius
from scenarios.physics.closed_loops import finite_line_response, temperature_change
from scenarios.physics.doublet_wells import well_pressure
from scenarios.physics.geothermal import breakthrough_time

YEAR = 31_557_600.0
PLACE = {"thickness": 60.0, "permeability": 3e-13, "temperature": 78.2, "depth": 2200.0}


def test_the_worked_doublet_comes_back():
    found = doublet_power(**PLACE, injected=35.0, spacing=983.807107)
    assert float(found.flow) * 3600 == pytest.approx(150.0, rel=1e-6)
    assert float(found.amount) / 1e6 == pytest.approx(7.51140, rel=1e-6)
    assert int(found.limit) == LIFE


@pytest.mark.parametrize("spacing", [700.0, 1000.0, 1400.0])
def test_the_flow_keeps_to_life_and_pressure(spacing):
    thickness = np.array([20.0, 60.0, 100.0, 150.0])
    place = PLACE | {"thickness": thickness}
    found = doublet_power(**place, spacing=spacing, life=30 * YEAR, pressure=20e5)
    life = breakthrough_time(spacing=spacing, thickness=thickness, flow=found.flow) / YEAR
    pressure = well_pressure(
        flow=found.flow, permeability=3e-13, thickness=thickness, spacing=spacing, viscosity=1e-3
    )
    assert (life >= 30.0 - 1e-9).all()
    assert (pressure <= 20e5 * (1 + 1e-12)).all()
    bound = np.isclose(life, 30.0) | np.isclose(pressure, 20e5) | np.isclose(found.flow * 3600, 400.0)
    assert bound.all()


def test_what_limits_a_doublet():
    place = {
        "thickness": [60.0, 60.0, 500.0, 60.0, 60.0, 60.0, 0.0, np.nan],
        "permeability": [3e-12, 2e-13, 1e-11, 1e-13, 3e-13, 3e-13, 3e-13, 3e-13],
        "temperature": [78.0, 78.0, 78.0, 78.0, 29.0, 78.0, 78.0, 78.0],
        "depth": [2200.0, 2200.0, 2200.0, 2200.0, 2200.0, 499.0, 2200.0, 2200.0],
    }
    found = doublet_power(**place, spacing=1400.0, pressure=30e5)
    assert found.limit.tolist() == [LIFE, PRESSURE, WELLS, THIN, COLD, SHALLOW, THIN, UNKNOWN]
    assert (found.amount[:4] > 0.0).all()  # a thin one is told all the same
    assert found.amount[4:7].tolist() == [0.0, 0.0, 0.0]
    assert np.isnan(found.amount[7])
    assert all(set(text) == {"nl", "en"} for text in LIMITS)


def test_storage_fills_the_room_or_what_the_filter_lets_through():
    found = storage_volume(
        thickness=[40.0, 40.0, 0.0, np.nan], conductivity=[5e-4, 1e-5, 5e-4, 5e-4], room=120.0
    )
    assert found.limit.tolist()[:2] == [ROOM, WELLS]
    assert found.limit[3] == UNKNOWN
    assert float(thermal_radius(volume=found.amount[0], length=40.0)) == pytest.approx(40.0)
    assert found.amount[1] == pytest.approx(2 * np.pi * 0.3 * 40.0 * 2.0 * 1e-5 * 2000 * 3600)
    assert found.amount[2] == 0.0
    assert np.isnan(found.amount[3])


def test_a_filter_is_not_longer_than_asked():
    thick, thin = storage_volume(thickness=[200.0, 60.0], conductivity=5e-4, room=120.0, longest=60.0).amount
    assert thick == thin


def test_loop_heat_cools_the_neighbour_by_the_limit():
    heat = loop_heat(conductivity=[1.5, 2.5], heat_capacity=2.4e6, length=120.0, distance=8.0)
    for lam, q in zip((1.5, 2.5), heat, strict=True):
        response = finite_line_response(distance=8.0, time=25 * YEAR, diffusivity=lam / 2.4e6, length=120.0)
        assert float(temperature_change(rate=q, conductivity=lam, response=response)) == pytest.approx(1.5)
