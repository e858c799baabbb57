"""Drivers of a run in SI and m NAP: where the sea stands at the horizon, and how much it rains."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.forcing import DriverSet, SeaLevelRise, Storm
from scenarios.sea_level_tables import (
    EMISSIONS,
    FIRST_YEAR,
    LAST_YEAR,
    MEAN_LEVEL_1995_2014,
    QUANTILES,
    StormLine,
    first_year_reached,
    rise,
    source_of,
    storm_lines,
)
from twin.errors import Problem

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Drivers", "check_drivers", "resolve", "with_return_period", "year_reached"]

_OBSERVED = "knmi23-m"
"""Curve of the rise that is in a frequency line already, where the scenario gives its rise in metres."""


@dataclass(frozen=True, slots=True)
class Drivers:
    """What drives one simulation.

    Parameters
    ----------
    year
        Calendar year that the state is computed for.
    rise, rise_low, rise_high
        Sea-level rise since 1995-2014 [m]; the band is 5 to 95 % of the scenario, None when given in metres.
    sea_level, sea_level_low, sea_level_high
        Still-water level of the sea [m NAP].
    method
        How the sea level was made, with sources, for people.
    rain_depth, rain_duration
        Rain [m] in a time [s]; 0 without rain.
    mean_level
        Level of the sea without storm and tide [m NAP].
    station, return_period
        Station of the storm, and how rare it is [years]; None without storm, when ``sea_level`` is the mean.
    scenario, quantile
        Where the rise comes from; None when given in metres.
    """

    year: int
    rise: float
    rise_low: float | None
    rise_high: float | None
    sea_level: float
    sea_level_low: float | None
    sea_level_high: float | None
    method: str
    rain_depth: float = 0.0
    rain_duration: float = 0.0
    mean_level: float = MEAN_LEVEL_1995_2014
    station: str | None = None
    return_period: float | None = None
    scenario: str | None = None
    quantile: float | None = None


def check_drivers(drivers: DriverSet, year: int, field: str) -> list[Problem]:
    """List what keeps drivers from being resolved for a year.

    Parameters
    ----------
    drivers
        As the scenario file gives them.
    year
        Calendar year, the horizon.
    field
        Where they stand in the scenario file.
    """
    asked = drivers.sea_level_rise
    if asked is None or asked.scenario is None or FIRST_YEAR <= year <= LAST_YEAR:
        return []
    return [
        Problem(
            f"{field}.sea_level_rise.scenario",
            asked.scenario,
            f"reaches from {FIRST_YEAR} to {LAST_YEAR}, the horizon is {year}",
            "Choose a horizon within that, or give the rise in metres.",
        )
    ]


def resolve(drivers: DriverSet, year: int) -> Drivers:
    """Work out the drivers of a year; `check_drivers` must have found nothing.

    Notes
    -----
    Without storm the sea stands at 0.03 m NAP + rise (the mean of 1995-2014 lay 3 cm above NAP). With a
    storm it stands at h(T) of the station + rise - rise(reference year of that line), without the 3 cm:
    they are in the line. The rise up to the reference year follows the curve of the scenario itself, and the
    KNMI'23 M median where the rise is given in metres.

    Examples
    --------
    >>> rise_of_a_metre = DriverSet(sea_level_rise=SeaLevelRise(metres=1.0))
    >>> resolve(rise_of_a_metre, 2100).sea_level
    1.03
    """
    asked = drivers.sea_level_rise or SeaLevelRise(metres=0.0)
    middle, low, high = _rises(asked, year)
    rain = drivers.rain
    return Drivers(
        year=year,
        rise=middle,
        rise_low=low,
        rise_high=high,
        sea_level=_level(asked, drivers.storm, middle, asked.quantile),
        sea_level_low=None if low is None else _level(asked, drivers.storm, low, QUANTILES[0]),
        sea_level_high=None if high is None else _level(asked, drivers.storm, high, QUANTILES[-1]),
        method=_method(asked, drivers.storm, year),
        rain_depth=rain.depth_mm / 1000 if rain else 0.0,
        rain_duration=rain.hours * 3600 if rain else 0.0,
        mean_level=_level(asked, None, middle, asked.quantile),
        station=drivers.storm.station if drivers.storm else None,
        return_period=drivers.storm.return_period if drivers.storm else None,
        scenario=asked.scenario,
        quantile=None if asked.scenario is None else asked.quantile,
    )


def with_return_period(drivers: Drivers, return_period: float) -> Drivers:
    """Drivers with a rarer or less rare storm at the same station, everything else alike.

    Parameters
    ----------
    drivers
        Drivers with a storm.
    return_period
        Return period of the other storm [years], 10 to a million.

    Raises
    ------
    ValueError
        If the drivers have no storm.

    Examples
    --------
    >>> storm = DriverSet(storm=Storm(return_period=10_000.0, station="den-helder"))
    >>> once = with_return_period(resolve(storm, 2025), 1000.0)
    >>> round(resolve(storm, 2025).sea_level - once.sea_level, 6)
    0.55
    """
    if drivers.station is None or drivers.return_period is None:
        raise ValueError("the drivers have no storm")
    line = storm_lines()[drivers.station]
    higher = line.level(return_period) - line.level(drivers.return_period)
    low, high = drivers.sea_level_low, drivers.sea_level_high
    return replace(
        drivers,
        sea_level=round(drivers.sea_level + higher, 6),
        sea_level_low=None if low is None else round(low + higher, 6),
        sea_level_high=None if high is None else round(high + higher, 6),
        method=f"{drivers.method}; moved to the level once per {return_period:g} years",
        return_period=return_period,
    )


def _rises(asked: SeaLevelRise, year: int) -> tuple[float, float | None, float | None]:
    if asked.scenario is None:
        return float(asked.metres or 0.0), None, None
    middle, low, high = (
        round(float(rise(asked.scenario, quantile, year)), 6)
        for quantile in (asked.quantile, QUANTILES[0], QUANTILES[-1])
    )
    return middle, low, high


def _level(asked: SeaLevelRise, storm: Storm | None, risen: float, quantile: float) -> float:
    if storm is None:
        return round(MEAN_LEVEL_1995_2014 + risen, 6)
    line = storm_lines()[storm.station]
    return round(line.level(storm.return_period) + risen - _risen_by(line, asked, quantile), 6)


def _risen_by(line: StormLine, asked: SeaLevelRise, quantile: float) -> float:
    """Rise that is in a frequency line already [m]."""
    if asked.scenario is None:
        return float(rise(_OBSERVED, 0.5, line.reference_year))
    return float(rise(asked.scenario, quantile, line.reference_year))


def _method(asked: SeaLevelRise, storm: Storm | None, year: int) -> str:
    if asked.scenario is None:
        risen = f"rise of {asked.metres:g} m since 1995-2014 as given"
    else:
        risen = f"{asked.scenario}, quantile {asked.quantile:g}, {year} ({source_of(asked.scenario)})"
    if storm is None:
        return f"{risen}; plus {MEAN_LEVEL_1995_2014:g} m, the mean level of 1995-2014 above NAP"
    line = storm_lines()[storm.station]
    already = asked.scenario or f"{_OBSERVED} median"
    return (
        f"{risen}; on the level once per {storm.return_period:g} years at {line.label} ({line.output_point}, "
        f"{line.source}), less the rise up to {line.reference_year} ({already})"
    )


def year_reached(sea_level: npt.ArrayLike) -> xr.DataArray:
    """First year in which each KNMI'23 scenario brings the mean sea to each level, without storm.

    Parameters
    ----------
    sea_level
        Levels [m NAP], shape (n,).

    Returns
    -------
    xarray.DataArray
        Dimensions (emission, quantile, sea_level); 2005 for what was reached by then, NaN when not by 2100.
    """
    import xarray as xr

    levels = np.asarray(sea_level, float)
    years = [[first_year_reached(e, q, levels) for q in QUANTILES] for e in EMISSIONS]
    return xr.DataArray(
        np.array(years),
        dims=("emission", "quantile", "sea_level"),
        coords={"emission": list(EMISSIONS), "quantile": list(QUANTILES), "sea_level": levels},
        name="year_reached",
        attrs={
            "comment": f"no value: not reached by {LAST_YEAR} in it; {FIRST_YEAR}: reached by then; "
            "knmi23-m is derived between l and h",
            "source": source_of("knmi23-h"),
        },
    )
