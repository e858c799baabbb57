"""Flow codes of others, run on the same arrays, each through its own stepper."""

from __future__ import annotations

import os
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from scenarios.bench._flow_cases import CELL, COURANT, MANNING, Case

__all__ = ["ITZI", "LANDLAB", "PEERS", "Flow", "peer"]

ITZI, LANDLAB = "itzi-core", "landlab"
PEERS = {ITZI: "itzi_core", LANDLAB: "landlab"}


class Flow(Protocol):
    """A computation that can go on until a time."""

    @property
    def steps(self) -> int:
        """Steps done."""

    def advance(self, until: float) -> None:
        """Go on until a time [s]."""

    def depth(self) -> npt.NDArray[np.floating[Any]]:
        """Water depth [m], shape (ny, nx)."""


def peer(name: str, case: Case, threads: int) -> Flow | None:
    """Set up a peer on a case; None when it is not installed."""
    if find_spec(PEERS[name]) is None:
        return None
    os.environ["OMP_NUM_THREADS"] = str(threads)  # read when their library is loaded
    return _Itzi(case) if name == ITZI else _Landlab(case)


class _Itzi:
    """itzi-core: de Almeida and Bates (2013), theta 0.9 (its default), float32, without optional output."""

    def __init__(self, case: Case) -> None:
        containers = import_module("itzi_core.data_containers")
        domain: Any = import_module("itzi_core.rasterdomain").RasterDomain
        solver: Any = import_module("itzi_core.surfaceflow").SurfaceFlowSimulation
        self.grid = domain(np.float32, np.zeros(case.bed.shape, bool), (CELL, CELL))
        self.grid.update_array("ground_elevation", case.bed.copy())
        self.grid.update_array("friction", np.full(case.bed.shape, MANNING, np.float32))
        self.grid.update_array("water_depth", case.depth)
        self.flow = solver(self.grid, containers.SurfaceFlowParameters(cfl=COURANT, dtmax=1e6))
        self.time, self.steps = 0.0, 0

    def advance(self, until: float) -> None:
        while until - self.time > 1e-5:
            self.flow.solve_dt()
            left = timedelta(seconds=until - self.time)
            self.flow.dt = min(self.flow.dt, left)
            self.time += self.flow.dt.total_seconds()
            self.flow.step(compute_vdir=False, compute_froude=False)
            self.steps += 1

    def depth(self) -> npt.NDArray[np.floating[Any]]:
        return np.array(self.grid.get_array("water_depth"))


class _Landlab:
    """landlab OverlandFlow: de Almeida et al. (2012), theta 1 as ours, float64, in a closed ring."""

    def __init__(self, case: Case) -> None:
        landlab = import_module("landlab")
        flow: Any = import_module("landlab.components").OverlandFlow
        ny, nx = case.bed.shape
        grid: Any = landlab.RasterModelGrid((ny + 2, nx + 2), xy_spacing=CELL)
        grid.status_at_node[grid.boundary_nodes] = grid.BC_NODE_IS_CLOSED
        grid.add_field("topographic__elevation", _ringed(case.bed), at="node")
        grid.add_field("surface_water__depth", _ringed(case.depth), at="node")
        self.shape = (ny + 2, nx + 2)
        self.flow = flow(grid, alpha=COURANT, mannings_n=MANNING, theta=1.0)
        self.water = grid.at_node["surface_water__depth"]
        self.time, self.steps = 0.0, 0

    def advance(self, until: float) -> None:
        while until - self.time > 1e-9:
            dt = min(float(self.flow.calc_time_step()), until - self.time)
            self.flow.overland_flow(dt=dt)
            self.time += dt
            self.steps += 1

    def depth(self) -> npt.NDArray[np.floating[Any]]:
        return np.array(self.water.reshape(self.shape)[1:-1, 1:-1])


def _ringed(field: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    return np.pad(field.astype(np.float64), 1, mode="edge").ravel()
