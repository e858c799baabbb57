"""A backup holds everything; a restore gives all of it or nothing, whatever the file and the database."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine, insert, select, text

from api.access.tables import keys
from api.commands import restore as restoring
from api.commands.backup import HEAD, backup
from api.commands.restore import restore
from api.jobs.database import open_database, parse_address, writing
from api.jobs.model import Job, now
from api.jobs.store import JobStore
from tests import rows
from tests.postgres import PostgresServer
from twin.errors import InvalidInputError, StoreError, ZichtError
from twin.publishing import publish, verify

DIGEST = "d" * 64
Hostile = Callable[[tarfile.TarInfo], None]


def job(digest: str) -> Job:
    return replace(rows.job(digest), scenario='{"name": "één"}', creator="ann", cells=2**40, seconds=0.1)


def write_result(data: Path, digest: str) -> None:
    with publish(data / "results" / digest) as folder:
        (folder / "indicators.json").write_text("{}")
        (folder / "result.zarr" / "depth" / "c").mkdir(parents=True)
        (folder / "result.zarr" / "depth" / "c" / "0").write_bytes(bytes(range(256)) * 40)


def run(store: JobStore, data: Path, digest: str) -> None:
    """Submit a job, and run whichever is the oldest."""
    store.submit(job(digest))
    running = store.claim("me", 99)
    assert running is not None
    write_result(data, running.digest)
    store.finish(running, "me", "successful", "")


@pytest.fixture
def filled(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a twin, a result, an upload, jobs in four states, a key and an audit log."""
    data = tmp_path / "data"
    monkeypatch.setenv("ZICHT_DATA", str(data))
    with publish(data / "twins" / "polder") as folder:
        (folder / "twin.json").write_text('{"name": "polder"}')
    with publish(data / "uploads" / "0b7b5a3e") as folder:
        (folder / "upload.json").write_text("{}")
        (folder / "file.gpkg").write_bytes(b"SQLite")
    (data / "uploads" / "1c.part").write_bytes(b"half")
    store = JobStore(database)
    run(store, data, DIGEST)
    store.set_public(job(DIGEST).id, public=True)
    for digest in ("a", "b", "c"):
        store.submit(job(digest * 64))
    store.claim("elsewhere:1", 1)
    store.dismiss(job("b" * 64).id)
    with writing(store.engine) as connection:
        key = {"id": "k", "name": "jan", "role": "admin", "workspace": "p", "digest": "x", "created": now()}
        connection.execute(insert(keys).values(key))
    store.close()
    (data / "audit.jsonl").write_text('{"who": "jan"}\n')
    (data / "audit.jsonl").chmod(0o640)
    (data / "published").mkdir()
    (data / "results" / f"{'c' * 64}.1.part").mkdir()
    return data


def content_of(address: str) -> dict[str, list[dict[str, Any]]]:
    engine = open_database(address)
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(dict, connection.execute(select(table)).mappings()), key=str)
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("zicht.db") and path.suffix != ".part"
    }


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_restored_is_what_was_backed_up(
    filled: Path, database: str, target: str, tmp_path: Path, postgres: PostgresServer
) -> None:
    backup(tmp_path / "b.tar", database)
    new = tmp_path / "new"
    address = None if target == "sqlite" else postgres.new_database()
    restore(tmp_path / "b.tar", new, address)
    assert content_of(address or f"sqlite:///{new / 'zicht.db'}") == content_of(database)
    assert files(new) == files(filled)
    assert (new / "audit.jsonl").stat().st_mode & 0o777 == 0o640  # names people: not for everybody
    assert {path.name for path in new.iterdir()} <= {"twins", "results", "uploads", "audit.jsonl", "zicht.db"}
    store = JobStore(address or f"sqlite:///{new / 'zicht.db'}")
    assert (store.reclaim(), store.count("accepted")) == (0, 1)  # its lease has not ended yet
    store.close()


def test_backup_is_whole_while_jobs_come_and_go(filled: Path, database: str, tmp_path: Path) -> None:
    store = JobStore(database)
    stop = threading.Event()

    def work() -> None:
        number = 0
        while not stop.is_set():
            run(store, filled, f"{number:064d}")
            number += 1

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for number in range(3):
            backup(tmp_path / f"{number}.tar", database)
    finally:
        stop.set()
        worker.join()
    store.close()
    for number in range(3):
        restore(tmp_path / f"{number}.tar", tmp_path / str(number), None)
        restored = JobStore(f"sqlite:///{tmp_path / str(number) / 'zicht.db'}")
        assert restored.count("failed") == 0  # it would be, had a result been missing
        assert restored.count("successful") >= 1
        restored.close()


def test_damaged_result_is_left_out_told_and_can_be_run_again(
    filled: Path, database: str, tmp_path: Path
) -> None:
    (filled / "results" / DIGEST / "indicators.json").write_text("tampered")
    with pytest.raises(ZichtError, match=r"left out .*indicators.json is not what was written"):
        backup(tmp_path / "b.tar", database)
    restore(tmp_path / "b.tar", tmp_path / "new", None)
    store = JobStore(f"sqlite:///{tmp_path / 'new' / 'zicht.db'}")
    lost = store.find(job(DIGEST).id)
    assert lost is not None
    assert (lost.status, lost.message) == ("failed", "Its results were not in the backup; run it again.")
    assert store.submit(job(DIGEST)).attempt == 2
    store.close()


def test_result_that_is_removed_meanwhile_is_no_damage(
    filled: Path, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def removed(folder: Path) -> None:
        if folder.name == DIGEST:
            shutil.rmtree(folder)
        verify(folder)

    monkeypatch.setattr("api.commands.backup.verify", removed)
    backup(tmp_path / "b.tar", database)
    restore(tmp_path / "b.tar", tmp_path / "new", None)
    assert not (tmp_path / "new" / "results").exists()


def test_nothing_is_written_over(filled: Path, database: str, tmp_path: Path) -> None:
    backup(tmp_path / "b.tar", database)
    with pytest.raises(InvalidInputError, match="is there already"):
        backup(tmp_path / "b.tar", database)
    before = files(filled)
    with pytest.raises(InvalidInputError, match="Give a new or an empty folder"):
        restore(tmp_path / "b.tar", filled, None)
    with pytest.raises(InvalidInputError, match="Give a database without tables"):
        restore(tmp_path / "b.tar", tmp_path / "new", database)
    assert files(filled) == before
    assert not (tmp_path / "new").exists()


def test_failure_at_the_last_step_leaves_nothing(
    filled: Path, database: str, tmp_path: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(tmp_path / "b.tar", database)
    address = postgres.new_database()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_move", full)
        with pytest.raises(OSError, match="No space"):
            restore(tmp_path / "b.tar", tmp_path / "new", address)
    assert not (tmp_path / "new").exists()
    restore(tmp_path / "b.tar", tmp_path / "new", address)
    assert content_of(address) == content_of(database)


def test_database_that_cannot_be_filled_is_not_taken_for_a_damaged_file(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    archive(tmp_path / "b.tar", {})
    address = postgres.new_database()
    engine = create_engine(parse_address(address))
    with engine.begin() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    engine.dispose()
    for wrong, said in ((address, "read-only transaction"), (f"{address}?nonsense=1", "invalid connection")):
        with pytest.raises(StoreError, match=f"the database cannot be filled: .*{said}"):
            restore(tmp_path / "b.tar", tmp_path / "new", wrong)
        assert not (tmp_path / "new").exists()


def test_every_flipped_byte_is_found_or_harmless(filled: Path, database: str, tmp_path: Path) -> None:
    backup(tmp_path / "b.tar", database)
    content = (tmp_path / "b.tar").read_bytes()
    restore(tmp_path / "b.tar", tmp_path / "whole", None)
    whole = files(tmp_path / "whole")
    found = 0
    for number in range(60):
        place = number * len(content) // 60 + number
        damaged = bytearray(content)
        damaged[place] ^= 1
        (tmp_path / "d.tar").write_bytes(damaged)
        new = tmp_path / f"new-{number}"
        try:
            restore(tmp_path / "d.tar", new, None)
        except InvalidInputError:
            found += 1
            assert not new.exists()
        else:
            assert files(new) == whole  # it fell in the filling between files
    assert found > 20


def test_every_truncated_file_is_refused(filled: Path, database: str, tmp_path: Path) -> None:
    backup(tmp_path / "b.tar", database)
    content = (tmp_path / "b.tar").read_bytes().rstrip(b"\0")
    for number in range(20):
        (tmp_path / "d.tar").write_bytes(content[: number * len(content) // 20])
        with pytest.raises(InvalidInputError, match=r"is no backup, or is damaged|other files"):
            restore(tmp_path / "d.tar", tmp_path / "new", None)
        assert not (tmp_path / "new").exists()


def archive(path: Path, members: dict[str, bytes], change: Hostile = lambda _: None, **head: Any) -> None:
    """Make a backup by hand, with checksums that fit."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    told = {"format": 1, "revision": "0001", "sha256": sums, **head}
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            change(member)
            tar.addfile(member, io.BytesIO(content))
        member = tarfile.TarInfo(HEAD)
        member.size = len(json.dumps(told))
        tar.addfile(member, io.BytesIO(json.dumps(told).encode()))


def link(kind: bytes, target: str) -> Hostile:
    def change(member: tarfile.TarInfo) -> None:
        member.type, member.linkname, member.size = kind, target, 0

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("twins/../../evil", None),
        ("twins/a/../../../evil", None),
        ("/tmp/evil", None),
        ("//twins/a/evil", None),
        ("evil", None),
        ("zicht.db", None),
        ("results/evil", None),
        ("tables/a/evil.jsonl", None),
        ("twins/a/..", None),
        ("twins/a/link", link(tarfile.SYMTYPE, "/etc/passwd")),
        ("twins/a/link", link(tarfile.SYMTYPE, "twin.json")),
        ("twins/a/link", link(tarfile.LNKTYPE, "twins/a/twin.json")),
        ("twins/a/pipe", link(tarfile.FIFOTYPE, "")),
        ("twins/a/device", link(tarfile.CHRTYPE, "")),
        ("twins/a/folder", link(tarfile.DIRTYPE, "")),
    ],
)
def test_hostile_archive_writes_nothing(tmp_path: Path, name: str, change: Hostile | None) -> None:
    archive(tmp_path / "e.tar", {name: b"" if change else b"evil"}, change or (lambda _: None))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InvalidInputError, match="which no backup holds"):
        restore(tmp_path / "e.tar", tmp_path / "new", None)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("members", "head", "said"),
    [
        ({}, {"format": 2}, "format 2"),
        ({}, {"sha256": None}, "is no backup"),
        ({}, {"sha256": {"twins/a/b": "0"}}, "other files than it says"),
        ({"twins/a/b": b"1"}, {"sha256": {"twins/a/b": "0"}}, "twins/a/b is not what was written"),
        *(
            ({"tables/jobs.jsonl": line}, {}, "rows that its tables cannot")
            for line in (b'{"id": "x"}', b'{"id": "x", "strange": 1}', b"[1]", b"nonsense", b"\xff")
        ),
    ],
)
def test_file_that_is_no_backup_is_refused(
    tmp_path: Path, members: dict[str, bytes], head: dict[str, Any], said: str
) -> None:
    archive(tmp_path / "e.tar", members, **head)
    with pytest.raises(InvalidInputError, match=said):
        restore(tmp_path / "e.tar", tmp_path / "new", None)
    assert not (tmp_path / "new").exists()


def test_backup_into_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="folder that is not there"):
        backup(tmp_path / "none" / "b.tar", None)
    assert not (tmp_path / "none").exists()


def test_backup_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    archive(tmp_path / "e.tar", {}, revision="9999")
    with pytest.raises(ZichtError, match="newer Zicht"):
        restore(tmp_path / "e.tar", tmp_path / "new", None)
    assert not (tmp_path / "new").exists()


def test_backup_of_an_older_version_is_brought_up_to_date(tmp_path: Path, database: str) -> None:
    newer = ("creator", "public", "cells", "bytes", "seconds", "remaining")
    old = {field: getattr(job(DIGEST), field) for field in Job.__dataclass_fields__ if field not in newer}
    archive(tmp_path / "e.tar", {"tables/jobs.jsonl": json.dumps(old).encode()}, revision="0001")
    restore(tmp_path / "e.tar", tmp_path / "new", database)
    store = JobStore(database)
    found = store.find(old["id"])
    assert found == replace(Job(**old), creator="open", cells=0, seconds=0.0)
    store.close()


def test_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="is not there"):
        restore(tmp_path / "none.tar", tmp_path / "new", None)


def test_twin_that_is_replaced_meanwhile_stops_the_backup(
    filled: Path, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replaced(folder: Path) -> None:
        if folder.name == "polder":
            (folder / "twin.json").write_text("another")

    monkeypatch.setattr("api.commands.backup.verify", replaced)
    with pytest.raises(StoreError, match="run the backup again"):
        backup(tmp_path / "b.tar", database)
    assert [path.name for path in tmp_path.iterdir() if ".tar" in path.name] == []


def test_commands_tell_how_it_went(tmp_path: Path) -> None:
    environment = {**os.environ, "ZICHT_DATA": str(tmp_path / "data")}

    def zicht(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "api.cli", *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    mistyped = zicht("prune", "--older-than", "30")
    assert (mistyped.returncode, "is not there" in mistyped.stderr) == (2, True)
    assert not (tmp_path / "data").exists()
    (tmp_path / "data").mkdir()
    assert zicht("prune", "--older-than", "30").stderr == "0 jobs and 0 folders (0.0 MB) removed\n"
    assert zicht("backup", "--out", str(tmp_path / "b.tar")).returncode == 0
    assert zicht("restore", str(tmp_path / "b.tar"), "--data", str(tmp_path / "new")).returncode == 0
    assert (tmp_path / "new" / "zicht.db").is_file()
    assert (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600
    refused = zicht("restore", str(tmp_path / "b.tar"), "--data", str(tmp_path / "new"))
    assert refused.returncode == 2
    assert "holds zicht.db. Give a new or an empty folder." in refused.stderr
