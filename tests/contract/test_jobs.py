"""Jobs of several people on one guarded service: who sees, shows, stops and is refused what."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.keys import KeyStore
from api.app import create_app, make_service
from api.jobs.admission import Most
from api.jobs.database import open_database
from api.service import Service
from api.settings import Settings

OGC = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"
EXECUTE = "/v1/processes/sea-level-rise/execution"
MERGE_PATCH = "application/merge-patch+json"
RAISED = [{"kind": "dike-reinforcement", "dike": "zeedijk", "measure": "raise", "raise_by": 0.5}]


@dataclass
class Person:
    """Somebody with a key, or without."""

    client: TestClient
    headers: dict[str, str]

    def ask(self, method: str, path: str, **others: Any) -> Any:
        headers = self.headers | others.pop("headers", {})
        return self.client.request(method, path, headers=headers, **others)

    def run(self, address: str = EXECUTE, **inputs: object) -> Any:
        return self.ask("POST", address, json={"inputs": {"baseline": "polder", **inputs}})

    def change(self, job: str, content: object, media: str = MERGE_PATCH) -> Any:
        return self.ask(
            "PATCH", f"/v1/jobs/{job}", content=json.dumps(content), headers={"Content-Type": media}
        )

    def listed(self) -> list[str]:
        return [entry["jobID"] for entry in self.ask("GET", "/v1/jobs").json()["jobs"]]


@dataclass
class People:
    """Two workspaces, an admin, a reader, and nobody."""

    service: Service
    anna: Person
    bram: Person
    reader: Person
    chief: Person
    nobody: Person


@pytest.fixture(scope="module")
def people(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    settings = Settings.of(
        data, str(tmp_path_factory.mktemp("guarded") / "zicht.db"), prepare=False, max_running=1, rate=1e6
    )
    engine = open_database(settings.database)
    keys = KeyStore(engine)
    secrets = {
        name: keys.add(name, role, workspace)[1]
        for name, role, workspace in (
            ("anna", "modeller", "province"),
            ("rosa", "reader", "province"),
            ("bram", "modeller", "municipality"),
            ("chief", "admin", "office"),
        )
    }
    engine.dispose()
    service = make_service(settings)
    with TestClient(create_app(settings, service), raise_server_exceptions=False) as client:

        def person(name: str) -> Person:
            return Person(client, {"Authorization": f"Bearer {secrets[name]}"})

        found = People(
            service,
            anna=person("anna"),
            bram=person("bram"),
            reader=person("rosa"),
            chief=person("chief"),
            nobody=Person(client, {}),
        )
        yield found


@pytest.fixture(scope="module")
def done(people: People) -> str:
    """A successful run of Anna's, in which the sea dike was raised."""
    answer = people.anna.run(drivers={"sea_level_rise": {"metres": 1.5}}, interventions=RAISED)
    assert answer.status_code == 201, answer.text
    job: str = answer.json()["jobID"]
    limit = time.monotonic() + 240
    while (state := people.anna.ask("GET", f"/v1/jobs/{job}").json())["status"] != "successful":
        assert state["status"] in {"accepted", "running"}, state
        assert time.monotonic() < limit
        time.sleep(0.05)
    return job


def test_req_job_list_shows_ones_own_workspace_and_nothing_to_visitors(people: People, done: str) -> None:
    assert done in people.anna.listed()
    assert done in people.reader.listed()
    assert done in people.chief.listed()
    assert people.bram.listed() == []
    assert people.nobody.listed() == []


def test_req_core_job_exception_no_such_job_for_a_foreign_job(people: People, done: str) -> None:
    for stranger in (people.bram, people.nobody):
        for tail in ("", "/results", "/events", "/results/files/indicators.json"):
            answer = stranger.ask("GET", f"/v1/jobs/{done}{tail}")
            assert answer.status_code == 404
            assert answer.json()["type"] == OGC + "no-such-job"
    assert people.bram.ask("DELETE", f"/v1/jobs/{done}").status_code == 404
    assert people.bram.change(done, {"public": True}).status_code == 404
    for owner in (people.anna, people.reader, people.chief):
        assert owner.ask("GET", f"/v1/jobs/{done}/results").status_code == 200


def test_same_run_of_another_workspace_is_another_job(people: People, done: str) -> None:
    answer = people.bram.run(drivers={"sea_level_rise": {"metres": 1.5}}, interventions=RAISED)
    assert answer.status_code == 201
    assert answer.json()["jobID"] != done
    assert people.reader.ask("GET", f"/v1/jobs/{answer.json()['jobID']}").status_code == 404


def test_public_job_is_seen_by_all_and_changed_by_its_owner_or_an_admin(people: People, done: str) -> None:
    for media in (MERGE_PATCH, "application/json"):
        shown = people.anna.change(done, {"public": True}, media)
        assert (shown.status_code, shown.json()["public"]) == (200, True)
    for stranger in (people.bram, people.nobody):
        assert done in stranger.listed()
        assert stranger.ask("GET", f"/v1/jobs/{done}/results").status_code == 200
        assert stranger.ask("GET", f"/v1/jobs/{done}/results/files/indicators.json").status_code == 200
    assert people.bram.change(done, {"public": False}).status_code == 403
    assert people.bram.ask("DELETE", f"/v1/jobs/{done}").status_code == 403
    assert people.reader.change(done, {"public": False}).status_code == 403
    assert people.nobody.change(done, {"public": False}).status_code == 401
    hidden = people.chief.change(done, {"public": False})
    assert (hidden.status_code, hidden.json()["public"]) == (200, False)
    assert people.nobody.ask("GET", f"/v1/jobs/{done}").status_code == 404


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ({}, {"public"}),
        ({"public": None}, {"public"}),
        ({"public": "yes"}, {"public"}),
        ({"public": 1, "status": "successful", "id": "x"}, {"public", "status", "id"}),
        ([], {"body"}),
    ],
)
def test_change_that_is_none_is_refused_field_by_field(
    people: People, done: str, content: object, fields: set[str]
) -> None:
    answer = people.anna.change(done, content)
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == fields
    assert people.anna.change(done, content, "text/plain").status_code == 415


def test_foreign_job_is_no_baseline_unless_it_is_public(people: People, done: str) -> None:
    refused = people.bram.run(baseline=done)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "inputs.baseline"
    people.anna.change(done, {"public": True})
    assert people.bram.run(baseline=done).status_code == 201
    people.anna.change(done, {"public": False})


def test_what_does_not_fit_the_twin_after_an_earlier_run_is_refused_at_once(
    people: People, done: str
) -> None:
    wrong = [{"kind": "dike-reinforcement", "dike": "zeedijk-2"}]
    answer = people.anna.run(baseline=done, interventions=wrong)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "inputs.interventions[0].dike"


def test_req_core_process_execute_takes_a_role_except_for_public_processes(people: People) -> None:
    for address in ("/v1/processes/flood/execution", "/v1/processes/scenario/execution"):
        assert people.nobody.run(address).status_code == 401
        assert people.reader.run(address).status_code == 403
    small = people.nobody.run(drivers={"sea_level_rise": {"metres": 0.2}})
    assert small.status_code == 201
    assert small.json()["jobID"] not in people.nobody.listed()
    assert people.nobody.ask("GET", f"/v1/jobs/{small.json()['jobID']}").status_code == 200
    assert people.nobody.ask("DELETE", f"/v1/jobs/{small.json()['jobID']}").status_code == 401


def test_run_that_is_too_large_is_413_and_says_what_is_too_much(people: People) -> None:
    usual = people.service.jobs.budget
    people.service.jobs.budget = replace(usual, visitors=Most(1000, 60.0, 10))
    refused = people.nobody.run(drivers={"sea_level_rise": {"metres": 0.3}})
    assert people.anna.run(drivers={"sea_level_rise": {"metres": 0.3}}).status_code == 201
    people.service.jobs.budget = replace(usual, memory=1)
    memory = people.chief.run(drivers={"sea_level_rise": {"metres": 0.4}})
    people.service.jobs.budget = usual
    assert refused.status_code == memory.status_code == 413
    assert refused.headers["content-type"] == "application/problem+json"
    assert "2,400 cells, of which 1,000 are allowed" in refused.json()["detail"]
    assert "of memory" in memory.json()["detail"]


def test_full_queue_is_429_and_tells_when_to_ask_again(people: People, done: str) -> None:
    usual = people.service.jobs.budget
    people.service.jobs.budget = replace(usual, waiting=0)
    refused = people.anna.run(drivers={"sea_level_rise": {"metres": 0.6}})
    again = people.anna.run(drivers={"sea_level_rise": {"metres": 1.5}}, interventions=RAISED)
    people.service.jobs.budget = replace(usual, modellers=replace(usual.modellers, jobs=0))
    mine = people.bram.run(drivers={"sea_level_rise": {"metres": 0.6}})
    people.service.jobs.budget = usual
    assert refused.status_code == mine.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert "of yours" in mine.json()["detail"]
    assert (again.status_code, again.json()["jobID"]) == (201, done)


def test_req_core_job_status_tells_estimate_and_what_remains(people: People, done: str) -> None:
    found = people.anna.ask("GET", f"/v1/jobs/{done}").json()
    assert found["estimatedSeconds"] > 0.0
    assert "remainingSeconds" not in found
    storm = {"sea_level_rise": {"metres": 2.5}}
    job = people.anna.run("/v1/processes/flood/execution", drivers=storm, hours=240)
    assert job.status_code == 201, job.text
    address = f"/v1/jobs/{job.json()['jobID']}"
    with ThreadPoolExecutor(1) as pool:
        heard = pool.submit(people.anna.ask, "GET", f"{address}/events", headers={"Last-Event-ID": "17"})
        limit = time.monotonic() + 120
        while (running := people.anna.ask("GET", address).json())["status"] != "running":
            assert running["status"] == "accepted", running
            assert time.monotonic() < limit
            time.sleep(0.05)
        assert "remainingSeconds" in running
        assert running["estimatedSeconds"] > found["estimatedSeconds"]
        assert people.anna.ask("DELETE", address).json()["status"] == "dismissed"
        text = heard.result(timeout=60).text
    assert text.startswith("retry: 2000\n\n")
    told = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]
    assert told[-1]["status"] == "dismissed"
    assert "remainingSeconds" in next(event for event in told if event["status"] == "running")
