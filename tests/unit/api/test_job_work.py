"""What a job computes is what was asked: never on a twin that took the place of another meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.access.principal import OPEN
from api.app import make_service
from api.jobs.request import Run, plan
from api.jobs.work import execute
from api.service import Service
from api.settings import Settings
from terrain.exporters.dike_strip import read_dike_space
from tests.contract.conftest import small_twin, write_artefacts
from twin.errors import InvalidInputError, StoreError
from twin.progress import silent


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service that does not run, with one published twin, ``polder``."""
    twin = small_twin()
    twin.save(tmp_path / "twins" / twin.name)
    write_artefacts(twin, tmp_path)
    found = make_service(Settings.of(tmp_path, prepare=False))
    yield found
    found.jobs.close()


def asked(service: Service, baseline: str, **inputs: Any) -> Run:
    body = {"inputs": {"baseline": baseline, **inputs}}
    return plan("sea-level-rise", body, service.catalogue, service.jobs, service.uploads, OPEN)


def make_anew(service: Service) -> None:
    """Save the twin once more, one metre higher."""
    twin = small_twin()
    higher = twin.with_(surface={"ground_level": twin.surface["ground_level"].values + 1})
    higher.save(service.settings.data / "twins" / twin.name)


def work(service: Service, run: Run, out: Path) -> None:
    scratch = str(out.with_name("scratch"))
    execute(
        run.scenario.canonical_json(), run.baseline, str(out), scratch, str(service.settings.data), silent
    )


def test_a_run_waits_in_vain_for_a_twin_that_was_made_anew(service: Service, tmp_path: Path) -> None:
    run = asked(service, "polder")
    work(service, run, tmp_path / "before")
    assert json.loads((tmp_path / "before" / "indicators.json").read_text())
    make_anew(service)
    with pytest.raises(StoreError, match="the twin polder was made anew"):
        work(service, run, tmp_path / "after")
    assert not (tmp_path / "after").exists()
    work(service, asked(service, "polder"), tmp_path / "after")


def test_no_run_stands_on_a_job_of_a_twin_that_was_made_anew(service: Service) -> None:
    run = asked(service, "polder")
    job = service.jobs.submit(run, OPEN, run.estimate)
    assert service.jobs.store.claim("me", 1) is not None
    assert service.jobs.store.finish(replace(job, status="running"), "me", "successful", "")
    service.jobs._forget(job.id)
    assert json.loads(asked(service, job.id).baseline)["scenarios"]
    make_anew(service)
    with pytest.raises(InvalidInputError, match="made anew"):
        asked(service, job.id)


def test_a_result_of_dike_space_is_ready_for_the_page(service: Service, tmp_path: Path) -> None:
    """The dikes of this twin have no norm: their room is unknown, with the reason, and nothing is drawn."""
    body = {"inputs": {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": 1.0}}}}
    run = plan("dike-space", body, service.catalogue, service.jobs, service.uploads, OPEN)
    work(service, run, tmp_path / "out")
    header, arrays = read_dike_space(tmp_path / "out" / "dike-space")
    assert header["twin"] == "polder"
    assert header["locations"]["reason"]
    assert 0 not in header["locations"]["reason"]
    assert np.isnan(arrays["inward"]).all()
    assert not (tmp_path / "out" / "dike-space" / "3dtiles").exists()
