"""200 made-up pairs for each predicate, with a margin in closed form; some apart in height, some in time."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from shapely import LineString, Point, box

from scenarios.subsurface.engine import check
from scenarios.subsurface.model import Verdict
from twin.claims import Claim
from twin.heat_reach import cooled_radius

PAIRS = 200
GROWTH = cooled_radius(flow=150.0 / 3600.0, seconds=1.0, height=60.0)
YEAR = 31_557_600.0
ENDLESS = -math.inf


def verdicts(*claims: Claim) -> list[Verdict]:
    return list(check(claims, least_probability=0.0).verdicts())


def lives(rng: np.random.Generator) -> tuple[tuple[float, float], tuple[float, float], bool]:
    """Two lives, and whether they overlap."""
    starts, spans = rng.integers(1950, 2040, 2).astype(float), rng.integers(10, 150, 2)
    ends = starts + spans
    return (starts[0], ends[0]), (starts[1], ends[1]), bool(starts.max() < ends.min())


def storages(rng: np.random.Generator) -> tuple[list[Claim], float | None]:
    apart, radii = rng.uniform(0.0, 300.0), rng.uniform(10.0, 80.0, 2)
    tops, heights = rng.uniform(-90.0, -10.0, 2), rng.uniform(5.0, 60.0, 2)
    one, two, together = lives(rng)
    angle, (x, y) = rng.uniform(0.0, 2.0 * math.pi), rng.uniform(0.0, 1e5, 2)
    places = Point(x, y), Point(x + apart * math.cos(angle), y + apart * math.sin(angle))
    claims = [
        Claim(name, "t", "ATES", places[k], tops[k], tops[k] - heights[k], *(one, two)[k], radii[k])
        for k, name in enumerate("ab")
    ]
    level = (tops - heights).max() < tops.min()
    margin = apart - 3.0 * radii.max()
    return claims, margin if together and level and margin < 0.0 else None


def bores(rng: np.random.Generator) -> tuple[list[Claim], float | None]:
    half, x, base, top = (
        rng.uniform(50.0, 500.0),
        rng.uniform(0.0, 700.0),
        -rng.uniform(10.0, 200.0),
        -rng.uniform(5.0, 150.0),
    )
    one, two, together = lives(rng)
    zone = Claim("z", "t", "BVZ", box(-half, -half, half, half), top, ENDLESS, *one)
    claims = [Claim("b", "t", "BHE", Point(x, 0.0), 0.0, base, *two), zone]
    return claims, base - top if together and x < half and base < top else None


def paths(rng: np.random.Generator) -> tuple[list[Claim], float | None]:
    """A horizontal stretch of borehole over or beside the box of a tunnel."""
    sideways, up = rng.uniform(-50.0, 50.0), rng.uniform(-60.0, 15.0)
    path = LineString([(-500.0, sideways, up), (500.0, sideways, up)])
    tunnel = Claim("t", "t", "TUN", box(-40.0, -15.0, 40.0, 15.0), -10.0, -25.0, 2030.0, 2040.0)
    start = float(rng.integers(1990, 2060))
    well = Claim("w", "t", "GEO", path, 0.0, -80.0, start, start + 10.0)
    apart = math.hypot(max(abs(sideways) - 15.0, 0.0), max(up + 10.0, -25.0 - up, 0.0))
    # A borehole stays after its end, a tunnel does not.
    return [well, tunnel], apart - 10.0 if start < 2040.0 and apart < 10.0 else None


def skew_paths(rng: np.random.Generator) -> tuple[list[Claim], float | None]:
    """A deviated well and a loop that is bored askew, at right angles: nearest where they cross in plan."""
    depth, apart = -rng.uniform(50.0, 100.0), rng.uniform(0.0, 25.0)
    one = LineString([(-80.0, 7.0, depth), (90.0, 7.0, depth)])
    two = LineString([(3.0, -60.0, depth - apart), (3.0, 50.0, depth - apart)])
    claims = [Claim("g", "t", "GEO", one, 0.0, -100.0, radius=1.0), Claim("b", "t", "BHE", two, 0.0, -130.0)]
    return claims, apart - 11.0 if apart < 11.0 else None


def past_storage(rng: np.random.Generator) -> tuple[list[Claim], float | None]:
    """A level stretch of borehole over, under, beside or through the upright cylinder of a warm body."""
    sideways, up = rng.uniform(0.0, 90.0), rng.uniform(-110.0, -30.0)
    path = LineString([(-500.0, sideways, up), (500.0, sideways, up)])
    one, _, _ = lives(rng)
    well = Claim("w", "t", "GEO", path, up, up, *one, radius=0.2, kind="bore")
    heat = Claim("h", "t", "ATES", Point(20.0, 0.0), -50.0, -90.0, *one, radius=60.0, kind="warm")
    beyond, gap = sideways - 60.0, max(up + 50.0, -90.0 - up, 0.0)
    apart = math.hypot(max(beyond, 0.0), gap) if gap else beyond
    return [well, heat], apart - 10.2 if apart < 10.2 else None


def digs(rng: np.random.Generator) -> tuple[list[Claim], float | None]:
    width, depth, x = rng.uniform(5.0, 16.0), rng.uniform(0.1, 0.6), rng.uniform(-100.0, 60.0)
    one, _, _ = lives(rng)
    dig = Claim("p", "t", "TUN", box(x, 0.0, x + width, width), 0.0, -depth, *one)
    site = Claim("s", "t", "ARC", box(-50.0, -50.0, 50.0, 50.0), 0.0, -1.0, 1900.0, None)
    inside = -50.0 - width < x < 50.0
    return [dig, site], 0.3 - depth if inside and width**2 > 100.0 and depth > 0.3 else None


@pytest.mark.parametrize("make", [storages, bores, paths, past_storage, skew_paths, digs])
def test_pairs_with_a_known_answer(
    make: Callable[[np.random.Generator], tuple[list[Claim], float | None]],
) -> None:
    rng = np.random.default_rng(7)
    answers = []
    for _ in range(PAIRS):
        claims, margin = make(rng)
        if margin is not None and margin > -1e-3:
            continue
        answers.append(margin is not None)
        for pair in (claims, claims[::-1]):
            found = verdicts(*pair)
            assert len(found) == (margin is not None), (claims, margin)
            if margin is not None:
                assert found[0].margin == pytest.approx(margin, abs=1e-6)
    assert 20 <= sum(answers) <= len(answers) - 20  # both answers occur


def test_doublets_of_any_growth_meet_when_their_radii_say() -> None:
    rng = np.random.default_rng(3)
    for _ in range(PAIRS):
        apart, growths, years = (
            rng.uniform(200.0, 2000.0),
            rng.uniform(0.2, 1.0, 2) * GROWTH * 1.5,
            rng.uniform(5.0, 60.0),
        )
        pair = [
            Claim(
                name,
                "t",
                "GEO",
                Point(k * apart, 0.0),
                -2000.0,
                -2100.0,
                2030.0,
                2030.0 + years,
                growth=growths[k],
            )
            for k, name in enumerate("ab")
        ]
        meets = (apart / growths.sum()) ** 2 / YEAR
        found = verdicts(*pair)
        assert len(found) == (meets < years)
        if found:
            assert found[0].first_year == pytest.approx(2030.0 + meets, abs=2e-3)


def test_a_bore_below_a_storage_that_grows_meets_its_wall_when_its_radius_says() -> None:
    rng = np.random.default_rng(4)
    years = 50.0
    met = 0
    for _ in range(20):
        aside, below, rate = rng.uniform(15.0, 70.0), rng.uniform(0.5, 15.0), rng.uniform(2.0, 8.0)
        path = LineString([(-300.0, aside, -90.0 - below), (300.0, aside, -90.0 - below)])
        bore = Claim("b", "t", "GEO", path, -90.0 - below, -90.0 - below, 2030.0, 2080.0, 0.2, kind="bore")
        heat = Claim(
            "h", "t", "ATES", Point(0.0, 0.0), -50.0, -90.0, 2030.0, 2080.0, growth=rate / math.sqrt(YEAR),
            kind="warm",
        )  # fmt: skip
        found = verdicts(bore, heat)
        # rate sqrt(t) = d - sqrt(10.2^2 - h^2): the wall is 10.2 m from the bore, in plan and height together
        meets = ((aside - math.sqrt(10.2**2 - below**2)) / rate) ** 2 if below < 10.2 else math.inf
        assert len(found) == (meets < years)
        if found:
            met += 1
            assert found[0].first_year == pytest.approx(2030.0 + meets, abs=0.05)
            wall = max(aside - rate * math.sqrt(years), 0.0)
            assert found[0].margin == pytest.approx(math.hypot(wall, below) - 10.2, abs=1e-6)
    assert 3 < met < 20


def test_what_stands_upright_tells_metres_of_height_inside_a_zone() -> None:
    zone = Claim("z", "t", "BVZ", box(-100.0, -100.0, 100.0, 100.0), -70.0, ENDLESS)
    still, drift = Point(0.0, 0.0), LineString([(0.0, 0.0), (250.0, 0.0)])
    for shape in (still, drift):
        heat = Claim("h", "t", "ATES", shape, -50.0, -90.0, radius=10.0, kind="warm")
        assert [found.inside for found in verdicts(heat, zone)] == pytest.approx([20.0])
    # A bore tells what is inside along its way: it leaves the zone at -120 m NAP, on a slope of 3 : 4.
    path = LineString([(0.0, 0.0, 0.0), (0.0, 0.0, -70.0), (150.0, 0.0, -270.0)])
    bore = Claim("b", "t", "BHE", path, 0.0, -270.0, radius=0.3)
    narrow = Claim("n", "t", "BVZ", box(-37.5, -10.0, 37.5, 10.0), -70.0, ENDLESS)
    assert [found.inside for found in verdicts(bore, narrow)] == pytest.approx([62.5])
