"""Pools and links of a coarse grid over a fine domain: what is computed once, before the water flows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.domain import FREE_OUTFLOW, NO_SERIES, Domain
from scenarios.kernels.subgrid import EVEN, FALL, WEIR
from scenarios.kernels.subgrid_regions import absorb_small_pools, block_pools, chain_cells
from scenarios.kernels.subgrid_tables import ROWS, hypsometry, section_tables, sort_cells

__all__ = ["LEAST_WATER", "RIDGE", "Links", "Pools", "build_links", "build_pools"]

Array = npt.NDArray[Any]
Doubles = npt.NDArray[np.float64]

RIDGE = 0.2
"""A ridge this high above both bottoms parts a coarse cell into pools [m]."""
LEAST_WATER = 0.01
"""A pool that spills before it holds this much, spread over a coarse cell, joins its neighbour [m]."""
_SMALL = 0.3
"""A pool joins its neighbour only where it has less than this part of the cells of a coarse cell."""
_ROWS_A_CALL = 200_000  # fine cells in a call of a kernel, well below half a second


@dataclass(frozen=True, slots=True)
class Pools:
    """Parts of coarse cells that fill together.

    Parameters
    ----------
    number
        Pool of each fine cell, int32, shape (cells,), -1 where no cell.
    connect
        Level at which a fine cell connects with the deepest point of its pool [m NAP], float32, shape
        (cells,).
    start, cell
        Fine cells of each pool, lowest connection first: int64 (pools + 1,), int32.
    threshold, below
        Hypsometry: level at which each of them joins and sum of the beds so far [m], float64, as `cell`.
    centre
        Row and column of the middle of each pool, float64, shape (pools, 2).
    size
        Fine cells along a coarse cell.
    """

    number: Array
    connect: Array
    start: Array
    cell: Array
    threshold: Doubles
    below: Doubles
    centre: Doubles
    size: int

    def __len__(self) -> int:
        return int(self.start.size - 1)


def build_pools(domain: Domain, size: int, ridge: float = RIDGE, least_water: float = LEAST_WATER) -> Pools:
    """Divide the ground of a domain into pools.

    Parameters
    ----------
    domain
        Fine domain; the sills of its faces are walls inside coarse cells.
    size
        Fine cells along a coarse cell, >= 1.
    ridge, least_water
        See `RIDGE` and `LEAST_WATER` [m].

    Returns
    -------
    Pools
        Numbered in the order of their deepest cells.
    """
    bed = np.ascontiguousarray(domain.bed, np.float32)
    ny, nx = bed.shape
    walls = _walls(domain)
    pool, connect = np.empty((ny, nx), np.int32), np.empty((ny, nx), np.float32)
    rows = max(1, _ROWS_A_CALL // (nx * size))
    for first in range(0, -(-ny // size), rows):
        last = min(first + rows, -(-ny // size))
        block_pools(bed, *walls, size, first, last, ridge, pool, connect)
    flat, level, ground = pool.reshape(-1), connect.reshape(-1), bed.reshape(-1)
    after, tail, members = (np.empty(flat.size, np.int32) for _ in range(3))
    chain_cells(flat, after, tail, members)
    pairs = _meetings(pool, connect, walls)
    small = int(_SMALL * size * size)
    absorb_small_pools(*pairs, ground, least_water * size * size, small, flat, level, after, tail, members)
    deepest, number = np.unique(flat, return_inverse=True)
    number = (number - int(deepest[0] < 0)).astype(np.int32)
    count = int(number.max()) + 1
    start, cell = np.empty(count + 1, np.int64), np.empty(int((number >= 0).sum()), np.int32)
    sort_cells(number, level, start, cell)
    threshold, below = np.empty(cell.size), np.empty(cell.size)
    hypsometry(ground, level, start, cell, threshold, below)
    members = np.diff(start)
    owner = np.repeat(np.arange(count), members)
    centre = np.column_stack([np.bincount(owner, part, count) / members for part in (cell // nx, cell % nx)])
    return Pools(number, level, start, cell, threshold, below, centre, size)


def _walls(domain: Domain) -> tuple[Array, Array]:
    """Lowest sill of the entries of each face between two cells; +inf where none lets water through."""
    faces = domain.faces
    walls = (np.full(domain.shape, -np.inf, np.float32), np.full(domain.shape, -np.inf, np.float32))
    for axis, wall in enumerate(walls):
        mine = (faces.axis == axis) & (faces.series == NO_SERIES)
        at = faces.row[mine], faces.col[mine]
        wall[at] = np.inf
        np.minimum.at(wall, at, np.where(faces.share[mine] > 0.0, faces.sill[mine], np.inf))
    return walls


def _meetings(pool: Array, connect: Array, walls: tuple[Array, Array]) -> tuple[Array, Array, Array]:
    """Pairs of pools that meet, with the lowest level at which they connect, lowest first."""
    parts = []
    for one, other, level in (
        (pool[:, :-1], pool[:, 1:], (connect[:, :-1], connect[:, 1:], walls[0][:, :-1])),
        (pool[:-1], pool[1:], (connect[:-1], connect[1:], walls[1][:-1])),
    ):
        meet = (one != other) & (one >= 0) & (other >= 0)
        height = np.maximum(np.maximum(level[0][meet], level[1][meet]), level[2][meet])
        a, b = one[meet], other[meet]
        parts.append((np.minimum(a, b), np.maximum(a, b), height))
    a, b, height = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((b, a, height))
    order = order[np.isfinite(height[order])]
    return a[order], b[order], height[order]


@dataclass(slots=True)
class Links:
    """Sections between pools, and between pools and boundaries.

    Parameters
    ----------
    one, other
        Pools (or, in `other`, boundaries, numbered after the pools) on both sides, uint32, shape (links,).
    kind
        See `scenarios.kernels.subgrid`.
    per_length
        One over the distance that the level difference counts over [1/m].
    heading
        Side of `one` on which `other` lies: 0 east, 1 west, 2 south, 3 north, -1 none.
    start
        First face of each link, int64, shape (links + 1,).
    opens, base, width, roughness
        Faces: level above which they pass water, level that depth counts from [m NAP], length that water
        passes over [m], Manning coefficient [s m-1/3]; float64, shape (faces,).
    entry, sign
        Number in `Domain.faces` (-1: none) and whether flow from `one` to `other` runs east or south (1,
        else -1).
    bare, length
        Level of the ground alone and whole length [m] of the faces, for sills that change.
    mine, link
        Faces that are entries, and the link of each.
    table
        float32, shape (links, rows, 3).
    """

    one: Array
    other: Array
    kind: Array
    per_length: Doubles
    heading: Array
    start: Array
    opens: Doubles
    base: Doubles
    width: Doubles
    roughness: Doubles
    entry: Array
    sign: Array
    bare: Array
    length: Doubles
    mine: Array
    link: Array
    table: Array

    def __len__(self) -> int:
        return int(self.one.size)

    def set_sills(self, sill: Doubles, share: Doubles) -> Array:
        """Give the faces of entries new sills and shares; gives back the links that were tabulated anew.

        Parameters
        ----------
        sill, share
            For every entry of `Domain.faces` [m NAP], 0..1.
        """
        mine = self.mine
        height, part = sill[self.entry[mine]], share[self.entry[mine]]
        opens = np.where(part > 0.0, np.maximum(self.bare[mine, 0], height), np.inf)
        base, width = np.maximum(self.bare[mine, 1], height), part * self.length[mine]
        changed = (opens != self.opens[mine]) | (base != self.base[mine]) | (width != self.width[mine])
        self.opens[mine], self.base[mine], self.width[mine] = opens, base, width
        links = np.unique(self.link[changed])
        self.tabulate(links)
        return links

    def add_volumes(self, passed: Doubles, level: Doubles, volume: Doubles) -> None:
        """Divide what passed links over the entries in them, by the flow that each takes at a level.

        Parameters
        ----------
        passed
            m3 through each link.
        level
            m NAP, of pools and boundaries.
        volume
            m3 through each entry, positive east or south; changed.
        """
        moved = passed[self.link] != 0.0
        mine, link = self.mine[moved], self.link[moved]
        high = np.maximum(level[self.one[link]], level[self.other[link]])
        part = self.width[mine] * np.maximum(high - self.opens[mine], 0.0) ** 1.5 + 1e-30
        whole = np.bincount(link, part, len(self))[link]
        np.add.at(volume, self.entry[mine], self.sign[mine] * passed[link] * part / whole)

    def tabulate(self, links: Array) -> None:
        """Make the tables of some links."""
        for begin in range(0, links.size, 20_000):
            section_tables(
                links[begin : begin + 20_000],
                self.start,
                self.opens,
                self.base,
                self.width,
                self.roughness,
                self.table,
            )


def build_links(domain: Domain, pools: Pools) -> Links:
    """Gather the fine faces between pools, and tabulate the sections that they form.

    Parameters
    ----------
    domain
        Fine domain.
    pools
        Its pools.

    Returns
    -------
    Links
        Sorted by pool; crests that the weir law caps form links of their own.
    """
    faces = _between(domain, pools) + _entries(domain, pools)
    columns = [np.concatenate(part) for part in zip(*faces, strict=True)]
    one, other, weir, cells, axis, entry, sill, share = columns
    swap = one > other
    one, other = np.where(swap, other, one), np.where(swap, one, other)
    key = (one.astype(np.int64) * (len(pools) + len(domain.levels) + 1) + other) * 2 + weir
    order = np.argsort(key, kind="stable")
    key, sign = key[order], np.where(swap, -1, 1)[order].astype(np.int8)
    first = np.flatnonzero(np.diff(key, prepend=-1))
    cells, axis, entry = cells[order], axis[order], entry[order]
    sill, share = sill[order], share[order]
    start = np.append(first, key.size)
    one, other, weir = one[order][first], other[order][first], weir[order][first]
    kind = np.where(other == len(pools) + len(domain.levels), FALL, np.where(weir, WEIR, EVEN)).astype(
        np.uint8
    )
    bare = np.column_stack(
        [
            np.maximum(field[cells[:, 0]], field[cells[:, 1]])
            for field in (pools.connect, domain.bed.reshape(-1))
        ]
    ).astype(np.float64)
    length = np.where(axis == 0, domain.dy, domain.dx).astype(np.float64)
    rough = np.broadcast_to(np.asarray(domain.roughness, np.float64), domain.shape).reshape(-1)
    mine = np.flatnonzero(entry >= 0)
    links = Links(
        one.astype(np.uint32),
        other.astype(np.uint32),
        kind,
        _per_length(domain, pools, one, other),
        _headings(first, axis, sign, one, other, pools),
        start.astype(np.int64),
        np.where(share > 0.0, np.maximum(bare[:, 0], sill), np.inf),
        np.maximum(bare[:, 1], sill),
        share * length,
        rough[cells].mean(axis=1),
        entry.astype(np.int32),
        sign,
        bare,
        length,
        mine,
        np.searchsorted(start, mine, "right") - 1,
        np.empty((one.size, ROWS, 3), np.float32),
    )
    links.tabulate(np.arange(one.size))
    return links


def _between(domain: Domain, pools: Pools) -> list[tuple[Array, ...]]:
    """Faces without an entry between cells of different pools."""
    number = pools.number.reshape(domain.shape)
    flat = np.arange(number.size).reshape(domain.shape)
    faces = domain.faces
    parts: list[tuple[Array, ...]] = []
    for axis in (0, 1):
        near, far = (slice(None), slice(0, -1)), (slice(None), slice(1, None))
        if axis:
            near, far = (slice(0, -1), slice(None)), (slice(1, None), slice(None))
        meet = (number[near] != number[far]) & (number[near] >= 0) & (number[far] >= 0)
        mine = (faces.axis == axis) & (faces.series == NO_SERIES)
        meet[faces.row[mine], faces.col[mine]] = False
        cells = np.column_stack([flat[near][meet], flat[far][meet]])
        n = len(cells)
        parts.append(
            (
                pools.number[cells[:, 0]],
                pools.number[cells[:, 1]],
                np.zeros(n, bool),
                cells,
                np.full(n, axis, np.uint8),
                np.full(n, -1),
                np.full(n, -np.inf),
                np.ones(n),
            )
        )
    return parts


def _entries(domain: Domain, pools: Pools) -> list[tuple[Array, ...]]:
    """Entries of faces between pools, and on the boundary."""
    faces = domain.faces
    if len(faces) == 0:
        return []
    sides, inside = faces.sides(domain.shape)
    flat = np.where(inside, sides[:, 0] * domain.shape[1] + sides[:, 1], 0)
    number = np.where(inside, pools.number[flat], -1)
    outer = faces.series != NO_SERIES
    outside = len(pools) + np.where(
        faces.series == FREE_OUTFLOW, len(domain.levels), faces.series.astype(np.int64)
    )
    number = np.where((number < 0) & outer, outside, number)
    flat = np.where(number >= len(pools), flat[::-1], flat)  # a boundary has the ground of the cell beside it
    keep = (number[0] != number[1]) & (number >= 0).all(axis=0)
    return [
        (
            number[0][keep],
            number[1][keep],
            faces.weir[keep],
            flat[:, keep].T,
            faces.axis[keep],
            np.flatnonzero(keep),
            faces.sill[keep].astype(np.float64),
            faces.share[keep].astype(np.float64),
        )
    ]


def _per_length(domain: Domain, pools: Pools, one: Array, other: Array) -> Doubles:
    """One over the distance between the middles of pools; half a coarse cell to a boundary."""
    scale = np.array([domain.dy, domain.dx])
    cell = pools.size * float(np.sqrt(domain.dx * domain.dy))
    inner = other < len(pools)
    far = pools.centre[np.where(inner, other, one)]
    distance = np.hypot(*((pools.centre[one] - far) * scale).T)
    return 1.0 / np.where(inner, np.clip(distance, 0.5 * cell, 1.5 * cell), 0.5 * cell)


def _headings(first: Array, axis: Array, sign: Array, one: Array, other: Array, pools: Pools) -> Array:
    """Side on which the other pool lies; -1 for pools of one coarse cell and for boundaries."""
    if first.size == 0:
        return np.zeros(0, np.int8)
    east = np.add.reduceat(np.where(axis == 0, sign, 0).astype(np.int64), first)
    south = np.add.reduceat(np.where(axis == 1, sign, 0).astype(np.int64), first)
    along = np.where(np.abs(east) >= np.abs(south), np.where(east > 0, 0, 1), np.where(south > 0, 2, 3))
    inner = other < len(pools)
    a, b = pools.centre[one], pools.centre[np.where(inner, other, one)]
    apart = np.abs(a - b).max(axis=1) >= 0.5 * pools.size
    return np.where(inner & apart & ((east != 0) | (south != 0)), along, -1).astype(np.int8)
