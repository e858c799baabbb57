"""From a twin and its drivers to the answers of the process `water-level-raise`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.effect import Answer, Comparison, Effect, compare, effects
from scenarios.polders.indicators import INDICATORS
from scenarios.polders.model import Columns, Course
from scenarios.polders.projection import sunk
from scenarios.polders.study import Study, study
from scenarios.polders.subsidence import RELATIONS
from scenarios.process import Outcome, Value
from twin.progress import Progress

if TYPE_CHECKING:
    import xarray as xr

    from scenarios.drivers import Drivers
    from scenarios.polders.parameters import WaterLevelParameters
    from twin.state import Twin

__all__ = ["NOTHING_DECIDED", "NO_AREAS", "unknown", "water_level"]

Floats = npt.NDArray[np.float64]

NO_AREAS = "the twin has no water-level areas"
NOTHING_DECIDED = "In no area is a raise, another policy or drainage decided, so nothing changes"
_SINKS_UNKNOWN = "it is not known whether the soil holds peat or other soft soil"


@dataclass(frozen=True, slots=True)
class _Courses:
    """A study with what is decided and without, by one relation."""

    after: Course
    before: Course


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
    courses = _courses(work, parameters.relation, progress, 0.1)
    (other,) = set(RELATIONS) - {parameters.relation}
    beside = _courses(work, other, progress, 0.5)
    progress(0.9, "effects")
    given = parameters.of_effects
    answers = {
        name: effect.assess(work.case(courses.after, given, decided=True, land=None))
        for name, effect in effects().items()
    }
    values = {
        "groundwater_rise": _rise(work, courses, beside),
        "subsidence": _subsidence(work, parameters.relation, courses.after, beside.after),
        **{name: _value(work, effect, answers[name], courses, given) for name, effect in effects().items()},
    }
    progress(1.0, "water levels done")
    return Outcome(_fields(work, courses.after, answers), values)


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


def _courses(work: Study, relation: str, progress: Progress, done: float) -> _Courses:
    """Courses by a relation; without anything decided both are the same."""
    progress(done, f"years of {relation}")
    after = work.course(relation, decided=True)
    if not work.policies:
        return _Courses(after, after)
    progress(done + 0.2, f"years of {relation}, without what is decided")
    return _Courses(after, work.course(relation, decided=False))


def _mean_depth(work: Study, course: Course) -> Floats:
    """Mean groundwater of the last years [m below the ground], (k,)."""
    months = course.monthly[work.case(course, {}, decided=True, land=None).period]
    return np.asarray(months.astype(np.float64).mean(axis=(0, 1)))


def _rise(work: Study, courses: _Courses, beside: _Courses) -> Value:
    """Rise of the groundwater over the land for which something is decided."""
    if not work.policies:
        return Value(0.0, 0.0, 0.0, method=f"{INDICATORS['groundwater_rise'].method}. {NOTHING_DECIDED}.")
    if not work.raised.any():
        return Value(None, reason="nothing is known of the land for which something is decided")

    def rises(found: _Courses) -> tuple[float, float]:
        depth = _mean_depth(work, found.before) - _mean_depth(work, found.after)
        ground = found.after.ground_level[-1] - found.before.ground_level[-1]
        case = work.case(found.after, {}, decided=True, land=work.raised)
        return case.mean(depth + ground), case.mean(depth)

    (value, shallower), (other, _) = rises(courses), rises(beside)
    if not math.isfinite(value):
        return Value(None, reason="the groundwater is not known")
    told = f"{INDICATORS['groundwater_rise'].method}. Beside the ground it is {shallower:.2f} m less deep."
    return Value(value, min(value, other), max(value, other), method=told)


def _subsidence(work: Study, relation: str, course: Course, beside: Course) -> Value:
    """Height that the land has lost; the method tells on how much of it the relation is extrapolated."""
    value, other = (
        work.case(found, {}, decided=True, land=None).mean(sunk(found)[-1]) for found in (course, beside)
    )
    if not math.isfinite(value):
        return Value(None, reason=_SINKS_UNKNOWN)
    span = (value, other) if math.isfinite(other) else (value,)
    case = work.case(course, {}, decided=True, land=None)
    beyond = RELATIONS[relation].outside(work.columns, course)[-1]
    share = case.mean(beyond.astype(np.float64))
    told = (
        f"{INDICATORS['subsidence'].method}. {RELATIONS[relation].method}",
        f"On {100 * share:.0f} % of the land it is extrapolated at the horizon: {relation}",
        *work.columns.notes,
        work.weather.source,
    )
    return Value(value, min(span), max(span), method=". ".join(told))


def _value(work: Study, effect: Effect, answer: Answer, courses: _Courses, given: dict[str, object]) -> Value:
    """An effect on all the land that is asked for; the method tells what a measure does to its own land."""
    if not answer.known:
        return Value(None, reason=answer.reason)
    method = " ".join((effect.method, *answer.notes))
    if work.raised.any():
        before = work.case(courses.before, given, decided=False, land=work.raised)
        after = work.case(courses.after, given, decided=True, land=work.raised)
        method = f"{method} {_told(compare(effect, before, after))}"
    return Value(answer.value, answer.low, answer.high, method=method)


def _told(found: Comparison) -> str:
    """What a measure does to its own land, in words."""
    difference, unit = found.difference, found.effect.unit
    if not difference.known:
        return f"The land for which something is decided: not known, {difference.reason}."
    return (
        f"The land for which something is decided: {found.before.value:.4g} without it, "
        f"{found.after.value:.4g} with it, difference {difference.value:.4g} "
        f"({difference.low:.4g} to {difference.high:.4g}) {unit}."
    )


def _fields(work: Study, course: Course, answers: dict[str, Answer]) -> xr.Dataset:
    """Ground, groundwater and maps of effects at the horizon, on the grid."""
    import xarray as xr

    known = work.columns.known
    depth = _mean_depth(work, course)
    lost = sunk(course)[-1]
    moved = work.columns.on_grid(np.where(known, course.ground_level[-1] - work.columns.ground_level, np.nan))
    ground = np.asarray(work.twin.surface["ground_level"].values, dtype=np.float32)
    maps = {
        "polder_ground_level": ground + moved,
        "subsidence": work.columns.on_grid(np.where(known, lost, np.nan)),
        "groundwater_depth": work.columns.on_grid(np.where(known, depth, np.nan)),
        "mean_highest_groundwater": work.columns.on_grid(course.ghg[-1]),
        "mean_lowest_groundwater": work.columns.on_grid(course.glg[-1]),
    }
    for name, variable in (("co2_emission", "peat_emission"), ("yield_loss", "yield_loss")):
        if (values := answers[name].columns) is not None:
            maps[variable] = work.columns.on_grid(np.where(known, values, np.nan))
    variables = {name: (("level_year", "y", "x"), values[None]) for name, values in maps.items()}
    return xr.Dataset(variables, coords={"level_year": np.array([work.last_year], np.int32)})
