"""Whether the ground takes wells for heat: whether a layer is there, and sand between two levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scenarios.heat.suitability import LEAST_DEPTH

if TYPE_CHECKING:
    from terrain.subsurface import Column
    from twin.state import Twin

__all__ = ["Place", "ground_at", "reservoir_misfit", "share_of_sand", "well_misfit"]

Place = tuple[float, float]

_SAND = (5, 6, 7, 8, 9)  # lithoclasses: fine, medium and coarse sand, gravel, shells
_BEARING = ("aquifer", "reservoir")
_LEAST_SHARE = 0.5


def ground_at(twin: Twin, at: Place) -> float:
    """Ground level at a place [m NAP]; NaN outside the twin."""
    return float(twin.grid.sample(twin.surface["ground_level"].values, *at))


def share_of_sand(column: Column, *, top: float, base: float) -> float | None:
    """Part of the ground between two levels that bears water: sand, or an aquifer or a reservoir.

    Parameters
    ----------
    column
        From `terrain.subsurface.column_at`.
    top, base
        Levels [m NAP], top above base.

    Returns
    -------
    float or None
        Part [1] of what is known; None where less than half of it is.
    """
    lengths = np.clip(np.minimum(column.top, top) - np.maximum(column.base, base), 0.0, None)
    soft = np.isin(column.lithology, _SAND)
    bearing = soft | np.array([kind in _BEARING for kind in column.kind], np.bool_)
    told = (column.lithology >= 0) | np.array([kind != "" for kind in column.kind], np.bool_)
    known = float(lengths[told].sum())
    return None if known < 0.5 * (top - base) else float(lengths[bearing & told].sum()) / known


def reservoir_misfit(
    twin: Twin, wells: tuple[Place, ...], *, top: float, base: float, reservoir: str | None = None
) -> str | None:
    """Tell in words why a doublet cannot stand in a reservoir; None where it can, or the twin does not tell.

    Parameters
    ----------
    twin
        With layers, or without: then only the depth is looked at.
    wells
        Bottom holes [m RD], inside the twin.
    top, base
        Of the reservoir [m NAP].
    reservoir
        Layer of the twin that it is said to be; None: whatever is there.
    """
    from terrain.subsurface import column_at

    for at in wells:
        depth = ground_at(twin, at) - top
        if depth < LEAST_DEPTH.value:
            return f"begins {depth:.0f} m below the ground, less than {LEAST_DEPTH.value:g} m"
        column = column_at(twin, *at)
        if not any(part == "layers" for part in column.part):
            continue
        if reservoir is not None and column.layer(reservoir) is None:
            return f"is {reservoir}, a layer that the twin does not have at {at[0]:.0f}, {at[1]:.0f}"
        share = share_of_sand(column, top=top, base=base)
        if share is None:
            return f"lies where the layers of the twin do not reach, at {at[0]:.0f}, {at[1]:.0f}"
        if share < _LEAST_SHARE:
            return f"lies in {_there(column, top, base)}, which {_none_of(column, top, base)}"
    return None


def well_misfit(twin: Twin, at: Place, *, top: float, base: float) -> str | None:
    """Tell in words why a filter cannot stand between two levels [m NAP]; None where it can or may."""
    from terrain.subsurface import column_at

    ground = ground_at(twin, at)
    if top > ground:
        return f"begins above the ground, which is at {ground:.2f} m NAP"
    share = share_of_sand(column_at(twin, *at), top=top, base=base)
    if share is not None and share < _LEAST_SHARE:
        return f"stands for {1 - share:.0%} in layers that bear no water"
    return None


def _there(column: Column, top: float, base: float) -> str:
    held = dict.fromkeys(
        unit.label_en
        for unit, upper, lower in zip(column.units, column.top, column.base, strict=True)
        if upper > base and lower < top
    )
    return ", ".join(held)


def _none_of(column: Column, top: float, base: float) -> str:
    known = sorted({unit.key for unit in column.units if unit.kind == "reservoir"})
    names = f" (reservoirs here: {', '.join(known)})" if known else ""
    return f"bears no water between {top:g} and {base:g} m NAP{names}"
