"""The job table: states change by compare-and-set, so that two processes never both win."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    create_engine,
    event,
    func,
    insert,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, OperationalError

from api.errors import UnavailableError
from api.jobs.model import ACTIVE, FINAL, STATES, Job, Status, now

__all__ = ["LEASE", "JobStore", "owner_name"]

LEASE = 10.0
"""Seconds after which a running job whose process gave no sign of life is taken over."""

_metadata = MetaData()
_named_states = ", ".join(f"'{state}'" for state in STATES)
_jobs = Table(
    "jobs",
    _metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("process", String(64), nullable=False),
    Column("scenario", Text, nullable=False),
    Column("baseline", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("attempt", Integer, nullable=False, default=1),
    Column("progress", Integer, nullable=False, default=0),
    Column("message", Text, nullable=False, default=""),
    Column("created", String(32), nullable=False),
    Column("started", String(32)),
    Column("finished", String(32)),
    Column("updated", String(32), nullable=False),
    Column("removed", Boolean, nullable=False, default=False),
    Column("owner", String(128)),
    Column("lease", Float),
    CheckConstraint(f"status IN ({_named_states})", name="known_status"),
    CheckConstraint("progress BETWEEN 0 AND 100", name="progress_in_percent"),
    CheckConstraint("(status = 'running') = (owner IS NOT NULL)", name="running_has_owner"),
    Index("jobs_by_status", "status", "created"),
)
_others = _jobs.alias("others")
_FIELDS = [column for column in _jobs.c if column.name not in {"owner", "lease"}]


def owner_name() -> str:
    """Name of this process among all that share the database."""
    return f"{socket.gethostname()}:{os.getpid()}"


class JobStore:
    """Rows of the job table.

    Parameters
    ----------
    address
        SQLAlchemy address, e.g. ``sqlite:////data/zicht.db``.
    """

    def __init__(self, address: str) -> None:
        url = make_url(address)
        if url.drivername.startswith("sqlite") and url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine: Engine = create_engine(url)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _safe_sqlite)
        _metadata.create_all(self.engine)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _reading(self) -> AbstractContextManager[Connection]:
        return _usable(self.engine.connect)

    def _writing(self) -> AbstractContextManager[Connection]:
        return _usable(self.engine.begin)

    def submit(self, job: Job) -> Job:
        """Add a job, or find the one of that id; a failed, dismissed or removed one starts again."""
        values = {column.name: getattr(job, column.name) for column in _FIELDS}
        try:
            with self._writing() as connection:
                connection.execute(insert(_jobs).values(values))
        except IntegrityError:
            again = _jobs.c.status.in_(["failed", "dismissed"]) | _jobs.c.removed
            self._change(
                (_jobs.c.id == job.id) & again,
                status="accepted",
                attempt=_jobs.c.attempt + 1,
                progress=0,
                message=job.message,
                created=job.created,
                started=None,
                finished=None,
                removed=False,
                owner=None,
                lease=None,
            )
        found = self.find(job.id)
        assert found is not None
        return found

    def find(self, job_id: str) -> Job | None:
        """The job of that id, removed or not."""
        with self._reading() as connection:
            row = connection.execute(select(*_FIELDS).where(_jobs.c.id == job_id)).mappings().first()
        return None if row is None else _job(row)

    def page(
        self, workspace: str, statuses: tuple[str, ...], processes: tuple[str, ...], limit: int, offset: int
    ) -> tuple[list[Job], int]:
        """Jobs of a workspace, newest first, and how many there are in all."""
        wanted: ColumnElement[bool] = (_jobs.c.workspace == workspace) & ~_jobs.c.removed
        if statuses:
            wanted &= _jobs.c.status.in_(statuses)
        if processes:
            wanted &= _jobs.c.process.in_(processes)
        order = (_jobs.c.created.desc(), _jobs.c.id)
        with self._reading() as connection:
            total = connection.execute(select(func.count()).select_from(_jobs).where(wanted)).scalar_one()
            query = select(*_FIELDS).where(wanted).order_by(*order).limit(limit).offset(offset)
            return [_job(row) for row in connection.execute(query).mappings()], total

    def count(self, status: Status) -> int:
        """How many jobs are in a state."""
        with self._reading() as connection:
            return connection.execute(
                select(func.count()).select_from(_jobs).where(_jobs.c.status == status)
            ).scalar_one()

    def claim(self, owner: str, max_running: int) -> Job | None:
        """Take the oldest waiting job, unless `max_running` run already; one statement, so one winner."""
        running = select(func.count()).select_from(_others).where(_others.c.status == "running")
        oldest = (
            select(_jobs.c.id)
            .where(_jobs.c.status == "accepted")
            .order_by(_jobs.c.created, _jobs.c.id)
            .limit(1)
            .scalar_subquery()
        )
        moment = now()
        statement = (
            update(_jobs)
            .where(
                (_jobs.c.id == oldest)
                & (_jobs.c.status == "accepted")
                & (running.scalar_subquery() < max_running)
            )
            .values(
                status="running",
                owner=owner,
                lease=time.time() + LEASE,
                started=moment,
                updated=moment,
                message="",
                progress=0,
            )
            .returning(*_FIELDS)
        )
        with self._writing() as connection:
            row = connection.execute(statement).mappings().first()
        return None if row is None else _job(row)

    def report(self, job: Job, owner: str, progress: int, message: str) -> bool:
        """Note how far a running job is; False when it is no longer this owner's."""
        return self._change(_held(job, owner), progress=progress, message=message)

    def finish(self, job: Job, owner: str, status: Status, message: str) -> bool:
        """End a running job; False when it was dismissed or taken over meanwhile."""
        done = {"progress": 100} if status == "successful" else {}
        return self._change(
            _held(job, owner), status=status, message=message, finished=now(), owner=None, lease=None, **done
        )

    def dismiss(self, job_id: str) -> bool:
        """Stop a job that waits or runs; False when it had ended already."""
        active = (_jobs.c.id == job_id) & _jobs.c.status.in_(ACTIVE)
        message = "Dismissed by the user."
        return self._change(
            active, status="dismissed", message=message, finished=now(), owner=None, lease=None
        )

    def remove(self, job_id: str) -> bool:
        """Hide a job that has ended."""
        ended = (_jobs.c.id == job_id) & _jobs.c.status.in_(FINAL) & ~_jobs.c.removed
        return self._change(ended, removed=True)

    def still_held(self, job: Job, owner: str) -> bool:
        """Whether a job still runs on behalf of an owner."""
        with self._reading() as connection:
            return connection.execute(select(_jobs.c.id).where(_held(job, owner))).first() is not None

    def renew(self, owner: str) -> None:
        """Give a sign of life for all jobs of an owner."""
        with self._writing() as connection:
            mine = (_jobs.c.owner == owner) & (_jobs.c.status == "running")
            connection.execute(update(_jobs).where(mine).values(lease=time.time() + LEASE))

    def release(self, owner: str) -> int:
        """Put the running jobs of an owner back in the queue."""
        return self._requeue(_jobs.c.owner == owner)

    def reclaim(self) -> int:
        """Put back in the queue what processes left behind that died or gave no sign of life."""
        with self._reading() as connection:
            query = select(_jobs.c.owner).where(_jobs.c.status == "running").distinct()
            owners = [str(owner) for owner in connection.execute(query).scalars()]
        dead = [owner for owner in owners if _is_dead(owner)]
        return self._requeue(_jobs.c.owner.in_(dead) | (_jobs.c.lease < time.time()))

    def _requeue(self, which: ColumnElement[bool]) -> int:
        statement = (
            update(_jobs)
            .where((_jobs.c.status == "running") & which)
            .values(
                status="accepted",
                attempt=_jobs.c.attempt + 1,
                owner=None,
                lease=None,
                updated=now(),
                progress=0,
                message="Interrupted; waits for a new start.",
            )
        )
        with self._writing() as connection:
            return connection.execute(statement).rowcount

    def _change(self, which: ColumnElement[bool], **values: Any) -> bool:
        with self._writing() as connection:
            return connection.execute(update(_jobs).where(which).values(updated=now(), **values)).rowcount > 0


@contextmanager
def _usable(opened: Callable[[], AbstractContextManager[Connection]]) -> Iterator[Connection]:
    """Say in our own words that the table cannot be used: its disk is full, or its server is away."""
    try:
        with opened() as connection:
            yield connection
    except OperationalError as error:
        raise UnavailableError("The job table cannot be used at the moment; try again later.") from error


def _held(job: Job, owner: str) -> ColumnElement[bool]:
    return (
        (_jobs.c.id == job.id)
        & (_jobs.c.attempt == job.attempt)
        & (_jobs.c.status == "running")
        & (_jobs.c.owner == owner)
    )


def _job(row: RowMapping) -> Job:
    return Job(**{column.name: row[column.name] for column in _FIELDS})


def _is_dead(owner: str) -> bool:
    host, _, pid = owner.rpartition(":")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, ValueError):
        return False
    return False


def _safe_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()
