"""Pools that hold water and the links between them: their state, levels, and which of them are computed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["LinkState", "Lists", "PoolState", "Work", "settle", "settle_pools", "wake", "wake_pools"]

Array = npt.NDArray[Any]


class PoolState(NamedTuple):
    """Pools: what they look like and what they hold. Boundaries follow the pools in `level` and `ahead`.

    `start` int64 (pools + 1,), `threshold` and `below` float64: hypsometry as `subgrid_tables.hypsometry`
    has it; `area` float64 (1,), of a fine cell [m2]. `volume` float64 [m3]; `level`, `ahead` float64 [m
    NAP], now and a little ahead in time; `rank` int32, fine cells that have joined; `segment` float64
    (pools, 4), piece of the hypsometry that the level lies on: it is volume times the first plus the
    second, from the third to the fourth [m NAP].
    """

    start: Array
    threshold: Array
    below: Array
    area: Array
    volume: Array
    level: Array
    ahead: Array
    rank: Array
    segment: Array


class LinkState(NamedTuple):
    """Links: sections between two pools, or a pool and a boundary.

    `one`, `other` uint32; `kind` uint8; `per_length` float64, 1/m between both; `table` float32 as
    `subgrid_tables.section_tables` makes it; `row` int16, row last used; `flow` float64 [m3/s], positive to
    `other`; `noted` bool, links of which the volume is kept, and `passed` float64, that volume [m3].
    """

    one: Array
    other: Array
    kind: Array
    per_length: Array
    table: Array
    row: Array
    flow: Array
    noted: Array
    passed: Array


class Lists(NamedTuple):
    """What is computed: `counts` int64 (2,) of the `pools` and `links` (uint32) on the lists.

    `pool_on`, `link_on` bool tell the same for each; `first_link` int64 (pools + 1,) and `link_at` uint32 are
    the links on each pool.
    """

    counts: Array
    pools: Array
    links: Array
    pool_on: Array
    link_on: Array
    first_link: Array
    link_at: Array


class Work(NamedTuple):
    """Working memory of a step.

    Of links that pass water `live` and `kept` uint32, `ends` uint32 (links, 2), `terms` float64 (links, 7);
    of pools and boundaries `net` [m3/s], `part`, `load` float64.
    """

    live: Array
    kept: Array
    ends: Array
    terms: Array
    net: Array
    part: Array
    load: Array


@numba.njit(cache=True, error_model="numpy", nogil=True)
def settle(pool: int, state: PoolState) -> None:
    """Find the level of a pool from its volume, by walking along its hypsometry."""
    first, area = state.start[pool], state.area[0]
    size = np.int64(state.start[pool + 1] - first)
    water, joined = state.volume[pool] / area, np.int64(state.rank[pool])
    while True:
        now = (water + state.below[first + joined - 1]) / joined
        if joined > 1 and now < state.threshold[first + joined - 1]:
            joined -= 1
        elif joined < size and now > state.threshold[first + joined]:
            if (water + state.below[first + joined]) / (joined + 1) < state.threshold[first + joined]:
                now = state.threshold[first + joined]  # the cell fills up while the level stands
                break
            joined += 1
        else:
            break
    state.level[pool], state.rank[pool] = now, joined
    state.segment[pool, 0] = 1.0 / (area * joined)
    state.segment[pool, 1] = state.below[first + joined - 1] / joined
    state.segment[pool, 2] = state.threshold[first + joined - 1] if joined > 1 else -np.inf
    state.segment[pool, 3] = state.threshold[first + joined] if joined < size else np.inf


@numba.njit(cache=True, error_model="numpy", nogil=True)
def settle_pools(first: int, last: int, state: PoolState) -> None:
    """Find the levels of pools from `first` up to (not with) `last`."""
    for pool in range(first, last):
        settle(pool, state)
        state.ahead[pool] = state.level[pool]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def wake(pool: int, lists: Lists) -> None:
    """Put a pool, and the links on it, on the lists of what is computed."""
    if lists.pool_on[pool]:
        return
    lists.pool_on[pool] = True
    lists.pools[lists.counts[0]] = pool
    lists.counts[0] += 1
    for place in range(lists.first_link[pool], lists.first_link[pool + 1]):
        link = lists.link_at[place]
        if not lists.link_on[link]:
            lists.link_on[link] = True
            lists.links[lists.counts[1]] = link
            lists.counts[1] += 1


@numba.njit(cache=True, error_model="numpy", nogil=True)
def wake_pools(pools: Array, lists: Lists) -> None:
    """Put pools (uint32) on the lists."""
    for pool in pools:
        wake(pool, lists)
