"""Small files and area files to build from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely.geometry import box

from twin.errors import InvalidInputError, Problem

BBOX = (100000.0, 500000.0, 100100.0, 500080.0)


@pytest.fixture
def ground() -> np.ndarray:
    """A slope of 8 rows and 10 columns of 10 m, 1.00 m NAP in the north-west, 1 cm up per cell."""
    return (1.0 + 0.01 * np.arange(80).reshape(8, 10)).astype(np.float32)


@pytest.fixture
def write_tif(tmp_path: Path) -> Callable[..., Path]:
    """Write an array as GeoTIFF; ``unit`` and ``crs`` are set as given."""

    def write(
        name: str,
        values: np.ndarray,
        *,
        left: float = BBOX[0],
        top: float = BBOX[3],
        cell: float = 10.0,
        crs: str | None = "EPSG:28992",
        nodata: float | None = None,
        unit: str | None = None,
        transform: Any = None,
    ) -> Path:
        path = tmp_path / name
        bands = values if values.ndim == 3 else values[None]
        profile = {
            "driver": "GTiff",
            "count": len(bands),
            "height": bands.shape[1],
            "width": bands.shape[2],
            "dtype": bands.dtype,
            "crs": crs,
            "nodata": nodata,
            "transform": transform or from_origin(left, top, cell, cell),
        }
        with rasterio.open(path, "w", **profile) as target:
            target.write(bands)
            if unit:
                target.set_band_unit(1, unit)
        return path

    return write


@pytest.fixture
def dem(write_tif: Callable[..., Path], ground: np.ndarray) -> Path:
    """The slope as a GeoTIFF that covers the bbox exactly."""
    return write_tif("dem.tif", ground, nodata=-9999.0)


@pytest.fixture
def area(dem: Path) -> Callable[..., dict[str, Any]]:
    """An area of 100 x 80 m at 10 m; keyword arguments replace or add sources (None leaves one out)."""

    def make(
        *, bbox: Any = BBOX, resolution: Any = 10.0, name: str = "test", **sources: Any
    ) -> dict[str, Any]:
        chosen = {"ground_level": {"connector": "file", "path": str(dem)}, **sources}
        kept = {key: value for key, value in chosen.items() if value is not None}
        return {"name": name, "bbox": bbox, "resolution": resolution, "sources": kept}

    return make


@pytest.fixture
def peilgebieden(tmp_path: Path) -> Path:
    """Two peilgebieden that share the line x = 100050: -0.40 m in the west, -0.85 m in the east."""
    shapes = [box(99900, 499900, 100050, 500200), box(100050, 499900, 100200, 500200)]
    table = gpd.GeoDataFrame({"code": ["W", "E"], "peil": [-0.40, -0.85]}, geometry=shapes, crs="EPSG:28992")
    path = tmp_path / "peilgebieden.gpkg"
    table.to_file(path, driver="GPKG")
    return path


@pytest.fixture
def refused() -> Callable[..., Problem]:
    """Call something, expect it to be refused and give the one problem whose field ends as asked."""

    def call(action: Callable[[], object], field: str) -> Problem:
        with pytest.raises(InvalidInputError) as caught:
            action()
        found = [problem for problem in caught.value.problems if problem.field.endswith(field)]
        assert len(found) == 1, caught.value
        assert found[0].message
        assert found[0].remedy
        return found[0]

    return call
