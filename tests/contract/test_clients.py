"""Clients that nobody here wrote, on a live server: GDAL, OWSLib, xarray, geopandas and rasterio."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import rasterio
import xarray as xr
from owslib.ogcapi.edr import EnvironmentalDataRetrieval
from owslib.ogcapi.features import Features
from owslib.ogcapi.processes import Processes

from api.references import RD

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


def test_owslib_reads_features(server: str) -> None:
    service = Features(f"{server}/v1")
    assert (
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in service.conformance()["conformsTo"]
    )
    assert {"polder-buildings", "polder-dikes"} <= set(service.feature_collections())
    assert service.collection("polder-buildings")["storageCrs"] == RD
    page = service.collection_items("polder-buildings", limit=30, bbox=[4.8, 52.3, 4.9, 52.4])
    assert (page["numberMatched"], page["numberReturned"]) == (120, 30)
    assert service.collection_item("polder-buildings", "b7")["properties"]["year"] == 1907
    assert service.collection_queryables("polder-buildings")["properties"]["use"]["type"] == "string"


def test_owslib_asks_fields_at_places_and_along_lines(server: str) -> None:
    service = EnvironmentalDataRetrieval(f"{server}/v1")
    assert set(service.collection("polder")["parameter_names"]) == {"ground_level", "sea"}
    point = service.query_data("polder", "position", coords="POINT(120055 480155)", crs=RD)
    assert point["ranges"]["ground_level"]["values"] == [3.0]
    line = service.query_data(
        "polder", "trajectory", coords="LINESTRING(120041 480155, 120079 480155)", crs=RD
    )
    assert line["domain"]["domainType"] == "Trajectory"
    assert line["ranges"]["ground_level"]["values"] == [-2.0, 3.0, -1.0, -1.0]
    cube = service.query_data("polder", "cube", bbox=[120041, 480151, 120069, 480159])
    assert cube["ranges"]["sea"]["values"] == [1, 0, 0]


def test_owslib_starts_a_process(server: str) -> None:
    service = Processes(f"{server}/v1")
    assert "sea-level-rise" in {process["id"] for process in service.processes()}
    assert "drivers" in service.process("sea-level-rise")["inputs"]
    inputs = {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": 2.5}}}
    told = service.execute("sea-level-rise", inputs=inputs, async_=True)
    assert told["status"] in {"accepted", "running", "successful"}


def test_owslib_asks_fields_of_a_result(server: str, result: str) -> None:
    service = EnvironmentalDataRetrieval(f"{server}/v1")
    job = result.split("/")[-3]
    assert "inundation_level" in service.collection(job)["parameter_names"]
    point = service.query_data(job, "position", coords="POINT(120205 480155)", crs=RD)
    level = next(c for c in point.get("coverages", [point]) if "inundation_level" in c["ranges"])
    assert level["ranges"]["inundation_level"]["values"] == [3.0]


def test_geopandas_reads_a_geoparquet_download(server: str, tmp_path: Path) -> None:
    address = f"{server}/v1/collections/polder-buildings/downloads?format=geoparquet&bbox=4.8,52.3,4.9,52.4"
    target, headers = urllib.request.urlretrieve(address, tmp_path / "buildings.parquet")
    assert headers.get_filename() == "polder-buildings.parquet"
    found = gpd.read_parquet(target)
    assert len(found) == 120
    assert found.crs.to_epsg() == 28992


def test_rasterio_reads_a_cog_download_over_http(server: str) -> None:
    query = "format=cog&parameter-name=ground_level&bbox=120000,480000,120100,480050&bbox-crs=" + RD
    with rasterio.open(f"/vsicurl_streaming/{server}/v1/collections/polder/downloads?{query}") as found:
        assert found.crs.to_epsg() == 28992
        assert found.shape == (5, 10)
        assert found.read(1)[0].tolist() == [-2.0] * 5 + [3.0] + [-1.0] * 4


def test_page_and_its_files_come_over_the_wire(server: str) -> None:
    page = call(f"{server}/v1/collections/polder/assets/page.json")
    assert page["title_nl"] == "Proefpolder"
    assert call(f"{server}/readyz")["ready"] is True
    assert call(f"{server}/healthz") == {"status": "ok"}
