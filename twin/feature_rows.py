"""Features one by one: what each tells, and None for what it does not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["feature_rows", "number"]


def feature_rows(table: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Go through a table of features.

    Parameters
    ----------
    table
        With an active geometry, whatever its name.

    Yields
    ------
    dict
        Values by column, the shape as ``geometry``. What is missing is None, whatever the type of its column
        makes of it: NaN, NaT or NA.
    """
    shape = str(table.geometry.name)
    plain = {
        str(name): values.astype(object).where(values.notna(), None).tolist()
        for name, values in table.items()
        if str(name) != shape
    }
    plain["geometry"] = table.geometry.tolist()
    for values in zip(*plain.values(), strict=True):
        yield dict(zip(plain, values, strict=True))


def number(row: Mapping[str, Any], column: str, otherwise: float = math.nan) -> float:
    """Number in a column of a row, or another where it tells none; what is without limit is not told.

    Raises
    ------
    TypeError, ValueError
        When it holds no number.
    """
    value = row.get(column)
    found = math.nan if value is None else float(value)
    return found if math.isfinite(found) else otherwise
