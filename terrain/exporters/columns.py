"""Reading columns of a feature table that may be absent or incomplete, and choosing looks by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from terrain.exporters.glb import Material

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["looks", "numbers", "rows", "shapes", "texts"]


def numbers(
    table: gpd.GeoDataFrame, column: str, default: float | npt.NDArray[np.float64] = np.nan
) -> npt.NDArray[np.float64]:
    """Give a column as numbers, shape (k,); absent and missing values become the default."""
    if column not in table.columns:
        return np.array(np.broadcast_to(np.asarray(default, float), len(table)))
    import pandas as pd

    values = pd.to_numeric(table[column], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, default)


def texts(table: gpd.GeoDataFrame, column: str) -> npt.NDArray[np.str_]:
    """Give a column as text, shape (k,); absent and missing values become the empty text."""
    if column not in table.columns:
        return np.full(len(table), "", dtype=str)
    known = table[column].notna()
    return np.array([str(v) if k else "" for v, k in zip(table[column], known, strict=True)], dtype=str)


def shapes(table: gpd.GeoDataFrame) -> npt.NDArray[Any]:
    """Give the geometries as an array of shapely objects in the plane, shape (k,)."""
    import shapely

    flat: npt.NDArray[Any] = shapely.force_2d(table.geometry.to_numpy())
    return flat


def rows(chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Give the numbers of the chosen rows."""
    return np.flatnonzero(chosen).astype(np.int64)


def looks(
    keys: npt.NDArray[np.str_], colors: Mapping[str, str], other: Material
) -> Iterator[tuple[Material, npt.NDArray[np.bool_]]]:
    """Group rows by key: one material per key that has a colour, one for all others; only those that occur.

    Parameters
    ----------
    keys
        Key of every row, shape (k,).
    colors
        Colour per key.
    other
        Look of rows with another key; its opacity holds for all.
    """
    rest = np.isin(keys, list(colors), invert=True)
    if rest.any():
        yield other, rest
    for key, color in colors.items():
        these = keys == key
        if these.any():
            yield Material(key, color, other.opacity, other.unlit), these
