"""When ditches stand at which level: the calendar of the seasons, and levels that are fixed or flexible."""

from __future__ import annotations

from calendar import isleap
from functools import cache

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.model import Levels

__all__ = [
    "AUTUMN",
    "RAMP",
    "SPRING",
    "flexible",
    "is_flexible",
    "months",
    "reading_days",
    "reading_numbers",
    "seasonal",
    "summer_share",
]

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

_PRACTICE = "practice of Dutch water boards in their peilbesluiten"
SPRING = Parameter(401, "month x 100 + day", _PRACTICE, "unverified")
"""First day on which the level goes up to that of summer."""
AUTUMN = Parameter(1001, "month x 100 + day", _PRACTICE, "unverified")
"""First day on which the level goes down to that of winter."""
RAMP = Parameter(14, "days", _PRACTICE, "unverified")
"""Days that a change of level takes."""

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _lengths(year: int) -> tuple[int, ...]:
    return (31, 29, *_LENGTHS[2:]) if isleap(year) else _LENGTHS


@cache
def months(year: int) -> Numbers:
    """Month of each day of a calendar year, 0..11, (365,) or (366,).

    Examples
    --------
    >>> months(2028).size, int(months(2028)[59])
    (366, 1)
    """
    return _frozen(np.repeat(np.arange(12), _lengths(year)))


@cache
def reading_days(year: int) -> Numbers:
    """Number of the day of each reading in a calendar year, (24,): the 14th and 28th of each month.

    Examples
    --------
    >>> reading_days(2027)[:4].tolist()
    [13, 27, 44, 58]
    """
    starts = np.concatenate([[0], np.cumsum(_lengths(year))[:-1]])
    return _frozen((starts[:, None] + np.array([13, 27])).ravel())


@cache
def reading_numbers(year: int) -> Numbers:
    """Number of the reading on each day of a calendar year, -1 where none is taken, (days,)."""
    numbers = np.full(sum(_lengths(year)), -1)
    numbers[reading_days(year)] = np.arange(24)
    return _frozen(numbers)


@cache
def summer_share(year: int) -> Floats:
    """How far the level of each day has gone from that of winter to that of summer, 0..1, (days,).

    Summer is 1 April to 30 September; each change takes two weeks, a part every day.

    Examples
    --------
    >>> share = summer_share(2027)
    >>> float(share[89]), float(share[90]), float(share[103]), float(share[272]), float(share[286])
    (0.0, 0.07142857142857142, 1.0, 1.0, 0.0)
    """
    days = np.arange(1.0, sum(_lengths(year)) + 1.0)
    up = np.clip((days - _day(year, SPRING)) / RAMP.value, 0.0, 1.0)
    down = np.clip((days - _day(year, AUTUMN)) / RAMP.value, 0.0, 1.0)
    return _frozen(up - down)


def _day(year: int, date: Parameter) -> int:
    """Number of days in a year before a date."""
    month, day = divmod(int(date.value), 100)
    return sum(_lengths(year)[: month - 1]) + day - 1


def _frozen[Kind: np.generic](values: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
    values.flags.writeable = False  # shared by all who ask for the same year
    return values


def seasonal(summer: Floats, winter: Floats) -> Levels:
    """Levels that are held all through a season, (t, k) [m NAP].

    Examples
    --------
    >>> levels = seasonal(np.array([[-2.1]]), np.array([[-2.2]]))
    >>> bool(is_flexible(levels).any())
    False
    """
    unbound = np.full_like(summer, np.nan)
    return Levels(summer=summer, winter=winter, lowest=unbound, highest=unbound)


def flexible(lowest: Floats, highest: Floats) -> Levels:
    """Levels that follow rain and drought between two bounds, (t, k) [m NAP].

    Water is let in at the lowest and pumped out at the highest, and at no other level. The levels of summer
    and winter are the middle of the two, for those who ask for one.

    Raises
    ------
    ValueError
        If a highest level is not above the lowest.

    Examples
    --------
    >>> levels = flexible(np.array([[-2.4]]), np.array([[-2.0]]))
    >>> levels.summer.tolist(), bool(is_flexible(levels).all())
    ([[-2.2]], True)
    """
    if (highest <= lowest).any():
        worst = np.unravel_index(np.argmax(lowest - highest), lowest.shape)
        raise ValueError(
            f"highest is {highest[worst]:g} where lowest is {lowest[worst]:g}; allowed: highest above lowest"
        )
    middle = 0.5 * (lowest + highest)
    return Levels(summer=middle, winter=middle.copy(), lowest=lowest, highest=highest)


def is_flexible(levels: Levels) -> npt.NDArray[np.bool_]:
    """Where a level is flexible: its highest is above its lowest, (t, k)."""
    return np.asarray(levels.highest > levels.lowest, dtype=np.bool_)
