"""What is told of a refused model: each mistake once."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, Field, ValidationError

from scenarios import Scenario
from scenarios.problems import translate
from twin.errors import InvalidInputError


class Line(BaseModel):
    points: tuple[float, ...] = Field(min_length=2)


def told(points: object) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        Line.model_validate({"points": points})
    return [(problem.field, problem.message) for problem in translate(caught.value, Line.model_json_schema())]


def test_a_list_with_a_wrong_item_is_not_called_short_as_well() -> None:
    assert [field for field, _ in told([1.0, "x"])] == ["points[1]"]


def test_a_list_that_is_short_is_called_short() -> None:
    assert told([1.0]) == [("points", "has fewer than 2 items")]


def test_a_short_list_with_a_wrong_item_has_two_problems() -> None:
    assert {field for field, _ in told(["x"])} == {"points", "points[0]"}


def test_a_rule_between_fields_is_told_in_its_own_words() -> None:
    content = {"name": "x", "processes": [{"water-level-choice": {"lowest": 0.5, "highest": 0.1}}]}
    with pytest.raises(InvalidInputError, match=r": Give lowest <= highest\. See"):
        Scenario.load(content)
