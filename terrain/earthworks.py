"""Earth moved: a dike body written into the ground, and the ground without one that is taken away."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, MultiLineString

from terrain.kernels.earth_body import body_in_cells
from twin.errors import InvalidInputError, Problem
from twin.grid import GridSpec

__all__ = ["BODY_HALF_WIDTH", "RUN_OUT", "flattened", "with_body", "without_body"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Line = LineString | MultiLineString

BODY_HALF_WIDTH = 50.0
"""Half the base of the widest Dutch dike body [m]: a 9 m sea dike with slopes of 1 in 4 and some room."""
RUN_OUT = 30.0
"""How far beyond its toe a slope goes on where the ground is lower, as in a ditch or a channel [m]."""
_SAMPLE = 1.0
_TILE = 64
_MOST_SAMPLES = 20


def with_body(
    ground: npt.ArrayLike,
    grid: GridSpec,
    line: Line,
    *,
    chainage: npt.ArrayLike,
    offset: npt.ArrayLike,
    level: npt.ArrayLike,
) -> tuple[Floats, Floats]:
    """Ground with the body of a dike on it: raised to the body, never lowered.

    Parameters
    ----------
    ground
        Ground [m NAP], shape (ny, nx); NaN where unknown, which stays so.
    grid
        Grid of the ground.
    line
        Line of the dike, RD New [m]; parts follow each other.
    chainage
        Distances along the line at which cross-sections are given [m], ascending, shape (n,).
    offset
        Points of each cross-section across the line [m], positive to the left of its direction, ascending
        along the row, shape (n, p) with p of 2 or more. A row of NaN: no body is known there.
    level
        Their levels [m NAP], shape (n, p).

    Returns
    -------
    tuple of ndarray of float32
        The ground, and the part of each cell that the body covers between its toes (0..1), shape (ny, nx).

    Raises
    ------
    InvalidInputError
        If the shapes do not fit, the line has no length, or chainages or offsets do not ascend.

    Notes
    -----
    Each cell takes the section at the point of the line nearest to it, straight between the sections beside
    it, and the mean of the higher of ground and body over samples at most 1 m apart (up to 20 m cells), with
    the ground sloping from cell to cell. So the volume is true, also over an old body, and a crest narrower
    than a cell is lowered in it: what holds the water there is the crest line of the dike. Beyond its toes a
    slope goes on for `RUN_OUT` where the ground lies lower. The body ends square at the ends of the line; a
    ring has none.

    Examples
    --------
    A dike of 1 m on flat ground, crest 2 m, slopes 1:2, holds 4 m3 a metre of dike:

    >>> grid, _ = GridSpec.from_bbox((0, 0, 40, 20), 1.0)
    >>> line = LineString([(20, 0), (20, 20)])
    >>> raised, share = with_body(np.zeros(grid.shape), grid, line, chainage=[10.0],
    ...                           offset=[[-3.0, -1.0, 1.0, 3.0]], level=[[0.0, 1.0, 1.0, 0.0]])
    >>> round(float(raised.sum()), 3)
    80.0
    """
    along, across, height = (np.asarray(values, np.float64) for values in (chainage, offset, level))
    _check(line, along, across, height)
    before = np.ascontiguousarray(ground, np.float32).view()
    before.flags.writeable = False  # of a twin or not: one type for the compiled loop
    raised, share = before.copy(), np.zeros(grid.shape, np.float32)
    if along.size == 0 or np.isnan(across).all():
        return raised, share
    unknown = np.isnan(across).any(axis=1) | np.isnan(height).any(axis=1)
    across, height = (np.where(unknown[:, None], np.nan, values) for values in (across, height))
    start = 0.0
    for part in shapely.get_parts(line):
        _lay(part, start, (along, across, height), grid, (before, raised, share))
        start += float(part.length)
    return raised, share


def _lay(
    part: LineString,
    start: float,
    sections: tuple[Doubles, Doubles, Doubles],
    grid: GridSpec,
    fields: tuple[Floats, Floats, Floats],
) -> None:
    """Lay the body of one part of a line, which begins at a distance along it, window by window."""
    reach = float(np.nanmax(np.abs(sections[1]))) + RUN_OUT
    samples = min(_MOST_SAMPLES, max(2, math.ceil(max(grid.dx, grid.dy) / _SAMPLE)))
    segments = _segments(part, start, grid)
    corner = np.array([0.0, 0.0, grid.dx, grid.dy])
    ends = np.array([-np.inf, np.inf] if part.is_closed else [start, start + part.length])
    for rows, columns, near in _tiles(segments, grid, reach):
        window = (rows.start, rows.stop, columns.start, columns.stop)
        body_in_cells(segments[near], window, corner, reach, ends, *sections, RUN_OUT, samples, *fields)


def without_body(
    ground: npt.ArrayLike, grid: GridSpec, line: Line, half_width: float = BODY_HALF_WIDTH
) -> Floats:
    """Ground as if the dike along a line had not been built [m NAP].

    Parameters
    ----------
    ground
        Ground [m NAP], shape (ny, nx).
    grid
        Grid of the ground.
    line
        The stretch of dike, RD New [m]; it is taken off square at its ends.
    half_width
        Half the base of the widest body [m], > 0.

    Notes
    -----
    Every ridge narrower than twice ``half_width`` goes (a morphological opening): the ground goes on from its
    higher side. Wider high ground, such as dunes, stays.

    Examples
    --------
    >>> grid, _ = GridSpec.from_bbox((0, 0, 400, 100), 10.0)
    >>> ground = np.zeros(grid.shape)
    >>> ground[:, 19:21] = 5.0
    >>> float(without_body(ground, grid, LineString([(200, -10), (200, 110)])).max())
    0.0
    """
    level = np.asarray(ground, np.float32)
    rows, columns = _window(line.bounds, grid, 3 * (half_width + max(grid.dx, grid.dy)))
    part = level[rows, columns]
    if part.size == 0:
        return level
    x, y = np.meshgrid(grid.x[columns], grid.y[rows])
    near = shapely.contains_xy(line.buffer(half_width, cap_style="flat"), x, y)
    result = level.copy()
    result[rows, columns] = flattened(part, near, (grid.dy, grid.dx), half_width)
    return result


def flattened(ground: Floats, near: Mask, steps: tuple[float, float], half_width: float) -> Floats:
    """Ground with its narrow ridges taken off in some cells.

    Parameters
    ----------
    ground
        Ground [m NAP], shape (ny, nx), NaN where unknown.
    near
        Cells that may change, shape (ny, nx).
    steps
        Cell sizes dy and dx [m].
    half_width
        Ridges narrower than twice this go [m].
    """
    from scipy.ndimage import maximum_filter, minimum_filter

    size = tuple(2 * math.ceil(half_width / step) + 1 for step in steps)
    empty = np.isnan(ground)
    eroded = minimum_filter(np.where(empty, np.inf, ground), size=size, mode="nearest")
    opened = maximum_filter(np.where(np.isinf(eroded), -np.inf, eroded), size=size, mode="nearest")
    return np.asarray(np.where(near & ~empty, np.minimum(ground, opened), ground), np.float32)


def _check(line: Line, chainage: Doubles, offset: Doubles, level: Doubles) -> None:
    problems = []
    if line.is_empty or not line.length > 0:
        problems.append(Problem("line", line.wkt[:80], "has no length", "Give a line of two points or more."))
    if chainage.ndim != 1 or not (np.diff(chainage) >= 0).all():
        problems.append(Problem("chainage", chainage.shape, "does not ascend", "Sort the cross-sections."))
    if offset.shape != level.shape or offset.ndim != 2 or offset.shape[0] != chainage.size:
        shapes = f"offset {offset.shape}, level {level.shape}, chainage {chainage.shape}"
        problems.append(Problem("offset", shapes, "do not fit", "Give (n, p), (n, p) and (n,)."))
    elif offset.shape[1] < 2 or (np.diff(offset, axis=1) < 0).any():
        message = "does not ascend, or has fewer than two points"
        problems.append(Problem("offset", offset.shape, message, "Order the points from right to left."))
    if problems:
        raise InvalidInputError(problems)


def _segments(part: LineString, start: float, grid: GridSpec) -> Doubles:
    """Segments of a part with the distance at which each begins, from the first cell's centre [m]."""
    xy = shapely.get_coordinates(part) - (grid.x0, grid.y0)
    length = np.hypot(*np.diff(xy, axis=0).T)
    begin = start + np.concatenate([[0.0], np.cumsum(length)[:-1]])
    return np.ascontiguousarray(np.column_stack([xy[:-1], xy[1:], begin])[length > 0])


def _tiles(segments: Doubles, grid: GridSpec, reach: float) -> list[tuple[slice, slice, Mask]]:
    """Windows of cells that segments reach, with which segments those are."""
    margin = reach + math.hypot(grid.dx, grid.dy)
    west, east = (pick(segments[:, 0], segments[:, 2]) for pick in (np.minimum, np.maximum))
    south, north = (pick(segments[:, 1], segments[:, 3]) for pick in (np.minimum, np.maximum))
    found = []
    for row, column in product(range(0, grid.ny, _TILE), range(0, grid.nx, _TILE)):
        last_row, last_column = min(row + _TILE, grid.ny), min(column + _TILE, grid.nx)
        near = (west <= last_column * grid.dx + margin) & (east >= column * grid.dx - margin)
        near &= (south <= -row * grid.dy + margin) & (north >= -last_row * grid.dy - margin)
        if near.any():
            found.append((slice(row, last_row), slice(column, last_column), near))
    return found


def _window(bounds: tuple[float, float, float, float], grid: GridSpec, margin: float) -> tuple[slice, slice]:
    """Rows and columns of the cells within a margin [m] of a box."""
    left, _, _, top = grid.bbox
    x0, y0, x1, y1 = bounds
    columns = slice(
        max(0, math.floor((x0 - margin - left) / grid.dx)), max(0, math.ceil((x1 + margin - left) / grid.dx))
    )
    rows = slice(
        max(0, math.floor((top - y1 - margin) / grid.dy)), max(0, math.ceil((top - y0 + margin) / grid.dy))
    )
    return rows, columns
