"""Peat: worked values of oxidation, emission and height, and what must hold at any value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.physics.peat import (
    CARBON_TO_CO2,
    YEAR,
    bulk_density,
    carbon_dioxide,
    methane_factor,
    oxidation_height,
    subsidence_rate,
    temperature_factor,
    volume_loss,
)

MM_PER_YEAR = 1e-3 / YEAR
TONNE_PER_HECTARE = 0.1
"""kg/m2."""


@pytest.mark.parametrize(("depth", "rate"), [(0.4, 2.73600), (0.6, 7.44400), (0.8, 12.1520)])
def test_subsidence_of_worked_cases(depth, rate):
    assert subsidence_rate(lowest_depth=depth) / MM_PER_YEAR == pytest.approx(rate, rel=1e-6)


def test_emission_of_a_worked_case():
    rate = subsidence_rate(lowest_depth=0.6)
    assert carbon_dioxide(oxidation=0.001) / TONNE_PER_HECTARE == pytest.approx(2.25867, rel=5e-6)
    # the sheet rounds the tonnes for each millimetre to 2.26
    assert carbon_dioxide(oxidation=rate) * YEAR / TONNE_PER_HECTARE == pytest.approx(16.8234, rel=6e-4)


def test_shallow_groundwater_stops_it():
    assert subsidence_rate(lowest_depth=[0.0, 0.28]).tolist() == [0.0, 0.0]
    assert subsidence_rate(lowest_depth=0.29) > 0.0


@given(st.floats(0.0, 2.0), st.floats(0.0, 2.0))
def test_a_higher_level_never_oxidises_more(first, second):
    shallow, deep = sorted((first, second))
    assert subsidence_rate(lowest_depth=shallow) <= subsidence_rate(lowest_depth=deep)


def test_warmth():
    assert temperature_factor(temperature=14.0) == pytest.approx(1.24612, rel=5e-6)
    assert temperature_factor(temperature=12.267464) == pytest.approx(1.0)
    assert temperature_factor(temperature=25.0) == temperature_factor(temperature=19.5)


@pytest.mark.parametrize(("part", "density"), [(0.8, 124.841), (0.3, 305.972)])
def test_density_of_worked_cases(part, density):
    assert bulk_density(organic_part=part) == pytest.approx(density, rel=5e-6)


def test_mass_that_gives_seven_millimetres():
    """From half a metre of aerated peat: 1.39822 kg/m3 a year, which is 14.0987 t of CO2 per ha."""
    volume = volume_loss(organic_part=0.8)
    assert volume == pytest.approx(0.0100127, rel=5e-6)
    rate = 0.007 / (0.5 * volume)
    assert rate == pytest.approx(1.39822, rel=5e-6)
    emitted = rate * 0.5 * 0.55 * CARBON_TO_CO2
    assert emitted / TONNE_PER_HECTARE == pytest.approx(14.0987, rel=5e-6)


def test_constant_rate():
    lost = oxidation_height(thickness=0.5, rate=0.01 / YEAR, duration=10 * YEAR)
    assert lost == pytest.approx(0.0475813, rel=5e-6)
    assert oxidation_height(thickness=0.5, rate=1.0, duration=1e9) == pytest.approx(0.5)


def test_methane_comes_with_water():
    assert methane_factor(depth=[-0.1, 0.05, 0.2, 1.0]) == pytest.approx([1.0, 1.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: subsidence_rate(lowest_depth=-0.1), "lowest_depth"),
        (lambda: bulk_density(organic_part=0.0), "organic_part"),
        (lambda: oxidation_height(thickness=1.0, rate=-1.0, duration=1.0), "rate"),
    ],
)
def test_impossible_values_are_refused_by_name(call, name):
    with pytest.raises(ValueError, match=name):
        call()


def test_what_is_not_known_stays_so():
    assert np.isnan(subsidence_rate(lowest_depth=np.nan))
