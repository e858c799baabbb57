"""A small coast with a breach whose flood is killed on the way."""

from __future__ import annotations

import hashlib
import os
import signal
from dataclasses import fields
from multiprocessing.connection import Connection
from pathlib import Path

import geopandas as gpd
import numpy as np
import xarray as xr
from shapely import LineString

from scenarios.drivers import DriverSet, resolve
from scenarios.flow import keeping
from scenarios.flow.outcome import FloodOutcome
from scenarios.flow.parameters import FloodParameters
from scenarios.flow.simulate import flood
from scenarios.scratch import scratch_for
from twin.grid import GridSpec
from twin.state import Twin

CREST = 60500.0
STORM = resolve(
    DriverSet.model_validate(
        {
            "sea_level_rise": {"metres": 1.0},
            "storm": {"return_period": 10_000.0, "station": "den-helder"},
            "rain": {"depth_mm": 50.0, "hours": 1.0},
        }
    ),
    2100,
)
BREACH = {
    "hours": 1.0,
    "storm_peak_hours": 0.25,
    "output_minutes": 10.0,
    "breach_at": (CREST, 545500.0),
    "breach_soil": "sand",
}
CASES = {
    "every cell": FloodParameters(**BREACH),
    "larger cells": FloodParameters(**{**BREACH, "cell": 40, "infiltration": "none", "hours": 3.0}),
}


def coast() -> Twin:
    """2 km x 1 km at 10 m: sea, foreshore, a dike of 8 m, and a polder."""
    grid, _ = GridSpec.from_bbox((60000, 545000, 62000, 546000), 10)
    x, y = np.meshgrid(grid.x, grid.y)
    polder = -1.5 + 0.2 * np.sin(x / 70.0) * np.cos(y / 50.0)
    ground = np.where(x < 60300, -5.0, np.where(x < CREST, 0.5, polder)).astype(np.float32)
    sea = (x < 60300).astype(np.int8)
    surface = {"ground_level": (("y", "x"), ground), "sea": (("y", "x"), sea)}
    line = LineString([(CREST, 544900), (CREST, 546100)])
    dikes = gpd.GeoDataFrame(
        {"id": ["zeedijk"], "crest_level": [8.0], "kind": ["primary"]}, geometry=[line], crs=28992
    )
    return Twin.from_datasets(xr.Dataset(surface, grid.coords()), None, {"dikes": dikes}, name="coast")


def digest(outcome: FloodOutcome) -> str:
    """SHA-256 over every number of a flood."""
    total = hashlib.sha256()
    for field in fields(FloodOutcome):
        value = getattr(outcome, field.name)
        if field.name == "breaches":
            for breach in value:
                for part in (breach.width, breach.sill, breach.discharge):
                    total.update(part.tobytes())
        else:
            total.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    return total.hexdigest()


def run_until_killed(name: str, scratch: str, last: int, tell: Connection) -> None:
    """Compute a flood and die without warning at its n-th word; eight checkpoints come before that."""
    words = 0
    keeping.monotonic = lambda: float(words)  # a second for each word: no matter how busy the machine is
    keeping.CHECKPOINT_EVERY, keeping.FILM_EVERY = last / 8.5, last / 30

    def count(fraction: float, message: str) -> None:
        nonlocal words
        words += 1
        if words >= last:
            os.kill(os.getpid(), signal.SIGKILL)

    with scratch_for("scenario", Path(scratch)):
        flood(coast(), STORM, CASES[name], count, keep=False)
    tell.send("it was not killed")
