"""The largest polygon or line of what a geometry operation leaves."""

from __future__ import annotations

import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

__all__ = ["largest_line", "largest_polygon"]


def largest_polygon(shape: BaseGeometry) -> Polygon:
    """Largest polygon among the parts; ValueError when there is none."""
    return max(
        (part for part in shapely.get_parts(shape) if isinstance(part, Polygon)), key=lambda part: part.area
    )


def largest_line(shape: BaseGeometry) -> LineString:
    """Longest line among the parts; ValueError when there is none."""
    lines = [part for part in shapely.get_parts(shape) if isinstance(part, LineString)]
    return max(lines, key=lambda part: part.length)
