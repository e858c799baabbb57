"""Files that areas are built from, read in a process of its own whose memory and time are measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window

BBOX = (100_000.0, 500_000.0, 100_100.0, 500_080.0)

# One line of JSON per area: seconds, the problems, and the most memory so far.
_READ = """
import json, sys, time
from terrain import build
from twin.errors import InvalidInputError, SourceError

def peak_mb():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))

build(json.loads(sys.argv[1]))
start = peak_mb()
for line in sys.stdin:
    begun, problems = time.perf_counter(), []
    try:
        build(json.loads(line))
    except InvalidInputError as error:
        problems = [str(problem) for problem in error.problems]
    except SourceError as error:
        problems = [str(error)]
    peak = peak_mb()
    print(json.dumps([time.perf_counter() - begun, problems, peak - start, peak]), flush=True)
"""


@dataclass(frozen=True)
class Tried:
    """What came of one area: how long it took, what was said, and memory in MB since the start and in all."""

    seconds: float
    problems: list[str]
    grown: float
    peak: float


def write_tif(path: Path, values: npt.NDArray[Any], cell: float = 10.0, **changed: Any) -> Path:
    """A GeoTIFF of the area; keywords replace parts of its profile."""
    profile = {
        "driver": "GTiff", "count": 1, "dtype": values.dtype, "crs": "EPSG:28992",
        "height": values.shape[0], "width": values.shape[1],
        "transform": from_origin(BBOX[0], BBOX[3], cell, cell), **changed,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as target:
        target.write(values, 1, window=Window(0, 0, values.shape[1], values.shape[0]))
    return path


def sound_ground(folder: Path) -> Path:
    return write_tif(folder / "ground.tif", np.ones((8, 10), np.float32))


def area(folder: Path, **sources: Any) -> dict[str, Any]:
    """An area on sound ground, with these sources besides; a path stands for a source of that file."""
    usual: dict[str, Any] = {"ground_level": folder / "ground.tif"}
    named = {
        key: {"connector": "file", "path": str(value)} if isinstance(value, Path) else value
        for key, value in {**usual, **sources}.items()
    }
    return {"name": "x", "bbox": list(BBOX), "resolution": 10, "sources": named}


def read_apart(folder: Path, areas: list[dict[str, Any]]) -> list[Tried]:
    """Try to build areas in another process."""
    sound = json.dumps(area(folder))
    done = subprocess.run(
        [sys.executable, "-c", _READ, sound],
        input="".join(json.dumps(one) + "\n" for one in areas),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env=os.environ,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [Tried(*json.loads(line)) for line in done.stdout.splitlines()]


def write_table(path: Path, geometry: list[Any], crs: str | None = "EPSG:28992", **columns: Any) -> Path:
    """A table of features in the format of its name."""
    table = gpd.GeoDataFrame(
        {"id": [str(n) for n in range(len(geometry))], **columns}, geometry=geometry, crs=crs
    )
    if path.suffix == ".parquet":
        table.to_parquet(path)
    else:
        table.to_file(path)
    return path
