"""Ditch bottoms: the worked factor, and what a higher level and a greater head do to it."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.physics.bottom_heave import bottom_safety
from scenarios.physics.uplift import WATER_WEIGHT


def test_worked_bottom():
    assert bottom_safety(weight=3.0 * 15e3, head=4.2) == pytest.approx(1.09218, rel=5e-6)


def test_water_in_the_ditch_holds_the_bottom_down_and_head_lifts_it():
    soil = 2.0 * 15e3
    assert bottom_safety(weight=soil + 0.3 * WATER_WEIGHT, head=4.0) > bottom_safety(weight=soil, head=4.0)
    assert bottom_safety(weight=soil, head=4.2) < bottom_safety(weight=soil, head=4.0)


def test_without_pressure_nothing_lifts_and_nothing_is_made_up():
    assert bottom_safety(weight=[1e4, 0.0], head=[0.0, -1.0]).tolist() == [np.inf, np.inf]
    assert np.isnan(bottom_safety(weight=[np.nan, 1e4], head=[1.0, np.nan])).all()
    with pytest.raises(ValueError, match="weight is -1"):
        bottom_safety(weight=-1.0, head=1.0)
