"""Sea and tidal river as a level at the edge: the cells outside the dikes, and the faces towards them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.flow.domain import Faces

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = [
    "Walls",
    "boundary_faces",
    "face_walls",
    "open_edges",
    "outside_water",
    "parts",
    "reach",
    "sea_cells",
]

Mask = npt.NDArray[np.bool_]
Field = npt.NDArray[np.float32]
Walls = tuple[Mask, Mask]


def sea_cells(twin: Twin) -> Mask:
    """Cells where the sea starts, shape (ny, nx); none when the twin has no sea."""
    if "sea" not in twin.surface:
        return np.zeros(twin.grid.shape, bool)
    return np.asarray(twin.surface["sea"].values != 0)


def face_walls(crests: Faces, shape: tuple[int, int]) -> Walls:
    """Which faces carry a crest: between columns, shape (ny, nx - 1), and between rows, (ny - 1, nx)."""
    ny, nx = shape
    across, down = np.zeros((ny, max(nx - 1, 0)), bool), np.zeros((max(ny - 1, 0), nx), bool)
    inside = (crests.row >= 0) & (crests.col >= 0)
    for axis, walls in ((0, across), (1, down)):
        mine = inside & (crests.axis == axis)
        mine &= (crests.row < walls.shape[0]) & (crests.col < walls.shape[1])
        walls[crests.row[mine], crests.col[mine]] = True
    return across, down


def reach(start: Mask, open_cells: Mask, walls: Walls) -> Mask:
    """Cells that water reaches over sides from a start, through open cells and not through walls.

    Parameters
    ----------
    start
        Cells where it begins, shape (ny, nx); they count whether open or not.
    open_cells
        Cells that water may enter.
    walls
        Faces that it does not pass, of `face_walls`.

    Returns
    -------
    ndarray of bool
        Shape (ny, nx).
    """
    entered = start | open_cells
    part = parts(entered, walls)
    return np.asarray(entered & np.isin(part, np.unique(part[start])))


def parts(open_cells: Mask, walls: Walls) -> npt.NDArray[np.int64]:
    """Number of the part that each open cell belongs to; parts hang together over sides without a wall.

    Parameters
    ----------
    open_cells
        Cells that water may be in, shape (ny, nx).
    walls
        Faces that it does not pass, of `face_walls`.

    Returns
    -------
    ndarray of int64
        Shape (ny, nx); -1 where a cell is not open.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = int(open_cells.sum())
    number = np.full(open_cells.shape, -1, np.int64)
    if size == 0:
        return number
    number[open_cells] = np.arange(size)
    across = open_cells[:, :-1] & open_cells[:, 1:] & ~walls[0]
    down = open_cells[:-1] & open_cells[1:] & ~walls[1]
    first = np.concatenate([number[:, :-1][across], number[:-1][down]])
    second = np.concatenate([number[:, 1:][across], number[1:][down]])
    graph = coo_matrix((np.ones(first.size, np.int8), (first, second)), shape=(size, size))
    number[open_cells] = connected_components(graph, directed=False)[1]
    return number


def outside_water(twin: Twin, bed: Field, walls: Walls, mean_level: float, high_water: float) -> Mask:
    """Sea, and the tidal water outside the dikes.

    Parameters
    ----------
    twin
        Twin; ``sea`` and ``permanent_water`` of its surface are read.
    bed
        Ground with dikes [m NAP], shape (ny, nx).
    walls
        Faces with a crest.
    mean_level
        Mean level of the sea [m NAP]: water whose bed lies higher is no part of it.
    high_water
        High water of a usual tide [m NAP].

    Returns
    -------
    ndarray of bool
        Shape (ny, nx): the sea, and permanent water with a bed below mean sea level that a usual tide reaches
        without passing a dike. These are no cells of the model: the level of the sea stands there.
    """
    sea = sea_cells(twin)
    if not sea.any() or "permanent_water" not in twin.surface:
        return sea
    water = (twin.surface["permanent_water"].values != 0) & (bed < mean_level)
    return np.asarray(sea | (water & reach(sea, water | (bed <= high_water), walls)))


def boundary_faces(outside: Mask, bed: Field, walls: Walls) -> Faces:
    """Faces without a crest between outside water and the cells of the model; series 0 stands outside.

    Parameters
    ----------
    outside
        Cells of outside water, shape (ny, nx).
    bed
        Ground [m NAP] before the outside cells are taken out, NaN where there is none.
    walls
        Faces with a crest; they are left to their own entries.
    """
    land = ~outside & np.isfinite(bed)
    both = (
        (outside[:, :-1], outside[:, 1:], land[:, :-1], land[:, 1:], bed[:, :-1], bed[:, 1:]),
        (outside[:-1], outside[1:], land[:-1], land[1:], bed[:-1], bed[1:]),
    )
    found = []
    for axis, (out_low, out_high, land_low, land_high, bed_low, bed_high) in enumerate(both):
        meets = ((out_low & land_high) | (land_low & out_high)) & ~walls[axis]
        row, col = np.nonzero(meets)
        sill = np.where(out_low[meets], bed_low[meets], bed_high[meets])
        found.append(_faces(row, col, axis, np.where(np.isnan(sill), -np.inf, sill), 0))
    return Faces.joined(found)


def open_edges(bed: Field) -> Faces:
    """Outer edges of the grid beside a cell, where water runs out at critical depth."""
    ny, nx = bed.shape
    rows, cols = np.arange(ny), np.arange(nx)
    west, east, north, south = (np.isfinite(edge) for edge in (bed[:, 0], bed[:, -1], bed[0], bed[-1]))
    edges = (
        (rows[west], np.full(int(west.sum()), -1), 0),
        (rows[east], np.full(int(east.sum()), nx - 1), 0),
        (np.full(int(north.sum()), -1), cols[north], 1),
        (np.full(int(south.sum()), ny - 1), cols[south], 1),
    )
    return Faces.joined([_faces(row, col, axis, np.full(row.size, -np.inf), -2) for row, col, axis in edges])


def _faces(
    row: npt.NDArray[np.int64], col: npt.NDArray[np.int64], axis: int, sill: object, series: int
) -> Faces:
    n = row.size
    return Faces(
        row=row.astype(np.int32),
        col=col.astype(np.int32),
        axis=np.full(n, axis, np.uint8),
        sill=np.asarray(sill, np.float32),
        share=np.ones(n, np.float32),
        weir=np.zeros(n, bool),
        series=np.full(n, series, np.int16),
    )
