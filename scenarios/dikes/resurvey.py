"""Surveyed sections after work on a dike: what no longer holds goes, the new shape stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.dikes.survey import BESIDE, PROFILE_COLUMNS

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely

    from scenarios.dikes.model import Design, Locations, Profiles
    from twin.state import Twin

__all__ = ["cut_away", "design_rows", "with_rows", "without_columns"]

Floats = npt.NDArray[np.float64]
Rows = list[dict[str, Any]]

_THEME = "dike_profiles"


def design_rows(dike: str, places: Locations, profiles: Profiles, design: Design, middle: Floats) -> Rows:
    """Sections of a dike as it was designed, one a place, on its new crest.

    Parameters
    ----------
    dike
        Id of the dike.
    places, profiles
        Places of that dike alone and their old profiles, (n,).
    design
        New profile, (n, 1).
    middle
        Offset of the new crest [m], positive to the protected side, (n,); NaN where no body is known.
    """
    import shapely

    column = {
        name: getattr(design, name)[:, 0] if hasattr(design, name) else getattr(profiles, name)
        for name in PROFILE_COLUMNS
    }
    inward = np.column_stack([places.inward_x, places.inward_y])
    half = 0.5 * places.length[:, None] * np.column_stack([places.inward_y, -places.inward_x])
    centre = np.column_stack([places.x, places.y]) + middle[:, None] * inward
    return [
        {
            "dike": dike,
            "source": "reinforced",
            "geometry": shapely.LineString([centre[k] - half[k], centre[k] + half[k]]),
        }
        | {name: float(values[k]) for name, values in column.items()}
        for k in np.flatnonzero(np.isfinite(middle))
    ]


def without_columns(twin: Twin, dike: str, columns: tuple[str, ...]) -> gpd.GeoDataFrame | None:
    """Surveyed sections of a twin, of which those of a dike no longer tell some columns; None without any."""
    if _THEME not in twin.features:
        return None
    table = twin.features[_THEME]
    there = [name for name in columns if name in table]
    empty = table[there].astype(np.float64).mask(table["dike"].astype(str) == dike)
    return table.assign(**{name: empty[name] for name in there})


def cut_away(twin: Twin, dike: str, stretch: shapely.LineString) -> gpd.GeoDataFrame | None:
    """Surveyed sections of a twin without those on a stretch of a dike; lines are cut; None without any."""
    if _THEME not in twin.features:
        return None
    table = twin.features[_THEME].copy()
    mine = table["dike"].astype(str) == dike
    left = table.geometry.difference(stretch.buffer(BESIDE.value))
    table[table.geometry.name] = table.geometry.where(~mine, left)
    return table[~table.geometry.is_empty].reset_index(drop=True)


def with_rows(table: gpd.GeoDataFrame | None, rows: Rows) -> gpd.GeoDataFrame | None:
    """Surveyed sections and some more, with ids that are still free."""
    import geopandas as gpd
    import pandas as pd

    if not rows:
        return table
    taken = set() if table is None else set(table["id"].astype(str))
    added, number = [], 0
    for row in rows:
        while (name := f"{row['dike']}-built-{number:04d}") in taken:
            number += 1
        number += 1
        added.append({"id": name, **row})
    more = gpd.GeoDataFrame(added, geometry="geometry", crs="EPSG:28992")
    if table is None:
        return more
    table = table.assign(id=table["id"].astype(str), dike=table["dike"].astype(str))  # as those of the new
    if table.geometry.name != "geometry":
        more = more.rename_geometry(table.geometry.name)
    return gpd.GeoDataFrame(
        pd.concat([table, more], ignore_index=True), geometry=table.geometry.name, crs=table.crs
    )
