"""Greenhouse gas of peat: carbon dioxide from what oxidises, methane from wet land and from ditches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
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

__all__ = ["CarbonDioxide"]

Floats = npt.NDArray[np.float64]

_TONNES = YEAR * 10.0
"""A flux of 1 kg/(m2 s) in t/ha/yr."""
_HECTARE = 1e4
PER_TOTAL = Parameter(
    1700.0, "kg CO2/ha/yr for each mm/yr of all subsidence", "after van den Akker", "secondary"
)


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
    method = (
        "For each hectare of peat land: CO2 from the height of peat that oxidises in the year by the "
        "relation of the study (112 kg organic matter per m3, 0.55 of it carbon); methane of the land "
        f"within 0.2 m of mean groundwater, {WET_METHANE_RICH}; methane of ditches, {DITCH_METHANE_DEEP} "
        f"where mean groundwater is deeper than {DEEP_DRAINED.value:g} m and {DITCH_METHANE_SHALLOW} "
        f"elsewhere; as CO2 by {METHANE_WARMING}. Range: all subsidence counted as oxidation, as the "
        "national inventory does, and 1.7 t for each mm of it, where the relation gives a total; lines and "
        f"a curve of measured fields instead ({SLOPE_VAN_DER_POEL}, 4.0 to 5.4 t per 0.1 m; {SLOPE_EVANS}; "
        f"Tiemeyer et al. 2020 [unverified]); methane of {WET_METHANE_POOR}; ditches of "
        f"{DITCH_METHANE_MEASURED}. Nitrous oxide is not counted."
    )

    def assess(self, case: Case) -> Answer:
        """Mean over peat land; the total is among the parts."""
        if reason := case.no_peat:
            return Answer.unknown(reason)
        months = case.course.monthly[case.period].astype(np.float64)
        depth = months.mean(axis=(0, 1))
        oxidised, land, ditches = _oxidised(case), _land(depth), _ditches(case, depth)
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
        poor = np.asarray(land * (WET_METHANE_POOR.value / WET_METHANE_RICH.value), dtype=np.float64)
        measured = _as_dioxide(_of_ditches(case, np.full(depth.size, DITCH_METHANE_MEASURED.value)))
        variants["methane of poor peat"] = tonnes(oxidised + poor + ditches)
        variants["methane of ditches as measured in the Netherlands"] = tonnes(oxidised + land + measured)
        area = case.area(case.peat & np.isfinite(flux)) / _HECTARE
        parts = {
            "carbon_dioxide [t CO2/ha/yr]": tonnes(oxidised),
            "methane_land [t CO2-eq/ha/yr]": tonnes(land),
            "methane_ditches [t CO2-eq/ha/yr]": tonnes(ditches),
            "total [t CO2-eq/yr]": value * area,
            "peat_land [ha]": area,
        }
        return Answer(value, variants=variants, columns=flux, parts=parts, notes=_notes(case))


def _oxidised(case: Case) -> Floats:
    """CO2 of the peat that is lost in the year [kg/(m2 s)], (k,)."""
    lost = case.course.oxidation[: case.index + 1].astype(np.float64)
    before = lost[-2] if case.index else 0.0
    return carbon_dioxide(oxidation=np.maximum(lost[-1] - before, 0.0) / YEAR)


def _as_dioxide(methane: Floats) -> Floats:
    return np.asarray(methane * METHANE_WARMING.value, dtype=np.float64)


def _land(depth: Floats) -> Floats:
    return _as_dioxide(land_methane(depth=depth, wet=WET_METHANE_RICH.value * PER_HECTARE))


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
        "line of Evans et al. 2021": SLOPE_EVANS,
    }
    found = {
        name: carbon_dioxide_line(depth=depth, slope=slope.value * PER_HECTARE)
        for name, slope in slopes.items()
    }
    found["curve of Tiemeyer et al. 2020"] = carbon_dioxide_curve(depth=depth)
    if case.parameters.get("relation") == "van-den-akker":
        from scenarios.polders.subsidence import OXIDATION_SHARE

        inventory = oxidised / OXIDATION_SHARE.value
        per_millimetre = float(carbon_dioxide(oxidation=1e-3)) * _HECTARE
        found["all subsidence oxidises"] = inventory
        found["1.7 t for each mm of subsidence"] = inventory * (PER_TOTAL.value / per_millimetre)
    return found


def _notes(case: Case) -> tuple[str, ...]:
    """Where the relation of the study is used outside what it was made for, and where peat is not known."""
    from scenarios.polders.subsidence import RELATIONS

    notes = []
    relation = RELATIONS.get(str(case.parameters.get("relation")))
    if relation is not None:
        beyond = case.area(relation.outside(case.columns, case.course)[case.index]) / case.area(case.peat)
        if beyond > 0.0:
            notes.append(
                f"{beyond:.0%} of the peat land lies outside what the relation {relation.id} was made for."
            )
    unknown = case.area(np.isnan(case.columns.peat_thickness)) / _HECTARE
    if unknown > 0.0:
        notes.append(f"Of {unknown:.0f} ha it is not known whether the soil holds peat; it is left out.")
    return tuple(notes)
