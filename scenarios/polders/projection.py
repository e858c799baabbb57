"""A study of parcel columns year by year: levels, groundwater, and the ground that sinks at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.polders.look_back import mean_extremes, some, steady
from scenarios.polders.model import Columns, Course, Weather
from scenarios.polders.policies import Beginning, LevelsOfYear, Policy, Schedule
from scenarios.polders.subsidence import VAN_DEN_AKKER, Losses, Relation, Wetness
from scenarios.polders.weather import days_of

if TYPE_CHECKING:
    from scenarios.polders.groundwater import Parcels, State, Year

__all__ = ["SPIN_UP", "projection", "sunk"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.intp]

SPIN_UP = 8
"""Years before a study of which the weather is met, with the ground and the levels of the start."""


def projection(
    columns: Columns,
    weather: Weather,
    policies: Mapping[str, Policy] | None = None,
    *,
    first_year: int,
    last_year: int,
    relation: Relation = VAN_DEN_AKKER,
    drained: Columns | None = None,
    open_water: npt.ArrayLike | None = None,
    threads: int = 1,
    each_year: Callable[[], None] | None = None,
) -> Course:
    """Follow columns from year to year.

    Parameters
    ----------
    columns
        As they are at the start, with the levels of then.
    weather
        Of all years, and of the `SPIN_UP` years before them; one year before is the least.
    policies
        By the id of the area; other areas go on as today, which is also the reference of a scenario.
    first_year, last_year
        Calendar years, both inside.
    relation
        How the ground sinks.
    drained
        The same columns with the infiltration drains that the last decision on their area lays.
    open_water
        Part of the area that is ditch [1], a number or (k,); by default `groundwater.OPEN_WATER`.
    threads
        Number of threads; the answer is the same for any number.
    each_year
        Called after each year; what it raises ends the work.

    Returns
    -------
    Course
        NaN in what is lost where that is not known; the ground is held there, so that groundwater still is.

    Raises
    ------
    ValueError
        If the years are out of order or not in the weather, or a policy is for no area of the columns.

    Notes
    -----
    Each year: the levels by policy, the groundwater of its weather day by day, what the ground loses, and the
    ground lower by that. Relations see the mean levels of the eight years before as they would have been with
    the ditch levels of this year: columns of which a decision begins meet the weather of those years again,
    without it and with it; where levels follow the ground, means move by the response of the parcel.
    """
    _check_years(weather, first_year, last_year)
    study = _Study(columns, drained, open_water, weather, threads)
    schedule = Schedule(columns, policies or {}, first_year)
    losses = Losses(*(np.zeros(columns.area.size) for _ in range(3)))
    study.spin_up(first_year)
    sinking = relation.begin(columns, study.wetness(first_year), threads=threads)
    course = _Record(last_year - first_year + 1, columns.area.size, first_year)
    for year in range(first_year, last_year + 1):
        levels = schedule.year(year, sunk(losses))
        if (new := schedule.beginning(year)) is not None:
            study.begin_policies(year, new)
        found = study.year(year, levels)
        losses = _add(losses, sinking.year(study.wetness(year)))
        study.sink(sunk(losses))
        course.put(year, study, levels, found, losses)
        if each_year is not None:
            each_year()
    return course.course()


def _check_years(weather: Weather, first_year: int, last_year: int) -> None:
    """Refuse years out of order or without weather."""
    if last_year < first_year:
        raise ValueError(f"last_year is {last_year}; allowed: {first_year} or later")
    if weather.first_year >= first_year or weather.last_year < last_year:
        there = f"{weather.first_year} to {weather.last_year}"
        raise ValueError(f"weather is of {there}; allowed: from before {first_year} to {last_year}")


def sunk(losses: Losses | Course) -> Floats:
    """Height lost by all causes together [m]; NaN where one of them is not known.

    Parameters
    ----------
    losses
        Since the start, (k,), or of all years, (t, k).
    """
    return np.asarray(losses.oxidation + losses.creep + losses.shrinkage, dtype=np.float64)


def _add(before: Losses, new: Losses) -> Losses:
    return Losses(
        oxidation=before.oxidation + new.oxidation,
        creep=before.creep + new.creep,
        shrinkage=before.shrinkage + new.shrinkage,
    )


@dataclass(frozen=True, slots=True)
class _Means:
    """Mean levels at the end of a year [m below the ground], (k,) float32."""

    ghg: Singles
    glg: Singles
    gvg: Singles


class _Study:
    """Groundwater of the columns of a study, where it stands and what it was."""

    __slots__ = (
        "_columns", "_coming", "_ditches", "_drained", "_drains", "_first_ground", "_followed", "_levels",
        "_means", "_met", "_parcels", "_past", "_state", "_threads", "_water", "_weather", "ground", "means",
    )  # fmt: skip

    def __init__(
        self,
        columns: Columns,
        drained: Columns | None,
        open_water: npt.ArrayLike | None,
        weather: Weather,
        threads: int,
    ) -> None:
        from scenarios.polders.ditches import Ditches
        from scenarios.polders.groundwater import OPEN_WATER, parcels
        from scenarios.polders.gxg import MeanLevels

        self._water = OPEN_WATER.value if open_water is None else open_water
        self._parcels = self._followed = parcels(columns, open_water=self._water)
        self._drained = drained
        self._columns, self._drains, self._weather, self._threads = columns, columns.drains, weather, threads
        self._means, self._ditches = MeanLevels(columns.area.size), Ditches.of(columns)
        self._first_ground = self.ground = self._met = columns.ground_level
        none, still = np.full(columns.area.size, np.nan), np.zeros((2, columns.area.size))
        # how much deeper than at first all that was done puts the highest and lowest groundwater of a year
        self._past = [still]
        # what decisions do to them: year, columns, part that comes each year, and the whole, (2, columns)
        self._coming: list[tuple[int, Numbers, Floats, Floats]] = []
        self._levels = LevelsOfYear(columns.summer_level, columns.winter_level, none, none, still)
        self._state = steady(self._parcels, weather, ground_level=self.ground, levels=self._levels)
        blank = np.full(columns.area.size, np.nan, np.float32)
        self.means = _Means(blank, blank, blank)

    def spin_up(self, first_year: int) -> None:
        """Meet the years before a study."""
        for year in range(max(self._weather.first_year, first_year - SPIN_UP), first_year):
            self.year(year, self._levels)

    def begin_policies(self, year: int, new: Beginning) -> None:
        """Lay the drains of columns whose decision begins; see what they and the levels do to mean levels."""
        drains, given = self._drains, self._parcels
        if self._drained is not None or new.drains or (drains != self._columns.drains).any():
            self._lay(new)
        at = np.flatnonzero(new.where & (new.changes | (self._drains != drains)))
        if not at.size:
            return
        pace, before = new.pace[at], self._as_now(at, year, given, new.before)
        if (pace < 1.0).any():  # drains and bounds do not come bit by bit
            at_once = self._as_now(at, year, self._parcels, new.at_once)
            self._coming.append((year, at, np.ones(at.size), at_once - before))
            before = at_once
        self._coming.append((year, at, pace, self._as_now(at, year, self._parcels, new.whole) - before))

    def _lay(self, new: Beginning) -> None:
        """Lay the drains of decisions that begin, and take out those that they do without."""
        from scenarios.polders.columns import with_drains
        from scenarios.polders.groundwater import parcels

        columns = self._columns
        passing = np.isin(columns.area, [columns.areas.index(name) for name in new.drains])
        last = columns if self._drained is None else self._drained
        for laid, here in ((last, ~passing), (with_drains(columns, new.drains), passing)):
            where = new.where & here
            self._drains = np.where(where, laid.drains, self._drains).astype(np.int8)
            self._parcels = _merged(where, parcels(laid, open_water=self._water), self._parcels)

    def _as_now(self, at: Numbers, year: int, given: Parcels, levels: LevelsOfYear) -> Floats:
        """Mean highest and lowest levels if all had been in the years before as it is now, (2, columns)."""
        return mean_extremes(
            some(given, at),
            self._weather,
            range(max(self._weather.first_year, year - SPIN_UP), year + 1),
            ground_level=self.ground[at],
            levels=some(levels, at),
            threads=self._threads,
        )

    def _decided(self, year: int) -> Floats:
        """How much deeper decisions put the highest and lowest groundwater than a year before, (2, k)."""
        found = np.zeros((2, self.ground.size))
        for first, at, pace, whole in self._coming:
            gone, now = (np.minimum((year - first + more) * pace, 1.0) for more in (0, 1))
            found[:, at] += (now - gone) * whole
        return found

    def _run(self, state: State, year: int, levels: LevelsOfYear) -> Year:
        """Groundwater of a year."""
        from scenarios.kernels.parcel_groundwater import SUMS
        from scenarios.polders.groundwater import unpaved
        from scenarios.polders.groundwater import year as year_of_groundwater

        found = year_of_groundwater(
            self._parcels,
            state,
            ground_level=self.ground,
            summer=levels.summer,
            winter=levels.winter,
            lowest=levels.lowest,
            highest=levels.highest,
            recharge=self._weather.recharge[days_of(self._weather, year)],
            calendar_year=year,
            threads=self._threads,
        )
        part = unpaved(self._columns)
        return replace(found, **{name: getattr(found, name) * part for name in (*SUMS, "need")})

    def year(self, year: int, levels: LevelsOfYear) -> Year:
        """Let the weather of a year go by."""
        found = self._run(self._state, year, levels)
        moved = self._moved(levels) + self._decided(year)
        self.means = _Means(*self._means.add(year, found.readings, threads=self._threads))
        self._past = [*self._past, self._past[-1] + moved][-SPIN_UP - 1 :]
        self._followed, self._state, self._levels, self._met = self._parcels, found.state, levels, self.ground
        return self._ditches.share(found)

    def _moved(self, levels: LevelsOfYear) -> Floats:
        """How much deeper levels that followed a lower ground put highest and lowest groundwater, (2, k)."""
        given, before = self._followed, np.stack((self._levels.winter, self._levels.summer))
        after = np.stack((levels.winter, levels.summer)) - levels.come[::-1]
        rise = given.response * (0.5 * after.sum(axis=0) - 0.5 * before.sum(axis=0))
        plain = np.broadcast_to(self.ground - self._met - rise, after.shape)
        # shallow drains take their part of the rise of what stands above them, and sink with the ground
        level = self._met - self._mean_levels()
        alone = given.unrelieved(level, ground_level=self._met, ditch=before) + rise
        new = given.relieved(alone, ground_level=self.ground, ditch=after)
        moved = self.ground - self._met - (new - level)
        return np.where(np.isnan(moved) | np.isinf(given.relief_resistance), plain, moved)

    def _mean_levels(self) -> Floats:
        """Mean highest and lowest groundwater as if levels and ground had been as now, (2, k) [m below]."""
        # mean levels end in March: the summers in them are those up to the year before
        summers = self._past[:-1] or self._past
        moved = self._past[-1] - sum(summers) / len(summers)
        return np.array((self.means.ghg, self.means.glg), dtype=np.float64) + moved

    def wetness(self, year: int) -> Wetness:
        """How wet columns are with the levels of now."""
        ghg, glg = self._mean_levels()
        c = self._columns.resistance
        head = self.ground - 0.5 * (ghg + glg)
        leaky = np.isfinite(c) & np.isfinite(self._columns.deep_head)
        seepage = np.where(leaky, (self._columns.deep_head - head) / np.where(leaky, c, 1.0), 0.0)
        return Wetness(
            lowest=np.maximum(glg, 0.0),
            mean=np.maximum(0.5 * (ghg + glg), 0.0),
            summer=self.ground - self._levels.summer,
            winter=self.ground - self._levels.winter,
            seepage=seepage,
            drains=self._drains,
            temperature=float(self._weather.temperature[year - self._weather.first_year]),
        )

    def sink(self, lost: Floats) -> None:
        """Lower the ground to so much below that of the start; what is not known stays."""
        self.ground = np.asarray(self._first_ground - np.nan_to_num(lost), dtype=np.float64)


def _merged(where: Flags, new: Parcels, old: Parcels) -> Parcels:
    """Parcels that are new in some columns."""
    names = [field.name for field in fields(old) if field.init]
    return replace(old, **{name: np.where(where, getattr(new, name), getattr(old, name)) for name in names})


class _Record:
    """Arrays of a course that fill up."""

    __slots__ = ("_arrays", "_first")

    def __init__(self, years: int, size: int, first_year: int) -> None:
        self._first = first_year
        double = ("ground_level", "summer_level", "winter_level")
        single = ("ghg", "glg", "gvg", "lowest", "highest", "oxidation", "creep", "shrinkage", "inlet",
                  "pumped", "seepage", "runoff")  # fmt: skip
        self._arrays: dict[str, npt.NDArray[Any]] = {
            **{name: np.empty((years, size)) for name in double},
            **{name: np.empty((years, size), np.float32) for name in single},
            "monthly": np.empty((years, 12, size), np.float32),
        }

    def put(self, year: int, study: _Study, levels: LevelsOfYear, found: Year, losses: Losses) -> None:
        """Write down a year."""
        rows = {
            "ground_level": study.ground, "summer_level": levels.summer, "winter_level": levels.winter,
            "ghg": study.means.ghg, "glg": study.means.glg, "gvg": study.means.gvg,
            "oxidation": losses.oxidation, "creep": losses.creep, "shrinkage": losses.shrinkage,
            **{name: getattr(found, name)
               for name in ("monthly", "lowest", "highest", "inlet", "pumped", "seepage", "runoff")},
        }  # fmt: skip
        for name, row in rows.items():
            self._arrays[name][year - self._first] = row

    def course(self) -> Course:
        """All years."""
        count = len(self._arrays["glg"])
        years = np.arange(self._first, self._first + count, dtype=np.int32)
        return Course(years=years, **self._arrays)
