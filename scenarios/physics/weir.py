"""Broad-crested weir: free and drowned discharge over a dike crest or through a breach."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import GRAVITY

__all__ = ["FREE_WEIR_FACTOR", "overflow", "weir_discharge"]

Floats = npt.NDArray[np.float64]

FREE_WEIR_FACTOR = 2.0 / 3.0 * math.sqrt(2.0 * GRAVITY / 3.0)
"""Free discharge per metre of crest at a head of 1 m, 1.70488 [m0.5/s]."""


def weir_discharge(
    *,
    level_up: npt.ArrayLike,
    level_down: npt.ArrayLike,
    crest_level: npt.ArrayLike,
    width: npt.ArrayLike,
    coefficient: npt.ArrayLike = 1.0,
) -> Floats:
    """Discharge over a broad crest, free or drowned, in either direction.

    Parameters
    ----------
    level_up, level_down
        Water levels on both sides, outside the drawdown of the crest [m NAP].
    crest_level
        Level of the crest [m NAP].
    width
        Length of crest that water passes [m], >= 0.
    coefficient
        Discharge coefficient m [1], above 0; 0.9 to 1.1 by measurement.

    Returns
    -------
    ndarray
        Discharge [m3/s]: positive from ``level_up`` to ``level_down``, negative the other way, 0 when neither
        level stands above the crest or both are equal.

    Notes
    -----
    With ``H`` the higher and ``h_d`` the lower level above the crest: free ``m B (2/3) sqrt(2 g / 3) H^1.5``;
    drowned, when ``h_d > 2/3 H``, ``m B h_d sqrt(2 g (H - h_d))``. Both are equal at the switch.

    References
    ----------
    Verheij and Van der Knaap 2003, Modification breach growth model in HIS-OM, the weir of the breach.

    Examples
    --------
    >>> q = weir_discharge(level_up=5.0, level_down=4.5, crest_level=2.0, width=50.0)
    >>> round(float(q), 3)
    391.511
    """
    up, down = numbers("level_up", level_up), numbers("level_down", level_down)
    crest = numbers("crest_level", crest_level)
    factor = numbers("coefficient", coefficient, above=0.0) * numbers("width", width, least=0.0)
    head = np.maximum(np.maximum(up, down) - crest, 0.0)
    tail = np.maximum(np.minimum(up, down) - crest, 0.0)
    free = FREE_WEIR_FACTOR * head**1.5
    drowned = tail * np.sqrt(2.0 * GRAVITY * np.maximum(head - tail, 0.0))
    per_metre = np.where(tail > 2.0 / 3.0 * head, drowned, free)
    return np.asarray(np.sign(up - down) * factor * per_metre, dtype=np.float64)


def overflow(*, level: npt.ArrayLike, crest_level: npt.ArrayLike, coefficient: npt.ArrayLike = 1.0) -> Floats:
    """Free overflow over each metre of an intact crest.

    Parameters
    ----------
    level
        Still-water level [m NAP].
    crest_level
        Level of the crest [m NAP].
    coefficient
        Discharge coefficient m [1], above 0; 0.9 to 1.1 by measurement.

    Returns
    -------
    ndarray
        Discharge [m2/s], 0 below the crest.

    References
    ----------
    Verheij and Van der Knaap 2003, Modification breach growth model in HIS-OM, the free weir.

    Examples
    --------
    >>> round(float(overflow(level=6.1, crest_level=6.0)) * 1000, 4)
    53.9135
    """
    head = np.maximum(numbers("level", level) - numbers("crest_level", crest_level), 0.0)
    factor = numbers("coefficient", coefficient, above=0.0) * FREE_WEIR_FACTOR
    return np.asarray(factor * head**1.5, dtype=np.float64)
