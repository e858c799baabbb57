"""How firm a choice is: whether it stays the best when a method is not right but one of its variants is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from scenarios.polders.choice.optimum import Objective, best, scores, turned
from scenarios.polders.choice.table import EffectTable

__all__ = ["staying"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def staying(
    goals: Sequence[Objective],
    weights: Mapping[str, float],
    tables: Sequence[EffectTable],
    allowed: Flags,
) -> Floats:
    """Part of the variants of what is weighed under which an area would choose the same, (areas,).

    Parameters
    ----------
    goals
        Objectives; their scales stay.
    weights
        By objective.
    tables
        Of all effects.
    allowed
        Options that an area may have, (areas, options).

    Returns
    -------
    ndarray
        0..1; NaN where nothing that is weighed has variants.

    Notes
    -----
    One variant of one effect at a time takes the place of its value, for all areas and options at once. The
    choice is the one without bounds on all areas together. Variants are no sample: the part is no
    probability.
    """
    chosen = best(scores(goals, weights), allowed)
    found = {table.effect.id: table for table in tables}
    same = [
        best(scores([*goals[:at], replace(goal, costs=costs), *goals[at + 1 :]], weights), allowed) == chosen
        for at, goal in enumerate(goals)
        if weights.get(goal.id, 0.0) > 0.0 and goal.scale > 0.0
        for costs in (turned(found[goal.id], values) for values in found[goal.id].variants.values())
    ]
    if not same:
        return np.full(chosen.size, np.nan)
    return np.asarray(np.mean(same, axis=0), dtype=np.float64)
