"""Parcel columns of the demo, against the plan that it is drawn from: parcels, levels, soil, and its water.

The plan lays strips of 40 to 60 m between ditches of 4 m in the peat, parcels of 166 to 167 m between
ditches of 5 m in the droogmakerij, and says how high the ground stands above the summer level.
"""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.polders.columns import check_columns, columns, open_water, with_levels
from scenarios.polders.groundwater import parcels
from scenarios.polders.model import USES, Columns
from scenarios.polders.widths import ditch_points, parcel_width
from scenarios.run import run
from scenarios.seepage.flow import flow
from scenarios.seepage.setting import setting
from terrain.demo.plan import PEILGEBIEDEN
from twin import Twin

PEAT = [name for name in PEILGEBIEDEN if name.startswith("veenpolder")]


@pytest.fixture(scope="module")
def demo(demo_data):
    return Twin.open("demo", data=demo_data)


@pytest.fixture(scope="module")
def found(demo):
    return columns(demo)


def mean(found: Columns, values, here) -> float:
    return float(np.average(values[here], weights=found.cells[here]))


def inside(found: Columns, name: str):
    return (found.area == found.areas.index(name)) & found.known


def test_there_are_at_most_twenty_thousand_of_the_whole_area(found, demo):
    assert 5_000 < found.cells.size <= 20_000
    land = (found.column >= 0).sum()
    assert found.cells.sum() == land > 600_000
    assert found.cells[found.known].sum() > 0.9 * land
    assert check_columns(demo) == []


@pytest.mark.parametrize("name", PEAT)
def test_strips_of_peat_are_in_the_classes_of_the_plan(found, name):
    here = inside(found, name)
    planned = np.isin(found.spacing[here], (40.0, 62.5))
    assert found.cells[here][planned].sum() > 0.85 * found.cells[here].sum()


def test_parcels_of_the_droogmakerij_are_as_wide_as_planned_and_have_pipes(found, demo):
    here = found.areas.index("droogmakerij-1")
    land = (found.column >= 0) & (found.area[found.column] == here)
    width = parcel_width(demo, land, ditch_points(demo))[land]
    assert np.median(width) == pytest.approx(166.5 - 5.0, abs=0.5)
    fields = (found.area == here) & (found.use == USES.index("arable")) & found.known
    assert set(found.spacing[fields]) == {12.0}


@pytest.mark.parametrize(("name", "planned"), PEILGEBIEDEN.items())
def test_levels_are_those_of_the_plan_and_ground_stands_above_them_as_planned(found, name, planned):
    summer, winter, above = planned
    here = inside(found, name)
    assert set(found.summer_level[here]) == {summer}
    assert set(found.winter_level[here]) == {winter}
    order = np.argsort(found.ground_level[here])
    count = np.cumsum(found.cells[here][order])
    median = found.ground_level[here][order][np.searchsorted(count, count[-1] / 2)]
    assert median - summer == pytest.approx(above, abs=0.06)


@pytest.mark.parametrize("name", PEAT)
def test_peat_land_is_peat_down_to_a_few_metres(found, name):
    here = inside(found, name)
    soils = np.array(found.soils)[found.soil]
    peat = np.isin(soils, ("peat", "clay_on_peat"))
    assert found.cells[here & peat].sum() > 0.95 * found.cells[here].sum()
    assert 2.0 < mean(found, found.peat_thickness, here & peat) < 6.0
    assert (found.peat_thickness[here & peat] >= 0.4).all()
    assert (found.clay_cover[here & (soils == "peat")] == 0.0).all()
    assert (found.clay_cover[here & (soils == "clay_on_peat")] >= 0.3).all()


def test_water_wells_up_in_the_droogmakerij_and_it_draws_on_the_peat_beside_it(found):
    up = {
        name: mean(found, (found.deep_head - (found.ground_level - 0.7)) / found.resistance, here)
        for name in (*PEAT, "droogmakerij-1")
        if (here := inside(found, name) & np.isfinite(found.resistance)).any()
    }
    assert up["droogmakerij-1"] * 86_400e3 > 0.3
    assert max(abs(up[name]) for name in PEAT) < 0.1 * up["droogmakerij-1"]
    # the head below the peat next to it stands under the ditches; further away it stands above them
    above = {name: mean(found, found.deep_head - found.winter_level, inside(found, name)) for name in PEAT}
    assert above["veenpolder-6"] < 0.0
    assert min(above, key=above.__getitem__) == "veenpolder-6"
    assert above["veenpolder-1"] > 0.0


def test_the_head_below_columns_is_that_of_salt_seepage(found, demo):
    made, table = setting(demo), demo.features["peilgebieden"]
    level = 0.5 * (table["summer_level"] + table["winter_level"]).to_numpy(float)
    flows = flow(made, polder=level, sea=0.03, river=0.03, recharge=0.3 / (365.25 * 86_400.0))
    told = run({"name": "x", "processes": ["salt-seepage"]}, demo).dataset["aquifer_head"].values[0]
    land = found.column >= 0
    for head, exact in ((made.fine(flows.head, demo), 1e-9), (told.astype(float), 1e-6)):
        assert np.isfinite(head[land]).all()
        mean_head = np.bincount(found.column[land], head[land]) / found.cells
        here = np.isfinite(found.resistance)
        np.testing.assert_allclose(found.deep_head[here], mean_head[here], atol=exact, rtol=0.0)


def test_ditches_of_the_peat_are_about_a_twelfth_of_it(found, demo):
    share = open_water(demo, found)
    for name in PEAT:
        assert 0.06 < share[inside(found, name)][0] < 0.15


def test_groundwater_never_follows_the_ditch_one_to_one(found):
    raised = with_levels(found, dict.fromkeys(PEAT, 0.0), dict.fromkeys(PEAT, 0.0))
    here = np.isin(found.area, [found.areas.index(name) for name in PEAT]) & found.known
    leaky = here & np.isfinite(found.resistance)
    response = parcels(raised).response[leaky]
    assert (response < 1.0).all()
    assert 0.5 < np.average(response, weights=found.cells[leaky]) < 0.99
