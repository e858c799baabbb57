"""Whether two bodies below ground are in each other's way: plan, height and time, by the rule of their pair.

One pair after another, each by itself: the answer does not hang on their order or on threads.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels import conflict_layout as lay
from scenarios.kernels.conflict_layout import Bodies, Rules
from scenarios.kernels.conflict_shapes import (
    height_between,
    height_of_paths,
    levels_there,
    metres_inside,
    plan_between,
    room_in_space,
    space_between,
)
from scenarios.kernels.conflict_terms import chance, grown, value

__all__ = ["evaluate"]

Array = npt.NDArray[Any]

_HALVINGS = 50


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _ground(one: Array, two: Array) -> float:
    """Ground level at a pair [m NAP]: as told, else the highest top; NaN where neither is known."""
    ground = np.fmax(one[lay.GROUND], two[lay.GROUND])
    if math.isnan(ground):
        highest = max(
            one[lay.TOP] if one[lay.TOP] < np.inf else -np.inf,
            two[lay.TOP] if two[lay.TOP] < np.inf else -np.inf,
        )
        ground = highest if highest > -np.inf else np.nan
    return float(ground)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _deviation(one: Array, two: Array) -> float:
    """Standard deviation of the place of two bodies; a bore's grows down to where the other reaches [m]."""
    total = 0.0
    for values, other in ((one, two), (two, one)):
        sigma = values[lay.SIGMA_XY]
        if values[lay.TILT] > 0.0:
            sigma += values[lay.TILT] * max(values[lay.TOP] - max(values[lay.BASE], other[lay.BASE]), 0.0)
        total += sigma**2
    return math.sqrt(total)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _dug_from(a: Bodies, i: int, b: Bodies, j: int, ground: float) -> float:
    """Ground level from which the depth of a dig counts [m NAP]: its own, where it tells one.

    A path goes by its heights, wherever it lies: of it and the other the smaller tells the ground there.
    """
    own, other = a.values[i, lay.GROUND], b.values[j, lay.GROUND]
    if a.path[i]:
        size_one = max(a.boxes[i, 2] - a.boxes[i, 0], a.boxes[i, 3] - a.boxes[i, 1])
        size_two = max(b.boxes[j, 2] - b.boxes[j, 0], b.boxes[j, 3] - b.boxes[j, 1])
        if size_two < size_one:
            own, other = other, own
    if math.isnan(own):
        own = other
    return float(ground if math.isnan(own) else own)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _room_to_dig(
    digger: Array, base: float, site: Array, ground: float, usual: float, numbers: Array
) -> float:
    """Depth that is left to dig freely on a site [m], negative where too deep; inf on a small surface."""
    free_area, free_depth = site[lay.FREE_AREA], site[lay.FREE_DEPTH]
    width = max(2.0 * digger[lay.RADIUS], numbers[lay.TRENCH])
    area = digger[lay.AREA]
    if area == 0.0:
        area = digger[lay.LENGTH] * width + math.pi * 0.25 * width**2
    if not area > (numbers[lay.LEAST_AREA] if math.isnan(free_area) else free_area):
        return np.inf
    free = usual if math.isnan(free_depth) else free_depth
    deep = digger[lay.DUG]  # along a trench that follows the ground it is the same everywhere
    return float(free - (ground - base if math.isnan(deep) else deep))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _pair(  # noqa: PLR0911  (a gate each)
    a: Bodies, i: int, b: Bodies, j: int, rules: Rules, rule: int, horizon: float, year: float, least: float,
    out: Array, variables: Array, stack: Array,
) -> tuple[int, int, bool]:  # fmt: skip
    """Class, reason and whether it holds, of one pair by one rule."""
    one, two = a.values[i], b.values[j]
    numbers = rules.numbers[rule]
    predicate = int(numbers[lay.PREDICATE])
    sure = 0.0 if least <= 0.0 else lay.NEAR
    one_counts, two_counts = rules.subject[rule, a.function[i]], rules.subject[rule, b.function[j]]

    # Heights
    sigma_z = math.hypot(one[lay.SIGMA_Z], two[lay.SIGMA_Z])
    gap = height_between(one[lay.BASE], one[lay.TOP], two[lay.BASE], two[lay.TOP])
    vertical = gap - numbers[lay.CLEARANCE]
    if predicate == lay.DEPTH_RULE:  # what goes on below the zone has gone through it
        bore, zone = (one, two) if one_counts else (two, one)
        vertical = bore[lay.BASE] - zone[lay.TOP] - numbers[lay.CLEARANCE]
    reason = 0
    if predicate == lay.DEPTH_RULE and (two[lay.TOP] if one_counts else one[lay.TOP]) == np.inf:
        reason = lay.ZONE_DEPTH
    elif predicate >= lay.DEPTH_RULE and predicate != lay.SPACE_RULE:
        digger = one if one_counts else two  # room without any limit takes every depth: that is known
        reason = lay.DIG_DEPTH if digger[lay.BASE] == -np.inf and digger[lay.TOP] < np.inf else 0
    apart = vertical >= sure * sigma_z - lay.TOUCH
    if predicate == lay.SPACE_RULE:
        apart = False
    if apart and numbers[lay.BESIDE] == lay.NONE:
        return lay.NONE, 0, False

    # Time
    begin = max(one[lay.START], two[lay.START])
    lasting = numbers[lay.TIME] == lay.PERMANENT
    end = min(
        np.inf if lasting and one_counts else one[lay.END], np.inf if lasting and two_counts else two[lay.END]
    )
    follow = begin >= end
    if (
        follow and (numbers[lay.TIME] != lay.SEQUENCE or numbers[lay.AFTERWARDS] == lay.NONE)
    ) or begin > horizon:
        return lay.NONE, 0, False
    last = min(end, horizon)
    if not math.isnan(year):
        if follow or not (begin <= year < end):
            return lay.NONE, 0, False
        last = year
    if follow:
        last = horizon

    ground = _ground(one, two)
    room = np.nan
    digger, site = (one, two) if one_counts else (two, one)
    usual = rules.kinds[rule, a.kind[i], b.kind[j]]
    if predicate == lay.THRESHOLD_RULE and reason == 0:
        dug_from = _dug_from(a, i, b, j, ground) if one_counts else _dug_from(b, j, a, i, ground)
        room = _room_to_dig(digger, digger[lay.BASE], site, dug_from, usual, numbers)
        if room >= sure * sigma_z - lay.TOUCH:
            return lay.NONE, 0, False
        if math.isnan(room):
            reason = lay.DIG_DEPTH

    # Required distance
    depth, height = -np.inf, -np.inf
    reach = 0.0
    told = not (math.isnan(one[lay.GROUND]) and math.isnan(two[lay.GROUND]))
    level = ground if told or max(one[lay.TOP], two[lay.TOP]) < np.inf else np.nan
    lowest = np.inf
    for values, counts in ((one, one_counts), (two, two_counts)):
        if counts:
            lowest = np.minimum(lowest, values[lay.TOP] if values[lay.TOP] < np.inf else np.nan)
            depth = np.maximum(depth, level - lowest)
            height = np.maximum(height, values[lay.TOP] - values[lay.BASE])
            reach = np.maximum(reach, values[int(numbers[lay.INFLUENCE])])
    variables[3] = max(depth, 0.0) if depth > -np.inf else np.nan
    variables[4] = height if height < np.inf else np.nan
    variables[5] = rules.kinds[rule, a.kind[i], b.kind[j]]
    space = predicate == lay.SPACE_RULE
    aside = grown(one, two, last, False, space, variables)
    steps, constants, lengths = rules.steps[rule], rules.constants[rule], rules.lengths[rule]
    required = value(steps[0], constants[0], lengths[0], variables, stack)
    widest = grown(one, two, last, True, space, variables)
    oldest = value(steps[0], constants[0], lengths[0], variables, stack)
    if math.isnan(required):  # as far as it may be asked
        reason = lay.NO_REQUIREMENT
        if math.isnan(variables[3]):
            variables[3] = lay.DEEPEST if math.isnan(lowest) else lay.HIGHEST - lowest
        if math.isnan(variables[4]):
            variables[4] = lay.TALLEST
        required = oldest = value(steps[0], constants[0], lengths[0], variables, stack)
    search = 0.0
    if lengths[1] > 0 and reach == 0.0 and required <= 0.0:
        return lay.NONE, 0, False  # nothing is asked but its influence, and it has none
    if lengths[1] > 0 and math.isnan(reach):
        search = np.fmax(value(steps[1], constants[1], lengths[1], variables, stack), 0.0)
        if reason == lay.NO_REQUIREMENT:
            required = max(required, search)
    floor = reach if lengths[1] > 0 and reach > 0.0 else 0.0
    required, oldest = max(required, floor), max(oldest, floor)
    sigma_xy = _deviation(one, two)
    need = max(oldest, search) + sure * max(sigma_xy, sigma_z if space else 0.0)

    # Plan
    plan = plan_between(a, i, b, j, -np.inf, np.inf, -np.inf, np.inf, need + widest)
    if plan == np.inf:
        return lay.NONE, 0, False
    clear = numbers[lay.CLEARANCE]
    levels = predicate == lay.THRESHOLD_RULE or (predicate != lay.SPACE_RULE and clear < np.inf)
    if levels and (a.path[i] or b.path[j]):
        # Of a path the part at the heights of the other counts, with the levels that it has there.
        low_one, low_two = one[lay.BASE] - clear, two[lay.BASE] - clear
        if predicate == lay.DEPTH_RULE:
            low_one = low_two = -np.inf
        high_one, high_two = one[lay.TOP] + clear, two[lay.TOP] + clear
        there = plan_between(a, i, b, j, low_two, high_two, low_one, high_one, need)
        if there - required < -lay.TOUCH or (there < np.inf and numbers[lay.BESIDE] == lay.NONE):
            plan = there
            reach = max(required, plan + lay.TOUCH)
            base_one, top_one = levels_there(a, i, b, j, low_two, high_two, reach)
            base_two, top_two = levels_there(b, j, a, i, low_one, high_one, reach)
            base = base_one if one_counts else base_two
            if predicate == lay.DEPTH_RULE:
                vertical = base - (top_two if one_counts else top_one) - clear
            elif a.path[i] and b.path[j] and clear < np.inf:
                vertical = height_of_paths(a, i, b, j, reach) - clear
            else:
                vertical = height_between(base_one, top_one, base_two, top_two) - clear
            if predicate == lay.THRESHOLD_RULE and reason == 0:
                room = _room_to_dig(digger, base, site, dug_from, usual, numbers)
        elif numbers[lay.BESIDE] == lay.NONE:
            return lay.NONE, 0, False
        elif clear < np.inf:
            vertical = max(space_between(a, i, b, j, plan, gap, 0.0, np.inf) - clear, 0.0)
    distance = plan
    if space:
        distance, required = room_in_space(a, i, b, j, plan, gap, aside, required, need + widest - aside)
        if distance == np.inf:
            return lay.NONE, 0, False
        vertical, sigma_xy = -np.inf, max(sigma_xy, sigma_z)

    # Verdict
    margin = distance - required
    near = margin < -lay.TOUCH
    holds = near and vertical < -lay.TOUCH
    likely = chance(margin, sigma_xy) * chance(vertical, sigma_z)
    shown = margin
    out[lay.PLAN], out[lay.VERTICAL] = margin, vertical
    out[lay.DISTANCE], out[lay.REQUIRED] = distance, required
    out[lay.FIRST] = out[lay.YEARS] = out[lay.INSIDE] = np.nan
    if predicate == lay.DEPTH_RULE:
        shown = vertical
    elif predicate == lay.THRESHOLD_RULE:
        shown = room
        holds = holds and shown < -lay.TOUCH
        likely *= chance(shown, sigma_z)
    out[lay.MARGIN], out[lay.PROBABILITY] = shown, likely

    if reason != 0:
        if not near or apart:
            return lay.NONE, 0, False
        out[lay.MARGIN] = out[lay.PROBABILITY] = np.nan
        return lay.UNKNOWN, reason, True
    if follow:
        if not holds:
            return lay.NONE, 0, False
        out[lay.YEARS] = begin - end
        return int(numbers[lay.AFTERWARDS]), 0, True
    if not near and (vertical < -lay.TOUCH or numbers[lay.BESIDE] != lay.NONE):
        if widest > 0.0:
            distance, oldest = room_in_space(a, i, b, j, plan, gap, widest, oldest, need)
        if search > 0.0 and distance < search:
            reason = lay.NO_REACH
        elif distance < oldest - lay.TOUCH:
            unknown = math.isnan(one[lay.GROWTH]) or math.isnan(two[lay.GROWTH])
            reason = lay.NO_GROWTH if unknown else lay.NO_START
        if reason != 0:
            out[lay.MARGIN] = out[lay.PROBABILITY] = np.nan
            return lay.UNKNOWN, reason, True
    if holds:
        out[lay.INSIDE] = metres_inside(a, i, b, j, gap) if plan < 0.0 and gap < 0.0 else np.nan
        out[lay.FIRST] = _first(
            a, i, b, j, space, plan, gap, begin, last, distance, floor, steps[0], constants[0], lengths[0],
            variables, stack,
        )  # fmt: skip
        out[lay.YEARS] = out[lay.FIRST] - begin
        return int(numbers[lay.CLASS]), 0, True
    if near and numbers[lay.BESIDE] != lay.NONE and vertical >= -lay.TOUCH:
        out[lay.MARGIN] = vertical
        out[lay.FIRST] = begin if begin > -np.inf else np.nan
        return int(numbers[lay.BESIDE]), 0, True
    if least > 0.0 and likely >= least:
        return int(numbers[lay.CLASS]), 0, False
    return lay.NONE, 0, False


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _first(
    a: Bodies, i: int, b: Bodies, j: int, space: bool, plan: float, gap: float,
    begin: float, last: float, distance: float, floor: float,
    steps: Array, constants: Array, length: int, variables: Array, stack: Array,
) -> float:  # fmt: skip
    """First year in which bodies that collide in the last year do; NaN where they have always done so."""
    if begin == -np.inf:
        return np.nan
    one, two = a.values[i], b.values[j]
    if one[lay.GROWTH] == 0.0 and two[lay.GROWTH] == 0.0:
        return begin
    low, high = begin, last
    for turn in range(_HALVINGS + 1):
        middle = 0.5 * (low + high) if turn > 0 else begin
        aside = grown(one, two, middle, False, space, variables)
        asked = max(value(steps, constants, length, variables, stack), floor)
        apart = distance
        if space and (one[lay.UPRIGHT] > 0.0 or two[lay.UPRIGHT] > 0.0):
            apart, asked = room_in_space(a, i, b, j, plan, gap, aside, asked, asked)
        if apart - asked >= -lay.TOUCH:
            low = middle
        elif turn == 0:
            return begin
        else:
            high = middle
    return high


@numba.njit(cache=True, error_model="numpy", nogil=True)
def evaluate(
    a: Bodies, b: Bodies, rules: Rules, rows: Array, columns: Array,
    horizon: float, year: float, least: float,
    code: Array, reason: Array, holds: Array, record: Array, out: Array,
) -> None:  # fmt: skip
    """Judge pairs of bodies.

    Parameters
    ----------
    a, b
        Bodies of the first and of the second of each pair.
    rules
        What holds for them.
    rows, columns
        Numbers of the first and the second of each pair (p,).
    horizon
        Last year that counts.
    year
        Only this year; NaN for the whole of their lives together.
    least
        Pairs that are in order as drawn are given too where the probability that they are not is at least
        this; 0 for none of them.
    code, reason
        Verdict and why it is unknown (p,), int8; written.
    holds
        Whether it holds as drawn (p,), bool; written.
    record
        Row of the rule (p,), int32; written.
    out
        (p, 9): margin, margins in plan and height, distance, required distance [m], first year, years
        without conflict (or between lives), probability, metres inside; written where there is a verdict.
    """
    variables, stack = np.empty(len(lay.VARIABLES)), np.empty(32)
    for k in range(rows.shape[0]):
        i, j = rows[k], columns[k]
        rule = rules.table[a.function[i], b.function[j]]
        code[k] = lay.NONE
        if rule < 0 or rules.spared[rule, a.kind[i]] or rules.spared[rule, b.kind[j]]:
            continue
        alike = int(rules.numbers[rule, lay.ALIKE])
        if alike >= 0:
            one, two = not rules.spared[alike, a.kind[i]], not rules.spared[alike, b.kind[j]]
            either = rules.numbers[alike, lay.ALIKE] >= 0.0
            if (one or two) if either else (one and a.kind[i] == b.kind[j] > 0):
                rule = alike
        record[k] = rule
        code[k], reason[k], holds[k] = _pair(
            a, i, b, j, rules, rule, horizon, year, least, out[k], variables, stack
        )
