"""The process ates, closed loops: fluid, cooling by all neighbours together, rules and reasons."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.heat.loops import cooling_by_neighbours, loop_fields
from scenarios.heat.storage_parameters import StorageParameters
from scenarios.physics.closed_loops import finite_line_response, line_response, temperature_change
from scenarios.physics.loop_field import field_response
from tests.unit.scenarios.heat import heat_ground as make
from tests.unit.scenarios.heat.test_storage import asked, values

X, Y = make.MIDDLE
YEAR = 31_557_600.0
GROUND = {"diffusivity": 2.0 / 2.4e6, "length": 150.0, "buried_depth": 1.0}


def cooled(*rows, **parameters):
    fields, reasons = loop_fields(make.flat(closed_loops=make.loop_table(*rows)), StorageParameters())
    assert not reasons
    return cooling_by_neighbours(fields, StorageParameters(**parameters))


def line(away, heat=3.0, years=25.0):
    response = finite_line_response(distance=away, time=years * YEAR, **GROUND)
    return float(temperature_change(rate=heat, conductivity=2.0, response=response))


def test_one_neighbour_is_a_finite_line():
    cooling, names = cooled(make.loops("a", places=[(X, Y)]), make.loops("b", places=[(X + 5.0, Y)]))
    assert cooling.tolist() == pytest.approx([line(5.0)] * 2)
    assert names == ["b", "a"]
    endless = float(
        temperature_change(
            rate=3.0,
            conductivity=2.0,
            response=line_response(distance=5.0, time=25 * YEAR, diffusivity=2.0 / 2.4e6),
        )
    )
    assert endless == pytest.approx(0.487976, rel=1e-5)  # A7: too much, by what comes round the ends
    assert 0.85 * endless < cooling[0] < endless


def test_neighbours_add_up_and_the_worst_borehole_counts():
    mine = make.loops("a", places=[(X, Y), (X + 6.0, Y)])
    others = [make.loops("b", places=[(X + 11.0, Y), (X + 17.0, Y)]), make.loops("c", places=[(X + 30.0, Y)])]
    cooling, names = cooled(mine, *others)
    assert cooling[0] == pytest.approx(line(5.0) + line(11.0) + line(24.0))
    assert names[0] == "b, c"
    alone, _ = cooled(mine)
    assert alone.tolist() == [0.0]


def test_systems_count_within_the_reach_only():
    rows = make.loops("a", places=[(X, Y)]), make.loops("b", places=[(X + 120.5, Y)])
    assert cooled(*rows)[0].tolist() == [0.0, 0.0]
    assert cooled(*rows, reach=121.0)[0][0] == pytest.approx(line(120.5))


def test_years_that_do_not_overlap_do_not_count():
    rows = make.loops("a", end=2040), make.loops("b", places=[(X + 5.0, Y)], start=2040)
    assert cooled(*rows)[0].tolist() == [0.0, 0.0]


def test_heat_put_in_warms_and_unknown_heat_stays_unknown():
    warm, _ = cooled(make.loops("a"), make.loops("b", heat=-3.0, places=[(X + 5.0, Y)]))
    assert warm.tolist() == pytest.approx([-line(5.0), line(5.0)])
    unknown, _ = cooled(make.loops("a"), make.loops("b", heat=None, places=[(X + 5.0, Y)]))
    assert np.isnan(unknown[0])
    assert unknown[1] == pytest.approx(line(5.0))


def test_the_fluid_follows_the_g_function():
    east, north = np.meshgrid(X + 6.0 * np.arange(3), Y + 6.0 * np.arange(2))
    places = np.column_stack([east.ravel(), north.ravel()])
    found = asked(make.flat(closed_loops=make.loop_table(make.loops(places=places))))
    years = found.features["closed_loops_years"]
    assert years["years_of_use"].tolist() == [1.0, 2.0, 5.0, 10.0, 25.0]
    response = field_response(
        x=places[:, 0],
        y=places[:, 1],
        time=np.array([1.0, 2.0, 5.0, 10.0, 25.0]) * YEAR,
        radius=0.075,
        **GROUND,
    )
    wanted = 12.0 - 3.0 * (response / (2 * np.pi * 2.0) + 0.1)
    assert years["fluid_temperature"].tolist() == pytest.approx(wanted.tolist(), rel=1e-9)
    assert values(found)["fluid_temperature"] == pytest.approx(wanted[-1], rel=1e-9)
    assert values(found)["loops"] == 6.0
    assert values(found)["loop_heat"] == pytest.approx(3.0 * 150.0 * 6 * 8766.0 / 1e6)


def test_more_than_the_limit_is_told():
    ring = [(X + 5.0 * np.cos(a), Y + 5.0 * np.sin(a)) for a in np.linspace(0.0, 2 * np.pi, 5)[:4]]
    rows = make.loops("a", places=[(X, Y)]), make.loops("b", places=ring, heat=6.0)
    found = asked(make.flat(closed_loops=make.loop_table(*rows)))
    assert values(found)["loop_cooling"] == pytest.approx(4 * line(5.0, heat=6.0), rel=1e-9)
    assert values(found)["loops_over_limit"] == 1.0
    told = found.features["closed_loops_results"].set_index("id")
    assert "K too much" in told.loc["a", "condition_en"]
    assert told.loc["b", "condition_en"] == ""
    assert (
        values(asked(make.flat(closed_loops=make.loop_table(*rows)), cooling_limit=9.0))["loops_over_limit"]
        == 0.0
    )


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"heat": -2.0}, "net heat goes into the ground"),
        ({"heat": 60.0}, "the fluid goes outside -3 to 30 degrees"),
        ({"base_level": -1501.0, "heat": 50.0}, "from 70 kW on a permit is needed"),
    ],
)
def test_rules_of_closed_systems(columns, told):
    found = asked(make.flat(closed_loops=make.loop_table(make.loops(**columns))))
    assert told in found.features["closed_loops_results"]["condition_en"].iloc[0]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"top_level": 3.0}, "do not go down from the ground"),
        ({"base_level": 0.5}, "do not go down from the ground"),
        ({"start": 2050, "end": 2040}, "before it starts"),
        ({"places": [(0.0, 0.0)]}, "outside the twin"),
    ],
)
def test_loops_that_cannot_be_computed(columns, reason):
    found = asked(make.flat(closed_loops=make.loop_table(make.loops(**columns))))
    assert reason in found.features["closed_loops_results"]["reason"].iloc[0]
    assert values(found)["loop_cooling"] is None
    assert reason in found.indicators["ates.loop_cooling"]["reason"]


def test_loops_in_one_place_and_unknown_heat_tell_why():
    two = make.loops("a", places=[(X, Y), (X, Y)])
    found = asked(make.flat(closed_loops=make.loop_table(two, make.loops("b", heat=None))))
    reasons = found.features["closed_loops_results"].set_index("id")["reason"]
    assert "m apart" in reasons["a"]
    assert reasons["b"] == "the heat that it takes is not known"
    assert values(found)["fluid_temperature"] is None
