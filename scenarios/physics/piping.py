"""Piping: the head at which a pipe grows through below a dike, and the seepage length that stops it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import GRAVITY, Parameter
from scenarios.physics.elementwise import each
from scenarios.physics.uplift import WATER_WEIGHT

__all__ = [
    "CREEP_CLASSES",
    "SELLMEIJER",
    "CreepClass",
    "bligh_length",
    "critical_head",
    "lane_length",
    "reduced_head",
    "required_seepage_length",
    "sand_strength",
]

Floats = npt.NDArray[np.float64]

_WBI = "Sellmeijer et al. 2011, as in WBI 2017"
SELLMEIJER: dict[str, Parameter] = {
    "drag_factor": Parameter(0.25, "1", _WBI, "verified"),
    "submerged_weight": Parameter(16_500.0, "N/m3", _WBI, "verified"),
    "bedding_angle": Parameter(37.0, "degrees", _WBI, "verified"),
    "reference_grain": Parameter(2.08e-4, "m", _WBI, "verified"),
    "viscosity": Parameter(1.33e-6, "m2/s", f"{_WBI}; at 10 degrees C", "verified"),
}
"""Constants of the rule of Sellmeijer."""


@dataclass(frozen=True, slots=True)
class CreepClass:
    """Creep factors of Bligh and Lane for a class of grains.

    Parameters
    ----------
    above
        Median grain above which the class begins [m].
    bligh, lane
        Seepage length over head [1]. Where a class has no factor of its own, that of the finer one beside it.
    """

    above: float
    bligh: Parameter
    lane: Parameter


def _creep(above: float, bligh: float, lane: float) -> CreepClass:
    factors = (
        Parameter(value, "1", f"{name}, TAW 1999", "unverified")
        for value, name in ((bligh, "Bligh 1910"), (lane, "Lane 1935"))
    )
    return CreepClass(above, *factors)


CREEP_CLASSES: tuple[CreepClass, ...] = (
    _creep(0.0, 18.0, 8.5),
    _creep(150e-6, 15.0, 7.0),
    _creep(300e-6, 12.0, 6.0),
    _creep(2e-3, 9.0, 4.0),
    _creep(16e-3, 4.0, 3.0),
)
"""Classes of Bligh and Lane, from fine sand to coarse gravel."""


def reduced_head(
    *, level: npt.ArrayLike, exit_level: npt.ArrayLike, cover_thickness: npt.ArrayLike
) -> Floats:
    """Head that drives a pipe: over the dike, less what the channel through the cover layer takes.

    Parameters
    ----------
    level, exit_level
        Water before the dike, and ground or ditch level behind it [m NAP].
    cover_thickness
        Cover layer that the pipe comes out through [m], >= 0.

    Returns
    -------
    ndarray
        ``h - h_exit - 0.3 d`` [m]; below 0 no pipe grows.

    References
    ----------
    TAW 1999, Technisch rapport zandmeevoerende wellen (0.3 d rule).

    Examples
    --------
    >>> round(float(reduced_head(level=5.0, exit_level=1.0, cover_thickness=2.0)), 6)
    3.4
    """
    return each(
        "reduced_head",
        numbers("level", level),
        numbers("exit_level", exit_level),
        numbers("cover_thickness", cover_thickness, least=0.0),
    )


def sand_strength(*, grain_size: npt.ArrayLike, permeability: npt.ArrayLike) -> Floats:
    """Strength of sand against a pipe: what Sellmeijer's rule takes from the sand alone.

    Parameters
    ----------
    grain_size
        d70 [m], > 0; fitted for 1.5e-4 to 4.3e-4.
    permeability
        Hydraulic conductivity k [m/s], > 0.

    Returns
    -------
    ndarray
        ``F_r d70m (d70 / d70m)^0.4 / kappa^(1/3)`` [m^(1/3)], with the intrinsic permeability
        ``kappa = nu k / g`` and ``F_r = eta (gamma'_p / gamma_w) tan(theta)``; times ``L^(2/3)`` and the
        geometry factor it is the critical head.

    References
    ----------
    Sellmeijer et al. 2011, Eur. J. Environ. Civ. Eng. 15(8), the adapted rule.

    Examples
    --------
    >>> round(float(sand_strength(grain_size=2.0e-4, permeability=1e-4)), 6)
    0.272098
    """
    value = {name: parameter.value for name, parameter in SELLMEIJER.items()}
    angle = math.tan(math.radians(value["bedding_angle"]))
    resistance = value["drag_factor"] * value["submerged_weight"] / WATER_WEIGHT * angle
    reference = value["reference_grain"]
    grains = reference * (numbers("grain_size", grain_size, above=0.0) / reference) ** 0.4
    intrinsic = value["viscosity"] / GRAVITY * numbers("permeability", permeability, above=0.0)
    return np.asarray(resistance * grains / np.cbrt(intrinsic), dtype=np.float64)


def critical_head(
    *,
    length: npt.ArrayLike,
    thickness: npt.ArrayLike,
    grain_size: npt.ArrayLike,
    permeability: npt.ArrayLike,
) -> Floats:
    """Head at which a pipe below a dike grows through.

    Parameters
    ----------
    length
        Seepage length L [m], >= 0.
    thickness
        Thickness of the aquifer D [m], > 0; fitted for D / L of 0.1 to 1.
    grain_size, permeability
        As in `sand_strength`.

    Returns
    -------
    ndarray
        Critical head [m].

    Notes
    -----
    ``F_r F_s F_g L`` with ``F_g = 0.91 (D / L)^(0.28 / ((D / L)^2.8 - 1) + 0.04)``. At D = L the exponent has
    no value but the factor has: 0.91 exp(0.1); it is taken by its series around it. One layer of uniform
    sand, flow in a vertical plane.

    References
    ----------
    Sellmeijer et al. 2011, Eur. J. Environ. Civ. Eng. 15(8), the adapted rule, as in WBI 2017.

    Examples
    --------
    >>> sand = {"grain_size": 2.0e-4, "permeability": 1e-4}
    >>> round(float(critical_head(length=50.0, thickness=20.0, **sand)), 5)
    4.27757
    """
    return each(
        "critical_head",
        numbers("length", length, least=0.0),
        numbers("thickness", thickness, above=0.0),
        sand_strength(grain_size=grain_size, permeability=permeability),
    )


def required_seepage_length(
    *,
    head: npt.ArrayLike,
    thickness: npt.ArrayLike,
    grain_size: npt.ArrayLike,
    permeability: npt.ArrayLike,
    safety: npt.ArrayLike = 1.0,
) -> Floats:
    """Seepage length that a dike needs against piping.

    Parameters
    ----------
    head
        Head over it, see `reduced_head` [m]; 0 and below needs no length.
    thickness, grain_size, permeability
        As in `critical_head`.
    safety
        Factor that the critical head must exceed the head by [1], > 0.

    Returns
    -------
    ndarray
        Length L [m] at which `critical_head` is ``safety`` times the head, to 1e-12.

    References
    ----------
    Sellmeijer et al. 2011, solved for L by Halley's method in logarithms.

    Examples
    --------
    >>> sand = {"thickness": 20.0, "grain_size": 2.0e-4, "permeability": 1e-4, "safety": 1.2}
    >>> required_seepage_length(head=[3.4, 4.22], **sand).round(4).tolist()
    [47.3346, 60.6848]
    """
    return each(
        "required_length",
        numbers("head", head) * numbers("safety", safety, above=0.0),
        numbers("thickness", thickness, above=0.0),
        sand_strength(grain_size=grain_size, permeability=permeability),
    )


def bligh_length(*, head: npt.ArrayLike, grain_size: npt.ArrayLike) -> Floats:
    """Seepage length by the rule of Bligh: a bound from before there was a model of the pipe.

    Parameters
    ----------
    head
        Head over the dike [m]; below 0 counts as 0.
    grain_size
        Median grain [m], > 0.

    Returns
    -------
    ndarray
        Horizontal length [m], the head times the factor of the class in `CREEP_CLASSES`.

    References
    ----------
    Bligh 1910, Eng. News, as in TAW 1999, Technisch rapport zandmeevoerende wellen.

    Examples
    --------
    >>> float(bligh_length(head=3.4, grain_size=200e-6))
    51.0
    """
    return _creep_length(head, grain_size, [kind.bligh.value for kind in CREEP_CLASSES])


def lane_length(*, head: npt.ArrayLike, grain_size: npt.ArrayLike) -> Floats:
    """Weighted seepage length by the rule of Lane: vertical metres count three times horizontal ones.

    Parameters
    ----------
    head, grain_size
        As in `bligh_length`.

    Returns
    -------
    ndarray
        What ``L_v + L_h / 3`` must reach [m], the head times the factor of the class in `CREEP_CLASSES`.

    References
    ----------
    Lane 1935, Trans. ASCE 100, as in TAW 1999, Technisch rapport zandmeevoerende wellen.

    Examples
    --------
    >>> round(float(lane_length(head=3.4, grain_size=200e-6)), 6)
    23.8
    """
    return _creep_length(head, grain_size, [kind.lane.value for kind in CREEP_CLASSES])


def _creep_length(head: npt.ArrayLike, grain_size: npt.ArrayLike, factors: list[float]) -> Floats:
    grains = numbers("grain_size", grain_size, above=0.0)
    place = np.searchsorted([kind.above for kind in CREEP_CLASSES], grains) - 1
    factor = np.where(np.isnan(grains), np.nan, np.asarray(factors)[place])
    return np.asarray(np.maximum(numbers("head", head), 0.0) * factor, dtype=np.float64)
