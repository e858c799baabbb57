"""Rows of rectangular buildings along streets, and grids of them in sites."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from terrain.demo.fields import Floats

__all__ = ["Row", "circle_block", "make", "rectangles", "row", "single", "site_grid", "stamp"]

Geometries = npt.NDArray[np.object_]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Row:
    """How houses stand along a street: distance from its axis, frontage, depth, gap [m], houses per row."""

    setback: float
    frontage: Range
    depth: Range
    gap: Range
    per_row: int = 1


def row(street: shapely.LineString, plan: Row, rng: np.random.Generator, side: int = 0) -> Geometries:
    """Rectangles along a street: both sides (0), left (1) or right (-1); gaps between rows."""
    sides = (1, -1) if side == 0 else (side,)
    return np.concatenate([_one_side(street, plan, rng, sign) for sign in sides])


def _one_side(street: shapely.LineString, plan: Row, rng: np.random.Generator, sign: int) -> Geometries:
    count = int(street.length / plan.frontage[0]) + 2
    width = rng.uniform(*plan.frontage, count)
    gap = np.where(np.arange(count) % plan.per_row == 0, rng.uniform(*plan.gap, count), 0.0)
    start = np.cumsum(width + gap) - width + rng.uniform(2.0, 7.0)
    keep = start + width < street.length - 3.0
    start, width = start[keep], width[keep]
    depth = rng.uniform(*plan.depth, start.size) if plan.per_row == 1 else _shared(plan, start.size, rng)
    first = shapely.get_coordinates(shapely.line_interpolate_point(street, start))
    last = shapely.get_coordinates(shapely.line_interpolate_point(street, start + width))
    along = (last - first) / np.maximum(np.hypot(*(last - first).T), 0.1)[:, None]
    across = sign * np.column_stack([-along[:, 1], along[:, 0]])
    front = first + across * plan.setback, first + along * width[:, None] + across * plan.setback
    back = front[1] + across * depth[:, None], front[0] + across * depth[:, None]
    return np.asarray(shapely.polygons(np.round(np.stack([*front, *back], axis=1), 2)))


def _shared(plan: Row, count: int, rng: np.random.Generator) -> Floats:
    """One depth for all houses of a row."""
    return np.repeat(rng.uniform(*plan.depth, count // plan.per_row + 1), plan.per_row)[:count]


def rectangles(centre: Floats, size: Floats, angle: npt.ArrayLike) -> Geometries:
    """Rectangles by centre [m], length and width [m] and angle [radians]; arrays of n rows."""
    turn = np.broadcast_to(np.asarray(angle, float), len(centre))
    u = np.column_stack([np.cos(turn), np.sin(turn)]) * size[:, :1] / 2
    v = np.column_stack([-np.sin(turn), np.cos(turn)]) * size[:, 1:] / 2
    corners = np.stack([centre - u - v, centre + u - v, centre + u + v, centre - u + v], axis=1)
    return np.asarray(shapely.polygons(np.round(corners, 2)))


def site_grid(
    site: BaseGeometry,
    cell: tuple[float, float],
    fill: tuple[float, float],
    angle: float,
    rng: np.random.Generator,
) -> Geometries:
    """Large buildings in a site: one in each plot of a rotated grid, filling a share of it, where it fits."""
    centre = np.asarray(site.centroid.coords[0])
    reach = np.hypot(site.bounds[2] - site.bounds[0], site.bounds[3] - site.bounds[1]) / 2
    i, j = np.meshgrid(np.arange(-reach, reach, cell[0]), np.arange(-reach, reach, cell[1]))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    spots = np.column_stack([i.ravel(), j.ravel()]) @ turn + centre
    share = rng.uniform(*fill, (len(spots), 2))
    made = rectangles(spots, share * np.array(cell), angle)
    shapely.prepare(site)
    return made[shapely.contains(site, made)]


def circle_block(spots: Floats, radius: float) -> Geometries:
    """Round tanks and silos."""
    return np.asarray(shapely.buffer(shapely.points(np.round(spots, 1)), radius, quad_segs=3))


def make(
    shapes: Geometries,
    place: str,
    use: str,
    rng: np.random.Generator,
    *,
    year: Range,
    height: Range,
    dwellings: float,
) -> pd.DataFrame:
    """Table of buildings of one sort: years and heights drawn from ranges, `dwellings` on average."""
    count = len(shapes)
    homes = np.floor(dwellings + rng.random(count)).astype(np.int32)
    return pd.DataFrame(
        {
            "geometry": shapes,
            "place": place,
            "use": use,
            "year": np.round(rng.uniform(*year, count)).astype(np.int32),
            "height": np.round(rng.uniform(*height, count), 1),
            "dwellings": homes,
        }
    )


def stamp(at: tuple[float, float], size: tuple[float, float], angle: float = 0.0) -> Geometries:
    """One rectangle at a place."""
    return rectangles(np.array([at], float), np.array([size], float), angle)


def single(
    shapes: Geometries, place: str, use: str, rng: np.random.Generator, year: int, height: float
) -> pd.DataFrame:
    """Buildings of a known year and height [m] in which nobody lives."""
    return make(shapes, place, use, rng, year=(year, year), height=(height, height), dwellings=0)
