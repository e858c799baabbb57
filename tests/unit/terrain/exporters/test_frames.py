"""Frames: centimetres there and back, differences that wrap round, blocks for large grids."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest
import xarray as xr

from terrain.exporters.base import export
from terrain.exporters.frames import read_frames, to_centimetres, write_frames
from twin.errors import InvalidInputError, StoreError
from twin.grid import GridSpec
from twin.store import Result


def test_centimetres():
    metres = [0.0, -1.234, 1.005, np.nan, np.inf, 400.0, -400.0, -np.inf]
    assert to_centimetres(metres).tolist() == [0, -123, 100, -32768, 32767, 32766, -32767, -32767]


def test_round_trip_of_two_fields(tmp_path):
    grid = GridSpec(0.5, 3.5, 1, 1, 5, 4)
    ground = np.linspace(-6.7, 9.3, 20).reshape(grid.shape)
    hold = np.where(ground > 5, np.inf, ground + 1.11)
    hold[0, 0] = np.nan
    write_frames(grid, ground, {"hold": hold, "absent": ground}, tmp_path, {"hold": ("houdt", "hold")})
    assert np.allclose(read_frames(tmp_path, "ground"), ground, atol=0.00501)
    back = read_frames(tmp_path, "hold")
    assert np.isnan(back[0, 0])
    assert (np.isposinf(back) == np.isposinf(hold)).all()
    finite = np.isfinite(hold)
    assert np.abs(back[finite] - hold[finite]).max() <= 0.00501
    header = json.loads((tmp_path / "frames.json").read_text())
    assert header["ground"] == ["ground-0.i16.gz"]
    assert header["blocks"] == [{"row0": 0, "col0": 0, "ny": 4, "nx": 5}]
    assert header["times"] == [None]
    assert header["grid"] == {
        "crs": "EPSG:28992", "vertical": "EPSG:5709", "x0": 0.5, "y0": 3.5, "dx": 1, "dy": 1, "nx": 5, "ny": 4
    }  # fmt: skip
    assert header["fields"]["hold"] == {"label_nl": "houdt", "label_en": "hold", "frames": [["hold.i16.gz"]]}


def test_series_is_stored_as_differences_that_wrap_round(tmp_path):
    grid = GridSpec(0, 0, 1, 1, 3, 1)
    rng = np.random.Generator(np.random.PCG64(4))
    series = [rng.uniform(-300, 300, grid.shape) for _ in range(35)]
    series[3][0, 0], series[4][0, 0], series[20][0, 1] = np.nan, np.inf, np.nan
    write_frames(grid, series[0], {"level": series}, tmp_path, times=list(range(35)))
    for number, frame in enumerate(series):
        assert np.array_equal(to_centimetres(read_frames(tmp_path, "level", number)), to_centimetres(frame))
    stored = [
        np.frombuffer(gzip.decompress((tmp_path / f"level-{k}.i16.gz").read_bytes()), "<i2") for k in (16, 17)
    ]
    assert stored[0].tolist() == to_centimetres(series[16])[0].tolist()
    with np.errstate(over="ignore"):
        assert stored[1].tolist() == (to_centimetres(series[17]) - to_centimetres(series[16]))[0].tolist()


@pytest.mark.parametrize(("nx", "count"), [(4096, 1), (4097, 3)])
def test_large_grids_are_cut_into_blocks(tmp_path, nx, count):
    grid = GridSpec(0, 0, 1, 1, nx, 2)
    field = np.arange(2 * nx, dtype=float).reshape(2, nx) / 100
    write_frames(grid, field, {"level": field}, tmp_path)
    header = json.loads((tmp_path / "frames.json").read_text())
    assert (
        len(header["blocks"]) == len(header["ground"]) == len(header["fields"]["level"]["frames"][0]) == count
    )
    assert np.allclose(read_frames(tmp_path, "level"), field, atol=1e-9)


def test_same_input_same_bytes(tmp_path):
    grid = GridSpec(0, 0, 1, 1, 30, 20)
    field = np.arange(600.0).reshape(20, 30)
    for name in ("a", "b"):
        write_frames(grid, field, {"level": field}, tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_another_shape_is_refused(tmp_path):
    grid = GridSpec(0, 0, 1, 1, 3, 2)
    with pytest.raises(InvalidInputError, match=r"fields.level.*\(2, 2\)"):
        write_frames(grid, np.zeros((2, 3)), {"level": np.zeros((2, 2))}, tmp_path / "x")
    with pytest.raises(InvalidInputError, match="ground_level"):
        write_frames(grid, np.zeros((3, 3)), {"level": np.zeros((2, 3))}, tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_another_version_is_refused(tmp_path):
    (tmp_path / "frames.json").write_text('{"format": "zicht-frames", "version": 2}')
    with pytest.raises(StoreError, match="version 1"):
        read_frames(tmp_path, "hold")


def test_result_without_level_is_refused(tmp_path):
    grid = GridSpec(0, 0, 1, 1, 3, 2)
    result = Result(xr.Dataset({"other": (("y", "x"), np.zeros((2, 3)))}, coords=grid.coords()))
    with pytest.raises(InvalidInputError, match="has no inundation_level"):
        export(result, "frames", tmp_path / "frames")
