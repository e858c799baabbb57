"""What a job is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID, uuid5

__all__ = ["ACTIVE", "FINAL", "STATES", "Job", "Limits", "Status", "as_text", "job_id", "now"]

Status = Literal["accepted", "running", "successful", "failed", "dismissed"]
STATES: tuple[Status, ...] = ("accepted", "running", "successful", "failed", "dismissed")
ACTIVE: tuple[Status, ...] = ("accepted", "running")
FINAL: tuple[Status, ...] = ("successful", "failed", "dismissed")

_NAMESPACE = UUID("6d0ae0b1-6a0f-5b43-9d3e-2f2f6f0a7c11")


@dataclass(frozen=True, slots=True)
class Job:
    """One row of the job table.

    Parameters
    ----------
    id
        UUIDv5 of workspace and run digest.
    workspace, digest, process
        Whose it is, what is computed, by which process.
    scenario
        Scenario as JSON.
    baseline
        Where its twin comes from, as JSON.
    status, attempt, progress, message
        How far it is; progress in percent.
    created, started, finished, updated
        Moments, RFC 3339 in UTC.
    removed
        Whether its finished row was deleted by a user.
    creator
        Name of who asked for it.
    public
        Whether everybody may see it, and its results are kept for good.
    cells, bytes, seconds
        What the run was estimated to take.
    remaining
        Seconds that it will still run, once that is known.
    """

    id: str
    workspace: str
    digest: str
    process: str
    scenario: str
    baseline: str
    status: Status
    attempt: int
    progress: int
    message: str
    created: str
    started: str | None
    finished: str | None
    updated: str
    removed: bool
    creator: str = "open"
    public: bool = False
    cells: int = 0
    bytes: int = 0
    seconds: float = 0.0
    remaining: float | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.status in FINAL


@dataclass(frozen=True, slots=True)
class Limits:
    """How many jobs are taken; None is no limit.

    Parameters
    ----------
    waiting
        Jobs that wait, of everybody together.
    of_creator
        Jobs of one creator that wait or run.
    """

    waiting: int | None = None
    of_creator: int | None = None


def job_id(workspace: str, digest: str) -> str:
    """Id of the job of a run in a workspace: always the same."""
    return str(uuid5(_NAMESPACE, f"{workspace}:{digest}"))


def now() -> str:
    """The moment, as text."""
    return as_text(datetime.now(UTC))


def as_text(moment: datetime) -> str:
    """Write a moment in UTC, RFC 3339 with milliseconds: such texts sort as moments do."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
