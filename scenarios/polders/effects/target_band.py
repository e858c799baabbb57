"""Target for peat meadows: groundwater 20 to 40 cm below the ground all through the year (rule NR-B-01)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.effect import Answer, Case, Effect
from twin.errors import Problem

__all__ = ["BAND_HIGH", "BAND_LOW", "TargetBand"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

_TEXT = "Voorontwerp Nota Ruimte 2024, lines 1531-1533; Kamerbrief Water en Bodem Sturend 2022"
BAND_LOW = Parameter(0.20, "m", _TEXT, "verified")
BAND_HIGH = Parameter(0.40, "m", _TEXT, "verified")
"""Least and greatest depth of groundwater in peat meadows."""


class TargetBand(Effect):
    """Part of the peat land and of the months that is in the band of the target."""

    id = "band_share"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Veen met grondwater binnen de streefband",
        "en": "Peat with groundwater in the target band",
    }
    unit = "1"
    column_unit = "1"
    better = "higher"
    local = True
    method = (
        f"Mean groundwater of each month of the eight years, in or out of the band of {BAND_LOW.value:g} to "
        f"{BAND_HIGH.value:g} m below the ground ({_TEXT}; not law), on peat land. The value is the part of "
        "area and months together; beside it stand the part of the area that is in it in every month of a "
        "year, which is what the rule asks, in the mean of the years, and in every month of all of them; "
        "that of each month and of the worst one; what is too wet and too dry; and what it would be by the "
        "means of each month over the years, in which wet and dry years cancel. Range: each of the eight "
        "years by itself. The map tells the part of the months."
    )

    def check(self, parameters: Mapping[str, object]) -> list[Problem]:
        """Refuse a band that is upside down."""
        low, high = (
            _bound(parameters, name, band.value)
            for name, band in (("band_low", BAND_LOW), ("band_high", BAND_HIGH))
        )
        if 0.0 <= low < high:
            return []
        message = f"the band of {low:g} to {high:g} m below the ground is empty or above it"
        return [Problem("band_low", low, message, "Give 0 <= band_low < band_high.")]

    def assess(self, case: Case) -> Answer:
        """Test peat land month by month."""
        if reason := case.no_peat:
            return Answer.unknown(reason)
        low, high = (case.number("band_low", BAND_LOW.value), case.number("band_high", BAND_HIGH.value))
        years = case.course.monthly[case.period]
        inside = _inside(years, low, high)
        of_years = inside.mean(axis=1)
        share = np.where(case.peat, of_years.mean(axis=0), np.nan)
        value = case.mean(share, case.peat)
        if not np.isfinite(value):
            return Answer.unknown("the groundwater of the peat land is not known")
        rows = [_row(case, month, years[:, month], (low, high)) for month in range(12)]
        worst = min(range(12), key=lambda month: rows[month]["in_band"])
        always = np.where(np.isnan(of_years), np.nan, of_years == 1.0)
        middle = _inside(years.mean(axis=0, dtype=np.float64), low, high)
        return Answer(
            value,
            variants={
                f"weather of the year, {at + 1 - len(years):+d}": case.mean(part, case.peat)
                for at, part in enumerate(of_years)
            },
            columns=share,
            parts={
                "area_in_band_all_year [1]": case.mean(always.mean(axis=0), case.peat),
                "area_in_band_all_years [1]": case.mean(always.min(axis=0), case.peat),
                "share_of_mean_months [1]": case.mean(middle.mean(axis=0), case.peat),
                "worst_month [1..12]": float(worst + 1),
                "area_in_band_worst_month [1]": float(rows[worst]["in_band"]),
                "too_wet [1]": _mean_of(rows, "too_wet"),
                "too_dry [1]": _mean_of(rows, "too_dry"),
                **{
                    f"area_in_band_{month:02d} [1]": float(row["in_band"])
                    for month, row in enumerate(rows, 1)
                },
            },
            table=rows,
            notes=(f"Worst month: {rows[worst]['month']}.",),
            weight=case.area(case.peat & np.isfinite(share)),
        )


def _bound(parameters: Mapping[str, object], name: str, default: float) -> float:
    value = parameters.get(name)
    return float(value) if isinstance(value, int | float) else default


def _mean_of(rows: Sequence[Mapping[str, float | str]], name: str) -> float:
    """Mean over the months."""
    return float(np.mean([float(row[name]) for row in rows]))


def _inside(months: npt.NDArray[np.floating], low: float, high: float) -> Floats:
    """1 in the band, 0 out of it, NaN where groundwater is not known."""
    within = (months >= low) & (months <= high)
    return np.where(np.isnan(months), np.nan, within.astype(np.float64))


def _row(case: Case, month: int, depth: Singles, band: tuple[float, float]) -> dict[str, float | str]:
    """Row of the table of months, of a month in all years; some groundwater of the peat land is known."""
    chosen = case.counted & case.peat & np.isfinite(depth).all(axis=0)
    depth, weight = depth[:, chosen], case.columns.size[chosen]

    def mean(values: Flags | Singles) -> float:
        of_columns = values.mean(axis=0, dtype=np.float64)
        return float((of_columns * weight).sum() / weight.sum())

    wet, dry = depth < band[0], depth > band[1]
    return {
        "month": calendar.month_name[month + 1],
        "in_band": mean(~(wet | dry)),
        "too_wet": mean(wet),
        "too_dry": mean(dry),
        "mean_depth_m": mean(depth),
    }
