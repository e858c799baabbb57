"""What handlers may do with jobs: submit, find, list, show to everybody, dismiss, remove."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from api.access.principal import Principal
from api.errors import BusyError, ForbiddenError, NoSuchJobError
from api.jobs.admission import Budget, retry_after
from api.jobs.model import Job, Limits, Status, job_id, now
from api.jobs.runner import Executor, Runner, Work
from api.jobs.store import JobStore

if TYPE_CHECKING:
    from api.jobs.request import Run
    from scenarios.process import Estimate

__all__ = ["JobManager", "may_see"]

_FRESH = 0.1
_NOBODY = ""
"""Workspace of nobody: whoever looks from there sees what is public."""


class JobManager:
    """Jobs of one data folder.

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
        Jobs that may run at once, over all processes that share the table.
    budget
        What runs may take.
    """

    def __init__(
        self,
        store: JobStore,
        data: Path,
        make_executor: Callable[[], Executor],
        work: Work,
        max_running: int,
        budget: Budget | None = None,
    ) -> None:
        self.store = store
        self.budget = budget or Budget()
        self.runner = Runner(store, data, make_executor, work, max_running, self.budget.memory)
        self._max_running = max_running
        self._seen: dict[str, tuple[float, Job]] = {}

    def start(self) -> None:
        """Take over what dead processes left, and begin."""
        self.runner.start()

    def close(self) -> None:
        """Stop working; jobs that run go back into the queue."""
        self.runner.close()
        self.store.close()

    def problem(self) -> str:
        """Why jobs do not run; empty when all is well."""
        return self.runner.problem if self.runner.is_alive() else "the job loop does not run"

    def workers(self) -> int:
        """How many workers there are now."""
        return self.runner.workers()

    def submit(self, run: Run, principal: Principal, estimate: Estimate) -> Job:
        """Queue a run, or find it when it was asked before.

        Raises
        ------
        BusyError
            When the queue is full, or too many jobs are theirs; it tells when to ask again.
        """
        moment = now()
        job = Job(
            id=job_id(principal.workspace, run.digest),
            workspace=principal.workspace,
            digest=run.digest,
            process=run.process,
            scenario=run.scenario.canonical_json(),
            baseline=run.baseline,
            status="accepted",
            attempt=1,
            progress=0,
            message="Waits for its turn.",
            created=moment,
            started=None,
            finished=None,
            updated=moment,
            removed=False,
            creator=principal.name,
            cells=estimate.cells,
            bytes=estimate.bytes,
            seconds=estimate.seconds,
        )
        limits = Limits(waiting=self.budget.waiting, of_creator=self.budget.most(principal.role).jobs)
        try:
            job = self.store.submit(job, limits)
        except BusyError as error:
            raise BusyError(str(error), retry_after(*self.store.ahead(), self._max_running)) from None
        self._forget(job.id)
        return job

    def read(self, identifier: str) -> Job:
        """Read a job of any workspace, as it stood at most 0.1 s ago: many who ask cost one query.

        Raises
        ------
        NoSuchJobError
            When there is none.
        """
        moment = time.monotonic()
        seen = self._seen.get(identifier)
        if seen is not None and moment - seen[0] < _FRESH:
            return seen[1]
        job = self.store.find(identifier)
        if job is None:
            raise NoSuchJobError("There is no such job.")
        if len(self._seen) > 1000:
            self._seen.clear()
        self._seen[identifier] = (moment, job)
        return job

    def find(self, identifier: str, principal: Principal) -> Job:
        """Find a job that somebody may see: of their workspace, public, or any for an admin.

        Raises
        ------
        NoSuchJobError
            When there is none, or it is not theirs.
        """
        job = self.read(identifier)
        if not may_see(principal, job):
            raise NoSuchJobError("There is no such job.")
        return job

    def page(
        self,
        principal: Principal,
        statuses: tuple[Status, ...],
        processes: tuple[str, ...],
        limit: int,
        offset: int,
        twins: tuple[str, ...] = (),
    ) -> tuple[list[Job], int]:
        """Jobs that somebody may list, newest first, and how many in all; a visitor: public ones."""
        workspace: str | None = principal.workspace
        if principal.may("admin"):
            workspace = None
        elif not principal.may("reader"):
            workspace = _NOBODY
        return self.store.page(workspace, statuses, processes, limit, offset, twins)

    def set_public(self, job: Job, public: bool, principal: Principal) -> Job:
        """Show a job to everybody, or to its workspace only.

        Raises
        ------
        ForbiddenError
            When it is not theirs.
        """
        _refuse_foreign(principal, job)
        self.store.set_public(job.id, public)
        self._forget(job.id)
        return self.read(job.id)

    def dismiss(self, job: Job, principal: Principal) -> bool:
        """Stop a job that has not ended; False when it had.

        Raises
        ------
        ForbiddenError
            When it is not theirs.
        """
        _refuse_foreign(principal, job)
        done = self.store.dismiss(job.id)
        if done and job.status == "accepted":  # of one that runs, its runner sees to it
            self.runner.folders.clear_scratch(job)
        self._forget(job.id)
        return done

    def remove(self, job: Job, principal: Principal) -> None:
        """Hide a job that has ended; its results stay.

        Raises
        ------
        ForbiddenError
            When it is not theirs.
        """
        _refuse_foreign(principal, job)
        self.store.remove(job.id)
        self._forget(job.id)

    def folder(self, job: Job) -> Path:
        """Where the results of a job are, once it is successful."""
        return self.runner.folders.result(job)

    def scratch(self, job: Job) -> Path:
        """Where a job keeps what it has so far, while it runs."""
        return self.runner.folders.scratch(job)

    def _forget(self, identifier: str) -> None:
        self._seen.pop(identifier, None)
        self.runner.wake()


def may_see(principal: Principal, job: Job) -> bool:
    """Whether a job is shown to somebody: of their workspace, public, or any to an admin."""
    return job.public or _owns(principal, job)


def _owns(principal: Principal, job: Job) -> bool:
    return job.workspace == principal.workspace or principal.may("admin")


def _refuse_foreign(principal: Principal, job: Job) -> None:
    if not _owns(principal, job):
        raise ForbiddenError("This job is of another workspace; you may look at it only.")
