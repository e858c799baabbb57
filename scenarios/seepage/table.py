"""Seepage and salt of each water-level area, as a table of features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.seepage.outcome import Work
    from twin.state import Twin

__all__ = ["areas_table"]

_DAY, _YEAR = 86_400.0, 365.25 * 86_400.0
_UNKNOWN = "its level, or the aquifer and the layer below it, is not known"


def areas_table(twin: Twin, work: Work, salt: float | None) -> gpd.GeoDataFrame | None:
    """One row for each water-level area; None where the twin has none.

    Parameters
    ----------
    twin
        With the areas.
    work
        Flow at the horizon and before.
    salt
        In the water of the aquifer [kg/m3]; None: not known.

    Returns
    -------
    geopandas.GeoDataFrame or None
        Columns ``id, name``; ``level``, ``level_before`` and ``head`` in the aquifer [m NAP]; ``seepage`` up
        and ``infiltration`` down [m3/d]; ``seepage_rate`` up less down [mm/d]; ``seepage_change`` [m3/d];
        ``salt_load`` [t/yr]; ``reason`` where nothing is known. NaN is what is not known.
    """
    from scenarios.seepage.outcome import inside

    if "peilgebieden" not in twin.features or not len(twin.features["peilgebieden"]):
        return None
    areas = twin.features["peilgebieden"]
    here, count = inside(work), len(areas)
    size, number = work.setting.size[here], work.setting.area[here]
    area = np.bincount(number, size, count)
    known = area > 0.0
    area = np.where(known, area, np.nan)

    def total(values: np.ndarray) -> np.ndarray:
        return np.where(known, np.bincount(number, values[here] * size, count), np.nan)

    up, down = (total(np.maximum(sign * work.then.seepage, 0.0)) * _DAY for sign in (1.0, -1.0))
    table = areas[["id", "name"] if "name" in areas else ["id"]].assign(
        level=work.levels.polder,
        level_before=work.before.polder,
        head=total(work.then.head) / area,
        seepage=up,
        infiltration=down,
        seepage_rate=(up - down) / area * 1e3,
        seepage_change=total(work.then.seepage - work.today.seepage) * _DAY,
        salt_load=np.nan if salt is None else up / _DAY * salt * 1e-3 * _YEAR,
        reason=np.where(known, "", _UNKNOWN),
    )
    return table.set_geometry(areas.geometry)
