"""Volume that a dig takes out of a body: exact for bottoms that are flat or slope straight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from scenarios.archaeology.bodies import Body
from scenarios.archaeology.digs import Dig

__all__ = ["Taken", "dug_volume", "taken_of"]

Floats = npt.NDArray[np.float64]

_LEAST = 1e-9  # m3: what rounding leaves of a touch


@dataclass(frozen=True, slots=True)
class Taken:
    """What works take of a body.

    Parameters
    ----------
    body
        Its number.
    volume
        Volume [m3].
    area
        Outline in plan of what is dug within it, down to it or not [m2].
    shape
        Where it is taken, RD New.
    """

    body: int
    volume: float
    area: float
    shape: BaseGeometry


def taken_of(digs: Sequence[Dig], bodies: Sequence[Body]) -> list[Taken]:
    """What pieces of works take of each body that they meet, in the order of bodies.

    Pieces of one trench share a corner at bends: that is counted twice, less than a metre of trench each.
    """
    if not digs or not bodies:
        return []
    tree = shapely.STRtree([dig.shape for dig in digs])
    found = []
    for number, body in enumerate(bodies):
        volume, area, parts = 0.0, 0.0, []
        for at in sorted(tree.query(body.shape, predicate="intersects").tolist()):
            dig = digs[at]
            shape = shapely.intersection(dig.shape, body.shape)
            top, base = body.levels(dig.ground)
            taken = dig.share * dug_volume(dig, shape, top, base)
            area += dig.share * shape.area
            if taken > _LEAST:
                volume += taken
                parts.append(shape)
        if area > 0.0:
            found.append(
                Taken(number, volume, area, shapely.union_all(parts) if parts else body.shape.centroid)
            )
    return found


def dug_volume(dig: Dig, shape: BaseGeometry, top: float, base: float) -> float:
    """Volume that a dig takes between two levels within a shape [m3].

    Notes
    -----
    The thickness that is taken changes straight with the level of the bottom, with bends where bottom or roof
    pass a level of the body. The shape is cut along these lines, and a part with a straight thickness counts
    its area times the thickness at its centroid, which is exact.
    """
    roof = min(top, dig.ground)
    if not roof > base:
        return 0.0
    parts = [part for part in shapely.get_parts(shape).tolist() if part.area > 0.0]
    bends = [level for level in (base, roof) if math.isfinite(level)]
    if math.isfinite(dig.height):
        bends += [level - dig.height for level in bends]
    for level in bends:
        parts = [piece for part in parts for piece in _cut(part, dig.plane, level)]
    whole = 0.0
    for part in parts:
        centre = part.centroid
        floor = dig.plane[0] * centre.x + dig.plane[1] * centre.y + dig.plane[2]
        whole += part.area * max(min(roof, floor + dig.height) - max(base, floor), 0.0)
    return whole


def _cut(part: Polygon, plane: tuple[float, float, float], level: float) -> list[Polygon]:
    """Cut a part along the line where a plane passes a level."""
    a, b, c = plane
    corners = shapely.get_coordinates(part)
    heights = a * corners[:, 0] + b * corners[:, 1] + c - level
    if heights.min() >= 0.0 or heights.max() <= 0.0:
        return [part]
    steep = math.hypot(a, b)
    up = np.array([a, b]) / steep
    middle = corners.mean(axis=0)
    foot = middle - up * ((a * middle[0] + b * middle[1] + c - level) / steep)
    far = 2.0 * float(np.hypot(*np.ptp(corners, axis=0))) + 1.0
    aside = far * np.array([-up[1], up[0]])
    above = Polygon([foot - aside, foot + aside, foot + aside + far * up, foot - aside + far * up])
    pieces = [shapely.intersection(part, above), shapely.difference(part, above)]
    return [one for piece in pieces for one in shapely.get_parts(piece).tolist() if one.area > 0.0]
