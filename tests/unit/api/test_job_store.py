"""The job table: every change is a compare-and-set."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from api.errors import BusyError, UnavailableError, answer_for
from api.jobs.model import Limits, job_id
from api.jobs.store import JobStore, owner_name
from tests.rows import job


@pytest.fixture
def store(database: str) -> Iterator[JobStore]:
    found = JobStore(database)
    yield found
    found.close()


def test_id_depends_on_workspace_and_digest_only() -> None:
    assert job_id("open", "x") == job_id("open", "x")
    assert job_id("open", "x") != job_id("other", "x")
    assert job_id("open", "x") != job_id("open", "y")
    assert job_id("open", "x")[14] == "5"


def test_database_survives_power_loss(tmp_path: Path) -> None:
    store = JobStore(f"sqlite:///{tmp_path / 'zicht.db'}")
    with store.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
    store.close()


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


def test_full_disk_is_told_in_our_own_words(tmp_path: Path) -> None:
    store = JobStore(f"sqlite:///{tmp_path / 'zicht.db'}")
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # not below what the file has already
    with pytest.raises(UnavailableError, match="try again later"):
        store.submit(replace(job(), scenario="x" * 100_000))
    assert store.page("open", (), (), 10, 0) == ([], 0)
    assert answer_for(UnavailableError("away")).headers["retry-after"] == "10"
    store.close()


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


def test_limit_says_which_and_never_hinders_a_repeat(store: JobStore) -> None:
    store.submit(replace(job(), creator="ann"), Limits(waiting=1))
    with pytest.raises(BusyError, match="1 jobs are waiting"):
        store.submit(job("b" * 64), Limits(waiting=1))
    with pytest.raises(BusyError, match="1 jobs of yours"):
        store.submit(replace(job("b" * 64), creator="ann"), Limits(of_creator=1))
    assert store.submit(replace(job(), creator="ann"), Limits(waiting=1, of_creator=1)).attempt == 1
    assert store.submit(replace(job("b" * 64), creator="bob"), Limits(of_creator=1)).creator == "bob"
    running = store.claim("me", 1)
    assert running is not None
    store.finish(running, "me", "failed", "no")
    with pytest.raises(BusyError, match="1 jobs are waiting"):  # starting again is waiting again
        store.submit(job(), Limits(waiting=1))


def test_job_that_starts_again_is_of_who_asked_last(store: JobStore) -> None:
    store.submit(replace(job(), creator="ann", cells=1))
    store.dismiss(job().id)
    again = store.submit(replace(job(), creator="bob", cells=2**40, bytes=2**50, seconds=1.5))
    assert (again.creator, again.cells, again.bytes, again.seconds) == ("bob", 2**40, 2**50, 1.5)
    assert (again.attempt, again.finished, again.status) == (2, None, "accepted")
    assert store.find(again.id) == again


def test_jobs_of_a_quiet_twin_are_found_among_those_of_a_busy_one(store: JobStore) -> None:
    hours = iter(range(24))
    for digest, twin in [("a", "quiet"), ("b", "busy"), ("c", "quiet"), *[(d, "busy") for d in "defghi"]]:
        created = f"2026-11-01T{next(hours):02}:00:00.000Z"
        baseline = json.dumps({"twin": twin, "scenarios": [{"twin": "busy"}]}, sort_keys=True)
        store.submit(replace(job(digest * 64), baseline=baseline, created=created))
    newest, total = store.page("open", (), (), 1, 0, ("quiet",))
    assert ([one.digest[0] for one in newest], total) == (["c"], 2)
    assert [one.digest[0] for one in store.page("open", (), (), 1, 1, ("quiet",))[0]] == ["a"]
    assert store.page("open", (), (), 50, 0, ("quiet", "busy"))[1] == 9
    assert store.page("open", (), (), 50, 0, ("\0\ud800",)) == ([], 0)


def test_public_jobs_are_seen_by_every_workspace(store: JobStore) -> None:
    mine, theirs = store.submit(job()), store.submit(job(workspace="other"))
    assert not mine.public
    assert store.page("open", (), (), 10, 0)[0] == [mine]
    assert store.page(None, (), (), 10, 0)[1] == 2
    assert store.set_public(theirs.id, public=True)
    found, total = store.page("open", (), (), 10, 0)
    assert ({one.id for one in found}, total) == ({mine.id, theirs.id}, 2)
    assert store.set_public(theirs.id, public=False)
    assert store.page("open", (), (), 10, 0)[1] == 1
    assert not store.set_public("nothing", public=True)


def test_job_waits_until_there_is_memory_for_it_and_is_not_overtaken(store: JobStore) -> None:
    sizes = {"a": 60, "b": 50, "c": 10, "d": 1000}
    for letter, size in sizes.items():
        store.submit(replace(job(letter * 64), bytes=size))
    first = store.claim("me", 9, memory=100)
    assert first is not None
    assert first.digest[0] == "a"
    assert store.claim("me", 9, memory=100) is None  # 60 + 50; the small one behind it waits as well
    store.finish(first, "me", "successful", "")
    taken = [store.claim("me", 9, memory=100) for _ in range(3)]
    assert [found.digest[0] if found else None for found in taken] == ["b", "c", None]
    for found in taken:
        if found is not None:
            store.finish(found, "me", "successful", "")
    alone = store.claim("me", 9, memory=100)
    assert alone is not None
    assert alone.digest[0] == "d"


def test_one_run_per_digest_at_a_time(store: JobStore) -> None:
    for workspace, digest in (("open", "a"), ("other", "a"), ("other", "b")):
        store.submit(job(digest * 64, workspace))
    first, second = store.claim("me", 9), store.claim("me", 9)
    assert first is not None
    assert second is not None
    assert (second.workspace, second.digest[0]) == ("other", "b")
    assert store.claim("me", 9) is None
    store.finish(first, "me", "successful", "")
    third = store.claim("me", 9)
    assert third is not None
    assert (third.workspace, third.digest[0]) == ("other", "a")


def test_what_is_still_to_be_done(store: JobStore) -> None:
    assert store.ahead() == (0, 0)
    for letter in "ab":
        store.submit(replace(job(letter * 64), seconds=2.5))
    running = store.claim("me", 1)
    assert running is not None
    assert store.report(running, "me", 10, "", remaining=12.5)
    reported = store.find(running.id)
    assert reported is not None
    assert reported.remaining == 12.5
    assert store.ahead() == (2, 5.0)
    store.finish(running, "me", "failed", "no")
    ended = store.find(running.id)
    assert ended is not None
    assert ended.remaining is None
    assert store.ahead() == (1, 2.5)


def test_moments_stay_in_order_when_the_clock_is_put_back(
    store: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.submit(replace(job(), created="2026-07-01T12:00:00.000Z", updated="2026-07-01T12:00:00.000Z"))
    monkeypatch.setattr("api.jobs.store.now", lambda: "2026-07-01T11:00:00.000Z")
    running = store.claim("me", 1)
    assert running is not None
    monkeypatch.setattr("api.jobs.store.now", lambda: "2026-07-01T13:00:00.000Z")
    store.report(running, "me", 10, "")
    monkeypatch.setattr("api.jobs.store.now", lambda: "2026-07-01T12:30:00.000Z")
    store.finish(running, "me", "successful", "")
    done = store.find(running.id)
    assert done is not None
    assert (done.started, done.finished) == ("2026-07-01T12:00:00.000Z", "2026-07-01T13:00:00.000Z")
    assert done.updated == done.finished


def test_job_goes_back_into_the_queue_by_its_owner_only(store: JobStore) -> None:
    store.submit(job())
    running = store.claim("me", 1)
    assert running is not None
    assert not store.again(running, "somebody else", "no")
    assert store.again(running, "me", "Its worker died.")
    waiting = store.find(running.id)
    assert waiting is not None
    assert (waiting.status, waiting.attempt, waiting.message) == ("accepted", 2, "Its worker died.")
    assert not store.again(running, "me", "once more")


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


def test_a_process_of_a_machine_with_the_same_name_is_not_taken_for_dead(store: JobStore) -> None:
    store.submit(job())
    store.claim(f"{socket.gethostname()}:{2**22 + 1}", 1)  # no process here has that number
    assert store.reclaim() == 0


def test_jobs_of_a_living_process_stay_until_their_lease_ends(
    store: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.submit(job())
    store.claim(owner_name(), 1)
    assert store.reclaim() == 0
    later = __import__("time").time() + 60
    monkeypatch.setattr("api.jobs.store.time.time", lambda: later)
    store.renew(owner_name(), [job().id])
    assert store.reclaim() == 0
    monkeypatch.setattr("api.jobs.store.time.time", lambda: later + 60)
    assert store.reclaim() == 1


def test_a_run_that_its_owner_does_not_know_of_is_taken_over(
    store: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.submit(job())
    store.claim(owner_name(), 1)
    later = __import__("time").time() + 60
    monkeypatch.setattr("api.jobs.store.time.time", lambda: later)
    store.renew(owner_name(), [])
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


def test_text_that_no_database_keeps_does_no_harm(store: JobStore) -> None:
    store.submit(job())
    running = store.claim("me", 1)
    assert running is not None
    assert store.report(running, "me", 10, "a\0b\ud800")
    found = store.find(running.id)
    assert found is not None
    assert found.message == "a\N{REPLACEMENT CHARACTER}b?"
    assert store.find("\0\ud800") is None
    assert store.page("open", (), ("\0\ud800",), 10, 0) == ([], 0)


def test_owner_is_this_process() -> None:
    assert owner_name().endswith(f":{os.getpid()}")
