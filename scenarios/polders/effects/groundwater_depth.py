"""How deep the groundwater stands below the ground, on the mean and in the wet and dry season."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.model import Course

__all__ = ["GroundwaterDepth"]

Floats = npt.NDArray[np.float64]


class GroundwaterDepth(Effect):
    """Mean groundwater below the ground."""

    id = "groundwater_depth"
    labels: ClassVar[dict[str, str]] = {
        "nl": "diepte van het grondwater onder maaiveld",
        "en": "depth of the groundwater below the ground",
    }
    unit = "m"
    column_unit = "m"
    local = True
    method = (
        "Mean of the eight years up to the horizon below the ground of that time, which sinks; mean over "
        "the land. Mean highest (GHG), lowest (GLG) and spring groundwater (GVG) stand beside it. Range: "
        "that of both relations of subsidence."
    )

    def assess(self, case: Case) -> Answer:
        """Mean over the land."""
        depth = _mean_depth(case, case.course)
        value = case.mean(depth)
        if not np.isfinite(value):
            return Answer.unknown("the groundwater is not known")
        variants = {}
        if case.beside is not None and np.isfinite(other := case.mean(_mean_depth(case, case.beside))):
            variants["other relation"] = other
        parts = {
            f"{name} [m]": case.mean(getattr(case.course, name)[case.index].astype(np.float64))
            for name in ("ghg", "glg", "gvg")
        }
        land = case.area(np.isfinite(depth))
        return Answer(value, variants=variants, columns=depth, parts=parts, weight=land)


def _mean_depth(case: Case, course: Course) -> Floats:
    """Mean groundwater of the period [m below the ground], (k,)."""
    return np.asarray(course.monthly[case.period].mean(axis=(0, 1), dtype=np.float64), dtype=np.float64)
