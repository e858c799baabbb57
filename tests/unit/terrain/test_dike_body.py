"""Bodies of new dikes: closed, and as large as their cross-sections say, on straight and on curved dikes."""

from __future__ import annotations

import numpy as np
import pytest

from terrain.demo import plan
from terrain.dike_body import Sections, bodies, fill_area, section_volume

HALF, GROUND = 2.5, 0.0


def sections(
    point: np.ndarray,
    length: np.ndarray,
    raise_by: np.ndarray,
    berm: np.ndarray,
    dike: np.ndarray | None = None,
) -> Sections:
    """Dikes of 5 m, 1:3, raised landward with an inner berm of some width, along points."""
    ahead = np.gradient(point, axis=0)
    ahead /= np.hypot(*ahead.T)[:, None]
    inward = np.column_stack([-ahead[:, 1], ahead[:, 0]])
    count = len(point)
    zero = np.zeros(count)
    now = profile(zero, zero)
    new = profile(raise_by, berm)
    number = np.zeros(count, np.int64) if dike is None else dike
    return Sections(number, point, inward, length, *now, *new)


def profile(raise_by: np.ndarray, berm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    crest, low = 5.0 + raise_by, np.full_like(raise_by, GROUND)
    step = np.where(berm > 0, 1.0, 0.0)
    outer = -HALF - 15.0 + low
    edge = -HALF + 3 * raise_by
    foot = edge + 2 * HALF + 3 * (crest - step)
    offset = np.stack(
        [outer, outer, outer, edge, edge + 2 * HALF, foot, foot + berm, foot + berm + 3 * step], axis=1
    )
    level = np.stack([low, low, low, crest, crest, step, step, low], axis=1)
    return offset, level


def straight(count: int, step: float = 10.0) -> np.ndarray:
    return np.column_stack([np.cos(0.7) * step * np.arange(count), np.sin(0.7) * step * np.arange(count)])


def test_a_straight_dike_is_area_times_length():
    """Raised 1 m landward: 38 m2 by the closed form dH B + m (2 H dH + dH2), over 1 km."""
    count = 100
    raised = sections(straight(count), np.full(count, 10.0), np.ones(count), np.zeros(count))
    assert fill_area(raised) == pytest.approx(np.full(count, 38.0), rel=2e-3)
    (body,) = bodies(raised)
    assert body.volume == pytest.approx(38_000.0, rel=2e-3)
    assert body.volume == pytest.approx(section_volume(raised, body), rel=1e-4)


@pytest.mark.parametrize("turn", [-1, 1])
def test_a_curved_dike(turn):
    """A quarter of a circle of 150 m, raised, with a berm: its area swept along the way of its centroid."""
    angle = np.linspace(0, np.pi / 2, 48)
    point = 150.0 * np.column_stack([np.cos(angle), turn * np.sin(angle)])
    length = np.full(48, 150 * (angle[1] - angle[0]))
    grown = sections(point, length, np.full(48, 0.8), np.full(48, 20.0))
    (body,) = bodies(grown)
    assert body.volume == pytest.approx(section_volume(grown, body), rel=0.01)
    swept = float((fill_area(grown) * length).sum())
    assert (body.volume < swept) == (turn == 1)


@pytest.mark.parametrize("name", ["zeedijk", "rivierdijk", "ringdijk"])
def test_dikes_of_the_demo_are_closed_bodies(name):
    """Along the lines of the embedded area, with needs that differ from place to place."""
    line = plan.line(name)
    count = int(line.length // 10)
    length = np.full(count, line.length / count)
    along = (np.arange(count) + 0.5) * length
    point = np.array([line.interpolate(s).coords[0] for s in along])
    grown = sections(point, length, 0.6 + 0.5 * np.sin(along / 200), 20 + 20 * np.sin(along / 90))
    (body,) = bodies(grown)
    mesh = body.mesh()
    assert mesh.is_watertight
    assert mesh.is_winding_consistent
    assert mesh.volume == pytest.approx(body.volume, rel=1e-9)
    assert body.volume == pytest.approx(section_volume(grown, body), rel=0.01)


def test_every_edge_lies_in_two_faces_also_where_nothing_is_added():
    """A berm only: on the crest and the outer slope the new profile is today's."""
    count = 30
    berm = sections(straight(count), np.full(count, 10.0), np.zeros(count), np.full(count, 15.0))
    (body,) = bodies(berm)
    assert body.mesh().is_volume
    edges = np.sort(body.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] == 2).all()
    assert body.volume == pytest.approx(300.0 * 15.0, rel=0.01)


def test_bodies_end_where_there_is_no_work():
    count = 40
    raise_by = np.ones(count)
    raise_by[[10, 11, 25]] = 0.0
    raise_by[30] = np.nan
    dike = np.where(np.arange(count) < 35, 0, 1)
    found = bodies(sections(straight(count), np.full(count, 10.0), raise_by, np.zeros(count), dike))
    spans = [(body.first, body.last, body.dike) for body in found]
    assert spans == [(0, 9, 0), (12, 24, 0), (26, 29, 0), (31, 34, 0), (35, 39, 1)]
    lengths = [10.0 * (body.last - body.first + 1) for body in found]
    assert [body.volume for body in found] == pytest.approx([38.0 * length for length in lengths], rel=2e-3)


def test_ends_stand_half_a_stretch_beyond_the_last_place():
    raised = sections(straight(5), np.full(5, 10.0), np.ones(5), np.zeros(5))
    (body,) = bodies(raised)
    along = body.vertices[:, :2] @ [np.cos(0.7), np.sin(0.7)]
    assert (along.min(), along.max()) == pytest.approx((-5.0, 45.0))


def test_parts_far_apart_are_bodies_of_their_own():
    point = np.concatenate([straight(5), straight(5) + 400.0])
    raised = sections(straight(10), np.full(10, 10.0), np.ones(10), np.zeros(10))
    moved = Sections(raised.dike, point, raised.inward, *(getattr(raised, n) for n in raised.__slots__[3:]))
    assert [(body.first, body.last) for body in bodies(moved)] == [(0, 4), (5, 9)]


def test_nothing_to_add_is_no_body():
    same = sections(straight(5), np.full(5, 10.0), np.zeros(5), np.zeros(5))
    assert bodies(same) == []
    assert np.nanmax(fill_area(same)) < 0.01


def test_unknown_profiles_have_no_fill():
    raised = sections(straight(3), np.full(3, 10.0), np.array([1.0, np.nan, 1.0]), np.zeros(3))
    assert np.isnan(fill_area(raised)).tolist() == [False, True, False]
