"""A feature theme ready to be asked: index, columns as plain values, GeoJSON in one pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import orjson

from api.references import FLAT, SOLID, from_rdnap

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely import Polygon, STRtree

__all__ = ["FeatureTable"]


class FeatureTable:
    """The features of one theme.

    Parameters
    ----------
    table
        Features in EPSG:28992, with an `id` column.
    """

    def __init__(self, table: gpd.GeoDataFrame) -> None:
        import shapely

        self.geometry: npt.NDArray[np.object_] = table.geometry.to_numpy()
        self.has_height = bool(shapely.has_z(self.geometry).any())
        self.ids = [str(value) for value in table["id"]]
        self.rows = {name: row for row, name in enumerate(self.ids)}
        columns = [name for name in table.columns if name not in {table.geometry.name, "id"}]
        self.columns = {str(name): _plain(table[name]) for name in columns}

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def systems(self) -> tuple[str, ...]:
        """Coordinate reference systems the features can be had in."""
        return SOLID if self.has_height else FLAT

    @cached_property
    def tree(self) -> STRtree:
        """Spatial index."""
        import shapely

        return shapely.STRtree(self.geometry)

    def inside(self, area: Polygon | None) -> Sequence[int]:
        """Rows whose geometry touches an area in RD; all of them without one."""
        if area is None:
            return range(len(self))
        return [int(row) for row in np.sort(self.tree.query(area, predicate="intersects"))]

    def features(self, rows: Sequence[int], crs: str) -> list[dict[str, Any]]:
        """Make GeoJSON features.

        Parameters
        ----------
        rows
            Which features.
        crs
            System of the coordinates, one of `systems`.
        """
        import shapely

        def to_target(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            return from_rdnap(points, crs)

        wanted = np.asarray(rows, dtype=np.intp)
        moved = self.geometry[wanted]
        if crs in FLAT:
            moved = shapely.force_2d(moved)
        solid = shapely.has_z(moved)
        for these, height in ((~solid, False), (solid, True)):
            if these.any():
                moved[these] = shapely.transform(moved[these], to_target, include_z=height)
        shapes = shapely.to_geojson(moved)
        return [
            {
                "type": "Feature",
                "id": self.ids[row],
                "geometry": None if shape is None else orjson.Fragment(shape),
                "properties": {name: values[row] for name, values in self.columns.items()},
            }
            for row, shape in zip(rows, shapes, strict=True)
        ]


def _plain(column: pd.Series[Any]) -> list[Any]:
    values = zip(column.tolist(), column.isna().tolist(), strict=True)
    return [None if missing else _plain_value(value) for value, missing in values]


def _plain_value(value: Any) -> Any:
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
