"""What every place along dikes needs in every future: the loops over places and futures.

Places are rows of numbers, so that one place is one or two lines of the cache and the loop over its futures
reads nothing else. Formulas are those of `scenarios.kernels.dike_loads`. Places do not look at each other:
the answer is the same for any number of threads.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy.typing as npt

from scenarios.kernels import dike_loads

__all__ = ["NEEDS", "PLACE", "SETTINGS", "needs_of", "one_need"]

Array = npt.NDArray[Any]
Row = Any

PLACE = (
    "level", "level_rise", "rise_share", "foreshore_level", "wave_height", "wave_period", "fetch",
    "wind_speed", "obliqueness", "allowed_discharge", "crest_level", "outer_slope", "exit_level",
    "cover_thickness", "cover_weight", "response", "aquifer_thickness", "sand_strength", "seepage_length",
    "stability_width", "stability_ratio",
)  # fmt: skip
"""Columns of the row of a place, SI and m NAP."""
(
    _LEVEL, _LEVEL_RISE, _SHARE, _FORESHORE, _HEIGHT, _PERIOD, _FETCH,
    _WIND, _OBLIQUE, _DISCHARGE, _CREST, _OUTER, _EXIT,
    _COVER, _WEIGHT, _RESPONSE, _AQUIFER, _STRENGTH, _SEEPAGE,
    _STABILITY, _RATIO,
) = range(len(PLACE))  # fmt: skip

SETTINGS = (
    "wave_formula", "waves_grow", "depth_ratio", "minimum_freeboard", "uplift_factor", "heave_gradient",
    "piping_factor", "c1", "c4", "c2", "c3", "power",
)  # fmt: skip
"""Numbers that are the same everywhere."""
(
    _FORMULA, _GROW, _DEPTH_RATIO, _FREEBOARD, _UPLIFT, _HEAVE,
    _PIPING, _C1, _C4, _C2, _C3, _POWER,
) = range(len(SETTINGS))  # fmt: skip

_NAN = math.nan
_UNKNOWN = (_NAN, _NAN, _NAN, _NAN, _NAN, _NAN, _NAN)

NEEDS = (
    "crest_level", "heightening", "stability", "piping", "water_level", "wave_height", "wave_period",
)  # fmt: skip
"""What `one_need` gives, in this order."""


@numba.njit(cache=True, error_model="numpy", nogil=True)
def place_row(rows: Array, i: int) -> Row:
    """Row of a place as a tuple: numbers that stay in registers over the futures."""
    r = rows[i]
    return (
        r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12], r[13], r[14], r[15],
        r[16], r[17], r[18], r[19], r[20],
    )  # fmt: skip


@numba.njit(cache=True, error_model="numpy", nogil=True)
def setting_row(settings: Array) -> Row:
    """Settings as a tuple."""
    s = settings
    return s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _waves(place: Row, depth: Any, settings: Row) -> Any:
    """Wave height [m] and period Tm-1,0 [s] at the toe: as given, or grown over a fetch, then broken."""
    height, period = place[_HEIGHT], place[_PERIOD]
    if math.isnan(height):
        formula = int(settings[_FORMULA])
        height = dike_loads.wave_height(formula, place[_WIND], place[_FETCH], depth)
        period = dike_loads.wave_period(formula, place[_WIND], place[_FETCH], depth)
        period = dike_loads.spectral_period(formula, period)
    return dike_loads.depth_limited_height(height, depth, settings[_DEPTH_RATIO]), period


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _lacking_length(place: Row, level: Any, settings: Row) -> Any:
    """Seepage length that is lacking [m]: only where the cover layer bursts and sand is carried up."""
    ground, cover, response = place[_EXIT], place[_COVER], place[_RESPONSE]
    known = cover + place[_AQUIFER] + place[_STRENGTH] + place[_SEEPAGE] + response
    if math.isnan(known) or (cover > 0.0 and math.isnan(place[_WEIGHT])):
        return math.nan
    if level <= ground:
        return 0.0
    if cover > 0.0:
        uplift = dike_loads.uplift_factor(level, ground, response, cover, place[_WEIGHT])
        heave = dike_loads.heave_gradient(level, ground, response, cover)
        if uplift >= settings[_UPLIFT] or heave <= settings[_HEAVE]:
            return 0.0
    head = settings[_PIPING] * dike_loads.reduced_head(level, ground, cover)
    needed = dike_loads.required_length(head, place[_AQUIFER], place[_STRENGTH])
    return max(needed - place[_SEEPAGE], 0.0)  # max keeps a NaN that comes first


@numba.njit(cache=True, error_model="numpy", nogil=True)
def one_need(place: Row, rise: Any, allowance: Any, sunk: Any, settings: Row) -> Any:
    """What one place needs in one future, in the order of `NEEDS`; what is not known is NaN.

    Parameters
    ----------
    place
        Numbers of the place in the order of `PLACE`.
    rise
        Of the mean sea since 1995-2014 [m].
    allowance
        Height for settlement [m].
    sunk
        How far the dike and the ground on both sides will have sunk [m].
    settings
        In the order of `SETTINGS`.
    """
    level = place[_LEVEL] + place[_SHARE] * (rise - place[_LEVEL_RISE])
    over = level + sunk  # above ground that is thought to stay
    deep = over if settings[_GROW] != 0.0 else place[_LEVEL]
    height, period = _waves(place, deep - place[_FORESHORE], settings)
    oblique = place[_OBLIQUE]
    freeboard = dike_loads.required_freeboard(
        place[_DISCHARGE], height, period, place[_OUTER], 1.0, oblique, oblique,
        settings[_C1], settings[_C4], settings[_C2], settings[_C3], settings[_POWER],
    )  # fmt: skip
    crest = over + max(freeboard, settings[_FREEBOARD]) + allowance  # max keeps a NaN that comes first
    heightening = max(crest - place[_CREST], 0.0)
    stability = place[_STABILITY]
    if math.isnan(stability):
        stability = place[_RATIO] * heightening
    return crest, heightening, stability, _lacking_length(place, over, settings), level, height, period


@numba.njit(cache=True, error_model="numpy", nogil=True)
def needs_of(
    places: Array, rises: Array, allowances: Array, sunk: Array, settings: Array, out: Array
) -> None:
    """Fill ``out``, shape (7, n, m), with `one_need` of n places in m futures."""
    given = setting_row(settings)
    for i in range(places.shape[0]):
        place = place_row(places, i)
        known = not math.isnan(place[_CREST])
        for j in range(rises.size):
            found = one_need(place, rises[j], allowances[j], sunk[j], given) if known else _UNKNOWN
            out[0, i, j] = found[0]
            out[1, i, j] = found[1]
            out[2, i, j] = found[2]
            out[3, i, j] = found[3]
            out[4, i, j] = found[4]
            out[5, i, j] = found[5]
            out[6, i, j] = found[6]
