"""From a twin, drivers and parameters to what the flow solver computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.flow.barriers import Barriers, barriers, exposed_land, guarded, without
from scenarios.flow.breach_sites import BreachSite, breach_sites, carved
from scenarios.flow.domain import Domain, Faces, TimeSeries
from scenarios.flow.forces import high_water, overtopping_inflows, rain_series, river_inflow, sea_series
from scenarios.flow.infiltration import Infiltration
from scenarios.flow.outside import boundary_faces, open_edges, reach, sea_cells
from scenarios.flow.roughness import infiltration_rate, roughness
from scenarios.flow.works import links_of
from twin.errors import InvalidInputError, Problem

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from scenarios.flow.parameters import FloodParameters
    from twin.state import Twin

__all__ = ["DRAW_DOWN", "FloodModel", "driven", "flood_model", "too_high"]

Field = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

DRAW_DOWN = 500.0
"""Distance from a breach within which the land outside the dikes is computed in any case [m]."""


@dataclass(frozen=True, slots=True)
class FloodModel:
    """What is computed, and how it is read afterwards.

    Parameters
    ----------
    domain
        Ground, faces, series and sources.
    level
        Level at the start [m NAP], float32, shape (ny, nx).
    ground
        Ground with the bodies of failing dikes taken out, outside water too [m NAP].
    outside
        Sea and tidal water, and land that stands as high as they do: no cells, but the level of the sea.
    land
        Ground that is neither sea nor permanent water.
    protected
        Land that the sea without its rise reaches over or through a dike only.
    sea
        Level of the sea [m NAP]; None when the twin has no sea.
    sites
        Places where dikes fail.
    crests
        Number of crest entries, the first of the faces; the entries of each site follow in order.
    inwards
        For every crest and breach entry 1 or -1 where flow comes onto land that the sea does not reach
        otherwise (see `guarded`), else 0.
    notes
        Assumptions, in words, by name.
    """

    domain: Domain
    level: Field
    ground: Field
    outside: Mask
    land: Mask
    protected: Mask
    sea: TimeSeries | None
    sites: tuple[BreachSite, ...]
    crests: int
    inwards: npt.NDArray[np.int8]
    notes: Mapping[str, str]


def driven(twin: Twin, drivers: Drivers, parameters: FloodParameters) -> bool:
    """Whether anything brings water: a sea, rain or a river wave."""
    return bool(
        sea_cells(twin).any()
        or drivers.rain_depth > 0
        or parameters.river_base > 0
        or parameters.river_peak > 0
    )


def too_high(twin: Twin, drivers: Drivers) -> list[Problem]:
    """Refuse a sea that would stand above every dike of the twin."""
    if "dikes" not in twin.features or not sea_cells(twin).any():
        return []
    crests = twin.features["dikes"]["crest_level"].to_numpy(float)
    if not np.isfinite(crests).any() or drivers.sea_level <= np.nanmax(crests):
        return []
    level, crest = drivers.sea_level, float(np.nanmax(crests))
    message = f"put the sea at {level:g} m NAP, above the highest dike, {crest:g} m NAP"
    remedy = "Lower the rise or the storm, or raise a dike; without dikes use sea-level-rise."
    return [Problem("drivers", level, message, remedy)]


def flood_model(twin: Twin, drivers: Drivers, parameters: FloodParameters) -> FloodModel:
    """Make the model of a flood.

    Parameters
    ----------
    twin
        Twin with ``ground_level``; what else it has is used.
    drivers
        Sea level, storm and rain.
    parameters
        Breaches, river wave, pumps and roughness.

    Raises
    ------
    InvalidInputError
        If the sea would stand above all dikes, or an inflow lies where no cell is.
    """
    if refused := too_high(twin, drivers):
        raise InvalidInputError(refused)
    series, told = sea_series(drivers, parameters)
    sea = series if sea_cells(twin).any() else None
    highest = -np.inf if sea is None else float(sea.value.max())
    found = barriers(twin, drivers.mean_level, high_water(drivers, parameters), highest)
    ground, water = carved(twin, parameters), _permanent_water(twin)
    land = np.isfinite(ground) & ~water & ~found.outside
    # Without the rise of the sea: the same land counts in a scenario and its reference.
    protected = land & ~exposed_land(twin, found.outside, found.walls, highest - drivers.rise)
    if parameters.forelands == "level":
        surface = np.asarray(twin.surface["ground_level"].values, np.float32)
        found = without(found, surface, found.exposed & ~_near_breaches(twin, parameters))
    bed = np.where(found.outside, np.float32(np.nan), ground)
    sites = breach_sites(twin, found, ground, parameters)
    faces = _faces(found, sites, ground, bed, parameters)
    level, level_told = _start_level(twin, bed, found, sea)
    domain, notes = _domain(twin, found, bed, faces, sea, parameters)
    notes["forelands"] = "at the level of the sea" if parameters.forelands == "level" else "computed"
    notes |= {"sea": "no sea in this area" if sea is None else told, "start": level_told}
    return FloodModel(
        domain=replace(domain, rain=rain_series(drivers)),
        level=level,
        ground=ground,
        outside=found.outside,
        land=land,
        protected=protected,
        sea=sea,
        sites=sites,
        crests=len(found.faces),
        inwards=np.where(faces.weir, guarded(faces, found.outside, found.exposed), np.int8(0)),
        notes=notes,
    )


def _domain(
    twin: Twin,
    found: Barriers,
    bed: Field,
    faces: Faces,
    sea: TimeSeries | None,
    parameters: FloodParameters,
) -> tuple[Domain, dict[str, str]]:
    """Ground, faces and sources but the rain; and what was assumed, in words."""
    grid = twin.grid
    rough, rough_told = roughness(twin, parameters.roughness_factor)
    water = _permanent_water(twin) | found.outside
    links, links_told = links_of(twin, found, bed, water, parameters)
    takes, takes_told = _infiltration(twin, parameters)
    river = river_inflow(parameters, grid, bed)
    inflows = [] if river is None else [river]
    if sea is not None:
        sides = found.outside, found.exposed
        inflows += overtopping_inflows(found.faces, sides, sea, parameters, (grid.dx, grid.dy))
    domain = Domain(
        bed=bed,
        dx=grid.dx,
        dy=grid.dy,
        roughness=rough,
        faces=faces,
        levels=() if sea is None else (sea,),
        inflows=tuple(inflows),
        links=links,
        infiltration=takes,
    )
    return domain, {"roughness": rough_told, "structures": links_told, "infiltration": takes_told}


def _infiltration(twin: Twin, parameters: FloodParameters) -> tuple[Infiltration | None, str]:
    """What the ground takes; nothing on wet ground, and under larger cells."""
    if parameters.infiltration == "none":
        return None, "none"
    rate = infiltration_rate(twin)
    if rate is None:
        return None, "none: the twin knows no soils"
    return Infiltration.constant(rate), "constant by soil class [unverified]"


def _faces(
    found: Barriers, sites: tuple[BreachSite, ...], ground: Field, bed: Field, parameters: FloodParameters
) -> Faces:
    parts = [found.faces, *(site.faces(found.faces) for site in sites)]
    parts.append(boundary_faces(found.outside, ground, found.walls))
    if parameters.edges == "open":
        parts.append(open_edges(bed))
    return Faces.joined(parts)


def _near_breaches(twin: Twin, parameters: FloodParameters) -> Mask:
    """Cells so near to a breach that its draw-down may reach them."""
    x, y = np.meshgrid(twin.grid.x, twin.grid.y)
    near = np.zeros(twin.grid.shape, bool)
    for at in parameters.breaches:
        near |= np.hypot(x - at[0], y - at[1]) < DRAW_DOWN
    return near


def _permanent_water(twin: Twin) -> Mask:
    if "permanent_water" not in twin.surface:
        return np.zeros(twin.grid.shape, bool)
    return np.asarray(twin.surface["permanent_water"].values != 0)


def _start_level(twin: Twin, bed: Field, found: Barriers, sea: TimeSeries | None) -> tuple[Field, str]:
    """Water at the start: forelands at the sea, water of a peilgebied at its winter level, the rest dry.

    A ground level of water that is the water surface (as laser altimetry sees it) stays dry: the depth
    counts above it.
    """
    level = bed.copy()
    told = "land dry; permanent water at its ground level"
    if "peilgebieden" in twin.features and len(twin.features["peilgebieden"]):
        _fill_to_target(twin, level)
        told = "land dry; permanent water at the winter level of its peilgebied, at least its ground level"
    if sea is None:
        return level, told
    first = np.float32(sea.value[0])
    under = reach(found.outside, bed <= first, found.walls) & np.isfinite(bed)
    return np.where(under, np.fmax(level, first), level), f"{told}; forelands at the level of the sea"


def _fill_to_target(twin: Twin, level: Field) -> None:
    """Raise permanent water to the winter level of the peilgebied that it lies in."""
    import shapely

    areas = twin.features["peilgebieden"]
    row, col = np.nonzero(_permanent_water(twin) & np.isfinite(level))
    centres = shapely.points(twin.grid.x[col], twin.grid.y[row])
    cell, area = shapely.STRtree(areas.geometry.to_numpy()).query(centres, predicate="within")
    winter = areas["winter_level"].to_numpy(float)[area].astype(np.float32)
    known = np.isfinite(winter)
    np.fmax.at(level, (row[cell[known]], col[cell[known]]), winter[known])
