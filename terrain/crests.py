"""Crest levels of dikes: from a column, from the line's own heights, or from the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from twin.grid import GridSpec

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["GROUND_RADIUS", "ground_crests", "with_crests"]

GROUND_RADIUS = 5.0
"""Distance from the line within which the crest is looked for [m]."""

Floats = npt.NDArray[np.float64]


def with_crests(
    dikes: gpd.GeoDataFrame, ground: npt.NDArray[np.float32], grid: GridSpec, *, from_ground: bool
) -> gpd.GeoDataFrame:
    """Give every dike a crest level and say how it was found.

    Parameters
    ----------
    dikes
        Lines; ``crest_level`` [m NAP] where the source has it.
    ground
        (ny, nx) ground level [m NAP].
    grid
        Grid of the ground.
    from_ground
        Ignore what the source says about heights.

    Returns
    -------
    geopandas.GeoDataFrame
        With ``crest_level`` [m NAP] (NaN where unknown) and ``crest_method``: column, geometry, ground
        or unknown. A height of 0 in the geometry means missing, not 0 m NAP.
    """
    import shapely

    shapes = dikes.geometry.to_numpy()
    level = np.full(len(dikes), np.nan)
    method = np.full(len(dikes), "unknown", dtype=object)
    sources: list[tuple[str, Floats]] = [("ground", ground_crests(shapes, ground, grid))]
    if not from_ground:
        sources = [("column", _column(dikes)), ("geometry", _own_heights(shapes)), *sources]
    for name, found in sources:
        fresh = np.isnan(level) & ~np.isnan(found)
        level[fresh], method[fresh] = found[fresh], name
    return dikes.assign(crest_level=level, crest_method=list(method)).set_geometry(shapely.force_2d(shapes))


def _column(dikes: gpd.GeoDataFrame) -> Floats:
    if "crest_level" not in dikes.columns:
        return np.full(len(dikes), np.nan)
    values = dikes["crest_level"].to_numpy().astype(np.float64)
    return np.where(values == 0, np.nan, values)


def _own_heights(shapes: npt.NDArray[Any]) -> Floats:
    """Lowest height along each line: where it is overtopped first."""
    import shapely

    levels = np.full(len(shapes), np.nan)
    for index in np.flatnonzero(shapely.has_z(shapes)):
        z = shapely.get_coordinates(shapes[index], include_z=True)[:, 2]
        known = z[np.isfinite(z) & (z != 0)]
        levels[index] = known.min() if known.size else np.nan
    return levels


def ground_crests(shapes: npt.NDArray[Any], ground: npt.NDArray[np.float32], grid: GridSpec) -> Floats:
    """Crest of each line as the ground shows it.

    At stations one cell apart the highest ground within `GROUND_RADIUS` of the line is its crest there; the
    line gets the lowest of these, as that is where it is overtopped first. The highest of all would raise a
    whole kade to the dune it ends in.

    Parameters
    ----------
    shapes
        Lines in EPSG:28992.
    ground
        (ny, nx) ground level [m NAP]; NaN is no ground.
    grid
        Grid of the ground.

    Returns
    -------
    ndarray
        Per line the crest level [m NAP]; NaN where no station has ground.
    """
    import shapely

    highest = _highest_near(ground, grid)
    levels = np.full(len(shapes), np.nan)
    for index, shape in enumerate(shapes):
        points = shapely.get_coordinates(shapely.segmentize(shapely.force_2d(shape), min(grid.dx, grid.dy)))
        inside = grid.contains(points[:, 0], points[:, 1])
        row, column = grid.index(points[inside, 0], points[inside, 1])
        found = highest[row, column]
        found = found[np.isfinite(found)]
        levels[index] = found.min() if found.size else np.nan
    return levels


def _highest_near(ground: npt.NDArray[np.float32], grid: GridSpec) -> npt.NDArray[np.float32]:
    """Highest ground within the radius of each cell; -inf where there is none."""
    from scipy.ndimage import maximum_filter

    ry, rx = int(GROUND_RADIUS / grid.dy), int(GROUND_RADIUS / grid.dx)
    dy, dx = np.mgrid[-ry : ry + 1, -rx : rx + 1]
    disc = np.hypot(dy * grid.dy, dx * grid.dx) <= GROUND_RADIUS
    filled = np.where(np.isnan(ground), np.float32(-np.inf), ground)
    near: npt.NDArray[np.float32] = maximum_filter(filled, footprint=disc, mode="constant", cval=-np.inf)
    return near
