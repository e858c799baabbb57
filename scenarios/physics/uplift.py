"""Water pressure below the ground behind a dike: how much arrives, when the ground lifts and sand heaves.

A pipe needs both, and then has to grow back below the dike (`scenarios.physics.piping`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter
from scenarios.physics.elementwise import each

__all__ = [
    "HEAVE_LIMIT",
    "HEAVE_LIMIT_SCREEN",
    "WATER_WEIGHT",
    "aquifer_response",
    "exit_head",
    "heave_gradient",
    "leakage_length",
    "uplift_factor",
]

Floats = npt.NDArray[np.float64]

WATER_WEIGHT = 9810.0
"""Weight of water [N/m3]."""

HEAVE_LIMIT = Parameter(0.3, "1", "WBI 2017", "verified")
HEAVE_LIMIT_SCREEN = Parameter(0.5, "1", "WBI 2017, behind a seepage screen", "verified")


def exit_head(*, level: npt.ArrayLike, exit_level: npt.ArrayLike, response: npt.ArrayLike) -> Floats:
    """Head in the aquifer below the place behind a dike where water may come out.

    Parameters
    ----------
    level
        Water before the dike [m NAP].
    exit_level
        Ground or ditch level at the exit [m NAP].
    response
        Part of the difference that arrives below the exit [1], 0 to 1, see `aquifer_response`.

    Returns
    -------
    ndarray
        Head [m NAP].

    References
    ----------
    TAW 2004, Technisch rapport waterspanningen bij dijken.

    Examples
    --------
    >>> float(exit_head(level=5.0, exit_level=1.0, response=0.5))
    3.0
    """
    bottom = numbers("exit_level", exit_level)
    arrives = numbers("response", response, least=0.0, most=1.0)
    return np.asarray(bottom + arrives * (numbers("level", level) - bottom), dtype=np.float64)


def uplift_factor(
    *,
    level: npt.ArrayLike,
    exit_level: npt.ArrayLike,
    response: npt.ArrayLike,
    cover_thickness: npt.ArrayLike,
    cover_weight: npt.ArrayLike,
) -> Floats:
    """Weight of the cover layer below water over the excess pressure at its base.

    Parameters
    ----------
    level, exit_level, response
        As in `exit_head`.
    cover_thickness
        Thickness of the cover layer [m], >= 0.
    cover_weight
        Its saturated weight [N/m3], at least that of water.

    Returns
    -------
    ndarray
        Factor [1]: the layer lifts below 1 (or below the safety asked for); infinite without pressure, 0
        without a cover: there is nothing to lift.

    Notes
    -----
    ``d (gamma_sat - gamma_w) / (gamma_w (phi - h_exit))``.

    References
    ----------
    TAW 1999, Technisch rapport zandmeevoerende wellen (uplift).

    Examples
    --------
    >>> clay = {"cover_thickness": 2.0, "cover_weight": 17e3}
    >>> round(float(uplift_factor(level=5.0, exit_level=1.0, response=0.5, **clay)), 6)
    0.732926
    """
    return each(
        "uplift_factor",
        numbers("level", level),
        numbers("exit_level", exit_level),
        numbers("response", response, least=0.0, most=1.0),
        numbers("cover_thickness", cover_thickness, least=0.0),
        numbers("cover_weight", cover_weight, least=WATER_WEIGHT),
    )


def heave_gradient(
    *,
    level: npt.ArrayLike,
    exit_level: npt.ArrayLike,
    response: npt.ArrayLike,
    cover_thickness: npt.ArrayLike,
) -> Floats:
    """Upward gradient through the cover layer at the exit.

    Parameters
    ----------
    level, exit_level, response, cover_thickness
        As in `uplift_factor`.

    Returns
    -------
    ndarray
        Gradient [1], 0 without pressure and infinite without a cover; sand heaves above `HEAVE_LIMIT`, or
        above `HEAVE_LIMIT_SCREEN` behind a seepage screen.

    Notes
    -----
    ``(phi - h_exit) / d``.

    References
    ----------
    TAW 1999, Technisch rapport zandmeevoerende wellen (heave).

    Examples
    --------
    >>> float(heave_gradient(level=5.0, exit_level=1.0, response=0.5, cover_thickness=4.0))
    0.5
    """
    return each(
        "heave_gradient",
        numbers("level", level),
        numbers("exit_level", exit_level),
        numbers("response", response, least=0.0, most=1.0),
        numbers("cover_thickness", cover_thickness, least=0.0),
    )


def leakage_length(
    *, permeability: npt.ArrayLike, thickness: npt.ArrayLike, resistance: npt.ArrayLike
) -> Floats:
    """Distance over which the head in an aquifer fades through the layer that covers it.

    Parameters
    ----------
    permeability, thickness
        Of the aquifer, k [m/s] and D [m], >= 0.
    resistance
        Hydraulic resistance of the cover layer, c [s], >= 0.

    Returns
    -------
    ndarray
        ``lambda = sqrt(k D c)`` [m].

    References
    ----------
    TAW 2004, Technisch rapport waterspanningen bij dijken.

    Examples
    --------
    >>> day = 86_400.0
    >>> round(float(leakage_length(permeability=40.0 / day, thickness=20.0, resistance=500.0 * day)), 3)
    632.456
    """
    transmissivity = numbers("permeability", permeability, least=0.0) * numbers(
        "thickness", thickness, least=0.0
    )
    return np.asarray(
        np.sqrt(transmissivity * numbers("resistance", resistance, least=0.0)), dtype=np.float64
    )


def aquifer_response(
    *,
    leakage_length: npt.ArrayLike,
    foreland: npt.ArrayLike,
    base: npt.ArrayLike,
    hinterland: npt.ArrayLike | None = None,
) -> Floats:
    """Part of the head over a dike that arrives in the aquifer below its inner toe.

    Parameters
    ----------
    leakage_length
        Of the cover layer on both sides [m], >= 0, see the function `leakage_length`; 0 without a cover,
        where no head builds up.
    foreland
        Width of covered ground before the dike [m], >= 0.
    base
        Width of the dike on its base [m], >= 0.
    hinterland
        Width of covered ground behind it [m], > 0; None where it goes on.

    Returns
    -------
    ndarray
        Response r [1], 0 to 1: ``W3 / (W1 + L2 + W3)`` with ``W = lambda tanh(L / lambda)`` on either side.

    References
    ----------
    TAW 2004, Technisch rapport waterspanningen bij dijken (steady flow, three stretches).

    Examples
    --------
    >>> round(float(aquifer_response(leakage_length=632.456, foreland=300.0, base=50.0)), 6)
    0.657567
    """
    fading = numbers("leakage_length", leakage_length, least=0.0)
    scale = np.where(fading == 0.0, 1.0, fading)
    before = fading * np.tanh(numbers("foreland", foreland, least=0.0) / scale)
    behind = fading
    if hinterland is not None:
        behind = fading * np.tanh(numbers("hinterland", hinterland, above=0.0) / scale)
    whole = before + numbers("base", base, least=0.0) + behind
    return np.asarray(behind / np.where(whole == 0.0, 1.0, whole), dtype=np.float64)
