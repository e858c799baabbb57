"""The ground as a tileset with levels of detail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from terrain.exporters.glb import Material, Primitive
from terrain.exporters.metadata import PropertyTable
from terrain.exporters.placement import Placement
from terrain.exporters.tree import Node, tileset, write_content, write_twinned
from terrain.meshing import LodTile, lattice_triangles, quadtree, skirt, surface_normals
from twin.grid import GridSpec

__all__ = ["GROUND", "SKIRT", "terrain_primitives", "write_relief"]

GROUND = Material("ground", "#b9b58f")
SKIRT = Material("skirt", "#a5a17c")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Surface:
    """Ground level, positions in the axes of the root tile and normals, at every cell centre."""

    level: npt.NDArray[np.floating]
    positions: Floats
    normals: npt.NDArray[np.float32]


def write_relief(grid: GridSpec, level: npt.NDArray[np.floating], out: Path, where: Placement) -> Node | None:
    """Write the ground as a tileset and return its root, or None when no square of it is known.

    Parameters
    ----------
    grid
        Grid of the levels.
    level
        Ground level [m NAP], shape (ny, nx); unknown cells make holes.
    out
        Folder for ``tileset.json`` and the GLBs.
    where
        Frame of the tileset.
    """
    surface = _Surface(level, _positions(grid, level, where), surface_normals(level, grid.dx, grid.dy))
    root = _node(quadtree(grid.shape), surface, max(grid.dx, grid.dy), out, where)
    if root is not None:
        write_twinned(out / "tileset.json", tileset(root, where))
    return root


def _positions(grid: GridSpec, level: npt.NDArray[np.floating], where: Placement) -> Floats:
    """Positions of all cell centres in the axes of the root tile, shape (ny, nx, 3); NaN where unknown."""
    positions = np.full((*grid.shape, 3), np.nan)
    for first in range(0, grid.ny, 256):
        rows = slice(first, first + 256)
        known = np.isfinite(level[rows])
        row, column = np.nonzero(known)
        points = np.column_stack([grid.x[column], grid.y[rows][row], level[rows][known]])
        if len(points):
            positions[rows][known] = where.local(points.astype(np.float64))
    return positions


def _node(tile: LodTile, surface: _Surface, cell: float, out: Path, where: Placement) -> Node | None:
    children = [node for child in tile.children if (node := _node(child, surface, cell, out, where))]
    primitives = terrain_primitives(tile, surface.level, surface.positions, surface.normals)
    if not primitives and not children:
        return None
    error = cell * 2.0**tile.level if tile.level else 0.0
    low, high, origin, uri = np.full(3, np.inf), np.full(3, -np.inf), np.zeros(3), None
    if primitives:
        uri = f"{tile.level}/{tile.row}_{tile.column}.glb"
        table = _table(tile, cell)
        low, high, origin = write_content(out / uri, primitives, table, where)
    low = np.min([low, *(child.low for child in children)], axis=0)
    high = np.max([high, *(child.high for child in children)], axis=0)
    return Node(low, high, error, "REPLACE", uri, origin, children)


def terrain_primitives(
    tile: LodTile, level: npt.NDArray[np.floating], positions: Floats, normals: npt.NDArray[np.float32]
) -> list[Primitive]:
    """Make the surface of a tile, and the skirt below its edge as a primitive of its own.

    Parameters
    ----------
    tile
        Rows and columns of the vertices.
    level
        Ground level of the whole grid [m NAP], shape (ny, nx).
    positions, normals
        Of the whole grid, shape (ny, nx, 3).
    """
    chosen = np.ix_(tile.rows, tile.columns)
    z = level[chosen]
    known = np.isfinite(z)
    triangles = lattice_triangles(known)
    if not len(triangles):
        return []
    used = np.flatnonzero(known)
    number = np.cumsum(known.ravel()) - 1
    points = positions[chosen].reshape(-1, 3)
    zeros = np.zeros(len(used), np.int64)
    ground = Primitive(points[used], number[triangles], zeros, GROUND, normals[chosen].reshape(-1, 3)[used])
    return [ground, *_skirt(z, known, points)]


def _skirt(z: npt.NDArray[np.floating], known: npt.NDArray[np.bool_], points: Floats) -> Iterator[Primitive]:
    """Hang a curtain from the edge, as deep as the relief along it: coarser neighbours stay inside that."""
    ring, edges = skirt(known)
    if not len(edges):
        return
    heights = z.ravel()[ring]
    depth = max(1.0, float(np.nanmax(heights) - np.nanmin(heights)))
    following = (edges + 1) % len(ring)
    corners = np.unique(np.concatenate([edges, following]))
    top = points[ring[corners]]
    i, j, n = np.searchsorted(corners, edges), np.searchsorted(corners, following), len(corners)
    triangles = np.concatenate([np.column_stack([i + n, j + n, j]), np.column_stack([i + n, j, i])])
    yield Primitive(
        np.concatenate([top, top - (0.0, 0.0, depth)]), triangles, np.ones(2 * n, np.int64), SKIRT
    )


def _table(tile: LodTile, cell: float) -> PropertyTable:
    place = f"{tile.level}-{tile.row}-{tile.column}"
    return PropertyTable(
        "terrain",
        {
            "id": np.array([f"ground-{place}", f"skirt-{place}"], dtype=object),
            "level_of_detail": np.full(2, tile.level, np.int32),
            "cell_size": np.full(2, cell * 2.0**tile.level),
        },
    )
