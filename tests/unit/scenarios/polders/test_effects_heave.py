"""Range of ditch bottoms in danger: soil that is lighter, ditches that are deeper, more head below."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.polders.effects.bottom_heave import DitchBottomHeave
from tests.unit.scenarios.polders.effect_cases import case, course
from tests.unit.scenarios.polders.peat_polder import peat_polder

GROUND, BOTTOM, THICK = -1.5, -2.6, 3.0


def polder(safety: float):
    """Clay of 3 m whose ditch bottom, 0.5 m under water, has this factor."""
    head = (1.9 * 15e3 + 0.5 * 9810) / (9810 * safety)
    changes = {"peat_thickness": 0.0, "soft_thickness": THICK, "deep_head": GROUND - THICK + head}
    return peat_polder(4, **{name: np.full(4, value) for name, value in changes.items()})


def danger(safety: float) -> dict[str, float]:
    columns = polder(safety)
    found = DitchBottomHeave().assess(case(columns, course(columns)))
    return {"value": found.value, **found.variants}


def test_half_a_kilonewton_makes_three_percent_of_safety():
    """The soil is 0.85 of the weight: 0.5 of 15 kN/m3 moves the factor by 0.0284 of itself."""
    just_safe = danger(1.1 * 1.02)
    assert just_safe["value"] == 0.0
    assert just_safe["soil -500 N/m3"] == 100.0
    assert danger(1.1 * 1.04)["soil -500 N/m3"] == 0.0
    just_not = danger(1.1 * 0.98)
    assert just_not["value"] == 100.0
    assert just_not["soil +500 N/m3"] == 0.0


@pytest.mark.parametrize(("safety", "deeper"), [(1.1 * 1.02, 100.0), (1.1 * 1.04, 0.0)])
def test_deeper_ditches_trade_soil_for_water(safety, deeper):
    """0.2 m of soil less and water more: 0.2 x (15 - 9.81) kN/m2 of 33.4, 3.1 %."""
    found = danger(safety)
    assert found["ditches +0.2 m deep"] == deeper
    assert found["ditches -0.2 m deep"] == 0.0


def test_a_ditch_through_all_soft_soil_is_no_safe_one():
    columns = peat_polder(4, peat_thickness=np.zeros(4), soft_thickness=np.full(4, 1.2))
    found = DitchBottomHeave().assess(case(columns, course(columns)))
    assert found.variants["ditches +0.2 m deep"] == 100.0


@pytest.mark.parametrize(("head", "lower", "higher"), [(2.8, 0.0, 0.0), (3.0, 0.0, 100.0), (3.3, 0.0, 100.0)])
def test_a_quarter_of_a_metre_of_head_is_told(head, lower, higher):
    """33.4 kN/m2 keep 3.095 m of head down with a margin of 1.1."""
    safety = (1.9 * 15e3 + 0.5 * 9810) / (9810 * head)
    found = danger(safety)
    assert (found["head -0.25 m"], found["head +0.25 m"]) == (lower, higher)
    assert found["value"] == (100.0 if head > 3.095 else 0.0)
