"""Buckets: how many calls go through, and when the next one does."""

from __future__ import annotations

import pytest

from api.access.limits import Buckets


def test_burst_goes_through_and_then_the_rate() -> None:
    buckets = Buckets(rate=10, size=50)
    assert [buckets.take("a", 0.0) for _ in range(50)] == [0.0] * 50
    assert buckets.take("a", 0.0) == pytest.approx(0.1)
    passed = sum(buckets.take("a", 1 + step / 100) == 0.0 for step in range(1000))
    assert passed == pytest.approx(110, abs=1)  # ten seconds at ten a second, and one second saved up


def test_clients_do_not_pay_for_each_other() -> None:
    buckets = Buckets(rate=1, size=1)
    assert buckets.take("a", 0.0) == 0.0
    assert buckets.take("a", 0.0) > 0.0
    assert buckets.take("b", 0.0) == 0.0


def test_waiting_as_told_is_enough() -> None:
    buckets = Buckets(rate=3, size=1)
    buckets.take("a", 0.0)
    wait = buckets.take("a", 0.0)
    assert buckets.take("a", wait + 1e-9) == 0.0


def test_memory_is_bounded() -> None:
    buckets = Buckets(rate=1, size=1)
    for number in range(25_000):
        buckets.take(str(number), 0.0)
    assert len(buckets._buckets) == 10_000
