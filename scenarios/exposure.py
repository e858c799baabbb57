"""Who and what stands in the water at any sea level: buildings, the people in them, vital objects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.footprints import lowest_over, touched_cells

if TYPE_CHECKING:
    import geopandas as gpd

    from twin.state import Twin

__all__ = ["PEOPLE_PER_DWELLING", "Exposed", "exposed", "people_in"]

Floats = npt.NDArray[np.float64]

PEOPLE_PER_DWELLING = 2.1
"""Residents of an average Dutch dwelling, where no population is known (CBS 2023, rounded) [unverified]."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """Features and the sea level at which water stands above their threshold.

    Parameters
    ----------
    table
        The features.
    arrival
        Sea level at which water reaches the footprint [m NAP]; +inf when never.
    threshold
        Floor level, else the lowest ground of the footprint [m NAP].
    """

    table: gpd.GeoDataFrame
    arrival: Floats
    threshold: Floats

    def flooded(self, sea_level: float) -> npt.NDArray[np.bool_]:
        """Which features have water above their threshold: it arrives, and stands higher."""
        return (self.arrival <= sea_level + 1e-6) & (sea_level > self.threshold)

    def counts(self, levels: Floats, weight: Floats | None = None) -> Floats:
        """Number of flooded features (or the sum of their weights) at each sea level."""
        weights = np.ones(len(self.table)) if weight is None else weight
        return np.array([float(weights[self.flooded(float(level))].sum()) for level in levels])

    def with_water(self, sea_level: float) -> gpd.GeoDataFrame:
        """Features with ``flood_level`` [m NAP, none when never] and ``flood_depth`` [m] at a sea level."""
        level = np.maximum(self.arrival, self.threshold)
        depth = np.where(self.flooded(sea_level), sea_level - self.threshold, 0.0)
        return self.table.assign(
            flood_level=np.where(np.isfinite(level), level, np.nan), flood_depth=np.round(depth, 6)
        )


def exposed(twin: Twin, theme: str, level: npt.NDArray[np.float32]) -> Exposed | None:
    """Put a theme of the twin against a level field.

    Parameters
    ----------
    twin
        Twin with the features and the ground.
    theme
        Name of the theme.
    level
        Inundation level [m NAP], shape (ny, nx); +inf never, NaN without ground.

    Returns
    -------
    Exposed or None
        None when the twin has no such theme. Water is at a footprint when it reaches the lowest of the
        cells that it touches.
    """
    if theme not in twin.features:
        return None
    table = twin.features[theme]
    touched = touched_cells(table.geometry, twin.grid)
    ground = lowest_over(twin.surface["ground_level"].values, touched, len(table), np.nan)
    threshold = ground
    if "floor_level" in table:
        floor = table["floor_level"].to_numpy(float, na_value=np.nan)
        threshold = np.where(np.isnan(floor), ground, floor)
    arrival = lowest_over(level, touched, len(table), np.inf)
    return Exposed(table, np.round(arrival, 2), threshold)


def people_in(buildings: gpd.GeoDataFrame) -> tuple[Floats | None, str]:
    """People in each building, and the method in words; None when nothing tells.

    A ``population`` or ``residents`` column comes first, else dwellings times 2.1.
    """
    sources: tuple[tuple[str, Callable[[Floats], Floats], str], ...] = (
        ("population", lambda n: n, "sum of the population column of flooded buildings"),
        ("residents", lambda n: n, "sum of the residents column of flooded buildings"),
        (
            "dwellings",
            lambda n: PEOPLE_PER_DWELLING * n,
            f"dwellings in flooded buildings x {PEOPLE_PER_DWELLING} residents",
        ),
    )
    for column, people, method in sources:
        if column in buildings:
            count = buildings[column].to_numpy(float, na_value=np.nan)
            if not np.isnan(count).all():
                return people(np.nan_to_num(count)), method
    return None, ""
