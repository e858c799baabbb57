"""Height that the land loses by oxidation, creep and shrinkage, and where the relation is stretched."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.model import Course

__all__ = ["SINKS_UNKNOWN", "Subsidence"]

Floats = npt.NDArray[np.float64]

SINKS_UNKNOWN = "it is not known whether the soil holds peat or other soft soil"
_RATE_YEARS = 10


class Subsidence(Effect):
    """Ground lost since the year of the twin."""

    id = "subsidence"
    labels: ClassVar[dict[str, str]] = {
        "nl": "bodemdaling tot de horizon",
        "en": "subsidence up to the horizon",
    }
    unit = "m"
    column_unit = "m"
    better = "lower"
    local = True
    method = (
        "Height lost since the year of the twin by oxidation, creep and shrinkage; mean over the land of "
        "which it is known. Range: that of both relations of subsidence."
    )

    def assess(self, case: Case) -> Answer:
        """Mean over the land, and by its causes."""
        lost = _lost(case.course, case.index)
        value = case.mean(lost)
        if not np.isfinite(value):
            return Answer.unknown(SINKS_UNKNOWN)
        variants = {}
        if case.beside is not None and np.isfinite(other := case.mean(_lost(case.beside, case.index))):
            variants["other relation"] = other
        parts = {
            f"{cause} [m]": case.mean(getattr(case.course, cause)[case.index].astype(np.float64))
            for cause in ("oxidation", "creep", "shrinkage")
        }
        if since := min(case.index, _RATE_YEARS):
            rate = (lost - _lost(case.course, case.index - since)) / since
            parts["rate_of_the_last_years [mm/yr]"] = 1e3 * case.mean(rate)
        known = np.isfinite(lost)
        answer = Answer(value, variants=variants, columns=lost, parts=parts, weight=case.area(known))
        if (outside := case.extrapolated) is None:
            return answer
        beyond = case.mean(outside.astype(np.float64), known)
        note = f"On {beyond:.0%} of the land it is extrapolated: the relation is used outside its range."
        return replace(answer, notes=(note,), extrapolated=beyond)


def _lost(course: Course, index: int) -> Floats:
    """Height lost by the end of a year by all causes [m], (k,); NaN where one is not known."""
    return np.asarray(
        course.oxidation[index] + course.creep[index] + course.shrinkage[index], dtype=np.float64
    )
