"""A flood as its consequences see it: greatest depth, rise and flow on the land of a twin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.grid import GridSpec

if TYPE_CHECKING:
    from scenarios.flow.outcome import FloodOutcome
    from twin.state import Twin

__all__ = ["WET_DEPTH", "Hazard", "hazard_of"]

Field = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

WET_DEPTH = 0.02
"""Depth from which a place counts as wet [m]: that of the arrival time."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """Fields of a flood on the grid of a twin, shape (ny, nx).

    Parameters
    ----------
    grid
        Grid of the fields.
    ground
        Ground [m NAP], NaN where there is none.
    wet
        Land on which the water rose to more than 0.02 m, and by more than 0.02 m: permanent water is no land,
        and a puddle that was there before the flood is no damage.
    depth
        Greatest depth [m].
    arrival_time
        When the water came [s since the start]; +inf where it did not, NaN where some was there before.
    rise_rate
        Rate of rise over the first 1.5 m, or up to the greatest depth [m/s].
    max_speed, max_depth_speed
        Greatest speed [m/s] and greatest product of depth and speed [m2/s].
    time
        Moments of the film [s], shape (nt,).
    depth_cm
        Depth at those moments [cm], shape (nt, ny, nx), negative without ground.
    land
        Cells that are land and were computed.
    """

    grid: GridSpec
    ground: Field
    wet: Mask
    depth: Field
    arrival_time: Field
    rise_rate: Field
    max_speed: Field
    max_depth_speed: Field
    time: Floats
    depth_cm: npt.NDArray[np.int16]
    land: Mask

    @property
    def wet_cells(self) -> Mask:
        """Cells with water that can stand at a feature: wet land, and permanent water."""
        return self.wet | (~self.land & (self.depth > WET_DEPTH))

    def depth_shifted(self, by: float) -> Floats:
        """Depth on wet land, moved by a number of metres and never below 0 [m]; 0 elsewhere."""
        moved = np.maximum(self.depth.astype(np.float64) + by, 0.0)
        return np.where(self.wet, moved, 0.0)


def hazard_of(twin: Twin, outcome: FloodOutcome) -> Hazard:
    """Take from a flood what its consequences need.

    Parameters
    ----------
    twin
        Twin in which the flood was computed.
    outcome
        The flood.
    """
    depth = np.nan_to_num(outcome.max_depth, nan=0.0)
    before = np.maximum(outcome.depth_cm[0], 0) / np.float32(100.0)
    return Hazard(
        grid=twin.grid,
        ground=np.asarray(twin.surface["ground_level"].values, np.float32),
        wet=outcome.land & (depth > WET_DEPTH) & (depth - before > WET_DEPTH),
        depth=depth,
        arrival_time=np.where(before > WET_DEPTH, np.float32(np.nan), outcome.arrival_time),
        rise_rate=np.nan_to_num(outcome.rise_rate, nan=0.0),
        max_speed=np.nan_to_num(outcome.max_speed, nan=0.0),
        max_depth_speed=np.nan_to_num(outcome.max_depth_speed, nan=0.0),
        time=outcome.time,
        depth_cm=outcome.depth_cm,
        land=outcome.land,
    )
