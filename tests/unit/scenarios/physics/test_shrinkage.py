"""Ripening: worked values, and what must hold at any value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.physics.shrinkage import RIPE_WATER, height_change, volume_factor, water_loss

YEAR = 31_557_600.0


def test_worked_case():
    factor = volume_factor(water=1.5, clay_part=0.3, organic_part=0.1)
    lost = water_loss(water=1.5, duration=10 * YEAR)
    assert factor == pytest.approx(0.418281, rel=5e-6)
    assert lost == pytest.approx(-0.153518, rel=5e-6)
    assert height_change(volume_change=factor * lost) == pytest.approx(-0.0218798, rel=5e-6)


def test_ripe_soil_stays_as_it_is():
    assert water_loss(water=[RIPE_WATER.value, 0.2], duration=100 * YEAR).tolist() == [0.0, 0.0]


def test_years_add_up():
    water = 1.5
    for _ in range(10):
        water += float(water_loss(water=water, duration=YEAR))
    assert water == pytest.approx(1.5 + float(water_loss(water=1.5, duration=10 * YEAR)))


@given(st.floats(0.5, 5.0), st.floats(0.01, 0.5), st.floats(0.01, 0.5), st.floats(0.0, 200.0))
def test_soil_never_vanishes(water, clay, organic, years):
    lost = water_loss(water=water, duration=years * YEAR)
    change = volume_factor(water=water, clay_part=clay, organic_part=organic) * lost
    assert -1.0 < height_change(volume_change=change) <= 0.0


@pytest.mark.parametrize(("clay", "organic"), [(0.7, 0.4), (0.0, 0.0)])
def test_parts_that_cannot_be(clay, organic):
    with pytest.raises(ValueError, match="clay_part and organic_part leave"):
        volume_factor(water=1.0, clay_part=clay, organic_part=organic)


def test_unknown_passes():
    assert np.isnan(volume_factor(water=np.nan, clay_part=0.3, organic_part=0.1))
