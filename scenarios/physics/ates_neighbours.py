"""What stores of heat lose to groundwater that moves and to each other: circles that overlap."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers

__all__ = ["overlap_area", "recovered_share"]

Floats = npt.NDArray[np.float64]


def overlap_area(*, first: npt.ArrayLike, second: npt.ArrayLike, distance: npt.ArrayLike) -> Floats:
    """Area that two circles have in common.

    Parameters
    ----------
    first, second
        Their radii [m], >= 0.
    distance
        Between their middles [m], >= 0.

    Returns
    -------
    ndarray
        Area [m2]: that of a lens, 0 where they do not touch, that of the smaller where it lies in the other.

    References
    ----------
    Two circular segments, plane geometry.

    Examples
    --------
    >>> overlap_area(first=1.0, second=[1.0, 0.5], distance=[1.0, 0.2]).round(6).tolist()
    [1.22837, 0.785398]
    """
    a, b, d = np.broadcast_arrays(
        numbers("first", first, least=0.0),
        numbers("second", second, least=0.0),
        numbers("distance", distance, least=0.0),
    )
    apart, inside = d >= a + b, d <= np.abs(a - b)
    lens = ~(apart | inside)
    r, s, x = np.where(lens, a, 1.0), np.where(lens, b, 1.0), np.where(lens, d, 1.0)
    one = np.arccos(np.clip((x**2 + r**2 - s**2) / (2.0 * x * r), -1.0, 1.0))
    other = np.arccos(np.clip((x**2 + s**2 - r**2) / (2.0 * x * s), -1.0, 1.0))
    shared = r**2 * (one - 0.5 * np.sin(2.0 * one)) + s**2 * (other - 0.5 * np.sin(2.0 * other))
    area = np.where(lens, shared, np.where(apart, 0.0, np.pi * np.minimum(a, b) ** 2))
    return np.asarray(np.where(np.isnan(a + b + d), np.nan, area), np.float64)


def recovered_share(*, radius: npt.ArrayLike, drift: npt.ArrayLike, time: npt.ArrayLike) -> Floats:
    """Part of a store that its well still finds after the store has drifted away.

    Parameters
    ----------
    radius
        Thermal radius [m], > 0.
    drift
        Velocity of the stored heat, `scenarios.physics.ates.thermal_drift` [m/s], >= 0.
    time
        Between storing and taking back [s], >= 0.

    Returns
    -------
    ndarray
        Part [1], 1 where nothing drifts. Conduction into other layers, and mixing, take more.

    References
    ----------
    A circle over itself, displaced; as an indication [unverified], after Bloemendal and Hartog 2018.

    Examples
    --------
    >>> round(float(recovered_share(radius=40.0, drift=20.0, time=0.5)), 4)  # here in m and years
    0.8413
    """
    r = numbers("radius", radius, above=0.0)
    away = numbers("drift", drift, least=0.0) * numbers("time", time, least=0.0)
    return np.asarray(overlap_area(first=r, second=r, distance=away) / (np.pi * r**2), np.float64)
