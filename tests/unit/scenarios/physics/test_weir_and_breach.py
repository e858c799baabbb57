"""Weir and breach growth against worked values, limits and the coupled polder."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.physics.breach import (
    MATERIALS,
    breach_crest,
    breach_width,
    widening_rate,
    width_by_time,
)
from scenarios.physics.weir import overflow, weir_discharge

HOUR = 3600.0
SAND, CLAY = (MATERIALS[name].critical_velocity.value for name in ("sand", "clay"))


@pytest.mark.parametrize(("down", "expected"), [(1.0, 442.945), (4.0, 442.945), (4.5, 391.511)])
def test_discharge_of_a_breach(down: float, expected: float) -> None:
    found = weir_discharge(level_up=5.0, level_down=down, crest_level=2.0, width=50.0)
    assert float(found) == pytest.approx(expected, rel=2e-6)


@pytest.mark.parametrize(("head", "expected"), [(0.1, 53.9135), (0.3, 280.143)])
def test_overflow_over_an_intact_crest(head: float, expected: float) -> None:
    assert 1000 * float(overflow(level=4.0 + head, crest_level=4.0)) == pytest.approx(expected, rel=2e-6)
    assert float(overflow(level=3.9, crest_level=4.0)) == 0.0


def test_discharge_turns_with_the_levels_and_is_continuous() -> None:
    down = np.linspace(-1.0, 5.0, 61)
    there = weir_discharge(level_up=5.0, level_down=down, crest_level=2.0, width=50.0, coefficient=0.9)
    back = weir_discharge(level_up=down, level_down=5.0, crest_level=2.0, width=50.0, coefficient=0.9)
    np.testing.assert_array_equal(there, -back)
    assert there[-1] == 0.0
    assert float(weir_discharge(level_up=1.9, level_down=1.0, crest_level=2.0, width=50.0)) == 0.0
    just = weir_discharge(level_up=5.0, level_down=[4.0 - 1e-9, 4.0 + 1e-9], crest_level=2.0, width=1.0)
    assert just[0] == pytest.approx(just[1], rel=1e-8)


@pytest.mark.parametrize(
    ("critical", "widths"), [(SAND, (49.8873, 147.037, 177.937)), (CLAY, (10.6459, 43.0664, 54.9004))]
)
def test_width_under_three_metres_of_head(critical: float, widths: tuple[float, ...]) -> None:
    times = np.array([1.0, 12.0, 24.0]) * HOUR
    found = breach_width(time=times, head_difference=3.0, critical_velocity=critical)
    np.testing.assert_allclose(found, widths, rtol=5e-6)


def test_rate_is_the_derivative_of_the_width() -> None:
    rate = widening_rate(time=HOUR, head_difference=3.0, critical_velocity=CLAY)
    assert float(rate) * HOUR == pytest.approx(8.08060, rel=1e-6)
    middles = (np.arange(86_400) + 0.5) * 1.0
    summed = widening_rate(time=middles, head_difference=3.0, critical_velocity=SAND).sum()
    closed = breach_width(time=86_400.0, head_difference=3.0, critical_velocity=SAND)
    assert summed == pytest.approx(float(closed), rel=1e-4)
    assert float(widening_rate(time=HOUR, head_difference=0.0, critical_velocity=SAND)) == 0.0
    assert float(widening_rate(time=HOUR, head_difference=-1.0, critical_velocity=SAND)) == 0.0


def test_width_while_the_head_falls() -> None:
    step, width = 60.0, 10.0
    for number in range(24 * 60):
        time = number * step
        head = 3.0 * (1.0 - time / (24 * HOUR))
        width += step * float(widening_rate(time=time, head_difference=head, critical_velocity=CLAY))
    assert width == pytest.approx(45.5151, abs=5e-5)


@pytest.mark.parametrize(("material", "first", "cap"), [("sand", 129.378, 200.0), ("clay", 50.5146, 75.0)])
def test_width_by_age_alone(material: str, first: float, cap: float) -> None:
    found = width_by_time(time=np.array([0.0, 1.0, 12.0, 24.0]) * HOUR, material=material)
    np.testing.assert_allclose(found, [0.0, first, cap, cap], rtol=5e-6)
    reached = {"sand": 2.87, "clay": 3.40}[material]
    around = width_by_time(time=np.array([reached - 0.01, reached + 0.01]) * HOUR, material=material)
    assert around[0] < cap == around[1]
    with pytest.raises(ValueError, match="sand, clay"):
        width_by_time(time=1.0, material="steel")


def test_the_sill_sinks_and_stays() -> None:
    times = [-10.0, 0.0, 450.0, 900.0, 1e6]
    found = breach_crest(time=times, crest_level=4.0, lowest_level=-1.0, deepening_time=900.0)
    assert found.tolist() == [4.0, 4.0, 1.5, -1.0, -1.0]
    assert float(breach_crest(time=0.0, crest_level=4.0, lowest_level=-1.0, deepening_time=0.0)) == -1.0
    assert float(breach_crest(time=1e4, crest_level=1.0, lowest_level=3.0)) == 1.0


def test_a_polder_fills_through_a_growing_breach() -> None:
    area, step, deepening = 50e6, 60.0, 900.0
    inside, outside, width, volume, largest = -2.0, 3.5, 10.0, 0.0, 0.0
    for number in range(24 * 60):
        time = number * step
        sill = breach_crest(time=time, crest_level=4.0, lowest_level=-1.0, deepening_time=deepening)
        discharge = float(weir_discharge(level_up=outside, level_down=inside, crest_level=sill, width=width))
        if time >= deepening:
            head = max(outside - max(inside, -1.0), 0.0)
            rate = widening_rate(time=time - deepening, head_difference=head, critical_velocity=CLAY)
            width += step * float(rate)
        inside += discharge * step / area
        volume += discharge * step
        largest = max(largest, discharge)
    assert width == pytest.approx(107.331, abs=5e-4)
    assert inside == pytest.approx(0.275935, abs=5e-7)
    assert volume / 1e6 == pytest.approx(113.797, abs=5e-4)
    assert largest == pytest.approx(1746.56, abs=5e-3)
