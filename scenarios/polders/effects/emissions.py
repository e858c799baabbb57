"""Greenhouse gas of peat: carbon dioxide from what oxidises, methane from wet land and from ditches."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.physics.nitrous_oxide import NITROGEN_DEEP, NITROGEN_SHALLOW, NITROUS_WARMING, nitrous_oxide
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
    SLOPE_VAN_DER_POEL_HIGH,
    SLOPE_VAN_DER_POEL_LOW,
    WET_METHANE_POOR,
    WET_METHANE_RICH,
    carbon_dioxide_curve,
    carbon_dioxide_line,
    ditch_methane,
    land_methane,
)
from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.model import Course

__all__ = ["EVANS", "PER_TOTAL", "CarbonDioxide", "extrapolated"]

Floats = npt.NDArray[np.float64]

_TONNES = YEAR * 10.0
"""A flux of 1 kg/(m2 s) in t/ha/yr."""
_HECTARE = 1e4
PER_TOTAL = Parameter(
    1700.0, "kg CO2/ha/yr for each mm/yr of all subsidence", "after van den Akker", "secondary"
)

EVANS = "line of Evans et al. 2021"
"""Name of the relation that gives carbon dioxide and methane of the land together."""


class CarbonDioxide(Effect):
    """Emission of peat land in carbon dioxide and methane."""

    id = "co2_emission"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Uitstoot van broeikasgas uit veen (CO2 en methaan)",
        "en": "Greenhouse gas from peat (CO2 and methane)",
    }
    unit = "t CO2-eq/ha/yr"
    column_unit = "kg m-2 s-1"
    better = "lower"
    local = True
    method = (
        "For each hectare of peat land: CO2 from the height of peat that oxidises by the "
        "relation of the study (112 kg organic matter per m3, 0.55 of it carbon); methane of the land "
        f"within 0.2 m of mean groundwater, {WET_METHANE_RICH}; methane of ditches, {DITCH_METHANE_DEEP} "
        f"where mean groundwater is deeper than {DEEP_DRAINED.value:g} m and {DITCH_METHANE_SHALLOW} "
        f"elsewhere; as CO2 by {METHANE_WARMING}. Range: the other relation; all subsidence counted as "
        "oxidation, as the national inventory does, and 1.7 t for each mm of it, where the relation gives a "
        "total; lines and a curve of measured fields instead "
        f"({SLOPE_VAN_DER_POEL}, 4.0 to 5.4 t per 0.1 m; {SLOPE_EVANS}, methane of the land in it; "
        "Tiemeyer et al. 2020 [unverified]); "
        f"methane of {WET_METHANE_POOR}; ditches of "
        f"{DITCH_METHANE_MEASURED}. Nitrous oxide is not counted; beside it stands what inventories give, "
        f"{NITROGEN_DEEP} where mean groundwater is deeper than {DEEP_DRAINED.value:g} m and "
        f"{NITROGEN_SHALLOW} elsewhere, times {NITROUS_WARMING}. All are means of the eight years up "
        "to the asked one."
    )

    def assess(self, case: Case) -> Answer:
        """Mean over peat land; the total is among the parts."""
        if reason := case.no_peat:
            return Answer.unknown(reason)
        months = case.course.monthly[case.period].astype(np.float64)
        depth = months.mean(axis=(0, 1))
        oxidised, land, ditches = _oxidised(case, case.course), _land(depth), _ditches(case, depth)
        flux = np.where(case.peat, oxidised + land + ditches, 0.0)
        flux = np.where(np.isnan(case.columns.peat_thickness), np.nan, flux)

        def tonnes(of: Floats) -> float:
            return case.mean(of, case.peat) * _TONNES

        value = tonnes(flux)
        if not np.isfinite(value):
            return Answer.unknown("the groundwater or the oxidation of the peat is not known")
        methane = land + ditches
        variants = {
            name: tonnes(other + methane) for name, other in _other_dioxide(case, depth, oxidised).items()
        }
        line = carbon_dioxide_line(depth=depth, slope=SLOPE_EVANS.value * PER_HECTARE)
        variants[EVANS] = tonnes(line + ditches)  # methane of the land is in it
        poor = np.asarray(land * (WET_METHANE_POOR.value / WET_METHANE_RICH.value), dtype=np.float64)
        measured = _as_dioxide(_of_ditches(case, np.full(depth.size, DITCH_METHANE_MEASURED.value)))
        variants["methane of poor peat"] = tonnes(oxidised + poor + ditches)
        variants["methane of ditches as measured in the Netherlands"] = tonnes(oxidised + land + measured)
        area = case.area(case.peat & np.isfinite(flux)) / _HECTARE
        parts = {
            "carbon_dioxide [t CO2/ha/yr]": tonnes(oxidised),
            "methane_land [t CO2-eq/ha/yr]": tonnes(land),
            "methane_ditches [t CO2-eq/ha/yr]": tonnes(ditches),
            "nitrous_oxide_not_counted [t CO2-eq/ha/yr]": tonnes(_nitrous(depth)),
            "total [t CO2-eq/yr]": value * area,
            "peat_land [ha]": area,
        }
        beyond = extrapolated(case)
        return Answer(
            value,
            variants={name: found for name, found in variants.items() if np.isfinite(found)},
            columns=flux,
            parts=parts,
            notes=_notes(case, beyond),
            extrapolated=beyond,
            weight=area * _HECTARE,
        )


def _oxidised(case: Case, course: Course) -> Floats:
    """CO2 of the peat that is lost in the period, its mean [kg/(m2 s)], (k,).

    A single year would be off by half where groundwater is shallow: oxidation begins below a threshold.
    """
    first = case.period.start
    lost = course.oxidation[case.index].astype(np.float64)
    before = course.oxidation[first - 1] if first else 0.0
    years = case.index + 1 - first
    return carbon_dioxide(oxidation=np.maximum(lost - before, 0.0) / (years * YEAR))


def _as_dioxide(methane: Floats) -> Floats:
    return np.asarray(methane * METHANE_WARMING.value, dtype=np.float64)


def _land(depth: Floats) -> Floats:
    return _as_dioxide(land_methane(depth=depth, wet=WET_METHANE_RICH.value * PER_HECTARE))


def _nitrous(depth: Floats) -> Floats:
    """Nitrous oxide as inventories count it, in CO2 [kg/(m2 s)], (k,)."""
    nitrogen = np.where(depth > DEEP_DRAINED.value, NITROGEN_DEEP.value, NITROGEN_SHALLOW.value)
    nitrogen = np.where(np.isnan(depth), np.nan, nitrogen)
    flux = nitrous_oxide(nitrogen=nitrogen * PER_HECTARE) * NITROUS_WARMING.value
    return np.asarray(flux, dtype=np.float64)


def _ditches(case: Case, depth: Floats) -> Floats:
    deep = depth > DEEP_DRAINED.value
    flux = np.where(deep, DITCH_METHANE_DEEP.value, DITCH_METHANE_SHALLOW.value)
    return _as_dioxide(_of_ditches(case, np.where(np.isnan(depth), np.nan, flux)))


def _of_ditches(case: Case, flux: Floats) -> Floats:
    """Methane of ditches that give so many kg/ha/yr [kg/(m2 s)], (k,)."""
    return ditch_methane(flux=flux * PER_HECTARE, open_water=case.open_water)


def _other_dioxide(case: Case, depth: Floats, oxidised: Floats) -> dict[str, Floats]:
    """CO2 by other relations [kg/(m2 s)], (k,), by their names."""
    slopes = {
        "line of van der Poel et al. 2025": SLOPE_VAN_DER_POEL,
        "line of van der Poel et al. 2025, low": SLOPE_VAN_DER_POEL_LOW,
        "line of van der Poel et al. 2025, high": SLOPE_VAN_DER_POEL_HIGH,
    }
    found = {
        name: carbon_dioxide_line(depth=depth, slope=slope.value * PER_HECTARE)
        for name, slope in slopes.items()
    }
    found["curve of Tiemeyer et al. 2020"] = carbon_dioxide_curve(depth=depth)
    if case.beside is not None:
        found["the other relation"] = _oxidised(case, case.beside)
    if case.parameters.get("relation") == "van-den-akker":
        from scenarios.polders.subsidence import OXIDATION_SHARE

        inventory = oxidised / OXIDATION_SHARE.value
        per_millimetre = float(carbon_dioxide(oxidation=1e-3)) * _HECTARE
        found["all subsidence oxidises"] = inventory
        found["1.7 t for each mm of subsidence"] = inventory * (PER_TOTAL.value / per_millimetre)
    return found


def extrapolated(case: Case) -> float:
    """Part of the peat land on which the relation of the study is used outside what it was made for."""
    beyond = case.extrapolated
    return math.nan if beyond is None else case.area(beyond) / case.area(case.peat)


def _notes(case: Case, beyond: float) -> tuple[str, ...]:
    """What is extrapolated, and where peat is not known."""
    notes = []
    if beyond > 0.0:
        relation = case.parameters["relation"]
        notes.append(f"{beyond:.0%} of the peat land lies outside what the relation {relation} was made for.")
    unknown = case.area(np.isnan(case.columns.peat_thickness)) / _HECTARE
    if unknown > 0.0:
        notes.append(f"Of {unknown:.0f} ha it is not known whether the soil holds peat; it is left out.")
    return tuple(notes)
