"""Damp crawl spaces: dwellings whose ground is drained less deep than it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.groundwater import UNPAVED
from scenarios.polders.objects import (
    GROUNDWATER_ERROR,
    drained,
    nothing,
    numeric,
    places,
)
from scenarios.polders.relief import STREET_DEPTH

__all__ = ["DRAINED", "CrawlSpaces"]

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

DRAINED = Parameter(0.70, "m", "mean highest groundwater below dwellings, plan of Zwolle", "secondary")
"""Least depth of mean highest groundwater below the ground at dwellings."""


class CrawlSpaces(Effect):
    """Dwellings with wet ground below them."""

    id = "crawl_spaces"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Woningen met te weinig ontwatering (vochtige kruipruimte)",
        "en": "Dwellings with too little drainage (damp crawl space)",
    }
    unit = "dwellings"
    better = "lower"
    theme = "buildings"
    method = (
        f"Dwellings of buildings where mean highest groundwater is less than {DRAINED} below the ground "
        "at the building (its own cell; the land around where it is on water). Built land is taken to "
        f"have drains {STREET_DEPTH.value:g} m deep, or at the ditch level where that is higher, and a part "
        f"of {UNPAVED.value:g} that is not paved [{UNPAVED.status}]; what a street has is not known, nor "
        "whether a dwelling has a crawl space. "
        f"Range: groundwater {GROUNDWATER_ERROR} higher or lower."
    )

    def assess(self, case: Case) -> Answer:
        """Count dwellings."""
        found = places(case, "buildings")
        if found is None:
            return nothing(case, "buildings", found)
        table = case.twin.features["buildings"]
        count = numeric(table, "dwellings")
        pieces = found.counted(case)
        if not pieces.size:
            return nothing(case, "buildings", found)
        silent = int(np.isnan(count[found.thing[pieces]]).sum())
        if silent == pieces.size:
            return Answer.unknown("the buildings of the twin do not tell how many dwellings they hold")
        pieces = pieces[count[found.thing[pieces]] > 0.0]
        depth = drained(case.course.ghg[case.index], found, pieces)
        if pieces.size and np.isnan(depth).all():
            return Answer.unknown("the groundwater under the dwellings is not known")
        dark = np.concatenate([np.flatnonzero(found.unknown(case)), pieces[np.isnan(depth)]])
        pieces, depth = pieces[np.isfinite(depth)], depth[np.isfinite(depth)]
        homes = count[found.thing[pieces]]

        def wet(least: float) -> float:
            return float(homes[depth < least].sum())

        return Answer(
            wet(DRAINED.value),
            variants={
                "groundwater higher": wet(DRAINED.value + GROUNDWATER_ERROR.value),
                "groundwater lower": wet(DRAINED.value - GROUNDWATER_ERROR.value),
            },
            parts={
                "dwellings [dwellings]": float(homes.sum()),
                **({"drained [m]": float(np.average(depth, weights=homes))} if homes.size else {}),
            },
            table=_rows(homes, depth, table["id"].to_numpy(object)[found.thing[pieces]]),
            notes=_notes(float(np.nansum(count[found.thing[dark]])), silent),
        )


def _rows(homes: Floats, depth: Floats, ids: npt.NDArray[np.object_]) -> Sequence[dict[str, str | float]]:
    """Rows by depth, and of the twenty buildings with the wettest ground."""
    bounds = (-np.inf, 0.2, 0.5, DRAINED.value, np.inf)
    words = ("under 0.2 m", "0.2 to 0.5 m", f"0.5 to {DRAINED.value:g} m", f"{DRAINED.value:g} m or more")
    rows: list[dict[str, str | float]] = [
        {
            "row": "state",
            "name": "",
            "state": word,
            "value": float(homes[(depth >= low) & (depth < high)].sum()),
            "unit": "dwellings",
        }
        for word, low, high in zip(words, bounds[:-1], bounds[1:], strict=True)
    ]
    worst = np.argsort(depth, kind="stable")[:20]
    return rows + [
        {
            "row": "object",
            "name": str(ids[at]),
            "state": "wet",
            "value": float(depth[at]),
            "unit": "m drained",
        }
        for at in worst
        if depth[at] < DRAINED.value
    ]


def _notes(dark: float, silent: int) -> tuple[str, ...]:
    notes = []
    if silent:
        notes.append(f"Of {silent} buildings the number of dwellings is not known; they are left out.")
    if dark:
        notes.append(f"Of {dark:.0f} dwellings the groundwater is not known; they are left out.")
    return tuple(notes)
