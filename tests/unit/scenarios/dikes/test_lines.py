"""Runs of a line, places along it, and the direction of the line at them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely import LineString, MultiLineString

from scenarios.dikes.lines import along, crosses_itself, runs


def test_parts_that_meet_are_one_run() -> None:
    (run,) = runs(MultiLineString([[(0, 0), (100, 0)], [(100, 0), (100, 50)]]))
    assert (run.start, run.line.length, run.closed) == (0.0, 150.0, False)


def test_parts_that_do_not_meet_go_on_in_their_order() -> None:
    first, second = runs(MultiLineString([[(0, 0), (100, 0)], [(120, 0), (170, 0)]]))
    assert (first.start, second.start) == (0.0, 100.0)
    assert second.line.coords[0] == (120.0, 0.0)


def test_nothing_has_no_runs() -> None:
    assert runs(None) == []
    assert runs(LineString()) == []
    assert runs(LineString([(1, 1), (1, 1)])) == []


def test_heights_of_a_line_do_not_count_as_length() -> None:
    (run,) = runs(LineString([(0, 0, 0), (30, 0, 40)]))
    assert run.line.length == 30.0


@pytest.mark.parametrize(("length", "count"), [(100.0, 10), (104.0, 10), (106.0, 11), (4.0, 1), (15.1, 2)])
def test_remainder_is_shared(length: float, count: int) -> None:
    (run,) = runs(LineString([(0, 0), (length, 0)]))
    middle, points, direction = along(run, 10.0)
    stretch = length / count
    np.testing.assert_allclose(middle, stretch * (np.arange(count) + 0.5), rtol=1e-12)
    np.testing.assert_allclose(points[:, 0], middle, rtol=1e-12)
    np.testing.assert_allclose(direction, [[1.0, 0.0]] * count, atol=1e-12)


def test_direction_turns_evenly_round_a_corner() -> None:
    (run,) = runs(LineString([(0, 0), (200, 0), (200, 200)]))
    _, _, direction = along(run, 10.0)
    angle = np.degrees(np.arctan2(direction[:, 1], direction[:, 0]))
    assert angle[0] == pytest.approx(0.0, abs=1e-9)
    assert angle[-1] == pytest.approx(90.0, abs=1e-9)
    assert np.diff(angle).min() >= 0.0
    assert np.diff(angle).max() < 30.0  # the corner of 90 degrees is spread over 50 m


def test_ring_has_the_direction_of_its_circle_at_the_seam_too() -> None:
    turn = np.linspace(0, 2 * math.pi, 721)
    corners = 500 * np.column_stack([np.cos(turn), np.sin(turn)])
    corners[-1] = corners[0]
    (run,) = runs(LineString(corners))
    assert run.closed
    _, points, direction = along(run, 10.0)
    tangent = np.column_stack([-points[:, 1], points[:, 0]]) / 500
    np.testing.assert_allclose(direction, tangent, atol=1e-3)


def test_hairpin_still_has_a_direction() -> None:
    (run,) = runs(LineString([(0, 0), (30, 0), (0, 0.0000001)]))
    _, _, direction = along(run, 60.0)
    np.testing.assert_allclose(np.hypot(*direction.T), 1.0)


@pytest.mark.parametrize(
    ("shape", "crosses"),
    [
        (LineString([(0, 0), (100, 100), (100, 0), (0, 100)]), True),
        (LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]), False),
        (MultiLineString([[(0, 0), (100, 0)], [(50, -10), (50, 10)]]), True),
        (MultiLineString([[(0, 0), (100, 0)], [(100, 0), (200, 50)]]), False),
    ],
)
def test_crossing_itself(shape: object, crosses: bool) -> None:
    assert crosses_itself(shape) is crosses
