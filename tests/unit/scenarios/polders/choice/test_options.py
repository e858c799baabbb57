"""Options of an area: which there are, which may not be, and what a study with one of them is."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from scenarios.polders.choice.options import AS_TODAY, Option, options, refused, with_option
from scenarios.polders.choice.parameters import OBJECTIVES, WaterLevelChoiceParameters
from scenarios.polders.policies import Policy
from scenarios.polders.study import study
from tests.unit.scenarios.polders.choice.two_polders import two_polders


def test_the_first_option_is_as_today_and_comes_once() -> None:
    found = options(WaterLevelChoiceParameters())
    assert found[0] == AS_TODAY
    assert len(found) == len(set(found)) == 18
    assert {option.raised for option in found} == {-0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6}
    assert Option(0.0, "fixatie", "none") in found


def test_drains_multiply_the_options() -> None:
    given = WaterLevelChoiceParameters(lowest=0.0, highest=0.2, step=0.2, drains=["none", "passive"])
    assert len(options(given)) == 2 * 2 * 2
    assert Option(0.0, "indexatie", "passive") in options(given)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"lowest": 0.3, "highest": 0.2}, "lowest <= highest"),
        ({f"weight_{name}": 0.0 for name in OBJECTIVES}, "at least one weight"),
        ({"within_inlet": True}, "inlet_capacity"),
        ({"step": 0.01, "highest": 3.0, "drains": ["none", "passive"]}, "at most 200 options"),
        ({"weight_yield_loss": -1.0}, "greater than or equal to 0"),
        ({"policies": []}, "at least 1 item"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        WaterLevelChoiceParameters(**wrong)  # type: ignore[arg-type]


def test_a_level_above_the_ground_is_refused_as_the_intervention_does() -> None:
    twin = two_polders()  # peat 0.5 m above its level, and sand 1 m
    found = refused(twin, [0.0, 0.4, 0.6, 1.6], ["peat", "sand"])
    assert found[0.0] == found[0.4] == {}
    assert set(found[0.6]) == {"peat"}
    assert "above the surface" in found[0.6]["peat"]
    assert set(found[1.6]) == {"peat", "sand"}


def test_an_option_is_a_policy_of_all_areas_and_drains_on_farmed_land() -> None:
    work = study(two_polders(), WaterLevelChoiceParameters(), 2030)
    assert with_option(work, AS_TODAY, 2027) is work
    raised = with_option(work, Option(0.3, "fixatie", "passive"), 2027)
    policy = Policy(after="fixation", raise_summer=0.3, raise_winter=0.3, start=2027)
    assert dict(raised.policies) == {"peat": policy, "sand": policy}
    assert raised.drained is not None
    assert np.isin(raised.drained.drains, [1]).any()
    assert with_option(work, Option(0.3, "indexatie", "none"), None).policies["sand"].start == 2025
