"""Heat and cold in an aquifer (ATES): how far a season of water reaches, what it holds, where it drifts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter
from twin import heat_reach
from twin.heat_reach import CAPACITY_RATIO

__all__ = [
    "CAPACITY_RATIO",
    "RETURN_LIMIT",
    "SURPLUS_LIMIT",
    "WATER_CAPACITY",
    "WELL_DISTANCE",
    "hydraulic_radius",
    "longest_surplus",
    "stored_energy",
    "thermal_drift",
    "thermal_radius",
    "well_distance",
]

Floats = npt.NDArray[np.float64]

WATER_CAPACITY = 4.18e6
"""Heat that a cubic metre of water holds [J/(m3 K)]."""
WELL_DISTANCE = Parameter(
    3.0, "thermal radii", "planning practice (NVOE); Bloemendal et al. 2018 find it wide", "unverified"
)
_RULES = "SIKB, algemene regels gebruiksfase open bodemenergiesystemen"
RETURN_LIMIT = Parameter(25.0, "degrees C", _RULES, "verified")
"""Warmest water that an open system may put back."""
SURPLUS_LIMIT = Parameter(
    5 * 31_557_600.0, "s", f"{_RULES}: once in 5 years without heat surplus", "verified"
)


def thermal_radius(
    *, volume: npt.ArrayLike, length: npt.ArrayLike, capacity_ratio: npt.ArrayLike = CAPACITY_RATIO
) -> Floats:
    """Radius of the heat or cold that a season stores round a well.

    Parameters
    ----------
    volume
        Water stored in a season [m3], >= 0.
    length
        Of the filter [m], > 0.
    capacity_ratio
        Heat capacity of water over that of the aquifer [1], > 0; 4.18 / 2.7 for sand.

    Returns
    -------
    ndarray
        Radius [m] of a cylinder without losses. That of `twin.heat_reach`, for any aquifer.

    References
    ----------
    Bloemendal et al. 2018, Applied Energy 216: ``r = sqrt(c_w V / (c_a pi H))``.

    Examples
    --------
    >>> round(float(thermal_radius(volume=150_000.0, length=40.0)), 4)
    42.988
    """
    usual = np.vectorize(heat_reach.thermal_radius, otypes=[np.float64])(
        volume=numbers("volume", volume, least=0.0), length=numbers("length", length, above=0.0)
    )
    ratio = numbers("capacity_ratio", capacity_ratio, above=0.0)
    return np.asarray(usual * np.sqrt(ratio / CAPACITY_RATIO), dtype=np.float64)


def hydraulic_radius(*, volume: npt.ArrayLike, length: npt.ArrayLike, porosity: npt.ArrayLike) -> Floats:
    """Radius that the water of a season itself reaches round a well; its heat stays behind it.

    Parameters
    ----------
    volume, length
        As in `thermal_radius`.
    porosity
        Of the aquifer [1], above 0 up to 1.

    Returns
    -------
    ndarray
        Radius [m].

    References
    ----------
    ``r = sqrt(V / (n pi H))``.

    Examples
    --------
    >>> round(float(hydraulic_radius(volume=150_000.0, length=40.0, porosity=0.35)), 4)
    58.3992
    """
    pores = numbers("porosity", porosity, above=0.0, most=1.0)
    around = pores * np.pi * numbers("length", length, above=0.0)
    return np.asarray(np.sqrt(numbers("volume", volume, least=0.0) / around), dtype=np.float64)


def stored_energy(*, volume: npt.ArrayLike, difference: npt.ArrayLike) -> Floats:
    """Heat (or cold) that a season stores.

    Parameters
    ----------
    volume
        Water stored in a season [m3], >= 0.
    difference
        Between the warm and the cold wells [K].

    Returns
    -------
    ndarray
        Energy [J]; 3.6e12 J is a GWh. What comes back is less.

    References
    ----------
    ``E = c_w V dT`` with 4.18 MJ/(m3 K).

    Examples
    --------
    >>> round(float(stored_energy(volume=150_000.0, difference=6.0)) / 3.6e12, 3)
    1.045
    """
    held = WATER_CAPACITY * numbers("volume", volume, least=0.0)
    return np.asarray(held * numbers("difference", difference), dtype=np.float64)


def thermal_drift(
    *, velocity: npt.ArrayLike, porosity: npt.ArrayLike, capacity_ratio: npt.ArrayLike = CAPACITY_RATIO
) -> Floats:
    """Velocity at which groundwater carries stored heat away.

    Parameters
    ----------
    velocity
        Of the water in the pores [m/s].
    porosity
        Of the aquifer [1], above 0 up to 1.
    capacity_ratio
        As in `thermal_radius`.

    Returns
    -------
    ndarray
        Velocity [m/s]. From about a thermal radius a year on, what is stored is lost.

    References
    ----------
    ``u_th = n u c_w / c_a``.

    Examples
    --------
    >>> round(float(thermal_drift(velocity=25.0, porosity=0.35)), 4)  # here in m/yr
    13.5463
    """
    moves = numbers("velocity", velocity) * numbers("porosity", porosity, above=0.0, most=1.0)
    return np.asarray(moves * numbers("capacity_ratio", capacity_ratio, above=0.0), dtype=np.float64)


def well_distance(*, radius: npt.ArrayLike, times: npt.ArrayLike = WELL_DISTANCE.value) -> Floats:
    """Distance to keep between a warm and a cold well.

    Parameters
    ----------
    radius
        `thermal_radius` [m], >= 0.
    times
        How many of them [1], >= 0. Wells of one kind may stand 0.5 to 1 apart, or merge.

    Returns
    -------
    ndarray
        Distance [m].

    References
    ----------
    Bloemendal, Olsthoorn and Boons 2014, Energy Policy 66; Bloemendal et al. 2018, Applied Energy 216, who
    show that practice keeps more than it needs.

    Examples
    --------
    >>> round(float(well_distance(radius=42.988)), 3)
    128.964
    """
    return np.asarray(
        numbers("times", times, least=0.0) * numbers("radius", radius, least=0.0), dtype=np.float64
    )


def longest_surplus(*, time: npt.ArrayLike, heat: npt.ArrayLike) -> float:
    """Longest time in which the ground held more heat than before the system began.

    Parameters
    ----------
    time
        Moments, ascending [s], (n,), n > 0.
    heat
        Net heat brought into the ground since the start [J], (n,); below 0 is a surplus of cold, which is
        allowed.

    Returns
    -------
    float
        Time between two moments without surplus [s], also to the last moment; to be compared with
        `SURPLUS_LIMIT`. NaN when some heat is not known.

    Raises
    ------
    ValueError
        When the two are no series of one length, or the moments do not ascend.

    Examples
    --------
    >>> longest_surplus(time=[0.0, 1.0, 2.0, 3.0, 4.0], heat=[0.0, 5.0, 2.0, -1.0, 1.0])
    3.0
    """
    moments, held = numbers("time", time), numbers("heat", heat)
    if moments.ndim != 1 or moments.shape != held.shape or not moments.size:
        raise ValueError(f"heat has shape {held.shape}; allowed: that of time, {moments.shape}, a series")
    if not (np.diff(moments) > 0.0).all():
        raise ValueError("time does not ascend; allowed: moments, each after the one before it")
    if np.isnan(held).any() or np.isnan(moments).any():
        return float("nan")
    free = np.concatenate([moments[:1], moments[held <= 0.0], moments[-1:]])
    return float(np.diff(free).max())
