"""Cover, beds, dikes, works, trees and sections, each with numbers that are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm
from shapely import LineString, Point, box

from scenarios.utilities.cover import beds, cover
from scenarios.utilities.dikes import dike_pipes
from scenarios.utilities.levels import NO_AREAS, level_effects
from scenarios.utilities.lines import SIGMA_XY, SIGMA_Z, lines_of
from scenarios.utilities.parameters import UtilityParameters
from scenarios.utilities.sections import SLICES, sections
from scenarios.utilities.works import digging, planted, searched
from tests.unit.scenarios.utilities.street import X0, Y0, along, flat, lines, table
from twin.progress import silent


def square(x: float, y: float, size: float = 20.0, **columns):
    return {"geometry": box(X0 + x, Y0 + y, X0 + x + size, Y0 + y + size), **columns}


def test_lines_without_a_depth_lie_at_the_usual_cover_and_are_not_sure() -> None:
    bare = {
        "network": "gas-lp",
        "depth": math.nan,
        "depth_status": "assumed",
        "geometry": along(10)["geometry"],
    }
    found = lines_of(flat(2.0, utility_lines=table([bare])))
    assert found.cover.max() == pytest.approx(0.9)
    assert found.segments[0, 2] == pytest.approx(2.0 - 0.9 - 0.05)
    assert (found.sigma_xy[0], found.sigma_z[0]) == (SIGMA_XY.value, SIGMA_Z.value)
    assert lines_of(flat()) is None


def test_a_pressure_sewer_is_told_by_its_material() -> None:
    assert lines(along(0, "sewer", material="pe, pressure")).network.tolist() == ["sewer-pressure"]


def test_a_line_is_too_shallow_over_the_length_that_it_is() -> None:
    rising = LineString([(X0 + 20, Y0 + 50, -1.05), (X0 + 180, Y0 + 50, -0.25)])  # of cover 1.0 to 0.2 m
    found = cover(
        lines(along(10) | {"geometry": rising}, along(20, depth=0.8), along(40, "other", depth=math.nan))
    )
    assert found.required.tolist() == [0.8, 0.8, 0.6]
    assert found.lengths[0] == pytest.approx([120.0, 0.0, 0.0], abs=10.0)  # by pieces of 10 m
    assert found.least[0] == pytest.approx(0.2, abs=0.03)
    assert found.least[1] == pytest.approx(0.8)
    assert np.isnan(found.least[2])


def test_the_band_of_cover_follows_the_error_of_the_depth() -> None:
    found = cover(lines(along(10, depth=0.7, sigma_z=0.2)))
    assert found.lengths[:, 0].tolist() == [pytest.approx(160.0), 0.0, pytest.approx(160.0)]


def river(**columns):
    stream = {"kind": "river", "width": 20.0, "bed_level": -3.0, **columns}
    return table([{**stream, "geometry": LineString([(X0 + 100, Y0), (X0 + 100, Y0 + 200)])}])


def test_a_line_under_a_river_lies_below_the_bed_less_the_scour() -> None:
    twin = flat(utility_lines=table([along(100, depth=5.0, sigma_z=0.5)]), watercourses=river())
    found = beds(twin, lines_of(twin), scour=1.5, least_width=10.0)
    assert found.margin.tolist() == [pytest.approx(-3.0 - 1.5 + 5.0)]
    assert found.probability[0] == pytest.approx(norm.cdf(-0.5 / 0.5))
    assert found.water.tolist() == ["f0"]


@pytest.mark.parametrize("other", [{"kind": "lake"}, {"width": 8.0}, {"kind": "Sloot"}])
def test_water_that_stands_or_is_narrow_does_not_scour(other) -> None:
    twin = flat(utility_lines=table([along(100)]), watercourses=river(**other))
    assert beds(twin, lines_of(twin), scour=1.0, least_width=10.0).line.size == 0


def test_a_bed_or_a_depth_that_is_not_known_gives_no_margin() -> None:
    twin = flat(utility_lines=table([along(100, "other", depth=math.nan)]), watercourses=river())
    assert np.isnan(beds(twin, lines_of(twin), scour=1.0, least_width=10.0).probability).all()
    bare = flat(utility_lines=table([along(100)]), watercourses=river().drop(columns="bed_level"))
    assert beds(bare, lines_of(bare), scour=1.0, least_width=10.0) is None


def test_a_pressure_pipe_counts_within_the_zone_and_its_crater() -> None:
    zone = table([square(60, 0, 40, dike="d1", kind="core", end=math.nan), square(60, 40, 10, dike="d1",
                  kind="protection", end=2000.0)])  # fmt: skip
    gas = along(20, "gas-transmission", diameter=0.6, pressure=6.6e6)
    beside = along(45, "gas-transmission", diameter=0.6, pressure=6.6e6)
    twin = flat(utility_lines=table([gas, beside, along(30, "data")]), dike_zones=zone)
    found = dike_pipes(twin, lines_of(twin), 2050)
    of = {line: k for k, line in enumerate(found.line.tolist())}
    assert found.inside[of[0]] == pytest.approx(40.0)
    assert found.influence[of[0]] == pytest.approx(40.0 + 2 * 10.0)  # a crater of 10 m on both sides
    assert found.inside[of[1]] == 0.0  # the protection zone ended in 2000
    assert found.influence[of[1]] == pytest.approx(40.0 + 2 * math.sqrt(75.0), rel=1e-2)  # 5 m off the zone
    assert (found.radius[of[2]], found.influence[of[2]]) == (0.0, pytest.approx(40.0))
    assert dike_pipes(flat(), lines(gas), 2050) is None


def test_what_is_dug_up_is_a_conflict_and_what_lies_deeper_is_not() -> None:
    pit = table([square(90, 90, kind="excavation", depth=1.5, status="planned")])
    twin = flat(utility_lines=table([along(100), along(100, depth=1.8), along(115.2)]), excavations=pit)
    found = digging(twin, lines_of(twin), pile_distance=2.0)
    assert found.line.tolist() == [0]
    assert found.above[0] == pytest.approx(-0.5)  # the top lies half a metre above the floor
    assert found.planned.all()
    assert found.probability[0] == 1.0


def test_sheet_piles_keep_their_distance_down_to_their_tips() -> None:
    pit = table([square(90, 90, kind="building-pit", base_level=-3.0, pile_base=-9.0, status="planned")])
    rows = [along(111, depth=8.0), along(111, depth=10.0), along(113, depth=8.0)]
    twin = flat(utility_lines=table(rows), excavations=pit)
    assert digging(twin, lines_of(twin), pile_distance=2.0).line.tolist() == [0]


def test_a_pit_that_is_filled_before_the_line_comes_meets_nothing() -> None:
    pit = table([square(90, 90, kind="excavation", depth=1.5, start=2030.0, end=2031.0)])
    twin = flat(utility_lines=table([along(100, start=2032.0)]), excavations=pit)
    assert digging(twin, lines_of(twin), pile_distance=2.0).line.size == 0


def test_an_unknown_depth_in_a_pit_is_unknown() -> None:
    pit = table([square(90, 90, kind="excavation", depth=1.5)])
    twin = flat(utility_lines=table([along(100, "other", depth=math.nan)]), excavations=pit)
    assert np.isnan(digging(twin, lines_of(twin), pile_distance=2.0).probability).tolist() == [True]


@pytest.mark.parametrize(("network", "apart", "counted"), [("water", 2.4, True), ("water", 2.6, False),
                                                           ("gas-transmission", 4.9, True)])  # fmt: skip
def test_trees_keep_their_distance(network: str, apart: float, counted: bool) -> None:
    tree = table([{"crown_radius": 4.0, "geometry": Point(X0 + 100, Y0 + 100 + apart + 0.05)}])
    twin = flat(utility_lines=table([along(100, network)]), trees=tree)
    assert bool(planted(twin, lines_of(twin)).line.size) == counted


def test_lines_near_planned_works_are_to_be_located() -> None:
    pit = table([square(90, 90, kind="excavation", depth=1.0, status="planned"),
                 square(20, 20, kind="excavation", depth=1.0, status="existing")])  # fmt: skip
    rows = [along(111.4), along(112), along(30), along(60, status="planned"), along(60.5)]
    twin = flat(utility_lines=table(rows), excavations=pit)
    found = searched(twin, lines_of(twin), 1.5)
    assert set(zip(found.work.tolist(), found.line.tolist(), strict=True)) == {("f0", 0), ("f3", 4)}
    assert found.distance.tolist() == [pytest.approx(0.5), pytest.approx(1.4)]


def test_a_section_is_taken_once_where_lines_overlap() -> None:
    road = table([{"width": 6.0, "geometry": along(100)["geometry"]}])
    rows = [
        along(100, diameter=0.5),
        along(100.2, diameter=0.5),
        along(104, "sewer", depth=2.0, diameter=0.4),
    ]
    twin = flat(utility_lines=table(rows), roads=road)
    found = sections(twin, lines_of(twin), UtilityParameters(verge=4.0, station_step=40.0), 2030)
    assert found.width.tolist() == [14.0] * 4
    assert found.along.tolist() == [20.0, 60.0, 100.0, 140.0]
    assert found.count.tolist() == [3] * 4
    pair = 0.5 + 0.2 + 2 * 0.25  # both pipes and half a clearance of 0.5 m on both sides
    layers = dict(zip(SLICES[:-1].tolist(), (found.occupied[0] * 14.0).tolist(), strict=True))
    assert layers[0.0] == 0.0
    assert layers[0.5] == pytest.approx(pair)
    assert layers[1.0] == pytest.approx(pair)
    assert layers[1.5] == pytest.approx(pair + 0.4 + 2 * 0.5)  # the pair is 1.5 m deep, 1.6 with its room
    assert layers[2.0] == pytest.approx(0.4 + 2 * 0.5)


def test_a_line_that_crosses_a_section_twice_takes_two_places() -> None:
    road = table([{"width": 6.0, "geometry": along(100)["geometry"]}])
    bend = LineString([(X0 + 20, Y0 + 98), (X0 + 180, Y0 + 98), (X0 + 180, Y0 + 102), (X0 + 20, Y0 + 102)])
    twin = flat(utility_lines=table([along(100) | {"geometry": bend}]), roads=road)
    found = sections(twin, lines_of(twin), UtilityParameters(verge=4.0, station_step=40.0), 2030)
    assert found.count.tolist() == [2] * 4
    assert found.occupied[:, 2] * 14.0 == pytest.approx(2 * (0.1 + 0.5))


def test_roots_grow_into_a_section() -> None:
    road = table([{"width": 6.0, "geometry": along(100)["geometry"]}])
    tree = table(
        [{"crown_radius": 2.0, "growth": 0.1, "root_depth": 0.8, "geometry": Point(X0 + 100, Y0 + 104)}]
    )
    twin = flat(utility_lines=table([along(10)]), roads=road, trees=tree)
    parameters = UtilityParameters(verge=4.0, station_step=160.0)
    now, later = (
        sections(twin, lines_of(twin), parameters, twin.reference_year + years) for years in (0, 10)
    )
    assert now.occupied[0, :3] * 14.0 == pytest.approx([4.0, 4.0, 0.0], abs=0.02)
    assert later.occupied[0, 0] * 14.0 == pytest.approx(6.0, abs=0.02)  # 3 m of crown, up to the edge at 7 m
    assert sections(flat(), lines(along(1)), parameters, 2030) is None


def test_without_water_levels_nothing_is_said_of_floating() -> None:
    found = level_effects(flat(utility_lines=table([along(1)])), 2050, silent)
    assert found.floating is None
    assert found.reason == NO_AREAS
