"""What a run may cost, per role, and when to ask again."""

from __future__ import annotations

import pytest

from api.errors import TooLargeError
from api.jobs.admission import Budget, Most, refuse_too_large, retry_after
from scenarios.machine import memory_for_runs, memory_of_machine
from scenarios.process import Estimate

BUDGET = Budget(memory=8 * 10**9, visitors=Most(10**6, 60.0, 1), modellers=Most(10**8, 3600.0, 10))


def test_what_fits_passes() -> None:
    refuse_too_large(Estimate(10**6, 8 * 10**9, 60.0), "public", BUDGET)
    refuse_too_large(Estimate(10**8, 10**9, 3600.0), "modeller", BUDGET)
    refuse_too_large(Estimate(10**9, 10**9, 86400.0), "admin", BUDGET)


@pytest.mark.parametrize("role", ["public", "reader", "modeller", "admin"])
def test_nobody_gets_more_memory_than_there_is(role: str) -> None:
    with pytest.raises(TooLargeError, match=r"9\.0 GB of memory, of which there are 8\.0"):
        refuse_too_large(Estimate(1, 9 * 10**9, 1.0), role, BUDGET)  # type: ignore[arg-type]


def test_everything_that_is_too_much_is_named_at_once() -> None:
    with pytest.raises(TooLargeError) as caught:
        refuse_too_large(Estimate(2 * 10**6, 9 * 10**9, 61.0), "reader", BUDGET)
    for word in ("2,000,000 cells", "9.0 GB", "61 s", "reader"):
        assert word in str(caught.value)
    refuse_too_large(Estimate(2 * 10**6, 10**9, 61.0), "modeller", BUDGET)


def test_what_helps_is_named_of_everything_that_is_asked() -> None:
    flood = Estimate(2 * 10**6, 0, 1.0, ("larger cells", "fewer hours"))
    both = flood + flood + Estimate(1, 0, 1.0, ("fewer areas",)) + Estimate(1, 0, 1.0)
    with pytest.raises(TooLargeError) as caught:
        refuse_too_large(both, "reader", BUDGET)
    assert str(caught.value).endswith(
        "Use a coarser or smaller twin, larger cells, fewer hours or fewer areas."
    )
    with pytest.raises(TooLargeError, match=r"Use a coarser or smaller twin\.$"):
        refuse_too_large(Estimate(2 * 10**6, 0, 1.0), "reader", BUDGET)


def test_a_place_is_free_when_a_job_has_ended() -> None:
    assert retry_after(0, 0.0, 2) == 1
    assert retry_after(10, 6000.0, 2) == 300
    assert retry_after(10, 0.0, 2) == 1
    assert retry_after(2, 1e6, 1) == 3600


def test_runs_leave_memory_for_the_service() -> None:
    assert 0 < memory_for_runs() < memory_of_machine()
