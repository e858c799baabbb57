"""The surface of the water in a result at one moment, as a small tileset."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.ndimage import convolve

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

    Squares of cells share a vertex at the mean level of their water; one wet cell makes the square wet.
    Beside higher ground the water goes on into it, so that the shore is where the terrain comes out of it.

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
    level = _ashore(_means(ground + depth, wet, step), _means(ground, np.isfinite(ground), step))
    known = np.isfinite(level)
    faces = lattice_triangles(known)
    if not len(faces):
        nothing = Node(np.zeros(3), np.ones(3), 0.0, "REPLACE")
        return tileset(nothing, where), b""
    down, along = (_middles(size, step) for size in grid.shape)
    row, column = np.nonzero(known)
    points = np.column_stack([grid.x0 + along[column] * grid.dx, grid.y0 - down[row] * grid.dy, level[known]])
    placed = where.local(points)
    number = np.cumsum(known.ravel()) - 1
    low, high = placed.min(axis=0), placed.max(axis=0)
    origin = where.shift(low, high)
    table = PropertyTable.of("water", {key: [value] for key, value in about.items()})
    body = Primitive(placed - origin, number[faces], None, WATER)
    content = Node(low - MARGIN, high + MARGIN, 0.0, "REPLACE", uri)
    root = Node(content.low, content.high, DETAIL, "REPLACE", children=[content])
    return tileset(root, where), write_glb([body], table, pose=Pose(origin))


def _middles(size: int, step: int) -> npt.NDArray[np.float64]:
    """Places of the middles of the squares along an axis [cells]; the last one ends with the grid."""
    starts = np.arange(0, size, step)
    middles: npt.NDArray[np.float64] = (starts + np.minimum(starts + step, size) - 1) / 2
    return middles


def _means(values: Field, counted: npt.NDArray[np.bool_], step: int) -> npt.NDArray[np.float64]:
    """Mean of the values that count in every square of cells; NaN where none does."""
    number = _sums(counted.astype(np.float64), step)
    total = _sums(np.where(counted, values, 0.0).astype(np.float64), step)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def _ashore(level: npt.NDArray[np.float64], ground: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Carry the water on into dry squares beside it whose ground is higher, at the level it has there."""
    wet = np.isfinite(level)
    around = np.ones((3, 3))
    beside = convolve(wet.astype(np.float64), around, mode="constant")
    carried = convolve(np.where(wet, level, 0.0), around, mode="constant") / np.maximum(beside, 1)
    return np.where(~wet & (beside > 0) & (ground > carried), carried, level)


def _sums(values: npt.NDArray[np.float64], step: int) -> npt.NDArray[np.float64]:
    """Add up squares of cells; the last ones may be cut off by the edge."""
    rows, columns = (np.arange(0, size, step) for size in values.shape)
    added: npt.NDArray[np.float64] = np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1)
    return added
