"""Lines over a grid: which cells they cross, in their order, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from api.places import read_wkt
from api.references import CRS84, RD, from_rdnap, to_rd
from twin.errors import invalid
from twin.grid import GridSpec

if TYPE_CHECKING:
    from shapely import LineString, MultiLineString

__all__ = ["Line", "parse_line"]

Floats = npt.NDArray[np.float64]
_STRAIGHT = 0.005  # degrees: between corners this near, a line in degrees and one in RD differ by millimetres
_MOST_CORNERS = 100_000


@dataclass(frozen=True)
class Line:
    """A line in RD New, of one or more parts.

    Parameters
    ----------
    parts
        Corners of each part: x, y [m], and height [m NAP] when the line has them.
    crs
        System that it was given in, and is answered in.
    given
        What the user wrote.
    """

    parts: tuple[Floats, ...]
    crs: str
    given: str

    @property
    def has_height(self) -> bool:
        """Whether every corner has a height."""
        return bool(self.parts[0].shape[1] == 3)

    def most_cells(self, grid: GridSpec) -> int:
        """Upper bound of how many cells it crosses, known without looking for them."""
        left, bottom, right, top = grid.bbox
        steps = sum(
            np.abs(np.diff(part[:, axis].clip(low, high))).sum() / size
            for part in self.parts
            for axis, low, high, size in ((0, left, right, grid.dx), (1, bottom, top, grid.dy))
        )
        return int(steps) + 3 * sum(len(part) for part in self.parts)

    def crossed(self, grid: GridSpec) -> Floats:
        """Middle of the line in every cell that it crosses, in order; shape (n, 2), or (n, 3) with heights.

        Raises
        ------
        InvalidInputError
            When it lies outside the grid.
        """
        middles = np.concatenate([_middles(part, grid) for part in self.parts])
        inside = middles[grid.contains(middles[:, 0], middles[:, 1])]
        if not len(inside):
            bounds = ", ".join(f"{edge:.10g}" for edge in grid.bbox)
            remedy = f"The grid spans {bounds} in RD."
            raise invalid("coords", self.given, "lies outside the grid", remedy)
        return inside

    def told(self, points: Floats) -> list[list[float]]:
        """Points on it as the answer has them: x or longitude first, in the system it was given in."""
        flat = from_rdnap(points[:, :2], RD if self.crs == RD else CRS84)
        heights = [np.round(points[:, 2], 3)] if points.shape[1] == 3 else []
        found: list[list[float]] = np.column_stack([flat, *heights]).tolist()
        return found


def parse_line(text: str, crs: str) -> Line:
    """Read a LINESTRING or MULTILINESTRING, with heights (Z) or without, in the axis order of `crs`.

    Raises
    ------
    InvalidInputError
        When it is none, or its numbers do not fit the system.
    """
    import shapely

    shape = read_wkt(text)
    if not isinstance(shape, shapely.LineString | shapely.MultiLineString) or not shape.length > 0:
        remedy = "E.g. LINESTRING(4.71 52.91, 4.75 52.93), or LINESTRINGZ with heights in m NAP."
        raise invalid("coords", text[:200], "is no line", remedy)
    if shape.has_m:
        remedy = "Leave the measure out, and choose a moment with datetime."
        raise invalid("coords", text[:200], "has a measure (M), which is not offered", remedy)
    parts = _parts(shape)
    if crs != RD and sum(part.length for part in parts if _is_bent(part)) / _STRAIGHT > _MOST_CORNERS:
        raise invalid("coords", text[:200], "is too long a line", "Ask for a part of it.")
    return Line(tuple(_corners(part, crs, text[:200]) for part in parts), crs, text[:200])


def _parts(shape: LineString | MultiLineString) -> list[LineString]:
    import shapely

    return [part for part in shapely.get_parts(shape) if part.length > 0]


def _is_bent(part: LineString) -> bool:
    """Whether a line in degrees may be one in the Netherlands, which then bends in RD."""
    return bool(part.length < 20)


def _corners(part: LineString, crs: str, given: str) -> Floats:
    import shapely

    if crs != RD:
        part = shapely.segmentize(part, _STRAIGHT) if _is_bent(part) else part
    corners = shapely.get_coordinates(part, include_z=part.has_z)
    corners[:, :2] = to_rd(corners[:, :2], crs, given)
    return np.asarray(corners, np.float64)


def _middles(corners: Floats, grid: GridSpec) -> Floats:
    """Cut a line at the edges of cells, and take the middle of what lies in each cell.

    What follows each other in one cell counts once: a bend in a cell is no second crossing.
    """
    steps = np.diff(corners, axis=0)
    moves = np.hypot(steps[:, 0], steps[:, 1]) > 0  # a corner that is given twice is no step
    starts, steps = corners[:-1][moves], steps[moves]
    which, shares = _cuts(starts, steps, grid)
    share = np.diff(shares)
    piece = (np.diff(which) == 0) & (share > 1e-9)
    which, share, middle = which[:-1][piece], share[piece], (0.5 * (shares[:-1] + shares[1:]))[piece]
    middles = starts[which] + middle[:, None] * steps[which]
    length = (share * np.hypot(steps[which, 0], steps[which, 1]))[:, None]
    row, column = grid.index(middles[:, 0], middles[:, 1])
    first = np.flatnonzero(np.concatenate([[True], (np.diff(row) != 0) | (np.diff(column) != 0)]))
    found = np.add.reduceat(middles * length, first, axis=0) / np.add.reduceat(length, first, axis=0)
    return np.asarray(found, np.float64)


def _cuts(starts: Floats, steps: Floats, grid: GridSpec) -> tuple[npt.NDArray[np.intp], Floats]:
    """Where steps begin, cross an edge of a cell, and end: number of the step and share of it, in order."""
    left, bottom = grid.bbox[:2]
    every = np.arange(len(starts))
    which, shares = [every, every], [np.zeros(len(starts)), np.ones(len(starts))]
    for axis, low, size, count in ((0, left, grid.dx, grid.nx), (1, bottom, grid.dy, grid.ny)):
        ends = (np.stack([starts[:, axis], starts[:, axis] + steps[:, axis]]) - low) / size
        first = np.clip(np.ceil(ends.min(axis=0)), 0, count + 1).astype(np.intp)
        last = np.clip(np.floor(ends.max(axis=0)), -1, count).astype(np.intp)
        many = np.where(steps[:, axis] != 0, np.maximum(last - first + 1, 0), 0)
        step = np.repeat(every, many)
        edge = first[step] + np.arange(len(step)) - np.repeat(np.cumsum(many) - many, many)
        which.append(step)
        shares.append(np.clip((low + size * edge - starts[step, axis]) / steps[step, axis], 0.0, 1.0))
    step, share = np.concatenate(which), np.concatenate(shares)
    order = np.lexsort((share, step))
    return step[order], share[order]
