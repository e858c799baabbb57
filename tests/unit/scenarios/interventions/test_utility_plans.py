"""Routes and pits: how they lie, what is refused all at once, and that nothing else changes."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from scenarios.intervention import Context
from scenarios.interventions.building_pit import BuildingPit
from scenarios.interventions.excavation import Excavation
from scenarios.interventions.utility_route import UtilityRoute
from tests.unit.scenarios.utilities.street import X0, Y0, along, flat, table
from twin.errors import InvalidInputError

NOW = Context(2025, 2100, 0.0)
WAY = ((X0 + 20, Y0 + 100), (X0 + 120, Y0 + 100), (X0 + 120, Y0 + 180))
PLOT = ((X0 + 50, Y0 + 50), (X0 + 70, Y0 + 50), (X0 + 70, Y0 + 70), (X0 + 50, Y0 + 70))


def laid(twin, **fields):
    route = UtilityRoute(line=WAY, **fields)
    assert route.check(twin) == []
    return route.apply(twin, NOW).features["utility_lines"].iloc[-1]


def heights(row):
    return shapely.get_coordinates(row.geometry, include_z=True)[:, 2]


def fields(problems):
    return [problem.field for problem in problems]


def test_a_route_lies_below_the_ground_at_the_least_cover_of_its_network() -> None:
    row = laid(flat(3.0), network="electricity-hv", start=2030)
    assert heights(row) == pytest.approx(3.0 - 1.2 - 0.07)
    assert (row.status, row.start, row.depth) == ("planned", 2030.0, 1.2)
    assert math.isnan(row.end)


def slope(west: float, east: float):
    """Ground that goes down from west to east."""
    twin = flat()
    ground = twin.surface["ground_level"] * 0.0 + np.linspace(west, east, twin.grid.nx)[None, :]
    return twin.with_(surface=twin.surface.assign(ground_level=ground.astype(np.float32)))


def test_a_drilling_from_a_hill_has_to_go_down_the_hill_too() -> None:
    line = ((X0 + 20, Y0 + 100), (X0 + 180, Y0 + 100))
    assert UtilityRoute(line=line, drill_depth=10.0).check(flat()) == []
    (problem,) = UtilityRoute(line=line, drill_depth=10.0).check(slope(25.0, 0.0))
    assert problem.field == "drill_depth"
    # from 22.5 and 2.5 m high, 1.27 m below the ground, to 7.5 m below NAP at 12 degrees
    needed = (22.5 + 2.5 - 2 * 1.27 + 2 * 7.5) / math.tan(math.radians(12.0))
    told = float(problem.message.split()[1])
    assert told == pytest.approx(needed, abs=8.0)  # the ground is that of cells of 5 m


def test_where_the_ground_is_not_known_nothing_can_be_laid_or_dug() -> None:
    twin = flat()
    hole = twin.surface["ground_level"].where(twin.surface["x"] > X0 + 100)
    partly = twin.with_(surface=twin.surface.assign(ground_level=hole))
    for plan in (UtilityRoute(line=((X0 + 20, Y0 + 50), (X0 + 60, Y0 + 50))), Excavation(area=PLOT),
                 BuildingPit(area=PLOT, base_level=-3.0)):  # fmt: skip
        (problem,) = plan.check(partly)
        assert "does not know the ground" in problem.message
    laid_partly = UtilityRoute(line=WAY, network="water")
    assert laid_partly.check(partly) == []
    assert np.isfinite(heights(laid_partly.apply(partly, NOW).features["utility_lines"].iloc[-1])).all()


def test_depths_and_levels_go_evenly_between_points() -> None:
    deep = laid(flat(0.0), network="water", depths=(1.0, 3.0, 3.0), diameter=0.2)
    places = shapely.get_coordinates(deep.geometry, include_z=True)
    middle = places[np.isclose(places[:, 0], X0 + 70)]
    assert middle[0, 2] == pytest.approx(-2.1)
    assert deep.depth == 1.0
    told = laid(flat(0.0), network="water", levels=(-1.0, -5.0, -3.0))
    assert heights(told).min() == -5.0
    assert math.isnan(told.depth)


def test_what_is_deeper_than_a_trench_stays_below_the_lowest_ground_above_it() -> None:
    twin = flat(0.0)
    dike = (twin.surface["x"] > X0 + 60) & (twin.surface["x"] < X0 + 80)
    ground = twin.surface["ground_level"].where(~dike, np.float32(6.0))
    below = twin.with_(surface=twin.surface.assign(ground_level=ground))
    drilled = laid(below, network="electricity-hv", depths=(1.5, 8.0, 1.5), diameter=0.2)
    dug = laid(below, network="electricity-hv", depths=(1.5, 2.5, 1.5), diameter=0.2)
    for row, highest in ((drilled, -1.6), (dug, 6.0 - 2.0)):
        assert heights(row).max() == pytest.approx(highest, abs=0.2)


def test_plans_that_end_before_the_scenario_begins_name_their_end() -> None:
    plans = (
        UtilityRoute(line=WAY, network="water", end=2000),
        Excavation(area=PLOT, end=2000),
        BuildingPit(area=PLOT, base_level=-3.0, end=2000),
    )
    for plan in plans:
        with pytest.raises(InvalidInputError, match=f"interventions.{plan.kind}.end"):
            plan.apply(flat(), NOW)


def test_a_drilling_goes_down_and_up_at_its_angle() -> None:
    row = laid(flat(0.0), network="electricity-hv", drill_depth=10.0, drill_angle=12.0)
    z = heights(row)
    assert z.min() == pytest.approx(-10.0)
    assert z[0] == z[-1] == pytest.approx(-1.27)


def test_what_is_wrong_with_a_route_is_told_all_at_once() -> None:
    twin = flat(0.0)
    outside = UtilityRoute(line=((0.0, 0.0), WAY[0]), levels=(-1.0,))
    assert fields(outside.check(twin)) == ["line[0]", "levels"]
    assert fields(UtilityRoute(line=WAY, levels=(0.5, -1.0, 2.0)).check(twin)) == ["levels[0]", "levels[2]"]
    steep = UtilityRoute(line=WAY[:2], drill_depth=30.0)
    assert fields(steep.check(twin)) == ["drill_depth"]
    assert fields(UtilityRoute(line=(WAY[0], WAY[0])).check(twin)) == ["line"]
    for wrong in ({"start": 2030, "end": 2020}, {"depths": (1.0, 1.0), "levels": (0.0, 0.0)}):
        with pytest.raises(ValueError, match=r"before|more than one"):
            UtilityRoute(line=WAY[:2], **wrong)


def test_a_route_after_the_horizon_changes_nothing_and_others_keep_their_rows() -> None:
    twin = flat(0.0, utility_lines=table([along(1)]))
    assert UtilityRoute(line=WAY, start=2101).apply(twin, NOW) is twin
    changed = UtilityRoute(line=WAY).apply(UtilityRoute(line=WAY).apply(twin, NOW), NOW)
    assert changed.features["utility_lines"]["id"].tolist() == ["f0", "new-route-1", "new-route-2"]
    assert len(twin.features["utility_lines"]) == 1


def test_an_excavation_is_as_deep_as_asked() -> None:
    digs = Excavation(area=PLOT, depth=2.5, start=2026, end=2027)
    assert digs.check(flat(1.0)) == []
    row = digs.apply(flat(1.0), NOW).features["excavations"].iloc[0]
    assert (row.kind, row.top_level, row.base_level, row.depth) == ("excavation", 1.0, -1.5, 2.5)
    assert (row.start, row.end, row.status) == (2026.0, 2027.0, "planned")
    assert row.geometry.area == pytest.approx(400.0)


def test_a_pit_lowers_the_head_to_below_its_base() -> None:
    ground = {"geometry": shapely.box(X0, Y0, X0 + 200, Y0 + 200), "summer_level": -0.8, "winter_level": -1.0}
    twin = flat(0.0, peilgebieden=table([ground]))
    pit = BuildingPit(area=PLOT, base_level=-4.0, sheet_pile_depth=9.0, start=2026)
    assert pit.check(twin) == []
    row = pit.apply(twin, NOW).features["excavations"].iloc[0]
    assert row.head_lowering == pytest.approx(3.5)  # from -1.0 to half a metre below -4.0 m NAP
    assert (row.pile_base, row.base_level, row.end) == (-9.0, -4.0, 2028.0)
    dry = BuildingPit(area=PLOT, base_level=-4.0, dewatering=False).apply(twin, NOW)
    assert dry.features["excavations"].iloc[0].head_lowering == 0.0
    bare = BuildingPit(area=PLOT, base_level=-4.0).apply(flat(0.0), NOW)
    assert bare.features["excavations"].iloc[0].head_lowering == pytest.approx(4.5)


def test_pits_that_cannot_be_are_refused() -> None:
    twin = flat(0.0)
    crossed = (PLOT[0], PLOT[2], PLOT[1], PLOT[3])
    assert fields(Excavation(area=crossed).check(twin)) == ["area"]
    assert fields(Excavation(area=((0.0, 0.0), *PLOT[1:])).check(twin)) == ["area[0]"]
    assert fields(BuildingPit(area=PLOT, base_level=1.0).check(twin)) == ["base_level"]
    assert fields(BuildingPit(area=PLOT, base_level=-5.0, sheet_pile_depth=4.0).check(twin)) == [
        "sheet_pile_depth"
    ]
    for wrong in ({"dewatering": False, "head_lowering": 2.0}, {"start": 2030, "end": 2020}):
        with pytest.raises(ValueError, match=r"pumping|before"):
            BuildingPit(area=PLOT, base_level=-4.0, **wrong)
