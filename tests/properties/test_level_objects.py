"""What holds for things in the ground at any groundwater: what a raise does to them and never does."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scenarios.polders.effect import Answer
from scenarios.polders.effects.archaeology import Archaeology
from scenarios.polders.effects.crawl_spaces import CrawlSpaces
from scenarios.polders.effects.foundations import Foundations
from scenarios.polders.effects.roads import Roads
from scenarios.polders.effects.utilities import Utilities
from tests.unit.scenarios.polders.object_cases import GROUND, asked, at, house, line, polder, table

MONTHS = arrays.arrays(np.float32, (10, 12, 3), elements=st.floats(0.0, 2.0, width=32))
RISE = st.floats(0.0, 0.625, width=32)
SUNK = st.floats(0.0, 0.02)
HEADS = st.floats(-2.0, 0.0)

TWIN = polder(
    buildings=table(
        [house(r, c) for r, c in ((2, 2), (5, 5), (3, 12), (9, 16))],
        floor_level=-1.0,
        year=1930,
        foundation="wooden-piles",
        dwellings=[1, 2, 3, 4],
        head_level=[GROUND - 0.3, GROUND - 0.7, None, GROUND - 1.2],
    ),
    archaeology=table(
        [at(4, 4).buffer(25.0), at(6, 14).buffer(30.0)], top_level=GROUND - 0.4, base_level=GROUND - 1.6
    ),
    utility_lines=table(
        [line((2, 1), (2, 18)), line((6, 1), (6, 18)), line((8, 3), (8, 15))],
        network=["gas-lp", "water", "electricity-mv"],
        depth=[0.8, 1.0, 0.8],
        depth_status="standard",
        diameter=[0.3, 0.4, 0.05],
        material=["pvc", "pe", "aluminium"],
    ),
    roads=table([line((12, 1), (12, 18))]),
)


def assess(effect, months: np.ndarray, rise: float, sunk: float = 0.0, area: str | None = None) -> Answer:
    """Effect with groundwater that stands higher by a rise, over ground that sinks and takes it along."""
    ground = GROUND - sunk * np.arange(1, 11)[:, None] * np.ones(3)
    gone = (GROUND - ground).astype(np.float32)
    depth = np.maximum(months - np.float32(rise), np.float32(0.0))
    return effect.assess(asked(TWIN, depth=depth, ground_level=ground, oxidation=gone, area=area))


@given(MONTHS, RISE, SUNK)
@settings(max_examples=40, deadline=None)
def test_a_raise_never_harms_wooden_piles_and_never_dries_archaeology(months, rise, sunk):
    for effect, part in ((Foundations(), "dry [yr]"), (Archaeology(), "lost_in_peat [m3]")):
        before, after = assess(effect, months, 0.0, sunk), assess(effect, months, rise, sunk)
        assert after.value <= before.value + 1e-6
        assert after.parts[part] <= before.parts[part] + 1e-6
        assert all(after.variants[name] <= value + 1e-6 for name, value in before.variants.items())


@given(MONTHS, RISE)
@settings(max_examples=40, deadline=None)
def test_a_raise_only_lifts_more_pipes_and_wets_more_homes_and_roads(months, rise):
    for effect in (CrawlSpaces(), Roads()):
        assert assess(effect, months, rise).value >= assess(effect, months, 0.0).value
    before, after = assess(Utilities(), months, 0.0), assess(Utilities(), months, rise)
    for part in ("floating [m]", "below_groundwater [m]", "cable_rating [1]"):
        assert after.parts[part] >= before.parts[part] - 1e-9


@given(MONTHS, SUNK)
@settings(max_examples=25, deadline=None)
def test_areas_make_the_whole(months, sunk):
    for effect in (Foundations(), CrawlSpaces(), Archaeology(), Utilities(), Roads()):
        whole = assess(effect, months, 0.0, sunk)
        parts = [assess(effect, months, 0.0, sunk, area).value for area in ("a", "b")]
        assert abs(whole.value - sum(parts)) <= 1e-9 * max(whole.value, 1.0)
        assert whole.low <= whole.value <= whole.high


@given(MONTHS)
@settings(max_examples=10, deadline=None)
def test_the_same_groundwater_gives_the_same_answer_bit_for_bit(months):
    for effect in (Foundations(), CrawlSpaces(), Archaeology(), Utilities(), Roads()):
        first, second = assess(effect, months, 0.0), assess(effect, months.copy(), 0.0)
        assert first == second
