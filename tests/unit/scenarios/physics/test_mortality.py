"""Mortality against worked values, and where its curves meet."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.physics.mortality import (
    CURVES,
    ZONES,
    lognormal_mortality,
    mortality,
    mortality_logistic,
    mortality_standard_method,
    mortality_zone,
)

HOUR = 3600.0
DEPTHS = np.array([1.0, 2.1, 3.0, 5.0])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rapid-jonkman", (9.22634e-8, 0.00516609, 0.0984090, 0.703228)),
        ("remaining", (0.00285806, 0.00631846, 0.00903597, 0.0146886)),
        ("rapid-maaskant", (2.80551e-6, 0.00561748, 0.0580544, 0.424377)),
    ],
)
def test_curves(name: str, expected: tuple[float, ...]) -> None:
    curve = CURVES[name]
    found = lognormal_mortality(depth=DEPTHS, mean=curve.mean.value, deviation=curve.deviation.value)
    np.testing.assert_allclose(found, expected, rtol=5e-6)
    assert "[unverified]" in str(curve.mean)


def test_zones_by_rate_of_rise() -> None:
    rates = np.array([0.0, 0.5, 2.0, 4.0, 9.0]) / HOUR
    found = mortality(depth=3.0, rise_rate=rates)
    np.testing.assert_allclose(found[[0, 1]], 0.00903597, rtol=5e-6)
    assert found[2] == pytest.approx(0.0473387, rel=2e-6)
    np.testing.assert_allclose(found[[3, 4]], 0.0984090, rtol=5e-6)
    names = [ZONES[zone] for zone in mortality_zone(rise_rate=np.array([0.0, 0.5, 2.0, 4.0]) / HOUR)]
    assert names == ["remaining", "transition", "transition", "rapid"]


def test_fast_water_is_never_the_safer_one() -> None:
    depth = np.linspace(0.01, 6.0, 300)
    for rapid in ("rapid-jonkman", "rapid-maaskant"):
        slow = mortality(depth=depth, rise_rate=0.0, rapid=rapid)
        fast = mortality(depth=depth, rise_rate=10.0 / HOUR, rapid=rapid)
        assert (fast >= slow).all()
        assert (np.diff(fast) > 0).all()


def test_nobody_lives_through_the_breach_zone() -> None:
    found = mortality(depth=3.0, rise_rate=0.0, depth_speed=[7.0, 6.9, 8.0], speed=[2.4, 2.3, 1.9])
    assert found[0] == 1.0
    np.testing.assert_allclose(found[1:], 0.00903597, rtol=5e-6)
    assert ZONES[int(mortality_zone(rise_rate=0.0, depth_speed=7.0, speed=2.0))] == "breach"


def test_dry_ground_kills_nobody_and_unknown_curves_are_refused() -> None:
    assert mortality(depth=[0.0, -1.0], rise_rate=1.0, depth_speed=9.0, speed=9.0).tolist() == [0.0, 0.0]
    with pytest.raises(ValueError, match="rapid-maaskant"):
        mortality(depth=1.0, rise_rate=0.0, rapid="remaining")


def test_older_and_other_forms() -> None:
    found = mortality_standard_method(depth=3.0, rise_rate=[1.0 / HOUR, 0.0])
    np.testing.assert_allclose(found, [0.0938374, 0.00786694], rtol=5e-6)
    deep = mortality_standard_method(depth=[4.7, 4.71, 0.0, 50.0], rise_rate=[1.0, 1.0, 1.0, 0.0])
    assert deep[0] == pytest.approx(0.997, abs=5e-4)
    assert deep[1:].tolist()[:2] == [1.0, 0.0]
    assert deep[3] <= 1.0
    ours = mortality(depth=3.0, rise_rate=np.array([4.0, 0.0]) / HOUR)
    np.testing.assert_allclose(ours / found, 1.0, atol=0.16)
    assert float(mortality_logistic(depth=3.0)) == pytest.approx(0.109002, rel=3e-6)
