"""Bores as paths through space: the part at the heights of the other counts, and they drift with depth."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box

from scenarios.kernels.near_levels import levels_near
from scenarios.kernels.plan_distance import between_levels
from scenarios.subsurface.bodies import bodies
from scenarios.subsurface.engine import check
from scenarios.subsurface.model import Verdict
from twin.claims import Claim

ASV = Claim("asv", "protection_zones", "ASV", box(-500.0, -500.0, 500.0, 500.0), -60.0, -200.0)


def verdicts(*claims: Claim, least: float = 0.0) -> list[Verdict]:
    return list(check(claims, least_probability=least).verdicts())


def bore(*places: tuple[float, float, float], name: str = "bore", **more: object) -> Claim:
    top, base = places[0][2], places[-1][2]
    told = {"radius": 0.2, "kind": "bore", **more}
    return Claim(name, "doublets", "GEO", LineString(places), top, base, **told)


def test_a_bore_that_crosses_the_interval_inside_a_reserve_is_forbidden() -> None:
    (found,) = verdicts(bore((0, 0, 0), (0, 0, -2000)), ASV)
    assert (found.code, found.inside) == ("X4", pytest.approx(140.0))


def test_a_bore_that_passes_below_a_reserve_is_conditional() -> None:
    under = bore((700, 0, 0), (700, 0, -400), (0, 0, -2000))
    (found,) = verdicts(under, ASV)
    assert (found.code, found.holds) == ("C4", True)
    assert found.margin == pytest.approx(200.0)  # beside its edge, where the bore is still upright


def test_a_bore_that_comes_in_at_the_interval_is_forbidden() -> None:
    slanting = bore((700, 0, 0), (0, 0, -230))  # at -200 m it is at x = 91, inside; at -60 m at x = 517
    assert [v.code for v in verdicts(slanting, ASV)] == ["X4"]
    beside = bore((3000, 0, 0), (600, 0, -230), (600, 0, -2000))
    assert verdicts(beside, ASV) == []


def test_a_cooled_body_counts_where_the_bore_of_another_reaches_it() -> None:
    cooled = Claim("a", "doublets", "GEO", Point(0.0, 0.0), -2000.0, -2100.0, radius=300.0, kind="cooled")
    above = bore((0, 0, 0), (0, 0, -1000), (1400, 0, -2050), name="b")
    assert verdicts(cooled, above) == []  # passes 1000 m over it, and is far away at its depth
    into = bore((1400, 0, 0), (1400, 0, -500), (305, 0, -2050), name="c")
    (found,) = verdicts(cooled, into)
    assert (found.code, found.distance, found.required) == ("K1", pytest.approx(305.0), pytest.approx(310.2))


def test_bores_of_two_doublets_keep_apart_in_space() -> None:
    one, two = bore((0, 0, 0), (0, 0, -1500)), bore((-500, 0, -300), (500, 0, -900), name="two")
    (found,) = verdicts(one, replace(two, footprint=LineString([(-500, 8, -300), (500, 8, -900)])))
    assert (found.code, found.verdict, found.required) == ("C1", "conditional", pytest.approx(10.4))
    assert found.distance == pytest.approx(8.0)
    over = LineString([(-500, 0, -1600), (500, 0, -1600)])
    assert verdicts(one, replace(two, footprint=over, top=-1600.0, base=-1600.0)) == []


def test_a_bore_drifts_with_depth_and_not_at_the_ground() -> None:
    tilted = bore((0, 0, 0), (0, 0, -2000), tilt=0.015)
    cave = Claim("cave", "ates", "ATES", Point(20.0, 0.0), -1000.0, -1100.0)
    (found,) = verdicts(tilted, cave, least=1e-6)
    margin, sigma = 20.0 - 10.2, 0.015 * 1100.0
    assert not found.holds
    assert found.probability == pytest.approx(0.5 * math.erfc(margin / sigma / math.sqrt(2.0)))
    cellar = Claim("cellar", "excavations", "TUN", box(11.0, -5.0, 30.0, 5.0), 0.0, -3.0)
    assert verdicts(tilted, cellar, least=1e-6) == []


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-150.0, -50.0, [(0, -50, 0, -100), (0, -100, 50, -150)]),
        (-100.0, -100.0, [(0, -100, 0, -100), (0, -100, 0, -100)]),
        (-900.0, -500.0, []),
        (-math.inf, math.inf, [(0, 0, 0, -100), (0, -100, 100, -200)]),
    ],
)
def test_part_of_a_path_between_two_heights(
    low: float, high: float, expected: list[tuple[float, ...]]
) -> None:
    path = np.array([[0, 0, 0, 0, 0, -100, 1], [0, 0, -100, 100, 0, -200, 0]], np.float64)
    parts = between_levels(path, 0, 2, low, high)
    assert [tuple(row) for row in parts[:, [0, 2, 3, 5]]] == [tuple(map(float, row)) for row in expected]


SITE = Claim("site", "archaeology", "ARC", box(0.0, -20.0, 40.0, 20.0), -0.2, -2.0, ground=0.0)


def main(*places: tuple[float, float, float], name: str = "main", **more: object) -> Claim:
    """A water main of 0.4 m across along its axis, that dives below a river somewhere."""
    heights = [place[2] for place in places]
    told = {"radius": 0.2, "kind": "water", "ground": 0.0, **more}
    return Claim(
        name, "utility_lines", "PIP", LineString(places), max(heights) + 0.2, min(heights) - 0.2, **told
    )


def test_a_dive_far_from_a_site_does_not_disturb_it() -> None:
    dive = [(500.0, 0.0, -15.0), (2_000.0, 0.0, -15.0)]
    assert verdicts(main((-50, 0, -0.05), (60, 0, -0.05), *dive), SITE) == []
    (found,) = verdicts(main((-50, 0, -1.0), (60, 0, -1.0), *dive), SITE)
    assert (found.code, found.margin) == ("C25", pytest.approx(0.3 - 1.2))
    assert found.margin_height == pytest.approx(max(-2.0, -1.2) - min(-0.2, -0.8))


def test_a_line_that_dives_below_a_site_leaves_it_alone() -> None:
    assert verdicts(main((-900, 0, -0.6), (-60, 0, -8.0), (60, 0, -8.0), (900, 0, -0.6)), SITE) == []
    # It comes up to the base of the site 10 m inside its far edge, and to -1 m at the edge.
    up = main((-900, 0, -8.0), (20, 0, -3.0), (40, 0, -1.0), (900, 0, -1.0))
    (found,) = verdicts(up, SITE)
    assert found.margin == pytest.approx(0.3 - 2.2 - 0.2)


def test_depth_counts_from_the_ground_at_the_site() -> None:
    high = main((-50, 0, -1.0), (60, 0, -1.0), (5_000, 0, 3.0), ground=4.0)
    (found,) = verdicts(high, SITE)
    assert found.margin == pytest.approx(0.3 - 1.2)
    trench = Claim("trench", "utility_lines", "PIP", LineString([(-90, 0), (90, 0)]), -0.6, -1.0, ground=0.0,
                   radius=0.6)  # fmt: skip
    (found,) = verdicts(trench, replace(SITE, ground=3.0))  # a mound: the line follows its own ground
    assert found.margin == pytest.approx(0.3 - 1.0)


def test_a_bore_goes_as_far_into_a_zone_as_it_does_there() -> None:
    zone = Claim("zone", "protection_zones", "BVZ", box(-100.0, -100.0, 100.0, 100.0), -40.0, -200.0)
    sewer = main((-100, 0, -45), (100, 0, -45), (900, 0, -90), (1_500, 0, -90), kind="sewer")
    (found,) = verdicts(sewer, zone)
    assert (found.code, found.margin) == ("C18", pytest.approx(-5.2))
    assert verdicts(main((-100, 0, -35), (110, 0, -35), (900, 0, -90), kind="sewer"), zone) == []


def test_lines_that_cross_are_judged_at_the_crossing() -> None:
    one = main((-500, 0, -1.0), (-50, 0, -1.0), (50, 0, -1.0), (500, 0, -15.0), name="one")
    two = main((0, -500, -1.0), (0, -50, -15.0), (0, 50, -15.0), (0, 500, -1.0), name="two")
    assert verdicts(one, two) == []
    near = replace(two, footprint=LineString([(0, -500, -1.5), (0, 500, -1.5)]), top=-1.3, base=-1.7)
    (found,) = verdicts(one, near)
    assert (found.code, found.margin_height) == ("C23", pytest.approx(0.5 - 0.4 - 0.2))


@pytest.mark.parametrize("reach", [0.0, 0.5, 12.0, 60.0])
def test_levels_near_a_shape_are_those_of_many_places_along_the_path(reach: float) -> None:
    rng = np.random.default_rng(int(10 * reach))
    hits = 0
    for _ in range(60):
        path = LineString(rng.uniform(-80.0, 80.0, (6, 3)))
        shape = Point(rng.uniform(-30.0, 30.0, 2)).buffer(rng.uniform(10.0, 50.0), 3)
        shape = shape.difference(Point(shape.centroid).buffer(5.0, 2))
        table = bodies(
            [Claim("p", "t", "PIP", path, 90.0, -90.0), Claim("s", "t", "ARC", shape, 0.0, -1.0)], {}
        )
        first = table.first
        low, high = levels_near(
            table.segments, first[0], first[1], table.segments, first[1], first[2], True, reach
        )
        places = np.concatenate(
            [np.linspace(a, b, 2_001) for a, b in pairwise(np.array(path.coords))]
        )  # 0.1 m apart
        heights = places[shapely.distance(shapely.points(places[:, :2]), shape) <= reach + 1e-9, 2]
        if heights.size:
            hits += 1
            assert low <= heights.min() + 1e-6
            assert high >= heights.max() - 1e-6
            assert (low, high) == pytest.approx((heights.min(), heights.max()), abs=0.3)
    assert hits > 30
