"""Bodies of archaeological remains: what digging takes of them, when it asks research, and what stays wet."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter

__all__ = ["MARGIN", "lost_thickness", "needs_research", "zones"]

Floats = npt.NDArray[np.float64]

MARGIN = Parameter(
    0.15,
    "m",
    "0.10 to 0.20 m, concept of Smit, van Heeringen & Theunissen 2006",
    "unverified",
)
"""How far below the lowest groundwater remains must lie to be kept from oxygen."""


def zones(
    *,
    top: npt.ArrayLike,
    base: npt.ArrayLike,
    lowest: npt.ArrayLike,
    highest: npt.ArrayLike,
    margin: float = MARGIN.value,
) -> tuple[Floats, Floats, Floats]:
    """Thickness of a body that is kept wet, that is wet and dry by turns, and that is always dry.

    Parameters
    ----------
    top, base
        Of the body [m NAP], the top at or above the base.
    lowest, highest
        Groundwater in summer and in winter [m NAP], the lowest not above the highest.
    margin
        Below the lowest groundwater that oxygen still reaches [m], >= 0.

    Returns
    -------
    tuple of ndarray
        Wet, by turns and dry [m]; together the thickness of the body.

    References
    ----------
    Zones of preservation below LG, between LG and HG and above HG (Smit, van Heeringen & Theunissen 2006).

    Examples
    --------
    >>> [round(float(part), 2) for part in zones(top=-1, base=-2, lowest=-1.5, highest=-1.1, margin=0.1)]
    [0.4, 0.5, 0.1]
    """
    high, low = numbers("top", top), numbers("base", base)
    if (high < low).any():
        raise ValueError("top is below base; allowed: a body with its top at or above its base")
    dry_from = np.clip(numbers("highest", highest), low, high)
    wet_to = np.clip(numbers("lowest", lowest) - numbers("margin", margin, least=0.0), low, dry_from)
    return wet_to - low, dry_from - wet_to, high - dry_from


def lost_thickness(*, oxidation: npt.ArrayLike, exposed: npt.ArrayLike) -> Floats:
    """Thickness of a body in peat that is lost with the peat around it.

    Parameters
    ----------
    oxidation
        Height of peat that oxidises in each year [m], (t, ...), >= 0.
    exposed
        Thickness of the body that is not kept wet in each year [m], (t, ...), >= 0.

    Returns
    -------
    ndarray
        Thickness [m], (...): the oxidation of the years in which some of it is exposed, and never more than
        was exposed at most. All oxidation is taken to be in the body: an upper bound.

    Examples
    --------
    >>> float(lost_thickness(oxidation=[0.01, 0.01, 0.01], exposed=[0.4, 0.0, 0.4]))
    0.02
    """
    rate = numbers("oxidation", oxidation, least=0.0)
    open_to = numbers("exposed", exposed, least=0.0)
    gone = np.where(open_to > 0.0, rate, open_to).sum(axis=0)  # NaN where exposed is NaN
    return np.asarray(np.minimum(gone, open_to.max(axis=0)), dtype=np.float64)


def needs_research(
    *, area: npt.ArrayLike, depth: npt.ArrayLike, free_area: npt.ArrayLike, free_depth: npt.ArrayLike
) -> npt.NDArray[np.bool_]:
    """Tell whether a disturbance is larger and deeper than a plan leaves free.

    Parameters
    ----------
    area, depth
        Of the disturbance [m2, m below ground], >= 0.
    free_area, free_depth
        What is free [m2, m below ground], >= 0.

    Returns
    -------
    ndarray of bool
        Both exceed what is free; on the limit is free.

    References
    ----------
    Besluit kwaliteit leefomgeving art. 5.130: 100 m2 unless the municipality sets another area; depths are
    those of municipal plans.

    Examples
    --------
    >>> bool(needs_research(area=120, depth=0.35, free_area=100, free_depth=0.30))
    True
    >>> bool(needs_research(area=90, depth=0.35, free_area=100, free_depth=0.30))
    False
    """
    large = numbers("area", area, least=0.0) > numbers("free_area", free_area, least=0.0)
    deep = numbers("depth", depth, least=0.0) > numbers("free_depth", free_depth, least=0.0)
    return np.asarray(large & deep, np.bool_)
