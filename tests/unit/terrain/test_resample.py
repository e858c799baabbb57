"""Whatever way a raster is cut into tiles, the twin gets the same cells."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrain.connectors._resample import Patch, join, place
from twin.grid import GridSpec

WHOLE = np.arange(12 * 15, dtype=float).reshape(12, 15)
LEFT, TOP, CELL = 1000.0, 2000.0, 5.0


def patch(rows, columns):
    part = WHOLE[rows, columns]
    return Patch(part, LEFT + columns.start * CELL, TOP - rows.start * CELL, CELL, CELL)


cuts = st.tuples(st.integers(1, 11), st.integers(1, 14))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(cut=cuts, order=st.permutations(range(4)))
def test_four_tiles_join_to_the_whole_in_any_order(cut, order):
    row, column = cut
    quarters = [
        patch(rows, columns)
        for rows in (slice(0, row), slice(row, 12))
        for columns in (slice(0, column), slice(column, 15))
    ]
    (joined,) = join([quarters[index] for index in order])
    np.testing.assert_array_equal(joined.values, WHOLE)
    assert (joined.left, joined.top) == (LEFT, TOP)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(row=st.integers(-3, 12), column=st.integers(-3, 15), ny=st.integers(1, 9), nx=st.integers(1, 9))
def test_a_grid_on_the_lattice_gets_copies_and_nan_outside(row, column, ny, nx):
    grid = GridSpec(LEFT + (column + 0.5) * CELL, TOP - (row + 0.5) * CELL, CELL, CELL, nx, ny)
    placed, method = place(patch(slice(0, 12), slice(0, 15)), grid, continuous=True)
    padded = np.pad(WHOLE, 12, constant_values=np.nan)
    np.testing.assert_array_equal(placed, padded[row + 12 : row + 12 + ny, column + 12 : column + 12 + nx])
    assert method == "copied"


@pytest.mark.parametrize(
    ("cell", "method"), [(10.0, "mode"), (7.5, "mode"), (5.5, "nearest"), (2.0, "nearest")]
)
def test_classes_are_never_mixed(cell, method):
    classes = Patch(np.where(WHOLE % 2 == 0, 4.0, 12.0), LEFT, TOP, CELL, CELL)
    grid = GridSpec(LEFT + 3 + cell / 2, TOP - 3 - cell / 2, cell, cell, 4, 4)
    placed, how = place(classes, grid, continuous=False)
    assert set(np.unique(placed)) <= {4.0, 12.0}
    assert method in how


def test_the_mean_of_a_plane_is_kept_when_cells_grow():
    y, x = np.mgrid[0:12, 0:15]
    plane = Patch(1.0 + 0.5 * x - 0.25 * y, LEFT, TOP, CELL, CELL)
    grid = GridSpec(LEFT + 7.5, TOP - 7.5, 15.0, 15.0, 5, 4)
    placed, _ = place(plane, grid, continuous=True)
    np.testing.assert_allclose(placed, plane.values.reshape(4, 3, 5, 3).mean(axis=(1, 3)), atol=1e-9)


def test_a_void_does_not_spread_when_cells_are_averaged():
    values = np.ones((12, 15))
    values[0, 0] = np.nan
    grid = GridSpec(LEFT + 7.5, TOP - 7.5, 15.0, 15.0, 5, 4)
    placed, _ = place(Patch(values, LEFT, TOP, CELL, CELL), grid, continuous=True)
    np.testing.assert_array_equal(placed, 1.0)
