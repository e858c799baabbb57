"""Bores as paths through space: the part at the heights of the other counts, and they drift with depth."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from shapely import LineString, Point, box

from scenarios.kernels.plan_distance import between_levels
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
