"""Closed forms that the flow solver is held against; SI units, g = 9.81 m/s2."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import GRAVITY as G

Floats = npt.NDArray[np.float64]


def travelling_wave(
    distance: npt.ArrayLike, *, speed: float, roughness: float, inertia: bool = True
) -> Floats:
    """Depth behind the front of a wave that runs over a dry flat bed at a constant speed [m].

    With inertia: the local inertial equations, ``(3/7) h^(7/3) - (3/4) (u^2/g) h^(4/3) = n^2 u^2 xi`` on the
    branch ``h >= 1.75 u^2/g``. Without: ``h = (7/3 n^2 u^2 xi)^(3/7)``, exact for the diffusive and for the
    full shallow water equations alike (Hunter et al. 2005, Adv. Water Resour. 28).
    """
    behind = np.asarray(distance, np.float64)
    xi = np.maximum(behind, 0.0)
    drag = (roughness * speed) ** 2
    depth = (7.0 / 3.0 * drag * xi) ** (3.0 / 7.0)
    if inertia:
        head = speed**2 / G
        depth = np.maximum(depth, 1.75 * head) + head
        for _ in range(50):
            value = 3.0 / 7.0 * depth ** (7.0 / 3.0) - 0.75 * head * depth ** (4.0 / 3.0) - drag * xi
            slope = depth ** (4.0 / 3.0) - head * depth ** (1.0 / 3.0)
            depth = np.maximum(depth - value / slope, 1.75 * head)
    return np.where(behind > 0, depth, 0.0)


def ritter(position: npt.ArrayLike, time: float, depth: float) -> tuple[Floats, Floats]:
    """Depth and discharge [m, m2/s] after a dam at 0 holding ``depth`` on its left breaks on a dry bed."""
    c0 = math.sqrt(G * depth)
    ratio = np.clip(np.asarray(position, np.float64) / time, -c0, 2.0 * c0)
    h = (2.0 * c0 - ratio) ** 2 / (9.0 * G)
    return h, 2.0 / 3.0 * (c0 + ratio) * h


def inertial_dam_break(
    position: npt.ArrayLike, time: float, depth: float, *, pressure: float
) -> tuple[Floats, Floats]:
    """The same dam break in the local inertial equations, which leave momentum advection out.

    Characteristics run at plus and minus sqrt(g h). A fan on the left (``h = (x/t)^2/g``,
    ``q = (2/3) sqrt(g) (h0^1.5 - h^1.5)``) ends at the depth that a bore on a dry bed can carry,
    ``q^2 = pressure g h^3``. The equations are not in conserved form, so ``pressure`` is what a scheme makes
    of ``h dh`` across the bore: 1/2 when it is smooth (0.6175 h0, 16 % more than Ritter, front at 0.556
    sqrt(g h0) instead of 2), 1 when it is one face high (0.543 h0, 35 %, 0.737).
    """
    share = (2.0 / 3.0) / (2.0 / 3.0 + math.sqrt(pressure))
    plateau = depth * share ** (2.0 / 3.0)
    ratio = np.asarray(position, np.float64) / time
    front = math.sqrt(pressure * G * plateau)
    h = np.clip(np.minimum(ratio, 0.0) ** 2 / G, plateau, depth)
    q = 2.0 / 3.0 * math.sqrt(G) * (depth**1.5 - h**1.5)
    return np.where(ratio < front, h, 0.0), np.where(ratio < front, q, 0.0)


def macdonald_depth(x: npt.ArrayLike) -> Floats:
    """Depth of the long subcritical channel (MacDonald et al. 1997; Delestre et al. 2013, 3.2.1) [m]."""
    return (4.0 / G) ** (1.0 / 3.0) * (
        1.0 + 0.5 * np.exp(-16.0 * (np.asarray(x, np.float64) / 1000.0 - 0.5) ** 2)
    )


def macdonald_bed(x: npt.ArrayLike, *, inflow: float, rain: float, roughness: float = 0.033) -> Floats:
    """Bed that makes the prescribed depth steady, zero at x = 1000 m [m].

    Steady momentum ``z' = (q^2/(g h^3) - 1) h' - 2 q R/(g h^2) - n^2 q^2/h^(10/3)`` with
    ``q = inflow + R x``, integrated upstream in steps of 1/40 m.
    """
    fine = np.linspace(0.0, 1000.0, 40_001)
    depth = macdonald_depth(fine)
    slope = (depth - (4.0 / G) ** (1.0 / 3.0)) * -32.0 * (fine / 1000.0 - 0.5) / 1000.0
    q = inflow + rain * fine
    gradient = (
        (q**2 / (G * depth**3) - 1.0) * slope
        - 2.0 * q * rain / (G * depth**2)
        - (roughness * q) ** 2 / depth ** (10.0 / 3.0)
    )
    steps = 0.5 * (gradient[1:] + gradient[:-1]) * np.diff(fine)
    bed = np.concatenate(([0.0], np.cumsum(steps)))
    return np.interp(np.asarray(x, np.float64), fine, bed - bed[-1])


def inertial_profile(
    x: Floats, bed: Floats, level: float, *, inflow: float, rain: float, roughness: float = 0.033
) -> Floats:
    """Steady level of the local inertial equations on a bed, from a level at the last x upstream [m].

    ``d(level)/dx = -n^2 q^2/h^(10/3)``: what the solver should find on any fine grid, right or wrong beside
    the full equations. Fourth-order Runge-Kutta.
    """

    def slope(at: float, value: float) -> float:
        q = inflow + rain * at
        h = max(value - float(np.interp(at, x, bed)), 1e-3)
        return -((roughness * q) ** 2) / h ** (10.0 / 3.0)

    found = np.empty_like(x)
    found[-1] = level
    for i in range(x.size - 1, 0, -1):
        here, step, value = x[i], x[i - 1] - x[i], found[i]
        k1 = slope(here, value)
        k2 = slope(here + step / 2, value + step * k1 / 2)
        k3 = slope(here + step / 2, value + step * k2 / 2)
        k4 = slope(here + step, value + step * k3)
        found[i - 1] = value + step * (k1 + 2 * k2 + 2 * k3 + k4) / 6
    return found


def paraboloid(x: Floats, y: Floats, *, radius: float, depth: float) -> Floats:
    """Bed of Thacker's basin, zero on its rim at ``radius``, ``-depth`` in the middle [m]."""
    return depth * ((x**2 + y**2) / radius**2 - 1.0)


def planar_surface(x: Floats, time: float, *, radius: float, depth: float, amplitude: float) -> Floats:
    """Level in the paraboloid of a flat surface that rocks along x, at rest at time 0 (Thacker 1981) [m].

    Exact for the shallow water equations: ``w = sqrt(2 g depth)/radius``,
    ``eta = (depth/radius^2) s cos(wt) (2 x - s cos(wt))``.
    """
    swing = amplitude * math.cos(planar_frequency(radius=radius, depth=depth) * time)
    return depth / radius**2 * swing * (2.0 * x - swing)


def planar_frequency(*, radius: float, depth: float) -> float:
    """Angular frequency of Thacker's planar motion [rad/s]."""
    return math.sqrt(2.0 * G * depth) / radius


def weir(level_up: float, level_down: float, crest: float, width: float = 1.0) -> float:
    """Broad-crested weir [m3/s]: ``1.705 B H^1.5``, drowned above 2/3 H ``B h_d sqrt(2 g (h1 - h2))``."""
    head, drowned = level_up - crest, level_down - crest
    if head <= 0:
        return 0.0
    if drowned <= 2.0 / 3.0 * head:
        return width * 2.0 / 3.0 * head * math.sqrt(2.0 / 3.0 * G * head)
    return width * drowned * math.sqrt(2.0 * G * (head - drowned))


def bathtub_polder(until: float = 24.0) -> dict[str, float]:
    """A polder behind a growing clay breach after so many hours, with one level inside, in steps of a minute.

    50 km2 at -2 m, 3.5 m outside, crest 4 m falling to -1 m in 0.25 h, 10 m wide and then widening by
    Verheij and Van der Knaap (2003): ``dB/dt = (f1 f2/ln 10) (g dH)^1.5/u_c^2/(1 + f2 g t/u_c)``, t in hours.
    """
    area, outside, floor, step = 50e6, 3.5, -1.0, 60.0
    level, width, volume, largest, critical = -2.0, 10.0, 0.0, 0.0, 0.5
    for minute in range(round(until * 60)):
        hours = minute * step / 3600.0
        crest = floor if hours >= 0.25 else 4.0 + (floor - 4.0) * hours / 0.25
        discharge = weir(outside, level, crest, width)
        if hours >= 0.25:
            head = max(outside - max(level, floor), 0.0)
            rate = 1.3 * 0.04 / math.log(10.0) * (G * head) ** 1.5 / critical**2
            width += rate / (1.0 + 0.04 * G * (hours - 0.25) / critical) * step / 3600.0
        level += discharge * step / area
        volume += discharge * step
        largest = max(largest, discharge)
    return {"width": width, "level": level, "volume": volume, "discharge": largest}
