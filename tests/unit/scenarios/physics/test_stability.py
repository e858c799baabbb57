"""The balance of weights behind a dike, the berm that restores it, and a rule of thumb that says so."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from scenarios.physics.stability import (
    STABILITY_WIDTH,
    cover_stability,
    stability_width,
    uplift_berm_height,
)

COVER: dict[str, Any] = {"base_level": -3.0, "thickness": 3.0, "weight": 15e3}


@pytest.mark.parametrize("safety", [1.0, 1.2, 1.5])
@pytest.mark.parametrize("head", [2.0, 3.0, 6.0])
def test_berm_brings_the_factor_to_what_was_asked(head: float, safety: float) -> None:
    """A berm of the weight of the layer is a thicker layer."""
    height = float(uplift_berm_height(head=head, berm_weight=15e3, safety=safety, **COVER))
    assert height > 0.0
    thicker = {**COVER, "thickness": 3.0 + height}
    assert float(cover_stability(head=head, **thicker)) == pytest.approx(safety, rel=1e-12)


def test_no_berm_where_the_layer_is_heavy_enough() -> None:
    assert uplift_berm_height(head=[-9.0, -3.0, -1.0], **COVER).tolist() == [0.0, 0.0, 0.0]
    assert cover_stability(head=[-9.0, -3.0], **COVER).tolist() == [math.inf, math.inf]


def test_higher_heads_need_higher_berms() -> None:
    heads = np.linspace(1.0, 6.0, 20)
    assert (np.diff(uplift_berm_height(head=heads, **COVER)) > 0).all()
    assert (np.diff(cover_stability(head=heads, **COVER)) < 0).all()


def test_rule_of_thumb() -> None:
    assert stability_width(heightening=[0.0, 0.5, 2.0], soft=True).tolist() == [0.0, 2.0, 8.0]
    assert stability_width(heightening=[0.0, 0.5, 2.0], soft=False).tolist() == [0.0, 1.0, 4.0]
    assert {factor.status for factor in STABILITY_WIDTH.values()} == {"unverified"}
    assert "[unverified]" in str(STABILITY_WIDTH[True])
