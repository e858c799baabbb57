"""Adding features to a twin: rows of a theme with ids that are still free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from twin.grid import CRS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from twin.state import Twin

__all__ = ["with_feature"]


def with_feature(
    twin: Twin, theme: str, prefix: str, row: Mapping[str, Any], geometry: BaseGeometry
) -> tuple[Twin, str]:
    """Add a feature to a theme.

    Parameters
    ----------
    twin
        The twin; it stays as it is.
    theme
        Key of `twin.features.THEMES`; the twin may lack it.
    prefix
        What ids begin with: the first free of ``new-PREFIX-1``, ``new-PREFIX-2``, ...
    row
        Columns, without ``id`` and geometry; columns that are new to the table are added to it.
    geometry
        In RD New.

    Returns
    -------
    tuple
        The changed twin, and the id.
    """
    import geopandas as gpd
    import pandas as pd

    present = twin.features.get(theme)
    taken = set() if present is None else set(present["id"].astype(str))
    name = next(f"new-{prefix}-{n}" for n in range(1, len(taken) + 2) if f"new-{prefix}-{n}" not in taken)
    added = gpd.GeoDataFrame([{"id": name, **row}], geometry=[geometry], crs=CRS)
    if present is None or not len(present):
        return twin.with_(features={theme: added}), name
    # Empty columns say nothing of their type; pandas takes that of the other table.
    told = added.dropna(axis="columns", how="all")
    table = pd.concat([present, told], ignore_index=True)
    return twin.with_(features={theme: gpd.GeoDataFrame(table, crs=CRS)}), name
