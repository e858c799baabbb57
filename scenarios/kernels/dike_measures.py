"""What a measure takes at a place: room, a wall, and money.

A measure is a row of numbers (`MEASURE`): what of it the soil must do, how deep its wall reaches, what it
costs. So a measure is added in a table and not here.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy.typing as npt

from scenarios.kernels.dike_costs import all_in_cost, construction_cost, inner_area, parts_cost
from scenarios.kernels.dike_soil import bases, soil_rule, toe_shift

__all__ = [
    "IDLE",
    "MEASURE",
    "NO_AQUIFER",
    "NO_FIRM",
    "NO_ROOM",
    "TOO_LONG",
    "fits",
    "known_need",
    "least_cost",
    "measure_row",
    "measure_side",
    "profile_row",
    "take",
    "value",
    "wall_length",
]

MEASURE = (
    "holds_slope", "holds_seepage", "in_outline", "berm", "steepest", "top", "to_firm", "least", "most",
    "c", "d", "z", "f", "g", "per_wall_area", "per_wall", "earth_surtax", "wall_surtax", "land_surtax",
)  # fmt: skip
"""Columns of a measure. ``holds_slope`` and ``holds_seepage``: a structure does what the soil does elsewhere;
``in_outline``: both toes stay; ``berm`` beside the body [m]; ``steepest`` inner slope (cotangent) that a wall
holds; ``top`` of the wall: 0 none, 1 in the toe (1 m above ground), 2 in the crest (0.5 m below it);
``to_firm``: down to firm ground; ``least`` and ``most`` of its length [m]; cost curve; all-in prices;
surtaxes of the middle cost."""
(
    _HOLDS_SLOPE, _HOLDS_SEEPAGE, _IN_OUTLINE, _BERM, _STEEPEST, _TOP, _TO_FIRM, _LEAST, _MOST,
    _C, _D, _Z, _F, _G, _PER_AREA, _PER_WALL, _EARTH, _WALL, _LAND,
) = range(len(MEASURE))  # fmt: skip

NO_ROOM, NO_FIRM, NO_AQUIFER, TOO_LONG, IDLE = 1, 2, 3, 4, 5
"""What hinders a measure: room, ground that is not known, the longest wall, or nothing for it to do."""
_SEEPAGE_PER_WALL = 6.0  # metres of seepage path that a metre of wall stands for
_BELOW_FIRM = 1.0
_SAME = 1e-9  # relative: widths and slopes that differ less are one

Array = npt.NDArray[Any]
Row = Any  # a tuple of numbers: arrays would be counted at every call, which costs more than the work


@numba.njit(cache=True, error_model="numpy", nogil=True)
def measure_side(
    measure: Row,
    height: float,
    crest_width: float,
    outer_slope: float,
    inner_slope: float,
    berm_width: float,
    berm_height: float,
    heightening: float,
    stability: float,
    piping: float,
) -> tuple[float, float, float, float]:
    """Inner slope, berm width and height, and growth of the base [m] by a measure.

    Arguments as in `scenarios.kernels.dike_soil.soil_rule`, all known.
    """
    higher = height + heightening
    if measure[_IN_OUTLINE] > 0.0:
        return inner_slope * height / higher, berm_width, berm_height * higher / height, 0.0
    more = piping
    if measure[_HOLDS_SEEPAGE] > 0.0:
        old, for_height, for_stability = bases(
            height, crest_width, outer_slope, inner_slope, berm_width, berm_height, heightening, stability
        )
        if measure[_HOLDS_SLOPE] > 0.0:
            crest = heightening * outer_slope + crest_width
            limit = min(inner_slope, measure[_STEEPEST])
            slope = min(inner_slope, max(limit, (old - crest) / higher))
            left = old - (crest + higher * slope)
            berm = left if left > 0.0 and berm_width > 0.0 else 0.0
            return slope, berm, berm_height if berm > 0.0 else 0.0, max(0.0, -left)
        more = max(0.0, max(for_height, for_stability) + measure[_BERM] - old)
    slope, berm, rise, growth, _ = soil_rule(
        height, crest_width, outer_slope, inner_slope, berm_width, berm_height, heightening, stability, more
    )
    return slope, berm, rise, growth


@numba.njit(cache=True, error_model="numpy", nogil=True)
def wall_length(
    measure: Row, inner_toe: float, crest: float, aquifer: float, firm: float, lacking: float
) -> float:
    """Length of the wall of a measure [m]: from its top to firm ground, or past the seepage it must stop.

    ``lacking`` is the seepage length that the base does not give [m]. Below 0: the measure cannot be had, and
    what hinders it with a minus sign (`NO_FIRM`, `NO_AQUIFER`, `TOO_LONG`, `IDLE`).
    """
    top, reaches = measure[_TOP], measure[_TO_FIRM] > 0.0
    if not reaches and measure[_HOLDS_SEEPAGE] > 0.0 and not lacking > 0.0:
        return float(-IDLE)
    if top == 0.0:
        return 0.0
    deepest = math.inf
    if reaches:
        if math.isnan(firm):
            return float(-NO_FIRM)
        deepest = firm - _BELOW_FIRM
    if lacking > 0.0:
        if math.isnan(aquifer):
            return float(-NO_AQUIFER)
        deepest = min(deepest, aquifer - lacking / _SEEPAGE_PER_WALL)
    start = inner_toe + 1.0 if top == 1.0 else crest - 0.5
    length = max(start - deepest, measure[_LEAST])
    return length if length <= measure[_MOST] else float(-TOO_LONG)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def take(
    measure: Row,
    profile: Row,
    aquifer: float,
    firm: float,
    flattest: float,
    direction: int,
    heightening: float,
    stability: float,
    piping: float,
) -> tuple[float, float, float, float, float, float, float]:
    """What a measure takes at a place: inward, outward, wall length [m], outer and inner slope, berm.

    Parameters
    ----------
    measure, profile
        Rows of `measure_row` and `profile_row`.
    aquifer, firm
        Top of the aquifer and of firm ground [m NAP]; NaN where they are not known.
    flattest, direction
        As in `scenarios.kernels.dike_soil.design_soil`; they hold for what is done in soil.
    heightening, stability, piping
        Needs [m], all known.

    Returns
    -------
    tuple
        Inward, outward and wall length [m], new outer slope, inner slope, berm width and berm height. The
        wall length is below 0 where the measure cannot be had, see `wall_length`.
    """
    crest, width, outer, inner, outer_toe, inner_toe, _, _, berm_width, berm_level = profile
    in_soil = measure[_HOLDS_SLOPE] == 0.0
    idle = heightening <= 0.0 and stability <= 0.0 and piping <= 0.0
    steep = max(outer, flattest) if in_soil and not idle else outer
    slope, berm, rise, growth = measure_side(
        measure,
        crest - inner_toe,
        width,
        steep,
        inner,
        berm_width,
        berm_level - inner_toe,
        heightening,
        stability,
        piping,
    )
    length = wall_length(measure, inner_toe, crest + heightening, aquifer, firm, piping - growth)
    moved = toe_shift(growth, heightening, steep, direction) if in_soil else 0.0
    outward = moved + ((crest - outer_toe) * (steep - outer) if steep > outer else 0.0)
    if measure[_IN_OUTLINE] > 0.0:
        steep = outer * (crest - outer_toe) / (crest - outer_toe + heightening)
    return growth - moved, outward, length, steep, slope, berm, rise


@numba.njit(cache=True, error_model="numpy", nogil=True)
def value(
    measure: Row,
    profile: Row,
    taken: tuple[float, float, float, float, float, float, float],
    heightening: float,
    idle: bool,
    price: Row,
    surtax: Row,
    all_in: Row,
) -> tuple[float, float, float]:
    """Low, middle and high cost of a measure at a place [EUR/m].

    Parameters
    ----------
    measure, profile
        As in `take`, and ``taken`` what it gave.
    heightening, idle
        [m], and whether the dike itself needs nothing: a structure beside it only carries on.
    price
        Unit prices of `scenarios.kernels.dike_costs.PARTS`.
    surtax
        Easy and hard surtax of earth, wall and land, 6 numbers.
    all_in
        All-in prices: start, fill inward, fill outward, road on a raised crest; and whether they are the
        middle of the range.
    """
    inward, outward, length, steep, slope, berm, rise = taken
    crest, width, outer, inner, outer_toe, inner_toe, outer_width, outer_level, berm_width, berm_level = (
        profile
    )
    earth = land = start = fill = 0.0
    reshaped = heightening > 0.0 or inward + outward > _SAME * width or abs(slope - inner) > _SAME * inner
    if reshaped and not idle:
        old, new = crest - outer_toe, crest - outer_toe + heightening
        shift = new * steep - old * outer - outward
        area, surface = inner_area(crest - inner_toe + heightening, width, slope, berm, rise)
        old_area, old_surface = inner_area(
            crest - inner_toe, width, inner, berm_width, berm_level - inner_toe
        )
        outside = 0.5 * (steep * new * new - outer * old * old)
        if outer_level > outer_toe:
            outside += outer_width * heightening
        fill = area - old_area + outside - shift * (inner_toe - outer_toe)
        earth, land = parts_cost(fill, old_surface, surface, inward + outward, price)
        start = all_in[0] + (all_in[3] if heightening > 0.0 else 0.0)
    wall = construction_cost(length, measure[_C], measure[_D], measure[_Z], measure[_F], measure[_G])
    low = earth * surtax[0] + wall * surtax[1] + land * surtax[2]
    high = earth * surtax[3] + wall * surtax[4] + land * surtax[5]
    middle = earth * measure[_EARTH] + wall * measure[_WALL] + land * measure[_LAND]
    per_fill = all_in[2] if outward > inward else all_in[1]
    other = all_in_cost(fill, start, per_fill, measure[_PER_AREA], measure[_PER_WALL], length)
    if math.isnan(other):
        return low, middle, high
    return min(low, other), other if all_in[4] > 0.0 else middle, max(high, other)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def least_cost(measure: Row, all_in: Row) -> float:
    """Least middle cost of a measure [EUR/m]: that of its shortest wall."""
    shortest = measure[_LEAST]
    if all_in[4] > 0.0 and not math.isnan(measure[_PER_AREA]):
        return float(measure[_PER_AREA] * shortest + measure[_PER_WALL])
    wall = construction_cost(shortest, measure[_C], measure[_D], measure[_Z], measure[_F], measure[_G])
    return float(wall * measure[_WALL])


@numba.njit(cache=True, error_model="numpy", nogil=True)
def fits(
    taken: tuple[float, float, float, float, float, float, float], inside: float, outside: float
) -> bool:
    """Whether what a measure takes can be had, and fits in the room inward and outward [m]."""
    return taken[2] >= 0.0 and _within(taken[0], inside) and _within(taken[1], outside)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _within(width: float, room: float) -> bool:
    return bool(width <= room or width - room <= _SAME * max(abs(width), abs(room)))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def known_need(need: float) -> float:
    """A need, 0 where it is not known."""
    return 0.0 if math.isnan(need) else need


@numba.njit(cache=True, error_model="numpy", nogil=True)
def profile_row(profile: Array, row: int) -> Row:
    """Row of a table (n, 10) as a tuple, columns as in `scenarios.kernels.dike_soil.design_soil`."""
    return (
        profile[row, 0],
        profile[row, 1],
        profile[row, 2],
        profile[row, 3],
        profile[row, 4],
        profile[row, 5],
        profile[row, 6],
        profile[row, 7],
        profile[row, 8],
        profile[row, 9],
    )


@numba.njit(cache=True, error_model="numpy", nogil=True)
def measure_row(measures: Array, code: int) -> Row:
    """Row of a table (k, len(MEASURE)) as a tuple."""
    return (
        measures[code, 0],
        measures[code, 1],
        measures[code, 2],
        measures[code, 3],
        measures[code, 4],
        measures[code, 5],
        measures[code, 6],
        measures[code, 7],
        measures[code, 8],
        measures[code, 9],
        measures[code, 10],
        measures[code, 11],
        measures[code, 12],
        measures[code, 13],
        measures[code, 14],
        measures[code, 15],
        measures[code, 16],
        measures[code, 17],
        measures[code, 18],
    )
