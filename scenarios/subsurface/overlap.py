"""Volume that two claims share in a year."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

from scenarios.kernels.conflict_layout import YEAR
from twin.claims import Claim

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["overlap_volume"]

_QUARTER, _JOINT = 64, 24  # corners of a quarter of a circle round a point: 1e-4 too small; at ends of lines


def overlap_volume(one: Claim, two: Claim, year: float) -> float | None:
    """Volume that two claims share [m3].

    Parameters
    ----------
    one, two
        Claims, as prisms: footprint and radius between base and top.
    year
        Year in which they are compared; 0 where one of them does not live then.

    Returns
    -------
    float or None
        None where one grows at an unknown rate or since a year that is not told, one is a path with heights,
        or both have no limit in height.

    Notes
    -----
    Two circles share ``r^2 (a - sin a cos a) + R^2 (b - sin b cos b)`` with ``d = r cos a + R cos b``; other
    footprints are intersected as polygons.
    """
    radii = []
    if any(
        claim.footprint.has_z and claim.footprint.geom_type.endswith("LineString") for claim in (one, two)
    ):
        return None
    for claim in (one, two):
        if math.isnan(claim.growth) or (claim.growth and claim.start is None):
            return None
        begin, end = claim.start, claim.end
        if (begin is not None and year < begin) or (end is not None and year >= end):
            return 0.0
        radii.append(claim.radius_after(0.0 if begin is None else (year - begin) * YEAR))
    height = min(one.top, two.top) - max(one.base, two.base)
    if height <= 0.0 or not shapely.dwithin(one.footprint, two.footprint, sum(radii)):
        return 0.0
    if one.footprint.geom_type == two.footprint.geom_type == "Point":
        area = _lens(radii[0], radii[1], one.footprint.distance(two.footprint))
    else:
        shapes = [_wide(claim.footprint, radius) for claim, radius in zip((one, two), radii, strict=True)]
        area = float(shapes[0].intersection(shapes[1]).area)
    if area == 0.0:
        return 0.0
    return area * height if math.isfinite(height) else None


def _wide(shape: BaseGeometry, radius: float) -> BaseGeometry:
    if not radius:
        return shape
    return shape.buffer(radius, _QUARTER if shape.geom_type.endswith("Point") else _JOINT)


def _lens(small: float, large: float, apart: float) -> float:
    """Area that two circles share [m2]."""
    small, large = sorted((small, large))
    if apart >= small + large:
        return 0.0
    if apart <= large - small:
        return math.pi * small**2
    a = math.acos((apart**2 + small**2 - large**2) / (2.0 * apart * small))
    b = math.acos((apart**2 + large**2 - small**2) / (2.0 * apart * large))
    return small**2 * (a - math.sin(a) * math.cos(a)) + large**2 * (b - math.sin(b) * math.cos(b))
