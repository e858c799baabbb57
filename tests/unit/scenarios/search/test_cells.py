"""Blocks of cells: means, shares of polygons, and back to the cells of the twin."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from shapely import Point, box

from scenarios.search.cells import cells_of
from twin.grid import GridSpec
from twin.state import Twin


@pytest.fixture(scope="module")
def slope() -> Twin:
    """210 x 110 m at 10 m, the ground rising 1 m a column, one cell unknown."""
    grid, _ = GridSpec.from_bbox((60000, 545000, 60210, 545110), 10)
    ground = np.broadcast_to(np.arange(21.0), grid.shape).astype(np.float32).copy()
    ground[0, 0] = np.nan
    surface = xr.Dataset({"ground_level": (("y", "x"), ground)}, coords=grid.coords())
    return Twin.from_datasets(surface, name="slope")


def test_cells_cover_the_twin_and_hang_over_at_the_end(slope: Twin) -> None:
    cells = cells_of(slope, 50)
    assert cells.grid.shape == (3, 5)
    assert cells.grid.bbox[0] == slope.grid.bbox[0]
    assert cells.grid.bbox[3] == slope.grid.bbox[3]
    # The unknown cell does not count; the last column holds one column of the twin.
    np.testing.assert_allclose(cells.ground[1], [2.0, 7.0, 12.0, 17.0, 20.0])
    assert cells.ground[0, 0] == pytest.approx((5 * (0 + 1 + 2 + 3 + 4) - 0) / 24)


def test_values_go_back_to_the_cells_of_the_twin(slope: Twin) -> None:
    cells = cells_of(slope, 50)
    fine = cells.fine(cells.ground, slope)
    assert fine.shape == slope.grid.shape
    assert (fine[6, :5] == cells.ground[1, 0]).all()
    assert (fine[6, 20:] == 20.0).all()


def test_cells_are_never_finer_than_the_twin(slope: Twin) -> None:
    assert cells_of(slope, 1).grid == slope.grid


def test_shares_of_polygons(slope: Twin) -> None:
    cells = cells_of(slope, 50)
    left, _, _, top = cells.grid.bbox
    share = cells.share(
        [box(left, top - 50, left + 25, top), box(left + 50, top - 100, left + 100, top - 50)]
    )
    assert share[0, 0] == pytest.approx(0.5)
    assert share[1, 1] == 1.0
    assert share.sum() == pytest.approx(1.5)
    assert not cells.share([]).any()


def test_cells_inside_and_touched(slope: Twin) -> None:
    cells = cells_of(slope, 50)
    left, _, _, top = cells.grid.bbox
    assert np.argwhere(cells.inside(Point(left + 75, top - 25).buffer(5))).tolist() == [[0, 1]]
