"""Cases for effects: a small peat polder whose groundwater, levels and inlet are given, not computed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenarios.polders.effect import Case
from scenarios.polders.model import Columns, Course

YEARS = 10


def course(columns: Columns, *, depth=0.5, years: int = YEARS, **changes) -> Course:
    """Course with the same months each year: ``depth`` is a number, (k,), (12, k) or (years, 12, k) [m].

    Mean highest and lowest groundwater are the shallowest and deepest month; ``changes`` replace fields.
    """
    k = columns.area.size
    months = np.zeros((years, 12, k), np.float32) + np.asarray(depth, np.float32)
    none = np.zeros((years, k), np.float32)
    high, low = months.min(axis=1), months.max(axis=1)
    made = Course(
        years=np.arange(2025, 2025 + years, dtype=np.int32),
        ground_level=np.tile(columns.ground_level, (years, 1)),
        summer_level=np.tile(columns.summer_level, (years, 1)),
        winter_level=np.tile(columns.winter_level, (years, 1)),
        ghg=high,
        glg=low,
        gvg=high,
        monthly=months,
        lowest=low,
        highest=high,
        oxidation=none,
        creep=none,
        shrinkage=none,
        inlet=none,
        pumped=none,
        seepage=none,
        runoff=none,
    )
    return replace(made, **changes)


def case(
    columns: Columns, given: Course, *, index: int = -1, open_water=0.08, land=None, **parameters
) -> Case:
    """The last year of a course, or another; effects of columns never look into the twin."""
    at = index % given.years.size
    return Case(None, columns, given, at, open_water, parameters, land)  # type: ignore[arg-type]
