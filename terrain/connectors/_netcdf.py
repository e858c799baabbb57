"""NetCDF grids through xarray, with an explicit engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from terrain.connectors._crs import rd_problems
from terrain.connectors._header import Header, Reader, Values, size_problems, unreadable
from twin.errors import InvalidInputError, invalid

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["check_axes", "open_netcdf"]

LONGEST = 2**22
"""Most places that the axes of a file may have together."""


def check_axes(path: Path, field: str) -> None:
    """Refuse a file whose axes would fill the memory: xarray reads them whole as it opens a file.

    Raises
    ------
    InvalidInputError
        When the dimensions of the file are too long together.
    OSError
        When it cannot be opened.
    """
    import netCDF4

    with netCDF4.Dataset(str(path)) as dataset:
        lengths = {name: len(each) for name, each in dataset.dimensions.items()}
    if sum(lengths.values()) > LONGEST:
        name = max(lengths, key=lengths.__getitem__)
        message = f"has axes with {sum(lengths.values()):,} places, {name} with {lengths[name]:,} of them"
        raise invalid(f"{field}.path", path.name, message, "Cut out the part you need first.")


def open_netcdf(path: Path, field: str, variable: str | None) -> Header:
    """Read the header of a NetCDF grid and check what it declares.

    Raises
    ------
    InvalidInputError
        With what is wrong: no or several grids, dimensions, spacing, size, reference system.
    """
    import xarray as xr

    try:
        check_axes(path, field)
        with xr.open_dataset(
            path, engine="netcdf4", decode_times=False, mask_and_scale=False, decode_coords="all"
        ) as dataset:
            name = _grid_variable(dataset, path, field, variable)
            array = dataset[name]
            dims = tuple(map(str, array.dims))
            if dims[0].lower() in ("x", "lon", "longitude", "easting"):
                raise invalid(f"{field}.path", path.name, f"has dimensions {dims}", "Transpose it to (y, x).")
            _, nx, dx, left = _axis(dataset[dims[1]].values, path, field)
            ascending, ny, dy, bottom = _axis(dataset[dims[0]].values, path, field)
            problems = size_problems(path, array.size * array.dtype.itemsize, field, array.shape)
            problems += rd_problems(_netcdf_wkt(dataset, array), path, field)
            if problems:
                raise InvalidInputError(problems)
            nodata = array.attrs.get("_FillValue", array.attrs.get("missing_value"))
            header = Header(
                path,
                left,
                bottom + ny * dy,
                dx,
                dy,
                nx,
                ny,
                array.attrs.get("units"),
                None if nodata is None else float(nodata),
                float(array.attrs.get("scale_factor", 1)),
                float(array.attrs.get("add_offset", 0)),
                array.dtype.itemsize,
                _netcdf_reader(path, name, ny, ascending),
            )
            header.check_extent(field)
            return header
    except (OSError, ValueError, RuntimeError) as error:
        raise unreadable(path, field, error) from None


def _netcdf_reader(path: Path, name: str, height: int, flipped: bool) -> Reader:
    def read(row: int, column: int, rows: int, columns: int) -> Values:
        import xarray as xr

        first = height - row - rows if flipped else row
        with xr.open_dataset(path, engine="netcdf4", decode_times=False, mask_and_scale=False) as dataset:
            values: Values = dataset[name][first : first + rows, column : column + columns].values
        return values[::-1] if flipped else values

    return read


def _grid_variable(dataset: xr.Dataset, path: Path, field: str, variable: str | None) -> str:
    grids = [
        str(name)
        for name, array in dataset.data_vars.items()
        if array.ndim == 2 and array.dtype.kind in "iuf"
    ]
    if variable in grids or (variable is None and len(grids) == 1):
        return variable or grids[0]
    if not grids:
        raise invalid(
            f"{field}.path", path.name, "has no variable with two dimensions", "Give a grid (y, x)."
        )
    message = "has no such grid" if variable else "has more than one grid"
    raise invalid(f"{field}.variable", variable, f"{path.name} {message}", f"Choose from {', '.join(grids)}.")


def _axis(centres: Values, path: Path, field: str) -> tuple[bool, int, float, float]:
    """Direction, length, step and lower edge of evenly spaced cell centres."""
    steps = np.diff(centres.astype(np.float64))
    if steps.size == 0 or not np.allclose(steps, steps[0], rtol=1e-3) or steps[0] == 0:
        raise invalid(
            f"{field}.path", path.name, "has cells that are not evenly spaced", "Resample it first."
        )
    step = abs(float(centres[-1]) - float(centres[0])) / steps.size
    return bool(steps[0] > 0), centres.size, step, float(min(centres[0], centres[-1])) - step / 2


def _netcdf_wkt(dataset: xr.Dataset, array: xr.DataArray) -> str | None:
    """Read the reference system from the grid mapping, as CF, GDAL or rioxarray write it."""
    name = str(array.encoding.get("grid_mapping", array.attrs.get("grid_mapping", "spatial_ref")))
    candidates = [dataset[name].attrs] if name in dataset.variables else []
    for attributes in [*candidates, array.attrs, dataset.attrs]:
        for key in ("crs_wkt", "spatial_ref", "epsg_code", "crs"):
            if isinstance(text := attributes.get(key), str) and text:
                return text
    return None
