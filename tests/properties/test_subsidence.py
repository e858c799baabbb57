"""What must hold for any peat polder: a raise never costs peat, and more of it never costs more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.polders.policies import Policy
from scenarios.polders.projection import projection, sunk
from scenarios.polders.subsidence import RELATIONS
from scenarios.polders.weather import synthetic
from tests.unit.scenarios.polders.peat_polder import DAY, peat_polder

WEATHER = synthetic(2017, 2060)
ROUNDING = 1e-6
"""Heights are kept in single precision [m]."""

polders = st.fixed_dictionaries(
    {
        "summer_level": st.floats(-2.7, -1.7),
        "winter_level": st.floats(-2.7, -1.7),
        "deep_head": st.floats(-4.0, -1.6),
        "spacing": st.floats(15.0, 150.0),
        "transmissivity": st.floats(0.02 / DAY, 2.0 / DAY),
        "resistance": st.floats(100.0 * DAY, 10_000.0 * DAY),
        "peat_thickness": st.floats(0.0, 6.0),
        "clay_cover": st.floats(0.0, 0.6),
        "soft_thickness": st.floats(0.0, 12.0),
        "storage": st.floats(0.02, 0.25),
    }
)
policies = st.builds(
    Policy,
    after=st.sampled_from(["indexation", "fixation"]),
    interval=st.integers(1, 20),
    start=st.integers(2025, 2050),
    ramp=st.integers(0, 15),
)


def follow(polder, policy, relation):
    columns = peat_polder(1, **{name: np.full(1, value) for name, value in polder.items()})
    return projection(columns, WEATHER, {"a": policy}, first_year=2025, last_year=2060, relation=relation)


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=RELATIONS)
@settings(max_examples=25, deadline=None)
@given(polders, policies, st.floats(0.0, 0.6), st.floats(0.0, 0.6))
def test_raising_never_increases_oxidation(relation, polder, policy, summer, winter):
    plain = follow(polder, policy, relation)
    raised = follow(
        polder,
        Policy(policy.after, policy.interval, summer, winter, policy.start, policy.ramp),
        relation,
    )
    # Levels that follow the ground do so from a higher ground: the years shift by less than a thousandth.
    assert (raised.oxidation <= 1.001 * plain.oxidation + ROUNDING).all()


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=RELATIONS)
@settings(max_examples=15, deadline=None)
@given(polders, policies)
def test_what_is_lost_is_part_of_what_there_was(relation, polder, policy):
    course = follow(polder, policy, relation)
    assert (course.oxidation >= 0.0).all()
    assert (course.shrinkage >= 0.0).all()
    assert (course.oxidation + course.shrinkage <= polder["peat_thickness"] + ROUNDING).all()
    assert course.ground_level == pytest.approx(-1.5 - sunk(course), abs=ROUNDING)
