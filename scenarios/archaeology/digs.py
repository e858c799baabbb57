"""What works dig out of the ground, as pieces with a flat or sloping bottom."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from twin.lines import distances

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["Dig", "GroundAt", "bore", "ground_of", "line_bore", "pit", "trench"]

Floats = npt.NDArray[np.float64]
GroundAt = Callable[[Floats, Floats], Floats]
"""Ground level [m NAP] at places, RD New [m]; NaN where not known."""

_STEP = 10.0  # m: length over which the ground along a trench is taken as straight


@dataclass(frozen=True, slots=True)
class Dig:
    """A piece of ground that is taken out.

    Parameters
    ----------
    shape
        Outline, RD New.
    plane
        Level of its bottom at (x, y): ``plane[0] x + plane[1] y + plane[2]`` [m NAP].
    height
        From the bottom to its roof [m]; infinite where it is open up to the ground.
    ground
        Ground level above it [m NAP].
    share
        Part of the ground within the outline that is taken (piles take little of it), 0..1.
    """

    shape: BaseGeometry
    plane: tuple[float, float, float]
    height: float
    ground: float
    share: float = 1.0

    @property
    def lowest(self) -> float:
        """Lowest level of the bottom [m NAP]."""
        a, b, c = self.plane
        corners = shapely.get_coordinates(self.shape)
        return float((a * corners[:, 0] + b * corners[:, 1] + c).min())


def ground_of(twin: Twin) -> GroundAt:
    """Ground of a twin at places: that of the cell that they lie in."""
    return partial(twin.grid.sample, twin.surface["ground_level"].values)


def pit(shape: BaseGeometry, bottom: float, ground: float, *, share: float = 1.0) -> list[Dig]:
    """Dig a pit with straight sides down to a level [m NAP]."""
    parts = shapely.get_parts(shape).tolist()
    return [Dig(part, (0.0, 0.0, bottom), math.inf, ground, share) for part in parts if part.area > 0.0]


def bore(at: Point, diameter: float, ground: float, base: float) -> list[Dig]:
    """Drill a vertical hole down to a level [m NAP]; a square of the same area stands for its circle."""
    half = 0.25 * math.sqrt(math.pi) * diameter
    return pit(shapely.box(at.x - half, at.y - half, at.x + half, at.y + half), base, ground)


def trench(
    line: LineString, depth: Sequence[float] | Floats, ground: GroundAt, *, width: float, slope: float = 0.0
) -> list[Dig]:
    """Dig a trench along a line, its bottom at a depth below the ground of each corner.

    Parameters
    ----------
    line
        Course, RD New.
    depth
        Of the bottom at each corner of the line [m below ground], (n,).
    ground
        Ground level at places.
    width
        Of the bottom [m].
    slope
        Of both sides, metres aside for a metre up.

    Notes
    -----
    Between corners the bottom goes straight; ground and bottom are taken every 10 m.
    """
    places, deep = _along(line, np.asarray(depth, np.float64))
    level = ground(places[:, 0], places[:, 1])
    digs: list[Dig] = []
    for one in range(len(places) - 1):
        ends, tops = places[one : one + 2], level[one : one + 2]
        if np.isfinite(tops).all():
            bottoms = tops - deep[one : one + 2]
            digs += _section(ends, bottoms, float(tops.mean()), width, slope)
    return digs


def line_bore(
    line: LineString, level: Sequence[float] | Floats, ground: GroundAt, *, diameter: float
) -> list[Dig]:
    """Drill a hole along a line, its axis at a level [m NAP] at each corner (n,).

    A hole with a square profile of the same area stands for the round one.
    """
    side = 0.5 * math.sqrt(math.pi) * diameter
    places, axis = _along(line, np.asarray(level, np.float64))
    above = ground(places[:, 0], places[:, 1])
    digs = []
    for one in range(len(places) - 1):
        ends, levels = places[one : one + 2], axis[one : one + 2] - 0.5 * side
        if np.isfinite(above[one : one + 2]).all() and np.ptp(ends, axis=0).any():
            roof = float(above[one : one + 2].mean())
            digs.append(Dig(_strip(ends, -0.5 * side, 0.5 * side), _plane(ends, levels), side, roof))
    return digs


def _along(line: LineString, values: Floats) -> tuple[Floats, Floats]:
    """Corners of a line with places every 10 m between them, and values there."""
    corners = shapely.get_coordinates(line)
    dense = shapely.get_coordinates(shapely.segmentize(LineString(corners), _STEP))
    return dense, np.interp(distances(dense), distances(corners), values)


def _section(ends: Floats, bottoms: Floats, ground: float, width: float, slope: float) -> list[Dig]:
    """Trench between two places: its bottom, and where they slope its sides up to the ground."""
    if not np.ptp(ends, axis=0).any():
        return []
    half, plane = 0.5 * width, _plane(ends, bottoms)
    digs = [Dig(_strip(ends, -half, half), plane, math.inf, ground)]
    aside = slope * max(ground - float(bottoms.min()), 0.0)
    if aside > 0.0:
        along = (ends[1] - ends[0]) / np.hypot(*(ends[1] - ends[0]))
        left = np.array([-along[1], along[0]])
        for side in (1.0, -1.0):
            near, far = sorted((side * half, side * (half + aside)))
            # The side rises with the distance from the edge of the bottom.
            rise = side * left / slope
            level = plane[2] - float(rise @ ends[0]) - half / slope
            tilted = (plane[0] + float(rise[0]), plane[1] + float(rise[1]), level)
            digs.append(Dig(_strip(ends, near, far), tilted, math.inf, ground))
    return digs


def _strip(ends: Floats, near: float, far: float) -> Polygon:
    """Strip along a segment between two distances to the left of it."""
    along = (ends[1] - ends[0]) / np.hypot(*(ends[1] - ends[0]))
    left = np.array([-along[1], along[0]])
    return Polygon([ends[0] + near * left, ends[1] + near * left, ends[1] + far * left, ends[0] + far * left])


def _plane(ends: Floats, levels: Floats) -> tuple[float, float, float]:
    """Plane through two levels that is level across."""
    step = ends[1] - ends[0]
    slope = (levels[1] - levels[0]) / float(step @ step) * step
    return float(slope[0]), float(slope[1]), float(levels[0] - slope @ ends[0])
