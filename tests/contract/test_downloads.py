"""An area of a twin, a layer or a result as a file, opened by the programs that people have."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import rasterio
import xarray as xr
import zarr
from rasterio.io import MemoryFile
from shapely import box
from starlette.testclient import TestClient

from api.downloads.writing import Cut
from api.references import ETRS89, RD
from api.service import Service
from tests.contract.conftest import X0, Y0, depths, flood_fields, kept_result, small_twin
from twin.store import Result

ZIP = "application/zip"
IN_RD = {"bbox-crs": RD}


@pytest.fixture(scope="module")
def flood(service: Service) -> Iterator[str]:
    """Id of a successful job with water over time and a table."""
    table = small_twin().features["buildings"].iloc[:3].assign(depth=[0.1, 0.2, 0.3])
    result = Result(flood_fields(), {"buildings": table}, {}, {"years": {"start": 2025, "horizon": 2100}})
    with kept_result(service, result, "d" * 64) as job:
        yield job


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where downloads are made; nothing may be left there."""
    made = tmp_path / "made"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    yield made
    assert not list(made.glob("zicht-download-*"))


def fetch(client: TestClient, collection: str, media: str, name: str, **given: str) -> bytes:
    parameters = {key.replace("_", "-"): value for key, value in given.items()}
    answer = client.get(f"/v1/collections/{collection}/downloads", params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == media
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert int(answer.headers["content-length"]) == len(answer.content)
    return answer.content


def fields_of_zarr(body: bytes, folder: Path) -> xr.Dataset:
    (folder / "fields.zip").write_bytes(body)
    store = zarr.storage.ZipStore(folder / "fields.zip", mode="r")
    return xr.open_zarr(store, consolidated=False).load()


def test_zarr_holds_the_cells_that_the_box_touches(client: TestClient, tmp_path: Path) -> None:
    bbox = f"{X0 + 45},{Y0 + 100},{X0 + 70},{Y0 + 120}"
    body = fetch(client, "polder", ZIP, "polder.zarr.zip", format="zarr", bbox=bbox, bbox_crs=RD)
    found = fields_of_zarr(body, tmp_path)
    assert set(found.data_vars) == {"ground_level", "sea"}
    assert found.x.values.tolist() == [X0 + 45, X0 + 55, X0 + 65]
    assert found.y.values.tolist() == [Y0 + 115, Y0 + 105]
    assert found["ground_level"].values.tolist() == [[-2.0, 3.0, -1.0]] * 2
    assert found["spatial_ref"].attrs["crs_wkt"]
    assert found.attrs["Conventions"].startswith("CF-")


def test_netcdf_of_a_result_keeps_its_time(client: TestClient, flood: str, tmp_path: Path) -> None:
    target = tmp_path / "flood.nc"
    media = "application/netcdf"
    target.write_bytes(fetch(client, flood, media, f"{flood}.nc", format="netcdf"))
    with xr.open_dataset(target, decode_times=False) as found:
        np.testing.assert_allclose(found["water_depth_series"].values, depths(), atol=0.005)
        assert found["water_depth_series"].attrs["units"] == "m"
        assert found["time"].values.tolist() == [600.0 * n for n in range(6)]


def test_cog_is_one_tiff_or_a_zip_of_them(client: TestClient) -> None:
    media = "image/tiff; application=geotiff; profile=cloud-optimized"
    bbox = f"{X0},{Y0},{X0 + 100},{Y0 + 100}"
    asked = {"format": "cog", "bbox": bbox, "bbox_crs": RD}
    body = fetch(client, "polder", media, "polder.tif", parameter_name="ground_level", **asked)
    with MemoryFile(body) as memory, memory.open() as found:
        assert found.crs.to_epsg() == 28992
        assert found.bounds == (X0, Y0, X0 + 100, Y0 + 100)
        assert found.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert found.read(1)[0].tolist() == [-2.0] * 5 + [3.0] + [-1.0] * 4
    several = fetch(client, "polder", ZIP, "polder.tif.zip", **asked)
    with zipfile.ZipFile(io.BytesIO(several)) as archive:
        assert archive.namelist() == ["ground_level.tif", "sea.tif"]
        with rasterio.open(io.BytesIO(archive.read("sea.tif"))) as found:
            assert found.read(1)[0].tolist() == [1] * 5 + [0] * 5


def test_cog_leaves_out_what_has_time(
    client: TestClient, flood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(**given: str) -> Any:
        return client.get(f"/v1/collections/{flood}/downloads", params={"format": "cog", **given})

    flat = depths()[0].nbytes + 8 * depths()[0].size  # what has no time just fits
    monkeypatch.setattr("api.downloads.asking.LARGEST", flat)
    with zipfile.ZipFile(io.BytesIO(ask().content)) as archive:
        assert sorted(archive.namelist()) == ["arrival_time.tif", "max_depth.tif"]
    mixed = ask(**{"parameter-name": "max_depth,water_depth_series"})
    assert mixed.status_code == 400
    assert [problem["field"] for problem in mixed.json()["errors"]] == ["format"]


def test_geoparquet_of_a_layer(client: TestClient) -> None:
    bbox = f"{X0 + 99},{Y0 + 19},{X0 + 129},{Y0 + 29}"
    media, name = "application/vnd.apache.parquet", "polder-buildings.parquet"
    body = fetch(client, "polder-buildings", media, name, format="geoparquet", bbox=bbox, bbox_crs=RD)
    found = gpd.read_parquet(io.BytesIO(body))
    assert found["id"].tolist() == ["b0", "b1"]
    assert found.crs.to_epsg() == 28992
    assert found.geometry.iloc[0].bounds == (X0 + 100, Y0 + 20, X0 + 108, Y0 + 28)  # whole, not cut


def test_gpkg_of_a_twin_has_a_layer_per_theme(client: TestClient, tmp_path: Path) -> None:
    media = "application/geopackage+sqlite3"
    target = tmp_path / "polder.gpkg"
    target.write_bytes(fetch(client, "polder", media, "polder.gpkg", format="gpkg"))
    assert {name for name, _ in pyogrio.list_layers(target)} == {"buildings", "dikes", "vital_objects"}
    assert len(pyogrio.read_dataframe(target, layer="buildings")) == 120


# In a process of its own: cjio changes how the json module of Python writes numbers.
CJIO = """
import sys
from cjio import cityjson
model = cityjson.reader(open(sys.argv[1]))
print(model.get_version(), model.get_epsg(), model.number_city_objects_level1(), len(model.j["vertices"]))
"""


def test_cityjson_of_buildings_is_read_by_cjio(client: TestClient, tmp_path: Path) -> None:
    bbox = f"{X0 + 99},{Y0 + 19},{X0 + 169},{Y0 + 69}"
    asked = {"format": "cityjson", "bbox": bbox, "bbox_crs": RD}
    body = fetch(client, "polder-buildings", "application/city+json", "polder-buildings.city.json", **asked)
    wanted = small_twin().features["buildings"].intersects(box(X0 + 99, Y0 + 19, X0 + 169, Y0 + 69))
    model = json.loads(body)
    assert model["metadata"]["title"] == "Test polder"
    assert set(model["CityObjects"]) == {f"b{row}" for row in np.flatnonzero(wanted)}
    target = tmp_path / "buildings.city.json"
    target.write_bytes(body)
    told = subprocess.run([sys.executable, "-c", CJIO, target], capture_output=True, text=True, check=True)
    count = int(wanted.sum())
    assert told.stdout.split() == ["2.0", "7415", str(count), str(8 * count)]


def test_tables_of_a_result(client: TestClient, flood: str, tmp_path: Path) -> None:
    collection = f"{flood}-buildings"
    media = "application/vnd.apache.parquet"
    body = fetch(client, collection, media, f"{collection}.parquet", format="geoparquet")
    assert gpd.read_parquet(io.BytesIO(body))["depth"].tolist() == [0.1, 0.2, 0.3]
    zipped = fetch(client, flood, ZIP, f"{flood}.parquet.zip", format="geoparquet")
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        assert archive.namelist() == ["buildings.parquet"]


@pytest.mark.parametrize(
    ("bbox", "crs"),
    [
        ("4.8748,52.3068,4.8768,52.3088", ""),
        ("52.3068,4.8748,52.3088,4.8768", ETRS89),
    ],
)
def test_boxes_in_degrees_are_bent_with_the_grid(
    client: TestClient, tmp_path: Path, bbox: str, crs: str
) -> None:
    asked = {"format": "zarr", "bbox": bbox} | ({"bbox_crs": crs} if crs else {})
    found = fields_of_zarr(fetch(client, "polder", ZIP, "polder.zarr.zip", **asked), tmp_path)
    left, right = found.x.values[[0, -1]]
    bottom, top = found.y.values[[-1, 0]]
    assert (left, right) == pytest.approx((X0 + 55, X0 + 185), abs=10)
    assert (bottom, top) == pytest.approx((Y0 + 5, Y0 + 215), abs=10)


def test_size_is_known_before_anything_is_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_: Cut) -> None:
        raise AssertionError("read before it was counted")

    monkeypatch.setattr(Cut, "load", load)
    monkeypatch.setattr("api.downloads.asking.LARGEST", 1000)
    monkeypatch.setattr("api.downloads.asking.MOST_FEATURES", 10)
    for form in ("zarr", "netcdf", "cog", "gpkg", "geoparquet", "cityjson"):
        answer = client.get("/v1/collections/polder/downloads", params={"format": form})
        assert answer.status_code == 413, form
        assert "smaller bbox" in answer.json()["detail"]


def test_a_download_that_fails_leaves_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    def fail(*_: object) -> Path:
        assert list(folder.glob("zicht-download-*"))
        raise OSError("disk full")

    monkeypatch.setattr("twin.store.write_zarr", fail)
    answer = client.get("/v1/collections/polder/downloads", params={"format": "zarr"})
    assert answer.status_code == 500
    assert "disk full" not in answer.text


def test_a_full_queue_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.downloads._WAITING", 0)
    answer = client.get("/v1/collections/polder/downloads", params={"format": "zarr"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_head_tells_what_it_would_be_without_making_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("twin.store.write_zarr", None)
    answer = client.head("/v1/collections/polder/downloads", params={"format": "zarr"})
    assert answer.status_code == 200
    assert "content-length" not in answer.headers
    assert answer.headers["content-type"] == ZIP


@pytest.mark.parametrize(
    ("collection", "given", "fields"),
    [
        ("polder", {}, ["format"]),
        ("polder", {"format": "shp"}, ["format"]),
        ("polder-dikes", {"format": "cityjson"}, ["format"]),
        ("polder-terrain", {"format": "zarr"}, ["format"]),
        ("polder", {"format": "shp", "bbox": "1,2", "bbox-crs": "x"}, ["format", "bbox-crs"]),
        ("polder", {"format": "shp", "bbox": "1,2"}, ["format", "bbox"]),
        ("polder", {"format": "zarr", "bbox": "4,52,4.1,52.1"}, ["bbox"]),
        ("polder", {"format": "zarr", "bbox": "0,0,1,400000", "bbox-crs": RD}, ["bbox"]),
        ("polder", {"format": "zarr", "parameter-name": "depth"}, ["parameter-name"]),
        ("polder", {"format": "gpkg", "parameter-name": "sea"}, ["parameter-name"]),
        ("polder-dikes", {"format": "gpkg", "bbox": f"{X0 + 300},{Y0},{X0 + 310},{Y0}", **IN_RD}, ["bbox"]),
        ("polder", {"format": "zarr", "area": "1"}, ["area"]),
        ("polder", {"format": "gpkg", "bbox": f"{X0},{Y0 + 900},{X0 + 10},{Y0 + 990}", **IN_RD}, ["bbox"]),
    ],
)  # fmt: skip
def test_bad_queries_name_the_fields(
    client: TestClient, collection: str, given: dict[str, str], fields: list[str]
) -> None:
    answer = client.get(f"/v1/collections/{collection}/downloads", params=given)
    assert answer.status_code == 400, answer.text
    assert [problem["field"] for problem in answer.json()["errors"]] == fields


def test_downloads_are_linked_and_documented(client: TestClient, flood: str) -> None:
    def offered(collection: str) -> set[Any]:
        links = client.get(f"/v1/collections/{collection}").json()["links"]
        return {link["href"].rpartition("=")[2] for link in links if link["rel"] == "enclosure"}

    grids, tables = {"zarr", "netcdf", "cog"}, {"geoparquet", "gpkg"}
    assert offered("polder") == grids | tables | {"cityjson"}
    assert offered("polder-buildings") == tables | {"cityjson"}
    assert offered("polder-dikes") == tables
    assert offered("polder-terrain") == set()
    assert offered(flood) == grids | tables
    operation = client.get("/v1/openapi.json").json()["paths"]["/collections/{collectionId}/downloads"]["get"]
    assert {"200", "400", "404", "413", "429"} <= set(operation["responses"])
