"""One head in the aquifer: that of salt seepage presses on parcels, and no decided level moves it."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.intervention import Context
from scenarios.interventions.water_level_raise import WaterLevelRaise
from scenarios.polders.columns import columns
from scenarios.seepage.beside import shared
from scenarios.seepage.flow import flow
from scenarios.seepage.setting import NO_AQUIFER, NO_VOXELS, setting
from scenarios.seepage.today import head_today, levels_today, today
from tests.unit.scenarios.polders.strip_polder import CENTRE, CLAY, strip_polder, voxels_of
from tests.unit.scenarios.seepage.sea_polder import MEAN_SEA, sea_polder
from twin.grid import GridSpec

X, Y = CENTRE
WHOLE, _ = GridSpec.from_bbox((X - 500, Y - 500, X + 500, Y + 500), 100.0)
RAIN = 0.3 / (365.25 * 86_400.0)
COAST = (("sea", 300.0), ("dune", 400.0), ("polder", 1200.0), ("polder", 800.0), ("river", 100.0))
LEVELS = {0: -1.2, 1: -4.0}


def coast(**changes):
    """Sea, dune, a polder, a deep one, and a river that the sea does not reach, on voxels of 100 m."""
    return sea_polder(COAST, rows=40, layers=((CLAY, 5.0),), levels=LEVELS, **changes)


def polder(levels=(-0.5, -0.7), **changes):
    return strip_polder(levels=levels, subsurface=voxels_of(((CLAY, 5.0),), WHOLE), **changes)


def asked(twin):
    """Head on the cells of a twin by the flow of salt seepage, with the levels of its table."""
    table = twin.features["peilgebieden"]
    level = 0.5 * (table["summer_level"] + table["winter_level"]).to_numpy(float)
    made = setting(twin)
    return made.fine(flow(made, polder=level, sea=MEAN_SEA, river=MEAN_SEA, recharge=RAIN).head, twin)


def raised(twin, *areas):
    return WaterLevelRaise(areas=areas, by=0.3, start=2030).apply(twin, Context(2025, 2050, 0.0))


def test_columns_have_the_head_of_salt_seepage():
    twin = coast()
    found, head = columns(twin), asked(twin)
    assert np.ptp(found.deep_head) > 0.5
    for number, value in enumerate(found.deep_head):
        assert value == pytest.approx(head[found.column == number].mean(), abs=1e-9)


def test_columns_beside_the_sea_have_more_head_than_those_beside_the_deep_polder():
    twin = coast()
    found = columns(twin)
    first = found.area == 0
    assert found.deep_head[first].min() > found.deep_head[~first].max()
    assert LEVELS[1] < found.deep_head.min()
    assert found.deep_head.max() < MEAN_SEA + 12.0


def test_head_below_one_polder_is_the_mean_of_its_levels():
    np.testing.assert_allclose(head_today(polder()), -0.6, atol=1e-9)
    np.testing.assert_allclose(head_today(polder((-0.1, -0.1))), -0.1, atol=1e-9)
    np.testing.assert_allclose(columns(polder()).deep_head, -0.6, atol=1e-9)


def test_a_decided_level_moves_neither_the_head_nor_the_columns():
    twin = polder(soil=2)
    before, after = columns(twin), columns(raised(twin, "polder"))
    assert after.summer_level == pytest.approx(before.summer_level + 0.3)
    for name in ("column", "deep_head"):
        assert getattr(after, name).tobytes() == getattr(before, name).tobytes()


def test_what_goes_to_neighbours_flows_through_the_same_aquifer():
    twin = coast()
    now = today(twin)
    assert not isinstance(now, str)
    assert today(raised(twin, "area-1")) is now
    beside = shared(raised(twin, "area-1"), columns(twin))
    assert beside.setting is now.setting
    assert (beside.recharge[now.flow.takes_in] == RAIN).all()
    assert now.flow.takes_in.any()
    # with ditch levels above the layer instead of groundwater it has the same head
    found = columns(twin)
    level = levels_today(twin).polder
    under = beside.under(level[found.area], level)[0]
    np.testing.assert_allclose(under.head, now.flow.head.ravel(), atol=1e-9)


def test_part_of_the_areas_has_the_head_of_all():
    twin = coast()
    some, every = columns(twin, ["area-0"]), columns(twin)
    cells = some.column >= 0
    heads = (found.deep_head[found.column[cells]] for found in (some, every))
    np.testing.assert_allclose(*heads, atol=1e-9)


def test_without_an_aquifer_or_levels_no_head_is_told():
    bare = strip_polder()
    assert today(bare) == NO_VOXELS
    clay = strip_polder(subsurface=voxels_of(((CLAY, 40.0),), WHOLE))
    assert today(clay) == NO_AQUIFER
    unknown = polder((np.nan, np.nan))
    for twin in (bare, clay, unknown):
        assert np.isnan(head_today(twin)).all()
        assert np.isnan(columns(twin).deep_head).all()
    assert np.isfinite(head_today(polder())).all()


def test_an_area_without_a_level_is_pressed_by_what_lies_around_it():
    twin = coast()
    table = twin.features["peilgebieden"].assign(summer_level=[-1.2, np.nan])
    found = columns(twin.with_(features={"peilgebieden": table}))
    second = found.area == 1
    assert not found.known[second].any()
    assert np.isfinite(found.deep_head).all()
    assert found.deep_head[second].min() > -1.2 - 1e-9


def test_a_twin_without_areas_has_a_head():
    twin = sea_polder((("sea", 300.0), ("dune", 400.0)), layers=((CLAY, 5.0),))
    head = head_today(twin)
    assert np.isfinite(head).all()
    assert (head >= MEAN_SEA - 1e-9).all()
