"""A growing film over HTTP: plain xarray sees the committed moments, an address never changes its bytes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from api.errors import NotFoundError
from api.growing import PARTIAL, growing_answer
from tests.unit.twin.test_growing import make, moments

CASE = "scenario-flood-0123456789abcdef"


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    (tmp_path / CASE).mkdir()
    make(tmp_path / CASE / "film").append(moments(0, 3))
    return tmp_path


@pytest.fixture
def server(scratch: Path) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = PARTIAL.fullmatch(self.path)
            try:
                if found is None:
                    raise NotFoundError("no such address")
                answer = growing_answer(scratch, found[1], found[2])
                status, body = 200, bytes(answer.body)
            except NotFoundError:
                status, body = 404, b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served:
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.server_address[1]}"
        served.shutdown()
        thread.join()


def films(scratch: Path) -> list[dict[str, object]]:
    return list(json.loads(bytes(growing_answer(scratch, "J", None).body))["films"])


def test_xarray_sees_the_moments_that_are_there(server: str, scratch: Path) -> None:
    (film,) = films(scratch)
    assert film["href"] == f"/v1/jobs/J/results/partial/{CASE}/3.zarr"
    assert (film["case"], film["steps"], film["of"], film["name"]) == ("scenario", 3, 5, "water_depth_series")
    with xr.open_zarr(server + str(film["href"])) as remote:
        assert remote.sizes == {"time": 3, "y": 8, "x": 12}
        assert str(remote["time"].values[2]) == "2100-01-01T00:20:00.000000000"
        np.testing.assert_allclose(remote["water_depth_series"][:, 1, 1], [0.0, 0.1, 0.2])


def test_an_address_gives_the_same_bytes_when_the_film_has_grown(scratch: Path) -> None:
    from twin.growing import GrowingField

    address = f"{CASE}/2.zarr/zarr.json"
    before = bytes(growing_answer(scratch, "J", address).body)
    GrowingField(scratch / CASE / "film").append(moments(3, 5))
    assert bytes(growing_answer(scratch, "J", address).body) == before
    assert films(scratch)[0]["steps"] == 5
    shapes = json.loads(before)["consolidated_metadata"]["metadata"]
    assert shapes["water_depth_series"]["shape"] == [2, 8, 12]
    assert shapes["time"]["shape"] == [2]


@pytest.mark.parametrize(
    "address",
    [
        f"{CASE}/4.zarr/zarr.json",
        f"{CASE}/2.zarr/water_depth_series/c.2.0.0",
        f"{CASE}/0.zarr/zarr.json",
        f"{CASE}/3.zarr/time",
        f"{CASE}/3.zarr/../committed.json",
        f"{CASE}/3.zarr/x/../../../../secret",
        "scenario-flood-fedcba9876543210/1.zarr/zarr.json",
        "../x/1.zarr/zarr.json",
        CASE,
    ],
)
def test_what_is_not_there_is_not_found(scratch: Path, address: str) -> None:
    with pytest.raises(NotFoundError):
        growing_answer(scratch, "J", address)


def test_a_film_that_goes_while_it_is_read_is_not_found(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(path: Path) -> bytes:
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "read_bytes", gone)
    with pytest.raises(NotFoundError):
        growing_answer(scratch, "J", f"{CASE}/2.zarr/water_depth_series/c.1.0.0")


def test_without_scratch_there_are_no_films(tmp_path: Path) -> None:
    assert films(tmp_path / "nothing") == []
