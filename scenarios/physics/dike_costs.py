"""What dike reinforcement costs: earth by layers, walls by their length, whole raises, index of prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter

__all__ = [
    "CLAY_LAYER",
    "GRASS_LAYER",
    "SETTLEMENT",
    "LayerVolumes",
    "construction_cost",
    "indexed_cost",
    "layer_volumes",
    "raise_cost",
]

Floats = npt.NDArray[np.float64]

_SOURCE = "KOSWAT 0.17 (Deltares), settings of its basic case"
GRASS_LAYER = Parameter(0.3, "m", _SOURCE, "verified")
"""Thickness of the grass on crest and inner side."""
CLAY_LAYER = Parameter(0.5, "m", _SOURCE, "verified")
"""Thickness of the clay below it."""
SETTLEMENT = Parameter(1.2, "1", _SOURCE, "verified")
"""Earth that is brought for each part of a fill."""


@dataclass(frozen=True, slots=True)
class LayerVolumes:
    """Earth per metre of dike [m2]: bought by layer, used again by layer, and removed."""

    grass_new: Floats
    clay_new: Floats
    core_new: Floats
    grass_reused: Floats
    core_reused: Floats
    removed: Floats


def construction_cost(
    *,
    length: npt.ArrayLike,
    quadratic: npt.ArrayLike = 0.0,
    linear: npt.ArrayLike = 0.0,
    fixed: npt.ArrayLike = 0.0,
    factor: npt.ArrayLike = 0.0,
    power: npt.ArrayLike = 1.0,
) -> Floats:
    """Direct cost of a wall by how long it is, downward.

    Parameters
    ----------
    length
        Length of the wall l [m], >= 0.
    quadratic, linear, fixed, factor, power
        Coefficients c [EUR/m3], d [EUR/m2], z [EUR/m], f and g of its curve.

    Returns
    -------
    ndarray
        ``c l^2 + d l + z + f l^g`` per metre of dike [EUR/m], without surtax.

    References
    ----------
    KOSWAT 0.17 (Deltares), construction costs, price level 2017.

    Examples
    --------
    >>> round(float(construction_cost(length=15.0, quadratic=9.298, linear=132.239, fixed=103.628)), 2)
    4179.26
    """
    from scenarios.kernels.dike_costs import construction_cost_each

    wall = numbers("length", length, least=0.0)
    c, d, z, f, g = (
        numbers(name, value)
        for name, value in (
            ("quadratic", quadratic),
            ("linear", linear),
            ("fixed", fixed),
            ("factor", factor),
            ("power", power),
        )
    )
    with np.errstate(all="ignore"):
        return np.asarray(construction_cost_each(wall, c, d, z, f, g), dtype=np.float64)


def layer_volumes(
    *,
    fill: npt.ArrayLike,
    old_surface: npt.ArrayLike,
    new_surface: npt.ArrayLike,
    settlement: npt.ArrayLike = SETTLEMENT.value,
) -> LayerVolumes:
    """Earth of a reinforcement by what happens to it.

    Parameters
    ----------
    fill
        What the new cross-section has more than today's [m2]; below 0 where it has less.
    old_surface, new_surface
        Length of the crest and the inner side, along which grass and clay lie, today and then [m], >= 0.
    settlement
        What is brought for each part of a fill [1], >= 1.

    Returns
    -------
    LayerVolumes
        Stripped grass is laid again, stripped clay goes into the core [m2].

    References
    ----------
    After KOSWAT 0.17 (Deltares), whose layers are drawn; here a layer is its thickness times its length.

    Examples
    --------
    >>> found = layer_volumes(fill=38.0, old_surface=20.0, new_surface=24.0)
    >>> [round(float(part), 3) for part in (found.grass_new, found.clay_new, found.core_new)]
    [1.2, 12.0, 32.4]
    """
    from scenarios.kernels.dike_costs import layer_volumes as volumes

    given = np.broadcast_arrays(
        numbers("fill", fill),
        numbers("old_surface", old_surface, least=0.0),
        numbers("new_surface", new_surface, least=0.0),
        numbers("settlement", settlement, least=1.0),
    )
    found = [
        volumes(*(float(value) for value in row)) for row in zip(*(part.flat for part in given), strict=True)
    ]
    parts = np.array(found, dtype=np.float64).reshape(-1, 6).T
    return LayerVolumes(*(part.reshape(given[0].shape) for part in parts))


def raise_cost(
    *,
    heightening: npt.ArrayLike,
    fixed: npt.ArrayLike,
    per_metre: npt.ArrayLike,
    growth: npt.ArrayLike,
    earlier: npt.ArrayLike = 0.0,
) -> Floats:
    """Cost of raising a whole stretch of dike, which grows faster than the raise.

    Parameters
    ----------
    heightening
        Raise u [m], >= 0; no raise costs nothing.
    fixed, per_metre
        C [EUR] and b [EUR/m], >= 0.
    growth
        Exponent lambda [1/m], >= 0.
    earlier
        Raises before it W [m], >= 0.

    Returns
    -------
    ndarray
        ``(C + b u) exp(lambda (W + u))`` [EUR].

    References
    ----------
    Cost-benefit study Water Safety 21st century, OptimaliseRing 2.3 (HKV 2011), with u and W in cm there.

    Examples
    --------
    >>> lek = {"fixed": 48.95426539e6, "per_metre": 312.1058963e6, "growth": 0.1762234}
    >>> round(float(raise_cost(heightening=0.5, **lek)) / 1e6, 3)
    223.89
    """
    raised = numbers("heightening", heightening, least=0.0)
    start = numbers("fixed", fixed, least=0.0) + numbers("per_metre", per_metre, least=0.0) * raised
    steeper = numbers("growth", growth, least=0.0) * (numbers("earlier", earlier, least=0.0) + raised)
    return np.asarray(np.where(raised == 0.0, 0.0, start * np.exp(steeper)), dtype=np.float64)


def indexed_cost(*, cost: npt.ArrayLike, index: npt.ArrayLike, years: npt.ArrayLike) -> Floats:
    """Bring a cost to the price level of another year.

    Parameters
    ----------
    cost
        [EUR].
    index
        How much prices rise a year [1], > -1.
    years
        Years from the level of the cost to the one that is asked; below 0 goes back.

    Returns
    -------
    ndarray
        ``cost (1 + index)^years`` [EUR].

    Examples
    --------
    >>> float(indexed_cost(cost=100.0, index=0.1, years=2))
    121.00000000000001
    """
    rate = 1.0 + numbers("index", index, above=-1.0)
    return np.asarray(numbers("cost", cost) * rate ** numbers("years", years), dtype=np.float64)
