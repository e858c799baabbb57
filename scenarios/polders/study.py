"""A study of water levels: parcel columns, what is decided for them, and their courses with and without."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, fields, replace
from itertools import repeat
from threading import Event
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from scenarios.polders.decisions import as_today, decisions
from scenarios.polders.effect import Case
from scenarios.polders.model import Columns, Course, Weather
from scenarios.polders.policies import Policy
from scenarios.polders.projection import SPIN_UP, projection
from scenarios.polders.subsidence import RELATIONS, Relation
from scenarios.polders.weather import CHANGES, synthetic
from twin.errors import Cancelled
from twin.progress import Progress, silent

if TYPE_CHECKING:
    from scenarios.polders.parameters import WaterLevelParameters
    from twin.state import Twin

__all__ = ["Pair", "Study", "last_asked", "study"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_THREADS = 2  # courses side by side: a relation on each core of a small machine
_HEARTBEAT = 0.2  # s


@dataclass(frozen=True, slots=True)
class Pair:
    """Courses of all columns by one relation, as they would go on today and with what is decided."""

    before: Course
    after: Course


@dataclass(frozen=True, slots=True)
class Study:
    """Land, weather and decisions of a study.

    Parameters
    ----------
    twin
        With the levels of the horizon.
    columns
        Of the land that is asked for, with the levels before anything that is decided.
    drained
        The same with the drains that are laid; None where none are.
    policies
        By the id of the area; other areas go on as today.
    open_water
        Part of the area around each column that is ditch [1], (k,).
    weather
        From years before the first on.
    first_year, last_year
        Of the study, both inside.
    relations
        How the ground sinks, by name; the first one leads.
    kept
        Courses of the land as it would go on, by relation, which are the same for whatever is decided; filled
        when they are followed.
    """

    twin: Twin
    columns: Columns
    drained: Columns | None
    policies: Mapping[str, Policy]
    open_water: Floats
    weather: Weather
    first_year: int
    last_year: int
    relations: Mapping[str, Relation] = field(default_factory=lambda: RELATIONS)
    kept: dict[str, Course] = field(default_factory=dict, repr=False, compare=False)

    @property
    def raised(self) -> Flags:
        """Columns in areas for which something is decided, and of which something is known, (k,)."""
        return np.asarray(self.decided & self.columns.known, dtype=np.bool_)

    @property
    def decided(self) -> Flags:
        """Columns in areas for which something is decided, (k,)."""
        decided = np.array([name in self.policies for name in self.columns.areas], dtype=np.bool_)
        return np.asarray(decided[self.columns.area], dtype=np.bool_)

    def reference(self) -> Self:
        """Study of the same land and weather in which nothing is decided."""
        return replace(self, policies={}, drained=None)

    def course(self, relation: str, *, decided: bool, each_year: Callable[[], None] | None = None) -> Course:
        """Follow the columns with what is decided, or as they would go on today.

        Parameters
        ----------
        relation
            How the ground sinks, one of ``relations``.
        decided
            Whether raises, policies and drains are there.
        each_year
            Called after each year; what it raises ends the work.
        """
        if not decided and (kept := self.kept.get(relation)) is not None:
            return kept
        found = projection(
            self.columns,
            self.weather,
            self.policies if decided else None,
            first_year=self.first_year,
            last_year=self.last_year,
            relation=self.relations[relation],
            drained=self.drained if decided else None,
            open_water=self.open_water,
            each_year=each_year,
        )
        if not decided:
            self.kept[relation] = found
        return found

    def courses(self, progress: Progress = silent) -> dict[str, Pair]:
        """Follow the columns by every relation, as they would go on today and with what is decided.

        Areas do not act on each other, so only the columns of areas for which something is decided are
        followed twice; the others have the same numbers before and after, to the last byte.

        Parameters
        ----------
        progress
            Told how far it is; `twin.errors.Cancelled` that it raises ends the work within a year of columns.

        Returns
        -------
        dict
            By the name of the relation. Where nothing is decided, both courses are one.
        """
        parts = [(self.reference(), False)] + ([(self._some(), True)] if self.decided.any() else [])
        runs = [(part, name, decided) for part, decided in parts for name in self.relations]
        gone, stop = [0] * len(runs), Event()
        years = self.last_year - self.first_year + 1

        def follow(number: int) -> Course:
            def year_gone() -> None:
                gone[number] += 1
                if stop.is_set():
                    raise Cancelled

            part, name, decided = runs[number]
            course = part.course(name, decided=decided, each_year=year_gone)
            gone[number] = years  # at once where it was kept
            return course

        with ThreadPoolExecutor(_THREADS) as pool:
            work = [pool.submit(follow, number) for number in range(len(runs))]
            try:
                while wait(work, _HEARTBEAT, FIRST_EXCEPTION).not_done and not _failed(work):
                    progress(sum(gone) / (len(runs) * years), "years of groundwater and ground")
                found = [run.result() for run in work]
            finally:
                stop.set()
            count = len(self.relations)
            before, some = found[:count], found[count:]
            after = list(pool.map(_put_together, before, some, repeat(self.decided))) if some else before
        return dict(zip(self.relations, map(Pair, before, after), strict=True))

    def _some(self) -> Self:
        """Study of the columns of areas for which something is decided."""
        chosen = self.decided
        return replace(
            self,
            columns=self.columns.some(chosen),
            drained=None if self.drained is None else self.drained.some(chosen),
            open_water=self.open_water[chosen],
            kept={},
        )

    def case(
        self, course: Course, parameters: Mapping[str, object], *, decided: bool, land: Flags | None
    ) -> Case:
        """What effects are asked about at the horizon: all land, or the columns of ``land``."""
        columns = self.drained if decided and self.drained is not None else self.columns
        index = self.last_year - self.first_year
        relation = self.relations.get(str(parameters.get("relation")))
        return Case(self.twin, columns, course, index, self.open_water, parameters, land, relation=relation)


def _put_together(course: Course, part: Course, chosen: Flags) -> Course:
    """A course with that of some of its columns in place of its own."""
    if chosen.all():
        return part
    at = np.flatnonzero(chosen)
    place: Flags | slice = slice(at[0], at[-1] + 1) if at.size == at[-1] + 1 - at[0] else chosen
    arrays = {}
    for entry in fields(course):
        if entry.name != "years":
            arrays[entry.name] = getattr(course, entry.name).copy()
            arrays[entry.name][..., place] = getattr(part, entry.name)
    return replace(course, **arrays)


def _failed(work: list[Future[Course]]) -> bool:
    return any(run.done() and run.exception() is not None for run in work)


def study(twin: Twin, parameters: WaterLevelParameters, last_year: int) -> Study:
    """Make the study of a twin up to a year; the check of the process must have found nothing.

    Parameters
    ----------
    twin
        With water-level areas.
    parameters
        Which land, and which weather.
    last_year
        The horizon.
    """
    from scenarios.polders.columns import with_drains

    plan, first = decisions(twin), twin.reference_year
    today, areas = as_today(twin), tuple(parameters.areas)
    before, water = last_asked(_LAND, (today.digest, areas), lambda: _land(today, areas))
    asked = (today.digest, areas, last_year, parameters.climate, json.dumps(parameters.file_digests),
             parameters.somers_region)  # fmt: skip
    return Study(
        twin=twin,
        columns=before,
        drained=with_drains(before, plan.drains) if plan.drains else None,
        policies=plan.policies,
        open_water=water,
        weather=synthetic(first - SPIN_UP, last_year, change=CHANGES.get(parameters.climate)),
        first_year=first,
        last_year=last_year,
        relations=parameters.relations,
        kept=last_asked(_COURSES, asked, dict),
    )


_LAND: dict[tuple[object, ...], tuple[Columns, Floats]] = {}
"""The last land that was studied, by the digest of the twin and the areas asked for."""
_COURSES: dict[tuple[object, ...], dict[str, Course]] = {}
"""How it would go on, by what else that depends on."""


def last_asked[T](kept: dict[tuple[object, ...], T], key: tuple[object, ...], make: Callable[[], T]) -> T:
    """What was made for the last question, made anew when another is asked.

    People ask again and again what another level does to the same land.
    """
    if (found := kept.get(key)) is None:
        kept.clear()
        found = kept[key] = make()
    return found


def _land(today: Twin, areas: tuple[str, ...]) -> tuple[Columns, Floats]:
    """Columns with the levels of today, and the share of open water around them."""
    from scenarios.polders.columns import columns, open_water

    made = columns(today, areas or None)
    return made, open_water(today, made)
