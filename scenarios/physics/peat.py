"""Peat above the groundwater: how fast it oxidises, what that emits, and how much height it takes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import erf

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter

__all__ = [
    "CARBON_TO_CO2",
    "INTERCEPT",
    "SLOPE",
    "YEAR",
    "bulk_density",
    "carbon_dioxide",
    "methane_factor",
    "oxidation_height",
    "subsidence_rate",
    "temperature_factor",
    "volume_loss",
]

Floats = npt.NDArray[np.float64]

YEAR = 31_557_600.0
"""A year [s]."""
CARBON_TO_CO2 = 44.0 / 12.0
_VAN_DEN_AKKER = "van den Akker et al. 2007"
SLOPE = Parameter(0.02354, "1/yr", _VAN_DEN_AKKER, "unverified")
"""Subsidence for each metre that the lowest groundwater lies deeper, peat without clay cover."""
INTERCEPT = Parameter(0.00668, "m/yr", _VAN_DEN_AKKER, "unverified")
"""Subsidence that is taken off: none above 0.284 m."""
DRY_MATTER = Parameter(112.0, "kg/m3", "van den Akker; National Inventory Report", "unverified")
"""Organic matter in peat that oxidises."""
CARBON = Parameter(0.55, "1", "van den Akker; National Inventory Report", "unverified")
"""Carbon in organic matter."""
WARMING = Parameter(0.127, "1/K", "Hendriks and Vermeulen 1997", "verified")
WARMEST = Parameter(19.5, "degrees C", "Hendriks and Vermeulen 1997", "verified")
REFERENCE_TEMPERATURE = Parameter(12.267464, "degrees C", "Hendriks and Vermeulen 1997", "verified")


def subsidence_rate(*, lowest_depth: npt.ArrayLike) -> Floats:
    """Subsidence of peat grassland without a clay cover, all causes together.

    Parameters
    ----------
    lowest_depth
        Mean lowest groundwater (GLG) below the ground [m], >= 0; fitted for 0.3 to 1.2.

    Returns
    -------
    ndarray
        Rate [m/s], >= 0. It is an observed total: never add creep to it.

    References
    ----------
    Van den Akker et al. 2007: 23.54 mm/yr for each metre, less 6.68 mm/yr.

    Examples
    --------
    >>> round(float(subsidence_rate(lowest_depth=0.6)) * YEAR * 1000, 3)
    7.444
    """
    depth = numbers("lowest_depth", lowest_depth, least=0.0)
    return np.asarray(np.maximum(SLOPE.value * depth - INTERCEPT.value, 0.0) / YEAR, dtype=np.float64)


def carbon_dioxide(*, oxidation: npt.ArrayLike) -> Floats:
    """Carbon dioxide from a height of peat that oxidises.

    Parameters
    ----------
    oxidation
        Height, or rate of height, lost to oxidation alone [m or m/s], >= 0.

    Returns
    -------
    ndarray
        CO2 [kg/m2, or kg/(m2 s)]; 1 mm gives 2.26 t per ha.

    References
    ----------
    Van den Akker and the National Inventory Report: 112 kg organic matter per m3, 0.55 of it carbon.

    Examples
    --------
    >>> round(float(carbon_dioxide(oxidation=0.001)) * 10, 5)
    2.25867
    """
    lost = numbers("oxidation", oxidation, least=0.0)
    return np.asarray(lost * DRY_MATTER.value * CARBON.value * CARBON_TO_CO2, dtype=np.float64)


def temperature_factor(*, temperature: npt.ArrayLike) -> Floats:
    """How much faster peat oxidises at another air temperature.

    Parameters
    ----------
    temperature
        Mean air temperature [degrees C]; held within 0 to 19.5, where the relation was fitted.

    Returns
    -------
    ndarray
        Factor [1]; 1 at 12.27 degrees.

    References
    ----------
    Hendriks and Vermeulen 1997: ``exp(0.127 (T - 12.267464))``.

    Examples
    --------
    >>> round(float(temperature_factor(temperature=14.0)), 5)
    1.24612
    """
    held = np.clip(numbers("temperature", temperature), 0.0, WARMEST.value)
    return np.asarray(np.exp(WARMING.value * (held - REFERENCE_TEMPERATURE.value)), dtype=np.float64)


def bulk_density(*, organic_part: npt.ArrayLike) -> Floats:
    """Dry density of soil with organic matter.

    Parameters
    ----------
    organic_part
        Organic part of the dry mass F [1], > 0, at most 1.

    Returns
    -------
    ndarray
        Density [kg/m3].

    References
    ----------
    Erkens et al. 2016: ``(100 / F) (1 - exp(-F / 0.12))``.

    Examples
    --------
    >>> round(float(bulk_density(organic_part=0.8)), 3)
    124.841
    """
    part = numbers("organic_part", organic_part, above=0.0, most=1.0)
    return np.asarray(100.0 / part * -np.expm1(-part / 0.12), dtype=np.float64)


def volume_loss(*, organic_part: npt.ArrayLike) -> Floats:
    """Volume of soil that goes with each kilogram of organic matter.

    Parameters
    ----------
    organic_part
        Organic part of the dry mass F [1], > 0, at most 1.

    Returns
    -------
    ndarray
        Volume [m3/kg]: nearly all of the soil's where it is peat, half of it where it is half mineral.

    References
    ----------
    Bootsma et al. 2020, Atlantis: ``0.5 / (F rho) (1 + erf((F - 0.2) / 0.1))``.

    Examples
    --------
    >>> round(float(volume_loss(organic_part=0.8)), 7)
    0.0100127
    """
    part = numbers("organic_part", organic_part, above=0.0, most=1.0)
    organic = part * bulk_density(organic_part=part)
    return np.asarray(0.5 / organic * (1.0 + erf((part - 0.2) / 0.1)), dtype=np.float64)


def oxidation_height(*, thickness: npt.ArrayLike, rate: npt.ArrayLike, duration: npt.ArrayLike) -> Floats:
    """Height that a layer of peat loses when a constant part of what is left oxidises.

    Parameters
    ----------
    thickness
        Peat above the lowest groundwater [m], >= 0.
    rate
        Part of it lost per time [1/s], >= 0.
    duration
        Time [s], >= 0.

    Returns
    -------
    ndarray
        Height lost [m].

    References
    ----------
    First-order decay: ``H (1 - exp(-alpha t))``, as in Atlantis (Bootsma et al. 2020).

    Examples
    --------
    >>> round(float(oxidation_height(thickness=0.5, rate=0.01 / YEAR, duration=10 * YEAR)), 7)
    0.0475813
    """
    decay = numbers("rate", rate, least=0.0) * numbers("duration", duration, least=0.0)
    return np.asarray(-numbers("thickness", thickness, least=0.0) * np.expm1(-decay), dtype=np.float64)


def methane_factor(*, depth: npt.ArrayLike) -> Floats:
    """Part of the methane of fully rewetted peat that comes out at a depth of the groundwater.

    Parameters
    ----------
    depth
        Mean groundwater below the ground [m]; below 0 under water.

    Returns
    -------
    ndarray
        Part [1]: 1 up to 0.05 m, 0 from 0.20 m on, a line between: a choice of the model, not a measurement.

    References
    ----------
    The band in which wet peat begins to give methane: Evans et al. 2021, Nature 593, 548-552.

    Examples
    --------
    >>> methane_factor(depth=[0.3, 0.125, 0.0]).round(6).tolist()
    [0.0, 0.5, 1.0]
    """
    return np.asarray(np.clip((0.20 - numbers("depth", depth)) / 0.15, 0.0, 1.0), dtype=np.float64)
