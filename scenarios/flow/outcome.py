"""What a flood did: fields on the grid of the twin, series in time, and the water balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["BreachSeries", "FloodOutcome"]

Field = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BreachSeries:
    """How one breach went, at the moments of `FloodOutcome.series_time`.

    Parameters
    ----------
    dike
        Id of the dike.
    at
        Place on the crest line, RD New [m].
    width, sill
        Width [m] and bottom [m NAP].
    discharge
        Discharge into the land [m3/s], negative when it runs out.
    """

    dike: str
    at: tuple[float, float]
    width: Floats
    sill: Floats
    discharge: Floats


@dataclass(frozen=True, slots=True)
class FloodOutcome:
    """A flood as computed; fields have shape (ny, nx) and are NaN where there is no ground.

    Parameters
    ----------
    time
        Moments of the film [s since the start], shape (nt,).
    depth_cm
        Water depth at those moments [cm], int16, shape (nt, ny, nx); -32768 without ground.
    max_depth
        Greatest depth [m]; 0 where dry. Sea cells carry the depth below the highest sea level.
    arrival_time
        First moment with more than 0.02 m of water [s]; +inf where never.
    rise_rate
        Mean rise over the first 1.5 m, else up to the greatest depth [m/s]; 0 where dry.
    max_speed, max_depth_speed
        Greatest speed [m/s] and greatest product of depth and speed [m2/s].
    duration
        Time with more than 0.02 m of water [s].
    land
        Cells that are land and were computed: ground, no permanent water.
    protected
        Land that the sea without its rise reaches over or through a dike only.
    series_time
        Moments of the series [s], shape (ns,).
    sea_level
        Level of the sea at those moments [m NAP], NaN without sea.
    boundary_discharge
        Net discharge from sea and river into the computed area at those moments [m3/s].
    stored_volume
        Water in the computed area at those moments [m3].
    breaches
        One entry for each breach.
    inflow_volume
        Water that came onto the land through breaches, over dikes, from the sea and the river [m3].
    mass_error
        Water made or lost, relative to all water that took part [1].
    reason
        Why there is nothing to compute; None when there is.
    notes
        Assumptions that went in, in words, by name.
    cells, steps, cell_steps
        Computed cells, time steps and updates of wet cells.
    """

    time: Floats
    depth_cm: npt.NDArray[np.int16]
    max_depth: Field
    arrival_time: Field
    rise_rate: Field
    max_speed: Field
    max_depth_speed: Field
    duration: Field
    land: npt.NDArray[np.bool_]
    protected: npt.NDArray[np.bool_]
    series_time: Floats
    sea_level: Floats
    boundary_discharge: Floats
    stored_volume: Floats
    breaches: tuple[BreachSeries, ...] = ()
    inflow_volume: float = 0.0
    mass_error: float = 0.0
    reason: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    cells: int = 0
    steps: int = 0
    cell_steps: int = 0
