"""Cables and pipelines in soft ground: pipes that float or bend, joints that turn, cables that stay cool."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.uplift import WATER_WEIGHT

__all__ = [
    "bending_stress",
    "buoyancy",
    "buoyancy_safety",
    "cable_rating_ratio",
    "external_thermal_resistance",
    "joint_rotation",
    "trough_curvature",
]

Floats = npt.NDArray[np.float64]


def trough_curvature(*, depth: npt.ArrayLike, length: npt.ArrayLike) -> Floats:
    """Greatest curvature of a pipe that follows a settlement trough of the shape of a cosine.

    Parameters
    ----------
    depth
        Of the trough [m], >= 0.
    length
        Of the trough [m], > 0.

    Returns
    -------
    ndarray
        Curvature [1/m].

    References
    ----------
    ``kappa = 2 pi^2 d / L^2``: the second derivative of ``d (1 - cos(2 pi x / L)) / 2``.

    Examples
    --------
    >>> round(float(trough_curvature(depth=0.1, length=20)), 8)
    0.0049348
    """
    span = numbers("length", length, above=0.0)
    return np.asarray(2.0 * math.pi**2 * numbers("depth", depth, least=0.0) / span**2, dtype=np.float64)


def bending_stress(
    *, depth: npt.ArrayLike, length: npt.ArrayLike, stiffness: npt.ArrayLike, diameter: npt.ArrayLike
) -> Floats:
    """Bending stress of a pipe without joints that follows a trough; an upper bound, since soil yields.

    Parameters
    ----------
    depth, length
        Of the trough [m], as in `trough_curvature`.
    stiffness
        Modulus of elasticity of the wall [Pa], > 0.
    diameter
        Outer diameter [m], > 0.

    Returns
    -------
    ndarray
        Stress [Pa].

    References
    ----------
    ``sigma = E (D/2) kappa``. The beam on an elastic bed of NEN 3650-2 gives less.

    Examples
    --------
    >>> round(float(bending_stress(depth=0.1, length=20, stiffness=210e9, diameter=0.324)) / 1e6, 3)
    167.882
    """
    radius = 0.5 * numbers("diameter", diameter, above=0.0)
    modulus = numbers("stiffness", stiffness, above=0.0)
    return np.asarray(modulus * radius * trough_curvature(depth=depth, length=length), dtype=np.float64)


def joint_rotation(*, depth: npt.ArrayLike, length: npt.ArrayLike, pipe: npt.ArrayLike) -> Floats:
    """Angle between two stiff pipes of a line that follows a settlement trough.

    Parameters
    ----------
    depth, length
        Of the trough [m], as in `trough_curvature`.
    pipe
        Length of one pipe [m], > 0.

    Returns
    -------
    ndarray
        Angle [rad].

    References
    ----------
    ``theta = kappa l = 2 pi^2 d l / L^2``.

    Examples
    --------
    >>> round(math.degrees(joint_rotation(depth=0.1, length=20, pipe=6)), 5)
    1.69646
    """
    one = numbers("pipe", pipe, above=0.0)
    return np.asarray(one * trough_curvature(depth=depth, length=length), dtype=np.float64)


def buoyancy(*, diameter: npt.ArrayLike, submerged: npt.ArrayLike = math.inf) -> Floats:
    """Upward force of the groundwater on a metre of pipe.

    Parameters
    ----------
    diameter
        Outer diameter [m], > 0.
    submerged
        Height of the groundwater above the underside of the pipe [m]; the whole pipe by default.

    Returns
    -------
    ndarray
        Force [N/m].

    References
    ----------
    Archimedes: ``gamma_w`` times the segment of the circle that is under water; ``gamma_w pi D^2 / 4`` whole.

    Examples
    --------
    >>> round(float(buoyancy(diameter=0.6)), 2)
    2773.71
    """
    outer = numbers("diameter", diameter, above=0.0)
    height = np.clip(np.asarray(submerged, dtype=np.float64), 0.0, outer)
    angle = 2.0 * np.arccos(np.clip(1.0 - 2.0 * height / outer, -1.0, 1.0))
    return np.asarray(WATER_WEIGHT * outer**2 / 8.0 * (angle - np.sin(angle)), dtype=np.float64)


def buoyancy_safety(
    *,
    diameter: npt.ArrayLike,
    cover: npt.ArrayLike,
    groundwater_depth: npt.ArrayLike,
    weight: npt.ArrayLike,
    soil_weight: npt.ArrayLike,
    submerged_weight: npt.ArrayLike,
) -> Floats:
    """Weight of a pipe and of the soil above it over the lift of the groundwater.

    Parameters
    ----------
    diameter
        Outer diameter [m], > 0.
    cover
        Depth of the top of the pipe below the ground [m], >= 0.
    groundwater_depth
        Below the ground [m], >= 0.
    weight
        Of a metre of pipe with what is in it [N/m], >= 0.
    soil_weight, submerged_weight
        Unit weight of the soil above the groundwater, and under water less that of the water [N/m3], >= 0.

    Returns
    -------
    ndarray
        Factor [1]: the pipe floats up below 1; infinite where no groundwater reaches it.

    References
    ----------
    ``(W + D (gamma h_dry + gamma' (H - h_dry))) / (gamma_w pi D^2 / 4)``. Friction beside the pipe is left
    out, which is safe.

    Examples
    --------
    >>> pipe = dict(diameter=0.6, cover=1.0, weight=350, soil_weight=10e3, submerged_weight=1e3)
    >>> [round(float(buoyancy_safety(groundwater_depth=dry, **pipe)), 5) for dry in (0, 0.5)]
    [0.3425, 1.31593]
    """
    outer, top = numbers("diameter", diameter, above=0.0), numbers("cover", cover, least=0.0)
    water = numbers("groundwater_depth", groundwater_depth, least=0.0)
    dry = np.minimum(water, top)
    soil = numbers("soil_weight", soil_weight, least=0.0) * dry + numbers(
        "submerged_weight", submerged_weight, least=0.0
    ) * (top - dry)
    lift = buoyancy(diameter=outer, submerged=top + outer - water)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = (numbers("weight", weight, least=0.0) + outer * soil) / lift
    return np.asarray(np.where(lift == 0.0, np.inf, factor), dtype=np.float64)


def external_thermal_resistance(
    *, resistivity: npt.ArrayLike, depth: npt.ArrayLike, diameter: npt.ArrayLike
) -> Floats:
    """Thermal resistance of the ground around one cable, for each metre of it.

    Parameters
    ----------
    resistivity
        Of the ground [K m/W], > 0.
    depth
        Of the axis of the cable [m], at least half its diameter.
    diameter
        Outer diameter [m], > 0.

    Returns
    -------
    ndarray
        Resistance [K m/W].

    References
    ----------
    IEC 60287-2-1, T4 of a single cable: ``rho / (2 pi) ln(u + sqrt(u^2 - 1))``, ``u = 2 L / De``.

    Examples
    --------
    >>> round(float(external_thermal_resistance(resistivity=1, depth=1, diameter=0.05)), 6)
    0.697396
    """
    ratio = 2.0 * numbers("depth", depth, above=0.0) / numbers("diameter", diameter, above=0.0)
    around = np.arccosh(numbers("2 depth / diameter", ratio, least=1.0))
    return np.asarray(
        numbers("resistivity", resistivity, above=0.0) / (2.0 * math.pi) * around, dtype=np.float64
    )


def cable_rating_ratio(*, before: npt.ArrayLike, after: npt.ArrayLike, inner: npt.ArrayLike = 0.0) -> Floats:
    """Current that a cable carries in other ground over what it carries now, at the same temperature.

    Parameters
    ----------
    before, after
        External thermal resistance [K m/W], > 0.
    inner
        Thermal resistance of the cable itself [K m/W], >= 0.

    Returns
    -------
    ndarray
        Ratio [1].

    References
    ----------
    IEC 60287-1-1, losses in the conductor only: ``I^2 R (T1 + T4) = d theta``.

    Examples
    --------
    >>> wet, dry = (0.697396 * rho for rho in (0.7, 1.5))
    >>> [round(float(cable_rating_ratio(before=dry, after=wet, inner=t)), 5) for t in (0, 0.4)]
    [1.46385, 1.27599]
    """
    own = numbers("inner", inner, least=0.0)
    first, second = (
        numbers(name, value, above=0.0) for name, value in (("before", before), ("after", after))
    )
    return np.asarray(np.sqrt((own + first) / (own + second)), dtype=np.float64)
