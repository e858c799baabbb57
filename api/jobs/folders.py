"""Where the files of jobs are: growing, kept for going on, and published."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from api.jobs.model import Job
from twin.errors import ZichtError
from twin.holding import is_held
from twin.publishing import MANIFEST

__all__ = ["Folders"]


class Folders:
    """Folders of the jobs of one data folder.

    Parameters
    ----------
    results
        Folder that holds them all.
    """

    def __init__(self, results: Path) -> None:
        self.results = results

    def result(self, job: Job) -> Path:
        """Where the results are, once the job is successful."""
        return self.results / job.digest

    def part(self, job: Job) -> Path:
        """Where the results of one attempt grow."""
        return self.results / f"{job.digest}.{job.attempt}.part"

    def scratch(self, job: Job) -> Path:
        """Where a run keeps what it needs to go on; it outlives an attempt."""
        return self.results / f"{job.digest}.scratch"

    def is_published(self, job: Job) -> bool:
        """Whether the results are there, with every file that their manifest names."""
        folder = self.result(job)
        try:
            names = json.loads((folder / MANIFEST).read_bytes())
        except (OSError, ValueError):
            return False
        return all((folder / name).is_file() for name in names)

    def publish(self, job: Job) -> None:
        """Let the files appear in one rename; equal runs give equal bytes, so the first to arrive stays.

        Results that are not whole any more, because files of them were lost, give way.

        Raises
        ------
        ZichtError
            When they could not be stored.
        """
        if not self.is_published(job):
            shutil.rmtree(self.result(job), ignore_errors=True)
        with contextlib.suppress(OSError):
            self.part(job).rename(self.result(job))
        if not self.is_published(job):
            raise ZichtError("the results could not be stored")

    def clear_part(self, job: Job) -> None:
        """Remove what an attempt left, also what its writer had not finished (``.NAME.part.HEX.part``)."""
        for path in self.results.glob(f"*{self.part(job).name}*"):
            shutil.rmtree(path, ignore_errors=True)

    def clear_scratch(self, job: Job) -> None:
        """Remove what was kept for going on."""
        shutil.rmtree(self.scratch(job), ignore_errors=True)

    def parts(self) -> list[Path]:
        """Everything that grows, or that a dead writer left."""
        return list(self.results.glob("*.part"))

    def sweep(self, parts: Iterable[Path], running: Iterable[Job]) -> None:
        """Remove those parts that belong to no job that runs, and that no living process fills.

        Parameters
        ----------
        parts
            Found before the jobs were asked for: a job runs before its part appears.
        running
            Jobs that run, in any process.
        """
        held = [self.part(job).name for job in running]
        for path in parts:
            with contextlib.suppress(OSError):  # gone meanwhile, or nobody can tell
                if not any(name in path.name for name in held) and not is_held(path):
                    shutil.rmtree(path, ignore_errors=True)
