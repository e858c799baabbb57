"""Jobs with real workers in this process: what R6, R8, R9 and the determinism test run, kill and compare."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.access.principal import OPEN
from api.catalogue import Catalogue
from api.jobs.admission import Budget
from api.jobs.manager import JobManager
from api.jobs.model import Job
from api.jobs.request import plan
from api.jobs.store import JobStore
from api.jobs.work import execute
from api.uploads.store import UploadStore
from scenarios.executor import Executor
from twin.progress import Progress, silent

NOT_COMPARED = {"provenance.json", "ro-crate-metadata.json", "manifest.json"}
"""Files that hold times."""


def work(scenario: str, baseline: str, out: str, scratch: str, data: str, progress: Progress) -> None:
    """Do the usual work, with many checkpoints; or what the name of the scenario says."""
    from scenarios.flow import keeping

    keeping.CHECKPOINT_EVERY = keeping.FILM_EVERY = 0.2
    name = json.loads(scenario)["name"]
    if name == "poison":
        time.sleep(0.3)  # what comes too soon after the start is not told
        progress(0.4, "tile 7 of 10")
        time.sleep(0.3)
        ctypes.string_at(0)
    if name == "glutton":
        held = []
        for _ in range(2000):
            progress(0.4, "more and more")
            held.append(bytearray(b"x" * 20_000_000))
    execute(scenario, baseline, out, scratch, data, progress)


@dataclass
class Site:
    """A data folder with the small twin, and jobs on it."""

    data: Path
    jobs: JobManager
    executor: Executor

    def submit(self, process: str, **inputs: Any) -> Job:
        body = {"inputs": {"baseline": "polder", **inputs}}
        run = plan(process, body, Catalogue(self.data), self.jobs, UploadStore(self.data / "uploads"), OPEN)
        return self.jobs.submit(run, OPEN, run.estimate)

    def ended(self, job: Job, seconds: float = 300.0) -> Job:
        limit = time.monotonic() + seconds
        while not (found := self.jobs.read(job.id)).is_final:
            assert time.monotonic() < limit, found
            time.sleep(0.05)
        return found

    def worker_of(self, job: Job) -> int:
        """Process that computes a job; 0 while there is none."""
        running = next((one for one in self.jobs.runner._running if one.job.id == job.id), None)
        cluster = self.executor._cluster
        if running is None or cluster is None:
            return 0
        address = running.handle._worker  # type: ignore[attr-defined]
        return next((n.pid for n in cluster.workers.values() if n.worker_address == address and n.pid), 0)

    def kill_worker_of(self, job: Job, when: Callable[[], bool] = lambda: True) -> None:
        """Kill the process that computes a job, as soon as it does and something is so."""
        limit = time.monotonic() + 200
        while not (when() and (pid := self.worker_of(job))):
            assert time.monotonic() < limit
            assert not self.jobs.read(job.id).is_final
            time.sleep(0.01)
        os.kill(pid, signal.SIGKILL)

    def computed_here(self, job: Job, folder: Path) -> dict[str, str]:
        """Files of the same run in this process, without any worker."""
        here = folder / job.digest
        execute(job.scenario, job.baseline, str(here), str(folder / "scratch"), str(self.data), silent)
        return sums(here)

    def files(self, job: Job) -> dict[str, str]:
        return sums(self.jobs.folder(job))


def sums(folder: Path) -> dict[str, str]:
    """Digest of every file whose bytes have to be the same."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in NOT_COMPARED
    }


@contextmanager
def site(polder: Path, folder: Path, workers: int, memory: int = 2 * 10**9) -> Iterator[Site]:
    """Jobs on a copy of the small twin, with a pool of so many workers."""
    data = folder / "data"
    shutil.copytree(polder, data)
    executor = Executor(workers, memory=memory)
    store = JobStore(f"sqlite:///{data / 'zicht.db'}")
    jobs = JobManager(store, data, lambda: executor, work, workers, Budget(memory=memory))
    jobs.start()
    try:
        yield Site(data, jobs, executor)
    finally:
        jobs.close()
