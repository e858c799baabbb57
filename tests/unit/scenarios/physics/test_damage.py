"""Damage functions, expected annual damage and present value against worked values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.physics.damage import (
    DISCOUNT_RATES,
    area_fraction,
    company_fraction,
    discount_factors,
    dwelling_damage,
    expected_annual_damage,
    infrastructure_fraction,
    present_value,
)

EVENTS: dict[str, Any] = {"return_periods": [1e2, 1e3, 1e4, 1e5], "damages": [0.0, 1e9, 6e9, 1e10]}
OLD = [(end, rate.value) for end, rate in DISCOUNT_RATES["2021"]]
NEW = [(end, rate.value) for end, rate in DISCOUNT_RATES["2025"]]


def test_closed_forms_are_continuous_and_end_at_one() -> None:
    depth = np.linspace(0.0, 8.0, 80_001)
    for form in (area_fraction, infrastructure_fraction, company_fraction):
        found = form(depth=depth)
        assert found[0] == 0.0
        assert found[-1] == 1.0
        assert (np.diff(found) >= -1e-12).all()
        assert np.abs(np.diff(found)).max() < 2e-4
        assert float(form(depth=-1.0)) == 0.0
    np.testing.assert_allclose(
        company_fraction(depth=[0.5, 1, 2, 3, 4, 5, 6]), [0.05, 0.1, 0.16, 0.22, 0.61, 1, 1]
    )


def test_a_dwelling_that_is_lost() -> None:
    lost = dwelling_damage(floor_area=100.0, dwellings=1, fraction=1.0, structure=1000.0, contents=70_000.0)
    assert float(lost) == 170_000.0


def test_expected_annual_damage_by_both_rules() -> None:
    assert expected_annual_damage(**EVENTS, rule="trapezoid") == pytest.approx(8.47e6, rel=1e-12)
    assert expected_annual_damage(**EVENTS) == pytest.approx(6019321.5191790685, rel=1e-12)
    flat = expected_annual_damage(return_periods=[10, 1000], damages=[5.0, 5.0])
    assert flat == pytest.approx(0.5, rel=1e-12)


@pytest.mark.parametrize(
    ("periods", "damages", "rule"),
    [
        ([100.0], [1.0], "log-linear"),
        ([100.0, 1000.0], [2.0, 1.0], "log-linear"),
        ([1000.0, 100.0], [1.0, 2.0], "log-linear"),
        ([0.0, 100.0], [1.0, 2.0], "log-linear"),
        ([100.0, 1000.0], [1.0], "log-linear"),
        ([100.0, 1000.0], [1.0, 2.0], "simpson"),
    ],
)
def test_events_that_make_no_sense(periods: list[float], damages: list[float], rule: str) -> None:
    with pytest.raises(ValueError, match=r"^(return_periods|damages|rule) is "):
        expected_annual_damage(return_periods=periods, damages=damages, rule=rule)


@pytest.mark.parametrize(
    ("rates", "growth", "expected"),
    [(OLD, 0.0, 3.35766e8), (OLD, 0.01, 4.84344e8), (NEW, 0.0, 3.10292e8), (NEW, 0.01, 4.50340e8)],
)
def test_present_value(rates: list[tuple[float, float]], growth: float, expected: float) -> None:
    found = present_value(annual=8.47e6, years=100, rates=rates, growth=growth)
    assert found == pytest.approx(expected, rel=2e-6)


def test_perpetuity_and_forward_rates() -> None:
    assert present_value(annual=8.47e6, years=3000, rates=OLD) == pytest.approx(3.76444e8, rel=2e-6)
    factors = discount_factors(years=100, rates=NEW)
    assert (np.diff(factors) < 0).all()
    assert factors[34] == pytest.approx(0.380400, rel=2e-6)
    assert factors[99] == pytest.approx(0.119299, rel=5e-6)


def test_no_growth_after_a_century() -> None:
    long = present_value(annual=1.0, years=200, rates=OLD, growth=0.01)
    tail = discount_factors(years=200, rates=OLD)[100:].sum() * 1.01**100
    century = present_value(annual=1.0, years=100, rates=OLD, growth=0.01)
    assert long == pytest.approx(century + tail, rel=1e-12)
