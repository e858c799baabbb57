"""What the water does to each dike at its norm: from its own columns, else from what the study is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.dikes.model import Loads, Locations, Profiles
from scenarios.dikes.settings import Settings
from scenarios.sea_level_tables import rise, storm_lines
from twin.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twin.state import Twin

__all__ = ["BEYOND_LINE", "NO_LEVEL", "NO_NORM", "NO_WAVES", "check_loads", "dike_column", "loads"]

Floats = npt.NDArray[np.float64]

NO_NORM = "no norm: not a primary defence"
NO_LEVEL = "no water level: neither a station nor a level at the norm is given"
BEYOND_LINE = "its norm lies beyond the frequency line of the station"
NO_WAVES = "no waves: neither their height and period nor a fetch and a wind speed are given"

_OBSERVED = "knmi23-m"
_LEVEL_YEAR = 2023.0
_BOUNDS: dict[str, tuple[float, float, str]] = {
    "return_period": (10.0, 1e7, "years"),
    "rise_share": (0.0, 1.0, "1"),
    "foreshore_level": (-50.0, 30.0, "m NAP"),
    "water_level": (-10.0, 60.0, "m NAP"),
    "water_level_year": (1950.0, 2100.0, "year"),
    "wave_height": (0.0, 20.0, "m"),
    "wave_period": (0.1, 30.0, "s"),
    "wave_angle": (-180.0, 180.0, "degrees"),
    "fetch": (0.0, 1e6, "m"),
    "wind_speed": (0.0, 60.0, "m/s"),
    "allowed_discharge": (1e-7, 0.2, "m2/s"),  # 1 is 1 l/s per m by mistake, or no dike any more
    "stability_width": (0.0, 500.0, "m"),
}
"""What the load columns of a dike may hold: lowest, highest, unit."""
_MEND = "Mend the column, or leave it empty where it is not known."


@dataclass(frozen=True, slots=True)
class _OfDike:
    """Loads of one dike; NaN where not known, and then why."""

    return_period: float = np.nan
    level: float = np.nan
    level_rise: float = np.nan
    rise_share: float = 1.0
    foreshore_level: float = np.nan
    wave_height: float = np.nan
    wave_period: float = np.nan
    fetch: float = np.nan
    wind_speed: float = np.nan
    wave_angle: float = 0.0
    allowed_discharge: float = np.nan
    told: str = ""
    reason: str = ""


def loads(
    twin: Twin, places: Locations, profiles: Profiles, settings: Settings
) -> tuple[Locations, Loads, tuple[str, ...]]:
    """Take the loads of every place from the columns of its dike, else from the settings.

    Parameters
    ----------
    twin
        With the theme ``dikes``; `check_loads` must have found nothing.
    places, profiles
        Where, and the outer toes, which are the foreshore where a dike gives none, and where they stand
        above the water.
    settings
        Loads of dikes that say nothing themselves.

    Returns
    -------
    tuple
        The places, those without norm, level or waves marked unknown; the loads; and for every dike in
        words where they come from.
    """
    rows = _rows(twin)
    of_dike = [_of_dike(rows.get(name, {}), settings) for name in places.dikes]
    for number, found in enumerate(of_dike):
        if found.reason:
            places = places.without(places.dike == number, found.reason)

    columns = {
        name: np.array([getattr(found, name) for found in of_dike], dtype=np.float64)[places.dike]
        for name in Loads.__dataclass_fields__
    }
    # A dike that ends in dunes has its toe above the water there: no foreshore, and no waves.
    given, toe = columns["foreshore_level"], profiles.outer_toe_level
    columns["foreshore_level"] = np.where(np.isnan(given) | (toe > columns["level"]), toe, given)
    return places, Loads(**columns), tuple(found.reason or found.told for found in of_dike)


def dike_column(twin: Twin, places: Locations, column: str) -> Floats:
    """Number in a column of the dike of every place, (n,); NaN where it is empty or not there."""
    rows = _rows(twin)
    each = np.array([_number(rows.get(name, {}), column) for name in places.dikes], dtype=np.float64)
    return each[places.dike] if each.size else np.empty(0)


def check_loads(twin: Twin, settings: Settings) -> list[Problem]:
    """List load columns of dikes that hold what cannot be, and stations that are not known."""
    problems = []
    for name, row in _rows(twin).items():
        field = f"features.dikes[{name}]"
        for column, (low, high, unit) in _BOUNDS.items():
            value = _number(row, column)
            if np.isnan(value) and not _empty(row, column):
                problems.append(Problem(f"{field}.{column}", row[column], "is no number", _MEND))
            elif not np.isnan(value) and not low <= value <= high:
                message = f"is no {column.replace('_', ' ')}: allowed are {low:g} to {high:g} {unit}"
                problems.append(Problem(f"{field}.{column}", value, message, _MEND))
        for column, other in (("wave_height", "wave_period"), ("wave_period", "wave_height")):
            if _empty(row, column) and not _empty(row, other):
                message = f"is empty beside a {other.replace('_', ' ')}"
                problems.append(Problem(f"{field}.{column}", None, message, "Give both, or neither."))
        if not _empty(row, "station") and row["station"] not in storm_lines():
            remedy = did_you_mean(str(row["station"]), storm_lines())
            problems.append(
                Problem(f"{field}.station", row["station"], "is no station with a frequency line", remedy)
            )
    if settings.station is not None and settings.station not in storm_lines():
        remedy = did_you_mean(settings.station, storm_lines())
        problems.append(Problem("station", settings.station, "is no station with a frequency line", remedy))
    return problems


def _empty(row: Mapping[str, Any], column: str) -> bool:
    """Whether a dike says nothing there: no column, None, NaN or an empty text."""
    import pandas as pd

    value = row.get(column)
    return (isinstance(value, str) and not value.strip()) or bool(pd.isna(value))


def _rows(twin: Twin) -> dict[str, dict[str, Any]]:
    """Columns of every dike but its geometry, by its id."""
    if "dikes" not in twin.features:
        return {}
    table = twin.features["dikes"]
    plain = table.drop(columns=table.geometry.name)
    return {str(row["id"]): row for row in plain.to_dict("records")}


def _of_dike(row: Mapping[str, Any], settings: Settings) -> _OfDike:
    """Loads of one dike from its row; the first thing that is lacking is the reason."""
    norm = _or(_number(row, "return_period"), settings.return_period)
    period = norm * settings.length_effect / settings.failure_budget
    angle, share = _number(row, "wave_angle"), _number(row, "rise_share")
    found = _OfDike(
        return_period=period,
        rise_share=1.0 if np.isnan(share) else share,
        foreshore_level=_number(row, "foreshore_level"),
        wave_angle=0.0 if np.isnan(angle) else angle,
        allowed_discharge=_or(_number(row, "allowed_discharge"), settings.allowed_discharge),
    )
    found = _with_level(found, row, settings)
    if np.isnan(share):
        found = replace(found, told=f"{found.told}; the whole rise of the sea, for no share of it is given")
    return found if found.reason else _with_waves(found, row, settings)


def _with_level(found: _OfDike, row: Mapping[str, Any], settings: Settings) -> _OfDike:
    given, year = _number(row, "water_level"), _or(_number(row, "water_level_year"), _LEVEL_YEAR)
    if not np.isnan(given):
        told = f"still water {given:g} m NAP as given"
        return replace(found, level=given, level_rise=_risen(year), told=told)
    if np.isnan(found.return_period):
        return replace(found, reason=NO_NORM)
    station = _text(row, "station") or settings.station
    if not station:
        return replace(found, reason=NO_LEVEL)
    line = storm_lines()[station]
    level = line.level(found.return_period)
    if np.isnan(level):
        return replace(found, reason=BEYOND_LINE)
    told = (
        f"still water {level:.2f} m NAP once per {found.return_period:,.0f} years at {line.label} "
        f"({line.output_point}, {line.source})"
    )
    return replace(found, level=level, level_rise=_risen(line.reference_year), told=told)


def _with_waves(found: _OfDike, row: Mapping[str, Any], settings: Settings) -> _OfDike:
    height, period = _number(row, "wave_height"), _number(row, "wave_period")
    fetch, wind = _number(row, "fetch"), _number(row, "wind_speed")
    if np.isnan([height, period]).any() and np.isnan([fetch, wind]).any():
        height, period = _or(np.nan, settings.wave_height), _or(np.nan, settings.wave_period)
        fetch, wind = _or(fetch, settings.fetch), _or(wind, settings.wind_speed)
    if not np.isnan([height, period]).any():
        told = f"{found.told}; waves of {height:g} m and {period:g} s before the foreshore as given"
        return replace(found, wave_height=height, wave_period=period, told=told)
    if not np.isnan([fetch, wind]).any():
        told = f"{found.told}; waves of a wind of {wind:g} m/s over {fetch:g} m ({settings.wave_formula})"
        return replace(found, fetch=fetch, wind_speed=wind, told=told)
    return replace(found, reason=NO_WAVES)


def _risen(year: float) -> float:
    """Rise since 1995-2014 that is in a level of that year [m]."""
    return float(rise(_OBSERVED, 0.5, max(year, 2005.0)))


def _number(row: Mapping[str, Any], column: str) -> float:
    value = row.get(column)
    try:
        return float("nan" if value is None else value)
    except (TypeError, ValueError):
        return float("nan")


def _text(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return value if isinstance(value, str) else ""


def _or(value: float, fallback: float | None) -> float:
    return float("nan" if fallback is None else fallback) if np.isnan(value) else value
