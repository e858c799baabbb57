"""Columns of any polder: all land is in one, sums stay, numbers do not hang on levels, direction or order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from scenarios.polders.columns import columns, with_levels
from scenarios.polders.widths import ditch_points, parcel_width
from tests.unit.scenarios.polders.strip_polder import CENTRE, strip_polder

X, Y = CENTRE
AREAS = {"west": box(X - 500, Y - 500, X + 37, Y + 500), "east": box(X + 37, Y - 500, X + 500, Y + 500)}
levels = st.floats(-3.0, 1.0)


@given(spacing=st.floats(25.0, 180.0), angle=st.floats(0.0, 180.0))
@settings(max_examples=25, deadline=None)
def test_width_of_strips_does_not_hang_on_their_direction(spacing: float, angle: float) -> None:
    twin = strip_polder(spacing=spacing, angle=angle)
    found = parcel_width(twin, np.ones(twin.grid.shape, np.bool_), ditch_points(twin))[20:-20, 20:-20]
    assert np.median(found) == pytest.approx(spacing, abs=0.1)
    assert np.quantile(np.abs(found - spacing), 0.9) < 1.0


@given(seed=st.integers(0, 2**32 - 1), most=st.integers(1, 3000), wet=st.floats(0.0, 0.5))
@settings(max_examples=20, deadline=None)
def test_every_cell_of_land_is_in_one_column_with_the_sums_of_its_cells(
    seed: int, most: int, wet: float
) -> None:
    rng = np.random.default_rng(seed)
    ground = rng.normal(0.0, 0.3, (100, 100)).astype(np.float32)
    water = (rng.random((100, 100)) < wet).astype(np.int8)
    twin = strip_polder(
        ground=ground, permanent_water=water, soil=rng.integers(1, 20, (100, 100)), areas=AREAS, lines=[]
    )
    found = columns(twin, most=most)
    np.testing.assert_array_equal(found.column >= 0, water == 0)
    count = np.bincount(found.column[water == 0], minlength=found.cells.size)
    np.testing.assert_array_equal(count, found.cells)
    total = np.bincount(found.column[water == 0], ground[water == 0], minlength=found.cells.size)
    np.testing.assert_allclose(found.ground_level * found.cells, total, rtol=1e-9, atol=1e-9)
    assert np.isnan(found.on_grid(found.ground_level)[water == 1]).all()


@given(low=levels, raise_by=st.floats(0.0, 1.0))
@settings(max_examples=15, deadline=None)
def test_raised_levels_change_levels_only(low: float, raise_by: float) -> None:
    rng = np.random.default_rng(5)
    land = {"ground": rng.normal(0.0, 0.2, (100, 100)).astype(np.float32), "soil": 4, "areas": AREAS}
    before = columns(strip_polder(**land, levels=(low, low)))
    after = columns(strip_polder(**land, levels=(low + raise_by, low + raise_by)))
    by_hand = with_levels(before, *(dict.fromkeys(AREAS, low + raise_by),) * 2)
    for name in before.__slots__:
        expected = getattr(by_hand, name)
        np.testing.assert_array_equal(getattr(after, name), expected, err_msg=name)
