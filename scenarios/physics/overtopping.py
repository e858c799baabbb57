"""Waves over a dike: mean overtopping discharge, the freeboard it needs, and overflow with waves on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.elementwise import each
from scenarios.physics.weir import overflow

__all__ = [
    "FORMULAS",
    "Formula",
    "breaker_parameter",
    "obliqueness_factor",
    "overflow_and_overtopping",
    "overtopping_discharge",
    "required_freeboard",
]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Formula:
    """Coefficients of an overtopping formula for a smooth slope.

    Parameters
    ----------
    breaking, breaking_factor
        C1 in the exponent and C4 before it, for breaking waves [1].
    largest, largest_factor
        C3 in the exponent and C2 before it, the largest discharge of non-breaking waves [1].
    power
        Power of the relative freeboard in both exponents [1].
    source
        Where they stand.
    """

    breaking: float
    breaking_factor: float
    largest: float
    largest_factor: float
    power: float
    source: str

    @property
    def coefficients(self) -> tuple[float, float, float, float, float]:
        """C1, C4, C2, C3 and the power, in the order of the kernels."""
        return self.breaking, self.breaking_factor, self.largest_factor, self.largest, self.power


FORMULAS: dict[str, Formula] = {
    "eurotop-mean": Formula(2.7, 0.023, 1.5, 0.09, 1.3, "EurOtop 2018 eq. 5.10 and 5.11"),
    "eurotop-design": Formula(
        2.5,
        0.026,
        1.35,
        0.1035,
        1.3,
        "EurOtop 2018 eq. 5.10 and 5.11, coefficients for design and assessment",
    ),
    "taw-mean": Formula(4.75, 0.067, 2.6, 0.2, 1.0, "TAW 2002, mean"),
    "taw-design": Formula(4.3, 0.067, 2.3, 0.2, 1.0, "TAW 2002, design"),
}
"""Formulas by name; design means mean plus one standard deviation."""


def breaker_parameter(
    *, wave_height: npt.ArrayLike, wave_period: npt.ArrayLike, cot_slope: npt.ArrayLike
) -> Floats:
    """How waves break on a slope (Iribarren number, surf similarity).

    Parameters
    ----------
    wave_height
        Spectral wave height Hm0 at the toe [m], > 0.
    wave_period
        Spectral period Tm-1,0 [s], > 0.
    cot_slope
        Cotangent of the slope [1], > 0; fitted for 2 to 7.

    Returns
    -------
    ndarray
        ``tan(alpha) / sqrt(Hm0 / L0)`` with ``L0 = g T^2 / (2 pi)`` [1]; the formulas hold below about 5.

    References
    ----------
    EurOtop 2018 eq. 5.1 and 5.2.

    Examples
    --------
    >>> round(float(breaker_parameter(wave_height=1.5, wave_period=5.0, cot_slope=3.0)), 5)
    1.70039
    """
    return each(
        "breaker_parameter",
        numbers("wave_height", wave_height, above=0.0),
        numbers("wave_period", wave_period, above=0.0),
        numbers("cot_slope", cot_slope, above=0.0),
    )


def obliqueness_factor(*, angle_degrees: npt.ArrayLike) -> Floats:
    """Influence of waves that come in at an angle, gamma-beta for discharges.

    Parameters
    ----------
    angle_degrees
        Angle between the waves and the normal of the dike [degrees]; taken as 80 beyond 80.

    Returns
    -------
    ndarray
        Factor [1], 1 straight on.

    References
    ----------
    EurOtop 2018, ``1 - 0.0033 |beta|`` for short-crested waves, 0 to 80 degrees.

    Examples
    --------
    >>> float(obliqueness_factor(angle_degrees=30.0))
    0.901
    """
    angle = np.minimum(np.abs(numbers("angle_degrees", angle_degrees)), 80.0)
    return np.asarray(1.0 - 0.0033 * angle, dtype=np.float64)


def _waves_on_slope(
    wave_height: npt.ArrayLike,
    wave_period: npt.ArrayLike,
    cot_slope: npt.ArrayLike,
    formula: str,
    factors: Sequence[npt.ArrayLike],
) -> tuple[npt.ArrayLike, ...]:
    """Arguments of the kernels after the first one."""
    if formula not in FORMULAS:
        raise ValueError(f"formula is one of {', '.join(FORMULAS)}, not {formula!r}")
    roughness, obliqueness, berm, wall, crest = (
        numbers(f"{name}_factor", factor, above=0.0)
        for name, factor in zip(("roughness", "obliqueness", "berm", "wall", "crest"), factors, strict=True)
    )
    return (
        numbers("wave_height", wave_height, least=0.0),
        numbers("wave_period", wave_period, above=0.0),
        numbers("cot_slope", cot_slope, above=0.0),
        berm,
        roughness * obliqueness * wall,
        roughness * obliqueness * crest,
        *FORMULAS[formula].coefficients,
    )


def overtopping_discharge(
    *,
    freeboard: npt.ArrayLike,
    wave_height: npt.ArrayLike,
    wave_period: npt.ArrayLike,
    cot_slope: npt.ArrayLike,
    formula: str = "eurotop-mean",
    roughness_factor: npt.ArrayLike = 1.0,
    obliqueness_factor: npt.ArrayLike = 1.0,
    berm_factor: npt.ArrayLike = 1.0,
    wall_factor: npt.ArrayLike = 1.0,
    crest_factor: npt.ArrayLike = 1.0,
) -> Floats:
    """Mean discharge that waves bring over each metre of a smooth dike.

    Parameters
    ----------
    freeboard
        Crest above still water Rc [m]; below 0 counts as 0 (see `overflow_and_overtopping`). Formulas were
        fitted for 0.5 to 3.5 wave heights, and hold at 0 (EurOtop).
    wave_height
        Spectral wave height Hm0 at the toe [m]; 0 gives no discharge.
    wave_period
        Spectral period Tm-1,0 [s], > 0.
    cot_slope
        Cotangent of the slope [1], > 0; fitted for 2 to 7.
    formula
        ``eurotop-mean``, ``eurotop-design``, ``taw-mean`` or ``taw-design``.
    roughness_factor, obliqueness_factor, berm_factor, wall_factor, crest_factor
        Influence factors [1], > 0: gamma-f (1 for grass and asphalt), gamma-beta, gamma-b, gamma-v of a wall
        (breaking waves), and gamma-star of what stands on the crest (non-breaking waves).

    Returns
    -------
    ndarray
        Discharge [m2/s], the lower of breaking and non-breaking waves.

    Raises
    ------
    ValueError
        When the formula is not in `FORMULAS`, or an argument cannot be.

    References
    ----------
    EurOtop 2018 eq. 5.10 and 5.11 (mean), TAW 2002 with power 1.

    Examples
    --------
    >>> q = overtopping_discharge(freeboard=2.0, wave_height=1.5, wave_period=5.0, cot_slope=3.0)
    >>> round(float(q), 7)
    0.0274981
    """
    factors = (roughness_factor, obliqueness_factor, berm_factor, wall_factor, crest_factor)
    waves = _waves_on_slope(wave_height, wave_period, cot_slope, formula, factors)
    return each("overtopping", numbers("freeboard", freeboard), *waves)


def required_freeboard(
    *,
    discharge: npt.ArrayLike,
    wave_height: npt.ArrayLike,
    wave_period: npt.ArrayLike,
    cot_slope: npt.ArrayLike,
    formula: str = "eurotop-design",
    roughness_factor: npt.ArrayLike = 1.0,
    obliqueness_factor: npt.ArrayLike = 1.0,
    berm_factor: npt.ArrayLike = 1.0,
    wall_factor: npt.ArrayLike = 1.0,
    crest_factor: npt.ArrayLike = 1.0,
) -> Floats:
    """Freeboard at which waves bring no more than a discharge over a dike, in closed form.

    Parameters
    ----------
    discharge
        Discharge that is allowed [m2/s], > 0; 1 l/s per m is 0.001.
    wave_height, wave_period, cot_slope
        As in `overtopping_discharge`.
    formula
        ``eurotop-design`` unless told otherwise.
    roughness_factor, obliqueness_factor, berm_factor, wall_factor, crest_factor
        As in `overtopping_discharge`.

    Returns
    -------
    ndarray
        Crest above still water Rc [m]; 0 when the discharge is not reached at the water line, or no waves.

    Raises
    ------
    ValueError
        When the formula is not in `FORMULAS`, or an argument cannot be.

    Notes
    -----
    Inverse of `overtopping_discharge`: the lower of what both branches need.

    References
    ----------
    EurOtop 2018 eq. 5.10 and 5.11, solved for Rc.

    Examples
    --------
    >>> rc = required_freeboard(discharge=0.001, wave_height=1.5, wave_period=5.0, cot_slope=3.0)
    >>> round(float(rc), 5)
    4.09402
    """
    factors = (roughness_factor, obliqueness_factor, berm_factor, wall_factor, crest_factor)
    waves = _waves_on_slope(wave_height, wave_period, cot_slope, formula, factors)
    return each("required_freeboard", numbers("discharge", discharge, above=0.0), *waves)


def overflow_and_overtopping(
    *,
    level: npt.ArrayLike,
    crest_level: npt.ArrayLike,
    wave_height: npt.ArrayLike,
    wave_period: npt.ArrayLike,
    cot_slope: npt.ArrayLike,
    formula: str = "eurotop-mean",
    roughness_factor: npt.ArrayLike = 1.0,
    obliqueness_factor: npt.ArrayLike = 1.0,
) -> Floats:
    """Water over each metre of an intact crest: waves below the crest, overflow and waves above it.

    Parameters
    ----------
    level, crest_level
        Still water and crest [m NAP].
    wave_height, wave_period, cot_slope, formula, roughness_factor, obliqueness_factor
        As in `overtopping_discharge`; a wave height of 0 leaves the overflow.

    Returns
    -------
    ndarray
        Discharge [m2/s], continuous where the still water reaches the crest.

    References
    ----------
    EurOtop 2018, section on negative freeboard: the free weir plus the overtopping at zero freeboard.

    Examples
    --------
    >>> waves = {"wave_height": 1.5, "wave_period": 5.0, "cot_slope": 3.0}
    >>> round(float(overflow_and_overtopping(level=4.0, crest_level=6.0, **waves)), 7)
    0.0274981
    """
    by_waves = overtopping_discharge(
        freeboard=numbers("crest_level", crest_level) - numbers("level", level),
        wave_height=wave_height,
        wave_period=wave_period,
        cot_slope=cot_slope,
        formula=formula,
        roughness_factor=roughness_factor,
        obliqueness_factor=obliqueness_factor,
    )
    return np.asarray(by_waves + overflow(level=level, crest_level=crest_level), dtype=np.float64)
