"""Chances that room lacks, against draws; and the profile of a drilling, by its slopes and ends."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios.physics.line_positions import chance_of_less, chance_within, drilling_length, drilling_level


def test_chances_without_errors_are_certain() -> None:
    assert chance_of_less(found=[0.4, 0.5, 0.6], required=0.5, sigma=0.0).tolist() == [1.0, 0.0, 0.0]
    assert chance_within(apart=[-0.4, 0.4, 0.6], required=0.5, sigma=0.0).tolist() == [1.0, 1.0, 0.0]
    assert np.isnan(chance_of_less(found=math.nan, required=0.5, sigma=[0.0, 0.1])).all()


def test_chances_are_those_of_a_million_draws_of_200_pairs() -> None:
    """Figure of the page: largest difference of the chance that room lacks beside and above."""
    rng = np.random.Generator(np.random.PCG64(7))
    beside, above = rng.standard_normal((2, 1_000_000))
    worst = 0.0
    for _ in range(200):
        plan, asked, height, room = rng.uniform((0.0, 0.1, -1.0, 0.2), (1.5, 1.0, 1.0, 0.6))
        sigma_xy, sigma_z = rng.uniform(0.05, 0.8, 2)
        drawn = np.mean((plan + sigma_xy * beside < asked) & (np.abs(height + sigma_z * above) < room))
        told = chance_of_less(found=plan, required=asked, sigma=sigma_xy) * chance_within(
            apart=height, required=room, sigma=sigma_z
        )
        worst = max(worst, abs(float(told) - float(drawn)))
    assert worst < 2e-3


def test_a_drilling_goes_down_at_its_angle_stays_level_and_comes_up() -> None:
    angle, way = math.atan(0.2), np.linspace(0.0, 300.0, 301)
    level = drilling_level(along=way, length=300, entry=1.0, leave=2.0, lowest=-10.0, angle=angle)
    assert level[0] == 1.0
    assert level[-1] == pytest.approx(2.0)
    assert level.min() == -10.0
    slopes = np.diff(level)
    assert slopes.min() == pytest.approx(-0.2)
    assert slopes.max() == pytest.approx(0.2)
    assert (level == -10.0).sum() == 301 - 55 - 60


def test_a_drilling_that_is_too_short_turns_where_its_legs_meet() -> None:
    angle = math.atan(0.2)
    level = drilling_level(along=[25.0], length=50, entry=0, leave=0, lowest=-10, angle=angle)
    assert level[0] == pytest.approx(-5.0)
    assert drilling_length(drop=10, angle=angle) == pytest.approx(100.0)


@pytest.mark.parametrize("wrong", [{"angle": 0.0}, {"length": 0.0}, {"along": [-1.0]}, {"along": [31.0]}])
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    way: dict[str, object] = {
        "along": [0.0],
        "length": 30,
        "entry": 0,
        "leave": 0,
        "lowest": -5,
        "angle": 0.2,
    }
    with pytest.raises(ValueError, match="allowed"):
        drilling_level(**(way | wrong))  # type: ignore[arg-type]
