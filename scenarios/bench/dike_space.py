"""Speed of dike space over all primary defences: needs, new profile, measure and sums, in nine futures."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.bench._dike_synthetic import Dikes, made_up_dikes
from scenarios.bench._measure import machine, medians
from scenarios.dikes.choice import choose
from scenarios.dikes.futures import QUANTILES, futures
from scenarios.dikes.measures import MEASURES
from scenarios.dikes.model import DRIVERS, Futures
from scenarios.dikes.needs import needs
from scenarios.dikes.settings import Settings
from scenarios.dikes.soil import soil_design
from twin.errors import invalid

__all__ = ["run"]

KOSWAT = "koswat"
_SCENARIO, _YEARS = "knmi23-h", (2050, 2100, 2150)
_COMPARE = Path(__file__).parents[2] / "benchmarks" / "koswat_compare.py"


def run(km: float = 3469.0, step: float = 10.0, threads: int = 2, repeats: int = 3) -> dict[str, Any]:
    """Time the whole chain on made-up dikes, after one round that does not count; median of wall time.

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
        ``seconds`` for all ``profiles`` in all ``futures``, the sums of KNMI'23 H in 2100 (median), and under
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

    def work() -> None:
        found.update(_sums(dikes, given, settings, threads))

    taken = medians({"chain": work}, repeats, _wall)
    return {
        "bench": "dike-space",
        "km": km,
        "step": step,
        "threads": threads,
        "repeats": repeats,
        "machine": machine(),
        "clock": "wall",
        "seconds": taken["chain"],
        "profiles": int(dikes.places.x.size),
        "futures": int(given.rise.size),
        **found,
        "peers": {KOSWAT: _koswat_seconds()},
    }


def _wall() -> float:
    from time import perf_counter

    return perf_counter()


def _sums(dikes: Dikes, given: Futures, settings: Settings, threads: int) -> dict[str, Any]:
    """The chain, and what it comes to in the middle of the futures."""
    places = dikes.places
    asked = needs(places, dikes.profiles, dikes.subsoil, dikes.loads, given, settings, threads=threads)
    design = soil_design(dikes.profiles, asked)
    choice = choose(places, dikes.profiles, dikes.subsoil, asked, dikes.room, threads=threads)
    length = places.length[:, None]
    work = design.driver > 0
    lengths = (work * length).sum(axis=0)
    areas = np.where(work, (design.inward + design.outward) * length, 0.0).sum(axis=0)
    costs = np.where(choice.measure > 0, choice.cost * length, 0.0).sum(axis=0)
    drivers = {
        name: ((design.driver == code) * length).sum(axis=0) / np.maximum(lengths, 1e-9)
        for code, name in enumerate(DRIVERS)
        if code
    }
    middle = int(np.flatnonzero((given.quantile == 0.5) & (given.year == 2100))[0])
    used = np.bincount(np.maximum(choice.measure[:, middle], 0), places.length, minlength=len(MEASURES))
    return {
        "km_with_work": float(lengths[middle]) / 1000.0,
        "area_ha": float(areas[middle]) / 1e4,
        "cost_meur": float(costs[middle]) / 1e6,
        "share_by_driver": {name: float(share[middle]) for name, share in drivers.items()},
        "km_by_measure": {measure.id: float(km) / 1000.0 for measure, km in zip(MEASURES, used, strict=True)},
    }


def _koswat_seconds() -> float | None:
    """Seconds that koswat takes for one profile, in its own environment; None where there is none."""
    python = os.environ.get("ZICHT_KOSWAT_PYTHON")
    if not python or not _COMPARE.exists():
        return None
    cases = [{"crest_level": 4.21, "crest_width": 3.97, "outer_slope": 3.52, "inner_slope": 2.4}]
    done = subprocess.run(
        [python, str(_COMPARE)], input=json.dumps(cases), capture_output=True, text=True, check=True
    )
    return float(json.loads(done.stdout)["seconds_per_profile"])
