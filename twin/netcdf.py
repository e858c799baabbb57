"""A dataset as one NetCDF-4 file by the CF conventions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["write_netcdf"]

_CHUNK = 512


def write_netcdf(dataset: xr.Dataset, path: Path) -> None:
    """Write fields and tables of a twin or a result; the same dataset gives the same values and attributes.

    Parameters
    ----------
    dataset
        On a grid of `twin.grid.GridSpec`, or without a grid.
    path
        Of the file.
    """
    from twin.store import on_disk

    described, encoding = on_disk(dataset)
    # a coordinate variable has numbers by CF: names stand beside the axis
    named = [
        name for name in described.dims if name in described.coords and described[name].dtype.kind in "UO"
    ]
    described = described.rename_dims({name: f"{name}_number" for name in named})
    for name, variable in described.variables.items():
        if "flag_values" in variable.attrs:  # by CF of the type of the variable, which no JSON can tell
            variable.attrs["flag_values"] = np.asarray(variable.attrs["flag_values"], variable.dtype)
        told: dict[str, Any] = {"_FillValue": encoding[str(name)].get("_FillValue")}
        if variable.dtype.kind in "biuf" and variable.ndim:
            told |= {"zlib": True, "complevel": 4, "shuffle": True, "fletcher32": True}
            told["chunksizes"] = _chunks(variable)
        if variable.dtype.kind == "f" and str(name) not in described.coords:
            told["_FillValue"] = float("nan")
        encoding[str(name)] = told
    described.to_netcdf(path, format="NETCDF4", engine="netcdf4", encoding=encoding)


def _chunks(variable: xr.Variable) -> tuple[int, ...]:
    """One moment a chunk, and squares of the grid, as in Zarr."""
    sizes = [1 if dim == "time" and variable.ndim > 1 else _CHUNK for dim in variable.dims]
    return tuple(min(size, most) for size, most in zip(variable.shape, sizes, strict=True))
