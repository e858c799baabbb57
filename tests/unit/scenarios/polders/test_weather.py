"""Made-up weather has the Dutch climate and nothing of chance; measured weather is taken or refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from scenarios.polders import weather as weather_module
from scenarios.polders.model import Weather
from scenarios.polders.regimes import months
from scenarios.polders.weather import (
    CHANGES,
    DROUGHT_LOSS,
    EVAPORATION,
    RAIN,
    TEMPERATURE,
    days_of,
    driest,
    from_table,
    repeated,
    synthetic,
    wettest,
)
from twin.errors import InvalidInputError

MM = 86_400.0 * 1000.0


def yearly(weather: Weather) -> dict[int, float]:
    """Recharge of each year [mm]."""
    years = range(weather.first_year, weather.last_year + 1)
    return {year: float(weather.recharge[days_of(weather, year)].sum()) * MM for year in years}


def deficit(weather: Weather, year: int) -> float:
    """Largest running deficit from April to September [mm]."""
    most = running = 0.0
    for day in -weather.recharge[days_of(weather, year)][90:273] * MM:
        running = max(running + day, 0.0)
        most = max(most, running)
    return most


def test_the_mean_year_is_the_dutch_one() -> None:
    weather = synthetic(2016, 2047)  # one whole hand of years
    sums = np.array(list(yearly(weather).values()))
    assert 5.0 < sums.mean() - (RAIN.value - EVAPORATION.value) < 30.0  # what droughts leave unevaporated
    assert 90.0 < sums.std() < 170.0
    assert weather.temperature.mean() == pytest.approx(TEMPERATURE.value, abs=0.01)
    assert "SYNTHETIC" in weather.source
    assert "850" in weather.source
    by_month = np.bincount(
        np.concatenate([months(year) for year in range(2016, 2048)]), weather.recharge * MM, 12
    )
    assert (by_month[[0, 9, 10, 11]] / 32 > 45.0).all()
    assert (by_month[[3, 4, 5]] / 32 < 0.0).all()


def test_droughts_and_wet_years_are_in_it() -> None:
    """The order of 1976 and 2018, less what wilted grass did not evaporate, and summers without any."""
    weather = synthetic(1990, 2120)
    deficits = np.array([deficit(weather, year) for year in range(1990, 2121)])
    assert 80.0 < deficits.mean() < 140.0
    assert 250.0 < deficits.max() < 330.0
    assert (deficits > 195.0).sum() >= 4
    assert deficits.min() < 40.0
    dry, wet = driest(weather, 2026), wettest(weather, 2026)
    assert dry >= 2026
    assert deficit(weather, dry) > 190.0
    assert deficit(weather, wet) < 60.0


def test_grass_evaporates_less_in_a_drought_only() -> None:
    """Before the deficit is felt nothing changes; at its worst the whole loss is taken."""
    asked = weather_module._evaporation(2037, None)
    used = weather_module._rain(2037, None) - weather_module._recharge(2037, None)
    part = used / asked
    assert part[:100] == pytest.approx(1.0)
    assert part.min() == pytest.approx(1.0 - DROUGHT_LOSS.value)
    assert (part <= 1.0 + 1e-12).all()


def test_a_year_is_the_same_in_every_study() -> None:
    long, short = synthetic(1990, 2060), synthetic(2037, 2037)
    assert long.recharge[days_of(long, 2037)].tobytes() == short.recharge.tobytes()
    assert long.temperature[47] == short.temperature[0]
    assert short.recharge.tobytes() == synthetic(2037, 2037).recharge.tobytes()
    assert short.recharge.tobytes() != synthetic(2039, 2039).recharge.tobytes()
    assert float(short.recharge[:5].sum()) * MM == pytest.approx(10.07183827865797, rel=1e-9)


def test_the_climate_changes_only_when_asked() -> None:
    plain, dry = synthetic(2095, 2130), synthetic(2095, 2130, change=CHANGES["knmi23-hd"])
    days = days_of(plain, 2100)
    summer = np.isin(months(2100), (5, 6, 7))
    change = (dry.recharge - plain.recharge)[days][summer].sum() * MM
    assert -160.0 < change < -60.0
    assert dry.temperature - plain.temperature == pytest.approx(
        np.minimum((np.arange(2095, 2131) - 2005) / 95.0, 1.0) * 4.4
    )
    assert "KNMI'23" in dry.source
    assert "KNMI'23" not in plain.source
    early = synthetic(1990, 2004, change=CHANGES["knmi23-hd"])
    assert early.recharge.tobytes() == synthetic(1990, 2004).recharge.tobytes()


def test_years_that_cannot_be_are_named() -> None:
    for first, last in ((2030, 2029), (999, 2000), (2000, 3000)):
        with pytest.raises(ValueError, match=f"years {first} to {last}"):
            synthetic(first, last)
    with pytest.raises(ValueError, match="year is 2029; allowed: 2027 to 2028"):
        days_of(synthetic(2027, 2028), 2029)


def days(first: date, count: int) -> list[str]:
    return [str(first + timedelta(days=k)) for k in range(count)]


def test_a_measured_series_is_taken_as_it_is() -> None:
    values = np.arange(731) / 100.0 - 2.0
    weather = from_table(days(date(2019, 1, 1), 731), values, source="station 260", temperature=11.0)
    assert (weather.first_year, weather.last_year, weather.source) == (2019, 2020, "station 260")
    assert weather.recharge * MM == pytest.approx(values)
    assert weather.temperature.tolist() == [11.0, 11.0]


@pytest.mark.parametrize(
    ("dates", "values", "said"),
    [
        (["31-01-2019", "2019-02-30"], [1, 2], ("31-01-2019", "2019-02-30")),
        (days(date(2019, 1, 1), 365), [1.0] * 364, ("364 values", "365 dates")),
        (days(date(2019, 1, 1), 365), [[{}]] * 365, ("no recharge", "2019-01-01")),
        (days(date(2019, 1, 2), 364), [1.0] * 364, ("whole number of calendar years", "2019-01-02")),
        ([*days(date(2019, 1, 1), 3), "2019-01-03"], [1.0] * 4, ("does not follow on 2019-01-03",)),
        (days(date(2019, 1, 1), 365), [1.0] * 364 + [float("nan")], ("2019-12-31", "no recharge")),
        (days(date(2019, 1, 1), 365), [1.0] * 364 + [700.0], ("700", "-500 to 500")),
        ([], [], ("has no days",)),
    ],
)
def test_a_series_that_will_not_do_is_refused_with_its_reasons(
    dates: list[str], values: Any, said: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        from_table(dates, values, source="station", field="parameters.weather")
    text = str(caught.value)
    assert all(problem.field == "parameters.weather" and problem.remedy for problem in caught.value.problems)
    for words in said:
        assert words in text


def test_a_short_series_is_repeated_with_and_without_leap_days() -> None:
    given = from_table(days(date(2019, 1, 1), 731), np.arange(731) / 10.0, source="station")
    again = repeated(given, 2021, 2028)
    assert again.recharge.size == sum(months(year).size for year in range(2021, 2029))
    assert again.recharge[days_of(again, 2021)].tobytes() == given.recharge[:365].tobytes()
    common, leap = given.recharge[365:], again.recharge[days_of(again, 2022)]
    assert leap.tobytes() == np.delete(common, 59).tobytes()
    long = again.recharge[days_of(again, 2027)]
    assert long.tobytes() == given.recharge[:365].tobytes()
    swapped = repeated(given, 2020, 2021)
    first = swapped.recharge[days_of(swapped, 2020)]
    assert first.tobytes() == given.recharge[365:].tobytes()
    odd = repeated(from_table(days(date(2019, 1, 1), 365), np.arange(365), source="x"), 2024, 2024)
    assert odd.recharge[58:61] * MM == pytest.approx([58.0, 58.0, 59.0])
    assert "again and again" in again.source
