"""How much a ditch level must go up so that the groundwater of an area comes to stand at an aimed depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scenarios.polders.groundwater import Parcels
    from scenarios.polders.model import Columns
    from twin.state import Twin

__all__ = ["HIGHEST", "LOWEST", "raise_for_groundwater"]

Floats = npt.NDArray[np.float64]

LOWEST, HIGHEST = -2.0, 3.0
"""Raises that are looked at [m]."""
_YEARS = 32  # the made-up weather deals the same hand of summers in each run of them
_HALVINGS = 40  # 5 m down to less than a nanometre


@dataclass(frozen=True, slots=True)
class _Land:
    """Known columns of some areas with mean recharge, and what a raise of 1 m does to their mean level."""

    columns: Columns
    parcels: Parcels
    recharge: float
    share: float

    def depth(self, raised: Floats) -> Floats:
        """Mean steady groundwater of each area under a raise [m below the ground], (areas,)."""
        from scenarios.polders.groundwater import start

        land, count = self.columns, len(self.columns.areas)
        middle = 0.5 * (land.summer_level + land.winter_level) + self.share * raised[land.area]
        state = start(self.parcels, ground_level=land.ground_level, level=middle, recharge=self.recharge)
        depth = land.ground_level - state.level
        known = land.known & np.isfinite(depth)
        weight = np.bincount(land.area, np.where(known, land.cells, 0), count)
        total = np.bincount(land.area, np.where(known, depth * land.cells, 0.0), count)
        found = np.divide(total, weight, out=np.full(count, np.nan), where=weight > 0)
        return np.asarray(found, dtype=np.float64)


def raise_for_groundwater(
    twin: Twin,
    areas: Sequence[str],
    depth: float,
    *,
    drains: str = "none",
    season: Literal["both", "summer", "winter"] = "both",
) -> Floats:
    """Find the raise that brings the mean groundwater of areas to a depth.

    Parameters
    ----------
    twin
        With water-level areas and the levels to raise.
    areas
        Ids of areas.
    depth
        Mean over the year and the land of an area [m below the ground], >= 0.
    drains
        Infiltration drains that are laid, of `scenarios.polders.model.DRAINS`.
    season
        Level that is raised; one season moves the mean of the year half as far.

    Returns
    -------
    ndarray
        Raise of each area of the twin [m], `LOWEST` to `HIGHEST`; NaN for others, where no raise within these
        bounds does it, and where nothing is known of the groundwater.

    Notes
    -----
    Steady response of every parcel, ``h = r p + (1 - r) H + R N``, with the mean recharge of `_YEARS` years,
    at most at the surface (`scenarios.polders.groundwater.start`): in a run the mean of dry and wet seasons
    may stand some centimetres off, and the ground sinks later on.
    """
    from scenarios.polders.columns import columns, open_water, with_drains
    from scenarios.polders.groundwater import parcels
    from scenarios.polders.weather import synthetic

    made = columns(twin, list(areas))
    if drains != "none":
        made = with_drains(made, dict.fromkeys(areas, drains))
    weather = synthetic(twin.reference_year, twin.reference_year + _YEARS - 1)
    land = _Land(
        made,
        parcels(made, open_water=open_water(twin, made)),
        float(weather.recharge.mean()),
        1.0 if season == "both" else 0.5,
    )
    low, high = (np.full(len(made.areas), bound) for bound in (LOWEST, HIGHEST))
    within = (land.depth(low) >= depth) & (land.depth(high) <= depth)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        deep = land.depth(middle) > depth
        low, high = np.where(deep, middle, low), np.where(deep, high, middle)
    return np.where(within, np.round(0.5 * (low + high), 6), np.nan)
