"""The choice of a level for each area: what every option does, and the best by weights and bounds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.choice.asking import ask
from scenarios.polders.choice.front import Front, front, thinned
from scenarios.polders.choice.optimum import Objective, best, best_within, objectives, scores, sparing
from scenarios.polders.choice.options import Option, options, refused
from scenarios.polders.choice.robustness import staying
from scenarios.polders.choice.table import EffectTable
from scenarios.polders.choice.tables import Areas, Choice, areas_of
from scenarios.polders.effects.water_demand import SEASON
from twin.progress import Progress, part

if TYPE_CHECKING:
    from scenarios.polders.choice.parameters import WaterLevelChoiceParameters
    from scenarios.polders.study import Study
    from twin.state import Twin

__all__ = ["POINTS", "choose"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

POINTS = 200
"""Points of a front that a result holds at most."""
_NO_LAND = "nothing is known of its land"


def choose(work: Study, parameters: WaterLevelChoiceParameters, progress: Progress) -> Choice:
    """Make the table of options, and choose.

    Parameters
    ----------
    work
        Study in which nothing is decided.
    parameters
        Options, weights and bounds.
    progress
        Told how far it is.
    """
    asked = options(parameters)
    numbers = np.unique(work.columns.area).tolist()
    areas = _areas(work, numbers)
    hindrances = _hindrances(work.twin, areas, asked)
    tables = ask(
        work,
        asked,
        parameters.of_effects,
        start=parameters.start,
        relation=parameters.leading,
        areas=numbers,
        progress=part(progress, 0.0, 0.9),
    )
    progress(0.9, "trade-offs")
    allowed = np.array([[not text for text in texts] for texts in hindrances], dtype=np.bool_)
    goals = objectives(tables, allowed)
    chosen, staying, notes = _chosen(goals, tables, allowed, parameters, areas)
    notes = (*notes, *_silent(goals, tables, parameters))
    return Choice(
        areas=areas,
        options=asked,
        hindrances=hindrances,
        tables=tables,
        objectives=goals,
        weights=dict(parameters.weights),
        chosen=chosen,
        staying=staying,
        notes=notes,
        fronts=_fronts(goals, allowed, part(progress, 0.9, 1.0)),
        start=max(work.first_year, parameters.start or work.first_year),
        relation=parameters.leading,
    )


def _areas(work: Study, numbers: Sequence[int]) -> Areas:
    columns = work.columns
    size = np.where(columns.known, columns.size, 0.0)
    ground = np.where(columns.known, columns.ground_level, 0.0)
    count = len(columns.areas)
    land = np.bincount(columns.area, size, count)[list(numbers)]
    lifted = np.bincount(columns.area, size * ground, count)[list(numbers)]
    mean = np.divide(lifted, land, out=np.full(land.size, np.nan), where=land > 0.0)
    return areas_of(work.twin, numbers, mean, land)


def _hindrances(twin: Twin, areas: Areas, asked: Sequence[Option]) -> list[list[str]]:
    """Why an area may not have an option, by area and option; the first option always may be."""
    named = refused(twin, [option.raised for option in asked[1:]], areas.ids)
    return [
        ["", *(named[option.raised].get(name, "") if land else _NO_LAND for option in asked[1:])]
        for name, land in zip(areas.ids, areas.land_area > 0.0, strict=True)
    ]


def _chosen(
    goals: Sequence[Objective],
    tables: Sequence[EffectTable],
    allowed: Flags,
    parameters: WaterLevelChoiceParameters,
    areas: Areas,
) -> tuple[Indices, Floats, tuple[str, ...]]:
    """Best choice within the bounds that are asked for, how firm it is, and what became of the bounds."""
    count = len(areas.ids)
    if not goals:
        return np.zeros(count, dtype=np.intp), np.full(count, np.nan), ()
    by_name, notes = {each.id: each for each in goals}, []
    if parameters.spare_foundations:
        if foundations := by_name.get("foundations"):
            allowed = sparing(allowed, foundations.costs)
        else:
            notes.append("Nothing is known of foundations: they bound nothing.")
    found = scores(goals, parameters.weights)
    firm = staying(goals, parameters.weights, tables, allowed)
    demand = by_name.get("water_demand")
    if not parameters.within_inlet or parameters.inlet_capacity is None:
        return best(found, allowed), firm, tuple(notes)
    if demand is None:
        return (
            best(found, allowed),
            firm,
            (*notes, "The water demand is not known: the inlets bound nothing."),
        )
    most = parameters.inlet_capacity * 1e-3 * SEASON * float(areas.land_area.sum())
    chosen, kept = best_within(found, allowed, demand.costs, most)
    if not kept:
        notes.append("No choice stays within the inlets: this is the one that asks least of them.")
    return chosen, firm, tuple(notes)


def _silent(
    goals: Sequence[Objective], tables: Sequence[EffectTable], parameters: WaterLevelChoiceParameters
) -> tuple[str, ...]:
    """What was to be weighed and cannot be: a choice without it is another one than was asked for."""
    weighed = {each.id for each in goals}
    left = [
        table.effect.labels["en"]
        for table in tables
        if parameters.weights.get(table.effect.id, 0.0) > 0.0 and table.effect.id not in weighed
    ]
    return (f"Not weighed, because it is not known here: {'; '.join(left)}.",) if left else ()


def _fronts(goals: Sequence[Objective], allowed: Flags, progress: Progress) -> list[tuple[int, int, Front]]:
    pairs = list(combinations(range(len(goals)), 2))
    found = []
    for at, (one, two) in enumerate(pairs):
        progress(at / len(pairs), f"trade-off of {goals[one].id} and {goals[two].id}")
        found.append((one, two, thinned(front(goals[one].costs, goals[two].costs, allowed), POINTS)))
    progress(1.0, "levels chosen")
    return found
