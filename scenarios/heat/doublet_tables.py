"""Tables of the process `geothermal-doublet`: each doublet, each of its years, and the paths of its wells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scenarios.heat.doublets import Doublet, Rock
from scenarios.heat.suitability import LEAST_TRANSMISSIVITY, MOST_PRESSURE
from twin.claims import YEAR
from twin.grid import CRS

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.heat.doublet_outcome import Work
    from scenarios.heat.doublet_parameters import DoubletParameters
    from twin.state import Twin

__all__ = ["tables"]

_HOUR, _BAR, _MEGA = 3600.0, 1e5, 1e6


def tables(twin: Twin, work: Work, asked: DoubletParameters) -> dict[str, gpd.GeoDataFrame]:
    """Make the tables of what was found.

    Returns
    -------
    dict
        ``doublets_results``: a row for each doublet, also those that cannot be computed, with the reason.
        ``doublets_years``: a row for each doublet and year, the cooled circle as its geometry.
        ``doublets_paths``: a line in space for each well [m NAP].
    """
    made = {"doublets_results": _results(twin, work, asked)}
    return made | {"doublets_years": _years(work), "doublets_paths": _paths(work)} if work.doublets else made


def _results(twin: Twin, work: Work, asked: DoubletParameters) -> gpd.GeoDataFrame:
    import geopandas as gpd

    shapes = twin.features["doublets"].set_index("id").geometry
    rows = [_result(one, work, asked) for one in work.doublets]
    rows += [{"id": name, "reason": reason} for name, reason in work.reasons.items()]
    places = [shapes[row["id"]] for row in rows]
    return gpd.GeoDataFrame(rows, geometry=places, crs=CRS)


def _result(one: Doublet, work: Work, asked: DoubletParameters) -> dict[str, Any]:
    usual, low, high = work.rocks
    number = work.doublets.index(one)
    ran = work.courses[0][number]
    pump = one.pumping(asked)
    warm, cold = one.pressures(asked)
    passes = one.permeability * one.thickness
    nl, en = _conditions(one, max(warm, cold))
    return {
        "id": one.id,
        "name": one.name,
        "start": one.start,
        "end": one.end,
        "flow": one.flow * _HOUR,
        "temperature": one.temperature(asked, usual),
        "injected": one.injected,
        "power": ran.power[0] / _MEGA,
        "power_at_end": ran.power[max(len(ran.years) - 2, 0)] / _MEGA,
        "heat": float(ran.power.sum()) * YEAR / 1e15,
        "breakthrough": one.breakthrough(usual) / YEAR,
        "breakthrough_low": one.breakthrough(low) / YEAR,
        "breakthrough_high": one.breakthrough(high) / YEAR,
        "temperature_at_end": ran.temperature[max(len(ran.years) - 2, 0)],
        "cooled_radius": ran.radius[-1],
        "cooled_volume": ran.volume[-1],
        "thickness": one.thickness,
        "transmissivity": passes * 1e12,
        "pressure_producer": warm / _BAR,
        "pressure_injector": cold / _BAR,
        "pump_power": pump / _MEGA,
        "cop": ran.power[0] / pump,
        "spacing": one.spacing,
        "spacing_needed": one.spacing_needed(usual),
        "spacing_needed_high": one.spacing_needed(low),
        "well_length": sum(well.length for well in one.wells),
        "assumed": ", ".join(one.assumed),
        "condition_nl": nl,
        "condition_en": en,
        "reason": "",
    }


def _conditions(one: Doublet, pressure: float) -> tuple[str, str]:
    """What has to be seen to before such a doublet can be, in Dutch and English."""
    found = []
    if one.permeability * one.thickness < LEAST_TRANSMISSIVITY.value:
        found.append(
            (
                "het reservoir laat minder door dan 10 Dm: eerst aantonen dat het genoeg geeft",
                "the reservoir lets through less than 10 Dm: show first that it gives enough",
            )
        )
    if pressure > MOST_PRESSURE.value:
        most = MOST_PRESSURE.value / _BAR
        found.append(
            (
                f"de putdruk is hoger dan {most:g} bar [unverified]: minder debiet of meer reservoir",
                f"the pressure at a well is above {most:g} bar [unverified]: less flow or more reservoir",
            )
        )
    if (needed := one.spacing_needed(Rock())) > one.spacing:
        found.append(
            (
                f"de kou komt voor het einde: putten {needed - one.spacing:.0f} m verder uiteen",
                f"the cold comes before the end: wells {needed - one.spacing:.0f} m further apart",
            )
        )
    return "; ".join(nl for nl, _ in found), "; ".join(en for _, en in found)


def _years(work: Work) -> gpd.GeoDataFrame:
    import geopandas as gpd
    from shapely import Point

    rows, shapes = [], []
    for one, ran, low, high in zip(work.doublets, *work.courses, strict=True):
        for k, year in enumerate(ran.years.tolist()):
            rows.append(
                {
                    "id": f"{one.id}@{year}",
                    "doublet": one.id,
                    "year": year,
                    "temperature": ran.temperature[k],
                    "temperature_low": min(low.temperature[k], high.temperature[k]),
                    "temperature_high": max(low.temperature[k], high.temperature[k]),
                    "power": ran.power[k] / _MEGA,
                    "cooled_radius": ran.radius[k],
                    "cooled_volume": ran.volume[k],
                    "top_level": one.top,
                    "base_level": one.base,
                }
            )
            # A circle of the cooled area itself: the sixty-four sides of `buffer` lie inside the true one.
            at = Point(one.injector)
            shapes.append(at.buffer(ran.radius[k], quad_segs=16) if ran.radius[k] > 0.0 else at)
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def _paths(work: Work) -> gpd.GeoDataFrame:
    import geopandas as gpd

    wells = [(one, well) for one in work.doublets for well in one.wells]
    rows = [
        {
            "id": f"{one.id}:{well.well}",
            "doublet": one.id,
            "well": well.well,
            "length": well.length,
            "inclination": well.inclination,
            "kickoff_level": well.line.coords[1][2],
            "base_level": one.base,
        }
        for one, well in wells
    ]
    return gpd.GeoDataFrame(rows, geometry=[well.line for _, well in wells], crs=CRS)
