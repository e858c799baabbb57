"""Bottom of a ditch over an aquifer: whether what lies on it weighs more than the pressure below."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.uplift import WATER_WEIGHT

__all__ = ["bottom_safety"]

Floats = npt.NDArray[np.float64]


def bottom_safety(*, weight: npt.ArrayLike, head: npt.ArrayLike) -> Floats:
    """Weight on the base of a soft layer over the water pressure below it.

    Parameters
    ----------
    weight
        Of all layers of soil and water on the base [Pa], the sum of unit weight times thickness, >= 0.
    head
        In the aquifer, above the base [m].

    Returns
    -------
    ndarray
        Factor [1]: the bottom lifts below 1; infinite where there is no pressure.

    References
    ----------
    Vertical equilibrium: ``sum(gamma d) / (gamma_w (phi - z))``.

    Examples
    --------
    >>> round(float(bottom_safety(weight=3 * 15e3, head=4.2)), 5)
    1.09218
    """
    pressure = WATER_WEIGHT * np.maximum(numbers("head", head), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = numbers("weight", weight, least=0.0) / pressure
    return np.asarray(np.where(pressure == 0.0, np.inf, factor), dtype=np.float64)
