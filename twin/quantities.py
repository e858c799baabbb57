"""One row per quantity: what a variable is called, what it measures and what it may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.errors import Problem
from twin.polder_quantities import POLDER_ROWS

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["QUANTITIES", "Quantity", "check_ranges", "describe"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of the field: CF standard name where one exists, UDUNITS units, range, labels.

    Parameters
    ----------
    name
        Name of the variable.
    standard_name
        CF standard name, or None.
    units
        UDUNITS string; "1" for counts, classes and flags.
    valid_min, valid_max
        What a value may be; anything outside is refused.
    label_nl, label_en
        What people call it.
    """

    name: str
    standard_name: str | None
    units: str
    valid_min: float
    valid_max: float
    label_nl: str
    label_en: str


_LEVEL = "water_surface_height_above_reference_datum"
_INF = float("inf")

_ROWS = (
    Quantity(
        "ground_level", "ground_level_altitude", "m", -320, 320, "maaiveld (m NAP)", "ground level (m NAP)"
    ),
    Quantity("sea", None, "1", 0, 1, "zee (startcel)", "sea (start cell)"),
    Quantity("permanent_water", None, "1", 0, 1, "permanent water", "permanent water"),
    Quantity("land_use", None, "1", 0, 32767, "landgebruik", "land use"),
    Quantity("soil", None, "1", 0, 32767, "bodemsoort", "soil class"),
    Quantity("roughness", None, "s m-1/3", 0.001, 1.0, "ruwheid (Manning)", "Manning roughness"),
    Quantity(
        "inundation_level",
        _LEVEL,
        "m",
        -320,
        _INF,
        "zeestand waarbij het overstroomt (m NAP)",
        "sea level at which it floods (m NAP)",
    ),
    Quantity("water_depth", "flood_water_thickness", "m", 0, 640, "waterdiepte", "water depth"),
    Quantity(
        "sea_level", "sea_surface_height_above_geoid", "m", -10, 30, "zeestand (m NAP)", "sea level (m NAP)"
    ),
    Quantity("flooded_area", None, "m2", 0, _INF, "overstroomd oppervlak", "flooded area"),
    Quantity("flooded_volume", None, "m3", 0, _INF, "watervolume op land", "water volume on land"),
    Quantity(
        "buildings_flooded", None, "1", 0, _INF, "panden met water binnen", "buildings with water inside"
    ),
    Quantity("people_affected", None, "1", 0, _INF, "getroffen bewoners", "people affected"),
    Quantity(
        "vital_objects_flooded", None, "1", 0, _INF, "vitale objecten in het water", "vital objects flooded"
    ),
    Quantity(
        "year_reached",
        None,
        "1",
        1900,
        2300,
        "jaar waarin de stand bereikt wordt",
        "year the level is reached",
    ),
    Quantity("year", None, "1", 1900, 2300, "kalenderjaar", "calendar year"),
    Quantity("time", None, "s", 0, _INF, "tijd sinds het begin", "time since the start"),
    Quantity("water_depth_series", "flood_water_thickness", "m", 0, 640, "waterdiepte", "water depth"),
    Quantity("water_level", _LEVEL, "m", -320, _INF, "waterstand (m NAP)", "water level (m NAP)"),
    Quantity("max_depth", "flood_water_thickness", "m", 0, 640, "grootste diepte", "greatest depth"),
    Quantity("arrival_time", None, "s", 0, _INF, "aankomsttijd", "arrival time"),
    Quantity("rise_rate", None, "m s-1", 0, 10, "stijgsnelheid", "rate of rise"),
    Quantity("max_speed", None, "m s-1", 0, 100, "grootste stroomsnelheid", "greatest flow speed"),
    Quantity(
        "max_depth_speed", None, "m2 s-1", 0, 1000, "grootste diepte maal snelheid", "greatest depth x speed"
    ),
    Quantity("flood_duration", None, "s", 0, _INF, "duur van het water", "duration of the water"),
    Quantity("series_time", None, "s", 0, _INF, "tijd sinds het begin", "time since the start"),
    Quantity("sea_level_series", "sea_surface_height_above_geoid", "m", -30, 320, "zeestand", "sea level"),
    Quantity("boundary_discharge", None, "m3 s-1", -_INF, _INF, "instroom vanuit zee", "inflow from the sea"),
    Quantity("stored_volume", None, "m3", 0, _INF, "water in het gebied", "water in the area"),
    Quantity("breach_width", None, "m", 0, 5000, "breedte van de bres", "width of the breach"),
    Quantity(
        "breach_sill", None, "m", -320, 320, "bodem van de bres (m NAP)", "bottom of the breach (m NAP)"
    ),
    Quantity(
        "breach_discharge", None, "m3 s-1", -_INF, _INF, "debiet door de bres", "discharge of the breach"
    ),
    Quantity("damage_density", None, "EUR m-2", 0, _INF, "schade per vierkante meter", "damage per area"),
    Quantity("mortality", None, "1", 0, 1, "kans om te verdrinken", "mortality of people there"),
    Quantity("land_use_damage", None, "EUR", 0, _INF, "schade per landgebruik", "damage by land use"),
    Quantity(
        "land_use_flooded_area", None, "m2", 0, _INF, "overstroomd per landgebruik", "flooded by land use"
    ),
    Quantity("event_damage", None, "EUR", 0, _INF, "schade per storm", "damage of each storm"),
    Quantity("dike_heightening", None, "m", 0, 30, "kruinverhoging", "heightening of the crest"),
    Quantity("dike_stability", None, "m", 0, 1000, "breedte voor stabiliteit", "width for stability"),
    Quantity("dike_piping", None, "m", 0, 10000, "kwelweglengte die ontbreekt", "seepage length lacking"),
    Quantity("dike_water_level", _LEVEL, "m", -10, 60, "waterstand bij de norm", "water level at the norm"),
    Quantity("dike_inner_slope", None, "1", 0, 1000, "binnentalud (1 op)", "inner slope (cotangent)"),
    Quantity("dike_berm_width", None, "m", 0, 10000, "breedte van de binnenberm", "inner berm width"),
    Quantity("dike_berm_level", None, "m", -320, 320, "hoogte van de binnenberm", "inner berm level"),
    Quantity("dike_inward", None, "m", 0, 10000, "ruimte aan de landzijde", "room on the land side"),
    Quantity("dike_outward", None, "m", 0, 10000, "ruimte aan de waterzijde", "room on the water side"),
    Quantity(
        "dike_measure_width",
        None,
        "m",
        0,
        10000,
        "ruimte van de gekozen maatregel",
        "room of the measure chosen",
    ),
    Quantity("dike_wall_length", None, "m", 0, 100, "lengte van de wand", "length of the wall"),
    Quantity("dike_cost", None, "EUR m-1", 0, _INF, "kosten per meter dijk", "cost per metre of dike"),
    Quantity("dike_cost_low", None, "EUR m-1", 0, _INF, "laagste kosten per meter", "lowest cost per metre"),
    Quantity(
        "dike_cost_high", None, "EUR m-1", 0, _INF, "hoogste kosten per meter", "highest cost per metre"
    ),
    Quantity("dike_driver", None, "1", -1, 3, "wat de breedte bepaalt", "what sets the width"),
    Quantity("dike_measure", None, "1", -1, 100, "maatregel", "measure"),
    Quantity(
        "dike_profile_now_offset", None, "m", -1000, 1000, "plaats dwars op de dijk", "place across the dike"
    ),
    Quantity(
        "dike_profile_now_level", None, "m", -320, 320, "dwarsprofiel nu (m NAP)", "section today (m NAP)"
    ),
    Quantity(
        "dike_profile_required_offset",
        None,
        "m",
        -10000,
        10000,
        "plaats dwars op de dijk",
        "place across the dike",
    ),
    Quantity(
        "dike_profile_required_level",
        None,
        "m",
        -320,
        320,
        "dwarsprofiel nodig (m NAP)",
        "section required (m NAP)",
    ),
    Quantity(
        "level_year", None, "1", 1900, 2300, "kalenderjaar van de peilen", "calendar year of the levels"
    ),
    Quantity(
        "polder_ground_level",
        "ground_level_altitude",
        "m",
        -330,
        320,
        "maaiveld van de polder (m NAP)",
        "ground level of the polder (m NAP)",
    ),
    Quantity("subsidence", None, "m", -5, 50, "bodemdaling", "subsidence"),
    Quantity(
        "groundwater_depth",
        None,
        "m",
        -20,
        100,
        "gemiddelde diepte van het grondwater",
        "mean depth of the groundwater",
    ),
    Quantity(
        "mean_highest_groundwater",
        None,
        "m",
        -20,
        100,
        "diepte van de GHG",
        "depth of the mean highest groundwater",
    ),
    Quantity(
        "mean_lowest_groundwater",
        None,
        "m",
        -20,
        100,
        "diepte van de GLG",
        "depth of the mean lowest groundwater",
    ),
    Quantity(
        "peat_emission",
        None,
        "kg m-2 s-1",
        -1e-3,
        1e-3,
        "uitstoot van veen (CO2-eq)",
        "emission of peat (CO2-eq)",
    ),
    Quantity(
        "yield_loss",
        None,
        "1",
        0,
        1,
        "deel van de opbrengst dat verloren gaat",
        "part of the yield that is lost",
    ),
    Quantity("quantile", None, "1", 0, 1, "kwantiel van de band", "quantile of the band"),
    Quantity("return_period", None, "year", 0, _INF, "herhalingstijd", "return period"),
    Quantity("crowding", None, "1", 0, 32, "functies in de ondergrond", "functions below ground"),
    Quantity("crowding_contact", None, "1", 0, 32, "functies in de contactlaag", "functions, contact layer"),
    Quantity("crowding_water", None, "1", 0, 32, "functies in de waterlaag", "functions, water layer"),
    Quantity("crowding_deep", None, "1", 0, 32, "functies in de diepe laag", "functions, deep layer"),
    Quantity("crowding_top", None, "m", -12000, 330, "bovenkant van de schijf (m NAP)", "top of the slice"),
    Quantity("crowding_base", None, "m", -12000, 330, "onderkant van de schijf (m NAP)", "base of the slice"),
    Quantity("crowding_year", None, "1", 1900, 2300, "kalenderjaar van de drukte", "year of the crowding"),
    Quantity("strat", None, "1", -127, 32767, "stratigrafische eenheid", "stratigraphic unit"),
    Quantity("lithok", None, "1", -127, 127, "lithoklasse", "lithoclass"),
    Quantity(
        "lithok_probability", None, "1", 0, 1, "kans op de lithoklasse", "probability of the lithoclass"
    ),
    Quantity(
        "water_table_drawdown",
        None,
        "m",
        -100,
        500,
        "verlaging van het grondwater",
        "drawdown of the water table",
    ),
    Quantity(
        "aquifer_drawdown",
        None,
        "m",
        -100,
        500,
        "verlaging van de stijghoogte waar gewonnen wordt",
        "drawdown in the aquifers that wells draw from",
    ),
    Quantity("suitability_state", None, "1", 0, 4, "oordeel over de plaats", "judgement of the place"),
    Quantity("suitability_score", None, "1", 0, 1, "geschiktheid", "suitability"),
    Quantity("suitability_rule", None, "1", 0, 999, "regel die beslist", "rule that decides"),
    Quantity("top", None, "m", -12000, 330, "bovenkant (m NAP)", "top (m NAP)"),
    Quantity("base", None, "m", -12000, 330, "onderkant (m NAP)", "base (m NAP)"),
)

QUANTITIES: dict[str, Quantity] = {
    row.name: row for row in (*_ROWS, *(Quantity(*row) for row in POLDER_ROWS))
}
"""Every quantity by name; a result may only carry names that stand here."""


def describe(dataset: xr.Dataset) -> xr.Dataset:
    """Give every known variable its CF attributes (units, standard name, labels, grid mapping).

    Returns a copy that shares the arrays.
    """
    labelled = dataset.copy(deep=False)
    for name in labelled.variables:
        if (quantity := QUANTITIES.get(str(name))) is None:
            continue
        attributes = {
            "units": quantity.units,
            "long_name": quantity.label_en,
            "long_name_nl": quantity.label_nl,
        }
        if quantity.standard_name:
            attributes["standard_name"] = quantity.standard_name
        if {"x", "y"} <= set(labelled[name].dims):
            attributes["grid_mapping"] = "spatial_ref"
        labelled[name].attrs = {**labelled[name].attrs, **attributes}
    return labelled


def check_ranges(dataset: xr.Dataset) -> list[Problem]:
    """List the variables that hold values outside their valid range (NaN is no value)."""
    problems = []
    for name, variable in dataset.data_vars.items():
        quantity = QUANTITIES.get(str(name))
        if quantity is None or variable.size == 0 or variable.dtype.kind not in "iuf":
            continue
        values = variable.values
        low, high = np.fmin.reduce(values, axis=None), np.fmax.reduce(values, axis=None)
        if low < quantity.valid_min or high > quantity.valid_max:
            limits = f"{quantity.valid_min:g}..{quantity.valid_max:g} {quantity.units}"
            problems.append(
                Problem(
                    str(name), f"{low:g}..{high:g}", f"lies outside {limits}", "Check the unit and NoData."
                )
            )
    return problems
