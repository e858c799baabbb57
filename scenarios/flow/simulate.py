"""Computes a flood of a twin: the model, its breaches as they grow, and what is kept of it."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from scenarios.flow.course import SERIES_STEP, Course
from scenarios.flow.film import even_times
from scenarios.flow.from_twin import driven, flood_model
from scenarios.flow.keeping import Keeper, kept_outcome
from scenarios.flow.outcome import FloodOutcome
from scenarios.flow.parameters import FloodParameters
from scenarios.scratch import case_folder
from twin.conventions import NO_DEPTH, START
from twin.progress import Progress, part, silent

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["NOTHING", "case_key", "flood"]

NOTHING = "no sea in this area, and neither rain nor a river wave"
_KEPT = 2

_memory: OrderedDict[tuple[str, Drivers, str], FloodOutcome] = OrderedDict()
_lock = Lock()


def flood(
    twin: Twin,
    drivers: Drivers,
    parameters: FloodParameters,
    progress: Progress = silent,
    *,
    keep: bool = True,
) -> FloodOutcome:
    """Compute a flood; the last two are kept, so that what builds on a flood does not compute it again.

    In a run with a scratch folder a flood that was broken off goes on from its last checkpoint, and one that
    was done is not computed again.

    Parameters
    ----------
    twin
        Twin with ``ground_level``.
    drivers
        Sea level, storm and rain.
    parameters
        Of the flood; what a subclass adds plays no part.
    progress
        Told how far the flood is and how long it still takes; may raise to stop it.
    keep
        False for a flood that nobody asks for again, so that it does not push out one of the two.

    Raises
    ------
    InvalidInputError
        If the sea would stand above all dikes, or an inflow lies where no cell is.
    SimulationError
        If the computation loses water or leaves all bounds.
    """
    key = case_key(twin, drivers, parameters)
    with _lock:
        if (known := _memory.get(key)) is not None:
            _memory.move_to_end(key)
            progress(1.0, "flood computed before")
            return known
    folder = case_folder("flood", *key)
    outcome = None if folder is None else kept_outcome(folder)
    if outcome is None:
        outcome = _computed(twin, drivers, parameters, progress, folder)
    if not keep:
        return outcome
    with _lock:
        _memory[key] = outcome
        while len(_memory) > _KEPT:
            _memory.popitem(last=False)
    return outcome


def case_key(twin: Twin, drivers: Drivers, parameters: FloodParameters) -> tuple[str, Drivers, str]:
    """What a flood follows from, beside the code."""
    return twin.digest, drivers, parameters.model_dump_json(include=set(FloodParameters.model_fields))


def _computed(
    twin: Twin, drivers: Drivers, parameters: FloodParameters, progress: Progress, folder: Path | None
) -> FloodOutcome:
    if not driven(twin, drivers, parameters):
        return _without_water(twin, parameters)
    progress(0.0, "ground, dikes and water outside")
    model = flood_model(twin, drivers, parameters)
    progress(0.05, "first steps (the first flood after a change of the code compiles for half a minute)")
    course = Course(model, parameters)
    keeper = None if folder is None else Keeper(folder, _frame(twin, drivers), course.film)
    return course.run(part(progress, 0.05, 1.0), keeper)


def _frame(twin: Twin, drivers: Drivers) -> xr.Dataset:
    """Describe the film of a flood."""
    import xarray as xr

    from twin.provenance import code_digest
    from twin.quantities import describe

    none = np.zeros((0, *twin.grid.shape), np.float32)
    frame = xr.Dataset(
        {"water_depth_series": (("time", "y", "x"), none)}, {**twin.grid.coords(), "time": np.zeros(0)}
    )
    attributes = {
        "title": "Flood, as far as it is computed",
        "institution": "computed with Zicht",
        "history": f"flood of {drivers.year}; code {code_digest()}",
        "source": f"twin {twin.name}, {twin.digest}",
        START: f"{drivers.year}-01-01T00:00:00",
    }
    return describe(frame).assign_attrs(attributes)


def _without_water(twin: Twin, parameters: FloodParameters) -> FloodOutcome:
    """Outcome where nothing brings water: everything stays dry."""
    ground = np.asarray(twin.surface["ground_level"].values, np.float32)
    known = np.isfinite(ground)
    dry = np.where(known, np.float32(0.0), np.float32(np.nan))
    duration = parameters.hours * 3600.0
    time, series = even_times(duration, parameters.output_minutes * 60.0), even_times(duration, SERIES_STEP)
    none = np.zeros(series.size)
    return FloodOutcome(
        time=time,
        depth_cm=np.broadcast_to(np.where(known, 0, NO_DEPTH).astype(np.int16), (time.size, *ground.shape)),
        max_depth=dry,
        arrival_time=np.where(known, np.float32(np.inf), dry),
        rise_rate=dry,
        max_speed=dry,
        max_depth_speed=dry,
        duration=dry,
        land=known,
        protected=known,
        series_time=series,
        sea_level=np.full(series.size, np.nan),
        boundary_discharge=none,
        stored_volume=none,
        reason=NOTHING,
    )
