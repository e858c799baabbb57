"""The process `lake-level` over HTTP: a lake of figures, whose table has rows without a place."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contract.test_processes import ended, run

EXECUTE = "/v1/processes/lake-level/execution"


@pytest.fixture(scope="module")
def results(client: TestClient) -> dict[str, Any]:
    drivers = {"sea_level_rise": {"scenario": "knmi23-h", "quantile": 0.5}}
    job = run(client, EXECUTE, drivers=drivers, raise_by=0.5)
    assert ended(client, job["jobID"])["status"] == "successful"
    found: dict[str, Any] = client.get(f"/v1/jobs/{job['jobID']}/results").json()
    return found


def test_its_answers_are_those_of_the_run(results: dict[str, Any]) -> None:
    found = results["indicators"]
    # 0.57 m and the raise: the median of KNMI'23 H rises 0.82 m by 2100
    assert found["lake-level.gravity_ends"]["value"] is None
    assert "not by 2100" in found["lake-level.gravity_ends"]["reason"]
    assert found["lake-level.sluice_discharge"]["value"] > 0.0
    assert found["lake-level.raise_volume"]["value"] == pytest.approx(550e6)


def test_every_link_answers(client: TestClient, results: dict[str, Any]) -> None:
    for link in results["links"]:
        assert client.get(link["href"]).status_code == 200, link


@pytest.mark.parametrize(
    ("inputs", "name"),
    [({"pumps": -1.0}, "pumps"), ({"lake": "none"}, "lake"), ({"summer_low": 2.0}, "summer_low")],
)
def test_figures_that_cannot_be_are_400_by_name(
    client: TestClient, inputs: dict[str, Any], name: str
) -> None:
    answer = client.post(EXECUTE, json={"inputs": {"name": "lake", "baseline": "polder", **inputs}})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert name in answer.text
