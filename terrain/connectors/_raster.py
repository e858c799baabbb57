"""Opening a raster file by the format that its name promises."""

from __future__ import annotations

from pathlib import Path

from terrain.connectors._files import RASTER_FORMATS, check_file
from terrain.connectors._geotiff import open_geotiff
from terrain.connectors._header import Header
from terrain.connectors._netcdf import open_netcdf
from twin.errors import invalid

__all__ = ["open_header"]


def open_header(path: Path, field: str, variable: str | None = None) -> Header:
    """Open a raster with the one driver that its name promises and check what it declares.

    Raises
    ------
    InvalidInputError
        If the file is missing, disguised, too large, turned, without or with another reference system.
    """
    if check_file(path, RASTER_FORMATS, field) == "GeoTIFF":
        if variable is not None:
            raise invalid(f"{field}.variable", variable, "has no meaning for a GeoTIFF", "Leave it out.")
        return open_geotiff(path, field)
    return open_netcdf(path, field, variable)
