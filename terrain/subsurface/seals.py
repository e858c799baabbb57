"""Where little water passes: how thick, how deep and how tight clay, loam and peat lie between two levels."""

from __future__ import annotations

import math

import numpy as np
import xarray as xr

from terrain.subsurface.stack import Level, Mask, Stack

__all__ = ["TIGHT", "seal_map", "tight"]

TIGHT = (1, 2, 3)
"""Lithoclasses that hold water back: peat, clay, and loam."""
_TIGHT_KINDS = ("aquitard", "seal")


def tight(stack: Stack) -> Mask:
    """Blocks that hold water back: by lithoclass, or by what their layer does; shape (n, ny, nx)."""
    kinds = np.array([unit.kind in _TIGHT_KINDS for unit in stack.units] + [False])
    held: Mask = stack.present & (np.isin(stack.lithology, TIGHT) | kinds[stack.unit])
    return held


def seal_map(stack: Stack, *, low: Level = -math.inf, high: Level = math.inf) -> xr.Dataset:
    """Map what holds water back between two levels.

    Parameters
    ----------
    stack
        Voxels or layers.
    low, high
        Levels [m NAP], numbers or shape (ny, nx).

    Returns
    -------
    xarray.Dataset
        On the grid of the stack: ``thickness`` [m], ``top`` and ``base`` [m NAP, NaN where there is none] and
        ``resistance`` of it, the sum of d / kv [s]; the attribute ``continuity`` is the share of the columns
        with ground that have any. Blocks of unknown conductivity add thickness and no resistance.
    """
    inside = tight(stack) & (stack.lengths(low, high) > 0.0)
    fields = {
        "thickness": stack.thickness(inside, low=low, high=high),
        "top": np.minimum(stack.top_of(inside), high),
        "base": np.maximum(stack.base_of(inside), low),
        "resistance": stack.resistance(low=low, high=high, mask=inside),
    }
    return xr.Dataset(
        {name: (("y", "x"), values) for name, values in fields.items()},
        coords=stack.grid.coords(),
        attrs={"continuity": stack.continuity(inside)},
    )
