"""What a flood leaves behind in each cell: how high, when, how fast, for how long."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.flow_fields import any_water

__all__ = ["sample_flow"]

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int32]

_BLOCK = 64  # cells of a row that are looked at together; a dry block costs one comparison a cell


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _sample_heights(
    time: np.float32,
    elapsed: np.float32,
    wet: np.int32,
    full: np.int32,
    surface: Counts,
    bed: Counts,
    highest: Counts,
    highest_at: Floats,
    arrival: Floats,
    full_at: Floats,
    duration: Floats,
) -> None:
    for k in range(surface.shape[0]):
        depth = np.int32(surface[k] - bed[k])
        higher = (depth > 0) & (surface[k] > highest[k])
        highest[k] = surface[k] if higher else highest[k]
        highest_at[k] = time if higher else highest_at[k]
        duration[k] = duration[k] + elapsed if depth > wet else duration[k]
        arrival[k] = min(arrival[k], time) if depth > wet else arrival[k]
        full_at[k] = min(full_at[k], time) if depth >= full else full_at[k]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _sample_speeds(
    unit: np.float32,
    wet: np.int32,
    surface: Counts,
    bed: Counts,
    west: Floats,
    east: Floats,
    north: Floats,
    south: Floats,
    speed: Floats,
    force: Floats,
) -> None:
    half = np.float32(0.5)
    for k in range(surface.shape[0]):
        counts = np.int32(surface[k] - bed[k])
        qx, qy = half * (west[k] + east[k]), half * (north[k] + south[k])
        product = np.float32(math.sqrt(qx * qx + qy * qy)) if counts > wet else np.float32(0.0)
        fast = product / (np.float32(max(counts, np.int32(1))) * unit)
        force[k] = max(force[k], product)
        speed[k] = max(speed[k], fast)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def sample_flow(
    moment: Floats,
    unit: np.float32,
    limits: Counts,
    surface: Counts,
    bed: Counts,
    qx: Floats,
    qy: Floats,
    highest: Counts,
    highest_at: Floats,
    arrival: Floats,
    full_at: Floats,
    speed: Floats,
    force: Floats,
    duration: Floats,
) -> None:
    """Add one moment to the record of a flow.

    Parameters
    ----------
    moment
        Time and the time since the last sample [s], shape (2,).
    unit
        Metres of one count of a level.
    limits
        Depth above which a cell counts as flooded, and up to which its rise is measured, in counts.
    surface, bed
        Water level and bed in counts, int32, padded with one ring: shape (ny + 2, at least nx + 2). Equal
        where dry and where there is no cell.
    qx, qy
        Discharge per metre through the east and south side of each cell [m2/s], padded alike.
    highest, highest_at
        In and out, shape (ny, nx): highest level in counts and the time it was first reached [s].
    arrival, full_at
        In and out: first time above the first and at the second limit [s] (inf before).
    speed, force, duration
        In and out: greatest speed [m/s] and depth times speed [m2/s] while flooded; time flooded [s].
    """
    ny, nx = highest.shape
    time, elapsed, wet, full = moment[0], moment[1], limits[0], limits[1]
    for row in range(ny):
        r = row + 1
        for a in range(0, nx, _BLOCK):
            b = min(a + _BLOCK, nx)
            level, ground = surface[r, a + 1 : b + 1], bed[r, a + 1 : b + 1]
            if not any_water(level, ground):
                continue
            rise = (highest[row, a:b], highest_at[row, a:b], arrival[row, a:b], full_at[row, a:b])
            _sample_heights(time, elapsed, wet, full, level, ground, *rise, duration[row, a:b])
            sides = (qx[r, a:b], qx[r, a + 1 : b + 1], qy[r - 1, a + 1 : b + 1], qy[r, a + 1 : b + 1])
            _sample_speeds(unit, wet, level, ground, *sides, speed[row, a:b], force[row, a:b])
