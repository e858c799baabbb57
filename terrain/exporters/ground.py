"""The level of the ground between cell centres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.grid import GridSpec

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["Ground"]


class Ground:
    """Ground level on the triangles of the terrain mesh in full detail: what lies on it does not sink in.

    Holes take the level of the nearest known cell, points outside that of the edge.

    Parameters
    ----------
    grid
        The grid of the levels.
    level
        Ground level [m NAP], shape (ny, nx), NaN where unknown.
    water
        Whether a cell is open water, shape (ny, nx); nowhere by default.
    """

    def __init__(
        self,
        grid: GridSpec,
        level: npt.NDArray[np.floating],
        water: npt.NDArray[np.bool_] | None = None,
    ) -> None:
        self.grid = grid
        self._level = _filled(np.asarray(level, np.float64))
        self._water = np.zeros(grid.shape, bool) if water is None else water

    @classmethod
    def of(cls, twin: Twin) -> Ground:
        """Take the ground of a twin, and its sea and permanent water where it says so."""
        marks = [twin.surface[name].values > 0 for name in ("sea", "permanent_water") if name in twin.surface]
        water = np.logical_or.reduce(marks) if marks else None
        return cls(twin.grid, twin.surface["ground_level"].values, water)

    def wet(self, x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether points lie in open water, same shape as ``x`` and ``y``."""
        row, column = self.grid.index(x, y)
        inside: npt.NDArray[np.bool_] = self._water[
            np.clip(row, 0, self.grid.ny - 1), np.clip(column, 0, self.grid.nx - 1)
        ]
        return inside

    def at(self, x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Ground level at points [m NAP], same shape as ``x`` and ``y``."""
        grid = self.grid
        column = np.clip((np.asarray(x, float) - grid.x0) / grid.dx, 0, grid.nx - 1)
        row = np.clip((grid.y0 - np.asarray(y, float)) / grid.dy, 0, grid.ny - 1)
        c = np.minimum(column.astype(np.int64), max(grid.nx - 2, 0))
        r = np.minimum(row.astype(np.int64), max(grid.ny - 2, 0))
        right, below = np.minimum(c + 1, grid.nx - 1), np.minimum(r + 1, grid.ny - 1)
        u, v = column - c, row - r
        z = self._level
        nw, ne, sw, se = z[r, c], z[r, right], z[below, c], z[below, right]
        north_west = nw + u * (ne - nw) + v * (sw - nw)
        south_east = se + (1 - u) * (sw - se) + (1 - v) * (ne - se)
        level: npt.NDArray[np.float64] = np.where(u + v <= 1, north_west, south_east)
        return level


def _filled(level: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    known = np.isfinite(level)
    if known.all():
        return level
    if not known.any():
        return np.zeros_like(level)
    from scipy.ndimage import distance_transform_edt

    nearest = distance_transform_edt(~known, return_distances=False, return_indices=True)
    filled: npt.NDArray[np.float64] = level[tuple(nearest)]
    return filled
