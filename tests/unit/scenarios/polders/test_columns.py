"""Columns of a polder: what a cell of land becomes, what is unknown and why, drains and other levels."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import box

from scenarios.physics.drainage import equivalent_depth
from scenarios.polders.columns import (
    DITCH_RADIUS,
    DRAIN_RADIUS,
    NO_GROUND,
    NO_LEVEL,
    NO_WATER,
    TOO_WIDE,
    columns,
    open_water,
    with_drains,
    with_levels,
)
from scenarios.polders.groundwater import OPEN_WATER
from scenarios.polders.model import DRAINS, USES
from tests.unit.scenarios.polders.strip_polder import CENTRE, strip_polder
from twin.errors import InvalidInputError

DAY = 86_400.0
X, Y = CENTRE
WHOLE = box(X - 500, Y - 500, X + 500, Y + 500)
WEST, EAST = box(X - 500, Y - 500, X, Y + 500), box(X, Y - 500, X + 500, Y + 500)
PEAT, CLAY, GRASS, ARABLE, MARSH, TOWN = 4, 2, 8, 9, 14, 16


def reason(found):
    """Cells of each reason."""
    cells = np.bincount(found.reason, found.cells, minlength=len(found.reasons))
    return {text: int(count) for text, count in zip(found.reasons, cells, strict=True) if count}


def test_equal_strips_are_one_column_but_for_the_ends_at_the_edge():
    found = columns(strip_polder(spacing=45.0, soil=PEAT, land_use=GRASS))
    main = found.cells.argmax()
    assert found.cells[main] > 0.9 * found.cells.sum()
    assert found.cells.sum() == 100 * 100
    assert found.cell_area == 100.0
    assert found.areas == ("polder",)
    assert found.spacing[main] == 40.0
    assert found.ground_level[main] == 0.0
    assert (found.summer_level[main], found.winter_level[main]) == (-0.5, -0.6)
    assert found.soils[found.soil[main]] == "peat"
    assert USES[found.use[main]] == "grass"
    assert DRAINS[found.drains[main]] == "none"
    assert found.storage[main] == 0.12
    assert reason(found) == {"": 10_000}


def test_transmissivity_is_conductivity_over_the_equivalent_depth():
    found = columns(strip_polder(spacing=45.0, soil=PEAT))
    main = found.cells.argmax()
    depth = equivalent_depth(spacing=40.0, base_depth=4.0, radius=DITCH_RADIUS.value)
    assert found.transmissivity[main] == pytest.approx(0.15 / DAY * float(depth), rel=1e-12)


def test_cells_of_water_and_outside_the_areas_have_no_column():
    wet = np.zeros((100, 100), np.int8)
    wet[:, 60:] = 1
    found = columns(strip_polder(areas={"west": WEST}, permanent_water=wet))
    assert (found.column[:, :50] >= 0).all()
    assert (found.column[:, 50:] == -1).all()


def test_only_the_areas_asked_for_are_looked_at_and_numbers_stay_those_of_the_twin():
    found = columns(strip_polder(areas={"west": WEST, "east": EAST}), ["east"])
    assert found.areas == ("west", "east")
    assert set(found.area.tolist()) == {1}
    assert (found.column[:, :50] == -1).all()


def test_where_areas_overlap_the_first_one_counts():
    found = columns(strip_polder(areas={"first": WEST, "second": WHOLE}))
    assert found.areas[found.area[found.column[50, 10]]] == "first"
    assert found.areas[found.area[found.column[50, 90]]] == "second"


def test_ground_that_is_not_known_gives_the_reason():
    ground = np.zeros((100, 100), np.float32)
    ground[20:30, 20:30] = np.nan
    found = columns(strip_polder(ground=ground))
    assert reason(found)[NO_GROUND] == 100
    assert np.isnan(found.on_grid(found.ground_level)[25, 25])


def test_an_area_without_a_level_is_unknown_and_the_other_is_not():
    twin = strip_polder(areas={"west": WEST, "east": EAST})
    table = twin.features["peilgebieden"].assign(summer_level=[np.nan, -0.5])
    found = columns(twin.with_(features={"peilgebieden": table}))
    assert reason(found) == {"": 5000, NO_LEVEL: 5000}


def test_without_ditches_nothing_is_known():
    assert reason(columns(strip_polder(lines=[]))) == {NO_WATER: 10_000}


def test_land_far_from_ditches_is_unknown_but_not_the_rest():
    near = [line for line in strip_polder().features["watercourses"].geometry if line.centroid.y < Y - 300]
    found = columns(strip_polder(lines=near))
    assert reason(found)[TOO_WIDE] > 1000
    assert found.known[found.column[95, 50]]
    assert not found.known[found.column[40, 50]]


def test_no_area_at_all_or_an_unknown_one_is_refused():
    twin = strip_polder()
    with pytest.raises(InvalidInputError, match=r"areas\[1\].*is not one of the peilgebieden"):
        columns(twin, ["polder", "poldr"])
    with pytest.raises(InvalidInputError, match="names no area"):
        columns(twin, [])


def test_other_ditch_levels_leave_numbers_and_cells_as_they_are():
    rng = np.random.default_rng(3)
    ground = rng.normal(0.0, 0.1, (100, 100)).astype(np.float32)
    land = {"ground": ground, "soil": PEAT, "land_use": GRASS, "areas": {"west": WEST, "east": EAST}}
    low, high = columns(strip_polder(**land)), columns(strip_polder(**land, levels=(-0.2, -0.2)))
    np.testing.assert_array_equal(low.column, high.column)
    for name in ("ground_level", "spacing", "transmissivity", "storage", "area", "cells"):
        np.testing.assert_array_equal(getattr(low, name), getattr(high, name))
    raised = with_levels(low, {"east": -0.2}, {"east": -0.2})
    east = low.area == 1
    np.testing.assert_array_equal(raised.summer_level[east], high.summer_level[east])
    np.testing.assert_array_equal(raised.winter_level[east], high.winter_level[east])
    np.testing.assert_array_equal(raised.summer_level[~east], low.summer_level[~east])


def test_drains_bring_ditch_water_nearer_in_farmed_land_of_their_area_only():
    use = np.full((100, 100), GRASS)
    use[:, 20:30] = TOWN
    twin = strip_polder(soil=PEAT, land_use=use, areas={"west": WEST, "east": EAST})
    bare, drained = columns(twin), columns(twin, drains={"west": "pressurised"})
    np.testing.assert_array_equal(bare.column, drained.column)
    farmed = (bare.area == 0) & (bare.use == USES.index("grass"))
    assert (drained.drains[farmed] == DRAINS.index("pressurised")).all()
    assert (drained.drains[~farmed] == 0).all()
    assert (drained.spacing[farmed] == 6.0).all()
    np.testing.assert_array_equal(drained.spacing[~farmed], bare.spacing[~farmed])
    depth = equivalent_depth(spacing=6.0, base_depth=4.0, radius=DRAIN_RADIUS.value)
    np.testing.assert_allclose(drained.transmissivity[farmed], 0.15 / DAY * float(depth), rtol=1e-12)
    days = [each.spacing**2 / (12.0 * each.transmissivity) / DAY for each in (bare, drained)]
    assert days[0][farmed].max() == pytest.approx(275.1, abs=0.1)
    assert days[1][farmed].max() == pytest.approx(32.8, abs=0.1)


def test_drains_wider_apart_than_the_ditches_leave_their_distance():
    drained = with_drains(columns(strip_polder(land_use=GRASS)), {"polder": "passive"}, spacing=70.0)
    assert drained.spacing[drained.cells.argmax()] == 40.0


def test_no_drains_leave_what_there_is():
    bare = columns(strip_polder(land_use=GRASS))
    same = with_drains(bare, {"polder": "none"})
    np.testing.assert_array_equal(same.spacing, bare.spacing)
    np.testing.assert_array_equal(same.drains, bare.drains)


def test_farmed_clay_has_its_pipes_and_town_and_peat_have_none():
    use, soil = np.full((100, 100), GRASS), np.full((100, 100), CLAY)
    use[:, 40:60], soil[:, 60:] = TOWN, PEAT
    found = columns(strip_polder(spacing=110.0, soil=soil, land_use=use))
    clay, town, peat = (found.column[50, at] for at in (20, 50, 80))
    assert (found.spacing[clay], DRAINS[found.drains[clay]]) == (12.0, "passive")
    assert (found.spacing[town], DRAINS[found.drains[town]]) == (107.5, "none")
    assert (found.spacing[peat], DRAINS[found.drains[peat]]) == (107.5, "none")
    depth = equivalent_depth(spacing=12.0, base_depth=4.0, radius=DRAIN_RADIUS.value)
    assert found.transmissivity[clay] == pytest.approx(0.05 / DAY * float(depth), rel=1e-12)
    pumped = with_drains(found, {"polder": "pressurised"})
    assert (pumped.spacing[clay], DRAINS[pumped.drains[clay]]) == (6.0, "pressurised")


def test_land_without_ditches_stays_unknown_with_pipes_and_drains():
    found = columns(strip_polder(soil=CLAY, land_use=GRASS, lines=[]), drains={"polder": "passive"})
    assert np.isnan(found.spacing).all()
    assert not found.known.any()


def test_a_polder_without_land_has_no_columns():
    found = columns(strip_polder(soil=CLAY, land_use=GRASS, permanent_water=1))
    assert found.cells.size == 0
    assert (found.column == -1).all()
    assert found.on_grid(found.ground_level).shape == (100, 100)


def test_notes_tell_the_steps_and_what_stood_in():
    rough = np.random.default_rng(1).normal(0.0, 0.5, (100, 100)).astype(np.float32)
    fine, coarse = (
        columns(strip_polder(ground=rough, soil=CLAY, land_use=GRASS), most=n) for n in (9999, 20)
    )
    assert (
        f"{fine.cells.size} parcel columns in steps of ground level 0.05 m, peat thickness 0.25 m"
        in fine.notes[0]
    )
    assert "ground level 0.05 m" not in coarse.notes[0]
    assert any("no voxels: no aquifer takes part" in note for note in fine.notes)
    assert any("drain pipes every 12 to 15 m" in note for note in fine.notes)
    unknown = columns(strip_polder(soil=19)).notes
    assert any("soil code 19: nothing is said of peat" in note for note in unknown)
    assert not any("pipes" in note for note in unknown)


@pytest.mark.parametrize(
    ("drains", "spacing", "message"),
    [
        ({"polder": "passief"}, 6.0, "not 'passief'"),
        ({"polders": "passive"}, 6.0, "'polders' is no area"),
        ({"polder": "passive"}, 0.0, "spacing is 0"),
        ({"polder": "passive"}, float("nan"), "spacing is nan"),
    ],
)
def test_drains_that_cannot_be_are_refused(drains, spacing, message):
    with pytest.raises(ValueError, match=message):
        with_drains(columns(strip_polder(land_use=GRASS)), drains, spacing=spacing)


def test_share_of_open_water_is_that_of_the_area_or_the_usual_one():
    twin = strip_polder(width=4.0, areas={"west": WEST, "east": EAST})
    found = columns(twin)
    share = open_water(twin, found)
    assert share.shape == found.cells.shape
    assert (share > 0.0).all()
    bare = twin.with_(features={"watercourses": twin.features["watercourses"].drop(columns="width")})
    assert (open_water(bare, found) == OPEN_WATER.value).all()


def test_use_follows_the_land_use_and_is_other_where_it_is_not_told():
    use = np.full((100, 100), GRASS)
    use[:, 20:40], use[:, 40:60], use[:, 60:80], use[:, 80:] = ARABLE, MARSH, TOWN, 999
    found = columns(strip_polder(land_use=use))
    names = [USES[found.use[found.column[50, at]]] for at in (10, 30, 50, 70, 90)]
    assert names == ["grass", "arable", "nature", "built", "other"]
    assert {USES[code] for code in columns(strip_polder()).use} == {"other"}
