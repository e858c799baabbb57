"""``zicht prune``: the data folder without what nobody needs any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from api.commands.console import report
from api.commands.job_table import job_table

__all__ = ["prune"]


def prune(database: str | None, days: float | None, *, dry_run: bool) -> None:
    """Remove rows, results and leftovers that may go.

    Parameters
    ----------
    database
        Address of the job table; that of the data folder by default.
    days
        Jobs that ended longer ago go as well.
    dry_run
        Only say what would go.
    """
    from api.jobs.model import as_text
    from api.jobs.retention import prune as clear

    before = None if days is None else as_text(datetime.now(UTC) - timedelta(days=days))
    with job_table(database) as (engine, data):
        gone = clear(engine, data, before, dry_run=dry_run)
    for folder in gone.folders:
        report(f"  {folder.relative_to(data)}")
    done = "would be removed" if dry_run else "removed"
    report(f"{gone.jobs} jobs and {len(gone.folders)} folders ({gone.bytes / 1e6:.1f} MB) {done}")
