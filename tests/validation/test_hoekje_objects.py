"""Buildings of polder 't Hoekje (BAG) on its parcel columns, and what its files leave unknown."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt

from scenarios.polders.columns import columns
from scenarios.polders.effect import Case, effects
from scenarios.polders.objects import REACH, places
from terrain import build
from tests.unit.scenarios.polders.effect_cases import course
from tests.validation.test_real_areas import example


@pytest.fixture(scope="module")
def case(data_dir):
    twin = build(example("hoekje", data_dir))
    made = columns(twin)
    return Case(twin, made, course(made, depth=0.6), 9, 0.08)


def test_every_building_takes_the_known_land_that_is_nearest(case):
    found, made = places(case, "buildings"), case.columns
    known = (made.column >= 0) & np.append(made.known, False)[made.column]
    far, nearest = distance_transform_edt(~known, sampling=case.twin.grid.dy, return_indices=True)
    row, col = np.divmod(found.cell, case.twin.grid.nx)
    taken = found.column >= 0
    assert taken.sum() == 48
    assert (far[row, col][taken] <= REACH.value).all()
    own = known[row, col]
    np.testing.assert_array_equal(found.column[own], made.column[row, col][own])
    # beside known land another cell may be as near, but never one of another area
    beside = taken & ~own
    assert beside.any()
    same = made.area[made.column[tuple(nearest[:, row[beside], col[beside]])]] == found.area[beside]
    assert same.mean() > 0.8
    assert (far[row, col][found.unknown(case)] > 0.0).all()


def test_middles_of_buildings_lie_in_their_cells(case):
    found, grid = places(case, "buildings"), case.twin.grid
    middle = case.twin.features["buildings"].geometry.centroid.iloc[found.thing]
    row, col = np.divmod(found.cell, grid.nx)
    assert np.abs(middle.x - (grid.x0 + grid.dx * col)).max() <= 0.5 * grid.dx + 1.0
    assert np.abs(middle.y - (grid.y0 - grid.dy * row)).max() <= 0.5 * grid.dy + 1.0


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("foundations", "of 23 buildings that may have wooden piles the foundation is not known; "),
        ("settlement_difference", "the buildings of the twin do not tell their foundations"),
        ("crawl_spaces", "the buildings of the twin do not tell how many dwellings they hold"),
        ("archaeology", "the twin has no archaeological sites"),
        ("utilities", "the twin has no utility lines"),
        ("roads", "the twin has no roads"),
    ],
)
def test_what_the_files_do_not_tell_is_unknown_with_the_reason(case, name, reason):
    found = effects()[name].assess(case)
    assert not found.known
    assert found.reason.startswith(reason)
