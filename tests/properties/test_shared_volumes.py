"""Volumes that claims share: the same both ways round and everywhere, and never more than either."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box
from shapely.affinity import translate

from scenarios.subsurface.overlap import overlap_volume
from twin.claims import Claim

YEAR = 2050.0
seeds = st.integers(0, 2**32 - 1)


def pair(seed: int) -> tuple[Claim, Claim]:
    """Two discs, lines with room round them, or areas, near each other."""
    rng = np.random.default_rng(seed)
    made = []
    for name in "ab":
        x, y, top = rng.uniform(-25.0, 25.0, 3)
        size, height, radius = rng.uniform(1.0, 40.0, 3)
        kind = int(rng.integers(3))
        shape = (Point(x, y), LineString([(x, y), (x + size, y + 3.0)]), box(x, y, x + size, y + 5.0))[kind]
        room = 0.0 if kind == 2 else radius
        made.append(Claim(name, "t", "TUN", shape, top, top - height, radius=room))
    return made[0], made[1]


def shared(one: Claim, two: Claim) -> float:
    found = overlap_volume(one, two, YEAR)
    assert found is not None
    return found


def test_about_half_of_the_pairs_share_something() -> None:
    sharing = sum(shared(*pair(seed)) > 0.0 for seed in range(200))
    assert 40 <= sharing <= 160, sharing


@given(seeds)
def test_the_same_both_ways_round_and_never_more_than_either(seed: int) -> None:
    one, two = pair(seed)
    found = shared(one, two)
    assert found == pytest.approx(shared(two, one), rel=1e-9, abs=1e-9)
    assert 0.0 <= found <= min(shared(one, one), shared(two, two)) * (1.0 + 1e-6)


@given(seeds, st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_it_does_not_matter_where_they_lie(seed: int, east: int, north: int) -> None:
    one, two = pair(seed)
    moved = [
        Claim(c.id, "t", "TUN", translate(c.footprint, east, north), c.top, c.base, radius=c.radius)
        for c in (one, two)
    ]
    assert shared(*moved) == pytest.approx(shared(one, two), rel=1e-5, abs=1e-2)


@given(seeds)
def test_a_wider_body_shares_no_less(seed: int) -> None:
    one, two = pair(seed)
    wide = Claim("w", "t", "TUN", one.footprint, one.top, one.base, radius=one.radius + 7.0)
    less = shared(one, two)
    assert shared(wide, two) >= less * (1.0 - 1e-4)


@given(seeds)
def test_a_path_with_heights_is_no_prism(seed: int) -> None:
    path = Claim("p", "t", "GEO", LineString([(0, 0, 0), (10, 0, -100)]), 0.0, -100.0)
    assert overlap_volume(path, pair(seed)[0], YEAR) is None
