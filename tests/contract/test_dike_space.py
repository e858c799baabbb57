"""The room for dikes over HTTP: the page's arrays and the files of a result of `dike-space`."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contract.test_processes import ended, run

EXECUTE = "/v1/processes/dike-space/execution"


@pytest.fixture(scope="module")
def results(client: TestClient) -> dict[str, Any]:
    drivers = {"sea_level_rise": {"scenario": "knmi23-h", "quantile": 0.95}}
    loads = {"station": "den-helder", "return_period": 10_000.0, "wave_height": 1.0, "wave_period": 4.0}
    job = run(client, EXECUTE, drivers=drivers, **loads)
    assert ended(client, job["jobID"])["status"] == "successful"
    found: dict[str, Any] = client.get(f"/v1/jobs/{job['jobID']}/results").json()
    return found


def test_the_page_reads_header_and_arrays(client: TestClient, results: dict[str, Any]) -> None:
    answer = client.get(results["dike-space"]["href"])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    header = answer.json()
    assert (header["format"], header["twin"]) == ("zicht-dike-space", "polder")
    assert set(header["locations"]["reason"]) == {0}
    data = client.get(results["dike-space"]["href"].replace(".json", ".bin"))
    assert data.headers["content-encoding"] == "gzip"
    last = header["arrays"][-1]
    assert len(data.content) == last["offset"] + 2 * last["length"]
    plain = client.get(str(data.url), headers={"Accept-Encoding": "identity"})
    assert plain.content == data.content
    packed = client.get(f"{data.url}.gz")
    assert gzip.decompress(packed.content) == data.content


def test_every_link_answers(client: TestClient, results: dict[str, Any]) -> None:
    for link in results["links"]:
        assert client.get(link["href"]).status_code == 200, link


def test_bodies_and_reservations_for_other_programs(client: TestClient, results: dict[str, Any]) -> None:
    drawn = {link["title"].split(",")[0]: link for link in results["links"] if link["rel"] == "enclosure"}
    assert set(drawn) == {"New dikes and reservations", "Reservations"}
    city = next(link for link in results["links"] if link["type"] == "application/city+json")
    kinds = {entry["type"] for entry in client.get(city["href"]).json()["CityObjects"].values()}
    assert kinds == {"OtherConstruction", "LandUse"}
    tiles = next(link["href"] for link in results["links"] if link["href"].endswith("3dtiles/tileset.json"))
    for child in client.get(tiles).json()["root"]["children"]:
        layer = client.get(tiles.replace("tileset.json", child["content"]["uri"]))
        assert layer.json()["asset"]["version"] == "1.1"
