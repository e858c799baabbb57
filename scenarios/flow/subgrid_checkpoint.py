"""Checkpoints of a flow computed on pools: everything that is needed to go on, bit-identically."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.checkpoint import under

if TYPE_CHECKING:
    from scenarios.flow.subgrid import SubgridSolver

__all__ = ["pool_arrays", "restore_pools"]

Array = npt.NDArray[Any]

_LISTS = ("counts", "pools", "links", "pool_on", "link_on")
_MESH = ("opens", "base", "width")


def _changing(solver: SubgridSolver) -> dict[str, Array]:
    """Arrays of a solver that change in place."""
    state, links, lists, forces = solver._state, solver._links, solver._lists, solver._forces
    return {
        "clock": solver._clock,
        **{f"state.{name}": getattr(state, name) for name in ("volume", "level", "ahead", "rank", "segment")},
        **{f"links.{name}": getattr(links, name) for name in ("row", "flow", "passed")},
        **{f"lists.{name}": getattr(lists, name) for name in _LISTS},
        **{f"work.{name}": getattr(solver._work, name) for name in ("net", "part", "load")},
        "forces.given": forces.given,
        "forces.moved": forces.moved,
        "forces.discharge": forces._discharge,
        "forces.running": forces._works.running,
        "told": solver._told,
        "face_volume": solver._face_volume,
    }


def pool_arrays(solver: SubgridSolver) -> dict[str, Array]:
    """Give all that changes in a computation, as plain arrays that may be its own."""
    mesh = solver.mesh
    return {
        **_changing(solver),
        **{f"mesh.{name}": getattr(mesh, name)[mesh.mine] for name in _MESH},
        **{f"record.{name}": value for name, value in solver.record.arrays().items()},
        "numbers": np.array([solver._initial, solver._sorted, solver._end]),
    }


def restore_pools(solver: SubgridSolver, arrays: dict[str, Array]) -> None:
    """Let a solver of the same domain, level and settings go on from what `pool_arrays` gave."""
    mesh = solver.mesh
    for name in _MESH:
        getattr(mesh, name)[mesh.mine] = arrays[f"mesh.{name}"]
    mesh.tabulate(np.unique(mesh.link))
    for name, array in _changing(solver).items():
        array[:] = arrays[name]
    solver.record.restore(under("record.", arrays))
    initial, counted, end = (float(value) for value in arrays["numbers"])
    solver._initial, solver._sorted, solver._end = initial, int(counted), end
