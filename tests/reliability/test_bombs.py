"""S5, S6: small files that unpack to gigantic ones, and files under a false name."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import shutil
import socket
import time
import zipfile
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shapely import Point

from tests.reliability.area_files import BBOX, area, read_apart, sound_ground, write_table, write_tif
from tests.reliability.conftest import Figure, Start
from tests.reliability.serving import Served
from twin.errors import ZichtError
from twin.state import Twin

SECONDS = 10.0
"""What a busy machine may take; the figure on the page is what it did take."""
SECRET = "canary 81c2"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + '<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&a11;&x;</a>'
)
VRT = (
    '<VRTDataset rasterXSize="10" rasterYSize="8"><SRS>EPSG:28992</SRS><GeoTransform>100000,10,0,500080,0,-10'
    '</GeoTransform><VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand"><SourceFilename '
    'relativetoVRT="0">{path}</SourceFilename><PixelOffset>1</PixelOffset><LineOffset>10</LineOffset>'
    "</VRTRasterBand></VRTDataset>"
)
OGR_VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{path}</SrcDataSource></OGRVRTLayer>'
    "</OGRVRTDataSource>"
)


class _Bomb:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return Path.touch, (self.mark,)


def bombs(folder: Path) -> dict[str, dict[str, Any]]:
    """Areas with a file each that declares, or unpacks to, far more than it is."""
    sparse = {"cell": 0.5, "tiled": True, "compress": "deflate", "sparse_ok": True}
    one, wide = np.ones((1, 1), np.float32), {"width": 200_000, "height": 200_000}
    write_tif(folder / "sparse.tif", one, **wide, blockxsize=512, blockysize=512, **sparse)
    block = {"width": 16_384, "height": 16_384, "blockxsize": 16_384, "blockysize": 16_384}
    write_tif(folder / "block.tif", one, **block, **sparse)
    with netCDF4.Dataset(folder / "wide.nc", "w") as target:
        for name, values in (("y", np.arange(200_000.0)[::-1]), ("x", np.arange(200_000.0))):
            target.createDimension(name, values.size)
            target.createVariable(name, "f8", (name,))[:] = values
        target.createVariable("h", "f4", ("y", "x"), zlib=True, chunksizes=(1000, 1000))
    with zipfile.ZipFile(folder / "zeros.tif", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ground.tif", bytes(100 * 2**20))
    (folder / "zeros.gpkg").write_bytes(gzip.compress(bytes(100 * 2**20)))
    (folder / "brackets.geojson").write_bytes(b'{"features": ' + b"[" * 10_000_000)
    (folder / "objects.geojson").write_bytes(b'{"type": ' * 1_000_000)
    (folder / "laughs.geojson").write_text(LAUGHS)
    (folder / "laughs.tif").write_text(LAUGHS)
    write_table(folder / "few.parquet", [Point(BBOX[:2])])
    few = pq.read_table(folder / "few.parquet")
    many = pa.table([pa.repeat(column[0], 6_000_000) for column in few.columns], schema=few.schema)
    pq.write_table(many, folder / "many.parquet", compression="zstd")
    rasters = ("sparse.tif", "block.tif", "wide.nc", "zeros.tif", "laughs.tif")
    tables = ("zeros.gpkg", "brackets.geojson", "objects.geojson", "laughs.geojson", "many.parquet")
    return {name: area(folder, ground_level=folder / name) for name in rasters} | {
        name: area(folder, vital_objects=folder / name) for name in tables
    }


def test_s5_files_that_unpack_to_gigantic_ones(tmp_path: Path, figure: Figure) -> None:
    sound_ground(tmp_path)
    areas = bombs(tmp_path)
    largest = max((tmp_path / name).stat().st_size for name in areas)
    tried = dict(zip(areas, read_apart(tmp_path, list(areas.values())), strict=True))
    assert {name for name, one in tried.items() if not one.problems} == set()
    assert {name: one.seconds for name, one in tried.items() if one.seconds > SECONDS} == {}
    assert {name: one.peak for name, one in tried.items() if one.peak > 512} == {}
    longest = max(one.seconds for one in tried.values())
    peak = max(one.peak for one in tried.values())
    figure(
        "S5",
        f"{len(tried)} files of up to {largest / 2**20:.0f} MB refused, "
        f"{longest:.2f} s and {peak:.0f} MB at most",
    )


def test_s5_bodies_that_are_gigantic(served: Served, figure: Figure) -> None:
    process = psutil.Process(served.process.pid)
    served.post("/v1/processes/sea-level-rise/execution", {})
    before, took = process.memory_info().rss, {}
    zeros = gzip.compress(b'{"inputs": {"name": "' + bytes(50 * 2**20) + b'"}}')
    bodies = {
        "10 MB": (b'{"inputs": {"name": "' + b"x" * 10_000_000 + b'"}}', b""),
        "nested": (b'{"a":' * 170_000, b""),
        "wide": (b'{"inputs": {' + b",".join(b'"k%d": 1' % n for n in range(80_000)) + b"}}", b""),
        "zipped": (zeros, b"Content-Encoding: gzip\r\n"),
        "zipped by transfer": (zeros, b"Transfer-Encoding: gzip\r\n"),
    }
    for name, (body, extra) in bodies.items():
        begun = time.perf_counter()
        with socket.create_connection(("127.0.0.1", served.port), timeout=60) as connection:
            head = (
                b"POST /v1/processes/sea-level-rise/execution HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                % served.port
            )
            length = b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
            connection.sendall(head + extra + length)
            answer = b""
            try:
                connection.sendall(body)
                answer = connection.recv(4096)
            except ConnectionError:
                pass  # refused while it was still being sent
        assert answer[9:12] in {b"", b"400", b"413", b"415"}, (name, answer)
        took[name] = round(time.perf_counter() - begun, 2)
    grown = (process.memory_info().rss - before) / 2**20
    assert {name: seconds for name, seconds in took.items() if seconds > SECONDS} == {}
    assert grown < 100
    figure("S5", f"{len(bodies)} bodies in {max(took.values()):.2f} s at most, {grown:.0f} MB more memory")


def test_s5_stores_that_declare_gigantic_fields(polder: Path, tmp_path: Path, figure: Figure) -> None:
    shutil.copytree(polder / "twins" / "polder", tmp_path / "polder")
    head = next(
        path for path in sorted((tmp_path / "polder").rglob("zarr.json")) if "ground_level" in path.parts
    )
    stored = json.loads(head.read_text())
    stored["shape"], stored["chunk_grid"]["configuration"]["chunk_shape"] = [10**6, 10**6], [10**6, 10**6]
    head.write_text(json.dumps(stored))
    before = psutil.Process().memory_info().rss
    with pytest.raises(ZichtError):
        Twin.open(str(tmp_path / "polder"))
    assert psutil.Process().memory_info().rss - before < 50 * 2**20
    figure("S5", "1 Zarr store of 4 TB refused")


def test_s6_files_under_a_false_name(tmp_path: Path, figure: Figure) -> None:
    sound_ground(tmp_path)
    secret, mark = tmp_path / "secret.txt", tmp_path / "mark"
    secret.write_text(SECRET * 20)
    buffer = io.BytesIO()
    np.save(buffer, np.array([_Bomb(mark)], dtype=object), allow_pickle=True)
    contents = {
        "vrt": VRT.format(path=secret).encode(),
        "ogr vrt": OGR_VRT.format(path=secret).encode(),
        "npy": buffer.getvalue(),
        "pickle": pickle.dumps(_Bomb(mark)),
        "wms": b"<GDAL_WMS><Service name='TMS'><ServerUrl>http://127.0.0.1:1/</ServerUrl></Service></GDAL_WMS>",
        "csv": b"id,WKT\n1,POINT(0 0)\n",
        "sqlite": b"SQLite format 3\0" + bytes(500),
        "png": b"\x89PNG\r\n\x1a\n" + bytes(500),
    }
    areas, names = [], []
    for suffix, theme in (
        (".tif", "ground_level"),
        (".nc", "ground_level"),
        (".gpkg", "vital_objects"),
        (".geojson", "vital_objects"),
        (".parquet", "vital_objects"),
    ):
        for kind, content in contents.items():
            path = tmp_path / f"{kind}{suffix}"
            path.write_bytes(content)
            areas.append(area(tmp_path, **{theme: path}))
            names.append(path.name)
    tried = dict(zip(names, read_apart(tmp_path, areas), strict=True))
    assert {name for name, one in tried.items() if not one.problems} == set()
    assert not [one for one in tried.values() if SECRET in str(one.problems)]
    assert not mark.exists()
    figure("S6", f"{len(tried)} files under a false name refused, 0 bytes of another file, 0 pickles opened")


def test_s6_nobody_from_outside_reaches_the_workers(
    polder: Path, tmp_path: Path, start: Start, figure: Figure
) -> None:
    """Dask takes pickles from whoever connects: its ports are open to this machine only."""
    data = tmp_path / "data"
    shutil.copytree(polder, data)
    served = start(data, max_running=1)
    served.post("/v1/processes/sea-level-rise/execution", {"inputs": {"baseline": "polder"}})
    limit = time.monotonic() + 60
    process, listening = psutil.Process(served.process.pid), []
    while len(listening) < 3 and time.monotonic() < limit:  # the service, the scheduler, and what follows
        everybody = [process, *process.children(recursive=True)]
        listening = [
            c.laddr.ip for one in everybody for c in one.net_connections("inet") if c.status == "LISTEN"
        ]
        time.sleep(0.2)
    time.sleep(1.0)
    everybody = [process, *process.children(recursive=True)]
    listening = [c.laddr.ip for one in everybody for c in one.net_connections("inet") if c.status == "LISTEN"]
    assert len(listening) >= 3
    assert set(listening) <= {"127.0.0.1", "::1"}
    figure("S6", f"{len(listening)} ports of the workers, 0 open to other machines")
