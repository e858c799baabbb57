"""Fresh on salt water: the interface, the lens below a strip of land, and the salt wedge of a river mouth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import GRAVITY, Parameter

__all__ = [
    "FRESH",
    "INTERFACE_FRICTION",
    "SALT",
    "densimetric_froude",
    "interface_depth",
    "lens_head",
    "salt_wedge_length",
]

Floats = npt.NDArray[np.float64]

FRESH = 1000.0
"""Density of fresh water [kg/m3]."""
SALT = 1025.0
"""Density of sea water [kg/m3]."""
INTERFACE_FRICTION = Parameter(1e-3, "1", "Schijf and Schonfeld 1953", "unverified")
"""Friction between both layers of a salt wedge, by which its length goes inversely."""


def interface_depth(*, head: npt.ArrayLike, fresh: float = FRESH, salt: float = SALT) -> Floats:
    """Depth of the fresh-salt interface below the sea level.

    Parameters
    ----------
    head
        Fresh head above the sea level [m]; 0 or less gives no fresh water.
    fresh, salt
        Densities [kg/m3], > 0, the salt one above the fresh.

    Returns
    -------
    ndarray
        Depth [m]; 40 times the head for sea water. Too deep near the coast; real lenses are mixed.

    References
    ----------
    Badon Ghijben 1889; Herzberg 1901: ``h rho_f / (rho_s - rho_f)``, a sharp interface at rest.

    Examples
    --------
    >>> float(interface_depth(head=0.5))
    20.0
    """
    above = np.maximum(numbers("head", head), 0.0)
    return np.asarray(above / _buoyancy(fresh, salt), dtype=np.float64)


def _buoyancy(fresh: float, salt: float) -> float:
    """(rho_s - rho_f) / rho_f [1]."""
    if not 0.0 < fresh < salt:
        raise ValueError(f"salt is {salt:g}; allowed: above fresh, which is {fresh:g} and above 0")
    return (salt - fresh) / fresh


def lens_head(
    *,
    distance: npt.ArrayLike,
    half_width: npt.ArrayLike,
    recharge: npt.ArrayLike,
    conductivity: npt.ArrayLike,
    fresh: float = FRESH,
    salt: float = SALT,
) -> Floats:
    """Fresh head above the sea in a strip of land with the sea on both sides: an island, a dune belt.

    Parameters
    ----------
    distance
        From the middle [m]; beyond the half width the head is 0.
    half_width
        Half the width of the strip [m], > 0.
    recharge
        Net recharge [m/s], >= 0.
    conductivity
        Hydraulic conductivity [m/s], > 0.
    fresh, salt
        Densities [kg/m3].

    Returns
    -------
    ndarray
        Head [m]; `interface_depth` makes the lens of it. Not for the thin rain lenses of polders.

    References
    ----------
    Dupuit with Badon Ghijben: ``h^2 = N delta (b^2 - x^2) / (k (1 + delta))``.

    Examples
    --------
    >>> lens = {"half_width": 1000.0, "recharge": 0.3 / (365.25 * 86400), "conductivity": 10 / 86400}
    >>> round(float(lens_head(distance=0.0, **lens)), 5)
    1.41538
    """
    buoyancy = _buoyancy(fresh, salt)
    inside = numbers("half_width", half_width, above=0.0) ** 2 - numbers("distance", distance) ** 2
    ratio = numbers("recharge", recharge, least=0.0) / numbers("conductivity", conductivity, above=0.0)
    return np.asarray(
        np.sqrt(ratio * buoyancy * np.maximum(inside, 0.0) / (1.0 + buoyancy)), dtype=np.float64
    )


def densimetric_froude(
    *, depth: npt.ArrayLike, velocity: npt.ArrayLike, relative_density: npt.ArrayLike = 0.02
) -> Floats:
    """Velocity of a river over that of a salt wedge that comes in below it.

    Parameters
    ----------
    depth
        Of the river at its mouth [m], > 0.
    velocity
        Of the river [m/s], > 0.
    relative_density
        Density difference over the density [1], > 0.

    Returns
    -------
    ndarray
        Number [1]; from 1 on no salt comes in.

    References
    ----------
    Schijf and Schonfeld 1953: ``U / sqrt(epsilon g h)``.

    Examples
    --------
    >>> round(float(densimetric_froude(depth=12.0, velocity=0.30)), 6)
    0.195515
    """
    h = numbers("depth", depth, above=0.0)
    celerity = np.sqrt(numbers("relative_density", relative_density, above=0.0) * GRAVITY * h)
    return np.asarray(numbers("velocity", velocity, above=0.0) / celerity, dtype=np.float64)


def salt_wedge_length(
    *,
    depth: npt.ArrayLike,
    velocity: npt.ArrayLike,
    relative_density: npt.ArrayLike = 0.02,
    friction: npt.ArrayLike = INTERFACE_FRICTION.value,
) -> Floats:
    """Length of a salt wedge at rest in a river without tide.

    Parameters
    ----------
    depth
        Of the river at its mouth [m], > 0.
    velocity
        Of the river [m/s], > 0.
    relative_density
        Density difference over the density [1], > 0.
    friction
        Friction between both layers [1], > 0.

    Returns
    -------
    ndarray
        Length [m]; 0 where the river is fast enough to keep the salt out. Far too long for a tidal mouth:
        an indication only.

    References
    ----------
    Schijf and Schonfeld 1953: ``h / (4 k) (1 / (5 F^2) - 2 + 3 F^(2/3) - 6/5 F^(4/3))`` with the densimetric
    Froude number F.

    Examples
    --------
    >>> round(float(salt_wedge_length(depth=12.0, velocity=0.30)), 1)
    12319.3
    """
    h = numbers("depth", depth, above=0.0)
    froude = np.minimum(
        densimetric_froude(depth=h, velocity=velocity, relative_density=relative_density), 1.0
    )
    shape = 0.2 / froude**2 - 2.0 + 3.0 * froude ** (2.0 / 3.0) - 1.2 * froude ** (4.0 / 3.0)
    return np.asarray(h / (4.0 * numbers("friction", friction, above=0.0)) * shape, dtype=np.float64)
