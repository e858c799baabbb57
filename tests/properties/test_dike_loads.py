"""Loads and strengths keep their order and their inverses, whatever the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scenarios.late_sea_level import LATE_SCENARIOS, rise_until_2150
from scenarios.physics.overtopping import (
    FORMULAS,
    breaker_parameter,
    overtopping_discharge,
    required_freeboard,
)
from scenarios.physics.piping import critical_head, required_seepage_length
from scenarios.physics.sea_level import exceedance_level
from scenarios.physics.uplift import aquifer_response
from scenarios.physics.waves import GROWTH_FORMULAS, wind_wave_height

MORE = st.floats(1.001, 3.0)
GRAINS = st.floats(1e-4, 6e-4)
PERMEABILITIES = st.floats(1e-6, 2e-3)
THICKNESSES = st.floats(0.5, 200.0)
RELATIVE = st.floats(0.1, 3.5)

pytestmark = pytest.mark.filterwarnings("error")
settings.register_profile("dikes", max_examples=200, deadline=None)
dikes = settings.get_profile("dikes")


@st.composite
def waves(draw: Any) -> dict[str, Any]:
    """Waves of 0.1 to 5 m and a steepness of 0.5 to 6 % on a slope of 1:2 to 1:7."""
    height = draw(st.floats(0.1, 5.0))
    steepness = draw(st.floats(0.005, 0.06))
    return {
        "wave_height": height,
        "wave_period": float(np.sqrt(2 * np.pi * height / (9.81 * steepness))),
        "cot_slope": draw(st.floats(2.0, 7.0)),
        "formula": draw(st.sampled_from(list(FORMULAS))),
        "roughness_factor": draw(st.floats(0.5, 1.0)),
        "obliqueness_factor": draw(st.floats(0.74, 1.0)),
    }


@dikes
@given(waves(), RELATIVE)
def test_freeboard_and_discharge_are_inverses(wave: dict[str, Any], relative: float) -> None:
    """Both branches: the steep ones answer by non-breaking waves."""
    freeboard = relative * wave["wave_height"]
    discharge = overtopping_discharge(freeboard=freeboard, **wave)
    assume(float(discharge) > 1e-12)
    assert float(required_freeboard(discharge=discharge, **wave)) == pytest.approx(freeboard, abs=1e-9)


@dikes
@given(waves(), RELATIVE, MORE)
def test_order_of_overtopping(wave: dict[str, Any], relative: float, more: float) -> None:
    """Less over a higher crest, more by higher and longer waves, less on a flatter slope while they break."""
    freeboard = relative * wave["wave_height"]

    def found(rise: float = 1.0, **changed: Any) -> float:
        return float(overtopping_discharge(freeboard=freeboard * rise, **{**wave, **changed}))

    base = found()
    assume(base > 1e-200)
    assert found(rise=more) < base
    assert found(wave_height=wave["wave_height"] * more) > base
    assert found(wave_period=wave["wave_period"] * more) >= base
    breaker = breaker_parameter(**{name: wave[name] for name in ("wave_height", "wave_period", "cot_slope")})
    if breaker < 2.0:
        assert found(cot_slope=wave["cot_slope"] * more) <= base * (1 + 1e-12)


@dikes
@given(waves(), st.floats(1e-4, 0.05), MORE)
def test_order_of_required_freeboard(wave: dict[str, Any], discharge: float, more: float) -> None:
    base, strict, higher, longer = (
        float(required_freeboard(discharge=q, **{**wave, **changed}))
        for q, changed in (
            (discharge, {}),
            (discharge / more, {}),
            (discharge, {"wave_height": wave["wave_height"] * more}),
            (discharge, {"wave_period": wave["wave_period"] * more}),
        )
    )
    assert strict >= base >= 0.0
    assert higher >= base
    assert longer >= base
    if base > 0.0:
        assert strict > base


@dikes
@given(st.floats(1.0, 500.0), THICKNESSES, GRAINS, PERMEABILITIES, MORE)
def test_order_of_the_critical_head(
    length: float, thickness: float, grain: float, permeability: float, more: float
) -> None:
    """A pipe needs more head in a longer dike, in coarser sand; less where water flows easily."""

    def found(**changed: float) -> float:
        case = {"length": length, "thickness": thickness, "grain_size": grain, "permeability": permeability}
        return float(critical_head(**{**case, **changed}))

    base = found()
    assert found(length=length * more) > base
    assert found(grain_size=grain * more) > base
    assert found(permeability=permeability * more) < base
    if thickness * more <= length:  # beyond, the fit turns by a few per cent
        assert found(thickness=thickness * more) < base


@dikes
@given(THICKNESSES, GRAINS, PERMEABILITIES, st.floats(-1e-5, 1e-5))
def test_no_jump_at_a_length_of_the_thickness(
    thickness: float, grain: float, permeability: float, away: float
) -> None:
    sand = {"grain_size": grain, "permeability": permeability, "thickness": thickness}
    at = float(critical_head(length=thickness, **sand))
    near = float(critical_head(length=thickness * (1 + away), **sand))
    assert near == pytest.approx(at * (1 + 0.7667 * away), rel=1e-9)


@dikes
@given(st.floats(0.01, 15.0), THICKNESSES, GRAINS, PERMEABILITIES, MORE)
def test_order_of_the_required_length(
    head: float, thickness: float, grain: float, permeability: float, more: float
) -> None:
    def found(**changed: float) -> float:
        case = {"head": head, "thickness": thickness, "grain_size": grain, "permeability": permeability}
        return float(required_seepage_length(**{**case, **changed}))

    base = found()
    sand = {"thickness": thickness, "grain_size": grain, "permeability": permeability}
    assert float(critical_head(length=base, **sand)) == pytest.approx(head, rel=1e-12)
    assert found(head=head * more) > base
    assert found(safety=more) == pytest.approx(found(head=head * more), rel=1e-12)
    assert found(grain_size=grain / more) > base
    assert found(permeability=permeability * more) > base


@dikes
@given(st.floats(0.0, 3000.0), st.floats(1.0, 200.0), st.floats(1.0, 3000.0), MORE)
def test_order_of_the_response(foreland: float, base: float, leakage: float, more: float) -> None:
    case = {"leakage_length": leakage, "foreland": foreland, "base": base}
    found = float(aquifer_response(**case))
    assert 0.0 < found < 1.0
    assert float(aquifer_response(**{**case, "base": base * more})) < found
    assert float(aquifer_response(**{**case, "foreland": foreland * more})) <= found
    assert float(aquifer_response(**case, hinterland=10.0)) < found


@dikes
@given(
    st.sampled_from(list(GROWTH_FORMULAS)),
    st.floats(5.0, 40.0),
    st.floats(100.0, 1e5),
    st.floats(0.5, 40.0),
    MORE,
)
def test_waves_grow_with_what_drives_them(
    formula: str, wind: float, fetch: float, depth: float, more: float
) -> None:
    case = {"wind_speed": wind, "fetch": fetch, "depth": depth}
    base = float(wind_wave_height(formula=formula, **case))
    for name in case:
        grown = float(wind_wave_height(formula=formula, **{**case, name: case[name] * more}))
        assert grown >= base * (1 - 1e-12)


@dikes
@given(st.sampled_from(LATE_SCENARIOS), st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(2030, 2150))
def test_scenarios_and_quantiles_stay_in_order(scenario: str, one: float, other: float, year: float) -> None:
    low, high = sorted((one, other))
    rises = [float(rise_until_2150(scenario, quantile, year)) for quantile in (low, high)]
    assert rises[0] <= rises[1] + 1e-12
    if year >= 2050:
        order = [float(rise_until_2150(name, one, year)) for name in LATE_SCENARIOS]
        assert order == sorted(order)


@dikes
@given(st.floats(0.0, 3.0), st.floats(0.3, 1.1), st.floats(300.0, 30_000.0))
def test_rise_is_added_once(rise: float, decimation: float, period: float) -> None:
    line = {
        "return_period": period,
        "reference_level": 5.0,
        "reference_return_period": 1e4,
        "decimation_height": decimation,
    }
    with_rise = float(exceedance_level(sea_level_rise=rise, **line))
    assert with_rise - float(exceedance_level(**line)) == pytest.approx(rise, abs=1e-12)
