"""The process: what it chooses, that its table is what water-level-raise answers, and odd questions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.process import processes
from scenarios.run import run
from tests.unit.scenarios.polders.choice.two_polders import two_polders
from twin.errors import Cancelled, InvalidInputError
from twin.state import Twin
from twin.store import Result

HORIZON = 2050
WEIGHED = ("co2_mean", "yield_loss", "foundations", "water_demand")
OPTIONS = {"lowest": -0.2, "highest": 0.4, "step": 0.2, "drains": ["none", "passive"], "start": 2030}


@pytest.fixture(scope="module")
def twin() -> Twin:
    return two_polders()


def choice(twin: Twin, interventions: list[dict[str, Any]] | None = None, **parameters: Any) -> Result:
    return run(
        {
            "name": "choice",
            "horizon": HORIZON,
            "interventions": interventions or [],
            "processes": [{"water-level-choice": OPTIONS | parameters}],
        },
        twin,
    )


@pytest.fixture(scope="module")
def found(twin: Twin) -> Result:
    return choice(twin)


def raises(found: Result) -> list[dict[str, Any]]:
    """Interventions that do what was chosen."""
    table = found.features["water_level_choice"]
    return [
        {
            "kind": "water-level-raise",
            "areas": [row["area"]],
            "by": row["raise"],
            "policy": row["policy"],
            "drains": row["drains"],
            "start": OPTIONS["start"],
        }
        for _, row in table[~table["as_today"]].iterrows()
    ]


def answers(found: Result, process_id: str) -> dict[str, dict[str, Any]]:
    return {
        name.partition(".")[2]: entry
        for name, entry in found.indicators.items()
        if name.startswith(f"{process_id}.")
    }


@pytest.mark.parametrize(
    "weights",
    [
        {},
        {"weight_co2_mean": 5.0, "weight_yield_loss": 0.2},
        {"weight_yield_loss": 5.0, "weight_co2_mean": 0.0, "weight_water_demand": 0.0},
    ],
    ids=["equal", "greenhouse gas", "yield"],
)
def test_a_choice_is_a_run_with_its_raises(twin: Twin, weights: dict[str, float]) -> None:
    """Every effect of which areas add up, for all land, with the variants that give its range."""
    chosen = choice(twin, **weights)
    done = run(
        {
            "name": "the same",
            "horizon": HORIZON,
            "interventions": raises(chosen),
            "processes": ["water-level-raise"],
        },
        twin,
    )
    told = answers(done, "water-level-raise")
    table = chosen.features["water_level_objectives"].set_index("effect")
    compared = 0
    for name, row in table.iterrows():
        if name not in told or told[name]["value"] is None or isinstance(row["hindrance"], str):
            continue
        assert row["before"] == pytest.approx(told[name]["reference"], rel=1e-9, abs=1e-12), name
        if isinstance(row["variant"], str):  # the year that is driest today need not be it with raises
            assert told[name]["low"] * (1 - 1e-9) <= row["after"] <= told[name]["value"] * (1 + 1e-9)
        else:
            assert row["after"] == pytest.approx(told[name]["value"], rel=1e-9, abs=1e-12), name
        compared += 1
    assert compared >= 8


def test_weights_pull_the_choice(twin: Twin, found: Result) -> None:
    """Who weighs one thing alone gets the least of it that there is."""
    table = found.features["water_level_options"]
    possible = table[table["hindrance"].isna()]
    for name in ("co2_mean", "yield_loss", "water_demand"):
        weights = {f"weight_{each}": float(each == name) for each in WEIGHED}
        alone = choice(twin, **weights).features["water_level_choice"]
        least = possible.groupby("area")[name].min()
        for _, row in alone.iterrows():
            if np.isfinite(least[row["area"]]):
                assert row[f"{name}_after"] == pytest.approx(least[row["area"]], rel=1e-12)


def test_an_area_without_peat_drops_out_of_greenhouse_gas_with_the_reason(found: Result) -> None:
    table = found.features["water_level_options"]
    sand = table[table["area"] == "sand"]
    assert sand["co2_emission"].isna().all()
    assert set(sand["co2_emission_reason"]) == {"the soil here has no peat"}
    assert (sand["co2_emission_weight"] == 0.0).all()
    assert table[table["area"] == "peat"]["co2_emission"].notna().all()


def test_the_reference_chooses_the_same_and_what_is_decided_is_left_out(twin: Twin, found: Result) -> None:
    raised = choice(twin, [{"kind": "water-level-raise", "areas": ["peat"], "by": 0.2}])
    for name, entry in raised.indicators.items():
        assert entry["value"] == entry["reference"] == found.indicators[name]["value"], name
    told = answers(raised, "water-level-choice")["areas_changed"]["reason"]
    assert told.startswith("What is decided already is left out, options begin at the levels before")


def test_a_change_is_held_against_today_with_its_range(found: Result) -> None:
    told = answers(found, "water-level-choice")
    table = found.features["water_level_objectives"].set_index("effect")
    for name in WEIGHED:
        change = told[f"{name}_change"]
        assert change["value"] == pytest.approx(table.loc[name, "after"] - table.loc[name, "before"])
        assert change["low"] <= change["value"] <= change["high"]
    land = found.features["water_level_options"].groupby("area")["co2_mean_weight"].first().sum()
    saved = told["co2_saved"]
    assert saved["value"] == pytest.approx(-told["co2_mean_change"]["value"] * land / 1e4)
    assert saved["low"] <= saved["value"] <= saved["high"]
    assert saved["value"] > 0.0


def test_the_chosen_levels_are_told_where_the_command_line_shows_them(found: Result) -> None:
    changed = answers(found, "water-level-choice")["areas_changed"]
    table = found.features["water_level_choice"]
    assert changed["value"] == (~table["as_today"]).sum()
    for _, row in table[~table["as_today"]].iterrows():
        assert f"{row['name']}: {row['raise']:+.2f} m, {row['policy']}" in changed["reason"]


def test_areas_of_one_name_are_told_apart(twin: Twin) -> None:
    table = twin.features["peilgebieden"].assign(name="empty")
    told = answers(choice(twin.with_(features={"peilgebieden": table})), "water-level-choice")
    assert "empty (peat): " in told["areas_changed"]["reason"]


def test_what_cannot_be_weighed_is_told_beside_the_choice(twin: Twin, found: Result) -> None:
    without = choice(twin.with_(features={"buildings": twin.features["buildings"].iloc[:0]}), areas=["sand"])
    reason = answers(without, "water-level-choice")["areas_changed"]["reason"]
    assert reason.startswith("Not weighed, because it is not known here: ")
    assert "Greenhouse gas from peat, mean up to the horizon" in reason
    assert "Water let in" not in reason
    assert "Not weighed" not in answers(found, "water-level-choice")["areas_changed"]["reason"]


def test_no_foundations_are_worse_where_they_are_spared(twin: Twin) -> None:
    dry = {"weight_foundations": 0.0, "weight_co2_mean": 0.0, "weight_yield_loss": 5.0}
    free, spared = (choice(twin, spare_foundations=spare, **dry) for spare in (False, True))
    worse = [
        (table["foundations_after"] > table["foundations_before"]).any()
        for table in (found.features["water_level_choice"] for found in (free, spared))
    ]
    assert worse == [True, False]


def test_the_inlets_bound_all_areas_together(twin: Twin) -> None:
    wet = {"weight_foundations": 0.0, "weight_yield_loss": 0.0, "weight_water_demand": 0.0}
    free = choice(twin, **wet)
    demand = answers(free, "water-level-choice")["water_demand"]["value"]
    least = free.features["water_level_options"].groupby("area")["water_demand"].min().sum()
    land = free.features["water_level_choice"]["land_area"].sum()
    bound = 0.5 * (demand + least)
    kept = choice(twin, within_inlet=True, inlet_capacity=bound / (183 * 1e-3 * land), **wet)
    assert demand > bound
    assert answers(kept, "water-level-choice")["water_demand"]["value"] <= bound
    assert (
        answers(kept, "water-level-choice")["co2_saved"]["value"]
        <= (answers(free, "water-level-choice")["co2_saved"]["value"])
    )


def test_fronts_hold_today_or_something_better(found: Result) -> None:
    fronts = found.features["water_level_front"]
    table = found.features["water_level_objectives"].set_index("effect")
    assert len(fronts)
    for (first, second), points in fronts.groupby(["first", "second"]):
        signs = [-1.0 if table.loc[name, "better"] == "higher" else 1.0 for name in (first, second)]
        reached = points[["first_value", "second_value"]].to_numpy() * signs
        today = np.array(
            [table.loc[name, "before"] * sign for name, sign in zip((first, second), signs, strict=True)]
        )
        assert (reached <= today + 1e-9 * np.abs(today)).all(axis=1).any(), (first, second)
        assert (np.diff(reached[:, 0]) > 0.0).all()
        assert (np.diff(reached[:, 1]) < 0.0).all()


def test_without_areas_or_land_it_says_so(twin: Twin) -> None:
    bare = Twin.from_datasets(twin.surface, reference_year=2025)
    for entry in choice(bare).indicators.values():
        assert entry["value"] is None
        assert entry["reason"] == "the twin has no water-level areas"
    dry = twin.with_(features={"watercourses": twin.features["watercourses"].iloc[:0]})
    for entry in choice(dry).indicators.values():
        assert entry["value"] is None
        assert "nothing is known" in entry["reason"]


def test_an_area_without_a_level_stays_as_it_is_and_says_why(twin: Twin) -> None:
    table = twin.features["peilgebieden"].copy()
    table.loc[table["id"] == "sand", ["summer_level", "winter_level"]] = np.nan
    found = choice(twin.with_(features={"peilgebieden": table})).features
    rows = found["water_level_options"]
    sand = rows[rows["area"] == "sand"]
    assert sand["hindrance"].isna().tolist() == [True] + [False] * (len(sand) - 1)
    assert sand["yield_loss"].isna().all()
    assert sand["yield_loss_reason"].notna().all()
    chosen = found["water_level_choice"].set_index("area")
    assert chosen.loc["sand", "as_today"]
    assert not chosen.loc["peat", "as_today"]
    together = found["water_level_objectives"].set_index("effect").loc["yield_loss", "after"]
    assert together == pytest.approx(chosen.loc["peat", "yield_loss_after"])


def test_a_raise_after_the_horizon_changes_nothing(twin: Twin) -> None:
    late = choice(twin, start=HORIZON + 10)
    told = answers(late, "water-level-choice")
    assert told["areas_changed"]["value"] in (None, 0.0)
    table = late.features["water_level_options"]
    for name in ("co2_mean", "yield_loss", "water_demand"):
        assert (table.groupby("area")[name].nunique() <= 1).all()


def test_options_begin_with_the_study_at_the_earliest(twin: Twin, found: Result) -> None:
    early = choice(twin, start=1960).features["water_level_choice"]
    assert set(early["start"]) == {twin.reference_year}
    assert set(found.features["water_level_choice"]["start"]) == {OPTIONS["start"]}


def test_when_no_area_may_have_another_level_it_says_so(twin: Twin) -> None:
    told = answers(choice(twin, lowest=2.0, highest=2.0), "water-level-choice")
    assert told["areas_changed"]["value"] is None
    assert told["areas_changed"]["reason"].startswith(
        "no area may have another level; peat: its level of 1.5 m"
    )
    assert told["water_demand_change"]["value"] == 0.0


def test_what_is_wrong_is_told_all_at_once(twin: Twin) -> None:
    with pytest.raises(InvalidInputError) as told:
        choice(twin, areas=["peat", "elsewhere"], band_low=0.5, band_high=0.2)
    assert len(told.value.problems) == 2


def test_it_can_be_stopped_between_two_courses(twin: Twin) -> None:
    heard: list[str] = []

    def stop(fraction: float, message: str) -> None:
        heard.append(message)
        if "+0.20 m" in message:
            raise Cancelled

    with pytest.raises(Cancelled):
        run(
            {"name": "stopped", "horizon": 2030, "processes": [{"water-level-choice": OPTIONS}]},
            twin,
            stop,
        )
    assert not any("trade-off" in message for message in heard)


def test_the_estimate_grows_with_the_options(twin: Twin) -> None:
    process = processes()["water-level-choice"]
    few, many = (process.estimate(twin, process.Parameters(step=step)) for step in (0.4, 0.1))
    assert many.cells > 2 * few.cells
    assert many.bytes == few.bytes
