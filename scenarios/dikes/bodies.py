"""Dike bodies in a twin: cross-sections of places laid into the ground, with its water and use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.dikes.lines import runs
from scenarios.dikes.model import Locations

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely

    from twin.state import Twin

__all__ = ["body_laid", "covered_surface", "crest_line", "dike_of", "editable", "left_sections", "noted"]

Floats = npt.NDArray[np.float64]
Field = npt.NDArray[np.float32]

_COVERED = 0.5
"""Part of a cell that a body must cover before the cell is dike."""


def dike_of(twin: Twin, dike: str) -> tuple[dict[str, Any], Any]:
    """Columns of a dike, which the twin has, and its line."""
    table = editable(twin.features["dikes"])
    mine = table["id"].astype(str) == dike
    return table[mine].iloc[0].to_dict(), table.geometry[mine].iloc[0]


def editable(dikes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Copy of a table of dikes in which any crest level and length fits, where whole numbers may stand."""
    measures = [name for name in ("crest_level", "length") if name in dikes]
    return dikes.assign(**{name: dikes[name].to_numpy(np.float64, na_value=np.nan) for name in measures})


def body_laid(twin: Twin, shape: shapely.Geometry, places: Locations, offset: Floats, level: Floats) -> Twin:
    """Lay the body of one dike into the ground of a twin.

    Parameters
    ----------
    twin
        Twin; it stays as it is.
    shape
        Line of the dike, RD New [m].
    places
        Places of that dike alone, (n,).
    offset, level
        Cross-section at each place, (n, p): offsets from the place, which may lie beside the line, positive
        to the protected side, ascending [m], and levels [m NAP]; NaN where no body is known.

    Returns
    -------
    Twin
        With the ground raised, and land of the class dike where the body covers a cell; the very same twin
        when the ground stands that high already.
    """
    from shapely import MultiLineString

    from terrain.earthworks import with_body

    chainage, across, height = left_sections(shape, places, offset, level)
    ground = twin.surface["ground_level"].values
    line = MultiLineString([run.line for run in runs(shape)])
    raised, share = with_body(ground, twin.grid, line, chainage=chainage, offset=across, level=height)
    if np.array_equal(raised, ground, equal_nan=True):
        return twin
    return twin.with_(surface=covered_surface(twin, raised, share >= _COVERED))


def left_sections(
    shape: shapely.Geometry, places: Locations, offset: Floats, level: Floats
) -> tuple[Floats, Floats, Floats]:
    """Chainage, offsets and levels of cross-sections as `terrain.earthworks.with_body` takes them.

    Where the protected side lies to the right of the line the section is turned round. Places were moved to
    the middle of the crest where that showed: their sections are moved as far from the line. The first and
    the last section of a run hold to its ends: what lies across a gap is no neighbour.
    """
    import shapely

    tangent, beside = np.zeros((places.chainage.size, 2)), np.zeros(places.chainage.size)
    rows, chainage = [], []
    for run in runs(shape):
        mine = (places.chainage >= run.start) & (places.chainage <= run.start + run.line.length)
        at = places.chainage[mine] - run.start
        ahead, behind = (
            shapely.get_coordinates(
                shapely.line_interpolate_point(run.line, np.clip(at + step, 0.0, run.line.length))
            )
            for step in (1.0, -1.0)
        )
        tangent[mine] = ahead - behind
        line = shapely.get_coordinates(shapely.line_interpolate_point(run.line, at))
        beside[mine] = (places.x[mine] - line[:, 0]) * places.inward_x[mine]
        beside[mine] += (places.y[mine] - line[:, 1]) * places.inward_y[mine]
        order = np.flatnonzero(mine)[np.argsort(at, kind="stable")]
        rows.append(order[[0, *range(order.size), -1]])
        end = run.start + run.line.length
        chainage.append(np.concatenate([[run.start], places.chainage[order], [end]]))
    offset = offset + beside[:, None]
    left = tangent[:, 0] * places.inward_y - tangent[:, 1] * places.inward_x >= 0.0
    across = np.where(left[:, None], offset, -offset[:, ::-1])
    height = np.where(left[:, None], level, level[:, ::-1])
    order = np.concatenate(rows)
    return np.concatenate(chainage), across[order], height[order]


def crest_line(shape: shapely.Geometry, places: Locations, offset: Floats) -> shapely.Geometry:
    """Line of a dike whose crest has moved across the old one.

    Parameters
    ----------
    shape
        Old line, RD New [m].
    places
        Places of that dike alone, (n,).
    offset
        From each place to the middle of the new crest [m], positive to the protected side; NaN: the line
        stays.

    Returns
    -------
    shapely.Geometry
        The moved line; its ends stay, so that it still meets what it met. The old line where nothing moves or
        where the moved one would cross itself.
    """
    import shapely

    chainage, across, _ = left_sections(shape, places, offset[:, None], offset[:, None])
    moved = np.nan_to_num(across[:, 0])
    if not moved.size or np.abs(moved).max() < 0.01:
        return shape
    parts = [_shifted(run.line, run.start, run.closed, chainage, moved) for run in runs(shape)]
    line = parts[0] if len(parts) == 1 else shapely.MultiLineString(parts)
    return line if line.is_simple else shape


def _shifted(
    line: shapely.LineString, start: float, closed: bool, chainage: Floats, shift: Floats
) -> shapely.LineString:
    """Move a line to its left by shifts given along it."""
    import shapely

    dense = shapely.segmentize(line, 20.0)
    xy = shapely.get_coordinates(dense)
    steps = np.diff(xy, axis=0)
    at = np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])
    along = np.gradient(xy, axis=0)
    if closed:
        along[0] = along[-1] = xy[1] - xy[-2]
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(along[:, 0], along[:, 1])[:, None]
    by = np.interp(start + at, chainage, shift)
    if closed:
        by[-1] = by[0]
    else:
        by[0] = by[-1] = 0.0
    return shapely.LineString(xy + by[:, None] * normal)


def covered_surface(twin: Twin, ground: Field, body: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Variables of the surface under a new body: ground, no more water or sea, grass of a dike.

    Parameters
    ----------
    twin
        Twin before it.
    ground
        New ground level [m NAP], shape (ny, nx).
    body
        Cells that the body covers, shape (ny, nx).
    """
    from twin.vocabulary import LAND_USE

    grass = next(entry for entry in LAND_USE.values() if entry.key == "dike")
    under: dict[str, float] = {
        "sea": 0, "permanent_water": 0, "land_use": grass.code, "roughness": grass.manning
    }  # fmt: skip
    changed: dict[str, Any] = {"ground_level": ground}
    for name, value in under.items():
        if name in twin.surface:
            old = twin.surface[name].values
            changed[name] = np.where(body, old.dtype.type(value), old)
    return changed


def noted(twin: Twin, key: str, text: str) -> Twin:
    """Twin with a note on what was done to it, after an earlier one of the same key."""
    from twin.state import Twin as State

    before = twin.attributes.get(key)
    return State(
        twin.surface,
        twin.subsurface,
        twin.features,
        name=twin.name,
        reference_year=twin.reference_year,
        attributes={**twin.attributes, key: f"{before}; then {text}" if before else text},
    )
