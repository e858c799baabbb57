"""3D containers (OGC API 3D GeoVolumes, draft): what shows a twin, its layers and the water of a flood."""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from api.access.principal import OPEN
from api.jobs.model import job_id
from api.service import Service
from terrain.exporters.frame_sets import write_frame_sets
from tests.contract.conftest import GRID, depths, flood_fields, kept_result
from twin.crs import rdnap_to_ecef, rdnap_to_etrs89
from twin.store import Result

DIGEST = "7" * 64


@pytest.fixture(scope="module")
def flood(tiled_service: Service, tiled: TestClient) -> Iterator[str]:
    """Id of a successful job with water over time."""
    result = Result(flood_fields(), {}, {}, {"years": {"start": 2025, "horizon": 2100}})
    with kept_result(tiled_service, result, DIGEST) as job:
        frames = tiled_service.settings.data / "results" / DIGEST / "frames"
        write_frame_sets(result, np.full(GRID.shape, -1.0), frames)
        yield job


def container(client: TestClient, collection: str) -> dict[str, Any]:
    answer = client.get(f"/v1/collections/{collection}/3dcontainer")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert found["id"] == collection
    assert found["collectionType"] == "3d-container"
    for item in found["content"]:
        assert (item["rel"], item["type"]) == ("original", "application/json+3dtiles")
        assert client.get(item["href"]).json()["asset"]["version"] == "1.1", item
    return found


def test_a_twin_contains_its_layers(tiled: TestClient) -> None:
    found = container(tiled, "polder")
    names = {child["id"].removeprefix("polder-") for child in found["children"]}
    assert names == {
        "terrain", "buildings", "dikes", "vital-objects", "ates", "utility-lines", "claims", "voxels",
    }  # fmt: skip
    assert [item["href"].rsplit("/", 1)[1] for item in found["content"]] == ["tileset.json"] * 2
    for child in found["children"]:
        assert child["content"] == container(tiled, child["id"])["content"] != []


@pytest.mark.parametrize(("layer", "files"), [
    ("terrain", ["tileset.json", "implicit.json", "meshopt.json", "tileset.json"]),
    ("buildings", ["tileset.json", "implicit.json", "meshopt.json", "tileset.json"]),
    ("dikes", ["tileset.json", "meshopt.json", "tileset.json"]),
    ("claims", ["tileset.json", "meshopt.json", "tileset.json"]),
    ("voxels", ["tileset.json", "meshopt.json"]),
])  # fmt: skip
def test_a_layer_tells_in_which_ways_it_is_tiled(tiled: TestClient, layer: str, files: list[str]) -> None:
    content = container(tiled, f"polder-{layer}")["content"]
    assert [item["href"].rsplit("/", 1)[1] for item in content] == files
    links = tiled.get(f"/v1/collections/polder-{layer}").json()["links"]
    assert f"/v1/collections/polder-{layer}/3dcontainer" in {link["href"] for link in links}


def test_the_extent_holds_the_ground_at_its_height_above_the_ellipsoid(tiled: TestClient) -> None:
    west, south, low, east, north, high = container(tiled, "polder-terrain")["contentExtent"]["bbox"]
    lat, lon, height = (float(v) for v in rdnap_to_etrs89(120_200.0, 480_150.0, -1.0))
    assert west < lon < east
    assert south < lat < north
    assert low < height < high
    assert high - low < 20
    assert (east - west) * 68_000 == pytest.approx(400, rel=0.1)


def test_contents_are_kept_packed_and_sent_either_way(tiled: TestClient, tiled_data: Path) -> None:
    home = "/v1/collections/polder-buildings/3dtiles"
    names = [tiled.get(f"{home}/tileset.json").json()["root"]["children"][0]["content"]["uri"]]
    names.append("subtrees/0_0_0.subtree")
    for name in names:
        kept = tiled_data / "published/polder/3dtiles/buildings" / name
        assert not kept.exists()
        raw = gzip.decompress(kept.with_name(kept.name + ".gz").read_bytes())
        plain = tiled.get(f"{home}/{name}", headers={"Accept-Encoding": "identity"})
        zipped = tiled.get(f"{home}/{name}", headers={"Accept-Encoding": "gzip"})
        assert plain.content == zipped.content == raw
        assert "content-encoding" not in plain.headers
        assert (zipped.headers["content-encoding"], zipped.headers["vary"]) == ("gzip", "Accept-Encoding")
        part = tiled.get(f"{home}/{name}", headers={"Range": "bytes=4-11"})
        assert (part.status_code, part.content) == (206, raw[4:12])
    assert tiled.get(f"{home}/nothing.glb").status_code == 404


def test_what_is_no_container_is_not_found(tiled: TestClient, client: TestClient) -> None:
    for name in ("nowhere", "polder-nothing", "00000000-0000-5000-8000-000000000000"):
        assert tiled.get(f"/v1/collections/{name}/3dcontainer").status_code == 404
    found = client.get("/v1/collections/polder-buildings/3dcontainer")  # its tileset has no root
    assert found.status_code == 200
    assert len(found.json()["contentExtent"]["bbox"]) == 4


def vertices(glb: bytes) -> tuple[np.ndarray, dict[str, Any]]:
    """Vertices as the node places them, z-up, and the document."""
    (size,) = struct.unpack_from("<I", glb, 12)
    document = json.loads(glb[20 : 20 + size])
    told = document["accessors"][document["meshes"][0]["primitives"][0]["attributes"]["POSITION"]]
    start = document["bufferViews"][told["bufferView"]]["byteOffset"]
    x, y, z = np.frombuffer(glb[28 + size :], "<f4", 3 * told["count"], start).reshape(-1, 3).T
    shift = np.array(document["nodes"][0].get("translation", (0, 0, 0)))[[0, 2, 1]] * (1, -1, 1)
    return np.column_stack([x, -z, y]) + shift, document


def text(document: dict[str, Any], glb: bytes, name: str) -> str:
    (table,) = document["extensions"]["EXT_structural_metadata"]["propertyTables"]
    (size,) = struct.unpack_from("<I", glb, 12)
    views = [document["bufferViews"][table["properties"][name][key]] for key in ("values", "stringOffsets")]
    values, offsets = (glb[28 + size + v["byteOffset"] :][: v["byteLength"]] for v in views)
    first, last = next(pairwise(np.frombuffer(offsets, "<u4").tolist()))
    return values[first:last].decode()


@pytest.mark.parametrize(("moment", "index"), [(None, -1), ("2100-01-01T00:20:00Z", 2)])
def test_the_water_stands_at_its_level_at_a_chosen_time(
    tiled: TestClient, flood: str, moment: str | None, index: int
) -> None:
    address = f"/v1/collections/{flood}/3dtiles/tileset.json"
    answer = tiled.get(address, params={"datetime": moment} if moment else None)
    assert answer.status_code == 200, answer.text
    root = answer.json()["root"]
    (tile,) = root["children"]
    name = tile["content"]["uri"]
    glb = tiled.get(f"/v1/collections/{flood}/3dtiles/{name}").content
    placed, document = vertices(glb)
    assert text(document, glb, "id") == flood
    assert text(document, glb, "moment") == (moment or "maximum")
    matrix = np.array(root["transform"]).reshape(4, 4).T
    found = placed @ matrix[:3, :3].T + matrix[:3, 3]
    rows, columns = np.nonzero(np.nan_to_num(depths()[index]) > 0.02)
    level = -1.0 + depths()[index][rows, columns].astype(float)
    expected = np.column_stack(rdnap_to_ecef(GRID.x[columns], GRID.y[rows], level))
    assert len(found) == len(expected) == 15 * 40 - 1
    assert np.linalg.norm(found - expected, axis=1).max() < 1e-3
    box = np.array(tile["boundingVolume"]["box"])
    assert (np.abs(placed - box[:3]) <= np.diag(box[3:].reshape(3, 3))).all()
    assert root["geometricError"] > tile["geometricError"] == 0


def test_the_same_water_of_another_workspace_has_its_own_id(
    tiled_service: Service, tiled: TestClient, flood: str
) -> None:
    theirs = tiled_service.jobs.find(flood, OPEN)
    ours = replace(theirs, id=job_id("other", theirs.digest), workspace="other", public=True)
    store = tiled_service.jobs.store
    store.submit(ours)
    try:
        told = set()
        for job in (flood, ours.id):
            glb = tiled.get(f"/v1/collections/{job}/3dtiles/water-maximum.glb").content
            told.add(text(vertices(glb)[1], glb, "id"))
        assert told == {flood, ours.id}
    finally:
        store.remove(ours.id)


def test_a_flood_contains_its_water_per_moment(tiled: TestClient, flood: str) -> None:
    found = container(tiled, flood)
    assert len(found["content"]) == 1 + 6
    assert found["content"][1]["href"].endswith("?datetime=2100-01-01T00%3A00%3A00Z")


def test_water_that_is_not_there(tiled: TestClient, flood: str) -> None:
    address = f"/v1/collections/{flood}/3dtiles"
    dry = tiled.get(f"{address}/tileset.json?datetime=2100-01-01T00:00:00Z").json()["root"]
    assert "content" not in dry
    assert "children" not in dry
    for name in ("water-0.glb", "water-6.glb", "water-99.glb", "water.glb", "other.json"):
        assert tiled.get(f"{address}/{name}").status_code == 404, name
    assert tiled.get(f"{address}/tileset.json?datetime=2200-01-01").status_code == 400
    assert tiled.get(f"{address}/tileset.json?moment=1").status_code == 400
