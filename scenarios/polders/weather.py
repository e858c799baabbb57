"""Daily recharge of a study: made up after the Dutch climate, or a measured series that somebody brings.

The made-up weather of a year depends on nothing but its number, so that a scenario and its reference, and a
study that begins later, meet the same years. Wetness is dealt out evenly: each run of 32 years has the same
hand of summers, from one as dry as 1976 or 2018 to one as wet as 1998, in an order that looks like chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.model import Weather
from scenarios.polders.regimes import months
from twin.errors import InvalidInputError, Problem

__all__ = [
    "CHANGES",
    "DROUGHT_LOSS",
    "EVAPORATION",
    "RAIN",
    "Change",
    "days_of",
    "driest",
    "from_table",
    "repeated",
    "synthetic",
    "wettest",
]

Floats = npt.NDArray[np.float64]

RAIN = Parameter(850.0, "mm/yr", "Dutch mean of 847 mm/yr, Buishand and Velds 1980 and later", "secondary")
"""Precipitation of a mean year."""
EVAPORATION = Parameter(
    570.0, "mm/yr", "Makkink at De Bilt, CBS 80182ned: 559 in 1981-2010, rising", "secondary"
)
"""Reference crop evaporation of a mean year, that of grass with enough water and of open water."""
TEMPERATURE = Parameter(10.5, "degrees C", "De Bilt, CBS 80182ned: 10.1 in 1981-2010, rising", "secondary")
_CLIMATE = "order of De Bilt 1976-2018"
SPREAD_SUMMER = Parameter(0.20, "1", f"{_CLIMATE}: summer rain 200 to 650 mm", "unverified")
"""Standard deviation of the rain of a summer half-year, as part of its mean."""
SPREAD_WINTER = Parameter(0.12, "1", _CLIMATE, "unverified")
SPREAD_MONTH = Parameter(0.35, "1", f"{_CLIMATE}: within a half-year", "unverified")
SPREAD_EVAPORATION = Parameter(0.06, "1", f"{_CLIMATE}: dry summers are sunny", "unverified")
SPREAD_TEMPERATURE = Parameter(0.7, "degrees C", _CLIMATE, "unverified")
WET_DAYS = Parameter(0.5, "1", "rain falls on about half of the days", "unverified")

DROUGHT_LOSS = Parameter(0.3, "1", "grass that wilts; trials on peat and sand differ widely", "unverified")
"""Part of its reference evaporation that grass gives up in a drought."""
DROUGHT_FROM = Parameter(50.0, "mm", "deficit that the root zone bears without harm", "unverified")
DROUGHT_TO = Parameter(200.0, "mm", "deficit at which the root zone has little left", "unverified")
"""Running deficit of the year from which, and up to which, it gives that up."""

# mm in each month of De Bilt 1991-2020, from memory: only their proportions are used
_RAIN_BY_MONTH = (70.8, 63.1, 57.8, 41.6, 59.3, 70.5, 85.2, 83.6, 77.9, 81.1, 80.0, 83.8)
_EVAPORATION_BY_MONTH = (8.6, 15.9, 34.2, 61.0, 85.6, 92.0, 94.7, 79.9, 51.2, 27.5, 11.3, 7.1)
_SUMMER_HALF = np.array([3 <= month <= 8 for month in range(12)])
_JUNE_TO_AUGUST = np.array([5 <= month <= 7 for month in range(12)])
_DECEMBER_TO_FEBRUARY = np.array([month in {0, 1, 11} for month in range(12)])

_HAND = 32  # years with the same spread of wetness
_MILLIMETRES_A_DAY = 1.0 / 86_400_000.0
_MOST = 500.0  # mm in a day: more than ever fell in the Netherlands
_YEARS = range(1000, 3000)


@dataclass(frozen=True, slots=True)
class Change:
    """How far the climate has moved by a year, from that around 2005; linear in time, and still after it.

    Parameters
    ----------
    summer_rain, winter_rain
        Of June to August, and December to February, as parts of today's [1].
    evaporation
        Of the whole year, as a part of today's [1].
    warming
        Of the yearly mean [K].
    source
        Where it comes from.
    year
        By which it is reached.
    """

    summer_rain: float
    winter_rain: float
    evaporation: float
    warming: float
    source: str
    year: int = 2100

    def part(self, year: int) -> float:
        """How much of the change has come by a year, 0..1."""
        return min(max((year - 2005) / (self.year - 2005), 0.0), 1.0)


_KNMI = "KNMI'23 as published by the Klimaateffectatlas"
CHANGES: dict[str, Change] = {
    "knmi23-hd": Change(
        -0.29, 0.20, 0.17, 4.4,
        f"{_KNMI}: summer rain and evaporation [verified]; winter rain and warming [unverified]",
    ),
    "knmi23-ln": Change(
        -0.02, 0.04, 0.06, 0.9, f"{_KNMI}: evaporation [verified]; rain and warming [unverified]"
    ),
}  # fmt: skip
"""Changes by 2100 by name; none unless somebody asks for one."""


def synthetic(first_year: int, last_year: int, *, change: Change | None = None) -> Weather:
    """Make up the weather of some years.

    Parameters
    ----------
    first_year, last_year
        Both inside, 1000..2999.
    change
        Of the climate, such as one of `CHANGES`.

    Raises
    ------
    ValueError
        If the years are out of order or range.

    Examples
    --------
    >>> weather = synthetic(2016, 2047)
    >>> round(float(weather.recharge.sum()) * 86400e3 / 32, -1)
    300.0
    """
    if first_year not in _YEARS or last_year not in _YEARS or last_year < first_year:
        raise ValueError(f"years {first_year} to {last_year}; allowed: 1000 to 2999, the first not the last")
    years = range(first_year, last_year + 1)
    source = (
        f"SYNTHETIC: made-up daily weather with the seasons of the Dutch climate, rain {RAIN}, "
        f"evaporation {EVAPORATION}, up to {100 * DROUGHT_LOSS.value:g} % less in a drought [unverified]"
    )
    return Weather(
        first_year=first_year,
        last_year=last_year,
        recharge=np.concatenate([_recharge(year, change) for year in years]) * _MILLIMETRES_A_DAY,
        temperature=np.array([_temperature(year, change) for year in years]),
        source=source if change is None else f"{source}; climate change by {change.year}: {change.source}",
    )


def _uniform(year: int, numbers: npt.NDArray[np.uint64]) -> Floats:
    """Numbers between 0 and 1 that look like chance, the same on every machine (splitmix64)."""
    with np.errstate(over="ignore"):
        state = (np.uint64(year) * np.uint64(1024) + numbers) * np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state ^= state >> np.uint64(31)
    return np.asarray((state >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53


@cache
def _hand(block: int, suit: int) -> tuple[float, ...]:
    """Standard normal numbers of a run of years: always the same, in an order of their own."""
    chance = [float(_uniform(block * _HAND + k, np.array([1000 + suit], np.uint64))[0]) for k in range(_HAND)]
    ranks = np.argsort(np.argsort(chance, kind="stable"), kind="stable")
    return tuple(NormalDist().inv_cdf((rank + 0.5) / _HAND) for rank in ranks.tolist())


def _drawn(year: int, suit: int) -> float:
    return _hand(year // _HAND, suit)[year % _HAND]


@lru_cache(maxsize=2_000)
def _recharge(year: int, change: Change | None) -> Floats:
    """Precipitation less what grass evaporates on each day of a year [mm]: less in a drought."""
    rain, asked = _rain(year, change), _evaporation(year, change)
    given = np.empty_like(rain)
    deficit, span = 0.0, DROUGHT_TO.value - DROUGHT_FROM.value
    for day, (fallen, most) in enumerate(zip(rain.tolist(), asked.tolist(), strict=True)):
        dry = min(max((deficit - DROUGHT_FROM.value) / span, 0.0), 1.0)
        given[day] = fallen - most * (1.0 - DROUGHT_LOSS.value * dry)
        deficit = max(deficit - given[day], 0.0)
    given.flags.writeable = False  # kept for the next who asks
    return given


def _rain(year: int, change: Change | None) -> Floats:
    """Precipitation of each day of a year [mm]."""
    wetness = np.where(
        _SUMMER_HALF, SPREAD_SUMMER.value * _drawn(year, 0), SPREAD_WINTER.value * _drawn(year, 1)
    )
    by_month = SPREAD_MONTH.value * np.array([_drawn(year, 10 + number) for number in range(12)])
    fall = np.array(_RAIN_BY_MONTH) * (RAIN.value / sum(_RAIN_BY_MONTH)) * (1.0 + wetness) * (1.0 + by_month)
    if change is not None:
        moved = change.summer_rain * _JUNE_TO_AUGUST + change.winter_rain * _DECEMBER_TO_FEBRUARY
        fall *= 1.0 + change.part(year) * moved
    month = months(year)
    days = np.arange(month.size, dtype=np.uint64)
    wet = _uniform(year, days) < WET_DAYS.value
    showers = np.where(wet, -np.log(_uniform(year, days + np.uint64(400))), 1e-9)
    return np.asarray(showers * (fall / np.bincount(month, showers, 12))[month])


def _evaporation(year: int, change: Change | None) -> Floats:
    """Reference crop evaporation of each day of a year [mm]."""
    taken = np.array(_EVAPORATION_BY_MONTH) * (EVAPORATION.value / sum(_EVAPORATION_BY_MONTH))
    taken *= 1.0 - SPREAD_EVAPORATION.value * _drawn(year, 0) * _SUMMER_HALF
    if change is not None:
        taken *= 1.0 + change.part(year) * change.evaporation
    month = months(year)
    return np.asarray((taken / np.bincount(month, minlength=12))[month])


def _temperature(year: int, change: Change | None) -> float:
    """Mean of a year [degrees C]: dry summers are warm."""
    apart = SPREAD_TEMPERATURE.value * (0.6 * _drawn(year, 2) - 0.4 * _drawn(year, 0))
    return TEMPERATURE.value + apart + (0.0 if change is None else change.part(year) * change.warming)


def days_of(weather: Weather, year: int) -> slice:
    """Place of the days of a calendar year in ``weather.recharge``.

    Raises
    ------
    ValueError
        If the weather has not that year.

    Examples
    --------
    >>> days_of(synthetic(2027, 2029), 2028)
    slice(365, 731, None)
    """
    if not weather.first_year <= year <= weather.last_year:
        raise ValueError(f"year is {year}; allowed: {weather.first_year} to {weather.last_year}")
    begin = (date(year, 1, 1) - date(weather.first_year, 1, 1)).days
    return slice(begin, begin + months(year).size)


def driest(weather: Weather, first_year: int | None = None) -> int:
    """Year with the lowest recharge from April to September, from a year on."""
    return min(_summers(weather, first_year).items(), key=lambda item: item[1])[0]


def wettest(weather: Weather, first_year: int | None = None) -> int:
    """Year with the highest recharge from April to September, from a year on."""
    return max(_summers(weather, first_year).items(), key=lambda item: item[1])[0]


def _summers(weather: Weather, first_year: int | None) -> dict[int, float]:
    years = range(max(weather.first_year, first_year or weather.first_year), weather.last_year + 1)
    return {
        year: float(weather.recharge[days_of(weather, year)][_SUMMER_HALF[months(year)]].sum())
        for year in years
    }


def from_table(
    dates: Sequence[date | str],
    recharge: npt.ArrayLike,
    *,
    source: str,
    temperature: float = TEMPERATURE.value,
    field: str = "weather",
) -> Weather:
    """Take a series that somebody brings: whole calendar years, each day once, in order.

    Parameters
    ----------
    dates
        Days, or texts such as 2018-01-31.
    recharge
        Precipitation less evaporation [mm/d], one for each day.
    source
        Where it comes from.
    temperature
        Mean of the years [degrees C].
    field
        Where it was given, for the problems.

    Raises
    ------
    InvalidInputError
        Naming each thing that is wrong: dates that are none, gaps, parts of years, values that cannot be.

    Examples
    --------
    >>> first = date(2019, 1, 1)
    >>> days = [first + timedelta(days=k) for k in range(365)]
    >>> from_table(days, [1.0] * 365, source="example").recharge.size
    365
    """
    problems: list[Problem] = []
    days = [_day(given, field, problems) for given in dates]
    try:
        values = np.asarray(recharge, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        values = np.full(len(days), np.nan)
    if values.size != len(days):
        problems.append(
            Problem(field, f"{values.size} values", f"there are {len(days)} dates", "Give one value a day.")
        )
    known = [day for day in days if day is not None]
    if not problems:
        problems += _gaps(known, field) + _impossible(known, values, field)
    if problems:
        raise InvalidInputError(problems)
    first, last = known[0].year, known[-1].year
    return Weather(
        first_year=first,
        last_year=last,
        recharge=values * _MILLIMETRES_A_DAY,
        temperature=np.full(last - first + 1, temperature),
        source=source,
    )


def _day(given: date | str, field: str, problems: list[Problem]) -> date | None:
    try:
        return given if isinstance(given, date) else date.fromisoformat(given.strip())
    except ValueError:
        problems.append(Problem(field, given, "is no date", "Write dates as 2018-01-31."))
        return None


def _gaps(days: Sequence[date], field: str) -> list[Problem]:
    """What is wrong with the order of days, and with the first and the last of them."""
    if not days:
        return [Problem(field, 0, "has no days", "Give one or more whole calendar years.")]
    one = timedelta(days=1)
    for before, after in pairwise(days):
        if after - before != one:
            message = f"does not follow on {before}"
            return [Problem(field, str(after), message, "Give every day once, in order.")]
    begins, ends = (days[0].month, days[0].day) == (1, 1), (days[-1].month, days[-1].day) == (12, 31)
    if begins and ends:
        return []
    return [
        Problem(field, f"{days[0]} to {days[-1]}", "is no whole number of calendar years",
                "Begin on 1 January and end on 31 December.")
    ]  # fmt: skip


def _impossible(days: Sequence[date], values: Floats, field: str) -> list[Problem]:
    wrong = np.flatnonzero(~(np.abs(values) <= _MOST))
    if wrong.size == 0:
        return []
    where = days[int(wrong[0])]
    message = f"on {where} is no recharge in mm/d (and {wrong.size - 1} more)"
    return [Problem(field, float(values[wrong[0]]), message, f"Give numbers from -{_MOST:g} to {_MOST:g}.")]


def repeated(weather: Weather, first_year: int, last_year: int) -> Weather:
    """Weather of any years out of a series that is shorter: its years again and again, in order.

    A 29 February that the series lacks in that year gets the recharge of its 28 February.

    Examples
    --------
    >>> again = repeated(synthetic(2027, 2028), 2027, 2030)
    >>> bool((again.recharge[:365] == again.recharge[731:1096]).all())
    True
    """
    if weather.first_year <= first_year and last_year <= weather.last_year:
        days = slice(days_of(weather, first_year).start, days_of(weather, last_year).stop)
        years = slice(first_year - weather.first_year, last_year + 1 - weather.first_year)
        return Weather(
            first_year, last_year, weather.recharge[days], weather.temperature[years], weather.source
        )
    count = weather.last_year - weather.first_year + 1
    taken = [(year - weather.first_year) % count for year in range(first_year, last_year + 1)]
    parts = [
        _fitted(weather.recharge[days_of(weather, weather.first_year + number)], months(year).size)
        for number, year in zip(taken, range(first_year, last_year + 1), strict=True)
    ]
    return Weather(
        first_year=first_year,
        last_year=last_year,
        recharge=np.concatenate(parts),
        temperature=weather.temperature[taken],
        source=f"{weather.source}; its years {weather.first_year}-{weather.last_year} again and again",
    )


def _fitted(days: Floats, size: int) -> Floats:
    """Days of a year in a year with or without a 29 February."""
    leap = 59
    if days.size == size:
        return days
    return np.delete(days, leap) if days.size > size else np.insert(days, leap, days[leap - 1])
