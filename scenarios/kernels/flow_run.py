"""Steps of the flow computation after each other: time step, boundaries, sweep, transfers, until a time."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.flow_faces import FaceTable, settle_faces, wake_boundaries
from scenarios.kernels.flow_fields import FIRST, GRAVITY, NO_CELL, TILE, WET, Edge, Fields, Scratch, Step
from scenarios.kernels.flow_links import LinkTable, link_discharges
from scenarios.kernels.local_inertial import edge_faces, sweep

__all__ = [
    "CELL_STEPS",
    "CLOCK",
    "HIGHEST",
    "LAST_DT",
    "NOW",
    "STEPS",
    "STOP",
    "Run",
    "SeriesTable",
    "TransferTable",
    "begin_step",
    "edge_pass",
    "end_step",
    "run",
    "sweep_pass",
]

CLOCK = 7
NOW, STOP, LAST_DT, HIGHEST, STEPS, CELL_STEPS, HELD = range(CLOCK)
"""Places in the clock: time and end [s], last step [s], highest depth [counts], steps and cells so far, and
the step that is held [s]."""
_CEILING = NO_CELL - (1 << 24)
_TOGETHER = 1e-9  # part of the time left by which a step may fall short of the end
_UNCAPPED = 1e12  # m/s2: a wave that limits nothing
_HALVINGS = 20
_SHRINK, _GROW = 0.95, 0.8

Array = npt.NDArray[Any]


class SeriesTable(NamedTuple):
    """Level series after each other: series k is start[k]..start[k + 1]; `value` and `now` in counts."""

    start: Array
    time: Array
    value: Array
    now: Array


class TransferTable(NamedTuple):
    """Discharges [m3/s] from a cell to a cell (flat index, -1 outside); `moved` and `rest` in counts."""

    source: Array
    target: Array
    discharge: Array
    moved: Array
    rest: Array


class Run(NamedTuple):
    """What no step changes.

    `unit` metres a count above `datum` m NAP, cell sizes [m], Courant number, longest step [s], dry depth
    [counts], whether flow is capped, and whether dry tiles are computed too.
    """

    unit: float
    datum: float
    dx: float
    dy: float
    courant: float
    longest: float
    dry: int
    capped: bool
    always: bool


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _at(t: float, time: Array, value: Array) -> float:
    """Value of a series at time t: linear, constant beyond the ends."""
    after = np.searchsorted(time, t)
    if after == 0:
        return float(value[0])
    if after == time.size:
        return float(value[-1])
    part = (t - time[after - 1]) / (time[after] - time[after - 1])
    return float(value[after - 1] + part * (value[after] - value[after - 1]))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _time_step(setup: Run, depth: float, transfers: TransferTable) -> float:
    """Longest stable step [s] over a depth [m], also for what transfers will bring in it (C <= sqrt(1/2))."""
    reach = setup.courant * min(setup.dx, setup.dy) / math.sqrt(GRAVITY)
    dt = setup.longest
    if depth > 0.0:
        dt = min(dt, reach / math.sqrt(depth))
    rise = 0.0
    for k in range(transfers.discharge.size):
        rise = max(rise, abs(transfers.discharge[k]))
    rise /= setup.dx * setup.dy
    if dt * math.sqrt(depth + rise * dt) <= reach:
        return dt
    low = 0.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + dt)
        if middle * math.sqrt(depth + rise * middle) <= reach:
            low = middle
        else:
            dt = middle
    return low


@numba.njit(cache=True, error_model="numpy", nogil=True)
def begin_step(
    setup: Run,
    clock: Array,
    fields: Fields,
    faces: FaceTable,
    series: SeriesTable,
    transfers: TransferTable,
) -> None:
    """Set the time step and the boundary levels, whole counts as those of cells, at the time of the clock.

    The step is held while the deepest water allows it, and divides what is left up to a stop evenly: a step
    that swings with the water, or a short one at each stop, feeds the shortest waves until they break all
    bounds (parametric resonance), although each step alone is stable.
    """
    for k in range(series.now.size):
        a, b = series.start[k], series.start[k + 1]
        series.now[k] = np.rint(_at(clock[NOW], series.time[a:b], series.value[a:b]))
    deepest = max(clock[HIGHEST], wake_boundaries(faces, fields, series.now)) * setup.unit
    limit = _time_step(setup, deepest, transfers)
    if clock[HELD] > limit or clock[HELD] < _GROW * limit:
        clock[HELD] = _SHRINK * limit
    left = clock[STOP] - clock[NOW]
    parts = math.ceil(left / clock[HELD] * (1.0 - _TOGETHER))
    clock[LAST_DT] = left if parts <= 1 else left / parts


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _step(setup: Run, dt: float) -> Step:
    unit = setup.unit
    return Step(
        np.float32(dt),
        np.float32(setup.dx),
        np.float32(setup.dy),
        np.float32(unit),
        np.int32(setup.dry),
        np.float32(-GRAVITY * dt * unit**2),
        np.float32(0.5 * dt * unit ** (-7.0 / 3.0)),
        np.float32((GRAVITY if setup.capped else _UNCAPPED) * unit**3),
        setup.capped,
        setup.always,
    )


@numba.njit(cache=True, error_model="numpy", nogil=True)
def edge_pass(
    setup: Run,
    clock: Array,
    fields: Fields,
    row: int,
    scratch: Scratch,
    edge: Edge,
    faces: FaceTable,
    series: SeriesTable,
) -> None:
    """Flow through the south faces of a row where bands meet, in the step that has begun."""
    edge_faces(fields, row, scratch, edge, faces, _step(setup, clock[LAST_DT]), series.now)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def sweep_pass(
    setup: Run,
    clock: Array,
    fields: Fields,
    first: int,
    stop: int,
    scratch: Scratch,
    north: Edge,
    south: Edge,
    last: bool,
    faces: FaceTable,
    series: SeriesTable,
) -> tuple[int, int]:
    """Carry out the step that has begun in rows first..stop; tell the highest depth and cells computed."""
    step = _step(setup, clock[LAST_DT])
    highest, cells = sweep(fields, first, stop, scratch, north, south, last, faces, step, series.now)
    return int(highest), int(cells)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _transfer(setup: Run, dt: float, fields: Fields, transfers: TransferTable) -> int:
    """Move water from cell to cell, no more than there is; tell the highest depth where it came [counts]."""
    width, surface, bed = fields.width, fields.surface, fields.bed
    highest = 0
    scale = dt / (setup.dx * setup.dy * setup.unit)
    for k in range(transfers.source.size):
        asked = transfers.discharge[k] * scale + transfers.rest[k]
        counts = int(np.rint(asked))
        transfers.rest[k] = asked - counts
        if counts == 0:
            continue
        giver, taker = transfers.source[k], transfers.target[k]
        if counts < 0:
            giver, taker = taker, giver
        amount = abs(counts)
        if giver >= 0:
            amount = min(amount, max(int(surface[giver]) - int(bed[giver]), 0))
            surface[giver] -= amount
        if taker >= 0:
            surface[taker] += amount
            highest = max(highest, int(surface[taker]) - int(bed[taker]))
            _wake(fields, taker // width, taker % width)
        transfers.moved[k] += amount if counts > 0 else -amount
    return highest


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _wake(fields: Fields, row: int, column: int) -> None:
    """Make the tile of a cell that has got water take part."""
    fields.active[row, column // TILE] |= WET | FIRST if column % TILE == 0 else WET


@numba.njit(cache=True, error_model="numpy", nogil=True)
def end_step(
    setup: Run,
    clock: Array,
    fields: Fields,
    faces: FaceTable,
    series: SeriesTable,
    transfers: TransferTable,
    links: LinkTable,
    highest: int,
    cells: int,
) -> bool:
    """Close a step: volumes through faces, transfers, the clock. Tell whether levels are within bounds."""
    dt = clock[LAST_DT]
    settle_faces(faces, setup.dx, setup.dy, setup.unit, dt)
    if highest <= setup.dry:
        highest = 0  # which films are looked at depends on the bands
    deepest = max(highest, _transfer(setup, dt, fields, transfers))
    clock[HIGHEST] = deepest
    clock[NOW] = clock[STOP] if dt == clock[STOP] - clock[NOW] else clock[NOW] + dt
    clock[STEPS] += 1
    clock[CELL_STEPS] += cells
    if links.kind.size > 0:  # from levels that all of this step has reached, for the next one
        area = setup.dx * setup.dy
        levels = series.now
        link_discharges(
            links, transfers.discharge, fields.surface, levels, setup.unit, setup.datum, area, clock[NOW], dt
        )
    return 0 <= deepest < _CEILING


@numba.njit(cache=True, error_model="numpy", nogil=True)
def run(
    setup: Run,
    clock: Array,
    until: float,
    work: int,
    fields: Fields,
    scratch: Scratch,
    edge: Edge,
    faces: FaceTable,
    series: SeriesTable,
    transfers: TransferTable,
    links: LinkTable,
) -> bool:
    """Step on until the clock has passed `until` (or reached its stop), or `work` cells are done.

    Tell whether levels are within bounds.
    """
    done, sound, rows = 0, True, fields.active.shape[0]
    while sound and clock[NOW] < min(until, clock[STOP]) and done < work:
        begin_step(setup, clock, fields, faces, series, transfers)
        step = _step(setup, clock[LAST_DT])
        edge_faces(fields, 0, scratch, edge, faces, step, series.now)
        highest, cells = sweep(fields, 1, rows - 1, scratch, edge, edge, True, faces, step, series.now)
        sound = end_step(setup, clock, fields, faces, series, transfers, links, highest, cells)
        done += cells + fields.active.size
    return sound
