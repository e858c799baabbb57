"""Where a pair of claims is shown: in what they share, else halfway between them."""

from __future__ import annotations

import math

import pytest
from shapely import LineString, Point, box

from scenarios.subsurface.places import place_of
from twin.claims import Claim


def claim(shape: object, top: float, base: float, ground: float | None = None) -> Claim:
    return Claim("c", "t", "TUN", shape, top, base, ground=ground)


def test_inside_what_two_areas_share_and_on_the_height_that_both_have() -> None:
    x, y, z = place_of(claim(box(0, 0, 10, 10), 0.0, -10.0), claim(box(8, 8, 30, 30), -4.0, -20.0))
    assert 8.0 <= x <= 10.0
    assert 8.0 <= y <= 10.0
    assert z == -7.0


def test_halfway_between_what_lies_apart() -> None:
    assert place_of(claim(Point(0, 0), 0.0, -4.0), claim(Point(6, 8), -10.0, -20.0)) == (3.0, 4.0, -7.0)


def test_without_a_limit_in_height() -> None:
    zone = claim(box(0, 0, 10, 10), -60.0, -math.inf)
    assert place_of(zone, claim(Point(5, 5), 0.0, -80.0))[2] == -70.0
    assert place_of(zone, zone)[2] == -60.0
    open_ended = claim(box(0, 0, 10, 10), math.inf, -math.inf, ground=1.5)
    assert place_of(open_ended, open_ended)[2] == 1.5
    assert place_of(claim(Point(5, 5), math.inf, -10.0, ground=2.0), open_ended)[2] == -4.0
    bare = claim(Point(5, 5), math.inf, -math.inf)
    assert place_of(bare, bare)[2] == 0.0


def test_a_path_is_met_on_its_own_height() -> None:
    path = claim(LineString([(0, 0, 0), (0, 0, -100), (100, 0, -300)]), 0.0, -300.0)
    x, y, z = place_of(path, claim(Point(50, 30), 0.0, -400.0))
    assert (x, y) == (50.0, 15.0)
    assert z == pytest.approx(-200.0)
    plumb = claim(LineString([(0, 0, 0), (0, 0, -100)]), 0.0, -100.0)
    assert place_of(plumb, claim(Point(0, 0), -20.0, -40.0))[2] == -30.0
    other = claim(LineString([(50, -50, -100), (50, 50, -100)]), -100.0, -100.0)
    assert place_of(path, other)[2] == pytest.approx(-150.0)
    beyond = place_of(path, claim(Point(200, 0), 0.0, -400.0))
    assert beyond == pytest.approx((150.0, 0.0, -300.0))
