"""The small twin with all that tiles show, published in earnest, and the service on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString, Point
from starlette.testclient import TestClient

from api.app import create_app, make_service
from api.publish import publish_twin
from api.service import Service
from api.settings import Settings
from twin.grid import GridSpec
from twin.state import Twin

X0, Y0 = 120_000.0, 480_000.0
LAND_USE = (8, 9)


def tiled_twin(bare: Twin) -> Twin:
    """Grassland in the west, arable land in the east; peat on clay below; two heat stores and a cable."""
    use = np.full(bare.grid.shape, LAND_USE[0], np.int16)
    use[:, 20:] = LAND_USE[1]
    surface = bare.surface.assign(land_use=(("y", "x"), use))
    grid = GridSpec(X0 + 50, Y0 + 250, 100, 100, 4, 3)
    z = np.arange(-9.75, 0, 0.5)
    strat = np.full((z.size, *grid.shape), 1100, np.int16)
    strat[z > -4] = 1090
    strat[-1] = -127
    voxels = xr.Dataset(
        {"strat": (("z", "y", "x"), strat)}, coords={"z": ("z", z), **grid.coords()}, attrs={"thickness": 0.5}
    )
    below = xr.DataTree.from_dict({"/voxels": voxels})
    ates = gpd.GeoDataFrame(
        {
            "id": ["bron"], "warm_x": [X0 + 150], "warm_y": [Y0 + 100], "cold_x": [X0 + 250],
            "cold_y": [Y0 + 100], "filter_top": [-30.0], "filter_base": [-60.0], "volume": [40_000.0],
        },
        geometry=[Point(X0 + 200, Y0 + 100)],
        crs="EPSG:28992",
    )  # fmt: skip
    cable = gpd.GeoDataFrame(
        {"id": ["kabel"], "network": ["electricity-mv"], "depth": [0.8], "depth_status": ["standard"]},
        geometry=[LineString([(X0 + 120, Y0 + 20), (X0 + 300, Y0 + 30)])],
        crs="EPSG:28992",
    )
    features = {**bare.features, "ates": ates, "utility_lines": cable}
    return Twin.from_datasets(surface, below, features, name=bare.name, attributes=dict(bare.attributes))


@pytest.fixture(scope="session")
def tiled_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with the published twin ``polder``."""
    from tests.contract.conftest import small_twin

    folder = tmp_path_factory.mktemp("tiled")
    twin = tiled_twin(small_twin())
    twin.save(folder / "twins" / twin.name)
    publish_twin(twin, folder)
    return folder


@pytest.fixture(scope="session")
def tiled_service(tiled_data: Path) -> Service:
    return make_service(Settings.of(tiled_data, prepare=False, max_running=1))


@pytest.fixture(scope="session")
def tiled(tiled_service: Service) -> Iterator[TestClient]:
    """Client of the service on it."""
    app = create_app(tiled_service.settings, tiled_service)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
