"""Greenhouse gas of drained and wet peat from its groundwater, as measured and as inventories count."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter
from scenarios.physics.peat import CARBON_TO_CO2, YEAR, methane_factor

__all__ = [
    "CARBON_TO_METHANE",
    "DEEP_DRAINED",
    "DITCH_METHANE_DEEP",
    "DITCH_METHANE_MEASURED",
    "DITCH_METHANE_SHALLOW",
    "METHANE_WARMING",
    "PER_HECTARE",
    "SLOPE_EVANS",
    "SLOPE_VAN_DER_POEL",
    "SLOPE_VAN_DER_POEL_HIGH",
    "SLOPE_VAN_DER_POEL_LOW",
    "WET_METHANE_POOR",
    "WET_METHANE_RICH",
    "ZERO_DEPTH",
    "carbon_dioxide_curve",
    "carbon_dioxide_line",
    "ditch_methane",
    "land_methane",
]

Floats = npt.NDArray[np.float64]

CARBON_TO_METHANE = 16.0 / 12.0
PER_HECTARE = 1e-4 / YEAR
"""A kilogram for each hectare and year [kg/(m2 s)]."""
_POEL = "van der Poel et al. 2025, Biogeosciences 22, 3867"
SLOPE_VAN_DER_POEL = Parameter(46_000.0, "kg CO2/ha/yr for each m", _POEL, "verified")
SLOPE_VAN_DER_POEL_LOW = Parameter(40_000.0, "kg CO2/ha/yr for each m", f"{_POEL}, 90 %", "verified")
SLOPE_VAN_DER_POEL_HIGH = Parameter(54_000.0, "kg CO2/ha/yr for each m", f"{_POEL}, 90 %", "verified")
SLOPE_EVANS = Parameter(
    30_000.0, "kg CO2-eq/ha/yr for each m", "Evans et al. 2021, Nature 593, 548, at least", "verified"
)
ZERO_DEPTH = Parameter(
    0.10, "m", "Evans et al. 2021: net cooling until 0.1 m; a choice of Zicht for every line", "secondary"
)
"""Groundwater at which a line of emission begins."""
_TIEMEYER = "Tiemeyer et al. 2020, Ecological Indicators 109, 105838"
CURVE_BASE = Parameter(-930.0, "kg C/ha/yr", _TIEMEYER, "unverified")
CURVE_RISE = Parameter(11_000.0, "kg C/ha/yr", _TIEMEYER, "unverified")
CURVE_SHIFT = Parameter(7.52, "1", _TIEMEYER, "unverified")
CURVE_RATE = Parameter(12.97, "1/m", _TIEMEYER, "unverified")

METHANE_WARMING = Parameter(27.0, "kg CO2-eq/kg", "IPCC AR6, 100 years, not fossil", "secondary")
_WETLANDS = "IPCC 2013 Wetlands Supplement, temperate"
WET_METHANE_RICH = Parameter(216.0, "kg CH4-C/ha/yr", f"{_WETLANDS}, rewetted rich peat", "unverified")
WET_METHANE_POOR = Parameter(92.0, "kg CH4-C/ha/yr", f"{_WETLANDS}, rewetted poor peat", "unverified")
DITCH_METHANE_DEEP = Parameter(1165.0, "kg CH4/ha/yr of ditch", f"{_WETLANDS}, deep drained", "secondary")
DITCH_METHANE_SHALLOW = Parameter(
    527.0, "kg CH4/ha/yr of ditch", f"{_WETLANDS}, shallow drained", "unverified"
)
DITCH_METHANE_MEASURED = Parameter(
    2144.0, "kg CH4/ha/yr of ditch", "10 ditches in Dutch dairy peat, Zenodo 10409182", "verified"
)
DEEP_DRAINED = Parameter(0.30, "m", f"{_WETLANDS}, mean yearly groundwater", "verified")
"""Groundwater from which peat counts as deep drained."""


def carbon_dioxide_line(*, depth: npt.ArrayLike, slope: npt.ArrayLike) -> Floats:
    """Carbon dioxide of peat on a straight line with its mean groundwater.

    Parameters
    ----------
    depth
        Mean groundwater below the ground [m].
    slope
        Of the line [kg/(m3 s)], >= 0.

    Returns
    -------
    ndarray
        Flux [kg/(m2 s)]; none above `ZERO_DEPTH`.

    References
    ----------
    Slopes of van der Poel et al. 2025 and Evans et al. 2021; where the line begins is a choice.

    Examples
    --------
    >>> flux = carbon_dioxide_line(depth=[0.4, 0.5], slope=SLOPE_VAN_DER_POEL.value * PER_HECTARE)
    >>> (flux * YEAR * 10).round(6).tolist()
    [13.8, 18.4]
    """
    below = np.maximum(numbers("depth", depth) - ZERO_DEPTH.value, 0.0)
    return np.asarray(numbers("slope", slope, least=0.0) * below, dtype=np.float64)


def carbon_dioxide_curve(*, depth: npt.ArrayLike) -> Floats:
    """Carbon dioxide of German drained peat, which levels off as groundwater goes down.

    Parameters
    ----------
    depth
        Mean groundwater below the ground [m].

    Returns
    -------
    ndarray
        Flux [kg CO2/(m2 s)], below 0 where wet peat takes carbon up.

    References
    ----------
    Tiemeyer et al. 2020: ``-0.93 + 11.00 exp(-7.52 exp(-12.97 depth))`` t C/ha/yr.

    Examples
    --------
    >>> flux = carbon_dioxide_curve(depth=[0.2, 0.3, 0.6]) * YEAR * 10 / CARBON_TO_CO2
    >>> flux.round(5).tolist()
    [5.34138, 8.50381, 10.03555]
    """
    deep = np.exp(-CURVE_RATE.value * numbers("depth", depth))
    carbon = CURVE_BASE.value + CURVE_RISE.value * np.exp(-CURVE_SHIFT.value * deep)
    return np.asarray(carbon * CARBON_TO_CO2 * PER_HECTARE, dtype=np.float64)


def land_methane(*, depth: npt.ArrayLike, wet: npt.ArrayLike) -> Floats:
    """Methane of peat land, which comes out where groundwater stands within 0.20 m of the ground.

    Parameters
    ----------
    depth
        Mean groundwater below the ground [m]; below 0 under water.
    wet
        Carbon in the methane of fully wet peat [kg/(m2 s)], >= 0.

    Returns
    -------
    ndarray
        Flux [kg CH4/(m2 s)].

    References
    ----------
    IPCC 2013 Wetlands Supplement, times `scenarios.physics.peat.methane_factor`.

    Examples
    --------
    >>> wet = WET_METHANE_RICH.value * PER_HECTARE
    >>> (land_methane(depth=[0.3, 0.0], wet=wet) * YEAR * 1e4).round(6).tolist()
    [0.0, 288.0]
    """
    most = numbers("wet", wet, least=0.0) * CARBON_TO_METHANE
    return np.asarray(most * methane_factor(depth=depth), dtype=np.float64)


def ditch_methane(*, flux: npt.ArrayLike, open_water: npt.ArrayLike) -> Floats:
    """Methane of ditches, for each area of the land between them.

    Parameters
    ----------
    flux
        Of the ditches [kg CH4/(m2 s)], >= 0.
    open_water
        Part of the area that is ditch [1], 0 to 0.99.

    Returns
    -------
    ndarray
        Flux [kg CH4/(m2 s)] over the land.

    References
    ----------
    IPCC 2013 Wetlands Supplement.

    Examples
    --------
    >>> round(float(ditch_methane(flux=1150.0 * PER_HECTARE, open_water=0.08)) * YEAR * 1e4, 6)
    100.0
    """
    water = numbers("open_water", open_water, least=0.0, most=0.99)
    return np.asarray(numbers("flux", flux, least=0.0) * water / (1.0 - water), dtype=np.float64)
