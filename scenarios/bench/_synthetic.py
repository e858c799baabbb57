"""Made-up terrain for benches: rolling ground with a lattice of dikes behind a strip of sea."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["dike_lattice"]

_SPACING = 250


def dike_lattice(size: int, seed: int = 1) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Ground with noise at every scale and dikes every 250 cells, and the sea along the west edge.

    Parameters
    ----------
    size
        Cells along a side.
    seed
        Seed of the noise.

    Returns
    -------
    tuple
        Ground [m NAP], float32, and the start cells of the sea, both of shape (size, size).
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    ground = rng.normal(0.0, 0.05, (size, size)).astype(np.float32)
    length = 4
    while length <= size // 2:
        ground += _noise(size, length, 0.9 * (length / 512) ** 0.6, rng)
        length *= 2
    lines = np.arange(_SPACING, size, _SPACING)
    crests = rng.uniform(1.0, 5.0, (2, lines.size)).astype(np.float32)
    for line, west_east, north_south in zip(lines, *crests, strict=True):
        np.maximum(ground[line - 1 : line + 1], west_east, out=ground[line - 1 : line + 1])
        np.maximum(ground[:, line - 1 : line + 1], north_south, out=ground[:, line - 1 : line + 1])
    sea = np.zeros((size, size), bool)
    sea[:, : max(1, size // 50)] = True
    ground[sea] = -5.0
    return ground, sea


def _noise(size: int, length: int, amplitude: float, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Random nodes every `length` cells, straight in between."""
    nodes = rng.normal(0.0, amplitude, (size // length + 2, size // length + 2)).astype(np.float32)
    at = np.arange(size, dtype=np.float32) / length
    low = at.astype(np.intp)
    part = at - low
    rows = nodes[low] * (1 - part)[:, None] + nodes[low + 1] * part[:, None]
    return np.asarray(rows[:, low] * (1 - part) + rows[:, low + 1] * part, np.float32)
