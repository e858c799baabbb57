"""The best choice by weights: each area by itself where nothing binds them, else along a front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.polders.choice.front import front, reach
from scenarios.polders.choice.parameters import OBJECTIVES
from scenarios.polders.choice.table import EffectTable

__all__ = ["Objective", "best", "best_within", "objectives", "scores", "sparing", "turned"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

_EQUAL = 1e-12  # of scores of 0..1: what float64 makes of equal ones


@dataclass(frozen=True, slots=True)
class Objective:
    """An effect that is weighed.

    Parameters
    ----------
    id
        Of the effect.
    costs
        What areas bring to all the land with each option, turned so that lower is better, (areas, options);
        0 for areas of which it is not known, which drop out.
    scale
        Best to worst of all choices in the unit of the effect; 0 when no choice changes it.
    """

    id: str
    costs: Floats
    scale: float


def objectives(tables: Sequence[EffectTable], allowed: Flags) -> list[Objective]:
    """Effects that can be weighed, in the order of `OBJECTIVES`.

    Parameters
    ----------
    tables
        Of all effects.
    allowed
        Options that an area may have, (areas, options).

    Notes
    -----
    An effect whose areas do not add up, or that is known of no area, is none.
    """
    found = {table.effect.id: table for table in tables if not table.hindrance and table.known.any()}
    made = []
    for name in OBJECTIVES:
        if (table := found.get(name)) is None:
            continue
        costs = turned(table, table.value)
        made.append(Objective(name, costs, reach(costs, allowed)))
    return made


def turned(table: EffectTable, values: Floats) -> Floats:
    """What areas bring to all the land, turned so that lower is better, (areas, options).

    Parameters
    ----------
    table
        Of the effect.
    values
        Its own, or those of a variant, (areas, options).
    """
    return table.shares(values) * (-1.0 if table.effect.better == "higher" else 1.0)


def scores(given: Sequence[Objective], weights: Mapping[str, float]) -> Floats:
    """Weighted sum of the objectives, each from 0 at its best to 1 at its worst, (areas, options).

    Parameters
    ----------
    given
        At least one.
    weights
        By objective, >= 0; those that are not named count 0.

    Notes
    -----
    Only differences between options count: an area adds a constant. Weights are taken relative to their sum.
    """
    used = [each for each in given if each.scale > 0.0 and weights.get(each.id, 0.0) > 0.0]
    total = sum(weights[each.id] for each in used)
    found = np.zeros_like(given[0].costs)
    for each in used:
        lowest = each.costs.min(axis=1, keepdims=True)
        found += weights[each.id] / total * (each.costs - lowest) / each.scale
    return found


def best(found: Floats, allowed: Flags) -> Indices:
    """Option of each area with the lowest score, (areas,); of equal ones the first.

    Parameters
    ----------
    found
        Scores, (areas, options).
    allowed
        Options that an area may have, (areas, options), at least one for each.
    """
    counted = np.where(allowed, found, np.inf)
    lowest = counted.min(axis=1, keepdims=True)
    return np.asarray((counted <= lowest + _EQUAL).argmax(axis=1), dtype=np.intp)


def best_within(found: Floats, allowed: Flags, demand: Floats, most: float) -> tuple[Indices, bool]:
    """Choice with the lowest score of which a demand of all areas together stays below a bound.

    Parameters
    ----------
    found
        Scores, (areas, options).
    allowed
        Options that an area may have, (areas, options).
    demand
        Of each area with each option, (areas, options).
    most
        Bound of the sum over areas.

    Returns
    -------
    tuple
        The choice, (areas,), and whether it stays below the bound; if none does, it is that with the least.
    """
    alone = best(found, allowed)
    rows = np.arange(alone.size)
    if demand[rows, alone].sum() <= most:
        return alone, True
    points = front(found, demand, allowed)
    fits = np.flatnonzero(points.values[:, 1] <= most)
    return (points.options[fits[0]], True) if fits.size else (points.options[-1], False)


def sparing(allowed: Flags, costs: Floats) -> Flags:
    """Options with which an area is no worse off than with the first, (areas, options)."""
    slack = _EQUAL * max(1.0, float(np.abs(costs).max(initial=0.0)))
    return np.asarray(allowed & (costs <= costs[:, :1] + slack), dtype=np.bool_)
