"""Vital objects that go out of service, and when."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from scenarios.damage_tables import vital_thresholds
from scenarios.impacts.hazard import Hazard
from scenarios.impacts.sites import Sites

__all__ = ["out_of_service", "time_out"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def _thresholds(found: Sites, which: Literal["threshold", "lowest", "highest"]) -> Floats:
    """Depth above the floor at which each object goes out [m], by its kind."""
    known = vital_thresholds()
    kinds = found.table["kind"].astype(str) if "kind" in found.table else ["other"] * len(found.table)
    entries = [known.get(kind, known["other"]) for kind in kinds]
    return np.array([getattr(entry, which).value for entry in entries], float)


def out_of_service(
    found: Sites, which: Literal["threshold", "lowest", "highest"] = "threshold", shift: float = 0.0
) -> Mask:
    """Which objects have more water above their floor than they stand.

    Parameters
    ----------
    found
        Vital objects in the flood.
    which
        Threshold of the table of kinds, or the ends of its band.
    shift
        Change of the depth where it is wet [m].
    """
    return found.wet & (found.depth_inside(shift) > _thresholds(found, which))


def time_out(found: Sites, hazard: Hazard) -> Floats:
    """When each object goes out of service, where the water stands highest at it.

    Parameters
    ----------
    found
        Vital objects in the flood.
    hazard
        The flood, with its film.

    Returns
    -------
    ndarray
        Time since the start [s], +inf for objects that keep going. The depth is taken straight between the
        moments of the film, and from the arrival of the water in the first one.
    """
    times = np.full(len(found.table), np.inf)
    needed = _thresholds(found, "threshold")
    feature, row, column = found.touched
    wet = hazard.wet_cells[row, column]
    for number in np.flatnonzero(out_of_service(found)):
        cells = np.flatnonzero((feature == number) & wet)
        floor, place = found.floor[number], (row[cells], column[cells])
        ground = np.where(np.isnan(floor), 0.0, hazard.ground[place].astype(np.float64))
        at = int(np.argmax(ground + hazard.depth[place]))
        above = needed[number] + (0.0 if np.isnan(floor) else floor - ground[at])
        film = hazard.depth_cm[:, row[cells[at]], column[cells[at]]].astype(np.float64) / 100.0
        arrival = float(np.nan_to_num(hazard.arrival_time[place][at], nan=hazard.time[0]))
        times[number] = _first_above(hazard.time, film, above, arrival)
    return times


def _first_above(time: Floats, depth: Floats, needed: float, arrival: float) -> float:
    """First moment at which a depth is passed [s]; that of the deepest water when between two moments."""
    if needed <= 0.0:
        return arrival
    above = np.flatnonzero(depth > needed)
    if above.size == 0:
        return max(float(time[int(np.argmax(depth))]), arrival)
    next_one = int(above[0])
    if next_one == 0:
        return float(time[0])
    start, end, before = float(time[next_one - 1]), float(time[next_one]), float(depth[next_one - 1])
    if start < arrival < end:
        start, before = arrival, 0.0
    share = (needed - before) / (float(depth[next_one]) - before)
    return start + max(share, 0.0) * (end - start)
