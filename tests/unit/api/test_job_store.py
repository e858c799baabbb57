"""The job table: every change is a compare-and-set."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from api.errors import UnavailableError, answer_for
from api.jobs.model import Job, job_id, now
from api.jobs.store import JobStore, owner_name


def job(digest: str = "a" * 64, workspace: str = "open") -> Job:
    moment = now()
    return Job(
        id=job_id(workspace, digest),
        workspace=workspace,
        digest=digest,
        process="sea-level-rise",
        scenario="{}",
        baseline="{}",
        status="accepted",
        attempt=1,
        progress=0,
        message="",
        created=moment,
        started=None,
        finished=None,
        updated=moment,
        removed=False,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    found = JobStore(f"sqlite:///{tmp_path / 'deep' / 'zicht.db'}")
    yield found
    found.close()


def test_id_depends_on_workspace_and_digest_only() -> None:
    assert job_id("open", "x") == job_id("open", "x")
    assert job_id("open", "x") != job_id("other", "x")
    assert job_id("open", "x") != job_id("open", "y")
    assert job_id("open", "x")[14] == "5"


def test_database_survives_power_loss(store: JobStore) -> None:
    with store.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2


def test_life_of_a_job(store: JobStore) -> None:
    waiting = store.submit(job())
    assert (waiting.status, waiting.attempt) == ("accepted", 1)
    running = store.claim("me", 1)
    assert running is not None
    assert running.status == "running"
    assert store.report(running, "me", 40, "halfway")
    assert not store.report(running, "somebody else", 50, "")
    assert store.finish(running, "me", "successful", "")
    done = store.find(running.id)
    assert done is not None
    assert (done.status, done.progress) == ("successful", 100)
    assert done.finished is not None
    assert not store.finish(running, "me", "failed", "too late")
    assert not store.dismiss(running.id)


def test_full_disk_is_told_in_our_own_words(store: JobStore) -> None:
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # not below what the file has already
    with pytest.raises(UnavailableError, match="try again later"):
        store.submit(replace(job(), scenario="x" * 100_000))
    assert store.page("open", (), (), 10, 0) == ([], 0)
    assert answer_for(UnavailableError("away")).headers["retry-after"] == "10"


def test_same_job_is_one_row(store: JobStore) -> None:
    first = store.submit(job())
    assert store.submit(job()).created == first.created
    assert store.page("open", (), (), 10, 0)[1] == 1


@pytest.mark.parametrize("end", ["failed", "dismissed"])
def test_failed_and_dismissed_jobs_start_again_with_a_new_attempt(store: JobStore, end: str) -> None:
    store.submit(job())
    running = store.claim("me", 1)
    assert running is not None
    if end == "failed":
        store.finish(running, "me", "failed", "no")
    else:
        store.dismiss(running.id)
    again = store.submit(job())
    assert (again.status, again.attempt, again.progress) == ("accepted", 2, 0)
    assert not store.finish(running, "me", "successful", "from the first attempt")


def test_successful_job_is_not_run_again_unless_it_was_removed(store: JobStore) -> None:
    store.submit(job())
    running = store.claim("me", 1)
    assert running is not None
    store.finish(running, "me", "successful", "")
    assert store.submit(job()).status == "successful"
    assert store.remove(running.id)
    assert store.page("open", (), (), 10, 0) == ([], 0)
    again = store.submit(job())
    assert (again.status, again.removed, again.attempt) == ("accepted", False, 2)


def test_no_more_run_than_allowed_and_the_oldest_goes_first(store: JobStore) -> None:
    made = [store.submit(job(letter * 64)) for letter in "abc"]
    claimed = [store.claim("me", 2) for _ in range(3)]
    assert [found.id if found else None for found in claimed] == [made[0].id, made[1].id, None]
    assert store.count("running") == 2


def test_every_job_is_claimed_once_by_racing_owners(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'zicht.db'}"
    stores = [JobStore(address) for _ in range(4)]
    for number in range(60):
        stores[0].submit(job(f"{number:064d}"))
    claimed: list[str] = []

    def race(store: JobStore, owner: str) -> None:
        while (found := store.claim(owner, 1000)) is not None:
            claimed.append(found.id)

    threads = [threading.Thread(target=race, args=(s, str(i))) for i, s in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert len(claimed) == len(set(claimed)) == 60


def test_jobs_of_a_dead_process_go_back_into_the_queue(store: JobStore) -> None:
    store.submit(job())
    host = owner_name().rpartition(":")[0]
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    store.claim(f"{host}:{gone.stdout.strip()}", 1)
    assert store.reclaim() == 1
    found = store.find(job().id)
    assert found is not None
    assert (found.status, found.attempt) == ("accepted", 2)


def test_jobs_of_a_living_process_stay_until_their_lease_ends(
    store: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.submit(job())
    store.claim(owner_name(), 1)
    assert store.reclaim() == 0
    later = __import__("time").time() + 60
    monkeypatch.setattr("api.jobs.store.time.time", lambda: later)
    store.renew(owner_name())
    assert store.reclaim() == 0
    monkeypatch.setattr("api.jobs.store.time.time", lambda: later + 60)
    assert store.reclaim() == 1


def test_released_jobs_wait_again(store: JobStore) -> None:
    store.submit(job())
    store.claim("me", 1)
    assert store.release("me") == 1
    assert store.count("accepted") == 1


def test_states_outside_the_list_are_refused_by_the_database(store: JobStore) -> None:
    store.submit(job())
    with store.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("UPDATE jobs SET status = 'paused'"))
    with store.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("UPDATE jobs SET progress = 101"))


def test_pages_by_state_and_process(store: JobStore) -> None:
    for letter in "abc":
        store.submit(job(letter * 64))
    store.claim("me", 1)
    assert store.page("open", ("running",), (), 10, 0)[1] == 1
    assert store.page("open", ("accepted",), ("sea-level-rise",), 1, 1)[1] == 2
    assert store.page("open", (), ("flood",), 10, 0) == ([], 0)
    assert store.page("elsewhere", (), (), 10, 0) == ([], 0)


def test_owner_is_this_process() -> None:
    assert owner_name().endswith(f":{os.getpid()}")
