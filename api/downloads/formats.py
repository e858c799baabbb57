"""Formats in which an area can be had as one file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

__all__ = ["FORMATS", "ZIP", "Format", "Holds", "formats_of"]

ZIP = "application/zip"
Holds = Literal["fields", "features", "buildings"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of downloads.

    Parameters
    ----------
    name, title
        What it is called, in addresses and for people.
    holds
        What it can show.
    media_type, suffix
        Of a file that holds one thing; several go into a zip where a file holds only one.
    one
        Whether a file holds one thing only.
    """

    name: str
    title: str
    holds: Holds
    media_type: str
    suffix: str
    one: bool = False


_PARQUET = "application/vnd.apache.parquet"
_COG = "image/tiff; application=geotiff; profile=cloud-optimized"
FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("zarr", "Zarr v3, zipped", "fields", ZIP, ".zarr.zip"),
        Format("netcdf", "NetCDF, CF-1.11", "fields", "application/netcdf", ".nc"),
        Format("cog", "Cloud-optimised GeoTIFF", "fields", _COG, ".tif", one=True),
        Format("geoparquet", "GeoParquet", "features", _PARQUET, ".parquet", one=True),
        Format("gpkg", "GeoPackage", "features", "application/geopackage+sqlite3", ".gpkg"),
        Format("cityjson", "CityJSON 2.0", "buildings", "application/city+json", ".city.json"),
    )
}


def formats_of(holds: Collection[Holds]) -> list[Format]:
    """Formats in which something can be had."""
    return [form for form in FORMATS.values() if form.holds in holds]
