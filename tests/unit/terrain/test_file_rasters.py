"""Rasters from files: copied when cells coincide, resampled when not, refused when they cannot be true."""

from __future__ import annotations

import time

import numpy as np
import pytest
import rasterio
import xarray as xr
from rasterio.transform import Affine, from_origin

from terrain import build
from twin.errors import InvalidInputError
from twin.grid import GridSpec

BBOX = (100000.0, 500000.0, 100100.0, 500080.0)


def source(path, **keys):
    return {"connector": "file", "path": str(path), **keys}


def ground_of(twin):
    return twin.surface["ground_level"].values


def notes(twin):
    return twin.attributes["build_report"]


def test_coinciding_cells_are_copied_exactly(area, ground):
    twin = build(area())
    np.testing.assert_array_equal(ground_of(twin), ground)
    assert twin.grid == GridSpec(100005.0, 500075.0, 10.0, 10.0, 10, 8)
    assert "copied" in notes(twin)


def test_a_part_of_a_file_is_the_same_part_of_its_values(area, ground):
    twin = build(area(bbox=[100020, 500010, 100060, 500040]))
    np.testing.assert_array_equal(ground_of(twin), ground[4:7, 2:6])


def test_a_bbox_off_the_lattice_is_snapped_outwards_and_reported(area):
    heard = []
    twin = build(area(bbox=[100021, 500012, 100059, 500040]), lambda _, text: heard.append(text))
    assert twin.grid.bbox == (100020, 500010, 100060, 500040)
    assert any("bbox [100020.0, 500010.0, 100060.0, 500040.0] snapped outwards" in text for text in heard)
    assert "snapped outwards from [100021.0, 500012.0, 100059.0, 500040.0]" in notes(twin)


def test_a_plane_is_kept_by_bilinear_interpolation(area, write_tif):
    x, y = np.meshgrid(np.arange(12) * 10.0, np.arange(10) * -10.0)
    path = write_tif(
        "p.tif", (2 + 0.02 * x + 0.01 * y).astype(np.float32), left=BBOX[0] - 13, top=BBOX[3] + 7
    )
    twin = build(area(ground_level=source(path)))
    east, north = np.meshgrid(twin.grid.x - (BBOX[0] - 8), twin.grid.y - (BBOX[3] + 2))
    np.testing.assert_allclose(ground_of(twin), 2 + 0.02 * east + 0.01 * north, atol=1e-5)
    assert "bilinear" in notes(twin)


def test_a_finer_source_is_averaged_and_classes_take_the_commonest(area, write_tif):
    fine = np.tile(np.array([[1.0, 2.0], [3.0, 6.0]], np.float32), (8, 10))
    classes = np.tile(np.array([[8, 8], [8, 12]], np.uint8), (8, 10))
    twin = build(
        area(
            ground_level=source(write_tif("f.tif", fine, cell=5.0)),
            land_use=source(write_tif("c.tif", classes, cell=5.0)),
        )
    )
    np.testing.assert_allclose(ground_of(twin), 3.0)
    np.testing.assert_array_equal(twin.surface["land_use"].values, 8)
    assert twin.surface["land_use"].dtype == np.int16
    assert "average" in notes(twin)
    assert "mode" in notes(twin)


def test_tiles_are_mosaicked_without_a_seam_and_the_first_lies_on_top(area, ground, write_tif):
    west, east = ground[:, :6].copy(), ground[:, 4:].copy()
    east[:, 0] += 5
    west[0, 5] = -9999
    paths = [
        write_tif("w.tif", west, nodata=-9999.0),
        write_tif("e.tif", east, left=BBOX[0] + 40, nodata=-9999.0),
    ]
    twin = build(area(ground_level={"connector": "file", "path": [str(path) for path in paths]}))
    np.testing.assert_array_equal(ground_of(twin), ground)


def test_a_mosaic_of_different_cells_is_resampled_and_reported(area, write_tif):
    paths = [
        write_tif("a.tif", np.full((8, 5), 1.0, np.float32), nodata=-9999.0),
        write_tif("b.tif", np.full((4, 4), 2.0, np.float32), left=BBOX[0] + 40, cell=20.0, nodata=-9999.0),
    ]
    twin = build(area(ground_level={"connector": "file", "path": [str(path) for path in paths]}))
    np.testing.assert_allclose(ground_of(twin)[:, :5], 1.0)
    np.testing.assert_allclose(ground_of(twin)[:, 5:], 2.0)
    assert "different lattices (cells of 10 m, 20 m)" in notes(twin)


def test_centimetres_become_metres(area, write_tif):
    values = np.array([[-123, 4567]], np.int16).repeat(8, 0).repeat(5, 1)
    twin = build(area(ground_level=source(write_tif("cm.tif", values, nodata=-9999), unit="cm")))
    assert ground_of(twin)[0, 0] == np.float32(-1.23)
    assert ground_of(twin)[0, 9] == np.float32(45.67)


def test_a_file_with_south_up_is_turned(area, ground, write_tif):
    path = write_tif("s.tif", ground[::-1].copy(), transform=Affine(10, 0, BBOX[0], 0, 10, BBOX[1]))
    np.testing.assert_array_equal(ground_of(build(area(ground_level=source(path)))), ground)


def test_packed_values_are_unpacked(area, write_tif, ground):
    path = write_tif("packed.tif", np.rint(ground * 1000).astype(np.int32))
    with rasterio.open(path, "r+") as target:
        target.scales = (0.001,)
    np.testing.assert_allclose(ground_of(build(area(ground_level=source(path)))), ground, atol=1e-6)


@pytest.mark.parametrize("ascending", [False, True])
def test_netcdf_is_read_like_geotiff(area, tmp_path, ground, ascending):
    grid = GridSpec(100005.0, 500075.0, 10.0, 10.0, 10, 8)
    data = xr.Dataset({"height": (("y", "x"), ground, {"units": "m", "grid_mapping": "crs"})}, grid.coords())
    data["crs"] = ((), 0, {"crs_wkt": _rd_wkt()})
    path = tmp_path / "d.nc"
    (data.isel(y=slice(None, None, -1)) if ascending else data).to_netcdf(path, engine="netcdf4")
    np.testing.assert_array_equal(ground_of(build(area(ground_level=source(path)))), ground)


def test_netcdf_without_reference_system_or_with_several_grids_is_refused(area, tmp_path, ground, refused):
    grid = GridSpec(100005.0, 500075.0, 10.0, 10.0, 10, 8)
    data = xr.Dataset({"a": (("y", "x"), ground), "b": (("y", "x"), ground)}, grid.coords())
    data.to_netcdf(tmp_path / "d.nc", engine="netcdf4")
    path = tmp_path / "d.nc"
    problem = refused(lambda: build(area(ground_level=source(path))), "variable")
    assert "a, b" in problem.remedy
    assert "reference" in refused(lambda: build(area(ground_level=source(path, variable="a"))), "crs").message


def _rd_wkt():
    from pyproj import CRS

    return CRS.from_epsg(28992).to_wkt()


def test_a_vrt_named_tif_never_reads_another_file(area, tmp_path, dem, refused):
    secret = tmp_path / "secret.txt"
    secret.write_bytes(bytes(range(80)))
    path = tmp_path / "evil.tif"
    path.write_text(
        '<VRTDataset rasterXSize="10" rasterYSize="8"><SRS>EPSG:28992</SRS>'
        "<GeoTransform>100000, 10, 0, 500080, 0, -10</GeoTransform>"
        '<VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand">'
        f'<SourceFilename relativeToVRT="0">{secret}</SourceFilename></VRTRasterBand></VRTDataset>'
    )
    problem = refused(lambda: build(area(ground_level=source(path))), "path")
    assert "VRT" in problem.message


@pytest.mark.parametrize("content", [b"", b"II*\0", b"II*\0" + bytes(500), b"\x89PNG\r\n\x1a\n", b"{}"])
def test_a_broken_or_disguised_file_is_refused(area, tmp_path, content, refused):
    (tmp_path / "x.tif").write_bytes(content)
    assert refused(lambda: build(area(ground_level=source(tmp_path / "x.tif"))), "path").value == "x.tif"


def test_a_sparse_bomb_is_refused_before_it_is_read(area, tmp_path, refused):
    path = tmp_path / "bomb.tif"
    profile = {
        "driver": "GTiff",
        "width": 200_000,
        "height": 200_000,
        "count": 1,
        "dtype": "float32",
        "tiled": True,
        "compress": "deflate",
        "SPARSE_OK": "TRUE",
        "blockxsize": 512,
        "blockysize": 512,
        "BIGTIFF": "YES",
        "crs": "EPSG:28992",
        "transform": from_origin(100000, 600000, 0.5, 0.5),
    }
    with rasterio.open(path, "w", **profile):
        pass
    started = time.perf_counter()
    problem = refused(lambda: build(area(ground_level=source(path))), "path")
    assert time.perf_counter() - started < 20.0  # reading 149 GB takes minutes
    assert "200000 x 200000 cells = 149 GB" in problem.message


def test_a_window_that_is_too_large_is_refused(area, write_tif, refused, monkeypatch):
    path = write_tif("d.tif", np.ones((8, 10), np.float32))
    monkeypatch.setattr("terrain.connectors.file.LIMIT_READ", 100)
    assert "would be read" in refused(lambda: build(area(ground_level=source(path))), "path").message


def test_a_block_that_is_too_large_is_refused(area, dem, refused, monkeypatch):
    monkeypatch.setattr("terrain.connectors._geotiff.LIMIT_BLOCK", 100)
    assert "tiles" in refused(lambda: build(area()), "path").remedy


@pytest.mark.parametrize(
    ("crs", "message"),
    [
        (None, "no reference system"),
        ("EPSG:4326", "not EPSG:28992"),
        ("EPSG:25831", "not EPSG:28992"),
        ("EPSG:28991", "not EPSG:28992"),
    ],
)
def test_other_reference_systems_are_refused(area, write_tif, ground, refused, crs, message):
    path = write_tif("c.tif", ground, crs=crs)
    assert message in refused(lambda: build(area(ground_level=source(path))), "crs").message


RD_BY_NAME = (
    'PROJCS["RD_New",GEOGCS["GCS_Amersfoort",DATUM["D_Amersfoort",SPHEROID["Bessel_1841",6377397.155,299.1528128]],'
    'PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]],PROJECTION["Double_Stereographic"],'
    'PARAMETER["False_Easting",155000],PARAMETER["False_Northing",463000],'
    'PARAMETER["Central_Meridian",5.38763888888889],PARAMETER["Scale_Factor",0.9999079],'
    'PARAMETER["Latitude_Of_Origin",52.15616055555555],UNIT["Meter",1]]'
)


@pytest.mark.parametrize("crs", ["EPSG:7415", RD_BY_NAME])
def test_rd_with_nap_and_rd_without_a_code_are_taken(area, write_tif, ground, crs):
    twin = build(area(ground_level=source(write_tif("c.tif", ground, crs=crs))))
    np.testing.assert_array_equal(ground_of(twin), ground)


def test_a_system_that_only_bears_the_name_of_rd_is_refused(area, write_tif, ground, refused):
    path = write_tif("c.tif", ground, crs=RD_BY_NAME.replace("155000", "55000"))
    assert "not EPSG:28992" in refused(lambda: build(area(ground_level=source(path))), "crs").message


def test_degrees_tagged_as_rd_are_refused_with_the_suspicion(area, write_tif, ground, refused):
    path = write_tif("deg.tif", ground, left=4.7, top=52.9, cell=0.01)
    assert "degrees" in refused(lambda: build(area(ground_level=source(path))), "crs").message


def test_a_turned_file_and_one_with_three_bands_are_refused(area, write_tif, ground, refused):
    turned = write_tif("t.tif", ground, transform=Affine(8, 6, BBOX[0], 6, -8, BBOX[3]))
    assert "turned" in refused(lambda: build(area(ground_level=source(turned))), "path").message
    bands = write_tif("b.tif", np.stack([ground] * 3))
    assert "3 bands" in refused(lambda: build(area(ground_level=source(bands))), "path").message


@pytest.mark.parametrize("tag", ["ft", "Feet", "US survey foot", "feet above NAP"])
def test_feet_are_refused(area, write_tif, ground, refused, tag):
    path = write_tif("ft.tif", ground, unit=tag)
    problem = refused(lambda: build(area(ground_level=source(path))), "unit")
    assert problem.value == tag
    assert "0.3048" in problem.remedy


def test_a_declared_unit_must_be_the_one_that_is_said(area, write_tif, ground, refused):
    path = write_tif("cm.tif", ground, unit="cm")
    assert refused(lambda: build(area(ground_level=source(path))), "unit").remedy == "Add `unit: cm`."
    assert ground_of(build(area(ground_level=source(path, unit="cm"))))[0, 0] == pytest.approx(0.01)


@pytest.mark.parametrize("values", [(-2100, 100), (0, 33100)])
def test_values_that_are_no_metres_raise_the_suspicion_of_centimetres(area, write_tif, refused, values):
    array = np.linspace(*values, 80).reshape(8, 10).astype(np.float32)
    problem = refused(lambda: build(area(ground_level=source(write_tif("c.tif", array)))), "unit")
    assert "centimetres?" in problem.message
    assert "unit: cm" in problem.remedy


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (-9999, np.float32),
        (-9999, np.int16),
        (-32768, np.int16),
        (3.4028235e38, np.float32),
        (-3.4028235e38, np.float32),
        (-99999, np.int32),
        (1e20, np.float64),
    ],
)
def test_undeclared_nodata_is_refused_by_value_and_taken_once_declared(area, write_tif, refused, value, kind):
    array = np.full((8, 10), 2, kind)
    array[3, 4] = value
    path = write_tif("n.tif", array)
    problem = refused(lambda: build(area(ground_level=source(path))), "nodata")
    assert "not declared as NoData" in problem.message
    assert "`nodata: " in problem.remedy
    remedy = float(problem.remedy.split("`nodata: ")[1].split("`")[0])
    twin = build(area(ground_level=source(path, nodata=remedy)))
    assert np.isnan(ground_of(twin)[3, 4])
    assert np.isnan(ground_of(twin)).sum() == 1


def test_infinite_ground_is_refused(area, write_tif, refused):
    array = np.full((8, 10), 2, np.float32)
    array[0, 0] = -np.inf
    problem = refused(lambda: build(area(ground_level=source(write_tif("i.tif", array)))), "nodata")
    assert "infinite" in problem.message


def test_a_file_outside_the_bbox_is_refused_with_both_extents(area, write_tif, ground, refused):
    path = write_tif("far.tif", ground, left=150000)
    problem = refused(lambda: build(area(ground_level=source(path))), "path")
    assert "150000" in str(problem.value)
    assert "[100000, 500000, 100100, 500080]" in problem.message


def test_a_missing_file_is_named_with_what_may_be_meant(area, dem, refused):
    problem = refused(lambda: build(area(ground_level=source(dem.with_name("dme.tif")))), "path")
    assert problem.remedy == "Did you mean 'dem.tif'?"


def test_the_problems_of_all_rasters_are_reported_at_once(area, write_tif, ground):
    feet = write_tif("ft.tif", ground, unit="ft")
    wild = write_tif("lu.tif", np.full((8, 10), 77, np.uint8))
    with pytest.raises(InvalidInputError) as caught:
        build(area(ground_level=source(feet), land_use=source(wild), roughness=source("none.tif")))
    assert [p.field for p in caught.value.problems] == [
        "sources.ground_level.unit",
        "sources.land_use.classes",
        "sources.roughness.path",
    ]


def test_classes_are_translated_and_an_untranslated_one_is_refused(area, write_tif, refused):
    codes = np.array([[51, 66]], np.uint8).repeat(8, 0).repeat(5, 1)
    path = write_tif("lu.tif", codes)
    twin = build(area(land_use=source(path, classes={51: 4, 66: 10})))
    assert set(np.unique(twin.surface["land_use"].values)) == {4, 10}
    assert "66" in str(refused(lambda: build(area(land_use=source(path, classes={51: 4}))), "classes").value)


def test_classes_without_a_translation_are_said_to_be_ours(area, write_tif):
    path = write_tif("lu.tif", np.full((8, 10), 8, np.uint8))
    assert "classes taken as ours" in notes(build(area(land_use=source(path))))
    assert "classes taken as ours" not in notes(build(area(land_use=source(path, classes={8: 9}))))


def test_roughness_that_is_no_manning_value_is_refused(area, write_tif, refused):
    path = write_tif("k.tif", np.full((8, 10), 30, np.float32))
    assert "s m-1/3" in refused(lambda: build(area(roughness=source(path))), "roughness").message


def test_one_raster_lies_over_another(area, write_tif, ground):
    part = np.full((8, 10), np.nan, np.float32)
    part[2:4, 2:4] = 9.0
    over, under = source(write_tif("o.tif", part)), source(write_tif("u.tif", ground))
    twin = build(area(ground_level=[over, under]))
    np.testing.assert_array_equal(ground_of(twin), np.where(np.isnan(part), ground, part))


def test_a_unit_that_is_no_length_is_refused_and_words_after_the_unit_are_not(
    area, write_tif, ground, refused
):
    percent = write_tif("p.tif", ground, unit="percent")
    assert "no length" in refused(lambda: build(area(ground_level=source(percent))), "unit").message
    nap = write_tif("nap.tif", ground, unit="m NAP")
    np.testing.assert_array_equal(ground_of(build(area(ground_level=source(nap)))), ground)


def test_heights_above_another_datum_are_refused(area, write_tif, ground, refused):
    path = write_tif("egm.tif", ground, crs="EPSG:28992+EPSG:5773")
    problem = refused(lambda: build(area(ground_level=source(path))), "crs")
    assert problem.message == "is not NAP"
    assert "43 m" in problem.remedy


def test_a_variable_of_a_geotiff_is_refused(area, dem, refused):
    entry = source(dem, variable="height")
    assert "no meaning" in refused(lambda: build(area(ground_level=entry)), "variable").message


def test_a_layer_of_a_raster_and_a_file_that_is_none_are_named(area, tmp_path):
    (tmp_path / "nowhere.tif").symlink_to("gone")
    (tmp_path / "folder.tif").mkdir()
    for entry, part in (
        (source("ground.tif", layer="x"), "has no meaning for a raster"),
        (source(tmp_path / "nowhere.tif"), "is a link that leads to no file"),
        (source(tmp_path / "folder.tif"), "is not a file"),
        (source(tmp_path / ("x" * 300 + ".tif")), "File name too long"),
    ):
        with pytest.raises(InvalidInputError, match=part):
            build(area(ground_level=entry))
