"""From a twin and its drivers to the answers of the process `water-level-raise`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.decisions import areas_table, as_today
from scenarios.polders.effect import Answer, Case, Comparison, Effect, difference, each_effect, effects
from scenarios.polders.film import film
from scenarios.polders.indicators import INDICATORS
from scenarios.polders.maps import maps
from scenarios.polders.model import Columns, Course
from scenarios.polders.object_tables import object_tables
from scenarios.polders.panel import TABLE, Panel, effects_table, panel
from scenarios.polders.study import Pair, Study, last_asked, study
from scenarios.process import Outcome, Value
from twin.progress import Progress, part

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from scenarios.polders.parameters import WaterLevelParameters
    from twin.state import Twin

__all__ = ["NOTHING_DECIDED", "NOT_ASKED", "NO_AREAS", "unknown", "water_level", "water_level_values"]

Floats = npt.NDArray[np.float64]
Values = dict[str, Value]

NO_AREAS = "the twin has no water-level areas"
NOT_ASKED = "what is decided lies outside the areas that are asked for"
NOTHING_DECIDED = "In no area is a raise, a policy or drainage decided by the horizon, so nothing changes"


@dataclass(frozen=True, slots=True)
class _Found:
    """All land without what is decided and with it, and what the effects make of it; ``answers`` with it."""

    before: Case
    after: Case
    answers: Mapping[str, Answer]
    panel: Panel
    values: Values


@dataclass(frozen=True, slots=True)
class _Today:
    """What effects make of the land where nothing is decided anywhere, filled as they are asked.

    Parameters
    ----------
    answers
        Of all land, by the id of the effect.
    by_area
        Of each area, by the id of the effect.
    values
        The indicators; empty until all effects were asked.
    """

    answers: dict[str, Answer]
    by_area: dict[str, dict[str, Answer]]
    values: Values


def water_level(
    twin: Twin, drivers: Drivers, parameters: WaterLevelParameters, progress: Progress
) -> Outcome:
    """Work out groundwater, ground and effects of the levels of a twin at the horizon.

    Parameters
    ----------
    twin
        With water-level areas; the check of the process must have found nothing.
    drivers
        Their year is the horizon.
    parameters
        Which land, and how it sinks.
    progress
        Told how far it is.
    """
    progress(0.0, "parcel columns")
    work = study(twin, parameters, drivers.year)
    if not work.columns.known.any():
        return unknown(_why(work.columns))
    courses = work.courses(part(progress, 0.1, 0.8))
    leading = courses[parameters.leading]
    with ThreadPoolExecutor(1) as pool:
        drawn = pool.submit(
            film, work.columns, leading.before, leading.after, tuple(work.policies), parameters.leading
        )
        progress(0.8, "effects")
        found = _found(work, courses, parameters)
        progress(0.95, "fields and tables")
        fields = maps(found.after, found.answers).merge(drawn.result())
    tables = {
        TABLE: effects_table(twin, found.panel),
        "water_level_areas": areas_table(twin, found.before.twin, found.panel.areas),
        **object_tables(twin, found.panel.decided),
    }
    progress(1.0, "water levels done")
    return Outcome(fields, found.values, tables)


def water_level_values(
    twin: Twin, drivers: Drivers, parameters: WaterLevelParameters, progress: Progress
) -> Mapping[str, Value]:
    """Give the indicators of `water_level` alone; those of the reference come with the last scenario."""
    progress(0.0, "parcel columns")
    kept = _kept.get(_key(twin, drivers.year, parameters))
    if kept is not None and kept.values:
        return kept.values
    work = study(twin, parameters, drivers.year)
    if not work.columns.known.any():
        return unknown(_why(work.columns)).values
    courses = work.courses(part(progress, 0.1, 0.8))
    progress(0.8, "effects")
    values = _found(work, courses, parameters).values
    progress(1.0, "water levels done")
    return values


def unknown(reason: str) -> Outcome:
    """Outcome of which nothing can be said, for a reason."""
    import xarray as xr

    return Outcome(xr.Dataset(), {name: Value(None, reason=reason) for name in INDICATORS})


def _why(columns: Columns) -> str:
    """Reason that holds for most of the land."""
    if not columns.reason.size:
        return "there is no land in the water-level areas"
    cells = np.bincount(columns.reason, columns.cells, len(columns.reasons))
    return columns.reasons[int(cells.argmax())]


def _found(work: Study, courses: Mapping[str, Pair], parameters: WaterLevelParameters) -> _Found:
    """Ask every effect about the courses by both relations."""
    now, beside = courses.values()
    given = parameters.of_effects
    decided = work.decided if work.decided.any() else None
    after = work.case(now.after, given, decided=True, land=None)
    after = replace(after, beside=beside.after, decided=decided)
    before = work.case(now.before, given, decided=False, land=None)
    before = replace(before, beside=beside.before, decided=decided, twin=as_today(work.twin))
    alone = replace(before, decided=None)

    key = _key(before.twin, work.last_year, parameters)
    today = last_asked(_kept, key, lambda: _Today(answers={}, by_area={}, values={}))

    def ask(effect: Effect) -> Answer:
        found = effect.assess(after)
        if effect.id not in today.answers:
            today.answers[effect.id] = effect.assess(alone) if work.policies else found
        return found

    answers = each_effect(ask)
    asked = {work.columns.areas[at] for at in np.unique(work.columns.area)}
    beside_today = panel(before, after, asked, tuple(work.policies), today.by_area)
    values = _values(work, before, after, answers, beside_today.decided)
    if not today.values:
        reference = replace(work, twin=before.twin, policies={}, drained=None)
        today.values.update(_values(reference, alone, alone, today.answers, ()))
    return _Found(before, after, answers, beside_today, values)


def _values(
    work: Study, before: Case, after: Case, answers: Mapping[str, Answer], decided: Sequence[Comparison]
) -> Values:
    """Indicators of all the land; ``decided`` are the effects on the land for which something is decided."""
    compared = {each.effect.id: each for each in decided}
    values = {"groundwater_rise": _rise(work, before, after)}
    for name, answer in answers.items():
        if (effect := effects()[name]).coupled:
            values[name] = _passed_on(work, effect, before, answer)
        else:
            values[name] = _value(name, answer, compared.get(name))
    if (sinks := values["subsidence"]).value is not None:
        relation = work.relations[str(after.parameters["relation"])]
        told = (str(sinks.method), relation.method)
        more = " ".join(
            (
                *told,
                *(f"{note}." for note in (*work.columns.notes, *_dark(work.columns), work.weather.source)),
            )
        )
        values["subsidence"] = replace(sinks, method=more)
    return values


def _dark(columns: Columns) -> tuple[str, ...]:
    """How much land nothing is said of, and why: no mean and no total counts it."""
    unknown = ~columns.known
    if not unknown.any():
        return ()
    size = np.bincount(columns.reason[unknown], columns.size[unknown], len(columns.reasons))
    reason = columns.reasons[int(size.argmax())]
    land = f"{size.sum() / 1e4:.0f} of {columns.size.sum() / 1e4:.0f} ha of land"
    return (f"{land} are in no mean and no total, mostly because: {reason}",)


def _rise(work: Study, before: Case, after: Case) -> Value:
    """Rise of the groundwater over the land for which something is decided."""
    method = INDICATORS["groundwater_rise"].method
    if not work.policies:
        return Value(0.0, 0.0, 0.0, method=f"{method}. {NOTHING_DECIDED}.")
    if not work.decided.any():
        return Value(None, reason=NOT_ASKED)
    if not work.raised.any():
        return Value(None, reason="nothing is known of the land for which something is decided")

    def level(case: Case, course: Course) -> tuple[Floats, Floats]:
        """Mean groundwater of the years [m NAP], and its mean depth below the ground [m]."""
        depth = course.monthly[case.period].mean(axis=1, dtype=np.float64)
        ground = np.concatenate([case.columns.ground_level[None], course.ground_level[:-1]])[case.period]
        return np.mean(ground - depth, axis=0), np.mean(depth, axis=0)

    def rises(first: Course, second: Course) -> tuple[float, float]:
        (low, deep), (high, shallow) = level(before, first), level(after, second)
        return after.mean(high - low, work.raised), after.mean(deep - shallow, work.raised)

    value, shallower = rises(before.course, after.course)
    if not math.isfinite(value):
        return Value(None, reason="the groundwater is not known")
    other = value
    if before.beside is not None and after.beside is not None:
        other = rises(before.beside, after.beside)[0]
    told = f"{method}. Beside the ground it is {shallower:.2f} m less deep."
    return Value(value, min(value, other), max(value, other), method=told)


def _value(name: str, answer: Answer, decided: Comparison | None) -> Value:
    """An effect on all the land that is asked for; the method tells what a measure does to its own land."""
    if not answer.known:
        return Value(None, reason=answer.reason)
    method = " ".join((INDICATORS[name].method, *answer.notes))
    if decided is not None:
        method = f"{method} {_in_words(decided)}"
    return Value(answer.value, answer.low, answer.high, method=method)


def _passed_on(work: Study, effect: Effect, before: Case, after: Answer) -> Value:
    """What a measure does to the land beside it: nothing where there is none."""
    if not work.policies:
        method = f"{INDICATORS[effect.id].method} {NOTHING_DECIDED}: nothing is passed on."
        return Value(0.0, 0.0, 0.0, method=method)
    if not work.decided.any():
        return Value(None, reason=NOT_ASKED)
    return _value(effect.id, replace(difference(effect.assess(before), after), notes=after.notes), None)


def _in_words(found: Comparison) -> str:
    """What a measure does to its own land, in words."""
    difference, unit = found.difference, found.effect.unit
    if not difference.known:
        return f"The land for which something is decided: not known, {difference.reason}."
    return (
        f"The land for which something is decided: {found.before.value:.4g} without it, "
        f"{found.after.value:.4g} with it, difference {difference.value:.4g} "
        f"({difference.low:.4g} to {difference.high:.4g}) {unit}."
    )


_kept: dict[tuple[object, ...], _Today] = {}
"""Of the last scenario: its reference is asked next, and other levels for the same land after that."""


def _key(today: Twin, year: int, parameters: WaterLevelParameters) -> tuple[object, ...]:
    return today.digest, year, json.dumps([parameters.model_dump(mode="json"), parameters.file_digests])
