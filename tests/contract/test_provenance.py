"""What the service computes comes out again from its crate, byte for byte."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.commands.rerun import rerun
from api.jobs.model import Job, job_id, now
from api.service import Service
from api.settings import Settings
from scenarios.rerun import read_crate

EXECUTE = "/v1/processes/sea-level-rise/execution"
ITEMS = "/v1/collections/catalogue/items"
RAISED = {"kind": "dike-reinforcement", "dike": "zeedijk"}


def done(client: TestClient, **inputs: Any) -> str:
    job = str(client.post(EXECUTE, json={"inputs": inputs}).json()["jobID"])
    limit = time.monotonic() + 240
    while (told := client.get(f"/v1/jobs/{job}").json())["status"] in {"accepted", "running"}:
        assert time.monotonic() < limit, told
        time.sleep(0.05)
    assert told["status"] == "successful", told
    return job


def test_a_result_and_one_that_was_run_on_it_come_out_again(
    client: TestClient,
    service: Service,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ZICHT_DATA", str(settings.data))
    drivers = {"sea_level_rise": {"metres": 3.5}}
    first = done(client, name="a /b/c naam", baseline="polder", drivers=drivers, interventions=[RAISED])
    second = done(client, baseline=first, drivers=drivers)
    for job, earlier in ((first, []), (second, ["a /b/c naam"])):
        found = service.jobs.store.find(job)
        assert found is not None
        folder = settings.data / "results" / found.digest
        assert [scenario["name"] for scenario in read_crate(folder).earlier] == earlier
        same = rerun(folder, None, None, as_json=True)
        told = json.loads(capsys.readouterr().out)
        assert same, told["reasons"]
        assert set(told["files"].values()) == {"equal"}
        assert len(told["files"]) > 10


def test_the_result_leads_to_its_crate(client: TestClient) -> None:
    job = done(client, baseline="polder")
    links = client.get(f"/v1/jobs/{job}/results").json()["links"]
    (crate,) = [link["href"] for link in links if link["rel"].endswith("prov#has_provenance")]
    assert client.get(crate).json()["@graph"][0]["@id"] == "ro-crate-metadata.json"


@pytest.mark.parametrize("public", [False, True])
def test_results_of_another_workspace_are_found_only_when_they_are_public(
    client: TestClient, service: Service, public: bool
) -> None:
    digest, moment = f"{int(public):064x}", now()
    job = Job(
        id=job_id("elders", digest), workspace="elders", digest=digest, process="flood",
        scenario='{"name": "Van een ander", "horizon": 2050}', baseline='{"twin": "polder", "scenarios": []}',
        status="successful", attempt=1, progress=100, message="", created=moment, started=moment,
        finished=moment, updated=moment, removed=False, creator="ander", public=public,
    )  # fmt: skip
    store = service.jobs.store
    store.submit(job)
    try:
        found = client.get(ITEMS, params={"q": "van een ander"}).json()["features"]
        assert [record["id"] for record in found] == [f"result-{job.id}"] * public
        assert client.get(f"{ITEMS}/result-{job.id}").status_code == (200 if public else 404)
        titles = [link.get("title") for link in client.get("/v1/stac/polder").json()["links"]]
        assert ("Van een ander" in titles) is public
    finally:
        store.remove(job.id)
