"""Local inertial flow on a grid, one step at a time: water levels as counts, so that no water is lost.

The scheme is that of Bates, Horritt and Fewtrell 2010 (doi:10.1016/j.jhydrol.2010.03.027, equation 11,
theta 1). Levels are int32 counts of a small unit, and what passes a face in a step is a whole number of
counts. So sums are exact, a lake at rest stays so, and the result is the same in whatever order or number of
bands it is computed.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.flow_bits import fused, inverse_cube_root, nearest
from scenarios.kernels.flow_faces import FaceTable, face_flows, limit_face
from scenarios.kernels.flow_fields import (
    FIRST,
    NO_CELL,
    TILE,
    WET,
    Edge,
    Fields,
    Scratch,
    Step,
)

__all__ = ["edge_faces", "mend_edge", "sweep"]

_ALL = WET | FIRST
_LOOK = 8  # activity of a tile that is still to be found out
_X, _NORTH, _SOUTH, _CELLS = 0, 1, 2, 3  # rows of marks
_CLEAR = 2  # mark of a tile through whose faces something passed in an earlier row, and nothing does now

Array = npt.NDArray[Any]

# Functions that run for each row take arrays, not tuples: taking one out of a tuple counts a reference, and
# that costs as much as tens of cells.


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _mark_x(active: Array, marks: Array, row: Any, always: bool) -> None:
    """Mark the tiles of a row through whose east faces water may pass."""
    beyond = 0
    for t in range(active.shape[1] - 1, -1, -1):
        now = active[row, t]
        do = always or (now | beyond) != 0
        marks[_X, t + 1] = 1 if do else (marks[_X, t + 1] & 1) << 1
        beyond = now & (FIRST | FIRST << 4)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _mark_y(active: Array, marks: Array, line: Any, row: Any, always: bool) -> None:
    """Mark the tiles of a row through whose south faces water may pass."""
    for t in range(active.shape[1]):
        do = always or (active[row, t] | active[row + 1, t]) != 0
        marks[line, t + 1] = 1 if do else (marks[line, t + 1] & 1) << 1


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _mark_cells(live: Array, marks: Array, north: Any, south: Any, row: Any) -> Any:
    """Mark the tiles of a row whose levels may change; tell the number of cells in them."""
    cells = 0
    for t in range(live.shape[1]):
        some = marks[_X, t] | marks[_X, t + 1] | marks[north, t + 1] | marks[south, t + 1]
        do = some != 0 and live[row, t] != 0
        marks[_CELLS, t + 1] = do
        cells += live[row, t] if do else 0
    return cells


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _flows(
    flow: Array,
    moved: Array,
    level: Array,
    bed: Array,
    friction: Array,
    marks: Array,
    line: Any,
    start: Any,
    beside: Any,
    at: Any,
    size: Any,
    step: Step,
) -> None:
    """New flow [m2/s] through faces of a row, and the counts that pass (Bates et al. 2010, equation 11).

    Water passes between the higher level and the higher bed of a cell and the one `beside` places on, over
    `depth`; `size` is the cell size across the face. Flow is at most that of a wave, depth sqrt(g depth).
    Lengths are in counts; where the depth is 0 the NaN of 0 / 0 gives way to that limit, which is 0 too.
    Through faces of tiles without a mark nothing passes.
    """
    pull, drag, scale, wave = step.pull / size, step.drag, step.dt / (size * step.unit), step.wave
    dry, nought = np.float32(step.dry), np.float32(0.0)
    tiles, t = marks.shape[1] - 2, 0
    while t < tiles:
        first, do = t, marks[line, t + 1]
        while t < tiles and marks[line, t + 1] == do:
            t += 1
        count, begin, to = (
            np.uintp((t - first) * TILE),
            start + np.uintp(first * TILE),
            at + np.uintp(first * TILE),
        )
        if do != 1:
            for k in range(count if do == _CLEAR else np.uintp(0)):
                moved[to + k] = 0
            for tile in range(first, t):
                marks[line, tile + 1] = 0
            continue
        for k in range(count):
            i = begin + k
            j = i + beside
            top, crest = max(level[i], level[j]), max(bed[i], bed[j])
            depth = np.float32(np.int32(top - crest))
            drop = np.float32(np.int32(level[j] - level[i]))
            old = flow[i]
            square = depth * depth
            rough = drag * (friction[i] + friction[j])
            resistance = fused(rough * abs(old), inverse_cube_root(depth), square)
            new = fused(pull * depth, drop, old) * square / resistance
            cap = depth * np.sqrt(wave * depth)
            new = new if new < cap else cap  # noqa: FURB136 - min would keep the NaN
            new = max(new, -cap)
            new = new if depth > dry else nought
            flow[i] = new
            moved[to + k] = nearest(new * scale)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _levels(
    level: Array,
    bed: Array,
    active: Array,
    moved: Array,
    marks: Array,
    row: Any,
    start: Any,
    north_at: Any,
    south_at: Any,
    dry: Any,
) -> tuple[Any, Any, Any]:
    """Add what came through the faces of the marked cells of a row.

    Tell the highest depth, a negative number if a cell gave more than it held, and whether some tile is to be
    looked at because it is not all wet.
    """
    highest, overdrawn, look = np.int32(0), np.int32(0), False
    nought, none, one = np.int32(0), np.int32(NO_CELL), np.uintp(1)
    tiles, t = active.shape[1], 0
    while t < tiles:
        if marks[_CELLS, t + 1] == 0:
            active[row, t] = 0
            t += 1
            continue
        first = t
        while t < tiles and marks[_CELLS, t + 1] != 0:
            t += 1
        count, a = np.uintp((t - first) * TILE), np.uintp(first * TILE)
        lowest = none
        for k in range(count):
            c = a + k
            old, ground = level[start + c], bed[start + c]
            w, e, n, s = moved[c], moved[c + one], moved[north_at + c], moved[south_at + c]
            given = np.int32(max(e, nought) - min(w, nought))
            out = np.int32(given + np.int32(max(s, nought) - min(n, nought)))
            cell = ground != none
            left = np.int32(np.int32(old - ground) - out)
            overdrawn = np.int32(overdrawn | (left if cell else nought))
            new = np.int32(old + np.int32(np.int32(w - e) + np.int32(n - s)))
            new = new if cell else old
            depth = np.int32(new - ground)
            highest = max(highest, depth)
            lowest = min(lowest, depth if cell else none)
            level[start + c] = new
        wet = lowest > dry
        look |= not wet
        for tile in range(first, t):
            active[row, tile] = (_ALL if wet else _LOOK) | (active[row, tile] & _ALL) << 4
    return highest, overdrawn, look


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _look(level: Array, bed: Array, active: Array, row: Any, start: Any, dry: Any) -> None:
    """Find out which tiles of a row have water, and whether it stands in their first cell."""
    for t in range(active.shape[1]):
        if active[row, t] & _LOOK == 0:
            continue
        begin, highest = start + np.uintp(t * TILE), np.int32(0)
        for k in range(np.uintp(TILE)):
            highest = max(highest, np.int32(level[begin + k] - bed[begin + k]))
        bits = WET if highest > dry else 0
        bits |= FIRST if level[begin] - bed[begin] > dry else 0
        active[row, t] = (active[row, t] & (_ALL << 4)) | bits


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _deepest(level: Array, bed: Array, row: Any, width: Any) -> Any:
    """Highest depth in a row, in counts."""
    highest, start = np.int32(0), np.uintp(row * width)
    for k in range(np.uintp(width)):
        highest = max(highest, np.int32(level[start + k] - bed[start + k]))
    return highest


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _limit(
    fields: Fields, row: Any, scratch: Scratch, north_at: Any, south_at: Any, faces: FaceTable, top: Any
) -> None:
    """Scale back what cells gave too much, after the fact: sums of counts may be mended in any order.

    A cell gives away at most what it held; each face is scaled by the cell that its water leaves, in
    proportion.
    """
    surface, bed, flow_x, flow_y = fields.surface, fields.bed, fields.flow_x, fields.flow_y
    moved, width = scratch.moved, fields.width
    for c in range(1, width - 1):
        i = row * width + c
        if scratch.marks[_CELLS, c // TILE + 1] == 0 or bed[i] == NO_CELL:
            continue
        north, south = north_at + c, south_at + c
        w, e, n, s = moved[c], moved[c + 1], moved[north], moved[south]
        out = np.int64(max(e, 0)) + max(-w, 0) + max(s, 0) + max(-n, 0)
        held = np.int64(surface[i]) - bed[i] - w + e - n + s
        if out <= held or out == 0:
            continue
        if e > 0:
            kept = e * held // out
            surface[i] += e - kept
            if bed[i + 1] != NO_CELL:
                surface[i + 1] -= e - kept
            flow_x[i] *= np.float32(kept / e)
            moved[c + 1] = kept
            limit_face(faces, 0, row, c, kept)
        if w < 0:
            kept = -(-w * held // out)
            surface[i] += kept - w
            if bed[i - 1] != NO_CELL:
                surface[i - 1] -= kept - w
            flow_x[i - 1] *= np.float32(kept / w)
            moved[c] = kept
            limit_face(faces, 0, row, c - 1, kept)
        if s > 0:
            kept = s * held // out
            surface[i] += s - kept
            flow_y[i] *= np.float32(kept / s)
            moved[south] = kept
            limit_face(faces, 1, row, c, kept)
        if n < 0:
            kept = -(-n * held // out)
            surface[i] += kept - n
            if row > top and bed[i - width] != NO_CELL:
                surface[i - width] -= kept - n
            flow_y[i - width] *= np.float32(kept / n)
            moved[north] = kept
            limit_face(faces, 1, row - 1, c, kept)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def edge_faces(
    fields: Fields, row: Any, scratch: Scratch, edge: Edge, faces: FaceTable, step: Step, levels: Array
) -> None:
    """Flow through the south faces of a row where bands meet, before any level changes, into `edge`."""
    width, moved, marks = fields.width, scratch.moved, scratch.marks
    stride = moved.size // 3
    _mark_y(fields.active, marks, _NORTH, row, step.always)
    _flows(
        fields.flow_y,
        moved,
        fields.surface,
        fields.bed,
        fields.friction,
        marks,
        _NORTH,
        np.uintp(row * width),
        np.uintp(width),
        np.uintp(stride),
        step.dy,
        step,
    )
    face_flows(faces, 1, row, fields, fields.flow_y, moved, stride, marks[_NORTH], step, levels)
    edge.moved[:] = moved[stride : stride + width]
    edge.above[:] = moved[stride : stride + width]
    edge.below[:] = moved[stride : stride + width]
    edge.marks[:] = marks[_NORTH]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def sweep(
    fields: Fields,
    first: Any,
    stop: Any,
    scratch: Scratch,
    north_edge: Edge,
    south_edge: Edge,
    last_band: bool,
    faces: FaceTable,
    step: Step,
    levels: Array,
) -> tuple[Any, Any]:
    """One step of the rows first..stop; tell the highest depth [counts] and the number of cells computed.

    `edge_faces` has found what passes the edges of the band (the last band has none in the south). What the
    band scales back there is written in them, for `mend_edge`, which also tells the highest depth of the rows
    there.
    """
    surface, bed, friction, active = fields.surface, fields.bed, fields.friction, fields.active
    flow_x, flow_y, live, width = fields.flow_x, fields.flow_y, fields.live, fields.width
    moved, marks, special = scratch.moved, scratch.marks, faces.start
    stride = moved.size // 3
    highest, before, done, south = np.int32(0), np.int32(0), 0, _NORTH
    one, beside = np.uintp(1), np.uintp(width)
    moved[stride : stride + width] = north_edge.below
    marks[_NORTH] = north_edge.marks
    for row in range(first, stop):
        north, south = south, _NORTH + _SOUTH - south
        north_at, south_at, start = np.uintp(north * stride), np.uintp(south * stride), np.uintp(row * width)
        if row == stop - 1 and not last_band:
            moved[south * stride : south * stride + width] = south_edge.above
            marks[south] = south_edge.marks
        else:
            _mark_y(active, marks, south, row, step.always)
            _flows(
                flow_y, moved, surface, bed, friction, marks, south, start, beside, south_at, step.dy, step
            )
            if special[1, row] != special[1, row + 1]:
                face_flows(faces, 1, row, fields, flow_y, moved, south * stride, marks[south], step, levels)
        _mark_x(active, marks, row, step.always)
        _flows(flow_x, moved, surface, bed, friction, marks, _X, start, one, one, step.dx, step)
        if special[0, row] != special[0, row + 1]:
            face_flows(faces, 0, row, fields, flow_x, moved, 1, marks[_X], step, levels)
        done += _mark_cells(live, marks, north, south, row)
        deepest, overdrawn, look = _levels(
            surface, bed, active, moved, marks, row, start, north_at, south_at, step.dry
        )
        if overdrawn < 0:
            _limit(fields, row, scratch, north * stride, south * stride, faces, first)
            deepest = _deepest(surface, bed, row, width)
            if row > first:
                before = _deepest(surface, bed, row - 1, width)
            if row == first:
                north_edge.below[:] = moved[north * stride : north * stride + width]
            if row == stop - 1 and not last_band:
                south_edge.above[:] = moved[south * stride : south * stride + width]
        if look:
            _look(surface, bed, active, row, start, step.dry)
        highest = max(highest, before)
        before = np.int32(0) if row == first and first > 1 else deepest
    return max(highest, before) if last_band else highest, done


@numba.njit(cache=True, error_model="numpy", nogil=True)
def mend_edge(fields: Fields, row: Any, edge: Edge) -> Any:
    """Give the cells on both sides of an edge what really passed; `row` is the last of the band above.

    Tell the highest depth in both rows [counts].
    """
    surface, bed, width = fields.surface, fields.bed, fields.width
    moved, above, below = edge.moved, edge.above, edge.below
    for c in range(width):
        i, j = row * width + c, (row + 1) * width + c
        if above[c] != moved[c] and bed[j] != NO_CELL:
            surface[j] += above[c] - moved[c]
        if below[c] != moved[c] and bed[i] != NO_CELL:
            surface[i] += moved[c] - below[c]
    return max(_deepest(surface, bed, row, width), _deepest(surface, bed, row + 1, width))
