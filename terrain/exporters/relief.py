"""The ground as a tileset with levels of detail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt

from terrain.exporters.glb import Material, Pose, Primitive, write_glb
from terrain.exporters.implicit import write_implicit
from terrain.exporters.lattice import Lattice, axes_of
from terrain.exporters.metadata import PropertyTable
from terrain.exporters.placement import Placement
from terrain.exporters.tree import MARGIN, Node, Place, write_tile, write_tree
from terrain.meshing import LodTile, lattice_strip, quadtree, skirt, vertical_error
from twin.grid import GridSpec

__all__ = ["GROUND", "Relief", "plan_relief", "write_relief"]

GROUND = Material("ground", "#b9b58f")
SKIRT = Material("skirt", "#a5a17c")
MOST_VERTICES = 2_000_000  # of the finest level: some 30 MB of tiles a frame, which a page can still fetch
# Viewers accept an error of 6 to 16 pixels, a size at which a missing dike is plain to see; four times the
# measured error makes it appear while it is 2 to 4 pixels high.
WEIGHT = 4.0
FLOOR = 0.25  # of the cell of a level: flat land too gets finer near by, for the edges of water and holes
STEP = 1.25  # by how much a tile's error at least exceeds that of its children
SHORTEST_SKIRT = 0.5  # metres
SIDE = 64  # steps along the side of a tile
CONTENT = "{level}/{x}_{y}.glb"
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Relief:
    """The ground cut into tiles, the same in every frame.

    Parameters
    ----------
    grid
        Grid of the levels.
    level
        Ground level [m NAP], shape (ny, nx), NaN where unknown.
    root
        The coarsest tile.
    finest
        Level of detail of the finest tiles.
    errors
        Largest vertical distance between the ground and each tile [m], by level, row and column.
    """

    grid: GridSpec
    level: npt.NDArray[np.floating]
    root: LodTile
    finest: int
    errors: dict[tuple[int, int, int], float]

    @property
    def cell(self) -> float:
        """Distance between the vertices of the finest tiles [m]."""
        return max(self.grid.dx, self.grid.dy) * 2.0**self.finest

    def place(self, tile: LodTile) -> Place:
        """Level from the root, column from the west and row from the south of a tile."""
        level = self.root.level - tile.level
        return level, tile.column, (1 << level) - 1 - tile.row

    @property
    def square(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the square that the tree of tiles divides by four [m]."""
        grid, steps = self.grid, SIDE << self.root.level
        return grid.x0, grid.y0 - steps * grid.dy, grid.x0 + steps * grid.dx, grid.y0

    def extras(self, where: Placement) -> dict[str, Any]:
        """What ``asset.extras`` says: the frame, and how fine the mesh is."""
        return where.extras | {"meshCell": self.cell}


def plan_relief(grid: GridSpec, level: npt.NDArray[np.floating]) -> Relief:
    """Choose the finest level of detail that stays below two million vertices, and measure every tile.

    Parameters
    ----------
    grid
        Grid of the levels.
    level
        Ground level [m NAP], shape (ny, nx); unknown cells make holes.
    """
    known, finest = int(np.isfinite(level).sum()), 0
    while known > MOST_VERTICES * 4**finest:
        finest += 1
    root = quadtree(grid.shape, SIDE, finest)
    errors = {
        (tile.level, tile.row, tile.column): vertical_error(level, tile.rows, tile.columns)
        for tile in _every(root)
    }
    return Relief(grid, level, root, finest, errors)


def _every(tile: LodTile) -> Iterator[LodTile]:
    yield tile
    for child in tile.children:
        yield from _every(child)


def write_relief(relief: Relief, out: Path, where: Placement) -> Node | None:
    """Write the ground as a tileset and return its root, or None when no square of it is known.

    Parameters
    ----------
    relief
        The ground in tiles.
    out
        Folder for ``tileset.json`` and the GLBs.
    where
        Frame of the tileset.
    """
    positions = _positions(relief, where)
    root = _node(relief.root, None, relief, positions, out, where)
    if root is not None:
        write_tree(root, out, where, meshCell=relief.cell)
        write_implicit(root, relief.square, CONTENT, out, where)
    return root


@dataclass(frozen=True, slots=True)
class _Vertices:
    """Positions in the axes of the root tile, on the rows and columns of the finest level.

    Where the ground is unknown they borrow the level of the nearest known cell, ``far`` cells away.
    """

    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    positions: Floats
    far: npt.NDArray[np.float32]
    finest: int

    def of(self, tile: LodTile) -> Floats:
        """Shape (ny, nx, 3), NaN where there is no ground.

        A coarse tile bridges what is smaller than its own squares: a single unknown cell under one of its
        vertices would tear a hole many times its size.
        """
        chosen = np.ix_(np.searchsorted(self.rows, tile.rows), np.searchsorted(self.columns, tile.columns))
        reach = 0 if tile.level == self.finest else 1 << tile.level
        found: Floats = np.where((self.far[chosen] <= reach)[..., None], self.positions[chosen], np.nan)
        return found


def _positions(relief: Relief, where: Placement) -> _Vertices:
    grid = relief.grid
    tiles = [tile for tile in _every(relief.root) if not tile.children]
    rows, columns = (np.unique(np.concatenate([getattr(t, side) for t in tiles])) for side in _SIDES)
    level, far = _borrowed(relief.level, rows, columns)
    positions = np.full((len(rows), len(columns), 3), np.nan)
    for first in range(0, len(rows), 256):
        part = slice(first, first + 256)
        row, column = np.nonzero(far[part] <= 1 << relief.root.level)
        points = np.column_stack([grid.x[columns][column], grid.y[rows[part]][row], level[part][row, column]])
        if len(points):
            positions[part][row, column] = where.local(points.astype(np.float64))
    return _Vertices(rows, columns, positions, far, relief.finest)


def _borrowed(
    level: npt.NDArray[np.floating], rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.floating], npt.NDArray[np.float32]]:
    """Levels at rows and columns, from the nearest known cell, and how many cells away that is."""
    chosen, unknown = np.ix_(rows, columns), ~np.isfinite(level)
    if not unknown.any():
        return level[chosen], np.zeros((len(rows), len(columns)), np.float32)
    if unknown.all():
        return level[chosen], np.full((len(rows), len(columns)), np.inf, np.float32)
    far, (row, column) = distance_transform_edt(unknown, return_indices=True)
    return level[row[chosen], column[chosen]], far[chosen].astype(np.float32)


_SIDES = ("rows", "columns")


def _node(
    tile: LodTile, above: LodTile | None, relief: Relief, vertices: _Vertices, out: Path, where: Placement
) -> Node | None:
    children = [node for child in tile.children if (node := _node(child, tile, relief, vertices, out, where))]
    own = relief.errors[tile.level, tile.row, tile.column]
    gap = relief.errors[above.level, above.row, above.column] if above else own
    axes = axes_of(tile, relief.grid, where)
    mesh = _Mesh.of(vertices.of(tile), gap, axes.up)
    if mesh is None and not children:
        return None
    low, high, uri = np.full(3, np.inf), np.full(3, -np.inf), None
    place = relief.place(tile)
    if mesh is not None:
        uri = CONTENT.format(level=place[0], x=place[1], y=place[2])
        low, high, origin = mesh.box(where)
        content = _content(mesh, axes.fit(mesh.positions), origin, _table(tile, relief))
        write_tile(out, uri, content, where)
    low = np.min([low, *(child.low for child in children)], axis=0)
    high = np.max([high, *(child.high for child in children)], axis=0)
    return Node(low, high, _error(tile, own, children, relief), "REPLACE", uri, place, children)


def _error(tile: LodTile, own: float, children: list[Node], relief: Relief) -> float:
    """Geometric error: from the measured one, no less than the floor of the level, above the children's."""
    if not children:
        return 0.0
    floor = FLOOR * max(relief.grid.dx, relief.grid.dy) * 2.0**tile.level
    return round(max(WEIGHT * own, floor, *(STEP * child.error for child in children)), 3)


@dataclass(frozen=True, slots=True)
class _Mesh:
    """Vertices of a tile with those of the hem of its skirt behind them, and the triangles of both."""

    positions: Floats
    ground: npt.NDArray[np.int64]
    curtain: npt.NDArray[np.int64]

    @classmethod
    def of(cls, points: Floats, gap: float, up: Floats) -> _Mesh | None:
        """Make the surface of a lattice of points and its skirt, or None when no triangle is known.

        ``gap`` is how far a coarser neighbour may lie from the ground [m]: no skirt need be longer.
        """
        known = np.isfinite(points[..., 2])
        strip = lattice_strip(known)
        if not len(strip):
            return None
        number = np.cumsum(known.ravel()) - 1
        surface = points.reshape(-1, 3)[known.ravel()]
        ring, edges = skirt(known)
        heights = points.reshape(-1, 3)[ring, 2]
        relief = float(np.nanmax(heights) - np.nanmin(heights)) if len(edges) else 0.0
        hem = surface[number[ring]] - max(SHORTEST_SKIRT, min(gap, relief)) * up
        if known.all():
            return cls(np.concatenate([surface, hem]), strip, _band(ring, len(surface)))
        corners = np.unique(np.concatenate([edges, (edges + 1) % len(ring)]))
        curtain = _curtain(number[ring], edges, corners, len(surface))
        return cls(np.concatenate([surface, hem[corners]]), number[strip], curtain)

    def box(self, where: Placement) -> tuple[Floats, Floats, Floats]:
        """Give ``low, high, origin`` in the axes of the root tile."""
        low, high = self.positions.min(axis=0), self.positions.max(axis=0)
        return low - MARGIN, high + MARGIN, where.shift(low, high)


def _band(ring: npt.NDArray[np.int64], below: int) -> npt.NDArray[np.int64]:
    """Run a strip once round between the ring and its hem, which begins at vertex ``below``."""
    pairs = np.stack([ring, below + np.arange(len(ring))], -1).ravel()
    return np.concatenate([pairs, pairs[:2]])


def _curtain(
    ring: npt.NDArray[np.int64],
    edges: npt.NDArray[np.int64],
    corners: npt.NDArray[np.int64],
    below: int,
) -> npt.NDArray[np.int64]:
    """Hang two triangles from every edge that is there."""
    following = (edges + 1) % len(ring)
    i, j = ring[edges], ring[following]
    under, beyond = (below + np.searchsorted(corners, ends) for ends in (edges, following))
    return np.concatenate([np.column_stack([under, beyond, j]), np.column_stack([under, j, i])])


def _content(mesh: _Mesh, fitted: Lattice | None, origin: Floats, table: PropertyTable) -> bytes:
    """Encode a tile: whole-numbered positions where these are exact enough, else floating ones."""
    positions = mesh.positions - origin if fitted is None else fitted.steps
    pose = Pose(origin) if fitted is None else fitted.placed
    primitives = [
        Primitive(positions, triangles, None, material)
        for triangles, material in ((mesh.ground, GROUND), (mesh.curtain, SKIRT))
    ]
    return write_glb(primitives, table, pose=pose)


def _table(tile: LodTile, relief: Relief) -> PropertyTable:
    cell = max(relief.grid.dx, relief.grid.dy) * 2.0**tile.level
    level, x, y = relief.place(tile)
    return PropertyTable(
        "terrain",
        {
            "id": np.array([f"ground-{level}-{x}-{y}"], dtype=object),
            "level_of_detail": np.full(1, tile.level, np.int32),
            "cell_size": np.full(1, cell),
        },
    )
