"""What writers do that are killed or run out of room: in a process of their own, light to start."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from geopandas import GeoDataFrame
from shapely import Point

from twin.errors import StoreError
from twin.grid import GridSpec
from twin.growing import GrowingField
from twin.quantities import describe
from twin.store import Result

GRID = GridSpec(60005.0, 545295.0, 10.0, 10.0, 64, 48)
NAME, STEPS = "water_depth_series", 20

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.reliability.writers", "zarr", "dask.array"])


def film_in(folder: Path, steps: int = STEPS) -> GrowingField:
    none = np.zeros((0, *GRID.shape), np.float32)
    frame = xr.Dataset({NAME: (("time", "y", "x"), none)}, {**GRID.coords(), "time": np.zeros(0)})
    return GrowingField.create(folder, NAME, describe(frame), np.arange(steps) * 600.0)


def moment(number: int) -> np.ndarray:
    return np.random.default_rng(number).integers(0, 500, GRID.shape).astype(np.int16)


def result(value: float) -> Result:
    """A small result; every number in it tells which one it is."""
    fields = xr.Dataset(
        {"max_depth": (("y", "x"), np.full(GRID.shape, value, np.float32))}, coords=GRID.coords()
    )
    table = GeoDataFrame({"id": ["a"], "depth": [value]}, geometry=[Point(60010, 545000)], crs=28992)
    return Result(describe(fields), {"buildings": table}, {"flood.max_depth": {"value": value}}, {})


def start(work: Callable[..., None], *args: Any) -> tuple[Any, Connection]:
    """Start ``work(*args, tell)`` in a process; gives it, and where to hear what it tells."""
    hear, tell = _processes.Pipe(duplex=False)
    process = _processes.Process(target=work, args=(*args, tell), daemon=True)
    process.start()
    tell.close()
    return process, hear


def kill(process: Any) -> None:
    if process.is_alive():
        os.kill(process.pid, signal.SIGKILL)
    process.join(60)


def write_until_killed(folder: str, tell: Connection) -> None:
    """Acknowledge every moment once it is committed."""
    field = film_in(Path(folder))
    tell.send((0, time.monotonic()))
    for number in range(STEPS):
        field.append(moment(number)[None])
        tell.send((number + 1, time.monotonic()))


def publish_under_a_limit(folder: str, tell: Connection) -> None:
    """Publish a result with files larger than the system allows."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
    large = result(2.0)
    large.dataset["max_depth"].values[:] = np.random.default_rng(1).random(GRID.shape)
    try:
        large.save(Path(folder) / "new")
    except StoreError as error:
        tell.send(str(error))
    else:
        tell.send("it went well")
