"""Soft soil under a changed load: worked values, limits, and unloading."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.physics.consolidation import (
    DAY,
    bjerrum_strain,
    consolidation_degree,
    intrinsic_time,
    isotache_parameters,
    isotache_strain,
    koppejan_strain,
    stress_change,
)

YEAR = 365.25 * DAY
SOIL = {"a": 0.01737, "b": 0.1303, "c": 0.008686}
LOAD = {"stress": 20e3, "new_stress": 25e3}
AGE = float(intrinsic_time(overconsolidation=1.3, **SOIL))


@pytest.mark.parametrize(
    ("lowering", "wet", "drained", "change"), [(0.3, 11e3, 10.5e3, 2793.0), (-0.2, 10.5e3, 9.5e3, -1762.0)]
)
def test_stress_of_worked_cases(lowering, wet, drained, change):
    found = stress_change(lowering=lowering, saturated_weight=wet, drained_weight=drained)
    assert found == pytest.approx(change, rel=1e-9)


@pytest.mark.parametrize(("time", "degree"), [(0.1, 0.354835), (1.0, 0.934655)])
def test_degree_of_worked_cases(time, degree):
    found = consolidation_degree(coefficient=time, thickness=1.0, duration=1.0, drainage_factor=1.0)
    assert found == pytest.approx(degree, rel=5e-6)


def test_two_sides_drain_four_times_as_fast():
    layer = {"coefficient": 1e-8, "thickness": 2.0}
    both = consolidation_degree(duration=1.0 * YEAR, **layer)
    one = consolidation_degree(duration=4.0 * YEAR, drainage_factor=1.0, **layer)
    assert both == pytest.approx(one)


def test_age_and_what_the_load_makes_of_it():
    assert pytest.approx(30.2985, rel=5e-6) == AGE / DAY
    shifted = AGE * (20 / 25) ** ((SOIL["b"] - SOIL["a"]) / SOIL["c"])
    assert shifted / DAY == pytest.approx(1.66516, rel=5e-6)


@pytest.mark.parametrize(
    ("years", "settlement"), [(1, 0.197892), (10, 0.273047), (50, 0.324775), (100, 0.346834)]
)
def test_settlement_of_worked_cases(years, settlement):
    strain = isotache_strain(**LOAD, time=AGE, duration=years * YEAR, **SOIL)
    assert 4.0 * strain == pytest.approx(settlement, rel=5e-6)


def test_creep_alone_and_what_is_due_to_the_load():
    creep = 4.0 * isotache_strain(stress=20e3, new_stress=20e3, time=AGE, duration=50 * YEAR, **SOIL)
    loaded = 4.0 * isotache_strain(**LOAD, time=AGE, duration=50 * YEAR, **SOIL)
    assert creep == pytest.approx(0.216398, rel=5e-6)
    assert loaded - creep == pytest.approx(0.108377, rel=5e-6)


@given(st.floats(0.5, 0.99), st.floats(1.0, 100.0))
def test_raising_the_table_swells_at_once_and_slows_creep(part, years):
    unloaded = {"stress": 20e3, "new_stress": 20e3 * part, "time": AGE, **SOIL}
    assert isotache_strain(duration=0.0, **unloaded) < 0.0
    alone = isotache_strain(stress=20e3, new_stress=20e3, time=AGE, duration=years * YEAR, **SOIL)
    assert isotache_strain(duration=years * YEAR, **unloaded) < alone


def test_other_parameter_sets():
    a, b, c = isotache_parameters(reloading_ratio=0.04, compression_ratio=0.30, creep_coefficient=0.02)
    assert (float(a), float(b), float(c)) == pytest.approx((0.0173718, 0.130288, 0.00868589), rel=5e-6)
    held = {**LOAD, "preconsolidation": 22e3, "duration": 18262.5 * DAY}
    bjerrum = bjerrum_strain(**held, reloading_ratio=0.04, compression_ratio=0.30, creep_coefficient=0.02)
    koppejan = koppejan_strain(**held, primary=25, secular=100, primary_virgin=7, secular_virgin=60)
    assert 4.0 * bjerrum == pytest.approx(0.414168, rel=5e-6)
    assert 4.0 * koppejan == pytest.approx(0.140862, rel=4e-6)


def test_models_without_unloading_say_so():
    down = {"stress": 25e3, "new_stress": 20e3, "preconsolidation": 22e3, "duration": YEAR}
    assert np.isnan(koppejan_strain(**down, primary=25, secular=100, primary_virgin=7, secular_virgin=60))
    assert np.isnan(
        bjerrum_strain(**down, reloading_ratio=0.04, compression_ratio=0.3, creep_coefficient=0.02)
    )


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: intrinsic_time(overconsolidation=0.9, **SOIL), "overconsolidation"),
        (lambda: intrinsic_time(overconsolidation=1.5, a=0.2, b=0.1, c=0.01), "b is"),
        (lambda: isotache_strain(stress=0.0, new_stress=1.0, time=1.0, duration=1.0, **SOIL), "stress"),
        (lambda: consolidation_degree(coefficient=1.0, thickness=0.0, duration=1.0), "thickness"),
    ],
)
def test_impossible_values_are_refused_by_name(call, name):
    with pytest.raises(ValueError, match=name):
        call()
