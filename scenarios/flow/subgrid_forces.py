"""What drives a flow on pools from outside: boundary levels, rain, discharges and structures."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.links import LinkFlows
from scenarios.flow.sources import integral
from scenarios.kernels.subgrid import Forces

if TYPE_CHECKING:
    from scenarios.flow.domain import Domain
    from scenarios.flow.subgrid_mesh import Pools
    from scenarios.kernels.flow_links import LinkTable

__all__ = ["SubgridForces"]

Array = npt.NDArray[Any]
Doubles = npt.NDArray[np.float64]

_NOTHING = -1e9
"""Level where water falls away freely [m NAP]."""


class SubgridForces:
    """Forces of a domain on its pools, and the account of what they brought.

    Parameters
    ----------
    domain
        Fine domain.
    pools
        Its pools.

    Attributes
    ----------
    given
        Rain and discharges so far [m3], float64, shape (2,).
    moved
        Water through each structure so far [m3], positive to its target.
    """

    def __init__(self, domain: Domain, pools: Pools) -> None:
        self._domain = domain
        columns = domain.shape[1]
        shares = []
        for inflow in domain.inflows:
            cells = np.asarray(inflow.row, np.int64) * columns + inflow.col
            shares.append(np.unique(pools.number[cells], return_counts=True))
        none = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        self._pool = np.concatenate([pool for pool, _ in [none, *shares]]).astype(np.uint32)
        self._part = [counts / counts.sum() for _, counts in shares]
        self._works, self._at = _works(domain, pools)
        self.given, self.moved = np.zeros(2), np.zeros(self._works.kind.size)
        self._discharge = np.zeros(self.moved.size)

    @property
    def pools(self) -> Array:
        """Pools with a discharge or a structure."""
        return np.unique(np.concatenate([self._pool, self._at]))

    @property
    def across(self) -> tuple[float, float]:
        """What structures let in from outside, and let out of the area, so far [m3]."""
        into, out = self.moved[self._works.source < 0], self.moved[self._works.target < 0]
        return float(into.sum()), float(out.sum())

    def between(self, begin: float, end: float) -> Forces:
        """Forces over an interval [s]: rain and discharges even, boundary levels changing evenly."""
        domain, span = self._domain, end - begin
        first, last = (np.array([*(s.at(t) for s in domain.levels), _NOTHING]) for t in (begin, end))
        rain = 0.0 if domain.rain is None else max(integral(domain.rain, begin, end), 0.0) / span
        source = [
            part * integral(inflow.discharge, begin, end) / span
            for inflow, part in zip(domain.inflows, self._part, strict=True)
        ]
        return Forces(
            fixed=first,
            change=(last - first) / span,
            rain=rain,
            pool=self._pool,
            source=np.concatenate([np.zeros(0), *source]),
            works=self._works,
            at=self._at,
            discharge=self._discharge,
            moved=self.moved,
            given=self.given,
        )


def _works(domain: Domain, pools: Pools) -> tuple[LinkTable, Array]:
    """Structures with their ends numbered in a list of pools, and that list."""
    width = domain.shape[1] + 2
    padded: Any = SimpleNamespace(surface=np.empty((1, width), np.int32), cell_volume=1.0)
    table = LinkFlows(replace(domain, inflows=()), padded).table
    ends = np.array([table.source, table.target])
    cells = (ends // width - 1) * domain.shape[1] + ends % width - 1
    inside = ends >= 0
    pool = np.where(inside, pools.number[np.where(inside, cells, 0)], -1)
    at, place = np.unique(pool[inside], return_inverse=True)
    numbered = np.full(ends.shape, -1, np.int64)
    numbered[inside] = place
    counts = np.bincount(place, minlength=max(at.size, 1))
    sharers = np.where(inside, counts[np.maximum(numbered, 0)], 1).max(axis=0) if ends.size else table.sharers
    table = table._replace(source=numbered[0], target=numbered[1], sharers=sharers.astype(np.float64))
    return table, at.astype(np.uint32)
