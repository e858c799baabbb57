"""The job table: states change by compare-and-set, so that two processes never both win."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    RowMapping,
    Update,
    case,
    func,
    insert,
    select,
    update,
)

from api.errors import BusyError
from api.jobs.database import deciding, open_database, reading, writing
from api.jobs.model import ACTIVE, FINAL, Job, Limits, Status, now
from api.jobs.tables import jobs as _jobs

__all__ = ["LEASE", "JobStore", "owner_name"]

LEASE = 10.0
"""Seconds after which a running job whose process gave no sign of life is taken over."""

_INTERRUPTED = "Interrupted; waits for a new start."
_FIELDS = [column for column in _jobs.c if column.name not in {"owner", "lease", "twin"}]


def owner_name() -> str:
    """Name of this process among all that share the database."""
    return f"{_place()}:{os.getpid()}"


@cache
def _place() -> str:
    """Say where process numbers mean the same: a machine since it started, or a container on it.

    Not by name: two containers or copied machines may well have the same.
    """
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{started}:{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return socket.gethostname()


class JobStore:
    """Rows of the job table.

    Parameters
    ----------
    address
        SQLAlchemy address, e.g. ``sqlite:////data/zicht.db``.
    """

    def __init__(self, address: str) -> None:
        self.engine = open_database(address)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def submit(self, job: Job, limits: Limits | None = None) -> Job:
        """Add a job, or find the one of that id; a failed, dismissed or removed one starts again.

        Raises
        ------
        BusyError
            When a limit is reached; a repeat of a job that stands is never refused.
        """
        found = self.find(job.id)
        if found is not None and not _starts_again(found):
            return found
        values = {column.name: getattr(job, column.name) for column in _FIELDS}
        values["twin"] = json.loads(job.baseline).get("twin", "")
        with deciding(self.engine) as connection:
            found = _find(connection, job.id)
            if found is not None and not _starts_again(found):
                return found
            _refuse_above(connection, job, limits or Limits())
            if found is None:
                query: Insert | Update = insert(_jobs).values(values)
            else:
                for kept in ("id", "workspace", "digest", "process", "public"):
                    del values[kept]
                values["attempt"] = found.attempt + 1
                query = update(_jobs).where(_jobs.c.id == job.id).values(values)
            row = connection.execute(query.returning(*_FIELDS)).mappings().one()
        return _job(row)

    def find(self, job_id: str) -> Job | None:
        """The job of that id, removed or not."""
        with reading(self.engine) as connection:
            return _find(connection, job_id)

    def page(
        self,
        workspace: str | None,
        statuses: tuple[str, ...],
        processes: tuple[str, ...],
        limit: int,
        offset: int,
        twins: tuple[str, ...] = (),
    ) -> tuple[list[Job], int]:
        """Jobs of a workspace and public ones, or of all (None), newest first, and how many in all."""
        wanted: ColumnElement[bool] = ~_jobs.c.removed
        if workspace is not None:
            wanted &= (_jobs.c.workspace == workspace) | _jobs.c.public
        if statuses:
            wanted &= _jobs.c.status.in_(statuses)
        if processes:
            wanted &= _jobs.c.process.in_(map(_plain, processes))
        if twins:
            wanted &= _jobs.c.twin.in_(map(_plain, twins))
        order = (_jobs.c.created.desc(), _jobs.c.id.desc())
        chosen = select(_jobs.c.id).where(wanted).order_by(*order).limit(limit).offset(offset)
        with reading(self.engine) as connection:
            total = _count(connection, wanted)
            query = select(*_FIELDS).where(_jobs.c.id.in_(chosen)).order_by(*order)
            return [_job(row) for row in connection.execute(query).mappings()], total

    def count(self, status: Status) -> int:
        """How many jobs are in a state."""
        with reading(self.engine) as connection:
            return _count(connection, _jobs.c.status == status)

    def ahead(self) -> tuple[int, float]:
        """How many jobs wait or run, and the seconds that they were estimated to take together."""
        total = select(func.count(), func.coalesce(func.sum(_jobs.c.seconds), 0.0))
        with reading(self.engine) as connection:
            count, seconds = connection.execute(total.where(_jobs.c.status.in_(ACTIVE))).one()
        return count, seconds

    def claim(self, owner: str, max_running: int, memory: int | None = None) -> Job | None:
        """Take the oldest waiting job; each is taken once.

        Parameters
        ----------
        owner
            Who takes it.
        max_running
            Jobs that may run at once; when they do, None is given.
        memory
            Bytes that running jobs may take together. A job for which no room is left waits, and so do those
            after it: nobody overtakes it. Alone it always runs.
        """
        busy = _jobs.c.status == "running"
        # One run per digest: where two workspaces ask the same, the second waits and finds the results.
        candidate = (
            select(_jobs.c.id, _jobs.c.bytes)
            .where((_jobs.c.status == "accepted") & _jobs.c.digest.not_in(select(_jobs.c.digest).where(busy)))
            .order_by(_jobs.c.created, _jobs.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)  # one that is being dismissed is passed over
        )
        moment = _moment()
        values = {
            "status": "running",
            "owner": owner,
            "lease": time.time() + LEASE,
            "started": moment,
            "updated": moment,
            "message": "",
            "progress": 0,
            "remaining": None,
        }
        with deciding(self.engine) as connection:
            taken = select(func.count(), func.coalesce(func.sum(_jobs.c.bytes), 0)).where(busy)
            running, held = connection.execute(taken).one()
            if running >= max_running:
                return None
            oldest = connection.execute(candidate).first()
            if oldest is None or (running and memory is not None and held + oldest.bytes > memory):
                return None
            query = update(_jobs).where(_jobs.c.id == oldest.id).values(values).returning(*_FIELDS)
            return _job(connection.execute(query).mappings().one())

    def report(
        self, job: Job, owner: str, progress: int, message: str, remaining: float | None = None
    ) -> bool:
        """Note how far a running job is; False when it is no longer this owner's."""
        return self._change(
            _held(job, owner), progress=progress, message=_plain(message), remaining=remaining
        )

    def finish(self, job: Job, owner: str, status: Status, message: str) -> bool:
        """End a running job; False when it was dismissed or taken over meanwhile."""
        done = {"progress": 100} if status == "successful" else {}
        return self._change(_held(job, owner), status=status, message=_plain(message), **_ended(), **done)

    def again(self, job: Job, owner: str, message: str) -> bool:
        """Put a running job back in the queue; False when it is no longer this owner's."""
        return self._requeue(_held(job, owner), _plain(message)) > 0

    def dismiss(self, job_id: str) -> bool:
        """Stop a job that waits or runs; False when it had ended already."""
        active = (_jobs.c.id == job_id) & _jobs.c.status.in_(ACTIVE)
        return self._change(active, status="dismissed", message="Dismissed by the user.", **_ended())

    def remove(self, job_id: str) -> bool:
        """Hide a job that has ended."""
        ended = (_jobs.c.id == job_id) & _jobs.c.status.in_(FINAL) & ~_jobs.c.removed
        return self._change(ended, removed=True)

    def set_public(self, job_id: str, public: bool) -> bool:
        """Show a job to everybody, or to its workspace only; False when there is none."""
        return self._change((_jobs.c.id == job_id) & ~_jobs.c.removed, public=public)

    def still_held(self, job: Job, owner: str) -> bool:
        """Whether a job still runs on behalf of an owner."""
        with reading(self.engine) as connection:
            return connection.execute(select(_jobs.c.id).where(_held(job, owner))).first() is not None

    def renew(self, owner: str, held: Collection[str]) -> None:
        """Give a sign of life for the jobs of an owner that it still knows of; it loses the others."""
        with writing(self.engine) as connection:
            mine = (_jobs.c.owner == owner) & (_jobs.c.status == "running") & _jobs.c.id.in_(held)
            connection.execute(update(_jobs).where(mine).values(lease=time.time() + LEASE))

    def release(self, owner: str) -> int:
        """Put the running jobs of an owner back in the queue."""
        return self._requeue(_jobs.c.owner == owner)

    def reclaim(self) -> int:
        """Put back in the queue what processes left behind that died or gave no sign of life."""
        with reading(self.engine) as connection:
            query = select(_jobs.c.owner).where(_jobs.c.status == "running").distinct()
            owners = [str(owner) for owner in connection.execute(query).scalars()]
        dead = [owner for owner in owners if _is_dead(owner)]
        return self._requeue(_jobs.c.owner.in_(dead) | (_jobs.c.lease < time.time()))

    def _requeue(self, which: ColumnElement[bool], message: str = _INTERRUPTED) -> int:
        statement = (
            update(_jobs)
            .where((_jobs.c.status == "running") & which)
            .values(
                status="accepted",
                attempt=_jobs.c.attempt + 1,
                owner=None,
                lease=None,
                updated=_moment(),
                progress=0,
                message=message,
                remaining=None,
            )
        )
        with writing(self.engine) as connection:
            return connection.execute(statement).rowcount

    def _change(self, which: ColumnElement[bool], **values: Any) -> bool:
        with writing(self.engine) as connection:
            query = update(_jobs).where(which).values(updated=_moment(), **values)
            return connection.execute(query).rowcount > 0


def _find(connection: Connection, job_id: str) -> Job | None:
    row = connection.execute(select(*_FIELDS).where(_jobs.c.id == _plain(job_id))).mappings().first()
    return None if row is None else _job(row)


def _plain(text: str) -> str:
    """Replace what no database keeps in a text: NUL, and halves of characters."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()


def _count(connection: Connection, wanted: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(_jobs).where(wanted)).scalar_one()


def _starts_again(job: Job) -> bool:
    return job.status in {"failed", "dismissed"} or job.removed


def _refuse_above(connection: Connection, job: Job, limits: Limits) -> None:
    """Refuse one job more than a limit; the message says which."""
    if limits.waiting is not None and _count(connection, _jobs.c.status == "accepted") >= limits.waiting:
        raise BusyError(f"{limits.waiting} jobs are waiting, and no more may; try again later.")
    if limits.of_creator is not None:
        theirs = (_jobs.c.workspace == job.workspace) & (_jobs.c.creator == job.creator)
        if _count(connection, theirs & _jobs.c.status.in_(ACTIVE)) >= limits.of_creator:
            raise BusyError(
                f"{limits.of_creator} jobs of yours wait or run, and no more may; "
                "try again when one has ended, or dismiss one."
            )


def _moment() -> ColumnElement[str]:
    """Say when a row changes: now, but never before it changed last, also when the clock was put back."""
    moment = now()
    return case((_jobs.c.updated > moment, _jobs.c.updated), else_=moment)


def _ended() -> dict[str, Any]:
    return {"finished": _moment(), "owner": None, "lease": None, "remaining": None}


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
    place, _, pid = owner.rpartition(":")
    if place != _place():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, ValueError):
        return False
    return False
