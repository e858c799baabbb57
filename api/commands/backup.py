"""``zicht backup``: twins, results, uploads and every row of the database in one file for any database."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from api.commands.console import report, show_progress
from api.commands.job_table import job_table
from twin.errors import StoreError, ZichtError, invalid
from twin.publishing import MANIFEST, sync_path, verify

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

__all__ = ["FILES", "FORMAT", "HEAD", "HOMES", "TABLES", "backup"]

FORMAT = 1
HEAD = "backup.json"
TABLES = "tables"
FILES = ("audit.jsonl",)
HOMES = ("results", "twins", "uploads")
_RESULT = re.compile(r"[0-9a-f]{64}")


def backup(out: Path, database: str | None) -> None:
    """Write a backup; a service may run meanwhile.

    Parameters
    ----------
    out
        File to make.
    database
        Address of the job table; that of the data folder by default.

    Raises
    ------
    InvalidInputError
        If something of that name is there, or no folder to make it in.
    ZichtError
        When a folder was left out because it is damaged; the backup is there all the same.
    """
    if out.exists():
        raise invalid("out", str(out), "is there already", "Give the name of a new file.")
    if not out.absolute().parent.is_dir():
        raise invalid("out", str(out), "lies in a folder that is not there", "Make the folder first.")
    aside = out.with_name(f".{out.name}.{uuid.uuid4().hex}.part")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # not for everybody's eyes
        with os.fdopen(handle, "wb") as file, job_table(database) as (engine, data):
            damaged = _write(file, engine, data)
        aside.rename(out)
        sync_path(out.absolute().parent)
    finally:
        aside.unlink(missing_ok=True)
    report(f"written to {out} ({out.stat().st_size / 1e6:.1f} MB)")
    if damaged:
        raise ZichtError("left out of the backup: " + "; ".join(damaged))


def _write(file: IO[bytes], engine: Engine, data: Path) -> list[str]:
    damaged: list[str] = []
    sums: dict[str, str] = {}
    with tarfile.open(fileobj=file, mode="w") as tar, show_progress("backup") as tell:
        # The rows come first: what is successful by then has its results already.
        with _snapshot(engine) as connection:
            revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
            _add_tables(tar, connection, sums)
        folders = list(_published(data))
        for number, folder in enumerate(folders):
            tell(number / len(folders), folder.name)
            try:
                verify(folder)
            except StoreError as error:
                if folder.exists():  # else somebody removed it meanwhile
                    damaged.append(str(error))
            else:
                _add_folder(tar, folder, data, sums)
        for name in FILES:
            if (data / name).is_file():
                with (data / name).open("rb") as lines:
                    told = os.fstat(lines.fileno())
                    _add(tar, name, lines, told.st_size, sums, told.st_mode & 0o777)
        head = json.dumps({"format": FORMAT, "revision": revision, "sha256": sums}).encode()
        _add(tar, HEAD, io.BytesIO(head), len(head), {})
    file.flush()
    os.fsync(file.fileno())
    return damaged


def _snapshot(engine: Engine) -> AbstractContextManager[Connection]:
    """Read all tables as they are at one moment; with SQLite every reader does."""
    from api.jobs.database import reading

    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    return reading(engine)


def _add_tables(tar: tarfile.TarFile, connection: Connection, sums: dict[str, str]) -> None:
    """Add every table, a line of JSON for each row."""
    from sqlalchemy import MetaData, select

    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name == "alembic_version":
            continue
        with tempfile.TemporaryFile() as lines:
            query = select(table).order_by(*table.primary_key).execution_options(yield_per=1000)
            for row in connection.execute(query).mappings():
                lines.write(json.dumps(dict(row), ensure_ascii=False).encode() + b"\n")
            size = lines.tell()
            lines.seek(0)
            _add(tar, f"{TABLES}/{table.name}.jsonl", lines, size, sums)


def _published(data: Path) -> Iterator[Path]:
    for heads in ("twins/[!.]*/twin.json", "uploads/[!.]*/upload.json"):
        yield from (head.parent for head in sorted(data.glob(heads)))
    yield from (path for path in sorted((data / "results").glob("*")) if _RESULT.fullmatch(path.name))


def _add_folder(tar: tarfile.TarFile, folder: Path, data: Path, sums: dict[str, str]) -> None:
    try:
        written = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for path in (folder / MANIFEST, *(folder / name for name in sorted(written))):
            name = path.relative_to(data).as_posix()
            with path.open("rb") as file:
                _add(tar, name, file, path.stat().st_size, sums)
            if written.get(path.relative_to(folder).as_posix(), sums[name]) != sums[name]:
                raise StoreError(f"{folder.name} was replaced while it was read; run the backup again")
    except (FileNotFoundError, ValueError) as error:
        raise StoreError(f"{folder.name} was replaced while it was read; run the backup again") from error


def _add(
    tar: tarfile.TarFile, name: str, file: IO[bytes], size: int, sums: dict[str, str], mode: int = 0o644
) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = size, int(time.time()), mode
    hashed = _Hashed(file)
    tar.addfile(member, cast(IO[bytes], hashed))
    sums[name] = hashed.digest.hexdigest()


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.digest = hashlib.sha256()
        self._file = file

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block
