"""Lines along which groundwater flows to wells, followed backwards from the wells.

x, y      place [m]                        C    strength of a well, Q / (2 pi n H) [m2/s]
u, w      velocity without wells [m/s]     tau  time before the water is drawn [s]

Backwards, water leaves the wells: ``dx / dtau = -u + sum C dx / r^2``. Steps are those of Bogacki and
Shampine 1989, third order with the error of the second. Places at given times lie on the cubic through a
step and its velocities, so that a line is the same one whatever times are asked of it. Lines do not look at
each other.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy.typing as npt

__all__ = ["DONE", "TOO_MANY_STEPS", "trace_back", "travel_times"]

DONE, TOO_MANY_STEPS = 0, 1
_NEAR = 0.25  # of the time that a well by itself needs for what is left: no step passes it

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def trace_back(
    starts: Array,
    wells: Array,
    u: float,
    w: float,
    elapsed: Array,
    times: Array,
    tolerance: float,
    most_steps: int,
    ends: Array,
    first: int,
    last: int,
) -> int:
    """Follow the lines ``first`` up to ``last``; returns DONE or TOO_MANY_STEPS.

    Parameters
    ----------
    starts
        Where lines begin, near a well (n, 2) [m].
    wells
        Place and strength (k, 3) [m, m, m2/s].
    u, w
        Velocity without wells, to the east and to the north [m/s].
    elapsed
        Time from each start to its well (n,) [s].
    times
        Ascending (m,) [s]; a line is at its start until ``elapsed``.
    tolerance
        Error that a step may make [m], > 0.
    most_steps
        Of one line.
    ends
        (n, m, 2) float64: place of the water of each line at each time [m].
    """
    status = DONE
    moments = times.shape[0]
    for line in range(first, last):
        x, y, now = starts[line, 0], starts[line, 1], elapsed[line]
        ax, ay = _backwards(x, y, wells, u, w)
        h = 0.1 * now
        moment, taken = 0, 0
        while moment < moments and times[moment] <= now:
            ends[line, moment, 0], ends[line, moment, 1] = x, y
            moment += 1
        while moment < moments and taken < most_steps:
            taken += 1
            nx, ny, bx, by, cx, cy, dx, dy = _step(x, y, ax, ay, h, wells, u, w)
            wrong = _error(ax, ay, bx, by, cx, cy, dx, dy, h)
            longer = _longer(wrong, tolerance)
            if wrong <= tolerance:
                while moment < moments and times[moment] <= now + h:
                    s = (times[moment] - now) / h
                    near, far = s * (1.0 - s) * (1.0 - s), s * s * (1.0 - s)
                    turn = s * s * (3.0 - 2.0 * s)
                    ends[line, moment, 0] = x + turn * (nx - x) + h * (near * ax - far * dx)
                    ends[line, moment, 1] = y + turn * (ny - y) + h * (near * ay - far * dy)
                    moment += 1
                x, y, ax, ay, now = nx, ny, dx, dy, now + h
            h *= longer
        if moment < moments:
            status = TOO_MANY_STEPS
    return status


@numba.njit(cache=True, error_model="numpy", nogil=True)
def travel_times(
    points: Array,
    wells: Array,
    u: float,
    w: float,
    near: Array,
    longest: float,
    tolerance: float,
    most_steps: int,
    times: Array,
    arrives: Array,
    first: int,
    last: int,
) -> int:
    """Follow water from the points ``first`` up to ``last`` to a well; returns DONE or TOO_MANY_STEPS.

    Parameters
    ----------
    points
        Where the water is (n, 2) [m].
    wells, u, w, tolerance, most_steps
        As in `trace_back`, with strength and velocity turned: those of `trace_back` times -1.
    near
        Distance to each well from which its own pull is all that counts (k,) [m].
    longest
        Time after which a line is given up [s].
    times
        (n,): time until it is drawn [s]; inf when not within ``longest``.
    arrives
        (n,) int64: number of the well; -1 for none.
    """
    status = DONE
    for line in range(first, last):
        x, y, now = points[line, 0], points[line, 1], 0.0
        times[line], arrives[line] = math.inf, -1
        well, soon = _nearest(x, y, wells, near)
        ax, ay = _backwards(x, y, wells, u, w)
        h, taken = 0.1 * min(soon, longest), 0
        while well < 0 and now < longest and taken < most_steps:
            taken += 1
            h = min(h, _NEAR * soon)
            nx, ny, bx, by, cx, cy, dx, dy = _step(x, y, ax, ay, h, wells, u, w)
            wrong = _error(ax, ay, bx, by, cx, cy, dx, dy, h)
            if wrong <= tolerance:
                x, y, ax, ay, now = nx, ny, dx, dy, now + h
                well, soon = _nearest(x, y, wells, near)
            h *= _longer(wrong, tolerance)
        if well >= 0:
            times[line], arrives[line] = now + soon, well
        elif now < longest:
            status = TOO_MANY_STEPS
    return status


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _nearest(x: float, y: float, wells: Array, near: Array) -> tuple[int, float]:
    """Well that is near, -1 for none, and the shortest time in which one by itself draws the water [s]."""
    well, soon = -1, math.inf
    for k in range(wells.shape[0]):
        square = (x - wells[k, 0]) ** 2 + (y - wells[k, 1]) ** 2
        own = 0.5 * square / abs(wells[k, 2])
        if own < soon:
            soon = own
            well = k if square <= near[k] * near[k] else -1
    return well, soon


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _step(
    x: float, y: float, ax: float, ay: float, h: float, wells: Array, u: float, w: float
) -> tuple[float, float, float, float, float, float, float, float]:
    """Place after a step, and the velocities on the way to it and there."""
    bx, by = _backwards(x + 0.5 * h * ax, y + 0.5 * h * ay, wells, u, w)
    cx, cy = _backwards(x + 0.75 * h * bx, y + 0.75 * h * by, wells, u, w)
    nx = x + h * (2.0 * ax + 3.0 * bx + 4.0 * cx) / 9.0
    ny = y + h * (2.0 * ay + 3.0 * by + 4.0 * cy) / 9.0
    dx, dy = _backwards(nx, ny, wells, u, w)
    return nx, ny, bx, by, cx, cy, dx, dy


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _error(
    ax: float, ay: float, bx: float, by: float, cx: float, cy: float, dx: float, dy: float, h: float
) -> float:
    """What the step may be wrong [m]."""
    wrong: float = h * math.hypot(
        -5.0 * ax / 72.0 + bx / 12.0 + cx / 9.0 - dx / 8.0,
        -5.0 * ay / 72.0 + by / 12.0 + cy / 9.0 - dy / 8.0,
    )
    return wrong


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _longer(wrong: float, tolerance: float) -> float:
    """How much longer the next step may be [1]."""
    longer: float = min(4.0, max(0.2, 0.9 * (tolerance / max(wrong, 1e-300)) ** (1.0 / 3.0)))
    return longer


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _backwards(x: float, y: float, wells: Array, u: float, w: float) -> tuple[float, float]:
    """Velocity away from the wells [m/s]."""
    vx, vy = -u, -w
    for k in range(wells.shape[0]):
        dx, dy = x - wells[k, 0], y - wells[k, 1]
        pull = wells[k, 2] / (dx * dx + dy * dy)
        vx += pull * dx
        vy += pull * dy
    return vx, vy
