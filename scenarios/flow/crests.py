"""Dikes, quays, roads and railways as sills on the faces between cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.domain import Faces
from scenarios.kernels.lattice_path import path_shares, step_count, trace_paths
from terrain.rasterise import one_level_each
from twin.errors import InvalidInputError, Problem
from twin.grid import GridSpec

__all__ = ["CrestPath", "Crests", "crest_faces"]

Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]
Array = npt.NDArray[Any]

_MARGIN = 2.0  # cells outside the grid at which lines are cut off
_SNAP = float(1 << 20)  # parts of a cell: ends that touch within a millionth of a cell meet


@dataclass(frozen=True, slots=True)
class CrestPath:
    """The faces of one line, in the order of the line.

    Parameters
    ----------
    entry
        Place of each face in `Crests.faces`, int32, shape (n,). A line may pass a face twice, and a face of
        several lines is one entry.
    distance
        Distance along the line where it crosses the face [m], float64, ascending.
    position
        Metres of crest before the face, float64, ascending: `position` to ``position + length`` is its own.
    length
        Metres of crest over the face, float64, >= 0 (0: a jut that is no part of the course).
    sill
        Crest of the line itself there [m NAP], float32 (the entry holds the highest of all lines).
    """

    entry: Integers
    distance: Doubles
    position: Doubles
    length: Doubles
    sill: npt.NDArray[np.float32]

    def position_at(self, distance: float) -> float:
        """Metres of crest before a distance along the line [m]; NaN where the line has no faces."""
        course = self.length > 0
        if not course.any():
            return float("nan")
        middle = self.position[course] + self.length[course] / 2
        return float(np.interp(distance, self.distance[course], middle))


@dataclass(frozen=True, slots=True)
class Crests:
    """Sills of lines, each face once, and the way that each line goes over them.

    Parameters
    ----------
    faces
        All faces with a crest: the highest where several lines share one.
    line
        Number of the line whose crest stands on each face, int32.
    paths
        The faces of each line, as many as there were lines (a line outside the grid has none).
    """

    faces: Faces
    line: Integers
    paths: tuple[CrestPath, ...]


def crest_faces(
    geometries: Iterable[Any], levels: Sequence[Any] | npt.NDArray[Any], grid: GridSpec
) -> Crests:
    """Put lines with a crest on the faces between cells, water-tight at any angle.

    Each line is snapped to a path along cell corners; the crest is the sill of each face of the path. Shares
    times face lengths add up to the true length of the line, so that water passes over a slanting dike of
    100 m as over 100 m. Ends that touch a line join it; closed rings stay closed.

    Parameters
    ----------
    geometries
        Lines (also of several parts) in RD New [m]; None and empty ones have no faces.
    levels
        For each line its crest [m NAP]: one number, or one number for each vertex (straight in between; where
        a vertex lies lower than the crossing of its face, the vertex counts). NaN: no crest there.
    grid
        Grid of the cells; what lies outside it is left out, and faces on its outer edge too.

    Returns
    -------
    Crests
        Faces with ``weir`` set and cells on both sides, sorted by axis, row and column.

    Raises
    ------
    InvalidInputError
        If there is not one level for each line, or not one for each vertex.

    Notes
    -----
    The traversal is that of Amanatides and Woo 1987 on the lattice of cell corners.
    """
    lines = list(geometries)
    segments, chain, line_of_chain = _segments(lines, levels, grid)
    row, col, axis, at, sill, share, position, length, owner = _steps(segments, chain, grid)
    keep = np.isfinite(sill) & (row >= 0) & (col >= 0)
    keep &= (row + (axis == 1) < grid.ny) & (col + (axis == 0) < grid.nx)
    line = line_of_chain[owner][keep]
    faces, winner, entry = _highest(row[keep], col[keep], axis[keep], sill[keep], share[keep], line, grid)
    columns: tuple[Any, ...] = (
        entry,
        *(part[keep] for part in (at, position, length, sill.astype(np.float32))),
    )
    bounds = np.searchsorted(line, np.arange(len(lines) + 1))
    paths = tuple(CrestPath(*(column[a:b] for column in columns)) for a, b in pairwise(bounds))
    return Crests(faces, winner, paths)


def _steps(segments: Doubles, chain: Integers, grid: GridSpec) -> tuple[Array, ...]:
    """Follow the segments: face, distance, crest, share, position, length and chain of each step."""
    size = step_count(segments)
    corner, way = np.empty((size, 2), np.int32), np.empty((size, 2), np.uint8)
    step, owner, share = np.empty((size, 2)), np.empty(size, np.int32), np.empty(size)
    count = trace_paths(segments, chain, min(grid.dx, grid.dy), corner, way, step, owner)
    corner, way, step, owner, share = corner[:count], way[:count], step[:count], owner[:count], share[:count]
    first = np.flatnonzero(np.diff(chain, prepend=-1))
    last = np.append(first[1:], chain.size) - 1 if first.size else first
    ends = np.column_stack([segments[first, 6], segments[last, 7]])
    path_shares(way, step, owner, ends, np.array([grid.dx, grid.dy]), share)
    length = np.where(way[:, 1] == 1, 0.0, share * np.where(way[:, 0] < 2, grid.dx, grid.dy))
    position = _position(length, owner, ends)
    return *_sides(corner, way), step[:, 0], step[:, 1], share, position, length, owner


def _segments(lines: list[Any], levels: Any, grid: GridSpec) -> tuple[Doubles, Integers, Integers]:
    """Segments in cells with crest and distance, cut to the grid; their chains; the line of each chain."""
    import shapely

    one_level_each(lines, levels)
    parts, line_of_part = shapely.get_parts(np.array(lines, object), return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    line = line_of_part[part] if part.size else np.zeros(0, np.int64)
    crest = _vertex_levels(levels, np.bincount(line, minlength=len(lines)))
    left, _, _, top = grid.bbox
    uv = np.column_stack([(xy[:, 0] - left) / grid.dx, (top - xy[:, 1]) / grid.dy])
    uv = np.rint(uv * _SNAP) / _SNAP
    same = part[1:] == part[:-1]
    run = np.where(same, np.hypot(*np.diff(xy, axis=0).T), 0.0)
    travelled = np.concatenate([[0.0], np.cumsum(run)]) if xy.size else np.zeros(0)
    if xy.size:
        travelled -= travelled[np.searchsorted(line, line)]
    nodes = np.column_stack([uv, crest, travelled])
    pairs = np.column_stack([nodes[:-1], nodes[1:]])[:, [0, 1, 4, 5, 2, 6, 3, 7]]
    usable = same & np.isfinite(uv[1:] + uv[:-1]).all(axis=1)
    return _cut(pairs[usable], part[1:][usable], line[1:][usable], grid)


def _vertex_levels(levels: Any, vertices: npt.NDArray[np.int64]) -> Doubles:
    """Crest of every vertex of every line."""
    crests, problems = [np.zeros(0)], []
    for number, (level, count) in enumerate(zip(levels, vertices, strict=True)):
        crest = np.asarray(level, np.float64)
        if crest.ndim and crest.shape != (count,):
            problems.append(
                Problem(
                    f"levels[{number}]",
                    crest.shape,
                    f"the line has {count} vertices",
                    "Give one crest, or one for each vertex.",
                )
            )
        else:
            crests.append(np.broadcast_to(crest, (count,)))
    if problems:
        raise InvalidInputError(problems)
    return np.concatenate(crests)


def _cut(
    pairs: Doubles, part: npt.NDArray[np.int64], line: npt.NDArray[np.int64], grid: GridSpec
) -> tuple[Doubles, Integers, Integers]:
    """Cut segments to the grid and a margin; what is cut off starts a new chain (Liang and Barsky 1984)."""
    enter, leave = np.zeros(len(pairs)), np.ones(len(pairs))
    inside = np.ones(len(pairs), bool)
    for axis, cells in ((0, grid.nx), (1, grid.ny)):
        start, delta = pairs[:, axis], pairs[:, axis + 2] - pairs[:, axis]
        inside &= (delta != 0) | ((start >= -_MARGIN) & (start <= cells + _MARGIN))
        safe = np.where(delta == 0, 1.0, delta)
        near, far = (-_MARGIN - start) / safe, (cells + _MARGIN - start) / safe
        moving = delta != 0
        enter = np.where(moving, np.maximum(enter, np.minimum(near, far)), enter)
        leave = np.where(moving, np.minimum(leave, np.maximum(near, far)), leave)
    keep = inside & (enter <= leave)
    pairs, part, line = pairs[keep], part[keep], line[keep]
    enter, leave = enter[keep, None], leave[keep, None]
    cut = pairs.copy()
    for first, second in ((0, 2), (1, 3), (4, 5), (6, 7)):
        delta = pairs[:, second] - pairs[:, first]
        moved = pairs[:, first, None] + np.concatenate([enter, leave], axis=1) * delta[:, None]
        cut[:, first] = np.where(enter[:, 0] > 0, moved[:, 0], pairs[:, first])
        cut[:, second] = np.where(leave[:, 0] < 1, moved[:, 1], pairs[:, second])
    fresh = np.ones(len(cut), bool)
    fresh[1:] = (part[1:] != part[:-1]) | (enter[1:, 0] > 0) | (leave[:-1, 0] < 1)
    return cut, (np.cumsum(fresh) - 1).astype(np.int32), line[fresh].astype(np.int32)


def _position(length: Doubles, owner: Integers, ends: Doubles) -> Doubles:
    """Metres of crest before each step: within a chain they add up from the distance at which it starts."""
    before = np.cumsum(length) - length
    if not before.size:
        return before
    start: Doubles = ends[owner, 0] - before[np.searchsorted(owner, owner)]
    return start + before


def _sides(corner: Integers, way: Array) -> tuple[Integers, Integers, Integers]:
    """Cell on the west or north side of the face of each step, and the axis of the face."""
    heading = way[:, 0]
    upright = heading >= 2
    row = corner[:, 0] - np.where(upright, heading == 3, 1)
    col = corner[:, 1] - np.where(upright, 1, heading == 1)
    return row.astype(np.int32), col.astype(np.int32), np.where(upright, 0, 1).astype(np.int32)


def _highest(
    row: Integers,
    col: Integers,
    axis: Integers,
    sill: Doubles,
    share: Doubles,
    line: Integers,
    grid: GridSpec,
) -> tuple[Faces, Integers, Integers]:
    """Keep the highest crest of each face (of equal ones the longest); the place of each in what stays."""
    key = (axis.astype(np.int64) * grid.ny + row) * grid.nx + col
    order = np.lexsort((line, -share, -sill, key))
    first = order[np.flatnonzero(np.diff(key[order], prepend=-1))]
    entry = np.searchsorted(key[first], key).astype(np.int32)
    n = first.size
    faces = Faces(
        row=row[first],
        col=col[first],
        axis=axis[first].astype(np.uint8),
        sill=sill[first].astype(np.float32),
        share=share[first].astype(np.float32),
        weir=np.ones(n, bool),
        series=np.full(n, -1, np.int16),
    )
    return faces, line[first], entry
