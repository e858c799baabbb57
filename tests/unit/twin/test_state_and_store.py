"""A twin is checked, immutable, and the same after a stay on disk; nothing half-written ever appears."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely.geometry import LineString, Point

from twin import Twin, publishing
from twin.errors import InvalidInputError, StoreError
from twin.grid import GridSpec
from twin.publishing import publish
from twin.store import Result, open_twin


@pytest.fixture
def dikes() -> gpd.GeoDataFrame:
    line = LineString([(60085, 545000), (60085, 545300)])
    return gpd.GeoDataFrame(
        {"id": ["zeedijk"], "kind": ["primary"], "crest_level": [5.0]}, geometry=[line], crs=28992
    )


def _voxels() -> xr.DataTree:
    z = np.array([-1.75, -1.25])
    values = np.array([[[1, 2]], [[-127, 2]]], np.int8)
    voxels = xr.Dataset(
        {"lithok": (("z", "y", "x"), values), "strat": (("z", "y", "x"), values.astype(np.int16))},
        coords={"z": z, "y": [545250.0], "x": [60050.0, 60150.0]},
    )
    return xr.DataTree.from_dict({"/voxels": voxels})


def test_a_twin_survives_the_disk_unchanged(small_surface, dikes, tmp_path: Path) -> None:
    twin = Twin.from_datasets(
        small_surface, _voxels(), {"dikes": dikes}, name="klein", attributes={"title_nl": "Klein"}
    )
    again = Twin.open(twin.save(tmp_path / "klein"))
    assert again.digest == twin.digest
    assert again.name == "klein"
    assert dict(again.attributes) == {"title_nl": "Klein"}
    assert again.grid == GridSpec(60005.0, 545295.0, 10.0, 10.0, 40, 30)
    assert again.features["dikes"].crs.to_epsg() == 28992
    assert again.subsurface["voxels/lithok"].dtype == np.int8


def test_two_saves_give_the_same_bytes(small_surface, dikes, tmp_path: Path) -> None:
    twin = Twin.from_datasets(small_surface, _voxels(), {"dikes": dikes})
    manifests = [(twin.save(tmp_path / name) / "manifest.json").read_text() for name in ("a", "b")]
    assert manifests[0] == manifests[1]


def test_arrays_cannot_be_written_to(small_surface) -> None:
    twin = Twin.from_datasets(small_surface)
    with pytest.raises(ValueError, match="read-only"):
        twin.surface["ground_level"].values[0, 0] = 1.0
    small_surface["ground_level"].values[0, 0] = 1.0  # the caller keeps his own array writable


def test_with_shares_what_does_not_change(small_surface, dikes) -> None:
    twin = Twin.from_datasets(small_surface, features={"dikes": dikes})
    raised = twin.with_(surface={"ground_level": twin.surface["ground_level"].values + np.float32(1)})
    assert np.shares_memory(raised.surface["sea"].values, twin.surface["sea"].values)
    assert raised.features["dikes"] is twin.features["dikes"]
    assert raised.digest != twin.digest


def test_what_is_shared_is_read_once_and_what_is_new_again(small_surface, dikes, monkeypatch) -> None:
    from twin import state

    read: list[str] = []
    plain = state._dataset_digest
    monkeypatch.setattr(state, "_dataset_digest", lambda part: read.append("dataset") or plain(part))
    twin = Twin.from_datasets(small_surface, _voxels(), {"dikes": dikes})
    whole, times = twin.digest, len(read)
    assert times > 1
    higher = twin.with_(features={"dikes": dikes.assign(crest_level=[6.0])})
    assert higher.digest != whole
    assert higher.with_(features={"dikes": dikes}).digest == whole
    assert len(read) == times
    ground = twin.surface["ground_level"].values
    wet = higher.with_(surface={"ground_level": ground + np.float32(1)})
    assert len({whole, higher.digest, wet.digest}) == 3
    assert len(read) == times + 1
    alone = Twin.from_datasets(wet.surface, _voxels(), dict(wet.features))
    assert wet.digest == alone.digest
    assert wet.with_(surface={"ground_level": ground}, features={"dikes": dikes}).digest == whole


def test_new_parts_are_checked_as_those_of_a_new_twin(small_surface, dikes) -> None:
    twin = Twin.from_datasets(small_surface, features={"dikes": dikes})
    with pytest.raises(InvalidInputError, match=r"dikes"):
        twin.with_(features={"dikes": dikes.drop(columns="id")})
    with pytest.raises(InvalidInputError, match=r"ground_level"):
        twin.with_(surface={"ground_level": twin.surface["ground_level"].values * np.float32(1e6)})


def test_ascending_y_is_flipped(small_surface) -> None:
    upside_down = small_surface.isel(y=slice(None, None, -1))
    assert Twin.from_datasets(upside_down).digest == Twin.from_datasets(small_surface).digest


def test_every_problem_is_named_at_once(small_surface) -> None:
    wells = gpd.GeoDataFrame({"name": ["x"]}, geometry=[Point(60100, 545100)])
    surface = small_surface.assign(ground_level=small_surface["ground_level"] * 1000)
    with pytest.raises(InvalidInputError) as caught:
        Twin.from_datasets(surface, features={"wells": wells, "dijken": wells})
    text = str(caught.value)
    assert len(caught.value.problems) == 4
    assert "ground_level" in text
    assert "features.wells.id" in text
    assert "features.wells.crs" in text
    assert "Known:" in text or "Did you mean" in text


def test_an_all_nan_ground_is_refused(small_surface) -> None:
    with pytest.raises(InvalidInputError, match="no value at all"):
        Twin.from_datasets(small_surface.assign(ground_level=small_surface["ground_level"] * np.nan))


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> None:
        with publish(tmp_path / "result") as folder:
            (folder / "half.txt").write_text("half")
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="disk is full"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_somebody_else_is_refused(small_surface, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(InvalidInputError, match="did not write"):
        Twin.from_datasets(small_surface).save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_a_place_where_nothing_can_be_written_is_refused(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for target, part in (
        (tmp_path / "file" / "below", "which is a file"),
        (tmp_path / ("x" * 300), "File name too long"),
        (Path(), "the folder you are in"),
    ):
        with pytest.raises(InvalidInputError, match=part), publish(target):
            pass
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "here"]


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for text in ("one", "two"):
        with publish(tmp_path / "link") as folder:
            (folder / "part.txt").write_text(text)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "elsewhere" / "part.txt").read_text() == "two"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "link"]


def test_of_two_that_write_at_once_one_stands_whole(tmp_path: Path) -> None:
    def write(number: int) -> None:
        for _ in range(20):
            with publish(tmp_path / "out") as folder:
                (folder / "a.txt").write_text(str(number))
                (folder / "b.txt").write_text(str(number))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    out = tmp_path / "out"
    assert (out / "a.txt").read_text() == (out / "b.txt").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_old_stays_when_the_new_cannot_come(tmp_path: Path, monkeypatch) -> None:
    with publish(tmp_path / "out") as folder:
        (folder / "a.txt").write_text("old")
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if self.name.endswith(".part"):
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreError, match="storage: No space"), publish(tmp_path / "out") as folder:
        (folder / "a.txt").write_text("new")
    assert (tmp_path / "out" / "a.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_without_exchange_in_one_step_nothing_stays_of_a_writer_that_was_overtaken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another writer puts its folder in the place just when the old one has been moved away."""
    with publish(tmp_path / "out") as folder:
        (folder / "a.txt").write_text("old")
    replace, overtaken = Path.replace, []

    def overtake(self: Path, target: Path) -> Path:
        found = replace(self, target)
        if target.name.endswith(".old") and not overtaken:
            overtaken.append(target)
            self.mkdir()
            (self / "manifest.json").write_text("{}")
        return found

    monkeypatch.setattr(publishing, "_exchanged", lambda one, other: False)
    monkeypatch.setattr(Path, "replace", overtake)
    with publish(tmp_path / "out") as folder:
        (folder / "a.txt").write_text("new")
    assert overtaken
    assert (tmp_path / "out" / "a.txt").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "", ".."])
def test_what_no_folder_can_be_called_is_no_twin(name: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="is no twin"):
        Twin.open(name, data=tmp_path)


def test_damage_and_absence_are_told_apart(small_surface, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="is no twin"):
        Twin.open(tmp_path / "nothing")
    folder = Twin.from_datasets(small_surface).save(tmp_path / "twin")
    (folder / "twin.json").write_text("{")
    with pytest.raises(StoreError, match="cannot be read"):
        open_twin(folder)


def test_a_result_survives_the_disk(small_surface, tmp_path: Path) -> None:
    indicators = {"sea-level-rise.sea_level": {"value": 1.03, "unit": "m"}}
    Result(small_surface[["ground_level"]], {}, indicators, {"host": "h"}).save(tmp_path / "r")
    again = Result.open(tmp_path / "r")
    assert again.indicators == indicators
    assert np.array_equal(again.dataset["ground_level"], small_surface["ground_level"])
    assert set(json.loads((tmp_path / "r" / "manifest.json").read_text())) > {
        "indicators.json",
        "provenance.json",
    }


@pytest.mark.parametrize("lost", ["result.zarr", "indicators.json"])
def test_a_damaged_result_is_named(small_surface, tmp_path: Path, lost: str) -> None:
    folder = Result(small_surface[["ground_level"]]).save(tmp_path / "r")
    (folder / lost).rename(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match=r"r is (damaged|not a result)"):
        Result.open(folder)


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"ground_level": (("y", "x"), np.full((30, 40), "a"))}, "holds no real numbers"),
        ({"ground_level": (("y", "x"), np.zeros((30, 40), complex))}, "holds no real numbers"),
        ({"sea": (("q",), np.zeros(7, np.int8))}, r"is not \(y, x\)"),
        ({"x": 4.7 + 0.0001 * np.arange(40), "y": 52.9 - 0.0001 * np.arange(30)}, "longitude and latitude"),
    ],
)
def test_what_is_no_field_of_numbers_in_metres_is_refused(changed: dict[str, object], part: str) -> None:
    grid = GridSpec(60005.0, 545295.0, 10.0, 10.0, 40, 30)
    surface = xr.Dataset({"ground_level": (("y", "x"), np.zeros(grid.shape))}, coords=grid.coords())
    with pytest.raises(InvalidInputError, match=part):
        Twin.from_datasets(surface.assign(changed))


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda table: table.assign(crest_level=["high"]), "holds no numbers"),
        (lambda table: table.assign(crest_level=[np.inf]), "infinite"),
        (lambda table: table.assign(id=[None]), "is missing somewhere"),
        (lambda table: table.drop(columns="geometry"), "no table with geometry"),
    ],
)
def test_a_table_that_is_no_theme_is_refused(small_surface, dikes, change, part: str) -> None:
    with pytest.raises(InvalidInputError, match=part):
        Twin.from_datasets(small_surface, features={"dikes": change(dikes)})


def test_a_result_of_before_checksums_and_moments_is_still_read(tmp_path: Path) -> None:
    grid = GridSpec(60005.0, 545295.0, 10.0, 10.0, 4, 3)
    film = np.ones((2, *grid.shape), np.float32)
    coordinates = {**grid.coords(), "time": ("time", [0.0, 600.0], {"units": "s"})}
    fields = {"max_speed": (("time", "y", "x"), film, {"units": "m s-1"})}
    (tmp_path / "old" / "features").mkdir(parents=True)
    old = xr.Dataset(fields, coordinates)
    old.to_zarr(tmp_path / "old" / "result.zarr", zarr_format=3, consolidated=False)
    for name in ("indicators.json", "provenance.json"):
        (tmp_path / "old" / name).write_text("{}")
    again = Result.open(tmp_path / "old").dataset
    assert again["time"].values.tolist() == [0.0, 600.0]
    assert again["time"].attrs["units"] == "s"
    np.testing.assert_array_equal(again["max_speed"], film)


def test_a_table_without_rows_survives_the_disk(small_surface, tmp_path: Path) -> None:
    empty = small_surface.assign(breach_width=("breach", np.zeros(0, np.float32)))
    again = Result.open(Result(empty).save(tmp_path / "r"))
    assert again.dataset["breach_width"].shape == (0,)


def test_depth_over_time_is_kept_in_centimetres_one_moment_a_chunk(tmp_path: Path) -> None:
    grid = GridSpec(60005, 545295, 10, 10, 600, 20)
    depth = np.random.Generator(np.random.PCG64(2)).uniform(0, 9, (4, *grid.shape)).astype(np.float32)
    depth[0], depth[:, 3] = 0.0, np.nan
    time = ("time", [0.0, 600.0, 1200.0, 1800.0], {"units": "s"})
    dataset = xr.Dataset(
        {
            "water_depth_series": (("time", "y", "x"), depth, {"units": "m"}),
            "stored": ("time", np.arange(4.0)),
        },
        coords={**grid.coords(), "time": time},
    )
    folder = Result(dataset).save(tmp_path / "result")
    stored = json.loads((folder / "result.zarr" / "water_depth_series" / "zarr.json").read_text())
    assert stored["data_type"] == "int16"
    assert stored["chunk_grid"]["configuration"]["chunk_shape"] == [1, 20, 512]
    again = Result.open(folder)
    found = again.dataset["water_depth_series"]
    assert found.dtype == np.float32
    assert np.array_equal(np.rint(100 * found.values), np.rint(100 * depth.astype(float)), equal_nan=True)
    assert np.array_equal(again.dataset["stored"], np.arange(4.0))
    twice = again.save(tmp_path / "again")
    assert (twice / "manifest.json").read_text() == (folder / "manifest.json").read_text()
    high = dataset.assign(water_depth_series=dataset["water_depth_series"] + 600).fillna(0.0)
    high["water_depth_series"].attrs["units"] = "m"  # too high for 16 bits: floats stay floats
    assert np.array_equal(
        Result.open(Result(high).save(tmp_path / "high")).dataset["water_depth_series"],
        high["water_depth_series"],
    )
