"""Shape of a dike from one line of ground levels across it: crest, and on each side slope, berm and toe.

On each side the toe is the first place where the ground goes on flat, unless it soon falls again on dry land:
then the flat part was a berm. Straight lines through the steep and the flat parts meet in the corners, which
so come out between the samples and do not suffer from cells that round them off.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["COLUMNS", "FOUND", "NO_BODY", "NO_GROUND", "NO_SLOPE", "NO_TOE_IN", "NO_TOE_OUT", "shapes"]

Array = npt.NDArray[Any]

FOUND, NO_GROUND, NO_TOE_OUT, NO_TOE_IN, NO_BODY, NO_SLOPE = range(6)
"""Status: found; no ground level; no toe outward, or inward; no higher than its toes; no slope of its own."""

COLUMNS = (
    "crest_level", "crest_width", "shift", "outer_slope", "outer_toe_level", "outer_berm_width",
    "outer_berm_level", "inner_slope", "inner_toe_level", "inner_berm_width", "inner_berm_level", "seen",
)  # fmt: skip
"""Columns of what `shapes` finds; ``shift`` is how far inward of the line the middle of the crest is [m], and
``seen`` is 1 where the ground shows all, 0 where crest and slopes are what is given or usual."""

_FLAT = 1.0 / 10.0  # flatter than this is no slope of a dike
_AGAIN = 1.1  # times as steep, it is one again
_PART_FLAT = 0.15  # or a fall over the window of less than this part of the height
_WINDOW = 4.0  # m over which flat is flat
_DITCH = 15.0  # m: narrower hollows are filled before the toe is looked for
_BERM = 40.0  # m: a wider flat part is land
_LEAST_FALL, _PART_FALL = 0.3, 0.08  # m from a berm to the toe, and part of the height
_LEAST_HEIGHT = 0.5  # m of crest above toe
_NEAR = 60.0  # m within which the height of a dike shows
_LOW, _HIGH = 0.2, 0.85  # part of a slope, by height, through which its line is drawn
_RESOLVED = 3.0  # cells that a slope must cover to show its steepness
_HALF_BODY = 1.5  # cells that half a body must cover to show its area
_STEEPEST, _GENTLEST = 1.0, 8.0  # slopes by area beyond these are what a large cell makes of a small body
_LAND = 15.0  # gentler than this is land that falls away from a low crest: the widest green dikes are 1:15
_PLATEAU = 0.1  # m below the highest ground that is still the crest

_EDGE, _TOE, _TOE_LEVEL, _COT, _BERM_WIDTH, _BERM_LEVEL, _AREA = range(7)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def shapes(
    levels: Array,
    wet: Array,
    step: float,
    cell: float,
    crest: Array,
    width: Array,
    cot: Array,
    found: Array,
    status: Array,
) -> None:
    """Read the shape of the dike in each transect.

    Parameters
    ----------
    levels
        Ground level [m NAP], (n, 2 half + 1), from the outer to the inner side; NaN where there is none.
    wet
        Whether a sample lies in open water, as `levels`.
    step, cell
        Distance of the samples, and of the cells they were taken from [m].
    crest, width, cot
        Level [m NAP] and usual width [m] of the crest and usual slope [1], (n,), for cells too large to show
        them: of more than half the width. A level of NaN takes the highest ground on the line.
    found
        Out: the columns `COLUMNS`, (n, 12), NaN where the status is not `FOUND`.
    status
        Out: (n,) int8.
    """
    samples = levels.shape[1]
    sides = np.empty((2, 7))
    work, water = np.empty((3, samples)), np.empty(samples, np.bool_)
    for place in range(levels.shape[0]):
        seen = cell <= 0.5 * width[place]
        top, middle = _crest(levels[place], step, max(5.0, cell))
        state = NO_GROUND
        for _attempt in range(2):
            if not seen:
                top, middle = (top if np.isnan(crest[place]) else crest[place]), 0.0
            if np.isnan(top):
                break
            state = _both_sides(levels[place], wet[place], step, cell, top, middle, work, water, sides)
            if not seen or state != FOUND or not (np.isnan(sides[0, _EDGE]) or np.isnan(sides[1, _EDGE])):
                break
            seen = False  # too few samples on a slope: as with large cells
        found[place, :] = np.nan
        if state == FOUND:
            state = _combine(sides, seen, top, middle, width[place], cot[place], cell, found[place])
        status[place] = state


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _both_sides(
    levels: Array,
    wet: Array,
    step: float,
    cell: float,
    top: float,
    middle: float,
    work: Array,
    water: Array,
    sides: Array,
) -> int:
    """Find toe, berm, slope and area of the outer and the inner side."""
    away, ground, spare = work[0], work[1], work[2]
    for side in range(2):
        used = _fold(levels, wet, step, middle, 2 * side - 1, away, ground, water)
        used = _fill(ground, used, int(0.5 * _DITCH / step), spare)
        state = _side(away, ground, water, used, cell, top, sides[side])
        if state != FOUND:
            return NO_TOE_IN if state == NO_TOE_OUT and side == 1 else state
    return FOUND


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _crest(levels: Array, step: float, reach: float) -> tuple[float, float]:
    """Level of the crest and the middle of it, seen from the line."""
    half = levels.size // 2
    near = min(half, int(np.ceil(reach / step)))
    best, at = np.nan, half
    for index in range(half - near, half + near + 1):
        if levels[index] > best or np.isnan(best):
            best, at = levels[index], index
    if np.isnan(best):
        return np.nan, 0.0
    first, last = at, at
    while first > 0 and levels[first - 1] >= best - _PLATEAU:
        first -= 1
    while last < levels.size - 1 and levels[last + 1] >= best - _PLATEAU:
        last += 1
    quarter = (last - first) // 4
    total = 0.0
    for index in range(first + quarter, last - quarter + 1):
        total += levels[index]
    return total / (last - first - 2 * quarter + 1), (0.5 * (first + last) - half) * step


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _fold(
    levels: Array,
    wet: Array,
    step: float,
    middle: float,
    sign: int,
    away: Array,
    ground: Array,
    water: Array,
) -> int:
    """Put one side in order of distance to the middle of the crest; number of samples before a gap."""
    half = levels.size // 2
    index = half + int(np.floor(middle / step)) + (1 if sign > 0 else 0)
    used = 0
    while 0 <= index < levels.size and not np.isnan(levels[index]):
        away[used] = sign * ((index - half) * step - middle)
        ground[used] = levels[index]
        water[used] = wet[index]
        used += 1
        index += sign
    return used


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _fill(ground: Array, used: int, reach: int, spare: Array) -> int:
    """Fill hollows narrower than twice the reach; number of samples of which both sides could be seen."""
    for index in range(used):
        highest = ground[index]
        for other in range(max(0, index - reach), min(used, index + reach + 1)):
            highest = max(highest, ground[other])
        spare[index] = highest
    for index in range(used):
        lowest = spare[index]
        for other in range(max(0, index - reach), min(used, index + reach + 1)):
            lowest = min(lowest, spare[other])
        ground[index] = lowest
    return max(0, used - reach)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _side(away: Array, ground: Array, water: Array, used: int, cell: float, top: float, out: Array) -> int:
    """Toe, berm, slope and area of one side."""
    lowest = top
    for index in range(used):
        if away[index] <= _NEAR:
            lowest = min(lowest, ground[index])
    if top - lowest < _LEAST_HEIGHT:
        return NO_BODY if used > 1 and away[used - 1] > _NEAR else NO_TOE_OUT
    window = max(_WINDOW, 2.0 * cell)
    limit = min(_FLAT * window, _PART_FLAT * (top - lowest))
    first = 0
    while first < used and ground[first] > top - max(_LEAST_FALL, 0.1 * (top - lowest)):
        first += 1
    flat = _flat(away, ground, used, first, window, limit)
    if flat < 0:
        return NO_TOE_OUT
    toe, edge = flat, _steep(away, ground, used, flat, window, limit)
    if edge > flat and away[edge] - away[flat] <= _BERM and not water[edge]:
        lower = _flat(away, ground, used, edge, window, limit)
        if lower > 0 and not water[lower]:
            fall = ground[edge] - ground[lower]
            if fall >= max(_LEAST_FALL, _PART_FALL * (top - ground[lower])):
                toe = lower
    return _corners(away, ground, used, top, window, (flat, edge, toe), out)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _flat(away: Array, ground: Array, used: int, first: int, window: float, limit: float) -> int:
    """First sample from which the ground falls less than the limit over the window; -1 when there is none."""
    last = first
    for index in range(first, used):
        while last < used and away[last] < away[index] + window - 1e-9:
            last += 1
        if last == used:
            return -1
        if ground[index] - ground[last] < limit:
            return index
    return -1


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _steep(away: Array, ground: Array, used: int, first: int, window: float, limit: float) -> int:
    """First sample from which it clearly falls more than the limit again over the window; -1 when none."""
    last = first
    for index in range(first, used):
        while last < used and away[last] < away[index] + window - 1e-9:
            last += 1
        if last == used:
            return -1
        if ground[index] - ground[last] >= _AGAIN * limit:
            return index
    return -1


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _line(away: Array, ground: Array, first: int, last: int, low: float, high: float) -> tuple[float, float]:
    """Straight line through the samples between two levels: fall per metre, and where it would be at 0 m."""
    count, sx, sz, sxx, sxz = 0, 0.0, 0.0, 0.0, 0.0
    for index in range(first, last):
        if low <= ground[index] <= high:
            count += 1
            sx += away[index]
            sz += ground[index]
            sxx += away[index] * away[index]
            sxz += away[index] * ground[index]
    spread = count * sxx - sx * sx
    if count < 3 or spread <= 0.0:
        return np.nan, np.nan
    fall = -(count * sxz - sx * sz) / spread
    return fall, (sz + fall * sx) / count


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _land(away: Array, ground: Array, used: int, toe: int, window: float) -> tuple[float, float]:
    """Straight line through the land behind the toe: fall per metre, and where it would be at 0 m."""
    past = toe
    while past < used and away[past] < away[toe] + 2.5 * window:
        past += 1
    first = toe
    while first < past - 3 and away[first] < away[toe] + 0.5 * window:
        first += 1
    tilt, foot = _line(away, ground, first, past, -np.inf, np.inf)
    return (0.0, ground[toe]) if np.isnan(tilt) else (tilt, foot)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _corners(
    away: Array, ground: Array, used: int, top: float, window: float, marks: tuple[int, int, int], out: Array
) -> int:
    """Let the lines through the steep and flat parts meet; marks: first flat sample, its end, the toe."""
    flat, edge, toe = marks
    tilt, foot = _land(away, ground, used, toe, window)
    land = shelf = foot - tilt * away[toe]
    if top - land < _LEAST_HEIGHT:
        return NO_BODY
    berm = toe != flat
    if berm:
        count, shelf = 0, 0.0
        for index in range(flat, edge + 1):
            if away[index] >= away[flat] + 0.25 * window or index == edge:
                shelf += ground[index]
                count += 1
        shelf /= count
    rise = top - shelf
    fall, start = _line(away, ground, 0, flat + 1, shelf + _LOW * rise, shelf + _HIGH * rise)
    lower, lower_start = fall, start
    if berm:
        rise = shelf - land
        lower, lower_start = _line(away, ground, edge, toe + 1, land + _LOW * rise, land + _HIGH * rise)
    drawn = fall > 0.0 and lower > tilt
    out[_TOE] = away[toe]
    if drawn:
        out[_TOE] = (lower_start - foot) / (lower - tilt)
        land = foot - tilt * out[_TOE]
    out[_TOE_LEVEL] = land
    out[_EDGE] = (start - top) / fall if drawn else np.nan
    out[_COT] = 1.0 / fall if drawn else np.nan
    out[_BERM_WIDTH], out[_BERM_LEVEL] = 0.0, land
    if berm and drawn:
        out[_BERM_WIDTH] = (lower_start - shelf) / lower - (start - shelf) / fall
        out[_BERM_LEVEL] = shelf
    out[_AREA] = _area(away, ground, used, out[_TOE], land, top)
    return FOUND


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _area(away: Array, ground: Array, used: int, end: float, land: float, top: float) -> float:
    """Area of the body between the middle of the crest and the toe, above the toe [m2]."""
    area = max(0.0, min(ground[0], top) - land) * away[0]
    for index in range(used - 1):
        length = min(away[index + 1], end) - away[index]
        if length <= 0.0:
            break
        left, right = min(ground[index], top) - land, min(ground[index + 1], top) - land
        area += 0.5 * length * (max(0.0, left) + max(0.0, right))
    return float(area)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _combine(
    sides: Array,
    seen: bool,
    top: float,
    middle: float,
    width: float,
    cot: float,
    cell: float,
    found: Array,
) -> int:
    """Put both sides together: as seen, or with what is usual where cells are too large to see it."""
    found[0], found[1], found[2], found[11] = top, width, 0.0, 1.0 if seen else 0.0
    if seen:
        found[1] = sides[0, _EDGE] + sides[1, _EDGE]
        found[2] = middle + 0.5 * (sides[1, _EDGE] - sides[0, _EDGE])
    for side in range(2):
        column, height = 3 + 4 * side, top - sides[side, _TOE_LEVEL]
        found[column + 1] = sides[side, _TOE_LEVEL]
        found[column + 2], found[column + 3] = 0.0, sides[side, _TOE_LEVEL]
        if seen:
            found[column + 2], found[column + 3] = sides[side, _BERM_WIDTH], sides[side, _BERM_LEVEL]
            found[column] = (sides[side, _TOE] - sides[side, _EDGE] - found[column + 2]) / height
        else:
            found[column] = _coarse_slope(sides[side], 0.5 * width, height, cot, cell)
        if not (height >= _LEAST_HEIGHT and 0.0 < found[column] <= _LAND and found[1] > 0.0):
            found[:] = np.nan
            return NO_SLOPE
    return FOUND


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _coarse_slope(side: Array, half: float, height: float, cot: float, cell: float) -> float:
    """Slope below a crest that does not show: what is seen, what keeps the area, else what is usual."""
    seen = float(side[_COT])
    by_area = float(2.0 * (side[_AREA] - half * height) / (height * height))
    resolved = seen <= _LAND and seen * height >= _RESOLVED * cell
    if resolved and abs(seen - by_area) * height <= cell:
        return seen  # a slope that large cells smear out has more area than there is
    whole = _STEEPEST <= by_area <= _GENTLEST and half + by_area * height >= _HALF_BODY * cell
    return by_area if whole else cot
