"""Water to be let in to hold the levels through a dry summer, and whether the inlets can bring it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.polders.effect import Answer, Case, Effect, Row
from scenarios.polders.effects._stations import INLET, capacities, unknown_land
from twin.errors import Problem

__all__ = ["SEASON", "WaterDemand"]

Floats = npt.NDArray[np.float64]

SEASON = 183
"""Days from 1 April to 30 September, in which water is let in."""
_CAPACITY = "inlet_capacity"
_DAY = 86_400.0


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
    local = True
    method = (
        "Water let into the ditches to hold their levels, from the daily balance of land and ditches: "
        "evaporation, water that goes from ditches into the soil, seepage down to the aquifer and the "
        "filling of both to a higher level. Ditches of an area run on: in each half of a month what some of"
        " its land has too much goes to the rest first. The value is that of the year of the eight with the"
        " greatest inlet. Range: each of the other years, so that the value is its upper end. Against the "
        "capacity of the inlets, as it is given or as the twin tells it of structures of kind inlet, area "
        "by area, as a mean over 1 April to 30 September: the driest day asks more. Fresh rain water kept "
        "back elsewhere is not counted. On high sand infiltration takes 500 to 1000 mm in a season (de Wit "
        "et al. 2023), "
        "which ditches between parcels do not tell."
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
            return Answer.unknown(unknown_land(case))
        driest = max(range(len(totals)), key=totals.__getitem__)
        area = case.area(np.isfinite(years[driest]))
        first = case.year - len(totals) + 1
        areas = _areas(case, years[driest])
        more, notes = _against(areas)
        return Answer(
            totals[driest],
            variants={
                f"weather of the year, {at + 1 - len(totals):+d}": total for at, total in enumerate(totals)
            },
            columns=years[driest],
            parts={
                "mean_year [m3]": float(np.mean(totals)),
                "driest_year_depth [mm]": 1e3 * totals[driest] / area,
            }
            | more,
            table=[
                *areas,
                *(
                    _row("year", str(first + at), "", total, None, 1e3 * total / area)
                    for at, total in enumerate(totals)
                ),
            ],
            notes=(f"Driest of the years: {first + driest}.", *notes),
        )


def _row(
    kind: str, name: str, state: str, value: float, capacity: float | None, depth: float
) -> dict[str, str | float | None]:
    return {
        "row": kind,
        "name": name,
        "state": state,
        "value": value,
        "unit": "m3",
        "depth_mm": depth,
        "capacity_m3": capacity,
    }


def _areas(case: Case, inlet: Floats) -> list[Row]:
    """Demand of each area that counts [m3] beside what its inlets bring in the season."""
    columns = case.columns
    among = case.counted & np.isfinite(inlet)
    count = len(columns.areas)
    land = np.bincount(columns.area[among], columns.size[among], count)
    asked = np.bincount(columns.area[among], (inlet * columns.size)[among], count)
    given = case.parameters.get(_CAPACITY)
    if isinstance(given, int | float):
        most = given * 1e-3 * SEASON * land
    else:
        water = np.broadcast_to(case.open_water, columns.size.shape)
        whole = np.bincount(columns.area[among], (columns.size / (1.0 - water))[among], count)
        most = capacities(case, INLET) * SEASON * _DAY * whole
    rows: list[Row] = []
    for at in np.flatnonzero(land > 0.0):
        known = bool(np.isfinite(most[at]))
        enough = "enough" if known and asked[at] <= most[at] else "short"
        state = enough if known else "not known"
        capacity = float(most[at]) if known else None
        rows.append(
            _row(
                "area",
                columns.areas[at],
                state,
                float(asked[at]),
                capacity,
                float(1e3 * asked[at] / land[at]),
            )
        )
    return rows


def _against(areas: list[Row]) -> tuple[dict[str, float], tuple[str, ...]]:
    """Demand beside what inlets bring; water of one area does not help another."""
    known = [row for row in areas if row["capacity_m3"] is not None]
    if not known:
        return {}, ("No inlet capacity was given: whether the water can be brought is not known.",)
    pairs = [(float(row["value"] or 0.0), float(row["capacity_m3"] or 0.0)) for row in known]
    demand, most = (sum(column) for column in zip(*pairs, strict=True))
    short = sum(max(asked - there, 0.0) for asked, there in pairs)
    parts = {"inlet_capacity_season [m3]": most, "inlet_short [m3]": short}
    if most > 0.0:
        parts["inlet_capacity_used [1]"] = demand / most
    notes = []
    if short:
        names = ", ".join(str(row["name"]) for row in known if row["state"] == "short")
        notes.append(f"The inlets fall {short:.0f} m3 short in the driest year: levels will sink in {names}.")
    if len(known) < len(areas):
        notes.append(f"Of {len(areas) - len(known)} of {len(areas)} areas no inlet is known.")
    return parts, tuple(notes)
