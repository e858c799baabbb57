"""Twins of real areas, against figures counted in their files by other means.

't Hoekje: the raster holds 86,435 valid cells of which 2,600 are exactly 10.0 (open water); the highest
terrain is 9.001 m. Achterhoek: the four sheets hold 1,195,862, 1,123,671, 1,193,202 and 1,145,351 cells.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import xarray as xr
import yaml

from scenarios import run
from terrain import build
from terrain.rasterise import crest_cells
from twin import Twin

EXAMPLES = Path(__file__).parents[2] / "examples"


def example(name: str, data_dir: Path) -> dict[str, Any]:
    """An example area file with its paths made absolute."""
    area = yaml.safe_load((EXAMPLES / f"{name}.yaml").read_text("utf-8"))
    folder = data_dir / f"area_{name}"
    for entry in area["sources"].values():
        for source in entry if isinstance(entry, list) else [entry]:
            if isinstance(path := source.get("path"), list):
                source["path"] = [str(folder / part) for part in path]
            elif path:
                source["path"] = str(folder / path)
    return area


@pytest.fixture(scope="module")
def hoekje(data_dir):
    return build(example("hoekje", data_dir))


@pytest.fixture(scope="module")
def achterhoek(data_dir):
    return build(example("achterhoek", data_dir))


@pytest.fixture(scope="module")
def dem(data_dir):
    with rasterio.open(data_dir / "area_hoekje" / "dem_2m.tif") as source:
        return source.read(1)


def test_hoekje_has_the_grid_of_its_bbox(hoekje):
    assert (hoekje.grid.nx, hoekje.grid.ny, hoekje.grid.dx) == (242, 787, 2)
    assert hoekje.grid.bbox == (109580, 541712, 110064, 543286)


def test_hoekje_copies_every_land_cell(hoekje, dem):
    level = hoekje.surface["ground_level"].values
    assert np.isfinite(level).sum() == 86_435
    land = (dem != -9999) & (dem != 10.0)
    assert land.sum() == 83_835
    np.testing.assert_array_equal(level[land], dem[land])
    assert np.isnan(level[dem == -9999]).all()
    assert level[land].max() == pytest.approx(9.001, abs=1e-4)


def test_hoekje_open_water_stands_at_the_level_of_its_peilgebied(hoekje, dem):
    water = dem == 10.0
    assert water.sum() == 2600
    values, counts = np.unique(hoekje.surface["ground_level"].values[water], return_counts=True)
    assert values.tolist() == pytest.approx([-1.00, -0.85, -0.40, -0.09], abs=1e-6)
    assert counts.tolist() == [52, 436, 2077, 35]
    np.testing.assert_array_equal(hoekje.surface["permanent_water"].values == 1, water)


def test_hoekje_sea_starts_at_the_first_valid_cell_of_each_row(hoekje, dem):
    sea = hoekje.surface["sea"].values == 1
    assert sea.sum() == 765 == (dem != -9999).any(axis=1).sum()
    for row in np.flatnonzero(sea.any(axis=1)):
        assert np.flatnonzero(sea[row]).tolist() == [np.flatnonzero(dem[row] != -9999)[0]]
    assert hoekje.surface["ground_level"].values[sea].min() == pytest.approx(1.813, abs=1e-3)


def test_hoekje_has_its_buildings_with_floor_and_year(hoekje):
    table = hoekje.features["buildings"]
    assert len(table) == 57
    assert table["floor_level"].between(0.2, 2.7).all()
    assert (table["year"].min(), table["year"].max()) == (1905, 2005)
    assert table["id"].is_unique
    assert table["id"].str.len().eq(16).all()


def test_hoekje_has_nine_peilgebieden_cut_at_the_bbox(hoekje):
    table = hoekje.features["peilgebieden"]
    assert sorted(table["summer_level"]) == [-1.0, -1.0, -0.85, -0.85, -0.85, -0.85, -0.4, -0.09, 0.65]
    assert table["summer_level"].equals(table["winter_level"])
    left, bottom, right, top = table.total_bounds
    assert (left >= 109580, bottom >= 541712, right <= 110064, top <= 543286) == (True,) * 4


def test_hoekje_crests_come_from_the_ground_as_their_zero_means_missing(hoekje):
    table = hoekje.features["dikes"].set_index("id")
    assert table["crest_method"].tolist() == ["ground"] * 3
    assert not table.has_z.any()
    expected = {"DWK-IE-0664": 2.27, "DWK-IE-0335": 2.97, "DWK-IE-0333": 0.31}
    assert table["crest_level"].round(2).to_dict() == expected
    assert table["kind"].tolist() == ["secondary-dike", "secondary-dike", "boezem-embankment"]


def test_hoekje_crest_of_the_boezemkade_agrees_with_the_water_board(hoekje, data_dir):
    """The water board's own heights along the kade are 0.23..0.72 m NAP, lower quartile 0.30."""
    kade = hoekje.features["dikes"].set_index("id").geometry["DWK-IE-0333"]
    checked = gpd.read_file(data_dir / "area_hoekje" / "watersystem.gpkg", layer="levee_datachecker")
    along = checked.loc[checked.distance(kade) < 8, "height"]
    assert len(along) == 16
    crest = hoekje.features["dikes"].set_index("id")["crest_level"]["DWK-IE-0333"]
    assert along.min() < crest < along.median()


def test_hoekje_has_its_water_system(hoekje):
    structures = hoekje.features["structures"]
    counts = structures["kind"].value_counts().to_dict()
    assert counts == {"culvert": 22, "weir": 8, "pumping-station": 3, "bridge": 1}
    # 0.09 m3/min is 10 m3/min per 100 ha over the 0.88 ha of its peilgebied, as the source says
    assert structures["capacity"].dropna().round(6).tolist() == [0.0015, 0.003833]
    assert len(hoekje.features["watercourses"]) == 84


def test_hoekje_has_land_use_and_roughness(hoekje):
    codes = np.unique(hoekje.surface["land_use"].values)
    assert codes.tolist() == [0, 4, 8, 9, 10, 13, 15, 17, 18, 21]
    roughness = hoekje.surface["roughness"].values
    assert (np.nanmin(roughness), np.nanmax(roughness)) == (np.float32(0.013), np.float32(0.058))
    assert np.isfinite(roughness).sum() == 86_435


def test_hoekje_says_what_was_done_and_is_the_same_twice(hoekje, data_dir, tmp_path):
    report = json.loads(hoekje.attributes["build_report"])
    assert report["ground_level"]["inputs"][0]["name"] == "dem_2m.tif"
    assert report["ground_level"]["inputs"][0]["sha256"].startswith("105983990e0d846e")
    assert any("104019 without value (54.6 %)" in note for note in report["ground_level"]["notes"])
    assert hoekje.attributes["fictional"] == "false"
    again = build(example("hoekje", data_dir))
    assert again.digest == hoekje.digest
    assert Twin.open(again.save(tmp_path / "hoekje")).digest == hoekje.digest


def test_achterhoek_joins_four_sheets_in_centimetres(achterhoek, data_dir):
    level = achterhoek.surface["ground_level"].values
    assert level.shape == (2500, 2000)
    assert np.isfinite(level).sum() == 1_195_862 + 1_123_671 + 1_193_202 + 1_145_351
    assert (np.nanmin(level), np.nanmax(level)) == (np.float32(22.73), np.float32(54.85))
    with rasterio.open(data_dir / "area_achterhoek" / "ahn_dtm_5m_41EZ2_cm.tif") as source:
        sheet = source.read(1)
    part = level[1250:, 1000:]
    np.testing.assert_array_equal(np.isnan(part), sheet == -9999)
    np.testing.assert_array_equal(np.rint(part[sheet != -9999] * 100).astype(int), sheet[sheet != -9999])


def test_achterhoek_has_no_sea_and_says_so(achterhoek):
    assert achterhoek.surface["sea"].values.sum() == 0
    assert "no sea in this area" in achterhoek.attributes["build_report"]
    assert {theme: len(table) for theme, table in achterhoek.features.items()} == {
        "structures": 63,
        "watercourses": 31,
    }


def test_achterhoek_without_its_unit_is_suspected_of_centimetres(data_dir):
    from twin.errors import InvalidInputError

    area = example("achterhoek", data_dir)
    del area["sources"]["ground_level"]["unit"]
    with pytest.raises(InvalidInputError, match="centimetres") as caught:
        build(area)
    assert [problem.field for problem in caught.value.problems] == ["sources.ground_level.unit"]


def test_hoekje_in_feet_is_suspected_by_the_floors_of_its_houses(data_dir, dem, tmp_path):
    from twin.errors import InvalidInputError

    area = example("hoekje", data_dir)
    path = tmp_path / "feet.tif"
    with rasterio.open(area["sources"]["ground_level"]["path"]) as source:
        profile = source.profile
    with rasterio.open(path, "w", **profile) as target:
        target.write(np.where(dem == -9999, dem, dem / np.float32(0.3048)), 1)
    area["sources"]["ground_level"] = {"connector": "file", "path": str(path)}
    with pytest.raises(InvalidInputError, match=r"feet\?"):
        build(area)


def test_hoekje_with_its_water_taken_as_terrain_shows_why_it_must_not_be(data_dir):
    area = example("hoekje", data_dir)
    del area["sources"]["ground_level"]["water"]
    level = build(area).surface["ground_level"].values
    assert (level == 10.0).sum() == 2600


@pytest.fixture(scope="module")
def science_park(data_dir, tmp_path_factory):
    """Utrecht Science Park: real voxels under a flat ground of +2 m, for want of a terrain model."""
    path = tmp_path_factory.mktemp("usp") / "flat.tif"
    flat = np.full((15, 19), 2.0, np.float32)
    transform = rasterio.transform.from_origin(139_500, 456_200, 100, 100)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=19,
        height=15,
        count=1,
        dtype="float32",
        crs="EPSG:28992",
        transform=transform,
    ) as target:
        target.write(flat, 1)
    geotop = data_dir / "area_utrecht_usp" / "geotop_v1.6.nc"
    sources = {
        "ground_level": {"connector": "file", "path": str(path)},
        "voxels": {"connector": "geotop", "path": str(geotop)},
    }
    area = {"name": "science-park", "bbox": [139_500, 454_700, 141_400, 456_200], "resolution": 100}
    return build({**area, "sources": sources})


def test_geotop_index_zero_is_the_voxel_from_minus_fifty_to_minus_forty_nine_and_a_half(
    science_park, data_dir
):
    model = science_park.subsurface["voxels"].to_dataset()
    assert (model.sizes["y"], model.sizes["x"]) == (15, 19)
    assert model["z"].values[:2].tolist() == [-49.75, -49.25]
    assert (model["x"].values[0], model["x"].values[-1]) == (139_550, 141_350)
    assert (model["y"].values[0], model["y"].values[-1]) == (456_150, 454_750)
    with xr.open_dataset(data_dir / "area_utrecht_usp" / "geotop_v1.6.nc", engine="netcdf4") as source:
        for x, y, z in [(139_500, 454_700, -50.0), (140_300, 455_500, -10.5), (141_300, 456_100, -0.5)]:
            column = {"x": x + 50.0, "y": y + 50.0, "z": z + 0.25}
            for name in ("strat", "lithok"):
                assert model[name].sel(column).item() == source[name].sel(x=x, y=y, z=z).item()
        known = np.isfinite(source["lithok"].values).sum()
    assert (model["lithok"].values != -127).sum() == known


def test_geotop_codes_are_those_of_the_geological_survey(science_park):
    model = science_park.subsurface["voxels"].to_dataset()
    codes, counts = np.unique(model["strat"].values, return_counts=True)
    found = dict(zip(codes.tolist(), counts.tolist(), strict=True))
    assert found.pop(-127) == model["strat"].size - 29_890
    assert found == {
        1000: 220, 2010: 1059, 3030: 678, 3100: 3095, 4010: 5951, 5000: 2409,
        5060: 4297, 5070: 10_126, 5120: 1380, 6100: 42, 6200: 633,
    }  # fmt: skip
    assert sorted(np.unique(model["lithok"].values)) == [-127, 0, 1, 2, 3, 5, 6, 7, 8]


def sea_level_rise(twin, metres, dikes="hold"):
    scenario = {
        "name": "sea",
        "drivers": {"sea_level_rise": {"metres": metres}},
        "processes": [{"sea-level-rise": {"dikes": dikes}}],
    }
    return run(scenario, twin=twin)


def test_hoekje_stays_dry_below_the_lowest_ground_the_sea_starts_at(hoekje):
    result = sea_level_rise(hoekje, 1.0)
    assert result.indicators["sea-level-rise.sea_level"]["value"] == pytest.approx(1.03)
    assert result.indicators["sea-level-rise.flooded_area"]["value"] == 0
    level = result.dataset["inundation_level"].values
    assert np.nanmin(level) == pytest.approx(1.81, abs=1e-6)


def test_hoekje_floods_where_scipy_finds_a_path_from_the_sea(hoekje):
    from scipy.ndimage import label

    result = sea_level_rise(hoekje, 2.5)
    dikes = hoekje.features["dikes"]
    crest = crest_cells(dikes.geometry, dikes["crest_level"].to_numpy(float), hoekje.grid)
    ground = hoekje.surface["ground_level"].values
    centimetres = np.rint(np.fmax(ground, crest).astype(np.float64) * 100)
    low = np.where(np.isnan(ground), False, centimetres <= 253)
    pieces, _ = label(low)
    reached = np.isin(pieces, np.unique(pieces[(hoekje.surface["sea"].values == 1) & low])) & low
    level = result.dataset["inundation_level"].values
    np.testing.assert_array_equal(np.rint(np.where(np.isfinite(level), level, 999) * 100) <= 253, reached)
    land = reached & (hoekje.surface["permanent_water"].values == 0)
    area = result.indicators["sea-level-rise.flooded_area"]["value"]
    assert area == pytest.approx(4.0 * land.sum(), rel=0.01)
    assert area > 250_000


def test_hoekje_without_dikes_floods_no_less_than_with_them(hoekje):
    held, absent = sea_level_rise(hoekje, 1.0), sea_level_rise(hoekje, 1.0, "absent")
    for name in ("flooded_area", "flooded_volume", "buildings_flooded"):
        key = f"sea-level-rise.{name}"
        assert absent.indicators[key]["value"] >= held.indicators[key]["value"]


@pytest.mark.parametrize("dikes", ["hold", "absent"])
def test_achterhoek_floods_exactly_nothing_and_says_why(achterhoek, dikes):
    result = sea_level_rise(achterhoek, 1.0, dikes)
    for name in ("flooded_area", "flooded_volume", "buildings_flooded"):
        indicator = result.indicators[f"sea-level-rise.{name}"]
        assert indicator["value"] == 0
        assert "no sea in this area" in indicator["reason"]
