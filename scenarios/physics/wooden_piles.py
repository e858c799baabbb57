"""Wooden piles that come above the groundwater: years that their heads are dry, and what is left of them."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers
from scenarios.physics.constants import Parameter

__all__ = ["COVER", "FAILED", "FAILING", "Pile", "pile_state", "years_until"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]

_KCAF = "KCAF, attack of foundation wood; joostdevree.nl, paalrot"
FAILING = Parameter(10.0, "yr", _KCAF, "secondary")
FAILED = Parameter(15.0, "yr", _KCAF, "secondary")
"""Years that a head has been dry in all after which a pile loses its bearing capacity: from, and at last."""
COVER = Parameter(0.20, "m", "groundwater above the wood; its top 0.10 m may hold oxygen", "secondary")
"""Least groundwater on the head of a pile at which soft rot does not start."""
_DAYS = 365.25


class Pile(IntEnum):
    """State of wooden piles."""

    UNKNOWN = -1
    SAFE = 0
    LITTLE_COVER = 1
    DRY_AT_TIMES = 2
    FAILING = 3
    FAILED = 4


def years_until(*, limit: npt.ArrayLike, dry_days: npt.ArrayLike) -> Floats:
    """Years until heads have been dry for so long in all.

    Parameters
    ----------
    limit
        Dry years in all [yr], >= 0.
    dry_days
        Days in each year with groundwater below the head [d], 0 to 366; infinitely long when 0.

    References
    ----------
    Decay by soft rot stops when the wood is wet again, and goes on where it was (KCAF).

    Examples
    --------
    >>> round(float(years_until(limit=12.5, dry_days=60)), 4)
    76.0938
    """
    dry = numbers("dry_days", dry_days, least=0.0, most=366.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        years = numbers("limit", limit, least=0.0) * _DAYS / dry
    return np.asarray(np.where(dry == 0.0, np.inf, years), dtype=np.float64)


def pile_state(*, dry_days: npt.ArrayLike, cover: npt.ArrayLike) -> Codes:
    """State of piles by how long their heads have been dry in all.

    Parameters
    ----------
    dry_days
        Days with groundwater below the head in all [d], >= 0.
    cover
        Groundwater above the head at its lowest [m], negative when below it.

    Returns
    -------
    ndarray of int8
        Codes of `Pile`; unknown where either is NaN.

    Examples
    --------
    >>> [Pile(code).name for code in pile_state(dry_days=[0, 0, 30, 4000], cover=[0.3, 0.1, -0.2, -0.5])]
    ['SAFE', 'LITTLE_COVER', 'DRY_AT_TIMES', 'FAILING']
    """
    days, water = np.broadcast_arrays(numbers("dry_days", dry_days, least=0.0), numbers("cover", cover))
    years = days / _DAYS
    state = np.select(
        [
            np.isnan(years) | np.isnan(water),
            years >= FAILED.value,
            years >= FAILING.value,
            years > 0.0,
            water < COVER.value,
        ],
        [Pile.UNKNOWN, Pile.FAILED, Pile.FAILING, Pile.DRY_AT_TIMES, Pile.LITTLE_COVER],
        Pile.SAFE,
    )
    return np.asarray(state, dtype=np.int8)
