"""Sellmeijer's rule against its published form, the hole at D = L, its inverse; bounds of Bligh and Lane.

The worked values stand in tests/validation/dike_load_values.py.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from scenarios.physics.piping import (
    CREEP_CLASSES,
    SELLMEIJER,
    bligh_length,
    critical_head,
    lane_length,
    reduced_head,
    required_seepage_length,
    sand_strength,
)

SAND: dict[str, Any] = {"grain_size": 2.0e-4, "permeability": 1e-4}


def published(length: float, thickness: float, grain: float, permeability: float) -> float:
    """Critical head as WBI 2017 writes it: three factors times the length."""
    resistance = 0.25 * 16.5 / 9.81 * math.tan(math.radians(37.0))
    scale = 2.08e-4 / (1.33e-6 * permeability / 9.81 * length) ** (1 / 3) * (grain / 2.08e-4) ** 0.4
    ratio = thickness / length
    return resistance * scale * 0.91 * ratio ** (0.28 / (ratio**2.8 - 1.0) + 0.04) * length


@pytest.mark.parametrize("thickness", [0.5, 4.0, 49.0, 51.0, 300.0])
@pytest.mark.parametrize("length", [5.0, 50.0, 400.0])
@pytest.mark.parametrize(("grain", "permeability"), [(1.5e-4, 2e-5), (4.3e-4, 5e-4)])
def test_rule_is_the_published_one(
    length: float, thickness: float, grain: float, permeability: float
) -> None:
    found = critical_head(length=length, thickness=thickness, grain_size=grain, permeability=permeability)
    assert float(found) == pytest.approx(published(length, thickness, grain, permeability), rel=1e-11)


@pytest.mark.parametrize("away", [1e-1, 4e-3, 3e-3, 1e-6, 1e-9, 1e-13])
def test_no_hole_where_the_aquifer_is_as_thick_as_the_dike_is_wide(away: float) -> None:
    """Around D = L the published form loses its figures; the limit is 0.91 exp(0.1)."""
    limit = float(sand_strength(**SAND)) * 50.0 ** (2 / 3) * 0.91 * math.exp(0.1)
    at, below, above = (
        float(critical_head(length=50.0, thickness=thickness, **SAND))
        for thickness in (50.0, 50.0 * (1 - away), 50.0 * (1 + away))
    )
    assert at == pytest.approx(limit, rel=1e-15)
    assert below >= at >= above
    assert below - above == pytest.approx(2 * away * 0.1 * at, rel=0.05, abs=4e-15)
    if away > 1e-7:
        assert above == pytest.approx(published(50.0, 50.0 * (1 + away), *SAND.values()), rel=1e-8)


@pytest.mark.parametrize("head", [1e-3, 0.5, 3.0, 12.0])
@pytest.mark.parametrize("thickness", [0.1, 3.0, 30.0, 300.0])
def test_required_length_is_the_inverse(head: float, thickness: float) -> None:
    length = required_seepage_length(head=head, thickness=thickness, safety=1.25, **SAND)
    found = critical_head(length=length, thickness=thickness, **SAND)
    assert float(found) == pytest.approx(1.25 * head, rel=1e-12)


def test_no_head_needs_no_length_and_no_length_holds_no_head() -> None:
    assert required_seepage_length(head=[0.0, -2.0], thickness=20.0, **SAND).tolist() == [0.0, 0.0]
    assert float(critical_head(length=0.0, thickness=20.0, **SAND)) == 0.0
    assert float(reduced_head(level=1.2, exit_level=1.0, cover_thickness=2.0)) == pytest.approx(-0.4)


def test_a_metre_of_water_needs_more_than_a_metre_of_dike() -> None:
    """Some 16 m a metre: the reason why piping takes more room than height."""
    length = required_seepage_length(head=[3.4, 4.22], thickness=20.0, safety=1.2, **SAND)
    assert float(np.diff(length)[0]) / 0.82 == pytest.approx(16.3, abs=0.05)


def test_unknown_places_leave_the_others_alone() -> None:
    found = required_seepage_length(head=[3.4, math.nan], thickness=[20.0, 20.0], safety=1.2, **SAND)
    assert found[0] == pytest.approx(47.3346, rel=1e-6)
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    ("grain", "bligh", "lane"),
    [(1e-4, 18, 8.5), (1.5e-4, 18, 8.5), (2e-4, 15, 7), (5e-4, 12, 6), (4e-3, 9, 4), (2e-2, 4, 3)],
)
def test_creep_factors_by_grain(grain: float, bligh: float, lane: float) -> None:
    assert float(bligh_length(head=1.0, grain_size=grain)) == bligh
    assert float(lane_length(head=1.0, grain_size=grain)) == lane
    assert float(bligh_length(head=-1.0, grain_size=grain)) == 0.0


def test_constants_tell_how_sure_they_are() -> None:
    assert {constant.status for constant in SELLMEIJER.values()} == {"verified"}
    assert {factor.status for kind in CREEP_CLASSES for factor in (kind.bligh, kind.lane)} == {"unverified"}
