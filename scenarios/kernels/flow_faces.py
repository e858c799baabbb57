"""Flow through sparse faces: crests and breaches under the weir law, boundaries with a level or free outflow.

Several entries may share a face (a dike with a breach in it); each keeps its own flow, and they add up. What
the grid's own loop made of such a face is replaced.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.flow_bits import inverse_cube_root
from scenarios.kernels.flow_fields import FIRST, GRAVITY, TILE, WET, Fields, Step

__all__ = ["FaceTable", "face_flows", "limit_face", "settle_faces", "wake_boundaries"]

_FREE = (2.0 / 3.0) ** 1.5 * math.sqrt(GRAVITY)  # 1.7049 m0.5/s
_FREE_OUTFLOW = -2

Array = npt.NDArray[Any]


class FaceTable(NamedTuple):
    """Faces by axis, row and column (n), and their entries (m).

    `start` int64 (2, rows + 1) first face of a row; `column` int32; `outside` int8 1 or 2 where the first or
    second side is no cell; `first_entry` int64 (n + 1); `moved` int32 counts in this step; `passed` int64
    counts so far. Of entries, float64: `sill` counts, `share`, `flow` m2/s over the part that passes, and
    `volume` counts so far; `weir` bool, `series` int16.
    """

    start: Array
    column: Array
    outside: Array
    first_entry: Array
    moved: Array
    passed: Array
    sill: Array
    share: Array
    weir: Array
    series: Array
    flow: Array
    volume: Array


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _wave_flow(depth: float) -> float:
    """Flow [m2/s] of water of a depth [m] at the speed of its waves: critical."""
    return depth * math.sqrt(GRAVITY * depth) if depth > 0.0 else 0.0


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _entry_flow(
    old: float, first: float, second: float, friction: float, size: float, dt: float, weir: bool, capped: bool
) -> float:
    """New flow [m2/s] through an entry, with levels [m] above its crest (Bates et al. 2010, equation 11).

    A weir lets through at most its free discharge. Where it is drowned, the head that it costs is a quadratic
    loss in the momentum equation, taken implicitly: when steady q^2 = 2 g h_d^2 (h_1 - h_2), which is the
    law. A cap by the law itself would have no end of a slope at equal levels, and let half of a small swing
    through.
    """
    depth = max(first, second)
    if depth <= 0.0:
        return 0.0
    rough = friction * float(inverse_cube_root(np.float32(depth))) / (depth * depth)
    resistance = 1.0 + dt * abs(old) * rough
    new = (old - GRAVITY * depth * dt * (second - first) / size) / resistance
    if not capped:
        return new
    if not weir:
        cap = _wave_flow(depth)
        return min(max(new, -cap), cap)
    low = min(first, second)
    if 3.0 * low > 2.0 * depth:
        rough = friction * float(inverse_cube_root(np.float32(low))) / (low * low)
        loss = 1.0 + dt * abs(old) * (rough + 0.5 / (low * size))
        new = (old - GRAVITY * low * dt * (second - first) / size) / loss
    most = _FREE * depth * math.sqrt(depth)
    return float(min(max(new, -most), most))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def face_flows(
    faces: FaceTable,
    axis: int,
    row: int,
    fields: Fields,
    flow: Array,
    moved: Array,
    at: int,
    marks: Array,
    step: Step,
    levels: Array,
) -> None:
    """Replace flow and counts of the special faces of a row; `levels` are those of the series, in counts."""
    begin, end = faces.start[axis, row], faces.start[axis, row + 1]
    if begin == end:
        return
    surface, bed = fields.surface, fields.bed
    unit, dt, capped = float(step.unit), float(step.dt), step.capped
    size = float(step.dx if axis == 0 else step.dy)
    width = fields.width
    beside = width if axis == 1 else 1
    for k in range(begin, end):
        c = faces.column[k]
        faces.moved[k] = 0
        if marks[c // TILE + 1] == 0:
            continue
        side = faces.outside[k]
        i = row * width + c
        j = i + beside
        z0, z1, n0, n1 = bed[i], bed[j], fields.friction[i], fields.friction[j]
        if side == 1:
            z0, n0 = z1, n1
        elif side == 2:
            z1, n1 = z0, n0
        ground, friction = float(max(z0, z1)), 0.5 * (float(n0) + float(n1))
        total = 0.0
        for e in range(faces.first_entry[k], faces.first_entry[k + 1]):
            crest = max(ground, faces.sill[e])
            first = (float(surface[i]) - crest) * unit
            second = (float(surface[j]) - crest) * unit
            series = faces.series[e]
            if series == _FREE_OUTFLOW:
                new = -_wave_flow(second) if side == 1 else _wave_flow(first)
            else:
                if side == 1:
                    first = (levels[series] - crest) * unit
                elif side == 2:
                    second = (levels[series] - crest) * unit
                new = _entry_flow(faces.flow[e], first, second, friction, size, dt, faces.weir[e], capped)
            faces.flow[e] = new
            total += new * faces.share[e]
        flow[i] = total
        counts = np.int32(np.rint(total * dt / (size * unit)))
        moved[at + c] = counts
        faces.moved[k] = counts


@numba.njit(cache=True, error_model="numpy", nogil=True)
def limit_face(faces: FaceTable, axis: int, row: int, column: int, kept: int) -> None:
    """Write down that only `kept` counts passed a face, if it is a special one."""
    low, high = faces.start[axis, row], faces.start[axis, row + 1]
    while low < high:
        middle = (low + high) // 2
        if faces.column[middle] < column:
            low = middle + 1
        else:
            high = middle
    if low < faces.start[axis, row + 1] and faces.column[low] == column:
        faces.moved[low] = kept


@numba.njit(cache=True, error_model="numpy", nogil=True)
def settle_faces(faces: FaceTable, dx: float, dy: float, unit: float, dt: float) -> None:
    """Add what passed in this step to the volumes, shared over the entries of a face by their flows."""
    split = faces.start[1, 0]
    for k in range(faces.column.size):
        counts = faces.moved[k]
        if counts == 0:
            continue
        faces.moved[k] = 0
        faces.passed[k] += counts
        begin, end = faces.first_entry[k], faces.first_entry[k + 1]
        total = 0.0
        for e in range(begin, end):
            total += faces.flow[e] * faces.share[e]
        if total == 0.0:
            continue
        asked = np.rint(total * dt / ((dx if k < split else dy) * unit))
        for e in range(begin, end):
            faces.volume[e] += counts * (faces.flow[e] * faces.share[e] / total)
            if asked != 0.0:  # 0: half a count, which float32 rounds the other way
                faces.flow[e] *= counts / asked


@numba.njit(cache=True, error_model="numpy", nogil=True)
def wake_boundaries(faces: FaceTable, fields: Fields, levels: Array) -> float:
    """Make tiles active where water may enter from outside; tell the deepest such water [counts]."""
    deepest = 0.0
    rows = fields.active.shape[0]
    for axis in range(2):
        for row in range(rows):
            for k in range(faces.start[axis, row], faces.start[axis, row + 1]):
                side = faces.outside[k]
                if side == 0:
                    continue
                r, c = row, np.int64(faces.column[k])
                if side == 1:
                    r, c = row + axis, c + 1 - axis
                ground = float(fields.bed[r * fields.width + c])
                for e in range(faces.first_entry[k], faces.first_entry[k + 1]):
                    depth = -1.0
                    if faces.series[e] >= 0:
                        depth = levels[faces.series[e]] - max(ground, faces.sill[e])
                    deepest = max(deepest, depth)
                    if depth > 0.0 or faces.flow[e] != 0.0:
                        bits = WET | FIRST if c % TILE == 0 else WET  # the face is one of the tile before
                        fields.active[r, c // TILE] |= bits << 4
    return deepest
