"""Days in the growing season on which cattle and machines sink in: groundwater too close below the ground."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.physics.water_balance import time_above
from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.effects.yields import UNCERTAIN, wet_notes
from scenarios.polders.model import USES

__all__ = ["LIMIT_OTHER", "LIMIT_PEAT", "BearingDays"]

Floats = npt.NDArray[np.float64]

LIMIT_PEAT = Parameter(0.375, "m", "proxy, 0.35 to 0.40 m", "unverified")
LIMIT_OTHER = Parameter(0.275, "m", "proxy, 0.25 to 0.30 m", "unverified")
"""Groundwater above which soil does not bear cattle and machines."""
_SPREAD = math.hypot(0.025, UNCERTAIN.value)
"""Of the limit and of the groundwater together [m]."""
_FIRST, _LAST = 3, 10  # months of the season from 0: April to October
_LENGTHS = (30, 31, 30, 31, 31, 30, 31)
SEASON = sum(_LENGTHS)
"""Days from 1 April to 31 October."""
_DAY = 86_400.0


class BearingDays(Effect):
    """Days of the season on which farmland does not bear."""

    id = "bearing_days"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Dagen zonder draagkracht (april-oktober)",
        "en": "Days on which land does not bear (April to October)",
    }
    unit = "d/yr"
    column_unit = "s"
    better = "lower"
    local = True
    method = (
        "Days from 1 April to 31 October with groundwater shallower than a limit, mean over eight years "
        f"and over grassland and arable land: {LIMIT_PEAT} on peat and peat under clay, {LIMIT_OTHER} "
        "elsewhere. Groundwater goes on lines through the means of the months, so wet and dry days within "
        "a month are missed. The limit is a proxy for a penetration resistance of 0.6 MPa (van Wallenburg "
        f"and Vleeshouwer 1987). Range: {_SPREAD:.3f} m more and less, for the limit and for groundwater "
        f"that may be {UNCERTAIN.value:g} m off. Only peat has trenches: where winters stand at the "
        "ground, days in spring are likely too many. A land that bears in spring may not in autumn at the "
        "same level."
    )

    def assess(self, case: Case) -> Answer:
        """Mean over farmland."""
        farmed = np.isin(case.columns.use, [USES.index("grass"), USES.index("arable")])
        if not (case.counted & farmed).any():
            return Answer.unknown("there is no farmland here")
        days = _days_of(case, farmed)
        low, found, high = (case.mean(each.sum(axis=0), farmed) for each in days)
        if not np.isfinite(found):
            return Answer.unknown("the soil or the groundwater of the farmland is not known")
        parts = {
            "spring [d/yr]": case.mean(days[1, :2].sum(axis=0), farmed),
            "autumn [d/yr]": case.mean(days[1, -2:].sum(axis=0), farmed),
            "season_lost [1]": found / SEASON,
        }
        variants = {"limit lower or groundwater deeper": low, "limit higher or groundwater shallower": high}
        return Answer(
            found,
            variants=variants,
            columns=days[1].sum(axis=0) * _DAY,
            parts=parts,
            notes=wet_notes(case, farmed, "days are likely too many"),
            weight=case.area(farmed & np.isfinite(days[1].sum(axis=0))),
        )


def _days_of(case: Case, farmed: npt.NDArray[np.bool_]) -> Floats:
    """Days of each month for the lower, the middle and the higher limit, (3, 7, k); NaN off farmland."""
    limit = np.where(case.peat, LIMIT_PEAT.value, LIMIT_OTHER.value)
    limit = np.where(np.isnan(case.columns.peat_thickness), np.nan, limit)[farmed]
    years = case.course.monthly[case.period][:, :, farmed]
    months = np.ascontiguousarray(years.transpose(1, 2, 0), np.float64)  # a month at a time is read
    days = np.full((3, len(_LENGTHS), farmed.size), np.nan)
    days[:, :, farmed] = _days(months, limit + np.array([-_SPREAD, 0.0, _SPREAD])[:, None])
    return days


def _days(months: Floats, limits: Floats) -> Floats:
    """Days of each month of the season with groundwater above limits, (n, k), mean of the years, (n, 7, k).

    Months are (12, k, years).
    Groundwater stands at the mean of a month in its middle, and halfway to that of the next at its end.
    """
    days = []
    for month, length in zip(range(_FIRST, _LAST), _LENGTHS, strict=True):
        before, middle, after = months[month - 1 : month + 2]
        share = time_above(begin=0.5 * (before + middle), end=middle, limit=limits[..., None])
        share += time_above(begin=middle, end=0.5 * (middle + after), limit=limits[..., None])
        days.append(0.5 * length * share.mean(axis=-1))
    return np.stack(days, axis=1)
