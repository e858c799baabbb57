"""Ground along dikes: exact where they are straight, whole and valid where they bend."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely

from scenarios.dikes.strips import pieces, quads, strip, toes, union, whole
from tests.unit.scenarios.dikes.dike_lines import X0, Y0, along, profiles

STRAIGHT = [(0.0, 0.0), (600.0, 800.0)]


def circle(radius: float, *, left: bool) -> list[tuple[float, float]]:
    turn = np.linspace(0, 2 * np.pi, 721) * (1 if left else -1)
    return list(zip(radius * np.cos(turn), radius * np.sin(turn), strict=True))


def test_a_straight_strip_is_width_times_length():
    places = along(STRAIGHT)
    (found,) = strip(places, 40.0, 10.0)
    assert found.is_valid
    assert found.area == pytest.approx(30.0 * 1000.0, abs=1e-3)
    assert len(found.interiors) == 0
    assert found.bounds[0] == pytest.approx(X0 - 32.0)


def test_the_strip_lies_on_the_protected_side():
    places = along([(0.0, 0.0), (100.0, 0.0)])
    (found,) = strip(places, 20.0, 5.0)
    assert found.bounds == pytest.approx((X0, Y0 + 5.0, X0 + 100.0, Y0 + 20.0))


def test_widths_that_differ_from_place_to_place_add_up():
    places = along(STRAIGHT)
    width = 5.0 + 20.0 * np.random.default_rng(1).random(len(places.x))
    (found,) = strip(places, width, 0.0)
    assert found.area == pytest.approx(float((width * places.length).sum()), rel=1e-9)
    assert sum(shape.area for shape in quads(places, width, 0.0)) == pytest.approx(found.area, rel=1e-9)


@pytest.mark.parametrize("left", [True, False])
def test_round_a_circle_the_strip_is_a_ring(left):
    """Inside the circle the strip narrows: 2 pi r w - pi w2; outside it widens. One of them is a lake."""
    radius, width = 200.0, 50.0
    places = along(circle(radius, left=left), step=5.0)
    (found,) = strip(places, width, 0.0)
    inner, outer = (radius - width, radius) if left else (radius, radius + width)
    assert found.is_valid
    assert found.area == pytest.approx(np.pi * (outer**2 - inner**2), rel=2e-3)
    assert sum(ring.length > 10 for ring in found.interiors) == 1


def test_a_strip_wider_than_its_bend_has_no_ground_twice():
    """A hairpin of 15 m radius with a strip of 60 m on the inside: rays cross, the ground is kept once."""
    turn = np.linspace(-np.pi / 2, np.pi / 2, 40)
    bend = [(15 * np.cos(t) + 300, 15 * np.sin(t) + 15) for t in turn]
    places = along([(0.0, 0.0), *bend, (0.0, 30.0)], step=5.0)
    (found,) = strip(places, 60.0, 0.0)
    assert found.is_valid
    apart = sum(shape.area for shape in quads(places, 60.0, 0.0))
    assert found.area < 0.8 * apart
    covered = shapely.union_all(quads(places, 60.0, 0.0))
    assert shapely.symmetric_difference(found, covered).area < 1.0


def test_places_without_a_width_leave_a_gap():
    places = along([(0.0, 0.0), (100.0, 0.0)])
    width = np.full(10, 8.0)
    width[3], width[6] = np.nan, 0.0
    shapes = quads(places, width, 0.0)
    assert [shape is None for shape in shapes] == [k in {3, 6} for k in range(10)]
    (found,) = strip(places, width, 0.0)
    assert found.area == pytest.approx(8 * 80.0)
    assert len(found.geoms) == 3


def test_parts_of_a_line_are_not_tied_together():
    """Two lines 400 m apart under one id: no ground between them."""
    both = along([(0.0, 0.0), (100.0, 0.0)], [(500.0, 0.0), (600.0, 0.0)])
    one = replace(both, dikes=("dike-0",), dike=np.zeros(20, np.int32))
    (found,) = strip(one, 10.0, 0.0)
    assert found.area == pytest.approx(2000.0)


def test_every_dike_has_its_own_ground():
    places = along([(0.0, 0.0), (100.0, 0.0)], [(0.0, 300.0), (50.0, 300.0)])
    first, second = strip(places, np.where(places.dike == 0, 10.0, np.nan), 0.0)
    assert first.area == pytest.approx(1000.0)
    assert second is None
    assert whole(places, (10.0, 0.0), (0.0, -4.0)).area == pytest.approx(14 * 150.0)
    assert whole(places, (0.0, 0.0)) is None
    assert union([None]) is None


def test_pieces_of_line_follow_one_another():
    places = along(STRAIGHT)
    lines = pieces(places)
    assert sum(line.length for line in lines) == pytest.approx(1000.0)
    assert all(a.coords[-1] == b.coords[0] for a, b in pairwise(lines))


def test_toes_of_a_dike():
    outer, inner = toes(profiles(2))
    assert outer.tolist() == [-17.0, -17.0]
    assert inner.tolist() == [17.0, 17.0]


def test_a_place_whose_side_is_unknown_has_no_ground():
    places = along([(0.0, 0.0), (30.0, 0.0)])
    places.inward_x[1] = places.inward_y[1] = np.nan
    assert [shape is None for shape in quads(places, 5.0, 0.0)] == [False, True, False]
    assert pieces(places)[1] is None
