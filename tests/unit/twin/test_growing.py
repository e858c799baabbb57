"""A growing field shows whole moments only, goes on after a restart, and refuses what is damaged."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from twin.conventions import START
from twin.errors import StoreError
from twin.grid import GridSpec
from twin.growing import STORE, GrowingField, LostError, committed, open_growing
from twin.quantities import describe

GRID = GridSpec(60005.0, 545295.0, 10.0, 10.0, 12, 8)
TIMES = np.arange(5) * 600.0


def make(folder: Path) -> GrowingField:
    none = np.zeros((0, *GRID.shape), np.float32)
    frame = xr.Dataset(
        {"water_depth_series": (("time", "y", "x"), none)}, {**GRID.coords(), "time": np.zeros(0)}
    )
    frame = describe(frame).assign_attrs({START: "2100-01-01T00:00:00"})
    return GrowingField.create(folder, "water_depth_series", frame, TIMES)


def moments(first: int, last: int) -> np.ndarray:
    frames = np.stack([np.full(GRID.shape, 10 * number, np.int16) for number in range(first, last)])
    frames[:, 0, 0] = -32768
    return frames


def test_readers_see_what_is_committed(tmp_path: Path) -> None:
    field = make(tmp_path / "film")
    assert open_growing(tmp_path / "film").sizes["time"] == 0
    field.append(moments(0, 2))
    seen = open_growing(tmp_path / "film")
    assert seen["time"].values.tolist() == [0.0, 600.0]
    assert seen["time"].attrs["units"] == "s"
    assert np.isnan(seen["water_depth_series"][1, 0, 0])
    assert seen["water_depth_series"][1, 1, 1] == pytest.approx(0.1)
    field.append(moments(2, 5))
    whole = open_growing(tmp_path / "film")
    np.testing.assert_allclose(whole["water_depth_series"][:, 1, 1], np.arange(5) * 0.1)
    assert GridSpec.of(whole) == GRID


def test_any_xarray_reads_it_with_moments(tmp_path: Path) -> None:
    make(tmp_path / "film").append(moments(0, 5))
    plain = xr.open_zarr(tmp_path / "film" / STORE, consolidated=False, chunks=None)
    assert str(plain["time"].values[1]) == "2100-01-01T00:10:00.000000000"
    assert plain["water_depth_series"].sizes == {"time": 5, "y": 8, "x": 12}


def test_a_chunk_that_was_written_but_not_committed_is_not_seen(tmp_path: Path) -> None:
    field = make(tmp_path / "film")
    field.append(moments(0, 1))
    field._array[1] = moments(1, 2)[0]
    assert open_growing(tmp_path / "film").sizes["time"] == 1
    again = GrowingField(tmp_path / "film")
    assert again.steps == 1
    again.append(moments(1, 3))
    np.testing.assert_array_equal(again.read(3), moments(0, 3))


def test_of_two_writers_none_takes_it_back(tmp_path: Path) -> None:
    slow, fast = make(tmp_path / "film"), GrowingField(tmp_path / "film")
    fast.append(moments(0, 3))
    slow.append(moments(0, 2))
    assert committed(tmp_path / "film").steps == slow.steps == 3
    slow.append(moments(3, 5))
    np.testing.assert_array_equal(fast.read(3), moments(0, 3))
    fast.append(moments(3, 4))
    assert committed(tmp_path / "film").steps == 5
    np.testing.assert_array_equal(fast.read(5), moments(0, 5))


def test_a_writer_whose_field_went_away_makes_no_moments_without_those_before(tmp_path: Path) -> None:
    field = make(tmp_path / "case" / "film")
    field.append(moments(0, 3))
    make(tmp_path / "case" / "film")
    with pytest.raises(LostError, match="begun anew"):
        field.append(moments(3, 4))
    assert committed(tmp_path / "case" / "film").steps == 0
    shutil.rmtree(tmp_path / "case")
    with pytest.raises(LostError, match="gone"):
        field.append(moments(3, 4))
    assert not any(tmp_path.iterdir())


def test_moments_are_read_into_the_film_itself(tmp_path: Path) -> None:
    field, film = make(tmp_path / "film"), np.zeros((5, *GRID.shape), np.int16)
    field.append(moments(0, 3))
    assert np.shares_memory(field.read(3, out=film), film)
    np.testing.assert_array_equal(film[:3], moments(0, 3))
    assert not film[3:].any()


def test_making_it_anew_starts_from_nothing(tmp_path: Path) -> None:
    make(tmp_path / "film").append(moments(0, 3))
    assert make(tmp_path / "film").steps == 0
    assert [path.name for path in tmp_path.iterdir()] == ["film"]


@pytest.mark.parametrize("damage", ["bit", "missing", "cut", "record"])
def test_damage_is_told(tmp_path: Path, damage: str) -> None:
    make(tmp_path / "film").append(moments(0, 3))
    chunk = tmp_path / "film" / STORE / "water_depth_series" / "c.1.0.0"
    content = bytearray(chunk.read_bytes())
    if damage == "bit":
        content[len(content) // 2] ^= 1
        chunk.write_bytes(content)
    elif damage == "cut":
        chunk.write_bytes(content[:-3])
    elif damage == "missing":
        chunk.unlink()
    else:
        (tmp_path / "film" / "committed.json").write_text("{")
    with pytest.raises(StoreError):
        GrowingField(tmp_path / "film").read(3)


def test_damage_of_an_axis_is_told(tmp_path: Path) -> None:
    make(tmp_path / "film")
    chunk = tmp_path / "film" / STORE / "time" / "c" / "0"
    content = bytearray(chunk.read_bytes())
    content[-1] ^= 1
    chunk.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        open_growing(tmp_path / "film")


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no growing field"):
        open_growing(tmp_path)
    with pytest.raises(StoreError, match="holds 0 moments, not 1"):
        make(tmp_path / "film").read(1)
    assert committed(tmp_path / "film").of == 5
