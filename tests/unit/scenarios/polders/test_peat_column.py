"""Soil of a column for a year, against the formulas of the physics and against what it must leave."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.kernels.peat_column import creep_year, oxidise_year, ripened, volume_of_organic
from scenarios.physics.consolidation import DAY, intrinsic_time, isotache_strain
from scenarios.physics.peat import bulk_density, volume_loss
from scenarios.physics.shrinkage import height_change, volume_factor, water_loss
from scenarios.polders.mass_balance import (
    CLAY_PART,
    DEEPEST,
    FRESH_WATER,
    LEAST_ORGANIC,
    LOSS,
    MARGIN,
    ORGANIC_PART,
    MassBalance,
    parameters,
)
from scenarios.polders.weather import TEMPERATURE
from tests.unit.scenarios.polders.peat_polder import peat_polder

YEAR = 31_557_600.0
DENSITY = float(bulk_density(organic_part=0.8))


def oxidise(lowest, thickness, *, water=0.5, cover=0.0, warmth=1.0, p=None):
    """Oxidation and shrinkage of one column in a year, and its state after it."""
    high = np.array([thickness], np.float64)
    organic, mineral = 0.8 * DENSITY * high, 0.2 * DENSITY * high
    held = np.full(high.shape, water)
    out, shrunk = np.empty(1), np.empty(1)
    given = parameters() if p is None else p
    oxidise_year(
        np.array([cover]), np.array([lowest]), warmth, given, high, organic, mineral, held, out, shrunk, 0, 1
    )
    return out[0], shrunk[0], high[0], organic[0], mineral[0], held[0]


@pytest.mark.parametrize("part", [0.05, 0.2, 0.3, 0.8, 1.0])
def test_volume_of_organic_matter(part):
    assert volume_of_organic(part) == pytest.approx(float(volume_loss(organic_part=part)), rel=1e-12)


def test_worked_loss_of_seven_millimetres():
    p = parameters()
    p[0], p[1] = 1.39822, 0.0
    lost, _, _, organic, _, _ = oxidise(0.5, [0.5, 0.5], p=p)
    assert 1000.0 * lost == pytest.approx(7.0, rel=5e-6)
    assert 0.8 * DENSITY * 0.5 - organic[0] == pytest.approx(1.39822 * 0.5)


def test_what_lies_dry_oxidises_and_the_rest_does_not():
    lost, _, high, organic, mineral, _ = oxidise(0.7, [0.25, 0.25, 0.25, 1.0])
    dry = 0.7 - MARGIN.value
    assert lost == pytest.approx(dry * LOSS.value * float(volume_loss(organic_part=0.8)))
    assert 1.75 - high.sum() == pytest.approx(lost)
    assert organic[2:].tolist() == pytest.approx([0.8 * DENSITY * 0.25, 0.8 * DENSITY])
    assert mineral.sum() == pytest.approx(0.2 * DENSITY * 1.75)


def test_clay_on_top_takes_the_place_of_peat():
    bare = oxidise(0.9, [2.0])[0]
    assert oxidise(0.9, [2.0], cover=0.3)[0] == pytest.approx(
        bare * (0.6 - MARGIN.value + 0.0) / (0.9 - MARGIN.value)
    )
    assert oxidise(0.9, [2.0], cover=0.7)[0] == 0.0


def test_nothing_oxidises_below_the_deepest_air():
    assert oxidise(3.0, [4.0])[0] == oxidise(DEEPEST.value + MARGIN.value, [4.0])[0]


def test_warm_years_oxidise_more():
    assert oxidise(0.7, [2.0], warmth=1.2)[0] == pytest.approx(1.2 * oxidise(0.7, [2.0])[0])


def test_oxidation_ends_when_too_little_is_left():
    p = parameters()
    p[0] = 1e6
    _, _, high, organic, mineral, _ = oxidise(2.0, [0.3], p=p)
    assert organic[0] / (organic[0] + mineral[0]) == pytest.approx(LEAST_ORGANIC.value)
    assert high[0] >= 0.0


def test_ripening_is_that_of_the_formulas():
    p = parameters()
    p[0] = 0.0
    lost, shrunk, high, _, _, water = oxidise(0.4, [0.4, 1.0], water=FRESH_WATER.value, p=p)
    gone = water_loss(water=FRESH_WATER.value, duration=YEAR)
    factor = volume_factor(
        water=FRESH_WATER.value, clay_part=CLAY_PART.value, organic_part=ORGANIC_PART.value
    )
    assert lost == 0.0
    assert shrunk == pytest.approx(-0.4 * float(height_change(volume_change=factor * gone)))
    assert water.tolist() == pytest.approx([FRESH_WATER.value + float(gone), FRESH_WATER.value])
    assert high.sum() == pytest.approx(1.4 - shrunk)
    assert ripened(FRESH_WATER.value, 0.0, p) == 0.0


def test_unknown_groundwater_and_peat():
    assert np.isnan(oxidise(np.nan, [1.0])[0])
    assert np.isnan(oxidise(0.6, [np.nan])[0])
    assert oxidise(0.6, [0.0])[:2] == (0.0, 0.0)


def creep(years, *, deeper=0.0, stress=20e3, age=None, share=1.0, thickness=4.0):
    """Height lost by one layer after so many years, with the change of level in the first."""
    a, b, c = 0.01737, 0.1303, 0.008686
    began = float(intrinsic_time(overconsolidation=1.3, a=a, b=b, c=c)) / YEAR if age is None else age
    high, load, old = (np.array([[value]]) for value in (thickness, stress, began))
    soil, out, total = np.array([[[a]], [[b]], [[c]]]), np.empty(1), 0.0
    for year in range(years):
        change = np.array([deeper if year == 0 else 0.0])
        creep_year(change, np.array([5e3]), np.array([[share]]), soil, 1.0, 1e3, high, load, old, out, 0, 1)
        total += out[0]
    return total, load[0, 0]


@pytest.mark.parametrize(
    ("years", "settled"), [(1, 0.197892), (10, 0.273047), (50, 0.324775), (100, 0.346834)]
)
def test_worked_settlement_under_a_load(years, settled):
    found, stress = creep(years, deeper=1.0)
    assert found == pytest.approx(settled, rel=5e-6)
    assert stress == 25e3


def test_worked_creep_without_a_load():
    assert creep(50)[0] == pytest.approx(0.216398, rel=5e-6)
    assert creep(50, deeper=1.0)[0] - creep(50)[0] == pytest.approx(0.108377, rel=5e-6)


def test_a_raised_level_swells_and_slows_down():
    soil = {"a": 0.01737, "b": 0.1303, "c": 0.008686}
    strain = isotache_strain(stress=20e3, new_stress=15e3, time=10 * YEAR, duration=YEAR, **soil)
    first, _ = creep(1, deeper=-1.0, age=10.0)
    assert first == pytest.approx(4.0 * float(strain), rel=1e-6)
    assert first < 0.0
    assert creep(50, deeper=-1.0, age=10.0)[0] - first < 0.2 * creep(50, age=10.0)[0]


def test_a_day_is_a_day():
    assert pytest.approx(365.25) == YEAR / DAY


def test_peat_that_lies_above_the_groundwater_is_ripe():
    columns = peat_polder(1)
    soil = MassBalance(columns, np.array([0.6]), 1)
    assert soil.year(np.array([0.6]), TEMPERATURE.value)[1][0] == pytest.approx(0.0, abs=1e-6)
    assert soil.year(np.array([0.9]), TEMPERATURE.value)[1][0] > 1e-4


def test_the_answer_is_the_same_for_any_number_of_threads():
    rng = np.random.default_rng(6)
    columns = peat_polder(9_000, peat_thickness=rng.uniform(0.0, 6.0, 9_000))
    lowest = rng.uniform(0.2, 1.5, 9_000)
    one, two = (MassBalance(columns, lowest, threads) for threads in (1, 2))
    for _ in range(3):
        np.testing.assert_array_equal(one.year(lowest, 11.0), two.year(lowest, 11.0))
