"""People in the water, how deep they stand, and how many of them die."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.impacts.hazard import WET_DEPTH
from scenarios.impacts.sites import Sites
from scenarios.physics.mortality import mortality

__all__ = ["fatalities", "people_above"]

Floats = npt.NDArray[np.float64]


def people_above(found: Sites, people: Floats, depth: float, shift: float = 0.0) -> float:
    """People whose building has more than a depth of water at it.

    Parameters
    ----------
    found
        Buildings in the flood.
    people
        People in each.
    depth
        Depth above the ground [m]; at 0 everybody counts whose building is reached (0.02 m).
    shift
        Change of the depth where it is wet [m].
    """
    reached = found.wet & (found.depth(shift) > max(depth, WET_DEPTH))
    return float(people[reached].sum())


def fatalities(
    found: Sites, people: Floats, *, evacuated: float, rapid: str = "rapid-jonkman", shift: float = 0.0
) -> Floats:
    """People who die in or at each building.

    Parameters
    ----------
    found
        Buildings in the flood.
    people
        People in each.
    evacuated
        Share that left in time, 0 to 1.
    rapid
        Curve of rapidly rising water, see `scenarios.physics.mortality.mortality`.
    shift
        Change of the depth where it is wet [m].

    Returns
    -------
    ndarray
        Expected number, shape (n,).
    """
    share = mortality(
        depth=found.depth(shift),
        rise_rate=found.rise_rate,
        depth_speed=found.max_depth_speed,
        speed=found.max_speed,
        rapid=rapid,
    )
    return np.asarray(share * (1.0 - evacuated) * people, dtype=np.float64)
