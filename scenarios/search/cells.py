"""Blocks of cells of a twin: the coarser grid that a search looks at."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from twin.grid import GridSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from scenarios.archaeology.digs import GroundAt
    from twin.state import Twin

__all__ = ["Cells", "cells_of", "ground_everywhere"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cells:
    """A coarser grid over a twin.

    Parameters
    ----------
    grid
        Its cells; the last row and column may hang over the twin.
    factor
        Cells of the twin along a side of one.
    ground
        Mean ground level of those of the twin that are known [m NAP], (ny, nx); NaN where none is.
    """

    grid: GridSpec
    factor: int
    ground: Floats

    @property
    def places(self) -> tuple[Floats, Floats]:
        """Centre of every cell, RD New [m], (ny, nx) each."""
        x, y = np.meshgrid(self.grid.x, self.grid.y)
        return x, y

    def mean(self, values: npt.NDArray[Any]) -> Floats:
        """Mean over the cells of the twin in each cell, of those that are known, (ny, nx)."""
        return _blocks(values, self.factor)

    def fine(self, values: npt.NDArray[Any], twin: Twin) -> npt.NDArray[Any]:
        """Values of these cells on the cells of the twin."""
        ny, nx = twin.grid.shape
        return values.repeat(self.factor, 0)[:ny].repeat(self.factor, 1)[:, :nx]

    def share(self, shapes: Sequence[BaseGeometry], within: int = 4) -> Floats:
        """Part of each cell that polygons cover, 0..1, (ny, nx): by ``within`` squared places in it."""
        from rasterio.features import rasterize
        from rasterio.transform import Affine

        shapes = [shape for shape in shapes if not shape.is_empty]
        if not shapes:
            return np.zeros(self.grid.shape)
        left, _, _, top = self.grid.bbox
        step_x, step_y = self.grid.dx / within, self.grid.dy / within
        shape = (self.grid.ny * within, self.grid.nx * within)
        marks = rasterize(
            shapes, shape, transform=Affine(step_x, 0.0, left, 0.0, -step_y, top), dtype="uint8"
        )
        return _blocks(marks, within)

    def inside(self, shape: BaseGeometry) -> npt.NDArray[np.bool_]:
        """Cells whose centre lies in a polygon, (ny, nx)."""
        x, y = self.places
        return np.asarray(shapely.contains_xy(shape, x, y), np.bool_)


def cells_of(twin: Twin, size: float) -> Cells:
    """Take cells of a twin together to cells of about a size [m]."""
    factor = max(1, round(size / twin.grid.dx))
    fine = twin.grid
    nx, ny = math.ceil(fine.nx / factor), math.ceil(fine.ny / factor)
    dx, dy = factor * fine.dx, factor * fine.dy
    left, _, _, top = fine.bbox
    grid = GridSpec(left + dx / 2, top - dy / 2, dx, dy, nx, ny)
    return Cells(grid, factor, _blocks(twin.surface["ground_level"].values, factor))


def ground_everywhere(twin: Twin) -> GroundAt:
    """Ground of a twin at any place: that of the nearest cell where it is known."""
    from scipy.ndimage import distance_transform_edt

    grid, level = twin.grid, twin.surface["ground_level"].values
    if not (known := np.isfinite(level)).all():
        row, column = distance_transform_edt(
            ~known, sampling=(grid.dy, grid.dx), return_distances=False, return_indices=True
        )
        level = level[row, column]

    def ground(x: Floats, y: Floats) -> Floats:
        row, column = grid.index(x, y)
        found = level[np.clip(row, 0, grid.ny - 1), np.clip(column, 0, grid.nx - 1)]
        return np.asarray(found, np.float64)

    return ground


def _blocks(values: npt.NDArray[Any], factor: int) -> Floats:
    """Mean of blocks of cells, of what is known; the last ones are filled with what is not."""
    ny, nx = values.shape
    padded = np.full((math.ceil(ny / factor) * factor, math.ceil(nx / factor) * factor), np.nan)
    padded[:ny, :nx] = values
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Mean of empty slice", RuntimeWarning)
        blocks = padded.reshape(padded.shape[0] // factor, factor, padded.shape[1] // factor, factor)
        return np.asarray(np.nanmean(blocks, axis=(1, 3)), np.float64)
