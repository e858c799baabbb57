"""Speed of dike space over all primary defences: needs, new profile, measure and sums, in nine futures."""

from __future__ import annotations

import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.bench._dike_synthetic import Dikes, made_up_dikes
from scenarios.bench._measure import clock_for, machine, medians
from scenarios.dikes.choice import choose
from scenarios.dikes.futures import QUANTILES, futures
from scenarios.dikes.measures import MEASURES
from scenarios.dikes.model import DRIVERS, Futures
from scenarios.dikes.needs import needs
from scenarios.dikes.settings import Settings
from scenarios.dikes.soil import soil_design
from twin.errors import invalid

__all__ = ["run"]

Floats = npt.NDArray[np.float64]

KOSWAT = "koswat"
_TOGETHER = 4  # dikes in a group: its arrays stay in the cache
_SCENARIO, _YEARS = "knmi23-h", (2050, 2100, 2150)
_COMPARE = Path(__file__).parents[2] / "benchmarks" / "koswat_compare.py"


def run(km: float = 3469.0, step: float = 10.0, threads: int = 2, repeats: int = 3) -> dict[str, Any]:
    """Time the whole chain on made-up dikes, after one round that does not count; medians.

    Parameters
    ----------
    km
        Length of dike [km], 0.1..100000; 3469 is that of the Dutch primary defences.
    step
        Distance between places [m], 1..1000.
    threads
        Threads, 1..64; the sums do not depend on them.
    repeats
        Timed rounds, 1..100.

    Returns
    -------
    dict
        ``seconds`` for all ``profiles`` in all ``futures`` by the ``clock`` that is named, what that is in
        ``processor_seconds`` over all threads, the sums of KNMI'23 H in 2100 (median), and under
        ``peers`` the seconds that koswat takes for one profile in one future, where
        ``ZICHT_KOSWAT_PYTHON`` names a Python that has it; else None.

    Raises
    ------
    InvalidInputError
        If a number is out of its range.
    """
    for name, value, low, high in (
        ("km", km, 0.1, 100_000.0),
        ("step", step, 1.0, 1000.0),
        ("threads", threads, 1, 64),
        ("repeats", repeats, 1, 100),
    ):
        if not low <= value <= high:
            raise invalid(name, value, f"must be {low:g}..{high:g}", "Choose a number in that range.")
    settings = Settings()
    dikes = made_up_dikes(km, step, settings)
    given = futures([_SCENARIO], QUANTILES, _YEARS)
    found: dict[str, Any] = {}
    processor: list[float] = []

    def work() -> None:
        start = time.process_time()
        found.update(_sums(dikes, given, settings, threads))
        processor.append(time.process_time() - start)

    clock, clock_name = clock_for(threads)
    taken = medians({"chain": work}, repeats, clock)
    return {
        "bench": "dike-space",
        "km": km,
        "step": step,
        "threads": threads,
        "repeats": repeats,
        "machine": machine(),
        "clock": clock_name,
        "seconds": taken["chain"],
        "processor_seconds": median(processor[1:]),
        "profiles": int(dikes.places.x.size),
        "futures": int(given.rise.size),
        **found,
        "peers": {KOSWAT: _koswat_seconds()},
    }


def _sums(dikes: Dikes, given: Futures, settings: Settings, threads: int) -> dict[str, Any]:
    """The chain, group by group of whole dikes, and what it comes to in the middle of the futures."""
    middle = int(np.flatnonzero((given.quantile == 0.5) & (given.year == 2100))[0])
    starts = np.flatnonzero(np.diff(dikes.places.dike // _TOGETHER, prepend=-1))
    groups = [slice(*ends) for ends in pairwise([*starts.tolist(), dikes.places.x.size])]
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(lambda rows: _chain(_part(dikes, rows), given, settings, middle), groups))
    work, area, cost = (float(sum(part[at] for part in parts)) for at in range(3))
    by_driver, by_measure = (np.sum([part[at] for part in parts], axis=0) for at in (3, 4))
    return {
        "km_with_work": work / 1000.0,
        "area_ha": area / 1e4,
        "cost_meur": cost / 1e6,
        "share_by_driver": {name: float(by_driver[at] / work) for at, name in enumerate(DRIVERS) if at},
        "km_by_measure": {each.id: float(m) / 1000.0 for each, m in zip(MEASURES, by_measure, strict=True)},
    }


def _chain(
    dikes: Dikes, given: Futures, settings: Settings, middle: int
) -> tuple[float, float, float, Floats, Floats]:
    """Needs, soil, measures and their sums: length with work, area, cost, lengths by driver and measure."""
    places, length = dikes.places, dikes.places.length
    asked = needs(places, dikes.profiles, dikes.subsoil, dikes.loads, given, settings)
    design = soil_design(dikes.profiles, asked)
    choice = choose(places, dikes.profiles, dikes.subsoil, asked, dikes.room)
    areas = (length @ design.inward) + (length @ design.outward)
    costs = length @ choice.cost
    driver, measure = design.driver[:, middle], choice.measure[:, middle]
    by_driver = np.bincount(driver, length, minlength=len(DRIVERS))
    by_measure = np.bincount(measure, length, minlength=len(MEASURES))
    return float(by_driver[1:].sum()), float(areas[middle]), float(costs[middle]), by_driver, by_measure


def _part(dikes: Dikes, rows: slice) -> Dikes:
    """Some places of made-up dikes."""

    def cut(record: Any) -> Any:
        arrays = {each.name: getattr(record, each.name) for each in fields(record)}
        return replace(
            record, **{name: row[rows] for name, row in arrays.items() if isinstance(row, np.ndarray)}
        )

    return Dikes(
        cut(dikes.places), cut(dikes.profiles), cut(dikes.subsoil), cut(dikes.loads), dikes.room[rows]
    )


def _koswat_seconds() -> float | None:
    """Seconds that koswat takes for one profile, in its own environment; None where there is none."""
    python = os.environ.get("ZICHT_KOSWAT_PYTHON")
    if not python or not _COMPARE.exists():
        return None
    cases = [{"crest_level": 4.21, "crest_width": 3.97, "outer_slope": 3.52, "inner_slope": 2.4}]
    done = subprocess.run(  # noqa: S603 - our own script, with the Python that the user names
        [python, str(_COMPARE)], input=json.dumps(cases), capture_output=True, text=True, check=True
    )
    return float(json.loads(done.stdout)["seconds_per_profile"])
