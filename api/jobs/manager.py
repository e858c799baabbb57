"""Takes jobs from the table, has them executed, and writes down how they end."""

from __future__ import annotations

import contextlib
import errno
import logging
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from api.errors import BusyError, NoSuchJobError
from api.jobs.model import Job, Status, job_id, now
from api.jobs.store import LEASE, JobStore, owner_name
from api.paths import without_folders
from twin.errors import Cancelled, InvalidInputError, ZichtError

__all__ = ["Executor", "JobManager", "Work"]

MAX_QUEUED = 500
WORKSPACE = "open"
_THROTTLE = 0.2

_log = logging.getLogger("zicht.jobs")

Work = Callable[..., object]
"""``work(scenario, baseline, out, data, progress)``: runs in a worker process and fills the folder `out`."""


class Handle(Protocol):
    """Work under way."""

    def done(self) -> bool:
        """Whether it has ended."""

    def result(self, timeout: float | None = None) -> Any:
        """What it gave; raises what it raised."""

    def cancel(self) -> None:
        """Ask it to stop."""


class Executor(Protocol):
    """What starts work in worker processes; `scenarios.executor.Executor` is one."""

    def submit(self, function: Work, *args: Any, progress: Any = None) -> Handle:
        """Start ``function(*args, progress)`` in a worker."""

    def close(self, timeout: float = 1.0) -> None:
        """Stop the workers."""


@dataclass
class _Running:
    job: Job
    handle: Handle
    part: Path
    cancelled: bool = False
    reported: float = field(default=0.0)


class JobManager:
    """Runs the jobs of one data folder.

    Parameters
    ----------
    store
        Table of the jobs; closed by `close`.
    data
        Data folder; results appear in ``results/DIGEST``.
    make_executor
        Makes the executor when the first job starts.
    work
        What a worker does for a job; importable by name.
    max_running
        Jobs that may run at once.
    """

    def __init__(
        self,
        store: JobStore,
        data: Path,
        make_executor: Callable[[], Executor],
        work: Work,
        max_running: int,
    ) -> None:
        self.store = store
        self.results = data / "results"
        self.owner = owner_name()
        self._data = data
        self._make_executor = make_executor
        self._executor: Executor | None = None
        self._work = work
        self._max_running = max_running
        self._running: dict[str, _Running] = {}
        self._seen: dict[str, tuple[float, Job]] = {}
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._loop, name="zicht-jobs", daemon=True)

    def start(self) -> None:
        """Take over what dead processes left, and begin."""
        self._sweep()
        self._thread.start()

    def close(self) -> None:
        """Stop working; jobs that run go back into the queue."""
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5.0)
        for running in self._running.values():
            running.handle.cancel()
        self.store.release(self.owner)
        if self._executor is not None:
            self._executor.close(timeout=1.0)
        for running in self._running.values():
            shutil.rmtree(running.part, ignore_errors=True)
        self.store.close()

    def submit(self, process: str, digest: str, scenario: str, baseline: str) -> Job:
        """Queue a run, or find it when it was asked before.

        Raises
        ------
        BusyError
            When the queue is full.
        """
        if self.store.count("accepted") >= MAX_QUEUED:
            raise BusyError(f"{MAX_QUEUED} jobs are waiting; try again later.")
        moment = now()
        job = self.store.submit(
            Job(
                id=job_id(WORKSPACE, digest),
                workspace=WORKSPACE,
                digest=digest,
                process=process,
                scenario=scenario,
                baseline=baseline,
                status="accepted",
                attempt=1,
                progress=0,
                message="Waits for its turn.",
                created=moment,
                started=None,
                finished=None,
                updated=moment,
                removed=False,
            )
        )
        self._seen.pop(job.id, None)
        self._wake.set()
        return job

    def find(self, identifier: str) -> Job:
        """Find a job of this workspace, as it stood at most 0.1 s ago.

        Raises
        ------
        NoSuchJobError
            When there is none.
        """
        if (recent := self.recent(identifier)) is not None:
            return recent
        moment = time.monotonic()
        job = self.store.find(identifier)
        if job is None or job.workspace != WORKSPACE:
            raise NoSuchJobError("There is no such job.")
        if len(self._seen) > 1000:
            self._seen.clear()
        self._seen[identifier] = (moment, job)
        return job

    def recent(self, identifier: str) -> Job | None:
        """A job as it was read at most 0.1 s ago: many followers of one job cost one query."""
        seen = self._seen.get(identifier)
        return seen[1] if seen is not None and time.monotonic() - seen[0] < 0.1 else None

    def dismiss(self, identifier: str) -> bool:
        """Stop a job that has not ended; False when it had."""
        done = self.store.dismiss(identifier)
        self._seen.pop(identifier, None)
        self._wake.set()
        return done

    def remove(self, identifier: str) -> None:
        """Hide a job that has ended; its results stay."""
        self.store.remove(identifier)
        self._seen.pop(identifier, None)

    def folder(self, job: Job) -> Path:
        """Where the results of a job are, once it is successful."""
        return self.results / job.digest

    def _sweep(self) -> None:
        self.store.release(self.owner)
        self.store.reclaim()
        if self.store.count("running") == 0:
            for orphan in self.results.glob("*.part"):
                shutil.rmtree(orphan, ignore_errors=True)

    def _loop(self) -> None:
        renewed, told = 0.0, False
        while not self._stopping:
            try:
                if time.monotonic() - renewed > LEASE / 4:
                    self.store.renew(self.owner)
                    self.store.reclaim()
                    renewed = time.monotonic()
                self._settle()
                self._launch()
                told = False
            except Exception:
                if not told:
                    _log.exception("the job loop failed; it goes on, and tells so again when it has worked")
                told = True
                time.sleep(0.5)
            self._wake.wait(0.1 if self._running else 1.0)
            self._wake.clear()

    def _launch(self) -> None:
        while len(self._running) < self._max_running and not self._stopping:
            job = self.store.claim(self.owner, self._max_running)
            if job is None:
                return
            if self._is_published(job):
                self.store.finish(job, self.owner, "successful", "")
                continue
            self._begin(job)

    def _begin(self, job: Job) -> None:
        part = self.results / f"{job.digest}.{job.attempt}.part"
        shutil.rmtree(part, ignore_errors=True)
        self.results.mkdir(parents=True, exist_ok=True)
        try:
            if self._executor is None:
                self._executor = self._make_executor()
            args = (job.scenario, job.baseline, str(part), str(self._data))
            handle = self._executor.submit(self._work, *args, progress=self._reporter(job))
        except Exception as error:
            _log.exception("job %s could not start", job.id)
            self.store.finish(job, self.owner, "failed", _reason(error, self._data))
            return
        self._running[job.id] = _Running(job, handle, part)

    def _reporter(self, job: Job) -> Callable[[float, str], None]:
        last = 0.0

        def report(fraction: float, message: str) -> None:
            nonlocal last
            moment = time.monotonic()
            if moment - last >= _THROTTLE and not self._stopping:
                last = moment
                self.store.report(job, self.owner, max(0, min(99, int(100 * fraction))), message)

        return report

    def _settle(self) -> None:
        for running in list(self._running.values()):
            if running.handle.done():
                del self._running[running.job.id]
                self._end(running)
            elif not running.cancelled and not self.store.still_held(running.job, self.owner):
                running.cancelled = True
                running.handle.cancel()

    def _end(self, running: _Running) -> None:
        status, message = self._outcome(running)
        if self.store.finish(running.job, self.owner, status, message):
            _log.info("job %s: %s", running.job.id, status)
        self._seen.pop(running.job.id, None)
        shutil.rmtree(running.part, ignore_errors=True)

    def _outcome(self, running: _Running) -> tuple[Status, str]:
        try:
            running.handle.result(timeout=0)
            if self.store.still_held(running.job, self.owner):
                self._publish(running)
        except Cancelled:
            return "dismissed", "Dismissed."
        except Exception as error:
            if not isinstance(error, ZichtError):
                _log.exception("job %s failed", running.job.id)
            return "failed", _reason(error, self._data)
        return "successful", ""

    def _publish(self, running: _Running) -> None:
        """Let the files appear in one rename; equal runs give equal bytes, so the first to arrive stays."""
        with contextlib.suppress(OSError):
            running.part.rename(self.folder(running.job))
        if not self._is_published(running.job):
            raise ZichtError("the results could not be stored")

    def _is_published(self, job: Job) -> bool:
        return (self.folder(job) / "indicators.json").is_file()


def _reason(error: Exception, data: Path) -> str:
    if isinstance(error, InvalidInputError):
        return without_folders("; ".join(str(problem) for problem in error.problems), data)[:2000]
    if isinstance(error, ZichtError):
        return without_folders(str(error), data)[:2000]
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "The disk of the service is full."
    return f"The computation ended unexpectedly ({type(error).__name__}); the service's log has the cause."
