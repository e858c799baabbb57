"""Reading features: layers and columns are named, reference systems checked, one window read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from terrain.connectors._crs import degrees_of, is_geographic, rd_from_degrees, table_problems
from terrain.connectors._files import TABLE_FORMATS, check_file
from terrain.connectors._header import unreadable
from terrain.connectors.base import Input, Source, Table, Wish, places
from twin.errors import InvalidInputError, Problem, did_you_mean, invalid
from twin.grid import CRS

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["LIMIT_FEATURES", "read_tables"]

LIMIT_FEATURES = 5_000_000
"""Most features in a layer; a national layer has to be cut out first."""
LIMIT_TEXT = 2**30
"""Most bytes in a GeoJSON file: all of it is parsed for one feature."""
LIMIT_TABLE = 4 * 2**30
"""Most bytes a GeoParquet file may unpack to."""

_DRIVERS = {"GeoPackage": {"GPKG"}, "GeoJSON": {"GeoJSON"}}
Box = tuple[float, float, float, float]


def read_tables(source: Source, paths: tuple[Path, ...], layer: str | None, wish: Wish) -> Table:
    """Read the features of one or more files that touch the grid.

    Parameters
    ----------
    source
        What the area file says; only rows are kept whose column has a value of its ``where``.
    paths
        GeoPackage, GeoJSON or GeoParquet.
    layer
        Layer of a GeoPackage; may be left out when it has one.
    wish
        What is wanted and where.

    Raises
    ------
    InvalidInputError
        With every problem of every file.
    """
    import pandas as pd

    tables: list[gpd.GeoDataFrame] = []
    notes: list[str] = []
    problems: list[Problem] = []
    for path, field in zip(paths, places(wish.field, len(paths)), strict=True):
        try:
            table, said = _read(path, layer, field, wish.grid.bbox)
            tables.append(_filtered(table, source.where, field))
            notes += said
        except InvalidInputError as error:
            problems += error.problems
    if problems:
        raise InvalidInputError(problems)
    whole = tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)
    return Table(whole, tuple(Input.of(path, source) for path in paths), tuple(notes))


def _read(path: Path, layer: str | None, field: str, box: Box) -> tuple[gpd.GeoDataFrame, list[str]]:
    kind = check_file(path, TABLE_FORMATS, field)
    if kind == "GeoParquet" and layer is not None:
        raise invalid(f"{field}.layer", layer, "has no meaning for GeoParquet", "Leave it out.")
    table = (
        _read_parquet(path, field, box) if kind == "GeoParquet" else _read_ogr(path, kind, layer, field, box)
    )
    notes = []
    if is_geographic(table.crs):
        table = _to_rd(table, box)
        notes.append("transformed from degrees by RDNAPTRANS2018")
    return table.set_crs(CRS, allow_override=True), notes


def _read_ogr(path: Path, kind: str, layer: str | None, field: str, box: Box) -> gpd.GeoDataFrame:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    if kind == "GeoJSON" and (size := path.stat().st_size) > LIMIT_TEXT:
        message = f"has {size / 2**30:.1f} GB of text, at most {LIMIT_TEXT >> 30} GB"
        raise invalid(f"{field}.path", path.name, message, "Write it as GeoPackage.")
    try:
        layer = _layer(path, layer, field)
        info = pyogrio.read_info(path, layer=layer, force_feature_count=True, force_total_bounds=True)
        if info["driver"] not in _DRIVERS[kind]:
            raise invalid(
                f"{field}.path", path.name, f"is {info['driver']}, not {kind}", f"Convert it to {kind}."
            )
        _check_count(int(info["features"]), path, field)
        problems = table_problems(info["crs"], _bounds(info["total_bounds"]), path, field)
        if problems:
            raise InvalidInputError(problems)
        window = degrees_of(box) if is_geographic(info["crs"]) else box
        return pyogrio.read_dataframe(path, layer=layer, bbox=window)
    except (DataSourceError, DataLayerError) as error:
        raise unreadable(path, field, error) from None


def _layer(path: Path, layer: str | None, field: str) -> str:
    """Choose the layer that was named, or the only one with geometry."""
    import pyogrio

    listed = [(str(name), shape) for name, shape in pyogrio.list_layers(path)]
    names = [name for name, shape in listed if shape is not None]
    if layer is None and len(names) == 1:
        return names[0]
    if layer in names:
        return layer
    if not names:
        raise invalid(f"{field}.path", path.name, "has no layer with geometry", "Give another file.")
    shown = f"Layers there are: {', '.join(names)}."
    if layer is None:
        raise invalid(f"{field}.layer", None, f"{path.name} has {len(names)} layers, name one", shown)
    if layer in dict(listed):
        raise invalid(f"{field}.layer", layer, "has no geometry", shown)
    raise invalid(f"{field}.layer", layer, f"{path.name} has no such layer", shown)


def _bounds(bounds: Any) -> Box:
    """Extent of a layer; an empty layer has none."""
    if bounds is None:
        return (float("nan"),) * 4
    return tuple(float(edge) for edge in bounds)  # type: ignore[return-value]


def _check_count(count: int, path: Path, field: str) -> None:
    if count > LIMIT_FEATURES:
        message = f"has {count:,} features, at most {LIMIT_FEATURES:,}"
        raise invalid(f"{field}.path", path.name, message, "Cut out the part you need first (ogr2ogr -spat).")


def _read_parquet(path: Path, field: str, box: Box) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            footer, stored = file.metadata, file.schema_arrow.metadata or {}
        size = sum(footer.row_group(i).total_byte_size for i in range(footer.num_row_groups))
        if size > LIMIT_TABLE:
            message = f"unpacks to {size / 2**30:.1f} GB, at most {LIMIT_TABLE >> 30} GB"
            raise invalid(f"{field}.path", path.name, message, "Cut out the part you need first.")
        _check_count(footer.num_rows, path, field)
        if b"geo" not in stored:
            raise invalid(
                f"{field}.path", path.name, "is Parquet without geometry", "Write it as GeoParquet."
            )
        table = gpd.read_parquet(path)
    except (OSError, ValueError, pa.ArrowException, json.JSONDecodeError) as error:
        raise unreadable(path, field, error) from None
    bounds = _bounds(table.total_bounds if len(table) else None)
    if problems := table_problems(table.crs, bounds, path, field):
        raise InvalidInputError(problems)
    left, bottom, right, top = degrees_of(box) if is_geographic(table.crs) else box
    return table.cx[left:right, bottom:top].reset_index(drop=True)


def _to_rd(table: gpd.GeoDataFrame, box: Box) -> gpd.GeoDataFrame:
    """Transform to RD New; what reaches far outside is cut first, as the RDNAP grids end."""
    import shapely

    shapes = shapely.force_2d(table.geometry.to_numpy())
    window = degrees_of(box, margin=0.05)
    outside = ~np.asarray(shapely.covered_by(shapes, shapely.box(*window)))
    shapes[outside] = shapely.intersection(shapes[outside], shapely.box(*window))
    shapes = shapely.transform(shapes, rd_from_degrees)
    return table.set_geometry(shapes, crs=CRS)


def _filtered(table: gpd.GeoDataFrame, where: Mapping[str, Any], field: str) -> gpd.GeoDataFrame:
    if problems := [
        Problem(f"{field}.where.{column}", column, "column is missing", columns_there(column, table))
        for column in where
        if column not in table.columns
    ]:
        raise InvalidInputError(problems)
    keep = np.ones(len(table), bool)
    for column, wanted in where.items():
        options = wanted if isinstance(wanted, tuple) else (wanted,)
        keep &= table[column].isin(options).to_numpy()
    return table[keep].reset_index(drop=True)


def columns_there(column: str, table: gpd.GeoDataFrame) -> str:
    """Say which columns a table has, and which one may have been meant."""
    names = [str(name) for name in table.columns if name != table.geometry.name]
    hint = did_you_mean(column, names)
    return f"{'' if hint.startswith('Known') else hint + ' '}Columns there are: {', '.join(names)}."
