"""Distances of shapes beside those of shapely, and in space beside a search by brute force."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from scenarios.kernels.conflict_layout import Bodies
from scenarios.kernels.plan_distance import depth_inside, length_inside, plan_distance
from scenarios.kernels.space_distance import path_to_path, path_to_prism
from scenarios.subsurface.bodies import bodies
from twin.claims import Claim


def laid(*shapes: BaseGeometry) -> Bodies:
    return bodies([Claim(f"c{k}", "t", "PIP", shape, 0.0, -1.0) for k, shape in enumerate(shapes)], {})


def shape(rng: np.random.Generator, kind: int, reach: float = 100.0) -> BaseGeometry:
    """A point, a line, or a polygon that may be far from convex, with a hole in it."""
    place = rng.uniform(-reach, reach, 2)
    if kind == 0:
        return Point(place)
    if kind == 1:
        return LineString(place + np.cumsum(rng.uniform(-30.0, 30.0, (int(rng.integers(2, 40)), 2)), axis=0))
    angles = np.sort(rng.uniform(0.0, 2.0 * math.pi, int(rng.integers(5, 40))))
    radii = rng.uniform(10.0, 60.0, len(angles))
    shell = place + np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])
    polygon = shapely.make_valid(Polygon(shell)).buffer(0)
    return polygon.difference(Point(place).buffer(5.0, 4))


def distance(found: Bodies, reach: float) -> float:
    table, (begin, middle, end), (one, two) = found.segments, found.first, found.areal
    return plan_distance(table, begin, middle, one, table, middle, end, two, found.boxes[1], reach)


def test_distance_in_plan_is_that_of_shapely() -> None:
    rng = np.random.default_rng(1)
    overlaps = 0
    for number in range(600):
        pair = shape(rng, number % 3), shape(rng, number // 3 % 3)
        expected = pair[0].distance(pair[1])
        overlaps += expected == 0.0
        assert distance(laid(*pair), math.inf) == pytest.approx(expected, abs=1e-9)
        assert distance(laid(*pair), expected + 1.0) == pytest.approx(expected, abs=1e-9)
        if expected > 1.0:
            assert distance(laid(*pair), expected - 1.0) == math.inf
    assert 50 < overlaps < 550


def test_length_inside_is_that_of_shapely() -> None:
    rng = np.random.default_rng(2)
    crossed = 0
    for _ in range(300):
        pair = shape(rng, 1, 50.0), shape(rng, 2, 50.0)
        found = laid(*pair)
        expected = pair[0].intersection(pair[1]).length
        crossed += expected > 0.0
        got = length_inside(
            found.segments, 0, found.first[1], found.segments, found.first[1], found.first[2], -1.0, 0.0
        )
        assert got == pytest.approx(expected, abs=1e-6)
    assert crossed > 100


def test_a_path_counts_between_two_levels() -> None:
    path = LineString([(0, 0, 0), (0, 0, -50), (300, 0, -450)])
    found = laid(path, Polygon([(-10, -10), (120, -10), (120, 10), (-10, 10)]))
    got = [
        length_inside(
            found.segments, 0, found.first[1], found.segments, found.first[1], found.first[2], low, high
        )
        for low, high in ((-math.inf, math.inf), (-30.0, math.inf), (-math.inf, -90.0), (-500.0, -400.0))
    ]
    # Slope 3 : 4, so that it leaves the polygon at -210 m after 200 m of slope.
    assert got == pytest.approx([250.0, 30.0, 150.0, 0.0])


def test_depth_inside_is_exact_for_points_and_never_zero_for_an_overlap() -> None:
    rng = np.random.default_rng(3)
    for number in range(300):
        pair = shape(rng, number % 3, 60.0), shape(rng, 2, 60.0)
        found = laid(*pair)
        table, (_, middle, last) = found.segments, found.first
        deep = depth_inside(table, 0, middle, table, middle, last, found.boxes[1])
        shared = pair[0].intersection(pair[1])
        edge = pair[1].boundary
        if number % 3 == 0:
            assert deep == pytest.approx(0.0 if shared.is_empty else pair[0].distance(edge), abs=1e-9)
            continue
        if shared.is_empty:
            assert deep == 0.0
            continue
        if number % 3 == 1 and shared.length > 1e-6:
            assert deep > 0.0
        densest = shapely.get_coordinates(shapely.segmentize(shared, 0.5))
        assert deep <= shapely.distance(shapely.points(densest), edge).max() + 0.5


def dense(path: LineString, count: int = 1500) -> np.ndarray:
    places = shapely.get_coordinates(path, include_z=True)
    steps = np.linspace(0.0, 1.0, count)[:, None]
    return np.concatenate([a + steps * (b - a) for a, b in pairwise(places)])


def path(rng: np.random.Generator) -> LineString:
    return LineString(np.cumsum(rng.uniform(-60.0, 60.0, (int(rng.integers(2, 4)), 3)), axis=0))


def test_distance_of_paths_is_that_of_a_search() -> None:
    from scipy.spatial import cKDTree

    rng = np.random.default_rng(5)
    for _ in range(100):
        one, two = path(rng), path(rng)
        found = laid(one, two)
        got = path_to_path(found.segments, 0, found.first[1], found.segments, found.first[1], found.first[2])
        searched = cKDTree(dense(one)).query(dense(two))[0].min()
        assert searched - 0.2 <= got <= searched + 1e-9


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ([(0, 0, 0), (10, 0, 0)], [(0, 3, 4), (10, 3, 4)], 5.0),  # side by side
        ([(0, 0, 0), (10, 0, 0)], [(5, -5, 7), (5, 5, 7)], 7.0),  # askew
        ([(0, 0, 0), (10, 0, 0)], [(13, 4, 0), (20, 4, 0)], 5.0),  # end to end
        ([(0, 0, 0), (10, 0, 0)], [(12, 0, 0), (20, 0, 0)], 2.0),  # in line
        ([(0, 0, 0), (10, 10, 10)], [(0, 10, 5), (10, 0, 5)], 0.0),  # crossing
        ([(0, 0, 0), (0, 0, -100)], [(3, 4, -50), (3, 4, -50.001)], 5.0),  # upright
    ],
)
def test_distance_of_paths_in_closed_form(one: list, two: list, expected: float) -> None:
    found = laid(LineString(one), LineString(two))
    for a, b in (((0, 1), (1, 2)), ((1, 2), (0, 1))):
        got = path_to_path(found.segments, a[0], a[1], found.segments, b[0], b[1])
        assert got == pytest.approx(expected, abs=1e-9)


def test_distance_of_a_path_and_a_prism_is_that_of_a_search() -> None:
    rng = np.random.default_rng(6)
    inside = 0
    for number in range(150):
        one, two = path(rng), shape(rng, number % 3, 60.0)
        top = rng.uniform(-60.0, 60.0)
        base = top - rng.uniform(0.0, 60.0)
        aside = rng.choice([0.0, 25.0])
        found = laid(one, two)
        places = dense(one)
        plan = np.maximum(shapely.distance(shapely.points(places[:, :2]), two) - aside, 0.0)
        searched = np.hypot(plan, np.maximum(np.maximum(places[:, 2] - top, base - places[:, 2]), 0.0)).min()
        got = path_to_prism(
            found.segments, 0, found.first[1], found.segments, found.first[1], found.first[2], found.areal[1],
            top, base, aside, math.inf,
        )  # fmt: skip
        inside += got == 0.0
        assert searched - 0.2 <= got <= searched + 1e-7
    assert inside > 5
