"""Entries of the catalogue: found one by one, and true when what they lean on is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.errors import UnavailableError
from api.jobs.model import Job, job_id, now
from api.service import Service

ITEMS = "/v1/collections/catalogue/items"
Add = Callable[..., Job]


@pytest.fixture
def add(service: Service) -> Iterator[Add]:
    """Adds a successful job to the table, by its digest."""
    store, added = service.jobs.store, []

    def submit(digest: str, twin: str = "polder", scenario: str = "{}", status: Any = "successful") -> Job:
        moment = now()
        job = Job(
            id=job_id("open", digest), workspace="open", digest=digest, process="flood", scenario=scenario,
            baseline=f'{{"twin": "{twin}", "scenarios": []}}', status=status, attempt=1, progress=100,
            message="", created=moment, started=moment, finished=moment, updated=moment, removed=False,
        )  # fmt: skip
        added.append(store.submit(job))
        return added[-1]

    yield submit
    for job in added:
        store.remove(job.id)


def test_one_entry_is_found_without_reading_all_results(
    client: TestClient, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = add("e1" * 32, scenario='{"name": "Een"}')

    def every(*_: object) -> None:
        raise AssertionError("all results were read")

    monkeypatch.setattr("api.records.entries.results_of_principal", every)
    for name in (f"result-{job.id}", "twin-polder", "layer-polder-dikes", "process-flood"):
        assert client.get(f"{ITEMS}/{name}").json()["id"] == name
    assert client.get(f"/v1/stac/polder/result-{job.id}").json()["id"] == f"result-{job.id}"
    assert [link["rel"] for link in client.get("/v1/stac").json()["links"]].count("child") == 1


@pytest.mark.parametrize(
    "name", ["layer-polder", "twin-polder-dikes", "twin-", "process-", "result-", "result-x", "-", "polder"]
)
def test_other_names_of_what_is_there_are_404(client: TestClient, name: str) -> None:
    assert client.get(f"{ITEMS}/{name}").status_code == 404


def test_results_that_are_not_there_are_404(client: TestClient, service: Service, add: Add) -> None:
    failed, removed = add("e2" * 32, status="failed"), add("e3" * 32)
    service.jobs.store.remove(removed.id)
    for job in (failed, removed):
        assert client.get(f"{ITEMS}/result-{job.id}").status_code == 404


def test_database_that_is_away_is_no_missing_record(
    client: TestClient, add: Add, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = add("e4" * 32, scenario='{"name": "Vier"}')

    def away(_: str) -> None:
        raise UnavailableError("away")

    monkeypatch.setattr(service.jobs.store, "find", away)
    assert client.get(f"{ITEMS}/result-{job.id}").status_code == 503


def test_result_of_a_twin_that_is_gone_leads_nowhere_else(client: TestClient, add: Add) -> None:
    job = add("e5" * 32, twin="weg", scenario='{"name": "Vijf", "horizon": 2050}')
    record = client.get(f"{ITEMS}/result-{job.id}").json()
    assert record["geometry"] is None
    assert "up" not in {link["rel"] for link in record["links"]}
    assert "prov:wasDerivedFrom" not in record["properties"]
    assert client.get(f"/v1/stac/weg/result-{job.id}").status_code == 404


def test_time_of_a_result_never_runs_backwards(client: TestClient, add: Add) -> None:
    job = add("e6" * 32, scenario='{"name": "Zes", "horizon": 1953}')
    record = client.get(f"{ITEMS}/result-{job.id}").json()
    assert record["time"] == {"interval": ["1953-01-01", "1953-12-31"]}
    assert record["properties"]["dcterms:temporal"]["dcat:startDate"]["@value"] == "1953-01-01"
