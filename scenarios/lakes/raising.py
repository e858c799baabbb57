"""Puts a lake of the twin at another level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scenarios.lakes.setup import BEFORE, THEME, lake_row, levels_of
from scenarios.lakes.shore import lake_cells

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["raised"]

_SAME = 0.02  # m within which a cell of the ground model holds the level of the lake, and not its bed


def raised(twin: Twin, name: str, by: float) -> Twin:
    """Twin in which a lake stands higher; a second raise adds to the first.

    Parameters
    ----------
    twin
        With the lake.
    name
        Its id.
    by
        How much higher [m]; below 0 lower.

    Notes
    -----
    The row of the lake gets the level, and beside it the one before any raise. Cells of the lake that hold
    its level in the ground model, as inland water does, go with it; a bed stays where it is.
    """
    row = lake_row(twin, name)
    level, before = levels_of(row)
    table = twin.features[THEME].copy()
    here = table["id"].astype(str) == name
    if BEFORE not in table:
        table[BEFORE] = np.nan
    table.loc[here, BEFORE] = before
    table.loc[here, "water_level"] = round(level + by, 6)
    ground = np.array(twin.surface["ground_level"].values)
    cells = lake_cells(twin.grid, row.geometry) & (np.abs(ground - level) <= _SAME)
    ground[cells] = np.float32(level + by)
    return twin.with_(surface={"ground_level": ground}, features={THEME: table})
