"""Accept headers, and values that are shown back in problems."""

from __future__ import annotations

import math

import orjson
import pytest

from api.negotiation import accepts
from api.responses import dump, printable


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", True),
        ("*/*", True),
        ("application/json", True),
        ("application/geo+json;q=0.5, text/csv", True),
        ("text/event-stream", True),
        ("text/csv", False),
        ("application/json;q=0", False),
        ("application/json; q=0.000", False),
        ("application/json; q=0.001", True),
        (";;;,,,", False),
    ],
)
def test_accept(header: str, expected: bool) -> None:
    assert accepts(header) is expected


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (2**70, str(2**70)),
        (math.nan, "nan"),
        (math.inf, "inf"),
        ("\ud800", "?"),
        ([1, 2], "[1, 2]"),
    ],
)
def test_offending_values_can_always_be_shown(value: object, shown: object) -> None:
    assert printable(value) == shown
    assert orjson.loads(dump(printable(value))) == shown


def test_long_values_are_cut() -> None:
    assert len(str(printable("x" * 10_000))) == 200
    assert len(str(printable(10**5000 if False else 10**300))) <= 80
