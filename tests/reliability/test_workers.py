"""Workers and schedulers that die, crash or take too much: R6, R7, R8, R9."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from api.errors import TooLargeError
from tests.reliability.conftest import Figure, Size, Start
from tests.reliability.running import Site, site

pytestmark = pytest.mark.xdist_group("dask")

SEED = 6
GIGABYTE = 10**9


@pytest.fixture(scope="module")
def small(polder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two workers of 1 GB."""
    with site(polder, tmp_path_factory.mktemp("small"), workers=2, memory=GIGABYTE) as found:
        yield found


def flood(metres: float) -> dict[str, object]:
    return {"drivers": {"sea_level_rise": {"metres": metres}}, "hours": 6.0}


def test_r6_killed_workers_change_no_byte(small: Site, tmp_path: Path, size: Size, figure: Figure) -> None:
    runs, kills = size(4, 40), size(2, 10)
    warm = small.ended(small.submit("flood", **flood(2.75)))  # compiles
    assert warm.status == "successful", warm.message
    begun = time.monotonic()
    jobs = [small.submit("flood", **flood(2.0 + number / 100)) for number in range(runs)]
    chosen = random.Random(SEED).sample(jobs, kills)
    for job in [job for job in jobs if job in chosen]:
        small.kill_worker_of(job)
    ended = [small.ended(job) for job in jobs]
    seconds = time.monotonic() - begun
    assert {job.status for job in ended} == {"successful"}
    assert sum(job.attempt - 1 for job in ended) == kills
    for job in chosen[: size(1, 10)]:
        assert small.files(job) == small.computed_here(job, tmp_path / job.id)
    assert not list((small.data / "results").glob("*.part"))
    figure("R6", f"{runs} runs, {kills} workers killed: the same bytes, {seconds:.0f} s")


def test_r8_job_that_crashes_its_process_fails_with_words(small: Site, figure: Figure) -> None:
    begun = time.monotonic()
    poison = small.submit("flood", name="poison", **flood(1.0))
    others = [small.submit("sea-level-rise", drivers={"sea_level_rise": {"metres": m}}) for m in (1.0, 2.0)]
    failed = small.ended(poison)
    seconds = time.monotonic() - begun
    assert (failed.status, failed.attempt) == ("failed", 3)
    assert failed.message == "its worker process died; 3 times, the last time at: tile 7 of 10"
    assert [small.ended(job).status for job in others] == ["successful"] * 2
    assert seconds < 60
    figure("R8", f"failed after 3 attempts in {seconds:.0f} s, naming the tile; 2 others successful")


def test_r9_more_memory_than_there_is_is_refused_or_ended(small: Site, figure: Figure) -> None:
    usual = small.jobs.budget
    small.jobs.budget = replace(usual, memory=50_000_000)
    with pytest.raises(TooLargeError, match="GB of memory"):
        small.submit("flood", drivers={"sea_level_rise": {"metres": 1.0}}, hours=240.0, output_minutes=1.0)
    small.jobs.budget = usual
    begun = time.monotonic()
    failed = small.ended(small.submit("flood", name="glutton", **flood(1.1)))
    seconds = time.monotonic() - begun
    assert failed.status == "failed"
    assert "of memory, more than a worker may use; 3 times" in failed.message
    after = small.ended(small.submit("sea-level-rise", drivers={"sea_level_rise": {"metres": 2.5}}))
    assert after.status == "successful"
    figure(
        "R9", f"refused by its estimate; 4 GB in workers of 1 GB: ended 3 times, failed in {seconds:.0f} s"
    )


@contextmanager
def cluster(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler with one worker, as an operator runs them; its end takes the worker along."""
    environment = os.environ | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    address, dask = f"tcp://127.0.0.1:{port}", [sys.executable, "-m", "dask"]
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    options = ["--nthreads", "1", "--no-dashboard", "--preload", "scenarios.worker_setup"]
    scheduler = subprocess.Popen([*dask, "scheduler", "--port", str(port), "--no-dashboard"], **quiet)  # type: ignore[call-overload]
    worker = subprocess.Popen([*dask, "worker", address, *options], **quiet)  # type: ignore[call-overload]
    try:
        yield scheduler
    finally:
        for child in psutil.Process(worker.pid).children(recursive=True):
            child.kill()
        for process in (worker, scheduler):
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def test_r7_killed_scheduler_is_survived(
    polder: Path, start: Start, tmp_path: Path, size: Size, figure: Figure
) -> None:
    shutil.copytree(polder, tmp_path / "data")
    port, kills, waits = free_port(), size(1, 5), []
    served = start(tmp_path / "data", scheduler=f"tcp://127.0.0.1:{port}", max_running=1)
    inputs = {"baseline": "polder", "drivers": {"sea_level_rise": {"metres": 2.5}}, "hours": 24.0}
    status, job = served.post("/v1/processes/flood/execution", {"inputs": inputs})
    assert status == 201

    def until(attempt: int, *states: str) -> None:
        limit = time.monotonic() + 200
        while True:
            assert served.get("/healthz")[0] == 200
            _, found = served.get(f"/v1/jobs/{job['jobID']}")
            if found["status"] in states and found["attempt"] >= attempt:
                return
            assert found["status"] in {"accepted", "running"}, found
            assert time.monotonic() < limit, found
            time.sleep(0.1)

    for attempt in range(1, kills + 1):
        with cluster(port) as scheduler:
            until(attempt, "running")
            time.sleep(1.0)
            scheduler.send_signal(signal.SIGKILL)
            killed = time.monotonic()
            until(attempt + 1, "accepted", "running")
            waits.append(time.monotonic() - killed)
    with cluster(port):
        until(kills + 1, "successful")
    assert max(waits) < 60
    figure(
        "R7", f"{kills} schedulers killed: noticed in {max(waits):.1f} s, the job ended well; /healthz 200"
    )
