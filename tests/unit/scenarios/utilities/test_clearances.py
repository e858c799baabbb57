"""Tables of room: every pair has one, both ways alike, and a row of its own goes first."""

from __future__ import annotations

import itertools
import math

from scenarios.data_files import data_rows
from scenarios.utilities.clearances import (
    ANY,
    clearance,
    clearances,
    disturbance,
    least_cover,
    tree_distance,
)
from twin.vocabulary import NETWORKS

NAMES = [*NETWORKS, "other"]


def test_every_network_has_room_cover_and_a_distance_to_trees() -> None:
    rooms = {row["network"] for row in data_rows("network_clearances.csv") if row["beside"] == ANY}
    covers = {row["network"] for row in data_rows("network_covers.csv")}
    assert rooms == covers == set(NAMES)
    assert all(0.3 < least_cover(name) <= 1.5 <= tree_distance(name) <= 5.0 for name in NAMES)


def test_rows_lie_in_their_range_and_tell_their_source() -> None:
    for row in data_rows("network_clearances.csv"):
        assert float(row["lowest"]) <= float(row["horizontal"]) <= float(row["highest"])
        assert row["source"]
        assert row["status"] in {"verified", "secondary", "unverified"}


def test_pairs_are_the_same_both_ways_and_ask_no_less_than_either_of_its_own() -> None:
    for one, two in itertools.combinations_with_replacement(NAMES, 2):
        assert clearance(one, two) == clearance(two, one)
        assert clearance(one, two).horizontal >= max(
            clearance(name, "data").horizontal for name in (one, two)
        )


def test_a_pair_with_its_own_row_goes_before_the_larger_of_both() -> None:
    assert clearance("heat", "water").horizontal == 1.0
    assert clearance("gas-lp", "heat").horizontal == 0.5
    assert clearance("electricity-hv", "sewer").horizontal == 3.0
    beside, across = clearances(["heat", "water"])
    assert beside.tolist() == [[0.5, 1.0], [1.0, 0.5]]
    assert across.tolist() == [[0.3, 0.5], [0.5, 0.2]]


def test_a_rupture_disturbs_more_the_larger_the_pipe_and_its_pressure() -> None:
    assert disturbance("electricity-hv", 0.2, math.nan) == disturbance("sewer", 0.6, math.nan) == 0.0
    assert disturbance("gas-lp", 0.3, math.nan) == 0.0
    by_size = [disturbance("gas-transmission", size, 6.6e6) for size in (0.1, 0.3, 0.6, 1.2)]
    by_pressure = [disturbance("water", 0.3, bar * 1e5) for bar in (0.0, 8, 30, 200)]
    for radii in (by_size, by_pressure):
        assert radii == sorted(radii)
        assert radii[0] < radii[-1]
