"""Lines as they come: those that tell their own height, those that follow the ground, those of no length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    from twin.ground import Ground

__all__ = ["distances", "divided", "laid", "with_heights"]

Shapes = npt.NDArray[Any]

_STRAIGHT = 0.05
"""Places of a laid line this near to the straight line between others are left out [m]."""


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


def laid(shapes: Shapes, depth: npt.NDArray[np.float64], ground: Ground) -> Shapes:
    """Lines with the heights of their axis [m NAP], (n,); those that lack them follow the ground.

    Parameters
    ----------
    shapes
        Single lines or lines of parts, not empty. Those with heights at all their places stay as they are.
    depth
        Depth of the axis of each below the ground [m], (n,).
    ground
        Where it is not known it is that of beside it along the line.

    Returns
    -------
    array
        With places at all corners, and where the ground bends: it is looked at once a cell. Lines without
        any ground or a depth have no heights.
    """
    made = np.array(shapes, object)
    lacking = np.flatnonzero(~with_heights(shapes))
    made[lacking] = shapely.force_2d(made[lacking])
    parts, of_part = shapely.get_parts(made[lacking], return_index=True)
    corners, of_corner = shapely.get_coordinates(parts, return_index=True)
    begin = np.flatnonzero(np.diff(of_corner) == 0)
    pieces: Shapes = np.asarray(shapely.linestrings(np.stack([corners[begin], corners[begin + 1]], axis=1)))
    places, piece = shapely.get_coordinates(divided(pieces, ground.grid.dx), return_index=True)
    part = of_corner[begin][piece]
    line = lacking[of_part[part]]
    levels = ground.along(places, line) - depth[line]
    kept = _bends(places, levels, piece)
    # The end of a piece is the begin of the next one of its part.
    again = (np.diff(part[kept], prepend=-1) == 0) & (np.diff(piece[kept], prepend=-1) > 0)
    kept = kept[~again]
    found, new = np.unique(part[kept], return_inverse=True)
    axes: Shapes = np.asarray(shapely.linestrings(np.column_stack([places[kept], levels[kept]]), indices=new))
    whole, of_axis = np.unique(lacking[of_part[found]], return_inverse=True)
    made[whole] = shapely.multilinestrings(axes, indices=of_axis)
    single = whole[shapely.get_type_id(shapes[whole]) == 1]
    made[single] = shapely.get_geometry(made[single], 0)
    return made


def _bends(
    places: npt.NDArray[np.float64], levels: npt.NDArray[np.float64], piece: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Numbers of the places of straight pieces that their profile cannot do without."""
    along = np.hypot(*(places - places[np.searchsorted(piece, piece)]).T)
    known = np.flatnonzero(np.isfinite(levels))
    profiles = shapely.linestrings(
        np.column_stack([along, levels, np.arange(piece.size)])[known],
        indices=np.unique(piece[known], return_inverse=True)[1],
    )
    thin = shapely.simplify(profiles, _STRAIGHT, preserve_topology=False)
    return shapely.get_coordinates(thin, include_z=True)[:, 2].astype(np.int64)
