"""Days in the growing season on which cattle and machines sink in: groundwater too close below the ground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.physics.water_balance import time_above
from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.model import USES

__all__ = ["LIMIT_OTHER", "LIMIT_PEAT", "BearingDays"]

Floats = npt.NDArray[np.float64]

LIMIT_PEAT = Parameter(0.375, "m", "proxy, 0.35 to 0.40 m", "unverified")
LIMIT_OTHER = Parameter(0.275, "m", "proxy, 0.25 to 0.30 m", "unverified")
"""Groundwater above which soil does not bear cattle and machines."""
_SPREAD = 0.025  # m
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
    method = (
        "Days from 1 April to 31 October with groundwater shallower than a limit, mean over eight years "
        f"and over grassland and arable land: {LIMIT_PEAT} on peat and peat under clay, {LIMIT_OTHER} "
        "elsewhere. Groundwater goes on lines through the means of the months, so wet and dry days within "
        "a month are missed. The limit is a proxy for a penetration resistance of 0.6 MPa (van Wallenburg "
        f"and Vleeshouwer 1987). Range: limits of {_SPREAD:g} m more and less. A land that bears in spring "
        "may not in autumn at the same level."
    )

    def assess(self, case: Case) -> Answer:
        """Mean over farmland."""
        farmed = np.isin(case.columns.use, [USES.index("grass"), USES.index("arable")])
        if not (case.counted & farmed).any():
            return Answer.unknown("there is no farmland here")
        limit = np.where(case.peat, LIMIT_PEAT.value, LIMIT_OTHER.value)
        limit = np.where(np.isnan(case.columns.peat_thickness), np.nan, limit)
        months = case.course.monthly[case.period].astype(np.float64)
        days = _days(months, limit)
        value = case.mean(days.sum(axis=0), farmed)
        if not np.isfinite(value):
            return Answer.unknown("the soil or the groundwater of the farmland is not known")
        variants = {
            f"limit {shift:+g} m": case.mean(_days(months, limit + shift).sum(axis=0), farmed)
            for shift in (-_SPREAD, _SPREAD)
        }
        parts = {
            "spring [d/yr]": case.mean(days[:2].sum(axis=0), farmed),
            "autumn [d/yr]": case.mean(days[-2:].sum(axis=0), farmed),
            "season_lost [1]": value / SEASON,
        }
        return Answer(
            value,
            variants=variants,
            columns=np.where(farmed, days.sum(axis=0) * _DAY, np.nan),
            parts=parts,
        )


def _days(months: Floats, limit: Floats) -> Floats:
    """Days of each month of the season with groundwater above a limit, mean of the years, (7, k).

    Groundwater stands at the mean of a month in its middle, and halfway to that of the next at its end.
    """
    middle = months[:, _FIRST:_LAST]
    begin = 0.5 * (months[:, _FIRST - 1 : _LAST - 1] + middle)
    end = 0.5 * (middle + months[:, _FIRST + 1 : _LAST + 1])
    share = time_above(begin=begin, end=middle, limit=limit) + time_above(begin=middle, end=end, limit=limit)
    return np.asarray(share.mean(axis=0) * 0.5 * np.array(_LENGTHS)[:, None], dtype=np.float64)
