"""A file that is cut off or damaged gives one clear message, never a traceback."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import xarray as xr
from pyproj import CRS
from rasterio.transform import from_origin
from shapely.geometry import Point

from terrain import build
from twin.errors import InvalidInputError
from twin.grid import GridSpec

GRID = GridSpec(100005.0, 503995.0, 10.0, 10.0, 500, 400)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A sound file of every format."""
    folder = tmp_path_factory.mktemp("whole")
    ground = np.random.default_rng(1).random(GRID.shape).astype(np.float32)
    profile = {
        "driver": "GTiff",
        "width": 500,
        "height": 400,
        "count": 1,
        "dtype": "float32",
        "compress": "deflate",
        "crs": "EPSG:28992",
        "transform": from_origin(100000, 504000, 10, 10),
    }
    with rasterio.open(folder / "a.tif", "w", **profile) as target:
        target.write(ground, 1)
    data = xr.Dataset({"h": (("y", "x"), ground, {"grid_mapping": "crs"})}, GRID.coords())
    data["crs"] = ((), 0, {"crs_wkt": CRS.from_epsg(28992).to_wkt()})
    data.to_netcdf(folder / "a.nc", engine="netcdf4", encoding={"h": {"zlib": True}})
    shapes = [Point(100000 + i % 500 * 10, 500000 + i // 10) for i in range(2000)]
    table = gpd.GeoDataFrame(
        {"id": [str(i) for i in range(2000)], "name": ["x" * 50] * 2000}, geometry=shapes, crs=28992
    )
    table.to_file(folder / "a.gpkg")
    table.to_file(folder / "a.geojson", driver="GeoJSON")
    table.to_parquet(folder / "a.parquet")
    return folder


def damaged(content, how):
    size = len(content)
    if how == "cut in half":
        return content[: size // 2]
    if how == "cut at the end":
        return content[: int(size * 0.95)]
    if how == "zeroed in the middle":
        return content[: size // 3] + bytes(size // 3) + content[size // 3 * 2 :]
    flipped = bytearray(content)
    flipped[size // 2 : size // 2 + 4000] = bytes(
        byte ^ 0xFF for byte in flipped[size // 2 : size // 2 + 4000]
    )
    return bytes(flipped)


CUTS = ("cut in half", "cut at the end", "zeroed in the middle")
CASES = [(suffix, how) for suffix in (".tif", ".nc", ".gpkg", ".geojson", ".parquet") for how in CUTS]
# text with other letters in it may still be text: only packed formats notice
CASES += [(suffix, "flipped") for suffix in (".tif", ".nc", ".gpkg", ".parquet")]


@pytest.mark.parametrize(("suffix", "how"), CASES)
def test_a_damaged_file_is_refused_by_name(whole, tmp_path, suffix, how):
    path = tmp_path / f"b{suffix}"
    path.write_bytes(damaged((whole / f"a{suffix}").read_bytes(), how))
    broken = {"connector": "file", "path": str(path)}
    sound = {"connector": "file", "path": str(whole / "a.tif")}
    is_raster = suffix in (".tif", ".nc")
    sources = {"ground_level": broken} if is_raster else {"ground_level": sound, "vital_objects": broken}
    area = {"name": "x", "bbox": [100000, 500000, 105000, 504000], "resolution": 10, "sources": sources}
    with pytest.raises(InvalidInputError, match="Check that the file is whole") as caught:
        build(area)
    (problem,) = caught.value.problems
    assert problem.value == path.name
    assert str(tmp_path) not in problem.message


def test_a_geojson_of_brackets_is_refused(whole, tmp_path):
    path = tmp_path / "deep.geojson"
    path.write_text('{"type": "FeatureCollection", "features": ' + "[" * 200_000 + "]" * 200_000 + "}")
    sources = {
        "ground_level": {"connector": "file", "path": str(whole / "a.tif")},
        "structures": {"connector": "file", "path": str(path)},
    }
    with pytest.raises(InvalidInputError, match="cannot be read"):
        build({"name": "x", "bbox": [100000, 500000, 105000, 504000], "resolution": 10, "sources": sources})
