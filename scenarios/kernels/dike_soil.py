"""Soil rule of dike reinforcement: the new inner side of one dike, and what it takes of the ground.

The base is measured from the outer edge of today's crest to the inner toe. Raising, stability and piping each
ask for a base; the largest sets the width, and what height and stability leave of it becomes a berm.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy.typing as npt

__all__ = [
    "BERM_PER_WIDTH",
    "HIGHEST_BERM",
    "LANDWARD",
    "LOWEST_BERM",
    "RIVERWARD",
    "SQUARE",
    "bases",
    "design_soil",
    "soil_rule",
    "soil_rules",
    "toe_shift",
]

LOWEST_BERM = 0.5
"""Least height of a berm against piping [m]."""
BERM_PER_WIDTH = 0.05
"""Height of a berm against piping per metre of its width [1]."""
HIGHEST_BERM = 0.4
"""Largest height per dike height of a berm against piping, and of one that counts for piping only [1]."""

LANDWARD, RIVERWARD, SQUARE = 0, 1, 2
_NONE, _HEIGHT, _STABILITY, _PIPING = 0, 1, 2, 3
_UNKNOWN = -1

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def soil_rule(
    height: float,
    crest_width: float,
    outer_slope: float,
    inner_slope: float,
    berm_width: float,
    berm_height: float,
    heightening: float,
    stability: float,
    piping: float,
) -> tuple[float, float, float, float, int]:
    """Inner side of the new dike in soil: slope, berm width, berm height, growth of the base, and its cause.

    Parameters
    ----------
    height
        Of the crest above the inner toe today [m], > 0.
    crest_width
        [m].
    outer_slope, inner_slope
        Cotangents: the new outer and today's inner one.
    berm_width, berm_height
        Inner berm of today, above the inner toe [m]; both 0 without one.
    heightening, stability, piping
        Raise of the crest, and what the base must grow for either [m], >= 0; NaN of the last two: left out.
    """
    if not (height > 0.0) or math.isnan(
        crest_width + outer_slope + inner_slope + berm_width + berm_height + heightening
    ):
        return math.nan, math.nan, math.nan, math.nan, _UNKNOWN
    more_stability = 0.0 if math.isnan(stability) else stability
    more_piping = 0.0 if math.isnan(piping) else piping
    if heightening <= 0.0 and more_stability <= 0.0 and more_piping <= 0.0:
        return inner_slope, berm_width, berm_height, 0.0, _NONE

    old, for_height, for_stability = bases(
        height, crest_width, outer_slope, inner_slope, berm_width, berm_height, heightening, more_stability
    )
    new_height = height + heightening
    for_piping = old + more_piping
    body = max(for_height, for_stability)
    flat = (body - heightening * outer_slope - crest_width) / new_height

    if for_piping > body:
        width = for_piping - body
        least = berm_height if berm_width > 0.0 and old > body else 0.0
        level = min(max(LOWEST_BERM, least, BERM_PER_WIDTH * width), HIGHEST_BERM * new_height)
        cause = _cause(for_piping - old, _PIPING, heightening, more_stability)
        return flat, width, level, for_piping - old, cause
    if for_stability > for_height:
        cause = _cause(for_stability - old, _STABILITY, heightening, more_stability)
        if berm_height > HIGHEST_BERM * height:
            rise = berm_height / height * new_height
            return inner_slope, for_stability - for_height, rise, for_stability - old, cause
        return flat, 0.0, 0.0, for_stability - old, cause
    return inner_slope, 0.0, 0.0, for_height - old, _cause(1.0, _HEIGHT, heightening, more_stability)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def bases(
    height: float,
    crest_width: float,
    outer_slope: float,
    inner_slope: float,
    berm_width: float,
    berm_height: float,
    heightening: float,
    stability: float,
) -> tuple[float, float, float]:
    """Base of today, and what the raised crest and the stability ask for [m], from today's outer crest edge.

    The raised crest moves inward up its outer slope. A berm counts for stability when it is high.
    """
    slope_run = crest_width + height * inner_slope
    counts = berm_width if berm_height > HIGHEST_BERM * height else 0.0
    return (
        slope_run + berm_width,
        heightening * outer_slope + crest_width + (height + heightening) * inner_slope,
        slope_run + counts + stability,
    )


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _cause(growth: float, largest: int, heightening: float, stability: float) -> int:
    """What sets the width; where today's base is wide enough, what the work is for."""
    if growth > 0.0:
        return largest
    return _HEIGHT if heightening > 0.0 else _STABILITY if stability > 0.0 else largest


@numba.njit(cache=True, error_model="numpy", nogil=True)
def toe_shift(growth: float, heightening: float, outer_slope: float, direction: int) -> float:
    """How far the outer toe moves outward when a section that grows is put in a direction [m].

    Landward it stays; riverward the inner toe stays; square the crest stays as far as the growth allows.
    """
    if direction == RIVERWARD:
        return growth
    return min(heightening * outer_slope, growth) if direction == SQUARE else 0.0


@numba.njit(cache=True, error_model="numpy", nogil=True)
def soil_rules(given: Array, out: Array) -> None:
    """Run the rule over arrays: its arguments (9, n); its first four answers and the bases (7, n)."""
    for index in range(given.shape[1]):
        slope, berm, rise, growth, _ = soil_rule(
            given[0, index],
            given[1, index],
            given[2, index],
            given[3, index],
            given[4, index],
            given[5, index],
            given[6, index],
            given[7, index],
            given[8, index],
        )
        out[0, index], out[1, index], out[2, index], out[3, index] = slope, berm, rise, growth
        out[4, index], out[5, index], out[6, index] = bases(
            given[0, index],
            given[1, index],
            given[2, index],
            given[3, index],
            given[4, index],
            given[5, index],
            given[6, index],
            given[7, index],
        )


@numba.njit(cache=True, error_model="numpy", nogil=True)
def design_soil(
    profile: Array,
    flattest: float,
    direction: int,
    needs: Array,
    out: Array,
    driver: Array,
    first: int,
    last: int,
) -> None:
    """Design the new section of locations ``first`` up to ``last`` in every future.

    Parameters
    ----------
    profile
        (10, n): crest level and width, outer and inner slope, outer and inner toe level, width and level of
        the outer and of the inner berm.
    flattest
        Outer slope is made at least so flat (cotangent); 0 keeps today's.
    direction
        `LANDWARD`, `RIVERWARD` or `SQUARE`.
    needs
        (3, n, m): heightening, stability, piping.
    out
        (9, n, m), filled: crest level, outer slope, inner slope, outer berm width and level, inner berm width
        and level, inward, outward.
    driver
        (n, m) int8, filled.
    """
    for row in range(first, last):
        crest, width, outer, inner = profile[0, row], profile[1, row], profile[2, row], profile[3, row]
        outer_toe, inner_toe = profile[4, row], profile[5, row]
        outer_level = profile[7, row]
        for future in range(needs.shape[2]):
            raised = needs[0, row, future]
            slope = max(outer, flattest)
            flat, berm, rise, growth, cause = soil_rule(
                crest - inner_toe,
                width,
                slope,
                inner,
                profile[8, row],
                profile[9, row] - inner_toe,
                raised,
                needs[1, row, future],
                needs[2, row, future],
            )
            driver[row, future] = cause
            if cause == _UNKNOWN:
                out[:, row, future] = math.nan
                continue
            if cause == _NONE:
                slope = outer
            moved = toe_shift(growth, raised, slope, direction)
            out[0, row, future] = crest + raised
            out[1, row, future] = slope
            out[2, row, future] = flat
            out[3, row, future] = profile[6, row]
            out[4, row, future] = outer_level + (raised if outer_level > outer_toe else 0.0)
            out[5, row, future] = berm
            out[6, row, future] = inner_toe + rise
            out[7, row, future] = growth - moved
            out[8, row, future] = moved + ((crest - outer_toe) * (slope - outer) if slope > outer else 0.0)
