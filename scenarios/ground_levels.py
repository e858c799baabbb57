"""Ground of the twin inside a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from twin.state import Twin

__all__ = ["ground_within"]


def ground_within(twin: Twin, shape: BaseGeometry) -> npt.NDArray[np.float64]:
    """Known ground levels of the cells with their centre in a shape [m NAP], shape (n,); n may be 0."""
    import shapely

    west, south, east, north = shape.bounds
    x, y = twin.grid.x, twin.grid.y
    columns, rows = np.flatnonzero((x >= west) & (x <= east)), np.flatnonzero((y >= south) & (y <= north))
    inside = shapely.contains_xy(shape, *np.meshgrid(x[columns], y[rows]))
    ground = twin.surface["ground_level"].values[np.ix_(rows, columns)][inside].astype(np.float64)
    return np.asarray(ground[np.isfinite(ground)])
