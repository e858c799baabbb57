"""Reinforcing a dike in soil: the base that height, stability and piping ask for, and its section.

The base is measured from the outer edge of today's crest to the inner toe. The largest of the three bases
sets the width; where piping asks for more than the body needs, the rest is a low berm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter

__all__ = [
    "BERM_PER_WIDTH",
    "HIGHEST_BERM",
    "LOWEST_BERM",
    "BaseLengths",
    "SoilSection",
    "base_lengths",
    "raised_area",
    "raised_width",
    "soil_reinforcement",
]

Floats = npt.NDArray[np.float64]

_SOURCE = "KOSWAT 0.17, soil reinforcement (Deltares)"
LOWEST_BERM = Parameter(0.5, "m", _SOURCE, "verified")
"""Least height of a berm against piping."""
BERM_PER_WIDTH = Parameter(0.05, "1", _SOURCE, "verified")
"""Height of a berm against piping per metre of its width: it must drain."""
HIGHEST_BERM = Parameter(0.4, "1", _SOURCE, "verified")
"""Largest height of a berm against piping per dike height; a higher one counts for stability."""


@dataclass(frozen=True, slots=True)
class BaseLengths:
    """Bases from today's outer crest edge to the inner toe [m]: today's, and what each need asks for."""

    old: Floats
    height: Floats
    stability: Floats
    piping: Floats


@dataclass(frozen=True, slots=True)
class SoilSection:
    """Inner side of a reinforced dike.

    Parameters
    ----------
    inner_slope
        Cotangent [1].
    berm_width, berm_height
        Of the inner berm, above the inner toe [m]; 0 without one.
    growth
        Widening of the base [m]; by it both toes together move apart.
    """

    inner_slope: Floats
    berm_width: Floats
    berm_height: Floats
    growth: Floats


def base_lengths(
    *,
    height: npt.ArrayLike,
    crest_width: npt.ArrayLike,
    outer_slope: npt.ArrayLike,
    inner_slope: npt.ArrayLike,
    berm_width: npt.ArrayLike = 0.0,
    berm_height: npt.ArrayLike = 0.0,
    heightening: npt.ArrayLike = 0.0,
    stability: npt.ArrayLike = 0.0,
    piping: npt.ArrayLike = 0.0,
) -> BaseLengths:
    """Length of base that a dike has, and that its raise, its stability and piping ask for.

    Parameters
    ----------
    height
        Crest above the inner toe today H [m], > 0.
    crest_width
        B [m], >= 0; it stays.
    outer_slope
        Cotangent m_o of the new outer slope, > 0, up which the raised crest moves inward.
    inner_slope
        Cotangent m_i of today's inner slope, > 0.
    berm_width, berm_height
        Inner berm of today b and its height above the inner toe [m], >= 0.
    heightening, stability, piping
        Raise of the crest dH, and extra base for stability dS and for piping dP [m], >= 0.

    Returns
    -------
    BaseLengths
        ``old = B + H m_i + b``, ``height = dH m_o + B + (H + dH) m_i``, ``stability = B + H m_i + dS`` (+ b
        where the berm is higher than 0.4 H), ``piping = old + dP`` [m].

    Raises
    ------
    ValueError
        When an argument cannot be.

    References
    ----------
    KOSWAT 0.17 (Deltares), soil reinforcement.

    Examples
    --------
    >>> found = base_lengths(
    ...     height=1.39, crest_width=3.97, outer_slope=3.52, inner_slope=2.4,
    ...     heightening=0.5, stability=10.0, piping=50.0,
    ... )
    >>> [round(float(base), 3) for base in (found.old, found.height, found.stability, found.piping)]
    [7.306, 10.266, 17.306, 57.306]
    """
    given = _section(
        height, crest_width, outer_slope, inner_slope, berm_width, berm_height, heightening, stability, piping
    )
    old, raised, stable = _run(given)[4:]
    return BaseLengths(old=old, height=raised, stability=stable, piping=old + given[8])


def soil_reinforcement(
    *,
    height: npt.ArrayLike,
    crest_width: npt.ArrayLike,
    outer_slope: npt.ArrayLike,
    inner_slope: npt.ArrayLike,
    berm_width: npt.ArrayLike = 0.0,
    berm_height: npt.ArrayLike = 0.0,
    heightening: npt.ArrayLike = 0.0,
    stability: npt.ArrayLike = 0.0,
    piping: npt.ArrayLike = 0.0,
) -> SoilSection:
    """Design the inner side of a dike in soil.

    Parameters
    ----------
    height, crest_width, outer_slope, inner_slope, berm_width, berm_height
        As in `base_lengths`.
    heightening, stability, piping
        As there. NaN of the last two: not known and left out, so that the growth is what is needed at least.

    Returns
    -------
    SoilSection
        Today's section where nothing is needed; NaN where something else is not known.

    Raises
    ------
    ValueError
        When an argument cannot be.

    Notes
    -----
    The largest base sets the width. Where it is that of piping, what it has more than the others is a berm of
    height ``min(max(0.5 m, 0.05 width, a berm that is made wider), 0.4 (H + dH))``. Else, where it is that of
    stability, the slope flattens, or a berm that counts for stability grows. Else the slope stays.

    References
    ----------
    KOSWAT 0.17 (Deltares), soil reinforcement.

    Examples
    --------
    >>> found = soil_reinforcement(
    ...     height=1.39, crest_width=3.97, outer_slope=3.52, inner_slope=2.4,
    ...     heightening=0.5, stability=10.0, piping=50.0,
    ... )
    >>> round(float(found.inner_slope), 6), float(found.berm_width), round(float(found.berm_height), 3)
    (6.124868, 40.0, 0.756)
    """
    given = _section(
        height, crest_width, outer_slope, inner_slope, berm_width, berm_height, heightening, stability, piping
    )
    slope, berm, rise, growth = _run(given)[:4]
    return SoilSection(slope, berm, rise, growth)


def raised_width(
    *, heightening: npt.ArrayLike, outer_slope: npt.ArrayLike, inner_slope: npt.ArrayLike
) -> Floats:
    """How much wider a dike gets by its raise alone, at the same slopes.

    Parameters
    ----------
    heightening
        Raise of the crest dH [m], >= 0.
    outer_slope, inner_slope
        Cotangents, > 0.

    Returns
    -------
    ndarray
        ``dH (m_o + m_i)`` [m].

    Examples
    --------
    >>> float(raised_width(heightening=1.0, outer_slope=3.0, inner_slope=3.0))
    6.0
    """
    slopes = numbers("outer_slope", outer_slope, above=0.0) + numbers("inner_slope", inner_slope, above=0.0)
    return np.asarray(numbers("heightening", heightening, least=0.0) * slopes, dtype=np.float64)


def raised_area(
    *,
    height: npt.ArrayLike,
    crest_width: npt.ArrayLike,
    outer_slope: npt.ArrayLike,
    inner_slope: npt.ArrayLike,
    heightening: npt.ArrayLike,
) -> Floats:
    """Earth that a raise at the same slopes takes, for a dike without berms on level ground.

    Parameters
    ----------
    height, crest_width, outer_slope, inner_slope, heightening
        As in `base_lengths`; the height is that on both sides.

    Returns
    -------
    ndarray
        ``dH (B + (m_o + m_i) (H + dH / 2))`` [m2], per metre of dike m3.

    Examples
    --------
    >>> dike = {"height": 5.0, "crest_width": 5.0, "outer_slope": 3.0, "inner_slope": 3.0}
    >>> raised_area(heightening=[0.5, 1.0, 2.0, 3.0], **dike).tolist()
    [18.25, 38.0, 82.0, 132.0]
    """
    raised = numbers("heightening", heightening, least=0.0)
    wider = raised_width(heightening=raised, outer_slope=outer_slope, inner_slope=inner_slope)
    mean = numbers("height", height, above=0.0) + 0.5 * raised
    return np.asarray(
        raised * numbers("crest_width", crest_width, least=0.0) + wider * mean, dtype=np.float64
    )


def _run(given: list[Floats]) -> Floats:
    from scenarios.kernels.dike_soil import soil_rules

    out = np.empty((7, given[0].size))
    soil_rules(np.stack([part.ravel() for part in given]), out)
    return out.reshape(7, *given[0].shape)


def _section(*given: npt.ArrayLike) -> list[Floats]:
    """Arguments of the rule in its order, checked and of one shape."""
    bounds: tuple[tuple[str, dict[str, float]], ...] = (
        ("height", {"above": 0.0}),
        ("crest_width", {"least": 0.0}),
        ("outer_slope", {"above": 0.0}),
        ("inner_slope", {"above": 0.0}),
        ("berm_width", {"least": 0.0}),
        ("berm_height", {"least": 0.0}),
        ("heightening", {"least": 0.0}),
        ("stability", {"least": 0.0}),
        ("piping", {"least": 0.0}),
    )
    found = [numbers(name, value, **bound) for (name, bound), value in zip(bounds, given, strict=True)]
    return [np.asarray(part) for part in np.broadcast_arrays(*found)]
