"""Water levels over HTTP: the page's arrays, the table of effects by area, and what a raise refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from api.app import create_app, make_service
from api.settings import Settings
from tests.contract.conftest import write_artefacts
from tests.contract.test_processes import ended
from tests.unit.scenarios.polders.raised_polder import peat_halves

EXECUTE = "/v1/processes/water-level-raise/execution"
RAISE = {"kind": "water-level-raise", "areas": ["west"], "by": 0.3, "start": 2030}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Client of a service with a twin of two peat areas, ``strips``."""
    data: Path = tmp_path_factory.mktemp("levels")
    twin = peat_halves()
    twin.save(data / "twins" / twin.name)
    write_artefacts(twin, data)
    settings = Settings.of(data, prepare=False, max_running=1)
    with TestClient(create_app(settings, make_service(settings)), raise_server_exceptions=False) as found:
        yield found


def asked(client: TestClient, *changes: dict[str, Any], **inputs: Any) -> Any:
    inputs = {"baseline": "strips", "horizon": 2032, "interventions": list(changes), **inputs}
    return client.post(EXECUTE, json={"inputs": inputs})


@pytest.fixture(scope="module")
def results(client: TestClient) -> dict[str, Any]:
    job = asked(client, RAISE).json()
    assert ended(client, job["jobID"])["status"] == "successful"
    found: dict[str, Any] = client.get(f"/v1/jobs/{job['jobID']}/results").json()
    return found


def test_the_page_reads_header_and_arrays(client: TestClient, results: dict[str, Any]) -> None:
    answer = client.get(results["water-levels"]["href"])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    header = answer.json()
    assert (header["format"], header["twin"], header["horizon"]) == ("zicht-water-levels", "strips", 2032)
    data = client.get(results["water-levels"]["href"].replace(".json", ".bin"))
    assert data.headers["content-encoding"] == "gzip"
    grid, first = header["grid"], header["column"]
    numbers = np.frombuffer(data.content, "<i4", grid["nx"] * grid["ny"], first["offset"])
    assert numbers.max() == header["parcels"] - 1
    last = header["arrays"][-1]
    assert len(data.content) == last["offset"] + 2 * len(header["years"]) * 12 * header["parcels"]


def test_every_link_answers(client: TestClient, results: dict[str, Any]) -> None:
    links = {link["href"]: link["rel"] for link in results["links"]}
    assert links[results["water-levels"]["href"]] == "enclosure"
    for address in links:
        assert client.get(address).status_code == 200, address


def test_effects_are_features_of_their_area(client: TestClient, results: dict[str, Any]) -> None:
    job = next(link["href"] for link in results["links"] if link["rel"] == "up").rpartition("/")[2]
    answer = client.get(f"/v1/collections/{job}-water-level-effects/items", params={"limit": 1000})
    rows = [feature["properties"] for feature in answer.json()["features"]]
    assert {row["area"] for row in rows} == {"west", "east", "decided"}
    (sunk,) = (row for row in rows if (row["area"], row["effect"]) == ("decided", "subsidence"))
    assert sunk["difference"] == pytest.approx(sunk["after"] - sunk["before"])
    assert sunk["difference"] < 0.0
    entry = results["indicators"]["water-level-raise.subsidence"]
    assert entry["difference"] == pytest.approx(entry["value"] - entry["reference"])


def test_what_cannot_be_is_refused_with_all_of_it(client: TestClient) -> None:
    above = {**RAISE, "by": 2.0}
    answer = asked(client, above, {**RAISE, "areas": ["nergens"]}, inlet_capacity=-2.0)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    told = answer.text
    for field in ("inputs.interventions[0].areas", "interventions[1].areas[0]", "inputs.inlet_capacity"):
        assert field in told


def test_a_path_of_a_table_is_refused_and_not_offered(client: TestClient) -> None:
    for answer in (
        asked(client, waterwijzer_table="/etc/passwd"),
        client.post(
            "/v1/processes/scenario/execution",
            json={
                "inputs": {
                    "name": "x",
                    "baseline": "strips",
                    "processes": [{"water-level-raise": {"waterwijzer_table": "/etc/passwd"}}],
                }
            },
        ),
    ):
        assert answer.status_code == 400
        assert "command line" in answer.text
        assert "root:" not in answer.text
    inputs = client.get("/v1/processes/water-level-raise").json()["inputs"]
    assert "inlet_capacity" in inputs
    assert "waterwijzer_table" not in inputs


def test_every_table_of_a_choice_is_a_collection(client: TestClient) -> None:
    few = {"lowest": 0.0, "highest": 0.2, "step": 0.2, "policies": ["fixatie"]}
    inputs = {"baseline": "strips", "horizon": 2032, **few}
    answer = client.post("/v1/processes/water-level-choice/execution", json={"inputs": inputs})
    job = answer.json()["jobID"]
    assert ended(client, job)["status"] == "successful"
    for table in ("options", "choice", "objectives", "front"):
        name = f"{job}-water-level-{table}"
        features = client.get(f"/v1/collections/{name}/items?limit=1000").json()["features"]
        ids = [feature["id"] for feature in features]
        assert ids, name
        assert len(ids) == len(set(ids)), name
        assert client.get(f"/v1/collections/{name}/downloads?format=gpkg").status_code == 200, name
    for link in client.get(f"/v1/jobs/{job}/results").json()["links"]:
        assert client.get(link["href"]).status_code == 200, link["href"]
