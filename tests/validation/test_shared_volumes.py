"""Volumes that claims share, beside manifold3d: solids that it extrudes and cuts itself."""

from __future__ import annotations

import math
from itertools import pairwise

import manifold3d as solid
import numpy as np
import pytest
from shapely import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from scenarios.kernels.conflict_layout import YEAR
from scenarios.subsurface.overlap import overlap_volume
from twin.claims import Claim

PAIRS, WHEN = 200, 2060.0
CORNERS = 720
CLOSE = 1e-4
"""Part of the smaller body that volumes may differ: circles are polygons on both sides."""


def flat(shape: BaseGeometry, radius: float) -> solid.CrossSection:
    """Outline, widened by circles, without shapely."""
    if shape.geom_type == "Polygon":
        rings = [np.array(ring.coords)[:-1] for ring in (shape.exterior, *shape.interiors)]
        found = solid.CrossSection(rings, solid.FillRule.EvenOdd)
        return found.offset(radius, solid.JoinType.Round, 2.0, CORNERS) if radius else found
    circle = solid.CrossSection.circle(radius, CORNERS)
    places = [circle.translate(place[:2]) for place in np.array(shape.coords).tolist()]
    if len(places) == 1:
        return places[0]
    hulls = [solid.CrossSection.batch_hull(list(ends)) for ends in pairwise(places)]
    return solid.CrossSection.batch_boolean(hulls, solid.OpType.Add)


def body(claim: Claim) -> solid.Manifold:
    """Prism of a claim in the year."""
    age = WHEN - (claim.start or WHEN)
    radius = claim.radius + claim.growth * math.sqrt(max(age, 0.0) * YEAR)
    prism = solid.Manifold.extrude(flat(claim.footprint, radius), claim.top - claim.base)
    return prism.translate((0.0, 0.0, claim.base))


def drawn(rng: np.random.Generator, name: str, number: int) -> Claim:
    """A disc that grows, a line with room around it, an area, or one with a hole, in a small box."""
    x, y = rng.uniform(0.0, 100.0, 2)
    top = -rng.uniform(0.0, 60.0)
    base = top - rng.uniform(10.0, 80.0)
    start = float(rng.integers(2000, 2066))
    end = start + float(rng.integers(25, 120))
    radius = rng.uniform(1.0, 30.0)
    turn = rng.uniform(0.0, 2.0 * math.pi, 4)
    ring = [
        (x + 40.0 * math.cos(a) * r, y + 40.0 * math.sin(a) * r)
        for a, r in zip(np.sort(turn), rng.uniform(0.4, 1.0, 4), strict=True)
    ]
    frame = box(x - 30, y - 30, x + 30, y + 30) - box(x - 12, y - 12, x + 12, y + 12)
    growth = rng.uniform(0.0, 40.0) / math.sqrt(60.0 * YEAR)
    shape, function, wide, grows = (
        (Point(x, y), "GEO", radius, growth),
        (LineString(ring[:3]), "PIP", radius / 10.0, 0.0),
        (Polygon(ring).convex_hull, "TUN", radius / 5.0 if number % 2 else 0.0, 0.0),
        (frame, "BVZ", 0.0, 0.0),
    )[number % 4]
    return Claim(name, "t", function, shape, top, base, start, end, radius=wide, growth=grows)


def pairs() -> list[tuple[Claim, Claim]]:
    rng = np.random.default_rng(11)
    made = [(drawn(rng, "a", k), drawn(rng, "b", k // 4 + k)) for k in range(4 * PAIRS)]
    return [pair for pair in made if all(claim.footprint.is_valid for claim in pair)][:PAIRS]


def apart(one: Claim, two: Claim) -> str:
    """What keeps two claims from sharing anything, if it is not their outlines."""
    for claim in (one, two):
        if not (claim.start or 0.0) <= WHEN < (claim.end or math.inf):
            return "time"
    return "height" if min(one.top, two.top) <= max(one.base, two.base) else ""


def test_shared_volumes_are_those_of_manifold() -> None:
    kinds: dict[str, int] = {"time": 0, "height": 0, "plan": 0, "shared": 0}
    worst = 0.0
    for one, two in pairs():
        found = overlap_volume(one, two, WHEN)
        assert found == pytest.approx(overlap_volume(two, one, WHEN), rel=1e-9)
        why = apart(one, two)
        solids = [body(one), body(two)]
        expected = 0.0 if why else (solids[0] ^ solids[1]).volume()
        assert found is not None
        worst = max(worst, abs(found - expected) / min(each.volume() for each in solids))
        kinds[why or ("shared" if expected else "plan")] += 1
    print(f"{PAIRS} pairs {kinds}: within {worst:.1e} of the smaller body")  # noqa: T201
    assert worst < CLOSE
    assert min(kinds.values()) >= 10, kinds


def test_the_oracle_knows_a_lens_and_a_box() -> None:
    one = Claim("a", "t", "ATES", Point(0, 0), -10.0, -30.0, radius=50.0)
    two = Claim("b", "t", "ATES", Point(50, 0), -20.0, -50.0, radius=50.0)
    lens = 10.0 * 50.0**2 * (2.0 * math.pi / 3.0 - math.sqrt(3.0) / 2.0)
    assert (body(one) ^ body(two)).volume() == pytest.approx(lens, rel=1e-4)
    dug = Claim("c", "t", "TUN", box(-5, -5, 5, 5), 0.0, -15.0)
    assert (body(one) ^ body(dug)).volume() == pytest.approx(500.0, rel=1e-9)
