"""Tables of conflicts take the layer of that name and every theme that may be in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.access.policy import Policy, Rule, read_policy
from api.access.principal import Principal, Role, admit
from api.access.private import prepare_marks
from api.access.restrictions import require_table, set_policy
from api.errors import ForbiddenError

OWN = read_policy(None)
FULL, NOTHING = Rule(level="full"), Rule(level="withheld")


def scope(role: Role, policy: Policy = OWN) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "http", "path": "/"}
    prepare_marks(made)
    admit(made, Principal("somebody", role, "w"))
    set_policy(made, policy)
    return made


def open_layers(**rules: dict[Role, Rule]) -> Policy:
    return Policy(layers={"conflicts": {"public": FULL}, **rules})


@pytest.mark.parametrize("table", ["conflicts", "archaeology_conflicts", "utility_lines_conflicts"])
def test_by_the_rules_that_zicht_comes_with(table: str) -> None:
    require_table(scope("modeller"), table)
    with pytest.raises(ForbiddenError):
        require_table(scope("reader"), table)


def test_a_table_takes_the_themes_in_its_name() -> None:
    policy = open_layers(utility_lines={"public": NOTHING, "modeller": FULL})
    require_table(scope("reader", policy), "conflicts")
    require_table(scope("reader", policy), "archaeology_conflicts")
    for name in ("utility_lines_conflicts", "archaeology_utility_lines_conflicts"):
        with pytest.raises(ForbiddenError):
            require_table(scope("reader", policy), name)


@pytest.mark.parametrize("theme", ["ates", "doublets", "wells", "peilgebieden", "dike_zones"])
def test_a_theme_that_an_operator_withholds_is_in_every_table(theme: str) -> None:
    policy = open_layers(**{theme: {"public": NOTHING, "admin": FULL}})
    for name in ("conflicts", "archaeology_conflicts"):
        with pytest.raises(ForbiddenError):
            require_table(scope("modeller", policy), name)


def test_other_tables_take_their_own_theme(tmp_path: Path) -> None:
    require_table(scope("reader"), "dike_conflicts")
    require_table(scope("reader"), "archaeology_claims")
    with pytest.raises(ForbiddenError):
        require_table(scope("reader"), "utility_lines_claims")
