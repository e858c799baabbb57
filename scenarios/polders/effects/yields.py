"""Yield of grass and crops that wet or dry soil takes: by the HELP tables, or by a table of the user."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.data_files import data_rows
from scenarios.physics.constants import Parameter
from scenarios.physics.yields import combined_loss, drought_loss, waterlogging_loss
from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.model import USES
from twin.errors import InvalidInputError, Problem

if TYPE_CHECKING:
    from scenarios.polders.waterwijzer import WaterwijzerTable

__all__ = ["SHALLOW", "UNCERTAIN", "YieldLoss", "wet_notes"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Losses = tuple[Floats, Floats, Floats]
"""Wet, dry, and all together [1], (k,)."""

UNCERTAIN = Parameter(0.05, "m", "usual error of modelled mean groundwater in polders", "unverified")
"""How far the groundwater may be off, for the range."""
SHALLOW = Parameter(0.05, "m", "groundwater that trenches would keep away", "unverified")
"""Mean highest groundwater above which trenches would drain land that has none."""
_DEEPEST = 9.99
"""Groundwater below which the analytic form of HELP says the same [m]."""
_CROPS = ("grass", "arable")
_TABLE = "waterwijzer_table"


class YieldLoss(Effect):
    """Part of the yield of farmland that is lost."""

    id = "yield_loss"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Opbrengstverlies van gras en akkers door nat en droog",
        "en": "Yield of grass and crops lost to wet and dry soil",
    }
    unit = "%"
    column_unit = "1"
    better = "lower"
    local = True
    method = (
        "Mean highest and lowest groundwater of eight years by soil and use, mean over grassland and "
        "arable land: the HELP tables of 1987 in their analytic form (K. van Immerzeel, hlptabel), with "
        "the soil of the table that stands for each soil class of the twin [unverified]; or the table of "
        "Waterwijzer Landbouw that was given, linear between its rows. Range: groundwater "
        f"{UNCERTAIN.value:g} m higher and lower [unverified], and for HELP the error of its fit. HELP is "
        "older and mostly higher than Waterwijzer. Only peat has trenches: where other land has its mean "
        f"highest groundwater within {SHALLOW.value:g} m of the ground, the loss to wet soil is likely "
        "too high."
    )

    def check(self, parameters: Mapping[str, object]) -> list[Problem]:
        """Read the table that was given."""
        from scenarios.polders.waterwijzer import read_waterwijzer

        if parameters.get(_TABLE) is None:
            return []
        try:
            read_waterwijzer(str(parameters[_TABLE]), field=_TABLE)
        except InvalidInputError as error:
            return list(error.problems)
        return []

    def assess(self, case: Case) -> Answer:
        """Mean over farmland."""
        farmed = np.isin(case.columns.use, [USES.index(crop) for crop in _CROPS])
        if not (case.counted & farmed).any():
            return Answer.unknown("there is no farmland here")
        high = case.course.ghg[case.index].astype(np.float64)
        low = case.course.glg[case.index].astype(np.float64)
        wet, dry, lost = _losses(case, high, low)
        value = 100.0 * case.mean(lost, farmed)
        if not np.isfinite(value):
            return Answer.unknown("no loss is known for these soils, uses or groundwater levels")
        variants = {
            name: 100.0 * case.mean(_losses(case, high + shift, low + shift)[2], farmed)
            for name, shift in (
                ("groundwater lower", UNCERTAIN.value),
                ("groundwater higher", -UNCERTAIN.value),
            )
        }
        if case.parameters.get(_TABLE) is None:
            error = case.mean(np.where(np.isnan(lost), np.nan, _errors(case)), farmed)
            variants |= {"fit lower": max(value - error, 0.0), "fit higher": min(value + error, 100.0)}
        variants = {name: found for name, found in variants.items() if np.isfinite(found)}
        parts = {"wet [%]": 100.0 * case.mean(wet, farmed), "dry [%]": 100.0 * case.mean(dry, farmed)}
        return Answer(
            value,
            variants=variants,
            columns=np.where(farmed, lost, np.nan),
            parts=parts,
            notes=(*wet_notes(case, farmed, "loss to wet soil is likely too high"), *_notes(case, lost)),
            extrapolated=_extrapolated(case, high, low, farmed),
            weight=case.area(farmed & np.isfinite(lost)),
        )


def _losses(case: Case, high: Floats, low: Floats) -> Losses:
    """Losses of farmland [1]; NaN elsewhere and where no table tells."""
    deepest = np.maximum(low, high)
    if (path := case.parameters.get(_TABLE)) is not None:
        return _by_table(case, str(path), high, deepest)
    fits = _fits(case)
    wet = waterlogging_loss(highest_depth=high, lowest_depth=deepest, fit=fits[:5])
    dry = drought_loss(lowest_depth=deepest, fit=fits[6:11])
    return wet, dry, combined_loss(waterlogging=wet, drought=dry)


def _changed(path: str) -> tuple[int, ...]:
    """What is different of a file when it holds something else; empty when it is gone, which reading tells.

    The time of writing alone would not do: copies may keep that of the original.
    """
    try:
        told = Path(path).stat()
    except OSError:
        return ()
    return told.st_mtime_ns, told.st_ctime_ns, told.st_size, told.st_ino


@lru_cache(maxsize=2)
def _table(path: str, changed: tuple[int, ...]) -> WaterwijzerTable:  # noqa: ARG001 - a file that changed is read again
    """Table of a file, kept as long as the file stays as it is."""
    from scenarios.polders.waterwijzer import read_waterwijzer

    return read_waterwijzer(path, field=_TABLE)


def _by_table(case: Case, path: str, high: Floats, low: Floats) -> Losses:
    table, found = _table(path, _changed(path)), np.full((3, high.size), np.nan)
    for number, soil in enumerate(case.columns.soils):
        for crop in _CROPS:
            here = (case.columns.soil == number) & (case.columns.use == USES.index(crop))
            found[:, here] = table.losses(
                soil=soil, crop=crop, highest_depth=np.maximum(high[here], 0.0), lowest_depth=low[here]
            )
    wet, dry, salt = found
    together = combined_loss(waterlogging=combined_loss(waterlogging=wet, drought=dry), drought=salt)
    return wet, dry, together


@cache
def _rows(crop: str) -> dict[str, tuple[float, ...]]:
    """Wet A to E and error, dry A to E and error, by the soil class of the twin."""
    fits = {row["help"]: tuple(map(float, list(row.values())[2:])) for row in data_rows(f"help_{crop}.csv")}
    soils = {row["soil"]: row["help"] for row in data_rows("help_soils.csv")}
    return {soil: fits[number] for soil, number in soils.items() if number in fits}


def _fits(case: Case) -> Floats:
    """Parameters of each column, (12, k); NaN where there are none."""
    found = np.full((12, case.columns.use.size), np.nan)
    for number, soil in enumerate(case.columns.soils):
        for crop in _CROPS:
            if (fit := _rows(crop).get(soil)) is not None:
                here = (case.columns.soil == number) & (case.columns.use == USES.index(crop))
                found[:, here] = np.array(fit)[:, None]
    return found


def _errors(case: Case) -> Floats:
    """Error of both fits together [percentage points], (k,)."""
    fits = _fits(case)
    return np.asarray(np.hypot(fits[5], fits[11]), dtype=np.float64)


def _extrapolated(case: Case, high: Floats, low: Floats, farmed: Flags) -> float:
    """Part of the farmland whose groundwater is held at the end of HELP; other tables end by themselves."""
    if case.parameters.get(_TABLE) is not None:
        return 0.0
    return case.area(farmed & ((high < 0.0) | (low > _DEEPEST))) / case.area(farmed)


def wet_notes(case: Case, farmed: Flags, consequence: str) -> tuple[str, ...]:
    """Say what follows for farmland on which the groundwater model is likely too wet.

    Parameters
    ----------
    case, farmed
        What is asked, and which columns are farmland, (k,).
    consequence
        Of it, for people.
    """
    bare = farmed & np.isinf(case.columns.relief_resistance)
    share = case.area(bare & (case.course.ghg[case.index] < SHALLOW.value)) / case.area(farmed)
    if share == 0.0:
        return ()
    told = (
        f"On {share:.0%} of the farmland the mean highest groundwater is within {SHALLOW.value:g} m of the "
        f"ground. Trenches, which are modelled in peat only, would keep it lower; {consequence}."
    )
    return (told,)


def _notes(case: Case, lost: Floats) -> tuple[str, ...]:
    """Farmland of which no loss is known, by soil and use."""
    notes = []
    for number, soil in enumerate(case.columns.soils):
        for crop in _CROPS:
            here = (case.columns.soil == number) & (case.columns.use == USES.index(crop)) & np.isnan(lost)
            if (area := case.area(here) / 1e4) > 0.0:
                notes.append(f"Of {area:.0f} ha {crop} on soil {soil} the loss is not known; it is left out.")
    return tuple(notes)
