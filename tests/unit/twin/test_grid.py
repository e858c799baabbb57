"""Grids: outer edges, snapping, and which cell holds a point."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from twin.errors import InvalidInputError
from twin.grid import GridSpec


def test_the_demo_box_gives_1280_by_1024_cells_of_10_m() -> None:
    grid, snapped = GridSpec.from_bbox((60000, 545000, 72800, 555240), 10)
    assert (grid.nx, grid.ny, grid.x0, grid.y0) == (1280, 1024, 60005.0, 555235.0)
    assert not snapped
    assert grid.bbox == (60000, 545000, 72800, 555240)


def test_a_box_that_is_no_multiple_is_snapped_outwards_and_said() -> None:
    grid, snapped = GridSpec.from_bbox((60001, 545001, 60019, 545019), 10)
    assert snapped
    assert grid.bbox == (60000, 545000, 60020, 545020)


@given(
    st.integers(0, 3000), st.integers(0, 6000), st.integers(1, 60), st.integers(1, 60),
    st.sampled_from([0.5, 2.0, 5.0, 10.0, 25.0]),
)  # fmt: skip
def test_every_cell_centre_lies_in_its_own_cell(
    left: int, bottom: int, nx: int, ny: int, size: float
) -> None:
    grid, snapped = GridSpec.from_bbox(
        (left * size, bottom * size, (left + nx) * size, (bottom + ny) * size), size
    )
    assert not snapped
    assert grid.shape == (ny, nx)
    row, column = grid.index(*np.meshgrid(grid.x, grid.y))
    assert np.array_equal(row, np.repeat(np.arange(ny)[:, None], nx, 1))
    assert np.array_equal(column, np.repeat(np.arange(nx)[None], ny, 0))


def test_a_grid_without_size_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"grid\.nx"):
        GridSpec(0, 0, 1, 1, 0, 5)
    with pytest.raises(InvalidInputError, match="resolution"):
        GridSpec.from_bbox((0, 0, 1, 1), 0)


def test_one_row_or_column_takes_square_cells_unless_told() -> None:
    column = GridSpec(100005.0, 500045.0, 10.0, 10.0, 1, 5)
    row = GridSpec(100005.0, 500045.0, 10.0, 10.0, 5, 1)
    for grid in (column, row):
        assert GridSpec.of(xr.Dataset(coords=grid.coords())) == grid
    told = xr.Dataset(coords=column.coords(), attrs={"dx": 25.0})
    assert GridSpec.of(told).dx == 25.0
    with pytest.raises(InvalidInputError, match="dx"):
        GridSpec.of(xr.Dataset(coords=GridSpec(5.0, 5.0, 10.0, 10.0, 1, 1).coords()))


@pytest.mark.parametrize(
    "numbers", [(np.nan, 0, 1, 1, 1, 1), (0, 0, np.inf, 1, 1, 1), ("a", 0, 1, 1, 1, 1), (0, 0, 1, 1, 1.5, 1)]
)
def test_a_grid_of_no_finite_numbers_is_refused(numbers) -> None:
    with pytest.raises(InvalidInputError, match="number"):
        GridSpec(*numbers)
    with pytest.raises(InvalidInputError, match="finite"):
        GridSpec.from_bbox((0, 1, np.inf, 2), 1)


def test_a_raster_is_sampled_at_the_cell_of_each_place_and_is_not_known_off_the_grid() -> None:
    grid = GridSpec(5.0, 15.0, 10.0, 10.0, 2, 2)
    values = np.array([[1, 2], [3, 4]], np.float32)
    found = grid.sample(values, [[0.0, 19.9], [20.0, np.nan]], [[20.0, 0.1], [5.0, 5.0]])
    np.testing.assert_array_equal(found, [[1.0, 4.0], [np.nan, np.nan]])
    assert float(grid.sample(values, 4.0, 5.0)) == 3.0
