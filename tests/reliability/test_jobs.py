"""Jobs when the service is killed, told to stop or asked many times: R2, R11, R13, R19."""

from __future__ import annotations

import random
import shutil
import signal
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from api.jobs.store import JobStore
from tests.reliability.conftest import Figure, Size, Start
from tests.reliability.serving import Served

pytestmark = pytest.mark.xdist_group("dask")

SEED = 11
FINAL = {"successful", "failed", "dismissed"}
LONG: dict[str, Any] = {"hours": 240.0}


@pytest.fixture
def data(polder: Path, tmp_path: Path) -> Path:
    """A data folder of its own with the small twin."""
    shutil.copytree(polder, tmp_path / "data")
    return tmp_path / "data"


def submit(served: Served, process: str, metres: float, **inputs: Any) -> str:
    body = {"inputs": {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": metres}}, **inputs}}
    status, found = served.post(f"/v1/processes/{process}/execution", body)
    assert status == 201, found
    return str(found["jobID"])


def dismiss(served: Served, job: str) -> dict[str, Any]:
    asked = urllib.request.Request(f"{served.address}/v1/jobs/{job}", method="DELETE")
    status, found = served.ask(asked)
    assert status == 200
    return dict(found)


def until(served: Served, job: str, states: set[str], seconds: float = 240.0) -> dict[str, Any]:
    limit = time.monotonic() + seconds
    while True:
        _, found = served.get(f"/v1/jobs/{job}")
        if found["status"] in states:
            return dict(found)
        assert time.monotonic() < limit, found
        time.sleep(0.05)


def wait_for_running(served: Served) -> None:
    limit = time.monotonic() + 120
    while not served.get("/v1/jobs?status=running")[1]["jobs"]:
        assert time.monotonic() < limit
        time.sleep(0.02)


def under_way(served: Served, job: str) -> dict[str, Any]:
    """Wait until the water flows: then the kernels are compiled."""
    limit = time.monotonic() + 240
    while True:
        found = until(served, job, {"running"})
        if " of 240 h" in found["message"]:
            return found
        assert time.monotonic() < limit, found
        time.sleep(0.05)


def worker_of(served: Served) -> psutil.Process:
    """The process that computes: the one of the lowest priority."""
    children = psutil.Process(served.process.pid).children()
    (found,) = [child for child in children if child.nice() == 19]
    return found


def works(process: psutil.Process) -> bool:
    """Whether a process still computes, seen over a moment."""
    try:
        before = process.cpu_times()
        time.sleep(0.25)
        after = process.cpu_times()
    except psutil.NoSuchProcess:
        return False
    return after.user + after.system - before.user - before.system > 0.05


def test_r2_killed_service_loses_and_doubles_no_job(
    data: Path, start: Start, size: Size, figure: Figure
) -> None:
    kills, moments, starts = size(20, 100), random.Random(SEED), []
    jobs: list[str] = []
    for round_ in range(kills):
        begun = time.monotonic()
        served = start(data)
        assert served.get("/readyz")[0] == 200
        starts.append(time.monotonic() - begun)
        if not jobs:
            jobs = [submit(served, "sea-level-rise", number / 10) for number in range(20)]
        if round_ % 2:  # else it is killed before a job starts
            wait_for_running(served)
        time.sleep(moments.uniform(0.0, 0.5))
        left = psutil.Process(served.process.pid).children(recursive=True)
        served.process.kill()
        served.process.wait()
        _, alive = psutil.wait_procs(left, timeout=20)
        assert not alive
    served = start(data)
    _, listed = served.get("/v1/jobs?limit=1000")
    assert sorted(entry["jobID"] for entry in listed["jobs"]) == sorted(jobs)
    ended = [until(served, job, FINAL) for job in jobs]
    assert {job["status"] for job in ended} == {"successful"}
    broken_off = sum(job["attempt"] - 1 for job in ended)
    assert broken_off > 0
    assert len([folder for folder in (data / "results").iterdir() if folder.is_dir()]) == 20
    assert min(starts) < 5.0
    figure(
        "R2",
        f"{kills} kills: 20 jobs, 0 lost, 0 doubled, 0 stuck, {broken_off} attempts broken off; "
        f"ready after {sorted(starts)[len(starts) // 2]:.1f} s",
    )


def test_r11_dismissed_job_is_gone_at_once(data: Path, start: Start, size: Size, figure: Figure) -> None:
    times, moments = size(5, 50), random.Random(SEED)
    served = start(data, max_running=1)
    told, freed = [], []
    for number in range(times):
        job = submit(served, "flood", 1.0 + number / 100, **LONG)
        under_way(served, job)
        time.sleep(moments.uniform(0.0, 1.0))
        worker = worker_of(served)
        begun = time.monotonic()
        assert dismiss(served, job)["status"] == "dismissed"
        told.append(time.monotonic() - begun)
        while works(worker):
            assert time.monotonic() - begun < 30
        freed.append(time.monotonic() - begun)
        while left := [path.name for path in (data / "results").iterdir()]:
            assert time.monotonic() - begun < 30, left
            time.sleep(0.05)
        assert served.get(f"/v1/jobs/{job}")[1]["status"] == "dismissed"
    children = psutil.Process(served.process.pid).children(recursive=True)
    assert not [child for child in children if child.status() == psutil.STATUS_ZOMBIE]
    assert max(told) < 2.0
    assert max(freed) < 5.0
    figure(
        "R11",
        f"{times} dismissed: told in {max(told):.2f} s, processor free in {max(freed):.1f} s, nothing left",
    )


def test_r13_same_run_asked_fifty_times_runs_once(data: Path, start: Start, figure: Figure) -> None:
    served = start(data)
    with ThreadPoolExecutor(50) as pool:
        jobs = list(pool.map(lambda _: submit(served, "sea-level-rise", 1.25), range(50)))
    assert len(set(jobs)) == 1
    done = until(served, jobs[0], FINAL)
    assert (done["status"], done["attempt"]) == ("successful", 1)
    assert served.get("/v1/jobs")[1]["numberMatched"] == 1
    assert len([folder for folder in (data / "results").iterdir() if folder.is_dir()]) == 1
    figure("R13", "50 parallel requests: 50 equal ids, 1 run")


def test_r19_told_to_stop_it_keeps_a_checkpoint_and_the_job(data: Path, start: Start, figure: Figure) -> None:
    served = start(data)
    job = submit(served, "flood", 1.5, **LONG)
    under_way(served, job)
    seconds = served.stop(signal.SIGTERM, within=30)
    assert served.process.returncode in {0, 143}
    store = JobStore(f"sqlite:///{data / 'zicht.db'}")
    row = store.find(job)
    store.close()
    assert row is not None
    assert (row.status, row.attempt) == ("accepted", 2)
    kept = list((data / "results").glob("*.scratch/*/checkpoint"))
    assert len(kept) == 1
    assert not list((data / "results").glob("*.part"))
    again = start(data)
    resumed = under_way(again, job)
    assert resumed["attempt"] == 2
    figure(
        "R19",
        f"stopped in {seconds:.1f} s with exit code {served.process.returncode}, checkpoint kept, resumed",
    )
