"""What pumping stations and inlets of the twin bring, by the water-level area that they serve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.effect import Case

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["INLET", "PUMP", "REACH", "capacities", "unknown_land"]

Floats = npt.NDArray[np.float64]

PUMP, INLET = "pumping-station", "inlet"
"""Kinds of structures."""
REACH = Parameter(25.0, "m", "a station stands on the dike of its area", "unverified")
"""How far from its water-level area a station may stand [m]."""

_KEPT: dict[str, tuple[Any, Any, tuple[str, ...], Floats]] = {}


def capacities(case: Case, kind: str) -> Floats:
    """Capacity of the stations of each area over all its land and water [m/s], (areas,).

    Parameters
    ----------
    case
        Whose twin may have ``structures`` of a kind with a ``capacity`` [m3/s].
    kind
        `PUMP` or `INLET`.

    Returns
    -------
    ndarray
        NaN where the twin tells of none: that is not known to be none.

    Notes
    -----
    A station serves the nearest area, at most `REACH` away: one on the outer canal farther off serves none.
    """
    names = case.columns.areas
    nothing = np.full(len(names), np.nan)
    features = {} if case.twin is None else case.twin.features
    if "structures" not in features or "peilgebieden" not in features:
        return nothing
    structures, areas = features["structures"], features["peilgebieden"]
    # asked some twenty times in a run about the same tables
    before = _KEPT.get(kind)
    if before is not None and before[0] is structures and before[1] is areas and before[2] == names:
        return before[3]
    found = _by_area(structures, areas, names, kind)
    _KEPT[kind] = (structures, areas, names, found)
    return found


def _by_area(
    structures: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, names: tuple[str, ...], kind: str
) -> Floats:
    import shapely

    found = np.full(len(names), np.nan)
    if "capacity" not in structures:
        return found
    capacity = structures["capacity"].to_numpy(float)
    these = (structures["kind"] == kind).to_numpy() & (capacity > 0.0)
    shapes = areas.geometry.to_numpy()
    if not these.any() or not shapes.size:
        return found
    station, area = shapely.STRtree(shapes).query_nearest(
        structures.geometry.to_numpy()[these], max_distance=REACH.value, all_matches=False
    )
    together = np.bincount(area, capacity[these][station], shapes.size)
    for name, one, size in zip(areas["id"].astype(str), together, shapely.area(shapes), strict=True):
        if one > 0.0 and size > 0.0 and name in names:
            found[names.index(name)] = one / size
    return found


def unknown_land(case: Case) -> str:
    """Why nothing can be said of the land that was asked about: the reason of most of it."""
    columns = case.columns
    among = ~columns.known if case.land is None else ~columns.known & case.land
    if case.counted.any() or not among.any():
        return "the groundwater is not known"
    cells = np.bincount(columns.reason[among], columns.cells[among], len(columns.reasons))
    return columns.reasons[int(cells.argmax())]
