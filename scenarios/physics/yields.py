"""Yield that grass and crops lose to wet and dry soil: the analytic form of the HELP tables."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers

__all__ = ["combined_loss", "drought_loss", "waterlogging_loss"]

Floats = npt.NDArray[np.float64]

_DEEPEST = 999.0  # cm
_LEAST = 0.01  # cm: the lowest groundwater above which there is no drought


def waterlogging_loss(
    *, highest_depth: npt.ArrayLike, lowest_depth: npt.ArrayLike, fit: npt.ArrayLike
) -> Floats:
    """Part of the yield that is lost because the soil is too wet.

    Parameters
    ----------
    highest_depth, lowest_depth
        Mean highest and mean lowest groundwater (GHG, GLG) below the ground [m], held within 0 to 9.99; the
        highest is nowhere deeper than the lowest.
    fit
        A to E of the soil and the use, (5,) or (5, ...) with one soil for each depth.

    Returns
    -------
    ndarray
        Part [1], 0 to 1; NaN where a depth or the soil is not known.

    Raises
    ------
    ValueError
        If the highest groundwater lies below the lowest, or there are not five parameters.

    Notes
    -----
    ``max(A + B ((GHG + C)^-D + (GLG + C)^-D), E)`` with depths in cm and losses in percent.

    References
    ----------
    HELP tables of 1987, in the form and with the parameters of K. van Immerzeel, hlptabel (2024).

    Examples
    --------
    >>> kz1a = [-16.7494777876967, 25755562.1502608, 91.5314912943005, 2.95759129352987, 1]
    >>> round(100 * float(waterlogging_loss(highest_depth=0.25, lowest_depth=1.4, fit=kz1a)), 5)
    5.77943
    """
    high, low = _centimetres("highest_depth", highest_depth), _centimetres("lowest_depth", lowest_depth)
    if (high > low).any():
        worst = float(np.nanmax(high - low)) / 100.0
        raise ValueError(f"highest_depth is {worst:g} below lowest_depth; allowed: at most as deep")
    a, b, c, d, e = _parameters(fit)
    loss = a + b * ((high + c) ** -d + (low + c) ** -d)
    return _part(np.maximum(loss, e))


def drought_loss(*, lowest_depth: npt.ArrayLike, fit: npt.ArrayLike) -> Floats:
    """Part of the yield that is lost because the soil is too dry.

    Parameters
    ----------
    lowest_depth
        Mean lowest groundwater (GLG) below the ground [m], held within 0 to 9.99.
    fit
        A to E of the soil and the use, (5,) or (5, ...) with one soil for each depth.

    Returns
    -------
    ndarray
        Part [1], 0 to 1; NaN where the depth or the soil is not known.

    Raises
    ------
    ValueError
        If there are not five parameters.

    Notes
    -----
    ``max(E + A (1 - 1 / (1 + (B max(GLG - C, 0.01))^D)), E)`` with the depth in cm and losses in percent.

    References
    ----------
    HELP tables of 1987, in the form and with the parameters of K. van Immerzeel, hlptabel (2024).

    Examples
    --------
    >>> kz1a = [23.73, 0.005753779676, 0.03009731490, 3.902599386, 0.28]
    >>> round(100 * float(drought_loss(lowest_depth=1.4, fit=kz1a)), 5)
    7.41146
    """
    low = _centimetres("lowest_depth", lowest_depth)
    a, b, c, d, e = _parameters(fit)
    dry = (b * np.maximum(low - c, _LEAST)) ** d
    return _part(np.maximum(e + a * (1.0 - 1.0 / (1.0 + dry)), e))


def combined_loss(*, waterlogging: npt.ArrayLike, drought: npt.ArrayLike) -> Floats:
    """Part of the yield that is lost to both: drought takes its part of what the wet soil has left.

    Parameters
    ----------
    waterlogging, drought
        Parts [1], 0 to 1.

    Returns
    -------
    ndarray
        Part [1].

    References
    ----------
    HELP tables: ``1 - (1 - wet) (1 - dry)``.

    Examples
    --------
    >>> round(float(combined_loss(waterlogging=0.0577943, drought=0.0741146)), 6)
    0.127625
    """
    wet = numbers("waterlogging", waterlogging, least=0.0, most=1.0)
    dry = numbers("drought", drought, least=0.0, most=1.0)
    return np.asarray(1.0 - (1.0 - wet) * (1.0 - dry), dtype=np.float64)


def _centimetres(name: str, depth: npt.ArrayLike) -> Floats:
    return np.asarray(np.clip(100.0 * numbers(name, depth), 0.0, _DEEPEST), dtype=np.float64)


def _parameters(fit: npt.ArrayLike) -> Floats:
    found = numbers("fit", fit)
    if found.ndim == 0 or found.shape[0] != 5:
        raise ValueError(f"fit has the shape {found.shape}; allowed: five parameters A to E first")
    return found


def _part(percent: npt.ArrayLike) -> Floats:
    return np.asarray(np.clip(percent, 0.0, 100.0) / 100.0, dtype=np.float64)
