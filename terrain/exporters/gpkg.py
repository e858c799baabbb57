"""Features as GeoPackage: one layer per theme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from terrain.exporters.base import Exporter
from twin.errors import invalid
from twin.progress import Progress, silent

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin
    from twin.store import Result

__all__ = ["Gpkg"]

# No clock: the same input gives the same bytes. No waiting for the disk: the file is renamed when whole.
OPTIONS = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z", "OGR_SQLITE_SYNCHRONOUS": "OFF"}


class Gpkg(Exporter):
    """All feature tables."""

    id: ClassVar[str] = "gpkg"
    media_type: ClassVar[str] = "application/geopackage+sqlite3"
    suffix: ClassVar[str] = ".gpkg"
    description: ClassVar[str] = "GeoPackage in EPSG:28992, one layer per theme."

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write every theme that has features."""
        import pyogrio

        tables = {theme: table for theme, table in source.features.items() if len(table)}
        if not tables:
            raise invalid("source", self.id, "holds no features", "Export its grids with cog instead.")
        before = {name: pyogrio.get_gdal_config_option(name) for name in OPTIONS}
        pyogrio.set_gdal_config_options(OPTIONS)
        try:
            for place, (theme, table) in enumerate(tables.items()):
                progress(place / len(tables), theme)
                plain = _plain(table)
                pyogrio.write_dataframe(plain, target, layer=theme, driver="GPKG", append=place > 0)
        finally:
            pyogrio.set_gdal_config_options(before)
        progress(1.0, "layers written")


def _plain(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn columns that a GeoPackage cannot hold, such as lists, into text."""
    nested = [
        name
        for name in table.columns.drop(table.geometry.name)
        if table[name].dtype == object and table[name].map(lambda v: isinstance(v, (list, dict, tuple))).any()
    ]
    plain: gpd.GeoDataFrame = table.assign(**{name: table[name].map(str) for name in nested})
    return plain
