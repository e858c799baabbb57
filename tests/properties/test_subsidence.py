"""What must hold for any peat polder: a raise costs no peat, unless by ground that it keeps from creeping."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.physics.peat import volume_loss
from scenarios.polders.mass_balance import LOSS, ORGANIC_PART
from scenarios.polders.policies import Policy
from scenarios.polders.projection import projection, sunk
from scenarios.polders.subsidence import PROCESS, RELATIONS, VAN_DEN_AKKER
from scenarios.polders.weather import synthetic
from tests.unit.scenarios.polders.peat_polder import DAY, peat_polder

WEATHER = synthetic(2017, 2060)
ROUNDING = 1e-6
"""Heights are kept in single precision [m]."""
RIPENED = 1e-5
"""Part of the oxidation by which ripening may shift it."""
WARMEST = 1.5
"""How much faster the warmest of these years is than a mean one, at least."""

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
        "relief_depth": st.floats(0.0, 1.2),
        "relief_resistance": st.one_of(st.just(np.inf), st.floats(DAY, 300.0 * DAY)),
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


def raised_by(policy, summer, winter):
    return replace(policy, raise_summer=summer, raise_winter=winter)


@settings(max_examples=25, deadline=None)
@given(polders, policies, st.floats(0.0, 0.6), st.floats(0.0, 0.6))
def test_raising_never_increases_oxidation_by_groundwater(polder, policy, summer, winter):
    plain = follow(polder, policy, VAN_DEN_AKKER)
    raised = follow(polder, raised_by(policy, summer, winter), VAN_DEN_AKKER)
    assert (raised.oxidation <= plain.oxidation + ROUNDING).all()


@settings(max_examples=25, deadline=None)
@given(polders, policies, st.floats(0.0, 0.6))
def test_raising_both_seasons_never_increases_oxidation_by_layers(polder, policy, rise):
    plain, raised = (follow(polder, raised_by(policy, by, by), PROCESS) for by in (0.0, rise))
    # Peat that ripened holds the same matter in less height, and what oxidises goes by height.
    assert (raised.oxidation <= (1.0 + RIPENED) * plain.oxidation + ROUNDING).all()


@settings(max_examples=25, deadline=None)
@given(polders, policies, st.floats(0.0, 0.6), st.floats(0.0, 0.6))
def test_more_oxidises_only_where_the_ground_was_kept_from_creeping(polder, policy, summer, winter):
    """A raise in one season may leave the lowest groundwater of the other and yet unload the soil."""
    plain = follow(polder, policy, PROCESS)
    raised = follow(polder, raised_by(policy, summer, winter), PROCESS)
    higher = np.maximum(raised.ground_level - plain.ground_level, 0.0).cumsum(axis=0)
    rate = LOSS.value * float(volume_loss(organic_part=ORGANIC_PART.value)) * WARMEST
    assert (raised.oxidation <= (1.0 + RIPENED) * plain.oxidation + rate * higher + ROUNDING).all()


def test_a_summer_level_alone_can_cost_peat_where_winter_is_driest():
    """Ditches 0.6 m deep over a head that seeps up: the lowest groundwater is that of winter."""
    polder = {
        "summer_level": -2.0027, "winter_level": -2.127, "deep_head": -1.927, "spacing": 25.21,
        "transmissivity": 1.1743 / DAY, "resistance": 3703.0 * DAY, "peat_thickness": 3.8,
        "clay_cover": 0.29, "soft_thickness": 10.0, "storage": 0.19,
    }  # fmt: skip
    fixed = Policy("fixation", start=2032)
    plain, summer, both = (
        follow(polder, raised_by(fixed, *by), PROCESS) for by in ((0.0, 0.0), (0.5, 0.0), (0.5, 0.5))
    )
    assert summer.creep[-1, 0] < 0.2 * plain.creep[-1, 0]
    assert summer.oxidation[-1, 0] > 1.2 * plain.oxidation[-1, 0]
    assert both.oxidation[-1, 0] < plain.oxidation[-1, 0]


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=RELATIONS)
@settings(max_examples=15, deadline=None)
@given(polders, policies)
def test_what_is_lost_is_part_of_what_there_was(relation, polder, policy):
    course = follow(polder, policy, relation)
    assert (course.oxidation >= 0.0).all()
    assert (course.shrinkage >= 0.0).all()
    assert (course.oxidation + course.shrinkage <= polder["peat_thickness"] + ROUNDING).all()
    assert course.ground_level == pytest.approx(-1.5 - sunk(course), abs=ROUNDING)
