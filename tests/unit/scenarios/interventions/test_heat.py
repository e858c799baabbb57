"""New doublets, storage systems and closed loops: what they add, and what is refused with a remedy."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios.intervention import Context
from scenarios.interventions.ates import StorageSystem
from scenarios.interventions.closed_loops import ClosedLoops
from scenarios.interventions.geothermal_doublet import GeothermalDoublet
from scenarios.model import Scenario
from scenarios.run import run
from tests.unit.scenarios.heat import heat_ground as make
from twin.errors import InvalidInputError

CONTEXT = Context(start=2025, horizon=2100, sea_level_rise=0.0)
X, Y = make.MIDDLE
DOUBLET = {"kind": "geothermal-doublet", "at": [X, Y], "flow_m3_h": 150.0}
ATES = {"kind": "ates", "volume": 150_000.0, "filter_top": -10.0, "filter_base": -50.0}
LOOPS = {"kind": "closed-loops", "at": [X, Y]}
CHEVRON = [[X, Y], [X + 3.0, Y + 2.9], [X + 6.0, Y], [X + 3.0, Y + 3.0]]  # its middle lies outside it


def refused(content, twin):
    with pytest.raises(InvalidInputError) as caught:
        run({"name": "x", "interventions": [content], "processes": ["ates"]}, twin)
    return caught.value.problems


def loaded(content):
    scenario = Scenario.load({"name": "x", "interventions": [content], "processes": ["ates"]})
    return scenario.interventions[0]


@pytest.mark.parametrize(
    "wrong",
    [
        DOUBLET | {"reservoir": "RO", "reservoir_top": -2100.0, "reservoir_base": -2200.0},
        DOUBLET | {"azimuth": 400.0},
        DOUBLET | {"porosity": 0.0},
        ATES,
        ATES | {"at": [X, Y], "warm": [X, Y], "cold": [X + 9.0, Y]},
        ATES | {"warm": [X, Y]},
        ATES | {"warm": [X, Y], "cold": [X, Y]},
        ATES | {"warm": [X, Y], "cold": [X + 90.0, Y], "spacing": 90.0},
        ATES | {"at": [X, Y], "filter_base": -10.0},
        ATES | {"at": [X, Y], "start": 2050, "end": 2040},
        ATES | {"at": [X, Y], "volume": 0.0},
        {"kind": "closed-loops"},
        LOOPS | {"area": [[X, Y], [X + 9, Y], [X, Y + 9]]},
        LOOPS | {"rows": 40, "columns": 40},
        LOOPS | {"depth": 2.0},
        LOOPS | {"start": 2050, "end": 2040},
        {"kind": "closed-loops", "area": [[X, Y], [X + 9, Y]]},
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(InvalidInputError) as caught:
        loaded(wrong)
    assert all(problem.field.startswith("interventions[0]") for problem in caught.value.problems)
    assert all(problem.remedy for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("content", "field", "message"),
    [
        (DOUBLET | {"at": [X, 999.0]}, "at", "outside the twin"),
        (DOUBLET | {"site": [X, 999.0], "reservoir": "RO"}, "site", "outside the twin"),
        (
            DOUBLET | {"spacing": 5000.0, "azimuth": 0.0, "at": [X, 547000.0]},
            "spacing",
            "brings a well outside",
        ),
        (DOUBLET | {"spacing": 5000.0, "at": [61000.0, Y]}, "spacing", "brings a well outside"),
        (DOUBLET | {"reservoir": "KN"}, "reservoir", "is no layer of this twin"),
        (DOUBLET | {"reservoir": "PZWA"}, "reservoir", "75 m below the ground, less than 500 m"),
        (DOUBLET | {"reservoir": "NM"}, "reservoir", "170 m below the ground"),
        (DOUBLET | {"reservoir_top": -900.0, "reservoir_base": -990.0}, "reservoir_top", "bears no water"),
        (DOUBLET | {"reservoir_top": -2500.0, "reservoir_base": -2600.0}, "reservoir_top", "do not reach"),
        (DOUBLET | {"reservoir_top": -120.0, "reservoir_base": -160.0}, "reservoir_top", "less than 500 m"),
        (ATES | {"at": [X, 999.0]}, "at", "outside the twin"),
        (ATES | {"at": [60001.0, Y]}, "spacing", "brings a well outside"),
        (ATES | {"warm": [X, Y], "cold": [X, 999.0]}, "cold", "outside the twin"),
        (ATES | {"at": [X, Y], "filter_top": 2.0}, "filter_top", "above the ground"),
        (ATES | {"at": [X, Y], "filter_top": -61.0, "filter_base": -74.0}, "filter_top", "bear no water"),
        (LOOPS | {"at": [60001.0, Y], "columns": 3}, "at", "outside the twin"),
        (
            {"kind": "closed-loops", "area": [[X, Y], [X + 9, Y + 9], [X + 9, Y], [X, Y + 9]]},
            "area",
            "crosses",
        ),
        ({"kind": "closed-loops", "area": CHEVRON}, "area", "takes no borehole"),
        ({"kind": "closed-loops", "area": [[X, Y], [X + 900, Y], [X, Y + 900]]}, "area", "takes more than"),
        (
            {"kind": "closed-loops", "area": [[0, 0], [300_000, 300_000], [300_000, 300_000.001]]},
            "area",
            "too long and thin",
        ),
    ],
)
def test_what_does_not_fit_the_twin_is_refused(content, field, message):
    (problem,) = refused(content, make.flat(layered=True))
    assert problem.field == f"interventions[0].{field}"
    assert message in problem.message
    assert problem.remedy


def test_a_twin_without_layers_knows_no_reservoir_by_name():
    (problem,) = refused(DOUBLET | {"reservoir": "RO"}, make.flat())
    assert "has no layers" in problem.message


def test_an_end_before_the_start_of_the_scenario_is_refused():
    for content in (DOUBLET | {"end": 2020}, ATES | {"at": [X, Y], "end": 2020}, LOOPS | {"end": 2020}):
        (problem,) = refused(content, make.flat())
        assert "before it starts, in 2025" in problem.message


def test_a_doublet_takes_the_depth_of_the_layer_that_it_names():
    twin = make.flat(layered=True)
    row = loaded(DOUBLET | {"reservoir": "RO"}).apply(twin, CONTEXT).features["doublets"].iloc[0]
    assert (row["reservoir"], row["reservoir_top"], row["reservoir_base"]) == ("RO", -2000.0, -2200.0)


def test_azimuth_and_site_place_the_wells():
    doublet = GeothermalDoublet(at=(X, Y), flow_m3_h=150.0, azimuth=0.0, spacing=1000.0, site=(X + 300, Y))
    assert doublet.wells == ((X, Y - 500.0), (X, Y + 500.0))
    row = doublet.apply(make.flat(), CONTEXT).features["doublets"].iloc[0]
    assert (row["surface_x"], row["surface_y"]) == (X + 300, Y)
    assert (row.geometry.x, row.geometry.y) == (X + 300, Y)
    assert (row["producer_y"], row["injector_y"]) == (Y - 500.0, Y + 500.0)
    slant = GeothermalDoublet(at=(X, Y), flow_m3_h=150.0, azimuth=30.0, spacing=1000.0)
    assert math.dist(*slant.wells) == pytest.approx(1000.0)
    assert slant.wells[1] == pytest.approx((X + 250.0, Y + 500.0 * math.cos(math.radians(30.0))))


def test_a_new_doublet_keeps_the_columns_of_others():
    twin = make.flat(doublets=make.doublets(make.doublet(name_of="greenhouses")))
    table = (
        GeothermalDoublet(at=(X, Y), flow_m3_h=90.0, permeability=500.0)
        .apply(twin, CONTEXT)
        .features["doublets"]
    )
    assert table["id"].tolist() == ["d", "new-doublet-1"]
    assert table["name_of"].iloc[0] == "greenhouses"
    assert table["permeability"].tolist() == pytest.approx([3e-13, 5e-13])
    assert table["reservoir_top"].tolist() == [-2170.0, -2170.0]


def test_a_storage_system_stands_three_radii_apart():
    system = StorageSystem(at=(X, Y), volume=150_000.0, filter_top=-10.0, filter_base=-50.0, azimuth=0.0)
    row = system.apply(make.flat(), CONTEXT).features["ates"].iloc[0]
    assert row["warm_y"] - row["cold_y"] == pytest.approx(128.964, abs=1e-3)
    assert row["thermal_radius"] == pytest.approx(42.9880, abs=1e-4)
    assert (row["id"], row["status"], row["start"], row["end"]) == ("new-ates-1", "planned", 2025, 2100)
    two = loaded(ATES | {"warm": [X, Y], "cold": [X + 200.0, Y]}).apply(make.flat(), CONTEXT)
    assert two.features["ates"]["cold_x"].iloc[0] == X + 200.0
    assert two.features["ates"].geometry.iloc[0].x == X + 100.0


def test_a_storage_system_drifts_as_its_nearest_neighbour():
    near, far = make.store("n", drift_x=1e-8, drift_y=0.0), make.store("f", at=(X + 2000.0, Y))
    twin = make.flat(ates=make.stores(near, far | {"drift_x": 9e-8, "drift_y": 9e-8}))
    added = loaded(ATES | {"at": [X + 500.0, Y]}).apply(twin, CONTEXT).features["ates"]
    assert added["drift_x"].iloc[-1] == 1e-8
    alone = loaded(ATES | {"at": [X, Y]}).apply(make.flat(), CONTEXT).features["ates"]
    assert "drift_x" not in alone


def test_loops_in_rows_and_columns():
    field = ClosedLoops(at=(X, Y), rows=2, columns=3, apart=5.0, depth=100.0)
    row = field.apply(make.flat(), CONTEXT).features["closed_loops"].iloc[0]
    assert len(row.geometry.geoms) == 6
    assert row.geometry.bounds == (X - 5.0, Y - 2.5, X + 5.0, Y + 2.5)
    assert (row["top_level"], row["base_level"], row["heat"]) == (-1.0, -100.0, 2.5)
    turned = ClosedLoops(at=(X, Y), rows=2, columns=3, apart=5.0, azimuth=90.0).places()
    assert np.ptp(turned, axis=0) == pytest.approx([5.0, 10.0])


@pytest.mark.parametrize("azimuth", [0.0, 30.0])
def test_loops_fill_an_area(azimuth):
    square = ((X, Y), (X + 60.0, Y), (X + 60.0, Y + 60.0), (X, Y + 60.0))
    places = ClosedLoops(area=square, apart=6.0, azimuth=azimuth).places()
    assert ((places >= (X, Y)) & (places <= (X + 60.0, Y + 60.0))).all()
    assert 80 <= len(places) <= 121
    apart = np.hypot(*(places[:, None] - places).T)
    assert apart[~np.eye(len(places), dtype=bool)].min() == pytest.approx(6.0)
