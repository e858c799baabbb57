"""Land of the water-level areas of a twin: which cells they hold, and how high that land lies."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["FLOODED", "area_grounds", "highest_level", "land_level", "land_of_areas"]

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

FLOODED = 0.05
"""Part of the land of an area that may lie below its level before the level is refused."""


_GROUNDS: WeakKeyDictionary[Twin, tuple[Floats, ...]] = WeakKeyDictionary()


def land_of_areas(twin: Twin) -> tuple[Indices, Flags]:
    """Number of the water-level area of each cell, -1 for none, and which cells are land in one; (ny, nx)."""
    from affine import Affine
    from rasterio.features import rasterize

    shapes = [
        (shape, at)
        for at, shape in enumerate(twin.features["peilgebieden"].geometry)
        if shape is not None and not shape.is_empty
    ]
    number = rasterize(
        shapes[::-1],
        out_shape=twin.grid.shape,
        fill=-1,
        transform=Affine(*twin.grid.transform),
        dtype="int32",
    )
    land = number >= 0
    if "permanent_water" in twin.surface:
        land &= twin.surface["permanent_water"].values == 0
    return number, land


def land_level(twin: Twin, land: Flags, passed: Flags) -> Floats:
    """Level of the land in each cell [m NAP], (ny, nx), without the ditches in it.

    Parameters
    ----------
    twin
        The twin.
    land
        Cells of land, (ny, nx).
    passed
        Cells through which a ditch passes, (ny, nx).

    Notes
    -----
    The ground of a cell that a ditch passes is a mean of land and ditch. Such a cell has the median of the
    cells around it that are land without a ditch, where that is higher.
    """
    ground = twin.surface["ground_level"].values.astype(np.float64)
    row, column = np.nonzero(land & passed)
    dry = np.pad(np.where(land & ~passed, ground, np.nan), 1, constant_values=np.nan)
    around = np.stack([dry[row + r, column + c] for r in range(3) for c in range(3)])
    around.sort(axis=0)
    middle = np.maximum(np.isfinite(around).sum(axis=0) - 1, 0) // 2
    own, beside = ground[row, column], around[middle, np.arange(row.size)]
    ground[row, column] = np.where(np.isnan(own), own, np.fmax(own, beside))
    return ground


def area_grounds(twin: Twin) -> tuple[Floats, ...]:
    """Levels of the land of each water-level area [m NAP], in the order of the twin.

    What is not known is left out, so an area without land in the twin has none. They are kept for as long as
    the twin is: what is asked of it is checked more than once.
    """
    from scenarios.polders.widths import ditch_cells

    if (kept := _GROUNDS.get(twin)) is not None:
        return kept
    number, land = land_of_areas(twin)
    ground = land_level(twin, land, ditch_cells(twin))
    known = land & np.isfinite(ground)
    area, level = number[known], ground[known]
    order = np.argsort(area, kind="stable")
    bounds = np.searchsorted(area[order], np.arange(len(twin.features["peilgebieden"]) + 1))
    level = level[order]
    found = tuple(level[low:high] for low, high in pairwise(bounds))
    _GROUNDS[twin] = found
    return found


def highest_level(ground: Floats) -> float:
    """Highest ditch level that an area may have [m NAP]: `FLOODED` of its land, and no more, lies below it.

    Parameters
    ----------
    ground
        Levels of its land [m NAP], in any order, as `area_grounds` gives them.

    Examples
    --------
    >>> highest_level(np.arange(100.0))
    5.0
    >>> highest_level(np.array([]))
    nan
    """
    if not ground.size:
        return float("nan")
    number = int(FLOODED * ground.size)
    return float(np.partition(ground, number)[number])
