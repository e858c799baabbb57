"""GeoTOP: lower corners become centres, y is turned, codes are kept."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from terrain import build
from twin import Twin


@pytest.fixture
def geotop(tmp_path):
    """A file as TNO writes it: 3 x 4 columns of 100 m and 6 voxels of 0.5 m from -50 m, order x, y, z."""
    strat = np.full((3, 4, 6), 1090.0, np.float32)
    strat += np.arange(3)[:, None, None] * 10
    lithok = np.zeros((3, 4, 6), np.float32)
    lithok[:] = np.arange(6)[None, None]
    lithok[:, 0] = 7.0
    for volume in (strat, lithok):
        volume[:, :, 5] = np.nan
        volume[0, 0, 4] = np.nan
    coords = {
        "x": np.arange(99900, 100200, 100),
        "y": np.arange(499900, 500300, 100),
        "z": np.arange(-50, -47, 0.5, np.float32),
    }
    data = xr.Dataset({"strat": (("x", "y", "z"), strat), "lithok": (("x", "y", "z"), lithok)}, coords)
    path = tmp_path / "geotop.nc"
    data.to_netcdf(path, engine="netcdf4")
    return path


def voxels(path):
    return {"connector": "geotop", "path": str(path)}


def test_corners_become_centres_and_y_descends(area, geotop):
    twin = build(area(bbox=[99900, 499900, 100200, 500300], resolution=100, voxels=voxels(geotop)))
    model = twin.subsurface["voxels"].to_dataset()
    assert model["strat"].dims == ("z", "y", "x")
    assert model["x"].values.tolist() == [99950, 100050, 100150]
    assert model["y"].values.tolist() == [500250, 500150, 500050, 499950]
    assert model["z"].values.tolist() == [-49.75, -49.25, -48.75, -48.25, -47.75]
    assert (model["strat"].dtype, model["lithok"].dtype) == (np.int16, np.int8)
    assert model["strat"].values[0, 0].tolist() == [1090, 1100, 1110]
    assert model["lithok"].values[:, 0, 1].tolist() == [0, 1, 2, 3, 4]
    assert model["lithok"].values[:, 3, 1].tolist() == [7, 7, 7, 7, 7]
    assert model["strat"].values[4, 3, 0] == model["lithok"].values[4, 3, 0] == -127
    assert "strat codes without a name here: 1110" in twin.attributes["build_report"]
    assert "lithok codes without a name here: 4" in twin.attributes["build_report"]


def test_only_columns_that_overlap_the_bbox_are_kept_and_survive_saving(area, geotop, tmp_path):
    twin = build(area(voxels=voxels(geotop)))
    model = twin.subsurface["voxels"].to_dataset()
    assert (model["x"].values.tolist(), model["y"].values.tolist()) == ([100050], [500050])
    again = Twin.open(twin.save(tmp_path / "t"))
    np.testing.assert_array_equal(again.subsurface["voxels"]["lithok"].values, model["lithok"].values)
    assert again.digest == twin.digest


def test_a_file_elsewhere_or_without_its_variables_is_refused(area, geotop, tmp_path, refused):
    with xr.open_dataset(geotop) as data:
        data.assign_coords(x=data.x + 50_000).to_netcdf(tmp_path / "far.nc", engine="netcdf4")
        data.rename(lithok="litho").to_netcdf(tmp_path / "other.nc", engine="netcdf4")
        data.assign_coords(x=data.x / 1e5, y=data.y / 1e4).to_netcdf(tmp_path / "deg.nc", engine="netcdf4")
        data.isel(y=slice(None, None, -1)).to_netcdf(tmp_path / "down.nc", engine="netcdf4")
        data.where(data.strat < 0).to_netcdf(tmp_path / "empty.nc", engine="netcdf4")
    for name, message in {
        "far": "outside the bbox",
        "other": "no variable lithok",
        "down": "y is not evenly spaced",
        "empty": "no voxel inside",
    }.items():
        problem = refused(
            lambda name=name: build(area(voxels=voxels(tmp_path / f"{name}.nc"))), "voxels.path"
        )
        assert message in problem.message
    degrees = refused(lambda: build(area(voxels=voxels(tmp_path / "deg.nc"))), "voxels.crs")
    assert "degrees" in degrees.message


def test_axes_that_would_fill_the_memory_are_refused_before_they_are_read(
    area, geotop, tmp_path, refused, monkeypatch
):
    """What xarray reads as it opens a file, of which a packed one says little."""
    monkeypatch.setattr("terrain.connectors._netcdf.LONGEST", 12)
    told = refused(lambda: build(area(voxels=voxels(geotop))), "voxels.path")
    assert "13 places, z with 6 of them" in told.message
    flat = xr.Dataset({"h": (("y", "x"), np.zeros((7, 6)))}, {"x": np.arange(6.0), "y": np.arange(7.0)})
    flat.to_netcdf(tmp_path / "h.nc", engine="netcdf4")
    plain = area(ground_level={"connector": "file", "path": str(tmp_path / "h.nc")})
    assert "y with 7 of them" in refused(lambda: build(plain), "ground_level.path").message


def test_the_probability_is_that_of_the_class_that_a_voxel_has(area, geotop, tmp_path):
    with xr.open_dataset(geotop) as data:
        chances = {f"kans_{k}": data.lithok * 0 + 10.0 * k for k in range(1, 8)}
        data.assign(chances).to_netcdf(tmp_path / "sure.nc", engine="netcdf4")
    bbox = [99900, 499900, 100200, 500300]
    twin = build(area(bbox=bbox, resolution=100, voxels=voxels(tmp_path / "sure.nc")))
    model = twin.subsurface["voxels"].to_dataset()
    likely = model["lithok_probability"].values
    assert likely[:, 0, 1] == pytest.approx([np.nan, 0.1, 0.2, 0.3, np.nan], nan_ok=True)  # made ground, no 4
    assert likely[:4, 3, 1] == pytest.approx(0.7)
    assert np.isnan(likely[model["lithok"].values == -127]).all()
    plain = build(area(bbox=bbox, resolution=100, voxels=voxels(geotop)))
    assert "lithok_probability" not in plain.subsurface["voxels"]


def test_unit_zero_is_no_ground_and_codes_that_do_not_fit_are_refused(area, geotop, tmp_path, refused):
    with xr.open_dataset(geotop) as data:
        strat = data.strat.where(data.z != -50.0, 0.0)
        data.assign(strat=strat).to_netcdf(tmp_path / "zero.nc", engine="netcdf4")
        data.assign(lithok=data.lithok + 300.0).to_netcdf(tmp_path / "large.nc", engine="netcdf4")
    bbox = [99900, 499900, 100200, 500300]
    twin = build(area(bbox=bbox, resolution=100, voxels=voxels(tmp_path / "zero.nc")))
    assert twin.subsurface["voxels"]["z"].values.min() == -49.25
    large = refused(lambda: build(area(bbox=bbox, voxels=voxels(tmp_path / "large.nc"))), "voxels.path")
    assert "codes such as 300" in large.message


def test_voxels_take_one_source_of_the_right_kind(area, geotop, dem, refused):
    two = area(voxels=[voxels(geotop), voxels(geotop)])
    assert "one source" in refused(lambda: build(two), "voxels").message
    wrong = area(voxels={"connector": "file", "path": str(dem)})
    assert "does not deliver voxels" in refused(lambda: build(wrong), "voxels.connector").message
    keys = area(voxels={**voxels(geotop), "unit": "cm"})
    assert "no meaning for voxels" in refused(lambda: build(keys), "voxels.unit").message


def test_the_problems_of_features_rasters_and_voxels_come_together(area, tmp_path):
    from twin.errors import InvalidInputError

    wrong = area(
        ground_level={"connector": "file", "path": "no.tif"},
        voxels=voxels("no.nc"),
        structures={"connector": "file", "path": "no.gpkg"},
    )
    with pytest.raises(InvalidInputError) as caught:
        build(wrong)
    assert [problem.field for problem in caught.value.problems] == [
        "sources.structures.path",
        "sources.ground_level.path",
        "sources.voxels.path",
    ]
