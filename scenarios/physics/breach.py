"""Growth of a breach in a dike of sand or clay: Verheij and Van der Knaap, and a law of time alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import GRAVITY, SECONDS_PER_HOUR, Parameter

__all__ = [
    "DEEPENING_TIME",
    "MATERIALS",
    "START_WIDTH",
    "Material",
    "breach_crest",
    "breach_width",
    "widening_rate",
    "width_by_time",
]

Floats = npt.NDArray[np.float64]

_F1, _F2 = 1.3, 0.04
"""Factors of Verheij and Van der Knaap 2003 [1]; they hold for time in hours."""


@dataclass(frozen=True, slots=True)
class Material:
    """What a dike is made of, as its breach feels it.

    Parameters
    ----------
    critical_velocity
        Flow velocity at which the material starts to erode [m/s].
    largest_width
        Width beyond which a breach was not seen to grow [m].
    growth, delay
        Factor [m] and time [s] of the law of time alone, ``growth ln(t / delay)``.
    """

    critical_velocity: Parameter
    largest_width: Parameter
    growth: Parameter
    delay: Parameter


_VERHEIJ = "Verheij and Van der Knaap 2003"
_KNAAP = "Van der Knaap 2000"

MATERIALS: dict[str, Material] = {
    "sand": Material(
        critical_velocity=Parameter(0.2, "m/s", _VERHEIJ, "verified"),
        largest_width=Parameter(200.0, "m", _KNAAP, "verified"),
        growth=Parameter(67.0, "m", _KNAAP, "verified"),
        delay=Parameter(522.0, "s", _KNAAP, "verified"),
    ),
    "clay": Material(
        critical_velocity=Parameter(0.5, "m/s", _VERHEIJ, "verified"),
        largest_width=Parameter(75.0, "m", _KNAAP, "verified"),
        growth=Parameter(20.0, "m", _KNAAP, "verified"),
        delay=Parameter(288.0, "s", _KNAAP, "verified"),
    ),
}
"""Dike materials by name."""

START_WIDTH = Parameter(10.0, "m", "Dutch practice, VNK2 and LIWO", "unverified")
"""Width with which a breach starts."""
DEEPENING_TIME = Parameter(900.0, "s", "Dutch practice, VNK2 and LIWO, 10 to 15 minutes", "unverified")
"""Time in which the crest sinks to its lowest level, before the breach widens."""


def breach_width(
    *, time: npt.ArrayLike, head_difference: npt.ArrayLike, critical_velocity: npt.ArrayLike
) -> Floats:
    """Width of a breach under a head difference that stays the same.

    Parameters
    ----------
    time
        Time since the widening started [s], >= 0.
    head_difference
        Level outside above the higher of the level inside and the sill [m]; no growth at 0 or below.
    critical_velocity
        Critical velocity of the material [m/s], > 0: sand 0.2, clay 0.5.

    Returns
    -------
    ndarray
        Width [m]; it starts from 0. The fit covers widths up to 200 to 400 m.

    Notes
    -----
    ``B = f1 g^0.5 dH^1.5 / u_c log10(1 + f2 g t / u_c)``, f1 = 1.3, f2 = 0.04, with t in **hours** in the
    formula. Where the head difference varies, integrate `widening_rate`.

    References
    ----------
    Verheij and Van der Knaap 2003, Modification breach growth model in HIS-OM, WL Delft Hydraulics.

    Examples
    --------
    >>> round(float(breach_width(time=3600.0, head_difference=3.0, critical_velocity=0.2)), 4)
    49.8873
    """
    hours = numbers("time", time, least=0.0) / SECONDS_PER_HOUR
    head = np.maximum(numbers("head_difference", head_difference), 0.0)
    critical = numbers("critical_velocity", critical_velocity, above=0.0)
    width = _F1 * math.sqrt(GRAVITY) * head**1.5 / critical * np.log10(1.0 + _F2 * GRAVITY * hours / critical)
    return np.asarray(width, dtype=np.float64)


def widening_rate(
    *, time: npt.ArrayLike, head_difference: npt.ArrayLike, critical_velocity: npt.ArrayLike
) -> Floats:
    """How fast a breach widens; the form to use where the head difference varies.

    Parameters
    ----------
    time
        Time since the widening started [s], >= 0.
    head_difference
        Level outside above the higher of the level inside and the sill [m]; 0 or below gives no growth, so
        that water running back out does not widen the breach.
    critical_velocity
        Critical velocity of the material [m/s], > 0.

    Returns
    -------
    ndarray
        Rate [m/s].

    Notes
    -----
    The time derivative of `breach_width`:
    ``dB/dt = f1 f2 / ln 10 (g dH)^1.5 / u_c^2 / (1 + f2 g t / u_c)`` in m per hour, t in hours. The closed
    form starts from 0, this one adds to whatever width the breach started with.

    References
    ----------
    Verheij and Van der Knaap 2003, Modification breach growth model in HIS-OM, WL Delft Hydraulics.

    Examples
    --------
    >>> rate = widening_rate(time=3600.0, head_difference=3.0, critical_velocity=0.5)
    >>> round(float(rate) * 3600, 4)
    8.0806
    """
    hours = numbers("time", time, least=0.0) / SECONDS_PER_HOUR
    head = np.maximum(numbers("head_difference", head_difference), 0.0)
    critical = numbers("critical_velocity", critical_velocity, above=0.0)
    per_hour = _F1 * _F2 / math.log(10.0) * (GRAVITY * head) ** 1.5 / critical**2
    per_hour = per_hour / (1.0 + _F2 * GRAVITY * hours / critical)
    return np.asarray(per_hour / SECONDS_PER_HOUR, dtype=np.float64)


def breach_crest(
    *,
    time: npt.ArrayLike,
    crest_level: npt.ArrayLike,
    lowest_level: npt.ArrayLike,
    deepening_time: npt.ArrayLike = DEEPENING_TIME.value,
) -> Floats:
    """Level of the sill of a breach while it deepens: linear in time, then it stays.

    Parameters
    ----------
    time
        Time since the breach started [s]; before it, below 0, the dike is whole.
    crest_level
        Crest of the dike [m NAP].
    lowest_level
        Level that it sinks to [m NAP]: the higher of the polder's ground and the foreland.
    deepening_time
        Time that takes [s], >= 0; 900 s by Dutch practice [unverified].

    Returns
    -------
    ndarray
        Level of the sill [m NAP].

    References
    ----------
    Verheij and Van der Knaap 2003, Modification breach growth model in HIS-OM, phase 1.

    Examples
    --------
    >>> float(breach_crest(time=450.0, crest_level=4.0, lowest_level=-1.0))
    1.5
    """
    top, low = numbers("crest_level", crest_level), numbers("lowest_level", lowest_level)
    lasting = numbers("deepening_time", deepening_time, least=0.0)
    passed = numbers("time", time)
    share = np.where(passed >= lasting, 1.0, passed / np.where(lasting == 0.0, 1.0, lasting))
    return np.asarray(top + np.clip(share, 0.0, 1.0) * (np.minimum(low, top) - top), dtype=np.float64)


def width_by_time(*, time: npt.ArrayLike, material: str) -> Floats:
    """Width of a breach by its age alone, whatever the head.

    Parameters
    ----------
    time
        Time since the breach started [s].
    material
        ``sand`` or ``clay``.

    Returns
    -------
    ndarray
        Width [m], 0 before the law starts, at most 200 m (sand) or 75 m (clay).

    Raises
    ------
    ValueError
        When the material is not in `MATERIALS`.

    References
    ----------
    Van der Knaap 2000, Breach growth (Bresgroei), WL Delft Hydraulics: sand ``67 ln(t / 522)``, clay
    ``20 ln(t / 288)``.

    Examples
    --------
    >>> round(float(width_by_time(time=3600.0, material="sand")), 3)
    129.378
    """
    if material not in MATERIALS:
        raise ValueError(f"material is one of {', '.join(MATERIALS)}, not {material!r}")
    kind = MATERIALS[material]
    age = np.maximum(numbers("time", time), kind.delay.value)
    width = kind.growth.value * np.log(age / kind.delay.value)
    return np.asarray(np.minimum(width, kind.largest_width.value), dtype=np.float64)
