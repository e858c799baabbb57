"""Every formula alike: NaN stays NaN, what cannot be is refused by name, and the documentation lists it."""

from __future__ import annotations

import doctest
import inspect
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.physics import (
    arguments,
    breach,
    damage,
    mortality,
    norms,
    overtopping,
    piping,
    sea_level,
    stability,
    uplift,
    waves,
    weir,
)
from scenarios.physics.arguments import ascending, numbers

PAGES = Path(__file__).parents[4] / "docs/science"
WAVE = {"wave_height": 1.5, "wave_period": 5.0, "cot_slope": 3.0}
FACTORS = {f"{name}_factor": 1.0 for name in ("roughness", "obliqueness", "berm", "wall", "crest")}
GROWTH = {"time": 60.0, "head_difference": 3.0, "critical_velocity": 0.2}
FLOW = {"rise_rate": 1e-3, "depth_speed": 1.0, "speed": 1.0}
LINE = {"return_period": 100.0, "return_periods": [10, 1000], "levels": [2.0, 3.0]}
SAND = {"grain_size": 2e-4, "permeability": 1e-4}
EXIT = {"level": 5.0, "exit_level": 1.0, "response": 0.5}
COVER = {"head": 3.0, "base_level": -3.0, "thickness": 3.0, "weight": 15e3}
WIND = {"wind_speed": 20.0, "fetch": 5e3, "depth": 4.0}
RATES = {"years": 10, "rates": [(5, 0.02), (10, 0.01)]}
EVENTS = {"return_periods": [10, 100], "damages": [1.0, 2.0]}

CALLS: dict[Callable[..., Any], dict[str, Any]] = {
    weir.weir_discharge: {
        "level_up": 3.0, "level_down": 1.0, "crest_level": 0.0, "width": 5.0, "coefficient": 1.0
    },
    weir.overflow: {"level": 3.0, "crest_level": 1.0, "coefficient": 1.0},
    breach.breach_width: GROWTH,
    breach.widening_rate: GROWTH,
    breach.breach_crest: {
        "time": 60.0, "crest_level": 4.0, "lowest_level": 0.0, "deepening_time": 900.0
    },
    breach.width_by_time: {"time": 3600.0, "material": "clay"},
    overtopping.breaker_parameter: WAVE,
    overtopping.obliqueness_factor: {"angle_degrees": 30.0},
    overtopping.overtopping_discharge: {"freeboard": 2.0, **WAVE, **FACTORS},
    overtopping.required_freeboard: {"discharge": 1e-3, **WAVE, **FACTORS},
    overtopping.overflow_and_overtopping: {
        "level": 5.0, "crest_level": 6.0, **WAVE, "roughness_factor": 1.0, "obliqueness_factor": 1.0
    },
    damage.damage_fraction: {"depth": 0.5, "depths": [0, 1], "fractions": [0, 1]},
    damage.area_fraction: {"depth": 0.5},
    damage.infrastructure_fraction: {"depth": 0.5},
    damage.company_fraction: {"depth": 0.5},
    damage.dwelling_damage: {
        "floor_area": 100, "dwellings": 1, "fraction": 0.5, "structure": 1000, "contents": 70_000
    },
    damage.expected_annual_damage: EVENTS,
    damage.discount_factors: RATES,
    damage.present_value: {"annual": 1.0, **RATES, "growth": 0.0},
    mortality.lognormal_mortality: {"depth": 3.0, "mean": 1.46, "deviation": 0.28},
    mortality.mortality: {"depth": 3.0, **FLOW},
    mortality.mortality_zone: FLOW,
    mortality.mortality_standard_method: {"depth": 3.0, "rise_rate": 1e-3},
    mortality.mortality_logistic: {"depth": 3.0},
    sea_level.exceedance_level: {
        "return_period": 1e3, "reference_level": 5.1, "reference_return_period": 1e4,
        "decimation_height": 0.7, "sea_level_rise": 0.5,
    },
    sea_level.frequency_amplification: {"sea_level_rise": 0.5, "decimation_height": 0.7},
    sea_level.frequency_line_level: LINE,
    sea_level.interpolate_rise: {"years": [2005, 2050, 2100], "rises": [0.0, 0.3, 0.8], "year": 2070.0},
    sea_level.backwater_share: {"distance": 20e3, "bed_slope": 1e-4, "depth": 5.0},
    sea_level.barrier_closures: {"present": 0.1, "sea_level_rise": 0.5, "decimation_height": 0.65},
    sea_level.nourishment_volume: {"area": 6e9, "rise_rate": 0.002},
    waves.wind_wave_height: WIND,
    waves.wind_wave_period: WIND,
    waves.spectral_wave_period: {"wave_period": 4.0},
    waves.foreshore_wave_height: {"wave_height": 2.0, "depth": 3.0, "ratio": 0.5},
    piping.reduced_head: {"level": 5.0, "exit_level": 1.0, "cover_thickness": 2.0},
    piping.sand_strength: SAND,
    piping.critical_head: {"length": 50.0, "thickness": 20.0, **SAND},
    piping.required_seepage_length: {"head": 3.4, "thickness": 20.0, **SAND, "safety": 1.2},
    piping.bligh_length: {"head": 3.4, "grain_size": 2e-4},
    piping.lane_length: {"head": 3.4, "grain_size": 2e-4},
    uplift.exit_head: EXIT,
    uplift.uplift_factor: {**EXIT, "cover_thickness": 2.0, "cover_weight": 17e3},
    uplift.heave_gradient: {**EXIT, "cover_thickness": 2.0},
    uplift.leakage_length: {"permeability": 5e-4, "thickness": 20.0, "resistance": 4e7},
    uplift.aquifer_response: {
        "leakage_length": 600.0, "foreland": 300.0, "base": 50.0, "hinterland": 900.0
    },
    stability.cover_stability: COVER,
    stability.uplift_berm_height: {**COVER, "berm_weight": 18e3, "safety": 1.2},
    stability.stability_width: {"heightening": 0.5, "soft": 1.0},
    norms.length_effect: {"length": 20e3, "a": 0.9, "b": 300.0},
    norms.section_requirement: {"norm": 1e-4, "share": 0.24, "length_effect": 61.0},
    norms.reliability_index: {"probability": 1e-4},
    norms.calibrated_safety: {"section_index": 4.9, "norm_index": 3.7},
}  # fmt: skip
MODULES = (
    breach, damage, mortality, norms, overtopping, piping, sea_level, stability, uplift, waves, weir
)  # fmt: skip
NUMBERS = [
    (function, name)
    for function, given in CALLS.items()
    for name, value in given.items()
    if isinstance(value, float | int) and name != "years"
]


def public(module: Any) -> list[Callable[..., Any]]:
    return [value for name in module.__all__ if inspect.isfunction(value := getattr(module, name))]


def test_every_formula_is_called_here() -> None:
    assert {function for module in MODULES for function in public(module)} == set(CALLS)


@pytest.mark.parametrize(("function", "name"), NUMBERS, ids=lambda part: getattr(part, "__name__", part))
def test_nan_stays_nan(function: Callable[..., Any], name: str) -> None:
    """A depth that is not known is not a dry one; the place beside it keeps its value."""
    given = CALLS[function]
    plain = np.asarray(function(**given), float)
    found = np.asarray(function(**{**given, name: math.nan}), float)
    if function is mortality.mortality_zone:
        assert mortality.ZONES[int(found)] == "unknown"
    else:
        assert np.isnan(found).all()
        assert np.isfinite(plain).all()


@pytest.mark.parametrize("name", ["depth", "rise_rate", "depth_speed", "speed"])
def test_only_the_place_that_is_not_known_is_nan(name: str) -> None:
    given = {**CALLS[mortality.mortality], name: [1.0, math.nan]}
    assert np.isnan(mortality.mortality(**given)).tolist() == [False, True]


@pytest.mark.parametrize(("function", "name"), NUMBERS, ids=lambda part: getattr(part, "__name__", part))
def test_infinite_numbers_and_words_are_refused(function: Callable[..., Any], name: str) -> None:
    if function is sea_level.interpolate_rise:  # a year outside the table is NaN
        assert np.isnan(sea_level.interpolate_rise(**{**CALLS[function], name: math.inf}))
        return
    for wrong in (math.inf, -math.inf, "three"):
        with pytest.raises(ValueError, match="allowed: finite numbers"):
            function(**{**CALLS[function], name: wrong})


@pytest.mark.parametrize(
    ("function", "name", "wrong"),
    [
        (weir.weir_discharge, "width", -10),
        (weir.weir_discharge, "coefficient", 0),
        (breach.breach_width, "critical_velocity", 0),
        (breach.widening_rate, "critical_velocity", -1),
        (breach.widening_rate, "time", -1),
        (breach.breach_crest, "deepening_time", -1),
        *((overtopping.overtopping_discharge, name, wrong) for name in FACTORS for wrong in (0, -1)),
        *((overtopping.overtopping_discharge, name, 0) for name in ("wave_period", "cot_slope")),
        *((overtopping.overtopping_discharge, name, -1) for name in WAVE),
        *((overtopping.required_freeboard, "discharge", wrong) for wrong in (0, -1)),
        (damage.damage_fraction, "depths", [1, 0]),
        (damage.damage_fraction, "depths", []),
        (damage.damage_fraction, "fractions", [0.0]),
        (damage.damage_fraction, "fractions", [0, 1.5]),
        (damage.damage_fraction, "fractions", [0, math.nan]),
        *((damage.dwelling_damage, "fraction", wrong) for wrong in (-1, 1.5)),
        (damage.dwelling_damage, "floor_area", -1),
        (damage.expected_annual_damage, "damages", [-1, 2]),
        (damage.expected_annual_damage, "return_periods", [10, math.nan]),
        (damage.expected_annual_damage, "return_periods", [10, math.inf]),
        (damage.discount_factors, "years", 0),
        (damage.discount_factors, "rates", []),
        (damage.discount_factors, "rates", [(5, 0.02), (3, 0.01), (9, 0.01)]),
        (damage.discount_factors, "rates", [(5, -1.0)]),
        (mortality.lognormal_mortality, "deviation", 0),
        (mortality.lognormal_mortality, "deviation", -1),
        (mortality.mortality, "speed", -1),
        (sea_level.exceedance_level, "decimation_height", 0),
        (sea_level.backwater_share, "depth", 0),
        (sea_level.backwater_share, "distance", -1),
        (sea_level.barrier_closures, "present", -0.1),
        (sea_level.nourishment_volume, "area", -1),
        *((waves.wind_wave_height, name, -1) for name in WIND),
        (waves.foreshore_wave_height, "ratio", 0),
        *((piping.critical_head, name, 0) for name in ("thickness", *SAND)),
        (piping.critical_head, "length", -1),
        (piping.required_seepage_length, "safety", 0),
        (piping.reduced_head, "cover_thickness", -1),
        (piping.bligh_length, "grain_size", 0),
        *((uplift.uplift_factor, "response", wrong) for wrong in (-0.1, 1.1)),
        (uplift.uplift_factor, "cover_weight", 9000),
        *((uplift.aquifer_response, name, -1) for name in ("leakage_length", "foreland", "base")),
        (uplift.aquifer_response, "hinterland", 0),
        *((stability.uplift_berm_height, name, 0) for name in ("weight", "berm_weight", "safety")),
        (stability.stability_width, "heightening", -1),
        *((norms.section_requirement, name, wrong) for name in ("norm", "share") for wrong in (0, 1.1)),
        (norms.section_requirement, "length_effect", 0.9),
        *((norms.length_effect, name, wrong) for name, wrong in (("a", 1.1), ("b", 0), ("length", -1))),
        *((norms.reliability_index, "probability", wrong) for wrong in (0, 1)),
        (sea_level.frequency_line_level, "return_periods", [10, 10]),
    ],
)
def test_what_cannot_be_is_refused_by_name(function: Callable[..., Any], name: str, wrong: object) -> None:
    with pytest.raises(ValueError, match=rf"\b{name} is .*; allowed: "):
        function(**{**CALLS[function], name: wrong})


def test_the_worst_of_an_array_is_named() -> None:
    with pytest.raises(ValueError, match="depth is -3; allowed: finite numbers, at least 0, at most 9"):
        numbers("depth", [1.0, -3.0, math.nan, -2.0], least=0.0, most=9.0)
    assert numbers("depth", []).size == 0
    assert np.isnan(numbers("depth", [math.nan, math.nan], least=0.0)).all()
    assert ascending("depths", [0.0, 1.0]).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("module", [*MODULES, arguments], ids=lambda module: module.__name__)
def test_every_function_has_an_example_that_runs(module: Any) -> None:
    assert all(">>> " in (function.__doc__ or "") for function in public(module))
    found = doctest.testmod(module)
    assert found.attempted >= len(public(module))
    assert found.failed == 0


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_science_pages_list_every_signature(module: Any) -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in sorted(PAGES.glob("*.md")))
    missing = [
        signature
        for function in public(module)
        if (signature := f"{function.__name__}(*, {', '.join(inspect.signature(function).parameters)})")
        not in pages
    ]
    assert not missing
