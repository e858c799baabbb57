"""Levels for the eight areas of the demo, 2030 to 2120: fronts, weights, and the same by running it."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from scenarios.polders.choice.choosing import choose
from scenarios.polders.choice.front import Front, front
from scenarios.polders.choice.optimum import best, scores
from scenarios.polders.choice.parameters import WaterLevelChoiceParameters
from scenarios.polders.choice.tables import Choice
from scenarios.polders.study import study
from scenarios.run import run
from tests.validation.dike_space_page import same, wanted
from tests.validation.water_level_choice_page import (
    PAGE,
    PAIRS,
    allowed,
    areas,
    draw,
    effects,
    keep,
    markdown,
    marks,
    stored,
)
from twin import Twin
from twin.progress import silent
from twin.store import Result

HORIZON, START = 2120, 2030
FEW = 4, 6
"""Areas and options of which every choice is tried."""


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> Twin:
    return Twin.open("demo", data=demo_data)


@pytest.fixture(scope="module")
def found(demo: Twin) -> Choice:
    parameters = WaterLevelChoiceParameters(start=START)
    return choose(study(demo, parameters, HORIZON), parameters, silent)


@pytest.fixture(scope="module")
def fronts(found: Choice) -> dict[tuple[str, str], Front]:
    """Fronts of the pairs of the figure with all their points."""
    by_name = {goal.id: goal for goal in found.objectives}
    return {
        (one, two): front(by_name[one].costs, by_name[two].costs, allowed(found), most=60_000)
        for one, two, *_ in PAIRS
    }


@pytest.fixture(scope="module")
def done(demo: Twin, found: Choice) -> Result:
    """A run of water-level-raise with the levels that were chosen."""
    interventions = [
        {
            "kind": "water-level-raise",
            "areas": [area],
            "by": option.raised,
            "policy": option.policy,
            "drains": option.drains,
            "start": START,
        }
        for area, at in zip(found.areas.ids, found.chosen.tolist(), strict=True)
        if (option := found.options[at]) and at
    ]
    asked: dict[str, Any] = {
        "name": "chosen",
        "horizon": HORIZON,
        "interventions": interventions,
        "processes": ["water-level-raise"],
    }
    return run(asked, demo)


def differences(found: Choice, done: Result) -> dict[str, float]:
    """Relative difference between areas added up and the run, of effects whose value is not a variant."""
    return {
        table.effect.id: max(
            abs(table.together(choice) - told[key]) / max(abs(told[key]), 1e-9)
            for choice, key in ((found.today, "reference"), (found.chosen, "value"))
        )
        for table in found.tables
        if not table.hindrance
        and not table.variant
        and table.known.any()
        and (told := done.indicators[f"water-level-raise.{table.effect.id}"])["value"] is not None
    }


def brute(found: Choice) -> int:
    """Points of the fronts of a part of the table that differ from those of all choices tried one by one."""
    count, most = FEW
    wrong = 0
    for one, two in combinations(found.objectives, 2):
        costs = np.stack([one.costs[-count:, :most], two.costs[-count:, :most]])
        may = allowed(found)[-count:, :most]
        choices = np.array(list(product(*(np.flatnonzero(row) for row in may))))
        scale = np.array([max(one.scale, 1e-12), max(two.scale, 1e-12)])
        every = costs[:, np.arange(count), choices].sum(axis=2).T / scale
        reached = front(*costs, may)
        assert reached.exact
        wrong += differing(every.round(9), (reached.values / scale).round(9))
    return wrong


def differing(every: npt.NDArray[np.float64], reached: npt.NDArray[np.float64]) -> int:
    kept = {
        tuple(point)
        for point in every
        if not ((every <= point).all(axis=1) & (every < point).any(axis=1)).any()
    }
    return len(kept ^ {tuple(point) for point in reached})


def sweep(found: Choice, fronts: dict[tuple[str, str], Front]) -> int:
    """Choices of a sweep of weights that a front does not hold."""
    wrong = 0
    for one, two, *_ in PAIRS:
        goals = [goal for goal in found.objectives if goal.id in (one, two)]
        goals.sort(key=lambda goal: (one, two).index(goal.id))
        values = fronts[one, two].values
        for share in np.linspace(0.02, 0.98, 49):
            chosen = best(scores(goals, {one: share, two: 1.0 - share}), allowed(found))
            point = np.array([goal.costs[np.arange(chosen.size), chosen].sum() for goal in goals])
            scale = np.array([goal.scale for goal in goals])
            wrong += not (np.abs(values - point) <= 1e-9 * scale).all(axis=1).any()
    return wrong


@pytest.mark.validate
def test_areas_added_up_are_a_run_of_water_level_raise(found: Choice, done: Result) -> None:
    told = differences(found, done)
    assert len(told) >= 10
    assert max(told.values()) < 1e-9, told


@pytest.mark.validate
def test_water_demand_is_that_of_a_year_of_the_run(found: Choice, done: Result) -> None:
    (table,) = (table for table in found.tables if table.effect.id == "water_demand")
    told = done.indicators["water-level-raise.water_demand"]
    assert table.variant
    assert table.together(found.today) == pytest.approx(told["reference"], rel=1e-9)
    assert told["low"] <= table.together(found.chosen) <= told["value"] * (1 + 1e-9)


@pytest.mark.validate
def test_the_fronts_of_the_demo_hold_every_weighted_choice(
    found: Choice, fronts: dict[tuple[str, str], Front]
) -> None:
    assert all(each.exact for each in fronts.values())
    assert sweep(found, fronts) == 0
    assert brute(found) == 0


@pytest.mark.validate
def test_more_weight_on_greenhouse_gas_never_gives_more_of_it(found: Choice) -> None:
    (gas,) = (table for table in found.tables if table.effect.id == "co2_mean")
    emitted = [
        gas.together(best(scores(found.objectives, found.weights | {"co2_mean": weight}), allowed(found)))
        for weight in (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 16.0)
    ]
    assert (np.diff(emitted) <= 1e-9).all()
    assert emitted[-1] < emitted[0]


@pytest.mark.validate
def test_the_page_shows_what_was_found(
    found: Choice, done: Result, fronts: dict[tuple[str, str], Front]
) -> None:
    told = differences(found, done)
    checked: list[dict[str, Any]] = [
        {"what": "points of the front that differ from brute force", "found": brute(found)},
        {"what": "choices of a sweep of weights that the front does not hold", "found": sweep(found, fronts)},
        {"what": "effects of which areas were added up and held against the run", "found": len(told)},
        {
            "what": "of these, differing by more than a billionth",
            "found": sum(v > 1e-9 for v in told.values()),
        },
    ]
    sizes = [
        {"trade-off": f"{one}, {two}", "points of the exact front": len(fronts[one, two].values)}
        for one, two, *_ in PAIRS
    ]
    tables = {"areas": areas(found), "objectives": effects(found), "checked": checked, "fronts": sizes}
    if wanted():
        keep(tables)
        draw(found, fronts)
    kept = stored()
    for name, rows in tables.items():
        assert same(rows, kept[name]), name


def test_the_tables_of_the_page_are_those_that_were_kept() -> None:
    page = PAGE.read_text("utf-8")
    for name, rows in stored().items():
        begin, end = marks(name)
        assert page.split(begin)[1].split(end)[0] == f"\n{markdown(rows)}", name
