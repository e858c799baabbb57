"""From a twin and a decision to the effects on things: the west of a polder is raised, the east is not."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, box

from scenarios.polders.effect import Case, compare, effects
from scenarios.polders.parameters import WaterLevelParameters
from scenarios.polders.policies import Policy
from scenarios.polders.study import study
from tests.unit.scenarios.polders.strip_polder import CENTRE, PEAT, strip_polder, voxels_of
from twin.vocabulary import LAND_USE, SOIL

X, Y = CENTRE
NAMES = ("foundations", "settlement_difference", "crawl_spaces", "archaeology", "utilities", "roads")
OTHER = "van-den-akker"


def table(shapes, **columns):
    ids = [str(number) for number in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=shapes, crs="EPSG:28992")


def things():
    at = np.linspace(-450.0, 450.0, 19)
    houses = [box(X + x, Y + y, X + x + 8.0, Y + y + 8.0) for x in at for y in at]
    sites = [box(X + x, Y + 40.0, X + x + 60.0, Y + 90.0) for x in (-300.0, 200.0)]
    lines = [LineString([(X - 490.0, Y + y), (X + 490.0, Y + y)]) for y in (-312.0, 5.0, 218.0)]
    return {
        "buildings": table(
            houses,
            floor_level=0.3,
            year=1930,
            foundation=["wooden-piles", "shallow"] * 180 + ["wooden-piles"],
            dwellings=1,
        ),
        "archaeology": table(sites, top_level=-0.5, base_level=-2.0),
        "utility_lines": table(
            lines,
            network=["gas-lp", "sewer", "electricity-mv"],
            depth=0.8,
            depth_status="standard",
            diameter=[0.2, 0.4, 0.05],
            material=["pvc", "pvc", "aluminium"],
        ),
        "roads": table(lines[:1]),
    }


@pytest.fixture(scope="module")
def work():
    code = next(code for code, kind in SOIL.items() if kind.key == "peat")
    bare = strip_polder(
        areas={"west": box(X - 500, Y - 500, X, Y + 500), "east": box(X, Y - 500, X + 500, Y + 500)},
        soil=np.int8(code),
    )
    below = voxels_of([(PEAT, 5.0)], bare.grid)
    twin = replace_subsurface(bare, below).with_(features=things())
    raised = Policy(raise_summer=0.3, raise_winter=0.3, start=2027)
    return replace(study(twin, WaterLevelParameters(), 2060), policies={"west": raised})


def replace_subsurface(twin, below):
    """The twin with voxels."""
    return twin.from_datasets(
        twin.surface, below, dict(twin.features), name="strips", reference_year=twin.reference_year
    )


@pytest.fixture(scope="module")
def courses(work):
    return work.course(OTHER, decided=False), work.course(OTHER, decided=True)


def found(work, courses, name, area):
    land = work.columns.area == work.columns.areas.index(area)
    cases = [
        Case(work.twin, work.columns, course, 35, work.open_water, {"relation": OTHER}, land)
        for course in courses
    ]
    return compare(effects()[name], *cases)


@pytest.mark.parametrize("name", NAMES)
def test_land_that_is_not_raised_has_the_same_answer_bit_for_bit(work, courses, name):
    answer = found(work, courses, name, "east")
    assert answer.before.known
    assert answer.before == answer.after


@pytest.mark.parametrize("name", NAMES)
def test_both_answers_and_their_ranges_are_known_where_it_is_raised(work, courses, name):
    answer = found(work, courses, name, "west")
    for one in (answer.before, answer.after):
        assert one.low <= one.value <= one.high
    assert np.isfinite(answer.difference.value)
    assert answer.difference.variants.keys() == answer.before.variants.keys()


def test_a_raise_keeps_piles_and_sites_wet_and_costs_pipes_homes_and_roads(work, courses):
    piles, sites = (found(work, courses, name, "west") for name in ("foundations", "archaeology"))
    assert piles.difference.parts["dry [yr]"] < 0.0
    assert piles.difference.value <= 0.0
    assert sites.difference.value < 0.0
    assert sites.difference.parts["lost_in_peat [m3]"] <= 0.0
    lines = found(work, courses, "utilities", "west")
    assert lines.difference.parts["floating [m]"] >= 0.0
    assert lines.difference.parts["below_groundwater [m]"] >= 0.0
    assert lines.difference.parts["connections_broken [buildings]"] <= 0.0
    for name in ("crawl_spaces", "roads"):
        assert found(work, courses, name, "west").difference.value >= 0.0


@pytest.mark.parametrize(
    ("freeboard", "use", "damp"),
    [(1.4, "built_up", 0.0), (0.6, "built_up", 1.0), (1.4, "grassland", 1.0)],
    ids=["deep ditch", "shallow ditch", "no drains"],
)
def test_drains_keep_a_town_on_clay_dry_as_long_as_its_ditches_let_them(freeboard, use, damp):
    """Without drains the winters of a parcel of 100 m of clay stand at its surface."""
    soil, code = (
        next(code for code, kind in kinds.items() if kind.key == key)
        for kinds, key in ((SOIL, "brook_loam"), (LAND_USE, use))
    )
    level = -freeboard
    twin = strip_polder(spacing=100.0, levels=(level, level), soil=np.int8(soil), land_use=np.int16(code))
    twin = twin.with_(features={"buildings": things()["buildings"]})
    work = study(twin, WaterLevelParameters(), 2040)
    case = work.case(work.course(OTHER, decided=False), {}, decided=False, land=None)
    found = effects()["crawl_spaces"].assess(case)
    assert found.value == damp * found.parts["dwellings [dwellings]"]
