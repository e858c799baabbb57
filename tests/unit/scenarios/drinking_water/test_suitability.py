"""Where a well field could be: limits one by one, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.drinking_water.suitability import (
    ALLOWED,
    CONDITIONAL,
    FORBIDDEN,
    REASONS,
    UNKNOWN,
    suitability,
)

DAY = 86_400.0
GOOD = {
    "transmissivity": 1000 / DAY, "thickness": 30.0, "seal_resistance": 2000 * DAY, "salt_distance": 1e4,
    "flow": 0.05,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "state", "reason"),
    [
        ({}, ALLOWED, "suitable"),
        ({"transmissivity": np.nan}, UNKNOWN, "the layers are not known here"),
        ({"taken": True}, FORBIDDEN, "another claim goes first"),
        ({"thickness": 9.0}, FORBIDDEN, "the aquifer is too thin for screens"),
        ({"transmissivity": 0.0}, FORBIDDEN, "the aquifer is too thin for screens"),
        ({"transmissivity": 20 / DAY}, FORBIDDEN, "the drawdown becomes too large"),
        ({"salt_distance": 1.0}, FORBIDDEN, "salt water would be drawn up"),
        ({"salt_distance": np.nan}, UNKNOWN, "how deep the salt water lies is not known"),
        (
            {"seal_resistance": 100 * DAY},
            CONDITIONAL,
            "no sealing layer: vulnerable, with a protected area",
        ),
    ],
)
def test_each_limit(changed, state, reason):
    found = suitability(**GOOD | changed)
    assert found.state == state
    assert REASONS[int(found.reason)][1] == reason
    assert (found.score > 0.0) == (state >= CONDITIONAL)


def test_salt_rises_as_schmorak_and_mercado_say():
    """A tenth of 0.05 m3/s over 2 pi K 0.025 d is a third of d at 52.4 m."""
    apart = np.sqrt(0.005 * 3.0 / (2.0 * np.pi * (1000 / DAY / 30.0) * 0.025))
    states = suitability(**GOOD | {"salt_distance": [0.999 * apart, 1.001 * apart]}).state
    assert states.tolist() == [FORBIDDEN, ALLOWED]


@settings(deadline=None)
@given(
    st.floats(1e-4, 0.1),
    st.floats(10.0, 200.0),
    st.floats(0.0, 1e9),
    st.floats(1e-3, 1.0),
    st.floats(1.1, 5.0),
)
def test_more_water_is_never_easier_and_better_sand_never_harder(t, h, c, flow, more):
    place = {"thickness": h, "seal_resistance": c, "salt_distance": 300.0}
    one = suitability(transmissivity=t, flow=flow, **place)
    greedy = suitability(transmissivity=t, flow=more * flow, **place)
    better = suitability(transmissivity=more * t, flow=flow, **place)
    assert greedy.drawdown > one.drawdown > better.drawdown
    assert greedy.state <= one.state <= better.state
    assert 0.0 <= one.score <= 1.0
    assert greedy.zone_radius > one.zone_radius


def test_all_places_at_once_are_each_by_itself():
    rng = np.random.default_rng(1)
    t, c = rng.uniform(0.0, 0.05, (4, 5)), rng.uniform(0.0, 1e9, (4, 5))
    whole = suitability(**GOOD | {"transmissivity": t, "seal_resistance": c})
    assert whole.state.shape == (4, 5)
    for at in np.ndindex(4, 5):
        one = suitability(**GOOD | {"transmissivity": t[at], "seal_resistance": c[at]})
        assert (one.state, one.reason) == (whole.state[at], whole.reason[at])
        assert one.score == pytest.approx(whole.score[at])
