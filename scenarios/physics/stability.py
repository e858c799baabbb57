"""Stability of the inner slope, as far as a closed form is honest: uplift of the ground behind a dike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter
from scenarios.physics.uplift import WATER_WEIGHT

__all__ = [
    "BERM_WEIGHT",
    "COVER_WEIGHT",
    "STABILITY_WIDTH",
    "UPLIFT_SAFETY",
    "cover_stability",
    "stability_width",
    "uplift_berm_height",
]

Floats = npt.NDArray[np.float64]

_PRACTICE = "Dutch practice"
UPLIFT_SAFETY = Parameter(1.2, "1", _PRACTICE, "unverified")
COVER_WEIGHT = Parameter(15_000.0, "N/m3", f"{_PRACTICE}, clay with peat", "unverified")
BERM_WEIGHT = Parameter(18_000.0, "N/m3", f"{_PRACTICE}, clay or sand", "unverified")
STABILITY_WIDTH: dict[bool, Parameter] = {
    True: Parameter(4.0, "1", "rule of thumb on peat and soft clay, not calibrated", "unverified"),
    False: Parameter(2.0, "1", "rule of thumb on sand and firm clay, not calibrated", "unverified"),
}
"""Width for stability over heightening, by whether the subsoil is soft."""


def cover_stability(
    *,
    head: npt.ArrayLike,
    base_level: npt.ArrayLike,
    thickness: npt.ArrayLike,
    weight: npt.ArrayLike = COVER_WEIGHT.value,
) -> Floats:
    """Weight of the cover layer behind a dike over the water pressure at its base.

    Parameters
    ----------
    head
        Head in the aquifer [m NAP].
    base_level
        Base of the cover layer [m NAP].
    thickness
        Its thickness [m], >= 0.
    weight
        Its saturated weight [N/m3], > 0.

    Returns
    -------
    ndarray
        Factor [1]: the layer floats up below 1; infinite where the head does not reach the base.

    Notes
    -----
    ``gamma_sat d / (gamma_w (phi - z_b))``.

    References
    ----------
    TAW 2004, Technisch rapport waterspanningen bij dijken (uplift).

    Examples
    --------
    >>> round(float(cover_stability(head=3.0, base_level=-3.0, thickness=3.0, weight=15e3)), 6)
    0.764526
    """
    pressure = WATER_WEIGHT * (numbers("head", head) - numbers("base_level", base_level))
    load = numbers("weight", weight, above=0.0) * numbers("thickness", thickness, least=0.0)
    none = pressure <= 0.0
    return np.asarray(np.where(none, np.inf, load / np.where(none, 1.0, pressure)), dtype=np.float64)


def uplift_berm_height(
    *,
    head: npt.ArrayLike,
    base_level: npt.ArrayLike,
    thickness: npt.ArrayLike,
    weight: npt.ArrayLike = COVER_WEIGHT.value,
    berm_weight: npt.ArrayLike = BERM_WEIGHT.value,
    safety: npt.ArrayLike = UPLIFT_SAFETY.value,
) -> Floats:
    """Height of berm that keeps the cover layer behind a dike from floating up.

    Parameters
    ----------
    head, base_level, thickness, weight
        As in `cover_stability`.
    berm_weight
        Weight of the berm [N/m3], > 0.
    safety
        Factor that weight over pressure must have [1], > 0.

    Returns
    -------
    ndarray
        Height [m], 0 where none is needed.

    Notes
    -----
    ``(n gamma_w (phi - z_b) - gamma_sat d) / gamma_berm``: a balance of weights, without the strength of the
    layer and without a slip circle.

    References
    ----------
    TAW 2004, Technisch rapport waterspanningen bij dijken (uplift).

    Examples
    --------
    >>> soil = {"thickness": 3.0, "weight": 15e3, "berm_weight": 18e3, "safety": 1.2}
    >>> round(float(uplift_berm_height(head=3.0, base_level=-3.0, **soil)), 6)
    1.424
    """
    pressure = WATER_WEIGHT * (numbers("head", head) - numbers("base_level", base_level))
    load = numbers("weight", weight, above=0.0) * numbers("thickness", thickness, least=0.0)
    short = numbers("safety", safety, above=0.0) * pressure - load
    return np.asarray(
        np.maximum(short / numbers("berm_weight", berm_weight, above=0.0), 0.0), dtype=np.float64
    )


def stability_width(*, heightening: npt.ArrayLike, soft: npt.ArrayLike) -> Floats:
    """Width that stability takes when nothing better is known: a rule of thumb, not calibrated.

    Parameters
    ----------
    heightening
        How much higher the crest becomes, dh [m], >= 0.
    soft
        Whether peat or soft clay lies below the dike: 1 or 0 (true or false).

    Returns
    -------
    ndarray
        Extra base dS [m]: four times dh on soft ground, twice on firm ground.

    Notes
    -----
    No closed form for the stability of a slope is honest. Take dS from an assessment where there is one.

    References
    ----------
    None: `STABILITY_WIDTH` is unverified, and every answer that uses it says so.

    Examples
    --------
    >>> stability_width(heightening=0.5, soft=[True, False]).tolist()
    [2.0, 1.0]
    """
    ground = numbers("soft", soft, least=0.0, most=1.0)
    firm, weak = STABILITY_WIDTH[False].value, STABILITY_WIDTH[True].value
    return np.asarray(
        numbers("heightening", heightening, least=0.0) * (firm + (weak - firm) * ground), dtype=np.float64
    )
