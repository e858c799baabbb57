"""Followers of one job share one reader, hear every change, and stop when told."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

from api.access.principal import PUBLIC
from api.errors import NoSuchJobError, UnavailableError
from api.jobs.feeds import Feeds
from api.jobs.manager import JobManager
from api.jobs.model import Job, now
from api.routes.jobs import _follow
from api.service import Service

JOB = Job("a", "open", "d", "p", "{}", "{}", "running", 1, 0, "", now(), None, None, now(), False)


class Jobs:
    """What feeds read: the job as it is, or an error."""

    def __init__(self) -> None:
        self.job: Job | Exception = JOB
        self.reads = 0

    def read(self, identifier: str) -> Job:
        assert identifier == "a"
        self.reads += 1
        if isinstance(self.job, Exception):
            raise self.job
        return self.job


async def heard(feeds: Feeds, quiet: float = 60.0) -> list[tuple[str, int]]:
    return [
        ("quiet", 0) if change is None else (change[1].status, change[1].progress)
        async for change in feeds.follow("a", quiet)
    ]


def made(jobs: Jobs) -> tuple[Feeds, threading.Event]:
    stop = threading.Event()
    return Feeds(cast("JobManager", jobs), stop), stop


def test_fifty_followers_hear_the_same_with_one_reader() -> None:
    async def main() -> tuple[list[list[tuple[str, int]]], int]:
        jobs = Jobs()
        feeds, _ = made(jobs)
        followers = [asyncio.create_task(heard(feeds)) for _ in range(50)]
        for step in (10, 20):
            await asyncio.sleep(0.4)
            jobs.job = replace(JOB, progress=step)
        await asyncio.sleep(0.4)
        late = asyncio.create_task(heard(feeds))
        await asyncio.sleep(0.4)
        jobs.job = replace(JOB, status="successful", progress=100)
        told = await asyncio.gather(*followers, late)
        assert not feeds._feeds
        return told, jobs.reads

    told, reads = asyncio.run(main())
    full = [("running", 0), ("running", 10), ("running", 20), ("successful", 100)]
    assert told[:-1] == [full] * 50
    assert told[-1] == full[2:]
    assert reads < 40


def test_a_job_that_has_ended_is_told_once() -> None:
    jobs = Jobs()
    jobs.job = replace(JOB, status="failed")
    feeds, _ = made(jobs)
    assert asyncio.run(heard(feeds)) == [("failed", 0)]


def test_a_table_that_is_away_is_waited_for_and_a_job_that_is_gone_is_not() -> None:
    async def main() -> list[tuple[str, int]]:
        jobs = Jobs()
        feeds, _ = made(jobs)
        follower = asyncio.create_task(heard(feeds))
        await asyncio.sleep(0.3)
        jobs.job = UnavailableError("away")
        await asyncio.sleep(0.3)
        jobs.job = replace(JOB, progress=50)
        await asyncio.sleep(0.3)
        jobs.job = NoSuchJobError("gone")
        return await follower

    assert asyncio.run(main()) == [("running", 0), ("running", 50)]


def test_silence_is_told_and_shutdown_ends_all_at_once() -> None:
    async def main() -> tuple[list[tuple[str, int]], float]:
        feeds, stop = made(Jobs())
        follower = asyncio.create_task(heard(feeds, quiet=0.2))
        await asyncio.sleep(0.7)
        stop.set()
        moment = time.monotonic()
        return await follower, time.monotonic() - moment

    told, seconds = asyncio.run(main())
    assert told[:2] == [("running", 0), ("quiet", 0)]
    assert seconds < 10.0


def test_waiting_for_the_end_has_an_end() -> None:
    async def main() -> tuple[Job, Job]:
        jobs = Jobs()
        feeds, _ = made(jobs)
        unfinished = await feeds.ended("a", 0.3)
        waiting = asyncio.create_task(feeds.ended("a", 60.0))
        await asyncio.sleep(0.8)  # longer than it stays quiet between two looks at the clock
        jobs.job = replace(JOB, status="successful")
        return unfinished, await waiting

    unfinished, finished = asyncio.run(main())
    assert (unfinished.status, finished.status) == ("running", "successful")


def test_a_visitor_hears_nothing_more_of_a_job_that_is_public_no_longer() -> None:
    async def main() -> list[bytes]:
        jobs = Jobs()
        jobs.job = replace(JOB, public=True)
        feeds, _ = made(jobs)
        service = cast("Service", SimpleNamespace(feeds=feeds))
        told = []
        async with asyncio.timeout(20.0):
            async for event in _follow(service, "a", PUBLIC):
                told.append(event)
                jobs.job = replace(JOB, public=False, message="secret")
        return told

    told = asyncio.run(main())
    assert len(told) <= 2
    assert not any(b"secret" in event for event in told)
