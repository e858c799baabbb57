"""How much a ditch level must go up so that the groundwater of an area comes to stand at an aimed depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from scenarios.polders.effect import PERIOD
from scenarios.polders.look_back import met_again
from scenarios.polders.policies import LevelsOfYear

if TYPE_CHECKING:
    from scenarios.polders.groundwater import Parcels
    from scenarios.polders.model import Columns, Weather
    from twin.state import Twin

__all__ = ["HIGHEST", "LOWEST", "raise_for_groundwater"]

Floats = npt.NDArray[np.float64]

LOWEST, HIGHEST = -2.0, 3.0
"""Raises that are looked at [m]."""
_HALVINGS = 9  # 5 m down to 1 cm; between its ends depth goes along a line


@dataclass(frozen=True, slots=True)
class _Land:
    """Columns of some areas, their weather, and what is done to their levels."""

    columns: Columns
    parcels: Parcels
    weather: Weather
    season: Literal["both", "summer", "winter"]
    room: tuple[float, float]

    def depth(self, raised: Floats) -> Floats:
        """Mean groundwater of each area under a raise, without sinking [m below the ground], (areas,)."""
        land, count = self.columns, len(self.columns.areas)
        up, still = raised[land.area], np.zeros((2, land.area.size))
        summer = land.summer_level + (0.0 if self.season == "winter" else up)
        winter = land.winter_level + (0.0 if self.season == "summer" else up)
        below, above = self.room if any(self.room) else (np.nan, np.nan)
        lowest, highest = np.minimum(summer, winter) - below, np.maximum(summer, winter) + above
        levels = LevelsOfYear(summer, winter, lowest, highest, still)
        years = range(self.weather.first_year, self.weather.last_year + 1)
        again = met_again(self.parcels, self.weather, years, ground_level=land.ground_level, levels=levels)
        monthly = [year.monthly.mean(axis=0, dtype=np.float64) for year in again][1:]
        depth = np.mean(monthly, axis=0)
        known = land.known & np.isfinite(depth)
        weight = np.bincount(land.area, np.where(known, land.size, 0.0), count)
        total = np.bincount(land.area, np.where(known, depth * land.size, 0.0), count)
        found = np.divide(total, weight, out=np.full(count, np.nan), where=weight > 0)
        return np.asarray(found, dtype=np.float64)


def raise_for_groundwater(
    twin: Twin,
    areas: Sequence[str],
    depth: float,
    *,
    drains: str = "none",
    season: Literal["both", "summer", "winter"] = "both",
    below: float = 0.0,
    above: float = 0.0,
) -> Floats:
    """Find the raise that brings the mean groundwater of areas to a depth.

    Parameters
    ----------
    twin
        With water-level areas and the levels to raise.
    areas
        Ids of areas.
    depth
        Mean over eight years and the land of an area of which something is known [m below the ground], >= 0.
    drains
        Infiltration drains that are laid, of `scenarios.polders.model.DRAINS`.
    season
        Level that is raised; one season moves the mean of the year about half as far.
    below, above
        How far the level may go below the lower and above the higher one of both seasons [m].

    Returns
    -------
    ndarray
        Raise of each area of the twin [m], `LOWEST` to `HIGHEST`; NaN for others, where no raise within these
        bounds does it, and where nothing is known of the groundwater.

    Notes
    -----
    Every parcel goes day by day through the first eight years of the twin, with a year before them to settle,
    as in `scenarios.polders.projection`, but its ground does not sink: of a level that stays, groundwater
    comes to stand less deep later on. Other eight years differ by some centimetres.
    """
    from scenarios.polders.columns import columns, open_water, with_drains
    from scenarios.polders.groundwater import parcels
    from scenarios.polders.weather import synthetic

    made = columns(twin, list(areas))
    if drains != "none":
        made = with_drains(made, dict.fromkeys(areas, drains))
    first = twin.reference_year
    land = _Land(
        made,
        parcels(made, open_water=open_water(twin, made)),
        synthetic(first - 1, first + PERIOD - 1),
        season,
        (below, above),
    )
    low, high = (np.full(len(made.areas), bound) for bound in (LOWEST, HIGHEST))
    deepest, shallowest = land.depth(low), land.depth(high)
    within = (deepest >= depth) & (shallowest <= depth)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        now = land.depth(middle)
        deep = now > depth
        low, high = np.where(deep, middle, low), np.where(deep, high, middle)
        deepest, shallowest = np.where(deep, now, deepest), np.where(deep, shallowest, now)
    gap = deepest - shallowest
    part = np.divide(deepest - depth, gap, out=np.zeros_like(gap), where=gap > 0.0)
    return np.where(within, np.round(low + part * (high - low), 6), np.nan)
