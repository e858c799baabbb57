"""Geothermal doublets: power, how long the heat lasts, and how far the cold reaches."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter
from twin import heat_reach

__all__ = [
    "GRADIENT",
    "RETARDATION",
    "SURFACE_TEMPERATURE",
    "breakthrough_time",
    "cooled_radius",
    "doublet_spacing",
    "ground_temperature",
    "heat_capacity",
    "produced_temperature",
    "thermal_power",
]

Floats = npt.NDArray[np.float64]

SURFACE_TEMPERATURE = Parameter(10.0, "degrees C", "pythermogis DoubletParameters", "verified")
GRADIENT = Parameter(0.031, "K/m", "common for the Netherlands; ThermoGIS says about 0.030", "secondary")
RETARDATION = heat_reach.RETARDATION
"""`heat_capacity` at a porosity of 0.18 over that of the brine."""
_HALVINGS = 60  # of an angle: what is left is below the last bit of a float64


def ground_temperature(
    *,
    depth: npt.ArrayLike,
    surface: npt.ArrayLike = SURFACE_TEMPERATURE.value,
    gradient: npt.ArrayLike = GRADIENT.value,
) -> Floats:
    """Temperature of the undisturbed underground.

    Parameters
    ----------
    depth
        Below the ground [m], >= 0.
    surface
        Temperature at the ground [degrees C].
    gradient
        Rise with depth [K/m].

    Returns
    -------
    ndarray
        Temperature [degrees C]. One gradient for all depths: local ones differ by 20 %.

    References
    ----------
    ``T = T_0 + g z``; ThermoGIS (TNO) uses about 30 K/km for the Netherlands.

    Examples
    --------
    >>> round(float(ground_temperature(depth=2200.0)), 4)
    78.2
    """
    rise = numbers("gradient", gradient) * numbers("depth", depth, least=0.0)
    return np.asarray(numbers("surface", surface) + rise, dtype=np.float64)


def thermal_power(
    *,
    flow: npt.ArrayLike,
    cooling: npt.ArrayLike,
    density: npt.ArrayLike = 1070.0,
    specific_heat: npt.ArrayLike = 3900.0,
) -> Floats:
    """Heat that a doublet gives.

    Parameters
    ----------
    flow
        Of the brine [m3/s], >= 0.
    cooling
        Produced less injected temperature [K].
    density
        Of the brine [kg/m3], > 0.
    specific_heat
        Of the brine [J/(kg K)], > 0.

    Returns
    -------
    ndarray
        Power [W].

    References
    ----------
    ``P = Q rho c (T_prod - T_inj)``.

    Examples
    --------
    >>> round(float(thermal_power(flow=150 / 3600, cooling=43.2)) / 1e6, 4)
    7.5114
    """
    brine = numbers("density", density, above=0.0) * numbers("specific_heat", specific_heat, above=0.0)
    return np.asarray(
        numbers("flow", flow, least=0.0) * brine * numbers("cooling", cooling), dtype=np.float64
    )


def heat_capacity(
    *, porosity: npt.ArrayLike, water: npt.ArrayLike = 1070.0 * 3900.0, rock: npt.ArrayLike = 2650.0 * 900.0
) -> Floats:
    """Heat that a cubic metre of reservoir holds, rock and water together.

    Parameters
    ----------
    porosity
        Part of it that is water [1], 0 to 1.
    water, rock
        Heat capacity of each [J/(m3 K)], > 0.

    Returns
    -------
    ndarray
        Heat capacity [J/(m3 K)]. Over that of the water it is the retardation: how many times more water
        must pass than is in the pores before the temperature follows.

    References
    ----------
    ``C_a = phi C_w + (1 - phi) C_r``.

    Examples
    --------
    >>> round(float(heat_capacity(porosity=0.18)) / (1070 * 3900), 6)
    0.648656
    """
    pores = numbers("porosity", porosity, least=0.0, most=1.0)
    solid = (1.0 - pores) * numbers("rock", rock, above=0.0)
    return np.asarray(pores * numbers("water", water, above=0.0) + solid, dtype=np.float64)


def breakthrough_time(
    *,
    spacing: npt.ArrayLike,
    thickness: npt.ArrayLike,
    flow: npt.ArrayLike,
    retardation: npt.ArrayLike = RETARDATION,
) -> Floats:
    """Time until the first injected cold arrives at the producer.

    Parameters
    ----------
    spacing
        Distance between the wells in the reservoir [m], >= 0.
    thickness
        Of the reservoir that takes part [m], >= 0.
    flow
        Through the doublet [m3/s], > 0.
    retardation
        Heat capacity of the reservoir over that of the water [1], > 0; see `heat_capacity`.

    Returns
    -------
    ndarray
        Time [s]. Without heat from the layers above and below and in a reservoir that is the same everywhere:
        the first delays by 10 to 40 %, the second may halve or double it.

    References
    ----------
    Gringarten and Sauty 1975; Lippmann and Tsang 1980: ``t = (pi / 3) R D^2 H / Q``.

    Examples
    --------
    >>> life = breakthrough_time(spacing=1500.0, thickness=60.0, flow=150 / 3600)
    >>> round(float(life) / 31_557_600, 4)
    69.7403
    """
    d, h = numbers("spacing", spacing, least=0.0), numbers("thickness", thickness, least=0.0)
    heat = numbers("retardation", retardation, above=0.0)
    return np.asarray(np.pi / 3.0 * heat * d**2 * h / numbers("flow", flow, above=0.0), dtype=np.float64)


def produced_temperature(
    *, time: npt.ArrayLike, breakthrough: npt.ArrayLike, initial: npt.ArrayLike, injected: npt.ArrayLike
) -> Floats:
    """Temperature that a doublet produces.

    Parameters
    ----------
    time
        Since the start [s], >= 0.
    breakthrough
        `breakthrough_time` [s], > 0.
    initial, injected
        Temperature of the reservoir and of the water that goes back [degrees C].

    Returns
    -------
    ndarray
        Temperature [degrees C]: the initial one until the breakthrough, and closer to the injected one ever
        after.

    Notes
    -----
    Water that leaves the injector at an angle ``a`` to the line between the wells needs
    ``3 (1 - a cot a) / sin^2 a`` times as long as along that line; after a time, the part ``a / pi`` of what
    the producer draws is cold. The angle is found by halving, so that no time is too long or too short.

    References
    ----------
    Gringarten and Sauty 1975; Lippmann and Tsang 1980, streamlines of a doublet.

    Examples
    --------
    >>> fading = produced_temperature(time=[0.5, 1.5, 3.0], breakthrough=1.0, initial=78.2, injected=35.0)
    >>> fading.round(4).tolist()
    [78.2, 64.6226, 56.6]
    """
    ratio = numbers("time", time, least=0.0) / numbers("breakthrough", breakthrough, above=0.0)
    cold, warm = numbers("injected", injected), numbers("initial", initial)
    return np.asarray(cold + (warm - cold) * (1.0 - _cold_angle(ratio) / np.pi), dtype=np.float64)


def _cold_angle(times: Floats) -> Floats:
    """Angle a [rad] from which cold has come; beyond pi / 2 the rest is sought, which keeps its figures."""
    late = times > 3.0  # a = pi / 2
    low, high = np.zeros(times.shape), np.full(times.shape, np.pi / 2.0)
    for _ in range(_HALVINGS):
        part = 0.5 * (low + high)
        # with b = pi - a: sin a = sin b, a cos a = (b - pi) cos b
        cosine = np.where(late, part - np.pi, part) * np.cos(part)
        needs = 3.0 * (np.sin(part) - cosine) / np.sin(part) ** 3
        small = 1.0 + 0.4 * part**2 + 2.0 / 21.0 * part**4  # where that has no figures left
        needs = np.where(late | (part > 0.03), needs, small)
        too_far = np.where(late, needs < times, needs > times)
        low, high = np.where(too_far, low, part), np.where(too_far, part, high)
    angle = np.where(late, np.pi - 0.5 * (low + high), 0.5 * (low + high))
    return np.where(np.isnan(times), np.nan, np.where(times <= 1.0, 0.0, angle))


def doublet_spacing(
    *,
    life: npt.ArrayLike,
    thickness: npt.ArrayLike,
    flow: npt.ArrayLike,
    retardation: npt.ArrayLike = RETARDATION,
) -> Floats:
    """Distance between the wells at which the cold arrives after a given time.

    Parameters
    ----------
    life
        Time without cold [s], >= 0.
    thickness, flow, retardation
        As in `breakthrough_time`; a thickness of 0 is refused, a flow of 0 is not.

    Returns
    -------
    ndarray
        Distance [m].

    References
    ----------
    Gringarten and Sauty 1975: ``D = sqrt(3 Q t / (pi R H))``.

    Examples
    --------
    >>> round(float(doublet_spacing(life=30 * 31_557_600.0, thickness=60.0, flow=150 / 3600)), 3)
    983.807
    """
    through = numbers("flow", flow, least=0.0) * numbers("life", life, least=0.0)
    held = numbers("retardation", retardation, above=0.0) * numbers("thickness", thickness, above=0.0)
    return np.asarray(np.sqrt(3.0 * through / (np.pi * held)), dtype=np.float64)


def cooled_radius(
    *,
    flow: npt.ArrayLike,
    time: npt.ArrayLike,
    thickness: npt.ArrayLike,
    retardation: npt.ArrayLike = RETARDATION,
) -> Floats:
    """Radius of the cold round the injector, before the wells of a doublet meet.

    Parameters
    ----------
    flow
        Injected [m3/s], >= 0.
    time
        Since the start [s], >= 0.
    thickness, retardation
        As in `breakthrough_time`, > 0.

    Returns
    -------
    ndarray
        Radius [m]. That of `twin.heat_reach`, which claims grow by, for any retardation.

    References
    ----------
    Lippmann and Tsang 1980, Ground Water 18(5): ``r = sqrt(Q t / (pi H R))``.

    Examples
    --------
    >>> round(float(cooled_radius(flow=150 / 3600, time=50 * 31_557_600.0, thickness=60.0)), 3)
    733.287
    """
    usual = np.vectorize(heat_reach.cooled_radius, otypes=[np.float64])(
        flow=numbers("flow", flow, least=0.0),
        seconds=numbers("time", time, least=0.0),
        height=numbers("thickness", thickness, above=0.0),
    )
    heat = numbers("retardation", retardation, above=0.0)
    return np.asarray(usual * np.sqrt(heat_reach.RETARDATION / heat), dtype=np.float64)
