"""Greenhouse gas of peat over all years to the horizon: what a choice between levels is to be judged by.

Emission at the horizon does not tell levels apart fairly. Who drains first and holds the level afterwards has
little peat left above the ditch by then, and little emission; what was lost before counts here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.peat import YEAR, carbon_dioxide
from scenarios.physics.peat_emissions import (
    DEEP_DRAINED,
    DITCH_METHANE_DEEP,
    DITCH_METHANE_MEASURED,
    DITCH_METHANE_SHALLOW,
    METHANE_WARMING,
    PER_HECTARE,
    SLOPE_EVANS,
    SLOPE_VAN_DER_POEL,
    WET_METHANE_POOR,
    WET_METHANE_RICH,
    carbon_dioxide_line,
    ditch_methane,
    land_methane,
)
from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.effects.emissions import EVANS, PER_TOTAL, extrapolated
from scenarios.polders.model import Course

__all__ = ["MeanEmission"]

Floats = npt.NDArray[np.float64]

_TONNES = YEAR * 10.0
"""A flux of 1 kg/(m2 s) in t/ha/yr."""
_HECTARE = 1e4


class MeanEmission(Effect):
    """Emission of peat land in carbon dioxide and methane, mean of the years up to the asked one."""

    id = "co2_mean"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Uitstoot van broeikasgas uit veen, gemiddeld tot de horizon",
        "en": "Greenhouse gas from peat, mean up to the horizon",
    }
    unit = "t CO2-eq/ha/yr"
    column_unit = "kg m-2 s-1"
    better = "lower"
    local = True
    method = (
        "For each hectare of peat land, mean of all years from that of the twin to the horizon: CO2 of the "
        "height of peat that oxidised in them, methane of the land and of ditches by the mean groundwater "
        "of each year, with the numbers of the emission at the horizon. Range: the other relation; all "
        "subsidence counted as oxidation and 1.7 t for each mm of it, where the relation gives a total; "
        f"lines of measured fields by the groundwater of each year ({SLOPE_VAN_DER_POEL}; {SLOPE_EVANS}); "
        "methane of poor peat; ditches as measured in the Netherlands. What is left to lose after the "
        "horizon is not counted, and gas early counts like gas late."
    )

    def assess(self, case: Case) -> Answer:
        """Mean over peat land; the total of all years is among the parts."""
        if reason := case.no_peat:
            return Answer.unknown(reason)
        peat = np.flatnonzero(case.peat & case.counted)
        # of all columns: to pick peat out of years and months takes longer than their mean
        depth = case.course.monthly[: case.index + 1].mean(axis=1, dtype=np.float64)[:, peat]
        oxidised = _oxidised(case, case.course, peat)
        land, ditches = _land(depth), _ditches(case, peat, depth)

        def tonnes(of: Floats) -> float:
            whole = np.full(case.peat.size, np.nan)
            whole[peat] = of
            return case.mean(whole, case.peat) * _TONNES

        flux = oxidised + land + ditches
        value = tonnes(flux)
        if not np.isfinite(value):
            return Answer.unknown("the groundwater or the oxidation of the peat is not known")
        methane = land + ditches
        others = {name: tonnes(gas + methane) for name, gas in _others(case, peat, depth, oxidised).items()}
        line = carbon_dioxide_line(depth=depth, slope=SLOPE_EVANS.value * PER_HECTARE).mean(axis=0)
        others[EVANS] = tonnes(line + ditches)  # methane of the land is in it
        poor = land * (WET_METHANE_POOR.value / WET_METHANE_RICH.value)
        measured = _of_ditches(case, peat, np.full(peat.size, DITCH_METHANE_MEASURED.value))
        others["methane of poor peat"] = tonnes(oxidised + poor + ditches)
        others["methane of ditches as measured in the Netherlands"] = tonnes(oxidised + land + measured)
        columns = np.full(case.peat.size, np.nan)
        columns[peat] = flux
        area = case.area(case.peat & np.isfinite(columns))
        years = case.index + 1
        return Answer(
            value,
            variants={name: found for name, found in others.items() if np.isfinite(found)},
            columns=columns,
            parts={
                "carbon_dioxide [t CO2/ha/yr]": tonnes(oxidised),
                "methane [t CO2-eq/ha/yr]": tonnes(methane),
                "all_years [t CO2-eq]": value * years * area / _HECTARE,
                "years [1]": float(years),
            },
            extrapolated=extrapolated(case),
            weight=area,
        )


def _oxidised(case: Case, course: Course, peat: npt.NDArray[np.intp]) -> Floats:
    """CO2 of the peat that was lost since the start, spread over the years [kg/(m2 s)], (peat,)."""
    lost = course.oxidation[case.index, peat].astype(np.float64)
    return carbon_dioxide(oxidation=np.maximum(lost, 0.0) / ((case.index + 1) * YEAR))


def _land(depth: Floats) -> Floats:
    """Methane of land as CO2, mean of the years [kg/(m2 s)]; ``depth`` is (years, peat)."""
    flux = land_methane(depth=depth, wet=WET_METHANE_RICH.value * PER_HECTARE)
    return np.asarray(flux.mean(axis=0) * METHANE_WARMING.value, dtype=np.float64)


def _ditches(case: Case, peat: npt.NDArray[np.intp], depth: Floats) -> Floats:
    deep = np.where(depth > DEEP_DRAINED.value, DITCH_METHANE_DEEP.value, DITCH_METHANE_SHALLOW.value)
    return _of_ditches(case, peat, np.where(np.isnan(depth), np.nan, deep).mean(axis=0))


def _of_ditches(case: Case, peat: npt.NDArray[np.intp], flux: Floats) -> Floats:
    """Methane of ditches that give so many kg/ha/yr, as CO2 [kg/(m2 s)], (peat,)."""
    water = np.broadcast_to(case.open_water, case.peat.shape)[peat]
    return np.asarray(ditch_methane(flux=flux * PER_HECTARE, open_water=water) * METHANE_WARMING.value)


def _others(case: Case, peat: npt.NDArray[np.intp], depth: Floats, oxidised: Floats) -> dict[str, Floats]:
    """CO2 by other relations, mean of the years [kg/(m2 s)], (peat,), by their names."""
    line = carbon_dioxide_line(depth=depth, slope=SLOPE_VAN_DER_POEL.value * PER_HECTARE)
    found = {"line of van der Poel et al. 2025": line.mean(axis=0)}
    if case.beside is not None:
        found["the other relation"] = _oxidised(case, case.beside, peat)
    if case.parameters.get("relation") == "van-den-akker":
        from scenarios.polders.subsidence import OXIDATION_SHARE

        inventory = oxidised / OXIDATION_SHARE.value
        per_millimetre = float(carbon_dioxide(oxidation=1e-3)) * _HECTARE
        found["all subsidence oxidises"] = inventory
        found["1.7 t for each mm of subsidence"] = inventory * (PER_TOTAL.value / per_millimetre)
    return found
