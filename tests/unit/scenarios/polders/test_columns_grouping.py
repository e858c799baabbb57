"""Cells taken together: what stays apart, how steps grow, sums that stay, and the land beside a ditch."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import box

from scenarios.polders.columns import NO_GROUND, TOO_WIDE, columns
from scenarios.polders.grouping import STEPS, doubled
from scenarios.polders.land import land_level
from scenarios.polders.widths import ditch_cells, ditch_points
from tests.unit.scenarios.polders.strip_polder import CENTRE, LOAM, PEAT, ditch_lines, strip_polder, voxels_of
from twin.grid import GridSpec

X, Y = CENTRE
GRID = GridSpec.from_bbox((X - 500, Y - 500, X + 500, Y + 500), 100.0)[0]
RNG = np.random.Generator(np.random.PCG64(20250101))
GROUND = np.cumsum(RNG.normal(0.0, 0.02, (100, 100)), axis=1).astype(np.float32)
ROUGH = strip_polder(spacing=45.0, angle=17.0, ground=GROUND, soil=RNG.integers(2, 8, (100, 100)))


def test_no_column_is_wider_in_its_ground_than_the_step():
    found = columns(ROUGH)
    level = land_level(ROUGH, found.column >= 0, ditch_cells(ROUGH))
    for number in range(found.cells.size):
        here = level[found.column == number]
        assert here.size == found.cells[number]
        assert np.ptp(here) <= STEPS["ground_level"] + 1e-9
        assert found.ground_level[number] == pytest.approx(here.mean(), abs=1e-9)


@pytest.mark.parametrize("most", [1_000_000, 1000, 100, 30])
def test_coarser_columns_have_the_same_land_and_mean_ground(most):
    fine, coarse = columns(ROUGH, most=1_000_000), columns(ROUGH, most=most)
    assert coarse.cells.size <= max(most, fine.cells.size if most == 1_000_000 else 0)
    assert coarse.cells.sum() == fine.cells.sum()
    assert np.average(coarse.ground_level, weights=coarse.cells) == pytest.approx(
        np.average(fine.ground_level, weights=fine.cells), abs=1e-12
    )
    for number in range(fine.cells.size):
        assert np.ptp(coarse.column[fine.column == number]) == 0  # columns are joined, never split


def test_areas_soils_uses_and_width_classes_stay_apart_even_if_there_are_more_of_them():
    use = np.repeat([8, 9], 50)[None, :] * np.ones((100, 1))
    lines = ditch_lines(45.0)[:20] + ditch_lines(100.0)[12:]
    found = columns(
        strip_polder(ground=GROUND, soil=np.where(GROUND > 0, 4, 8), land_use=use, lines=lines), most=1
    )
    kinds = list(zip(found.area, found.soil, found.use, found.spacing.tolist(), strict=True))
    assert len(set(kinds)) == len(kinds) >= 8


def test_what_lies_deep_gets_coarser_before_the_ground():
    assert [doubled("deep_head", n) for n in range(7)] == [1, 2, 4, 4, 8, 16, 16]
    assert [doubled("ground_level", n) for n in range(7)] == [1, 1, 1, 2, 2, 2, 4]
    assert [doubled("peat_thickness", n) for n in range(4)] == [1, 1, 1, 2]


def test_different_soil_below_is_a_different_column():
    tree = voxels_of(((PEAT, 3.0),), GRID)
    lithok = tree["voxels"]["lithok"].values
    lithok[-6:, :, 5:] = LOAM
    found = columns(strip_polder(soil=2, subsurface=tree))
    peat = found.peat_thickness[found.column[50, [20, 80]]]
    assert peat.tolist() == [3.0, 0.0]
    assert found.column[50, 20] != found.column[50, 80]


def test_numbers_follow_area_and_ground_and_are_the_same_each_time():
    areas = {"west": box(X - 500, Y - 500, X, Y + 500), "east": box(X, Y - 500, X + 500, Y + 500)}
    twin = strip_polder(ground=GROUND, areas=areas)
    first, second = columns(twin), columns(twin)
    np.testing.assert_array_equal(first.column, second.column)
    assert (np.diff(first.area) >= 0).all()
    same = (np.diff(first.area) == 0) & (np.diff(first.spacing) == 0)
    assert (np.diff(first.ground_level)[same] > 0.0).all()


def test_a_cell_with_a_ditch_has_the_level_of_the_land_beside_it():
    twin = strip_polder(spacing=50.0, ground=0.0)
    passed = ditch_cells(twin)
    np.testing.assert_array_equal(passed, np.isfinite(ditch_points(twin)[..., 0]))
    assert 0.1 < passed.mean() < 0.3
    lowered = strip_polder(spacing=50.0, ground=np.where(passed, -0.18, 0.0).astype(np.float32))
    level = land_level(lowered, np.ones(passed.shape, np.bool_), passed)
    np.testing.assert_array_equal(level, 0.0)
    assert (columns(lowered).ground_level == 0.0).all()


def test_a_ditch_never_lowers_the_land_and_water_beside_it_does_not_count():
    twin = strip_polder(spacing=50.0)
    passed = ditch_cells(twin)
    bank = strip_polder(spacing=50.0, ground=np.where(passed, 0.4, 0.0).astype(np.float32))
    level = land_level(bank, np.ones(passed.shape, np.bool_), passed)
    np.testing.assert_allclose(level[passed], 0.4, rtol=1e-7)
    alone = land_level(strip_polder(spacing=50.0, ground=-0.2), passed, passed)
    np.testing.assert_allclose(alone, -0.2, rtol=1e-7)


def test_land_with_pipes_is_the_same_whatever_the_width_between_its_ditches():
    lines = ditch_lines(45.0)[:20] + ditch_lines(100.0)[12:]
    clay, sand = (columns(strip_polder(soil=soil, land_use=8, lines=lines)) for soil in (2, 8))
    assert set(clay.spacing.tolist()) == {12.0}
    assert clay.width[0] == pytest.approx(np.average(sand.width, weights=sand.cells), rel=1e-12)
    assert (sand.width == sand.spacing).all()
    assert clay.cells.size == 1 < sand.cells.size


def test_land_that_nothing_is_known_of_is_one_column_by_area_soil_and_use():
    areas = {"west": box(X - 500, Y - 500, X, Y + 500), "east": box(X, Y - 500, X + 500, Y + 500)}
    ground = GROUND.copy()
    ground[50, 50] = np.nan
    near = [line for line in ditch_lines(45.0) if line.centroid.y < Y - 300]
    twin = strip_polder(ground=ground, areas=areas, lines=near, soil=4)
    found = columns(twin)
    wide = found.reason == found.reasons.index(TOO_WIDE)
    assert found.area[wide].tolist() == [0, 1]
    assert found.cells[wide].sum() > 4000
    assert found.reason[found.column[50, 50]] == found.reasons.index(NO_GROUND)
    assert found.known.sum() > 20
    level = land_level(twin, found.column >= 0, ditch_cells(twin))
    here = level[found.column == np.flatnonzero(wide)[0]]
    assert found.ground_level[wide][0] == pytest.approx(here.mean(), abs=1e-6)


def test_what_nothing_is_known_of_takes_no_place_of_what_is():
    near = [line for line in ditch_lines(45.0) if line.centroid.y < Y - 300]
    twin = strip_polder(ground=GROUND, lines=near)
    whole = columns(twin)
    most = int(whole.known.sum()) + int((~whole.known).sum())
    np.testing.assert_array_equal(columns(twin, most=most).column, whole.column)
    assert most < columns(strip_polder(ground=GROUND)).cells.size
