"""Effects on what lies in the ground: archaeology, cables and pipelines, roads."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import box

from scenarios.physics.archaeology import MARGIN
from scenarios.physics.utilities import buoyancy_safety, joint_rotation
from scenarios.polders.effect import compare
from scenarios.polders.effects._line_limits import TROUGH, line_limits
from scenarios.polders.effects.archaeology import LINE_WIDTH, Archaeology
from scenarios.polders.effects.roads import ROAD_DRAINED, Roads
from scenarios.polders.effects.utilities import CONNECTION, Utilities
from tests.unit.scenarios.polders.object_cases import (
    GROUND,
    asked,
    at,
    dark_land,
    house,
    land,
    line,
    polder,
    table,
)

SITES, LINES, ROADS = Archaeology(), Utilities(), Roads()
YEARS = 10


def site(top=GROUND - 0.5, base=GROUND - 1.5, **columns):
    """A site of 2000 m2 in the west."""
    first, last = at(5, 2), at(2, 6)
    shape = box(first.x - 5, first.y - 5, last.x + 5, last.y + 5)
    return table([shape], top_level=top, base_level=base, **columns)


def pipe(network="gas-lp", depth=0.8, diameter=0.4, material="pvc", cells=((2, 1), (2, 7))):
    """A pipe of 60 m in the west."""
    return table(
        [line(*cells)],
        network=network,
        depth=depth,
        depth_status="standard",
        diameter=diameter,
        material=material,
    )


def test_a_site_is_parted_by_the_lowest_and_highest_groundwater():
    months = np.full((12, 3), 0.6)
    months[7] = 1.0 - MARGIN.value
    found = SITES.assess(asked(polder(archaeology=site()), depth=months))
    assert found.value == pytest.approx(0.5 * 2000.0, rel=1e-6)
    assert found.parts["kept_wet [m3]"] == pytest.approx(1000.0, rel=1e-6)
    assert found.parts["dry [m3]"] == pytest.approx(0.1 * 2000.0, rel=1e-5)
    assert found.parts["wet_and_dry [m3]"] == pytest.approx(0.4 * 2000.0, rel=1e-5)
    rows = {row["state"]: row["value"] for row in found.table if row["row"] == "state"}
    assert rows == pytest.approx(
        {"kept wet": 1000.0, "wet and dry by turns": 800.0, "dry": 200.0, "lost with the peat": 0.0}, rel=1e-5
    )
    assert found.variants["margin of 0.20 m"] == pytest.approx(0.55 * 2000.0, rel=1e-6)
    assert found.variants["groundwater higher"] == pytest.approx(0.4 * 2000.0, rel=1e-5)


def test_the_driest_of_the_last_eight_summers_counts_and_earlier_ones_no_more():
    lowest = np.full((YEARS, 3), 0.3, np.float32)
    case = asked(polder(archaeology=site()), depth=0.3, lowest=lowest)
    assert SITES.assess(case).value == 0.0
    lowest[1] = 1.5
    assert SITES.assess(case).value == 0.0
    lowest[2] = 1.5
    assert SITES.assess(case).value == pytest.approx(2000.0)
    assert SITES.assess(case).parts["sites_degrading [sites]"] == 1.0


def test_peat_takes_what_is_exposed_at_the_rate_it_oxidises():
    gone = 0.01 * np.arange(1, YEARS + 1, dtype=np.float32)[:, None] * np.ones(3, np.float32)
    dry = SITES.assess(asked(polder(archaeology=site()), depth=1.5, oxidation=gone))
    assert dry.parts["lost_in_peat [m3]"] == pytest.approx(0.1 * 2000.0, rel=1e-6)
    wet = SITES.assess(asked(polder(archaeology=site()), depth=0.2, oxidation=gone))
    assert wet.parts["lost_in_peat [m3]"] == 0.0
    lowest = np.full((YEARS, 3), 0.2, np.float32)
    lowest[3:5] = 1.2
    some = SITES.assess(asked(polder(archaeology=site()), depth=0.2, oxidation=gone, lowest=lowest))
    assert some.parts["lost_in_peat [m3]"] == pytest.approx(0.02 * 2000.0, rel=1e-5)


def test_outside_peat_nothing_is_said_of_what_is_lost():
    columns = replace(land(), peat_thickness=np.zeros(3))
    found = SITES.assess(asked(polder(archaeology=site()), depth=1.5, columns=columns))
    assert found.value == pytest.approx(2000.0)
    assert "lost_in_peat [m3]" not in found.parts
    assert found.notes == (
        "1 sites lie at least partly where no peat is known: what they lose is not known.",
    )


def test_a_site_drawn_as_a_line_has_a_width():
    road = table([line((2, 1), (2, 7))], top_level=GROUND - 0.5, base_level=GROUND - 1.0)
    found = SITES.assess(asked(polder(archaeology=road), depth=1.5))
    assert found.value == pytest.approx(60.0 * LINE_WIDTH.value * 0.5)


def test_sites_without_levels_are_no_answer_and_no_sites_are_none():
    unknown = SITES.assess(asked(polder(archaeology=site(top=None)), depth=0.5))
    assert unknown.reason == "the levels of the archaeological sites are not known"
    assert SITES.assess(asked(polder())).reason == "the twin has no archaeological sites"
    assert SITES.assess(asked(polder(archaeology=site()), area="b")).value == 0.0


def test_the_limits_of_a_line_are_where_the_formulas_turn():
    limits = line_limits(pipe(depth=1.0, diameter=0.6))
    (lifted,) = limits.lifted[:, 1]
    known = {"diameter": 0.6, "cover": 1.0, "weight": 1500.0 * 0.25 * math.pi * 0.36}
    soil = {"soil_weight": 10e3, "submerged_weight": 1e3}
    assert buoyancy_safety(groundwater_depth=lifted, **known, **soil) == pytest.approx(1.0, abs=1e-9)
    angle = joint_rotation(depth=limits.step[0], length=TROUGH.value, pipe=6.0)
    assert math.degrees(angle) == pytest.approx(2.0, rel=1e-9)


def test_a_raise_flips_an_empty_pipe_in_peat_from_safe_to_floating():
    deep, high = (LINES.assess(asked(polder(utility_lines=pipe()), depth=depth)) for depth in (0.8, 0.1))
    assert deep.value == 0.0
    assert high.value == pytest.approx(60.0)
    assert high.parts["floating [m]"] == pytest.approx(60.0)
    rows = {(row["name"], row["state"]): row["value"] for row in high.table if row["row"] == "network"}
    assert rows["gas-lp", "floating"] == pytest.approx(60.0)
    assert rows["gas-lp", "below groundwater"] == pytest.approx(60.0)


@pytest.mark.parametrize(
    ("network", "material", "floats", "emptied"),
    [
        ("gas-lp", "pvc", 60.0, 60.0),
        ("water", "pvc", 0.0, 60.0),
        ("sewer", "concrete", 0.0, 0.0),
        ("electricity-mv", "aluminium", 0.0, 0.0),
        ("data", "fibre", 0.0, 0.0),
    ],
)
def test_what_runs_through_a_line_and_what_it_is_made_of_hold_it_down(network, material, floats, emptied):
    found = LINES.assess(asked(polder(utility_lines=pipe(network, material=material)), depth=0.0))
    assert found.parts["floating [m]"] == pytest.approx(floats)
    assert found.variants["full pipes emptied"] == pytest.approx(emptied)


def test_clay_on_the_peat_holds_a_pipe_down():
    columns = replace(land(), clay_cover=np.full(3, 0.6))
    case = asked(polder(utility_lines=pipe(diameter=0.2)), depth=0.0)
    assert LINES.assess(case).value == pytest.approx(60.0)
    assert LINES.assess(replace(case, columns=columns)).value == 0.0


def test_soil_that_is_not_known_counts_as_clay_and_its_range_as_peat():
    columns = replace(land(), peat_thickness=np.full(3, np.nan), clay_cover=np.zeros(3))
    found = LINES.assess(asked(polder(utility_lines=pipe(diameter=0.2)), columns=columns, depth=0.0))
    assert found.value == 0.0
    assert found.variants["peat where the soil is not known"] == pytest.approx(60.0)
    told = "Of 0.1 km it is not known whether peat lies on them: taken as clay or sand."
    assert found.notes == (told,)


def test_connections_of_houses_on_piles_break_where_the_ground_sinks_away():
    houses = table(
        [house(2, 2), house(3, 3), house(2, 15)],
        floor_level=-1.0,
        year=1930,
        foundation=["concrete-piles", "shallow", "wooden-piles"],
    )
    lost = np.zeros((YEARS, 3), np.float32)
    lost[:, 0] = CONNECTION.value + 0.01
    case = asked(polder(buildings=houses, utility_lines=pipe()), oxidation=lost)
    assert LINES.assess(case).parts["connections_broken [buildings]"] == 1.0
    assert "connections_broken [buildings]" not in LINES.assess(asked(polder(utility_lines=pipe()))).parts


def bent(step, second=0, **changes):
    columns = land()
    column = columns.column.copy()
    column[:, 5:9] = 1
    lost = np.zeros((YEARS, 3), np.float32)
    lost[:, 1] = step
    lines = pipe(network="water", diameter=0.2, **changes)
    columns = replace(columns, column=column, area=np.array([0, second, 1], np.int32))
    return asked(polder(utility_lines=lines), columns=columns, depth=1.5, creep=lost)


def test_the_trough_at_a_step_ends_with_the_line_and_two_overlap():
    columns = land()
    column = columns.column.copy()
    column[:, 2], column[:, 4:9] = 1, 1
    lost = np.zeros((YEARS, 3), np.float32)
    lost[:, 1] = 0.5
    lines = pipe(network="water", diameter=0.2, cells=((2, 1), (2, 7)))
    columns = replace(columns, column=column, area=np.zeros(3, np.int32))
    found = LINES.assess(asked(polder(utility_lines=lines), columns=columns, depth=1.5, creep=lost))
    # pieces of 10 m lie in cells 2 to 7; the ground steps between 2 and 3 and between 3 and 4
    assert found.parts["bent [m]"] == pytest.approx(30.0)


def test_borders_of_areas_do_not_bend_a_line():
    assert LINES.assess(bent(0.5, second=0, material="pvc")).value == pytest.approx(20.0)
    assert LINES.assess(bent(0.5, second=1, material="pvc")).value == 0.0


@pytest.mark.parametrize(
    ("material", "limit"),
    [
        ("pvc", math.radians(2.0) * 400.0 / (2.0 * math.pi**2 * 6.0)),
        ("concrete", math.radians(0.5) * 400.0 / (2.0 * math.pi**2 * 2.4)),
        ("steel", 235e6 * 400.0 / (210e9 * 0.1 * 2.0 * math.pi**2)),
    ],
)
def test_a_step_in_the_ground_bends_a_line(material, limit):
    assert LINES.assess(bent(0.99 * limit, material=material)).parts["bent [m]"] == 0.0
    found = LINES.assess(bent(1.01 * limit, material=material))
    assert found.parts["bent [m]"] == pytest.approx(20.0)  # 10 m on either side of the step
    assert found.value == pytest.approx(20.0)


def test_a_pipe_that_yields_never_bends_too_far():
    assert LINES.assess(bent(2.0, material="pe")).value == 0.0


def test_wet_ground_cools_a_cable():
    cable = pipe("electricity-mv", depth=0.8, diameter=0.05, material="aluminium")
    dry, wet = (LINES.assess(asked(polder(utility_lines=cable), depth=depth)) for depth in (1.5, 0.3))
    assert dry.parts["cable_rating [1]"] == pytest.approx(1.0)
    around = math.acosh(2.0 * 0.825 / 0.05) / (2.0 * math.pi)
    expected = math.sqrt((0.4 + 4.0 * around) / (0.4 + 1.25 * around))
    assert wet.parts["cable_rating [1]"] == pytest.approx(expected, rel=1e-9)
    assert "cable_rating [1]" not in LINES.assess(asked(polder(utility_lines=pipe()))).parts


def test_pipes_of_which_too_little_is_known_are_no_answer_or_told():
    blind = LINES.assess(asked(polder(utility_lines=pipe(diameter=None)), depth=0.1))
    assert blind.reason == "neither diameter nor depth of the pipes is known"
    guess = LINES.assess(asked(polder(utility_lines=pipe(material=None)), depth=0.1))
    assert guess.notes == ("Of 0.1 km of pipes the material is not known: taken as PVC, the lightest.",)
    assert guess.value == pytest.approx(60.0)
    dark = LINES.assess(asked(polder(utility_lines=pipe()), depth=np.full((12, 3), np.nan)))
    assert dark.reason == "the groundwater at the lines is not known"
    assert LINES.assess(asked(polder())).reason == "the twin has no utility lines"


def test_a_cable_on_the_ground_is_no_mistake():
    cable = pipe("electricity-lv", depth=0.0, diameter=0.05, material="copper")
    assert "cable_rating [1]" not in LINES.assess(asked(polder(utility_lines=cable))).parts


def test_lines_on_unknown_land_are_told():
    both = pipe(cells=((2, 12), (19, 12)))
    found = LINES.assess(asked(polder(utility_lines=both), columns=dark_land(), depth=0.1))
    assert found.notes == ("Of 0.1 km the groundwater is not known; it is left out.",)
    assert found.parts["lines [m]"] == pytest.approx(85.0, abs=10.0)  # 55 m on it and up to 30 m beyond


def test_roads_are_wet_above_the_norm_and_an_embankment_keeps_them_dry():
    road = table([line((2, 1), (2, 7))], kind="local")
    for depth, wet in ((ROAD_DRAINED.value - 0.01, 60.0), (ROAD_DRAINED.value + 0.01, 0.0)):
        found = ROADS.assess(asked(polder(roads=road), depth=depth))
        assert found.value == pytest.approx(wet)
        assert (found.low, found.high) == (0.0, pytest.approx(60.0))
    ground = np.full((20, 20), GROUND)
    ground[2, :] += 1.0
    assert ROADS.assess(asked(polder(ground, roads=road), depth=0.1)).value == 0.0
    rows = ROADS.assess(asked(polder(roads=road), depth=0.1)).table
    assert [(row["row"], row["name"], row["value"]) for row in rows] == [
        ("kind", "local", pytest.approx(60.0)),
        ("object", "thing-0", pytest.approx(60.0)),
    ]


def test_unknown_groundwater_under_roads_is_no_answer():
    road = table([line((2, 1), (2, 7))])
    assert ROADS.assess(asked(polder())).reason == "the twin has no roads"
    found = ROADS.assess(asked(polder(roads=road), depth=np.full((12, 3), np.nan)))
    assert found.reason == "the groundwater under the roads is not known"


@pytest.mark.parametrize("effect", [SITES, LINES, ROADS], ids=lambda one: one.id)
def test_rows_have_the_same_keys_and_nothing_changed_is_no_difference(effect):
    twin = polder(archaeology=site(), utility_lines=pipe(), roads=table([line((2, 1), (2, 7))], kind="local"))
    case = asked(twin, depth=np.linspace(0.1, 1.2, 12)[:, None])
    found = compare(effect, case, replace(case, course=replace(case.course)))
    assert {frozenset(row) for row in found.after.table} == {
        frozenset(("row", "name", "state", "value", "unit"))
    }
    assert found.difference.value == 0.0
    assert set(found.difference.variants.values()) <= {0.0}
