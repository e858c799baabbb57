"""OGC API Processes part 1 on the small twin: core, job list, dismiss; with real worker processes."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.service import Service
from api.settings import Settings
from tests.contract.conftest import flood_fields, kept_result
from twin.store import Result

EXECUTE = "/v1/processes/sea-level-rise/execution"
OGC = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"


def run(client: TestClient, address: str = EXECUTE, **inputs: object) -> dict[str, Any]:
    answer = client.post(address, json={"inputs": {"baseline": "polder", **inputs}})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/jobs/{found['jobID']}"
    return found


def ended(client: TestClient, job: str, seconds: float = 240.0) -> dict[str, Any]:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found: dict[str, Any] = client.get(f"/v1/jobs/{job}").json()
        if found["status"] in {"successful", "failed", "dismissed"}:
            return found
        time.sleep(0.05)
    raise AssertionError(found)


@pytest.fixture(scope="module")
def done(client: TestClient) -> dict[str, Any]:
    """A successful run: the sea at 3.53 m NAP overtops the beach ridge of 3 m."""
    job = run(client, drivers={"sea_level_rise": {"metres": 3.5}})
    found = ended(client, job["jobID"])
    assert found["status"] == "successful", found
    return found


def test_list_holds_what_runs_and_a_whole_scenario(client: TestClient) -> None:
    found = {entry["id"]: entry for entry in client.get("/v1/processes").json()["processes"]}
    assert {"sea-level-rise", "scenario"} <= set(found)
    for identifier, entry in found.items():
        assert {"async-execute", "dismiss"} <= set(entry["jobControlOptions"])
        assert client.get(f"/v1/processes/{identifier}").status_code == 200
    assert len(client.get("/v1/processes?limit=1").json()["processes"]) == 1


def test_description_has_the_scenario_keys_and_the_own_parameters(client: TestClient) -> None:
    found = client.get("/v1/processes/sea-level-rise").json()
    inputs = found["inputs"]
    assert {"name", "baseline", "start", "horizon", "drivers", "interventions", "reference"} <= set(inputs)
    assert {"dikes", "breach_at", "breach_width", "connectivity"} <= set(inputs)
    assert "processes" not in inputs
    assert inputs["dikes"]["schema"]["enum"] == ["hold", "absent", "breach"]
    assert inputs["dikes"]["minOccurs"] == 0
    assert inputs["dikes"]["x-title-nl"] == "Dijken"
    assert inputs["breach_width"]["schema"]["x-unit"] == "m"
    assert found["x-title-nl"] == "Zeespiegelstijging"
    assert set(found["outputs"]) >= {"indicators", "result", "provenance"}
    assert any(link["rel"].endswith("/execute") for link in found["links"])


def test_every_reference_in_an_input_schema_resolves(client: TestClient) -> None:
    for identifier in ("sea-level-rise", "scenario"):
        inputs = client.get(f"/v1/processes/{identifier}").json()["inputs"]
        for name, entry in inputs.items():
            schema = entry["schema"]
            wanted = set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(schema)))
            assert wanted <= set(schema.get("$defs", ())), name


def test_unknown_process(client: TestClient) -> None:
    for method, address in (("GET", "/v1/processes/flod"), ("POST", "/v1/processes/flod/execution")):
        answer = client.request(method, address, json={} if method == "POST" else None)
        assert answer.status_code == 404
        assert answer.json()["type"] == OGC + "no-such-process"


def test_run_ends_with_indicators(client: TestClient, done: dict[str, Any]) -> None:
    assert done["type"] == "process"
    assert done["processID"] == "sea-level-rise"
    assert done["progress"] == 100
    assert done["created"] <= done["started"] <= done["finished"]
    results = client.get(f"/v1/jobs/{done['jobID']}/results").json()
    indicators = results["indicators"]
    assert indicators["sea-level-rise.sea_level"]["value"] == pytest.approx(3.53)
    assert indicators["sea-level-rise.sea_level"]["reference"] == pytest.approx(0.03)
    assert indicators["sea-level-rise.flooded_area"]["value"] > 0.0
    assert indicators["sea-level-rise.buildings_flooded"]["value"] == 120
    assert all(entry["method"] for entry in indicators.values())


def test_repeat_is_the_same_job_and_free(client: TestClient, done: dict[str, Any]) -> None:
    started = time.monotonic()
    again = run(client, drivers={"sea_level_rise": {"metres": 3.5}})
    assert again["jobID"] == done["jobID"]
    assert again["status"] == "successful"
    assert again["attempt"] == 1
    assert time.monotonic() - started < 20.0


def test_defaults_written_out_are_the_same_job(client: TestClient, done: dict[str, Any]) -> None:
    spelt = run(
        client,
        drivers={"sea_level_rise": {"metres": 3.5}},
        dikes="hold",
        connectivity=4,
        horizon=2100,
        interventions=[],
    )
    assert spelt["jobID"] == done["jobID"]
    other = run(client, drivers={"sea_level_rise": {"metres": 3.5}}, connectivity=8)
    assert other["jobID"] != done["jobID"]


def test_files_of_a_result(client: TestClient, done: dict[str, Any], settings: Settings) -> None:
    results = client.get(f"/v1/jobs/{done['jobID']}/results").json()
    files = f"/v1/jobs/{done['jobID']}/results/files"
    provenance = client.get(results["provenance"]["href"])
    assert provenance.json()["twin"]["name"] == "polder"
    assert "name" not in provenance.json()["host"]
    assert str(settings.data) not in provenance.text
    assert client.get(f"{files}/indicators.json").json() == results["indicators"]
    root = client.get(f"{results['result']['href']}/zarr.json")
    assert root.json()["zarr_format"] == 3
    assert root.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get(results["frames"]["href"]).json()["quantity"] == "inundation_level"
    for link in results["links"]:
        assert client.get(link["href"]).status_code == 200, link
    listing = client.get(results["result"]["href"])
    assert "inundation_level" in listing.text
    assert client.get(f"{files}/nothing").status_code == 404
    assert client.get(f"{files}/../../../zicht.db").status_code == 404


def test_progress_comes_as_events_and_ends(client: TestClient) -> None:
    job = run(client, drivers={"sea_level_rise": {"metres": 1.0}}, dikes="absent")
    told = []
    with client.stream("GET", f"/v1/jobs/{job['jobID']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers["api-version"]
        told = [json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: ")]
    assert told[-1]["status"] == "successful"
    assert [event["progress"] for event in told] == sorted(event["progress"] for event in told)
    assert {event["jobID"] for event in told} == {job["jobID"]}
    assert client.head(f"/v1/jobs/{job['jobID']}/events").status_code == 200


def test_list_of_jobs(client: TestClient, done: dict[str, Any]) -> None:
    found = client.get("/v1/jobs").json()
    assert done["jobID"] in [entry["jobID"] for entry in found["jobs"]]
    page = client.get("/v1/jobs?limit=1&status=successful&processID=sea-level-rise").json()
    assert len(page["jobs"]) == 1
    assert page["jobs"][0]["status"] == "successful"
    following = [link["href"] for link in page["links"] if link["rel"] == "next"]
    assert len(client.get(following[0]).json()["jobs"]) == 1
    assert client.get("/v1/jobs?status=finished").status_code == 400
    assert client.get("/v1/jobs?type=process").status_code == 200
    assert client.get("/v1/jobs?processID=flood").json()["jobs"] == []
    page = client.get("/v1/jobs?limit=1&twin=polder").json()
    assert [entry["twin"] for entry in page["jobs"]] == ["polder"]
    assert "twin=polder" in next(link["href"] for link in page["links"] if link["rel"] == "next")
    assert client.get("/v1/jobs?twin=elsewhere").json()["numberMatched"] == 0


def test_results_that_were_lost_are_told(client: TestClient, service: Service) -> None:
    with kept_result(service, Result(flood_fields(), {}, {}, {}), "e" * 64) as job:
        (service.settings.data / "results" / ("e" * 64) / "indicators.json").unlink()
        answer = client.get(f"/v1/jobs/{job}/results")
        assert answer.status_code == 410
        assert "ask it again" in answer.json()["detail"]


def test_flood_under_a_sea_above_every_dike_is_refused(client: TestClient) -> None:
    inputs = {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": 4.0}}}
    answer = client.post("/v1/processes/flood/execution", json={"inputs": inputs})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["inputs.drivers"]


def test_whole_scenario_as_one_job(client: TestClient) -> None:
    scenario = {
        "name": "Zee +2 m",
        "drivers": {"sea_level_rise": {"metres": 2.0}},
        "processes": [{"sea-level-rise": {"dikes": "absent"}}],
    }
    job = run(client, "/v1/processes/scenario/execution", **scenario)
    found = ended(client, job["jobID"])
    assert found["status"] == "successful", found
    indicators = client.get(f"/v1/jobs/{job['jobID']}/results").json()["indicators"]
    assert indicators["sea-level-rise.sea_level"]["value"] == pytest.approx(2.03)


def test_answer_at_once_when_asked(client: TestClient) -> None:
    body = {"inputs": {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": 0.5}}}}
    answer = client.post(EXECUTE, json=body, headers={"Prefer": "respond-sync"})
    assert answer.status_code == 200
    assert answer.json()["indicators"]["sea-level-rise.sea_level"]["value"] == pytest.approx(0.53)
    again = client.post(EXECUTE, json=body, headers={"Prefer": "respond-async"})
    assert again.status_code == 201
    assert again.headers["preference-applied"] == "respond-async"


def test_job_as_baseline(client: TestClient, done: dict[str, Any]) -> None:
    job = run(client, baseline=done["jobID"], drivers={"sea_level_rise": {"metres": 3.5}})
    assert job["jobID"] != done["jobID"]
    assert ended(client, job["jobID"])["status"] == "successful"


def test_dismiss_a_waiting_job(client: TestClient) -> None:
    jobs = [run(client, drivers={"sea_level_rise": {"metres": 4 + n / 100}})["jobID"] for n in range(6)]
    started = time.monotonic()
    answer = client.delete(f"/v1/jobs/{jobs[-1]}")
    assert answer.status_code == 200
    assert answer.json()["status"] == "dismissed"
    assert time.monotonic() - started < 20.0
    results = client.get(f"/v1/jobs/{jobs[-1]}/results")
    assert results.status_code == 404
    assert results.json()["type"] == OGC + "result-not-ready"
    for job in jobs[:-1]:
        assert ended(client, job)["status"] == "successful"
    assert client.get(f"/v1/jobs/{jobs[-1]}").json()["status"] == "dismissed"
    retried = run(client, drivers={"sea_level_rise": {"metres": 4.05}})
    assert (retried["jobID"], retried["attempt"]) == (jobs[-1], 2)
    assert ended(client, jobs[-1])["status"] == "successful"


def test_finished_job_is_gone_after_delete(client: TestClient) -> None:
    job = run(client, drivers={"sea_level_rise": {"metres": 0.1}})["jobID"]
    assert ended(client, job)["status"] == "successful"
    assert client.delete(f"/v1/jobs/{job}").status_code == 200
    for address in (
        f"/v1/jobs/{job}",
        f"/v1/jobs/{job}/results",
        f"/v1/jobs/{job}/results/files/indicators.json",
    ):
        answer = client.get(address)
        assert answer.status_code == 410
        assert answer.headers["content-type"] == "application/problem+json"
    assert client.delete(f"/v1/jobs/{job}").status_code == 410
    on_it = client.post(EXECUTE, json={"inputs": {"baseline": job}})
    assert on_it.status_code == 400
    assert on_it.json()["errors"][0]["field"] == "inputs.baseline"
    assert job not in [entry["jobID"] for entry in client.get("/v1/jobs").json()["jobs"]]


@pytest.mark.parametrize(
    "job", ["6d0ae0b1-6a0f-5b43-9d3e-2f2f6f0a7c11", "x", "..", "%00", "' OR 1=1 --", "x" * 5000]
)
def test_unknown_jobs(client: TestClient, job: str) -> None:
    for tail in ("/results", "/events"):
        answer = client.get(f"/v1/jobs/{job}{tail}")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
