"""Futures of the sea that dikes are held against: scenarios, quantiles, years, and the one that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.dikes.model import Futures
from scenarios.late_sea_level import LATE_SCENARIOS, rise_until_2150
from scenarios.sea_level_tables import QUANTILES

if TYPE_CHECKING:
    from scenarios.drivers import Drivers

__all__ = ["LAST_YEAR", "QUANTILES", "SCENARIOS", "YEARS", "asked", "asked_by_year", "futures"]

SCENARIOS = LATE_SCENARIOS
YEARS = tuple(range(2025, 2151, 5))
"""Years of the table that the page slides through."""
LAST_YEAR = YEARS[-1]
_COURSE, _FASTEST = "knmi23-m", "llhi"
"""Whose course a rise takes that is given in metres at the horizon, and the fastest that it goes on then."""


def futures(scenarios: Sequence[str], quantiles: Sequence[float], years: Sequence[int]) -> Futures:
    """Every quantile and year of every scenario, in that order: the years of one quantile lie together.

    Parameters
    ----------
    scenarios
        Of `SCENARIOS`.
    quantiles
        0.05 to 0.95.
    years
        Calendar years, 2005 to 2150.

    Returns
    -------
    Futures
        With ``len(scenarios) * len(quantiles) * len(years)`` rows.

    Examples
    --------
    >>> found = futures(["knmi23-h"], [0.5, 0.95], [2050, 2100])
    >>> found.year.tolist(), [round(float(value), 2) for value in found.rise]
    ([2050, 2100, 2050, 2100], [0.27, 0.82, 0.38, 1.24])
    """
    each = np.asarray(years, dtype=np.int32)
    rises = [_rises(name, quantile, tuple(years)) for name in scenarios for quantile in quantiles]
    return Futures(
        scenario=tuple(name for name in scenarios for _ in range(len(quantiles) * each.size)),
        quantile=np.tile(np.repeat(np.asarray(quantiles, dtype=np.float64), each.size), len(scenarios)),
        year=np.tile(each, len(scenarios) * len(quantiles)),
        rise=np.concatenate(rises),
    )


@lru_cache(maxsize=256)
def _rises(scenario: str, quantile: float, years: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Rise in each year [m]; the yearly table asks for the same ones in every run."""
    return np.asarray(rise_until_2150(scenario, quantile, np.array(years)), dtype=np.float64)


def asked(drivers: Drivers) -> Futures:
    """Give the case that a scenario asks for at its horizon: one row, or three, its 5 and 95 % last."""
    rises = [drivers.rise]
    quantiles = [np.nan if drivers.quantile is None else drivers.quantile]
    if drivers.rise_low is not None and drivers.rise_high is not None:
        rises += [drivers.rise_low, drivers.rise_high]
        quantiles += [QUANTILES[0], QUANTILES[-1]]
    return Futures(
        scenario=(drivers.scenario or "asked",) * len(rises),
        quantile=np.array(quantiles),
        year=np.full(len(rises), drivers.year, dtype=np.int32),
        rise=np.array(rises),
    )


def asked_by_year(drivers: Drivers, years: Sequence[int] = YEARS) -> Futures:
    """Give the asked case through the years.

    Notes
    -----
    A rise that is given in metres at the horizon takes the course of the median of KNMI'23 M, scaled; after
    the horizon it grows no faster than the storyline of high impact, so that a metre that is asked of 2030
    does not become ten in 2150.

    Examples
    --------
    >>> from scenarios.drivers import resolve
    >>> from scenarios.forcing import DriverSet, SeaLevelRise
    >>> metre = resolve(DriverSet(sea_level_rise=SeaLevelRise(metres=1.0)), 2100)
    >>> asked_by_year(metre, [2050, 2100, 2150]).rise.round(2).tolist()
    [0.42, 1.0, 1.61]
    """
    each = np.asarray(years, dtype=np.int32)
    if drivers.scenario is not None and drivers.quantile is not None:
        rises = rise_until_2150(drivers.scenario, drivers.quantile, each)
    else:
        horizon = min(max(drivers.year, YEARS[0]), LAST_YEAR)
        moments = np.append(each, horizon)
        course, fastest = (rise_until_2150(name, 0.5, moments) for name in (_COURSE, _FASTEST))
        scaled = drivers.rise * course / course[-1]
        rises = np.where(
            each > horizon, np.minimum(scaled, drivers.rise + fastest - fastest[-1])[:-1], scaled[:-1]
        )
    return Futures(
        scenario=(drivers.scenario or "asked",) * each.size,
        quantile=np.full(each.size, np.nan if drivers.quantile is None else drivers.quantile),
        year=each,
        rise=np.asarray(rises, dtype=np.float64),
    )
