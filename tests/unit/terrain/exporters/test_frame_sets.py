"""What a flood shows on the page: level over time, maxima, arrival; each read back from its folder."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from terrain.exporters.base import export
from terrain.exporters.frame_sets import frame_sets, write_frame_sets
from terrain.exporters.frames import read_frames
from twin.errors import Cancelled, InvalidInputError
from twin.grid import GridSpec
from twin.store import Result

GRID = GridSpec(100_005, 500_195, 10, 10, 30, 20)
MOMENTS = 20


@pytest.fixture(scope="module")
def ground():
    rng = np.random.Generator(np.random.PCG64(8))
    ground = rng.uniform(-3, 1, GRID.shape).astype(np.float32)
    ground[0, 0] = np.nan
    return ground


@pytest.fixture(scope="module")
def flood(ground):
    level = np.linspace(-3, 0.5, MOMENTS)
    series = np.clip(level[:, None, None] - ground, 0, None).astype(np.float32)
    series[:, 5, 5] = np.nan  # a cell of the sea: ground, but outside the model
    depth = series.max(axis=0)
    arrival = np.where(depth > 0, 930.0, np.nan)
    return xr.Dataset(
        {
            "water_depth_series": (("time", "y", "x"), series, {"units": "m"}),
            "max_depth": (("y", "x"), depth),
            "arrival_time": (("y", "x"), arrival),
            "max_speed": (("y", "x"), np.where(depth > 0, 1.23, 0.0)),
        },
        coords={**GRID.coords(), "time": ("time", 600.0 * np.arange(MOMENTS), {"units": "s"})},
    )


def test_water_level_over_time_stands_on_the_ground(flood, ground, tmp_path):
    write_frame_sets(Result(flood), ground, tmp_path)
    header = json.loads((tmp_path / "frames.json").read_text())
    assert (header["quantity"], header["unit"]) == ("water_level", "cm")
    assert header["times"] == [600.0 * k for k in range(MOMENTS)]
    for number in (0, 7, 16, 19):
        depth = flood["water_depth_series"][number].values
        back = read_frames(tmp_path, "scenario", number)
        wet = depth > 0
        assert np.allclose(back[wet], (ground + depth)[wet], atol=0.0051)
        assert np.isposinf(back[depth == 0]).all()
        assert np.isnan(back[0, 0])
        assert np.isnan(back[5, 5])


def test_maxima_have_folders_of_their_own(flood, ground, tmp_path):
    write_frame_sets(Result(flood), ground, tmp_path)
    quantities = {
        path.parent.name: json.loads(path.read_text())["quantity"] for path in tmp_path.glob("*/frames.json")
    }
    assert quantities == {
        "max-level": "max_level",
        "arrival-time": "arrival_time",
        "max-speed": "max_speed",
    }
    wet = flood["max_depth"].values > 0
    highest = read_frames(tmp_path / "max-level", "scenario")
    assert np.allclose(highest[wet], (ground + flood["max_depth"].values)[wet], atol=0.0051)
    arrival = read_frames(tmp_path / "arrival-time", "scenario")
    assert np.allclose(arrival[wet], 960.0)  # 15.5 min is 16 min: halves to even
    assert np.isposinf(arrival[~wet & ~np.isnan(ground)]).all()
    assert np.isnan(arrival[0, 0])
    assert np.allclose(read_frames(tmp_path / "max-speed", "scenario")[wet], 1.23)
    assert json.loads((tmp_path / "arrival-time" / "frames.json").read_text())["times"] == [None]


def test_ground_of_the_result_goes_before_that_of_the_twin(flood, ground, tmp_path):
    raised = flood.assign(ground_level=(("y", "x"), ground + 0.5))
    export(Result(raised), "frames", tmp_path / "frames")
    back = read_frames(tmp_path / "frames", "ground")
    assert np.allclose(back, ground + 0.5, atol=0.0051, equal_nan=True)


def test_inundation_level_steps_aside_for_water_over_time(flood, ground, tmp_path):
    level = np.full(GRID.shape, 0.75)
    assert [s.quantity for s in frame_sets(xr.Dataset({"inundation_level": (("y", "x"), level)}))] == [
        "inundation_level"
    ]
    write_frame_sets(Result(flood.assign(inundation_level=(("y", "x"), level))), ground, tmp_path)
    assert np.allclose(read_frames(tmp_path / "inundation-level", "scenario"), 0.75)
    assert json.loads((tmp_path / "frames.json").read_text())["quantity"] == "water_level"


def test_maxima_without_a_level_over_time_are_no_frames(flood, tmp_path):
    bare = flood[["max_depth"]]
    assert frame_sets(bare) == ()
    with pytest.raises(InvalidInputError, match="no water_depth_series"):
        export(Result(bare), "frames", tmp_path / "x")


def test_writing_can_be_stopped_at_every_frame(flood, ground, tmp_path):
    told = []

    def stop_half_way(fraction: float, message: str) -> None:
        told.append(message)
        if fraction > 0.1:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_frame_sets(Result(flood), ground, tmp_path, stop_half_way)
    assert told[:2] == ["frame 1 of 20", "frame 2 of 20"]
    assert not (tmp_path / "frames.json").exists()
