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

__all__ = ["INTERVAL", "Beginning", "LevelsOfYear", "Policy", "Schedule", "check_policies"]

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
    drains
        Infiltration drains while it holds, of `scenarios.polders.model.DRAINS`. Those of the last decision of
        an area come as columns (`scenarios.polders.projection.projection`).
    earlier
        What was decided before, which begins no later. Its raise stays and comes at its own pace; its
        interval, bounds, drains and ``after`` end when this begins.
    """

    after: Literal["indexation", "fixation"] = "indexation"
    interval: int = int(INTERVAL.value)
    raise_summer: float = 0.0
    raise_winter: float = 0.0
    start: int | None = None
    ramp: int = 0
    below: float = 0.0
    above: float = 0.0
    drains: str = "none"
    earlier: Policy | None = None

    @property
    def steps(self) -> tuple[Policy, ...]:
        """All that is decided one after another, this last."""
        return (*(self.earlier.steps if self.earlier else ()), self)

    def holds(self, year: int, first_year: int) -> Policy | None:
        """What holds in a year: the last of its steps that has begun; None: as today."""
        begun = [step for step in self.steps if year >= step.begins(first_year)]
        return begun[-1] if begun else None

    def begins(self, first_year: int) -> int:
        """Year from which it holds in a study."""
        return first_year if self.start is None else max(self.start, first_year)

    def raised(self, year: int, first_year: int) -> float:
        """Part of its own raise that has come in a year, 0..1.

        Examples
        --------
        >>> policy = Policy(raise_summer=0.3, raise_winter=0.3, start=2030, ramp=3)
        >>> [round(policy.raised(year, 2025), 6) for year in (2029, 2030, 2031, 2032, 2040)]
        [0.0, 0.333333, 0.666667, 1.0, 1.0]
        """
        since = year - self.begins(first_year) + 1
        return 0.0 if since <= 0 else min(since / max(self.ramp, 1), 1.0)

    def come(self, year: int, first_year: int) -> Floats:
        """How far all its steps have raised the summer and the winter level by a year [m], (2,).

        Examples
        --------
        >>> first = Policy(raise_summer=0.2, raise_winter=0.2, start=2030)
        >>> both = Policy(raise_summer=0.1, start=2045, ramp=2, earlier=first)
        >>> [both.come(year, 2025).round(6).tolist() for year in (2029, 2044, 2045, 2046)]
        [[0.0, 0.0], [0.2, 0.2], [0.25, 0.2], [0.3, 0.2]]
        """
        return np.asarray(sum(step.raised(year, first_year) * step.whole for step in self.steps))

    @property
    def whole(self) -> Floats:
        """Its own raise of the summer and the winter level [m], (2,)."""
        return np.array((self.raise_summer, self.raise_winter))


_TODAY = Policy()


def check_policies(
    policies: Mapping[str, Policy], *, first_year: int, last_year: int, field: str = "policies"
) -> list[Problem]:
    """List what cannot be in policies: numbers that are none, and years outside the study."""
    return [
        problem
        for area, policy in policies.items()
        for step in policy.steps
        for problem in _problems(step, f"{field}.{area}", first_year, last_year)
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
    """Ditch levels in force [m NAP], (k,) each; bounds are NaN where the level is held.

    ``come``: how much of the summer and the winter level a decision has brought since the year before [m],
    (2, k); the rest of what is new followed the ground.
    """

    summer: Floats
    winter: Floats
    lowest: Floats
    highest: Floats
    come: Floats


@dataclass(frozen=True, slots=True)
class Beginning:
    """What decisions that begin in a year change, for all columns.

    Parameters
    ----------
    where
        Columns of which one begins, (k,).
    before, at_once, whole
        Levels of the year without them, with their bounds alone, and with all of the raise that they bring.
    pace
        Part of that raise that comes each year [1], (k,).
    drains
        By the id of areas in which a later decision follows, which has drains of its own.
    """

    where: Flags
    before: LevelsOfYear
    at_once: LevelsOfYear
    whole: LevelsOfYear
    pace: Floats
    drains: Mapping[str, str]

    @property
    def changes(self) -> Flags:
        """Columns whose levels or bounds are another with them, (k,)."""
        same = [
            np.isclose(
                getattr(self.before, name), getattr(self.whole, name), rtol=0.0, atol=0.0, equal_nan=True
            )
            for name in ("summer", "winter", "lowest", "highest")
        ]
        return np.asarray(~np.all(same, axis=0), dtype=np.bool_)


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

    __slots__ = ("_area", "_columns", "_first", "_followed", "_missed", "_of_area", "_policies", "_policy")

    def __init__(self, columns: Columns, policies: Mapping[str, Policy], first_year: int) -> None:
        if strange := sorted(set(policies) - set(columns.areas)):
            raise ValueError(f"{strange[0]!r} is no area of these columns: {', '.join(columns.areas[:40])}")
        self._columns, self._area, self._first = columns, columns.area.astype(np.int64), first_year
        given = [policies.get(name, _TODAY) for name in columns.areas]
        numbers = {policy: number for number, policy in enumerate(dict.fromkeys(given))}
        self._policies = list(numbers)
        self._of_area = np.array([numbers[policy] for policy in given], dtype=np.int64)
        self._policy = self._of_area[self._area]
        # how far levels went down with the ground, and how far it sank while they stayed
        self._followed, self._missed = np.zeros((2, len(columns.areas)))

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
        for number, policy in enumerate(self._policies):
            now, before = (policy.holds(at, self._first) or _TODAY for at in (year, year - 1))
            unfixed = now.after == "indexation" and before.after == "fixation"
            if unfixed or (now.after == "indexation" and since % now.interval == 0):
                mean = self._mean_by_area(sunk) if mean is None else mean
                here = self._of_area == number
                if unfixed:
                    self._missed[here] = (mean - self._followed)[here]
                self._followed[here] = (mean - self._missed)[here]
        raised = self._come(year)
        return self._levels(raised, self._room(year), raised - self._come(year - 1))

    def beginning(self, year: int) -> Beginning | None:
        """What decisions change that begin in a year, after its levels; None where none begins."""
        starts = [[step for step in p.steps if step.begins(self._first) == year] for p in self._policies]
        if not any(starts):
            return None
        before, room = self._come(year - 1), self._room(year)
        whole = np.transpose([sum((step.whole for step in steps), np.zeros(2)) for steps in starts])
        pace = np.array([1.0 / max([1, *(step.ramp for step in steps)]) for steps in starts])
        later = {
            name: now.drains
            for name, policy in zip(self._columns.areas, self._of_area, strict=True)
            if (now := self._policies[policy].holds(year, self._first)) not in {None, self._policies[policy]}
        }
        return Beginning(
            where=np.array([bool(steps) for steps in starts])[self._policy],
            before=self._levels(before, self._room(year - 1)),
            at_once=self._levels(before, room),
            whole=self._levels(before + whole, room),
            pace=pace[self._policy],
            drains=later,
        )

    def _come(self, year: int) -> Floats:
        """How far all that is decided has raised both levels by a year [m], (2, policies)."""
        return np.transpose([policy.come(year, self._first) for policy in self._policies])

    def _room(self, year: int) -> Floats:
        """How far levels may go below and above in a year [m], (2, policies); NaN where they are held."""
        found = np.full((2, len(self._policies)), np.nan)
        for number, policy in enumerate(self._policies):
            now = policy.holds(year, self._first) or _TODAY
            if now.below + now.above > 0.0:
                found[:, number] = now.below, now.above
        return found

    def _levels(self, raised: Floats, room: Floats, come: Floats | None = None) -> LevelsOfYear:
        """Levels of columns that followed the ground so far, from what holds by each policy."""
        down, policy = self._followed[self._area], self._policy
        summer = self._columns.summer_level - down + raised[0, policy]
        winter = self._columns.winter_level - down + raised[1, policy]
        return LevelsOfYear(
            summer=summer,
            winter=winter,
            lowest=np.minimum(summer, winter) - room[0, policy],
            highest=np.maximum(summer, winter) + room[1, policy],
            come=(np.zeros_like(raised) if come is None else come)[:, policy],
        )

    def _mean_by_area(self, sunk: Floats) -> Floats:
        """Mean over the land of each area; 0 where nothing is known of any of its columns."""
        known = np.isfinite(sunk) & self._columns.known
        weight = np.where(known, self._columns.cells, 0).astype(np.float64)
        total = np.bincount(self._area, weight, len(self._columns.areas))
        moved = np.bincount(self._area, weight * np.where(known, sunk, 0.0), total.size)
        return np.asarray(np.divide(moved, total, out=np.zeros_like(total), where=total > 0.0))
