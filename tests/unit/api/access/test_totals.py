"""Totals of what a process found in a layer: for who sees the layer in full."""

from __future__ import annotations

import pytest

from api.access.principal import Role
from api.access.totals import visible_indicators
from scenarios.process import processes
from tests.unit.api.access.test_conflict_tables import scope

ARCHAEOLOGY = {
    *(f"archaeology-disturbance.{name}" for name in ("sites", "expected", "touched", "research")),
    *(
        f"least-conflict-route.{name}"
        for name in ("archaeology", "expected_archaeology", "direct_archaeology")
    ),
}
UTILITIES = {f"utility-check.{name}" for name in processes()["utility-check"].indicators}
TOLD = {
    "unit": "1",
    "value": 3.0,
    "reference": 1.0,
    "difference": 2.0,
    "low": 2.0,
    "high": 4.0,
    "reason": None,
}
OTHERS = {"archaeology-disturbance.works", "least-conflict-route.cost", "sea-level-rise.sea_level"}


@pytest.mark.parametrize(
    ("role", "hidden"), [("public", ARCHAEOLOGY | UTILITIES), ("reader", UTILITIES), ("modeller", set())]
)
def test_what_is_found_in_a_layer_is_told_to_who_sees_it(role: Role, hidden: set[str]) -> None:
    told = visible_indicators(scope(role), dict.fromkeys(ARCHAEOLOGY | UTILITIES | OTHERS, TOLD))
    assert {name for name, entry in told.items() if entry["value"] is None} == hidden
    for name in hidden:
        assert "takes the role" in told[name]["reason"]
        assert not {2.0, 3.0, 4.0, 1.0} & set(told[name].values())
