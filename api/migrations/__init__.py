"""Brings the database of an older Zicht to the shape of this one; never back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, inspect, select

from twin.errors import ZichtError

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["upgrade"]

_FIRST = "0001"
_LOCK = 0x7A6963687401


def upgrade(connection: Connection, to: str = "head") -> None:
    """Do the revisions that a database lacks, within the transaction of a connection: all or none.

    Parameters
    ----------
    connection
        Of the database, in a transaction that writes.
    to
        Revision to stop at.

    Raises
    ------
    twin.errors.ZichtError
        When a newer Zicht made the database.
    """
    from alembic import command
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    if connection.dialect.name == "postgresql":  # SQLite is locked already: only one writes at a time
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    config = _config(connection)
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()} | {"head"}
    present = MigrationContext.configure(connection).get_current_revision()
    for revision in (present, to):
        if revision is not None and revision not in known:
            raise ZichtError(
                f"a newer Zicht made the database (revision {revision}). Install that version, or restore an "
                "older backup into a new data folder with `zicht restore`."
            )
    if present is None and inspect(connection).has_table("jobs"):
        command.stamp(config, _FIRST)  # from before there were revisions: its table is the first one
    if present != scripts.get_current_head():
        command.upgrade(config, to)


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
