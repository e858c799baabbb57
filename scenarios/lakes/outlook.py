"""What the sluices of a lake still pass in each scenario of the sea, and until which year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.physics.sluice import level_for_discharge, rise_that_ends
from scenarios.sea_level_tables import (
    EMISSIONS,
    LAST_YEAR,
    MEAN_LEVEL_1995_2014,
    QUANTILES,
    first_year_reached,
    rise,
)

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.lakes.model import Lake, Sluice

__all__ = ["Outflow", "gravity_ends", "level_to_keep", "outflow", "outlook_table"]

Floats = npt.NDArray[np.float64]

_STEP = 10
_MIDPOINTS = 1000


@dataclass(frozen=True, slots=True)
class Outflow:
    """What a sluice passes in the mean of a tide at one mean sea level.

    Parameters
    ----------
    discharge
        [m3/s].
    open_fraction
        Part of the tide [1].
    """

    discharge: float
    open_fraction: float


def outflow(sluice: Sluice, level: float, mean_sea_level: float) -> Outflow:
    """Mean discharge at one level of the lake and of the mean sea [m NAP]."""
    tide = sluice.passes(level, mean_sea_level)
    return Outflow(float(tide.discharge), float(tide.open_fraction))


def level_to_keep(lake: Lake, sluice: Sluice, mean_sea_level: npt.ArrayLike) -> Floats:
    """Level that keeps the discharge of 1995-2014 under a higher mean sea [m NAP].

    NaN when none does, and when nothing ran out by itself then.

    Parameters
    ----------
    lake
        Its level without a raise is that of 1995-2014.
    sluice
        Of the lake.
    mean_sea_level
        [m NAP].
    """
    asked = sluice.passes(lake.level_before, MEAN_LEVEL_1995_2014, _MIDPOINTS).discharge
    level = level_for_discharge(
        discharge=asked,
        mean_sea_level=mean_sea_level,
        amplitude=sluice.amplitude,
        sill=sluice.sill,
        width=sluice.width,
        midpoints=_MIDPOINTS,
    )
    return np.where(asked > 0.0, level, np.nan)


def gravity_ends(lake: Lake, sluice: Sluice, emission: str, quantile: float) -> float:
    """Calendar year in which low water of the mean tide comes to stand as high as the lake.

    NaN when that is not so by 2100; 2005 when it was so by then.
    """
    most = float(
        rise_that_ends(level_in=lake.level, mean_sea_level=MEAN_LEVEL_1995_2014, amplitude=sluice.amplitude)
    )
    return float(np.floor(first_year_reached(emission, quantile, MEAN_LEVEL_1995_2014 + most)))


def outlook_table(lake: Lake, sluice: Sluice, first_year: int) -> gpd.GeoDataFrame:
    """Discharge of each ten years until 2100, by scenario and quantile, and the year in which it ends.

    Parameters
    ----------
    lake, sluice
        At the level that is kept, the raise included.
    first_year
        First calendar year.

    Returns
    -------
    GeoDataFrame
        One row for each scenario, quantile and year, without a place: emission, quantile, year, sea_level
        [m NAP], discharge [m3/s], open_fraction, level_to_keep [m NAP], gravity_ends (year).
    """
    import geopandas as gpd

    years = np.unique([max(first_year, 2005), *range(2030, LAST_YEAR + 1, _STEP)])
    years = years[(years >= first_year) & (years <= LAST_YEAR)]
    names = [(e, q, int(y)) for e in EMISSIONS for q in QUANTILES for y in years]
    sea = MEAN_LEVEL_1995_2014 + np.array([float(rise(e, q, y)) for e, q, y in names])
    tide = sluice.passes(lake.level, sea, _MIDPOINTS)
    ends = {(e, q): gravity_ends(lake, sluice, e, q) for e in EMISSIONS for q in QUANTILES}
    columns = {
        "id": [f"{e}-{round(100 * q)}-{y}" for e, q, y in names],
        "emission": [e for e, _, _ in names],
        "quantile": [q for _, q, _ in names],
        "year": [y for _, _, y in names],
        "sea_level": sea.round(4),
        "discharge": tide.discharge.round(3),
        "open_fraction": tide.open_fraction.round(4),
        "level_to_keep": level_to_keep(lake, sluice, sea).round(4),
        "gravity_ends": [ends[e, q] for e, q, _ in names],
    }
    return gpd.GeoDataFrame(columns, geometry=[None] * len(names), crs="EPSG:28992")
