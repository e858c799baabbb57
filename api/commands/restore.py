"""``zicht restore``: a backup into an empty data folder, all of it or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.commands.backup import FILES, FORMAT, HEAD, HOMES, TABLES
from api.commands.console import report
from twin.errors import InvalidInputError, StoreError, invalid
from twin.publishing import sync_path

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["restore"]

_ROWS_AT_ONCE = 500
_LOST = "Its results were not in the backup; run it again."
_REMEDY = "Give a file that `zicht backup` wrote, as it was written."


def restore(file: Path, data: Path, database: str | None) -> None:
    """Fill an empty data folder and an empty database from a backup.

    Parameters
    ----------
    file
        What ``zicht backup`` wrote.
    data
        Data folder to fill; made when it is not there.
    database
        Address of a database without tables; ``zicht.db`` in the data folder by default.

    Raises
    ------
    InvalidInputError
        If the file is no backup or is damaged, or the folder or the database holds something.
    StoreError
        When the database does not let itself be filled.
    """
    from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

    if data.exists() and (there := sorted(p.name for p in data.iterdir() if p.name != "lost+found")):
        raise invalid(
            "data", str(data), f"is not empty: it holds {there[0]}", "Give a new or an empty folder."
        )
    made = not data.exists()
    aside = data / f".restore.{uuid.uuid4().hex}.part"
    aside.mkdir(parents=True)
    moved: list[Path] = []
    try:
        revision = _unpack(file, aside)
        _fill_and_move(aside, data, moved, revision, database)
    except (SQLAlchemyError, ValueError) as error:
        _undo(moved)
        if isinstance(error, DBAPIError) and not isinstance(error, DataError | IntegrityError):
            raise StoreError(f"the database cannot be filled: {error.orig}") from error
        raise _damaged(file, "holds rows that its tables cannot") from error
    except BaseException:
        _undo(moved)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if made:
            with suppress(OSError):
                data.rmdir()  # only when nothing came in it
    report(f"restored {file} to {data}")


def _unpack(file: Path, aside: Path) -> str:
    """Check a backup from end to end while it is unpacked; gives the revision of its tables."""
    try:
        with tarfile.open(file, "r:") as tar:
            members = {member.name: member for member in tar}
            head = json.loads(_bytes_of(tar, members.pop(HEAD)))
            if head["format"] != FORMAT:
                raise invalid(
                    "file", str(file), f"is of format {head['format']}", "Use the Zicht that wrote it."
                )
            if members.keys() != head["sha256"].keys():
                raise _damaged(file, "holds other files than it says")
            for name, member in members.items():
                _refuse_strange(file, member)
                tar.extract(member, aside, filter="data")
                if _sum(aside / name) != head["sha256"][name]:
                    raise _damaged(file, f"is damaged: {name} is not what was written")
            return str(head["revision"])
    except (tarfile.TarError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(file, "is no backup, or is damaged") from error
    except FileNotFoundError as error:
        raise _damaged(file, "is not there") from error


def _refuse_strange(file: Path, member: tarfile.TarInfo) -> None:
    """Let through plain files in known places only: no link, no device, no way out of the folder."""
    parts = member.name.split("/")
    known = (parts[0] in HOMES and len(parts) > 2) or member.name in FILES
    known |= parts[0] == TABLES and len(parts) == 2
    if not known or ".." in parts or not member.isreg() or member.issparse():
        raise _damaged(file, f"holds {member.name!r}, which no backup holds")


def _bytes_of(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    content = tar.extractfile(member)
    return b"" if content is None else content.read()


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return digest


def _damaged(file: Path, problem: str) -> InvalidInputError:
    return invalid("file", str(file), problem, _REMEDY)


def _fill_and_move(aside: Path, data: Path, moved: list[Path], revision: str, database: str | None) -> None:
    """Fill the database and let the folders appear; a database elsewhere keeps rows only when they did."""
    from api.jobs.database import connect
    from api.settings import database_url

    engine = connect(database_url(database, aside))
    try:
        with engine.execution_options(writes=True).begin() as connection:
            _fill(connection, aside, revision)
            shutil.rmtree(aside / TABLES)
            if database is not None:
                _move(aside, data, moved)
    finally:
        engine.dispose()
    if database is None:
        _move(aside, data, moved)


def _fill(connection: Connection, aside: Path, revision: str) -> None:
    from sqlalchemy import MetaData, inspect

    from api.migrations import upgrade

    if inspect(connection).get_table_names():
        shown = connection.engine.url.render_as_string(hide_password=True)
        raise invalid("database", shown, "is not empty", "Give a database without tables.")
    upgrade(connection, revision)  # the tables as they were when the backup was made
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        lines = aside / TABLES / f"{table.name}.jsonl"
        if lines.is_file():
            for rows in _rows(lines):
                connection.execute(table.insert(), rows)
    upgrade(connection)
    _tell_lost_results(connection, aside / "results")


def _rows(lines: Path) -> Iterator[list[dict[str, Any]]]:
    with lines.open(encoding="utf-8") as file:
        for rows in batched(map(json.loads, file), _ROWS_AT_ONCE):
            yield list(rows)


def _tell_lost_results(connection: Connection, results: Path) -> None:
    """Let jobs whose results were damaged, and so left out of the backup, be run again."""
    from sqlalchemy import select, update

    from api.jobs.tables import jobs

    successful = jobs.c.status == "successful"
    digests = connection.execute(select(jobs.c.digest).where(successful).distinct()).scalars().all()
    for digest in digests:
        if not (results / digest).is_dir():
            lost = update(jobs).where(successful & (jobs.c.digest == digest))
            connection.execute(lost.values(status="failed", message=_LOST))


def _move(aside: Path, data: Path, moved: list[Path]) -> None:
    for folder in (aside, *(path for path in aside.rglob("*") if path.is_dir())):
        sync_path(folder)
    for path in sorted(aside.iterdir()):
        target = data / path.name
        path.rename(target)
        moved.append(target)
    sync_path(data)


def _undo(moved: list[Path]) -> None:
    for path in moved:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
