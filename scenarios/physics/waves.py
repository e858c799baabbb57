"""Waves before a dike: what wind raises over a fetch, and what a shallow foreshore leaves of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter
from scenarios.physics.elementwise import each

__all__ = [
    "BREAKING_RATIO",
    "GROWTH_FORMULAS",
    "foreshore_wave_height",
    "spectral_wave_period",
    "wind_wave_height",
    "wind_wave_period",
]

Floats = npt.NDArray[np.float64]

GROWTH_FORMULAS: dict[str, str] = {
    "bretschneider": "Bretschneider 1952, as in the Shore Protection Manual; significant period",
    "young-verhagen": "Young and Verhagen 1996, coefficients of Breugem and Holthuijsen 2007; peak period",
    "young-verhagen-1996": "Young and Verhagen 1996 as published; peak period",
}
"""Formulas of wave growth by name, with their source and the period that they give."""

BREAKING_RATIO = Parameter(0.5, "1", "common for mild foreshores in Dutch practice", "unverified")
"""Largest wave height Hm0 over the depth on a foreshore."""


def _code(formula: str) -> float:
    if formula not in GROWTH_FORMULAS:
        raise ValueError(f"formula is one of {', '.join(GROWTH_FORMULAS)}, not {formula!r}")
    return float(list(GROWTH_FORMULAS).index(formula))


def wind_wave_height(
    *,
    wind_speed: npt.ArrayLike,
    fetch: npt.ArrayLike,
    depth: npt.ArrayLike,
    formula: str = "bretschneider",
) -> Floats:
    """Height of the waves that steady wind raises over a fetch of constant depth.

    Parameters
    ----------
    wind_speed
        Wind at 10 m, U [m/s], >= 0; fitted for 5 to 40.
    fetch
        Length of water before the dike, F [m], >= 0; fitted for g F / U^2 of 10 to 100,000.
    depth
        Mean depth over it, d [m], >= 0.
    formula
        ``bretschneider`` (lakes and rivers in Dutch practice), ``young-verhagen`` or
        ``young-verhagen-1996``, which lies 25 to 30 % lower and shows the spread of the models.

    Returns
    -------
    ndarray
        Hm0 [m]; 0 without wind, fetch or depth.

    Raises
    ------
    ValueError
        When the formula is not in `GROWTH_FORMULAS`, or an argument cannot be.

    Notes
    -----
    With ``f = g F / U^2`` and ``z = g d / U^2``, by Bretschneider
    ``g H / U^2 = 0.283 v tanh(0.0125 f^0.42 / v)``, ``v = tanh(0.53 z^0.75)``; by Young and Verhagen
    ``0.24 [a tanh(4.41e-4 f^0.79 / a)]^0.572``, ``a = tanh(0.343 z^1.14)``. Some codes have 4.14e-4 there: a
    digit swap, for only 4.41e-4 gives the deep-water limit of Kahma and Calkoen 1992.

    References
    ----------
    Breugem and Holthuijsen 2007, J. Waterway Port Coastal Ocean Eng. 133(3); Young and Verhagen 1996, Coastal
    Engineering 29; US Army 1984, Shore Protection Manual, chapter 3.

    Examples
    --------
    >>> round(float(wind_wave_height(wind_speed=25.0, fetch=10e3, depth=5.0)), 5)
    1.23
    """
    return each(
        "wave_height",
        _code(formula),
        numbers("wind_speed", wind_speed, least=0.0),
        numbers("fetch", fetch, least=0.0),
        numbers("depth", depth, least=0.0),
    )


def wind_wave_period(
    *,
    wind_speed: npt.ArrayLike,
    fetch: npt.ArrayLike,
    depth: npt.ArrayLike,
    formula: str = "bretschneider",
) -> Floats:
    """Period of the waves that steady wind raises over a fetch, as the formula gives it.

    Parameters
    ----------
    wind_speed, fetch, depth, formula
        As in `wind_wave_height`.

    Returns
    -------
    ndarray
        Significant period (Bretschneider) or peak period (Young and Verhagen) [s]; 0 without waves. See
        `spectral_wave_period` for what overtopping needs.

    Raises
    ------
    ValueError
        When the formula is not in `GROWTH_FORMULAS`, or an argument cannot be.

    Notes
    -----
    By Bretschneider ``g T / U = 2.4 pi v tanh(0.077 f^0.25 / v)``, ``v = tanh(0.833 z^0.375)``; by Young and
    Verhagen ``7.69 [b tanh(2.77e-7 f^1.45 / b)]^0.187``, ``b = tanh(0.10 z^2.01)``.

    References
    ----------
    As `wind_wave_height`.

    Examples
    --------
    >>> round(float(wind_wave_period(wind_speed=25.0, fetch=10e3, depth=5.0)), 5)
    4.20634
    """
    return each(
        "wave_period",
        _code(formula),
        numbers("wind_speed", wind_speed, least=0.0),
        numbers("fetch", fetch, least=0.0),
        numbers("depth", depth, least=0.0),
    )


def spectral_wave_period(*, wave_period: npt.ArrayLike, formula: str = "bretschneider") -> Floats:
    """Spectral period Tm-1,0 of the period that a formula of wave growth gives.

    Parameters
    ----------
    wave_period
        Period of `wind_wave_period` [s], >= 0.
    formula
        Formula that gave it.

    Returns
    -------
    ndarray
        Tm-1,0 [s].

    Raises
    ------
    ValueError
        When the formula is not in `GROWTH_FORMULAS`, or the period cannot be.

    Notes
    -----
    ``Tp = 1.08 Ts`` and ``Tm-1,0 = Tp / 1.1``, for one wind sea.

    References
    ----------
    EurOtop 2018, section on wave periods (1.1); 1.08 is Dutch practice for Bretschneider.

    Examples
    --------
    >>> float(spectral_wave_period(wave_period=5.5, formula="young-verhagen"))
    5.0
    """
    return each("spectral_period", _code(formula), numbers("wave_period", wave_period, least=0.0))


def foreshore_wave_height(
    *, wave_height: npt.ArrayLike, depth: npt.ArrayLike, ratio: npt.ArrayLike = BREAKING_RATIO.value
) -> Floats:
    """Wave height that a shallow foreshore leaves at the toe of a dike.

    Parameters
    ----------
    wave_height
        Hm0 before the foreshore [m], >= 0.
    depth
        Depth on the foreshore [m]; below 0 it lies dry.
    ratio
        Largest Hm0 over depth [1], > 0.

    Returns
    -------
    ndarray
        Hm0 [m], the lower of both; 0 on a dry foreshore.

    Notes
    -----
    Where depth limits the waves they grow with the sea: the crest must then rise by more than the sea does.

    References
    ----------
    TAW 2002, Technisch rapport golfoploop en golfoverslag bij dijken (shallow foreshores).

    Examples
    --------
    >>> foreshore_wave_height(wave_height=2.5, depth=[3.0, 3.82, 9.0]).tolist()
    [1.5, 1.91, 2.5]
    """
    return each(
        "depth_limited_height",
        numbers("wave_height", wave_height, least=0.0),
        numbers("depth", depth),
        numbers("ratio", ratio, above=0.0),
    )
