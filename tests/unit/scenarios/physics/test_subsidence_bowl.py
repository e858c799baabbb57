"""Subsidence above a body that contracts: volume is kept, and the radius is that of the limit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from scenarios.physics.subsidence_bowl import bowl_radius, cooling_contraction, subsidence


def test_the_bowl_holds_the_volume_that_uniaxial_strain_gives() -> None:
    """All over the plane: ``2 (1 - n) V``, for ground that is free at its surface (Geertsma 1973)."""

    def ring(r: float) -> float:
        return 2.0 * math.pi * r * float(subsidence(compaction=1.0, depth=1000.0, distance=r))

    volume = quad(ring, 0.0, 1e4)[0] + quad(ring, 1e4, 1e7, limit=400)[0]
    assert volume == pytest.approx(2.0 * 0.75, rel=1e-3)


def test_the_deepest_place_is_above_the_body() -> None:
    depths = subsidence(compaction=1e5, depth=800.0, distance=np.array([0.0, 400.0, 800.0, 1600.0]))
    assert depths[0] == pytest.approx(0.75 * 1e5 / (math.pi * 800.0**2))
    assert (np.diff(depths) < 0.0).all()
    assert depths[2] / depths[0] == pytest.approx(2.0**-1.5)


def test_the_radius_is_where_the_limit_is_reached() -> None:
    radius = bowl_radius(compaction=1e6, depth=900.0, limit=0.02)
    assert subsidence(compaction=1e6, depth=900.0, distance=radius) == pytest.approx(0.02)
    assert bowl_radius(compaction=1e3, depth=900.0, limit=0.02) == 0.0


def test_rock_held_sideways_shrinks_in_height_alone() -> None:
    assert cooling_contraction(volume=1.0, cooling=10.0, expansion=1e-5, poisson=0.0) == pytest.approx(1e-4)
    assert np.isnan(cooling_contraction(volume=math.nan, cooling=10.0))


@pytest.mark.parametrize(
    "wrong", [{"depth": 0.0}, {"compaction": -1.0}, {"distance": -1.0}, {"poisson": 0.6}]
)
def test_what_can_never_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        subsidence(**{"compaction": 1.0, "depth": 1.0, **wrong})
