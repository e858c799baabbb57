"""The process drinking-water-capture: the worked well, what is not known, zones beside protected areas."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import k0
from shapely import Point, Polygon, box
from shapely.affinity import translate

from scenarios.drinking_water.aquifers import NOTHING_BELOW
from scenarios.drinking_water.outcome import NO_WELLS
from scenarios.drinking_water.protection import NO_ZONES
from scenarios.drinking_water.study import NO_SCREEN
from scenarios.physics.capture_zones import isochrone
from scenarios.physics.well_drawdown import drawdown_radius
from tests.unit.scenarios.drinking_water.well_polder import (
    DAY,
    GIVEN,
    MIDDLE,
    YEAR,
    asked,
    guarded,
    value,
    well_polder,
    wells,
)
from twin.errors import InvalidInputError

X, Y = MIDDLE
HELD = 5000.0 / DAY * 25 * YEAR / 14.0
LAMBDA = (1200.0 * 1000.0) ** 0.5


@pytest.fixture(scope="module")
def worked():
    return asked(
        well_polder(wells()), **GIVEN, points=[[X - 1595.33122, Y], [X + 577.924064, Y], [X + 900.0, Y]]
    )


def test_the_worked_well(worked):
    """D1, D2 and D4 of the sheet in the table; the zone holds what is drawn in 25 years."""
    assert value(worked, "yield") == pytest.approx(1.82625e6)
    assert value(worked, "zone_area") == pytest.approx(HELD, rel=1e-3)
    assert value(worked, "zone_area", "low") == pytest.approx(HELD * 35 / 40, rel=1e-3)
    assert value(worked, "zone_area", "high") == pytest.approx(HELD * 35 / 30, rel=1e-3)
    row = worked.features["wells_results"].iloc[0]
    for column, told in {
        "radius_60d": 82.5889, "radius_25yr": 1018.85, "radius_100yr": 2037.70,
        "stagnation_distance": 663.146, "capture_width": 4166.67,
        "upstream_60d": 86.0525, "upstream_25yr": 1595.33, "upstream_100yr": 4490.47,
        "transmissivity": 1200.0, "cover": 800.0, "towards": 90.0,
    }.items():  # fmt: skip
        assert row[column] == pytest.approx(told, rel=5e-6), column


def test_its_zones_are_the_exact_outlines_in_the_aquifer(worked):
    table = worked.features["wells_capture_zones"].set_index("years")
    assert table.index.tolist() == pytest.approx([60 / 365.25, 25.0, 100.0])
    assert (table["top_level"] == -10.0).all()
    assert (table["base_level"] == -50.0).all()
    speed = 1.2 / 14.0 / DAY
    for years, shape in table.geometry.items():
        corners = isochrone(
            time=years * YEAR, flow=5000.0 / DAY, velocity=(speed, 0.0), thickness=40.0, porosity=0.35
        )
        exact = translate(Polygon(corners), X, Y)
        assert shape.symmetric_difference(exact).area < 2e-3 * exact.area


def test_water_on_the_axis_takes_the_time_of_the_zone(worked):
    """D4 upstream and downstream; beyond the stagnation point no well draws it."""
    table = worked.features["wells_travel_times"]
    assert table["years"].tolist()[:2] == pytest.approx([25.0, 25.0], rel=1e-4)
    assert np.isnan(table["years"][2])
    assert table["field"].tolist() == ["a", "a", ""]
    assert "no well" in table["reason"][2]


def test_its_drawdown_is_that_of_de_glee(worked):
    """D7 at 500 m: 0.663708 m; the water table falls as 200 d are to 1000 d."""
    here = {"x": X + 500.0, "y": Y}
    assert float(worked.dataset["aquifer_drawdown"].sel(here)) == pytest.approx(0.663708, rel=2e-6)
    assert float(worked.dataset["water_table_drawdown"].sel(here)) == pytest.approx(0.2 * 0.663708, rel=2e-6)
    strength = 5000.0 / (2 * np.pi * 1200.0)
    assert value(worked, "largest_drawdown") == pytest.approx(strength * k0(0.3 / LAMBDA), rel=1e-9)
    assert value(worked, "largest_drawdown", "low") == pytest.approx(
        strength * k0(0.3 / LAMBDA * 2**0.5), rel=1e-9
    )


def test_land_is_lowered_within_the_radius_of_the_fall(worked):
    radius = float(
        drawdown_radius(
            flow=5000.0 / DAY, transmissivity=1200.0 / DAY, resistance=1000.0 * DAY, drawdown=0.25
        )
    )
    assert value(worked, "lowered_area") == pytest.approx(np.pi * radius**2, rel=0.01)
    row = worked.features["wells_results"].iloc[0]
    reach = float(drawdown_radius(flow=5000.0 / DAY, transmissivity=1200.0 / DAY, resistance=1000.0 * DAY))
    assert row["drawdown_reach"] == pytest.approx(reach, rel=1e-6)


def test_rain_feeds_wells_in_open_sand():
    """D8: a quarter century of 0.30 m/yr fills 41.4749 % of 6.0875 km2."""
    given = GIVEN | {"resistance": 0.0, "gradient": 0.0}
    found = asked(well_polder(wells()), **given, recharge=300.0, points=[[X + 896.473, Y]])
    assert value(found, "zone_area") == pytest.approx(0.414749 * 6.0875e6, rel=1e-3)
    row = found.features["wells_results"].iloc[0]
    assert row["recharge_area"] == pytest.approx(6.0875e6)
    assert row["young_share_25yr"] == pytest.approx(0.414749, rel=2e-6)
    assert np.isnan(row["stagnation_distance"])
    assert found.features["wells_travel_times"]["years"][0] == pytest.approx(25.0, rel=1e-3)


def test_zones_beside_protected_areas():
    half = guarded(
        ("grondwaterbeschermingsgebied", box(X, Y - 4000, X + 4000, Y + 4000)),
        ("natura2000", box(X - 1, Y, X, Y + 1)),
    )
    found = asked(well_polder(wells(), protection_zones=half), **GIVEN | {"gradient": 0.0})
    assert value(found, "uncovered_area") == pytest.approx(0.5 * HELD, rel=2e-3)
    gaps = found.features["wells_zone_gaps"].set_index("id")
    bare = gaps.loc["uncovered: grondwaterbeschermingsgebied"]
    assert bare["covered_share"] == pytest.approx(0.5, abs=1e-3)
    beyond = gaps.loc["outside: grondwaterbeschermingsgebied"]
    assert beyond["area"] == pytest.approx((X + 3975.0 - X) * 7975.0 - 0.5 * HELD, rel=0.02)
    assert beyond.geometry.intersection(bare.geometry).area == pytest.approx(0.0, abs=1e-6)
    expired = half.assign(end=2040.0)
    later = asked(well_polder(wells(), protection_zones=expired), **GIVEN | {"gradient": 0.0})
    assert value(later, "uncovered_area") == pytest.approx(HELD, rel=2e-3)


def test_uses_inside_are_counted_and_told():
    uses = wells([(X + 100.0, Y), (X + 3500.0, Y)], id=["factory", "far"], kind="industrial")
    table = asked(well_polder(_joined(wells(), uses)), **GIVEN | {"gradient": 0.0})
    assert value(table, "uses_inside") == 1.0
    [row] = table.features["wells_uses"].to_dict("records")
    assert (row["feature"], row["field"], row["years"]) == ("factory", "a", 25.0)


def _joined(*tables):
    import pandas as pd

    return pd.concat(tables, ignore_index=True)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (None, NO_WELLS),
        (wells(end=2040.0), NO_WELLS),
        (wells(start=2051.0), NO_WELLS),
        (wells(kind="monitoring"), NO_WELLS),
        (wells(flow=np.nan), NO_WELLS),
    ],
)
def test_without_wells_nothing_is_drawn_and_it_is_said(table, reason):
    found = asked(well_polder(table), **GIVEN)
    for entry in found.indicators.values():
        assert entry["value"] == 0.0
        assert entry["reason"] == reason.format(year=2050)
    assert not found.features


def test_what_is_not_known_has_its_reason():
    found = asked(well_polder(wells()))
    assert value(found, "yield") == pytest.approx(1.82625e6)
    for name in ("zone_area", "largest_drawdown", "lowered_area", "uncovered_area", "uses_inside"):
        assert value(found, name) is None
        assert NOTHING_BELOW in value(found, name, "reason")
    assert NOTHING_BELOW in found.features["wells_results"]["reason"][0]
    blind = asked(well_polder(wells(screen_top=np.nan)), **GIVEN)
    assert NO_SCREEN in value(blind, "zone_area", "reason")
    assert value(asked(well_polder(wells()), **GIVEN), "uncovered_area", "reason") == NO_ZONES


def test_a_field_of_which_nothing_is_known_is_left_out_and_named():
    both = _joined(wells(), wells([(X + 500.0, Y)], id=["b0"], field="b", screen_top=np.nan))
    found = asked(well_polder(both), **GIVEN)
    assert value(found, "zone_area") == pytest.approx(HELD, rel=1e-3)
    assert "b: " in value(found, "zone_area", "reason")


def test_two_fields_part_the_ground_between_them():
    both = _joined(wells([(X - 400.0, Y)]), wells([(X + 400.0, Y)], id=["b0"], field="b"))
    found = asked(well_polder(both), **GIVEN | {"gradient": 0.0})
    zones = found.features["wells_capture_zones"]
    one, other = zones.geometry[zones["years"] == 25.0]
    assert one.area == pytest.approx(HELD, rel=2e-3)
    assert one.bounds[2] == pytest.approx(X, abs=2.0)
    assert other.bounds[0] == pytest.approx(X, abs=2.0)
    middle = float(found.dataset["aquifer_drawdown"].sel(x=X, y=Y))
    assert middle == pytest.approx(2 * 5000.0 / (2 * np.pi * 1200.0) * k0(400.0 / LAMBDA), rel=1e-5)


def test_wells_without_a_field_belong_together_when_they_are_near():
    at = [(X, Y), (X + 900.0, Y), (X, Y + 2500.0)]
    found = asked(well_polder(wells(at, flow=500.0 / DAY, field="")), **GIVEN)
    assert found.features["wells_results"][["id", "wells"]].values.tolist() == [["w0", 2], ["w2", 1]]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"conductivity": 3.0}, ""),
        ({"gradient": 0.001}, ""),
        ({"porosity": 0.0}, "porosity"),
        ({"points": [[0.0, 0.0]]}, "points[0]"),
    ],
)
def test_wrong_input_is_refused(wrong, field):
    with pytest.raises(InvalidInputError) as caught:
        asked(well_polder(wells()), **wrong)
    assert all(field in problem.field for problem in caught.value.problems)


def test_a_well_outside_the_twin_is_no_case():
    found = asked(well_polder(wells([(X + 9000.0, Y)])), **GIVEN)
    assert "outside the twin" in value(found, "zone_area", "reason")
    assert Point(X + 9000.0, Y) == found.features["wells_results"].geometry[0].geoms[0]


def test_screens_in_one_hole_are_one_well():
    twice = wells([(X, Y), (X, Y + 0.5)], flow=2500.0 / DAY)
    found = asked(well_polder(twice), **GIVEN)
    assert value(found, "zone_area") == pytest.approx(HELD, rel=1e-3)
    assert found.features["wells_results"]["wells"][0] == 2


def test_a_well_that_draws_next_to_nothing_beside_others_is_told():
    tiny = wells([(X + 30.0, Y)], id=["b0"], field="b", flow=1e-9)
    found = asked(well_polder(_joined(wells(), tiny)), **GIVEN)
    assert value(found, "zone_area") == pytest.approx(HELD, rel=1e-3)
    assert "takes more than" in value(found, "zone_area", "reason")
    assert found.features["wells_results"].set_index("id")["reason"]["a"] == ""


def test_numbers_that_are_words_are_not_known():
    assert value(asked(well_polder(wells(discharge="much")), **GIVEN), "yield") == 0.0
    assert value(asked(well_polder(wells(valid_from="long ago")), **GIVEN), "yield") > 0.0
