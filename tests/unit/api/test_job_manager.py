"""Jobs from queue to published result, with work that runs in threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.access.principal import OPEN, PUBLIC, Principal
from api.errors import BusyError, ForbiddenError, NoSuchJobError, UnavailableError
from api.jobs.admission import Budget, Most
from api.jobs.manager import JobManager
from api.jobs.model import Status
from api.jobs.store import JobStore
from scenarios.process import Estimate
from tests.unit.api.threaded_jobs import (
    ThreadExecutor,
    deadly,
    endless,
    eventually,
    failing,
    full,
    keeping,
    lost,
    quick,
    submit,
    surprising,
    unreadable,
    until,
)

ANNA = Principal("anna", "modeller", "province")
BRAM = Principal("bram", "modeller", "municipality")
CHIEF = Principal("chief", "admin", "province")
Maker = Callable[..., JobManager]


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Maker]:
    made: list[JobManager] = []

    def make(
        work: Callable[..., object],
        max_running: int = 2,
        *,
        start: bool = True,
        budget: Budget | None = None,
        executor: type[ThreadExecutor] = ThreadExecutor,
    ) -> JobManager:
        store = JobStore(f"sqlite:///{tmp_path / 'zicht.db'}")
        found = JobManager(store, tmp_path, executor, work, max_running, budget)
        made.append(found)
        if start:
            found.start()
        return found

    yield make
    for found in made:
        found.close()


def test_result_appears_by_one_rename(manager: Maker, tmp_path: Path) -> None:
    jobs = manager(quick)
    job = submit(jobs, "d", "Zee +1 m")
    done = until(jobs, job.id, "successful")
    assert done.progress == 100
    assert "Zee +1 m" in (tmp_path / "results" / ("d" * 64) / "indicators.json").read_text()
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["d" * 64]


def test_same_run_is_not_computed_twice(manager: Maker, tmp_path: Path) -> None:
    jobs = manager(quick)
    job = submit(jobs, "d", "first")
    done = until(jobs, job.id, "successful")
    assert not jobs.dismiss(done, OPEN)
    jobs.remove(done, OPEN)
    again = submit(jobs, "d", "second")
    assert again.id == job.id
    until(jobs, again.id, "successful")
    assert "first" in (tmp_path / "results" / ("d" * 64) / "indicators.json").read_text()


def test_workspaces_share_bytes_and_never_jobs(manager: Maker, tmp_path: Path) -> None:
    jobs = manager(quick)
    one, other = submit(jobs, "d", "first", ANNA), submit(jobs, "d", "second", BRAM)
    assert one.id != other.id
    assert (one.creator, one.workspace) == ("anna", "province")
    until(jobs, one.id, "successful")
    until(jobs, other.id, "successful")
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["d" * 64]
    assert jobs.find(one.id, CHIEF).id == one.id
    for stranger in (BRAM, PUBLIC):
        with pytest.raises(NoSuchJobError):
            jobs.find(one.id, stranger)
    assert [job.id for job in jobs.page(ANNA, (), (), 10, 0)[0]] == [one.id]
    assert jobs.page(CHIEF, (), (), 10, 0)[1] == 2


def test_public_job_is_seen_by_all_and_changed_by_its_own(manager: Maker) -> None:
    jobs = manager(quick)
    job = until(jobs, submit(jobs, "d", by=ANNA).id, "successful")
    assert jobs.page(PUBLIC, (), (), 10, 0) == ([], 0)
    assert jobs.set_public(job, True, ANNA).public
    for stranger in (BRAM, PUBLIC):
        assert jobs.find(job.id, stranger).id == job.id
        assert jobs.page(stranger, (), (), 10, 0)[1] == 1
        with pytest.raises(ForbiddenError):
            jobs.set_public(job, False, stranger)
        with pytest.raises(ForbiddenError):
            jobs.dismiss(job, stranger)
        with pytest.raises(ForbiddenError):
            jobs.remove(job, stranger)
    assert not jobs.set_public(job, False, CHIEF).public


def test_dismissed_job_stops_and_leaves_nothing(manager: Maker, tmp_path: Path) -> None:
    jobs = manager(endless)
    job = until(jobs, submit(jobs, "e").id, "running")
    (tmp_path / "results" / f"{'e' * 64}.scratch").mkdir()
    assert jobs.dismiss(job, OPEN)
    assert until(jobs, job.id, "dismissed").message == "Dismissed by the user."
    assert eventually(lambda: not list((tmp_path / "results").iterdir()))
    assert not jobs.dismiss(job, OPEN)


def test_failure_tells_why_and_can_be_tried_again(manager: Maker, tmp_path: Path) -> None:
    jobs = manager(failing)
    job = submit(jobs, "f")
    scratch = tmp_path / "results" / f"{'f' * 64}.scratch"
    scratch.mkdir(parents=True)
    assert until(jobs, job.id, "failed").message == "the mass balance does not close"
    assert scratch.exists()
    assert submit(jobs, "f").attempt == 2


def test_unexpected_failure_shows_no_inside(manager: Maker) -> None:
    jobs = manager(surprising)
    message = until(jobs, submit(jobs, "9").id, "failed").message
    assert "ZeroDivisionError" in message
    assert "secret" not in message


def test_failure_names_no_folder_of_this_machine(manager: Maker) -> None:
    jobs = manager(unreadable)
    assert until(jobs, submit(jobs, "8").id, "failed").message == "twin.json cannot be read"


def test_full_disk_is_told_as_the_reason(manager: Maker) -> None:
    jobs = manager(full)
    assert until(jobs, submit(jobs, "7").id, "failed").message == "The disk of the service is full."


def test_job_goes_on_after_the_death_of_its_worker(manager: Maker, tmp_path: Path) -> None:
    jobs = manager(keeping)
    done = until(jobs, submit(jobs, "5").id, "successful")
    assert done.attempt == 2
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["5" * 64]


def test_job_that_kills_its_workers_fails_after_the_third(manager: Maker) -> None:
    jobs = manager(deadly)
    ended: list[tuple[str, str]] = []
    jobs.runner.ended = lambda job, status, seconds: ended.append((job.id, status))
    job = until(jobs, submit(jobs, "4").id, "failed")
    assert job.attempt == 3
    assert job.message == "its worker process died; 3 times, the last time at: hour 4 of 10"
    assert ended == [(job.id, "failed")]
    again = submit(jobs, "4")
    assert again.attempt == 4
    assert until(jobs, again.id, "failed").attempt == 6


def test_loss_of_the_scheduler_is_not_held_against_a_job(manager: Maker) -> None:
    jobs = manager(lost)
    assert until(jobs, submit(jobs, "3").id, "successful").attempt == 6


def test_jobs_wait_while_there_are_no_workers(manager: Maker) -> None:
    class Away(ThreadExecutor):
        away = True

    jobs = manager(quick, executor=Away)
    job = submit(jobs, "2")
    assert eventually(lambda: jobs.problem() != "")
    assert (jobs.read(job.id).status, jobs.read(job.id).attempt) == ("accepted", 1)
    Away.away = False
    assert until(jobs, job.id, "successful").attempt == 1
    assert jobs.problem() == ""


def test_scheduler_that_goes_and_comes_back_is_noticed_when_nothing_waits(manager: Maker) -> None:
    class Away(ThreadExecutor):
        away = False

    jobs = manager(quick, executor=Away)
    until(jobs, submit(jobs, "2").id, "successful")
    Away.away = True
    assert eventually(lambda: jobs.problem() != "")
    Away.away = False
    assert eventually(lambda: jobs.problem() == "")


def test_run_that_ends_while_the_job_table_is_away_is_written_down_later(
    manager: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = manager(failing, start=False)
    away, tried = threading.Event(), threading.Event()
    held, finish = jobs.store.still_held, jobs.store.finish

    def unavailable(*_: Any) -> None:
        if away.is_set():
            tried.set()
            raise UnavailableError("away")

    monkeypatch.setattr(jobs.store, "still_held", lambda *args: (unavailable(), held(*args))[1])
    monkeypatch.setattr(jobs.store, "finish", lambda *args: (unavailable(), finish(*args))[1])
    away.set()
    jobs.start()
    job = submit(jobs, "4")
    assert tried.wait(20.0)
    time.sleep(0.7)  # would be the time for a second try
    assert jobs.read(job.id).status == "running"
    away.clear()
    assert until(jobs, job.id, "failed").message == "the mass balance does not close"


def test_job_dismissed_and_asked_again_between_two_looks_leaves_no_run_behind(
    manager: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = manager(endless, max_running=2)
    job = until(jobs, submit(jobs, "e").id, "running")
    assert eventually(lambda: len(jobs.runner._running) == 1)
    (stopping,) = [running.handle for running in jobs.runner._running]
    count, once = jobs.store.count, threading.Event()

    def meanwhile(status: Status) -> int:
        """What the loop looks at just before it takes the next job."""
        if not once.is_set():
            once.set()
            jobs.store.dismiss(job.id)
            submit(jobs, "e")
        return count(status)

    monkeypatch.setattr(jobs.store, "count", meanwhile)
    assert eventually(stopping.done)
    assert until(jobs, job.id, "running").attempt == 2
    assert eventually(lambda: len(jobs.runner._running) == 1)


def test_damaged_result_is_computed_again(manager: Maker, tmp_path: Path) -> None:
    jobs = manager(quick)
    folder = tmp_path / "results" / ("d" * 64)
    folder.mkdir(parents=True)
    (folder / "indicators.json").write_text("old")
    (folder / "manifest.json").write_text('{"indicators.json": "", "result.zarr/zarr.json": ""}')
    job = submit(jobs, "d", "anew")
    until(jobs, job.id, "successful")
    assert "anew" in (folder / "indicators.json").read_text()
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["d" * 64]


def test_no_more_than_max_running_at_once(manager: Maker) -> None:
    jobs = manager(endless, max_running=2)
    for number in "01234":
        submit(jobs, number)
    assert eventually(lambda: jobs.store.count("running") == 2)
    time.sleep(0.3)  # would be the time for a third
    assert jobs.store.count("running") == 2
    assert jobs.store.count("accepted") == 3


def test_no_more_memory_than_there_is_at_once(manager: Maker) -> None:
    jobs = manager(endless, max_running=4, budget=Budget(memory=10 * 10**9))
    for number in "012":
        submit(jobs, number, cost=Estimate(1, 4 * 10**9, 1.0))
    assert eventually(lambda: jobs.store.count("running") == 2)
    time.sleep(0.3)  # would be the time for a third
    assert jobs.store.count("running") == 2


def test_queue_and_account_have_a_limit_and_tell_when_to_ask_again(manager: Maker) -> None:
    budget = Budget(waiting=3, modellers=Most(10**9, 1e6, 2))
    jobs = manager(quick, start=False, budget=budget)
    half_hour = Estimate(1, 1, 1800.0)
    for number in "01":
        submit(jobs, number, by=ANNA, cost=half_hour)
    with pytest.raises(BusyError, match="jobs of yours") as caught:
        submit(jobs, "2", by=ANNA, cost=half_hour)
    assert caught.value.retry_after == 900
    assert submit(jobs, "1", by=ANNA).status == "accepted"
    submit(jobs, "2", by=BRAM, cost=half_hour)
    with pytest.raises(BusyError, match="3 jobs are waiting"):
        submit(jobs, "3", by=CHIEF)


def test_progress_is_written_down_but_not_at_every_step(manager: Maker) -> None:
    jobs = manager(endless)
    job = until(jobs, submit(jobs, "7").id, "running")
    seen = set()
    limit = time.monotonic() + 1.2
    while time.monotonic() < limit:
        seen.add(jobs.read(job.id).updated)
        time.sleep(0.01)
    assert 3 <= len(seen) <= 9
    assert eventually(lambda: jobs.read(job.id).remaining is not None)


def test_shutdown_puts_running_jobs_back(manager: Maker, tmp_path: Path) -> None:
    jobs = manager(endless)
    job = until(jobs, submit(jobs, "8").id, "running")
    started = time.monotonic()
    jobs.close()
    assert time.monotonic() - started < 30.0
    after = manager(quick)
    done = until(after, job.id, "successful")
    assert done.attempt == 2


def test_jobs_that_a_dead_service_left_are_run(manager: Maker, tmp_path: Path) -> None:
    left = manager(quick, start=False)
    job, other = submit(left, "6"), submit(left, "1")
    assert left.store.claim(left.runner.owner, 1) is not None
    assert left.store.claim("elsewhere:1", 2) is not None
    orphans = [tmp_path / "results" / name for name in (f"{'6' * 64}.1.part", f".{'6' * 64}.1.part.ab.part")]
    living = tmp_path / "results" / f"{'1' * 64}.1.part"
    for folder in (*orphans, living):
        folder.mkdir(parents=True)
    left.start()
    assert not any(orphan.exists() for orphan in orphans)
    assert living.exists()
    assert until(left, job.id, "successful").attempt == 2
    assert left.read(other.id).status == "running"


def test_unknown_jobs_are_not_there(manager: Maker) -> None:
    with pytest.raises(NoSuchJobError):
        manager(quick).find("6d0ae0b1-6a0f-5b43-9d3e-2f2f6f0a7c11", OPEN)
