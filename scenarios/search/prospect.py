"""What the ground gives at every place for a use, and the features that the use would have there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.search.cells import Cells
from terrain.subsurface.stack import MISSING

if TYPE_CHECKING:
    import geopandas as gpd

    from terrain.subsurface import Stack
    from twin.state import Twin

__all__ = [
    "ALLOWED", "CONDITIONAL", "COVER", "FLOOR", "FORBIDDEN", "IMPOSSIBLE", "SAND", "UNKNOWN", "Prospect",
    "at_cells", "prospect_of", "told",
]  # fmt: skip

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Texts = tuple[tuple[str, str], ...]

UNKNOWN, IMPOSSIBLE, FORBIDDEN, CONDITIONAL, ALLOWED = range(5)
"""What a place is: not known, the ground gives too little, a rule forbids it, asks something, is silent."""
SAND = (5, 6, 7, 8)
"""Lithoclasses that wells draw from."""
COVER, FLOOR = 20.0, -200.0
"""Wells have filters deeper than 20 m below the ground, above -200 m NAP [unverified]."""
WATER = ("open water", "open water")
OUTSIDE = ("een put valt buiten het gebied", "a well falls outside the area")


@dataclass(frozen=True)
class Prospect:
    """What the ground gives.

    Parameters
    ----------
    theme
        Theme of the features that the use has.
    state
        `UNKNOWN`, `IMPOSSIBLE`, `CONDITIONAL` or `ALLOWED` by the ground alone, (ny, nx).
    reason
        Number in `reasons` of why it is not allowed, -1 for none, (ny, nx).
    reasons
        Dutch and English of each.
    amount, unit
        What the ground gives, and its unit; NaN where not known, (ny, nx).
    quality
        How well it does so, 0..1, (ny, nx).
    features
        Function of rows and columns: the features, with an ``id`` that begins with their number and a dash.
    """

    theme: str
    state: npt.NDArray[np.int8]
    reason: npt.NDArray[np.int8]
    reasons: Texts
    amount: Floats
    unit: str
    quality: Floats
    features: Callable[[Ints, Ints], gpd.GeoDataFrame]


def prospect_of(twin: Twin, cells: Cells, asked: Any) -> Prospect:
    """Prospect of the use that is asked, with open water ruled out."""
    from scenarios.search import prospect_heat, prospect_water

    makers = {
        "geothermal-doublet": prospect_heat.doublet,
        "ates": prospect_heat.storage,
        "closed-loops": prospect_heat.loops,
        "well-field": prospect_water.well_field,
    }
    found: Prospect = makers[asked.use](twin, cells, asked)
    wet = np.zeros(cells.grid.shape, np.bool_)
    if "permanent_water" in twin.surface:
        wet = np.nan_to_num(cells.mean(twin.surface["permanent_water"].values > 0)) > 0.5
    dark = ~np.isfinite(cells.ground)
    out = np.isin(found.state, (CONDITIONAL, ALLOWED)) & _outside(twin, cells, found)
    state = np.where(wet | out, IMPOSSIBLE, found.state)
    number = len(found.reasons)
    return replace(
        found,
        state=np.where(dark, UNKNOWN, state).astype(np.int8),
        reason=np.where(wet, number, np.where(out, number + 1, found.reason)).astype(np.int8),
        reasons=(*found.reasons, WATER, OUTSIDE),
        quality=np.nan_to_num(found.quality),
    )


def _outside(twin: Twin, cells: Cells, found: Prospect) -> npt.NDArray[np.bool_]:
    """Cells of which a well of the use would stand outside the twin, (ny, nx)."""
    row, column = (values.ravel() for values in np.indices(cells.grid.shape))
    table = found.features(row, column)
    out = np.zeros(cells.grid.shape, np.bool_)
    for name in ("producer", "injector", "warm", "cold"):
        if f"{name}_x" in table:
            x, y = (table[f"{name}_{axis}"].to_numpy(np.float64) for axis in "xy")
            out |= ~twin.grid.contains(x, y).reshape(out.shape)
    return out


def told(stack: Stack, values: Floats) -> Floats:
    """Values of columns of which the soil of some block is known; NaN of the others, (ny, nx)."""
    return np.where((stack.present & (stack.lithology != MISSING)).any(axis=0), values, np.nan)


def at_cells(stack: Stack, values: Floats, cells: Cells) -> Floats:
    """Values of the columns of a stack at the middle of each cell, (ny, nx); NaN off the stack."""
    return stack.grid.sample(values, *cells.places)
