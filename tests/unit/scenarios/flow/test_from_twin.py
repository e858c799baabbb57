"""A twin as a flow model: boundary, crests, breaches, structures and start levels."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from scenarios.drivers import Drivers, DriverSet, resolve
from scenarios.flow.breach_sites import largest_width
from scenarios.flow.from_twin import FloodModel, driven, flood_model
from scenarios.flow.parameters import FloodParameters
from tests.unit.scenarios.conftest import CREST_X, table
from twin.errors import InvalidInputError
from twin.state import Twin

AT = (CREST_X, 545500.0)
STORM = {
    "sea_level_rise": {"metres": 1.0},
    "storm": {"return_period": 10_000.0, "station": "den-helder"},
}


def drivers(**content: object) -> Drivers:
    return resolve(DriverSet.model_validate(content), 2100)


def model(twin: Twin, **parameters: object) -> FloodModel:
    return flood_model(twin, drivers(**STORM), FloodParameters(**parameters))


def test_the_sea_is_a_boundary_and_no_cell(coast: Twin) -> None:
    found = model(coast)
    sea = coast.surface["sea"].values != 0
    np.testing.assert_array_equal(found.outside, sea)
    np.testing.assert_array_equal(np.isnan(found.domain.bed), sea)
    boundary = found.domain.faces.series == 0
    assert boundary.sum() == coast.grid.ny
    assert (found.domain.faces.col[boundary] == 29).all()
    assert found.domain.check() == []
    assert found.sea is not None
    assert found.sea.value.max() == pytest.approx(drivers(**STORM).sea_level)


def test_tidal_water_that_a_dike_keeps_apart_is_no_sea(coast: Twin) -> None:
    water = coast.surface["permanent_water"].values.copy()
    ground = coast.surface["ground_level"].values.copy()
    water[40, 30:49], ground[40, 30:49] = 1, -1.0  # a creek in the foreland
    water[40, 60:90], ground[40, 60:90] = 1, -2.0  # a ditch in the polder
    found = model(coast.with_(surface={"permanent_water": water, "ground_level": ground}))
    assert found.outside[40, 30:49].all()
    assert not found.outside[:, 55:].any()


def test_water_of_a_polder_starts_at_its_winter_level_and_forelands_at_sea(coast: Twin) -> None:
    water = coast.surface["permanent_water"].values.copy()
    ground = coast.surface["ground_level"].values.copy()
    water[60, 80:90], ground[60, 80:90] = 1, -3.0
    found = model(coast.with_(surface={"permanent_water": water, "ground_level": ground}))
    np.testing.assert_allclose(found.level[60, 80:90], -2.0)
    assert found.level[60, 100] == found.domain.bed[60, 100]
    assert found.sea is not None
    np.testing.assert_allclose(found.level[:, 35], found.sea.at(0.0))
    assert not found.land[60, 85]


def test_a_breach_takes_its_width_from_the_crest(coast: Twin) -> None:
    found = model(coast, breach_at=AT, breach_soil="clay")
    (site,) = found.sites
    assert site.dike == "zeedijk"
    assert site.crest == 8.0
    assert site.bottom == pytest.approx(0.5)
    for width in (0.0, 3.0, 10.0, 41.7, 75.0):
        gone, taken = site.shares(width)
        assert (taken * site.face).sum() == pytest.approx(width)
        assert (gone * site.length).sum() == pytest.approx(width)
    assert largest_width(FloodParameters(breach_soil="sand")) == 200.0
    near = np.abs(coast.grid.y - AT[1]) < 30
    body = np.abs(coast.grid.x - CREST_X) < 40
    assert found.domain.bed[np.ix_(near, body)].max() <= 0.5
    far = np.abs(coast.grid.y - AT[1]) > 100
    assert found.domain.bed[np.ix_(far, body)].max() == pytest.approx(6.0, abs=1e-3)


def test_a_breach_lies_across_a_slanting_dike_with_heights(coast: Twin) -> None:
    slanting = LineString([(60350, 544900, 8.0), (60650, 546100, 8.0)])
    dikes = table({"id": ["schuin"], "crest_level": [8.0], "kind": ["primary"]}, [slanting])
    at = shapely.force_2d(slanting).interpolate(0.5, normalized=True)
    found = model(coast.with_(features={"dikes": dikes}), breach_at=(at.x, at.y))
    (site,) = found.sites
    for width in (12.0, 60.0):
        _, taken = site.shares(width)
        assert (taken * site.face).sum() == pytest.approx(width, rel=1e-6)
    outer, inner = (coast.grid.x[column] for _, column in site.probe)
    assert (outer - at.x) * (inner - at.x) < 0
    assert abs(outer - at.x) == pytest.approx(75 * 1200 / np.hypot(300, 1200), abs=10)


def test_flow_over_the_dike_counts_as_inwards_on_its_land_side(coast: Twin) -> None:
    found = model(coast, breach_at=AT)
    faces = found.domain.faces
    crest = (faces.axis == 0) & np.isin(faces.col, (49, 50)) & np.isfinite(faces.sill) & faces.weir
    assert (found.inwards[crest] == 1).all()
    assert (found.inwards[faces.series == 0] == 0).all()
    assert found.protected[:, 60:].all()
    assert not found.protected[:, :45].any()


def test_a_breach_counts_where_only_a_risen_sea_stands_before_it(coast: Twin) -> None:
    rise = {"sea_level_rise": {"metres": 1.0}}  # 1.8 m NAP at high water on a foreshore of 1 m
    ground = coast.surface["ground_level"].values.copy()
    ground[:, 30:45] = 1.0
    high = coast.with_(surface={"ground_level": ground})
    found = flood_model(high, drivers(**rise), FloodParameters(breach_at=AT))
    own = slice(found.crests, found.crests + found.sites[0].entry.size)
    assert (found.inwards[own] == 1).all()
    assert found.protected[:, 35].all()  # as in the reference, which stays dry there
    assert not found.protected[:, 28].any()


def test_without_dikes_nothing_is_inwards(coast: Twin) -> None:
    ground = coast.surface["ground_level"].values.copy()
    ground[::2, 30] = 9.0
    bare = Twin.from_datasets(coast.surface).with_(surface={"ground_level": ground})
    assert not model(bare).inwards.any()


def test_waves_come_over_dikes_that_hold(coast: Twin) -> None:
    inflows = model(coast, wave_height=2.5, wave_period=6.0).domain.inflows
    assert len(inflows) == 1
    assert inflows[0].row.size == coast.grid.ny
    assert inflows[0].discharge.value.max() > inflows[0].discharge.value.min() > 0.0
    assert model(coast).domain.inflows == ()


def test_a_river_wave_comes_into_cells_around_its_place(coast: Twin) -> None:
    river = {"river_base": 20.0, "river_peak": 300.0}
    found = model(coast, river_at=(61505.0, 545505.0), **river)
    assert found.domain.inflows[0].row.size == 9
    assert found.domain.inflows[0].discharge.value.max() == 300.0
    with pytest.raises(InvalidInputError, match="river_at"):
        model(coast, river_at=(60105.0, 545505.0), **river)


def test_a_sea_above_every_dike_is_refused(coast: Twin) -> None:
    with pytest.raises(InvalidInputError, match="above the highest dike, 8 m NAP"):
        flood_model(coast, drivers(sea_level_rise={"metres": 12.0}), FloodParameters())


def test_what_brings_water(coast: Twin) -> None:
    dry = Twin.from_datasets(coast.surface[["ground_level"]])
    assert driven(coast, drivers(), FloodParameters())
    assert not driven(dry, drivers(), FloodParameters())
    assert driven(dry, drivers(rain={"depth_mm": 10.0, "hours": 1.0}), FloodParameters())


def test_structures_become_links_between_the_water_beside_them(coast: Twin) -> None:
    water = coast.surface["permanent_water"].values.copy()
    ground = coast.surface["ground_level"].values.copy()
    water[60, 80:90], ground[60, 80:90] = 1, -2.0
    water[60, 92:100], ground[60, 92:100] = 1, -1.8
    works = table(
        {
            "id": ["gemaal", "duiker", "stuw", "sluis"],
            "kind": ["pumping-station", "culvert", "weir", "lock"],
            "capacity": [2.5, np.nan, np.nan, np.nan],
        },
        [Point(60795, 545395), Point(60910, 545395), Point(60910, 545395), Point(60500, 545395)],
    )
    twin = coast.with_(
        surface={"permanent_water": water, "ground_level": ground}, features={"structures": works}
    )
    found = model(twin)
    links = found.domain.links
    assert links is not None
    (pump,), (culvert,), (weir,) = links.pumps, links.culverts, links.weirs
    assert pump.source == (60, 80)
    assert pump.target is None
    assert pump.capacity == 2.5
    assert pump.drowns_at > pump.start_level > pump.stop_level == pytest.approx(-2.0)
    assert {culvert.source, culvert.target} == {(60, 89), (60, 92)}
    assert weir.crest == pytest.approx(-1.8)
    assert "1 lock" in found.notes["structures"]
    off = model(twin, pumps="off").domain.links
    assert off is not None
    assert off.pumps == ()
    failing = model(twin, pumps="on", pumps_off_from=2.0).domain.links
    assert failing is not None
    assert failing.pumps[0].failure == (7200.0, 25 * 3600.0)
    assert failing.pumps[0].drowns_at == np.inf
