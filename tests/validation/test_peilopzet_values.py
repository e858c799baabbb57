"""Raising water levels against worked values of every formula: groundwater, peat, growth, water and salt.

With ``ZICHT_FIGURES=1`` the table of the science page is written.
"""

from __future__ import annotations

import inspect
import math
import os
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from tests.validation.dike_load_values import Worked, six_figures
from tests.validation.peilopzet_soil_values import GROUND, GROWTH
from tests.validation.peilopzet_values import GROUNDWATER
from tests.validation.peilopzet_water_values import SALT, SLUICES, WATER

PAGE = Path(__file__).parents[2] / "docs/science/water-level-values.md"
TABLES = GROUNDWATER | GROUND | GROWTH | WATER | SLUICES | SALT
VALUES = [
    pytest.param(worked, id=f"{name}: {worked.case}") for name, table in TABLES.items() for worked in table
]
MODULES = (
    "drainage", "leaky_strip", "groundwater_time", "peat", "peat_emissions", "nitrous_oxide", "shrinkage",
    "consolidation", "yields", "wooden_piles", "water_balance", "bottom_heave", "seepage", "salinity",
    "sluice", "utilities", "archaeology",
)  # fmt: skip


def half_of_the_sixth_figure(value: float) -> float:
    """What two numbers may differ and still round to the same six figures."""
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - 5) if value else 5e-7


@pytest.mark.parametrize("worked", VALUES)
def test_worked_value_to_six_figures(worked: Worked) -> None:
    # a hair more than half, for a value that lies on the edge between two roundings
    allowed = half_of_the_sixth_figure(worked.expected) * (1.0 + 1e-6)
    assert abs(worked.found() - worked.expected) <= allowed


def test_no_formula_is_told_twice() -> None:
    parts = (GROUNDWATER, GROUND, GROWTH, WATER, SLUICES, SALT)
    assert len(TABLES) == sum(map(len, parts))


def table() -> str:
    rows = [f"{len(VALUES)} values.", "", "| formula | case | worked | Zicht |", "|---|---|---|---|"]
    rows += [
        f"| {name} | {worked.case} | {six_figures(worked.expected)} | {worked.found():.9g} |"
        for name, each in TABLES.items()
        for worked in each
    ]
    return "\n".join(rows) + "\n"


def functions() -> str:
    """Every function of these formulas, with its arguments and what it gives."""
    rows = ["| function of `scenarios.physics` | gives |", "|---|---|"]
    for name in MODULES:
        module = import_module(f"scenarios.physics.{name}")
        for public in module.__all__:
            made = getattr(module, public)
            if inspect.isfunction(made):
                told = (made.__doc__ or "").partition("\n")[0]
                rows.append(
                    f"| `{name}.{public}({', '.join(inspect.signature(made).parameters)})` | {told} |"
                )
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(("mark", "made"), [("worked values", table), ("functions", functions)])
def test_page_shows_every_worked_value_and_every_function(mark: str, made: Callable[[], str]) -> None:
    marks = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->\n"
    text = PAGE.read_text(encoding="utf-8")
    if os.environ.get("ZICHT_FIGURES"):
        text = re.sub("(?s)(?<=" + marks[0] + ").*(?=" + marks[1] + ")", lambda _: made(), text)
        PAGE.write_text(text, encoding="utf-8")
    assert marks[0] + made() + marks[1] in text
