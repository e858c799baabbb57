"""Weather of years that are past, met again with other levels: what groundwater would have been by now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.model import Weather
from scenarios.polders.weather import days_of

if TYPE_CHECKING:
    from scenarios.polders.groundwater import Parcels, State, Year
    from scenarios.polders.policies import LevelsOfYear

__all__ = ["mean_extremes", "met_again", "some", "steady"]

Floats = npt.NDArray[np.float64]


def steady(given: Parcels, weather: Weather, *, ground_level: Floats, levels: LevelsOfYear) -> State:
    """Groundwater to begin with: at rest at the winter level [m NAP], under the mean of all recharge."""
    from scenarios.polders.groundwater import start

    recharge = float(weather.recharge.mean())
    return start(given, ground_level=ground_level, level=levels.winter, recharge=recharge)


def met_again(
    given: Parcels,
    weather: Weather,
    years: range,
    *,
    ground_level: Floats,
    levels: LevelsOfYear,
    threads: int = 1,
) -> Iterator[Year]:
    """Groundwater of years one after another, with ground and levels [m NAP], (k,), that stay as they are.

    Flows are those of the unpaved part of built land, as of `scenarios.polders.groundwater.year`.
    """
    from scenarios.polders.groundwater import year as year_of_groundwater

    state = steady(given, weather, ground_level=ground_level, levels=levels)
    for year in years:
        found = year_of_groundwater(
            given,
            state,
            ground_level=ground_level,
            summer=levels.summer,
            winter=levels.winter,
            lowest=levels.lowest,
            highest=levels.highest,
            recharge=weather.recharge[days_of(weather, year)],
            calendar_year=year,
            threads=threads,
        )
        state = found.state
        yield found


def mean_extremes(
    given: Parcels,
    weather: Weather,
    years: range,
    *,
    ground_level: Floats,
    levels: LevelsOfYear,
    threads: int = 1,
) -> Floats:
    """Mean highest and lowest groundwater after years that are met again, (2, k) [m below the ground]."""
    from scenarios.polders.gxg import MeanLevels

    means, found = MeanLevels(ground_level.size), np.empty((2, 0), np.float32)
    again = met_again(given, weather, years, ground_level=ground_level, levels=levels, threads=threads)
    for year, gone in zip(years, again, strict=True):
        found = np.array(means.add(year, gone.readings, threads=threads)[:2])
    return np.asarray(found, dtype=np.float64)


def some[Table: (Parcels, LevelsOfYear)](table: Table, at: npt.NDArray[np.intp]) -> Table:
    """Some columns of a table of columns."""
    names = [field.name for field in fields(table) if field.init]
    return replace(table, **{name: getattr(table, name)[..., at] for name in names})
