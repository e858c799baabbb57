"""Mean highest, lowest and spring groundwater (GHG, GLG, GVG) as the Dutch field defines them.

Of a measured series: readings nearest to the 14th and 28th of each month, the mean of the three highest or
lowest of each hydrological year (April to March), and the mean over at least eight such years; for spring the
readings of 14 March, 28 March and 14 April, filled in over gaps of days. Rules and numbers are those of
``pastas.stats`` 2.0.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from scenarios.polders.threads import in_parts

__all__ = ["LEAST_READINGS", "LEAST_YEARS", "MeanLevels", "ghg", "glg", "gvg"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Days = npt.NDArray[np.int64]

LEAST_READINGS = 16
"""Readings that a hydrological year must have to count."""
LEAST_YEARS = 8
"""Years that a mean needs, and that the mean of a computed course looks back."""

_FILLED = 8  # days from a measurement over which spring readings are filled in
_THREE, _TWO = 20, 12  # more readings in a year than this: its three, its two most extreme; else one
_WORTH_A_THREAD = 5_000  # columns: a tenth of a millisecond


def ghg(dates: npt.ArrayLike, levels: npt.ArrayLike) -> float:
    """Mean highest groundwater of a series.

    Parameters
    ----------
    dates
        Times of the measurements, anything that numpy takes as datetime64; in any order.
    levels
        What was measured then, upward positive, in any unit; NaN where nothing was.

    Returns
    -------
    float
        In the unit of the levels; NaN where fewer than `LEAST_YEARS` years count.

    References
    ----------
    pastas 2.0 ``stats.ghg``; Van der Sluijs and De Gruijter 1985.

    Examples
    --------
    >>> days = np.arange("2010-04-01", "2018-04-01", dtype="datetime64[D]")
    >>> wave = -0.6 + 0.35 * np.cos(2 * np.pi * (np.arange(days.size) - 300) / 365.25)
    >>> round(ghg(days, wave), 6), round(glg(days, wave), 6), round(gvg(days, wave), 6)
    (-0.258765, -0.941572, -0.441468)
    """
    return _extreme(dates, levels, lambda year: np.sort(year)[::-1])


def glg(dates: npt.ArrayLike, levels: npt.ArrayLike) -> float:
    """Mean lowest groundwater of a series; see `ghg`."""
    return _extreme(dates, levels, np.sort)


def gvg(dates: npt.ArrayLike, levels: npt.ArrayLike) -> float:
    """Mean spring groundwater of a series: 14 March, 28 March and 14 April; see `ghg`.

    Days without a measurement are filled in along a line, up to eight days from one.
    """
    days, values = _daily(dates, levels)
    if days.size == 0:
        return np.nan
    every = np.arange(days[0], days[-1] + 1)
    known = ~np.isnan(values)
    if not known.any():
        return np.nan
    measured, filled = days[known], np.interp(every, days[known], values[known])
    after = np.searchsorted(measured, every)
    distance = np.minimum(
        np.abs(measured[np.minimum(after, measured.size - 1)] - every),
        np.abs(measured[np.maximum(after - 1, 0)] - every),
    )
    years, months, numbers = _calendar(every)
    read = (distance <= _FILLED) & np.isin(numbers, (14, 28))
    spring = read & (((months == 3) & (numbers >= 14)) | ((months == 4) & (numbers <= 14)))
    means = [
        float(filled[spring & (years == year)].mean())
        for year in np.unique(years[spring])
        if (read & (years == year)).sum() >= 2
    ]
    return _mean_of_years(means)


def _extreme(dates: npt.ArrayLike, levels: npt.ArrayLike, ordered: Callable[[Floats], Floats]) -> float:
    """Mean over hydrological years of the most extreme readings of each."""
    days, readings = _readings(*_daily(dates, levels))
    years, months, _ = _calendar(days)
    hydrological = years - (months < 4)
    means = []
    for year in np.unique(hydrological):
        values = readings[hydrological == year]
        if values.size < LEAST_READINGS:
            continue
        count = 3 if values.size > _THREE else 2 if values.size > _TWO else 1
        means.append(float(ordered(values)[:count].mean()))
    return _mean_of_years(means)


def _mean_of_years(means: list[float]) -> float:
    return float(np.mean(means)) if len(means) >= LEAST_YEARS else np.nan


def _daily(dates: npt.ArrayLike, levels: npt.ArrayLike) -> tuple[Days, Floats]:
    """Days since 1970 in order, and the mean of what was measured on each; NaN where that is nothing."""
    given = np.asarray(dates, dtype="datetime64[D]").astype(np.int64)
    values = np.asarray(levels, dtype=np.float64)
    if given.shape != values.shape:
        raise ValueError(f"levels has the shape {values.shape}; allowed: that of dates, {given.shape}")
    days, where = np.unique(given, return_inverse=True)
    known = ~np.isnan(values)
    sums = np.bincount(where[known], values[known], days.size)
    counts = np.bincount(where[known], minlength=days.size)
    with np.errstate(invalid="ignore"):
        return days, sums / counts


def _readings(days: Days, values: Floats) -> tuple[Days, Floats]:
    """Readings on the 14th and 28th that lie nearest to a measurement, each the measurement nearest to it."""
    days, values = days[~np.isnan(values)], values[~np.isnan(values)]
    if days.size == 0:
        return days, values
    every = np.arange(days[0] - _FILLED, days[-1] + _FILLED + 1)
    dates = every[np.isin(_calendar(every)[2], (14, 28))]
    if dates.size > 1:
        dates = dates[np.unique(_nearest(dates, days))]
    return dates, values[_nearest(days, dates)]


def _nearest(sorted_days: Days, wanted: Days) -> Days:
    """Places of the days that are nearest to those wanted; the later one of two that are as near."""
    after = np.minimum(np.searchsorted(sorted_days, wanted), sorted_days.size - 1)
    before = np.maximum(after - 1, 0)
    earlier = np.abs(wanted - sorted_days[before]) < np.abs(sorted_days[after] - wanted)
    return np.where(earlier, before, after)


def _calendar(days: Days) -> tuple[Days, Days, Days]:
    """Year, month (1..12) and day of the month (1..31) of days since 1970."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    number = months.astype(np.int64)
    return number // 12 + 1970, number % 12 + 1, (dates - months).astype(np.int64) + 1


class MeanLevels:
    """Mean levels of parcel columns while their years go by: those of the eight years before.

    Until a first April to March is complete, the calendar year stands for it; until there are eight years,
    the mean is that of the years there are.

    Parameters
    ----------
    size
        Number of columns k.
    """

    __slots__ = ("_before", "_last", "_ring", "_springs")

    def __init__(self, size: int) -> None:
        self._ring = np.full((3, LEAST_YEARS, size), np.nan, np.float32)
        self._springs = 0
        self._before: Singles | None = None
        self._last: int | None = None

    def add(self, calendar_year: int, readings: Singles, *, threads: int = 1) -> tuple[Singles, ...]:
        """Take the readings of a year, and tell the mean levels at its end.

        Parameters
        ----------
        calendar_year
            One more than the year before.
        readings
            Of the 14th and 28th of each month, (24, k) float32 [m below the ground]; kept, not copied.
        threads
            Number of threads; the answer is the same for any number.

        Returns
        -------
        tuple of ndarray
            Mean highest, mean lowest and mean spring groundwater, (k,) float32 [m below the ground].

        Raises
        ------
        ValueError
            If the year does not follow on the one before, or the readings have another shape.
        """
        from scenarios.kernels.parcel_means import BLOCK, mean_levels

        size = self._ring.shape[2]
        if readings.shape != (24, size):
            raise ValueError(f"readings has the shape {readings.shape}; allowed: (24, {size})")
        if self._last is not None and calendar_year != self._last + 1:
            raise ValueError(f"calendar_year is {calendar_year}; allowed: {self._last + 1}")
        before = readings if self._before is None else self._before
        # the second year completes the first hydrological year, for which a calendar year stood until then
        springs = self._springs + 1
        years = max(self._springs, 1)
        places = (years - 1) % LEAST_YEARS, (springs - 1) % LEAST_YEARS
        counts = min(years, LEAST_YEARS), min(springs, LEAST_YEARS)
        out = np.empty((3, size), np.float32)

        def work(first: int, last: int) -> None:
            mean_levels(before, readings, self._ring, *places, *counts, out, first, last)

        in_parts(work, size, threads, _WORTH_A_THREAD, BLOCK)
        self._before, self._last, self._springs = readings, calendar_year, springs
        return tuple(out)
