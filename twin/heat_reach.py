"""How far stored heat and a cooled reservoir reach around their wells: the closed forms of planners."""

from __future__ import annotations

import math

__all__ = ["CAPACITY_RATIO", "RETARDATION", "cooled_radius", "thermal_radius"]

RETARDATION = (0.18 * 1070.0 * 3900.0 + 0.82 * 2650.0 * 900.0) / (1070.0 * 3900.0)
"""Heat capacity of reservoir over water: porosity 0.18, rock 2650 x 900, brine 1070 x 3900 J m-3 K-1."""
CAPACITY_RATIO = 4.18 / 2.7
"""Heat capacity of water over that of a sandy aquifer; 2.7 MJ m-3 K-1 for the aquifer [unverified]."""


def thermal_radius(*, volume: float, length: float) -> float:
    """Thermal radius of a storage well [m].

    Parameters
    ----------
    volume
        Water stored per season [m3], >= 0.
    length
        Length of the filter [m], > 0.

    Notes
    -----
    ``r = sqrt(c_w V / (c_a pi H))``: a cylinder, without losses.

    References
    ----------
    Bloemendal et al. 2018, Applied Energy 216.

    Examples
    --------
    >>> round(thermal_radius(volume=150_000, length=40.0), 4)
    42.988
    """
    return math.sqrt(CAPACITY_RATIO * volume / (math.pi * length))


def cooled_radius(*, flow: float, seconds: float, height: float) -> float:
    """Radius of the cooled zone round an injector, before the wells of a doublet meet [m].

    Parameters
    ----------
    flow
        Injected flow [m3 s-1], >= 0.
    seconds
        Time since the start [s], >= 0.
    height
        Thickness of the reservoir [m], > 0.

    Notes
    -----
    ``r = sqrt(Q t / (pi H R))``: piston-like, no heat from the rock above and below.

    References
    ----------
    Lippmann and Tsang 1980, Ground Water 18(5).

    Examples
    --------
    >>> round(cooled_radius(flow=150 / 3600, seconds=30 * 31_557_600.0, height=60.0), 2)
    568.0
    """
    return math.sqrt(flow * seconds / (math.pi * height * RETARDATION))
