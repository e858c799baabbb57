"""Drawdown of one well; those of several add up (`scenarios.physics.layered_wells` has fields of them)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers

__all__ = ["de_glee_drawdown", "drawdown_radius", "theis_drawdown", "thiem_difference"]

Floats = npt.NDArray[np.float64]

_FAR = 700.0  # K0 of more is no number that a double holds
_HALVINGS = 80


def thiem_difference(
    *, flow: npt.ArrayLike, transmissivity: npt.ArrayLike, near: npt.ArrayLike, far: npt.ArrayLike
) -> Floats:
    """Difference in drawdown between two distances from a well, steady.

    Parameters
    ----------
    flow
        Of the well [m3/s], >= 0.
    transmissivity
        Of the aquifer [m2/s], > 0.
    near, far
        Distances to the well [m], > 0.

    Returns
    -------
    ndarray
        Drawdown at the first less that at the second [m].

    References
    ----------
    Thiem 1906: ``Q / (2 pi T) ln(r2 / r1)``.

    Examples
    --------
    >>> well = {"flow": 5000 / 86_400, "transmissivity": 1200 / 86_400}
    >>> round(float(thiem_difference(near=10.0, far=500.0, **well)), 5)
    2.59424
    """
    away = numbers("far", far, above=0.0) / numbers("near", near, above=0.0)
    return np.asarray(_strength(flow, transmissivity) * np.log(away), dtype=np.float64)


def theis_drawdown(
    *,
    flow: npt.ArrayLike,
    transmissivity: npt.ArrayLike,
    storage: npt.ArrayLike,
    distance: npt.ArrayLike,
    time: npt.ArrayLike,
) -> Floats:
    """Drawdown of a well in a confined aquifer without ends.

    Parameters
    ----------
    flow, transmissivity
        As in `thiem_difference`.
    storage
        Of the aquifer [1], > 0.
    distance
        To the well [m], > 0.
    time
        Since it began [s], >= 0.

    Returns
    -------
    ndarray
        Drawdown [m]; it grows for ever.

    References
    ----------
    Theis 1935: ``Q / (4 pi T) E1(r^2 S / (4 T t))``.

    Examples
    --------
    >>> well = {"flow": 5000 / 86_400, "transmissivity": 1200 / 86_400, "storage": 1e-3}
    >>> round(float(theis_drawdown(distance=500.0, time=100 * 86_400.0, **well)), 4)
    2.3155
    """
    from scipy.special import exp1

    spread = 4.0 * numbers("transmissivity", transmissivity, above=0.0) * numbers("time", time, least=0.0)
    held = numbers("storage", storage, above=0.0) * numbers("distance", distance, above=0.0) ** 2
    with np.errstate(divide="ignore"):  # at the start nothing is drawn down: E1(inf) is 0
        return np.asarray(0.5 * _strength(flow, transmissivity) * exp1(held / spread), dtype=np.float64)


def de_glee_drawdown(
    *,
    flow: npt.ArrayLike,
    transmissivity: npt.ArrayLike,
    resistance: npt.ArrayLike,
    distance: npt.ArrayLike,
) -> Floats:
    """Drawdown of a well in an aquifer under a leaky layer with a level held above it, steady.

    Parameters
    ----------
    flow, transmissivity
        As in `thiem_difference`.
    resistance
        Of the layer [s], > 0.
    distance
        To the well [m], > 0.

    Returns
    -------
    ndarray
        Drawdown [m].

    References
    ----------
    De Glee 1930: ``Q / (2 pi T) K0(r / lambda)``, ``lambda = sqrt(T c)``.

    Examples
    --------
    >>> well = {"flow": 5000 / 86_400, "transmissivity": 1200 / 86_400, "resistance": 1000 * 86_400.0}
    >>> round(float(de_glee_drawdown(distance=500.0, **well)), 6)
    0.663708
    """
    from scipy.special import k0

    leaks = numbers("transmissivity", transmissivity, above=0.0) * numbers(
        "resistance", resistance, above=0.0
    )
    ratio = numbers("distance", distance, above=0.0) / np.sqrt(leaks)
    return np.asarray(_strength(flow, transmissivity) * k0(ratio), dtype=np.float64)


def drawdown_radius(
    *,
    flow: npt.ArrayLike,
    transmissivity: npt.ArrayLike,
    resistance: npt.ArrayLike,
    drawdown: npt.ArrayLike = 0.05,
) -> Floats:
    """Distance to which a well draws down the head of a leaky aquifer by so much or more, steady.

    Parameters
    ----------
    flow, transmissivity, resistance
        As in `de_glee_drawdown`.
    drawdown
        That counts [m], > 0.

    Returns
    -------
    ndarray
        Distance [m]; 0 for a well that draws nothing.

    Notes
    -----
    Discs of this radius for all that a well field draws, round each of its wells, hold every place that the
    field draws down so much: no place is further from all its wells than it would be from one.

    References
    ----------
    De Glee 1930, solved for the distance by halving.

    Examples
    --------
    >>> well = {"flow": 5000 / 86_400, "transmissivity": 1200 / 86_400, "resistance": 1000 * 86_400.0}
    >>> round(float(drawdown_radius(drawdown=0.663708, **well)), 2)
    500.0
    """
    from scipy.special import k0

    passes = numbers("transmissivity", transmissivity, above=0.0)
    length = np.sqrt(passes * numbers("resistance", resistance, above=0.0))
    wanted = numbers("drawdown", drawdown, above=0.0)
    drawn = _strength(flow, passes)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, known = wanted / drawn, np.isfinite(wanted + drawn + length)
        low = np.full(share.shape, -_FAR)  # of the logarithm of the distance in leakage lengths
        high = np.full(share.shape, np.log(_FAR))
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            further = k0(np.exp(middle)) > share
            low, high = np.where(further, middle, low), np.where(further, high, middle)
    reaches = np.where(drawn > 0.0, length * np.exp(low), 0.0)
    return np.asarray(np.where(known, reaches, np.nan), dtype=np.float64)


def _strength(flow: npt.ArrayLike, transmissivity: npt.ArrayLike) -> Floats:
    """Q / (2 pi T) [m]."""
    passes = numbers("transmissivity", transmissivity, above=0.0)
    return np.asarray(numbers("flow", flow, least=0.0) / (2.0 * np.pi * passes), dtype=np.float64)
