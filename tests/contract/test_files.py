"""Published files: caching, ranges, gzip twins, and nothing from outside the roots."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import pytest
from starlette.testclient import TestClient

GLB = "/v1/collections/polder-buildings/3dtiles/0.glb"
PAGE = "/v1/collections/polder/assets/page.json"


def test_tilesets_of_the_twin_and_of_its_parts(client: TestClient) -> None:
    for name in ("polder", "polder-buildings", "polder-terrain"):
        for frame in ("3dtiles", "3dtiles-rd"):
            answer = client.get(f"/v1/collections/{name}/{frame}/tileset.json")
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "application/json"
    within = "/v1/collections/polder/3dtiles/buildings/0.glb"
    assert client.get(within).content == client.get(GLB).content


def test_unchanged_files_are_not_sent_again(client: TestClient) -> None:
    first = client.get(GLB)
    assert first.headers["content-type"] == "model/gltf-binary"
    again = client.get(GLB, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(GLB, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "status", "count", "span"),
    [
        ("bytes=0-3", 206, 4, "bytes 0-3/1004"),
        ("bytes=1000-", 206, 4, "bytes 1000-1003/1004"),
        ("bytes=-4", 206, 4, "bytes 1000-1003/1004"),
        ("bytes=0-99999", 206, 1004, "bytes 0-1003/1004"),
        ("bytes=5000-", 416, None, "bytes */1004"),
        ("bytes=5-2", 200, 1004, None),
        ("bytes=0-1,5-6", 200, 1004, None),
        ("nonsense", 200, 1004, None),
    ],
)
def test_ranges(client: TestClient, asked: str, status: int, count: int | None, span: str | None) -> None:
    answer = client.get(GLB, headers={"Range": asked})
    assert answer.status_code == status
    assert answer.headers.get("content-range") == span
    if count is not None:
        assert len(answer.content) == count


def test_head_tells_the_size_and_sends_nothing(client: TestClient) -> None:
    answer = client.head(GLB)
    assert answer.status_code == 200
    assert answer.headers["content-length"] == "1004"
    assert answer.content == b""


def test_gzip_twin_goes_out_only_when_accepted(client: TestClient, data: Path) -> None:
    folder = data / "published" / "polder" / "assets"
    (folder / "zipped.json").write_bytes(b'{"a": 1}')
    (folder / "zipped.json.gz").write_bytes(gzip.compress(b'{"a": 1}', mtime=0))
    address = "/v1/collections/polder/assets/zipped.json"
    zipped = client.get(address, headers={"Accept-Encoding": "gzip"})
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    refused = client.get(address, headers={"Accept-Encoding": "gzip;q=0"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert zipped.json() == plain.json() == {"a": 1}
    assert zipped.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert zipped.headers["etag"] != plain.headers["etag"]
    own = client.get(address + ".gz")
    assert own.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in own.headers


def test_large_files_come_in_pieces_from_disk(client: TestClient, data: Path) -> None:
    body = bytes(range(256)) * (9 * 4096)
    (data / "published" / "polder" / "assets" / "large.bin").write_bytes(body)
    address = "/v1/collections/polder/assets/large.bin"
    whole = client.get(address)
    assert whole.content == body
    assert whole.headers["content-length"] == str(len(body))
    part = client.get(address, headers={"Range": "bytes=5000000-6999999"})
    assert part.status_code == 206
    assert part.content == body[5_000_000:7_000_000]
    assert client.get(address, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
    assert client.get(address, headers={"Range": f"bytes={len(body)}-"}).status_code == 416


def test_page_files_with_a_hash_are_kept_for_ever(client: TestClient) -> None:
    script = client.get("/assets/index-AbCd1234.js")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert client.get("/").headers["cache-control"] == "public, no-cache"
    assert script.headers["content-encoding"] == "gzip"
    assert script.text == "export {}"
    assert client.get("/nothing.js").status_code == 404


UPWARD = [
    "..",
    "%2e%2e",
    "%2E%2E",
    ".%2e",
    "..%2f",
    "..%5c",
    "..\\",
    "%252e%252e",
    "%c0%ae%c0%ae",
    "%e2%80%a4%e2%80%a4",
    "．．",
    "...",
    "....//",
    "..;",
    "%00",
    "..%00",
    "~",
    ".",
]
TARGETS = [
    "etc/passwd",
    "zicht.db",
    "published.json",
    "twin.json",
    "C:%5Cwindows%5Cwin.ini",
    "con",
    "%2fetc%2fpasswd",
]
ROOTS = [
    "/v1/collections/polder/assets",
    "/v1/collections/polder/3dtiles",
    "/v1/collections/polder-buildings/3dtiles-rd",
    "/v1/jobs/6d0ae0b1-6a0f-5b43-9d3e-2f2f6f0a7c11/results/files",
    "",
]


def test_no_address_leads_out_of_the_roots(client: TestClient) -> None:
    tried = 0
    for root, upward, depth, target in itertools.product(ROOTS, UPWARD, (1, 2, 8), TARGETS):
        address = f"{root}/" + "/".join([upward] * depth) + f"/{target}"
        answer = client.get(f"http://testserver{address}")
        tried += 1
        assert answer.status_code in {400, 404}, address
        assert b"root:" not in answer.content
    assert tried > 1500


def test_links_that_lead_outside_are_not_followed(client: TestClient, data: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text("{}")
    link = data / "published" / "polder" / "assets" / "link.json"
    link.symlink_to(secret)
    assert client.get("/v1/collections/polder/assets/link.json").status_code == 404
    assert client.get(PAGE).status_code == 200


def test_folders_of_a_twin_are_not_listed(client: TestClient) -> None:
    assert client.get("/v1/collections/polder/3dtiles/buildings").status_code == 404
