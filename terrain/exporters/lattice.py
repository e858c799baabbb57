"""Positions of a terrain tile as whole steps along the axes of its grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from terrain.exporters.glb import Pose
from terrain.exporters.placement import Placement
from terrain.meshing import LodTile
from twin.grid import GridSpec

__all__ = ["Axes", "Lattice", "axes_of"]

STEPS = 512  # per cell of a tile: 64 cells stay within int16, and half, quarter, ... cells are whole steps
TALL = 32766  # largest step up or down, with one to spare for rounding
FINE = 0.005  # metres: step of the levels where the relief allows it; whole centimetres stay exact
ALLOWED = 0.005  # metres: rounding beyond this is not accepted in full detail
SHARE = 1 / 2000  # of a cell: what coarser tiles may be rounded, far less than what they leave out
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lattice:
    """Whole-numbered positions.

    Parameters
    ----------
    steps
        Shape (n, 3), int16, along east, north and up of the grid.
    placed
        What they mean in the axes of the root tile.
    """

    steps: npt.NDArray[np.int16]
    placed: Pose


@dataclass(frozen=True, slots=True)
class Axes:
    """How the grid lies round the middle of a tile.

    Parameters
    ----------
    size
        Distance between the vertices of the tile along both axes of the grid, shape (2,) [m].
    rotation
        East, north and up of the grid as columns, in the axes of the root tile.
    centre
        The vertex in the middle of the tile at 0 m NAP, in the axes of the root tile [m].
    """

    size: Floats
    rotation: Floats
    centre: Floats

    @property
    def up(self) -> Floats:
        """Unit vector, shape (3,)."""
        return self.rotation[:, 2]

    def fit(self, positions: Floats) -> Lattice | None:
        """Round positions to steps, or return None if that moves one by more than 5 mm.

        In the local frame x and y come out exact. In EPSG:4978 only the curvature of the earth and the
        varying scale of the projection within the tile are rounded off. Tiles with cells of more than 10 m
        may move by a two-thousandth of a cell.

        Parameters
        ----------
        positions
            Shape (n, 3), in the axes of the root tile [m].
        """
        turned = (positions - self.centre) @ self.rotation
        low, high = turned[:, 2].min(), turned[:, 2].max()
        middle = np.round((low + high) / 2 / FINE) * FINE
        scale = np.array([*self.size / STEPS, max(FINE, (high - low) / (2 * TALL))])
        exact = (turned - (0.0, 0.0, middle)) / scale
        steps = np.rint(exact)
        moved = float(np.linalg.norm((steps - exact) * scale, axis=1).max())
        if np.abs(steps).max() > 32767 or moved > max(ALLOWED, SHARE * float(self.size.max())):
            return None
        placed = Pose(self.centre + middle * self.up, self.rotation, scale)
        return Lattice(steps.astype(np.int16), placed)


def axes_of(tile: LodTile, grid: GridSpec, where: Placement) -> Axes:
    """Find how the grid lies in the axes of the root tile, round the middle of a tile.

    Parameters
    ----------
    tile
        Rows and columns of its vertices.
    grid
        The grid.
    where
        Frame of the tileset.
    """
    stride = 1 << tile.level
    row, column = (int(s[0]) + stride * ((len(s) - 1) // 2) for s in (tile.rows, tile.columns))
    x, y = grid.x0 + column * grid.dx, grid.y0 - row * grid.dy
    reach = 16 * stride * max(grid.dx, grid.dy)
    ends = np.array([[x, y, 0.0], [x - reach, y, 0], [x + reach, y, 0], [x, y - reach, 0], [x, y + reach, 0]])
    centre, west, east, south, north = where.local(ends)
    along, across = (east - west) / (2 * reach), (north - south) / (2 * reach)
    size = np.array([np.linalg.norm(along) * grid.dx, np.linalg.norm(across) * grid.dy]) * stride
    forward = along / np.linalg.norm(along)
    upward = np.cross(forward, across)
    upward /= np.linalg.norm(upward)
    return Axes(size, np.column_stack([forward, np.cross(upward, forward), upward]), centre)
