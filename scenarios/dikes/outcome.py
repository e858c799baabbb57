"""From a twin and its drivers to the answers of the process `dike-space`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.dikes.answers import CORE_YEAR, answers
from scenarios.dikes.choice import choose
from scenarios.dikes.conflict_kinds.base import ConflictKind
from scenarios.dikes.conflicts import conflicts, free_space, kinds
from scenarios.dikes.costs import stretches
from scenarios.dikes.futures import YEARS, asked, asked_by_year, futures
from scenarios.dikes.growth import growth
from scenarios.dikes.model import Futures
from scenarios.dikes.reservations import reservations
from scenarios.dikes.strips import pieces
from scenarios.dikes.study import Study, study
from scenarios.dikes.table import Case, measures_table, places_table
from scenarios.dikes.yearly import yearly_fields
from scenarios.dikes.zones import zones
from scenarios.process import Outcome, Value
from twin.progress import Progress, part

if TYPE_CHECKING:
    from scenarios.dikes.parameters import DikeSpaceParameters
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["dike_space", "dike_space_values"]

Floats = npt.NDArray[np.float64]


def dike_space(twin: Twin, drivers: Drivers, parameters: DikeSpaceParameters, progress: Progress) -> Outcome:
    """Work out the room that dikes need, now and later, and who is in the way.

    Parameters
    ----------
    twin
        With the theme ``dikes``; the check of the process must have found nothing.
    drivers
        Their rise at the horizon is the asked case.
    parameters
        Which dikes, and how they may grow.
    progress
        Told how far it is.
    """
    work = _begin(twin, drivers, parameters, progress)
    found, now = work.study, work.asked
    course = work.case_of(asked_by_year(drivers))
    fields = yearly_fields(found, now, work.case_of, part(progress, 0.3, 0.6))
    progress(0.6, "reservations and what is in the way")
    sides = (course.design.inward, course.design.outward)
    grown = growth(found.places, found.profiles, *sides, YEARS, drivers.year)
    given = futures(parameters.scenarios, parameters.quantiles, parameters.years)
    reserved = found.design(given, parameters.direction)[1]
    lines = pieces(found.places)
    met = conflicts(twin, grown)
    if met.reasons:
        untold = "; ".join(f"{kind}: {reason}" for kind, reason in met.reasons.items())
        fields["dike_inward"].attrs["conflicts_unknown"] = untold
    year_full = _year_full(course.design.inward, work.room)
    tables = {
        "dike_space": places_table(found, lines, now, work.free_space, work.obstacle, year_full),
        "dike_zones": zones(twin, found.measured, found.profiles),
        "dike_reservations": reservations(found.places, found.profiles, given, reserved, parameters.years),
        "dike_conflicts": met.table,
        "dike_measures": measures_table(lines, found.places, stretches(found.places, now.choice, 0)),
    }
    progress(0.9, "sums")
    told = _answers(twin, work, parameters)
    progress(1.0, "dike space done")
    return Outcome(fields, told, {name: table for name, table in tables.items() if len(table)})


def dike_space_values(
    twin: Twin, drivers: Drivers, parameters: DikeSpaceParameters, progress: Progress
) -> dict[str, Value]:
    """Give the indicators of `dike_space` alone."""
    told = _answers(twin, _begin(twin, drivers, parameters, progress), parameters)
    progress(1.0, "dike space done")
    return told


@dataclass(frozen=True, slots=True)
class _Work:
    """What every answer begins with: dikes, their room (infinite without an obstacle), the asked case."""

    study: Study
    free_space: Floats
    obstacle: npt.NDArray[np.object_]
    room: Floats
    case_of: Callable[[Futures], Case]
    asked: Case


def _begin(twin: Twin, drivers: Drivers, parameters: DikeSpaceParameters, progress: Progress) -> _Work:
    progress(0.0, "profiles and loads")
    found = study(twin, parameters.settings, parameters.dikes or None, parameters.step)
    free, obstacle = free_space(twin, found.places, found.profiles)
    room = np.where([name is None for name in obstacle], np.inf, free)
    case_of = partial(_case, found, room, parameters)
    progress(0.2, "the asked case")
    return _Work(found, free, obstacle, room, case_of, case_of(asked(drivers)))


def _answers(twin: Twin, work: _Work, parameters: DikeSpaceParameters) -> dict[str, Value]:
    """Indicators, among them the room that every future needs in the year that is told."""
    found = work.study
    core: Floats | None = None
    if CORE_YEAR in parameters.years:
        given = futures(parameters.scenarios, parameters.quantiles, [CORE_YEAR])
        design = found.design(given, parameters.direction)[1]
        core = (design.inward + design.outward).min(axis=1)
    buildings = kinds()["buildings"]
    lacking = buildings.lacks(twin)
    addresses = None if lacking else _addresses(twin, found, work.asked, buildings)
    return answers(found, work.asked, addresses, core, lacking)


def _addresses(twin: Twin, found: Study, case: Case, buildings: ConflictKind) -> list[float]:
    """Addresses in the way in each future of the asked case, each on its own."""
    sums = []
    for future in range(case.design.inward.shape[1]):
        sides = (case.design.inward[:, [future]], case.design.outward[:, [future]])
        base = growth(found.places, found.profiles, *sides, [0], 0)
        sums.append(float(buildings.find(twin, base).amounts["addresses"].sum()))
    return sums


def _case(found: Study, room: Floats, parameters: DikeSpaceParameters, given: Futures) -> Case:
    """Needs, soil and measure in some futures."""
    needs, design = found.design(given, parameters.direction)
    choice = choose(found.places, found.profiles, found.subsoil, needs, room, rules=parameters.rules)
    return Case(needs, design, choice)


def _year_full(inward: Floats, room: Floats) -> Floats:
    """First year in which the new profile in soil meets the first obstacle; NaN when never."""
    over = inward > room[:, None] * (1.0 + 1e-9)
    return np.where(over.any(axis=1), np.asarray(YEARS, dtype=np.float64)[over.argmax(axis=1)], np.nan)
