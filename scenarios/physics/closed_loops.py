"""Closed loops in the ground: how much warmer or colder the ground becomes round them.

A response is a number; `temperature_change` makes degrees of it. Responses of several loops add up, each with
its own rate: what neighbours do to each other is their sum.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter

__all__ = [
    "COLDEST_FLUID",
    "NEIGHBOUR_COOLING",
    "NEIGHBOUR_REACH",
    "PERMIT_POWER",
    "WARMEST_FLUID",
    "finite_line_response",
    "line_response",
    "segment_responses",
    "temperature_change",
]

Floats = npt.NDArray[np.float64]

_RULES = "SIKB, algemene regels gebruiksfase gesloten bodemenergiesystemen"
COLDEST_FLUID = Parameter(-3.0, "degrees C", _RULES, "verified")
WARMEST_FLUID = Parameter(30.0, "degrees C", _RULES, "verified")
PERMIT_POWER = Parameter(70e3, "W", "Bal 3.2.6 and 4.111: from here on a permit", "verified")
_INTERFERENCE = "SIKB, BUM/HUM bodemenergie part 2 annex 2, now Richtlijn 8200"
NEIGHBOUR_COOLING = Parameter(
    1.5, "K", f"{_INTERFERENCE}: all systems together, at one below 70 kW", "verified"
)
NEIGHBOUR_REACH = Parameter(120.0, "m", f"{_INTERFERENCE}: systems that count, about", "verified")

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_FAR = 6.5  # exp(-_FAR^2) is below the last bit of what is summed


def line_response(*, distance: npt.ArrayLike, time: npt.ArrayLike, diffusivity: npt.ArrayLike) -> Floats:
    """Response of ground to a line without ends that gives heat at a steady rate.

    Parameters
    ----------
    distance
        To the line [m], > 0.
    time
        Since the start [s], >= 0.
    diffusivity
        Of the ground, conductivity over heat capacity [m2/s], > 0.

    Returns
    -------
    ndarray
        Response [1]. Too large after some decades, when heat flows round the ends: `finite_line_response`.

    References
    ----------
    Ingersoll 1954; Carslaw and Jaeger 1959: ``E1(r^2 / (4 a t)) / 2``.

    Examples
    --------
    >>> there = line_response(distance=[10.0, 5.0], time=25 * 31_557_600.0, diffusivity=2.0 / 2.4e6)
    >>> temperature_change(rate=3.0, conductivity=2.0, response=there).round(6).tolist()
    [0.325863, 0.487976]
    """
    from scipy.special import exp1

    spread = 4.0 * numbers("diffusivity", diffusivity, above=0.0) * numbers("time", time, least=0.0)
    with np.errstate(divide="ignore"):  # at the start nothing has arrived: E1(inf) is 0
        return np.asarray(
            0.5 * exp1(numbers("distance", distance, above=0.0) ** 2 / spread), dtype=np.float64
        )


def temperature_change(
    *, rate: npt.ArrayLike, conductivity: npt.ArrayLike, response: npt.ArrayLike
) -> Floats:
    """Change of temperature at a response.

    Parameters
    ----------
    rate
        Heat put into each metre of loop [W/m]; below 0 is heat taken out. A steady one, or the mean of years:
        the season of a load does not reach further than some metres.
    conductivity
        Of the ground [W/(m K)], > 0.
    response
        Of one loop or of a field [1].

    Returns
    -------
    ndarray
        Change [K].

    References
    ----------
    ``dT = q / (2 pi lambda) g``.

    Examples
    --------
    >>> round(float(temperature_change(rate=-3.0, conductivity=2.0, response=2.0)), 5)
    -0.47746
    """
    each = numbers("rate", rate) / (2.0 * np.pi * numbers("conductivity", conductivity, above=0.0))
    return np.asarray(each * numbers("response", response), dtype=np.float64)


def finite_line_response(
    *,
    distance: npt.ArrayLike,
    time: npt.ArrayLike,
    diffusivity: npt.ArrayLike,
    length: npt.ArrayLike,
    buried_depth: npt.ArrayLike = 0.0,
) -> Floats:
    """Response of ground beside a loop of some length, mean over its depths.

    Parameters
    ----------
    distance, time, diffusivity
        As in `line_response`.
    length
        Of the loop [m], > 0.
    buried_depth
        Of its top [m], >= 0.

    Returns
    -------
    ndarray
        Response [1], at the wall of the loop itself when the distance is its radius. The surface of the
        ground keeps its temperature.

    References
    ----------
    Eskilson 1987; Claesson and Javed 2011, ASHRAE Transactions 117: a single integral.

    Examples
    --------
    >>> beside = {"distance": 5.0, "diffusivity": 2.0 / 2.4e6, "length": 150.0}
    >>> finite_line_response(time=[31_557_600.0, 50 * 31_557_600.0], **beside).round(6).tolist()
    [0.520877, 2.027176]
    """
    r, t, a, h, d = np.broadcast_arrays(
        numbers("distance", distance, above=0.0),
        numbers("time", time, least=0.0),
        numbers("diffusivity", diffusivity, above=0.0),
        numbers("length", length, above=0.0),
        numbers("buried_depth", buried_depth, least=0.0),
    )
    return segment_responses(distance=r, spread=4.0 * a * t, edges=np.stack([d, d + h], axis=-1))[..., 0, 0]


def segment_responses(*, distance: npt.ArrayLike, spread: npt.ArrayLike, edges: npt.ArrayLike) -> Floats:
    """Responses between the parts of two parallel loops, mean over the part that feels it.

    Parameters
    ----------
    distance
        Between the loops [m], > 0, (...).
    spread
        ``4 a t`` [m2], >= 0, (...).
    edges
        Depths of the ends of the parts of both loops, ascending [m], (..., parts + 1).

    Returns
    -------
    ndarray
        Response [1] to the part that gives heat (last axis but one) of the part that feels it (last axis).

    Notes
    -----
    The integral over ``s`` runs from ``1 / sqrt(4 a t)``, in ln s with 64 nodes of Gauss and Legendre.

    References
    ----------
    Cimmino and Bernier 2014, International Journal of Heat and Mass Transfer 70.

    Examples
    --------
    >>> segment_responses(distance=5.0, spread=100.0, edges=[0.0, 75.0, 150.0]).round(4).tolist()
    [[0.4822, 0.0133], [0.0133, 0.4955]]
    """
    r, span = np.asarray(distance, np.float64)[..., None], np.asarray(spread, np.float64)[..., None]
    z = np.asarray(edges, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        start = np.minimum(-0.5 * np.log(span), np.log(_FAR / r))  # at no time at all nothing is felt
        reach = np.log(_FAR / r) - start
        s = np.exp(start + 0.5 * reach * (_NODES + 1.0))
    weight = 0.25 * reach * _WEIGHTS * np.exp(-((r * s) ** 2)) / s
    one, other = np.triu_indices(z.shape[-1])
    apart, through = (z[..., other] - z[..., one])[..., None], (z[..., other] + z[..., one])[..., None]
    s, weight = s[..., None, :], weight[..., None, :]
    held = (weight * (_integral_of_erf(apart * s) + _integral_of_erf(through * s))).sum(axis=-1)
    between = np.empty((*held.shape[:-1], z.shape[-1], z.shape[-1]))
    between[..., one, other] = between[..., other, one] = held
    slopes = -np.diff(np.diff(between, axis=-1), axis=-2)
    return np.asarray(slopes / np.diff(z)[..., None, :], dtype=np.float64)


def _integral_of_erf(x: Floats) -> Floats:
    """Integral of the error function from 0 to x."""
    from scipy.special import erf

    return np.asarray(x * erf(x) + np.expm1(-(x**2)) / np.sqrt(np.pi), dtype=np.float64)
