"""Values of fields as they are read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import xarray as xr

from api.grids import Grids, GridStore, Picked
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


def test_fields_of_calendar_years_are_flat_and_one_for_each_year(tmp_path: Path) -> None:
    depth = np.arange(2 * GRID.ny * GRID.nx, dtype=np.float32).reshape(2, *GRID.shape)
    labels = {"units": "m", "long_name": "depth", "long_name_nl": "diepte"}
    both = xr.Dataset(
        {"depth": (("level_year", "y", "x"), depth, labels), "ground_level": (("y", "x"), depth[0])},
        coords={**GRID.coords(), "level_year": np.array([2050, 2100], np.int32)},
    )
    both.to_zarr(tmp_path / "both", consolidated=False)
    both.isel(level_year=[1]).to_zarr(tmp_path / "one", consolidated=False)
    whole, none = (slice(0, GRID.ny), slice(0, GRID.nx)), Picked(np.empty(0, np.intp), np.empty(0))
    several, one = (GridStore().of(tmp_path / name, "1", 2100) for name in ("both", "one"))
    assert set(several.parameters) == {"depth_2050", "depth_2100", "ground_level"}
    assert several.parameters["depth_2050"].attrs == {
        "units": "m", "long_name": "depth, 2050", "long_name_nl": "diepte, 2050",
    }  # fmt: skip
    np.testing.assert_array_equal(several.read("depth_2050", *whole, none), depth[0])
    assert set(one.parameters) == {"depth", "ground_level"}
    np.testing.assert_array_equal(one.read("depth", *whole, none), depth[1])
