"""A storm on a polder: where its water stands, norms for it, and stations of the twin area by area."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from shapely import Point, box

from scenarios.polders.effects._pool import pool
from scenarios.polders.effects._stations import INLET, PUMP, capacities
from scenarios.polders.effects.rain_storage import NORMS, RainStorage
from scenarios.polders.effects.water_demand import SEASON, WaterDemand
from scenarios.polders.model import USES
from tests.unit.scenarios.polders.effect_cases import case, course
from tests.unit.scenarios.polders.peat_polder import peat_polder
from twin.grid import GridSpec
from twin.state import Twin

DAY = 86_400.0


def one_area(ground, **changes):
    """Columns of one area, their ground [m NAP], over ditches at -2.1."""
    ground = np.asarray(ground, float)
    return peat_polder(ground.size, area=np.zeros(ground.size, np.int32), ground_level=ground, **changes)


def test_water_of_a_storm_finds_the_lowest_land():
    """A tenth of a metre on four columns of which one lies lower: closed form of a stepped basin."""
    columns = one_area([-2.0, -1.5, -1.5, -1.5], storage=np.zeros(4))
    stands = pool(case(columns, course(columns, depth=0.6), open_water=0.2), 0.1, np.zeros(4))
    # 12.5 m3 on 100 m2 of land and 25 m2 of ditch: 2.5 m3 in ditches up to the low column, 50 m2 from there
    level = -2.0 + (12.5 - 25 * 0.1) / (25 + 25)
    assert stands.level[0] == pytest.approx(level, abs=1e-9)
    assert stands.depth == pytest.approx([level + 2.0, 0.0, 0.0, 0.0], abs=1e-9)
    assert stands.flooded.tolist() == [True, False, False, False]
    assert np.isnan(stands.level[1])  # area b has no land


def test_rain_that_the_soil_and_the_pumps_take_stands_nowhere():
    columns = one_area([-1.5] * 4)
    given_ = case(columns, course(columns, depth=0.6))
    assert not pool(given_, 0.05, np.zeros(4)).flooded.any()
    assert not pool(given_, 0.30, np.full(4, 0.3)).flooded.any()
    assert pool(given_, 0.30, np.zeros(4)).flooded.all()


@settings(max_examples=40, deadline=None)
@given(
    arrays(np.float64, 6, elements=st.floats(-3.0, 0.0)),
    st.floats(0.0, 0.3),
    st.floats(0.0, 0.05),
    st.floats(0.0, 1.5),
)
def test_no_water_is_lost_and_no_more_rain_floods_less(ground, storm, pumped, depth):
    columns = one_area(ground, cells=np.arange(1, 7, dtype=np.int32))
    asked = case(columns, course(columns, depth=depth), open_water=0.1)
    stands = pool(asked, storm, np.full(6, pumped))
    land = columns.size
    ditch = land / 9.0
    held = (ditch * np.maximum(stands.level[0] + 2.1, 0.0) + land * stands.depth).sum()
    soil = (land * np.minimum(storm, 0.12 * np.float64(np.float32(depth)))).sum()
    water = max(((land + ditch) * (storm - pumped)).sum() - soil, 0.0)
    assert held == pytest.approx(water, rel=1e-6, abs=1e-6)
    more = pool(asked, storm + 0.01, np.full(6, pumped))
    assert (more.depth >= stands.depth - 1e-9).all()
    assert more.flooded.sum() >= stands.flooded.sum()


def test_a_raise_floods_more_land_in_the_storm_of_the_norm():
    use = np.full(20, USES.index("grass"), np.int8)
    columns = one_area(np.linspace(-2.0, -1.5, 20), use=use)
    high = replace(columns, summer_level=np.full(20, -1.95), winter_level=np.full(20, -1.95))
    shares = []
    for these, depth in ((columns, 0.5), (high, 0.35)):
        found = RainStorage().assess(case(these, course(these, depth=depth), pump_capacity=14.0))
        (row,) = found.table
        assert (row["name"], row["return_period"], row["rain_mm"], row["exempt"]) == ("grass", 10, 54.0, 5.0)
        assert row["state"] == ("meets" if float(row["value"] or 0.0) <= 5.0 else "fails")
        assert found.parts["flooded_grass [%]"] == row["value"]
        shares.append(row["value"])
    assert shares[0] <= 5.0 < shares[1]


def test_each_use_has_its_own_norm_and_towns_no_exemption():
    assert [(norm.use, norm.return_period, norm.exempt) for norm in NORMS] == [
        ("grass", 10, 0.05),
        ("arable", 25, 0.01),
        ("built", 100, 0.0),
    ]
    use = np.array([USES.index(name) for name in ("grass", "arable", "built", "other")], np.int8)
    columns = one_area([-2.0] * 4, use=use)
    found = RainStorage().assess(case(columns, course(columns, depth=0.0), pump_capacity=0.0))
    assert [(row["name"], row["state"]) for row in found.table] == [
        ("grass", "fails"),
        ("arable", "fails"),
        ("built", "fails"),
    ]


def test_rain_for_the_process_flood_is_what_the_soil_leaves():
    columns = peat_polder()
    found = RainStorage().assess(case(columns, course(columns, depth=0.5), storm_depth=100.0))
    assert found.parts["rain_for_flood [mm]"] == pytest.approx(100 - 0.92 * 0.12 * 500, rel=1e-6)
    small = RainStorage().assess(case(columns, course(columns, depth=0.5), storm_depth=10.0))
    assert small.parts["rain_for_flood [mm]"] == 0.0


@pytest.fixture
def polder() -> Twin:
    """Areas a and b of 100 x 50 m each; a pump of 14 mm/d at a, one far off, an inlet of 2 mm/d at b."""
    grid, _ = GridSpec.from_bbox((60_000, 545_000, 60_100, 545_100), 10)
    ground = np.full(grid.shape, -1.5, np.float32)
    surface = xr.Dataset({"ground_level": (("y", "x"), ground)}, coords=grid.coords())
    areas = gpd.GeoDataFrame(
        {"id": ["a", "b"], "summer_level": [-2.1, -2.1], "winter_level": [-2.1, -2.1]},
        geometry=[box(60_000, 545_000, 60_100, 545_050), box(60_000, 545_050, 60_100, 545_100)],
        crs="EPSG:28992",
    )
    structures = gpd.GeoDataFrame(
        {
            "id": ["near", "far", "inlet", "dry"],
            "kind": [PUMP, PUMP, INLET, PUMP],
            "capacity": [0.014 * 5000 / DAY, 1.0, 0.002 * 5000 / DAY, np.nan],
        },
        geometry=[
            Point(60_050, 544_980),
            Point(60_050, 544_900),
            Point(60_050, 545_075),
            Point(60_050, 545_060),
        ],
        crs="EPSG:28992",
    )
    return Twin.from_datasets(surface, features={"peilgebieden": areas, "structures": structures})


def test_stations_serve_the_area_that_they_stand_at(polder):
    columns = peat_polder()
    asked = replace(case(columns, course(columns)), twin=polder)
    assert capacities(asked, PUMP) * DAY == pytest.approx([0.014, np.nan], nan_ok=True)
    assert capacities(asked, INLET) * DAY == pytest.approx([np.nan, 0.002], nan_ok=True)
    bare = replace(asked, twin=Twin.from_datasets(polder.surface))
    assert np.isnan(capacities(bare, PUMP)).all()
    assert np.isnan(capacities(case(columns, course(columns)), PUMP)).all()


def test_demand_of_each_area_stands_beside_its_own_inlets(polder):
    columns = peat_polder()
    years = np.zeros((10, 4), np.float32)
    years[-1] = 0.4
    asked = replace(case(columns, course(columns, inlet=years), open_water=0.2), twin=polder)
    found = WaterDemand().assess(asked)
    rows = {row["name"]: row for row in found.table if row["row"] == "area"}
    # two columns of 25 m2 in each area, a fifth of it ditch: 62.5 m2 with the ditches
    assert rows["a"]["state"] == "not known"
    assert rows["a"]["capacity_m3"] is None
    assert rows["b"]["capacity_m3"] == pytest.approx(0.002 * SEASON * 62.5)
    assert rows["b"]["state"] == "enough"
    assert rows["b"]["value"] == pytest.approx(0.4 * 50, rel=1e-6)
    assert "Of 1 of 2 areas no inlet is known." in found.notes
    short = WaterDemand().assess(replace(asked, parameters={"inlet_capacity": 1.0}))
    assert short.parts["inlet_short [m3]"] == pytest.approx((0.4 - 0.001 * SEASON) * 100, rel=1e-6)
    assert {row["state"] for row in short.table if row["row"] == "area"} == {"short"}
    assert any("sink in a, b" in note for note in short.notes)


def test_one_area_that_has_too_much_does_not_help_the_other(polder):
    columns = peat_polder()
    years = np.zeros((10, 4), np.float32)
    years[-1, :2], years[-1, 2:] = 0.9, 0.0
    asked = case(columns, course(columns, inlet=years), inlet_capacity=4.0)
    assert WaterDemand().assess(asked).parts["inlet_short [m3]"] == pytest.approx(
        (0.9 - 0.004 * SEASON) * 50, rel=1e-5
    )


def test_land_that_is_not_known_gives_the_reason_of_most_of_it():
    columns = peat_polder().without(np.array([True, True, True, False]), "no ground level here")
    asked = case(columns, course(columns), land=np.array([True, True, False, False]))
    for effect in (RainStorage(), WaterDemand()):
        found = effect.assess(asked)
        assert np.isnan(found.value)
        assert found.reason == "no ground level here"


def test_areas_add_up_to_the_whole_polder():
    """Means of areas by their weight give that of all: ditches and low land are each area's own."""
    ground = np.array([-2.0, -1.6, -1.5, -1.9, -1.4])
    columns = peat_polder(5, ground_level=ground, cells=np.arange(1, 6, dtype=np.int32))
    given_ = course(columns, depth=0.4)
    whole = RainStorage().assess(case(columns, given_))
    parts = [RainStorage().assess(case(columns, given_, land=columns.area == at)) for at in (0, 1)]
    weight = sum(part.weight for part in parts)
    assert whole.weight == pytest.approx(weight)
    assert whole.value == pytest.approx(sum(part.weight * part.value for part in parts) / weight)
    for name in ("storm_over_land_volume [m3]", "room [m3]"):
        assert whole.parts[name] == pytest.approx(sum(part.parts[name] for part in parts))


def test_every_row_of_a_table_has_the_same_keys(polder):
    columns = peat_polder()
    asked = replace(case(columns, course(columns)), twin=polder)
    for effect in (RainStorage(), WaterDemand()):
        assert len({tuple(row) for row in effect.assess(asked).table}) == 1
