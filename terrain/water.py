"""Where the water stands: open water at its level, and the sea with its start cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from terrain.area import Area, Edges
from terrain.build_report import ReportEntry
from terrain.conditioning import edge_cells, fill_water
from terrain.connectors.base import Raster
from twin.errors import invalid
from twin.grid import GridSpec

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["DEFAULT_BED", "burn_values", "start_cells", "with_open_water"]

DEFAULT_BED = -5.0
"""Bed of the sea where no source knows it [m NAP]; it only has to lie below every sea level asked."""

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


def with_open_water(area: Area, raster: Raster, levels: Floats | None) -> tuple[Floats, list[str]]:
    """Give cells of open water their level.

    Parameters
    ----------
    area
        Says which level: a number, or that of the peilgebied.
    raster
        Ground level with the cells of open water marked.
    levels
        (ny, nx) summer level of the peilgebieden [m NAP]; None when there are none.

    Returns
    -------
    tuple
        (ny, nx) ground level [m NAP], and what was done.

    Raises
    ------
    InvalidInputError
        If there is no level to give.
    """
    if not raster.water.any():
        return raster.values, []
    source = next(source for source in area.sources["ground_level"] if source.water is not None)
    assert source.water is not None
    wanted, field = source.water.level, "sources.ground_level.water.level"
    if isinstance(wanted, float):
        levels = np.full(raster.values.shape, wanted, np.float32)
    if levels is None:
        remedy = "Add the source peilgebieden, or give a level in m NAP."
        raise invalid(field, wanted, "there are no peilgebieden in the bbox", remedy)
    try:
        ground, orphans = fill_water(raster.values, raster.water, levels)
    except ValueError:
        raise invalid(field, wanted, "no peilgebied has a summer level", "Name its column.") from None
    notes = [f"{int(raster.water.sum())} cells of open water take their water level"]
    notes += [f"{orphans} of them lie in no peilgebied and take the nearest level"] if orphans else []
    return ground, notes


def burn_values(table: gpd.GeoDataFrame, values: npt.NDArray[Any], grid: GridSpec) -> Floats:
    """Give the cells whose centre lies in a polygon its value.

    Parameters
    ----------
    table
        Polygons in EPSG:28992, n of them.
    values
        One for each, shape (n,); NaN burns nothing.
    grid
        Grid of the cells.

    Returns
    -------
    ndarray of float32
        Shape (ny, nx); NaN outside every polygon. Where polygons overlap the last one counts.
    """
    from rasterio.features import rasterize

    pairs = [
        (shape, float(value))
        for shape, value in zip(table.geometry, values, strict=True)
        if shape is not None and not shape.is_empty and np.isfinite(value)
    ]
    if not pairs:
        return np.full(grid.shape, np.nan, np.float32)
    from affine import Affine

    burnt: Floats = rasterize(
        pairs, out_shape=grid.shape, fill=np.nan, transform=Affine(*grid.transform), dtype="float32"
    )
    return burnt


def start_cells(
    area: Area, grid: GridSpec, ground: Floats, polygons: gpd.GeoDataFrame | None
) -> tuple[Flags, Floats, list[ReportEntry]]:
    """Mark the start cells of the sea; those without ground get a bed, as NaN would stop the water.

    Parameters
    ----------
    area
        Says where the sea is: edges, polygons, or nothing.
    grid
        Grid of the ground.
    ground
        (ny, nx) ground level [m NAP], NaN where unknown.
    polygons
        Polygons of the sea, or None.

    Returns
    -------
    tuple
        (ny, nx) start cells, the ground level with the bed in it [m NAP], and the report.

    Raises
    ------
    InvalidInputError
        If there is a sea in the area file but no cell of it.
    """
    start = np.zeros(grid.shape, bool)
    sources = area.sources.get("sea", ())
    if not sources:
        return start, ground, [ReportEntry("sea", (), ("no sea in this area",))]
    notes = []
    for source in sources:
        if isinstance(source, Edges):
            cells = edge_cells(ground, source.edge)
            notes.append(f"starts at {int(cells.sum())} valid cells on the edge {', '.join(source.edge)}")
            start |= cells
    bed = next((source.bed_level for source in sources if source.bed_level is not None), DEFAULT_BED)
    if polygons is not None:
        cells = np.isfinite(burn_values(polygons, np.ones(len(polygons)), grid))
        unknown = cells & np.isnan(ground)
        ground = np.where(unknown, np.float32(bed), ground)
        notes.append(
            f"{int(cells.sum())} cells in its polygons;"
            f" {int(unknown.sum())} without ground get a bed of {bed:g} m NAP"
        )
        start |= cells
    if (known := start & ~np.isnan(ground)).any():
        row, column = np.unravel_index(int(np.where(known, ground, np.inf).argmin()), ground.shape)
        place = f"{grid.x[column]:.0f}, {grid.y[row]:.0f}"
        notes.append(f"the lowest start cell lies at {ground[row, column]:.2f} m NAP, at {place}")
    if not start.any():
        raise invalid(
            "sources.sea",
            area.name,
            "marks no cell of the grid",
            "Check the edge or the polygons, or leave sea out.",
        )
    return start, ground, [ReportEntry("sea", (), tuple(notes))]
