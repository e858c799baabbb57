"""Features claim room below ground; one that does not tell its depth claims nothing."""

from __future__ import annotations

import math

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point

from twin import Twin
from twin.claims import FUNCTIONS, Claim
from twin.errors import InvalidInputError

YEAR = 31_557_600.0
HERE = Point(60200, 545100)


def claims(surface, theme: str, **columns: list[object]) -> tuple[Claim, ...]:
    shapes = columns.pop("geometry", [HERE])
    table = gpd.GeoDataFrame({"id": ["one"], **columns}, geometry=shapes, crs=28992)
    return Twin.from_datasets(surface, features={theme: table}).claims


def test_a_cable_lies_below_the_ground_at_its_middle(small_surface) -> None:
    lines = gpd.GeoDataFrame(
        {
            "id": ["k1"],
            "network": ["electricity-lv"],
            "depth": [0.6],
            "depth_status": ["standard"],
            "diameter": [0.1],
        },
        geometry=[LineString([(60200, 545100), (60300, 545100)])],
        crs=28992,
    )
    (claim,) = Twin.from_datasets(small_surface, features={"utility_lines": lines}).claims
    assert (claim.function, claim.top, claim.base) == ("CAB", pytest.approx(-1.6), pytest.approx(-1.7))


def test_a_storage_system_claims_its_thermal_radius_round_each_well(small_surface) -> None:
    places = {"warm_x": [60200.0], "warm_y": [545100.0], "cold_x": [60300.0], "cold_y": [545100.0]}
    told = {**places, "filter_top": [-31.0], "filter_base": [-71.0]}
    warm, cold, bores = claims(small_surface, "ates", **told, volume=[150_000.0])
    assert [(c.id, c.kind, c.owner) for c in (warm, cold, bores)] == [
        ("one:warm", "warm", "one"), ("one:cold", "cold", "one"), ("one:bores", "bore", "one"),
    ]  # fmt: skip
    assert (bores.top, bores.base, len(bores.footprint.geoms)) == (-1.0, -71.0, 2)
    assert warm.radius == cold.radius == pytest.approx(42.9880, rel=1e-5)
    assert (warm.footprint.x, cold.footprint.x) == (60200.0, 60300.0)
    unknown, *_ = claims(small_surface, "ates", **told)
    assert unknown.radius == 0.0
    assert math.isnan(unknown.growth)
    assert claims(small_surface, "ates", **places) == ()
    assert claims(small_surface, "ates", **{**told, "cold_y": [math.nan]}) == ()


def test_stored_heat_drifts_until_the_end_of_use(small_surface) -> None:
    told = {"warm_x": [60200.0], "warm_y": [545100.0], "cold_x": [60300.0], "cold_y": [545100.0],
            "filter_top": [-31.0], "filter_base": [-71.0], "volume": [9e4],
            "drift_x": [2.0 / YEAR]}  # fmt: skip
    warm, *_ = claims(small_surface, "ates", **told, start=[2020.0], end=[2050.0])
    assert list(warm.footprint.coords) == [(60200.0, 545100.0), pytest.approx((60260.0, 545100.0))]
    endless, *_ = claims(small_surface, "ates", **told)
    assert endless.footprint.length == pytest.approx(50.0)  # 25 years


def test_a_doublet_cools_a_body_that_grows(small_surface) -> None:
    reservoir = {"reservoir_top": [-2200.0], "reservoir_base": [-2260.0], "flow": [150 / 3600]}
    claim, *_ = claims(small_surface, "doublets", **reservoir, injector_x=[60250.0], injector_y=[545100.0])
    assert (claim.id, claim.kind) == ("one", "cooled")
    assert claim.radius_after(0.0) == 0.0
    assert claim.radius_after(30 * YEAR) == pytest.approx(568.001, rel=1e-5)
    assert claim.footprint.x == 60250.0
    bare, _ = claims(small_surface, "doublets")
    assert (bare.top, bare.base) == (-500.0, -math.inf)
    assert math.isnan(bare.growth)  # it cools the ground, no one knows how far: not 0
    assert bare.footprint == HERE
    no_flow, *_ = claims(small_surface, "doublets", **{**reservoir, "flow": [math.nan]})
    assert math.isnan(no_flow.growth)


def test_a_doublet_claims_its_bores_and_its_site_and_they_are_of_one_owner(small_surface) -> None:
    told = {"reservoir_top": [-2200.0], "reservoir_base": [-2260.0], "flow": [0.04],
            "kickoff_level": [-600.0], "producer_x": [60900.0], "producer_y": [545100.0],
            "injector_x": [59500.0], "injector_y": [545100.0], "owner": ["growers"]}  # fmt: skip
    found = {claim.id: claim for claim in claims(small_surface, "doublets", **told)}
    assert set(found) == {"one", "one:producer", "one:injector", "one:site"}
    assert {claim.owner for claim in found.values()} == {"growers"}
    path = list(found["one:producer"].footprint.coords)
    assert [z for *_, z in path] == [-1.0, -600.0, -2200.0, -2260.0]
    assert path[2][0] == path[3][0] == 60900.0
    assert found["one:producer"].tilt == pytest.approx(0.015)
    site = found["one:site"]
    assert (site.kind, site.base, site.footprint.covers(HERE)) == ("site", -6.0, True)
    (licence,) = claims(small_surface, "doublets", geometry=[HERE.buffer(900.0)], status=["licence"])
    assert (licence.kind, licence.owner) == ("licence", "one")


def test_a_well_reaches_from_the_ground_to_its_screen(small_surface) -> None:
    (claim,) = claims(small_surface, "wells", screen_base=[-30.0])
    assert (claim.top, claim.base) == (pytest.approx(-1.0), -30.0)
    away = [Point(70000, 545100)]
    (outside,) = claims(small_surface, "wells", geometry=away, screen_top=[-25.0], screen_base=[-30.0])
    assert (outside.top, outside.base) == (-25.0, -30.0)
    assert claims(small_surface, "wells", geometry=away) == ()


def test_a_claim_upside_down_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="is not above its base"):
        Claim("x", "wells", "WEL", HERE, top=-30.0, base=0.0)
    with pytest.raises(InvalidInputError, match="is no use of the ground"):
        Claim("x", "wells", "MINE", HERE, top=0.0, base=-30.0)


def test_a_line_tells_its_network_and_how_sure_its_depth_is(small_surface) -> None:
    lines = gpd.GeoDataFrame(
        {
            "id": ["a", "b"],
            "network": ["water", "data"],
            "depth": [1.0, 0.6],
            "depth_status": ["measured", "standard"],
        },
        geometry=[LineString([(60200, 545100), (60300, 545100)])] * 2,
        crs=28992,
    )
    measured, usual = Twin.from_datasets(small_surface, features={"utility_lines": lines}).claims
    assert (measured.kind, measured.sigma_xy, measured.sigma_z, measured.ground) == ("water", 0.1, 0.1, -1.0)
    assert (usual.kind, usual.sigma_xy, usual.sigma_z) == ("data", 0.5, 0.25)


def test_a_line_of_unknown_depth_lies_at_the_cover_of_its_network(small_surface) -> None:
    line = {"geometry": [LineString([(60200, 545100), (60300, 545100)])], "depth_status": ["assumed"]}
    (sewer,) = claims(small_surface, "utility_lines", network=["sewer"], depth=[math.nan], **line)
    assert (sewer.top, sewer.sigma_z) == (pytest.approx(-3.0), 0.25)
    assert claims(small_surface, "utility_lines", network=["tube"], depth=[math.nan], **line) == ()


@pytest.mark.parametrize(
    ("ends", "ground", "top"),
    [
        # From the eastern and from the upper edge of the grid, that no cell holds.
        ([(60400.0, 545100.0), (60300.0, 545100.0)], -1.0, -2.0),
        ([(60085.0, 545300.0), (60085.0, 545200.0)], 3.0, 2.0),
        # The middle lies outside: that of the part inside counts.
        ([(60300.0, 545100.0), (61000.0, 545100.0)], -1.0, -2.0),
        # It touches the grid alone, and the cell there tells.
        ([(60400.0, 545100.0), (60500.0, 545100.0)], -1.0, -2.0),
        # From low ground over the ridge.
        ([(60010.0, 545100.0), (60160.0, 545100.0)], 3.0, 2.0),
    ],
)
def test_the_ground_of_a_line_is_that_of_its_middle_inside_the_twin(small_surface, ends, ground, top) -> None:
    line = {"geometry": [LineString(ends)], "depth_status": ["measured"]}
    (claim,) = claims(small_surface, "utility_lines", network=["water"], depth=[1.0], **line)
    assert (claim.ground, claim.top) == (ground, pytest.approx(top))


def test_a_line_outside_the_twin_claims_nothing(small_surface) -> None:
    line = {
        "geometry": [LineString([(60500.0, 545100.0), (60600.0, 545100.0)])],
        "depth_status": ["measured"],
    }
    assert claims(small_surface, "utility_lines", network=["water"], depth=[1.0], **line) == ()


def test_there_are_18_functions_with_rules_and_wells() -> None:
    assert len(FUNCTIONS) == 19
    assert all(Claim("x", "t", function, HERE, top=0.0, base=-1.0).source == "" for function in FUNCTIONS)
