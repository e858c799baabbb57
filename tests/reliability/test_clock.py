"""R12: a clock that jumps an hour, summer time and leap seconds leave moments in order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from api.jobs import store as stores
from api.jobs.model import Job, job_id
from api.jobs.store import JobStore
from api.moments import parse_interval
from scenarios.flow.film import even_times
from tests.reliability.conftest import Figure
from twin.errors import InvalidInputError

HOUR = timedelta(hours=1)


class Clock:
    """The clock of the machine, as somebody may set it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)  # summer time begins in a second

    def now(self) -> str:
        self.moment += timedelta(milliseconds=7)
        return self.moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def seconds(self) -> float:
        return self.moment.timestamp()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(stores, "now", found.now)
    monkeypatch.setattr("time.time", found.seconds)
    return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    found = JobStore(f"sqlite:///{tmp_path / 'zicht.db'}")
    yield found
    found.close()


def new_job(clock: Clock, name: str) -> Job:
    moment = clock.now()
    return Job(
        id=job_id("open", name), workspace="open", digest=name, process="flood", scenario="{}", baseline="{}",
        status="accepted", attempt=1, progress=0, message="", created=moment, started=None, finished=None,
        updated=moment, removed=False,
    )  # fmt: skip


def test_r12_moments_of_a_job_stay_in_order(clock: Clock, store: JobStore, figure: Figure) -> None:
    tried = 0
    for jumps in itertools.product((-HOUR, timedelta(), HOUR), repeat=3):
        submitted = store.submit(new_job(clock, f"run-{tried}"))
        clock.moment += jumps[0]
        claimed = store.claim("here:1", max_running=1)
        assert claimed is not None
        assert claimed.id == submitted.id
        clock.moment += jumps[1]
        assert store.report(claimed, "here:1", 50, "half way")
        clock.moment += jumps[2]
        assert store.finish(claimed, "here:1", "successful", "")
        done = store.find(submitted.id)
        assert done is not None
        moments = [done.created, done.started, done.finished, done.updated]
        assert moments == sorted(moments, key=str), jumps
        tried += 1
    figure("R12", f"{tried} jobs with jumps of an hour, 0 negative durations")


@pytest.mark.parametrize("jump", [-HOUR, HOUR])
def test_r12_a_run_is_not_taken_away_by_a_jump(clock: Clock, store: JobStore, jump: timedelta) -> None:
    store.submit(new_job(clock, "run"))
    claimed = store.claim("elsewhere:1", max_running=1)
    assert claimed is not None
    clock.moment += jump
    store.renew("elsewhere:1", [claimed.id])
    assert store.reclaim() == 0
    assert store.still_held(claimed, "elsewhere:1")


def test_r12_summer_time_and_leap_seconds_in_questions() -> None:
    before, after = parse_interval("2026-03-29T01:59:59+01:00/2026-03-29T03:00:00+02:00")
    assert before is not None
    assert after is not None
    assert after - before == timedelta(seconds=1)
    twice = [parse_interval(f"2026-10-25T02:30:00+0{offset}:00")[0] for offset in (2, 1)]
    assert twice[1] - twice[0] == HOUR
    with pytest.raises(InvalidInputError):
        parse_interval("2016-12-31T23:59:60Z")  # a leap second is refused in words, like a 31 February


def test_r12_steps_of_a_film_are_in_order() -> None:
    """Moments of a result are seconds since its start: no summer time, no leap second, no clock."""
    steps = even_times(400 * 86_400.0, 3600.0)
    assert (np.diff(steps) == 3600.0).all()
    assert steps[0] == 0.0
