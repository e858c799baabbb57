"""The job table of a data folder, for commands that work on both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from twin.errors import invalid

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["job_table"]


@contextmanager
def job_table(database: str | None) -> Iterator[tuple[Engine, Path]]:
    """Open the job table for the time of the block; gives the data folder beside it.

    Parameters
    ----------
    database
        Its address; ``zicht.db`` in the data folder by default.

    Raises
    ------
    InvalidInputError
        When there is no data folder; or when its service keeps its jobs in another database than that
        ``zicht.db``, as it told there or as is seen by results without any job: every result would seem to be
        nobody's.
    """
    from api.jobs.database import open_database
    from api.jobs.remembered import refuse_another
    from api.settings import Settings
    from twin.data_folder import data_folder

    settings = Settings.of(data_folder(), database)
    if not settings.data.is_dir():  # a mistyped name would be made, and found empty
        told = str(settings.data)
        raise invalid("data", told, "is not there", "Name the data folder: --data DIR, or ZICHT_DATA.")
    refuse_another(database, settings.data)
    engine = open_database(settings.database)
    try:
        if database is None and _has_results(settings.data) and not _has_jobs(engine):
            raise invalid(
                "database",
                str(settings.data / "zicht.db"),
                "holds no jobs, but there are results in the data folder",
                "Name the database of the service: --database URL.",
            )
        yield engine, settings.data
    finally:
        engine.dispose()


def _has_results(data: Path) -> bool:
    return any(path.is_dir() for path in (data / "results").glob("[0-9a-f]*"))


def _has_jobs(engine: Engine) -> bool:
    from sqlalchemy import select

    from api.jobs.database import reading
    from api.jobs.tables import jobs

    with reading(engine) as connection:
        return connection.execute(select(jobs.c.id).limit(1)).first() is not None
