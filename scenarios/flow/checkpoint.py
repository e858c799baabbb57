"""Checkpoints of a flow computation: everything that is needed to go on, bit-identically."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.state import State
from scenarios.sealed import read_sealed, write_sealed
from twin.errors import StoreError

if TYPE_CHECKING:
    from scenarios.flow.domain import Domain
    from scenarios.flow.solver import Solver

__all__ = ["domain_digest", "flow_arrays", "read_checkpoint", "restore_flow", "under", "write_checkpoint"]

Array = npt.NDArray[Any]

_STATE = ("surface", "qx", "qy", "wet")
_FACES = ("passed", "sill", "share", "flow", "volume")
_PARTS = ("_sources", "_links", "_record")


def domain_digest(domain: Domain) -> str:
    """Digest of ground, roughness and faces: a checkpoint fits no other."""
    digest = hashlib.sha256(repr((domain.shape, domain.dx, domain.dy)).encode())
    faces = domain.faces
    for field in (domain.bed, domain.roughness, faces.row, faces.col, faces.axis, faces.weir, faces.series):
        digest.update(np.ascontiguousarray(field).tobytes())
    return digest.hexdigest()


def flow_arrays(solver: Solver) -> dict[str, Array]:
    """Give all that changes in a computation, as plain arrays that may be its own."""
    state = solver._state
    times = (solver._exchanged, solver._sampled, solver._looked)
    arrays: dict[str, Array] = {
        "times": np.array(times, np.float64),
        "initial": np.array(solver._initial, np.int64),
        "clock": solver._clock,
    }
    arrays |= {f"state.{name}": getattr(state, name) for name in _STATE}
    arrays |= {f"faces.{name}": getattr(solver._faces, name) for name in _FACES}
    for part in _PARTS:
        arrays |= {f"{part}.{name}": value for name, value in getattr(solver, part).arrays().items()}
    return arrays


def restore_flow(solver: Solver, arrays: dict[str, Array]) -> None:
    """Let a solver of the same domain, level and settings go on from what `flow_arrays` gave."""
    for name in _STATE:
        getattr(solver._state, name)[:] = arrays[f"state.{name}"]
    for name in _FACES:
        getattr(solver._faces, name)[:] = arrays[f"faces.{name}"]
    for part in _PARTS:
        getattr(solver, part).restore(under(f"{part}.", arrays))
    solver._clock[:] = arrays["clock"]
    solver._initial = int(arrays["initial"])
    solver._exchanged, solver._sampled, solver._looked = (float(value) for value in arrays["times"])


def under(prefix: str, arrays: dict[str, Array]) -> dict[str, Array]:
    """Pick the arrays whose names begin with a prefix, without it."""
    return {key.removeprefix(prefix): value for key, value in arrays.items() if key.startswith(prefix)}


def write_checkpoint(solver: Solver, path: Path) -> None:
    """Write all that changes in a computation, beside the digest of what does not."""
    settings = (solver.courant, solver._state.datum, solver._state.unit, solver.capped)
    fixed = {"digest": np.array(domain_digest(solver.domain)), "settings": np.array(settings, np.float64)}
    write_sealed(path, fixed | flow_arrays(solver))


def read_checkpoint[S: Solver](kind: type[S], path: Path, domain: Domain, threads: int) -> S:
    """Make a solver that goes on from a checkpoint."""
    arrays = read_sealed(path)
    if str(arrays["digest"]) != domain_digest(domain):
        raise StoreError(f"{path.name} is a checkpoint of another domain")
    courant, datum, unit, capped = (float(value) for value in arrays["settings"])
    solver = kind.__new__(kind)
    solver.domain, solver.threads, solver.courant, solver.capped = domain, threads, courant, bool(capped)
    solver._begin(State(domain, np.nan, scale=(datum, unit)))
    restore_flow(solver, arrays)
    return solver
