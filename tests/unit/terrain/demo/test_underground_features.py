"""Wells, zones, heat, networks, archaeology and boreholes below the demo."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import shapely

from terrain.demo import plan
from terrain.demo.protection import isochrone, recharged_area
from terrain.demo.underground import underground
from terrain.demo.utilities import COVER, PROFILES
from terrain.demo.wells import FIELDS
from terrain.subsurface.intervals import intervals_of
from twin.features import check_features
from twin.grid import GridSpec
from twin.heat_reach import cooled_radius, thermal_radius
from twin.vocabulary import NETWORKS

DAY, YEAR = 86400.0, 31_557_600.0
FIELD = {"discharge": 5000 / DAY, "height": 40.0}


@pytest.fixture(scope="module")
def built(demo):
    return underground(demo.surface, demo.features)


@pytest.fixture(scope="module")
def model(built):
    return built[0]["voxels"].to_dataset()


@pytest.fixture(scope="module")
def themes(built):
    return built[1]


def _sand(model, x, y, top, base):
    row, column = GridSpec.of(model).index(x, y)
    z = model["z"].values
    between = (z < top) & (z > base)
    assert between.any()
    return (model["lithok"].values[between, row, column] >= 5).all()


def _lowest(demo, shape):
    x, y = np.meshgrid(demo.grid.x, demo.grid.y)
    near = shapely.distance(shapely.points(x, y), shape) < demo.grid.dx / 2
    return demo.surface["ground_level"].values[near].min()


def test_tables_are_valid(themes):
    assert set(themes) == {
        "wells", "protection_zones", "doublets", "ates", "boreholes", "archaeology", "expectation_zones",
        "utility_lines", "closed_loops",
    }  # fmt: skip
    area = plan.polygon("gebied").buffer(61)
    for theme, table in themes.items():
        assert check_features(theme, table) == []
        assert table.is_valid.all(), theme
        assert not table.geometry.is_empty.any(), theme
        assert shapely.covers(area, table.geometry.to_numpy()).all(), theme


@pytest.mark.parametrize(
    ("seconds", "up", "down"),
    [(60 * DAY, 86.0525, 79.1965), (25 * YEAR, 1595.33, 577.924), (100 * YEAR, 4490.47, 660.966)],
)
def test_isochrone_reaches_as_far_as_bear_and_jacobs(seconds, up, down):
    zone = isochrone(**FIELD, seconds=seconds, conductivity=30 / DAY, gradient=0.001)
    x = shapely.get_coordinates(zone)[:, 0]
    assert x.max() == pytest.approx(up, rel=1e-5)
    assert -x.min() == pytest.approx(down, rel=1e-5)


def test_isochrone_holds_the_pumped_water():
    zone = isochrone(**FIELD, seconds=25 * YEAR, conductivity=30 / DAY, gradient=0.001)
    assert zone.area == pytest.approx(5000 / DAY * 25 * YEAR / (0.35 * 40.0), rel=2e-3)


def test_recharged_area_after_25_years():
    area = recharged_area(**FIELD, recharge=0.30 / YEAR, seconds=25 * YEAR)
    assert area == pytest.approx(0.414749 * 6.08750e6, rel=1e-5)
    assert math.sqrt(area / math.pi) == pytest.approx(896.473, rel=1e-5)


def test_wells_stand_in_sand(themes, model):
    wells = themes["wells"]
    assert wells.groupby("field").size().to_dict() == {"dune": 12, "river": 12}
    assert wells["id"].iloc[0] == "well-dune-01"
    assert ((wells["screen_top"] - wells["screen_base"]) >= 5.0).all()
    for well in wells.itertuples():
        assert _sand(model, well.geometry.x, well.geometry.y, well.screen_top, well.screen_base)
    for field in FIELDS:
        pumped = wells.loc[wells["field"] == field.key, "discharge"].sum() * YEAR
        assert pumped == pytest.approx(field.yearly)
        assert 0.5e6 <= pumped <= 10e6
    assert plan.polygon("duinen").contains(wells[wells["field"] == "dune"].union_all())


def test_zones_nest_and_have_the_area_of_their_water(themes):
    zones = themes["protection_zones"].set_index("id")
    shape = zones.geometry
    for field in ("dune", "river"):
        wells = themes["wells"].query("field == @field").union_all()
        assert shape[f"wwg-{field}"].contains(wells)
        assert shape[f"gwb-{field}"].contains(shape[f"wwg-{field}"])
    assert shape["bvz-river"].contains(shape["gwb-river"])
    assert plan.polygon("duinen").buffer(1e-6).contains(shape["gwb-dune"])
    height = zones.loc["gwb-dune", "top_level"], zones.loc["gwb-dune", "base_level"]
    assert height[0] > height[1]
    assert 1.5e6 < shape["gwb-dune"].area < 0.8e6 / 0.30
    assert (zones["top_level"] > zones["base_level"]).all()
    assert zones.loc["bvz-river", "top_level"] == pytest.approx(-26.7, abs=1.5)
    assert {"asv", "natura2000", "waterwingebied"} <= set(zones["kind"])
    assert zones["source"].str.len().gt(0).all()


def test_cooled_and_thermal_radius_closed_forms():
    assert cooled_radius(flow=150 / 3600, seconds=30 * YEAR, height=60.0) == pytest.approx(568.001, rel=1e-5)
    assert thermal_radius(volume=150_000, length=40.0) == pytest.approx(42.9880, rel=1e-5)


def test_doublet_and_licences(themes):
    table = themes["doublets"].set_index("id")
    assert list(table.index) == ["doublet-1", "licence-1", "licence-2"]
    spacing = np.hypot(table["producer_x"] - table["injector_x"], table["producer_y"] - table["injector_y"])
    assert spacing.to_numpy() == pytest.approx(1400.0, abs=0.2)
    assert -2250 < table.loc["doublet-1", "reservoir_base"] < table.loc["doublet-1", "reservoir_top"] < -2000
    licence = table.geometry["licence-1"]
    for well in ("producer", "injector"):
        hole = table.loc["doublet-1", [f"{well}_x", f"{well}_y"]].to_numpy(float)
        assert licence.contains(shapely.Point(hole).buffer(500.0))
    assert not table.geometry["licence-2"].intersects(licence)
    assert table["status"].to_list() == ["existing", "licence", "licence"]


def test_storage_systems_keep_their_distance(themes, model):
    table = themes["ates"]
    assert len(table) == 10
    apart = np.hypot(table["warm_x"] - table["cold_x"], table["warm_y"] - table["cold_y"])
    assert (apart >= 3 * table["thermal_radius"]).all()
    for row in table.itertuples():
        assert _sand(model, row.geometry.x, row.geometry.y, row.filter_top, row.filter_base)
        length = row.filter_top - row.filter_base
        assert length >= 8.0
        assert thermal_radius(volume=row.volume, length=length) == pytest.approx(row.thermal_radius, abs=0.01)


def test_one_storage_system_asks_for_the_zone_without_boreholes(themes):
    zone = themes["protection_zones"].set_index("id").loc["bvz-river"]
    inside = themes["ates"][themes["ates"].within(zone.geometry)]
    assert inside["id"].to_list() == ["ates-10"]
    assert inside["status"].to_list() == ["licence"]
    assert inside["filter_base"].iloc[0] < zone["top_level"]


def test_lines_have_a_plausible_cover(themes):
    lines = themes["utility_lines"]
    assert set(lines["network"]) == set(NETWORKS) - {"sewer-pressure", "chemicals"}
    low = lines["network"].map(lambda network: COVER[network][0])
    high = lines["network"].map(lambda network: COVER[network][1])
    assert ((lines["depth"] >= low) & (lines["depth"] <= high)).all()
    assert set(lines["depth_status"]) == {"measured", "standard", "estimated"}
    assert (lines["diameter"] > 0).all()
    assert lines["depth_source"].str.len().gt(0).all()


def test_no_two_lines_share_a_place_in_the_road():
    for slots in PROFILES.values():
        places = sorted((slot.offset, slot.diameter) for slot in slots)
        for (left, wide), (right, wider) in itertools.pairwise(places):
            assert right - left - (wide + wider) / 2 >= 0.25


def test_main_lines_cross_the_dike_and_the_river(themes):
    lines = themes["utility_lines"].set_index("id").geometry
    for name in ("hv-150kv", "gas-transmission-1"):
        for barrier in ("rivierdijk", "rivier"):
            assert lines[name].crosses(plan.line(barrier)), (name, barrier)


def test_lines_in_the_tunnel_lie_below_the_bed_of_the_river(demo, themes):
    lines = themes["utility_lines"]
    tunnel = lines[lines["id"].str.endswith("tunnel")]
    assert set(tunnel["network"]) == {"data", "electricity-mv"}
    water = demo.features["watercourses"].set_index("id").loc["rivier"]
    for shape in tunnel.geometry:
        inside = shapely.intersection(shape, water.geometry)
        assert shapely.get_coordinates(inside, include_z=True)[:, 2].max() < water["bed_level"] - 1.0


def test_heat_reaches_the_new_district_and_the_industry_only(themes):
    heat = themes["utility_lines"].query("network == 'heat'")
    streets = heat[~heat["id"].isin(["heat-trunk-1", "heat-trunk-2", "heat-industrie"])]
    assert len(streets) > 10
    assert streets["id"].str.startswith("heat-nieuwe-wijk-").all()


def test_main_gas_pipe_stays_five_metres_from_buildings(demo, themes):
    pipe = themes["utility_lines"].set_index("id").geometry["gas-transmission-1"]
    assert shapely.distance(demo.features["buildings"].geometry.to_numpy(), pipe).min() >= 5.0


def test_sites_lie_below_the_ground(demo, themes):
    sites = themes["archaeology"].set_index("id")
    assert (sites["top_level"] > sites["base_level"]).all()
    for site in sites.itertuples():
        assert site.top_level < _lowest(demo, site.geometry) - 0.25, site.Index
    assert {"road", "fort", "dwelling mound", "moat", "shipwreck"} <= set(sites["kind"])
    assert plan.polygon("droogmakerij").contains(sites.geometry["wreck-1"])
    assert sites.geometry["roman-road"].crosses(sites.geometry["roman-fort"])


def test_expectation_zones_divide_the_land(themes):
    zones = themes["expectation_zones"]
    assert set(zones["expectation"]) == {"high", "medium", "low"}
    land = plan.polygon("binnendijks").union(plan.polygon("duinen"))
    assert zones.area.sum() == pytest.approx(land.area, rel=0.01)
    assert zones.union_all().area == pytest.approx(zones.area.sum(), rel=1e-3)
    high = zones.query("expectation == 'high'").union_all()
    assert all(high.contains(plan.point(name)) for name in ("terp", "castellum"))


def test_boreholes_describe_the_voxels(themes, model):
    holes = themes["boreholes"]
    assert 35 <= len(holes) <= 48
    assert (holes["base_level"] < holes["ground_level"]).all()
    hole = holes.iloc[0]
    row, column = GridSpec.of(model).index(hole.geometry.x, hole.geometry.y)
    filled = (model["strat"].values[:, row, column] > 0).sum()
    assert hole["ground_level"] == pytest.approx(-50.0 + 0.5 * filled)
    last = hole["description"].split("; ")[-1].split("-")[1].split(" m ")[0]
    assert float(last.replace(",", ".")) == pytest.approx(hole["ground_level"] - hole["base_level"])
    told = intervals_of(hole)
    assert (told[0].top, told[-1].base) == pytest.approx((hole["ground_level"], hole["base_level"]))
    for interval in told:
        inside = (model["z"].values < interval.top) & (model["z"].values > interval.base)
        assert set(model["lithok"].values[inside, row, column].tolist()) == {interval.lithology}


def test_same_surface_gives_the_same_tables(demo, themes):
    _, again = underground(demo.surface, demo.features)
    for theme, table in themes.items():
        assert again[theme].drop(columns="geometry").equals(table.drop(columns="geometry")), theme
        assert (again[theme].to_wkb()["geometry"] == table.to_wkb()["geometry"]).all(), theme
