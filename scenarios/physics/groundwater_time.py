"""Groundwater of a parcel in time: a linear reservoir that its drainage empties."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers

__all__ = ["STEADY_SHAPE", "cosine_response", "reservoir_step", "zeeuw_hellinga_step"]

Floats = npt.NDArray[np.float64]

STEADY_SHAPE = 8.0 / np.pi**2
"""Shape factor of De Zeeuw and Hellinga with which a long time gives the steady state N L^2 / (8 KD) [1]."""


def reservoir_step(
    *,
    level: npt.ArrayLike,
    ditch_level: npt.ArrayLike,
    recharge: npt.ArrayLike,
    resistance: npt.ArrayLike,
    storage: npt.ArrayLike,
    duration: npt.ArrayLike,
) -> Floats:
    """Groundwater level after a time with constant recharge, of a parcel that drains as a linear reservoir.

    Parameters
    ----------
    level, ditch_level
        Groundwater at the start, and ditch [m NAP].
    recharge
        Net recharge [m/s].
    resistance
        Drainage resistance [s], > 0; see `drainage_resistance`.
    storage
        Storage coefficient [1], > 0, at most 1.
    duration
        Time [s], >= 0.

    Returns
    -------
    ndarray
        Level [m NAP], exact for constant recharge and stable for any duration.

    References
    ----------
    Solution of ``mu dh/dt = N - (h - hd) / gamma``; De Zeeuw and Hellinga 1958.

    Examples
    --------
    >>> day = 86400.0
    >>> after = reservoir_step(level=1.0, ditch_level=0.0, recharge=0.0, resistance=300 * day, storage=0.15,
    ...                        duration=30 * day)
    >>> round(float(after), 6)
    0.513417
    """
    gamma = numbers("resistance", resistance, above=0.0)
    time = gamma * numbers("storage", storage, above=0.0, most=1.0)
    kept = np.exp(-numbers("duration", duration, least=0.0) / time)
    ditch = numbers("ditch_level", ditch_level)
    steady = ditch + gamma * numbers("recharge", recharge)
    return np.asarray(steady + (numbers("level", level) - steady) * kept, dtype=np.float64)


def zeeuw_hellinga_step(
    *,
    rise: npt.ArrayLike,
    recharge: npt.ArrayLike,
    transmissivity: npt.ArrayLike,
    storage: npt.ArrayLike,
    spacing: npt.ArrayLike,
    duration: npt.ArrayLike,
    shape: float = STEADY_SHAPE,
) -> Floats:
    """Height of the table halfway between ditches after a time with constant recharge.

    Parameters
    ----------
    rise
        Height above the ditch level at the start [m].
    recharge
        Net recharge [m/s].
    transmissivity
        KD [m2/s], > 0.
    storage
        Storage coefficient [1], > 0, at most 1.
    spacing
        Distance between the ditches [m], > 0.
    duration
        Time [s], >= 0.
    shape
        Shape factor [1], > 0; 0.8 in the literature, `STEADY_SHAPE` meets the steady state.

    Returns
    -------
    ndarray
        Height above the ditch level [m].

    References
    ----------
    De Zeeuw and Hellinga 1958: ``alpha = pi^2 KD / (mu L^2)``.

    Examples
    --------
    >>> day = 86400.0
    >>> after = zeeuw_hellinga_step(rise=0.0, recharge=0.010 / day, transmissivity=1 / day, storage=0.15,
    ...                             spacing=50.0, duration=5 * day, shape=0.8)
    >>> round(float(after), 6)
    0.390415
    """
    mu = numbers("storage", storage, above=0.0, most=1.0)
    kd = numbers("transmissivity", transmissivity, above=0.0)
    reaction = np.pi**2 * kd / (mu * numbers("spacing", spacing, above=0.0) ** 2)
    kept = np.exp(-reaction * numbers("duration", duration, least=0.0))
    steady = numbers("recharge", recharge) / (numbers("shape", shape, above=0.0) * mu * reaction)
    return np.asarray(steady + (numbers("rise", rise) - steady) * kept, dtype=np.float64)


def cosine_response(
    *,
    amplitude: npt.ArrayLike,
    resistance: npt.ArrayLike,
    storage: npt.ArrayLike,
    period: npt.ArrayLike = 31_557_600.0,
) -> tuple[Floats, Floats]:
    """Amplitude and lag of the groundwater under a recharge that goes up and down as a cosine.

    Parameters
    ----------
    amplitude
        Of the recharge [m/s], >= 0.
    resistance
        Drainage resistance [s], > 0.
    storage
        Storage coefficient [1], > 0, at most 1.
    period
        Of the cosine [s], > 0; a year unless given.

    Returns
    -------
    amplitude, lag : ndarray
        Of the groundwater level [m], and how much later it is [s].

    References
    ----------
    Linear reservoir under ``N1 cos(w t)``: ``gamma N1 / sqrt(1 + (w mu gamma)^2)``, ``atan(w mu gamma) / w``.

    Examples
    --------
    >>> day = 86400.0
    >>> height, lag = cosine_response(amplitude=0.0015 / day, resistance=300 * day, storage=0.15)
    >>> round(float(height), 5), round(float(lag) / day, 4)
    (0.35584, 38.2942)
    """
    gamma = numbers("resistance", resistance, above=0.0)
    frequency = 2.0 * np.pi / numbers("period", period, above=0.0)
    inertia = frequency * gamma * numbers("storage", storage, above=0.0, most=1.0)
    height = gamma * numbers("amplitude", amplitude, least=0.0) / np.sqrt(1.0 + inertia**2)
    return np.asarray(height, dtype=np.float64), np.asarray(np.arctan(inertia) / frequency, dtype=np.float64)
