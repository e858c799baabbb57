"""Writes fields and features as files: read, cut and put into their format, in a worker thread."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from api.downloads.formats import Format
from api.grids import NO_VOXEL, Grids

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr

__all__ = ["Cut", "write_buildings", "write_features", "write_fields"]


@dataclass(frozen=True, slots=True)
class Cut:
    """A window of fields on one grid.

    Parameters
    ----------
    grids
        Where they come from.
    names
        Which fields.
    rows, columns
        Which cells.
    """

    grids: Grids
    names: list[str]
    rows: slice
    columns: slice

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, known without reading."""
        window = {"y": self.rows.stop - self.rows.start, "x": self.columns.stop - self.columns.start}
        return sum(
            int(variable.dtype.itemsize * np.prod([window.get(str(d), n) for d, n in variable.sizes.items()]))
            for variable in self._lazy().data_vars.values()
        )

    def _lazy(self) -> xr.Dataset:
        return self.grids.dataset[self.grids.variables(self.names)]

    def load(self) -> xr.Dataset:
        """Read it."""
        window = self._lazy().isel(y=self.rows, x=self.columns).load()
        for name, variable in window.data_vars.items():
            if "scale_factor" in variable.encoding:  # metres from whole centimetres
                window[name] = variable.round(2).astype(np.float32)
            elif "z" in variable.dims and variable.dtype.kind == "i":
                variable.attrs["missing_value"] = variable.dtype.type(NO_VOXEL)
        cell = {"dx": self.grids.grid.dx, "dy": self.grids.grid.dy}  # a single row does not show its size
        return window.drop_vars("spatial_ref", errors="ignore").assign_attrs(cell).drop_encoding()


def write_fields(form: Format, cut: Cut, zipped: bool, folder: Path) -> Path:
    """Write fields as zarr, netcdf or cog; of cog several, and so zipped, or one.

    Returns
    -------
    pathlib.Path
        The file, in `folder`.
    """
    from twin.netcdf import write_netcdf
    from twin.store import write_zarr

    if form.name == "cog":
        return _cog(cut, zipped, folder)
    if form.name == "netcdf":
        write_netcdf(cut.load(), folder / "fields.nc")
        return folder / "fields.nc"
    write_zarr(cut.load(), folder / "fields")
    return _zipped(folder / "fields", folder / "fields.zip")


def _cog(cut: Cut, zipped: bool, folder: Path) -> Path:
    from terrain.exporters.cog import write_cog
    from twin.grid import GridSpec

    dataset = cut.load()
    (folder / "fields").mkdir()
    for name in cut.names:
        target = folder / "fields" / f"{name}.tif"
        write_cog(target, GridSpec.of(dataset), name, dataset[name].values)
    return _zipped(folder / "fields", folder / "fields.zip") if zipped else target


def write_features(form: Format, tables: Mapping[str, gpd.GeoDataFrame], zipped: bool, folder: Path) -> Path:
    """Write tables as geoparquet (several, and so zipped, or one) or gpkg; the file stands in `folder`."""
    import xarray as xr

    from terrain.exporters.base import export
    from twin.store import Result

    if form.name == "gpkg":
        export(Result(xr.Dataset(), tables), "gpkg", folder / "features.gpkg")
        return folder / "features.gpkg"
    (folder / "features").mkdir()
    for theme, table in tables.items():
        target = folder / "features" / f"{theme}.parquet"
        table.to_parquet(target, index=False)
    return _zipped(folder / "features", folder / "features.zip") if zipped else target


def write_buildings(title: str, ground: Cut, buildings: gpd.GeoDataFrame, folder: Path) -> Path:
    """Write buildings as cityjson, on the ground level round them; `title` is that of their twin."""
    from terrain.exporters.base import export
    from twin.state import Twin

    told = {"title_en": title}
    twin = Twin.from_datasets(ground.load(), features={"buildings": buildings}, attributes=told)
    export(twin, "cityjson", folder / "buildings.city.json")
    return folder / "buildings.city.json"


def _zipped(source: Path, target: Path) -> Path:
    """Put the files of a folder in a zip, as they are: what they hold is compressed already."""
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(path for path in source.rglob("*") if path.is_file()):
            archive.writestr(zipfile.ZipInfo(file.relative_to(source).as_posix()), file.read_bytes())
    return target
