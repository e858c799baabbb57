"""The worked projections of 50 and 100 years, through the policies and the relation of the process."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.polders.policies import Policy, Schedule
from scenarios.polders.subsidence import VAN_DEN_AKKER, Wetness
from tests.unit.scenarios.polders.peat_polder import peat_polder

LOWER = 0.20
"""How much deeper than the ditch the lowest groundwater lies in the worked cases [m]."""


def project(policy, years):
    """Ground and level [m NAP], and the last rate [mm/yr], of one column after some years."""
    columns = peat_polder(1)
    schedule, start = Schedule(columns, {"a": policy}, 2025), columns.ground_level
    ground, losses, rate = start.copy(), np.zeros(1), np.zeros(1)
    soil = VAN_DEN_AKKER.begin(columns, wetness(ground, columns.summer_level))
    for year in range(2025, 2025 + years):
        level = schedule.year(year, losses).summer
        lost = soil.year(wetness(ground, level))
        rate = lost.oxidation + lost.creep + lost.shrinkage
        losses = losses + rate
        ground = start - losses
    return float(ground[0]), float(level[0]), 1000.0 * float(rate[0])


def wetness(ground, level):
    depth = ground - level
    return Wetness(
        lowest=depth + LOWER, mean=depth, summer=depth, winter=depth, seepage=np.zeros(1),
        drains=np.zeros(1, np.int8), temperature=10.5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "years", "ground", "level", "rate"),
    [
        (Policy(), 50, -2.04712, -2.53769, None),
        (Policy(), 100, -2.59423, -3.08481, 9.80704),
        (Policy(after="fixation"), 50, -1.85935, -2.1, 3.78195),
        (Policy(after="fixation"), 100, -1.96855, -2.1, 1.14931),
        (Policy(after="fixation", raise_summer=0.3, raise_winter=0.3), 50, -1.65052, -1.8, 1.58411),
    ],
)
def test_worked_projections(policy, years, ground, level, rate):
    found = project(policy, years)
    assert found[0] == pytest.approx(ground, rel=5e-6)
    assert found[1] == pytest.approx(level, rel=5e-6)
    if rate is not None:
        assert found[2] == pytest.approx(rate, rel=5e-6)
