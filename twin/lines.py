"""Lines as they come: those that tell their own height, those of no length, and how far along places lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["distances", "divided", "with_heights"]

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


def distances(places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Distance in plan along a line [m] of each of its places (n, 2 or 3), (n,).

    Examples
    --------
    >>> distances(np.array([[0.0, 0.0], [3.0, 4.0], [3.0, 5.0]])).tolist()
    [0.0, 5.0, 6.0]
    """
    return np.append(0.0, np.cumsum(np.hypot(*np.diff(places[:, :2], axis=0).T)))


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
