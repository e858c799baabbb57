"""Costs against worked values: walls by their length, whole raises, earth by layers, and the index."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.dikes.costs import prices, unit_price
from scenarios.kernels import dike_costs as kernel
from scenarios.physics.dike_costs import (
    CLAY_LAYER,
    GRASS_LAYER,
    SETTLEMENT,
    construction_cost,
    indexed_cost,
    layer_volumes,
    raise_cost,
)

NAMES = ("quadratic", "linear", "fixed", "factor", "power")


@pytest.mark.parametrize(
    ("wall", "surtax", "direct", "with_surtax"),
    [
        ("cb-wall", "normal", 2355.10, 5.68285),
        ("sheet-pile", "normal", 4179.26, 10.0846),
        ("anchored-sheet-pile", "normal", 5653.24, 13.6413),
        ("diaphragm-wall", "normal", 7347.98, 17.7307),
        ("cofferdam", "hard", 10137.1, 27.2689),
        ("vertical-geotextile", "normal", 500.0, 1.2065),
    ],
)
def test_a_wall_of_15_metres(wall: str, surtax: str, direct: float, with_surtax: float) -> None:
    """Direct [EUR/m], and with surtax and VAT [MEUR/km], at prices of 2017."""
    level = prices(year=2017)
    curve = dict(zip(NAMES, level.curve(wall), strict=True))
    cost = float(construction_cost(length=15.0, **curve))
    assert cost == pytest.approx(direct, rel=4e-6)
    assert cost * level.surtax("structure", surtax) / 1000.0 == pytest.approx(with_surtax, rel=4e-6)


def test_raise_cost_of_a_stretch_of_the_lek() -> None:
    """Ring 16, stretch 1, in the cost-benefit study of 2011: coefficients per cm there."""
    lek: dict[str, Any] = {"fixed": 48.95426539e6, "per_metre": 312.1058963e6, "growth": 0.1762234}
    found = raise_cost(heightening=[0.5, 1.0], **lek) / 1e6
    assert found == pytest.approx([223.890, 430.638], rel=4e-6)
    assert float(raise_cost(heightening=0.0, **lek)) == 0.0
    later = float(raise_cost(heightening=0.5, earlier=1.0, **lek)) / 1e6
    assert later == pytest.approx(223.890 * np.exp(0.1762234), rel=4e-6)


def test_earth_by_layers_adds_up() -> None:
    """What comes and is used again is what lies there in the end; without settlement nothing is lost."""
    fill, old, new = np.array([30.0, 5.0, -3.0]), np.array([20.0, 20.0, 20.0]), np.array([26.0, 20.0, 18.0])
    found = layer_volumes(fill=fill, old_surface=old, new_surface=new, settlement=1.0)
    assert found.clay_new == pytest.approx(0.5 * new)
    assert found.grass_new + found.grass_reused == pytest.approx(0.3 * new)
    bought = found.grass_new + found.clay_new + found.core_new
    assert bought - found.removed == pytest.approx(fill, abs=1e-12)


def test_a_fill_settles() -> None:
    dike: dict[str, Any] = {"old_surface": 20.0, "new_surface": 24.0}
    more = (
        layer_volumes(fill=40.0, **dike).core_new - layer_volumes(fill=40.0, settlement=1.0, **dike).core_new
    )
    assert float(more) == pytest.approx(8.0)


def test_index_of_prices() -> None:
    assert float(indexed_cost(cost=100.0, index=0.04, years=8)) == pytest.approx(136.856905)
    assert float(indexed_cost(cost=136.856905, index=0.04, years=-8)) == pytest.approx(100.0)
    assert prices(year=2025, index=0.04).parts_factor == pytest.approx(1.36856905)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: construction_cost(length=-1.0),
        lambda: raise_cost(heightening=-1.0, fixed=1.0, per_metre=1.0, growth=0.0),
        lambda: layer_volumes(fill=1.0, old_surface=-1.0, new_surface=1.0),
        lambda: indexed_cost(cost=1.0, index=-1.0, years=1),
    ],
)
def test_impossible_values_are_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"is -1; allowed"):
        wrong()


def test_parameters_are_those_of_the_kernel_and_the_table() -> None:
    assert (GRASS_LAYER.value, CLAY_LAYER.value) == (kernel.GRASS_LAYER, kernel.CLAY_LAYER)
    assert unit_price("koswat-2017", "settlement").value == SETTLEMENT.value
