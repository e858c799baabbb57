"""Volumes that works take out of bodies: worked out by hand, and cut as meshes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely import LineString, Point, Polygon, box
from shapely.affinity import rotate

from scenarios.archaeology.bodies import Body
from scenarios.archaeology.digs import Dig, bore, line_bore, pit, trench
from scenarios.archaeology.values import worth_of
from scenarios.archaeology.volumes import dug_volume, taken_of

SITE = Body("site", "Site", True, box(0, -50, 100, 50), -0.5, -1.5, math.nan, "high", worth_of("high"))
LINE = LineString([(-100, 0), (200, 0)])


def flat(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.zeros(np.shape(x))


def volume(digs: list[Dig], body: Body = SITE) -> float:
    return sum(taken.volume for taken in taken_of(digs, [body]))


@pytest.mark.parametrize(
    ("digs", "expected"),
    [
        (pit(box(10, 10, 20, 20), -1.0, 0.0), 50.0),
        (pit(box(10, 10, 20, 20), -0.5, 0.0), 0.0),
        (pit(box(10, 10, 20, 20), -9.0, 0.0), 100.0),
        (pit(box(90, 10, 110, 20), -1.0, 0.0), 50.0),
        (pit(box(10, 10, 20, 20), -9.0, 0.0, share=0.05), 5.0),
        (trench(LINE, [1.2, 1.2], flat, width=0.6), 42.0),
        (trench(LINE, [1.2, 1.2], flat, width=0.6, slope=1.0), 91.0),
        (trench(LINE, [0.0, 3.0], flat, width=0.6), 52.5),
        (line_bore(LINE, [-1.0, -1.0], flat, diameter=0.3), 100.0 * math.pi * 0.15**2),
        (line_bore(LINE, [-3.0, -3.0], flat, diameter=0.3), 0.0),
        (bore(Point(50, 0), 0.8, 0.0, -60.0), math.pi * 0.4**2),
    ],
)
def test_worked_volumes(digs: list[Dig], expected: float) -> None:
    assert volume(digs) == pytest.approx(expected, rel=1e-12)


def test_a_top_above_the_ground_is_the_ground() -> None:
    high = Body("m", "Mound", True, box(0, 0, 10, 10), 2.0, -5.0, math.nan, "", worth_of())
    assert volume(pit(box(0, 0, 10, 10), -1.0, 0.0), high) == pytest.approx(100.0)


def test_a_zone_begins_at_its_depth_below_the_ground() -> None:
    zone = Body("z", "Zone", False, box(0, 0, 10, 10), math.inf, -math.inf, 0.4, "high", worth_of())
    assert volume(pit(box(0, 0, 10, 10), 2.0, 3.0), zone) == pytest.approx(60.0)
    assert volume(pit(box(0, 0, 10, 10), 2.7, 3.0), zone) == 0.0


def test_ground_outside_the_twin_is_not_dug() -> None:
    assert trench(LINE, [1.0, 1.0], lambda x, y: np.full(np.shape(x), np.nan), width=0.6) == []


def convex(rng: np.random.Generator, size: float) -> Polygon:
    angles = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(4, 9)))
    shape = Polygon(size * np.column_stack([np.cos(angles), 0.5 * np.sin(angles)]))
    return rotate(shape, rng.uniform(0, 360))


@pytest.mark.parametrize("seed", range(60))
def test_volumes_are_those_of_meshes(seed: int) -> None:
    manifold = pytest.importorskip("manifold3d")
    rng = np.random.default_rng(seed)
    digger, site = convex(rng, 12.0), convex(rng, 10.0)
    plane = (float(rng.uniform(-0.2, 0.2)), float(rng.uniform(-0.2, 0.2)), float(rng.uniform(-2.0, 0.0)))
    height = math.inf if seed % 2 else float(rng.uniform(0.3, 2.0))
    top, base = -0.4, -1.9
    dig = Dig(digger, plane, height, 0.0)

    def prism(shape: Polygon, floor: float, roof: float) -> object:
        ring = np.array(shape.exterior.coords)[:-1]
        ring = ring if shape.exterior.is_ccw else ring[::-1]
        section = manifold.CrossSection([ring])
        return manifold.Manifold.extrude(section, roof - floor).translate((0.0, 0.0, floor))

    slab = prism(site, base, top)
    # Ground above the floor: a tall prism sheared to the plane; where it has a roof, shut by the same plane.
    tall = 50.0 if math.isinf(height) else height
    shear = np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [plane[0], plane[1], 1.0, plane[2]]])
    open_ground = prism(digger, 0.0, tall).transform(shear)  # type: ignore[attr-defined]
    expected = (slab ^ open_ground).volume()  # type: ignore[operator]
    assert dug_volume(dig, digger.intersection(site), top, base) == pytest.approx(
        expected, rel=1e-7, abs=1e-7
    )


def test_more_than_one_body_is_told_apart() -> None:
    other = Body("o", "Other", True, box(100, -50, 150, 50), -0.5, -1.5, math.nan, "", worth_of())
    found = taken_of(trench(LINE, [1.2, 1.2], flat, width=0.6), [SITE, other])
    assert [taken.body for taken in found] == [0, 1]
    assert [taken.volume for taken in found] == pytest.approx([42.0, 21.0])
    assert found[0].area == pytest.approx(60.0)
