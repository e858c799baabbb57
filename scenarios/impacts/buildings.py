"""Damage per building: its floor area, its use, the dwellings in it, and the water above its floor."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.damage_tables import building_damages, curve_fraction
from scenarios.impacts.sites import Sites
from scenarios.physics.constants import Parameter
from scenarios.physics.damage import dwelling_damage

__all__ = [
    "STOREYS_AT_RISK",
    "STOREY_HEIGHT",
    "building_loss",
    "floor_area_at_risk",
    "loss_per_cell",
    "uses_of",
]

Floats = npt.NDArray[np.float64]

STOREY_HEIGHT = Parameter(3.0, "m", "usual height of a storey", "unverified")
STOREYS_AT_RISK = Parameter(2.0, "1", "storeys that a depth-damage curve of low-rise covers", "unverified")


def uses_of(found: Sites) -> list[str]:
    """Use of each building as the damage table names it.

    A use that is not in the table counts as ``residential`` where there are dwellings, else as ``other``;
    ``unknown`` is a building of which neither use nor dwellings are told.
    """
    known, table = building_damages(), found.table
    count = len(table)
    dwellings = (
        table["dwellings"].to_numpy(float, na_value=np.nan)
        if "dwellings" in table
        else np.full(count, np.nan)
    )
    told = table["use"].fillna("").astype(str).str.lower() if "use" in table else [""] * count
    return [
        use if use in known else _use_without_name(use, float(homes))
        for use, homes in zip(told, dwellings, strict=True)
    ]


def _use_without_name(use: str, dwellings: float) -> str:
    if dwellings > 0:
        return "residential"
    return "unknown" if use == "" and np.isnan(dwellings) else "other"


def _column(found: Sites, name: str) -> Floats:
    if name not in found.table:
        return np.zeros(len(found.table))
    return np.asarray(np.nan_to_num(found.table[name].to_numpy(float, na_value=np.nan)), np.float64)


def _storeys(found: Sites, one: npt.NDArray[np.bool_]) -> Floats:
    """Storeys of each building, at least one; as many as are at risk where no height tells."""
    height = _column(found, "height")
    by_height = np.maximum(np.floor(height / STOREY_HEIGHT.value + 1e-9), 1.0)
    unknown = np.where(height > 0.0, by_height, STOREYS_AT_RISK.value)
    return np.where(one, 1.0, unknown)


def floor_area_at_risk(found: Sites) -> tuple[Floats, Floats]:
    """Floor area [m2] and dwellings of each building on the storeys that water reaches.

    Halls have one storey; other buildings have one for every 3 m of height, and the lowest two count. The
    dwellings of taller buildings count for the share of those two storeys.
    """
    entries = [building_damages()[use] for use in uses_of(found)]
    storeys = _storeys(found, np.array([entry.one_storey for entry in entries], bool))
    counted = np.minimum(storeys, STOREYS_AT_RISK.value)
    footprint = found.table.geometry.area.to_numpy(float)
    return footprint * counted, _column(found, "dwellings") * counted / storeys


def building_loss(found: Sites, *, price_index: float = 1.0, shift: float = 0.0) -> Floats:
    """Damage of each building.

    Parameters
    ----------
    found
        Buildings in the flood.
    price_index
        Prices, times those of the tables [1].
    shift
        Change of the depth where it is wet [m].

    Returns
    -------
    ndarray
        Damage [EUR], shape (n,).
    """
    uses = np.array(uses_of(found), dtype=object)
    area, dwellings = floor_area_at_risk(found)
    inside = found.depth_inside(shift)
    loss = np.zeros(len(uses))
    for use in sorted(set(uses)):
        entry, mine = building_damages()[use], uses == use
        loss[mine] = dwelling_damage(
            floor_area=area[mine],
            dwellings=dwellings[mine],
            fraction=curve_fraction(entry.curve, inside[mine]),
            structure=entry.per_floor_area.value * price_index,
            contents=entry.per_dwelling.value * price_index,
        )
    return loss


def loss_per_cell(found: Sites, loss: Floats, shape: tuple[int, int]) -> Floats:
    """Spread the damage of each building evenly over the land cells that it touches [EUR], shape (ny, nx)."""
    feature, row, column = found.touched
    cells = np.bincount(feature, minlength=len(loss))
    spread = np.zeros(shape)
    np.add.at(spread, (row, column), (loss / np.maximum(cells, 1))[feature])
    return spread
