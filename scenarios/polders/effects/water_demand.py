"""Water to be let in to hold the levels through a dry summer, and whether the inlets can bring it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.polders.effect import Answer, Case, Effect
from twin.errors import Problem

__all__ = ["SEASON", "WaterDemand"]

Floats = npt.NDArray[np.float64]

SEASON = 183
"""Days from 1 April to 30 September, in which water is let in."""
_CAPACITY = "inlet_capacity"


class WaterDemand(Effect):
    """Inlet of water in the driest of the years."""

    id = "water_demand"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Inlaat van water in het droogste jaar",
        "en": "Water let in during the driest year",
    }
    unit = "m3"
    column_unit = "m"
    better = "lower"
    method = (
        "Water let into the ditches to hold their levels, from the daily balance of land and ditches: "
        "evaporation, water that goes from ditches into the soil, seepage down to the aquifer and the "
        "filling of both to a higher level. The value is that of the year of the eight with the greatest "
        "inlet. Range: each of the other years, so that the value is its upper end. Against the capacity "
        "of the inlets, when that is given, as a mean over 1 April to 30 September: the driest day asks "
        "more. Fresh rain water kept back elsewhere is not counted. On high sand infiltration takes 500 to "
        "1000 mm in a season (de Wit et al. 2023), which ditches between parcels do not tell."
    )

    def check(self, parameters: Mapping[str, object]) -> list[Problem]:
        """Refuse an inlet of negative capacity."""
        value = parameters.get(_CAPACITY)
        if value is None or (isinstance(value, int | float) and 0.0 <= value < math.inf):
            return []
        return [Problem(_CAPACITY, value, "is no capacity of an inlet", "Give mm for each day, 0 or more.")]

    def assess(self, case: Case) -> Answer:
        """Total of the land that counts."""
        years = case.course.inlet[case.period].astype(np.float64)
        totals = [case.total(year) for year in years]
        if not np.isfinite(totals).all():
            return Answer.unknown("the groundwater is not known")
        driest = max(range(len(totals)), key=totals.__getitem__)
        area = case.area(np.isfinite(years[driest]))
        first = case.year - len(totals) + 1
        parts = {
            "mean_year [m3]": float(np.mean(totals)),
            "driest_year_depth [mm]": 1e3 * totals[driest] / area,
        }
        more, notes = _against(case.parameters.get(_CAPACITY), totals[driest], area)
        return Answer(
            totals[driest],
            variants={
                f"weather of the year, {at + 1 - len(totals):+d}": total for at, total in enumerate(totals)
            },
            columns=years[driest],
            parts=parts | more,
            table=[
                {"year": first + at, "inlet_m3": total, "inlet_mm": 1e3 * total / area}
                for at, total in enumerate(totals)
            ],
            notes=(f"Driest of the years: {first + driest}.", *notes),
        )


def _against(capacity: object, demand: float, area: float) -> tuple[dict[str, float], tuple[str, ...]]:
    """Lay demand [m3] beside what inlets can bring in the season."""
    if not isinstance(capacity, int | float):
        return {}, ("No inlet capacity was given: whether the water can be brought is not known.",)
    most = capacity * 1e-3 * SEASON * area
    short = max(demand - most, 0.0)
    parts = {"inlet_capacity_season [m3]": most, "inlet_short [m3]": short}
    if most > 0.0:
        parts["inlet_capacity_used [1]"] = demand / most
    note = f"The inlets fall {short:.0f} m3 short in the driest year: the levels will sink." if short else ""
    return parts, (note,) if note else ()
