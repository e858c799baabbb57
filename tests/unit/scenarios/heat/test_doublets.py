"""The process geothermal-doublet: worked values, ranges, years, reasons, refusals and conditions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely import MultiPoint

from scenarios.heat.doublet_outcome import NONE
from scenarios.heat.doublet_parameters import DoubletParameters
from scenarios.heat.doublets import Rock, course, doublets
from scenarios.physics.geothermal import produced_temperature
from scenarios.process import processes
from scenarios.run import run
from tests.unit.scenarios.heat import heat_ground as make
from twin.claims import YEAR
from twin.errors import InvalidInputError

WORKED = {"gradient": 31.0, "cold_viscosity": 0.6}


def asked(twin, *, horizon=2100, interventions=(), **parameters):
    content = {
        "name": "heat", "horizon": horizon, "interventions": list(interventions),
        "processes": [{"geothermal-doublet": WORKED | parameters}],
    }  # fmt: skip
    return run(content, twin)


def values(result, key="value"):
    return {name.removeprefix("geothermal-doublet."): entry[key] for name, entry in result.indicators.items()}


@pytest.fixture(scope="module")
def worked():
    return asked(make.flat(doublets=make.doublets(make.doublet())))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("power", 7.51140),  # G2
        ("breakthrough", 69.7403),  # G4
        ("cooled_radius", 568.001),  # G7 after 30 years
        ("pressure", 21.2556),  # G8
        ("pump_power", 0.295217),  # G9
        ("cop", 25.4437),
        ("heat_per_year", 237.042),  # TJ: that power for 31,557,600 s
        ("heat", 7.11125),  # PJ, in 30 years
        ("temperature_fall", 0.0),
        ("spacing_short", 0.0),
        ("thin", 0.0),
    ],
)
def test_worked_values_through_the_process(worked, name, expected):
    assert make.same_six_figures(values(worked)[name], expected)


def test_temperature_and_spacing_of_the_worked_doublet(worked):
    row = worked.features["doublets_results"].iloc[0]
    assert row["temperature"] == pytest.approx(78.2)  # G1 at the middle, 2200 m
    assert row["spacing_needed"] == pytest.approx(983.807, rel=1e-6)  # G6
    assert row["transmissivity"] == pytest.approx(18.0)
    assert row["assumed"] == "reservoir_temperature"
    assert row["condition_en"] == row["condition_nl"] == row["reason"] == ""


def test_the_range_is_that_of_facies_and_gradient(worked):
    low, high = values(worked, "low"), values(worked, "high")
    assert (low["breakthrough"], high["breakthrough"]) == pytest.approx((34.87015, 104.61046), rel=1e-6)
    assert high["power"] == pytest.approx(7.51140 * (78.2 + 6.82 - 35) / 43.2, rel=1e-5)
    assert low["power"] == pytest.approx(7.51140 * (78.2 - 6.82 - 35) / 43.2, rel=1e-5)


def test_heat_after_the_breakthrough_is_the_integral_of_the_streamlines():
    row = make.doublet(spacing=600.0, end=2130, reservoir_temperature=78.2)
    twin = make.flat(doublets=make.doublets(row))
    (one,), _ = doublets(twin, DoubletParameters(), 2200)
    days = (np.arange(100 * 365.25) + 0.5) * 86_400.0
    warm = produced_temperature(time=days, breakthrough=one.breakthrough(Rock()), initial=78.2, injected=35.0)
    exact = float((warm - 35.0).sum()) * 86_400.0 * one.flow * 1070.0 * 3900.0
    ran = course(one, DoubletParameters(), Rock(), 2200)
    assert one.breakthrough(Rock()) / YEAR < 15.0
    assert float(ran.power.sum()) * YEAR == pytest.approx(exact, rel=1e-3)
    assert (np.diff(ran.temperature) <= 0.0).all()


def test_the_years_hold_the_circle_of_cooled_rock(worked):
    years = worked.features["doublets_years"]
    assert years["id"].is_unique
    assert years["year"].tolist() == list(range(2030, 2061))
    assert years["power"].iloc[-1] == 0.0
    middle = years[years["year"] == 2040].iloc[0]
    assert middle["cooled_radius"] == pytest.approx(327.936, rel=1e-6)  # the sheet's 10 years
    assert middle.geometry.area == pytest.approx(math.pi * 327.936**2, rel=2e-3)
    assert (middle.geometry.centroid.x, middle.geometry.centroid.y) == pytest.approx((64750.0, 548000.0))
    assert middle["cooled_volume"] == pytest.approx(math.pi * 327.936**2 * 60.0, rel=1e-5)


def test_the_horizon_ends_what_runs_on():
    twin = make.flat(doublets=make.doublets(make.doublet(end=None)))
    short = asked(twin, horizon=2040)
    assert values(short)["cooled_radius"] == pytest.approx(327.936, rel=1e-6)
    assert values(short)["heat"] == pytest.approx(7.51140 * 10 * YEAR / 1e9, rel=5e-6)
    later = asked(twin, horizon=2030)
    assert values(later)["heat"] == 0.0
    assert later.indicators["geothermal-doublet.cop"]["reason"] == "no doublet starts before the horizon"


def test_a_short_distance_and_a_thin_reservoir_are_conditions():
    row = make.doublet(spacing=700.0, permeability=1e-13)
    found = asked(make.flat(doublets=make.doublets(row)))
    assert values(found)["spacing_short"] == pytest.approx(983.807 - 700.0, abs=1e-3)
    assert values(found, "high")["spacing_short"] == pytest.approx(983.807 * math.sqrt(2) - 700.0, abs=2e-3)
    assert values(found)["thin"] == 1.0
    told = found.features["doublets_results"].iloc[0]
    assert "10 Dm" in told["condition_en"]
    assert "284 m verder uiteen" in told["condition_nl"]


def test_a_higher_pressure_than_the_seal_is_a_condition():
    row = make.doublet(permeability=5e-14, reservoir_top=-2000.0, flow=400 / 3600)
    told = asked(make.flat(doublets=make.doublets(row))).features["doublets_results"].iloc[0]
    assert told["transmissivity"] == pytest.approx(11.5)
    assert told["pressure_injector"] == pytest.approx(21.2556 * 400 / 150 * 6.0 * 60.0 / 230.0, rel=1e-5)
    assert "above 60 bar" in told["condition_en"]
    assert "10 Dm" not in told["condition_en"]


def test_two_doublets_add_up_where_their_years_overlap():
    two = make.doublets(make.doublet(), make.doublet("e", start=2045, end=2075))
    found = values(asked(make.flat(doublets=two)))
    assert found["power"] == pytest.approx(2 * 7.51140, rel=5e-6)
    assert found["heat"] == pytest.approx(2 * 7.51140 * 30 * YEAR / 1e9, rel=5e-6)
    after = make.doublets(make.doublet(), make.doublet("e", start=2060, end=2075))
    assert values(asked(make.flat(doublets=after)))["power"] == pytest.approx(7.51140, rel=5e-6)


def test_paths_go_down_aslant_and_down(worked):
    paths = worked.features["doublets_paths"]
    assert paths["id"].tolist() == ["d:producer", "d:injector"]
    producer = paths.iloc[0]
    assert producer.geometry.has_z
    assert [point[2] for point in producer.geometry.coords] == [0.0, -400.0, -2170.0, -2230.0]
    assert producer["length"] == pytest.approx(400.0 + math.hypot(755.0, 1770.0) + 60.0)
    assert producer["length"] == pytest.approx(
        sum(
            math.dist(a, b)
            for a, b in zip(producer.geometry.coords, producer.geometry.coords[1:], strict=False)
        )
    )
    assert producer["inclination"] == pytest.approx(math.degrees(math.atan(755.0 / 1770.0)))


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"flow": None}, "not known: flow"),
        ({"flow": 0.0}, "pumps nothing"),
        ({"reservoir_base": -2100.0}, "not above its base"),
        ({"end": 2020}, "before it starts"),
        ({"injector_x": 90000.0}, "outside the twin"),
        ({"injector_x": 63250.0}, "in one place"),
        ({"reservoir_top": -300.0, "reservoir_base": -400.0}, "300 m below the ground, less than 500 m"),
    ],
)
def test_what_cannot_be_computed_is_left_out_with_the_reason(columns, reason):
    twin = make.flat(doublets=make.doublets(make.doublet(**columns), make.doublet("good")))
    found = asked(twin)
    assert values(found)["power"] == pytest.approx(7.51140, rel=5e-6)
    told = found.features["doublets_results"].set_index("id")["reason"]
    assert reason in told["d"]
    assert told["good"] == ""
    assert reason in found.indicators["geothermal-doublet.power"]["reason"]
    alone = asked(make.flat(doublets=make.doublets(make.doublet(**columns))))
    assert values(alone)["breakthrough"] is None
    assert reason in alone.indicators["geothermal-doublet.breakthrough"]["reason"]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"reservoir": "KN"}, "is KN, a layer that the twin does not have"),
        ({"reservoir_top": -1000.0, "reservoir_base": -1100.0}, "lies in NM, which bears no water"),
        ({"reservoir_top": -3000.0, "reservoir_base": -3100.0}, "do not reach"),
    ],
)
def test_a_reservoir_that_the_layers_do_not_have(columns, reason):
    found = asked(make.flat(layered=True, doublets=make.doublets(make.doublet(**columns))))
    assert reason in found.features["doublets_results"]["reason"].iloc[0]
    good = asked(make.flat(layered=True, doublets=make.doublets(make.doublet(
        reservoir="RO", reservoir_top=-2100.0, reservoir_base=-2160.0))))  # fmt: skip
    assert values(good)["power"] > 0.0


def test_a_site_may_be_several_points():
    told = make.doublets(make.doublet())
    several = told.set_geometry([MultiPoint([make.MIDDLE])], crs=make.CRS)
    one, other = (values(asked(make.flat(doublets=table))) for table in (told, several))
    assert one == other


def test_licence_areas_are_no_doublets():
    both = make.table([make.doublet(), make.doublet("licence")], [None, None])
    from shapely import Point

    both = both.set_geometry([Point(make.MIDDLE), Point(make.MIDDLE).buffer(900.0)], crs=make.CRS)
    found = asked(make.flat(doublets=both))
    assert found.features["doublets_results"]["id"].tolist() == ["d"]


def test_without_doublets_sums_are_zero_and_the_rest_unknown():
    found = asked(make.flat())
    assert values(found)["power"] == 0.0
    assert values(found)["cop"] is None
    assert {entry["reason"] for entry in found.indicators.values()} == {NONE}
    assert not found.features


def test_a_new_doublet_against_the_reference():
    new = {"kind": "geothermal-doublet", "at": list(make.MIDDLE), "flow_m3_h": 150, "spacing": 1500,
           "reservoir_top": -2170.0, "reservoir_base": -2230.0, "injection_temperature": 35.0, "start": 2030,
           "end": 2060}  # fmt: skip
    found = asked(make.flat(), interventions=[new])
    assert values(found)["power"] == pytest.approx(7.51140, rel=5e-6)
    assert values(found, "reference")["power"] == 0.0
    assert "the reference is not known" in found.indicators["geothermal-doublet.cop"]["reason"]
    assert found.features["doublets_results"]["assumed"].iloc[0] == (
        "porosity, permeability, reservoir_temperature"
    )


def test_unknown_doublets_are_refused():
    twin = make.flat(doublets=make.doublets(make.doublet()))
    with pytest.raises(InvalidInputError, match="is not one of the doublets"):
        asked(twin, doublets=["nobody"])
    only = asked(make.flat(doublets=make.doublets(make.doublet(), make.doublet("e"))), doublets=["e"])
    assert only.features["doublets_results"]["id"].tolist() == ["e"]


def test_the_cost_counts_doublets():
    process = processes()["geothermal-doublet"]
    none, one = make.flat(), make.flat(doublets=make.doublets(make.doublet()))
    assert process.estimate(none, DoubletParameters()).cells == 0
    assert process.estimate(one, DoubletParameters()).cells == 60
