"""Parcel columns of polder 't Hoekje, against what its files hold: levels, land, ditches, unknown soil.

The raster of the ground covers a window of the polder in which 9 of its 31 water-level areas have land:
83,835 cells, of which 15 lie in no area. Its soil codes have no key, so nothing is said of peat.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from scenarios.polders.columns import check_columns, columns, open_water
from scenarios.polders.groundwater import OPEN_WATER, parcels, start, year
from scenarios.polders.model import USES
from terrain import build
from tests.validation.test_real_areas import example

DAY = 86_400.0


@pytest.fixture(scope="module")
def hoekje(data_dir):
    return build(example("hoekje", data_dir))


@pytest.fixture(scope="module")
def found(hoekje):
    return columns(hoekje)


def test_all_land_in_the_areas_is_known_and_what_has_no_ground_is_not(found):
    cells = dict(zip(found.reasons, np.bincount(found.reason, found.cells), strict=True))
    assert cells == {"": 83_835 - 15, "no ground level here": 77_869}


def test_levels_are_those_of_the_file(found, data_dir):
    table = gpd.read_file(data_dir / "area_hoekje" / "peilgebieden.gpkg").set_index("code")
    there = np.unique(found.area[found.known])
    assert there.size == 9
    for number in there:
        level = float(table.loc[found.areas[number], "streefpeil"])
        here = found.area == number
        np.testing.assert_allclose(found.summer_level[here], level, atol=1e-9)
        np.testing.assert_allclose(found.winter_level[here], level, atol=1e-9)


def test_mean_ground_is_that_of_the_cells_and_ditches_lower_it_little(found, hoekje):
    land = (found.column >= 0) & np.isfinite(hoekje.surface["ground_level"].values)
    cells = hoekje.surface["ground_level"].values[land].mean(dtype=np.float64)
    mean = np.average(found.ground_level[found.known], weights=found.cells[found.known])
    assert 0.0 <= mean - cells < 0.01


def test_no_level_stands_above_the_surface(hoekje):
    assert check_columns(hoekje) == []


def test_open_water_by_the_ditches_is_that_of_the_flagged_cells(found, hoekje):
    share = open_water(hoekje, found)
    number = found.areas.index("2020-8")
    outline = hoekje.features["peilgebieden"].set_index("id").geometry["2020-8"]
    inside = shapely.contains_xy(outline, *np.meshgrid(hoekje.grid.x, hoekje.grid.y))
    inside &= np.isfinite(hoekje.surface["ground_level"].values)
    flagged = (hoekje.surface["permanent_water"].values[inside] > 0).mean()
    assert share[found.area == number][0] == pytest.approx(flagged, rel=0.2)
    assert 0.0 < share.min() <= share.max() <= max(OPEN_WATER.value, 0.16)


def test_groundwater_is_computed_and_peat_is_not_known(found):
    assert found.soils == ("unknown",)
    assert np.isnan(found.peat_thickness).all()
    assert np.isnan(found.resistance).all()
    assert found.known.any()
    land = parcels(found)
    levels = {"ground_level": found.ground_level, "level": found.winter_level}
    state = start(land, **levels, recharge=0.0)
    np.testing.assert_allclose(state.level[found.known], np.minimum(*levels.values())[found.known])
    nothing = np.full(found.cells.size, np.nan)
    passed = year(
        land, state, ground_level=found.ground_level, summer=found.summer_level, winter=found.winter_level,
        lowest=nothing, highest=nothing, recharge=np.full(365, 0.001 / DAY), calendar_year=2025,
    )  # fmt: skip
    assert np.isfinite(passed.monthly[:, found.known]).all()
    assert np.isnan(passed.monthly[:, ~found.known]).all()


def test_use_is_that_of_a_bulb_and_grass_polder_behind_the_dunes(found):
    share = np.bincount(found.use[found.known], found.cells[found.known], minlength=len(USES)) / 83_820
    assert share[USES.index("grass")] + share[USES.index("arable")] > 0.3
