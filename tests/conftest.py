"""Fixtures that every part of the test suite shares."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from tests.postgres import database, postgres  # noqa: F401  (fixtures of every test)
from twin.grid import GridSpec
from twin.provenance import code_digest

# Compiled kernels are kept per code digest: an edited helper never meets a stale compiled caller.
os.environ.setdefault(
    "NUMBA_CACHE_DIR", str(Path(__file__).parents[1] / ".pytest_cache" / "numba" / code_digest()[:16])
)
for name in ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA"):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Folder with the real Dutch test files."""
    folder = os.environ.get("ZICHT_TEST_DATA")
    if not folder:
        pytest.skip("ZICHT_TEST_DATA is not set: no real data files")
    return Path(folder)


@pytest.fixture
def small_surface() -> xr.Dataset:
    """A 40 x 30 cell polder of 10 m cells behind a ridge at +3 m NAP, with the sea along the west edge."""
    grid = GridSpec(60005.0, 545295.0, 10.0, 10.0, 40, 30)
    ground = np.full(grid.shape, -1.0, np.float32)
    ground[:, :8] = -4.0
    ground[:, 8:10] = 3.0
    sea = np.zeros(grid.shape, np.int8)
    sea[:, :4] = 1
    return xr.Dataset({"ground_level": (("y", "x"), ground), "sea": (("y", "x"), sea)}, coords=grid.coords())


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the embedded area, built once for the whole session."""
    from twin import Twin

    folder = tmp_path_factory.mktemp("data")
    Twin.open("demo", data=folder)
    return folder
