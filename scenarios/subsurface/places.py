"""Where two claims meet: a point between them, and a height in what they share or between them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from twin.claims import Claim
from twin.lines import distances

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["place_of"]


def place_of(one: Claim, two: Claim) -> tuple[float, float, float]:
    """Find the place to look at for a pair of claims.

    Parameters
    ----------
    one, two
        Claims.

    Returns
    -------
    tuple of float
        x, y [m, RD New] and height [m NAP]: inside what their outlines share, else halfway where they come
        nearest; on the height that both have, else halfway between them. Of a path, its own height there.
    """
    first, second = one.footprint, two.footprint
    shared = shapely.intersection(first, second) if shapely.intersects(first, second) else None
    if shared is not None and not shared.is_empty:
        point = shapely.point_on_surface(shared)
        x, y = point.x, point.y
    else:
        (x0, y0), (x1, y1) = shapely.get_coordinates(shapely.shortest_line(first, second))
        x, y = (x0 + x1) / 2.0, (y0 + y1) / 2.0
    paths = [height for claim in (one, two) if (height := _on_path(claim.footprint, x, y)) is not None]
    return float(x), float(y), paths[0] if len(paths) == 1 else _between(one, two, paths)


def _on_path(shape: BaseGeometry, x: float, y: float) -> float | None:
    if not shape.has_z or shape.geom_type != "LineString":
        return None
    flat = shapely.force_2d(shape)
    if not flat.length:  # straight down
        return None
    places = shapely.get_coordinates(shape, include_z=True)
    lengths = distances(places)
    along = min(flat.project(shapely.Point(x, y)), float(lengths[-1]))
    # The first step that gets so far and is not straight down.
    k = max(int(np.searchsorted(lengths, along)), int(np.searchsorted(lengths, 0.0, "right")))
    share = (along - lengths[k - 1]) / (lengths[k] - lengths[k - 1])
    return float(places[k - 1, 2] + (places[k, 2] - places[k - 1, 2]) * share)


def _between(one: Claim, two: Claim, paths: list[float]) -> float:
    if paths:
        return sum(paths) / len(paths)
    high, low = min(one.top, two.top), max(one.base, two.base)
    if math.isinf(high):
        grounds = [claim.ground for claim in (one, two) if claim.ground is not None]
        high = max([low, *grounds]) if math.isfinite(low) else max(grounds, default=0.0)
    return high if math.isinf(low) else (high + low) / 2.0
