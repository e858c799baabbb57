"""The process ates, open systems: worked values, neighbours, drift, sand, reasons and conditions."""

from __future__ import annotations

import pytest

from scenarios.heat.storage_outcome import NO_LOOPS, NO_STORES
from scenarios.physics.ates_neighbours import recovered_share
from scenarios.run import run
from tests.unit.scenarios.heat import heat_ground as make
from twin.errors import InvalidInputError

RADIUS = 42.9880
X, Y = make.MIDDLE
YEAR = 31_557_600.0


def asked(twin, *, interventions=(), **parameters):
    content = {"name": "ates", "interventions": list(interventions), "processes": [{"ates": parameters}]}
    return run(content, twin)


def values(result, key="value"):
    return {name.removeprefix("ates."): entry[key] for name, entry in result.indicators.items()}


def beside(away, **columns):
    """Two stores on one line, the cold well of the first ``away`` from the warm well of the second."""
    return make.stores(make.store(), make.store("b", at=(X + 128.963916 + away, Y), **columns))


@pytest.fixture(scope="module")
def worked():
    return asked(make.flat(ates=make.stores(make.store())), groundwater=25.0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("systems", 1.0),
        ("thermal_radius", 42.9880),  # A1
        ("hydraulic_radius", 58.3992),  # A2
        ("energy", 1.04500),  # A3
        ("drift", 13.5463),  # A4
        ("smallest_ratio", 3.0),  # A5
        ("too_close", 0.0),
        ("interfering", 0.0),
        ("loops", 0.0),
    ],
)
def test_worked_values_through_the_process(worked, name, expected):
    assert make.same_six_figures(values(worked)[name], expected)


def test_what_is_left_after_half_a_year_of_drift(worked):
    share = float(recovered_share(radius=RADIUS, drift=13.5463, time=0.5))
    assert 0.89 < share < 0.91
    assert values(worked)["recovered"] == pytest.approx(share, rel=1e-4)


def test_drift_is_that_of_the_system_or_unknown():
    row = make.store(drift_x=3.0 / YEAR, drift_y=-4.0 / YEAR)
    assert values(asked(make.flat(ates=make.stores(row))))["drift"] == pytest.approx(5.0)
    found = asked(make.flat(ates=make.stores(make.store())))
    assert values(found)["drift"] is None
    assert "give it" in found.indicators["ates.drift"]["reason"]


def test_a_store_that_moves_a_radius_a_year_is_a_condition():
    row = make.store(drift_x=43.0 / YEAR, drift_y=0.0)
    told = asked(make.flat(ates=make.stores(row))).features["ates_results"].iloc[0]
    assert "more than a thermal radius a year" in told["condition_en"]


def test_warm_and_cold_too_close():
    found = asked(make.flat(ates=make.stores(make.store(apart=100.0))))
    assert values(found)["too_close"] == 1.0
    told = found.features["ates_results"].iloc[0]
    assert told["ratio"] == pytest.approx(100.0 / RADIUS, rel=1e-5)
    assert told["condition_en"] == "warm and cold wells 29 m further apart"  # the sheet's 28.9640 m
    assert values(asked(make.flat(ates=make.stores(make.store(apart=100.0))), radii=2.0))["too_close"] == 0.0


def test_a_cold_and_a_warm_well_of_neighbours():
    found = asked(make.flat(ates=beside(100.0)))
    (pair,) = found.features["ates_pairs"].to_dict("records")
    assert (pair["first"], pair["second"], pair["kind"]) == ("a", "b", "opposite")
    assert pair["margin"] == pytest.approx(-28.9640, abs=2e-4)
    assert pair["shared"] == 0.0
    assert values(found)["interfering"] == 2.0
    assert "ates_pairs" not in asked(make.flat(ates=beside(129.0))).features


@pytest.mark.parametrize(
    "columns",
    [
        {"filter_top": -60.0, "filter_base": -100.0},  # ten metres below
        {"filter_top": -50.0, "filter_base": -90.0},  # they touch
        {"start": 2060},
    ],
)
def test_other_heights_and_other_years_are_no_neighbours(columns):
    table = beside(50.0, **columns)
    table["end"] = [2060, 2090] if "start" in columns else [None, None]
    found = asked(make.flat(ates=table))
    assert "ates_pairs" not in found.features
    assert values(found)["interfering"] == 0.0


def test_parts_of_one_owner_are_one_system():
    table = beside(50.0)
    table["owner"] = "hospital"
    assert "ates_pairs" not in asked(make.flat(ates=table)).features


def test_owners_that_are_not_told_are_no_owner():
    table = beside(100.0)
    table["owner"] = float("nan")
    assert len(asked(make.flat(ates=table)).features["ates_pairs"]) == 1


def test_wells_of_one_kind_can_merge():
    pair = make.stores(make.store(), make.store("b", at=(X, Y + 60.0)))
    table = asked(make.flat(ates=pair)).features["ates_pairs"]
    assert set(table["kind"]) == {"alike"}
    assert (table["shared"] > 0.0).all()  # 60 m apart, radii of 43 m
    assert (table["margin"] > 0.0).all()


def test_stores_of_two_kinds_in_each_other_lose_what_they_share():
    found = asked(make.flat(ates=beside(0.0)), groundwater=0.0)
    # Cold of the first and warm of the second stand in one place: half of each system is gone.
    assert found.features["ates_results"]["lost_to_neighbours"].tolist() == pytest.approx([0.5, 0.5])
    assert values(found)["recovered"] == pytest.approx(0.5)


def test_filters_in_clay_are_told():
    rows = (make.store(filter_top=-50.0, filter_base=-70.0), make.store("b", at=(X + 900, Y)))
    found = asked(make.flat(layered=True, ates=make.stores(*rows))).features["ates_results"].set_index("id")
    assert found["sand"].tolist() == pytest.approx([0.5, 1.0])
    assert "50% of the filter stands in clay" in found.loc["a", "condition_en"]
    assert asked(make.flat(ates=make.stores(*rows))).features["ates_results"]["sand"].isna().all()


def test_water_that_goes_back_too_warm_is_a_condition():
    twin = make.flat(ates=make.stores(make.store()))
    told = [
        asked(twin, return_temperature=warm).features["ates_results"]["condition_en"].iloc[0]
        for warm in (25.0, 26.0)
    ]
    assert told[0] == ""
    assert "warmer than 25 degrees" in told[1]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"warm_x": None}, "not known: warm_x"),
        ({"volume": 0.0}, "stores nothing"),
        ({"filter_base": 0.0}, "not above their base"),
        ({"start": 2050, "end": 2040}, "before it starts"),
        ({"cold_x": 1000.0}, "outside the twin"),
    ],
)
def test_what_cannot_be_computed_is_left_out_with_the_reason(columns, reason):
    rows = make.stores({**make.store(), **columns}, make.store("good"))
    found = asked(make.flat(ates=rows))
    assert reason in found.features["ates_results"].set_index("id")["reason"]["a"]
    assert values(found)["systems"] == 1.0
    assert reason in found.indicators["ates.energy"]["reason"]


def test_without_systems_counts_are_zero_and_the_rest_unknown():
    found = asked(make.flat())
    assert values(found)["systems"] == values(found)["energy"] == values(found)["loop_heat"] == 0.0
    assert values(found)["thermal_radius"] is None
    assert found.indicators["ates.energy"]["reason"] == NO_STORES
    assert found.indicators["ates.loop_cooling"]["reason"] == NO_LOOPS
    assert not found.features


def test_unknown_systems_are_refused():
    with pytest.raises(InvalidInputError, match="is not one of the ates"):
        asked(make.flat(ates=make.stores(make.store())), systems=["nobody"])
