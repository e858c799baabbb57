"""Roads on wet ground: how far the groundwater stays below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.objects import GROUNDWATER_ERROR, drained, nothing, places

__all__ = ["ROAD_DRAINED", "Roads"]

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

ROAD_DRAINED = Parameter(0.70, "m", "mean highest groundwater below roads, 0.7 to 1.0 m", "unverified")
_ROAD_DRAINED_MOST = 1.0
"""Least depth of mean highest groundwater below the surface of a road, and that of main roads."""


class Roads(Effect):
    """Length of road and rail with too little drainage."""

    id = "roads"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Wegen en spoor met te weinig ontwatering",
        "en": "Roads and rail with too little drainage",
    }
    unit = "m"
    better = "lower"
    theme = "roads"
    method = (
        f"Metres of road and rail where mean highest groundwater is less than {ROAD_DRAINED} below their "
        "surface, which is the ground of the cell under the line (the land around where that is water) "
        f"and sinks with the land. Range: a norm of {_ROAD_DRAINED_MOST:g} m as for main roads, and "
        f"groundwater {GROUNDWATER_ERROR} higher or lower. Loss of bearing capacity and frost damage are "
        "not computed."
    )

    def assess(self, case: Case) -> Answer:
        """Measure what lies too wet."""
        found = places(case, "roads")
        if found is None:
            return nothing(case, "roads", found)
        pieces = found.counted(case)
        if not pieces.size:
            return nothing(case, "roads", found)
        depth = drained(case.course.ghg[case.index], found, pieces)
        if np.isnan(depth).all():
            return Answer.unknown("the groundwater under the roads is not known")
        lost = float(found.amount[found.unknown(case)].sum() + found.amount[pieces[np.isnan(depth)]].sum())
        pieces, depth = pieces[np.isfinite(depth)], depth[np.isfinite(depth)]
        length = found.amount[pieces]

        def wet(least: float) -> float:
            return float(length[depth < least].sum())

        return Answer(
            wet(ROAD_DRAINED.value),
            variants={
                "norm of main roads": wet(_ROAD_DRAINED_MOST),
                "groundwater higher": wet(ROAD_DRAINED.value + GROUNDWATER_ERROR.value),
                "groundwater lower": wet(ROAD_DRAINED.value - GROUNDWATER_ERROR.value),
            },
            parts={
                "roads [m]": float(length.sum()),
                "drained [m]": float(np.average(depth, weights=length)),
            },
            table=_rows(case, length, depth, found.thing[pieces]),
            notes=(f"Of {lost / 1e3:.1f} km the groundwater is not known; it is left out.",) if lost else (),
        )


def _rows(case: Case, length: Floats, depth: Floats, thing: Numbers) -> Sequence[dict[str, str | float]]:
    """Rows of each kind of road, and of the twenty roads with most of their length too wet."""
    table = case.twin.features["roads"]
    kinds = table["kind"].astype(str).to_numpy() if "kind" in table else np.full(len(table), "road")
    wet = np.bincount(thing, length * (depth < ROAD_DRAINED.value), len(table))
    rows: list[dict[str, str | float]] = [
        {
            "row": "kind",
            "name": str(kind),
            "state": "wet",
            "value": float(wet[kinds == kind].sum()),
            "unit": "m",
        }
        for kind in np.unique(kinds[np.unique(thing)])
    ]
    worst = np.argsort(-wet, kind="stable")[:20]
    ids = table["id"].to_numpy(object)
    return rows + [
        {"row": "object", "name": str(ids[at]), "state": "wet", "value": float(wet[at]), "unit": "m"}
        for at in worst
        if wet[at] > 0.0
    ]
