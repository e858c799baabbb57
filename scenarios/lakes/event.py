"""A time of high inflow: how far a lake rises while sluices and pumps do what they can."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.lakes.model import Lake

__all__ = ["Event", "event"]

Floats = npt.NDArray[np.float64]

_DAY = 86_400.0
_STEPS = 4  # in a day: half a tide each, over which the mean of the tide is taken
_TABLE = 201  # levels at which volume and outflow are computed, twice: evenly and by equal ratios
_LEAST = 1e-3  # m of rise that the table spans at least


@dataclass(frozen=True, slots=True)
class Event:
    """Course of a lake through a time of high inflow.

    Parameters
    ----------
    time
        Since the start [s], (n + 1,).
    level
        Of the lake [m NAP], (n + 1,).
    inflow, outflow
        Volumes of the whole time [m3].
    """

    time: Floats
    level: Floats
    inflow: float
    outflow: float

    @property
    def rise(self) -> float:
        """Of the highest level above the first [m]."""
        return float(self.level.max() - self.level[0])


def event(lake: Lake, *, inflow: float, days: float, mean_sea_level: float) -> Event:
    """Follow a lake from its level on: sluice when it can, pump when it must, down to that level.

    Parameters
    ----------
    lake
        With pumps; without a sluice or pumps (NaN) those bring nothing out.
    inflow
        All that flows in [m3/s], >= 0.
    days
        How long it lasts [d], > 0.
    mean_sea_level
        Before the sluice in that time, wind set-up included [m NAP].

    Notes
    -----
    Each step of six hours solves ``V(h1) + dt Q_out(h1) = V(h0) + dt Q_in`` for its end. Volume and outflow
    grow with the level, so there is one answer and no step is too long; both are linear between the levels
    of a table, half of which lie close together near the level that is kept: a small lake stays far below
    the level that all inflow would bring it to. The sluice passes the mean of its tide at the level, and
    nothing runs out below the level that is kept.

    References
    ----------
    Water balance; `scenarios.physics.sluice.tidal_discharge`.
    """
    steps = max(1, round(days * _STEPS))
    dt = days * _DAY / steps
    levels, volumes, flows = _table(lake, inflow * dt * steps, mean_sea_level)
    reach = volumes + dt * flows
    stored = np.zeros(steps + 1)
    for step in range(steps):
        # below the first of `reach` the sluice passes only what comes in, and the level stays where it is
        stored[step + 1] = np.interp(stored[step] + inflow * dt, reach, volumes)
    came = inflow * dt * steps
    level = np.interp(stored, volumes, levels).astype(np.float64)
    return Event(np.arange(steps + 1, dtype=np.float64) * dt, level, came, came - float(stored[-1]))


def _table(lake: Lake, most: float, mean_sea_level: float) -> tuple[Floats, Floats, Floats]:
    """Levels from the one that is kept to that after all inflow, water above the first, and outflow."""
    highest = max(lake.hypsometry.level(lake.level, most), lake.level + _LEAST)
    bends = lake.hypsometry.levels
    span = highest - lake.level
    rises = np.append(np.linspace(0.0, span, _TABLE), np.geomspace(1e-3 * _LEAST, span, _TABLE)[:-1])
    levels = np.union1d(lake.level + rises, bends[(bends > lake.level) & (bends < highest)])
    flows = np.full(levels.size, 0.0 if np.isnan(lake.pumps) else lake.pumps)
    if lake.sluice is not None:
        flows = flows + lake.sluice.passes(levels, mean_sea_level).discharge
    return levels, lake.hypsometry.volume(lake.level, levels), flows
