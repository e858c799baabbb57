"""Greenhouse gas of all years: what was lost before the horizon counts."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.polders.effects.emission_mean import MeanEmission
from scenarios.polders.effects.emissions import CarbonDioxide
from tests.unit.scenarios.polders.effect_cases import YEARS, case, course
from tests.unit.scenarios.polders.peat_polder import peat_polder


def losing(per_year, columns, depth=0.6):
    """Course that loses peat [m] in each year."""
    each = np.broadcast_to(np.asarray(per_year, np.float32), (YEARS,))
    lost = np.cumsum(each, dtype=np.float64).astype(np.float32)[:, None] * np.ones(columns.area.size)
    return course(columns, depth=depth, oxidation=lost.astype(np.float32))


def test_years_that_are_alike_are_the_emission_of_one_year():
    columns = peat_polder()
    asked = case(columns, losing(0.01, columns), relation="van-den-akker")
    mean, one = MeanEmission().assess(asked), CarbonDioxide().assess(asked)
    assert mean.value == pytest.approx(one.value, rel=1e-5)  # heights are kept in single precision
    assert mean.parts["all_years [t CO2-eq]"] == pytest.approx(
        mean.value * YEARS * columns.size.sum() / 1e4, rel=1e-12
    )
    for name in ("all subsidence oxidises", "line of Evans et al. 2021", "methane of poor peat"):
        assert mean.variants[name] == pytest.approx(one.variants[name], rel=1e-5), name
    assert mean.low <= mean.value <= mean.high


def test_a_centimetre_of_peat_is_22_t():
    """112 kg/m3 organic, 0.55 of it carbon, 44/12: 0.01 m is 22.6 t CO2/ha."""
    columns = peat_polder()
    found = MeanEmission().assess(case(columns, losing(0.01, columns)))
    assert found.parts["carbon_dioxide [t CO2/ha/yr]"] == pytest.approx(
        0.01 * 112.0 * 0.55 * 44.0 / 12.0 * 10.0, rel=1e-3
    )


def test_peat_that_was_lost_early_counts_as_much_as_late():
    columns, rates = peat_polder(), np.where(np.arange(YEARS) < 2, 0.05, 0.0)
    early, late = (
        MeanEmission().assess(case(columns, losing(each, columns))) for each in (rates, rates[::-1])
    )
    assert early.value == pytest.approx(late.value, rel=1e-6)
    at_the_end = [
        CarbonDioxide().assess(case(columns, losing(each, columns))) for each in (rates, rates[::-1])
    ]
    assert at_the_end[0].value < 0.7 * at_the_end[1].value  # which that would reward


def test_wet_years_give_methane_of_those_years_alone():
    columns = peat_polder()
    depth = np.full((YEARS, 12, columns.area.size), 0.5)
    depth[:5] = 0.0
    half = MeanEmission().assess(case(columns, losing(0.0, columns, depth)))
    wet, dry = (MeanEmission().assess(case(columns, losing(0.0, columns, at))) for at in (0.0, 0.5))
    assert half.value == pytest.approx(0.5 * (wet.value + dry.value), rel=1e-9)


def test_without_peat_it_says_so():
    columns = peat_polder(peat_thickness=np.zeros(4))
    assert MeanEmission().assess(case(columns, losing(0.0, columns))).reason == "the soil here has no peat"
