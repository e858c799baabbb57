"""Sea-level rise in time and storm levels: interpolation, exceedance line, frequency amplification."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import ascending, numbers
from scenarios.physics.constants import Parameter

__all__ = [
    "SAND_SHARING_AREA",
    "backwater_share",
    "barrier_closures",
    "exceedance_level",
    "frequency_amplification",
    "frequency_line_level",
    "interpolate_rise",
    "nourishment_volume",
]

Floats = npt.NDArray[np.float64]

SAND_SHARING_AREA: dict[str, Parameter] = {
    "coastal-foundation": Parameter(4.17e9, "m2", "Kustfundament, to the -20 m line", "unverified"),
    "whole-system": Parameter(
        6.0e9, "m2", "Mulder 2000, with Wadden Sea and Western Scheldt: 12 Mm3 at 2 mm a year", "verified"
    ),
}
"""Area that sand has to keep up with the sea."""


def interpolate_rise(*, years: Sequence[float], rises: Sequence[float], year: npt.ArrayLike) -> Floats:
    """Sea-level rise at any moment between the horizons of a scenario table, keeping its acceleration.

    Parameters
    ----------
    years
        Calendar years of the table, ascending; the first is the anchor (2005, the middle of 1995-2014).
    rises
        Rise since 1995-2014 at those years [m].
    year
        Calendar years asked for, scalar or array, within the table.

    Returns
    -------
    ndarray
        Rise since 1995-2014 [m]; NaN outside the table.

    Notes
    -----
    Monotone piecewise cubic Hermite interpolation: no overshoot between the nodes, and monotone where the
    nodes are. A straight line between horizons would lose the acceleration that drives adaptation.

    References
    ----------
    Fritsch and Butland 1984, SIAM J. Sci. Stat. Comput. 5(2), eq. 1.3-1.4.

    Examples
    --------
    >>> round(float(interpolate_rise(years=[2005, 2050, 2100], rises=[0.0, 0.27, 0.82], year=2075)), 6)
    0.508083
    """
    from scipy.interpolate import PchipInterpolator

    curve = PchipInterpolator(np.asarray(years, float), np.asarray(rises, float), extrapolate=False)
    return np.asarray(curve(np.asarray(year, float)), dtype=np.float64)


def exceedance_level(
    *,
    return_period: npt.ArrayLike,
    reference_level: float,
    reference_return_period: float,
    decimation_height: float,
    sea_level_rise: npt.ArrayLike = 0.0,
) -> Floats:
    """Still-water level that is exceeded once in a return period, by the local log-linear line.

    Parameters
    ----------
    return_period
        Return period T, > 0, in the same time unit as ``reference_return_period``.
    reference_level
        Level at the reference return period [m NAP].
    reference_return_period
        Return period of the reference level, > 0.
    decimation_height
        D: rise of the level for a ten times longer return period [m], > 0.
    sea_level_rise
        Rise since the line was made [m].

    Returns
    -------
    ndarray
        Level [m NAP].

    Notes
    -----
    ``h(T) = h_ref + D log10(T / T_ref) + SLR``; valid within 1.5 decades of ``T_ref``, at the coast, for a
    rise up to about 2 m.

    References
    ----------
    Dillingh et al. 1993, De basispeilen langs de Nederlandse kust (decimeringshoogte).

    Examples
    --------
    >>> level = exceedance_level(return_period=1e4, reference_level=5.10, reference_return_period=1e4,
    ...                          decimation_height=0.70, sea_level_rise=0.82)
    >>> round(float(level), 5)
    5.92
    """
    known = numbers("reference_return_period", reference_return_period, above=0.0)
    ratio = numbers("return_period", return_period, above=0.0) / known
    line = numbers("decimation_height", decimation_height, above=0.0) * np.log10(ratio)
    level = numbers("reference_level", reference_level) + line + numbers("sea_level_rise", sea_level_rise)
    return np.asarray(level, dtype=np.float64)


def frequency_amplification(*, sea_level_rise: npt.ArrayLike, decimation_height: float) -> Floats:
    """How many times more often a level is exceeded after sea-level rise.

    Parameters
    ----------
    sea_level_rise
        Rise [m].
    decimation_height
        D: rise of the level for a ten times longer return period [m], > 0. It differs by a factor two along
        the Dutch coast: never use one value for all stations.

    Returns
    -------
    ndarray
        Factor [1]; the return period of a level becomes ``T`` divided by it.

    Notes
    -----
    ``AF = 10 ** (SLR / D)``, from the log-linear exceedance line.

    References
    ----------
    Dillingh et al. 1993, De basispeilen langs de Nederlandse kust (decimeringshoogte).

    Examples
    --------
    >>> round(float(frequency_amplification(sea_level_rise=0.82, decimation_height=0.70)), 4)
    14.8398
    """
    decades = numbers("sea_level_rise", sea_level_rise) / numbers(
        "decimation_height", decimation_height, above=0.0
    )
    return np.asarray(10.0**decades, dtype=np.float64)


def frequency_line_level(
    *, return_period: npt.ArrayLike, return_periods: Sequence[float], levels: Sequence[float]
) -> Floats:
    """Still-water level read from a tabulated frequency line, log-linear between its points.

    Parameters
    ----------
    return_period
        Return period asked for, within the table, in its time unit.
    return_periods
        Return periods of the table, ascending.
    levels
        Levels of the table [m NAP].

    Returns
    -------
    ndarray
        Level [m NAP]; NaN outside the table.

    References
    ----------
    Dillingh et al. 1993 (the local log-linear line), applied between neighbouring points.

    Examples
    --------
    >>> float(frequency_line_level(return_period=100.0, return_periods=[10, 1000], levels=[2.0, 3.0]))
    2.5
    """
    position = np.log10(numbers("return_period", return_period, above=0.0))
    nodes = np.log10(ascending("return_periods", return_periods, above=0.0))
    level = np.interp(position, nodes, numbers("levels", levels), left=np.nan, right=np.nan)
    return np.asarray(level, dtype=np.float64)


def backwater_share(*, distance: npt.ArrayLike, bed_slope: npt.ArrayLike, depth: npt.ArrayLike) -> Floats:
    """Part of a rise at the mouth that is left upstream in a river.

    Parameters
    ----------
    distance
        Along the river, upstream from the mouth [m], >= 0; beyond some 50 km, or near barriers, a table of a
        hydraulic model is needed.
    bed_slope
        Slope of the bed [1], >= 0.
    depth
        Depth of the uniform flow [m], > 0.

    Returns
    -------
    ndarray
        Rise there divided by that at the mouth [1], 0 to 1.

    Notes
    -----
    ``exp(-3 i x / h)``: the gradually varied flow on a mild slope, linear in a small rise, with the square of
    the Froude number far below 1. After ``h / (3 i)`` some 37 % is left.

    References
    ----------
    Chow 1959, Open-channel hydraulics, chapter 9 (backwater curve M1), linearised.

    Examples
    --------
    >>> round(float(backwater_share(distance=20e3, bed_slope=1e-4, depth=5.0)), 6)
    0.301194
    """
    length = numbers("distance", distance, least=0.0) * numbers("bed_slope", bed_slope, least=0.0)
    return np.asarray(np.exp(-3.0 * length / numbers("depth", depth, above=0.0)), dtype=np.float64)


def barrier_closures(
    *, present: npt.ArrayLike, sea_level_rise: npt.ArrayLike, decimation_height: float
) -> Floats:
    """How often a storm-surge barrier closes after sea-level rise, at an unchanged closing level.

    Parameters
    ----------
    present
        Closures today [1/year], >= 0; about 0.1 for the Maeslant barrier.
    sea_level_rise
        Rise since then [m]; holds to about 1 m, then the daily tide takes over and this is too low.
    decimation_height
        D at the closing level [m], > 0.

    Returns
    -------
    ndarray
        Closures [1/year].

    References
    ----------
    Van den Brink and De Goederen 2017, Ocean Science 13, 691-701 (closures of the Maeslant barrier).

    Examples
    --------
    >>> round(float(barrier_closures(present=0.1, sea_level_rise=1.0, decimation_height=0.65)), 5)
    3.45511
    """
    factor = frequency_amplification(sea_level_rise=sea_level_rise, decimation_height=decimation_height)
    return np.asarray(numbers("present", present, least=0.0) * factor, dtype=np.float64)


def nourishment_volume(*, area: npt.ArrayLike, rise_rate: npt.ArrayLike) -> Floats:
    """Sand that keeps a coast in step with the sea.

    Parameters
    ----------
    area
        Area that rises along [m2], >= 0, see `SAND_SHARING_AREA`.
    rise_rate
        Rise of the sea [m/year].

    Returns
    -------
    ndarray
        Volume [m3/year]: area times rate.

    References
    ----------
    Mulder 2000, Zandverliezen in het Nederlandse kustsysteem.

    Examples
    --------
    >>> float(nourishment_volume(area=6.0e9, rise_rate=0.002)) / 1e6
    12.0
    """
    volume = numbers("area", area, least=0.0) * numbers("rise_rate", rise_rate)
    return np.asarray(volume, dtype=np.float64)
