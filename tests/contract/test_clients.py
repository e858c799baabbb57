"""Independent clients on a live server: GDAL's OAPIF driver, and xarray with fsspec."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import xarray as xr

EXECUTE = "/v1/processes/sea-level-rise/execution"


@pytest.fixture(scope="module")
def server(data: Path, live: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on a free port, with its own job table; GDAL keeps this process busy meanwhile."""
    database = tmp_path_factory.mktemp("live") / "zicht.db"
    with subprocess.Popen([*live, str(data), str(database)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield f"http://127.0.0.1:{int(running.stdout.readline())}"
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=15)


def call(address: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def result(server: str) -> str:
    """Address of the files of a successful job."""
    body = {"inputs": {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": 3.5}}}}
    job = f"{server}/v1/jobs/{call(server + EXECUTE, body)['jobID']}"
    limit = time.monotonic() + 240
    while call(job)["status"] != "successful":
        assert time.monotonic() < limit
        time.sleep(0.1)
    return f"{job}/results/files"


def test_gdal_lists_the_feature_collections(server: str) -> None:
    layers = [name for name, _ in pyogrio.list_layers(f"OAPIF:{server}/v1")]
    assert {"polder-buildings", "polder-dikes", "polder-vital-objects"} <= set(layers)


def test_gdal_reads_all_pages_in_the_storage_system(server: str) -> None:
    table = pyogrio.read_dataframe(f"OAPIF:{server}/v1", layer="polder-buildings")
    assert len(table) == 120
    assert table.crs.to_epsg() == 28992
    assert table["id"].tolist() == [f"b{i}" for i in range(120)]
    assert tuple(table.geometry[0].bounds) == pytest.approx((120_100, 480_020, 120_108, 480_028), abs=1e-3)


def test_gdal_filters_by_box_in_rd(server: str) -> None:
    box = (120_099, 480_019, 120_109, 480_029)
    table = pyogrio.read_dataframe(f"OAPIF:{server}/v1", layer="polder-buildings", bbox=box)
    assert table["id"].tolist() == ["b0"]


def test_xarray_opens_a_result_over_http(result: str, data: Path) -> None:
    with xr.open_zarr(f"{result}/result.zarr", consolidated=False) as remote:
        folder = next((data / "results").glob("*/result.zarr"))
        assert folder.is_dir()
        assert remote["inundation_level"].dims == ("y", "x")
        assert remote["inundation_level"].shape == (30, 40)
        assert remote["flooded_area"].dims == ("sea_level",)
        level = remote["inundation_level"].load()
    assert level.sel(x=120_205, y=480_155).item() == pytest.approx(3.0)


def test_page_and_its_files_come_over_the_wire(server: str) -> None:
    page = call(f"{server}/v1/collections/polder/assets/page.json")
    assert page["title_nl"] == "Proefpolder"
    assert call(f"{server}/readyz")["ready"] is True
    assert call(f"{server}/healthz") == {"status": "ok"}
