"""Jobs for tests of what is done with the job table."""

from __future__ import annotations

from api.jobs.model import Job, job_id, now


def job(digest: str = "a" * 64, workspace: str = "open") -> Job:
    """A job that was just asked for."""
    moment = now()
    return Job(
        id=job_id(workspace, digest), workspace=workspace, digest=digest, process="sea-level-rise",
        scenario="{}", baseline="{}", status="accepted", attempt=1, progress=0, message="", created=moment,
        started=None, finished=None, updated=moment, removed=False,
    )  # fmt: skip
