"""Columns through a century: their water closes, and an area is what its parts are."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.polders import groundwater
from scenarios.polders.columns import with_drains
from scenarios.polders.policies import Policy
from scenarios.polders.projection import projection
from scenarios.polders.subsidence import PROCESS, RELATIONS, VAN_DEN_AKKER
from scenarios.polders.weather import CHANGES, days_of, synthetic
from tests.unit.scenarios.polders.peat_polder import DAY, peat_polder

WEATHER = synthetic(2017, 2124, change=CHANGES["knmi23-hd"])
SEEDS = st.integers(0, 2**32 - 1)
POLICIES = st.builds(
    Policy,
    after=st.sampled_from(["indexation", "fixation"]),
    interval=st.integers(1, 20),
    raise_summer=st.floats(-0.2, 0.5),
    raise_winter=st.floats(-0.2, 0.5),
    start=st.integers(2025, 2035),
    ramp=st.integers(0, 10),
    below=st.sampled_from([0.0, 0.1]),
)


def land(seed, count, **changes):
    """Columns of peat and clay, leaky and tight, with levels of their own."""
    rng = np.random.default_rng(seed)
    winter = rng.uniform(-2.4, -1.8, count)
    return peat_polder(
        count,
        summer_level=winter + rng.uniform(-0.1, 0.2, count),
        winter_level=winter,
        spacing=rng.uniform(10.0, 200.0, count),
        transmissivity=10.0 ** rng.uniform(-2.0, 0.5, count) / DAY,
        resistance=np.where(rng.random(count) < 0.3, np.inf, 10.0 ** rng.uniform(1.5, 4.0, count) * DAY),
        deep_head=rng.uniform(-4.0, -1.4, count),
        storage=rng.uniform(0.02, 0.2, count),
        peat_thickness=np.where(rng.random(count) < 0.3, 0.0, rng.uniform(0.2, 6.0, count)),
        relief_depth=rng.uniform(0.0, 1.0, count),
        relief_resistance=np.where(rng.random(count) < 0.3, np.inf, rng.uniform(1.0, 200.0, count) * DAY),
        **changes,
    )


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=RELATIONS)
def test_the_water_of_a_century_closes_in_every_column(relation, monkeypatch):
    years, real = [], groundwater.year

    def spy(given, state, **more):
        found = real(given, state, **more)
        years.append((given, state, more, found))
        return found

    monkeypatch.setattr(groundwater, "year", spy)
    columns = land(6, 200)
    policies = {
        "a": Policy("fixation", raise_summer=0.3, raise_winter=0.2, start=2040, ramp=5),
        "b": Policy(below=0.2, above=0.1, start=2060),
    }
    projection(
        columns, WEATHER, policies, first_year=2025, last_year=2124, relation=relation,
        drained=with_drains(columns, {"a": "pressurised"}), open_water=0.07,
    )  # fmt: skip
    followed, state = [], years[0][1]
    for row in years:  # what policies would have done in earlier years is followed beside these
        if row[1] is state:
            followed, state = [*followed, row], row[3].state
    followed = followed[-100:]
    assert [row[2]["calendar_year"] for row in followed] == list(range(2025, 2125))
    names = ("stored", "ditch", "seepage", "runoff", "inlet", "pumped")
    total = {name: sum(getattr(found, name) for *_, found in followed) for name in names}
    rain = WEATHER.recharge[days_of(WEATHER, 2025).start :].sum() * DAY
    first, last = followed[0], followed[-1]
    turnover = np.abs(WEATHER.recharge).sum() * DAY + sum(np.abs(values) for values in total.values())
    stored = columns.storage * (last[3].state.level - first[1].level)
    np.testing.assert_allclose(total["stored"], stored, atol=1e-6)
    held = total["stored"] + total["ditch"] - total["seepage"] + total["runoff"]
    assert (np.abs(rain - held) < 1e-6 * turnover).all()
    water = first[0].water
    rise = last[3].state.ditch - first[1].ditch
    led = water * (rain - rise) + total["ditch"] + total["runoff"] + total["inlet"]
    assert (np.abs(led - total["pumped"]) < 1e-6 * turnover).all()


@settings(max_examples=10, deadline=None)
@given(SEEDS, POLICIES)
def test_halves_of_an_area_are_the_whole(seed, policy):
    half = land(seed, 6)
    twice = {
        name: np.tile(getattr(half, name), 2)
        for name in ("summer_level", "winter_level", "spacing", "transmissivity", "resistance", "deep_head",
                     "storage", "peat_thickness", "relief_depth", "relief_resistance")
    }  # fmt: skip
    whole, halves = (
        projection(
            peat_polder(12, area=np.repeat(areas, 6).astype(np.int32), **twice), WEATHER,
            {"a": policy, "b": policy}, first_year=2025, last_year=2050, relation=PROCESS,
        )
        for areas in ((0, 0), (0, 1))
    )  # fmt: skip
    for field in fields(whole):
        one, other = getattr(whole, field.name), getattr(halves, field.name)
        np.testing.assert_allclose(one, other, rtol=2e-6, atol=2e-6, err_msg=field.name)


@settings(max_examples=10, deadline=None)
@given(SEEDS, st.floats(-0.2, 0.5))
def test_an_area_with_a_level_that_stays_is_its_columns_however_it_is_cut(seed, rise):
    policy = Policy("fixation", raise_summer=rise, raise_winter=rise)
    rng = np.random.default_rng(seed)
    whole, cut = (
        projection(
            land(seed, 12, area=area.astype(np.int32)), WEATHER, {"a": policy, "b": policy},
            first_year=2025, last_year=2050, relation=VAN_DEN_AKKER,
        )
        for area in (np.zeros(12), rng.integers(0, 2, 12))
    )  # fmt: skip
    shared = {"inlet", "pumped"}  # ditches of an area run on from column to column
    for name in {field.name for field in fields(whole)} - shared:
        assert getattr(whole, name).tobytes() == getattr(cut, name).tobytes(), name
    for name in shared:
        assert (getattr(whole, name).sum(axis=1) <= getattr(cut, name).sum(axis=1) + 1e-6).all(), name
