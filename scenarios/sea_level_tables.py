"""Published sea-level scenarios and storm levels as data: KNMI'23, frequency lines of the stations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from scenarios.data_files import data_rows
from scenarios.physics.sea_level import frequency_line_level, interpolate_rise

__all__ = [
    "EMISSIONS",
    "FIRST_YEAR",
    "LAST_YEAR",
    "MEAN_LEVEL_1995_2014",
    "QUANTILES",
    "StormLine",
    "at_quantile",
    "first_year_reached",
    "rise",
    "source_of",
    "storm_lines",
]

Floats = npt.NDArray[np.float64]

EMISSIONS = ("knmi23-l", "knmi23-m", "knmi23-h")
QUANTILES = (0.05, 0.5, 0.95)
FIRST_YEAR, LAST_YEAR = 2005, 2100
MEAN_LEVEL_1995_2014 = 0.03
"""Mean sea level of 1995-2014 at the main Dutch stations, m NAP (Zeespiegelmonitor 2022)."""

_M_WEIGHT_YEARS = (2050.0, 2100.0)
_M_WEIGHT = {0.05: (0.4786, 0.4086), 0.5: (0.3944, 0.3971), 0.95: (0.3523, 0.4430)}
"""Where M lies between L (0) and H (1): 2050 from SSP2-4.5 in KNMI Klimaatsignaal'21, 2100 from the published
KNMI'23 quantiles 39.7/59.4/95.4 cm (Le Bars, workshop Zeespiegelmonitor 2026)."""


@dataclass(frozen=True, slots=True)
class StormLine:
    """Frequency line of still-water levels at a coastal station.

    Parameters
    ----------
    id, label
        Key and name of the station.
    output_point
        Where the line was computed.
    reference_year
        Year whose mean sea level is in the line.
    source
        Where the line comes from.
    return_periods, levels
        Years, and m NAP.
    """

    id: str
    label: str
    output_point: str
    reference_year: int
    source: str
    return_periods: tuple[float, ...]
    levels: tuple[float, ...]

    def level(self, return_period: float) -> float:
        """Level [m NAP] exceeded once per ``return_period`` years (10 to a million)."""
        return float(
            frequency_line_level(
                return_period=return_period, return_periods=self.return_periods, levels=self.levels
            )
        )


@cache
def storm_lines() -> Mapping[str, StormLine]:
    """Frequency line of every station, by its key."""
    return {line.id: line for line in map(_storm_line, data_rows("storm_levels.csv"))}


def _storm_line(row: dict[str, str]) -> StormLine:
    periods = sorted((key for key in row if key.isdigit()), key=int)
    return StormLine(
        id=row["station"],
        label=row["label"],
        output_point=row["output_point"],
        reference_year=int(row["reference_year"]),
        source=row["source"],
        return_periods=tuple(float(period) for period in periods),
        levels=tuple(float(row[period]) for period in periods),
    )


@cache
def _nodes(emission: str, quantile: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Years and rises [m] of the table, for one of the three published quantiles."""
    if emission == "knmi23-m":
        years, low = _nodes("knmi23-l", quantile)
        _, high = _nodes("knmi23-h", quantile)
        weight = np.interp(years, _M_WEIGHT_YEARS, _M_WEIGHT[quantile])
        between = np.asarray(low) + weight * (np.asarray(high) - np.asarray(low))
        return years, tuple(float(value) for value in between)
    column = f"q{round(quantile * 100):02d}"
    rows = [row for row in data_rows("knmi23_sea_level.csv") if row["emission"] == emission]
    return tuple(float(row["year"]) for row in rows), tuple(float(row[column]) / 100 for row in rows)


def rise(emission: str, quantile: float, year: npt.ArrayLike) -> Floats:
    """Sea-level rise since 1995-2014 along the Dutch coast in a KNMI'23 scenario.

    Parameters
    ----------
    emission
        ``knmi23-l``, ``knmi23-m`` (derived: between L and H) or ``knmi23-h``.
    quantile
        0.05 to 0.95. Between the published 5, 50 and 95 % the two halves of a two-piece normal
        distribution are used (declared; 83 % of M in 2100 comes 3 cm too high).
    year
        Calendar years 2005 to 2100.

    Returns
    -------
    ndarray
        Rise [m]; NaN outside 2005-2100.

    Examples
    --------
    >>> round(float(rise("knmi23-h", 0.5, 2100)), 3)
    0.82
    """
    return at_quantile(quantile, *(_published(emission, known, year) for known in QUANTILES))


def at_quantile(
    quantile: float, low: npt.ArrayLike, median: npt.ArrayLike, high: npt.ArrayLike, *, tail: float = 0.05
) -> Floats:
    """Any quantile of what is published as a low, a middle and a high value: a two-piece normal distribution.

    Parameters
    ----------
    quantile
        Quantile asked for, above 0 and below 1.
    low, median, high
        Published values, in any unit.
    tail
        Probability below ``low`` and above ``high``, below 0.5.

    Examples
    --------
    >>> round(float(at_quantile(0.95, 0.63, 0.77, 1.01, tail=0.17)), 4)
    1.1837
    """
    middle = np.asarray(median, dtype=np.float64)
    if quantile == 0.5:
        return middle
    side, edge = (low, tail) if quantile < 0.5 else (high, 1.0 - tail)
    normal = NormalDist()
    share = 1.0 if quantile == edge else normal.inv_cdf(quantile) / normal.inv_cdf(edge)
    return np.asarray(middle + share * (np.asarray(side, dtype=np.float64) - middle), dtype=np.float64)


def _published(emission: str, quantile: float, year: npt.ArrayLike) -> Floats:
    years, rises = _nodes(emission, quantile)
    return interpolate_rise(years=years, rises=rises, year=year)


def first_year_reached(emission: str, quantile: float, level: npt.ArrayLike) -> Floats:
    """First year in which the mean sea reaches a level, without storm.

    Parameters
    ----------
    emission, quantile
        As in `rise`.
    level
        Levels [m NAP].

    Returns
    -------
    ndarray
        Calendar years with decimals; 2005 for what was reached by then, NaN when not by 2100.
    """
    years = np.linspace(FIRST_YEAR, LAST_YEAR, 20 * (LAST_YEAR - FIRST_YEAR) + 1)
    highest = np.maximum.accumulate(MEAN_LEVEL_1995_2014 + rise(emission, quantile, years))
    keep = np.concatenate([[True], np.diff(highest) > 0])
    reached = np.interp(np.asarray(level, float), highest[keep], years[keep], right=np.nan)
    return np.asarray(np.round(reached, 2), dtype=np.float64)


def source_of(emission: str) -> str:
    """Where the numbers of a scenario come from, in words."""
    table = "KNMI'23, Dutch coast, series of 2024-09-10, monotone interpolation in time"
    return f"{table}; M derived between L and H" if emission == "knmi23-m" else table
