"""How ditch levels go on in time: they follow the sinking ground, stay, are raised, or move between bounds.

Levels belong to water-level areas. What follows the ground follows the mean ground of the area, so the
columns of an area keep the differences in level that they had.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.model import Columns
from twin.errors import Problem

__all__ = ["INTERVAL", "LevelsOfYear", "Policy", "Schedule", "check_policies"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

INTERVAL = Parameter(10, "yr", "peilbesluiten are reviewed about every ten years", "unverified")
"""Years after which a level follows the ground again."""

_MOST_RAISED = 5.0  # m: deeper or higher than any level of a polder was ever moved


@dataclass(frozen=True, slots=True)
class Policy:
    """What is decided about the level of an area; without arguments that of today.

    Parameters
    ----------
    after
        ``indexation``: every ``interval`` years the level goes down as far as the ground of the area has
        sunk. ``fixation``: the level stays, and the land sinks towards it.
    interval
        Years between two times of indexation, from the first year of the study on.
    raise_summer, raise_winter
        By how much both levels are raised [m]; below 0 they are lowered.
    start
        Year from which all this holds, and in which infiltration drains are laid; before it the level is
        indexed. None: from the first year of the study.
    ramp
        Years over which the raise is spread; 0 raises at once.
    below, above
        How far the level may go below the lower and above the higher one of both seasons [m]. With both 0
        the level is held; else water is let in and pumped out at these bounds only.
    """

    after: Literal["indexation", "fixation"] = "indexation"
    interval: int = int(INTERVAL.value)
    raise_summer: float = 0.0
    raise_winter: float = 0.0
    start: int | None = None
    ramp: int = 0
    below: float = 0.0
    above: float = 0.0

    def begins(self, first_year: int) -> int:
        """Year from which it holds in a study."""
        return first_year if self.start is None else max(self.start, first_year)

    def raised(self, year: int, first_year: int) -> float:
        """Part of the raise that has come in a year, 0..1.

        Examples
        --------
        >>> policy = Policy(raise_summer=0.3, raise_winter=0.3, start=2030, ramp=3)
        >>> [round(policy.raised(year, 2025), 6) for year in (2029, 2030, 2031, 2032, 2040)]
        [0.0, 0.333333, 0.666667, 1.0, 1.0]
        """
        since = year - self.begins(first_year) + 1
        return 0.0 if since <= 0 else min(since / max(self.ramp, 1), 1.0)


def check_policies(
    policies: Mapping[str, Policy], *, first_year: int, last_year: int, field: str = "policies"
) -> list[Problem]:
    """List what cannot be in policies: numbers that are none, and years outside the study."""
    return [
        problem
        for area, policy in policies.items()
        for problem in _problems(policy, f"{field}.{area}", first_year, last_year)
    ]


def _problems(policy: Policy, field: str, first_year: int, last_year: int) -> list[Problem]:
    found = []
    if policy.interval < 1:
        message = "is no number of years between two adaptations of the level"
        found.append(Problem(f"{field}.interval", policy.interval, message, "Give 1 or more."))
    if policy.ramp < 0:
        message = "is no number of years to spread a raise over"
        found.append(Problem(f"{field}.ramp", policy.ramp, message, "Give 0 to raise at once, or more."))
    if policy.start is not None and policy.start > last_year:
        message = f"lies after the study, which ends in {last_year}"
        remedy = f"Give a year from {first_year} to {last_year}."
        found.append(Problem(f"{field}.start", policy.start, message, remedy))
    for name in ("raise_summer", "raise_winter"):
        value = getattr(policy, name)
        if not abs(value) <= _MOST_RAISED:
            message = "is no change of a polder's level in metres"
            remedy = f"Give a number from {-_MOST_RAISED:g} to {_MOST_RAISED:g}."
            found.append(Problem(f"{field}.{name}", value, message, remedy))
    for name in ("below", "above"):
        value = getattr(policy, name)
        if not 0.0 <= value <= _MOST_RAISED:
            message = "is no distance in metres to the bound of a flexible level"
            found.append(
                Problem(f"{field}.{name}", value, message, f"Give a number from 0 to {_MOST_RAISED:g}.")
            )
    return found


@dataclass(frozen=True, slots=True)
class LevelsOfYear:
    """Ditch levels in force [m NAP], (k,) each; bounds are NaN where the level is held."""

    summer: Floats
    winter: Floats
    lowest: Floats
    highest: Floats


class Schedule:
    """Levels of the columns of a study, year after year.

    Parameters
    ----------
    columns
        With the levels of the start.
    policies
        By the id of the area; other areas go on as today.
    first_year
        Of the study.

    Raises
    ------
    ValueError
        If an area is not among those of the columns.
    """

    __slots__ = ("_area", "_columns", "_first", "_followed", "_policies")

    def __init__(self, columns: Columns, policies: Mapping[str, Policy], first_year: int) -> None:
        if strange := sorted(set(policies) - set(columns.areas)):
            raise ValueError(f"{strange[0]!r} is no area of these columns: {', '.join(columns.areas[:40])}")
        today = Policy()
        self._columns, self._area, self._first = columns, columns.area.astype(np.int64), first_year
        self._policies = [policies.get(name, today) for name in columns.areas]
        self._followed = np.zeros(len(columns.areas))

    def year(self, year: int, sunk: Floats) -> LevelsOfYear:
        """Levels in force in a year; years are asked for in order.

        Parameters
        ----------
        year
            Calendar year, from the first of the study on.
        sunk
            How far the ground of each column lies below that of the start [m], (k,); columns of which that is
            not known (NaN) do not count for the mean of their area.
        """
        since, mean = year - self._first, None
        raised = np.zeros((2, len(self._policies)))
        room = np.full((2, len(self._policies)), np.nan)
        for number, policy in enumerate(self._policies):
            holds = year >= policy.begins(self._first)
            if (policy.after == "indexation" or not holds) and since % policy.interval == 0:
                mean = self._mean_by_area(sunk) if mean is None else mean
                self._followed[number] = mean[number]
            raised[:, number] = policy.raised(year, self._first) * np.array(
                (policy.raise_summer, policy.raise_winter)
            )
            if holds and policy.below + policy.above > 0.0:
                room[:, number] = policy.below, policy.above
        down = self._followed[self._area]
        summer = self._columns.summer_level - down + raised[0, self._area]
        winter = self._columns.winter_level - down + raised[1, self._area]
        return LevelsOfYear(
            summer=summer,
            winter=winter,
            lowest=np.minimum(summer, winter) - room[0, self._area],
            highest=np.maximum(summer, winter) + room[1, self._area],
        )

    def starting(self, year: int) -> Flags:
        """Columns of which the policy begins in a year, (k,)."""
        begins = np.array([policy.begins(self._first) for policy in self._policies])
        return np.asarray(begins[self._area] == year, dtype=np.bool_)

    def _mean_by_area(self, sunk: Floats) -> Floats:
        """Mean over the land of each area; 0 where nothing is known of any of its columns."""
        known = np.isfinite(sunk) & self._columns.known
        weight = np.where(known, self._columns.cells, 0).astype(np.float64)
        total = np.bincount(self._area, weight, len(self._policies))
        moved = np.bincount(self._area, weight * np.where(known, sunk, 0.0), len(self._policies))
        return np.asarray(np.divide(moved, total, out=np.zeros_like(total), where=total > 0.0))
