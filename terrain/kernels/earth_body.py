"""A dike body in cells: the mean level of its cross-sections over each cell, by the nearest point.

Legend: x, y of a cell centre and of the ends of segments [m]; s distance along the line [m]; o offset across
it [m], positive to the left; k x k samples in a cell. Within a cell the line is taken as straight, and the
ground as sloping to the cells beside it: were it level, a new body over the slope of an old one would leave a
step of earth in every cell where the two are the same.
"""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["body_in_cells"]

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _nearest(x: float, y: float, segments: Doubles) -> tuple[int, float]:
    """Segment nearest to a point (of equal ones the first), and the square of its distance."""
    best, least = -1, math.inf
    for index in range(segments.shape[0]):
        x0, y0, x1, y1 = segments[index, 0], segments[index, 1], segments[index, 2], segments[index, 3]
        dx, dy = x1 - x0, y1 - y0
        at = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)
        at = min(1.0, max(0.0, at))
        away = (x - x0 - at * dx) ** 2 + (y - y0 - at * dy) ** 2
        if away < least:
            best, least = index, away
    return best, least


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _section(s: float, chainage: Doubles, offset: Doubles, level: Doubles, points: Doubles) -> bool:
    """Cross-section at a distance along the line, between the two beside it; False where none is known."""
    n = chainage.shape[0]
    after = int(np.searchsorted(chainage, s))
    first = after - 1 if after > 0 else 0
    second = after if after < n else n - 1
    gap = chainage[second] - chainage[first]
    w = (s - chainage[first]) / gap if gap > 0.0 else 0.0
    near, other = (first, second) if w < 0.5 else (second, first)
    if math.isnan(offset[near, 0]):
        return False
    if math.isnan(offset[other, 0]):
        first = second = near
    w = min(1.0, max(0.0, w))
    for k in range(offset.shape[1]):
        points[0, k] = offset[first, k] + w * (offset[second, k] - offset[first, k])
        points[1, k] = level[first, k] + w * (level[second, k] - level[first, k])
    return True


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _falls(points: Doubles, step: int) -> float:
    """Slope with which a section ends, down per metre: that of its outermost stretch with a width."""
    last = points.shape[1] - 1
    at = 0 if step > 0 else last
    for _ in range(last):
        width = abs(float(points[0, at + step] - points[0, at]))
        if width > 1e-9:
            return max(0.0, float(points[1, at + step] - points[1, at]) / width)
        at += step
    return 0.0


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _level(o: float, points: Doubles, run_out: float, left_fall: float, right_fall: float) -> float:
    """Level of a section at an offset; beyond its toes the slope goes on for a while, then -inf."""
    last = points.shape[1] - 1
    right, left = float(points[0, 0]), float(points[0, last])
    if o < right:
        low = float(points[1, 0]) - (right - o) * right_fall
        return low if right_fall > 0.0 and right - o <= run_out else -math.inf
    if o > left:
        low = float(points[1, last]) - (o - left) * left_fall
        return low if left_fall > 0.0 and o - left <= run_out else -math.inf
    k = 0
    while k < last - 1 and o > points[0, k + 1]:
        k += 1
    width, low = float(points[0, k + 1] - points[0, k]), float(points[1, k])
    if width <= 0.0:
        return max(low, float(points[1, k + 1]))
    return low + (o - float(points[0, k])) / width * float(points[1, k + 1] - points[1, k])


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _slopes(before: Floats, row: int, column: int, within: Doubles) -> None:
    """Ground of a cell at its samples [m NAP]: straight to the cells beside it, and with the cell's mean."""
    z, samples, total = float(before[row, column]), within.shape[0], 0.0
    for i in range(samples):
        up = (i + 0.5) / samples - 0.5
        other_row = row - 1 if up > 0.0 else row + 1
        for j in range(samples):
            right = (j + 0.5) / samples - 0.5
            other_column = column + 1 if right > 0.0 else column - 1
            level = z
            if 0 <= other_row < before.shape[0] and 0 <= other_column < before.shape[1]:
                u, v = abs(right), abs(up)
                here = (1.0 - u) * z + u * float(before[row, other_column])
                there = float(before[other_row, column]) * (1.0 - u)
                there += float(before[other_row, other_column]) * u
                if not math.isnan(here + there):
                    level = (1.0 - v) * here + v * there
            within[i, j] = level
            total += level
    shift = z - total / (samples * samples)
    for i in range(samples):
        for j in range(samples):
            within[i, j] += shift


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _frame(x: float, y: float, segment: Doubles, ends: Doubles, away: float) -> tuple[float, ...]:
    """Distance along the line and offset of a point at ``away`` (squared) from a segment, and both axes."""
    x0, y0, x1, y1 = segment[0], segment[1], segment[2], segment[3]
    length = math.hypot(x1 - x0, y1 - y0)
    tx, ty = (x1 - x0) / length, (y1 - y0) / length
    along = (x - x0) * tx + (y - y0) * ty
    s, o = segment[4] + along, (y - y0) * tx - (x - x0) * ty
    nx, ny = -ty, tx
    beyond = s < ends[0] or s > ends[1]
    if not (0.0 <= along <= length or beyond) and away > 0.0:  # outside a bend: its corner is nearest
        at = 0.0 if along < 0.0 else length
        s, side = segment[4] + at, (1.0 if o >= 0.0 else -1.0)
        o = side * math.sqrt(away)
        nx, ny = (x - x0 - at * tx) / o, (y - y0 - at * ty) / o
        tx, ty = ny, -nx
    return s, o, tx, ty, nx, ny


@numba.njit(cache=True, error_model="numpy", nogil=True)
def body_in_cells(
    segments: Doubles,
    window: tuple[int, int, int, int],
    corner: Doubles,
    reach: float,
    ends: Doubles,
    chainage: Doubles,
    offset: Doubles,
    level: Doubles,
    run_out: float,
    samples: int,
    before: Floats,
    ground: Floats,
    share: Floats,
) -> None:
    """Raise a window of cells to a body; nothing is lowered, and cells without ground stay so.

    Parameters
    ----------
    segments
        Shape (m, 5): both ends x0, y0, x1, y1 [m] and the distance along the line of the first [m].
    window
        First row and the one behind the last, first column and the one behind the last.
    corner
        x and y of the centre of the grid's first cell [m], and the cell sizes dx and dy [m].
    reach
        Furthest that the body lies from the line [m].
    ends
        Distances along the line at which the body begins and ends [m]; -inf and inf for a ring.
    chainage, offset, level
        Cross-sections, shapes (n,), (n, p), (n, p): offsets ascend, positive to the left; NaN: no body.
    run_out
        How far beyond the toes a slope goes on [m].
    samples
        Samples in a cell along each axis.
    before
        Ground without any body [m NAP], shape (ny, nx).
    ground
        Ground with the bodies so far [m NAP], shape (ny, nx), raised in place.
    share
        Receives the part of each cell that a body covers between its toes, shape (ny, nx).
    """
    points, within = np.empty((2, offset.shape[1])), np.empty((samples, samples))
    half, count = 0.5 * math.hypot(corner[2], corner[3]), samples * samples
    for row in range(window[0], window[1]):
        y = corner[1] - row * corner[3]
        for column in range(window[2], window[3]):
            x, z = corner[0] + column * corner[2], float(before[row, column])
            index, away = _nearest(x, y, segments)
            if math.isnan(z) or index < 0 or away > (reach + half) ** 2:
                continue
            s, o, tx, ty, nx, ny = _frame(x, y, segments[index], ends, away)
            if not _section(s, chainage, offset, level, points):
                continue
            right_fall, left_fall = _falls(points, 1), _falls(points, -1)
            _slopes(before, row, column, within)
            total, covered, top = 0.0, 0, z
            for i in range(samples):
                up = ((i + 0.5) / samples - 0.5) * corner[3]
                for j in range(samples):
                    right = ((j + 0.5) / samples - 0.5) * corner[2]
                    height = -math.inf
                    if ends[0] <= s + right * tx + up * ty <= ends[1]:
                        across = o + right * nx + up * ny
                        height = _level(across, points, run_out, left_fall, right_fall)
                        if height > within[i, j] and points[0, 0] <= across <= points[0, -1]:
                            covered += 1
                    total += max(height, within[i, j])
                    top = max(top, height)
            mean = np.float32(min(top, total / count))  # no higher than ground or body is anywhere
            ground[row, column] = max(ground[row, column], mean)
            share[row, column] = max(share[row, column], np.float32(covered / count))
