"""From the norm of a stretch to a section, and how the norms are spread over the country."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.dike_norms import norm_classes
from scenarios.physics.norms import (
    FAILURE_BUDGET,
    LENGTH_EFFECTS,
    NORM_CLASSES,
    SAFETY_CALIBRATIONS,
    calibrated_safety,
    length_effect,
    reliability_index,
    section_requirement,
)


def test_a_stretch_without_length_is_one_section() -> None:
    assert float(length_effect(length=0.0, a=0.9, b=300.0)) == 1.0
    assert float(section_requirement(norm=1e-3, share=1.0, length_effect=1.0)) == 1e-3


def test_longer_stretches_ask_more_of_a_section() -> None:
    for effect in LENGTH_EFFECTS.values():
        times = length_effect(length=np.linspace(0.0, 30e3, 20), a=effect.a.value, b=effect.b.value)
        beta = reliability_index(probability=section_requirement(norm=1e-3, share=0.24, length_effect=times))
        assert (np.diff(beta) > 0).all()


@pytest.mark.parametrize(("probability", "beta"), [(0.5, 0.0), (0.15865525393145707, 1.0), (1e-3, 3.0902323)])
def test_reliability_index(probability: float, beta: float) -> None:
    assert float(reliability_index(probability=probability)) == pytest.approx(beta, abs=1e-7)


def test_failure_budget_leaves_room_for_the_rest() -> None:
    assert sum(share.value for share in FAILURE_BUDGET.values()) < 1.0
    assert (FAILURE_BUDGET["height"].value, FAILURE_BUDGET["stability"].value) == (0.24, 0.04)


@pytest.mark.parametrize("kind", ["signal-value", "lower-limit"])
def test_norms_of_the_country_add_up(kind: str) -> None:
    """238 stretches and 3469 km; the lengths of the classes are rounded to a km."""
    classes = norm_classes(kind)  # type: ignore[arg-type]
    assert sum(each.stretches for each in classes) == 238
    assert sum(each.length for each in classes) == pytest.approx(3469e3, abs=4e3)
    periods = [each.return_period for each in classes if each.return_period is not None]
    assert periods == sorted(periods)
    assert set(periods) <= set(NORM_CLASSES)


def test_lower_limit_is_milder_than_the_signal_value() -> None:
    """Half of the length has a lower limit of at most 1/1000, and a signal value of at most 1/3000."""

    def milder(kind: str, period: float) -> float:
        classes = norm_classes(kind)  # type: ignore[arg-type]
        return sum(each.length for each in classes if (each.return_period or 9e9) <= period) / 3469e3

    assert milder("lower-limit", 1000) == pytest.approx(0.546, abs=0.001)
    assert milder("signal-value", 3000) == pytest.approx(0.575, abs=0.001)
    for period in (300, 1000, 3000, 10_000, 30_000):
        assert milder("lower-limit", period) > milder("signal-value", period)


def test_calibrated_safety_asks_more_of_sections_than_the_norm_alone() -> None:
    """WBI 2017 at a norm of 1/10,000 and a section of 3.9e-7: 1.31 for piping."""
    indices = {"norm_index": 3.71902, "section_index": 4.93859}
    found = {name: float(calibrated_safety(mechanism=name, **indices)) for name in SAFETY_CALIBRATIONS}
    assert found == pytest.approx({"piping": 1.306, "uplift": 1.705, "heave": 1.298}, abs=5e-4)
    stricter = calibrated_safety(section_index=np.linspace(3.0, 6.0, 9), norm_index=3.7)
    assert (np.diff(stricter) > 0).all()
    assert {calibration.start.status for calibration in SAFETY_CALIBRATIONS.values()} == {"secondary"}
    with pytest.raises(ValueError, match="piping, uplift, heave, not 'height'"):
        calibrated_safety(section_index=4.0, norm_index=3.0, mechanism="height")
