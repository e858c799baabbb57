"""A feature theme ready to be asked: index, columns as plain values, GeoJSON in one pass."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import orjson

from api.references import FLAT, SOLID, Box, from_rdnap
from twin.errors import InvalidInputError, Problem, StoreError, did_you_mean

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely import Polygon, STRtree

    from api.moments import Interval

__all__ = ["FeatureTable", "read_table"]

Kind = Literal["boolean", "integer", "number", "string"]
_KINDS: dict[str, Kind] = {"b": "boolean", "i": "integer", "u": "integer", "f": "number"}
_BEGINS = ("valid_from", "start", "year")
_ENDS = ("valid_to", "end")
_TRUTH = {"true": True, "false": False}


def read_table(path: Path) -> FeatureTable:
    """Read the features of a GeoParquet file.

    Raises
    ------
    StoreError
        When the file is damaged.
    """
    import geopandas as gpd

    try:
        return FeatureTable(gpd.read_parquet(path))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} cannot be read: {error}") from error


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
        self.kinds: dict[str, Kind] = {
            str(name): kind for name in columns if (kind := _kind(table[name])) is not None
        }

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

    @cached_property
    def box(self) -> Box | None:
        """Extent in RD [m]; None without features."""
        import shapely

        bounds = shapely.total_bounds(self.geometry)
        return (bounds[0], bounds[1], bounds[2], bounds[3]) if np.isfinite(bounds).all() else None

    @cached_property
    def lifetimes(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None:
        """First and last year of every feature (NaN: not known), when the theme has years."""
        numbers = {name for name, kind in self.kinds.items() if kind in {"integer", "number"}}
        found = [next((n for n in names if n in numbers), None) for names in (_BEGINS, _ENDS)]
        if found == [None, None]:
            return None
        first, last = (
            np.full(len(self), np.nan) if name is None else np.array(self.columns[name], np.float64)
            for name in found
        )
        return first, last

    def inside(self, area: Polygon | None) -> npt.NDArray[np.intp]:
        """Rows whose geometry touches an area in RD; all of them without one."""
        if area is None:
            return np.arange(len(self))
        return np.sort(self.tree.query(area, predicate="intersects"))

    def during(self, interval: Interval) -> npt.NDArray[np.bool_]:
        """Which features are there in an interval; those without years always are."""
        here = np.ones(len(self), bool)
        if self.lifetimes is not None:
            first, last = self.lifetimes
            begin, end = (None if moment is None else _as_year(moment) for moment in interval)
            if end is not None:
                here &= ~(first > end)
            if begin is not None:
                here &= ~(last + 1 <= begin)
        return here

    def matching(self, given: Mapping[str, str]) -> npt.NDArray[np.bool_]:
        """Which features have these values in these columns.

        Raises
        ------
        InvalidInputError
            Naming every column that does not exist, and every value that is of another kind.
        """
        here = np.ones(len(self), bool)
        problems = []
        for name, text in given.items():
            wanted = None if name not in self.kinds else _value(text, self.kinds[name])
            if name not in self.kinds:
                remedy = did_you_mean(name, self.kinds) if self.kinds else "See openapi.json."
                problems.append(Problem(name, text, "is no parameter of this address", remedy))
            elif wanted is None:
                remedy = f"Give a {self.kinds[name]}."
                problems.append(Problem(name, text, f"is no {self.kinds[name]}", remedy))
            else:
                here &= np.fromiter((value == wanted for value in self.columns[name]), bool, len(self))
        if problems:
            raise InvalidInputError(problems)
        return here

    def features(self, rows: Sequence[int] | npt.NDArray[np.intp], crs: str) -> list[dict[str, Any]]:
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
            for row, shape in zip(wanted.tolist(), shapes, strict=True)
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


def _kind(column: pd.Series[Any]) -> Kind | None:
    """What the values of a column are; None for lists, moments and other things that are not compared."""
    plain = _KINDS.get(column.dtype.kind)
    if plain is not None:
        return plain
    values = column.dropna()
    return "string" if all(isinstance(value, str) for value in values) else None


def _value(text: str, kind: Kind) -> Any:
    """Read a value of a column; None when it is of another kind."""
    if kind == "string":
        return text
    if kind == "boolean":
        return _TRUTH.get(text.lower())
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _as_year(moment: datetime) -> float:
    """A moment in years, so that 2025.0 is the start of 2025."""
    return moment.year + (moment.timetuple().tm_yday - 1) / 366
