"""Fields and tables as one NetCDF file that any reader of CF files opens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from terrain.exporters.base import Exporter
from twin.netcdf import write_netcdf
from twin.progress import Progress, silent

if TYPE_CHECKING:
    import xarray as xr

    from twin.state import Twin
    from twin.store import Result

__all__ = ["NetCdf"]


class NetCdf(Exporter):
    """All fields, also in time, and all tables."""

    id: ClassVar[str] = "netcdf"
    media_type: ClassVar[str] = "application/x-netcdf"
    suffix: ClassVar[str] = ".nc"
    description: ClassVar[str] = "NetCDF-4 by CF-1.11 in EPSG:28992, with all fields in space and time."

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write the surface of a twin, or the dataset of a result."""
        progress(0.0, "fields and tables")
        write_netcdf(_dataset(source), target)
        progress(1.0, "NetCDF written")


def _dataset(source: Twin | Result) -> xr.Dataset:
    """Dataset of a result, or the surface of a twin with what it is."""
    from twin.state import Twin

    if not isinstance(source, Twin):
        return source.dataset
    told = {
        "title": f"Surface of {source.name}",
        "institution": "made with Zicht",
        "source": str(source.attributes.get("source", "see the twin's own description")),
        "history": f"twin {source.digest}",
    }
    return source.surface.assign_attrs({**told, **source.surface.attrs})
