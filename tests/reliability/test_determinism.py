"""The same scenario gives the same bytes: computed here, on one worker, on two, and after a kill."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.jobs.model import Job
from tests.reliability.running import Site, site, sums

pytestmark = pytest.mark.xdist_group("dask")

SCENARIO = {
    "name": "The same again",
    "drivers": {"sea_level_rise": {"metres": 2.4}},
    "processes": [{"flood": {"hours": 12.0}}, "flood-consequences", "sea-level-rise"],
}


@pytest.fixture(scope="module")
def two(polder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(polder, tmp_path_factory.mktemp("two"), workers=2) as found:
        yield found


@pytest.fixture(scope="module")
def usual(two: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Files of the run on two workers, with another run beside it."""
    beside = two.submit("flood", drivers={"sea_level_rise": {"metres": 2.4}}, hours=6.0)
    job = two.ended(two.submit("scenario", **SCENARIO))
    assert job.status == "successful", job.message
    assert two.ended(beside).status == "successful"
    found = sums(two.jobs.folder(job))
    assert {"indicators.json", "result.zarr/zarr.json"} <= set(found)
    assert any(name.startswith("features/") for name in found)
    shutil.move(two.jobs.folder(job), tmp_path_factory.mktemp("kept"))  # so that it is computed again
    return found


def test_run_here_is_the_run_on_two_workers(two: Site, usual: dict[str, str], tmp_path: Path) -> None:
    job = two.submit("scenario", **SCENARIO)
    assert two.computed_here(job, tmp_path) == usual


def test_killed_and_resumed_run_on_one_worker_is_the_same(
    polder: Path, usual: dict[str, str], tmp_path: Path
) -> None:
    with site(polder, tmp_path, workers=1) as one:
        job = one.submit("scenario", **SCENARIO)

        def is_kept() -> bool:
            return any(one.jobs.scratch(job).glob("*/checkpoint"))

        one.kill_worker_of(job, when=is_kept)
        ended: Job = one.ended(job)
        assert (ended.status, ended.attempt) == ("successful", 2)
        assert one.files(ended) == usual
        assert not one.jobs.scratch(ended).exists()
