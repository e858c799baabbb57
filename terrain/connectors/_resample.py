"""From the cells of a file to the cells of the twin: an exact copy when they coincide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from twin.grid import GridSpec

__all__ = ["Patch", "join", "place"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Patch:
    """Part of a raster: values (rows, columns) with the north-west corner and the size of its cells [m]."""

    values: Floats
    left: float
    top: float
    dx: float
    dy: float

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """Affine coefficients from (column, row) to (x, y)."""
        return self.dx, 0.0, self.left, 0.0, -self.dy, self.top


def join(patches: list[Patch]) -> list[Patch]:
    """Put patches that share one lattice together, the first on top, so that no seam is interpolated."""
    first = patches[0]
    if len(patches) == 1 or not all(_same_lattice(first, other) for other in patches):
        return patches
    left, top = min(p.left for p in patches), max(p.top for p in patches)
    right = max(p.left + p.dx * p.values.shape[1] for p in patches)
    bottom = min(p.top - p.dy * p.values.shape[0] for p in patches)
    joined = np.full((round((top - bottom) / first.dy), round((right - left) / first.dx)), np.nan)
    for patch in patches:
        row, column = round((top - patch.top) / patch.dy), round((patch.left - left) / patch.dx)
        target = joined[row : row + patch.values.shape[0], column : column + patch.values.shape[1]]
        np.copyto(target, patch.values, where=np.isnan(target))
    return [Patch(joined, left, top, first.dx, first.dy)]


def _same_lattice(one: Patch, other: Patch) -> bool:
    same_size = np.isclose([one.dx, one.dy], [other.dx, other.dy], rtol=1e-9).all()
    steps = np.array([(other.left - one.left) / one.dx, (other.top - one.top) / one.dy])
    return bool(same_size and np.allclose(steps, np.rint(steps), rtol=0, atol=1e-3))


def place(patch: Patch, grid: GridSpec, *, continuous: bool) -> tuple[Floats, str]:
    """Bring a patch onto the grid.

    Parameters
    ----------
    patch
        Values with NaN for NoData.
    grid
        Where they are wanted.
    continuous
        Quantities are averaged (finer source) or interpolated bilinearly; classes take the commonest (finer
        source) or the nearest.

    Returns
    -------
    tuple
        (ny, nx) float64, NaN where the patch has nothing, and the method in words.
    """
    target = Patch(np.empty((0, 0)), grid.bbox[0], grid.bbox[3], grid.dx, grid.dy)
    if _same_lattice(target, patch):
        return _copy(patch, grid), "copied"
    finer = patch.dx < 0.75 * grid.dx
    method = ("average" if finer else "bilinear") if continuous else ("mode" if finer else "nearest")
    return _warp(patch, grid, method), f"resampled from {patch.dx:g} m ({method})"


def _copy(patch: Patch, grid: GridSpec) -> Floats:
    left, _, _, top = grid.bbox
    row, column = round((top - patch.top) / grid.dy), round((patch.left - left) / grid.dx)
    rows, columns = patch.values.shape
    r0, r1 = max(0, row), min(grid.ny, row + rows)
    c0, c1 = max(0, column), min(grid.nx, column + columns)
    placed = np.full(grid.shape, np.nan)
    if r0 < r1 and c0 < c1:
        placed[r0:r1, c0:c1] = patch.values[r0 - row : r1 - row, c0 - column : c1 - column]
    return placed


def _warp(patch: Patch, grid: GridSpec, method: str) -> Floats:
    from affine import Affine
    from rasterio.enums import Resampling
    from rasterio.warp import reproject

    placed: npt.NDArray[Any] = np.full(grid.shape, np.nan)
    reproject(
        patch.values,
        placed,
        src_transform=Affine(*patch.transform),
        dst_transform=Affine(*grid.transform),
        src_crs=grid.crs,
        dst_crs=grid.crs,
        src_nodata=np.nan,
        dst_nodata=np.nan,
        resampling=Resampling[method],
        num_threads=1,
    )
    return placed
