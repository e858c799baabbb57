"""Dike bodies in the ground: true volume, right place, nothing lowered; and a body taken off again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from shapely import LineString, MultiLineString, Point

from terrain.earthworks import RUN_OUT, with_body, without_body
from twin.errors import InvalidInputError
from twin.grid import GridSpec

OFFSET, LEVEL = [-17.5, -2.5, 2.5, 17.5], [0.0, 5.0, 5.0, 0.0]
AREA = 100.0  # crest 5 m wide, 5 m high, slopes 1:3


def grid_of(cell: float, size: float = 600.0) -> GridSpec:
    return GridSpec.from_bbox((0.0, 0.0, size, size), cell)[0]


def through(angle: float, x: float = 300.0, y: float = 300.0, half: float = 200.0) -> LineString:
    along = half * np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    return LineString([(x - along[0], y - along[1]), (x + along[0], y + along[1])])


def laid(
    line: Any, grid: GridSpec, ground: Any = None, offset: Any = OFFSET, level: Any = LEVEL
) -> tuple[Any, Any]:
    flat = np.zeros(grid.shape, np.float32) if ground is None else ground
    return with_body(flat, grid, line, chainage=[0.0], offset=[offset], level=[level])


@pytest.mark.parametrize("cell", [1.0, 2.0, 5.0, 10.0, 20.0])
@pytest.mark.parametrize("angle", [0.0, 17.0, 45.0, 90.0, 133.0])
def test_the_volume_is_that_of_the_cross_sections(cell: float, angle: float) -> None:
    line = through(angle, 301.3, 297.1)
    raised, _ = laid(line, grid_of(cell))
    assert float(raised.sum(dtype=float)) * cell**2 == pytest.approx(AREA * line.length, rel=0.005)


def test_a_bend_has_the_volume_of_its_line() -> None:
    turn = np.linspace(0.0, np.pi / 2, 30)
    line = LineString(np.column_stack([100 + 300 * np.cos(turn), 100 + 300 * np.sin(turn)]))
    raised, _ = laid(line, grid_of(2.0))
    assert float(raised.sum(dtype=float)) * 4.0 == pytest.approx(AREA * line.length, rel=0.002)


def test_a_ring_is_closed() -> None:
    ring = Point(300.0, 300.0).buffer(150.0).exterior
    grid = grid_of(5.0)
    raised, _ = laid(LineString(ring.coords), grid)
    assert float(raised.sum(dtype=float)) * 25.0 == pytest.approx(AREA * ring.length, rel=0.005)
    x, y = np.meshgrid(grid.x, grid.y)
    around = np.abs(np.hypot(x - 300.0, y - 300.0) - 150.0) < 2.0
    assert raised[around].min() > 4.3


def test_the_section_between_two_stations_lies_between_them() -> None:
    grid, line = grid_of(1.0), LineString([(100.0, 300.0), (500.0, 300.0)])
    higher = [value * 2.0 for value in OFFSET], [value * 2.0 for value in LEVEL]
    raised, _ = with_body(
        np.zeros(grid.shape),
        grid,
        line,
        chainage=[0.0, 400.0],
        offset=[OFFSET, higher[0]],
        level=[LEVEL, higher[1]],
    )
    row = grid.index(300.0, 300.2)[0]
    for x, crest in ((101.0, 5.0), (300.0, 7.5), (499.0, 10.0)):
        assert raised[row, grid.index(x, 300.0)[1]] == pytest.approx(crest, abs=0.03)


def test_offsets_are_positive_to_the_left_of_the_line() -> None:
    grid = grid_of(1.0)
    berm = [-17.5, -2.5, 2.5, 11.5, 31.5, 37.5], [0.0, 5.0, 5.0, 2.0, 2.0, 0.0]
    raised, _ = laid(LineString([(100.0, 300.0), (500.0, 300.0)]), grid, offset=berm[0], level=berm[1])
    column = grid.index(300.0, 300.0)[1]
    assert raised[grid.index(300.0, 320.5)[0], column] == pytest.approx(2.0, abs=0.01), (
        "north is left of east"
    )
    assert raised[grid.index(300.0, 279.5)[0], column] == 0.0
    back, _ = laid(LineString([(500.0, 300.0), (100.0, 300.0)]), grid, offset=berm[0], level=berm[1])
    assert back[grid.index(300.0, 279.5)[0], column] == pytest.approx(2.0, abs=0.01)


def test_the_ground_is_raised_and_never_lowered() -> None:
    grid = grid_of(5.0)
    rough = np.random.default_rng(1).uniform(-2.0, 6.0, grid.shape).astype(np.float32)
    rough[:20] = np.nan
    raised, share = laid(through(30.0), grid, rough)
    np.testing.assert_array_equal(np.isnan(raised), np.isnan(rough))
    known = ~np.isnan(rough)
    assert (raised[known] >= rough[known]).all()
    assert share[np.isnan(rough)].max() == 0.0
    high = np.full(grid.shape, 9.0, np.float32)
    np.testing.assert_array_equal(laid(through(30.0), grid, high)[0], high)
    assert laid(through(30.0), grid, high)[1].max() == 0.0


@pytest.mark.parametrize("cell", [1.0, 5.0, 10.0])
@pytest.mark.parametrize("angle", [0.0, 27.0])
def test_a_body_over_an_old_one_takes_only_the_earth_between_them(cell: float, angle: float) -> None:
    """The outer slopes are one: no cell of them may rise, and the volume is that between the sections."""
    grid, line = grid_of(cell), through(angle)
    x, y = np.meshgrid(grid.x - 300.0, grid.y - 300.0)
    turn = np.radians(angle)
    across, along = np.cos(turn) * y - np.sin(turn) * x, np.cos(turn) * x + np.sin(turn) * y
    old = np.interp(across, [-32.5, -2.5, 2.5, 32.5], [0.0, 7.5, 7.5, 0.0]).astype(np.float32)
    raised, _ = laid(line, grid, old, offset=[-32.5, 1.5, 6.5, 40.5], level=[0.0, 8.5, 8.5, 0.0])
    middle, more = np.abs(along) < 100.0, raised - old
    assert more[middle & (across > -32.5 + 1.5 * cell) & (across < -2.5 - 1.5 * cell)].max(initial=0.0) < 1e-4
    fill = 8.5 * (34.0 + 5.0) - 7.5 * (30.0 + 5.0)
    laid_fill = float(more[middle].sum(dtype=float)) * cell**2 / 200.0
    assert laid_fill == pytest.approx(fill, rel=max(0.01, 0.004 * cell))


def test_a_slope_runs_on_into_a_ditch_but_not_for_ever() -> None:
    grid = grid_of(1.0)
    ground = np.full(grid.shape, -1.0, np.float32)
    raised, share = laid(LineString([(100.0, 300.0), (500.0, 300.0)]), grid, ground)
    across = raised[:, 300] + 1.0
    assert float(across.sum(dtype=float)) == pytest.approx(5 * 6 + 3 * 36, rel=0.002), "6 m high, slopes 1:3"
    assert share[:, 300].sum() == pytest.approx(35.0, abs=0.5), "the body itself ends at its toes"
    deep, _ = laid(LineString([(100.0, 300.0), (500.0, 300.0)]), grid, ground - 40.0)
    assert (deep[:, 300] > -41.0).sum() == pytest.approx(35 + 2 * RUN_OUT, abs=1.0)


def test_where_no_section_is_known_no_body_is_laid() -> None:
    grid, line = grid_of(2.0), LineString([(100.0, 300.0), (500.0, 300.0)])
    unknown = [np.nan] * 4
    raised, _ = with_body(
        np.zeros(grid.shape), grid, line,
        chainage=[50.0, 150.0, 250.0, 350.0], offset=[OFFSET, unknown, OFFSET, OFFSET], level=[LEVEL] * 4,
    )  # fmt: skip
    row = grid.index(300.0, 300.0)[0]
    known = raised[row] > 4.0
    np.testing.assert_allclose(np.flatnonzero(np.diff(known.astype(int))) * 2.0 + 2.0, [100, 200, 300, 500])
    nothing, _ = with_body(np.zeros(grid.shape), grid, line, chainage=[1.0], offset=[unknown], level=[LEVEL])
    assert nothing.max() == 0.0


def test_parts_follow_each_other_along_the_line() -> None:
    grid = grid_of(2.0)
    line = MultiLineString([[(100, 300), (200, 300)], [(400, 300), (500, 300)]])
    raised, _ = with_body(
        np.zeros(grid.shape), grid, line,
        chainage=[0.0, 99.0, 101.0, 200.0], offset=[OFFSET] * 4, level=[LEVEL] * 2 + [[0, 3, 3, 0]] * 2,
    )  # fmt: skip
    row = grid.index(300.0, 300.0)[0]
    assert raised[row, 75] == pytest.approx(5.0, abs=0.1)
    assert raised[row, 150] == 0.0
    assert raised[row, 225] == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"line": LineString([(1, 1), (1, 1)])}, "line"),
        ({"chainage": [5.0, 1.0], "offset": [OFFSET] * 2, "level": [LEVEL] * 2}, "chainage"),
        ({"offset": [OFFSET[::-1]]}, "offset"),
        ({"level": [LEVEL[:2]]}, "offset"),
        ({"chainage": [0.0, 1.0]}, "offset"),
    ],
)
def test_what_does_not_fit_is_refused(parts: dict[str, Any], field: str) -> None:
    asked = {"line": through(0.0), "chainage": [0.0], "offset": [OFFSET], "level": [LEVEL], **parts}
    with pytest.raises(InvalidInputError) as caught:
        with_body(np.zeros((60, 60)), grid_of(10.0), asked.pop("line"), **asked)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_a_body_is_taken_off_where_it_is_and_square_at_its_ends() -> None:
    grid, line = grid_of(5.0), through(0.0, half=290.0)
    ground = np.where(grid.y[:, None] > 300.0, 1.0, -1.0) * np.ones(grid.shape)
    raised, _ = laid(line, grid, ground)
    bare = without_body(raised, grid, LineString([(200.0, 300.0), (400.0, 300.0)]))
    gone = (grid.x > 200.0) & (grid.x < 400.0)
    assert bare[:, gone].max() == pytest.approx(1.0), "the ground goes on from its higher side"
    np.testing.assert_array_equal(bare[:, ~gone], raised[:, ~gone])
    assert (bare <= raised).all()


def test_wide_high_ground_stays() -> None:
    grid = grid_of(10.0)
    dune = np.where(np.abs(grid.y[:, None] - 300.0) < 100.0, 12.0, 0.0) * np.ones(grid.shape, np.float32)
    np.testing.assert_array_equal(without_body(dune, grid, through(0.0)), dune)
    elsewhere = LineString([(5000.0, 5000.0), (5100.0, 5000.0)])
    np.testing.assert_array_equal(without_body(dune, grid, elsewhere), dune)
