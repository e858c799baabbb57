"""Every theme that uses the subsurface claims room, by the rule of its own file."""

from __future__ import annotations

import math

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, MultiPoint, Point, box

from twin import Twin
from twin.claims import Claim, rules
from twin.errors import InvalidInputError
from twin.features import THEMES

YEAR = 31_557_600.0
HERE = Point(60200, 545100)  # the ground lies at -1 m NAP
FIELD = box(60150, 545050, 60250, 545150)
GROUND = -1.0


def claims(surface, theme: str, **columns: object) -> tuple[Claim, ...]:
    shape = columns.pop("geometry", HERE)
    row = {"id": ["one"], **{name: [value] for name, value in columns.items()}}
    return Twin.from_datasets(
        surface, features={theme: gpd.GeoDataFrame(row, geometry=[shape], crs=28992)}
    ).claims


def levels(surface, theme: str, **columns: object) -> tuple[str, float, float]:
    (claim,) = claims(surface, theme, **columns)
    return claim.function, pytest.approx(claim.top), claim.base


def test_a_rule_is_found_for_every_theme_that_uses_the_ground() -> None:
    users = set(THEMES) - {
        "vital_objects", "dikes", "dike_profiles", "roads", "structures", "watercourses", "land_use_areas",
        "boreholes",
    }  # fmt: skip
    assert set(rules()) == users


def test_what_every_theme_may_tell_is_kept(small_surface) -> None:
    told = {"status": "planned", "start": 2030.0, "end": 2060.0, "owner": "plan-7", "source": "register",
            "sigma_xy": 0.3, "sigma_z": 0.1}  # fmt: skip
    (claim,) = claims(small_surface, "closed_loops", base_level=-150.0, **told)
    assert {name: getattr(claim, name) for name in told} == told
    (old,) = claims(small_surface, "closed_loops", base_level=-150.0, valid_from=2017.0, valid_to=2047.0)
    assert (old.start, old.end, old.status, old.owner) == (2017.0, 2047.0, "existing", "one")


def test_what_begins_and_ends_in_one_year_is_there_all_of_it(small_surface) -> None:
    (pit,) = claims(small_surface, "excavations", geometry=FIELD, kind="pit", depth=1.0, start=2030, end=2030)
    assert (pit.start, pit.end) == (2030.0, 2031.0)


def test_loops_reach_from_the_ground_to_their_base(small_surface) -> None:
    places = MultiPoint([(60200, 545100), (60206, 545100)])
    (loops,) = claims(small_surface, "closed_loops", geometry=places, base_level=-150.0)
    assert (loops.function, loops.top, loops.base, loops.radius) == ("BHE", GROUND, -150.0, 0.075)
    (deeper,) = claims(small_surface, "closed_loops", base_level=-150.0, top_level=-3.0)
    assert deeper.top == -3.0
    assert claims(small_surface, "closed_loops", base_level=math.nan) == ()


@pytest.mark.parametrize(
    ("theme", "columns", "expected"),
    [
        ("excavations", {"kind": "building-pit", "depth": 4.0}, ("TUN", GROUND, -5.0)),
        ("excavations", {"kind": "tunnel", "top_level": -8.0, "base_level": -16.0}, ("TUN", -8.0, -16.0)),
        ("excavations", {"kind": "basement"}, ("TUN", GROUND, -math.inf)),
        ("infiltration", {"kind": "wadi"}, ("INF", GROUND, -2.0)),
        ("infiltration", {"kind": "mar", "top_level": -20.0}, ("INF", -20.0, -math.inf)),
        ("infiltration", {"kind": "mar", "top_level": -20.0, "base_level": -45.0}, ("INF", -20.0, -45.0)),
        ("extractions", {"kind": "sand", "base_level": -20.0}, ("SAND", GROUND, -20.0)),
        ("extractions", {"kind": "salt", "base_level": -1500.0}, ("SALT", -500.0, -1500.0)),
        ("storage", {"kind": "gas", "top_level": -1000.0, "base_level": -1400.0}, ("STO", -1000.0, -1400.0)),
        ("dike_zones", {"kind": "core", "dike": "d"}, ("DIK", math.inf, -math.inf)),
        ("expectation_zones", {"top_depth": 0.4}, ("ARC", -1.4, -3.4)),
        ("protection_zones", {"kind": "boringsvrije-zone", "top_level": -60.0}, ("BVZ", -60.0, -math.inf)),
    ],
)  # fmt: skip
def test_levels_of_areas(small_surface, theme: str, columns: dict, expected: tuple) -> None:
    assert levels(small_surface, theme, geometry=FIELD, **columns) == expected


def test_storage_has_a_well_and_a_site_where_its_place_is_told(small_surface) -> None:
    told = {"kind": "gas", "top_level": -1000.0, "base_level": -1400.0, "bowl_reach": 3000.0}
    body, well, site = claims(small_surface, "storage", **told)
    assert (body.id, body.kind, body.radius, body.reach, body.bowl_reach) == ("one", "", 50.0, None, 3000.0)
    assert (well.id, well.kind, well.top, well.base) == ("one:well", "bore", GROUND, -1000.0)
    assert (site.kind, site.top, site.base, site.owner) == ("site", GROUND, GROUND - 5.0, "one")
    assert len(claims(small_surface, "storage", geometry=FIELD, **told)) == 1
    placed = {"surface_x": 60200.0, "surface_y": 545100.0}
    _, below, _ = claims(small_surface, "storage", geometry=FIELD, **told, **placed)
    assert (below.footprint.x, below.footprint.y) == (60200.0, 545100.0)


def test_the_national_reserve_is_a_sort_of_its_own(small_surface) -> None:
    kinds = {"ngr": ("ASV", "ngr"), "asv": ("ASV", "")}
    for kind, expected in kinds.items():
        (zone,) = claims(small_surface, "protection_zones", geometry=FIELD, kind=kind)
        assert (zone.function, zone.kind) == expected


def test_piles_are_a_claim_of_their_own(small_surface) -> None:
    pit, piles = claims(
        small_surface, "excavations", geometry=FIELD, kind="building-pit", depth=4.0, pile_base=-18.0
    )
    assert (pit.base, piles.base, piles.kind, piles.owner) == (-5.0, -18.0, "piles", "one")
    (alone,) = claims(small_surface, "excavations", geometry=FIELD, kind="piles", base_level=-14.0)
    assert (alone.id, alone.base, alone.kind) == ("one:piles", -14.0, "piles")


def test_a_house_on_piles_claims_the_ground_below_it(small_surface) -> None:
    house = {"geometry": FIELD, "floor_level": 0.0, "year": 1930}
    (wooden,) = claims(small_surface, "buildings", **house, foundation="wooden piles")
    assert (wooden.function, wooden.base, wooden.sigma_z) == ("TUN", -13.0, 4.0)
    assert (wooden.kind, wooden.start, wooden.owner) == ("standing", 1930.0, "buildings")
    (planned,) = claims(
        small_surface, "buildings", **house, foundation="concrete piles", status="planned", pile_base=-20.0
    )
    assert (planned.kind, planned.base, planned.sigma_z) == ("piles", -20.0, 0.0)
    assert claims(small_surface, "buildings", **house, foundation="shallow") == ()


def test_roots_grow_with_the_crown(small_surface) -> None:
    (tree,) = claims(small_surface, "trees", crown_radius=2.0, growth=0.1, end=2055.0)
    assert (tree.function, tree.base, tree.start) == ("TRE", -2.0, 2025.0)
    assert tree.radius_after(0.0) == 2.0
    assert tree.radius_after(30 * YEAR) == pytest.approx(5.0)
    assert tree.radius_after(15 * YEAR) >= 3.5
    (small,) = claims(small_surface, "trees", crown_radius=2.0, root_depth=0.6)
    assert (small.growth, small.base) == (0.0, -1.6)


def test_only_a_level_that_changes_is_a_claim(small_surface) -> None:
    area = {"geometry": FIELD, "summer_level": -1.9, "winter_level": -2.1}
    assert claims(small_surface, "peilgebieden", **area) == ()
    (claim,) = claims(
        small_surface, "peilgebieden", **area, summer_level_before=-2.2, winter_level_before=-2.4,
        raise_summer=0.3, raise_winter=0.3, raise_start=2030.0,
    )  # fmt: skip
    assert (claim.function, claim.top, claim.base) == ("PEI", pytest.approx(-1.9), -2.4)
    assert (claim.start, claim.status) == (2030.0, "planned")


def test_archaeology_tells_what_is_free(small_surface) -> None:
    (site,) = claims(
        small_surface, "archaeology", geometry=FIELD, top_level=-1.5, base_level=-2.5, free_area=50.0
    )
    assert (site.free_area, site.free_depth, site.kind) == (50.0, None, "")
    (zone,) = claims(
        small_surface, "expectation_zones", geometry=FIELD, top_depth=0.3, free_area=500.0, free_depth=0.3
    )
    assert (zone.free_area, zone.free_depth, zone.kind) == (500.0, 0.3, "expected")


def test_a_site_without_levels_goes_from_the_ground_down(small_surface) -> None:
    (site,) = claims(small_surface, "archaeology", geometry=FIELD)
    assert (site.top, site.base) == (site.ground, -math.inf)


def test_a_line_with_heights_tells_its_own(small_surface) -> None:
    path = LineString([(60200, 545100, -2.0), (60300, 545100, -9.0)])
    (drilled,) = claims(
        small_surface, "utility_lines", geometry=path, network="electricity-hv", depth=math.nan,
        depth_status="measured", diameter=0.2, year=2031,
    )  # fmt: skip
    assert (drilled.top, drilled.base, drilled.start) == (pytest.approx(-1.9), pytest.approx(-9.1), 2031.0)


def test_material_tells_sorts_apart_where_rules_do(small_surface) -> None:
    def kind(network: str, material: str) -> str:
        (line,) = claims(
            small_surface, "utility_lines", geometry=LineString([(60200, 545100), (60300, 545100)]),
            network=network, depth=1.0, depth_status="measured", material=material,
        )  # fmt: skip
        return line.kind

    assert kind("electricity-hv", "Oil-filled copper") == "oil-filled"
    assert kind("sewer", "pe, pressure") == "sewer-pressure"
    assert kind("sewer", "concrete") == "sewer"


def test_a_bed_of_cables_is_as_wide_as_it_tells(small_surface) -> None:
    told = {"geometry": LineString([(60200, 545100), (60300, 545100)]), "network": "data", "depth": 1.0,
            "depth_status": "measured"}  # fmt: skip
    (bed,) = claims(small_surface, "utility_lines", **told, width=2.0, diameter=0.2)
    assert (bed.radius, bed.top, bed.base) == (1.0, pytest.approx(-2.0), pytest.approx(-2.2))
    (cable,) = claims(small_surface, "utility_lines", **told, diameter=-1.0)
    assert cable.radius == 0.02


@pytest.mark.parametrize("heights", [(math.nan, -2.0), (math.nan, math.nan)])
def test_a_line_that_lacks_heights_lies_at_its_depth(small_surface, heights: tuple[float, ...]) -> None:
    path = LineString([(60200, 545100, heights[0]), (60300, 545100, heights[1])])
    (line,) = claims(
        small_surface, "utility_lines", geometry=path, network="water", depth=1.0, depth_status="measured"
    )
    assert (line.top, line.base) == (pytest.approx(-2.0), pytest.approx(-2.1))


def test_heights_of_points_and_areas_are_no_path(small_surface) -> None:
    """A register that gives the height of the collar says nothing of how deep a loop goes."""
    (loop,) = claims(small_surface, "closed_loops", geometry=Point(60200, 545100, 3.0), base_level=-150.0)
    assert (loop.base, loop.footprint.has_z) == (-150.0, False)


def test_what_is_missing_in_any_type_of_column_is_not_told(small_surface) -> None:
    none = pd.array([pd.NA], "string")[0]
    (loop,) = claims(
        small_surface, "closed_loops", base_level=-150.0, status=none, start=pd.NA, source=math.nan
    )
    assert (loop.status, loop.start, loop.source) == ("existing", None, "")


@pytest.mark.parametrize(
    ("theme", "columns", "field"),
    [
        ("protection_zones", {"kind": "asv", "top_level": -60.0, "base_level": -50.0}, "claims.one.top"),
        ("doublets", {"reservoir_top": -2300.0, "reservoir_base": -2200.0}, "claims.one.top"),
        ("storage", {"kind": "gas", "start": "2017-01-01"}, "features.storage.one.start"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_feature(
    small_surface, theme: str, columns: dict, field: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        claims(small_surface, theme, geometry=HERE if theme == "doublets" else FIELD, **columns)
    assert [problem.field for problem in caught.value.problems] == [field]


@pytest.mark.parametrize("flow", [-0.04, math.inf, -math.inf])
def test_a_flow_that_cannot_be_is_not_known(small_surface, flow: float) -> None:
    body, *_ = claims(small_surface, "doublets", reservoir_top=-2200.0, reservoir_base=-2300.0, flow=flow)
    assert math.isnan(body.growth)
