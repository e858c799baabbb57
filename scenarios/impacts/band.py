"""The band of a consequence: how sure the depth is, and how far published methods lie apart."""

from __future__ import annotations

from collections.abc import Callable

from scenarios.physics.constants import Parameter
from scenarios.process import Value

__all__ = ["DAMAGE_SPREAD", "DEPTH_UNCERTAINTY", "FATALITY_SPREAD", "banded", "told_band"]

_SPREAD = "Asselman and Peeters 2012: Dutch against Flemish method, dijkring 31"
DAMAGE_SPREAD = Parameter(2.0, "1", _SPREAD, "secondary")
"""Factor between two published methods for damage; the other may lie on either side."""
FATALITY_SPREAD = Parameter(6.0, "1", _SPREAD, "secondary")
"""Factor between two published methods for fatalities."""
DEPTH_UNCERTAINTY = Parameter(0.1, "m", "ground model and flow model together", "unverified")
"""How much deeper or shallower the water may be where it is wet."""


def banded(
    count: Callable[[float], float],
    *,
    depth_uncertainty: float,
    spread: float = 1.0,
) -> Value:
    """Value of a consequence with its band.

    Parameters
    ----------
    count
        Gives the consequence for a change of the depth [m].
    depth_uncertainty
        Low is counted with so much less water where it is wet, high with so much more [m].
    spread
        Factor between published methods: low is divided by it, high multiplied.
    """
    low, middle, high = (count(change) for change in (-depth_uncertainty, 0.0, depth_uncertainty))
    return Value(middle, low / spread, high * spread)


def told_band(depth_uncertainty: float, spread: Parameter | None = None) -> str:
    """The rule of the band in words, for method texts."""
    rule = f"band: depth {depth_uncertainty:g} m less and more where it is wet [unverified]"
    if spread is None:
        return rule
    return f"{rule}, then divided and multiplied by {spread}"
