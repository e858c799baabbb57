"""Parameters that a process takes from the one it builds on: seen in the file, told wrong only once."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios import Scenario, run
from scenarios.inheritance import ids_of, inherited
from twin.errors import InvalidInputError
from twin.state import Twin


def test_what_is_no_process_is_left_alone() -> None:
    odd: list[Any] = ["x", 3, {"id": 4}, {"id": "flood-consequences", "parameters": 7}, {"id": "flood"}]
    assert inherited(odd) == odd
    assert ids_of(odd) == ["", "", "4", "flood-consequences", "flood"]
    assert ids_of(None) == []


def test_parameters_of_the_flood_are_taken_over() -> None:
    content = {
        "name": "x",
        "processes": [
            {"flood": {"hours": 6.0, "breach_soil": "sand"}},
            {"flood-consequences": {"evacuated": 0.5, "breach_soil": "clay"}},
        ],
    }
    scenario = Scenario.load(content)
    own = scenario.built[1].parameters
    assert (own.hours, own.breach_soil, own.evacuated) == (6.0, "clay", 0.5)
    assert scenario.parameters_from == {"flood-consequences": "flood"}
    again = Scenario.load(scenario.to_dict())
    assert again.digest == scenario.digest
    assert scenario.to_dict()["processes"][1]["flood-consequences"]["hours"] == 6.0
    assert content["processes"][1] == {"flood-consequences": {"evacuated": 0.5, "breach_soil": "clay"}}
    alone = Scenario.load({"name": "x", "processes": ["flood-consequences"]})
    assert alone.parameters_from == {}
    assert alone.built[0].parameters.hours == 24.0


def test_what_is_wrong_with_the_flood_is_told_once(coast: Twin) -> None:
    content = {
        "name": "x",
        "processes": [
            {"flood": {"hours": -1.0, "breach_soil": "x"}},
            {"flood-consequences": {"evacuated": 2.0}},
        ],
    }
    with pytest.raises(InvalidInputError) as caught:
        Scenario.load(content)
    assert {problem.field for problem in caught.value.problems} == {
        "processes[0].flood.hours",
        "processes[0].flood.breach_soil",
        "processes[1].flood-consequences.evacuated",
    }
    nowhere = {
        "name": "x",
        "processes": ["flood-consequences", {"flood": {"breach_at": [61500.0, 545500.0]}}],
    }
    with pytest.raises(InvalidInputError) as caught:
        run(nowhere, coast)
    assert [problem.field for problem in caught.value.problems] == ["processes[1].flood.breach_at"]
