"""Which measure at which place: the first or the cheapest of those that fit.

Places do not look at each other: the answer is the same for any number of threads.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.dike_measures import (
    NO_ROOM,
    known_need,
    least_cost,
    measure_row,
    profile_row,
    take,
    value,
)
from scenarios.kernels.dike_measures import fits as fits_room

__all__ = ["NO_MEASURE", "UNKNOWN", "choose_measures", "fits_at", "value_again"]

UNKNOWN, NO_MEASURE = -1, 0

Array = npt.NDArray[Any]
Row = Any


@numba.njit(cache=True, error_model="numpy", nogil=True)
def choose_measures(
    measures: Array,
    allowed: Array,
    by_order: bool,
    profile: Array,
    ground: Array,
    room: Array,
    flattest: float,
    direction: int,
    needs: Array,
    price: Row,
    surtax: Row,
    all_in: Row,
    code: Array,
    hindrance: Array,
    out: Array,
    first: int,
    last: int,
) -> None:
    """Choose a measure for the places ``first`` up to ``last`` in every future.

    Parameters
    ----------
    measures
        (k, len(MEASURE)); row 0 is "nothing".
    allowed
        Codes of the measures that may be chosen, in the order of choice.
    by_order
        The first that fits, else the cheapest that fits.
    profile, ground, room
        (n, 10); (n, 2); (n, 2) free room inward and outward [m], infinite where nothing stands. A NaN in the
        profile: the place is not known.
    flattest, direction, price, surtax, all_in
        As in `scenarios.kernels.dike_measures.take` and ``value``.
    needs
        (3, n, m), as in `scenarios.kernels.dike_soil.design_soil`.
    code
        (n, m) int8, filled: `UNKNOWN`, `NO_MEASURE` or the measure; when none fits the one that goes
        least beyond the room.
    hindrance
        (n, m) int8, filled: 0 where the measure can be had and fits, `NO_ROOM` where it does not fit, else
        what hinders the last that may be chosen.
    out
        (6, n, m), filled: inward, outward, wall length [m], and low, middle and high cost [EUR/m].
    """
    floor = np.empty(allowed.size)
    for index in range(allowed.size):
        floor[index] = least_cost(measure_row(measures, allowed[index]), all_in)
    for row in range(first, last):
        place, aquifer, firm = profile_row(profile, row), ground[row, 0], ground[row, 1]
        inside, outside = room[row, 0], room[row, 1]
        if not (math.isfinite(sum(place)) and place[0] > place[5]):
            code[row], hindrance[row] = UNKNOWN, 0
            for part in range(6):
                out[part, row] = math.nan
            continue
        for future in range(needs.shape[2]):
            raised = needs[0, row, future]
            stability, piping = known_need(needs[1, row, future]), known_need(needs[2, row, future])
            best, least, narrowest, beyond = UNKNOWN, math.inf, UNKNOWN, math.inf
            last_hindrance = 0
            kept = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
            if raised <= 0.0 and stability <= 0.0 and piping <= 0.0:
                best = NO_MEASURE
            elif not math.isnan(raised):
                for index in range(allowed.size):
                    if best != UNKNOWN and (by_order or floor[index] >= least):
                        continue
                    measure = measure_row(measures, allowed[index])
                    taken = take(
                        measure, place, aquifer, firm, flattest, direction, raised, stability, piping
                    )
                    if taken[2] < 0.0:
                        last_hindrance = int(-taken[2])
                        continue
                    if not fits_room(taken, inside, outside):
                        over = max(taken[0] - inside, 0.0) + max(taken[1] - outside, 0.0)
                        if over < beyond:
                            narrowest, beyond = allowed[index], over
                        continue
                    cost = value(measure, place, taken, raised, False, price, surtax, all_in)
                    if cost[1] < least:
                        best, least = allowed[index], cost[1]
                        kept = (taken[0], taken[1], taken[2], cost[0], cost[1], cost[2])
            code[row, future], hindrance[row, future] = best, 0
            for part in range(6):
                out[part, row, future] = kept[part]
            if best == UNKNOWN and narrowest != UNKNOWN:
                code[row, future], hindrance[row, future] = narrowest, NO_ROOM
                value_again(
                    measures, profile, ground, flattest, direction, needs, price, surtax, all_in,
                    code, out, row, future,
                )  # fmt: skip
            elif best == UNKNOWN:
                hindrance[row, future] = last_hindrance
                for part in range(6):
                    out[part, row, future] = math.nan


@numba.njit(cache=True, error_model="numpy", nogil=True)
def value_again(
    measures: Array,
    profile: Array,
    ground: Array,
    flattest: float,
    direction: int,
    needs: Array,
    price: Row,
    surtax: Row,
    all_in: Row,
    code: Array,
    out: Array,
    row: int,
    future: int,
) -> None:
    """Work out the measure that stands at a place in a future; arguments as in `choose_measures`."""
    raised = needs[0, row, future]
    stability, piping = known_need(needs[1, row, future]), known_need(needs[2, row, future])
    idle = raised <= 0.0 and stability <= 0.0 and piping <= 0.0
    measure, place = measure_row(measures, code[row, future]), profile_row(profile, row)
    taken = take(
        measure, place, ground[row, 0], ground[row, 1], flattest, direction, raised, stability, piping
    )
    low, middle, high = value(measure, place, taken, raised, idle, price, surtax, all_in)
    out[0, row, future], out[1, row, future], out[2, row, future] = taken[0], taken[1], taken[2]
    out[3, row, future], out[4, row, future], out[5, row, future] = low, middle, high


@numba.njit(cache=True, error_model="numpy", nogil=True)
def fits_at(
    measures: Array,
    code: int,
    profile: Array,
    ground: Array,
    room: Array,
    flattest: float,
    direction: int,
    needs: Array,
    row: int,
    future: int,
) -> bool:
    """Whether a measure can be had at a place in a future, and fits; arguments as in `choose_measures`."""
    taken = take(
        measure_row(measures, code),
        profile_row(profile, row),
        ground[row, 0],
        ground[row, 1],
        flattest,
        direction,
        needs[0, row, future],
        known_need(needs[1, row, future]),
        known_need(needs[2, row, future]),
    )
    return fits_room(taken, room[row, 0], room[row, 1])
