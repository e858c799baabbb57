"""From a twin and its drivers to the answers of the process `salt-seepage`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.physics.salinity import interface_depth
from scenarios.physics.seepage import salt_load
from scenarios.process import Outcome, Value
from scenarios.sea_level_tables import MEAN_LEVEL_1995_2014
from scenarios.seepage.flow import Flow, flow, response
from scenarios.seepage.indicators import INDICATORS
from scenarios.seepage.setting import Setting, setting
from scenarios.seepage.today import Levels, levels_today, mean_levels
from twin.progress import Progress, part

if TYPE_CHECKING:
    import xarray as xr

    from scenarios.drivers import Drivers
    from scenarios.seepage.parameters import SeepageParameters
    from twin.state import Twin

__all__ = ["NO_AREAS", "NO_SALT", "NO_SEA", "salt_seepage", "salt_seepage_values"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NO_SEA = "neither open sea nor a river that it reaches lies in this area"
NO_SALT = "how salt the water of the aquifer is is not known: give it"
NO_AREAS = "the twin has no water-level areas with a known level over an aquifer with a known layer"
NO_SAND = "no land outside the water-level areas has sand at the ground"
TO_THE_END = "it is felt below all land of the areas: how far beyond them is not known"
_TO_THE_END = "It is felt below all land of the areas: how far beyond, the twin does not tell"

_DAY, _YEAR = 86_400.0, 365.25 * 86_400.0
_TIGHTER = (0.5, 2.0)
_TWENTIETH = 0.05


@dataclass(frozen=True, slots=True)
class Work:
    """A setting with its flow at the horizon, and with sea and levels as they were."""

    setting: Setting
    levels: Levels
    before: Levels
    then: Flow
    today: Flow


def salt_seepage(twin: Twin, drivers: Drivers, parameters: SeepageParameters, progress: Progress) -> Outcome:
    """Work out head, seepage, salt and fresh lenses at the horizon.

    Parameters
    ----------
    twin
        With the levels of the horizon.
    drivers
        Their mean sea level, without storm.
    parameters
        What the twin does not tell.
    progress
        Told how far it is.
    """
    import xarray as xr

    work, values = _answers(twin, drivers, parameters, progress)
    if work is None:
        return Outcome(xr.Dataset(), values)
    from scenarios.seepage.table import areas_table

    table = areas_table(twin, work, parameters.salt)
    tables = {} if table is None else {"salt_seepage_areas": table}
    return Outcome(_fields(twin, work, drivers.year, parameters.salt), values, tables)


def salt_seepage_values(
    twin: Twin, drivers: Drivers, parameters: SeepageParameters, progress: Progress
) -> Mapping[str, Value]:
    """Give the indicators of `salt_seepage` alone."""
    return _answers(twin, drivers, parameters, progress)[1]


def _answers(
    twin: Twin, drivers: Drivers, parameters: SeepageParameters, progress: Progress
) -> tuple[Work | None, dict[str, Value]]:
    progress(0.0, "aquifer")
    made = setting(twin, transmissivity=parameters.kd, resistance=parameters.c)
    if isinstance(made, str):
        return None, {name: Value(None, reason=made) for name in INDICATORS}
    share = parameters.river_share
    before = levels_today(twin)
    asked = _levels(twin, drivers.mean_level, share)
    work = _work(made, asked, before, parameters.rain, part(progress, 0.1, 0.4))
    found = _numbers(work, parameters.salt, share)
    bounds = [rise for rise in (drivers.rise_low, drivers.rise_high) if rise is not None]
    seas = [_levels(twin, drivers.mean_level + rise - drivers.rise, share) for rise in bounds]
    cases = [(made.with_resistance(times), asked) for times in _TIGHTER] + [(made, levels) for levels in seas]
    others = []
    for number, (other, levels) in enumerate(cases):
        tell = part(progress, 0.4 + 0.5 * number / len(cases), 0.4 + 0.5 * (number + 1) / len(cases))
        variant = _work(other, levels, before, parameters.rain, tell, work)
        others.append(_numbers(variant, parameters.salt, share))
    progress(0.95, "sums")
    reasons = _reasons(work, parameters.salt)
    if found["reach"] > 0.0 and found["reach"] == _away(work, inside(work), share).max():
        reasons["reach"] = TO_THE_END
    told = " ".join((*made.notes, f"Mean sea level {drivers.mean_level:.2f} m NAP, without storm."))
    return work, {
        name: _value(name, found[name], [other[name] for other in others], reasons.get(name), told)
        for name in INDICATORS
    }


def _levels(twin: Twin, sea: float, share: float) -> Levels:
    river = MEAN_LEVEL_1995_2014 + share * (sea - MEAN_LEVEL_1995_2014)
    return Levels(mean_levels(twin), sea, river)


def _same(one: Levels, other: Levels) -> bool:
    return (one.sea, one.river) == (other.sea, other.river) and np.array_equal(
        one.polder, other.polder, equal_nan=True
    )


def _work(
    made: Setting, asked: Levels, before: Levels, rain: float, progress: Progress, like: Work | None = None
) -> Work:
    """Flow at the horizon and before; it begins with the land that drains in work that is much like it."""

    def at(levels: Levels, begin: Flags | None, tell: Progress) -> Flow:
        return flow(
            made,
            polder=levels.polder,
            sea=levels.sea,
            river=levels.river,
            recharge=rain,
            begin=begin,
            progress=tell,
        )

    today = at(before, None if like is None else like.today.takes_in, part(progress, 0.0, 0.6))
    if _same(asked, before):
        return Work(made, asked, before, today, today)
    then = at(asked, (today if like is None else like.then).takes_in, part(progress, 0.6, 1.0))
    return Work(made, asked, before, then, today)


def inside(work: Work) -> Flags:
    """Cells of water-level areas of which the seepage is known, (ny, nx)."""
    level = np.append(work.levels.polder, np.nan)[work.setting.area]
    return np.asarray(np.isfinite(level) & np.isfinite(work.then.seepage), np.bool_)


def lens(work: Work) -> Floats:
    """Thickness of fresh water below the sea level under open sand [m], (ny, nx); NaN elsewhere.

    Nowhere without a sea: what no salt water lies below has no lens.
    """
    above = work.then.head - work.levels.sea
    sand = work.setting.open_sand & _has_sea(work)
    deep = interface_depth(head=np.where(sand, above, np.nan))
    floor = np.where(np.isfinite(work.setting.base), work.levels.sea - work.setting.base, np.inf)
    return np.asarray(np.minimum(deep, np.maximum(floor, 0.0)), np.float64)


def _numbers(work: Work, salt: float | None, share: float) -> dict[str, float]:
    """Indicators of one flow; NaN where they are not known."""
    here = inside(work)
    size = np.where(here, work.setting.size, 0.0)
    up = np.where(here, work.then.seepage, 0.0)
    upward = float((np.maximum(up, 0.0) * size).sum())
    change = float(((up - np.where(here, work.today.seepage, 0.0)) * size).sum())
    sea, known = _has_sea(work), here.any()
    return {
        "seepage": upward * _DAY if known else math.nan,
        "seepage_rate": upward / float(size.sum()) * _DAY * 1e3 if known else math.nan,
        "seepage_change": change * _DAY if known else math.nan,
        "salt_load": upward * salt * 1e-3 * _YEAR if known and salt is not None else math.nan,
        "reach": _reach(work, here, share) if known and sea else math.nan,
        "fresh_lens": _mean(lens(work), work.setting.size),
    }


def _has_sea(work: Work) -> bool:
    return bool((work.setting.sea | work.setting.river).any())


def _mean(values: Floats, size: Floats) -> float:
    """Mean by area of what is known; NaN where nothing is."""
    known = np.isfinite(values)
    return float(np.average(values[known], weights=size[known])) if known.any() else math.nan


def _away(work: Work, here: Flags, share: float) -> Floats:
    """Distance from the water that moves to the cells of areas [m], (n,): sea, and rivers that follow it."""
    from scipy.ndimage import distance_transform_edt

    made = work.setting
    source = made.sea | (made.river & (share > 0.0))
    if not source.any():
        return np.zeros(1)
    far = distance_transform_edt(~source, sampling=(made.grid.dy, made.grid.dx))
    return np.asarray(far[here], np.float64)


def _reach(work: Work, here: Flags, share: float) -> float:
    """Largest distance from sea and river at which a twentieth of a rise is left below an area [m]."""
    still = np.where(np.isnan(work.levels.polder), np.nan, 0.0)
    moved = response(work.setting, work.then.takes_in, sea=1.0, river=share, polder=still)[here]
    return float(np.where(moved >= _TWENTIETH, _away(work, here, share), 0.0).max())


def _reasons(work: Work, salt: float | None) -> dict[str, str]:
    """Why something is not known, or 0."""
    reasons: dict[str, str] = {}
    if not _has_sea(work):
        reasons |= dict.fromkeys(("seepage_change", "reach", "fresh_lens"), NO_SEA)
    elif not work.setting.open_sand.any():
        reasons["fresh_lens"] = NO_SAND
    if not inside(work).any():
        known = ("seepage", "seepage_rate", "seepage_change", "salt_load", "reach")
        reasons |= dict.fromkeys(known, NO_AREAS)
    elif salt is None:
        reasons["salt_load"] = NO_SALT
    return reasons


def _value(name: str, found: float, others: list[float], reason: str | None, told: str) -> Value:
    if not math.isfinite(found):
        return Value(None, reason=reason)
    every = [found, *(other for other in others if math.isfinite(other))]
    return Value(found, min(every), max(every), reason, f"{INDICATORS[name].method}. {told}")


def _fields(twin: Twin, work: Work, year: int, salt: float | None) -> xr.Dataset:
    """Head, seepage, its change, salt and lenses at the horizon, on the grid of the twin."""
    import xarray as xr

    here = inside(work)
    up = work.then.seepage
    maps = {
        "aquifer_head": work.then.head,
        "seepage_flux": up,
        "seepage_change": up - work.today.seepage,
        "fresh_lens": lens(work),
    }
    if salt is not None:
        maps["salt_load"] = salt_load(flux=np.where(here, up, np.nan), concentration=salt)
    ground = np.isfinite(twin.surface["ground_level"].values)
    variables = {
        name: (
            ("level_year", "y", "x"),
            np.where(ground, work.setting.fine(values.astype(np.float32), twin), np.float32(np.nan))[None],
        )
        for name, values in maps.items()
    }
    return xr.Dataset(variables, coords={"level_year": np.array([year], np.int32)})
