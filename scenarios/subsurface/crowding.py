"""Crowding index: how many functions use each cell of the ground, slice by slice, in a year."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scenarios.kernels import conflict_layout as kernel
from scenarios.kernels.crowding import mark_functions
from scenarios.subsurface.bodies import bodies
from scenarios.subsurface.rules import NAMES
from twin.claims import Claim
from twin.errors import invalid
from twin.grid import GridSpec

__all__ = ["SLICES", "crowding"]

SLICES = ((10.0, -5.0), (-5.0, -500.0), (-500.0, -5000.0))
"""Contact, water and deep layer [m NAP]: the usual Dutch division, for ground near NAP [unverified]."""
_PORTION = 500  # bodies of one call, which must not last


def crowding(
    claims: Sequence[Claim], grid: GridSpec, year: float, slices: Sequence[tuple[float, float]] = SLICES
) -> npt.NDArray[np.uint8]:
    """Count the functions that use each cell.

    Parameters
    ----------
    claims
        Claims; those of functions without rules do not count.
    grid
        Cells.
    year
        Year in which they are counted; a body of which start or growth is not known counts as at its start.
    slices
        Top and base of each slice [m NAP].

    Returns
    -------
    ndarray of uint8, shape (slices, ny, nx)
        Number of different functions.

    Raises
    ------
    InvalidInputError
        If a slice is upside down, or a claim cannot be judged.
    """
    levels = np.array(slices, np.float64).reshape(-1, 2)
    if not (levels[:, 0] > levels[:, 1]).all():
        raise invalid(
            "slices", slices, "have a top that is not above their base", "Give (top, base) in m NAP."
        )
    if not math.isfinite(year):
        raise invalid("year", year, "is no year", "Give a year.")
    judged = [claim for claim in claims if claim.function in NAMES]
    laid = bodies(judged, {})
    values = laid.values
    start, end = values[:, kernel.START], values[:, kernel.END]
    age = np.where(np.isfinite(start), np.maximum(year - np.where(np.isfinite(start), start, year), 0.0), 0.0)
    radius = values[:, kernel.RADIUS] + np.nan_to_num(values[:, kernel.GROWTH]) * np.sqrt(age * kernel.YEAR)
    radius[(year < start) | (year >= end)] = -1.0
    marks = np.zeros((len(levels), *grid.shape), np.uint32)
    for begin in range(0, len(judged), _PORTION):
        some = np.full(len(judged), -1.0)
        some[begin : begin + _PORTION] = radius[begin : begin + _PORTION]
        mark_functions(
            laid, some, levels[:, 0].copy(), levels[:, 1].copy(), grid.x0, grid.y0, grid.dx, grid.dy, marks
        )
    return np.bitwise_count(marks)
