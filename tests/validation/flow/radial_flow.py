"""Full shallow water equations around a point on a flat plain: a reference that does carry advection.

Water that enters through a short gap in a long straight wall spreads like twice that water from a point
without a wall, and then there is one dimension left: the distance r. First-order finite volumes with an HLL
flux on rings,

``d(h)/dt + (1/r) d(r h u)/dr = source``,
``d(h u)/dt + (1/r) d(r h u^2)/dr + g h dh/dr = -g n^2 u |u|/h^(1/3)``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import GRAVITY

Floats = npt.NDArray[np.float64]
DRY = 1e-4


@dataclass(frozen=True, slots=True)
class Radial:
    """Depth at rings over time, and when each ring was first wet."""

    radius: Floats
    times: Floats
    depth: Floats
    arrival: Floats

    def depth_at(self, time: float, radius: npt.ArrayLike) -> Floats:
        row = int(np.argmin(np.abs(self.times - time)))
        return np.interp(np.asarray(radius, np.float64), self.radius, self.depth[row])

    def arrival_at(self, radius: npt.ArrayLike) -> Floats:
        return np.interp(np.asarray(radius, np.float64), self.radius, self.arrival)


def spread_from_a_wall(
    time: Floats,
    discharge: Floats,
    *,
    roughness: float,
    gap: float,
    reach: float,
    ring: float,
    every: float,
    wet: float,
) -> Radial:
    """Spreading of a discharge [m3/s] that enters through a gap in a wall, up to the last time [s].

    ``gap`` is the width of the gap [m]: the doubled discharge falls evenly on a disc of that diameter.
    ``ring`` is the width of a ring, ``reach`` the outer radius, ``wet`` the depth at which a place counts as
    reached [m].
    """
    edges = np.arange(0.0, reach + ring / 2, ring)
    area = np.pi * np.diff(edges**2)
    share = np.clip((gap / 2 - edges[:-1]) / ring, 0.0, 1.0) * area
    rounds = round(float(time[-1]) / every)
    depth = np.zeros((rounds + 1, area.size))
    arrival = np.full(area.size, np.inf)
    h, m = np.zeros(area.size), np.zeros(area.size)
    for i in range(rounds):
        _march(
            h,
            m,
            edges,
            2.0 * share / share.sum() / area,
            time,
            discharge,
            i * every,
            (i + 1) * every,
            roughness,
            wet,
            arrival,
        )
        depth[i + 1] = h
    return Radial(0.5 * (edges[1:] + edges[:-1]), np.arange(rounds + 1) * every, depth, arrival)


@numba.njit(cache=True, error_model="numpy")
def _march(h, m, edges, source, time, discharge, start, end, roughness, wet, arrival):
    """Advance depth and momentum from start to end in place."""
    n, ring = h.size, edges[1] - edges[0]
    mass, momentum = np.zeros(n + 1), np.zeros(n + 1)
    now = start
    while now < end:
        fastest = 0.5
        for i in range(n):
            if h[i] > DRY:
                fastest = max(fastest, abs(m[i] / h[i]) + math.sqrt(GRAVITY * h[i]))
        dt = min(0.45 * ring / fastest, end - now)
        for i in range(1, n):
            mass[i], momentum[i] = _hll(h[i - 1], m[i - 1], h[i], m[i])
        inflow = np.interp(now + dt / 2, time, discharge)
        for i in range(n):
            inner, outer = edges[i], edges[i + 1]
            volume = 0.5 * (outer * outer - inner * inner)
            pressure = 0.5 * GRAVITY * h[i] * h[i]
            right = momentum[i + 1] if i < n - 1 else pressure
            left = momentum[i] if i > 0 else pressure
            gain = (inner * (left - pressure) - outer * (right - pressure)) / volume
            h_new = h[i] + dt * ((inner * mass[i] - outer * mass[i + 1]) / volume + inflow * source[i])
            m_new = m[i] + dt * gain
            if h_new > DRY:
                drag = GRAVITY * roughness**2 * abs(m_new) / h_new ** (7.0 / 3.0)
                m[i] = m_new * 2.0 / (1.0 + math.sqrt(1.0 + 4.0 * dt * drag))
            else:
                m[i] = 0.0
            h[i] = max(h_new, 0.0)
            if h[i] > wet and now + dt < arrival[i]:
                arrival[i] = now + dt
        now += dt


@numba.njit(cache=True, error_model="numpy")
def _hll(h_left, m_left, h_right, m_right):
    """Flux of mass and of momentum with pressure between two states; dry below DRY."""
    u_left = m_left / h_left if h_left > DRY else 0.0
    u_right = m_right / h_right if h_right > DRY else 0.0
    c_left, c_right = math.sqrt(GRAVITY * h_left), math.sqrt(GRAVITY * h_right)
    slow, fast = min(u_left - c_left, u_right - c_right), max(u_left + c_left, u_right + c_right)
    if h_right <= DRY:
        fast = u_left + 2.0 * c_left
    if h_left <= DRY:
        slow = u_right - 2.0 * c_right
    f_left, f_right = (
        m_left * u_left + 0.5 * GRAVITY * h_left**2,
        m_right * u_right + 0.5 * GRAVITY * h_right**2,
    )
    if slow >= 0.0:
        return m_left, f_left
    if fast <= 0.0:
        return m_right, f_right
    span = fast - slow
    return (
        (fast * m_left - slow * m_right + slow * fast * (h_right - h_left)) / span,
        (fast * f_left - slow * f_right + slow * fast * (m_right - m_left)) / span,
    )
