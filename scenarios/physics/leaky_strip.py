"""A parcel between ditches above a leaky layer: what it feels of their level, and what it takes from them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers

__all__ = ["ditch_inflow", "leaky_strip_level", "leaky_strip_response"]

Floats = npt.NDArray[np.float64]


def _strip(spacing: npt.ArrayLike, transmissivity: npt.ArrayLike, resistance: npt.ArrayLike) -> Floats:
    """Half the spacing in leakage lengths [1]."""
    kd = numbers("transmissivity", transmissivity, above=0.0)
    leakage_length = np.sqrt(kd * numbers("resistance", resistance, above=0.0))
    return np.asarray(numbers("spacing", spacing, above=0.0) / (2.0 * leakage_length), dtype=np.float64)


def leaky_strip_response(
    *, spacing: npt.ArrayLike, transmissivity: npt.ArrayLike, resistance: npt.ArrayLike, mean: bool = True
) -> Floats:
    """Part of a rise of the ditch level that the groundwater follows.

    Parameters
    ----------
    spacing
        Distance between the ditches [m], > 0.
    transmissivity
        KD of the topsoil through which ditch water spreads [m2/s], > 0.
    resistance
        Of the layer between it and the deep aquifer [s], > 0.
    mean
        Mean over the parcel; else halfway between the ditches.

    Returns
    -------
    ndarray
        Response [1], 0..1; only a parcel narrower than its leakage length follows the ditch.

    References
    ----------
    Mazure 1936; Bruggeman 1999: ``tanh(u) / u`` and ``1 / cosh(u)``, ``u = L / (2 sqrt(KD c))``.

    Examples
    --------
    >>> parcel = {"spacing": 40.0, "transmissivity": 0.2 / 86400, "resistance": 1000 * 86400}
    >>> middle = leaky_strip_response(**parcel, mean=False)
    >>> round(float(leaky_strip_response(**parcel)), 6), round(float(middle), 6)
    (0.628183, 0.459098)
    """
    half = _strip(spacing, transmissivity, resistance)
    # 1 / cosh without overflow in a very wide parcel
    middle = 2.0 * np.exp(-half) / (1.0 + np.exp(-2.0 * half))
    return np.asarray(np.tanh(half) / half if mean else middle, dtype=np.float64)


def leaky_strip_level(
    *,
    ditch_level: npt.ArrayLike,
    deep_head: npt.ArrayLike,
    recharge: npt.ArrayLike,
    spacing: npt.ArrayLike,
    transmissivity: npt.ArrayLike,
    resistance: npt.ArrayLike,
    mean: bool = True,
) -> Floats:
    """Groundwater level of a parcel between ditches above a leaky layer, steady.

    Parameters
    ----------
    ditch_level
        Water level in the ditches [m NAP].
    deep_head
        Head in the aquifer below [m NAP].
    recharge
        Net recharge [m/s].
    spacing, transmissivity, resistance, mean
        As in `leaky_strip_response`.

    Returns
    -------
    ndarray
        Level [m NAP]; it may lie above the ground, where in truth water runs off.

    References
    ----------
    Mazure 1936; Bruggeman 1999: ``h = p + R (ditch - p)``, ``p = deep head + recharge x resistance``.

    Examples
    --------
    >>> level = leaky_strip_level(ditch_level=-2.5, deep_head=-3.0, recharge=-0.0015 / 86400, spacing=40.0,
    ...                           transmissivity=0.2 / 86400, resistance=1000 * 86400)
    >>> round(float(level), 5)
    -3.24363
    """
    response = leaky_strip_response(
        spacing=spacing, transmissivity=transmissivity, resistance=resistance, mean=mean
    )
    without = numbers("deep_head", deep_head) + numbers("recharge", recharge) * numbers(
        "resistance", resistance
    )
    level = without + response * (numbers("ditch_level", ditch_level) - without)
    return np.asarray(level, dtype=np.float64)


def ditch_inflow(
    *,
    ditch_level: npt.ArrayLike,
    deep_head: npt.ArrayLike,
    recharge: npt.ArrayLike,
    spacing: npt.ArrayLike,
    transmissivity: npt.ArrayLike,
    resistance: npt.ArrayLike,
) -> Floats:
    """Water that ditches give to a parcel, per area of the parcel; below 0 they take it.

    Parameters
    ----------
    ditch_level, deep_head, recharge, spacing, transmissivity, resistance
        As in `leaky_strip_level`.

    Returns
    -------
    ndarray
        Inflow [m/s].

    References
    ----------
    Mazure 1936; Bruggeman 1999: ``2 KD / (lambda L) tanh(L / (2 lambda)) (ditch - p)``, which is the mean
    response divided by the resistance.

    Examples
    --------
    >>> flow = ditch_inflow(ditch_level=-2.5, deep_head=-3.0, recharge=-0.0015 / 86400, spacing=40.0,
    ...                     transmissivity=0.2 / 86400, resistance=1000 * 86400)
    >>> round(float(flow) * 86400e3, 5)
    1.25637
    """
    response = leaky_strip_response(spacing=spacing, transmissivity=transmissivity, resistance=resistance)
    c = numbers("resistance", resistance, above=0.0)
    without = numbers("deep_head", deep_head) + numbers("recharge", recharge) * c
    flow = response * (numbers("ditch_level", ditch_level) - without) / c
    return np.asarray(flow, dtype=np.float64)
