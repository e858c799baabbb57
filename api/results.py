"""Results of jobs as collections: their fields under the id of the job, their tables under ``ID-TABLE``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Request

from api.access.principal import OPEN, principal_of
from api.access.private import mark_private
from api.errors import NotFoundError, NotReadyError
from api.routes.jobs import job_of
from api.service import service_of
from api.tables import FeatureTable, read_table

if TYPE_CHECKING:
    from api.access.principal import Principal
    from api.jobs.model import Job
    from api.service import Service

__all__ = [
    "ResultTable",
    "result_table",
    "results_of_principal",
    "shown_result",
    "successful_job",
    "tables_of_result",
]

_TABLE_ID = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([a-z][a-z0-9-]{0,62})")
_PAGE = 100


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A table with features of a result.

    Parameters
    ----------
    job
        The job that made it.
    theme
        Name of the table, as the themes of a twin.
    path
        Its file.
    """

    job: Job
    theme: str
    path: Path

    @property
    def id(self) -> str:
        """Name in addresses."""
        return f"{self.job.id}-{self.theme.replace('_', '-')}"

    def table(self) -> FeatureTable:
        """The features, read at the first request."""
        return _read(self.path, self.job.digest)


@lru_cache(maxsize=32)
def _read(path: Path, digest: str) -> FeatureTable:
    del digest  # another result in the same place is read anew
    return read_table(path)


def successful_job(service: Service, principal: Principal, identifier: str) -> Job:
    """Find a job whose results somebody may see.

    Raises
    ------
    NotReadyError
        When it is not successful (yet), with the reason.
    """
    job = job_of(service, identifier, principal)
    if job.status != "successful":
        raise NotReadyError(f"The job is {job.status}. {job.message}".strip())
    return job


def shown_result(request: Request, identifier: str) -> Job:
    """Find a successful job that who asks may see; what is not public stays out of shared caches.

    Raises
    ------
    NotReadyError
        When it is not successful (yet), with the reason.
    """
    principal = principal_of(request)
    job = successful_job(service_of(request), principal, identifier)
    if not job.public and principal is not OPEN:
        mark_private(request.scope)
    return job


def result_table(service: Service, principal: Principal, collection_id: str) -> ResultTable | None:
    """Find the table of a result that a collection id means; None when the id is of another form.

    Raises
    ------
    NotFoundError
        When the result, which somebody may see, has no such table.
    """
    found = _TABLE_ID.fullmatch(collection_id)
    if found is None:
        return None
    job = successful_job(service, principal, found[1])
    for table in tables_of_result(service, job):
        if table.id == collection_id:
            return table
    raise NotFoundError(f"The result has no table {found[2]!r}.")


def tables_of_result(service: Service, job: Job) -> list[ResultTable]:
    """All tables with features of a result."""
    folder = service.jobs.folder(job) / "features"
    return [ResultTable(job, path.stem, path) for path in sorted(folder.glob("*.parquet"))]


def results_of_principal(service: Service, principal: Principal) -> Iterator[Job]:
    """Successful jobs that somebody may see, newest first, read page by page."""
    offset, total = 0, 1
    while offset < total:
        jobs, total = service.jobs.page(principal, ("successful",), (), _PAGE, offset)
        yield from jobs
        offset += _PAGE
