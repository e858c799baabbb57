"""Adding features to a twin: rows of a theme with ids that are still free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from twin.grid import CRS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from twin.state import Twin

__all__ = ["with_feature", "with_features"]


def with_feature(
    twin: Twin, theme: str, prefix: str, row: Mapping[str, Any], geometry: BaseGeometry
) -> tuple[Twin, str]:
    """Add one feature to a theme; see `with_features`. Returns the changed twin, and the id."""
    changed, (name,) = with_features(twin, theme, prefix, [(row, geometry)])
    return changed, name


def with_features(
    twin: Twin, theme: str, prefix: str, features: Sequence[tuple[Mapping[str, Any], BaseGeometry]]
) -> tuple[Twin, list[str]]:
    """Add features to a theme, all in one table.

    Parameters
    ----------
    twin
        The twin; it stays as it is.
    theme
        Key of `twin.features.THEMES`; the twin may lack it.
    prefix
        What ids begin with: the first free of ``new-PREFIX-1``, ``new-PREFIX-2``, ...
    features
        One or more: columns, without ``id`` and geometry, and the geometry in RD New; columns that are new to
        the table are added to it.

    Returns
    -------
    tuple
        The changed twin, and the ids.
    """
    import geopandas as gpd
    import pandas as pd

    present = twin.features.get(theme)
    taken = set() if present is None else set(present["id"].astype(str))
    free = (name for n in count(1) if (name := f"new-{prefix}-{n}") not in taken)
    names = list(islice(free, len(features)))
    rows = [{"id": name, **row} for name, (row, _) in zip(names, features, strict=True)]
    added = gpd.GeoDataFrame(rows, geometry=[geometry for _, geometry in features], crs=CRS)
    if present is None or not len(present):
        return twin.with_(features={theme: added}), names
    # Empty columns say nothing of their type; pandas takes that of the other table.
    told = added.dropna(axis="columns", how="all")
    table = pd.concat([present, told], ignore_index=True)
    return twin.with_(features={theme: gpd.GeoDataFrame(table, crs=CRS)}), names
