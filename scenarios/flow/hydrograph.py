"""How the water outside moves in time: tide and storm surge at sea, a wave on the river, rain."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

__all__ = [
    "DEFAULT_AMPLITUDE",
    "TIDAL_PERIOD",
    "peak_time",
    "river_wave",
    "sea_level",
    "surge",
    "tidal_amplitude",
]

Floats = npt.NDArray[np.float64]
Shape = Literal["cos2", "trapezium"]

TIDAL_PERIOD = 12.4206012 * 3600.0
"""Period of the principal lunar tide M2 [s]."""
DEFAULT_AMPLITUDE = 0.8
"""Amplitude of the tide where none is known [m], between Hoek van Holland and Den Helder [unverified]."""
_DATA = Path(__file__).parents[1] / "data" / "tidal_range.csv"


@cache
def _amplitudes() -> Mapping[str, float]:
    lines = _DATA.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["station"]: (float(row["mean_high"]) - float(row["mean_low"])) / 2 for row in rows}


def tidal_amplitude(station: str | None) -> tuple[float, bool]:
    """Half the mean tidal range of a station.

    Parameters
    ----------
    station
        Key of a storm station, or None.

    Returns
    -------
    tuple of float and bool
        Amplitude [m], and whether it is the station's own (else `DEFAULT_AMPLITUDE`).

    Examples
    --------
    >>> tidal_amplitude("den-helder")
    (0.68, True)
    """
    own = _amplitudes().get(station or "")
    return (DEFAULT_AMPLITUDE, False) if own is None else (round(own, 6), True)


def peak_time(hours: float, asked_hours: float | None) -> float:
    """Moment of high water, and of the top of the surge [s]: as asked, else half a tide or half way.

    Examples
    --------
    >>> peak_time(4.0, None) / 3600
    2.0
    """
    if asked_hours is not None:
        return asked_hours * 3600.0
    return min(TIDAL_PERIOD / 2, hours * 1800.0)


def surge(time: npt.ArrayLike, *, peak: float, duration: float, shape: Shape, top: float = 0.0) -> Floats:
    """Storm surge as a share of its highest.

    Parameters
    ----------
    time
        Moments [s].
    peak
        Moment of the highest surge [s].
    duration
        From start to end [s], > 0.
    shape
        ``cos2``: squared cosine; ``trapezium``: straight up and down beside a flat top.
    top
        Duration of the flat top of a trapezium [s], below ``duration``.

    Returns
    -------
    ndarray
        0 outside the storm, 1 at its peak [1].

    Examples
    --------
    >>> surge([0.0, 12.0, 24.0], peak=24.0, duration=48.0, shape="cos2").round(6).tolist()
    [0.0, 0.5, 1.0]
    """
    away = np.abs(np.asarray(time, np.float64) - peak)
    half = duration / 2
    if shape == "cos2":
        return np.where(away < half, np.cos(np.pi * np.minimum(away, half) / duration) ** 2, 0.0)
    flat = min(top, 0.999 * duration) / 2
    return np.clip((half - away) / (half - flat), 0.0, 1.0)


def sea_level(
    time: npt.ArrayLike,
    *,
    mean: float,
    amplitude: float,
    peak: float,
    storm_level: float | None = None,
    duration: float = 172_800.0,
    shape: Shape = "cos2",
    top: float = 0.0,
) -> Floats:
    """Level of the sea: mean level, tide, and a surge whose top meets high water at the storm level.

    Parameters
    ----------
    time
        Moments since the start [s].
    mean
        Mean level [m NAP].
    amplitude
        Amplitude of the tide [m], >= 0.
    peak
        Moment of high water and of the top of the surge [s].
    storm_level
        Highest level [m NAP]; None without storm.
    duration, shape, top
        As in `surge`.

    Returns
    -------
    ndarray
        Levels [m NAP]: ``mean + a cos(2 pi (t - t_peak) / T_M2) + surge``, with the height of the surge such
        that the level at the peak is the storm level to the last bit.

    Examples
    --------
    >>> storm = sea_level([0.0], mean=0.03, amplitude=0.68, peak=0.0, storm_level=4.518)
    >>> float(storm[0])
    4.518
    """
    moments = np.asarray(time, np.float64)
    level = mean + amplitude * np.cos(2 * np.pi * (moments - peak) / TIDAL_PERIOD)
    if storm_level is None:
        return np.asarray(level)
    share = surge(moments, peak=peak, duration=duration, shape=shape, top=top)
    level = level + (storm_level - mean - amplitude) * share
    return np.where(moments == peak, storm_level, level)


def river_wave(time: npt.ArrayLike, *, base: float, highest: float, peak: float, duration: float) -> Floats:
    """Discharge of a river wave: a base flow and a squared cosine on it.

    Parameters
    ----------
    time
        Moments since the start [s].
    base, highest
        Base and peak discharge [m3/s].
    peak
        Moment of the peak [s].
    duration
        From start to end of the wave [s], > 0.

    Returns
    -------
    ndarray
        Discharges [m3/s].

    Examples
    --------
    >>> river_wave([0.0, 6.0, 12.0], base=100.0, highest=500.0, peak=12.0, duration=24.0).round(6).tolist()
    [100.0, 300.0, 500.0]
    """
    return base + (highest - base) * surge(time, peak=peak, duration=duration, shape="cos2")
