"""The state of a flow computation: levels as whole counts of a small unit on a padded grid."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.domain import Domain
from scenarios.kernels.flow_faces import FaceTable
from scenarios.kernels.flow_fields import FIRST, GRAVITY, NO_CELL, TILE, WET, Fields
from scenarios.kernels.flow_run import SeriesTable, TransferTable

__all__ = ["State", "Transfers", "face_table", "series_table", "set_sills"]

Array = npt.NDArray[Any]

_HEADROOM = 16.0  # m that water may stand above the highest bed and level given
_ROOM = NO_CELL - (1 << 25)


class Transfers:
    """Discharges from cell to cell, carried out each step; `source`, `target` -1 is outside the grid.

    Attributes
    ----------
    source, target
        int64 flat index into the padded grid, shape (n,).
    discharge
        float64 [m3/s]; a negative one runs from target to source.
    moved
        int64 counts that really moved so far; times `State.cell_volume` is m3.
    """

    def __init__(self, source: Array, target: Array) -> None:
        self.source, self.target = np.asarray(source, np.int64), np.asarray(target, np.int64)
        self.discharge = np.zeros(self.source.size)
        self.moved = np.zeros(self.source.size, np.int64)
        self.rest = np.zeros(self.source.size)

    def table(self) -> TransferTable:
        """Give the arrays as the kernels take them."""
        return TransferTable(self.source, self.target, self.discharge, self.moved, self.rest)


class State:
    """Levels, flows and activity on the grid with one ring of no cell around it.

    Attributes
    ----------
    surface, bed
        int32 counts of `unit` metres above `datum`, shape (ny + 2, width); a dry cell has both equal, no cell
        has 2^30 in both.
    qx, qy
        float32 [m2/s] through the east and south side of a cell.
    wet
        uint8 activity per row and tile of 64 cells.
    """

    def __init__(
        self, domain: Domain, level: npt.ArrayLike, scale: tuple[float, float] | None = None
    ) -> None:
        self.ny, self.nx = domain.shape
        self.dx, self.dy = float(domain.dx), float(domain.dy)
        self.datum, self.unit = scale or _scale(domain, level)
        self.cell_volume = self.dx * self.dy * self.unit
        tiles = -(-(self.nx + 2) // TILE)
        if tiles % 4 == 0:
            tiles += 1  # rows a page apart would fall into the same few lines of the cache
        shape = (self.ny + 2, tiles * TILE)
        self.inner = (slice(1, self.ny + 1), slice(1, self.nx + 1))
        self.bed = np.full(shape, NO_CELL, np.int32)
        self.cells = domain.cells
        self.bed[self.inner][self.cells] = self.counts(domain.bed[self.cells])
        self.surface = self.bed.copy()
        given = np.broadcast_to(np.asarray(level, np.float64), domain.shape)[self.cells]
        ground = self.bed[self.inner][self.cells]
        given = np.where(np.isnan(given), self.datum, given)
        self.surface[self.inner][self.cells] = np.maximum(self.counts(given), ground)
        self.qx, self.qy = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        self.friction = np.zeros(shape, np.float32)
        rough = np.broadcast_to(np.asarray(domain.roughness, np.float32), domain.shape)
        self.friction[self.inner][self.cells] = GRAVITY * rough[self.cells].astype(np.float64) ** 2
        self.live = (self.bed != NO_CELL).reshape(shape[0], tiles, TILE).sum(axis=2).astype(np.uint8)
        self.wet = np.zeros((shape[0], tiles), np.uint8)
        self.wake_all()

    def counts(self, metres: Any) -> Array:
        """Levels in m NAP as whole counts, int32."""
        return np.rint((np.asarray(metres, np.float64) - self.datum) / self.unit).astype(np.int32)

    def wake_all(self) -> None:
        """Make every cell take part in the coming step; dry ones are left out again after it."""
        self.wet[self.live > 0] |= WET | FIRST

    def fields(self) -> Fields:
        """Give the arrays as the kernels take them."""
        return Fields(
            self.surface.reshape(-1),
            self.bed.reshape(-1),
            self.qx.reshape(-1),
            self.qy.reshape(-1),
            self.friction.reshape(-1),
            self.wet,
            self.live,
            self.surface.shape[1],
        )

    def stored(self) -> int:
        """Count the water in all cells."""
        return int(np.sum(self.surface.astype(np.int64) - self.bed, dtype=np.int64))

    def highest(self) -> int:
        """Find the deepest water, in counts."""
        return int(np.max(self.surface - self.bed))

    def depth(self) -> npt.NDArray[np.float32]:
        """Depth [m], float32 (ny, nx); NaN where no cell."""
        depth = ((self.surface - self.bed)[self.inner] * self.unit).astype(np.float32)
        depth[~self.cells] = np.nan
        return depth


def _scale(domain: Domain, level: npt.ArrayLike) -> tuple[float, float]:
    """Zero level and unit: the smallest power of two metres in which every level fits."""
    bed = domain.bed[domain.cells].astype(np.float64)
    tops = [float(np.max(bed)), float(np.nanmax(np.asarray(level, np.float64), initial=-np.inf))]
    tops += [float(np.max(series.value)) for series in domain.levels]
    datum = math.floor(float(np.min(bed)))
    unit = 2.0 ** math.ceil(math.log2((max(tops) - datum + _HEADROOM) / _ROOM))
    return float(datum), unit


def series_table(domain: Domain, state: State) -> SeriesTable:
    """Level series of the domain as the kernels take them, in counts."""
    sizes = [len(series.time) for series in domain.levels]
    time = [np.asarray(series.time, np.float64) for series in domain.levels]
    value = [(np.asarray(series.value, np.float64) - state.datum) / state.unit for series in domain.levels]
    return SeriesTable(
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.concatenate([*time, np.empty(0)]),
        np.concatenate([*value, np.empty(0)]),
        np.zeros(len(sizes)),
    )


def face_table(domain: Domain, state: State) -> tuple[FaceTable, Array]:
    """Faces of the domain by axis, row and column, and the order of their entries in the domain's table."""
    faces = domain.faces
    row, col = faces.row.astype(np.int64) + 1, faces.col.astype(np.int64) + 1
    axis = faces.axis.astype(np.int64)
    rows, width = state.surface.shape
    key = (axis * rows + row) * width + col
    order = np.argsort(key, kind="stable")
    unique, first = np.unique(key[order], return_index=True)
    begin = np.arange(2 * rows + 1, dtype=np.int64) * width
    start = np.searchsorted(unique, begin)
    at, column = np.divmod(unique, width)
    across, line = np.divmod(at, rows)
    first_side = state.bed[line, column] == NO_CELL
    second_side = state.bed[line + across, column + 1 - across] == NO_CELL
    table = FaceTable(
        np.stack([start[: rows + 1], start[rows:]]),
        column.astype(np.int32),
        np.where(first_side, 1, np.where(second_side, 2, 0)).astype(np.int8),
        np.append(first, len(order)).astype(np.int64),
        np.zeros(unique.size, np.int32),
        np.zeros(unique.size, np.int64),
        np.empty(len(order)),
        np.empty(len(order)),
        faces.weir[order],
        faces.series[order],
        np.zeros(len(order)),
        np.zeros(len(order)),
    )
    set_sills(table, order, state, faces.sill, faces.share)
    return table, order


def set_sills(table: FaceTable, order: Array, state: State, sill: Array, share: Array) -> None:
    """Give every entry its sill [m NAP] and the part of its face that passes."""
    counts = (np.asarray(sill, np.float64) - state.datum) / state.unit
    table.sill[:] = np.maximum(counts, float(-NO_CELL))[order]
    table.share[:] = np.asarray(share, np.float64)[order]
