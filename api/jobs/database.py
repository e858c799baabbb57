"""Opens the database, SQLite or PostgreSQL, in the shape that this version knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    InternalError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as WaitedTooLong

from api.errors import UnavailableError
from twin.errors import ZichtError, invalid

__all__ = ["connect", "deciding", "open_database", "parse_address", "reading", "writing"]

_DECIDING = 0x7A6963687402
_KINDS = "Use sqlite:////path/zicht.db, a path, or postgresql://user@host/name."


def open_database(address: str) -> Engine:
    """Connect to a database and bring its tables up to date.

    Parameters
    ----------
    address
        SQLAlchemy address, e.g. ``sqlite:////data/zicht.db`` or ``postgresql://user@host/name``.

    Raises
    ------
    twin.errors.InvalidInputError
        When the address is not one of a database that Zicht can use.
    twin.errors.ZichtError
        When the database cannot be opened, or a newer Zicht made it.
    """
    from api.migrations import upgrade

    engine = connect(address)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            upgrade(connection)
    except DBAPIError as error:
        engine.dispose()
        raise ZichtError(f"the database {_shown(engine.url)} cannot be opened: {error.orig}") from error
    except BaseException:
        engine.dispose()
        raise
    return engine


def connect(address: str) -> Engine:
    """Connect to a database as it is; see `open_database`."""
    url = parse_address(address)
    if url.get_backend_name() == "sqlite":
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
        event.listen(engine, "connect", _safe_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    away = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
    try:
        engine = create_engine(url, isolation_level="READ COMMITTED", pool_pre_ping=True, connect_args=away)
    except ModuleNotFoundError as error:
        raise invalid(
            "database", _shown(url), "needs a driver that is missing", 'Run: pip install "zicht[postgres]".'
        ) from error
    event.listen(engine, "connect", _impatient_postgres)
    return engine


def reading(engine: Engine) -> AbstractContextManager[Connection]:
    """Open a transaction that only looks."""
    return _usable(engine.connect)


def writing(engine: Engine) -> AbstractContextManager[Connection]:
    """Open a transaction that changes something; it is kept when the block ends well."""
    return _usable(engine.execution_options(writes=True).begin)


@contextmanager
def deciding(engine: Engine) -> Iterator[Connection]:
    """Write while no other process adds or starts jobs: what is counted stays true until it is kept."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":  # SQLite lets one write at a time by itself
            connection.execute(select(func.pg_advisory_xact_lock(_DECIDING)))
        yield connection


@contextmanager
def _usable(opened: Callable[[], AbstractContextManager[Connection]]) -> Iterator[Connection]:
    """Say in our own words that the database cannot be used: full, away, or (an internal error) read-only."""
    try:
        with opened() as connection:
            yield connection
    except (OperationalError, InterfaceError, InternalError, WaitedTooLong) as error:
        raise UnavailableError("The job table cannot be used at the moment; try again later.") from error


def parse_address(address: str) -> URL:
    """Read the address of a database that Zicht can use; see `open_database`."""
    try:
        url = make_url(address)
        kind = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise invalid("database", address.partition(":")[0], "is no address of a database", _KINDS) from None
    if kind == "sqlite":
        if not url.database or url.database == ":memory:":
            raise invalid("database", address, "names no file that outlives the process", _KINDS)
        return url
    if kind != "postgresql":
        raise invalid("database", _shown(url), f"{kind} is not supported", _KINDS)
    return url.set(drivername="postgresql+psycopg")


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def _safe_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, see below
    cursor = connection.cursor()
    for setting in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _impatient_postgres(connection: Any, _record: object) -> None:
    """Wait no longer for a lock than with SQLite, and end what a frozen process holds."""
    connection.autocommit = True
    connection.execute("SET lock_timeout = '10s'")
    connection.execute("SET idle_in_transaction_session_timeout = '60s'")
    connection.autocommit = False


def _begin_sqlite(connection: Connection) -> None:
    """Take the lock at once when something will be written: what is read first then stays true."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
