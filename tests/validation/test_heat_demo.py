"""Stories of heat in the demo: a doublet that is fine until 2051, and storage below the limit of a zone."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.intervention import Context
from scenarios.model import Scenario
from scenarios.run import check, run
from scenarios.subsurface.engine import index, place
from twin import Twin
from twin.errors import InvalidInputError

EXAMPLES = Path(__file__).parents[2] / "examples"
HEAT = {"GEO", "ATES", "BHE", "WWG", "GWB", "BVZ", "ASV"}


@pytest.fixture(scope="module")
def demo(demo_data):
    return Twin.open("demo", data=demo_data)


def changed(name, twin, keep=slice(None)):
    scenario = Scenario.load(EXAMPLES / name)
    assert check(scenario, twin) == []
    context = Context(twin.reference_year, scenario.horizon, 0.0)
    for intervention in scenario.interventions[keep]:
        twin = intervention.apply(twin, context)
    return twin


def in_the_way(twin, plan, year=None):
    """Verdicts on the parts of a plan among the uses for heat and water, that hold as drawn."""
    known = [claim for claim in twin.claims if claim.function in HEAT]
    parts = [claim for claim in known if claim.owner == plan]
    assert parts
    standing = index([claim for claim in known if claim.owner != plan])
    return [verdict for part in parts for verdict in place(part, standing, year=year) if verdict.holds]


def test_a_doublet_that_is_fine_in_2035_and_collides_in_2055(demo):
    twin = changed("doublet-2055.yaml", demo)
    assert in_the_way(twin, "new-doublet-1", 2035.0) == []
    later = {
        verdict.second if verdict.first == "new-doublet-1" else verdict.first: verdict
        for verdict in in_the_way(twin, "new-doublet-1", 2055.0)
    }
    assert set(later) == {"doublet-1", "licence-1"}
    assert {verdict.code for verdict in later.values()} == {"K1"}
    assert later["doublet-1"].margin == pytest.approx(-72.0, abs=5.0)
    assert later["doublet-1"].first_year == pytest.approx(2051.3, abs=0.5)
    assert all(verdict.remedies["nl"] and verdict.remedies["en"] for verdict in later.values())


def test_the_doublets_of_the_story_do_not_cool_their_own_producers(demo):
    result = run(
        {**Scenario.load(EXAMPLES / "doublet-2055.yaml").to_dict(), "processes": ["geothermal-doublet"]}, demo
    )
    found = result.features["doublets_results"].set_index("id")
    assert found.loc["new-doublet-1", "spacing"] == pytest.approx(1400.0)
    assert (found["breakthrough"] > found["end"] - found["start"]).all()
    assert (found["reason"] == "").all()
    power = result.indicators["geothermal-doublet.power"]
    assert power["value"] > power["reference"] > 5.0


def test_storage_below_sixty_metres_is_refused_by_the_zone(demo):
    twin = changed("wko-onder-60-m.yaml", demo)
    verdicts = in_the_way(twin, "new-ates-1")
    zones = {verdict.code for verdict in verdicts}
    assert zones == {"X11"}
    assert len(verdicts) == 2  # the warm and the cold well
    assert {verdict.verdict for verdict in verdicts} == {"forbidden"}
    assert [verdict.margin for verdict in verdicts] == pytest.approx([-52.0, -52.0])  # -112 under -60
    assert in_the_way(changed("wko-onder-60-m.yaml", demo, slice(1, None)), "new-ates-1") == []


def test_the_same_storage_above_the_clay_is_allowed(demo):
    twin = changed("wko-onder-60-m.yaml", demo, slice(1))
    scenario = Scenario.load(EXAMPLES / "wko-onder-60-m.yaml")
    upper = scenario.interventions[1].model_copy(update={"filter_top": -33.0, "filter_base": -50.0})
    assert upper.check(twin) == []
    assert in_the_way(upper.apply(twin, Context(2025, 2060, 0.0)), "new-ates-1") == []


def test_the_doublet_of_the_contract_stands(demo):
    asked = {"kind": "geothermal-doublet", "at": [66200, 549800], "spacing": 1400, "flow_m3_h": 180,
             "start": 2035, "end": 2065}  # fmt: skip
    result = run({"name": "x", "interventions": [asked], "processes": ["geothermal-doublet"]}, demo)
    row = result.features["doublets_results"].set_index("id").loc["new-doublet-1"]
    assert 5.0 < row["power"] < 15.0
    assert row["reason"] == ""


def test_a_reservoir_that_the_demo_does_not_have_is_refused(demo):
    for wrong in ({"reservoir": "ZE"}, {"reservoir_top": -1200.0, "reservoir_base": -1400.0}):
        asked = {"kind": "geothermal-doublet", "at": [66200, 549800], "flow_m3_h": 180, **wrong}
        with pytest.raises(InvalidInputError, match="reservoir"):
            run({"name": "x", "interventions": [asked], "processes": ["geothermal-doublet"]}, demo)


def test_heat_of_the_demo_as_it_is(demo):
    result = run({"name": "x", "processes": ["ates", "geothermal-doublet"]}, demo)
    numbers = {name: entry["value"] for name, entry in result.indicators.items()}
    assert numbers["ates.systems"] == 10.0
    assert numbers["ates.too_close"] == numbers["ates.interfering"] == 0.0
    assert numbers["ates.loops"] == 36.0
    assert 0.0 < numbers["ates.loop_cooling"] < 1.5
    assert 5.0 < numbers["geothermal-doublet.power"] < 12.0
    assert result.indicators["ates.recovered"]["value"] > 0.9
