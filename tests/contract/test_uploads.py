"""Uploads: what is not what it says, or more than may be read, is refused and leaves nothing behind."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from shapely import Point
from starlette.testclient import TestClient

from api.access.keys import KeyStore
from api.app import create_app
from api.jobs.database import open_database
from api.settings import Settings
from api.uploads.store import LARGEST

GPKG, TIFF = "application/geopackage+sqlite3", "image/tiff"
CITYJSON, GML, CSV = "application/city+json", "application/gml+xml", "text/csv"
IMKL = (
    '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" '
    'xmlns:imkl="http://www.geostandaarden.nl/imkl/wibon"><gml:featureMember><imkl:Elektriciteitskabel/>'
    "</gml:featureMember></gml:FeatureCollection>"
)
CITY = {"type": "CityJSON", "version": "2.0", "CityObjects": {"a": {"type": "Building"}}, "vertices": []}


@pytest.fixture
def secret() -> dict[str, str]:
    return {}


@pytest.fixture
def client(tmp_path: Path, secret: dict[str, str]) -> Iterator[TestClient]:
    settings = Settings.of(tmp_path, prepare=False)
    engine = open_database(settings.database)
    for name, role, workspace in (
        ("jan", "modeller", "provincie"), ("lezer", "reader", "provincie"), ("piet", "modeller", "elders"),
    ):  # fmt: skip
        secret[name] = KeyStore(engine).add(name, role, workspace)[1]
    engine.dispose()
    with TestClient(create_app(settings), raise_server_exceptions=False) as found:
        yield found


def send(client: TestClient, key: str, body: Any, media: str) -> Any:
    return client.post("/v1/uploads", content=body, headers={"Content-Type": media, "X-API-Key": key})


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "uploads").rglob("*") if path.is_file())


def geopackage(folder: Path) -> bytes:
    table = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=[Point(1e5, 5e5), Point(2e5, 5e5)], crs=28992)
    table.to_file(folder / "in.gpkg", layer="punten", driver="GPKG")
    body = (folder / "in.gpkg").read_bytes()
    (folder / "in.gpkg").unlink()
    return body


def geotiff(folder: Path, **changes: Any) -> bytes:
    transform = rasterio.transform.from_origin(1e5, 5e5, 5, 5)
    profile = {"driver": "GTiff", "width": 20, "height": 10, "count": 1, "dtype": "float32", "crs": 28992}
    path = folder / "in.tif"
    with rasterio.open(path, "w", **(profile | {"transform": transform} | changes)) as file:
        if not changes:
            file.write(np.zeros((10, 20), np.float32), 1)
    body = path.read_bytes()
    path.unlink()
    return body


def test_what_is_what_it_says_is_kept_for_its_workspace(
    client: TestClient, secret: dict[str, str], tmp_path: Path
) -> None:
    sent = {
        "geopackage": (geopackage(tmp_path), GPKG), "geotiff": (geotiff(tmp_path), TIFF),
        "cityjson": (json.dumps(CITY).encode(), CITYJSON), "imkl": (IMKL.encode(), GML),
        "table": (b"# source\nsoil,wet\npeat,30\n", CSV),
    }  # fmt: skip
    facts = {}
    for name, (body, media) in sent.items():
        answer = send(client, secret["jan"], body, media)
        assert answer.status_code == 201, answer.text
        told = answer.json()
        facts[name] = told["facts"]
        assert (told["format"], told["size"], told["creator"]) == (name, len(body), "jan")
        assert answer.headers["location"] == f"/v1/uploads/{told['id']}"
    assert facts["geopackage"]["layers"] == [{"name": "punten", "srs": 28992, "features": 2}]
    assert facts["geotiff"] | {"crs": ""} == {
        "width": 20, "height": 10, "bands": 1, "crs": "", "bbox": [100000.0, 499950.0, 100100.0, 500000.0],
    }  # fmt: skip
    assert facts["cityjson"]["objects"] == 1
    assert facts["imkl"]["kinds"] == ["Elektriciteitskabel"]
    assert facts["table"] == {"columns": ["soil", "wet"], "rows": 1}
    for who, count in (("jan", 5), ("lezer", 5), ("piet", 0)):
        listed = client.get("/v1/uploads", headers={"X-API-Key": secret[who]}).json()
        assert len(listed["uploads"]) == count
    address = listed["links"][0]["href"] + "/" + told["id"]
    assert client.get(address, headers={"X-API-Key": secret["piet"]}).status_code == 404
    assert client.delete(address, headers={"X-API-Key": secret["piet"]}).status_code == 404
    assert client.delete(address, headers={"X-API-Key": secret["lezer"]}).status_code == 403
    assert client.delete(address, headers={"X-API-Key": secret["jan"]}).status_code == 200
    assert client.get(address, headers={"X-API-Key": secret["jan"]}).status_code == 404
    assert client.get("/v1/uploads").status_code == 401
    assert len(kept(tmp_path)) == 12  # four files, each with what was found and its manifest


def hostile(folder: Path) -> dict[str, tuple[bytes, str]]:
    """Files that would read others, grow beyond all bounds, or are something else."""
    secret = folder / "secret.txt"
    secret.write_text("nobody reads this")
    vrt = (
        '<VRTDataset rasterXSize="17" rasterYSize="1"><SRS>EPSG:28992</SRS><VRTRasterBand dataType="Byte" '
        'band="1" subClass="VRTRawRasterBand"><SourceFilename relativeToVRT="0">'
        f"{secret}</SourceFilename></VRTRasterBand></VRTDataset>"
    ).encode()
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]><x>&l9;</x>'.encode()
    reads = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file://{secret}">]><x>&f;</x>'.encode()
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(10_000_000))
    sparse = geotiff(folder, width=200_000, height=200_000, tiled=True, compress="deflate", SPARSE_OK=True)
    view = folder / "view.gpkg"
    with sqlite3.connect(view) as connection:
        connection.execute("PRAGMA application_id = 0x47504B47")
        connection.execute(
            "CREATE VIEW gpkg_contents AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
            "SELECT x AS table_name, 'features' AS data_type, 0 AS srs_id FROM n"
        )
    connection.close()
    good = geopackage(folder)
    found = {
        "vrt as tiff": (vrt, TIFF), "vrt as gml": (vrt, GML), "entity bomb": (bomb, GML),
        "external entity": (reads, GML), "zip as geopackage": (zipped.getvalue(), GPKG),
        "sparse bomb": (sparse, TIFF), "no reference system": (geotiff(folder, crs=None), TIFF),
        "endless view": (view.read_bytes(), GPKG), "half a geopackage": (good[: len(good) // 2], GPKG),
        "only a header": (good[:100], GPKG), "tiff of nothing": (b"II*\x00" + bytes(100), TIFF),
        "deep json": (b'{"a":' * 200_000, CITYJSON), "nan": (b'{"type": NaN}', CITYJSON),
        "empty": (b"", CITYJSON),
        "deep xml": (b"<a>" * 5000 + b"</a>" * 5000, GML), "no imkl": (b"<a/>", GML),
        "table of zeros": (bytes(2000), CSV), "zip as table": (zipped.getvalue(), CSV),
        "no text": (b" \n", CSV),
        "latin table": ("a,b\nbaggerspecie \u00e9,1\n".encode("latin-1"), CSV), "no rows": (b"a,b\n", CSV),
        "one column": (b"a\n1\n", CSV), "endless value": (b"a,b\n1," + b"x" * 200_000, CSV),
        "many rows": (b"a,b\n" + b"1,2\n" * 100_001, CSV), "large table": (b"a,b\n" + b"1" * 2**24, CSV),
        "python": (b"import os", GML), "no cityjson": (b'{"type": "FeatureCollection"}', CITYJSON),
    }  # fmt: skip
    view.unlink()
    return found


def test_hostile_files_are_refused_and_leave_nothing(
    client: TestClient, secret: dict[str, str], tmp_path: Path
) -> None:
    reasons = {
        "sparse bomb": "bytes of pixels",
        "endless view": "gpkg_contents",
        "no imkl": "nothing of IMKL",
        "latin table": "cannot be read as a text file",
        "no rows": "has no rows",
        "one column": "has no columns between commas",
        "endless value": "comma-separated values",
        "many rows": "more than 100000 rows",
        "large table": "more than 16777216 bytes",
    }
    for name, (body, media) in hostile(tmp_path).items():
        answer = send(client, secret["jan"], body, media)
        assert answer.status_code == 400, (name, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert reasons.get(name, "") in answer.text
        assert "nobody reads this" not in answer.text
        assert str(tmp_path) not in answer.text
        assert kept(tmp_path) == [], name


def test_a_file_may_not_tell_endlessly_about_itself(
    client: TestClient, secret: dict[str, str], tmp_path: Path
) -> None:
    name, path = "x" * 100_000, tmp_path / "in.gpkg"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA application_id = 0x47504B47")
        connection.execute(f'CREATE TABLE "{name}" (a)')
        connection.execute("CREATE TABLE gpkg_contents (table_name, data_type, srs_id)")
        connection.execute("INSERT INTO gpkg_contents VALUES (?, 'features', 28992)", [name])
    connection.close()
    answer = send(client, secret["jan"], path.read_bytes(), GPKG)
    assert answer.status_code == 400
    assert "about itself" in answer.text
    assert kept(tmp_path) == []


def test_bodies_have_a_limit_and_a_type(client: TestClient, secret: dict[str, str], tmp_path: Path) -> None:
    def endless() -> Iterator[bytes]:
        yield b"II*\x00"
        for _ in range(LARGEST // 2**20 + 2):
            yield bytes(2**20)

    assert send(client, secret["jan"], endless(), TIFF).status_code == 413
    for media in ("application/octet-stream", "application/zip", "text/xml", "", "image/tiff-fx"):
        assert send(client, secret["jan"], b"II*\x00", media).status_code == 415
    assert send(client, secret["lezer"], b"II*\x00", TIFF).status_code == 403
    assert kept(tmp_path) == []


@pytest.mark.parametrize("name", ["%2e%2e", "zicht.db", "x.part", "%2fetc", "A" * 36])
def test_ids_are_no_paths(client: TestClient, secret: dict[str, str], name: str) -> None:
    for method in ("GET", "DELETE"):
        answer = client.request(method, f"/v1/uploads/{name}", headers={"X-API-Key": secret["jan"]})
        assert answer.status_code in {404, 405}
