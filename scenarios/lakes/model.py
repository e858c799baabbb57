"""A lake with its sluices, pumps and rivers, as one thing that the answers are computed from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.lakes.hypsometry import Hypsometry
from scenarios.physics.sluice import Tide, tidal_discharge

__all__ = ["Lake", "Sluice"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sluice:
    """Openings through which a lake runs out at low water.

    Parameters
    ----------
    width
        Of all openings together [m].
    sill
        [m NAP].
    amplitude
        Of the tide before it [m].
    """

    width: float
    sill: float
    amplitude: float

    def passes(self, level: npt.ArrayLike, mean_sea_level: npt.ArrayLike, midpoints: int = 2000) -> Tide:
        """What runs out in the mean of a tide, the lake and the mean sea at a level [m NAP]."""
        return tidal_discharge(
            level_in=level,
            mean_sea_level=mean_sea_level,
            amplitude=self.amplitude,
            sill=self.sill,
            width=self.width,
            midpoints=midpoints,
        )


@dataclass(frozen=True, slots=True)
class Lake:
    """A lake at the levels that are kept in it.

    Parameters
    ----------
    name
        For people.
    hypsometry
        Area at each level.
    level
        Kept in winter, with what is decided about it [m NAP].
    raised
        What of that is a raise [m]; below 0 a lowering.
    low, high
        Band of the summer without the raise [m NAP]; NaN where there is none.
    sluice
        None where none is known.
    pumps, inflow
        Pumps to the sea, and the mean of all that flows in [m3/s]; NaN where it is not known.
    resistance
        Of the layer on the aquifer behind the dikes [s].
    shore_slope
        Run over rise of the shore [1].
    notes
        Where the figures come from.
    """

    name: str
    hypsometry: Hypsometry
    level: float
    raised: float
    low: float
    high: float
    sluice: Sluice | None
    pumps: float
    inflow: float
    resistance: float
    shore_slope: float
    notes: tuple[str, ...] = ()

    @property
    def level_before(self) -> float:
        """Level without the raise [m NAP]."""
        return self.level - self.raised
