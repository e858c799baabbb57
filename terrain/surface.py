"""The rasters of an area put together: ground level, sea, permanent water, land use, soil, roughness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from terrain.area import RASTERS, Area
from terrain.build_report import ReportEntry
from terrain.conditioning import find_spikes, find_voids
from terrain.connectors import connectors
from terrain.connectors.base import Input, Raster, Source, Wish, places
from terrain.plausibility import datum_problem, floor_problem, level_problems
from terrain.water import burn_values, start_cells, with_open_water
from twin.errors import InvalidInputError, Problem
from twin.grid import GridSpec
from twin.quantities import QUANTITIES
from twin.vocabulary import LAND_USE, SOIL, Entry

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["fetch_rasters", "surface_dataset"]

_CLASSES: dict[str, Mapping[int, Entry]] = {"land_use": LAND_USE, "soil": SOIL}
Floats = npt.NDArray[np.float32]


def fetch_rasters(area: Area, grid: GridSpec) -> dict[str, Raster]:
    """Read every raster of the area; the first source of a quantity lies on top of the next.

    Raises
    ------
    InvalidInputError
        With the problems of every source.
    """
    found: dict[str, Raster] = {}
    problems: list[Problem] = []
    for name in RASTERS:
        sources = area.sources.get(name, ())
        layers: list[Raster] = []
        for source, field in zip(sources, places(f"sources.{name}", len(sources)), strict=True):
            continuous = name in ("ground_level", "roughness")
            try:
                raster = connectors()[source.connector].raster(source, Wish(name, field, grid, continuous))
                problems += _value_problems(name, raster, source, field)
                own = name in _CLASSES and not source.classes
                layers.append(
                    replace(raster, notes=(*raster.notes, "classes taken as ours")) if own else raster
                )
            except InvalidInputError as error:
                problems += error.problems
        if layers:
            found[name] = _stack(layers)
    if problems:
        raise InvalidInputError(problems)
    return found


def _stack(layers: list[Raster]) -> Raster:
    """Lay rasters over each other, the first on top."""
    values, water = layers[0].values.copy(), layers[0].water.copy()
    for layer in layers[1:]:
        below = np.isnan(values) & ~water
        np.copyto(values, layer.values, where=below)
        water |= below & layer.water
    inputs = tuple(source for layer in layers for source in layer.inputs)
    return Raster(values, water, inputs, tuple(note for layer in layers for note in layer.notes))


def _value_problems(name: str, raster: Raster, source: Source, field: str) -> list[Problem]:
    """Refuse values that the quantity cannot have."""
    known = raster.values[~np.isnan(raster.values)]
    if known.size == 0:
        if raster.water.any():
            return []
        remedy = "Check the extent and the NoData value of the file."
        return [
            Problem(f"{field}.path", _names(raster.inputs), "holds no valid cell inside the bbox", remedy)
        ]
    low, high = float(known.min()), float(known.max())
    if name == "ground_level":
        return level_problems(low, high, source.unit, field)
    if name in _CLASSES:
        return _class_problems(name, known, field)
    quantity = QUANTITIES[name]
    if quantity.valid_min <= low and high <= quantity.valid_max:
        return []
    message = f"lies outside {quantity.valid_min:g}..{quantity.valid_max:g} {quantity.units}"
    return [Problem(field, f"{low:g}..{high:g}", message, "Check the unit and the NoData value.")]


def _class_problems(name: str, known: Floats, field: str) -> list[Problem]:
    codes = [int(code) for code in np.unique(known)]
    unknown = [code for code in codes if code not in _CLASSES[name]]
    if not unknown:
        return []
    listed = ", ".join(f"{code} {entry.key}" for code, entry in _CLASSES[name].items())
    remedy = f"Translate them: classes: {{{unknown[0]}: ...}}. Ours: {listed}."
    return [
        Problem(f"{field}.classes", ", ".join(map(str, unknown[:20])), "are not classes of the twin", remedy)
    ]


def _names(inputs: tuple[Input, ...]) -> str:
    return ", ".join(source.name for source in inputs)


def surface_dataset(
    area: Area,
    grid: GridSpec,
    rasters: dict[str, Raster],
    tables: dict[str, gpd.GeoDataFrame],
    sea: gpd.GeoDataFrame | None,
) -> tuple[xr.Dataset, list[ReportEntry]]:
    """Put the surface together.

    Parameters
    ----------
    area
        What was asked.
    grid
        Where.
    rasters
        What `fetch_rasters` found.
    tables
        Themes; the peilgebieden give open water its level.
    sea
        Polygons of the sea, or None.

    Returns
    -------
    tuple
        Dataset (y, x) with ``ground_level``, ``sea``, ``permanent_water`` and what else there is; the report.

    Raises
    ------
    InvalidInputError
        If the ground cannot be m NAP beside its water levels or floors, open water has no level, or the sea
        marks no cell.
    """
    raster = rasters["ground_level"]
    peil = tables.get("peilgebieden")
    levels = None if peil is None or peil.empty else burn_values(peil, peil["summer_level"].to_numpy(), grid)
    problem = datum_problem(raster.values, levels)
    if problem := problem or floor_problem(raster.values, grid, tables.get("buildings")):
        raise InvalidInputError([problem])
    ground, notes = with_open_water(area, raster, levels)
    entries = [ReportEntry("ground_level", raster.inputs, (*raster.notes, *notes, *_oddities(ground, grid)))]
    start, ground, said = start_cells(area, grid, ground, sea)
    wet = raster.water | (start & np.isnan(raster.values))
    if "permanent_water" in rasters:
        wet |= np.nan_to_num(rasters["permanent_water"].values) > 0
    layers: dict[str, npt.NDArray[Any]] = {
        "ground_level": ground,
        "sea": start.astype(np.int8),
        "permanent_water": wet.astype(np.int8),
    }
    for name in _CLASSES:
        if name in rasters:
            layers[name] = np.nan_to_num(rasters[name].values).astype(np.int16)
    if "roughness" in rasters:
        layers["roughness"] = rasters["roughness"].values
    variables = {name: (("y", "x"), values) for name, values in layers.items()}
    entries += [ReportEntry(name, r.inputs, r.notes) for name, r in rasters.items() if name != "ground_level"]
    size = {"dx": grid.dx, "dy": grid.dy}  # a grid of one column does not show its cell size
    return xr.Dataset(variables, coords=grid.coords(), attrs=size), [*entries, *said]


def _oddities(ground: Floats, grid: GridSpec) -> list[str]:
    """Say what is odd about a ground level: voids and spikes."""
    voids, spikes = find_voids(ground), find_spikes(ground)
    share = 100 * voids.cells / ground.size
    cells = f"{ground.size - voids.cells} valid cells; {voids.cells} without value ({share:.1f} %)"
    notes = [f"{cells} in {voids.pieces} pieces, the largest {voids.largest}"]
    if spikes.cells:
        x, y = grid.x[spikes.column], grid.y[spikes.row]
        notes.append(
            f"{spikes.cells} cells stand over 5 m from their neighbours, most {spikes.largest:.2f} m"
            f" at {x:.0f}, {y:.0f}: left as they are"
        )
    return notes
