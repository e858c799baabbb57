"""Seepage through a leaky layer: what a higher sea, or a raised polder, does to its neighbours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers

__all__ = [
    "half_plane_response",
    "influence_distance",
    "polder_response",
    "salt_load",
    "seepage_flux",
    "shore_response",
    "shore_total",
]

Floats = npt.NDArray[np.float64]


def shore_response(*, distance: npt.ArrayLike, leakage_length: npt.ArrayLike) -> Floats:
    """Part of a change of the outer water that the head in the aquifer below a wide polder follows.

    Parameters
    ----------
    distance
        From the shore [m], >= 0.
    leakage_length
        ``sqrt(KD c)`` of the aquifer and the layer above it [m], > 0; see `scenarios.physics.uplift`.

    Returns
    -------
    ndarray
        Response [1], ``exp(-x / lambda)``; 5 % is left at three leakage lengths.

    References
    ----------
    Semi-infinite leaky aquifer: De Glee 1930; Mazure 1936.

    Examples
    --------
    >>> round(float(shore_response(distance=1000.0, leakage_length=400_000**0.5)), 6)
    0.205741
    """
    away = numbers("distance", distance, least=0.0)
    length = numbers("leakage_length", leakage_length, above=0.0)
    return np.asarray(np.exp(-away / length), dtype=np.float64)


def polder_response(
    *,
    distance: npt.ArrayLike,
    width: npt.ArrayLike,
    leakage_length: npt.ArrayLike,
) -> Floats:
    """Part of a change of the outer water that the head below a polder of finite width follows.

    Parameters
    ----------
    distance
        From the shore [m], 0 to the width.
    width
        To the other side, where the head does not change [m], > 0.
    leakage_length
        As in `shore_response`.

    Returns
    -------
    ndarray
        Response [1], ``sinh((B - x) / lambda) / sinh(B / lambda)``; 1 at the shore, 0 at the other side.

    References
    ----------
    Mazure 1936 (the seepage of the Wieringermeer).

    Examples
    --------
    >>> round(float(polder_response(distance=1000.0, width=5000.0, leakage_length=400_000**0.5)), 6)
    0.20574
    """
    across = numbers("width", width, above=0.0)
    away = np.minimum(numbers("distance", distance, least=0.0), across)
    length = numbers("leakage_length", leakage_length, above=0.0)
    left = across - away
    # sinh(a) / sinh(b) without overflow
    decay = np.exp(-away / length)
    return np.asarray(
        decay * np.expm1(-2.0 * left / length) / np.expm1(-2.0 * across / length), dtype=np.float64
    )


def seepage_flux(
    *, head_difference: npt.ArrayLike, resistance: npt.ArrayLike, response: npt.ArrayLike = 1.0
) -> Floats:
    """Upward flow through the layer on top of an aquifer.

    Parameters
    ----------
    head_difference
        Head of the aquifer, or of the water that drives it, above the level in the polder [m].
    resistance
        Of the layer [s], > 0.
    response
        Part of the difference that is left here [1]; see `shore_response`.

    Returns
    -------
    ndarray
        Flux [m/s], positive upward.

    References
    ----------
    Darcy over a leaky layer.

    Examples
    --------
    >>> flux = seepage_flux(head_difference=4.0, resistance=500 * 86400, response=0.2057408)
    >>> round(float(flux) * 86400e3, 5)
    1.64593
    """
    upward = numbers("head_difference", head_difference) * numbers("response", response)
    return np.asarray(upward / numbers("resistance", resistance, above=0.0), dtype=np.float64)


def shore_total(
    *, head_difference: npt.ArrayLike, leakage_length: npt.ArrayLike, resistance: npt.ArrayLike
) -> Floats:
    """All seepage of a wide polder, for each metre of shore.

    Parameters
    ----------
    head_difference
        Outer water above the level in the polder [m].
    leakage_length
        As in `shore_response`.
    resistance
        Of the layer above the aquifer [s], > 0.

    Returns
    -------
    ndarray
        Discharge [m2/s].

    References
    ----------
    Integral of `seepage_flux` over the polder: the difference times ``lambda / c``, which is ``KD / lambda``.

    Examples
    --------
    >>> flow = shore_total(head_difference=4.0, leakage_length=400_000**0.5, resistance=500 * 86400)
    >>> round(float(flow) * 86400, 5)
    5.05964
    """
    length = numbers("leakage_length", leakage_length, above=0.0)
    per_metre = length / numbers("resistance", resistance, above=0.0)
    return np.asarray(numbers("head_difference", head_difference) * per_metre, dtype=np.float64)


def influence_distance(*, leakage_length: npt.ArrayLike, response: npt.ArrayLike = 0.05) -> Floats:
    """Distance from a shore at which a part of a change of the outer water is left.

    Parameters
    ----------
    leakage_length
        As in `shore_response`.
    response
        Part that is left [1], above 0 and at most 1.

    Returns
    -------
    ndarray
        Distance [m].

    References
    ----------
    The inverse of `shore_response`: ``lambda ln(1 / response)``.

    Examples
    --------
    >>> round(float(influence_distance(leakage_length=400_000**0.5)), 2)
    1894.67
    """
    length = numbers("leakage_length", leakage_length, above=0.0)
    left = numbers("response", response, above=0.0, most=1.0)
    return np.asarray(-length * np.log(left), dtype=np.float64)


def salt_load(*, flux: npt.ArrayLike, concentration: npt.ArrayLike) -> Floats:
    """Salt that upward flow brings into a polder.

    Parameters
    ----------
    flux
        Upward flow [m/s]; water that goes down brings none up.
    concentration
        Of the water in the aquifer [kg/m3], >= 0.

    Returns
    -------
    ndarray
        Load [kg/m2/s], >= 0.

    References
    ----------
    Conservation of mass; the salt that waits between the aquifer and the ditch is not counted.

    Examples
    --------
    >>> round(float(salt_load(flux=1e-3 / 86400, concentration=5.0)) * 86400 * 365.25, 5)
    1.82625
    """
    upward = np.maximum(numbers("flux", flux), 0.0)
    return np.asarray(upward * numbers("concentration", concentration, least=0.0), dtype=np.float64)


def half_plane_response(*, distance: npt.ArrayLike, leakage_length: npt.ArrayLike) -> Floats:
    """Part of a raised drainage base that the groundwater follows on both sides of the edge of the measure.

    Parameters
    ----------
    distance
        From the edge [m]; above 0 outside the area of the measure, below 0 inside.
    leakage_length
        ``sqrt(KD gamma)`` with the resistance of the drainage [m], > 0.

    Returns
    -------
    ndarray
        Response [1]: a half at the edge, falling to 0 outside and rising to 1 inside.

    References
    ----------
    Linear drainage in a half plane: ``0.5 exp(-x / lambda)`` outside, ``1 - 0.5 exp(x / lambda)`` inside.

    Examples
    --------
    >>> round(float(half_plane_response(distance=100.0, leakage_length=100.0)), 5)
    0.18394
    """
    away = numbers("distance", distance)
    length = numbers("leakage_length", leakage_length, above=0.0)
    left = 0.5 * np.exp(-np.abs(away) / length)
    return np.asarray(np.where(away >= 0.0, left, 1.0 - left), dtype=np.float64)
