"""Crests on faces: which faces, how high, how long, and what is left out."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from scenarios.flow.crests import crest_faces
from twin.errors import InvalidInputError
from twin.grid import GridSpec

GRID = GridSpec(5.0, 95.0, 10.0, 10.0, 10, 10)  # 100 m by 100 m, corner (0, 0)


def as_set(faces: object) -> set[tuple[int, int, int]]:
    return {(int(a), int(r), int(c)) for a, r, c in zip(faces.axis, faces.row, faces.col, strict=True)}  # type: ignore[attr-defined]


def test_a_line_on_cell_sides_stands_on_those_sides() -> None:
    crests = crest_faces([shapely.LineString([(30, 100), (30, 60)])], [4.0], GRID)
    assert as_set(crests.faces) == {(0, row, 2) for row in range(4)}
    assert crests.faces.sill.tolist() == [4.0] * 4
    assert crests.faces.share.tolist() == [1.0] * 4
    assert crests.faces.weir.all()
    assert (crests.faces.series == -1).all()


def test_a_diagonal_line_goes_by_steps_and_keeps_its_length() -> None:
    crests = crest_faces([shapely.LineString([(0, 100), (100, 0)])], [4.0], GRID)
    assert len(crests.faces) == 18  # of 20 steps the two at the very corners touch the outside
    assert crests.faces.share == pytest.approx(np.full(18, np.sqrt(0.5)), rel=0.06)


def test_a_crest_for_each_vertex_is_straight_in_between_and_keeps_its_dips() -> None:
    line = shapely.LineString([(0, 50), (46, 50), (100, 50)])
    crests = crest_faces([line], [[1.0, 0.5, 6.9]], GRID)
    path = crests.paths[0]
    assert path.distance == pytest.approx(np.arange(5, 100, 10))
    expected = np.interp(path.distance, [0, 46, 100], [1.0, 0.5, 6.9])
    expected[5] = 0.5
    assert path.sill == pytest.approx(expected, rel=1e-6)


def test_the_highest_crest_of_a_face_stays() -> None:
    line = shapely.LineString([(0, 50), (100, 50)])
    crests = crest_faces([line, line, line], [1.0, 3.0, 2.0], GRID)
    assert len(crests.faces) == 10
    assert (crests.faces.sill == 3.0).all()
    assert (crests.line == 1).all()
    assert [path.entry.tolist() for path in crests.paths] == [list(range(10))] * 3
    assert (crests.paths[2].sill == 2.0).all()


def test_lines_off_the_grid_are_cut_and_keep_their_distance() -> None:
    line = shapely.LineString([(-1000, 50), (1000, 50)])
    crests = crest_faces([line, shapely.LineString([(-50, -50), (150, -60)])], [1.0, 1.0], GRID)
    path = crests.paths[0]
    assert len(crests.faces) == 10
    assert path.distance == pytest.approx(np.arange(1005, 1100, 10))
    assert path.position_at(1050.0) == pytest.approx(1050.0, abs=1e-9)
    assert crests.paths[1].entry.size == 0
    assert np.isnan(crests.paths[1].position_at(3.0))


def test_a_line_that_leaves_and_comes_back_is_two_stretches() -> None:
    line = shapely.LineString([(0, 50), (300, 50), (300, 30), (0, 30)])
    path = crest_faces([line], [1.0], GRID).paths[0]
    assert path.length.sum() == pytest.approx(200.0)
    assert path.position_at(10.0) == pytest.approx(10.0, abs=1e-9)
    assert path.position_at(580.0) == pytest.approx(580.0, abs=1e-9)


def test_parts_go_on_with_one_distance() -> None:
    line = shapely.MultiLineString([[(0, 50), (40, 50)], [(60, 50), (100, 50)]])
    path = crest_faces([line], [1.0], GRID).paths[0]
    assert path.distance == pytest.approx([5, 15, 25, 35, 45, 55, 65, 75])
    assert path.length == pytest.approx(np.full(8, 10.0))


def test_without_a_crest_no_face_but_the_distance_runs_on() -> None:
    line = shapely.LineString([(0, 50), (40, 50), (60, 50), (100, 50)])
    crests = crest_faces([line], [[1.0, 1.0, np.nan, 1.0]], GRID)
    assert crests.paths[0].distance == pytest.approx([5, 15, 25, 35])


def test_jitter_beside_the_course_adds_no_length() -> None:
    x = np.arange(10.0, 91.0, 1.0)
    y = np.where(np.arange(81) % 2 == 0, 54.9, 55.1)  # around a row of cell centres
    line = shapely.LineString(np.column_stack([x, y]))
    path = crest_faces([line], [1.0], GRID).paths[0]
    assert path.length.sum() == pytest.approx(line.length)
    assert (path.length == 0).any()


def test_no_lines_no_faces() -> None:
    for lines in ([], [None], [shapely.LineString()], [shapely.LineString([(3, 3), (4, 4)])]):
        crests = crest_faces(lines, [1.0] * len(lines), GRID)
        assert len(crests.faces) == 0
        assert len(crests.paths) == len(lines)


def test_wrong_levels_are_refused_all_at_once() -> None:
    line = shapely.LineString([(0, 50), (100, 50)])
    with pytest.raises(InvalidInputError, match="2 lines need as many levels"):
        crest_faces([line, line], [1.0], GRID)
    with pytest.raises(InvalidInputError) as caught:
        crest_faces([line, line], [[1.0, 2.0, 3.0], [1.0]], GRID)
    assert len(caught.value.problems) == 2
