"""Any dike body at any angle: its volume is true, the ground is never lowered, and water does not pass."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from shapely import LineString

from scenarios.dikes.splicing import splice
from terrain.earthworks import with_body
from terrain.rasterise import crest_cells, raise_cells
from twin.grid import GridSpec

SIZE = 400.0
CREST = 5.0

angles = st.floats(0.0, 360.0)
places = st.floats(180.0, 220.0)


def grid_of(cell: float) -> GridSpec:
    return GridSpec.from_bbox((0.0, 0.0, SIZE, SIZE), cell)[0]


def through(angle: float, x: float, y: float, half: float) -> LineString:
    along = half * np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    return LineString([(x - along[0], y - along[1]), (x + along[0], y + along[1])])


@st.composite
def sections(draw: st.DrawFn) -> tuple[list[float], list[float], float]:
    """Offsets, levels and area of a dike of eight points on flat ground: slopes, crest, berms or none."""
    crest = draw(st.floats(1.0, 10.0))
    width, outer, inner = draw(st.floats(2.0, 10.0)), draw(st.floats(1.5, 5.0)), draw(st.floats(1.5, 5.0))
    berm, height = draw(st.floats(0.0, 20.0)), draw(st.floats(0.0, 0.6)) * crest
    right = -width / 2 - crest * outer
    edge = width / 2 + (crest - height) * inner
    left = edge + berm
    offset = [right, right, right, -width / 2, width / 2, edge, left, left + height * inner]
    level = [0.0, 0.0, 0.0, crest, crest, height, height, 0.0]
    area = float(np.trapezoid(level, offset))
    return offset, level, area


@settings(max_examples=60, deadline=None)
@given(sections(), angles, places, places, st.sampled_from([1.0, 2.0]))
def test_the_volume_is_the_sum_of_cross_sections_within_three_percent(
    section: tuple[list[float], list[float], float], angle: float, x: float, y: float, cell: float
) -> None:
    offset, level, area = section
    line = through(angle, x, y, 80.0)
    raised, share = with_body(
        np.zeros(grid_of(cell).shape), grid_of(cell), line, chainage=[0.0], offset=[offset], level=[level]
    )
    little = 0.05 * cell**2 * line.length  # a twentieth of a cell in each cross-section of a low, narrow body
    volume = float(raised.sum(dtype=float)) * cell**2
    assert volume == pytest.approx(area * line.length, rel=0.03, abs=little)
    assert 0.0 <= share.min() <= share.max() <= 1.0


@settings(max_examples=40, deadline=None)
@given(sections(), angles, places, places, st.integers(0, 2**31), st.sampled_from([2.0, 5.0, 10.0]))
def test_nothing_is_lowered_and_a_higher_body_is_nowhere_lower(
    section: tuple[list[float], list[float], float], angle: float, x: float, y: float, seed: int, cell: float
) -> None:
    offset, level, _ = section
    ground = np.random.default_rng(seed).uniform(-1.0, 3.0, grid_of(cell).shape).astype(np.float32)
    line = through(angle, x, y, 80.0)
    body = {"chainage": [0.0], "offset": [offset], "level": [level]}
    once, _ = with_body(ground, grid_of(cell), line, **body)
    again, _ = with_body(ground, grid_of(cell), line, **body)
    np.testing.assert_array_equal(once, again)
    assert (once >= ground).all()
    assert once.max() <= max(float(ground.max()), *level) + 1e-5
    higher, _ = with_body(ground, grid_of(cell), line, **body | {"level": [[z + 1.0 for z in level]]})
    assert (higher >= once - 1e-5).all()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(30.0, 370.0), st.floats(60.0, 180.0)), min_size=1, max_size=5),
    st.sampled_from([4.0, 5.0, 10.0]),
)
def test_no_water_passes_a_dike_on_a_new_line(bends: list[tuple[float, float]], cell: float) -> None:
    grid = grid_of(cell)
    inland = [(40.0, 200.0), *sorted(bends), (360.0, 200.0)]
    found = splice(LineString([(-20.0, 200.0), (420.0, 200.0)]), inland)
    if not found.whole.is_simple:
        return
    barrier = raise_cells(np.zeros(grid.shape), crest_cells([found.whole], [CREST], grid))
    for corners in (False, True):
        structure = np.ones((3, 3)) if corners else None
        label, _ = ndimage.label(barrier < CREST, structure=structure)
        north, south = np.unique(label[0]), np.unique(label[-1])
        assert north.size == south.size == 1
        assert north[0] != south[0]


@settings(max_examples=60, deadline=None)
@given(st.floats(0.0, 900.0), st.floats(0.0, 900.0), st.floats(-40.0, 40.0), st.booleans())
def test_a_splice_keeps_the_ends_and_the_direction(
    first: float, last: float, beside: float, closed: bool
) -> None:
    if closed:
        turn = np.linspace(0.0, 2 * np.pi, 200)
        ring = np.column_stack([150 * np.cos(turn), 150 * np.sin(turn)])
        ring[-1] = ring[0]
        old = LineString(ring)
    else:
        old = LineString([(0.0, 0.0), (500.0, 0.0), (900.0, 100.0)])
    start, end = (old.interpolate(at) for at in (min(first, old.length), min(last, old.length)))
    apart = abs(min(first, old.length) - min(last, old.length))
    apart = min(apart, old.length - apart) if closed else apart
    if apart < 20.0 or start.distance(end) < 20.0:
        return
    middle = ((start.x + end.x) / 2, (start.y + end.y) / 2 + beside)
    found = splice(old, [(start.x, start.y), middle, (end.x, end.y)])
    rest = 0.0 if found.rest is None else found.rest.length
    assert found.whole.length == pytest.approx(rest + found.new.length, abs=1e-3)
    assert found.given_up.length == pytest.approx(old.length - rest, abs=1e-3)
    assert found.given_up.length == pytest.approx(apart, abs=1e-3)
    assert found.whole.is_closed == closed
    assert found.new.coords[0] == pytest.approx(found.given_up.coords[0], abs=1e-6)
    assert found.new.coords[-1] == pytest.approx(found.given_up.coords[-1], abs=1e-6)
    if not closed:
        assert found.whole.coords[0] == pytest.approx(old.coords[0], abs=1e-6)
        assert found.whole.coords[-1] == pytest.approx(old.coords[-1], abs=1e-6)
