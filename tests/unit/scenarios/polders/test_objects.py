"""What lies on which column: lengths and areas kept, neighbours found, and nothing kept for too long."""

from __future__ import annotations

import gc
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import MultiLineString, Polygon, box

from scenarios.polders import objects
from scenarios.polders.objects import REACH, drained, groundwater, nothing, numeric, places
from tests.unit.scenarios.polders.object_cases import (
    GRID,
    GROUND,
    asked,
    at,
    house,
    land,
    line,
    polder,
    table,
)


def buildings(*cells):
    return table([house(*cell) for cell in cells], floor_level=-1.0, year=1930)


def test_a_building_takes_the_column_under_it():
    found = places(asked(polder(buildings=buildings((2, 2), (2, 15)))), "buildings")
    assert found.column.tolist() == [0, 1]
    assert found.area.tolist() == [0, 1]
    assert found.amount.tolist() == [1.0, 1.0]


def test_a_building_on_a_ditch_takes_the_nearest_land():
    found = places(asked(polder(buildings=buildings((5, 9)))), "buildings")
    assert found.column[0] in (0, 1)


def test_a_building_on_unknown_land_takes_known_land_of_its_own_area_within_reach():
    near, far = 18, 19  # the last known row is 16
    case = asked(polder(buildings=buildings((near, 15), (far, 10), (far, 15))))
    found = places(case, "buildings")
    assert 10.0 * (near - 16) <= REACH.value
    assert found.column[0] == 1
    # area a is one cell and the ditch away, but it is another area
    columns = land()
    wide = replace(columns, area=np.array([0, 1, 0], np.int32))
    other = places(asked(polder(buildings=buildings((18, 10), (18, 15))), columns=wide), "buildings")
    assert other.column.tolist() == [0, -1]
    assert other.unknown(asked(polder(), columns=wide)).tolist() == [False, True]


def test_what_is_out_of_reach_or_outside_is_told_apart():
    columns = land()
    column = columns.column.copy()
    column[:3, :9] = -1  # land in no area
    columns = replace(columns, column=column, reason=np.array([0, 1, 1], np.int32))
    case = asked(polder(buildings=buildings((0, 0), (5, 5), (5, 15))), columns=columns)
    found = places(case, "buildings")
    assert found.column.tolist() == [-1, 0, -1]
    assert found.counted(case).tolist() == [1]
    # nothing is known in the whole of area b, so no land of it counts
    assert not found.unknown(case).any()


def test_lines_keep_their_length_and_follow_each_other():
    shapes = [line((2, 0), (2, 19)), MultiLineString([line((0, 2), (8, 2)), line((10, 2), (10, 6))])]
    found = places(asked(polder(roads=table(shapes))), "roads")
    for number, shape in enumerate(shapes):
        assert found.amount[found.thing == number].sum() == pytest.approx(shape.length, rel=1e-12)
    assert (np.diff(found.thing) >= 0).all()
    assert found.amount.max() <= 10.0 + 1e-9
    x = found.cell[found.thing == 0] % 20
    assert (np.diff(x) >= 0).all()


def test_sites_keep_their_area_and_small_ones_are_not_lost():
    first, last = at(5, 2), at(2, 6)
    shapes = [box(first.x - 5, first.y - 5, last.x + 5, last.y + 5), at(8, 12).buffer(1.0)]
    shapes += [line((14, 2), (14, 8))]
    found = places(asked(polder(archaeology=table(shapes))), "archaeology")
    sums = np.bincount(found.thing, found.amount)
    assert sums.tolist() == pytest.approx([2000.0, shapes[1].area, 60.0])
    assert (found.thing == 0).sum() == 20


def test_places_outside_the_grid_are_left_out():
    found = places(asked(polder(buildings=buildings((-4, 3), (3, 3)))), "buildings")
    assert found.thing.tolist() == [1]


def test_a_site_far_larger_than_the_grid_is_cut_to_it():
    outline = box(*GRID.bbox)
    huge = [outline.buffer(3e5), outline.buffer(2e5).boundary, line((3, -1e6), (3, 1e6)), Polygon()]
    found = places(asked(polder(archaeology=table(huge))), "archaeology")
    sums = np.bincount(found.thing, found.amount)
    assert sums.tolist() == pytest.approx([outline.area, 0.0, 200.0])
    half = box(GRID.bbox[0] - 500.0, GRID.bbox[1], GRID.bbox[0] + 45.0, GRID.bbox[3])
    found = places(asked(polder(archaeology=table([half]))), "archaeology")
    assert found.amount.sum() == pytest.approx(45.0 * 200.0)


def test_a_theme_that_is_not_there_has_no_places():
    case = asked(polder())
    assert places(case, "roads") is None
    assert nothing(case, "roads", None).reason == "the twin has no roads"


def test_ground_under_a_thing_counts_from_that_of_its_column():
    ground = np.full((20, 20), GROUND)
    ground[2, 2], ground[3, 3] = GROUND + 0.8, GROUND - 0.9
    case = asked(polder(ground, buildings=buildings((2, 2), (3, 3), (4, 4))))
    found = places(case, "buildings")
    deep = drained(np.full(3, 0.5), found, np.arange(3))
    assert deep.tolist() == pytest.approx([1.3, 0.0, 0.5])  # groundwater never stands above the ground


def test_groundwater_is_in_nap_from_the_ground_of_the_start_of_each_year():
    columns = land()
    sunk = GROUND - 0.1 * np.arange(1, 11)[:, None] * np.ones(3)
    case = asked(polder(), ground_level=sunk, depth=0.5, columns=columns)
    level = groundwater(case, case.course.lowest, np.array([0]))
    assert level[:, 0] == pytest.approx(GROUND - 0.1 * np.arange(10) - 0.5)


def test_places_are_kept_while_the_columns_are_and_no_longer():
    columns, twin = land(), polder(buildings=buildings((2, 2)))
    first = places(asked(twin, columns=columns), "buildings")
    assert places(asked(twin, columns=replace(columns, summer_level=np.zeros(3))), "buildings") is first
    assert places(asked(twin, columns=land()), "buildings") is not first
    unknown = columns.without(np.array([True, False, False]), "gone")
    assert places(asked(twin, columns=unknown), "buildings").column.tolist() == [-1]
    before = len(objects._KEPT)
    del columns, unknown
    gc.collect()
    assert len(objects._KEPT) < before


def test_numbers_of_a_table_are_nan_where_there_are_none():
    made = table([at(0, 0)] * 4, year=[1930, None, "old", np.inf])
    assert numeric(made, "year").tolist() == pytest.approx([1930.0, *[np.nan] * 3], nan_ok=True)
    assert np.isnan(numeric(made, "none")).all()
