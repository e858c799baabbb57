"""Pressure below the ground behind a dike: its limits, and places without a cover layer.

The worked values stand in tests/validation/dike_load_values.py.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from scenarios.physics.uplift import (
    HEAVE_LIMIT,
    HEAVE_LIMIT_SCREEN,
    WATER_WEIGHT,
    aquifer_response,
    exit_head,
    heave_gradient,
    uplift_factor,
)

WATER: dict[str, Any] = {"level": 5.0, "exit_level": 1.0, "response": 0.5}
CLAY: dict[str, Any] = {"cover_thickness": 2.0, "cover_weight": 1.5 * WATER_WEIGHT}


def test_layer_floats_when_its_weight_below_water_is_the_pressure() -> None:
    """2 m at half the weight of water holds 1 m of excess head: 2 m of excess head is twice that."""
    assert float(uplift_factor(**WATER, **CLAY)) == pytest.approx(0.5)
    assert float(uplift_factor(**{**WATER, "response": 0.25}, **CLAY)) == pytest.approx(1.0)
    assert float(heave_gradient(**WATER, cover_thickness=2.0)) == pytest.approx(1.0)
    assert float(exit_head(**WATER)) == pytest.approx(3.0)


@pytest.mark.parametrize("change", [{"level": 1.0}, {"level": 0.0}, {"response": 0.0}])
def test_without_pressure_nothing_lifts(change: dict[str, float]) -> None:
    assert float(uplift_factor(**{**WATER, **change}, **CLAY)) == math.inf
    assert float(heave_gradient(**{**WATER, **change}, cover_thickness=2.0)) == 0.0


def test_without_a_cover_there_is_nothing_to_lift() -> None:
    """A pipe then starts where the sand lies bare, whatever head builds up."""
    bare = {**WATER, "response": float(aquifer_response(leakage_length=0.0, foreland=300.0, base=50.0))}
    assert bare["response"] == 0.0
    assert float(uplift_factor(**bare, cover_thickness=0.0, cover_weight=15e3)) == 0.0
    assert float(heave_gradient(**bare, cover_thickness=0.0)) == math.inf
    assert float(heave_gradient(**{**bare, "level": 0.5}, cover_thickness=0.0)) == 0.0


def test_response_between_its_limits() -> None:
    """All arrives when nothing lies before and below; none when the ground behind is drained at the toe."""
    at = {"leakage_length": 600.0, "base": 0.0}
    assert float(aquifer_response(foreland=0.0, **at)) == 1.0
    assert float(aquifer_response(foreland=1e9, **at)) == pytest.approx(0.5)
    assert float(aquifer_response(foreland=300.0, hinterland=300.0, **at)) == pytest.approx(0.5)
    assert float(aquifer_response(foreland=300.0, hinterland=1e-9, **at)) == pytest.approx(0.0, abs=1e-11)
    endless = aquifer_response(foreland=300.0, hinterland=1e9, **at)
    assert float(endless) == pytest.approx(float(aquifer_response(foreland=300.0, **at)), rel=1e-12)


def test_wider_dikes_and_forelands_let_less_through() -> None:
    wide = np.linspace(0.0, 1000.0, 30)
    assert (np.diff(aquifer_response(leakage_length=600.0, foreland=wide, base=50.0)) < 0).all()
    assert (np.diff(aquifer_response(leakage_length=600.0, foreland=300.0, base=wide)) < 0).all()


def test_limits_of_heave() -> None:
    assert (HEAVE_LIMIT.value, HEAVE_LIMIT_SCREEN.value) == (0.3, 0.5)
