"""The job table when several processes use it at once, and when its server goes away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from api.errors import BusyError, UnavailableError
from api.jobs.model import Job, Limits
from api.jobs.store import JobStore
from tests.postgres import PostgresServer, postgres_server
from tests.rows import job


@pytest.fixture
def two_stores(database: str) -> Iterator[list[JobStore]]:
    """Two connections to one database, as two API processes have."""
    found = [JobStore(database), JobStore(database)]
    yield found
    for store in found:
        store.close()


def at_once[T](count: int, work: Callable[[int], T]) -> list[T | BusyError]:
    """Do work in threads that all begin together; what the limits refuse is an answer too."""
    ready = threading.Barrier(count)

    def begin(number: int) -> T | BusyError:
        ready.wait(30)
        try:
            return work(number)
        except BusyError as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def test_every_job_is_claimed_once_and_no_more_run_than_allowed(two_stores: list[JobStore]) -> None:
    for number in range(60):
        two_stores[0].submit(job(f"{number:064d}"))
    claimed: list[str] = []
    running: list[int] = []

    def race(number: int) -> None:
        store = two_stores[number % 2]
        while store.count("accepted"):
            if (found := store.claim(str(number), 3)) is not None:
                running.append(store.count("running"))
                claimed.append(found.id)
                store.finish(found, str(number), "successful", "")

    at_once(8, race)
    assert len(claimed) == len(set(claimed)) == 60
    assert max(running) <= 3


def test_fifty_equal_requests_at_once_are_one_job(two_stores: list[JobStore]) -> None:
    limits = Limits(waiting=1, of_creator=1)
    found = at_once(50, lambda number: two_stores[number % 2].submit(job(), limits))
    assert {one.id for one in found if isinstance(one, Job)} == {job().id}
    assert not [one for one in found if isinstance(one, BusyError)]
    assert two_stores[0].page(None, (), (), 10, 0)[1] == 1


@pytest.mark.parametrize("limits", [Limits(waiting=10), Limits(of_creator=10)])
def test_limits_hold_between_processes_that_ask_at_once(two_stores: list[JobStore], limits: Limits) -> None:
    found = at_once(30, lambda number: two_stores[number % 2].submit(job(f"{number:064d}"), limits))
    assert len([one for one in found if isinstance(one, Job)]) == 10
    assert two_stores[0].count("accepted") == 10


def test_server_that_was_away_is_used_again() -> None:
    with postgres_server() as server:
        store = JobStore(server.new_database())
        store.submit(job())
        server.stop("immediate")  # as a crash: nothing is tidied up
        with pytest.raises(UnavailableError, match="try again later"):
            store.find(job().id)
        with pytest.raises(UnavailableError):
            store.claim("me", 1)
        server.start()
        assert store.submit(job("b" * 64)).status == "accepted"
        assert store.count("accepted") == 2
        store.close()


def test_server_that_only_lets_read_is_told_in_our_own_words(postgres: PostgresServer) -> None:
    """As a server does whose disk is nearly full, or that stands by for another."""
    store = JobStore(postgres.new_database())
    with store.engine.begin() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    store.close()
    with pytest.raises(UnavailableError, match="try again later"):
        store.submit(job())
    assert store.find(job().id) is None
    store.close()


def test_job_that_is_being_dismissed_does_not_hide_the_next(postgres: PostgresServer) -> None:
    store = JobStore(postgres.new_database())
    for letter in "ab":
        store.submit(job(letter * 64))
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE jobs SET status = 'dismissed' WHERE digest LIKE 'a%'"))
        claimed = store.claim("me", 1)
    assert claimed is not None
    assert claimed.digest == "b" * 64
    store.close()
