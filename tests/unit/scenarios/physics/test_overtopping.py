"""Overtopping against worked values, its inverse, its limits and its slopes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.physics.overtopping import (
    FORMULAS,
    breaker_parameter,
    obliqueness_factor,
    overflow_and_overtopping,
    overtopping_discharge,
    required_freeboard,
)
from scenarios.physics.weir import overflow

WAVE: dict[str, Any] = {"wave_height": 1.5, "wave_period": 5.0, "cot_slope": 3.0}


def test_breaker_parameter() -> None:
    assert float(breaker_parameter(**WAVE)) == pytest.approx(1.70039, rel=3e-6)


@pytest.mark.parametrize(
    ("freeboard", "mean", "design"),
    [
        (1.0, 0.132786, 0.16631109920843593),
        (2.0, 0.0274981, 0.040011082063631194),
        (3.0, 0.00436652, 0.007570060376011619),
    ],
)
def test_discharge_by_eurotop(freeboard: float, mean: float, design: float) -> None:
    found = overtopping_discharge(freeboard=freeboard, formula="eurotop-mean", **WAVE)
    assert float(found) == pytest.approx(mean, rel=3e-6)
    found = overtopping_discharge(freeboard=freeboard, formula="eurotop-design", **WAVE)
    assert float(found) == pytest.approx(design, rel=1e-12)


def test_discharge_by_taw() -> None:
    found = [
        overtopping_discharge(freeboard=2.0, formula=f"taw-{name}", **WAVE) for name in ("mean", "design")
    ]
    assert float(found[0]) == pytest.approx(0.0273881, rel=3e-6)
    assert float(found[1]) == pytest.approx(0.03897697634929013, rel=1e-12)


@pytest.mark.parametrize(
    ("litres", "expected"), [(0.1, 5.23980), (1.0, 4.094016580844095), (5.0, 3.23286), (10.0, 2.84064)]
)
def test_required_freeboard(litres: float, expected: float) -> None:
    assert float(required_freeboard(discharge=litres / 1000, **WAVE)) == pytest.approx(expected, rel=2e-6)


def test_required_freeboard_of_a_flatter_slope_and_the_crest_it_gives() -> None:
    flatter = required_freeboard(discharge=1e-3, **{**WAVE, "cot_slope": 4.0})
    assert float(flatter) == pytest.approx(3.01455, rel=2e-6)
    hydraulic_load_level = 5.10 + 0.82 + float(required_freeboard(discharge=1e-3, **WAVE))
    assert hydraulic_load_level == pytest.approx(10.0140, abs=5e-5)


@pytest.mark.parametrize("formula", list(FORMULAS))
@pytest.mark.parametrize("cot_slope", [2.0, 3.0, 6.0])
def test_freeboard_and_discharge_are_inverses(formula: str, cot_slope: float) -> None:
    """Steep slopes answer by non-breaking waves, flat ones by breaking waves."""
    wave: dict[str, Any] = {
        **WAVE,
        "wave_period": 6.0,
        "cot_slope": cot_slope,
        "formula": formula,
        "roughness_factor": 0.8,
    }
    freeboard = np.linspace(0.1, 5.0, 50)
    discharge = overtopping_discharge(freeboard=freeboard, **wave)
    np.testing.assert_allclose(required_freeboard(discharge=discharge, **wave), freeboard, atol=1e-9)
    assert (np.diff(discharge) < 0).all()


def test_discharge_grows_with_the_waves_and_falls_with_a_flatter_slope() -> None:
    heights, periods, cots = np.linspace(0.5, 3, 20), np.linspace(3, 9, 20), np.linspace(3, 7, 20)
    assert (np.diff(overtopping_discharge(freeboard=2.0, **{**WAVE, "wave_height": heights})) > 0).all()
    assert (np.diff(overtopping_discharge(freeboard=2.0, **{**WAVE, "wave_period": periods})) >= 0).all()
    assert (np.diff(overtopping_discharge(freeboard=2.0, **{**WAVE, "cot_slope": cots})) < 0).all()


def test_slanting_waves() -> None:
    factor = obliqueness_factor(angle_degrees=[0.0, -30.0, 80.0, 110.0])
    np.testing.assert_allclose(factor, [1.0, 0.901, 0.736, 0.736], rtol=1e-12)
    straight, slanting = (
        overtopping_discharge(freeboard=2.0, obliqueness_factor=value, **WAVE) for value in factor[:2]
    )
    assert slanting < straight


def test_without_waves_and_with_water_above_the_crest() -> None:
    calm = {**WAVE, "wave_height": 0.0}
    assert float(overtopping_discharge(freeboard=1.0, **calm)) == 0.0
    assert float(required_freeboard(discharge=1e-3, **calm)) == 0.0
    assert float(required_freeboard(discharge=100.0, **WAVE)) == 0.0
    over = overflow_and_overtopping(level=6.1, crest_level=6.0, **WAVE)
    at_zero = overtopping_discharge(freeboard=0.0, **WAVE)
    assert float(over) == pytest.approx(float(overflow(level=6.1, crest_level=6.0) + at_zero), rel=1e-12)
    around = overflow_and_overtopping(level=[6.0 - 1e-9, 6.0 + 1e-9], crest_level=6.0, **WAVE)
    assert around[0] == pytest.approx(around[1], rel=1e-6)
    only = overflow_and_overtopping(level=6.1, crest_level=6.0, **calm)
    assert float(only) == pytest.approx(float(overflow(level=6.1, crest_level=6.0)), rel=1e-12)
    with pytest.raises(ValueError, match="taw-mean"):
        overtopping_discharge(freeboard=1.0, formula="owen", **WAVE)
