"""The smallest areas that can be built: one row, one column, one known cell."""

from __future__ import annotations

import numpy as np
import pytest

from terrain import build
from twin import Twin

LEFT, TOP = 100000.0, 500080.0


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (6, 1)])
def test_a_grid_of_one_row_or_column_is_built(area, write_tif, tmp_path, shape):
    values = np.full(shape, -0.0, np.float32)
    path = write_tif("one.tif", values)
    bbox = [LEFT, TOP - 10 * shape[0], LEFT + 10 * shape[1], TOP]
    twin = build(
        area(ground_level={"connector": "file", "path": str(path)}, bbox=bbox, sea={"edge": ["west"]})
    )
    assert twin.grid.shape == shape
    assert twin.grid.bbox == tuple(bbox)
    assert Twin.open(twin.save(tmp_path / "t")).grid == twin.grid


def test_one_valid_cell_and_denormal_values_are_built(area, write_tif):
    values = np.full((8, 10), np.nan, np.float32)
    values[4, 4] = 1e-42
    path = write_tif("d.tif", values)
    twin = build(area(ground_level={"connector": "file", "path": str(path)}))
    level = twin.surface["ground_level"].values
    assert np.isfinite(level).sum() == 1
    assert level[4, 4] == np.float32(1e-42)


@pytest.mark.parametrize("fill", [np.nan, -9999.0])
def test_a_ground_level_without_any_value_is_refused(area, write_tif, refused, fill):
    path = write_tif("n.tif", np.full((8, 10), fill, np.float32), nodata=-9999.0)
    entry = {"connector": "file", "path": str(path)}
    assert "no valid cell" in refused(lambda: build(area(ground_level=entry)), "path").message
