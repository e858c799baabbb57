"""Capture of one well: how far from it water is on its way, with and without a slope of the groundwater.

The aquifer has one thickness and one conductivity everywhere, and its water moves steadily. Outlines of what
a well or a well field draws from are in `scenarios.physics.capture_zones`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers

__all__ = [
    "PROTECTION_TIMES",
    "YEAR",
    "age_share",
    "axis_reach",
    "axis_travel_time",
    "capture_area",
    "capture_radius",
    "capture_width",
    "divide",
    "pore_velocity",
    "stagnation_distance",
]

Floats = npt.NDArray[np.float64]

YEAR = 31_557_600.0
"""Of 365.25 days [s]."""
PROTECTION_TIMES = (60 * 86_400.0, 25 * YEAR, 100 * YEAR)
"""Travel times behind zones [s]: 60 days, 25 and 100 years. Provinces differ: zones are data."""


def capture_radius(
    *, flow: npt.ArrayLike, time: npt.ArrayLike, thickness: npt.ArrayLike, porosity: npt.ArrayLike
) -> Floats:
    """Radius of the cylinder from which a well draws in a time, where groundwater is otherwise at rest.

    Parameters
    ----------
    flow
        Of the well [m3/s], >= 0.
    time
        Travel time [s], >= 0.
    thickness
        Of the aquifer [m], > 0.
    porosity
        That water moves through [1], above 0 up to 1.

    Returns
    -------
    ndarray
        Radius [m].

    References
    ----------
    ``R = sqrt(Q t / (pi n H))``.

    Examples
    --------
    >>> well = {"flow": 5000 / 86_400, "thickness": 40.0, "porosity": 0.35}
    >>> capture_radius(time=PROTECTION_TIMES, **well).round(4).tolist()
    [82.5889, 1018.8521, 2037.7043]
    """
    drawn = numbers("flow", flow, least=0.0) * numbers("time", time, least=0.0)
    return np.asarray(np.sqrt(drawn / (np.pi * _pores(thickness, porosity))), dtype=np.float64)


def stagnation_distance(
    *, flow: npt.ArrayLike, transmissivity: npt.ArrayLike, gradient: npt.ArrayLike
) -> Floats:
    """Distance downstream of a well to the point where its pull and the slope of the groundwater are equal.

    Parameters
    ----------
    flow
        Of the well [m3/s], >= 0.
    transmissivity
        Of the aquifer [m2/s], > 0.
    gradient
        Fall of the groundwater over distance [1], > 0.

    Returns
    -------
    ndarray
        Distance [m].

    References
    ----------
    Bear and Jacobs 1965; Todd 1980: ``x0 = Q / (2 pi T i)``.

    Examples
    --------
    >>> slope = {"transmissivity": 1200 / 86_400, "gradient": 0.001}
    >>> round(float(stagnation_distance(flow=5000 / 86_400, **slope)), 3)
    663.146
    """
    return np.asarray(
        capture_width(flow=flow, transmissivity=transmissivity, gradient=gradient) / (2.0 * np.pi),
        dtype=np.float64,
    )


def capture_width(*, flow: npt.ArrayLike, transmissivity: npt.ArrayLike, gradient: npt.ArrayLike) -> Floats:
    """Width of all that flows to a well, far upstream of it.

    Parameters
    ----------
    flow, transmissivity, gradient
        As in `stagnation_distance`.

    Returns
    -------
    ndarray
        Width [m]; half of it beside the well.

    References
    ----------
    ``B = Q / (T i)``.

    Examples
    --------
    >>> slope = {"transmissivity": 1200 / 86_400, "gradient": 0.001}
    >>> round(float(capture_width(flow=5000 / 86_400, **slope)), 2)
    4166.67
    """
    passing = numbers("transmissivity", transmissivity, above=0.0) * numbers("gradient", gradient, above=0.0)
    return np.asarray(numbers("flow", flow, least=0.0) / passing, dtype=np.float64)


def divide(
    *, across: npt.ArrayLike, flow: npt.ArrayLike, transmissivity: npt.ArrayLike, gradient: npt.ArrayLike
) -> Floats:
    """Place of the line between water that flows to a well and water that passes it.

    Parameters
    ----------
    across
        Distance to the axis through the well along the slope [m], to either side.
    flow, transmissivity, gradient
        As in `stagnation_distance`.

    Returns
    -------
    ndarray
        Place along the axis, downstream of the well [m], below 0 upstream; NaN from half the `capture_width`
        on, where all water passes.

    References
    ----------
    Todd 1980: ``x = y / tan(2 pi T i y / Q)``.

    Examples
    --------
    >>> slope = {"transmissivity": 1200 / 86_400, "gradient": 0.001}
    >>> divide(across=[0.0, 1000.0, 2500.0], flow=5000 / 86_400, **slope).round(4).tolist()
    [663.1456, 62.9147, nan]
    """
    x0 = stagnation_distance(flow=flow, transmissivity=transmissivity, gradient=gradient)
    y = numbers("across", across)
    with np.errstate(divide="ignore", invalid="ignore"):
        angle = y / x0
        x = np.where(y == 0.0, x0, y / np.tan(angle))
    return np.asarray(np.where(np.abs(angle) < np.pi, x, np.nan), dtype=np.float64)


def pore_velocity(*, conductivity: npt.ArrayLike, gradient: npt.ArrayLike, porosity: npt.ArrayLike) -> Floats:
    """Velocity at which groundwater moves through the pores.

    Parameters
    ----------
    conductivity
        Hydraulic conductivity [m/s], >= 0.
    gradient
        Fall of the groundwater over distance [1].
    porosity
        That water moves through [1], above 0 up to 1.

    Returns
    -------
    ndarray
        Velocity [m/s].

    References
    ----------
    Darcy 1856: ``v = K i / n``, the ``T i / (n H)`` of an aquifer.

    Examples
    --------
    >>> speed = pore_velocity(conductivity=30 / 86_400, gradient=0.001, porosity=0.35)
    >>> round(float(speed) * YEAR, 3)  # m in a year
    31.307
    """
    flux = numbers("conductivity", conductivity, least=0.0) * numbers("gradient", gradient)
    return np.asarray(flux / numbers("porosity", porosity, above=0.0, most=1.0), dtype=np.float64)


def axis_travel_time(
    *,
    distance: npt.ArrayLike,
    flow: npt.ArrayLike,
    velocity: npt.ArrayLike,
    thickness: npt.ArrayLike,
    porosity: npt.ArrayLike,
) -> Floats:
    """Time that water on the axis through a well along the slope needs to reach it.

    Parameters
    ----------
    distance
        Upstream of the well [m]; below 0 downstream.
    flow
        Of the well [m3/s], > 0.
    velocity
        Of the groundwater without the well [m/s], >= 0: ``T i / (n H)``.
    thickness, porosity
        As in `capture_radius`.

    Returns
    -------
    ndarray
        Time [s]; inf from the stagnation point on downstream.

    References
    ----------
    Bear and Jacobs 1965, Journal of Hydrology 3: ``t = X / v - C / v^2 ln(1 + v X / C)`` with
    ``C = Q / (2 pi n H)``.

    Examples
    --------
    >>> well = {"flow": 5000 / 86_400, "thickness": 40.0, "porosity": 0.35}
    >>> speed = 1.2 / (0.35 * 40.0) / 86_400  # T 1200 m2/d and a slope of 0.001
    >>> days = axis_travel_time(distance=[86.0525, -79.1965, -700.0], velocity=speed, **well) / 86_400
    >>> days.round(4).tolist()
    [60.0, 60.0, inf]
    """
    x = numbers("distance", distance)
    v, c = numbers("velocity", velocity, least=0.0), _strength(flow, thickness, porosity)
    s = v * x / c
    safe = np.maximum(s, -1.0)
    with np.errstate(divide="ignore"):
        series = 0.5 - safe / 3.0 + safe**2 / 4.0 - safe**3 / 5.0
        exact = (safe - np.log1p(safe)) / np.where(safe == 0.0, 1.0, safe) ** 2
    return np.asarray(x**2 / c * np.where(np.abs(safe) < 1e-3, series, exact), dtype=np.float64)


def axis_reach(
    *,
    time: npt.ArrayLike,
    flow: npt.ArrayLike,
    velocity: npt.ArrayLike,
    thickness: npt.ArrayLike,
    porosity: npt.ArrayLike,
    upstream: bool,
) -> Floats:
    """Distance along the axis through a well from which water reaches it within a time.

    Parameters
    ----------
    time
        Travel time [s], >= 0.
    flow, velocity, thickness, porosity
        As in `axis_travel_time`.
    upstream
        Upstream of the well, or downstream.

    Returns
    -------
    ndarray
        Distance [m]; `capture_radius` where the groundwater is at rest, and downstream less than
        `stagnation_distance`.

    Notes
    -----
    `axis_travel_time` solved for the distance by Newton's method, from a start on the convex side of the
    root: every step comes closer, whatever the time.

    References
    ----------
    Bear and Jacobs 1965, Journal of Hydrology 3.

    Examples
    --------
    >>> well = {"flow": 5000 / 86_400, "thickness": 40.0, "porosity": 0.35}
    >>> well |= {"velocity": 1.2 / (0.35 * 40.0) / 86_400, "time": PROTECTION_TIMES}
    >>> axis_reach(upstream=True, **well).round(2).tolist()
    [86.05, 1595.33, 4490.47]
    >>> axis_reach(upstream=False, **well).round(2).tolist()
    [79.2, 577.92, 660.97]
    """
    t, v = numbers("time", time, least=0.0), numbers("velocity", velocity, least=0.0)
    c = _strength(flow, thickness, porosity)
    q = v * np.sqrt(2.0 * t / c)
    still = np.sqrt(2.0 * c * t)
    return np.asarray(still * _stretch(q if upstream else -q), dtype=np.float64)


def _stretch(q: Floats) -> Floats:
    """Root s of ``s - ln(1 + s) = q^2 / 2`` over q: the one of the same sign as q."""
    near = np.abs(q) < 1e-3
    moved = np.where(near, 1.0, q)
    half = 0.5 * moved**2
    # above the root upstream, below it downstream
    s = np.where(moved > 0.0, moved + half, np.maximum(moved, np.expm1(-1.0 - half)))
    for _ in range(30):
        with np.errstate(divide="ignore", invalid="ignore"):
            step = (s - np.log1p(s) - half) * (1.0 + s) / s
        step = np.where(s > -1.0, step, 0.0)  # so far downstream that 1 + s has no bits left
        s = s - step
        if not (np.abs(step) > 1e-9 * np.abs(s)).any():  # each step squares what is left
            break
    return np.asarray(np.where(near, 1.0 + q / 3.0 + q**2 / 36.0, s / moved), dtype=np.float64)


def _strength(flow: npt.ArrayLike, thickness: npt.ArrayLike, porosity: npt.ArrayLike) -> Floats:
    """C = Q / (2 pi n H) [m2/s]: velocity towards the well times the distance to it."""
    pull = numbers("flow", flow, above=0.0) / (2.0 * np.pi * _pores(thickness, porosity))
    return np.asarray(pull, dtype=np.float64)


def _pores(thickness: npt.ArrayLike, porosity: npt.ArrayLike) -> Floats:
    """Water that moves below a square metre, n H [m]."""
    height = numbers("thickness", thickness, above=0.0)
    return np.asarray(numbers("porosity", porosity, above=0.0, most=1.0) * height, dtype=np.float64)


def capture_area(*, flow: npt.ArrayLike, recharge: npt.ArrayLike) -> Floats:
    """Area whose rain feeds a well in a phreatic aquifer.

    Parameters
    ----------
    flow
        Of the well [m3/s], >= 0.
    recharge
        Net recharge [m/s], > 0.

    Returns
    -------
    ndarray
        Area [m2].

    References
    ----------
    ``A = Q / N``.

    Examples
    --------
    >>> round(float(capture_area(flow=5000 / 86_400, recharge=0.30 / YEAR)) / 1e6, 4)
    6.0875
    """
    rain = numbers("recharge", recharge, above=0.0)
    return np.asarray(numbers("flow", flow, least=0.0) / rain, dtype=np.float64)


def age_share(
    *, time: npt.ArrayLike, recharge: npt.ArrayLike, thickness: npt.ArrayLike, porosity: npt.ArrayLike
) -> Floats:
    """Part of the `capture_area`, and of the water drawn, that arrives within a time.

    Parameters
    ----------
    time
        Since the rain fell [s], >= 0.
    recharge
        Net recharge [m/s], >= 0.
    thickness, porosity
        As in `capture_radius`.

    Returns
    -------
    ndarray
        Part [1], below 1: under steady rain some water always takes longer.

    References
    ----------
    Haitjema 1995, Ground Water 33: ``1 - exp(-N t / (n H))``, whatever the shape of the area.

    Examples
    --------
    >>> phreatic = {"recharge": 0.30 / YEAR, "thickness": 40.0, "porosity": 0.35}
    >>> round(float(age_share(time=25 * YEAR, **phreatic)), 6)
    0.414749
    """
    rain = numbers("recharge", recharge, least=0.0) * numbers("time", time, least=0.0)
    return np.asarray(-np.expm1(-rain / _pores(thickness, porosity)), dtype=np.float64)
