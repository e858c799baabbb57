"""The parameter ``z``."""

from __future__ import annotations

import numpy as np
import pytest

from api.edr.heights import HeightRange, parse_heights
from twin.errors import InvalidInputError


@pytest.mark.parametrize(
    ("text", "heights"),
    [
        ("-5", [-5.0]),
        ("+3.5", [3.5]),
        ("-10,0,-5,0", [-10.0, -5.0, 0.0]),
        ("R3/-40/2.5", [-40.0, -37.5, -35.0]),
        ("-7/-7", [-7.0]),
    ],
)
def test_heights_come_in_order_and_once(text: str, heights: list[float]) -> None:
    found = parse_heights(text)
    assert isinstance(found, np.ndarray)
    assert found.tolist() == heights


def test_a_range_is_kept_as_one() -> None:
    assert parse_heights("-10/2.5") == HeightRange(-10.0, 2.5)
    assert parse_heights(None) is None


WRONG = ["", "deep", "1/0", "nan", "inf", "1e3", "-5/", "/0", "../0", "R0/1/1", "R5/1", "1,,2", "-20000"]
WRONG += ["2000", "9" * 500, "R999/0/900", "1;2", "０", "1,2/3"]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_height_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_heights(text)
    assert caught.value.problems[0].field == "z"
