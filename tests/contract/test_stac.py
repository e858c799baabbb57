"""STAC 1.1 on the small twin, by pystac with the schemas that it brings: no network."""

from __future__ import annotations

import json
import time
from typing import Any

import pystac
import pytest
from starlette.testclient import TestClient

ROOT = "http://testserver/v1/stac"


class OverHttp(pystac.StacIO):
    """Reads the documents of the service through its client."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def read_text(self, source: Any, *args: Any, **kwargs: Any) -> str:
        answer = self.client.get(str(source))
        assert answer.status_code == 200, source
        return answer.text

    def write_text(self, dest: Any, txt: str, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError


@pytest.fixture(scope="module")
def catalog(client: TestClient) -> pystac.Catalog:
    content = {"inputs": {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": 3.5}}}}
    job = client.post("/v1/processes/sea-level-rise/execution", json=content).json()["jobID"]
    limit = time.monotonic() + 240
    while client.get(f"/v1/jobs/{job}").json()["status"] in {"accepted", "running"}:
        assert time.monotonic() < limit
        time.sleep(0.05)
    return pystac.Catalog.from_file(ROOT, stac_io=OverHttp(client))


def test_everything_is_valid_and_of_version_1_1(catalog: pystac.Catalog) -> None:
    assert catalog.to_dict()["stac_version"] == "1.1.0"
    catalog.validate()
    seen = 0
    for child in catalog.get_children():
        child.validate()
        for item in child.get_items():
            item.validate()
            seen += 1
    assert seen >= 5


def test_a_twin_is_a_collection_of_its_layers_and_results(catalog: pystac.Catalog) -> None:
    (polder,) = [child for child in catalog.get_children() if child.id == "polder"]
    assert isinstance(polder, pystac.Collection)
    assert polder.title == "Proefpolder"
    assert polder.extent.spatial.bboxes[0] == pytest.approx([4.874, 52.3068, 4.880, 52.3096], abs=1e-3)
    found = {item.id.partition("-")[0] for item in polder.get_items()}
    assert found == {"layer", "result"}
    for item in polder.get_items():
        assert item.get_parent() is not None
        assert item.collection_id == "polder"
        assert item.bbox == polder.extent.spatial.bboxes[0]


def test_what_the_items_offer_is_there(catalog: pystac.Catalog, client: TestClient) -> None:
    tried = set()
    for item in catalog.get_items(recursive=True):
        for key, asset in item.assets.items():
            href = asset.href if key != "zarr-v3" else f"{asset.href}/zarr.json"
            if "downloads" not in href:
                assert client.get(href).status_code == 200, href
                tried.add(key)
    assert {"zarr-v3", "indicators", "provenance-ro-crate", "geojson"} <= tried


def test_what_is_not_there_is_404(client: TestClient) -> None:
    for address in ("/v1/stac/nothing", "/v1/stac/polder/nothing", "/v1/stac/polder/twin-polder"):
        assert client.get(address).status_code == 404


def test_documents_are_json(client: TestClient) -> None:
    answer = client.get("/v1/stac/polder/layer-polder-dikes")
    assert answer.headers["content-type"] == "application/geo+json"
    assert json.loads(answer.text)["properties"]["start_datetime"] == "2025-01-01T00:00:00Z"
