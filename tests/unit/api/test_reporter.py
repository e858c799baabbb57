"""How far a job is and how long it still takes, with a clock that is moved by hand."""

from __future__ import annotations

import pytest

from api.jobs import reporter as module
from api.jobs.reporter import Reporter


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(module, "time", found)
    return found


def test_nothing_is_told_before_something_happened_and_not_twice(clock: Clock) -> None:
    reporter = Reporter()
    assert reporter.news() is None
    reporter(0.5, "halfway")
    assert reporter.news() == (50, "halfway", None)
    clock.now += 10
    assert reporter.news() is None
    reporter(0.5, "still halfway")
    assert reporter.news() == (50, "still halfway", None)


def test_what_comes_too_soon_is_told_later(clock: Clock) -> None:
    reporter = Reporter()
    reporter(0.1, "a")
    assert reporter.news() is not None
    reporter(0.2, "b")
    clock.now += 0.1
    assert reporter.news() is None
    clock.now += 0.1
    assert reporter.news() == (20, "b", None)


def test_remaining_seconds_follow_from_the_pace_of_the_last_minute(clock: Clock) -> None:
    reporter = Reporter()
    given = []
    for step in range(11):
        reporter(0.6 + step / 100, f"step {step}")  # a checkpoint saved the first 60 %
        given.append(reporter.news())
        clock.now += 2.0
    remaining = [news[2] for news in given if news is not None]
    assert remaining[:2] == [None, None]
    assert remaining[-1] == pytest.approx(60.0)
    for step in range(60):
        reporter(0.7 + step / 1000, f"slower {step}")
        slow = reporter.news()
        clock.now += 2.0
    assert slow is not None
    assert slow[2] == pytest.approx(0.241 * 2000.0, rel=0.05)


def test_progress_never_goes_back_nor_says_done_before_the_end(clock: Clock) -> None:
    reporter = Reporter()
    reporter(0.8, "a")
    reporter(0.3, "b")
    assert reporter.news() == (80, "b", None)
    reporter(7.0, "c")
    clock.now += 1
    found = reporter.news()
    assert found is not None
    assert found[0] == 99


def test_remaining_seconds_of_a_run_of_a_day_are_told(clock: Clock) -> None:
    reporter = Reporter()
    for minute in range(60):
        reporter(minute / 1440, f"minute {minute}")
        news = reporter.news()
        clock.now += 60.0
    assert news is not None
    assert news[2] == pytest.approx(23 * 3600.0 + 60.0, rel=0.05)
