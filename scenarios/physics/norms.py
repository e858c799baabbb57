"""Safety norms of primary defences: from the norm of a whole stretch to what one cross-section must reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter

__all__ = [
    "FAILURE_BUDGET",
    "LENGTH_EFFECTS",
    "NORM_CLASSES",
    "SAFETY_CALIBRATIONS",
    "LengthEffect",
    "SafetyCalibration",
    "calibrated_safety",
    "length_effect",
    "reliability_index",
    "section_requirement",
]

Floats = npt.NDArray[np.float64]

NORM_CLASSES = (100, 300, 1000, 3000, 10_000, 30_000, 100_000, 1_000_000)
"""Return periods of the classes of the Waterwet of 2017 [years]: signal value and lower limit alike."""

_WBI = "WBI 2017 and OI 2014"
FAILURE_BUDGET: dict[str, Parameter] = {
    "height": Parameter(0.24, "1", _WBI, "verified"),
    "piping": Parameter(0.24, "1", _WBI, "verified"),
    "stability": Parameter(0.04, "1", _WBI, "verified"),
    "revetment": Parameter(0.10, "1", _WBI, "unverified"),
}
"""Share of the norm that each way of failing may take; structures and the rest take what is left."""


@dataclass(frozen=True, slots=True)
class LengthEffect:
    """How the chance to fail grows with length: ``a`` is the sensitive part [1], ``b`` its pieces [m]."""

    a: Parameter
    b: Parameter


LENGTH_EFFECTS: dict[str, LengthEffect] = {
    "piping-upper-rivers": LengthEffect(
        Parameter(0.9, "1", _WBI, "verified"), Parameter(300.0, "m", _WBI, "verified")
    ),
    "piping": LengthEffect(Parameter(0.4, "1", _WBI, "verified"), Parameter(300.0, "m", _WBI, "verified")),
    "stability": LengthEffect(
        Parameter(0.033, "1", _WBI, "verified"), Parameter(50.0, "m", _WBI, "verified")
    ),
}
"""Length effects of the mechanisms of soil; for height N is 1 to 3, by the scatter of dike orientations."""


@dataclass(frozen=True, slots=True)
class SafetyCalibration:
    """Numbers of a safety factor ``start exp(by_section beta_section - by_norm beta_norm)``."""

    start: Parameter
    by_section: Parameter
    by_norm: Parameter


def _calibration(*values: float) -> SafetyCalibration:
    source = "WBI 2017, read in the tools that apply it"
    return SafetyCalibration(*(Parameter(value, "1", source, "secondary") for value in values))


SAFETY_CALIBRATIONS: dict[str, SafetyCalibration] = {
    "piping": _calibration(1.04, 0.37, 0.43),
    "uplift": _calibration(0.48, 0.46, 0.27),
    "heave": _calibration(0.37, 0.48, 0.30),
}
"""Calibrated safety factors of the three parts of piping."""


def length_effect(*, length: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> Floats:
    """How many times a whole stretch is more likely to fail than one cross-section.

    Parameters
    ----------
    length
        Length of the stretch [m], >= 0.
    a
        Part of it that is sensitive [1], 0 to 1.
    b
        Length over which the strength is alike [m], > 0.

    Returns
    -------
    ndarray
        ``N = 1 + a L / b`` [1].

    References
    ----------
    Rijkswaterstaat 2014, Ontwerpinstrumentarium OI2014.

    Examples
    --------
    >>> round(float(length_effect(length=20_000.0, a=0.9, b=300.0)), 9)
    61.0
    """
    pieces = numbers("length", length, least=0.0) / numbers("b", b, above=0.0)
    return np.asarray(1.0 + numbers("a", a, least=0.0, most=1.0) * pieces, dtype=np.float64)


def section_requirement(*, norm: npt.ArrayLike, share: npt.ArrayLike, length_effect: npt.ArrayLike) -> Floats:
    """Probability of failure that one cross-section may have by one mechanism.

    Parameters
    ----------
    norm
        Probability of flooding that the stretch may have [1/year], above 0 and at most 1; for design the
        lower limit.
    share
        Part of it for the mechanism [1], above 0 and at most 1, see `FAILURE_BUDGET`.
    length_effect
        N [1], >= 1, see the function `length_effect`.

    Returns
    -------
    ndarray
        ``share norm / N`` [1/year]. For height its inverse is the return period of the design level.

    References
    ----------
    Rijkswaterstaat 2014, Ontwerpinstrumentarium OI2014.

    Examples
    --------
    >>> f"{float(section_requirement(norm=1e-4, share=0.24, length_effect=61.0)):.5e}"
    '3.93443e-07'
    """
    allowed = numbers("norm", norm, above=0.0, most=1.0) * numbers("share", share, above=0.0, most=1.0)
    return np.asarray(allowed / numbers("length_effect", length_effect, least=1.0), dtype=np.float64)


def reliability_index(*, probability: npt.ArrayLike) -> Floats:
    """Reliability index beta of a probability of failure.

    Parameters
    ----------
    probability
        Probability [1], above 0 and at most 0.999.

    Returns
    -------
    ndarray
        Quantile of the standard normal distribution with its sign turned [1].

    References
    ----------
    EN 1990, annex C.

    Examples
    --------
    >>> round(float(reliability_index(probability=3.93443e-7)), 5)
    4.93859
    """
    from scipy.special import ndtri

    return np.asarray(-ndtri(numbers("probability", probability, above=0.0, most=0.999)), dtype=np.float64)


def calibrated_safety(
    *, section_index: npt.ArrayLike, norm_index: npt.ArrayLike, mechanism: str = "piping"
) -> Floats:
    """Safety factor with which a section meets its requirement, by the calibration of the assessment rules.

    Parameters
    ----------
    section_index
        Reliability index that the section must have [1].
    norm_index
        Reliability index of the norm of the whole stretch [1].
    mechanism
        ``piping``, ``uplift`` or ``heave``.

    Returns
    -------
    ndarray
        Factor on the strength [1].

    Raises
    ------
    ValueError
        When the mechanism is not in `SAFETY_CALIBRATIONS`, or an argument cannot be.

    References
    ----------
    Rijkswaterstaat 2017, Wettelijk beoordelingsinstrumentarium WBI 2017.

    Examples
    --------
    >>> round(float(calibrated_safety(section_index=4.93859, norm_index=3.71902)), 4)
    1.3065
    """
    if mechanism not in SAFETY_CALIBRATIONS:
        raise ValueError(f"mechanism is one of {', '.join(SAFETY_CALIBRATIONS)}, not {mechanism!r}")
    given = SAFETY_CALIBRATIONS[mechanism]
    section = given.by_section.value * numbers("section_index", section_index)
    norm = given.by_norm.value * numbers("norm_index", norm_index)
    return np.asarray(given.start.value * np.exp(section - norm), dtype=np.float64)
