"""Speed of daily groundwater, as the process runs it: year after year, with readings and mean levels kept."""

from __future__ import annotations

from dataclasses import fields
from time import perf_counter, process_time
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.bench._measure import machine
from scenarios.kernels.parcel_groundwater import BLOCK
from scenarios.polders import groundwater
from scenarios.polders.groundwater import Parcels, State
from scenarios.polders.gxg import MeanLevels
from scenarios.polders.model import Weather
from scenarios.polders.regimes import summer_share
from scenarios.polders.weather import days_of, synthetic
from twin.errors import SimulationError, invalid

__all__ = ["run"]

NUMPY = "numpy"
_FIRST_YEAR = 2026
_GROUP = 20_000  # most columns that a study has: larger twins share columns
_PEER_CELLS = 4_096  # its arrays stay in the second cache: larger ones make numpy slower
_AGREE = 1e-9  # m

Floats = npt.NDArray[np.float64]


def run(cells: int = 1_000_000, years: int = 100, threads: int = 2, repeats: int = 1) -> dict[str, Any]:
    """Time made-up parcel columns, each with numbers of its own, after a year that does not count; wall time.

    They go through the years in groups of 20,000, the most that a study has.

    Parameters
    ----------
    cells
        Columns, 1..20,000,000.
    years
        Years of 365 or 366 days, 1..200.
    threads
        Threads, 1..64; the answer does not depend on them.
    repeats
        Timed rounds, 1..100; the fastest counts.

    Returns
    -------
    dict
        ``cell_days_per_second`` of fixed seasonal levels with the readings of the 14th and 28th, monthly
        means, extremes, water balance and the mean levels of eight years, by the wall;
        ``cell_days_per_processor_second`` the same for a second of one processor, which other work slows
        less; ``flexible_cell_days_per_second`` with levels that move between bounds (one year). Under
        ``peers`` the same formulas in numpy, a day at a time over all columns, without readings and mean
        levels (one year).

    Raises
    ------
    InvalidInputError
        If a number is out of its range.
    SimulationError
        If numpy finds another groundwater.
    """
    for name, value, high in (
        ("cells", cells, 20_000_000),
        ("years", years, 200),
        ("threads", threads, 64),
        ("repeats", repeats, 100),
    ):
        if not 1 <= value <= high:
            raise invalid(name, value, f"must be 1..{high}", "Choose a number in that range.")
    weather = synthetic(_FIRST_YEAR, _FIRST_YEAR + years - 1)
    groups = [_Group(number, size, weather) for number, size in enumerate(_sizes(cells))]
    for loose in (False, True):
        groups[0].course(1, threads, flexible=loose)
    fixed, processor = min(_course(groups, years, threads, flexible=False) for _ in range(repeats))
    flexible, _ = min(_course(groups, 1, threads, flexible=True) for _ in range(repeats))
    days = int(days_of(weather, _FIRST_YEAR + years - 1).stop)
    first = int(days_of(weather, _FIRST_YEAR).stop)
    return {
        "bench": "water-level-raise",
        "cells": cells,
        "years": years,
        "threads": threads,
        "repeats": repeats,
        "machine": machine(),
        "clock": "wall",
        "block": BLOCK,
        "seconds": fixed,
        "cell_days_per_second": cells * days / fixed,
        "cell_days_per_processor_second": cells * days / processor,
        "flexible_cell_days_per_second": cells * first / flexible,
        "peers": {NUMPY: groups[0].peer()},
    }


def _sizes(cells: int) -> list[int]:
    return [min(_GROUP, cells - begin) for begin in range(0, cells, _GROUP)]


def _course(groups: list[_Group], years: int, threads: int, *, flexible: bool) -> tuple[float, float]:
    """Seconds that some years take, by the wall and of the processors."""
    begin, used = perf_counter(), process_time()
    for group in groups:
        group.course(years, threads, flexible=flexible)
    return perf_counter() - begin, process_time() - used


class _Group:
    """Made-up columns and weather."""

    def __init__(self, number: int, size: int, weather: Weather) -> None:
        rng = np.random.default_rng(number)
        self.parcels = Parcels(
            response=rng.uniform(0.2, 0.99, size),
            reaction=rng.uniform(50.0, 800.0, size) * 86_400.0,
            storage=rng.uniform(0.05, 0.2, size),
            water=np.full(size, 0.087),
            deep_head=rng.uniform(-4.0, -2.0, size),
            pumped=np.zeros(size, np.bool_),
            relief_depth=np.full(size, 0.25),
            relief_resistance=np.full(size, 60.0 * 86_400.0),
        )
        self.ground = rng.uniform(-2.0, -1.0, size)
        self.weather = weather

    def levels(self, *, flexible: bool) -> dict[str, Floats]:
        lowest = self.ground - 0.7 if flexible else np.full_like(self.ground, np.nan)
        return {
            "ground_level": self.ground,
            "summer": self.ground - 0.5,
            "winter": self.ground - 0.6,
            "lowest": lowest,
            "highest": lowest + 0.3,
        }

    def course(self, years: int, threads: int, *, flexible: bool) -> None:
        """Let some years go by as a study does."""
        levels = self.levels(flexible=flexible)
        state = groundwater.start(
            self.parcels, ground_level=self.ground, level=levels["winter"], recharge=0.0
        )
        means = MeanLevels(self.ground.size)
        for year in range(_FIRST_YEAR, _FIRST_YEAR + years):
            rain = self.weather.recharge[days_of(self.weather, year)]
            found = groundwater.year(
                self.parcels, state, recharge=rain, calendar_year=year, threads=threads, **levels
            )
            means.add(year, found.readings, threads=threads)
            state = found.state

    def peer(self) -> float:
        """Cell-days in a second of numpy; it must find the same."""
        few = slice(0, min(_PEER_CELLS, self.ground.size))
        levels = {name: level[few] for name, level in self.levels(flexible=False).items()}
        given = Parcels(
            *(getattr(self.parcels, each.name)[few].copy() for each in fields(Parcels) if each.init)
        )
        state = groundwater.start(
            given, ground_level=levels["ground_level"], level=levels["winter"], recharge=0.0
        )
        rain = self.weather.recharge[days_of(self.weather, _FIRST_YEAR)]
        begin = perf_counter()
        level, inlet = _by_numpy(given, state, levels, rain)
        taken = perf_counter() - begin
        ours = groundwater.year(given, state, recharge=rain, calendar_year=_FIRST_YEAR, threads=1, **levels)
        apart = max(np.abs(level - ours.state.level).max(), np.abs(inlet - ours.inlet).max())
        if not apart <= _AGREE:
            raise SimulationError(f"numpy finds groundwater or inlet that differs by {apart:g} m")
        return rain.size * level.size / taken


def _by_numpy(given: Parcels, state: State, levels: dict[str, Floats], rain: Floats) -> tuple[Floats, Floats]:
    """Groundwater at the end of a year [m NAP], and what was let in [m], by whole arrays."""
    per_day = 86_400.0 / given.reaction
    below, above = (
        (reaction, np.exp(-86_400.0 / (reaction * given.storage)), reaction * given.storage / 86_400.0)
        for reaction in (given.reaction, 1.0 / (1.0 / given.reaction + 1.0 / given.relief_resistance))
    )
    base = (1.0 - given.response) * given.deep_head
    level, ditch, ground = state.level, state.ditch, levels["ground_level"]
    inlet = np.zeros_like(level)
    for share, recharge in zip(summer_share(_FIRST_YEAR), rain, strict=True):
        now = levels["winter"] + share * (levels["summer"] - levels["winter"])
        steady = given.response * now + base
        edge = np.maximum(ground - given.relief_depth, now)
        alone, alone_mean = _day(level, steady, recharge, *below)
        way = above[0] / given.reaction
        eased, eased_mean = _day(level, way * steady + (1.0 - way) * edge, recharge, *above)
        level = np.minimum(np.minimum(alone, eased), ground)
        mean = np.minimum(np.minimum(alone_mean, eased_mean), ground)
        runoff = given.storage * (alone - level) + per_day * (alone_mean - mean)
        short = given.response * per_day * (now - mean) - runoff
        short += given.water * (now - ditch - recharge * 86_400.0)
        inlet += np.maximum(short, 0.0)
        ditch = now
    return level, inlet


def _day(
    level: Floats, steady: Floats, recharge: float, reaction: Floats, kept: Floats, time: Floats
) -> tuple[Floats, Floats]:
    """Groundwater after a day and its mean over the day [m NAP]."""
    steady = steady + recharge * reaction
    apart = level - steady
    return steady + apart * kept, steady + apart * (1.0 - kept) * time
