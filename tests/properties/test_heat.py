"""What holds for any doublet and any storage system."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.heat.doublet_parameters import DoubletParameters
from scenarios.heat.doublets import Rock, course, doublets
from scenarios.heat.storage import pairs, stores
from scenarios.heat.storage_parameters import StorageParameters
from scenarios.heat.suitability import doublet_power
from tests.unit.scenarios.heat import heat_ground as make

ASKED = DoubletParameters()


def one(**columns):
    (found,), _ = doublets(make.flat(doublets=make.doublets(make.doublet(**columns))), ASKED, 2200)
    return found


@settings(max_examples=25, deadline=None)
@given(
    flow=st.floats(0.005, 0.2), spacing=st.floats(250.0, 3500.0), thickness=st.floats(10.0, 250.0),
    life=st.integers(1, 120),
)  # fmt: skip
def test_a_doublet_fades_and_its_rock_cools_on(flow, spacing, thickness, life):
    given_ = one(flow=flow, spacing=spacing, reservoir_base=-2170.0 - thickness, end=2030 + life)
    ran = course(given_, ASKED, Rock(), 2200)
    assert len(ran.years) == life + 1
    assert (np.diff(ran.temperature) <= 1e-9).all()
    assert (ran.temperature >= given_.injected - 1e-9).all()
    assert (np.diff(ran.radius) > 0.0).all()
    # What is cooled is what has passed, over the retardation: whatever the thickness.
    assert ran.volume[-1] == np.float64(ran.volume[-1])
    np.testing.assert_allclose(ran.volume[-1], flow * given_.life / given_.retardation, rtol=1e-9)
    # At the distance that is needed, the cold arrives at the end.
    needed = given_.spacing_needed(Rock())
    np.testing.assert_allclose(given_.breakthrough(Rock()) * (needed / spacing) ** 2, given_.life, rtol=1e-9)


@settings(max_examples=25, deadline=None)
@given(facies=st.floats(0.1, 1.0), more=st.floats(1.0, 3.0))
def test_a_later_breakthrough_gives_no_less_heat(facies, more):
    given_ = one(spacing=500.0, end=2100)
    early, late = (course(given_, ASKED, Rock(part), 2200).power.sum() for part in (facies, facies * more))
    assert late >= early * (1.0 - 1e-12)


@settings(max_examples=30, deadline=None)
@given(
    east=st.floats(-300.0, 300.0), north=st.floats(-300.0, 300.0),
    dx=st.integers(-2000, 2000), dy=st.integers(-2000, 2000),
)  # fmt: skip
def test_neighbours_are_the_same_either_way_round_and_wherever_they_are(east, north, dx, dy):
    x, y = make.MIDDLE

    def found(first, second):
        twin = make.flat(ates=make.stores(first, second))
        asked = StorageParameters()
        return sorted(
            (pair.alike, round(pair.distance, 6), round(pair.shared, 6))
            for pair in pairs(stores(twin, asked)[0], asked)
        )

    here = make.store("a"), make.store("b", at=(x + east, y + north))
    there = make.store("a", at=(x + dx, y + dy)), make.store("b", at=(x + east + dx, y + north + dy))
    assert found(*here) == found(*here[::-1]) == found(*there)


@settings(max_examples=50, deadline=None)
@given(
    thickness=st.floats(0.0, 300.0), more=st.floats(0.0, 100.0), warm=st.floats(31.0, 120.0),
    permeability=st.floats(1e-15, 1e-11),
)  # fmt: skip
def test_more_reservoir_never_gives_less(thickness, more, warm, permeability):
    found = doublet_power(
        thickness=[thickness, thickness + more], permeability=permeability, temperature=warm, depth=2000.0
    )
    assert found.amount[1] >= found.amount[0] >= 0.0
