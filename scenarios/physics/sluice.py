"""Gravity sluices against the tide: what a lake discharges at low water, also as the sea rises."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import GRAVITY
from scenarios.physics.weir import weir_discharge

__all__ = [
    "COEFFICIENT",
    "Tide",
    "emptying_time",
    "level_for_discharge",
    "orifice",
    "pump_discharge",
    "rise_that_ends",
    "shore_strip",
    "sluice_discharge",
    "tidal_discharge",
]

Floats = npt.NDArray[np.float64]

COEFFICIENT = 0.9
"""Discharge coefficient of an open sluice [1]."""
_MIDPOINTS = 20_000
_HALVINGS = 50
_HIGHEST = 20.0  # m of a lake above its sill or the mean sea: far beyond any that is thought of


class Tide(NamedTuple):
    """What a sluice passes in the mean of a tide.

    Parameters
    ----------
    discharge
        Mean over the whole tide [m3/s].
    open_fraction
        Part of the tide in which the lake stands above the sea [1].
    """

    discharge: Floats
    open_fraction: Floats


def sluice_discharge(
    *,
    level_in: npt.ArrayLike,
    level_sea: npt.ArrayLike,
    sill: npt.ArrayLike,
    width: npt.ArrayLike,
    coefficient: npt.ArrayLike = COEFFICIENT,
) -> Floats:
    """Discharge of a sluice that is open only while the lake stands above the sea.

    Parameters
    ----------
    level_in, level_sea
        Levels of the lake and of the sea [m NAP].
    sill
        Level of the sill [m NAP].
    width
        Of all openings together [m], >= 0.
    coefficient
        Discharge coefficient [1], above 0.

    Returns
    -------
    ndarray
        Discharge to the sea [m3/s], 0 while it stands as high as the lake or higher.

    Notes
    -----
    ``mu b (h_sea - z_s) sqrt(2 g (h_in - h_sea))``, which is the drowned broad crest; where the sea stands so
    low that this would fall again (below two thirds of the head), the free discharge of the crest.

    References
    ----------
    Drowned discharge of a broad crest, as in `scenarios.physics.weir.weir_discharge`.

    Examples
    --------
    >>> q = sluice_discharge(level_in=-0.25, level_sea=-0.75, sill=-4.7, width=300.0)
    >>> round(float(q), 2)
    3340.38
    """
    there = weir_discharge(
        level_up=level_in, level_down=level_sea, crest_level=sill, width=width, coefficient=coefficient
    )
    return np.asarray(np.maximum(there, 0.0), dtype=np.float64)


def tidal_discharge(
    *,
    level_in: npt.ArrayLike,
    mean_sea_level: npt.ArrayLike,
    amplitude: npt.ArrayLike,
    sill: npt.ArrayLike,
    width: npt.ArrayLike,
    coefficient: npt.ArrayLike = COEFFICIENT,
    midpoints: int = _MIDPOINTS,
) -> Tide:
    """Mean discharge of a gravity sluice over a tide, the lake at one level.

    Parameters
    ----------
    level_in
        Level of the lake [m NAP].
    mean_sea_level
        Mean of the tide before the sluice [m NAP].
    amplitude
        Of the tide, half of its range [m], >= 0.
    sill, width, coefficient
        As in `sluice_discharge`.
    midpoints
        Equal parts of the phase, at the middle of which the flow is taken; 1 or more.

    Returns
    -------
    Tide
        Mean discharge and the part of the tide in which there is any, of the shape of the arguments.

    Raises
    ------
    ValueError
        If there is no midpoint, or an argument cannot be.

    Notes
    -----
    ``h_sea = mean + a cos(phase)``; no wind set-up and no spring tide.

    References
    ----------
    Mean over the tide of the drowned sluice ``mu b (h_sea - z_s) sqrt(2 g (h_in - h_sea))``.

    Examples
    --------
    >>> tide = tidal_discharge(level_in=-0.25, mean_sea_level=0.05, amplitude=0.85, sill=-4.7, width=300.0)
    >>> round(float(tide.discharge), 2), round(float(tide.open_fraction), 6)
    (1067.4, 0.3852)
    """
    if midpoints < 1:
        raise ValueError(f"midpoints is {midpoints}; allowed: 1 or more")
    level, mean = numbers("level_in", level_in), numbers("mean_sea_level", mean_sea_level)
    high = numbers("amplitude", amplitude, least=0.0)
    shape = np.broadcast(level, mean, high, sill, width, coefficient).shape
    # the phase comes first, so that whatever shape the arguments have they stand beside it
    phase = (np.arange(midpoints) + 0.5) * (2.0 * np.pi / midpoints)
    sea = mean + high * np.cos(phase).reshape(-1, *(1,) * len(shape))
    flow = sluice_discharge(level_in=level, level_sea=sea, sill=sill, width=width, coefficient=coefficient)
    unknown = np.isnan(level + mean + high)
    part = np.where(unknown, np.nan, (sea < level).mean(axis=0))
    return Tide(
        np.broadcast_to(flow.mean(axis=0), shape).copy(), np.broadcast_to(part, shape).astype(np.float64)
    )


def level_for_discharge(
    *,
    discharge: npt.ArrayLike,
    mean_sea_level: npt.ArrayLike,
    amplitude: float,
    sill: float,
    width: float,
    coefficient: float = COEFFICIENT,
    midpoints: int = 2000,
) -> Floats:
    """Level of a lake at which a sluice discharges so much in the mean of a tide.

    Parameters
    ----------
    discharge
        Mean discharge that is asked for [m3/s], >= 0.
    mean_sea_level
        [m NAP].
    amplitude, sill, width, coefficient, midpoints
        As in `tidal_discharge`.

    Returns
    -------
    ndarray
        Lowest such level [m NAP], within a micrometre; NaN when none up to 20 m above the sea and the sill is
        enough.

    References
    ----------
    Inverse of `tidal_discharge`, by halving.

    Examples
    --------
    >>> sluice = {"amplitude": 0.85, "sill": -4.7, "width": 300.0}
    >>> level = level_for_discharge(discharge=1067.40, mean_sea_level=0.05, **sluice)
    >>> round(float(level), 3)
    -0.25
    """
    asked, mean = np.broadcast_arrays(
        numbers("discharge", discharge, least=0.0), numbers("mean_sea_level", mean_sea_level)
    )
    opening = {"amplitude": amplitude, "sill": sill, "width": width, "coefficient": coefficient}

    def found(level: Floats) -> Floats:
        return tidal_discharge(level_in=level, mean_sea_level=mean, midpoints=midpoints, **opening).discharge

    low = np.maximum(mean - amplitude, sill).astype(np.float64)  # from here on water runs out
    high = np.maximum(mean, sill) + _HIGHEST
    enough = found(high) >= asked
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        short = found(middle) < asked
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.where(enough, high, np.nan)


def rise_that_ends(
    *, level_in: npt.ArrayLike, mean_sea_level: npt.ArrayLike, amplitude: npt.ArrayLike
) -> Floats:
    """Rise of the sea after which low water no longer falls below the lake: the end of gravity discharge.

    Parameters
    ----------
    level_in
        Level of the lake [m NAP].
    mean_sea_level
        Before the rise [m NAP].
    amplitude
        Of the tide [m], >= 0.

    Returns
    -------
    ndarray
        Rise [m]; below 0 when it has ended already.

    References
    ----------
    ``a + h_in - mean``: idealised, no wind set-up and no spring tide.

    Examples
    --------
    >>> round(float(rise_that_ends(level_in=-0.25, mean_sea_level=0.05, amplitude=0.85)), 6)
    0.55
    """
    tide = numbers("amplitude", amplitude, least=0.0)
    return np.asarray(
        tide + numbers("level_in", level_in) - numbers("mean_sea_level", mean_sea_level), dtype=np.float64
    )


def orifice(*, area: npt.ArrayLike, head: npt.ArrayLike, coefficient: npt.ArrayLike = COEFFICIENT) -> Floats:
    """Discharge through openings that stand under water on both sides.

    Parameters
    ----------
    area
        Of the openings [m2], >= 0.
    head
        Difference between both levels [m]; 0 flow where it is below 0.
    coefficient
        Discharge coefficient [1], above 0.

    Returns
    -------
    ndarray
        Discharge [m3/s].

    References
    ----------
    Torricelli: ``mu A sqrt(2 g dh)``.

    Examples
    --------
    >>> round(float(orifice(area=1500.0, head=0.3)), 2)
    3275.25
    """
    factor = numbers("coefficient", coefficient, above=0.0) * numbers("area", area, least=0.0)
    drop = np.maximum(numbers("head", head), 0.0)
    return np.asarray(factor * np.sqrt(2.0 * GRAVITY * drop), dtype=np.float64)


def pump_discharge(*, depth_rate: npt.ArrayLike, area: npt.ArrayLike) -> Floats:
    """Discharge of pumps whose capacity is told as a depth of water over the land.

    Parameters
    ----------
    depth_rate
        Capacity over the land [m/s], >= 0; 12 to 16 mm/d is usual in Dutch polders.
    area
        Land that drains to them [m2], >= 0.

    Returns
    -------
    ndarray
        Discharge [m3/s].

    References
    ----------
    Definition of specific capacity.

    Examples
    --------
    >>> round(float(pump_discharge(depth_rate=14e-3 / 86_400, area=100e6)), 4)
    16.2037
    """
    rate = numbers("depth_rate", depth_rate, least=0.0)
    return np.asarray(rate * numbers("area", area, least=0.0), dtype=np.float64)


def emptying_time(*, volume: npt.ArrayLike, outflow: npt.ArrayLike, inflow: npt.ArrayLike = 0.0) -> Floats:
    """Time in which pumps and sluices take a volume out of a lake or a flooded polder.

    Parameters
    ----------
    volume
        Water to be taken out [m3], >= 0.
    outflow
        Of pumps and sluices [m3/s], >= 0.
    inflow
        Seepage, rain and rivers meanwhile [m3/s].

    Returns
    -------
    ndarray
        Time [s]; infinite where more comes in than goes out, 0 without water.

    References
    ----------
    Water balance: ``V / (Q_out - Q_in)``.

    Examples
    --------
    >>> round(float(emptying_time(volume=1.4e6, outflow=16.2037)) / 86_400, 4)
    1.0
    """
    water = numbers("volume", volume, least=0.0)
    net = numbers("outflow", outflow, least=0.0) - numbers("inflow", inflow)
    water, net = np.broadcast_arrays(water, net)
    never = (net <= 0.0) & (water > 0.0)
    time = np.where(water == 0.0, 0.0, water / np.where(net > 0.0, net, 1.0))
    return np.asarray(np.where(np.isnan(net) | np.isnan(water), np.nan, np.where(never, np.inf, time)))


def shore_strip(*, rise: npt.ArrayLike, slope: npt.ArrayLike) -> Floats:
    """Width of the shore that a higher lake takes, where nothing but a slope is known.

    Parameters
    ----------
    rise
        Of the lake [m]; a fall lays as much dry, and is below 0.
    slope
        Run over rise of the shore (1 : slope) [1], > 0.

    Returns
    -------
    ndarray
        Width [m], which is also the area for each metre of shore.

    References
    ----------
    Geometry: ``dh`` times the slope's run.

    Examples
    --------
    >>> round(float(shore_strip(rise=0.1, slope=50.0)), 6)
    5.0
    """
    return np.asarray(numbers("rise", rise) * numbers("slope", slope, above=0.0), dtype=np.float64)
