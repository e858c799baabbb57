"""Dike lines as cells: crests that water cannot slip past, and the gap of a breach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, MultiLineString, Point
from shapely.ops import substring

from terrain.kernels.supercover import raise_along
from twin.errors import InvalidInputError, Problem, invalid
from twin.grid import GridSpec

__all__ = ["breach_cells", "crest_cells", "one_level_each", "raise_cells"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Line = LineString | MultiLineString

_WIDENINGS = 13  # three cells either way; more only helps where the line doubles back on itself


def crest_cells(
    geometries: Iterable[Line], levels: Sequence[Any] | npt.NDArray[Any], grid: GridSpec
) -> Floats:
    """Crest level of the cells that dike lines touch.

    The cells of a line form a chain in which neighbours share a side, so that neither 4- nor 8-connected
    water passes at any angle (grid traversal after Amanatides and Woo 1987, both cells at a crossed corner).
    Where several lines touch a cell the highest crest stays.

    Parameters
    ----------
    geometries
        Centre lines in RD New [m]; empty ones are passed over.
    levels
        For each line its crest [m NAP]: one number, or one number for each vertex (straight in between; the
        lowest crest of the stretch in a cell counts). A line or stretch whose crest is NaN raises nothing.
    grid
        Grid of the raster; what lies outside it is left out.

    Returns
    -------
    ndarray of float32
        Shape (ny, nx) [m NAP], NaN where no line is.

    Raises
    ------
    InvalidInputError
        If there is not one level for each line, or not one for each vertex.
    """
    lines = list(geometries)
    one_level_each(lines, levels)
    crest = np.full(grid.shape, np.nan, np.float32)
    pieces = [
        _segments(line, level, grid) for line, level in zip(lines, levels, strict=True) if line is not None
    ]
    if pieces:
        raise_along(np.concatenate(pieces), crest)
    return crest


def one_level_each(lines: Sized, levels: Sized) -> None:
    """Refuse lines that have not each a crest level."""
    if len(lines) != len(levels):
        text = f"{len(lines)} lines need as many levels"
        raise invalid("levels", len(levels), text, "Give one for each line.")


def raise_cells(ground_level: npt.ArrayLike, crest: npt.ArrayLike) -> Floats:
    """Ground with crests on it: a crest raises a cell and never lowers it; cells without ground stay so.

    Parameters
    ----------
    ground_level
        Ground [m NAP], shape (ny, nx), NaN where unknown.
    crest
        Crest raster of `crest_cells` [m NAP], NaN where none.
    """
    ground = np.asarray(ground_level, np.float32)
    return np.where(np.isnan(ground), ground, np.fmax(ground, np.asarray(crest, np.float32)))


def breach_cells(line: Line, point: Point, width: float, grid: GridSpec, across: float = 0.0) -> Mask:
    """Cells to lower where a dike fails, wide enough for 4-connected water to pass.

    Parameters
    ----------
    line
        Centre line of the dike, RD New [m].
    point
        Place of the breach; the nearest point of the line counts.
    width
        Width of the breach along the line [m], > 0. It grows by half a cell at a time, at most by six cells,
        until the gap can be passed.
    grid
        Grid of the mask.
    across
        Half the width of the dike's body [m], >= 0: cells whose centre lies that near beside the stretch are
        lowered too.

    Returns
    -------
    ndarray of bool
        Shape (ny, nx): cells of the breach; nothing where the point lies outside the grid.

    Raises
    ------
    InvalidInputError
        If the width is not positive, `across` is negative, or the line is empty.
    """
    _check_breach(line, width, across)
    part = min(shapely.get_parts(line), key=lambda piece: float(piece.distance(point)))
    at, barrier = float(part.project(point)), _touched(part, grid)
    for extra in range(_WIDENINGS):
        half = width / 2 + extra * min(grid.dx, grid.dy) / 4
        stretch = substring(part, max(0.0, at - half), min(float(part.length), at + half))
        gap = _touched(stretch, grid)
        if not gap.any() or _passable(gap, barrier, part, grid):
            break
    return gap | _beside(stretch, across, grid)


def _check_breach(line: Line, width: float, across: float) -> None:
    problems = []
    if not width > 0:
        problems.append(Problem("breach_width", width, "must be positive", "Give metres above 0."))
    if not across >= 0:
        problems.append(Problem("across", across, "must not be negative", "Give 0 or more metres."))
    if line.is_empty:
        problems.append(Problem("dike", line.wkt, "has no length", "Choose another dike."))
    if problems:
        raise InvalidInputError(problems)


def _segments(line: Line, level: Any, grid: GridSpec) -> Doubles:
    """Segments of a line in cells from the north-west corner, with their crests, shape (n, 6)."""
    xy, part_of = shapely.get_coordinates(shapely.get_parts(line), return_index=True)
    crest = np.asarray(level, np.float64)
    if crest.ndim and crest.shape != (len(xy),):
        raise InvalidInputError(
            [
                Problem(
                    "levels",
                    crest.shape,
                    f"the line has {len(xy)} vertices",
                    "Give one crest, or one for each vertex.",
                )
            ]
        )
    left, _, _, top = grid.bbox
    nodes = np.column_stack(
        [(xy[:, 0] - left) / grid.dx, (top - xy[:, 1]) / grid.dy, np.broadcast_to(crest, len(xy))]
    )
    keep = (part_of[1:] == part_of[:-1]) & np.isfinite(nodes[1:] + nodes[:-1]).all(axis=1)
    first, second = nodes[:-1][keep], nodes[1:][keep]
    return np.column_stack([first[:, :2], second[:, :2], first[:, 2], second[:, 2]])


def _touched(line: Any, grid: GridSpec) -> Mask:
    if isinstance(line, Point):
        line = LineString([line, line])
    return ~np.isnan(crest_cells([line], [0.0], grid))


def _beside(stretch: Any, across: float, grid: GridSpec) -> Mask:
    mask = np.zeros(grid.shape, bool)
    if across > 0 and stretch.length > 0:
        x, y = np.meshgrid(grid.x, grid.y)
        mask = shapely.contains_xy(stretch.buffer(across, cap_style="flat"), x, y)
    return mask


def _passable(gap: Mask, barrier: Mask, line: LineString, grid: GridSpec) -> bool:
    """Whether cells left and right of the line touch the gap over a side."""
    rows, columns = np.nonzero(gap)
    near = np.concatenate(
        [np.column_stack([rows + r, columns + c]) for r, c in ((-1, 0), (1, 0), (0, -1), (0, 1))]
    )
    inside = ((near >= 0) & (near < grid.shape)).all(axis=1)
    near = near[inside]
    free = near[~barrier[near[:, 0], near[:, 1]]]
    sides = {_side(line, grid.x[column], grid.y[row]) for row, column in free}
    return {-1, 1} <= sides


def _side(line: LineString, x: float, y: float) -> int:
    """1 left of the line, -1 right of it, 0 beyond its ends."""
    at = float(line.project(Point(x, y)))
    if at <= 0 or at >= line.length:
        return 0
    (x0, y0), (x1, y1) = (
        line.interpolate(max(0.0, at - 1e-3)).coords[0],
        line.interpolate(min(line.length, at + 1e-3)).coords[0],
    )
    return int(np.sign((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)))
