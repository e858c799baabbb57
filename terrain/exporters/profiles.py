"""Levels along lines that cross water: bridges over it, bores under it and under its dikes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from terrain.exporters.geometry import Paths

__all__ = ["bored", "bridged"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
WIDEST = 400.0  # metres: wider water is not bridged
BESIDE = 140.0  # metres beside the water that a bore stays deep, below the dike and its foreland
BEND = 120.0  # metres over which a bore goes from trench depth to its own


def _each(lines: Paths) -> Iterator[tuple[slice, float, int]]:
    """Points of every line, the mean distance between them, and how many of them span `WIDEST`."""
    for first, stop in zip(lines.starts[:-1].tolist(), lines.starts[1:].tolist(), strict=True):
        points = lines.points[first:stop]
        step = float(np.hypot(*np.diff(points, axis=0).T).sum()) / (stop - first - 1)
        yield slice(first, stop), step, _odd(WIDEST / step)


def _odd(count: float) -> int:
    return 2 * int(np.ceil(count / 2)) + 1


def bridged(lines: Paths, level: Floats, wet: Flags) -> Floats:
    """Carry lines over water from bank to bank.

    Parameters
    ----------
    lines
        Roads.
    level
        Ground along them [m NAP], shape (n,).
    wet
        Where they cross water, shape (n,).

    Returns
    -------
    ndarray
        The level; above water and beside it that of the lower bank within reach (a morphological closing).
    """
    from scipy.ndimage import binary_dilation, grey_closing

    raised = level.copy()
    for these, _, window in _each(lines):
        if wet[these].any():
            size = min(window, _odd(len(level[these])))
            closed = grey_closing(np.pad(level[these], size, mode="edge"), size)[size:-size]
            abutments = binary_dilation(wet[these], iterations=3)
            raised[these] = np.where(abutments, closed, level[these])
    return raised


def bored(lines: Paths, level: Floats, ground: Floats, wet: Flags, cover: Floats) -> Floats:
    """Take lines down to their cover where they are drilled under water.

    Parameters
    ----------
    lines
        Cables or pipes.
    level
        Their level in the trench [m NAP], shape (n,).
    ground
        Ground above them [m NAP], shape (n,).
    wet
        Where they cross water, shape (n,).
    cover
        Cover of the bore of each line [m], shape (k,); not above 0 for lines without one.
    """
    from scipy.ndimage import binary_dilation, minimum_filter1d, uniform_filter1d

    lowered = level.copy()
    for place, (these, step, _) in enumerate(_each(lines)):
        if cover[place] > 0 and wet[these].any():
            deep = binary_dilation(wet[these], iterations=max(1, round(BESIDE / step)))
            lowest = minimum_filter1d(ground[these], _odd(2 * BESIDE / step), mode="nearest") - cover[place]
            path = np.where(deep, np.minimum(lowest, level[these]), level[these])
            bent = uniform_filter1d(path, _odd(BEND / step), mode="nearest")
            lowered[these] = np.minimum(np.where(bent < level[these] - 0.5, bent, level[these]), level[these])
    return lowered
