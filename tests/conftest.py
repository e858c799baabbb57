"""Fixtures that every part of the test suite shares."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import settings

from scenarios.kernel_cache import keep_kernels_per_code
from tests.postgres import database, postgres  # noqa: F401  (fixtures of every test)
from tests.sharing import once
from twin.grid import GridSpec

for name in ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA"):
    os.environ.pop(name, None)
settings.register_profile("zicht", settings(), deadline=None)  # how long an example takes is no property
settings.load_profile("zicht")
keep_kernels_per_code()  # with those of `zicht` itself: what is compiled once on a machine serves all

FIRST = ("docs", "validation", "contract")
"""Folders with the longest files: workers that begin with them end together."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long files first, where workers share them out; alone the quick ones come in the order of folders."""
    if hasattr(config, "workerinput"):
        root = Path(__file__).parent
        places = {name: place for place, name in enumerate(FIRST)}
        items.sort(key=lambda item: places.get(item.path.relative_to(root).parts[0], len(FIRST)))


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

    return once(tmp_path_factory, "demo", lambda folder: Twin.open("demo", data=folder))


@pytest.fixture(scope="session")
def coarse_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded area at 20 m as a folder: every theme, a quarter of the cells."""
    from terrain.demo.build import build_demo

    return once(tmp_path_factory, "coarse", lambda folder: build_demo(20).save(folder / "demo")) / "demo"
