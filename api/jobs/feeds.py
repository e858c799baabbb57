"""Progress for many followers: each job that is followed is read once, whoever follows it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from starlette.concurrency import run_in_threadpool

from api.errors import NoSuchJobError, UnavailableError
from api.jobs.manager import JobManager
from api.jobs.model import Job

__all__ = ["Feeds"]

_TICK = 0.1


class _Feed:
    """What is known of one job."""

    def __init__(self) -> None:
        self.followers = 0
        self.number = 0
        self.job: Job | None = None
        self.ended = False
        self.changed = asyncio.Event()
        self.reader: asyncio.Task[None]

    def tell(self, job: Job) -> None:
        if job != self.job:
            self.job, self.number = job, self.number + 1
            self.wake()

    def wake(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()


class Feeds:
    """Jobs that are being followed.

    Parameters
    ----------
    jobs
        Where they are read.
    stop
        Set when the service shuts down; then all feeds end.
    """

    def __init__(self, jobs: JobManager, stop: threading.Event) -> None:
        self._jobs, self._stop = jobs, stop
        self._feeds: dict[str, _Feed] = {}

    async def follow(self, identifier: str, quiet: float) -> AsyncGenerator[tuple[int, Job] | None]:
        """Give every change of a job, numbered, until it has ended; None after so many quiet seconds."""
        feed = self._feeds.get(identifier)
        if feed is None:
            feed = self._feeds[identifier] = _Feed()
            feed.reader = asyncio.create_task(self._read(identifier, feed))
        feed.followers += 1
        told = 0
        try:
            while True:
                changed = feed.changed
                if feed.job is not None and feed.number > told:
                    told = feed.number
                    yield told, feed.job
                elif feed.ended:
                    return
                else:
                    try:
                        async with asyncio.timeout(quiet):
                            await changed.wait()
                    except TimeoutError:
                        yield None
        finally:
            feed.followers -= 1
            if not feed.followers:
                feed.reader.cancel()
                if self._feeds.get(identifier) is feed:
                    del self._feeds[identifier]

    async def ended(self, identifier: str, seconds: float) -> Job:
        """Wait until a job has ended, but not longer than asked; gives it as it is then."""
        limit = time.monotonic() + seconds
        async with aclosing(self.follow(identifier, quiet=0.5)) as changes:
            async for change in changes:
                if (change is not None and change[1].is_final) or time.monotonic() > limit:
                    break
        return await run_in_threadpool(self._jobs.read, identifier)

    async def _read(self, identifier: str, feed: _Feed) -> None:
        try:
            while not self._stop.is_set():
                with suppress(UnavailableError):  # the table is away: followers wait with us
                    feed.tell(await run_in_threadpool(self._jobs.read, identifier))
                if feed.job is not None and feed.job.is_final:
                    return
                await asyncio.sleep(_TICK)
        except NoSuchJobError:
            return  # it was there, and is not kept any more
        finally:
            feed.ended = True
            if self._feeds.get(identifier) is feed:
                del self._feeds[identifier]
            feed.wake()
