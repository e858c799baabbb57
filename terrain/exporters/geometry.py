"""Bodies made from footprints, lines and points: prisms, tubes, ribbons, embankments and draped sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from mapbox_earcut import triangulate_float64

from terrain.exporters.ground import Ground
from twin.lines import divided

__all__ = ["Mesh", "cylinders", "drape", "embankments", "merge", "paths", "prisms", "ribbons", "tubes"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Geometries = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Mesh:
    """Triangles in RD + NAP.

    Parameters
    ----------
    positions
        Shape (n, 3): x, y, z [m].
    triangles
        Shape (m, 3), counter-clockwise seen from outside or from above.
    features
        Shape (n,): row of the feature table that each vertex belongs to.
    """

    positions: Floats
    triangles: Integers
    features: Integers

    @classmethod
    def empty(cls) -> Mesh:
        """Make a mesh without triangles."""
        return cls(np.empty((0, 3)), np.empty((0, 3), np.int64), np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class Paths:
    """Many polylines laid end to end.

    Parameters
    ----------
    points
        Shape (n, 2): x, y [m].
    starts
        Shape (k + 1,): where each line begins; the last entry is n.
    features
        Shape (k,): row of the feature table of each line.
    heights
        Shape (n,): of the points [m NAP]; NaN where the lines have none.
    """

    points: Floats
    starts: Integers
    features: Integers
    heights: Floats

    @property
    def line(self) -> Integers:
        """Which line each point belongs to, shape (n,)."""
        return np.repeat(np.arange(len(self.features)), np.diff(self.starts))

    @property
    def segments(self) -> Integers:
        """First point of every segment, shape (s,)."""
        first = np.ones(len(self.points), bool)
        first[self.starts[1:] - 1] = False
        return np.flatnonzero(first)

    def tangents(self) -> Floats:
        """Unit direction at every point: the mean of the segments that meet there, shape (n, 2)."""
        step = np.zeros_like(self.points)
        segments = self.segments
        delta = self.points[segments + 1] - self.points[segments]
        delta /= np.maximum(np.hypot(*delta.T), 1e-9)[:, None]
        np.add.at(step, segments, delta)
        np.add.at(step, segments + 1, delta)
        tangents: Floats = step / np.maximum(np.hypot(*step.T), 1e-9)[:, None]
        return tangents

    def normals(self) -> Floats:
        """Vector to the left at every point, as long as a mitre needs (at most 2), shape (n, 2)."""
        tangent = self.tangents()
        left = np.column_stack([-tangent[:, 1], tangent[:, 0]])
        segments = self.segments
        delta = self.points[segments + 1] - self.points[segments]
        delta /= np.maximum(np.hypot(*delta.T), 1e-9)[:, None]
        cosine = np.ones(len(left))
        cosine[segments] = np.abs((delta * tangent[segments]).sum(axis=1))
        normals: Floats = left / np.maximum(cosine, 0.5)[:, None]
        return normals


def merge(meshes: Sequence[Mesh]) -> Mesh:
    """Lay meshes together; rows of the feature table keep their numbers."""
    if not meshes:
        return Mesh.empty()
    shifts = np.cumsum([0, *(len(mesh.positions) for mesh in meshes[:-1])])
    return Mesh(
        np.concatenate([mesh.positions for mesh in meshes]),
        np.concatenate([mesh.triangles + shift for mesh, shift in zip(meshes, shifts, strict=True)]),
        np.concatenate([mesh.features for mesh in meshes]),
    )


def paths(lines: Geometries, features: Integers, step: float | None = None) -> Paths:
    """Break lines into points at most ``step`` metres apart; parts of multi-lines become lines."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    parts = parts if step is None else divided(parts, step)
    places, part = shapely.get_coordinates(parts, include_z=True, return_index=True)
    points = places[:, :2]
    repeated = np.zeros(len(points), bool)
    repeated[1:] = (part[1:] == part[:-1]) & (np.abs(np.diff(points, axis=0)).max(axis=1) < 1e-3)
    places, part = places[~repeated], part[~repeated]
    counts = np.bincount(part, minlength=len(parts))
    usable = counts >= 2
    keep = usable[part]
    starts = np.concatenate([[0], np.cumsum(counts[usable])])
    rows = np.asarray(features)[owner[usable]].astype(np.int64)
    return Paths(places[keep, :2], starts.astype(np.int64), rows, places[keep, 2])


def prisms(polygons: Geometries, base: npt.ArrayLike, top: npt.ArrayLike, features: Integers) -> Mesh:
    """Extrude polygons between two levels into closed bodies.

    Parameters
    ----------
    polygons
        Polygons or multipolygons, shape (k,).
    base, top
        Levels of the bottom and the top [m NAP], scalar or shape (k,).
    features
        Row of the feature table of each polygon, shape (k,).
    """
    base, top = np.broadcast_to(base, len(polygons)), np.broadcast_to(top, len(polygons))
    flat, faces, walls, owner = _outlines(polygons)
    n = len(flat)
    positions = np.empty((2 * n, 3))
    positions[:n, :2] = positions[n:, :2] = flat
    positions[:n, 2], positions[n:, 2] = base[owner], top[owner]
    i, j = walls.T
    triangles = np.concatenate(
        [faces[:, ::-1], faces + n, np.column_stack([i, j, j + n]), np.column_stack([i, j + n, i + n])]
    )
    rows = np.asarray(features)[owner].astype(np.int64)
    return Mesh(positions, triangles, np.concatenate([rows, rows]))


def _outlines(polygons: Geometries) -> tuple[Floats, Integers, Integers, Integers]:
    """Corners without the closing one, triangles facing up, outward edges, and the owner of each corner."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    kept = shapely.area(parts) > 0
    parts, owner = shapely.orient_polygons(parts[kept]), owner[kept]
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    last = np.ones(len(points), bool)
    last[:-1] = ring[1:] != ring[:-1]
    flat, ring = points[~last], ring[~last]
    ends = np.cumsum(np.bincount(ring, minlength=len(rings)))
    following = np.arange(1, len(flat) + 1)
    following[ends - 1] = np.concatenate([[0], ends[:-1]])
    walls = np.column_stack([np.arange(len(flat)), following])
    return flat, _faces(flat, ends, part), walls, owner[part[ring]]


def _faces(flat: Floats, ends: Integers, part: Integers) -> Integers:
    """Triangulate every polygon by ear clipping and turn the triangles upward."""
    last_ring = np.searchsorted(part, np.arange(part[-1] + 1 if len(part) else 0), side="right")
    pieces, ring, start = [np.empty(0, np.int64)], 0, 0
    for stop in last_ring.tolist():
        polygon_ends = ends[ring:stop]
        corners = flat[start : polygon_ends[-1]]
        found = triangulate_float64(corners - corners[0], (polygon_ends - start).astype(np.uint32))
        pieces.append(found.astype(np.int64) + start)
        ring, start = stop, int(polygon_ends[-1])
    triangles = np.concatenate(pieces).reshape(-1, 3)
    a, b, c = flat[triangles[:, 0]], flat[triangles[:, 1]], flat[triangles[:, 2]]
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    triangles[area < 0] = triangles[area < 0][:, ::-1]
    kept: Integers = triangles[area != 0]
    return kept


def drape(polygons: Geometries, ground: Ground, lift: float, features: Integers, cell: float) -> Mesh:
    """Lay polygons over the ground as sheets, cut into squares of ``cell`` metres so that they follow it."""
    pieces, owner = _cut(polygons, cell)
    flat, faces, _, piece = _outlines(pieces)
    positions = np.column_stack([flat, ground.at(flat[:, 0], flat[:, 1]) + lift])
    return Mesh(positions, faces, np.asarray(features)[owner[piece]].astype(np.int64))


def _cut(polygons: Geometries, cell: float) -> tuple[Geometries, Integers]:
    """Intersect polygons with a square lattice; only polygonal pieces stay."""
    x0, y0, x1, y1 = shapely.total_bounds(polygons)
    columns = np.arange(np.floor(x0 / cell), np.ceil(x1 / cell)) * cell
    rows = np.arange(np.floor(y0 / cell), np.ceil(y1 / cell)) * cell
    left, low = (mesh.ravel() for mesh in np.meshgrid(columns, rows))
    squares = shapely.box(left, low, left + cell, low + cell)
    owner, square = shapely.STRtree(squares).query(polygons, predicate="intersects")
    pieces = shapely.intersection(polygons[owner], squares[square])
    parts, piece = shapely.get_parts(pieces, return_index=True)
    polygonal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return parts[polygonal], owner[piece[polygonal]]


def ribbons(lines: Paths, half_width: npt.ArrayLike, left_z: Floats, right_z: Floats) -> Mesh:
    """Widen lines into flat strips.

    Parameters
    ----------
    lines
        The centre lines.
    half_width
        Half the width of each line [m], scalar or shape (k,).
    left_z, right_z
        Level of the left and the right edge at every point [m NAP], shape (n,).
    """
    left, right = sides(lines, half_width)
    positions = np.concatenate([np.column_stack([left, left_z]), np.column_stack([right, right_z])])
    i, n = lines.segments, len(lines.points)
    triangles = np.concatenate(
        [np.column_stack([i + n, i + n + 1, i + 1]), np.column_stack([i + n, i + 1, i])]
    )
    rows = lines.features[lines.line]
    return Mesh(positions, triangles, np.concatenate([rows, rows]))


def sides(lines: Paths, half_width: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Points to the left and to the right of every point of the lines, each shape (n, 2)."""
    offset = lines.normals() * np.broadcast_to(half_width, len(lines.features))[lines.line][:, None]
    return lines.points + offset, lines.points - offset


def embankments(lines: Paths, crest: Floats, half_width: float, slope: float, toe: Floats) -> Mesh:
    """Build trapezoid bodies along lines, their crest exactly at its level.

    Parameters
    ----------
    lines
        Crest lines.
    crest
        Crest level at every point [m NAP], shape (n,).
    half_width
        Half the width of the crest [m].
    slope
        Horizontal metres per metre of height of both slopes.
    toe
        Level of the toes at every point [m NAP], shape (n,), below the crest.
    """
    n = len(lines.points)
    normal = lines.normals()
    reach = (half_width + slope * (crest - toe))[:, None]
    corners = (normal * reach, normal * half_width, -normal * half_width, -normal * reach)
    levels = (toe, crest, crest, toe)
    positions = np.concatenate(
        [np.column_stack([lines.points + xy, z]) for xy, z in zip(corners, levels, strict=True)]
    )
    i = lines.segments
    quads = [
        np.column_stack([k * n + i, (k + 1) % 4 * n + i, (k + 1) % 4 * n + i + 1, k * n + i + 1])
        for k in range(4)
    ]
    faces = np.concatenate(quads)
    first, last = lines.starts[:-1], lines.starts[1:] - 1
    caps = [
        np.column_stack([first, first + 3 * n, first + 2 * n, first + n]),
        np.column_stack([last, last + n, last + 2 * n, last + 3 * n]),
    ]
    faces = np.concatenate([faces, *caps])
    triangles = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    return Mesh(positions, triangles, np.tile(lines.features[lines.line], 4))


def tubes(
    points: Floats, starts: Integers, radius: npt.ArrayLike, features: Integers, count: int = 6
) -> Mesh:
    """Sweep a regular polygon along lines in space, closed at both ends.

    Parameters
    ----------
    points
        Shape (n, 3): x, y, z [m].
    starts
        Shape (k + 1,): where each line begins.
    radius
        Radius of each line [m], scalar or shape (k,).
    features
        Row of the feature table of each line, shape (k,).
    count
        Number of sides.
    """
    n = len(points)
    line = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    side, up = _cross_section(points, starts)
    angle = 2 * np.pi * np.arange(count) / count
    size = np.broadcast_to(radius, len(starts) - 1)[line]
    ring = side[:, None] * np.cos(angle)[:, None] + up[:, None] * np.sin(angle)[:, None]
    positions = (points[:, None] + ring * size[:, None, None]).reshape(-1, 3)
    inner = np.ones(n, bool)
    inner[starts[1:] - 1] = False
    i = np.flatnonzero(inner)[:, None] * count
    k, following = np.arange(count), (np.arange(count) + 1) % count
    a, b, c, d = i + k, i + following, i + count + following, i + count + k
    body = np.concatenate([np.stack([a, d, c], -1).reshape(-1, 3), np.stack([a, c, b], -1).reshape(-1, 3)])
    fan = np.column_stack([np.zeros(count - 2, np.int64), k[1:-1], k[2:]])
    first = (starts[:-1, None, None] * count + fan).reshape(-1, 3)
    last = ((starts[1:, None, None] - 1) * count + fan[:, ::-1]).reshape(-1, 3)
    triangles = np.concatenate([body, first, last]).astype(np.int64)
    return Mesh(positions, triangles, np.repeat(np.asarray(features)[line], count).astype(np.int64))


def _cross_section(points: Floats, starts: Integers) -> tuple[Floats, Floats]:
    """Two unit vectors across the line at every point, the second one upward where it can be."""
    forward = np.diff(points, axis=0, append=points[-1:])
    forward[starts[1:] - 1] = 0.0
    unit = forward / np.maximum(np.linalg.norm(forward, axis=1), 1e-9)[:, None]
    direction = unit.copy()
    direction[1:] += unit[:-1]
    direction /= np.maximum(np.linalg.norm(direction, axis=1), 1e-9)[:, None]
    side = np.cross(direction, _aside(points, starts, direction))
    side /= np.maximum(np.linalg.norm(side, axis=1), 1e-9)[:, None]
    return side, np.cross(side, direction)


def _aside(points: Floats, starts: Integers, direction: Floats) -> Floats:
    """Pick one axis per line that the line is nowhere parallel to, so that its tube does not twist."""
    steep = np.maximum.reduceat(np.abs(direction[:, 2]), starts[:-1]) > 0.95
    reach = np.abs(points[starts[1:] - 1] - points[starts[:-1]])
    level = np.where((reach[:, 0] >= reach[:, 1])[:, None], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0])
    axis = np.where(steep[:, None], level, [0.0, 0.0, 1.0])
    return np.repeat(axis, np.diff(starts), axis=0)


def cylinders(
    x: Floats,
    y: Floats,
    base: npt.ArrayLike,
    top: npt.ArrayLike,
    radius: npt.ArrayLike,
    features: Integers,
    count: int = 12,
) -> Mesh:
    """Stand closed cylinders on points, between two levels [m NAP]; all shapes (k,) or scalar."""
    k = len(x)
    points = np.empty((2 * k, 3))
    points[:, 0], points[:, 1] = np.repeat(x, 2), np.repeat(y, 2)
    points[::2, 2], points[1::2, 2] = np.broadcast_to(base, k), np.broadcast_to(top, k)
    return tubes(points, 2 * np.arange(k + 1), radius, features, count)
