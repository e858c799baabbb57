"""Rain on every cell and water that the ground takes, in whole counts of a level."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.flow_fields import NO_CELL, any_water

__all__ = ["add_rain", "infiltrate"]

Array = npt.NDArray[Any]
Counts = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

_BLOCK = 256


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _add(surface: Counts, bed: Counts, counts: np.int32) -> None:
    for k in range(surface.shape[0]):
        surface[k] += counts if bed[k] != np.int32(NO_CELL) else np.int32(0)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def add_rain(surface: Counts, bed: Counts, counts: np.int32) -> None:
    """Raise the level of every cell by the same number of counts.

    Parameters
    ----------
    surface, bed
        Level and bed in counts, int32, shape (rows, width); 2^30 in the bed where there is no cell.
    counts
        Counts to add, >= 0.
    """
    for row in range(surface.shape[0]):
        _add(surface[row], bed[row], counts)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _want(
    surface: Counts,
    bed: Counts,
    taken: Counts,
    conductivity: Floats,
    suction: Floats,
    deficit: Floats,
    constants: Floats,
    wanted: Counts,
) -> None:
    """Counts that the ground would take, were there enough water and room."""
    unit, dt, turn = constants[0], constants[1], constants[2]
    half, two, none, most = np.float32(0.5), np.float32(2.0), np.float32(0.0), np.float32(2.0e9)
    for k in range(surface.shape[0]):
        depth = np.int32(surface[k] - bed[k])
        passed = conductivity[k] * dt
        drawn = (suction[k] + np.float32(depth) * unit) * deficit[k]
        so_far = np.float32(taken[k]) * unit
        offset = so_far - half * passed
        product = two * passed * (so_far + drawn)
        root = np.float32(math.sqrt(offset * offset + product))
        curved = product / (offset + root) if offset > none else root - offset
        depth_wanted = curved if drawn > none else passed
        counts = np.int32(min(depth_wanted / unit, most) + turn)
        wanted[k] = counts if passed > none else np.int32(0)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _take(surface: Counts, bed: Counts, taken: Counts, storage: Counts, wanted: Counts) -> int:
    """Take what is wanted, as far as there is water and room."""
    total = np.int64(0)
    for k in range(surface.shape[0]):
        depth = np.int32(surface[k] - bed[k])
        room = np.int32(storage[k] - taken[k])
        amount = min(wanted[k], depth, room)
        surface[k] -= amount
        taken[k] += amount
        total += np.int64(amount)
    return int(total)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def infiltrate(
    surface: Counts,
    bed: Counts,
    taken: Counts,
    conductivity: Floats,
    suction: Floats,
    deficit: Floats,
    storage: Counts,
    constants: Floats,
) -> int:
    """Let the ground take water over a time step: Green and Ampt with standing water, or a constant rate.

    The step of Green and Ampt is closed: with F the depth taken, K the conductivity and S = (suction + depth)
    times deficit, ``dF = K dt (1 + S / (F + dF / 2))`` is a quadratic in dF (Li, Stevens and Simons 1976),
    positive and stable for any step. S = 0 gives the constant rate K.

    Parameters
    ----------
    surface, bed
        Level and bed in counts, int32, padded with one ring: shape (ny + 2, at least nx + 2).
    taken
        In and out: counts taken so far, int32, shape (ny, nx).
    conductivity
        m/s, float32; NaN or 0 takes nothing.
    suction
        Head at the wetting front [m].
    deficit
        Part of the ground that can still fill [1]; 0 makes the rate constant.
    storage
        Counts that the ground can take in all, int32.
    constants
        Float32: metres of a count, time step [s], and the part of a count from which on it is given (0..1, to
        be varied so that fractions are given their share).

    Returns
    -------
    int
        Counts taken in this step.
    """
    ny, nx = taken.shape
    total = np.int64(0)
    wanted = np.empty(_BLOCK, np.int32)
    for row in range(ny):
        r = row + 1
        for a in range(0, nx, _BLOCK):
            b = min(a + _BLOCK, nx)
            level, ground = surface[r, a + 1 : b + 1], bed[r, a + 1 : b + 1]
            if not any_water(level, ground):
                continue
            _want(
                level,
                ground,
                taken[row, a:b],
                conductivity[row, a:b],
                suction[row, a:b],
                deficit[row, a:b],
                constants,
                wanted,
            )
            total += _take(level, ground, taken[row, a:b], storage[row, a:b], wanted)
    return int(total)
