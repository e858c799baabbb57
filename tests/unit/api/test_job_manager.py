"""Jobs from queue to published result, with work that runs in threads."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.errors import NoSuchJobError
from api.jobs.manager import JobManager
from api.jobs.model import Job
from api.jobs.store import JobStore
from twin.errors import Cancelled, SimulationError, StoreError


class ThreadHandle:
    def __init__(self, function: Callable[..., object], args: tuple[Any, ...], progress: Any) -> None:
        self.stop = threading.Event()
        self.error: BaseException | None = None

        def tell(fraction: float, message: str) -> None:
            if self.stop.is_set():
                raise Cancelled("stop")
            progress(fraction, message)

        def work() -> None:
            try:
                function(*args, tell)
            except BaseException as error:
                self.error = error

        self.thread = threading.Thread(target=work, daemon=True)
        self.thread.start()

    def done(self) -> bool:
        return not self.thread.is_alive()

    def result(self, timeout: float | None = None) -> None:
        if self.error is not None:
            raise self.error

    def cancel(self) -> None:
        self.stop.set()


class ThreadExecutor:
    def submit(self, function: Callable[..., object], *args: Any, progress: Any = None) -> ThreadHandle:
        return ThreadHandle(function, args, progress)

    def close(self, timeout: float = 1.0) -> None: ...


def quick(scenario: str, baseline: str, out: str, data: str, progress: Any) -> None:
    progress(0.5, "halfway")
    Path(out).mkdir()
    (Path(out) / "indicators.json").write_text(scenario)


def endless(scenario: str, baseline: str, out: str, data: str, progress: Any) -> None:
    Path(out).mkdir()
    for step in range(10_000):
        progress(step / 10_000, f"step {step}")
        time.sleep(0.01)


def failing(scenario: str, baseline: str, out: str, data: str, progress: Any) -> None:
    Path(out).mkdir()
    raise SimulationError("the mass balance does not close")


def unreadable(scenario: str, baseline: str, out: str, data: str, progress: Any) -> None:
    raise StoreError(f"{data}/twins/demo/twin.json cannot be read")


def full(scenario: str, baseline: str, out: str, data: str, progress: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", out)


def surprising(scenario: str, baseline: str, out: str, data: str, progress: Any) -> None:
    raise ZeroDivisionError("/srv/secret/path.py")


Maker = Callable[..., JobManager]


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Maker]:
    made: list[JobManager] = []

    def make(work: Callable[..., object], max_running: int = 2, *, start: bool = True) -> JobManager:
        store = JobStore(f"sqlite:///{tmp_path / 'zicht.db'}")
        found = JobManager(store, tmp_path, ThreadExecutor, work, max_running)
        made.append(found)
        if start:
            found.start()
        return found

    yield make
    for found in made:
        found.close()


def until(manager: JobManager, identifier: str, *states: str, seconds: float = 10.0) -> Job:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found = manager.find(identifier)
        if found.status in states:
            return found
        time.sleep(0.01)
    raise AssertionError(f"still {manager.find(identifier)}")


def test_result_appears_by_one_rename(manager: Maker, tmp_path: Path) -> None:
    jobs = manager(quick)
    job = jobs.submit("p", "d" * 64, '{"a": 1}', "{}")
    done = until(jobs, job.id, "successful")
    assert done.progress == 100
    assert (tmp_path / "results" / ("d" * 64) / "indicators.json").read_text() == '{"a": 1}'
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["d" * 64]


def test_same_run_is_not_computed_twice(manager: Maker, tmp_path: Path) -> None:
    jobs = manager(quick)
    job = jobs.submit("p", "d" * 64, "first", "{}")
    until(jobs, job.id, "successful")
    jobs.dismiss(job.id)
    jobs.remove(job.id)
    again = jobs.submit("p", "d" * 64, "second", "{}")
    assert again.id == job.id
    until(jobs, again.id, "successful")
    assert (tmp_path / "results" / ("d" * 64) / "indicators.json").read_text() == "first"


def test_dismissed_job_stops_and_leaves_nothing(manager: Maker, tmp_path: Path) -> None:
    jobs = manager(endless)
    job = jobs.submit("p", "e" * 64, "{}", "{}")
    until(jobs, job.id, "running")
    started = time.monotonic()
    assert jobs.dismiss(job.id)
    assert until(jobs, job.id, "dismissed").message == "Dismissed by the user."
    while (tmp_path / "results" / f"{'e' * 64}.1.part").exists():
        assert time.monotonic() - started < 2.0
        time.sleep(0.01)
    assert not list((tmp_path / "results").iterdir())
    assert not jobs.dismiss(job.id)


def test_failure_tells_why_and_can_be_tried_again(manager: Maker) -> None:
    jobs = manager(failing)
    job = jobs.submit("p", "f" * 64, "{}", "{}")
    assert until(jobs, job.id, "failed").message == "the mass balance does not close"
    assert jobs.submit("p", "f" * 64, "{}", "{}").attempt == 2


def test_unexpected_failure_shows_no_inside(manager: Maker) -> None:
    jobs = manager(surprising)
    job = jobs.submit("p", "9" * 64, "{}", "{}")
    message = until(jobs, job.id, "failed").message
    assert "ZeroDivisionError" in message
    assert "secret" not in message


def test_failure_names_no_folder_of_this_machine(manager: Maker) -> None:
    jobs = manager(unreadable)
    job = jobs.submit("p", "8" * 64, "{}", "{}")
    assert until(jobs, job.id, "failed").message == "twin.json cannot be read"


def test_full_disk_is_told_as_the_reason(manager: Maker) -> None:
    jobs = manager(full)
    job = jobs.submit("p", "7" * 64, "{}", "{}")
    assert until(jobs, job.id, "failed").message == "The disk of the service is full."


def test_no_more_than_max_running_at_once(manager: Maker) -> None:
    jobs = manager(endless, max_running=2)
    for number in range(5):
        jobs.submit("p", f"{number:064d}", "{}", "{}")
    until(jobs, jobs.submit("p", f"{0:064d}", "{}", "{}").id, "running")
    time.sleep(0.3)
    assert jobs.store.count("running") == 2
    assert jobs.store.count("accepted") == 3


def test_progress_is_written_down_but_not_at_every_step(manager: Maker) -> None:
    jobs = manager(endless)
    job = jobs.submit("p", "7" * 64, "{}", "{}")
    until(jobs, job.id, "running")
    seen = set()
    limit = time.monotonic() + 1.2
    while time.monotonic() < limit:
        seen.add(jobs.find(job.id).updated)
        time.sleep(0.01)
    assert 3 <= len(seen) <= 9


def test_shutdown_puts_running_jobs_back(manager: Maker, tmp_path: Path) -> None:
    jobs = manager(endless)
    job = jobs.submit("p", "8" * 64, "{}", "{}")
    until(jobs, job.id, "running")
    started = time.monotonic()
    jobs.close()
    assert time.monotonic() - started < 3.0
    after = manager(quick)
    done = until(after, job.id, "successful")
    assert done.attempt == 2


def test_jobs_that_a_dead_service_left_are_run(manager: Maker, tmp_path: Path) -> None:
    left = manager(quick, start=False)
    job = left.submit("p", "6" * 64, "{}", "{}")
    claimed = left.store.claim(left.owner, 1)
    assert claimed is not None
    orphan = tmp_path / "results" / f"{'6' * 64}.1.part"
    orphan.mkdir(parents=True)
    left.start()
    assert not orphan.exists()
    assert until(left, job.id, "successful").attempt == 2


def test_unknown_jobs_are_not_there(manager: Maker) -> None:
    with pytest.raises(NoSuchJobError):
        manager(quick).find("6d0ae0b1-6a0f-5b43-9d3e-2f2f6f0a7c11")
