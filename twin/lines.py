"""Lines as they come: those that tell their own height, and those of no length."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["divided", "with_heights"]

Shapes = npt.NDArray[Any]


def with_heights(shapes: Shapes) -> npt.NDArray[np.bool_]:
    """Geometries all of whose places have a height, (n,); one place without it says nothing of where it lies.

    Examples
    --------
    >>> from shapely import LineString
    >>> lines = [LineString([(0, 0, 1), (1, 0, z)]) for z in (2.0, float("nan"))]
    >>> with_heights(np.array([*lines, LineString([(0, 0), (1, 0)])])).tolist()
    [True, False, False]
    """
    places, of = shapely.get_coordinates(shapes, include_z=True, return_index=True)
    lost = np.bincount(of, np.isnan(places[:, 2]), len(shapes))
    return np.asarray(shapely.has_z(shapes) & (lost == 0.0))


def divided(lines: Shapes, step: float) -> Shapes:
    """Single lines with places at most ``step`` metres apart, (n,); lines of no length stay as they are.

    Examples
    --------
    >>> from shapely import LineString
    >>> found = divided(np.array([LineString([(0, 0), (4, 0)]), LineString([(1, 1), (1, 1)])]), 2.0)
    >>> shapely.get_num_points(found).tolist()
    [3, 2]
    """
    long = shapely.length(lines) > 0.0  # GEOS refuses the others
    made = np.array(lines, object)
    made[long] = shapely.segmentize(made[long], step)
    return made
