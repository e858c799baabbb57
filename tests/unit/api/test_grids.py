"""Values of fields as they are read."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import xarray as xr

from api.grids import Grids, Picked
from twin.grid import GridSpec

GRID = GridSpec(5.0, 95.0, 10.0, 10.0, 2, 3)


def test_packed_fields_lose_their_binary_tail_and_small_numbers_stay() -> None:
    dims = ("y", "x")
    depth = np.full(GRID.shape, 123 * np.float32(0.01), np.float32)
    rise = np.full(GRID.shape, 2.7e-5, np.float32)
    dataset = xr.Dataset({"depth": (dims, depth), "rise_rate": (dims, rise)}, coords=GRID.coords())
    dataset["depth"].encoding["scale_factor"] = 0.01
    grids = Grids(dataset, datetime(2100, 1, 1, tzinfo=UTC))
    whole, none = (slice(0, GRID.ny), slice(0, GRID.nx)), Picked(np.empty(0, np.intp), np.empty(0))
    assert (grids.read("depth", *whole, none) == np.float32(1.23)).all()
    np.testing.assert_array_equal(grids.read("rise_rate", *whole, none), rise)
