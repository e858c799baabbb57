"""Wooden piles: the worked years, every state, and what is not known."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.physics.wooden_piles import COVER, FAILED, FAILING, Pile, pile_state, years_until

YEAR = 365.25


def test_sixty_dry_days_in_each_year_reach_the_limit_after_76_years():
    assert years_until(limit=12.5, dry_days=60) == pytest.approx(76.0938, rel=1e-6)
    assert years_until(limit=[FAILING.value, FAILED.value], dry_days=YEAR).tolist() == [10.0, 15.0]


def test_piles_that_are_never_dry_last_for_ever():
    assert years_until(limit=12.5, dry_days=0) == np.inf


@pytest.mark.parametrize(
    ("years", "cover", "state"),
    [
        (0.0, COVER.value, Pile.SAFE),
        (0.0, COVER.value - 1e-9, Pile.LITTLE_COVER),
        (1e-6, -1e-9, Pile.DRY_AT_TIMES),
        (FAILING.value - 1e-6, -0.3, Pile.DRY_AT_TIMES),
        (FAILING.value, -0.3, Pile.FAILING),
        (FAILED.value, -0.3, Pile.FAILED),
        (np.nan, 0.5, Pile.UNKNOWN),
        (0.0, np.nan, Pile.UNKNOWN),
    ],
)
def test_state_at_each_bound(years, cover, state):
    assert pile_state(dry_days=years * YEAR, cover=cover) == state


def test_what_can_not_be_is_refused():
    with pytest.raises(ValueError, match="dry_days is -1"):
        pile_state(dry_days=-1, cover=0.2)
    with pytest.raises(ValueError, match="dry_days is 400"):
        years_until(limit=12.5, dry_days=400)
