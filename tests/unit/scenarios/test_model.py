"""Scenario files: the contract's own file loads, everything wrong is named at once."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from scenarios.files import set_value
from scenarios.model import Scenario
from twin.errors import InvalidInputError
from twin.mapping_files import parse_mapping

CONTRACT = """
name: Zee +1 m, dijk versterkt, peil 30 cm omhoog
baseline: demo                                 # twin name or path; --twin wins
start: 2025
horizon: 2100
drivers:
  sea_level_rise: {metres: 1.0}                # or {scenario: knmi23-h, quantile: 0.95} at the horizon
  storm: {return_period: 10000, station: den-helder}
  rain: {depth_mm: 80, hours: 2}
reference: {drivers: {}}
interventions:
  - {kind: dike-reinforcement, dike: zeedijk, measure: auto}
  - {kind: water-level-raise, areas: [veenpolder-3], by: 0.30, policy: fixatie, start: 2030}
  - {kind: geothermal-doublet, at: [66200, 549800], spacing: 1400, flow_m3_h: 180, start: 2035, end: 2065}
processes: [sea-level-rise, dike-space, water-level-raise, subsurface-conflicts]
"""
SMALL = {"name": "x", "processes": ["sea-level-rise"]}


def problems(content: dict[str, object]) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        Scenario.load(content)
    return {problem.field: f"{problem.message}. {problem.remedy}" for problem in caught.value.problems}


def test_the_contract_file_loads(tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text(CONTRACT, encoding="utf-8")
    scenario = Scenario.load(file)
    built = ["sea-level-rise", "dike-space", "water-level-raise", "subsurface-conflicts"]
    assert [call.id for call in scenario.built] == built
    assert scenario.not_built == ()
    assert [change.kind for change in scenario.interventions] == [
        "dike-reinforcement",
        "water-level-raise",
        "geothermal-doublet",
    ]
    assert scenario.reference_drivers.sea_level_rise is not None
    assert scenario.reference_drivers.sea_level_rise.metres == 0.0
    assert scenario.reference_drivers.storm == scenario.drivers.storm


def test_defaults() -> None:
    scenario = Scenario.load(SMALL)
    assert (scenario.baseline, scenario.start, scenario.horizon) == ("demo", None, 2100)
    assert scenario.drivers.sea_level_rise is None
    assert scenario.interventions == []


def test_what_is_written_out_loads_to_the_same_scenario() -> None:
    scenario = Scenario.load(parse_mapping(CONTRACT, "contract"))
    again = Scenario.load(scenario.to_dict())
    assert again.digest == scenario.digest
    assert Scenario.load(json.loads(scenario.canonical_json())).canonical_json() == scenario.canonical_json()


def test_two_spellings_have_one_digest() -> None:
    short = Scenario.load(SMALL)
    long = Scenario.load(
        {
            "processes": [{"sea-level-rise": {"dikes": "hold"}}],
            "horizon": 2100,
            "name": "x",
            "interventions": [],
        }
    )
    other = Scenario.load({**SMALL, "horizon": 2050})
    assert short.digest == long.digest
    assert short.digest != other.digest


def test_reference_may_drive_itself() -> None:
    driven = {"storm": {"return_period": 100, "station": "vlissingen"}}
    scenario = Scenario.load({**SMALL, "drivers": driven, "reference": {"drivers": {"storm": None}}})
    assert scenario.reference_drivers.storm is None
    assert Scenario.load(scenario.to_dict()).reference_drivers.storm is None


def test_every_problem_is_named_at_once() -> None:
    found = problems(
        {
            "nme": "x",
            "horizon": 1900,
            "drivers": {
                "sea_level_rise": {"meters": 900},
                "storm": {"return_period": 5, "station": "den helder"},
                "rain": {"depth_mm": float("nan"), "hours": 2},
            },
            "interventions": [
                {"kind": "dike-reinforcment", "dike": "x"},
                {"kind": "water-level-raise", "areas": "x", "by": "0.3"},
                {"dike": "q"},
            ],
            "processes": [
                "sealevelrise",
                {"sea-level-rise": {"dike": "hold", "connectivity": 5}},
                {"flood": {}},
                3,
            ],
        }
    )
    assert found["name"].startswith("is missing")
    assert "Did you mean 'name'?" in found["nme"]
    assert "at least 1950" in found["horizon"]
    assert "'metres'" in found["drivers.sea_level_rise.meters"]
    assert "from 10 to 1000000 year" in found["drivers.storm.return_period"]
    assert "'den-helder'" in found["drivers.storm.station"]
    assert "number" in found["drivers.rain.depth_mm"]
    assert "'dike-reinforcement'" in found["interventions[0].kind"]
    assert "a list" in found["interventions[1].areas"]
    assert "a number" in found["interventions[1].by"]
    assert "no kind" in found["interventions[2]"]
    assert "'sea-level-rise'" in found["processes[0]"]
    assert "'dikes'" in found["processes[1].sea-level-rise.dike"]
    assert "4, 8" in found["processes[1].sea-level-rise.connectivity"]
    assert "processes[3]" in found


@pytest.mark.parametrize("metres", [-3.0, 900.0])
def test_absurd_rise_is_refused(metres: float) -> None:
    found = problems({**SMALL, "drivers": {"sea_level_rise": {"metres": metres}}})
    assert "-2 to 20 m" in found["drivers.sea_level_rise.metres"]


@pytest.mark.parametrize(
    "rise",
    [{}, {"metres": 1.0, "scenario": "knmi23-h"}, {"metres": 1.0, "quantile": 0.5}, {"quantile": 0.5}],
)
def test_rise_is_metres_or_a_scenario(rise: dict[str, object]) -> None:
    assert list(problems({**SMALL, "drivers": {"sea_level_rise": rise}})) == ["drivers.sea_level_rise"]


def test_horizon_before_start_is_refused() -> None:
    (text,) = problems({**SMALL, "start": 2050, "horizon": 2040}).values()
    assert "the horizon 2040 lies before the start 2050" in text


@pytest.mark.parametrize("parameters", [{"dikes": "breach"}, {"dikes": "hold", "breach_at": [1.0, 2.0]}])
def test_a_breach_has_a_place(parameters: dict[str, object]) -> None:
    (text,) = problems({"name": "x", "processes": [{"sea-level-rise": parameters}]}).values()
    assert "breach" in text


def test_no_process_is_refused() -> None:
    assert "fewer than 1" in problems({"name": "x", "processes": []})["processes"]


def test_a_date_is_no_year() -> None:
    assert (
        "a whole number"
        in problems(parse_mapping("name: x\nstart: 2025-01-01\nprocesses: [flood]", "f"))["start"]
    )


def test_overrides_reach_every_part() -> None:
    content = parse_mapping(CONTRACT, "contract")
    for assignment in (
        "drivers.sea_level_rise.metres=2",
        "interventions.1.by=0.2",
        "processes.sea-level-rise.dikes=absent",
        "reference.drivers.rain={depth_mm: 10, hours: 1}",
        "name=ander",
    ):
        set_value(content, assignment)
    scenario = Scenario.load(content)
    assert scenario.name == "ander"
    assert scenario.drivers.sea_level_rise.metres == 2.0
    assert scenario.interventions[1].by == 0.2
    assert scenario.built[0].parameters.dikes == "absent"
    assert scenario.reference_drivers.rain.depth_mm == 10


@pytest.mark.parametrize(
    "assignment", ["name", "=3", "processes.nothing.x=1", "name.x.y=1", "interventions.7.by=1"]
)
def test_overrides_that_lead_nowhere(assignment: str) -> None:
    with pytest.raises(InvalidInputError, match="--set"):
        set_value(parse_mapping(CONTRACT, "contract"), assignment)


def test_schema_of_a_file_speaks_the_files_own_form() -> None:
    schema = Scenario.schema_of_file()
    choice = schema["properties"]["processes"]["items"]["anyOf"]
    assert "sea-level-rise" in choice[0]["enum"]
    assert not any(name.endswith("Call") for name in schema["$defs"])
    json.dumps(schema)


@pytest.mark.parametrize(
    ("content", "field", "part"),
    [
        ({"name": " "}, "name", "nothing to read"),
        ({"name": "a\x1b[2Jb"}, "name", "control characters"),
        ({"name": "\ud800"}, "scenario", "lone surrogate"),
        ({"drivers": {(1, 2): 3}}, "scenario", "keys must be str"),
        ({"name": {1}}, "scenario", "a set is no plain value"),
        (
            {"processes": [{"sea-level-rise": {"connectivity": "4"}}]},
            "connectivity",
            "Write 4 without quotes",
        ),
        ({"processes": [{"sea-level-rise": {}, "flood": {}}]}, "processes[0]", "is not one process"),
        ({"drivers": {"storm": {}}}, "return_period", "Add it: Return period [year]."),
        ({"processes": "flood"}, "processes", "must be a list. Give a list."),
    ],
)
def test_what_is_wrong_is_said_plainly(content: dict[str, object], field: str, part: str) -> None:
    told = problems(SMALL | content)
    assert any(name.endswith(field) and part in text for name, text in told.items()), told


def test_numbers_of_numpy_are_numbers() -> None:
    drivers = {"sea_level_rise": {"metres": np.float32(1.5)}}
    scenario = Scenario.load(
        {**SMALL, "horizon": np.int64(2090), "drivers": drivers, "baseline": Path("demo")}
    )
    assert (scenario.horizon, scenario.baseline) == (2090, "demo")
    assert scenario.drivers.sea_level_rise is not None
    assert scenario.drivers.sea_level_rise.metres == 1.5
