"""From a twin to the answers of the process `geothermal-doublet`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scenarios.heat.doublet_indicators import INDICATORS
from scenarios.heat.doublets import Course, Doublet, Rock, course, doublets
from scenarios.heat.suitability import LEAST_TRANSMISSIVITY
from scenarios.process import Outcome, Value
from twin.claims import YEAR
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from scenarios.heat.doublet_parameters import DoubletParameters
    from twin.state import Twin

__all__ = ["NONE", "Work", "geothermal_doublet", "geothermal_doublet_values"]

NONE = "the twin has no doublets"
_NOTHING_YET = "no doublet starts before the horizon"
_SUMS = ("power", "heat_per_year", "heat", "cooled_volume", "pump_power", "thin")
_BAR, _MEGA, _PETA = 1e5, 1e6, 1e15


@dataclass(frozen=True, slots=True)
class Work:
    """Doublets with their courses, with the usual rock and at either end of the range."""

    doublets: tuple[Doublet, ...]
    reasons: Mapping[str, str]
    rocks: tuple[Rock, Rock, Rock]
    courses: tuple[tuple[Course, ...], ...]


def geothermal_doublet(twin: Twin, drivers: Drivers, asked: DoubletParameters, progress: Progress) -> Outcome:
    """Follow every doublet of a twin to its end or to the horizon.

    Parameters
    ----------
    twin
        With the doublets.
    drivers
        Their year is the horizon.
    asked
        What is taken where the doublets tell nothing.
    progress
        Told how far it is.
    """
    import xarray as xr

    from scenarios.heat.doublet_tables import tables

    work, values = _answers(twin, drivers, asked, progress)
    progress(0.8, "tables")
    return Outcome(xr.Dataset(), values, tables(twin, work, asked) if work.doublets or work.reasons else {})


def geothermal_doublet_values(
    twin: Twin, drivers: Drivers, asked: DoubletParameters, progress: Progress
) -> Mapping[str, Value]:
    """Give the indicators of `geothermal_doublet` alone."""
    return _answers(twin, drivers, asked, progress)[1]


def _answers(
    twin: Twin, drivers: Drivers, asked: DoubletParameters, progress: Progress
) -> tuple[Work, dict[str, Value]]:
    progress(0.0, "doublets")
    found, reasons = doublets(twin, asked, drivers.year)
    rocks = (
        Rock(),
        Rock(1.0 - asked.facies, 1.0 - asked.gradient_spread),
        Rock(1.0 + asked.facies, 1.0 + asked.gradient_spread),
    )
    begun = [one.start < drivers.year for one in found]
    courses = tuple(tuple(course(one, asked, rock, drivers.year) for one in found) for rock in rocks)
    work = Work(found, reasons, rocks, courses)
    progress(0.5, "sums")
    left_out = "; ".join(f"{name}: {reason}" for name, reason in reasons.items())
    if not any(begun):
        why = _NOTHING_YET if found else f"none can be computed: {left_out}" if reasons else NONE
        return work, {name: Value(0.0 if name in _SUMS else None, reason=why) for name in INDICATORS}
    running = [k for k, runs in enumerate(begun) if runs]
    middle, low, high = (_numbers(work, asked, number, running) for number in range(3))
    return work, {
        name: _value(middle[name], low[name], high[name], f"left out: {left_out}" if reasons else None)
        for name in INDICATORS
    }


def _value(middle: float, low: float, high: float, reason: str | None) -> Value:
    if low == middle == high:
        return Value(middle, reason=reason)
    return Value(middle, min(low, middle, high), max(low, middle, high), reason)


def _numbers(work: Work, asked: DoubletParameters, rock: int, running: list[int]) -> dict[str, float]:
    """Every indicator for one kind of rock."""
    ones = [work.doublets[k] for k in running]
    ran = [work.courses[rock][k] for k in running]
    pumping = [one.pumping(asked) for one in ones]
    first = min(int(each.years[0]) for each in ran)
    length = max(int(each.years[-1]) for each in ran) - first + 1
    power, pumps = np.zeros(length), np.zeros(length)
    for each, pump in zip(ran, pumping, strict=True):
        begin = int(each.years[0]) - first
        power[begin : begin + len(each.years)] += each.power
        pumps[begin : begin + len(each.years)] += np.where(each.power > 0.0, pump, 0.0)
    heat = float(power.sum()) * YEAR
    kind = work.rocks[rock]
    falls = [
        one.temperature(asked, kind) - each.temperature[max(len(each.years) - 2, 0)]
        for one, each in zip(ones, ran, strict=True)
    ]
    return {
        "power": float(power.max()) / _MEGA,
        "heat_per_year": float(power.max()) * YEAR / 1e12,
        "heat": heat / _PETA,
        "breakthrough": min(one.breakthrough(kind) for one in ones) / YEAR,
        "temperature_fall": float(max(falls)),
        "cooled_radius": float(max(each.radius[-1] for each in ran)),
        "cooled_volume": float(sum(each.volume[-1] for each in ran)),
        "pressure": max(max(one.pressures(asked)) for one in ones) / _BAR,
        "pump_power": float(pumps.max()) / _MEGA,
        "cop": heat / (float(pumps.sum()) * YEAR) if pumps.any() else 0.0,
        "spacing_short": max(0.0, *(one.spacing_needed(kind) - one.spacing for one in ones)),
        "thin": float(sum(one.permeability * one.thickness < LEAST_TRANSMISSIVITY.value for one in ones)),
    }
