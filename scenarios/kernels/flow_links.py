"""Discharge of pumps, culverts, weirs and gates from the levels at both ends."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numba
import numpy.typing as npt

from scenarios.kernels.flow_fields import GRAVITY

__all__ = ["PUMP", "RECTANGLE", "ROUND", "LinkTable", "link_discharges", "opening_flow"]

PUMP, RECTANGLE, ROUND = range(3)
"""Kinds of link: a capacity, or an opening of one of two shapes."""

Array = npt.NDArray[Any]


class LinkTable(NamedTuple):
    """Links between cells, all of shape (n,).

    `kind` uint8; `source`, `target` int64 flat index on the padded grid, -1 outside; `row` int64 place in the
    transfers; `series` int32 number of the level outside, -1 none (falls free); `sharers` float64 links at
    the busiest end. Pumps: `capacity` m3/s, `on`, `off`, `drowns` levels of the source [m NAP], `fails`,
    `repaired` [s], `running` uint8 (changes; 2 is drowned). Openings: `sill` m NAP, `width`, `height` m,
    `coefficient`, `loss` of velocity heads, `friction` 2 g n^2 L [m4/3], `length` m, `flap` uint8 (one way).
    """

    kind: Array
    source: Array
    target: Array
    row: Array
    series: Array
    sharers: Array
    capacity: Array
    on: Array
    off: Array
    drowns: Array
    fails: Array
    repaired: Array
    running: Array
    sill: Array
    width: Array
    height: Array
    coefficient: Array
    loss: Array
    friction: Array
    length: Array
    flap: Array


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _opening(
    kind: int, width: float, height: float, head: float, tail: float, loss: float, friction: float
) -> tuple[float, float, float]:
    """Area that water passes [m2], head that drives it [m], velocity heads that it loses [1]."""
    critical = head * (2.0 / 3.0)
    passing = max(tail, critical)
    depth = min(passing, height)
    drive = head - max(tail, min(critical, height))
    if kind == ROUND:
        angle = 2.0 * math.acos(max(-1.0, 1.0 - 2.0 * depth / height))
        area, wall = height * height / 8.0 * (angle - math.sin(angle)), height * angle / 2.0
    else:
        area = width * depth
        wall = width + 2.0 * depth if passing < height else 2.0 * (width + height)
    if friction > 0.0 and area > 0.0:
        loss += friction * (wall / area) ** (4.0 / 3.0)
    return area, drive, loss


@numba.njit(cache=True, error_model="numpy", nogil=True)
def opening_flow(
    kind: int,
    width: float,
    height: float,
    head: float,
    tail: float,
    coefficient: float,
    loss: float,
    friction: float,
) -> float:
    """Steady discharge through an opening from the levels above its sill, free or drowned, full or not.

    One balance of energy for all: water passes at the tail level, or at critical depth (two thirds of the
    head) where the tail is lower, at most at the top of the opening; what drives it is the head above that.
    For a wide rectangle without a top and a loss of one velocity head this is the broad-crested weir, free
    and drowned (above two thirds of the head); with a top it is the underflow of a gate, and with entrance,
    exit and wall losses a culvert (drowned and full: Bodhaine 1968, USGS TWRI 3-A3, type 4).

    Parameters
    ----------
    kind
        `RECTANGLE` or `ROUND`; the critical depth is that of the rectangle in both.
    width, height
        Of the opening [m]; height may be inf. Round: both the diameter.
    head, tail
        Higher and lower level above the sill [m].
    coefficient
        Of discharge [1].
    loss
        Velocity heads lost at entrance and exit [1], > 0.
    friction
        2 g n^2 L with Manning's n and the length [m4/3]; over R^(4/3) the velocity heads lost along walls.

    Returns
    -------
    float
        m3/s, >= 0.
    """
    if head <= 0.0 or head <= tail:
        return 0.0
    area, drive, lost = _opening(kind, width, height, head, tail, loss, friction)
    return float(coefficient * area * math.sqrt(2.0 * GRAVITY * drive / lost))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _level(cell: int, series: int, surface: Array, levels: Array, unit: float, datum: float) -> float:
    if cell >= 0:
        return float(datum + surface[cell] * unit)
    return float(datum + levels[series] * unit) if series >= 0 else -math.inf


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _pump(links: LinkTable, k: int, level: float, time: float) -> float:
    if links.source[k] >= 0 or links.series[k] >= 0:
        if level > links.drowns[k]:
            links.running[k] = 2
        if level >= links.on[k] and links.running[k] == 0:
            links.running[k] = 1
        if level < links.off[k] and links.running[k] == 1:
            links.running[k] = 0
    stands = links.fails[k] <= time < links.repaired[k]
    return float(links.capacity[k]) if links.running[k] == 1 and not stands else 0.0


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _through(
    links: LinkTable, k: int, old: float, first: float, second: float, cell: float, dt: float
) -> float:
    """New discharge of an opening after a step, from the old one and the levels at source and target."""
    kind, width, height, loss = links.kind[k], links.width[k], links.height[k], links.loss[k]
    head = max(first, second) - links.sill[k]
    tail = max(min(first, second) - links.sill[k], 0.0)
    if head <= 0.0:
        return 0.0
    area, drive, lost = _opening(kind, width, height, head, tail, loss, links.friction[k])
    if area <= 0.0:
        return 0.0
    coefficient = links.coefficient[k]
    ends = (links.source[k] >= 0) + (links.target[k] >= 0)
    reach = 2.0 * GRAVITY * area * ends * links.sharers[k] / cell * dt * dt
    length = max(links.length[k], math.sqrt(cell), reach)
    push = math.copysign(drive, first - second) if first != second else 0.0
    if old * push < 0.0:
        old = 0.0
    drag = lost * abs(old) / (2.0 * length * coefficient * coefficient * area)
    flow = (old + dt * GRAVITY * area * push / length) / (1.0 + dt * drag)
    most = opening_flow(kind, width, height, head, 0.0, coefficient, loss, links.friction[k])
    flow = min(max(flow, -most), most)
    return float(max(flow, 0.0) if links.flap[k] == 1 else flow)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def link_discharges(
    links: LinkTable,
    discharge: Array,
    surface: Array,
    levels: Array,
    unit: float,
    datum: float,
    area: float,
    time: float,
    dt: float,
) -> None:
    """Give links their discharges for a time step, from the levels and their discharges in the last one.

    The water in an opening has inertia: its discharge goes to the steady one of `opening_flow` by the balance
    of momentum, with the losses implicit, ``Q' = (Q + dt g A dh / L) / (1 + dt loss |Q| / (2 L c^2 A))``. The
    length L of that water is that of the barrel, at least a cell, and so long that what one step adds is at
    most half of what brings two cells level: levels that nearly meet then pass the steady discharge and do
    not flip to and fro, as they would with the law taken as it is. A flow that meets a higher level stops,
    and no more than the free discharge passes. To be called when all of a step has reached the levels.

    Parameters
    ----------
    links
        The links.
    discharge
        In and out: float64 of the transfers [m3/s], positive from source to target; rows of links change.
    surface
        Level of the cells in counts, int32, flat.
    levels
        Levels outside in counts.
    unit, datum
        Metres of a count, and the level of count 0 [m NAP].
    area
        Of a cell [m2].
    time, dt
        Moment and length of the step in which the discharges will run [s].
    """
    for k in range(links.kind.size):
        row = links.row[k]
        first = _level(links.source[k], links.series[k], surface, levels, unit, datum)
        if links.kind[k] == PUMP:
            discharge[row] = _pump(links, k, first, time)
        else:
            second = _level(links.target[k], links.series[k], surface, levels, unit, datum)
            discharge[row] = _through(links, k, discharge[row], first, second, area, dt)
