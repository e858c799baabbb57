"""Subsidence above a body at depth that contracts: how deep the bowl is and how far it reaches."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter

__all__ = ["EXPANSION", "POISSON", "bowl_radius", "cooling_contraction", "subsidence"]

Floats = npt.NDArray[np.float64]

POISSON = Parameter(0.25, "1", "common for sandstone", "unverified")
EXPANSION = Parameter(1e-5, "1/K", "linear, common for sandstone", "unverified")


def cooling_contraction(
    *,
    volume: npt.ArrayLike,
    cooling: npt.ArrayLike,
    expansion: npt.ArrayLike = EXPANSION.value,
    poisson: npt.ArrayLike = POISSON.value,
) -> Floats:
    """Volume by which a cooled layer becomes thinner.

    Parameters
    ----------
    volume
        Cooled rock [m3], >= 0.
    cooling
        By how much [K], >= 0.
    expansion
        Linear thermal expansion [1/K], >= 0.
    poisson
        Poisson's ratio of the rock [1], 0 to 0.5.

    Returns
    -------
    ndarray
        Compaction [m3]: sideways the rock is held, so that all of it shows in the height.

    References
    ----------
    Uniaxial strain, ``V a dT (1 + n) / (1 - n)``; Fjaer et al. 2008, Petroleum Related Rock Mechanics.

    Examples
    --------
    >>> round(float(cooling_contraction(volume=1e8, cooling=45.0)), 0)
    75000.0
    """
    n = numbers("poisson", poisson, least=0.0, most=0.5)
    strain = numbers("expansion", expansion, least=0.0) * numbers("cooling", cooling, least=0.0)
    return np.asarray(numbers("volume", volume, least=0.0) * strain * (1.0 + n) / (1.0 - n), np.float64)


def subsidence(
    *,
    compaction: npt.ArrayLike,
    depth: npt.ArrayLike,
    distance: npt.ArrayLike = 0.0,
    poisson: npt.ArrayLike = POISSON.value,
) -> Floats:
    """Subsidence of the ground above a small body that loses volume.

    Parameters
    ----------
    compaction
        Volume that it loses [m3], >= 0.
    depth
        Of the body below the ground [m], > 0.
    distance
        In plan from the body [m], >= 0.
    poisson
        Poisson's ratio of the rock [1], 0 to 0.5.

    Returns
    -------
    ndarray
        Subsidence [m]; a body as wide as it is deep makes a wider and flatter bowl.

    References
    ----------
    Geertsma 1973, ``u = (1 - n) V D / (pi (r^2 + D^2)^1.5)``.

    Examples
    --------
    >>> round(1e3 * float(subsidence(compaction=75_000.0, depth=2200.0)), 3)
    3.699
    """
    n = numbers("poisson", poisson, least=0.0, most=0.5)
    below, away = numbers("depth", depth, above=0.0), numbers("distance", distance, least=0.0)
    lost = numbers("compaction", compaction, least=0.0)
    return np.asarray((1.0 - n) * lost * below / (np.pi * (away**2 + below**2) ** 1.5), np.float64)


def bowl_radius(
    *,
    compaction: npt.ArrayLike,
    depth: npt.ArrayLike,
    limit: npt.ArrayLike,
    poisson: npt.ArrayLike = POISSON.value,
) -> Floats:
    """Distance to which a bowl of subsidence is as deep as a limit.

    Parameters
    ----------
    compaction, depth, poisson
        As in `subsidence`.
    limit
        Subsidence that counts [m], > 0.

    Returns
    -------
    ndarray
        Distance in plan [m]; 0 where it is nowhere so deep.

    References
    ----------
    Geertsma 1973, solved for the distance.

    Examples
    --------
    >>> round(float(bowl_radius(compaction=75_000.0, depth=2200.0, limit=0.001)), 0)
    2596.0
    """
    n = numbers("poisson", poisson, least=0.0, most=0.5)
    below, least = numbers("depth", depth, above=0.0), numbers("limit", limit, above=0.0)
    strength = (1.0 - n) * numbers("compaction", compaction, least=0.0) * below / (np.pi * least)
    return np.asarray(np.sqrt(np.maximum(strength ** (2.0 / 3.0) - below**2, 0.0)), np.float64)
