"""Raster building blocks of the demo: smooth noise, masks and distances on a grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
import rasterio.features
import shapely
from affine import Affine
from scipy import ndimage, sparse
from shapely.geometry.base import BaseGeometry

from terrain.demo.plan import BBOX, SEED
from twin.grid import GridSpec

__all__ = ["Floats", "Mask", "burn", "distance", "far_distance", "mask", "noise", "smoothstep"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def smoothstep(low: float, high: float, value: npt.ArrayLike) -> Floats:
    """0 below `low`, 1 above `high`, smooth in between."""
    t = np.clip((np.asarray(value, float) - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def _weights(at: Floats, origin: float, step: float) -> sparse.csr_array:
    """Cubic B-spline weights of lattice nodes for positions `at`."""
    position = (at - origin) / step
    left = np.floor(position).astype(int)
    t = position - left
    basis = np.array([(1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3]) / 6
    rows = np.tile(np.arange(at.size), 4)
    columns = np.concatenate([left - 1 + k for k in range(4)])
    return sparse.csr_array((basis.ravel(), (rows, columns)), shape=(at.size, int(columns.max()) + 1))


def noise(grid: GridSpec, wavelength: float, stream: int) -> Floats:
    """Smooth random field, about N(0, 1), the same ground whatever the cell size.

    Parameters
    ----------
    grid
        Grid whose cell centres are asked for.
    wavelength
        Distance between lattice nodes [m]; bumps are about twice as wide.
    stream
        Number of the field: another number, another field.
    """
    rng = np.random.Generator(np.random.PCG64([SEED, stream]))
    size = [int((BBOX[k + 2] - BBOX[k]) / wavelength) + 8 for k in (1, 0)]
    lattice = rng.standard_normal(size)
    rows = _weights(grid.y, BBOX[1] - 2 * wavelength, wavelength)
    columns = _weights(grid.x, BBOX[0] - 2 * wavelength, wavelength)
    field = rows @ lattice[: rows.shape[1], : columns.shape[1]] @ columns.T
    return cast(Floats, 2.0 * field)


def burn(
    grid: GridSpec,
    shapes: Sequence[tuple[BaseGeometry, float]],
    *,
    touched: bool = False,
    dtype: str = "int16",
) -> npt.NDArray[np.int16]:
    """Value of the last shape that covers each cell centre (or is touched by it), 0 elsewhere."""
    if not shapes:
        return np.zeros(grid.shape, dtype)
    raster = rasterio.features.rasterize(
        shapes, grid.shape, transform=Affine(*grid.transform), all_touched=touched, dtype=dtype
    )
    return cast("npt.NDArray[np.int16]", raster)


def mask(grid: GridSpec, *shapes: BaseGeometry, touched: bool = False) -> Mask:
    """Cells whose centre lies in one of the shapes (or that a shape touches)."""
    return burn(grid, [(shape, 1) for shape in shapes if not shape.is_empty], touched=touched) > 0


def distance(grid: GridSpec, shape: BaseGeometry, reach: float) -> Floats:
    """Exact distance from cell centres to a shape [m] where it is below `reach`, infinite elsewhere."""
    found = np.full(grid.shape, np.inf)
    near = np.nonzero(mask(grid, shape.buffer(reach, quad_segs=4), touched=True))
    shapely.prepare(shape)
    found[near] = shapely.distance(shapely.points(grid.x[near[1]], grid.y[near[0]]), shape)
    found[found > reach] = np.inf
    return found


def far_distance(grid: GridSpec, inside: Mask) -> Floats:
    """Distance from every cell to the nearest cell of a mask [m]."""
    return cast(Floats, ndimage.distance_transform_edt(~inside, sampling=(grid.dy, grid.dx)))
