"""Databases of older versions are brought up to date, once, and by one process at a time (R16)."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url, text

from api.access.tables import keys
from api.errors import BusyError
from api.jobs.database import open_database, reading
from api.jobs.model import Job
from api.jobs.store import JobStore
from api.jobs.tables import jobs, metadata
from tests.postgres import PostgresServer
from twin.errors import InvalidInputError, ZichtError

START = """
import sys
from api.jobs.store import JobStore
store = JobStore(sys.argv[1])
print(store.count("running"))
store.close()
"""
HEAD = max(path.name[:4] for path in (Path(__file__).parents[3] / "api/migrations/versions").glob("*.py"))

BEFORE_REVISIONS = """
CREATE TABLE jobs (
    id VARCHAR(36) NOT NULL, workspace VARCHAR(64) NOT NULL, digest VARCHAR(64) NOT NULL,
    process VARCHAR(64) NOT NULL, scenario TEXT NOT NULL, baseline TEXT NOT NULL, status VARCHAR(12) NOT NULL,
    attempt INTEGER NOT NULL, progress INTEGER NOT NULL, message TEXT NOT NULL, created VARCHAR(32) NOT NULL,
    started VARCHAR(32), finished VARCHAR(32), updated VARCHAR(32) NOT NULL, removed BOOLEAN NOT NULL,
    owner VARCHAR(128), lease FLOAT, PRIMARY KEY (id),
    CONSTRAINT known_status CHECK (status IN ('accepted', 'running', 'successful', 'failed', 'dismissed')),
    CONSTRAINT progress_in_percent CHECK (progress BETWEEN 0 AND 100),
    CONSTRAINT running_has_owner CHECK ((status = 'running') = (owner IS NOT NULL))
);
CREATE INDEX jobs_by_status ON jobs (status, created);
INSERT INTO jobs VALUES (
    '0b7b5a3e-8a0e-5d0e-9c1c-000000000001', 'open', 'aaaa', 'flood', '{"name": "één"}', '{"twin": "demo"}',
    'successful', 2, 100, '', '2026-11-01T10:00:00.000Z', '2026-11-01T10:00:01.000Z',
    '2026-11-01T10:00:09.000Z', '2026-11-01T10:00:09.000Z', FALSE, NULL, NULL
);
INSERT INTO jobs VALUES (
    '0b7b5a3e-8a0e-5d0e-9c1c-000000000002', 'open', 'bbbb', 'ates', '{}', '{}',
    'running', 1, 40, 'halfway', '2026-11-01T11:00:00.000Z', '2026-11-01T11:00:01.000Z',
    NULL, '2026-11-01T11:00:09.000Z', FALSE, 'elsewhere:1', 1.5
);
"""


def from_before(address: str) -> None:
    """Make the database that a version without revisions left."""
    url = make_url(address)
    if url.drivername == "sqlite":
        assert url.database is not None
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.drivername != "sqlite" else url)
    with engine.begin() as connection:
        for statement in BEFORE_REVISIONS.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    engine.dispose()


def revision(store: JobStore) -> str:
    with store.engine.connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def test_r16_jobs_from_before_revisions_are_kept_and_work_on(database: str) -> None:
    from_before(database)
    store = JobStore(database)
    done = store.find("0b7b5a3e-8a0e-5d0e-9c1c-000000000001")
    assert done == Job(
        id="0b7b5a3e-8a0e-5d0e-9c1c-000000000001", workspace="open", digest="aaaa", process="flood",
        scenario='{"name": "één"}', baseline='{"twin": "demo"}', status="successful", attempt=2, progress=100,
        message="", created="2026-11-01T10:00:00.000Z", started="2026-11-01T10:00:01.000Z",
        finished="2026-11-01T10:00:09.000Z", updated="2026-11-01T10:00:09.000Z", removed=False,
        creator="open", public=False, cells=0, bytes=0, seconds=0.0, remaining=None,
    )  # fmt: skip
    assert store.page(None, (), (), 10, 0, ("demo",)) == ([done], 1)
    assert store.reclaim() == 1  # what ran when the old version stopped waits again
    claimed = store.claim("me", 1)
    assert claimed is not None
    assert (claimed.digest, claimed.attempt) == ("bbbb", 2)
    store.close()


def test_r16_migration_is_done_once(database: str) -> None:
    from_before(database)
    first = JobStore(database)
    assert revision(first) == HEAD
    before = first.page(None, (), (), 10, 0)
    again = JobStore(database)
    assert revision(again) == HEAD
    assert again.page(None, (), (), 10, 0) == before
    assert before[1] == 2
    for store in (first, again):
        store.close()


def test_migrated_tables_are_those_of_the_code(database: str) -> None:
    engine = open_database(database)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        differences = compare_metadata(context, metadata)
        checks = {check["name"] for check in inspect(connection).get_check_constraints("jobs")}
    engine.dispose()
    assert differences == []
    assert set(metadata.tables.values()) == {jobs, keys}
    assert {"known_status", "progress_in_percent", "running_has_owner"} <= checks


def test_processes_that_start_at_once_do_not_clash(database: str) -> None:
    from_before(database)
    started = [Popen([sys.executable, "-c", START, database], stdout=PIPE, stderr=PIPE) for _ in range(4)]
    answers = [process.communicate(timeout=120) for process in started]
    assert answers == [(b"1\n", b"")] * 4


def test_failed_migration_leaves_the_old_database(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from_before(database)

    def refuse(*_: object, **__: object) -> None:
        raise BusyError("in the middle of the second revision")

    with monkeypatch.context() as patch:
        patch.setattr("alembic.op.create_index", refuse)
        with pytest.raises(BusyError):
            JobStore(database)
    store = JobStore(database)
    assert store.page(None, (), (), 10, 0)[1] == 2
    store.close()


def test_database_of_a_newer_version_is_refused_and_left_alone(database: str) -> None:
    store = JobStore(database)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ZichtError, match=r"newer Zicht .*9999.*zicht restore"):
        JobStore(database)
    assert revision(store) == "9999"
    store.close()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "is no address of a database"),
        ("oracle://user:secret@host/name", "oracle is not supported"),
        ("nothing://user:secret@host/name", "nothing is not supported"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql://user:secret@host:port/name", "is no address of a database"),
    ],
)
def test_wrong_address_is_explained_without_the_password(address: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said) as caught:
        open_database(address)
    assert "secret" not in str(caught.value)
    assert caught.value.problems[0].remedy


def test_missing_driver_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(InvalidInputError, match=r'pip install "zicht\[postgres\]"'):
        open_database("postgresql://user@127.0.0.1/name")


def test_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    (tmp_path / "zicht.db").write_text("a letter, not a database" * 100)
    with pytest.raises(ZichtError, match="cannot be opened: file is not a database"):
        open_database(f"sqlite:///{tmp_path / 'zicht.db'}")
    with pytest.raises(ZichtError, match="cannot be opened: unable to open"):
        open_database(f"sqlite:///{tmp_path}")


def test_server_that_is_not_there_is_told(postgres: PostgresServer) -> None:
    with pytest.raises(ZichtError, match="no_such_database") as caught:
        open_database(postgres.address("no_such_database"))
    assert "cannot be opened" in str(caught.value)


def test_file_of_the_database_is_plain_sqlite(tmp_path: Path) -> None:
    JobStore(f"sqlite:///{tmp_path / 'zicht.db'}").close()
    with sqlite3.connect(tmp_path / "zicht.db") as connection:
        assert connection.execute("SELECT count(*) FROM jobs").fetchone() == (0,)
    connection.close()
