"""The table of indicators that `zicht run` and `zicht demo` print."""

from __future__ import annotations

from typing import Any

import pytest

from api.commands.run import show_indicators


def entry(
    value: float | None, unit: str, low: float | None = None, high: float | None = None
) -> dict[str, Any]:
    return {
        "label_en": "thing", "value": value, "reference": value, "difference": None if value is None else 0.0,
        "low": low, "high": high, "unit": unit, "reason": "" if value is not None else "nobody knows",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "unit", "span", "told"),
    [
        (0.455, "m", (0.284, 0.455), "0.28 to 0.46 m"),
        (870.0, "dwellings", (752.0, 949.0), "752 to 949 dwellings"),
        (1.5e6, "EUR", (1e6, 2e6), "1.0 to 2.0 MEUR"),
        (1.2e7, "m2", (1.4e6, 1.2e7), "140.0 to 1,200.0 ha"),
        (1922.8, "m3", (1900.4, 2000.2), "1,900 to 2,000 m3"),
        (0.2, "1", (0.1, 0.3), "0.1 to 0.3"),
    ],
)
def test_the_range_stands_beside_the_value(
    value: float, unit: str, span: tuple[float, float], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_indicators({"a": entry(value, unit, *span)})
    assert told in " ".join(capsys.readouterr().out.split())


def test_without_a_range_or_a_value_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    show_indicators({"a": entry(3.0, "m", 3.0, 3.0), "b": entry(None, "m")})
    shown = " ".join(capsys.readouterr().out.split())
    assert " to " not in shown
    assert "nobody knows" in shown
