"""How areas go together is looked after, not believed."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.polders.choice.optimum import objectives
from scenarios.polders.choice.options import AS_TODAY, Option
from scenarios.polders.choice.robustness import staying
from scenarios.polders.choice.table import Asked, EffectTable, effect_table
from scenarios.polders.effect import Answer
from scenarios.polders.effects.emissions import CarbonDioxide
from scenarios.polders.effects.target_band import TargetBand

OPTIONS = (AS_TODAY, Option(0.2, "fixatie", "none"))
LAND, PEAT = np.array([30.0, 10.0, 60.0]), np.array([20.0, 0.0, 20.0])
VALUES = np.array([[4.0, 1.0], [7.0, 3.0], [8.0, 2.0]])  # by area and option


def table(together: list[float], weight: np.ndarray | None = None) -> EffectTable:
    weights = np.full(3, np.nan) if weight is None else weight
    asked = [
        Asked(
            [Answer(value, weight=land) for value, land in zip(VALUES[:, at], weights, strict=True)],
            Answer(whole),
        )
        for at, whole in enumerate(together)
    ]
    return effect_table(CarbonDioxide(), asked, OPTIONS)


def test_totals_add_up() -> None:
    found = table([19.0, 6.0])
    assert (found.sum, found.hindrance) == ("total", "")
    np.testing.assert_array_equal(found.weight, [1.0, 1.0, 1.0])
    assert found.together(np.array([0, 1, 0])) == 4.0 + 3.0 + 8.0


@pytest.mark.parametrize("weight", [LAND, PEAT], ids=["land", "peat"])
def test_a_mean_is_over_the_land_that_answers_tell(weight: np.ndarray) -> None:
    found = table([float(np.average(VALUES[:, at], weights=weight)) for at in (0, 1)], weight)
    assert (found.sum, found.hindrance) == ("mean", "")
    np.testing.assert_array_equal(found.weight, weight)
    wanted = np.average([4.0, 3.0, 2.0], weights=weight)
    assert found.together(np.array([0, 1, 1])) == pytest.approx(wanted, rel=1e-15)


@pytest.mark.parametrize("together", [[19.0, 6.1], [5.0, 6.0], [19.0, np.nan]])
def test_what_does_not_add_up_with_every_option_is_no_objective(together: list[float]) -> None:
    for weight in (None, PEAT):
        found = table(together, weight)
        assert found.hindrance
        assert objectives([found], np.ones((3, 2), bool)) == []


def greatest(*years: float) -> Answer:
    """Greatest of the years, each of which is a variant."""
    return Answer(max(years), {f"year {at}": year for at, year in enumerate(years)})


def test_the_greatest_of_years_goes_together_in_the_year_that_is_greatest_today() -> None:
    """Today 4 + 3 in year 0 is the greatest, although the second area alone asks most in year 1."""
    asked = [
        Asked([greatest(4.0, 1.0), greatest(3.0, 5.0)], greatest(7.0, 6.0)),
        Asked([greatest(2.0, 6.0), greatest(1.0, 5.0)], greatest(3.0, 11.0)),
    ]
    found = effect_table(CarbonDioxide(), asked, OPTIONS)
    assert (found.sum, found.variant, found.hindrance) == ("total", "year 0", "")
    np.testing.assert_array_equal(found.value, [[4.0, 2.0], [3.0, 1.0]])
    np.testing.assert_array_equal(found.high, [[4.0, 6.0], [5.0, 5.0]])
    assert found.together(np.array([1, 1]), found.variants["year 1"]) == 11.0


def test_an_area_of_which_nothing_is_known_drops_out_with_the_reason() -> None:
    values = VALUES.copy()
    asked = [
        Asked(
            [Answer(values[0, at]), Answer.unknown("no peat"), Answer(values[2, at])],
            Answer(float(values[[0, 2], at].sum())),
        )
        for at in (0, 1)
    ]
    found = effect_table(CarbonDioxide(), asked, OPTIONS)
    assert found.reasons == ("", "no peat", "")
    np.testing.assert_array_equal(found.weight, [1.0, 0.0, 1.0])
    (goal,) = objectives([found], np.ones((3, 2), bool))
    np.testing.assert_array_equal(goal.costs[1], [0.0, 0.0])
    assert goal.scale == (4.0 - 1.0) + (8.0 - 2.0)


def test_one_option_without_an_answer_names_the_option() -> None:
    asked = [
        Asked([Answer(1.0)], Answer(1.0)),
        Asked([Answer.unknown("drowned")], Answer.unknown("drowned")),
    ]
    found = effect_table(CarbonDioxide(), asked, OPTIONS)
    assert found.reasons == ("drowned, with +0.20 m, fixatie",)
    assert found.hindrance == "drowned"
    assert np.isnan(found.together(np.array([0])))


def test_what_is_not_known_of_all_land_says_why_and_not_why_most_areas_are_dark() -> None:
    """Two areas without land and one of unknown soil: it is the soil that keeps all land from an answer."""
    dark, soil = Answer.unknown("no land"), Answer.unknown("no soil map")
    found = effect_table(CarbonDioxide(), [Asked([dark, dark, soil], soil)] * 2, OPTIONS)
    assert found.hindrance == "no soil map"
    some = effect_table(CarbonDioxide(), [Asked([Answer(0.0), soil], soil)] * 2, OPTIONS)
    assert some.hindrance == "it is known of single areas and not of all land together: no soil map"


def test_more_is_better_where_it_is() -> None:
    asked = [Asked([Answer(share)], Answer(share)) for share in (0.2, 0.7)]
    found = effect_table(TargetBand(), asked, OPTIONS)
    (goal,) = objectives([found], np.ones((1, 2), bool))
    np.testing.assert_array_equal(goal.costs, [[-0.2, -0.7]])
    assert goal.scale == pytest.approx(0.5)


def test_a_choice_stays_under_the_variants_that_agree_with_it() -> None:
    variants = ({"a": 5.0, "b": 1.0, "c": 9.0}, {"a": 2.0, "b": 3.0, "c": 8.0})
    asked = [
        Asked([Answer(value, given)], Answer(value, given))
        for value, given in zip((4.0, 1.0), variants, strict=True)
    ]
    found = effect_table(CarbonDioxide(), asked, OPTIONS)
    goals = objectives([found], np.ones((1, 2), bool))
    held = staying(goals, {"co2_emission": 1.0}, [found], np.ones((1, 2), bool))
    np.testing.assert_allclose(held, [2.0 / 3.0])  # by b the first option is better
    assert np.isnan(staying(goals, {"yield_loss": 1.0}, [found], np.ones((1, 2), bool))).all()
