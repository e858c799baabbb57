"""What may go: rows that nobody asks for any more, results without a row, and what dead processes left."""

from __future__ import annotations

import re
import shutil
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, select

from api.jobs.database import deciding
from api.jobs.model import ACTIVE, FINAL, STATES
from api.jobs.tables import jobs
from twin.errors import StoreError
from twin.holding import is_held
from twin.publishing import verify

__all__ = ["Pruned", "prune"]

_RESULT = re.compile(r"\.?([0-9a-f]{64})(\..+)?")
_ASIDE = re.compile(r"\.(.+)\.[0-9a-f]{32}\.(part|old)")
_HOMES = ("twins", "published", "results", "uploads", "headline/*")
_YOUNG = 60.0


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, or would go.

    Parameters
    ----------
    jobs
        Rows of the job table.
    folders
        Results that no job needs, and leftovers.
    bytes
        What the folders took on the disk.
    """

    jobs: int
    folders: tuple[Path, ...]
    bytes: int


def prune(engine: Engine, data: Path, before: str | None = None, *, dry_run: bool = False) -> Pruned:
    """Remove what may go; a service that runs on the same data folder is not disturbed.

    Published results stay, and so does everything that a living process or a waiting job still needs.

    Parameters
    ----------
    engine
        Database with the job table.
    data
        Data folder.
    before
        Jobs that ended before this moment go as well; None keeps all that users did not remove.
    dry_run
        Only look.
    """
    with deciding(engine) as connection:
        removed = _forget(connection, before)
        if dry_run:
            folders = _unneeded(connection, data)
            connection.rollback()
            return Pruned(removed, folders, sum(map(_size, folders)))
    for path in _asides(data):
        if _is_all_there_is(path) and _is_idle(path):
            path.rename(_target(path))
    with deciding(engine) as connection:  # nobody asks for these results while they are put aside
        folders = _unneeded(connection, data)
        aside = [_put_aside(folder) for folder in folders]
    size = sum(map(_size, aside))
    for folder in aside:
        shutil.rmtree(folder, ignore_errors=True)
    return Pruned(removed, folders, size)


def _forget(connection: Connection, before: str | None) -> int:
    old = jobs.c.removed if before is None else jobs.c.removed | (jobs.c.finished < before)
    return connection.execute(delete(jobs).where(jobs.c.status.in_(FINAL) & ~jobs.c.public & old)).rowcount


def _unneeded(connection: Connection, data: Path) -> tuple[Path, ...]:
    states: dict[str, set[str]] = {}
    for digest, status in connection.execute(select(jobs.c.digest, jobs.c.status).distinct()):
        states.setdefault(digest, set()).add(status)
    results = [path for path in (data / "results").glob("*") if _RESULT.fullmatch(path.name)]
    folders = sorted(path for path in {*results, *_asides(data)} if path.is_dir())
    return tuple(path for path in folders if _may_go(path, states))


def _may_go(path: Path, states: dict[str, set[str]]) -> bool:
    result = _RESULT.fullmatch(path.name)
    if result is not None and states.get(result[1], set()) & _needing(path):
        return False
    if result is not None and result[0] == result[1]:
        return True
    return _is_idle(path) and not _is_all_there_is(path)


def _needing(path: Path) -> set[str]:
    """States of a job in which it needs a folder: checkpoints also serve one that is tried again."""
    if not path.suffix:
        return set(STATES)
    return {*ACTIVE, "failed"} if path.suffix == ".scratch" else set(ACTIVE)


def _asides(data: Path) -> list[Path]:
    """What `twin.publishing` was filling or replacing when it was last heard of."""
    found = (path for home in _HOMES for path in data.glob(f"{home}/.*"))
    return [path for path in found if _ASIDE.fullmatch(path.name)]


def _target(path: Path) -> Path:
    match = _ASIDE.fullmatch(path.name)
    assert match is not None
    return path.with_name(match[1])


def _is_all_there_is(path: Path) -> bool:
    """Whether a process died just when it replaced this folder: the old one is whole, and alone."""
    if path.suffix != ".old" or _target(path).exists():
        return False
    with suppress(StoreError):
        verify(path)
        return True
    return False


def _is_idle(path: Path) -> bool:
    """Whether no living process writes a folder; a young one may not be held yet."""
    with suppress(OSError):
        return time.time() - path.stat().st_ctime > _YOUNG and not is_held(path)
    return False


def _put_aside(folder: Path) -> Path:
    if _ASIDE.fullmatch(folder.name):
        return folder
    return folder.rename(folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.part"))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
