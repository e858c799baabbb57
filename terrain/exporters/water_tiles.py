"""The surface of the water in a result at one moment, as a small tileset."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from terrain.exporters.glb import Material, Pose, Primitive, write_glb
from terrain.exporters.metadata import PropertyTable
from terrain.exporters.placement import Placement
from terrain.exporters.tree import MARGIN, Node, tileset
from terrain.meshing import lattice_triangles
from twin.grid import GridSpec

__all__ = ["water_tiles"]

MOST = 250  # vertices along a side: the mesh has one level of detail, and its indices stay short
WET = 0.02  # metres of water below which a cell counts as dry
DETAIL = 500.0  # geometric error of a view without the water [m]
WATER = Material("water", "#2f7fc1", opacity=0.75)
Field = npt.NDArray[np.floating[Any]]


def water_tiles(
    grid: GridSpec, ground: Field, depth: Field, where: Placement, uri: str, about: dict[str, Any]
) -> tuple[dict[str, Any], bytes]:
    """Make the surface of the water as a tileset with one GLB.

    Squares of cells share a vertex at the mean level of their water. One wet cell makes the square wet:
    its water ends inside the ground, so that the shore is where the terrain comes out of it.

    Parameters
    ----------
    grid
        Grid of both fields.
    ground
        Ground level [m NAP], shape (ny, nx).
    depth
        Depth of the water [m], NaN or 0 where there is none, shape (ny, nx).
    where
        Frame of the tileset.
    uri
        Address of the GLB, relative to the tileset.
    about
        Attributes of the water: text, numbers.

    Returns
    -------
    tuple
        The tileset document, without content where all is dry, and the GLB (empty then).
    """
    step = -(-max(grid.shape) // MOST)
    wet = np.isfinite(ground) & (depth > WET)
    count = _sums(wet.astype(np.float64), step)
    level = _sums(np.where(wet, ground.astype(np.float64) + depth, 0.0), step)
    known = count > 0
    faces = lattice_triangles(known)
    if not len(faces):
        nothing = Node(np.zeros(3), np.ones(3), 0.0, "REPLACE")
        return tileset(nothing, where), b""
    middle = (np.arange(max(known.shape)) + 0.5) * step - 0.5
    row, column = np.nonzero(known)
    points = np.column_stack(
        [grid.x0 + middle[column] * grid.dx, grid.y0 - middle[row] * grid.dy, level[known] / count[known]]
    )
    placed = where.local(points)
    number = np.cumsum(known.ravel()) - 1
    low, high = placed.min(axis=0), placed.max(axis=0)
    origin = where.shift(low, high)
    table = PropertyTable.of("water", {key: [value] for key, value in about.items()})
    body = Primitive(placed - origin, number[faces], None, WATER)
    content = Node(low - MARGIN, high + MARGIN, 0.0, "REPLACE", uri)
    root = Node(content.low, content.high, DETAIL, "REPLACE", children=[content])
    return tileset(root, where), write_glb([body], table, pose=Pose(origin))


def _sums(values: npt.NDArray[np.float64], step: int) -> npt.NDArray[np.float64]:
    """Add up squares of cells; the last ones may be cut off by the edge."""
    rows, columns = (np.arange(0, size, step) for size in values.shape)
    added: npt.NDArray[np.float64] = np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1)
    return added
