"""Grids as cloud-optimised GeoTIFF: one file per quantity, and one band per year where it has years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt

from terrain.exporters.base import Exporter
from twin.errors import invalid
from twin.grid import GridSpec
from twin.progress import Progress, silent
from twin.quantities import QUANTITIES

if TYPE_CHECKING:
    import xarray as xr

    from twin.state import Twin
    from twin.store import Result

__all__ = ["Cog", "write_cog"]

NO_CLASS = -32768
_YEAR = "level_year"
_DIMS = {("y", "x"), (_YEAR, "y", "x")}


class Cog(Exporter):
    """Every grid of a twin or a result."""

    id: ClassVar[str] = "cog"
    media_type: ClassVar[str] = "image/tiff; application=geotiff; profile=cloud-optimized"
    suffix: ClassVar[str] = ""
    description: ClassVar[str] = "Cloud-optimised GeoTIFF in EPSG:28992, one file per quantity."

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write ``QUANTITY.tif`` for every grid, such as water_depth, inundation_level or ground_level."""
        dataset = getattr(source, "surface", None)
        fields = list(_fields(source.dataset if dataset is None else dataset))  # type: ignore[union-attr]
        if not fields:
            told = "a result" if dataset is None else "a twin"
            raise invalid("source", told, "holds no grid", "Run a process that gives one.")
        target.mkdir(parents=True, exist_ok=True)
        for place, (name, values, years) in enumerate(fields):
            progress(place / len(fields), name)
            write_cog(target / f"{name}.tif", source.grid, name, values, years)
        progress(1.0, "grids written")


def _fields(dataset: xr.Dataset) -> Iterator[tuple[str, npt.NDArray[Any], list[int]]]:
    """Name and values of each grid, and its years where it is over these."""
    for name, variable in dataset.data_vars.items():
        if variable.dims in _DIMS and variable.dtype.kind in "iufb":
            years = dataset[_YEAR].values.tolist() if variable.ndim == 3 else []
            yield str(name), variable.values, years


def write_cog(
    path: Path, grid: GridSpec, name: str, values: npt.NDArray[Any], years: Sequence[int] = ()
) -> None:
    """Write one grid.

    Parameters
    ----------
    path
        The file.
    grid
        Where the values stand.
    name
        Quantity, see `twin.quantities`; its unit and label go into the band.
    values
        Shape (ny, nx), or (years, ny, nx). Numbers become float32 with NaN as nodata (also for +inf, "never
        reached"), classes int16.
    years
        Calendar year of each band; none for a grid of one moment.
    """
    import rasterio
    from rasterio.transform import Affine

    classes = values.dtype.kind in "iub"
    data = (
        values.astype(np.int16) if classes else np.where(np.isinf(values), np.nan, values).astype(np.float32)
    )
    profile = {
        "driver": "COG",
        "width": grid.nx,
        "height": grid.ny,
        "count": max(len(years), 1),
        "dtype": data.dtype.name,
        "crs": grid.crs,
        "transform": Affine(*grid.transform),
        "nodata": NO_CLASS if classes else float("nan"),
        "blocksize": 512,
        "compress": "DEFLATE",
        "predictor": "STANDARD" if classes else "FLOATING_POINT",
        "overview_resampling": "NEAREST" if classes else "AVERAGE",
    }
    quantity = QUANTITIES.get(name)
    with rasterio.open(path, "w", **profile) as file:
        file.write(data.reshape(-1, *grid.shape))
        file.update_tags(VERTICAL_DATUM=f"NAP ({grid.vertical})")
        for band, title in enumerate([f"{name} {year}" for year in years] or [name], 1):
            file.set_band_description(band, title)
            if quantity is not None:
                labels = {"label_nl": quantity.label_nl, "label_en": quantity.label_en}
                file.update_tags(band, units=quantity.units, **labels)
