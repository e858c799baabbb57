"""Checkpoints of a flow computation: everything that is needed to go on, bit-identically."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.flow.state import State
from twin.errors import StoreError

if TYPE_CHECKING:
    from scenarios.flow.domain import Domain
    from scenarios.flow.solver import Solver

__all__ = ["read_checkpoint", "write_checkpoint"]

Array = npt.NDArray[Any]

_VERSION = 1
_STATE = ("surface", "qx", "qy", "wet")
_FACES = ("passed", "sill", "share", "flow", "volume")
_PARTS = ("_sources", "_links", "_record")


def _digest(domain: Domain) -> str:
    """Digest of ground, roughness and faces: a checkpoint fits no other."""
    digest = hashlib.sha256(repr((domain.shape, domain.dx, domain.dy)).encode())
    faces = domain.faces
    for field in (domain.bed, domain.roughness, faces.row, faces.col, faces.axis, faces.weir, faces.series):
        digest.update(np.ascontiguousarray(field).tobytes())
    return digest.hexdigest()


def write_checkpoint(solver: Solver, path: Path) -> None:
    """Write all that changes in a computation, beside the digest of what does not."""
    state = solver._state
    kept = (solver.courant, solver._exchanged, solver._sampled, solver._looked)
    times = (*kept, state.datum, state.unit, solver.capped)
    arrays: dict[str, Array] = {
        "version": np.array(_VERSION),
        "digest": np.array(_digest(solver.domain)),
        "times": np.array(times, np.float64),
        "initial": np.array(solver._initial, np.int64),
        "clock": solver._clock,
    }
    arrays |= {f"state.{name}": getattr(state, name) for name in _STATE}
    arrays |= {f"faces.{name}": getattr(solver._faces, name) for name in _FACES}
    for part in _PARTS:
        arrays |= {f"{part}.{name}": value for name, value in getattr(solver, part).arrays().items()}
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
    partial.replace(path)


def read_checkpoint[S: Solver](kind: type[S], path: Path, domain: Domain, threads: int) -> S:
    """Make a solver that goes on from a checkpoint."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        if int(arrays["version"]) != _VERSION or str(arrays["digest"]) != _digest(domain):
            raise StoreError(f"{path} is a checkpoint of another domain or another version")
        return _restored(kind, arrays, domain, threads)
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise StoreError(f"{path} is no whole checkpoint: {error}") from error


def _restored[S: Solver](kind: type[S], arrays: dict[str, Array], domain: Domain, threads: int) -> S:
    courant, exchanged, sampled, looked, datum, unit, capped = (float(value) for value in arrays["times"])
    solver = kind.__new__(kind)
    solver.domain, solver.threads, solver.courant, solver.capped = domain, threads, courant, bool(capped)
    solver._begin(State(domain, np.nan, scale=(datum, unit)))
    for name in _STATE:
        getattr(solver._state, name)[:] = arrays[f"state.{name}"]
    for name in _FACES:
        getattr(solver._faces, name)[:] = arrays[f"faces.{name}"]
    for part in _PARTS:
        prefix = f"{part}."
        own = {key.removeprefix(prefix): value for key, value in arrays.items() if key.startswith(prefix)}
        getattr(solver, part).restore(own)
    solver._clock[:] = arrays["clock"]
    solver._initial, solver._exchanged = int(arrays["initial"]), exchanged
    solver._sampled, solver._looked = sampled, looked
    return solver
