"""Local inertial flow between pools with tables: what a time step does, in float64, on wet links only.

Momentum of a link: dQ/dt = -g A d(level)/dx - g Q |Q| A / K^2 with the friction implicit (Bates et al.
2010), wet area A and conveyance K of the section from its table (Volp et al. 2013; van Ormondt et al.
2025). Sections are looked up once for some steps. Where a pool is small beside its sections the links get
more inertia instead of the model a shorter step: steady flow does not feel it.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.flow_bits import inverse_cube_root
from scenarios.kernels.flow_links import PUMP, LinkTable, link_discharges
from scenarios.kernels.subgrid_pools import LinkState, Lists, PoolState, Work, settle, wake

__all__ = ["EVEN", "FALL", "WEIR", "Forces", "Settings", "advance_pools"]

Array = npt.NDArray[Any]

EVEN, WEIR, FALL = 0, 1, 2
"""Kinds of a link: over ground; over a crest, capped by the weir law; out of the area at critical depth."""
_G = 9.81
_FREE_WEIR = 1.70488  # (2/3)^1.5 sqrt(g)
_AHEAD = 0.3  # of a step that levels are taken ahead: damps waves of a cell or two, leaves slow ones alone
_STIFF = 0.5 * (1.0 + 2.0 * _AHEAD) / 0.95  # a pool overshoots where this times rate dt^2 is above 1
_CARRIED = 0.9  # of the way between two pools that a flood wave goes in a step
_SWELL, _SWELLS = 0.02, 0.1  # m, and part of its depth, that an inflow may raise a pool on one look-up
_NO_WIDTH = 1e-9  # m
_COUNT = 2.0**-20  # m in a count of the levels that structures see


class Settings(NamedTuple):
    """How steps are taken.

    `courant` share of a coarse cell `cell` [m] that a wave crosses in a step, `longest` step [s], `look`
    steps on one look-up, `capped` whether flow is capped by the weir law and at critical flow.
    """

    courant: float
    cell: float
    longest: float
    look: int
    capped: bool


class Forces(NamedTuple):
    """What drives the water from outside during a call.

    `fixed` levels on the boundaries [m NAP] at its start and their `change` [m/s]; `rain` m/s; `pool`
    uint32 with a discharge `source` [m3/s]; `works` structures, of which source and target number `at`
    (uint32), the pools that have structures; `discharge` and `moved` of each structure [m3/s, m3], positive
    to its target; `given` float64 (2,), rain and sources so far [m3].
    """

    fixed: Array
    change: Array
    rain: float
    pool: Array
    source: Array
    works: LinkTable
    at: Array
    discharge: Array
    moved: Array
    given: Array


@numba.njit(inline="always")
def _section(table: Array, link: Any, level: Any, row: Any) -> tuple[Any, Any, Any, Any]:
    """Wet area A, width at the surface and (K / A)^1.5 at a level, and the row of the table that was used."""
    last = table.shape[1] - 2
    while row > 0 and level < table[link, row, 0]:
        row -= 1
    while row < last and level >= table[link, row + 1, 0]:
        row += 1
    low, high = table[link, row, 0], table[link, row + 1, 0]
    width = (table[link, row + 1, 1] - table[link, row, 1]) / (high - low)
    part = (level - low) / (high - low)
    area = table[link, row, 1] + width * (level - low)
    ease = table[link, row, 2] + (table[link, row + 1, 2] - table[link, row, 2]) * part
    return area, width, ease, row


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _look_up(
    state: PoolState, links: LinkState, lists: Lists, work: Work, capped: bool
) -> tuple[int, float, float]:
    """Gather the links that pass water, with their terms.

    Gives back how many there are, the largest depth [m], and the largest rate at which a flood wave
    (celerity 5/3 of the flow) crosses a link [1/s]. The terms are flow, g A / L, g A / K^2, largest flow,
    inertia (filled in later), and the part by which A grows for each metre of the sum of both levels above
    the seventh term.
    """
    level, table, terms = state.level, links.table, work.terms
    deepest, fastest, count = 0.0, 0.0, 0
    work.load[:] = 0.0
    for link in lists.links[: lists.counts[1]]:
        a, b = links.one[link], links.other[link]
        high, low = max(level[a], level[b]), min(level[a], level[b])
        sill, kind = table[link, 0, 0], links.kind[link]
        if not high > sill:
            links.flow[link] = 0.0
            continue
        middle, row, grows, limit = 0.5 * (high + low), np.int64(links.row[link]), 1.0, 0.0
        area, width, ease, row = _section(table, link, max(middle, sill), row)
        depth = min(area / max(width, _NO_WIDTH), middle - sill)
        work.live[count], work.ends[count, 0], work.ends[count, 1] = link, a, b
        if kind != EVEN or high - middle > depth / 3.0:
            area, width, ease, row = _section(table, link, high, row)
            depth = min(area / max(width, _NO_WIDTH), high - sill)
            limit = _FREE_WEIR * area * math.sqrt(depth)
            if kind == WEIR and low > sill:
                drowned, _, _, row = _section(table, link, low, row)
                if drowned > 2.0 / 3.0 * area:
                    limit = min(limit, drowned * math.sqrt(2.0 * _G * (high - low)))
            if kind != FALL:
                grows = 1.0 if middle > high - depth / 3.0 else 0.0
                middle = max(middle, high - depth / 3.0)
                area, width, ease, row = _section(table, link, middle, row)
                depth = min(area / max(width, _NO_WIDTH), middle - sill)
        if kind == EVEN:
            limit = area * math.sqrt(_G * depth)
            rate = abs(links.flow[link]) / max(area, 1e-12) * links.per_length[link]
            fastest = max(fastest, rate)
        if kind == FALL:
            terms[count, 0], terms[count, 1], terms[count, 2] = limit, 0.0, 0.0
        else:
            root = np.float64(inverse_cube_root(np.float32(max(ease, 1e-12))))
            terms[count, 0] = links.flow[link]
            terms[count, 1] = _G * area * links.per_length[link]
            terms[count, 2] = _G / (max(area * ease * ease * root * root, 1e-30))
            work.load[a] += terms[count, 1]
            work.load[b] += terms[count, 1]
        terms[count, 3] = limit if capped else np.inf
        terms[count, 5], terms[count, 6] = grows * 0.5 * width / max(area, 1e-12), level[a] + level[b]
        links.row[link] = row
        deepest = max(deepest, depth)
        count += 1
    return count, deepest, 5.0 / 3.0 * fastest


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _stiffen(pools: Array, state: PoolState, step: float, ends: Array, terms: Array, load: Array) -> None:
    """Multiply the terms by the step, with more inertia beside pools whose level would overshoot in it."""
    for pool in pools:
        load[pool] *= state.segment[pool, 0]
    load[state.volume.size :] = 0.0
    square = _STIFF * step * step
    for place in range(ends.shape[0]):
        terms[place, 4] = max(1.0, square * max(load[ends[place, 0]], load[ends[place, 1]]))
        terms[place, 1] *= step
        terms[place, 2] *= step


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _flow(ends: Array, terms: Array, ahead: Array, net: Array) -> None:
    """New flow of each link, and what it takes and brings.

    Between look-ups the section follows the levels as a rectangle does: A as the depth, g A / K^2 as its
    power -7/3 (by its tangent in the last third).
    """
    for place in range(ends.shape[0]):
        a, b = ends[place, 0], ends[place, 1]
        old, inertia, cap = terms[place, 0], terms[place, 4], terms[place, 3]
        grown = 1.0 + terms[place, 5] * (ahead[a] + ahead[b] - terms[place, 6])
        grown = min(max(grown, 0.3), 3.0)
        drag = terms[place, 2] / (grown * grown * (2.0 + grown) * (1.0 / 3.0))
        new = old * inertia - terms[place, 1] * grown * (ahead[b] - ahead[a])
        new /= inertia + drag * abs(old)
        new = min(max(new, -cap), cap)
        terms[place, 0] = new
        net[a] -= new
        net[b] += new


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _spare(
    pools: Array, step: float, volume: Array, ends: Array, terms: Array, net: Array, part: Array
) -> None:
    """Cut the flows out of pools that would hold less than nothing, until none does."""
    while True:
        short = False
        for pool in pools:
            if volume[pool] + net[pool] * step < -1e-9 * (1.0 + volume[pool]):
                short = True
                break
        if not short:
            return
        part[:] = 0.0
        for place in range(ends.shape[0]):
            new = terms[place, 0]
            part[ends[place, 0] if new > 0.0 else ends[place, 1]] += abs(new)
        for pool in pools:
            short = part[pool] > 0.0 and volume[pool] + net[pool] * step < 0.0  # else only rounding is left
            part[pool] = max(volume[pool], 0.0) / (part[pool] * step) if short else 1.0
        part[volume.size :] = 1.0  # a boundary gives what is asked
        for place in range(ends.shape[0]):
            a, b = ends[place, 0], ends[place, 1]
            new = terms[place, 0]
            cut = new * (1.0 - part[a if new > 0.0 else b])
            if cut != 0.0:
                terms[place, 0] -= cut
                net[a] += cut
                net[b] -= cut


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _add_forces(step: float, now: float, state: PoolState, net: Array, seen: Array, forces: Forces) -> None:
    """Add what sources and structures bring and take, at most what the pools hold."""
    works, volume = forces.works, state.volume
    for place in range(forces.pool.size):
        pool = forces.pool[place]
        take = max(forces.source[place] * step, -max(volume[pool] + net[pool] * step, 0.0))
        net[pool] += take / step
        forces.given[1] += take
    if works.kind.size == 0:
        return
    least = np.inf
    for place in range(forces.at.size):
        seen[place] = np.int32(np.rint(state.level[forces.at[place]] / _COUNT))
        least = min(least, 1.0 / state.segment[forces.at[place], 0])
    outside = state.level[volume.size : volume.size + forces.fixed.size - 1] / _COUNT
    link_discharges(works, forces.discharge, seen, outside, _COUNT, 0.0, least, now, step)
    for work in range(works.kind.size):
        first, second = works.source[work], works.target[work]
        discharge = forces.discharge[work]
        if works.kind[work] != PUMP and first >= 0 and second >= 0:
            a, b = forces.at[first], forces.at[second]
            rise = state.segment[a, 0] + state.segment[b, 0]
            meet = abs(state.level[a] - state.level[b]) / (rise * step * works.sharers[work])
            discharge = min(max(discharge, -meet), meet)
        giver, taker = (first, second) if discharge >= 0.0 else (second, first)
        amount = abs(discharge)
        if giver >= 0:
            pool = forces.at[giver]
            amount = min(amount, max(volume[pool] / step + net[pool], 0.0))
            net[pool] -= amount
        if taker >= 0:
            net[forces.at[taker]] += amount
        forces.moved[work] += amount * step if discharge >= 0.0 else -amount * step


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _store(pools: Array, step: float, rain: float, state: PoolState, net: Array) -> bool:
    """Add to each pool what came, and find its level; false when that is not finite."""
    segment, level, sound = state.segment, state.level, True
    for pool in pools:
        held = state.volume[pool] + net[pool] * step
        if rain > 0.0:
            held += rain * step * state.area[0] * (state.start[pool + 1] - state.start[pool])
        net[pool] = 0.0
        held, before = max(held, 0.0) if math.isfinite(held) else np.nan, level[pool]
        state.volume[pool] = held
        now = held * segment[pool, 0] + segment[pool, 1]
        if segment[pool, 2] <= now <= segment[pool, 3]:
            level[pool] = now
        elif math.isfinite(held):
            settle(pool, state)
        else:
            sound = False
        state.ahead[pool] = level[pool] + _AHEAD * (level[pool] - before)
    return sound


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _filling(reach: float, state: PoolState, forces: Forces) -> float:
    """Longest step [s] in which no inflow makes water so deep that its wave goes further than `reach` [m]."""
    longest = np.inf
    for place in range(forces.pool.size):
        rise = forces.source[place] * state.segment[forces.pool[place], 0]
        if rise > 0.0:
            longest = min(longest, (reach * reach / (_G * rise)) ** (1.0 / 3.0))
    return longest


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _swollen(state: PoolState, forces: Forces, before: Array) -> bool:
    """Whether a pool with an inflow has risen too far for the sections that were looked up."""
    for place in range(forces.pool.size):
        pool = forces.pool[place]
        depth = before[place] - state.threshold[state.start[pool]]
        if state.level[pool] - before[place] > _SWELL + _SWELLS * depth:
            return True
    return False


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _steps(
    count: int,
    steps: int,
    step: float,
    clock: Array,
    state: PoolState,
    links: LinkState,
    pools: Array,
    work: Work,
    forces: Forces,
) -> int:
    """Take some steps on one look-up, fewer where an inflow swells; 0 when a level is not finite."""
    ends, terms = work.ends[:count], work.terms[:count]
    seen = np.empty(forces.at.size, np.int32)
    before = state.level[forces.pool]
    size, keep, taken = state.volume.size, 0, 0
    for place in range(count):
        if links.noted[work.live[place]]:
            work.kept[keep] = place
            keep += 1
    while taken < steps:
        _flow(ends, terms, state.ahead, work.net)
        _spare(pools, step, state.volume, ends, terms, work.net, work.part)
        for place in work.kept[:keep]:
            links.passed[work.live[place]] += terms[place, 0] * step
        _add_forces(step, clock[0], state, work.net, seen, forces)
        if not _store(pools, step, forces.rain, state, work.net):
            return 0
        work.net[size:] = 0.0
        clock[0] += step
        taken += 1
        if _swollen(state, forces, before):
            break
    for place in range(count):
        links.flow[work.live[place]] = terms[place, 0]
    forces.given[0] += forces.rain * step * taken * state.area[0] * state.start[size]
    clock[1] += taken
    clock[2] += taken * pools.size
    return taken


@numba.njit(cache=True, error_model="numpy", nogil=True)
def advance_pools(
    clock: Array,
    until: float,
    most: int,
    settings: Settings,
    forces: Forces,
    state: PoolState,
    links: LinkState,
    lists: Lists,
    work: Work,
) -> int:
    """Let the water flow, up to a moment or a number of link-steps.

    Parameters
    ----------
    clock
        Time [s], steps and pool-steps so far, float64, shape (3,); changed.
    until
        Moment to stop [s].
    most
        Link-steps after which to come back.
    settings, forces
        How, and what drives it.
    state, links, lists, work
        Changed in place.

    Returns
    -------
    int
        0 when the moment is reached, 1 when there is more to do, 2 when a level is not finite.
    """
    size, begin, done = state.volume.size, clock[0], 0
    while clock[0] < until:
        if done > most:
            return 1
        for boundary in range(forces.fixed.size):
            now = forces.fixed[boundary] + forces.change[boundary] * (clock[0] - begin)
            state.level[size + boundary] = state.ahead[size + boundary] = now
        count, deepest, fastest = _look_up(state, links, lists, work, settings.capped)
        for place in range(count):
            for side in range(2):
                if work.ends[place, side] < size:
                    wake(work.ends[place, side], lists)
        pools = lists.pools[: lists.counts[0]]
        reach, carried = settings.courant * settings.cell, _CARRIED / max(fastest, 1e-6)
        step = reach / math.sqrt(_G * max(deepest, 1e-3))
        step = min(settings.longest, step, carried, _filling(reach, state, forces))
        whole = max(1, math.ceil((until - clock[0]) / step))
        steps = min(settings.look, whole)
        if steps == whole:
            step = (until - clock[0]) / whole
        _stiffen(pools, state, step, work.ends[:count], work.terms[:count], work.load)
        taken = _steps(count, steps, step, clock, state, links, pools, work, forces)
        if taken == 0:
            return 2
        if taken == whole:
            clock[0] = until
        done += taken * count + lists.counts[1] + 100
    return 0
