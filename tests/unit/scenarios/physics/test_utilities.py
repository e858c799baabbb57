"""Cables and pipelines: the worked values K1 to K4, and where they must turn over."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios.physics.pipe_materials import MATERIALS, material
from scenarios.physics.uplift import WATER_WEIGHT
from scenarios.physics.utilities import (
    bending_stress,
    buoyancy,
    buoyancy_safety,
    cable_rating_ratio,
    external_thermal_resistance,
    joint_rotation,
    trough_curvature,
)

PIPE = {"diameter": 0.6, "cover": 1.0, "weight": 350.0, "soil_weight": 10e3, "submerged_weight": 1e3}


def test_worked_trough_bends_a_pipe():
    curvature = trough_curvature(depth=0.10, length=20.0)
    assert curvature == pytest.approx(0.00493480, rel=5e-7)
    assert 1.0 / curvature == pytest.approx(202.642, rel=5e-6)
    stress = bending_stress(depth=0.10, length=20.0, stiffness=210e9, diameter=0.324)
    assert stress == pytest.approx(167.882e6, rel=5e-6)


def test_curvature_is_that_of_a_cosine():
    x, step = np.linspace(-10.0, 10.0, 2001), 0.01
    trough = 0.05 * (1.0 + np.cos(2.0 * math.pi * x / 20.0))
    second = np.abs(np.diff(trough, 2)) / step**2
    assert second.max() == pytest.approx(float(trough_curvature(depth=0.1, length=20.0)), rel=1e-5)


def test_worked_joint_turns():
    angle = joint_rotation(depth=0.10, length=20.0, pipe=6.0)
    assert np.degrees(angle) == pytest.approx(1.69646, rel=5e-6)


def test_worked_buoyancy_and_a_raise_that_floats_a_pipe():
    assert buoyancy(diameter=0.6) == pytest.approx(2773.71, rel=5e-6)
    assert buoyancy_safety(groundwater_depth=0.0, **PIPE) == pytest.approx(0.342501, rel=5e-6)
    assert buoyancy_safety(groundwater_depth=0.5, **PIPE) == pytest.approx(1.31593, rel=5e-6)


def test_lift_is_that_of_the_part_under_water():
    half = buoyancy(diameter=0.6, submerged=0.3)
    assert half == pytest.approx(0.5 * float(buoyancy(diameter=0.6)), rel=1e-12)
    low, high = buoyancy(diameter=0.6, submerged=[0.1, 0.5])
    assert low + high == pytest.approx(float(buoyancy(diameter=0.6)), rel=1e-12)
    assert buoyancy(diameter=0.6, submerged=[-1.0, 0.0]).tolist() == [0.0, 0.0]


def test_groundwater_under_the_pipe_lifts_nothing():
    assert buoyancy_safety(groundwater_depth=1.6, **PIPE) == np.inf
    assert np.isfinite(buoyancy_safety(groundwater_depth=1.59, **PIPE))


def test_safety_rises_with_the_depth_of_the_groundwater_only():
    factors = buoyancy_safety(groundwater_depth=np.linspace(0.0, 1.59, 200), **PIPE)
    assert (np.diff(factors) > 0.0).all()


def test_worked_cable():
    around = external_thermal_resistance(resistivity=1.0, depth=1.0, diameter=0.05)
    assert around == pytest.approx(0.697396, rel=5e-6)
    dry, wet = 1.5 * around, 0.7 * around
    assert cable_rating_ratio(before=dry, after=wet) == pytest.approx(1.46385, rel=5e-6)
    assert cable_rating_ratio(before=dry, after=wet, inner=0.4) == pytest.approx(1.27599, rel=5e-6)
    assert cable_rating_ratio(before=dry, after=dry, inner=0.4) == 1.0


def test_what_can_not_be_is_refused_and_what_is_not_known_passes():
    with pytest.raises(ValueError, match="diameter is 0"):
        buoyancy(diameter=0.0)
    with pytest.raises(ValueError, match=r"2 depth / diameter is 0\.8"):
        external_thermal_resistance(resistivity=1.0, depth=0.02, diameter=0.05)
    with pytest.raises(ValueError, match="length is 0"):
        trough_curvature(depth=0.1, length=0.0)
    unknown = {**PIPE, "diameter": np.nan}
    assert np.isnan(buoyancy_safety(groundwater_depth=0.5, **unknown))


def test_every_material_weighs_no_more_than_it_is_solid():
    solid = {
        "pvc": 14e3,
        "pe": 9.5e3,
        "steel": 78e3,
        "iron": 71e3,
        "concrete": 25e3,
        "insulated": 78e3,
        "asbestos": 20e3,
    }
    for name, made in MATERIALS.items():
        assert 0.0 < made.weight.value < solid[name]
        assert 0.0 < made.inside < 1.0
        assert made.weight.status == "unverified"


def test_an_empty_gas_pipe_of_plastic_floats_and_a_concrete_one_sinks():
    assert material("PVC").weight.value < WATER_WEIGHT < material("concrete").weight.value
    assert material("pe, pressure") is MATERIALS["pe"]
    assert material("copper") is None
