"""Blocks of ground on top of each other in every column: voxels and layers behind one interface."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from terrain.subsurface.hydraulics import Table, conductivity_of, conductivity_table
from twin.grid import GridSpec

__all__ = ["MISSING", "Stack", "StackUnit"]

MISSING = -127
"""Lithoclass of a block of which it is not known."""
_CODES = 128 - MISSING  # a lithoclass is a byte
_SPECK = 1e-9  # m: what is thinner is rounding, and has no mean

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Level = float | Floats


@dataclass(frozen=True, slots=True)
class StackUnit:
    """A unit that blocks belong to; `kind` is aquifer, aquitard, seal, reservoir, basement, or unknown."""

    key: str
    label_nl: str
    label_en: str
    color: str
    kind: str = ""


@dataclass(frozen=True)
class Stack:
    """Blocks between two levels in every column of a grid; arrays may be broadcast over rows and columns.

    Parameters
    ----------
    part
        Which part of the twin they are.
    grid
        The columns.
    top, base
        Levels [m NAP], shape (n, ny, nx) or (n, 1, 1).
    unit
        Number in `units`, -1 where there is no block, shape (n, ny, nx) or (n, 1, 1).
    lithology
        Code of `twin.vocabulary.LITHOCLASS`, -127 where unknown, shape as `unit`.
    units
        The units.
    given
        ``kh`` and ``kv`` [m s-1] of the model itself, where it has them, shape (n, ny, nx).
    table
        Conductivities by unit and lithoclass, for blocks of which `given` tells none.
    """

    part: Literal["voxels", "layers"]
    grid: GridSpec
    top: Floats
    base: Floats
    unit: npt.NDArray[np.int16]
    lithology: npt.NDArray[np.int8]
    units: tuple[StackUnit, ...]
    given: Mapping[str, npt.NDArray[Any]]
    table: Table = field(default_factory=conductivity_table)

    @cached_property
    def shape(self) -> tuple[int, int, int]:
        """Number of blocks in a column, rows, columns."""
        return len(self.top), self.grid.ny, self.grid.nx

    @cached_property
    def present(self) -> Mask:
        """Where there is a block at all, shape (n, ny, nx)."""
        return np.broadcast_to((self.unit >= 0) & (self.top > self.base), self.shape)

    @cached_property
    def kh(self) -> npt.NDArray[np.float32]:
        """Horizontal conductivity [m s-1], NaN where unknown, shape (n, ny, nx)."""
        return self._conductivity("kh", 0)

    @cached_property
    def kv(self) -> npt.NDArray[np.float32]:
        """Vertical conductivity [m s-1], NaN where unknown, shape (n, ny, nx)."""
        return self._conductivity("kv", 1)

    def _conductivity(self, name: str, at: int) -> npt.NDArray[np.float32]:
        """The model's own value, else that of unit and lithoclass by the table."""
        looked_up = self._known[at, self.unit, self.lithology.astype(np.int16) - MISSING]
        own = self.given.get(name)
        whole = looked_up if own is None else np.where(np.isfinite(own), own, looked_up)
        return np.broadcast_to(whole.astype(np.float32, copy=False), self.shape)

    @cached_property
    def _known(self) -> npt.NDArray[np.float32]:
        """The table for units and lithoclasses that occur together, shape (2, units + 1, lithoclasses)."""
        known = np.full((2, len(self.units) + 1, _CODES), np.nan, np.float32)
        pairs = self.unit.astype(np.intp) * _CODES + self.lithology - MISSING
        for pair in np.flatnonzero(np.bincount(pairs[pairs >= 0])).tolist():
            number, code = divmod(pair, _CODES)
            lithology = code + MISSING
            soil = None if lithology == MISSING else lithology
            found = conductivity_of(self.units[number].key, soil, self.table)
            known[:, number, code] = found[:2]
        return known

    def where(self, *, units: Collection[str] = (), lithology: Collection[int] = ()) -> Mask:
        """Blocks of some units and some lithoclasses (all when none is named), shape (n, ny, nx)."""
        mask = self.present
        if units:
            chosen = np.array([unit.key in units for unit in self.units] + [False])
            mask = mask & chosen[self.unit]
        return mask & np.isin(self.lithology, list(lithology)) if lithology else mask

    def lengths(self, low: Level = -math.inf, high: Level = math.inf, mask: Mask | None = None) -> Floats:
        """How much of every block lies between two levels [m], shape (n, ny, nx); 0 where there is none."""
        inside = np.minimum(self.top, high) - np.maximum(self.base, low)
        chosen = self.present if mask is None else self.present & mask
        return np.where(chosen & (inside > 0.0), inside, 0.0)

    def thickness(
        self, mask: Mask | None = None, *, low: Level = -math.inf, high: Level = math.inf
    ) -> Floats:
        """Summed thickness of the chosen blocks between two levels [m], shape (ny, nx)."""
        total: Floats = self.lengths(low, high, mask).sum(axis=0)
        return total

    def top_of(self, mask: Mask) -> Floats:
        """Highest top of the chosen blocks [m NAP], shape (ny, nx); NaN where there are none."""
        highest = np.where(mask & self.present, self.top, -np.inf).max(axis=0, initial=-np.inf)
        return np.where(np.isfinite(highest), highest, np.nan)

    def base_of(self, mask: Mask) -> Floats:
        """Lowest base of the chosen blocks [m NAP], shape (ny, nx); NaN where there are none."""
        lowest = np.where(mask & self.present, self.base, np.inf).min(axis=0, initial=np.inf)
        return np.where(np.isfinite(lowest), lowest, np.nan)

    def continuity(self, mask: Mask) -> float:
        """Share of the columns with ground in which a chosen block occurs; NaN without ground."""
        ground = self.present.any(axis=0)
        return float((mask & self.present).any(axis=0).sum() / ground.sum()) if ground.any() else math.nan

    def transmissivity(
        self, *, low: Level = -math.inf, high: Level = math.inf, mask: Mask | None = None
    ) -> Floats:
        """Transmissivity kD between two levels [m2 s-1], shape (ny, nx); unknown blocks count as none."""
        total: Floats = (self.lengths(low, high, mask) * np.nan_to_num(self.kh)).sum(axis=0)
        return total

    def resistance(
        self, *, low: Level = -math.inf, high: Level = math.inf, mask: Mask | None = None
    ) -> Floats:
        """Hydraulic resistance c to vertical flow, sum of d / kv [s], shape (ny, nx); unknown ones none."""
        per_metre = 1.0 / np.where(np.isfinite(self.kv), self.kv, np.inf)
        total: Floats = (self.lengths(low, high, mask) * per_metre).sum(axis=0)
        return total

    def unknown(self, *, low: Level = -math.inf, high: Level = math.inf) -> Floats:
        """Thickness of the blocks of unknown conductivity between two levels [m], shape (ny, nx)."""
        return self.thickness(~np.isfinite(self.kh) | ~np.isfinite(self.kv), low=low, high=high)

    def conductivity(self, *, low: Level = -math.inf, high: Level = math.inf) -> tuple[Floats, Floats]:
        """One horizontal and one vertical conductivity for what lies between two levels [m s-1].

        Returns
        -------
        tuple
            kh, the arithmetic mean, and kv, the harmonic mean, weighted by thickness, shape (ny, nx); NaN
            where nothing of known conductivity lies there.

        References
        ----------
        Freeze and Cherry 1979, Groundwater, eq. 2.31-2.32.
        """
        known = np.isfinite(self.kh) & np.isfinite(self.kv)
        length = self.thickness(known, low=low, high=high)
        drained = self.transmissivity(low=low, high=high, mask=known)
        resisted = self.resistance(low=low, high=high, mask=known)
        there = length > _SPECK
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(there, drained / length, np.nan), np.where(there, length / resisted, np.nan)

    def slice_at(self, level: float) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int8]]:
        """Cut horizontally: number of the unit (-1) and lithoclass (-127 where none), shape (ny, nx).

        On a boundary the block below it counts.
        """
        there = self.present & (self.top >= level) & (self.base < level)
        block = there.argmax(axis=0)[None]
        found = there.any(axis=0)
        unit, lithology = (
            np.take_along_axis(np.broadcast_to(codes, self.shape), block, axis=0)[0]
            for codes in (self.unit, self.lithology)
        )
        return (
            np.where(found, unit, -1).astype(np.int16),
            np.where(found, lithology, MISSING).astype(np.int8),
        )
