"""GeoTIFF through GDAL, with the one driver that the name of the file promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from terrain.connectors._crs import rd_problems
from terrain.connectors._header import Header, Reader, Values, size_problems, unreadable
from twin.errors import InvalidInputError, Problem

__all__ = ["open_geotiff"]

LIMIT_BLOCK = 256 * 2**20
"""Most bytes in one compressed block of a file: all of it is unpacked for a single cell."""


def open_geotiff(path: Path, field: str) -> Header:
    """Read the header of a GeoTIFF and check what it declares.

    Raises
    ------
    InvalidInputError
        With what is wrong: bands, type, size, orientation, reference system.
    """
    import rasterio
    from rasterio.errors import RasterioError

    try:
        with _gdal(), rasterio.open(path, driver="GTiff") as source:
            problems = [*_shape_problems(source, path, field), *rd_problems(_wkt(source.crs), path, field)]
            if problems:
                raise InvalidInputError(problems)
            a, _, c, _, e, f = source.transform[:6]
            flipped = e > 0
            header = Header(
                path,
                c,
                f + e * source.height if flipped else f,
                a,
                abs(e),
                source.width,
                source.height,
                source.units[0] or None,
                source.nodata,
                source.scales[0],
                source.offsets[0],
                np.dtype(source.dtypes[0]).itemsize,
                _geotiff_reader(path, source.height, flipped),
            )
            header.check_extent(field)
            return header
    except RasterioError as error:
        raise unreadable(path, field, error) from None


def _gdal() -> Any:
    """GDAL without the VRT driver and without looking at the files beside the one that was named."""
    import rasterio

    return rasterio.Env(GDAL_SKIP="VRT", GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR")


def _geotiff_reader(path: Path, height: int, flipped: bool) -> Reader:
    def read(row: int, column: int, rows: int, columns: int) -> Values:
        import rasterio
        from rasterio.windows import Window

        first = height - row - rows if flipped else row
        with _gdal(), rasterio.open(path, driver="GTiff") as source:
            values: Values = source.read(1, window=Window(column, first, columns, rows))
        return values[::-1] if flipped else values

    return read


def _shape_problems(source: Any, path: Path, field: str) -> list[Problem]:
    problems = []
    where = f"{field}.path"
    if source.count != 1:
        message = f"has {source.count} bands, one is needed"
        problems.append(Problem(where, path.name, message, "Extract one (gdal_translate -b 1)."))
    kind = np.dtype(source.dtypes[0])
    if kind.kind not in "iuf":
        problems.append(Problem(where, path.name, f"holds {kind} values", "Give integers or floats."))
    problems += size_problems(path, source.width * source.height * kind.itemsize, field, source.shape)
    block = int(np.prod(source.block_shapes[0])) * kind.itemsize
    if block > LIMIT_BLOCK and not problems:
        message = f"is packed in blocks of {block / 2**20:,.0f} MB"
        problems.append(
            Problem(where, path.name, message, "Write it in tiles (gdal_translate -co TILED=YES).")
        )
    turned = source.transform.b != 0 or source.transform.d != 0 or source.transform.a <= 0
    if turned:
        problems.append(Problem(where, path.name, "is turned or mirrored", "Warp it to north-up (gdalwarp)."))
    return problems


def _wkt(crs: Any) -> str | None:
    return crs.to_wkt() if crs else None
