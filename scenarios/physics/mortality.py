"""Share of the people in a flood who die, by depth, rate of rise and flow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import SECONDS_PER_HOUR, Parameter

__all__ = [
    "BREACH_DEPTH_SPEED",
    "BREACH_SPEED",
    "CURVES",
    "RAPID_RISE",
    "SLOW_RISE",
    "ZONES",
    "MortalityCurve",
    "lognormal_mortality",
    "mortality",
    "mortality_logistic",
    "mortality_standard_method",
    "mortality_zone",
]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class MortalityCurve:
    """A lognormal curve of mortality over depth.

    Parameters
    ----------
    mean, deviation
        Mean and standard deviation of ln(depth in m).
    """

    mean: Parameter
    deviation: Parameter


def _curve(mean: float, deviation: float, source: str) -> MortalityCurve:
    return MortalityCurve(*(Parameter(value, "1", source, "unverified") for value in (mean, deviation)))


CURVES: dict[str, MortalityCurve] = {
    "remaining": _curve(7.60, 2.75, "Jonkman 2007, remaining zone"),
    "rapid-jonkman": _curve(1.46, 0.28, "Jonkman 2007, zone of rapidly rising water"),
    "rapid-maaskant": _curve(1.68, 0.37, "Maaskant et al. 2009, zone of rapidly rising water"),
}
"""Lognormal curves by name; the numbers agree within 13 % with the Standard Method 2004 at a depth of 3 m."""

_ZONES = "Jonkman 2007; Maaskant et al. 2009; De Bruijn and Slager 2014"
BREACH_DEPTH_SPEED = Parameter(7.0, "m2/s", _ZONES, "unverified")
BREACH_SPEED = Parameter(2.0, "m/s", _ZONES, "unverified")
SLOW_RISE = Parameter(0.5 / SECONDS_PER_HOUR, "m/s", f"0.5 m/h, {_ZONES}", "unverified")
"""Rate of rise below which the remaining zone holds."""
RAPID_RISE = Parameter(4.0 / SECONDS_PER_HOUR, "m/s", f"4 m/h, {_ZONES}", "unverified")
"""Rate of rise from which the zone of rapidly rising water holds."""

ZONES = ("remaining", "transition", "rapid", "breach", "unknown")
"""Zones by the number that `mortality_zone` gives."""


def lognormal_mortality(*, depth: npt.ArrayLike, mean: float, deviation: float) -> Floats:
    """Mortality at a depth by a lognormal curve.

    Parameters
    ----------
    depth
        Water depth [m]; 0 or below gives 0.
    mean, deviation
        Mean and standard deviation of ln(depth) [1]; the deviation above 0.

    Returns
    -------
    ndarray
        Share of the exposed people, 0 to 1.

    References
    ----------
    Jonkman 2007, Loss of life estimation in flood risk assessment: ``Phi((ln h - mu) / sigma)``.

    Examples
    --------
    >>> round(float(lognormal_mortality(depth=3.0, mean=7.60, deviation=2.75)), 8)
    0.00903597
    """
    from scipy.special import ndtr

    deep, middle = numbers("depth", depth), numbers("mean", mean)
    score = (np.log(np.where(deep <= 0.0, 1.0, deep)) - middle) / numbers("deviation", deviation, above=0.0)
    return np.asarray(np.where(deep <= 0.0, 0.0, ndtr(score)), dtype=np.float64)


def mortality(
    *,
    depth: npt.ArrayLike,
    rise_rate: npt.ArrayLike,
    depth_speed: npt.ArrayLike = 0.0,
    speed: npt.ArrayLike = 0.0,
    rapid: str = "rapid-jonkman",
) -> Floats:
    """Mortality of the people at a place, by the zone that it lies in.

    Parameters
    ----------
    depth
        Greatest water depth [m].
    rise_rate
        Rate at which the water rises over its first 1.5 m [m/s].
    depth_speed
        Greatest product of depth and flow velocity [m2/s].
    speed
        Greatest flow velocity [m/s].
    rapid
        Curve of rapidly rising water: ``rapid-jonkman`` or ``rapid-maaskant``.

    Returns
    -------
    ndarray
        Share of the exposed people, 0 to 1; multiply by the people who were not evacuated.

    Raises
    ------
    ValueError
        When ``rapid`` is not a curve of rapidly rising water.

    Notes
    -----
    Breach zone (h v >= 7 m2/s and v >= 2 m/s): 1. Elsewhere the remaining curve below 0.5 m/h, the rapid
    curve from 4 m/h, and straight between them in the rate of rise. Below about 2.2 m the two curves cross:
    the higher of both is taken for rapid rise, so that fast water is never the safer one. Parameters and
    limits are in `CURVES`, `SLOW_RISE`, `RAPID_RISE`, ... with their status.

    References
    ----------
    Jonkman 2007; Maaskant et al. 2009 (transition); De Bruijn and Slager 2014.

    Examples
    --------
    >>> round(float(mortality(depth=3.0, rise_rate=2.0 / 3600)), 7)
    0.0473387
    """
    if rapid not in CURVES or not rapid.startswith("rapid"):
        known = ", ".join(name for name in CURVES if name.startswith("rapid"))
        raise ValueError(f"rapid is one of {known}, not {rapid!r}")
    remaining = _by_curve(depth, "remaining")
    rising = np.maximum(_by_curve(depth, rapid), remaining)
    span = RAPID_RISE.value - SLOW_RISE.value
    share = np.clip((numbers("rise_rate", rise_rate) - SLOW_RISE.value) / span, 0.0, 1.0)
    slow_or_fast = remaining + share * (rising - remaining)
    swept, unknown = _breach_zone(depth_speed, speed)
    dead = np.where(swept & (np.asarray(depth, float) > 0.0), 1.0, slow_or_fast)
    return np.asarray(np.where(unknown, np.nan, dead), dtype=np.float64)


def mortality_zone(
    *,
    rise_rate: npt.ArrayLike,
    depth_speed: npt.ArrayLike = 0.0,
    speed: npt.ArrayLike = 0.0,
) -> npt.NDArray[np.int8]:
    """Which zone of the mortality functions a place lies in.

    Parameters
    ----------
    rise_rate, depth_speed, speed
        As in `mortality`.

    Returns
    -------
    ndarray
        Number in `ZONES`: 0 remaining, 1 transition, 2 rapid, 3 breach, 4 unknown (an argument is NaN).

    References
    ----------
    Jonkman 2007; Maaskant et al. 2009; De Bruijn and Slager 2014.

    Examples
    --------
    >>> ZONES[int(mortality_zone(rise_rate=2.0 / 3600))]
    'transition'
    """
    rate = numbers("rise_rate", rise_rate)
    zone = (rate >= SLOW_RISE.value).astype(np.int8) + (rate >= RAPID_RISE.value)
    swept, unknown = _breach_zone(depth_speed, speed)
    return np.where(unknown | np.isnan(rate), 4, np.where(swept, 3, zone)).astype(np.int8)


def _by_curve(depth: npt.ArrayLike, name: str) -> Floats:
    curve = CURVES[name]
    return lognormal_mortality(depth=depth, mean=curve.mean.value, deviation=curve.deviation.value)


def _breach_zone(depth_speed: npt.ArrayLike, speed: npt.ArrayLike) -> tuple[Mask, Mask]:
    """Where the flow sweeps everything away, and where it is not known."""
    pressing, fast = numbers("depth_speed", depth_speed, least=0.0), numbers("speed", speed, least=0.0)
    swept = (pressing >= BREACH_DEPTH_SPEED.value) & (fast >= BREACH_SPEED.value)
    return np.asarray(swept), np.asarray(np.isnan(pressing) | np.isnan(fast))


def mortality_standard_method(*, depth: npt.ArrayLike, rise_rate: npt.ArrayLike) -> Floats:
    """Mortality by the older Dutch form, for comparison.

    Parameters
    ----------
    depth
        Water depth [m]; 0 or below gives 0.
    rise_rate
        Rate of rise [m/s].

    Returns
    -------
    ndarray
        Share of the exposed people, 0 to 1.

    Notes
    -----
    From 0.5 m/h and between 1.5 and 4.7 m: ``1.45e-3 exp(1.39 h)``, 1 above 4.7 m; else
    ``1.34e-3 exp(0.59 h)``. Factors and zones secondary, the exponent 1.39 from continuity at 4.7 m, the
    exponent 0.59 [unverified].

    References
    ----------
    Jonkman 2001; Rijkswaterstaat 2004, Standaardmethode Schade en Slachtoffers.

    Examples
    --------
    >>> round(float(mortality_standard_method(depth=3.0, rise_rate=4.0 / 3600)), 7)
    0.0938374
    """
    deep, rate = numbers("depth", depth), numbers("rise_rate", rise_rate)
    rapid = (rate >= SLOW_RISE.value) & (deep >= 1.5)
    fast = np.where(deep > 4.7, 1.0, 1.45e-3 * np.exp(1.39 * np.minimum(deep, 4.7)))
    slow = 1.34e-3 * np.exp(0.59 * np.minimum(deep, 11.0))
    share = np.where(deep <= 0.0, 0.0, np.minimum(np.where(rapid, fast, slow), 1.0))
    return np.asarray(np.where(np.isnan(rate), np.nan, share), dtype=np.float64)


def mortality_logistic(*, depth: npt.ArrayLike) -> Floats:
    """Mortality by a worldwide fit, for comparison; not for Dutch use.

    Parameters
    ----------
    depth
        Water depth [m]; 0 or below gives 0.

    Returns
    -------
    ndarray
        Share of the exposed people, 0 to 1.

    References
    ----------
    World Bank toolbox, attributed to Jonkman 2008: ``0.985 / (1 + exp(6.32 - 1.412 h))``.

    Examples
    --------
    >>> round(float(mortality_logistic(depth=3.0)), 6)
    0.109002
    """
    deep = numbers("depth", depth)
    share = 0.985 / (1.0 + np.exp(6.32 - 1.412 * np.maximum(deep, 0.0)))
    return np.asarray(np.where(deep <= 0.0, 0.0, share), dtype=np.float64)
