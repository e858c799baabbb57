"""Which parcel column lies under a building, a line or a site, and what its groundwater does in m NAP.

Features are cut into pieces that each lie in one cell. Effects are asked some twenty times in a run about the
same things on the same columns: what is found once is kept for as long as the columns are.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.effect import Answer, Case

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr

    from scenarios.polders.model import Columns
    from twin.grid import GridSpec

__all__ = ["GROUNDWATER_ERROR", "REACH", "Places", "drained", "groundwater", "kept", "nothing", "numeric",
           "places", "words"]  # fmt: skip

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

REACH = Parameter(30.0, "m", "half a plot and its street", "unverified")
"""How far a thing on water, or on land of which nothing is known, looks for land of which something is."""
GROUNDWATER_ERROR = Parameter(0.10, "m", "measured against modelled levels of one parcel", "unverified")
"""By how much groundwater at one place may be higher or lower than that of its column."""

_KEPT: dict[tuple[int, int, str], Any] = {}


@dataclass(frozen=True, slots=True)
class Places:
    """Pieces of things, each in one cell; those of a thing follow each other along it.

    Parameters
    ----------
    thing
        Row of each piece in its table, (p,).
    column
        Column whose groundwater is taken, (p,); -1 where none is near or the land is not asked for.
    area
        Water-level area of the land under the piece, (p,); -1 outside the land that is asked for.
    cell
        Number of the cell, row by row from the north-west, (p,).
    amount
        Of the piece: 1 for a building, its length [m] or its area [m2], (p,).
    higher
        Ground of the cell less that of the column at the start [m], (p,); 0 on water and where not known.
        What stands on a mound or an embankment lies higher than the land around it.
    """

    thing: Numbers
    column: Numbers
    area: Numbers
    cell: Numbers
    amount: Floats
    higher: Floats

    def counted(self, case: Case) -> Numbers:
        """Numbers of the pieces on land that counts."""
        return np.flatnonzero((self.column >= 0) & case.counted[self.column])

    def unknown(self, case: Case) -> Flags:
        """Pieces in the areas that count of which the groundwater is not known, (p,)."""
        among = np.zeros(len(case.columns.areas) + 1, np.bool_)  # the last is for -1
        among[case.columns.area[case.counted]] = True
        return np.asarray(among[self.area] & (self.column < 0), dtype=np.bool_)


def places(case: Case, theme: str) -> Places | None:
    """Find where the features of a theme lie; None when the twin has none.

    Parameters
    ----------
    case
        Its twin has the theme, its columns the grid.
    theme
        Buildings count as points, lines are cut into steps of a cell and sites into cells.

    Notes
    -----
    A piece on land takes its own column. On a ditch, or on land of which nothing is known, it takes the
    nearest column of which something is, up to `REACH`; outside the land that is asked for it takes none.
    """
    table = case.twin.features.get(theme)
    if table is None or not len(table):
        return None

    def found() -> Places:
        surface, grid = case.twin.surface, case.twin.grid
        thing, x, y, amount = _middles(table) if theme == "buildings" else _pieces(table, grid)
        return _on_columns(case, grid, surface, thing, x, y, amount)

    return kept(case, table, "places", found)


def kept[T](case: Case, table: gpd.GeoDataFrame, name: str, make: Callable[[], T]) -> T:
    """Give what was made before for a table on the columns of a case, or make it.

    Parameters
    ----------
    case
        Its columns; those that share grid and reasons share what is kept.
    table
        Of the features.
    name
        Of what is made; it must follow from these two and from what never changes.
    make
        Called when it is new.
    """
    owner = case.columns.column
    key = (id(owner), id(table), f"{name} {id(case.columns.reason)}")
    if key not in _KEPT:
        _KEPT[key] = (make(), case.columns.reason)  # the reasons are held, so that their id stays theirs
        for held in (owner, table):
            weakref.finalize(held, _KEPT.pop, key, None).atexit = False
    return _KEPT[key][0]  # type: ignore[no-any-return]


def _middles(table: gpd.GeoDataFrame) -> tuple[Numbers, Floats, Floats, Floats]:
    """A point in each feature, or its centre where that lies in it."""
    import shapely

    shapes = table.geometry.to_numpy()
    thing = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    shapes = shapes[thing]
    points = shapely.centroid(shapes)
    out = ~shapely.covers(shapes, points)
    points[out] = shapely.point_on_surface(shapes[out])
    return thing, shapely.get_x(points), shapely.get_y(points), np.ones(thing.size)


def _pieces(table: gpd.GeoDataFrame, grid: GridSpec) -> tuple[Numbers, Floats, Floats, Floats]:
    """Pieces of lines and areas on a grid: their thing, middle, and length or area."""
    import shapely

    from twin.lines import divided

    parts, thing = shapely.get_parts(_within(table.geometry.to_numpy(), grid), return_index=True)
    there = ~shapely.is_empty(parts)
    parts, thing = parts[there], thing[there]
    kind = shapely.get_dimensions(parts)
    lines = kind == 1
    cut = divided(parts[lines], min(grid.dx, grid.dy))
    xy, line = shapely.get_coordinates(cut, return_index=True)
    same = line[1:] == line[:-1]
    middle, step = 0.5 * (xy[1:] + xy[:-1])[same], np.diff(xy, axis=0)[same]
    found = [(thing[lines][line[1:][same]], middle, np.hypot(*step.T))]
    for at in np.flatnonzero(kind == 2):
        inside = _cells(parts[at], grid)
        share = np.full(len(inside), parts[at].area / len(inside))
        found.append((np.full(len(inside), thing[at]), inside, share))
    order = np.argsort(np.concatenate([one for one, _, _ in found]), kind="stable")
    owner, where, amount = (np.concatenate(part)[order] for part in zip(*found, strict=True))
    return owner.astype(np.int64), where[:, 0], where[:, 1], amount


def _within(shapes: npt.NDArray[np.object_], grid: GridSpec) -> npt.NDArray[np.object_]:
    """Shapes without what lies outside a grid, which may be far more than fits in memory as pieces."""
    import shapely

    west, south, east, north = grid.bbox
    around = shapely.bounds(shapes)
    out = ((around[:, :2] < (west, south)) | (around[:, 2:] > (east, north))).any(axis=1)
    cut = shapes.copy()
    cut[out] = shapely.clip_by_rect(shapes[out], west, south, east, north)
    return cut


def _cells(shape: Any, grid: GridSpec) -> Floats:
    """Centres of the cells in a polygon, (n, 2); a point in it when it has none."""
    import shapely

    west, south, east, north = shape.bounds
    x = grid.x0 + grid.dx * np.arange(np.ceil((west - grid.x0) / grid.dx), (east - grid.x0) / grid.dx)
    y = grid.y0 - grid.dy * np.arange(np.ceil((grid.y0 - north) / grid.dy), (grid.y0 - south) / grid.dy)
    mesh = np.stack([each.ravel() for each in np.meshgrid(x, y)], axis=1)
    inside = mesh[shapely.contains_xy(shape, mesh[:, 0], mesh[:, 1])] if len(mesh) else mesh
    return inside if len(inside) else shapely.get_coordinates(shapely.point_on_surface(shape))


def _on_columns(
    case: Case, grid: GridSpec, surface: xr.Dataset, thing: Numbers, x: Floats, y: Floats, amount: Floats
) -> Places:
    """Give each piece its column."""
    row = np.floor((grid.y0 - y) / grid.dy + 0.5).astype(np.int64)
    col = np.floor((x - grid.x0) / grid.dx + 0.5).astype(np.int64)
    within = (row >= 0) & (row < grid.ny) & (col >= 0) & (col < grid.nx)
    thing, row, col, amount = thing[within], row[within], col[within], amount[within]
    columns = case.columns
    own = columns.column[row, col].astype(np.int64)
    known = np.append(columns.known, False)  # the last is for -1
    wet = np.zeros(row.size, np.bool_)
    if "permanent_water" in surface:
        wet = surface["permanent_water"].values[row, col] > 0
    found = np.where(known[own], own, -1)
    at = np.flatnonzero(~known[own] & ((own >= 0) | wet))
    found[at] = _nearest(columns, grid, row[at], col[at], own[at])
    area = np.append(columns.area, -1)[np.where(own >= 0, own, found)]
    ground = surface["ground_level"].values[row, col].astype(np.float64)
    higher = ground - np.append(columns.ground_level, np.nan)[found]
    return Places(
        thing=thing,
        column=found,
        area=area.astype(np.int64),
        cell=row * grid.nx + col,
        amount=amount,
        higher=np.where(wet, 0.0, np.nan_to_num(higher)),
    )


def _nearest(columns: Columns, grid: GridSpec, row: Numbers, col: Numbers, own: Numbers) -> Numbers:
    """Nearest known column around cells, up to `REACH` and in their own area; -1 where there is none."""
    reach_y, reach_x = int(REACH.value // grid.dy), int(REACH.value // grid.dx)
    down, right = np.mgrid[-reach_y : reach_y + 1, -reach_x : reach_x + 1].reshape(2, -1)
    far = np.hypot(down * grid.dy, right * grid.dx)
    known, areas = np.append(columns.known, False), np.append(columns.area, -1)
    found = np.full(row.size, -1, np.int64)
    for at in np.argsort(far, kind="stable"):
        open_to = np.flatnonzero(found < 0)
        if far[at] > REACH.value or not open_to.size:
            break
        y, x = row[open_to] + down[at], col[open_to] + right[at]
        on = (y >= 0) & (y < grid.ny) & (x >= 0) & (x < grid.nx)
        there, mine = columns.column[y[on], x[on]], own[open_to[on]]
        fits = known[there] & ((mine < 0) | (areas[there] == areas[mine]))
        found[open_to[on]] = np.where(fits, there, -1)
    return found


def groundwater(case: Case, depth: npt.NDArray[np.floating], columns: Numbers) -> Floats:
    """Groundwater of columns in m NAP, of depths below the ground as it was when a year began.

    Parameters
    ----------
    case
        Its course has the ground.
    depth
        (t, k), of the first t years of the course [m].
    columns
        Of which, (n,).

    Returns
    -------
    ndarray
        (t, n) [m NAP].
    """
    before = case.course.ground_level[: len(depth) - 1, columns]
    ground = np.concatenate([case.columns.ground_level[None, columns], before])
    return np.asarray(ground - depth[:, columns], dtype=np.float64)


def drained(depth: npt.NDArray[np.floating], found: Places, pieces: Numbers) -> Floats:
    """Depth of groundwater below the ground at pieces [m], never above it.

    Parameters
    ----------
    depth
        Below the ground of each column, (k,) [m].
    found, pieces
        The pieces, by their number.
    """
    return np.maximum(depth[found.column[pieces]].astype(np.float64) + found.higher[pieces], 0.0)


def numeric(table: gpd.GeoDataFrame, name: str, otherwise: float | Floats = np.nan) -> Floats:
    """Finite numbers of a column of a table, (n,); ``otherwise`` where there is none or no number stands."""
    import pandas as pd

    values = np.full(len(table), np.nan)
    if name in table:
        values = pd.to_numeric(table[name], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, otherwise)


def words(table: gpd.GeoDataFrame, name: str) -> npt.NDArray[np.str_]:
    """Texts of a column of a table, (n,); empty where there is none."""
    if name not in table:
        return np.full(len(table), "", "<U1")
    return np.asarray(table[name].fillna("").astype(str).to_numpy(np.str_))


def nothing(case: Case, theme: str, found: Places | None) -> Answer:
    """Answer where no feature of a theme lies on land that counts and whose groundwater is known.

    Parameters
    ----------
    case
        Whose land counts.
    theme
        As people call it.
    found
        Where its features lie; None when the twin has none.

    Returns
    -------
    Answer
        0 when it is known that none lies here, else unknown with the reason.
    """
    if found is None:
        return Answer.unknown(f"the twin has no {theme}")
    if not case.counted.any():
        return Answer.unknown("nothing is known of the land that counts")
    if found.unknown(case).any():
        return Answer.unknown(f"{theme}: none of them lies on land whose groundwater is known")
    return Answer(0.0, notes=(f"There are no {theme} on this land.",))
