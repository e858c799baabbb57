"""Water at features: how deep above the ground and the floor, how fast, and when it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.footprints import lowest_over, touched_cells
from scenarios.impacts.hazard import Hazard

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = ["Sites", "sites"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sites:
    """Features of a theme and the flood at each, shape (n,).

    Parameters
    ----------
    table
        The features.
    touched
        Feature, row and column of every cell of land that a feature touches; all its cells when it stands
        in permanent water (a pumping station).
    wet
        Whether water reached the footprint; in permanent water, whether it stands above the floor.
    level
        Highest water level at it [m NAP]; -inf when dry.
    deepest
        Greatest depth in a cell that it touches [m]; 0 when dry.
    floor
        Floor level [m NAP]; NaN where none is told. In permanent water the level at the start stands in.
    arrival_time
        When water reached it [s]; +inf when dry, or when some was there before.
    rise_rate, max_speed, max_depth_speed
        Greatest values at it [m/s], [m/s], [m2/s].
    """

    table: gpd.GeoDataFrame
    touched: tuple[Integers, Integers, Integers]
    wet: npt.NDArray[np.bool_]
    level: Floats
    deepest: Floats
    floor: Floats
    arrival_time: Floats
    rise_rate: Floats
    max_speed: Floats
    max_depth_speed: Floats

    def depth(self, shift: float = 0.0) -> Floats:
        """Water above the ground [m], moved by ``shift`` where it is wet, never below 0."""
        return self._shifted(self.deepest, shift)

    def depth_inside(self, shift: float = 0.0) -> Floats:
        """Water above the floor, else above the ground [m], moved as `depth` is."""
        return self._shifted(np.where(np.isnan(self.floor), self.deepest, self.level - self.floor), shift)

    def _shifted(self, above: Floats, shift: float) -> Floats:
        return np.where(self.wet, np.maximum(above + shift, 0.0), 0.0)


def sites(twin: Twin, hazard: Hazard, theme: str) -> Sites | None:
    """Put a theme of the twin into a flood.

    Parameters
    ----------
    twin
        Twin with the features.
    hazard
        The flood.
    theme
        Name of the theme.

    Returns
    -------
    Sites or None
        None when the twin has no such theme, or an empty one.
    """
    if theme not in twin.features or len(twin.features[theme]) == 0:
        return None
    table = twin.features[theme]
    count = len(table)
    touched, on_land = _land_under(touched_cells(table.geometry, hazard.grid), hazard, count)
    wet_cells, ground = hazard.wet_cells, hazard.ground.astype(np.float64)

    def highest(values: npt.NDArray[Any], nothing: float) -> Floats:
        return -lowest_over(-np.where(wet_cells, values, np.nan), touched, count, -nothing)

    level = highest(ground + hazard.depth, -np.inf)
    at_start = highest(ground + np.maximum(hazard.depth_cm[0], 0) / 100.0, np.nan)
    floor = np.where(on_land, np.nan, at_start)
    if "floor_level" in table:
        known = table["floor_level"].to_numpy(float, na_value=np.nan)
        floor = np.where(np.isnan(known), floor, known)
    return Sites(
        table=table,
        touched=touched,
        wet=np.isfinite(level) & (on_land | (level > floor)),
        level=level,
        deepest=highest(hazard.depth, 0.0),
        floor=floor,
        arrival_time=lowest_over(np.where(hazard.wet, hazard.arrival_time, np.nan), touched, count, np.inf),
        rise_rate=highest(hazard.rise_rate, 0.0),
        max_speed=highest(hazard.max_speed, 0.0),
        max_depth_speed=highest(hazard.max_depth_speed, 0.0),
    )


def _land_under(
    touched: tuple[Integers, Integers, Integers], hazard: Hazard, count: int
) -> tuple[tuple[Integers, Integers, Integers], npt.NDArray[np.bool_]]:
    """Cells of land of each feature, or all its cells when it has none; and which features have some."""
    feature, row, column = touched
    land = hazard.land[row, column]
    on_land = np.zeros(count, bool)
    on_land[feature[land]] = True
    keep = land | ~on_land[feature]
    return (feature[keep], row[keep], column[keep]), on_land
