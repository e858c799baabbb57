"""Boreholes and tests as cylinders in the colours of the soils that they pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from terrain.exporters.columns import numbers, shapes
from terrain.exporters.geometry import cylinders
from terrain.exporters.glb import Material
from terrain.exporters.layers import Part
from terrain.subsurface.intervals import intervals_of
from twin.vocabulary import LITHOCLASS

if TYPE_CHECKING:
    import geopandas as gpd

    from terrain.exporters.ground import Ground

__all__ = ["boreholes"]

RADIUS = 1.5  # metres: a hole drawn at its own 0.1 m could not be seen
PLAIN = Material("borehole", "#57534e")
_THIN = 0.6  # of the radius, where no soil is told


def boreholes(table: gpd.GeoDataFrame, ground: Ground) -> list[Part]:
    """Draw each interval as a cylinder of its lithoclass, and a thin one over the whole hole.

    What has no intervals, or gaps between them, shows the thin one.
    """
    x, y = shapely.get_coordinates(shapely.centroid(shapes(table))).T
    top = numbers(table, "ground_level", ground.at(x, y))
    base = np.minimum(numbers(table, "base_level", top - 10), top - 0.5)
    parts = [Part(PLAIN, cylinders(x, y, base, top + 1, _THIN * RADIUS, np.arange(len(table)), 6))]
    found = [
        (row, interval)
        for row, told in enumerate(table.to_dict("records"))
        for interval in intervals_of(told)
        if interval.lithology in LITHOCLASS and interval.top > interval.base
    ]
    for code, entry in LITHOCLASS.items():
        these = [(row, interval.top, interval.base) for row, interval in found if interval.lithology == code]
        if these:
            rows = np.array([row for row, _, _ in these], np.int64)
            high, low = (np.array([each[at] for each in these]) for at in (1, 2))
            parts.append(
                Part(
                    Material(entry.key, entry.color), cylinders(x[rows], y[rows], low, high, RADIUS, rows, 8)
                )
            )
    return parts
