"""Lines in the ground: alike from both sides, wherever they lie, and never likelier in the way when apart."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.kernels.utility_pairs import line_pairs
from scenarios.physics.line_positions import chance_of_less, chance_within, drilling_level

PLACE = st.integers(0, 200).map(lambda tenths: tenths / 10.0)
ENDS = st.lists(PLACE, min_size=6, max_size=6)
SIGMA = st.floats(0.0, 2.0)


def near(one, two, reach):
    segments = np.array([[*one, 1.0], [*two, 1.0]])
    found = np.empty((1, 5))
    line_pairs(segments, np.array([[0, 1]]), np.array([0, 1]), np.array([reach]), found)
    return found[0]


@settings(max_examples=100, deadline=None)
@given(ENDS, ENDS, st.floats(0.1, 30.0))
def test_a_pair_is_the_same_from_both_sides(one, two, reach) -> None:
    first, second = near(one, two, reach), near(two, one, reach)
    np.testing.assert_allclose(first[:2], second[:2], atol=1e-6)


@settings(max_examples=100, deadline=None)
@given(ENDS, ENDS, st.floats(0.1, 30.0), st.integers(-50, 50), st.integers(-50, 50))
def test_a_pair_is_the_same_wherever_it_lies(one, two, reach, east, up) -> None:
    shift = np.tile([float(east), float(-east), float(up)], 2)
    moved = near(np.add(one, shift), np.add(two, shift), reach)
    here = near(one, two, reach)
    if np.isfinite(here[0]) and here[0] < reach - 1e-6:
        np.testing.assert_allclose(moved[:3], here[:3], atol=1e-5)


@settings(max_examples=100, deadline=None)
@given(ENDS, ENDS, st.floats(0.1, 10.0), st.floats(0.0, 10.0))
def test_a_wider_reach_never_finds_more_room(one, two, reach, more) -> None:
    close, wide = near(one, two, reach), near(one, two, reach + more)
    assert wide[0] <= close[0]
    assert wide[1] <= close[1] + 1e-6
    assert wide[2] >= close[2] - 1e-6


@given(st.floats(-2.0, 2.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), SIGMA)
def test_farther_is_never_likelier_to_lack(found, more, required, sigma) -> None:
    here = chance_of_less(found=found, required=required, sigma=sigma)
    assert 0.0 <= chance_of_less(found=found + more, required=required, sigma=sigma) <= here <= 1.0


@given(st.floats(-2.0, 2.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), SIGMA)
def test_height_counts_alike_above_and_below(apart, required, more, sigma) -> None:
    chance = chance_within(apart=apart, required=required, sigma=sigma)
    assert chance == chance_within(apart=-apart, required=required, sigma=sigma)
    assert chance_within(apart=apart, required=required + more, sigma=sigma) >= chance - 1e-12


@given(
    st.floats(1.0, 500.0),
    st.floats(-3.0, 3.0),
    st.floats(-3.0, 3.0),
    st.floats(0.0, 40.0),
    st.floats(0.05, 0.7),
)
def test_a_drilling_stays_between_its_ends_and_its_depth(length, entry, leave, drop, angle) -> None:
    along = np.linspace(0.0, length, 50)
    lowest = min(entry, leave) - drop
    level = drilling_level(along=along, length=length, entry=entry, leave=leave, lowest=lowest, angle=angle)
    assert (level >= lowest - 1e-9).all()
    assert level[0] >= entry - 1e-9
    assert level[-1] >= leave - 1e-9
    assert np.abs(np.diff(level)).max() <= np.tan(angle) * length / 49 + 1e-9
