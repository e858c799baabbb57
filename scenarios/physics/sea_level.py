"""Sea-level rise in time and storm levels: interpolation, exceedance line, frequency amplification."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import ascending, numbers

__all__ = ["exceedance_level", "frequency_amplification", "frequency_line_level", "interpolate_rise"]

Floats = npt.NDArray[np.float64]


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
