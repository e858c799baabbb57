"""Land outside the dikes that stands as high as the sea: when it floods, how fast and how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.flow.domain import TimeSeries
from scenarios.flow.record import FULL_DEPTH, RECORD_INTERVAL, WET_DEPTH

__all__ = ["StillRecord", "still_record"]

Field = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StillRecord:
    """What `scenarios.flow.record` keeps, for cells at the level of the sea; fields as the ground given.

    Parameters
    ----------
    arrival_time
        First time with more than 0.02 m [s]; +inf where never.
    rise_rate
        Mean rise over the first 1.5 m, else up to the greatest depth [m/s].
    duration
        Time with more than 0.02 m [s].
    """

    arrival_time: Field
    rise_rate: Field
    duration: Field


def still_record(sea: TimeSeries, ground: Field, duration: float) -> StillRecord:
    """Follow the level of the sea over ground that it reaches without delay.

    Parameters
    ----------
    sea
        Level of the sea [m NAP].
    ground
        Ground level [m NAP], any shape; NaN has no answer.
    duration
        Length of the simulation [s].

    Returns
    -------
    StillRecord
        Times are known to the interval of the record, 60 s.
    """
    times = np.arange(0.0, duration + 0.5 * RECORD_INTERVAL, RECORD_INTERVAL)
    level = np.interp(times, sea.time, sea.value)
    rising, sorted_levels = np.maximum.accumulate(level), np.sort(level)
    wet = ground.astype(np.float64) + WET_DEPTH
    full = np.minimum(ground + FULL_DEPTH, rising[-1] - 1e-9)
    arrival, filled = _first(times, rising, wet), _first(times, rising, full)
    height = np.clip(rising[-1] - ground, WET_DEPTH, FULL_DEPTH) - WET_DEPTH
    came = np.isfinite(arrival)
    taken = np.where(came & np.isfinite(filled), filled, 0.0) - np.where(came, arrival, 0.0)
    rate = np.where(came & (filled > 0), height / np.maximum(taken, RECORD_INTERVAL), 0.0)
    above = sorted_levels.size - np.searchsorted(sorted_levels, wet, side="right")
    none = np.isnan(ground)
    fields = (arrival, rate, above / sorted_levels.size * duration)
    return StillRecord(*(np.where(none, np.nan, field).astype(np.float32) for field in fields))


def _first(times: Floats, rising: Floats, threshold: Floats) -> Floats:
    """First time at which a level that only rises stands above a threshold; +inf when it never does."""
    number = np.searchsorted(rising, threshold, side="right")
    return np.append(times, np.inf)[number]
