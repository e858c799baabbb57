"""A small published twin, and the service on it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString, Point, box
from starlette.testclient import TestClient

from api.app import create_app, make_service
from api.jobs.model import Job, job_id, now
from api.publish import page_of
from api.service import Service
from api.settings import Settings
from tests.contract.tiled import tiled, tiled_data, tiled_service  # noqa: F401  (fixtures)
from twin.grid import GridSpec
from twin.state import Twin
from twin.store import Result

SERVER = """
import socket, sys
import uvicorn
from pathlib import Path
from api.app import create_app
from api.settings import Settings

if __name__ == "__main__":
    listening = socket.create_server(("127.0.0.1", 0))
    settings = Settings.of(Path(sys.argv[1]), sys.argv[2], prepare=False, max_running=1)
    print(listening.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(create_app(settings), log_level="error")).run(sockets=[listening])
"""

X0, Y0 = 120_000.0, 480_000.0
GRID = GridSpec(X0 + 5, Y0 + 295, 10, 10, 40, 30)
MOMENTS = 6


def _table(ids: list[str], geometry: list[object], **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=geometry, crs="EPSG:28992")


def small_twin() -> Twin:
    """A beach in the west, a dike, and a polder at -1 m NAP: 40 x 30 cells of 10 m."""
    grid = GRID
    ground = np.full(grid.shape, -1.0, dtype=np.float32)
    ground[:, :5] = -2.0
    ground[:, 5] = 3.0
    sea = np.zeros(grid.shape, dtype=np.int8)
    sea[:, :5] = 1
    surface = xr.Dataset(
        {"ground_level": (("y", "x"), ground), "sea": (("y", "x"), sea)}, coords=grid.coords()
    )
    corners = [(X0 + 100 + 20 * (i % 12), Y0 + 20 + 20 * (i // 12)) for i in range(120)]
    buildings = _table(
        [f"b{i}" for i in range(120)],
        [box(x, y, x + 8, y + 8) for x, y in corners],
        floor_level=[-0.9 if i else float("nan") for i in range(120)],
        year=[1900 + i for i in range(120)],
        use=["woning" if i % 2 else None for i in range(120)],
        dwellings=[1] * 120,
    )
    dikes = _table(
        ["zeedijk"],
        [LineString([(X0 + 55, Y0, 3.0), (X0 + 55, Y0 + 300, 3.5)])],
        crest_level=[3.0],
        kind=["sea"],
        name=["Zeedijk"],
    )
    vital = _table(["ziekenhuis"], [Point(X0 + 200, Y0 + 200)], kind=["hospital"])
    return Twin.from_datasets(
        surface,
        features={"buildings": buildings, "dikes": dikes, "vital_objects": vital},
        name="polder",
        attributes={"title_nl": "Proefpolder", "title_en": "Test polder", "fictional": "true"},
    )


def write_artefacts(twin: Twin, data: Path) -> None:
    """Artefacts by hand: just enough to be served."""
    folder = data / "published" / twin.name
    for frame in ("3dtiles", "3dtiles-rd"):
        for layer in ("", "buildings", "terrain"):
            (folder / frame / layer).mkdir(parents=True, exist_ok=True)
            (folder / frame / layer / "tileset.json").write_text('{"asset": {"version": "1.1"}}')
    (folder / "3dtiles" / "buildings" / "0.glb").write_bytes(b"glTF" + bytes(1000))
    (folder / "assets").mkdir()
    (folder / "assets" / "page.json").write_text(json.dumps({**page_of(twin), "version": "0123456789abcdef"}))
    (folder / "published.json").write_text(json.dumps({"version": "0123456789abcdef"}))


def with_polder(folder: Path) -> Path:
    """Put the small twin in a data folder, published."""
    twin = small_twin()
    twin.save(folder / "twins" / twin.name)
    write_artefacts(twin, folder)
    return folder


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with one published twin, ``polder``."""
    return with_polder(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def settings(data: Path) -> Settings:
    return Settings.of(data, prepare=False, max_running=1)


@pytest.fixture(scope="session")
def service(settings: Settings) -> Service:
    """The parts of the service that `client` talks to."""
    return make_service(settings)


@pytest.fixture(scope="session")
def client(
    settings: Settings, service: Service, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """Client of a service that runs in this process."""
    static = tmp_path_factory.mktemp("static")
    (static / "index.html").write_text("<!doctype html><title>Zicht</title>")
    (static / "assets").mkdir()
    (static / "assets" / "index-AbCd1234.js").write_text("export {}")
    app = create_app(settings, service, static)
    with TestClient(app, raise_server_exceptions=False) as found:
        yield found


def depths() -> np.ndarray[Any, np.dtype[np.float32]]:
    """Water that rises 0.25 m every ten minutes in the south and leaves the north dry."""
    rise = 0.25 * np.arange(MOMENTS, dtype=np.float32)[:, None, None]
    depth = np.where(np.arange(30)[:, None] >= 15, rise, np.float32(0)) * np.ones(40, np.float32)
    depth[:, 29, 0] = np.nan
    return depth


def flood_fields() -> xr.Dataset:
    """Fields of a flood, with the water over time."""
    depth = depths()
    dims = ("time", "y", "x")
    labels = {"units": "m", "long_name": "water depth", "long_name_nl": "waterdiepte"}
    standard = {"standard_name": "flood_water_thickness"}
    return xr.Dataset(
        {
            "water_depth_series": (dims, depth, labels | standard),
            "max_depth": (("y", "x"), depth[-1], labels),
            "arrival_time": (("y", "x"), np.where(depth[-1] > 0, 600.0, np.inf), {"units": "s"}),
            "boundary_discharge": ("series_time", np.arange(3.0)),
        },
        coords={**GRID.coords(), "time": ("time", 600.0 * np.arange(MOMENTS), {"units": "s"})},
        attrs={"title": "Dijkdoorbraak"},
    )


@contextmanager
def kept_result(
    service: Service, result: Result, digest: str, workspace: str = "open", public: bool = False
) -> Iterator[str]:
    """Id of a successful job whose result stands already; job and result go at the end."""
    folder = result.save(service.settings.data / "results" / digest)
    moment = now()
    job = Job(
        id=job_id(workspace, digest), workspace=workspace, digest=digest, process="scenario",
        scenario='{"name": "Dijkdoorbraak"}', baseline='{"twin": "polder", "scenarios": []}',
        status="successful", attempt=1, progress=100, message="", created=moment, started=moment,
        finished=moment, updated=moment, removed=False, public=public,
    )  # fmt: skip
    store = service.jobs.store
    assert store.submit(job).status == "successful"
    yield job.id
    store.remove(job.id)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Command of a server that builds no demo: give it a data folder and a job table; it tells its port."""
    script = tmp_path_factory.mktemp("script") / "live.py"
    script.write_text(SERVER)
    return [sys.executable, str(script)]
