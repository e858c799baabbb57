"""Takes jobs from the table, has them executed, and writes down how they end."""

from __future__ import annotations

import errno
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from api.errors import UnavailableError
from api.jobs.folders import Folders
from api.jobs.model import Job, Status
from api.jobs.reporter import Reporter
from api.jobs.store import LEASE, JobStore, owner_name
from api.paths import without_folders
from scenarios.worker_errors import WorkerDiedError, WorkersLostError
from twin.errors import Cancelled, InvalidInputError, ZichtError

__all__ = ["DEATHS", "Executor", "Handle", "Runner", "Work"]

DEATHS = 3
"""Worker processes that one job may take along before it is failed."""
_MANY = 10_000
_AWAY = "the workers cannot be reached"
_BROKEN_OFF = "Interrupted; waits for a new start."

_log = logging.getLogger("zicht.jobs")

Work = Callable[..., object]
"""``work(scenario, baseline, out, scratch, data, progress)``: runs in a worker, fills the folder `out`."""


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

    def ready(self) -> bool:
        """Whether work can be handed out now."""

    def workers(self) -> int:
        """How many workers there are now."""

    def submit(self, function: Work, *args: Any, progress: Any = None) -> Handle:
        """Start ``function(*args, progress)`` in a worker."""

    def close(self, timeout: float = 1.0) -> None:
        """Stop the workers."""


@dataclass(eq=False)
class _Running:
    job: Job
    handle: Handle
    reporter: Reporter
    begun: float = field(default_factory=time.monotonic)
    cancelled: bool = False
    outcome: tuple[Status, str] | None = None


class Runner:
    """The loop that runs the jobs of one data folder; several processes may have one each.

    Parameters
    ----------
    store
        Table of the jobs.
    data
        Data folder.
    make_executor
        Makes the executor when the first job starts.
    work
        What a worker does for a job; importable by name.
    max_running
        Jobs that may run at once, over all processes that share the table.
    memory
        That they may take together [bytes].
    """

    def __init__(
        self,
        store: JobStore,
        data: Path,
        make_executor: Callable[[], Executor],
        work: Work,
        max_running: int,
        memory: int,
    ) -> None:
        self.owner = owner_name()
        self.folders = Folders(data / "results")
        self.problem = ""
        self.ended: Callable[[Job, Status, float], object] = _nothing
        self._store, self._data = store, data
        self._make_executor, self._work = make_executor, work
        self._executor: Executor | None = None
        self._max_running, self._memory = max_running, memory
        self._running: list[_Running] = []
        self._deaths: Counter[str] = Counter()
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._loop, name="zicht-jobs", daemon=True)

    def start(self) -> None:
        """Take over what dead processes left, and begin."""
        self._store.release(self.owner)
        self._store.reclaim()
        self._sweep()
        self._thread.start()

    def wake(self) -> None:
        """Look at once whether there is something to do."""
        self._wake.set()

    def is_alive(self) -> bool:
        """Whether the loop goes round."""
        return self._thread.is_alive()

    def workers(self) -> int:
        """How many workers there are now."""
        return 0 if self._executor is None else self._executor.workers()

    def close(self) -> None:
        """Stop: runs get a second for their checkpoints, and go back into the queue."""
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5.0)
        for running in self._running:
            running.handle.cancel()
        if self._executor is not None:
            self._executor.close(timeout=1.0)
        with suppress(UnavailableError):  # whoever looks next finds that this process is gone
            self._store.release(self.owner)
        for running in self._running:
            self.folders.clear_part(running.job)

    def _sweep(self) -> None:
        parts = self.folders.parts()
        running, _ = self._store.page(None, ("running",), (), _MANY, 0)
        self.folders.sweep(parts, running)

    def _loop(self) -> None:
        renewed, told = 0.0, False
        while not self._stopping:
            try:
                if time.monotonic() - renewed > LEASE / 4:
                    # Not those that are unknown here: the answer to a claim may have been lost on its way.
                    self._store.renew(self.owner, [running.job.id for running in self._running])
                    if self._store.reclaim():
                        self._sweep()
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
            waiting = self._store.count("accepted")
            if self._executor is None and not waiting:
                return
            if not self._ready() or not waiting:  # also looked at while nothing waits: /readyz tells it
                return
            job = self._store.claim(self.owner, self._max_running, self._memory)
            if job is None:
                return
            if self.folders.is_published(job):
                self._finish(job, "successful", "", 0.0)
            else:
                self._begin(job)

    def _ready(self) -> bool:
        """Whether there are workers; a scheduler that went away is looked for again every second."""
        if self._executor is None:
            self._executor = self._make_executor()
        self.problem = "" if self._executor.ready() else _AWAY
        return not self.problem

    def _begin(self, job: Job) -> None:
        assert self._executor is not None
        reporter = Reporter()
        folders = (str(self.folders.part(job)), str(self.folders.scratch(job)), str(self._data))
        try:
            self.folders.results.mkdir(parents=True, exist_ok=True)
            self.folders.clear_part(job)
            handle = self._executor.submit(
                self._work, job.scenario, job.baseline, *folders, progress=reporter
            )
        except WorkersLostError:
            self._store.again(job, self.owner, _BROKEN_OFF)
        except Exception as error:
            _log.exception("a job could not start", extra={"job_id": job.id})
            self._finish(job, "failed", _reason(error, self._data), 0.0)
        else:
            self._running.append(_Running(job, handle, reporter))

    def _settle(self) -> None:
        for running in list(self._running):
            if running.handle.done():
                self._end(running)  # stays, to be written down later, while the job table is away
                self._running.remove(running)
            elif not running.cancelled:
                self._look_after(running)

    def _look_after(self, running: _Running) -> None:
        """Write down how far a run is; stop one that was dismissed or taken over."""
        if not self._store.still_held(running.job, self.owner):
            running.cancelled = True
            running.handle.cancel()
        elif (news := running.reporter.news()) is not None:
            self._store.report(running.job, self.owner, *news)

    def _end(self, running: _Running) -> None:
        job = running.job
        running.outcome = running.outcome or self._outcome(running)
        status, message = running.outcome
        if status == "accepted":
            self._store.again(job, self.owner, message)
        else:
            self._finish(job, status, message, time.monotonic() - running.begun)
        self.folders.clear_part(job)

    def _finish(self, job: Job, status: Status, message: str, seconds: float) -> None:
        self._deaths.pop(job.id, None)
        if self._store.finish(job, self.owner, status, message):
            _log.info("a job ended: %s", status, extra={"job_id": job.id})
            self.ended(job, status, seconds)
        now = self._store.find(job.id)
        if now is not None and now.status in {"successful", "dismissed"}:
            self.folders.clear_scratch(job)

    def _outcome(self, running: _Running) -> tuple[Status, str]:
        try:
            running.handle.result(timeout=0)
            if self._store.still_held(running.job, self.owner):
                self.folders.publish(running.job)
        except Cancelled:
            return "dismissed", "Dismissed."
        except WorkerDiedError as error:
            return self._after_death(running, str(error))
        except WorkersLostError:
            return "accepted", _BROKEN_OFF
        except UnavailableError:
            raise
        except Exception as error:
            if not isinstance(error, ZichtError):
                _log.exception("a job failed", extra={"job_id": running.job.id})
            return "failed", _reason(error, self._data)
        return "successful", ""

    def _after_death(self, running: _Running, why: str) -> tuple[Status, str]:
        """A worker may die of anything: try again, but not for ever, since it may be the job itself."""
        job = running.job
        _log.warning("a worker died: %s", why, extra={"job_id": job.id})
        if running.cancelled:  # it did not listen, and was ended
            return "dismissed", "Dismissed."
        self._deaths[job.id] += 1
        if self._deaths[job.id] < DEATHS:
            return "accepted", f"Attempt {job.attempt}: {why}; waits for a new start."
        where = f", the last time at: {running.reporter.message}" if running.reporter.message else ""
        return "failed", f"{why}; {DEATHS} times{where}"[:2000]


def _nothing(_job: Job, _status: Status, _seconds: float) -> None:
    """Nobody wants to hear of jobs that ended."""


def _reason(error: Exception, data: Path) -> str:
    if isinstance(error, InvalidInputError):
        return without_folders("; ".join(str(problem) for problem in error.problems), data)[:2000]
    if isinstance(error, ZichtError):
        return without_folders(str(error), data)[:2000]
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "The disk of the service is full."
    return f"The computation ended unexpectedly ({type(error).__name__}); the service's log has the cause."
