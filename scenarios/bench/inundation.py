"""Speed of the inundation level field, beside labelling and morphological reconstruction."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.bench._measure import clock_for, machine, medians
from scenarios.bench._synthetic import dike_lattice
from scenarios.kernels.inundation import NEVER, depth_at, inundation_level_cm, level_cm, quantise
from twin.errors import SimulationError, invalid

__all__ = ["run"]

LABEL = "scipy.ndimage.label"
RECONSTRUCTION = "skimage.morphology.reconstruction"
_SEA_LEVEL = 1.0
_FURTHER = [1.0 + step / 10 for step in range(10)]
_SLOW_PEER = 2000  # above this size reconstruction takes longer than all the rest together: it runs once

Cells = npt.NDArray[np.int16]
Mask = npt.NDArray[np.bool_]


def run(size: int = 4000, threads: int = 1, repeats: int = 5) -> dict[str, Any]:
    """Time the level field on an N x N terrain of dikes and noise; peers in the same job, in turn, medians.

    Parameters
    ----------
    size
        Cells along a side, 16..30000.
    threads
        Threads for the further levels, 1..64; the field and the peers have one.
    repeats
        Timed rounds after one that does not count, 1..100.

    Returns
    -------
    dict
        ``mcells_per_second`` for the field (from whole centimetres), ``next_level_gcells_per_second`` for the
        depth at ten further sea levels, and under ``peers`` Mcell/s: labelling gives one level,
        reconstruction the whole field. A peer that is not installed is None. ``clock`` says which seconds.

    Raises
    ------
    InvalidInputError
        If a number is out of its range.
    SimulationError
        If a peer finds another answer.
    """
    for name, value, low, high in (
        ("size", size, 16, 30000),
        ("threads", threads, 1, 64),
        ("repeats", repeats, 1, 100),
    ):
        if not low <= value <= high:
            raise invalid(name, value, f"must be {low}..{high}", "Choose a number in that range.")
    ground, sea = dike_lattice(size)
    z, depth = quantise(ground), np.empty(ground.shape, np.float32)
    field = inundation_level_cm(z, sea)

    def further() -> None:
        for level in _FURTHER:
            depth_at(field, ground, level, depth, threads=threads)

    works: dict[str, Callable[[], object]] = {
        "field": lambda: inundation_level_cm(z, sea),
        "next": further,
    }
    found: dict[str, npt.NDArray[Any]] = {}
    peers = _peers(z, sea, found)
    slow = {name: peers.pop(name) for name in (RECONSTRUCTION,) if size > _SLOW_PEER and name in peers}
    clock, clock_name = clock_for(threads)
    taken = medians(works | peers, repeats, clock) | medians(slow, 1, clock, warm=False)
    _check(found, sea, field)
    cells = float(ground.size)
    return {
        "bench": "inundation",
        "size": size,
        "threads": threads,
        "repeats": repeats,
        "machine": machine(),
        "clock": clock_name,
        "mcells_per_second": cells / taken["field"] / 1e6,
        "next_level_gcells_per_second": cells * len(_FURTHER) / taken["next"] / 1e9,
        "wet_fraction": float(np.mean(field <= level_cm(_SEA_LEVEL))),
        "peers": {
            name: cells / taken[name] / 1e6 if name in taken else None for name in (LABEL, RECONSTRUCTION)
        },
    }


def _peers(z: Cells, sea: Mask, found: dict[str, npt.NDArray[Any]]) -> dict[str, Callable[[], object]]:
    """Others' ways to the same answer; what each finds is kept for the check."""
    from scipy import ndimage

    low = z <= level_cm(_SEA_LEVEL)

    def label() -> None:
        found[LABEL], _ = ndimage.label(low)

    works: dict[str, Callable[[], object]] = {LABEL: label}
    try:
        reconstruct_by: Any = import_module("skimage.morphology").reconstruction
    except ImportError:
        return works
    seed = np.where(sea, z, np.int16(NEVER))
    cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])

    def reconstruct() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # theirs, about numpy
            found[RECONSTRUCTION] = reconstruct_by(seed, z, method="erosion", footprint=cross)

    return works | {RECONSTRUCTION: reconstruct}


def _check(found: dict[str, npt.NDArray[Any]], sea: Mask, field: Cells) -> None:
    parts = found[LABEL]
    wet = np.zeros(int(parts.max()) + 1, bool)
    wet[parts[sea]] = True
    wet[0] = False
    different = {LABEL: int(np.count_nonzero(wet[parts] != (field <= level_cm(_SEA_LEVEL))))}
    if RECONSTRUCTION in found:
        different[RECONSTRUCTION] = int(np.count_nonzero(found[RECONSTRUCTION] != field))
    for peer, cells in different.items():
        if cells:
            raise SimulationError(f"{peer} differs from the level field in {cells} cells")
