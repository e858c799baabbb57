"""One process on its own: flat inputs, and problems named as the inputs were given."""

from __future__ import annotations

import pytest

from scenarios.execution import execution_inputs, from_execution
from twin.errors import InvalidInputError


def test_inputs_over_http_are_flat() -> None:
    inputs = execution_inputs("sea-level-rise")
    assert {"baseline", "horizon", "drivers", "interventions", "dikes", "breach_at", "connectivity"} <= set(
        inputs
    )
    assert "processes" not in inputs
    assert not any(entry["required"] for entry in inputs.values())
    scenario = from_execution(
        "sea-level-rise", {"dikes": "absent", "drivers": {"sea_level_rise": {"metres": 2}}}
    )
    assert scenario.name == "Sea-level rise"
    assert scenario.built[0].parameters.dikes == "absent"


def test_inputs_over_http_are_named_as_they_were_given() -> None:
    with pytest.raises(InvalidInputError) as caught:
        from_execution("sea-level-rise", {"dikes": "x", "foo": 1, "processes": []})
    assert {problem.field for problem in caught.value.problems} == {"dikes", "foo", "processes"}
    with pytest.raises(InvalidInputError, match="does not run here"):
        from_execution("policy-check", {})
