"""Runs of measures along dikes: structures overlap their neighbours, and short runs join what is stronger."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels.dike_choice import UNKNOWN, fits_at, value_again

__all__ = ["smooth_measures"]

_FIRST_STRUCTURE = 2

Array = npt.NDArray[Any]
Row = Any


@numba.njit(cache=True, error_model="numpy", nogil=True)
def smooth_measures(
    code: Array,
    hindrance: Array,
    out: Array,
    group: Array,
    middle: Array,
    length: Array,
    spacing: float,
    transition: float,
    measures: Array,
    profile: Array,
    ground: Array,
    room: Array,
    flattest: float,
    direction: int,
    needs: Array,
    price: Row,
    surtax: Row,
    all_in: Row,
    start: int,
    stop: int,
) -> None:
    """Make runs of measures along each dike, in place, in the futures ``start`` up to ``stop``.

    A measure is only put where it can be had and fits.

    Parameters
    ----------
    code, hindrance, out
        Of `scenarios.kernels.dike_choice.choose_measures`; codes ascend by strength.
    group, middle, length
        (n,): number of the dike; place along it and length that a place stands for [m].
    spacing
        Shortest run between two others [m].
    transition
        Overlap of a structure at its ends [m].
    measures, profile, ground, room, flattest, direction, needs, price, surtax, all_in
        As there.
    """
    rows = group.size
    line, wider = np.empty(rows, np.int8), np.empty(rows, np.int8)
    ends = np.empty(measures.shape[0])
    for future in range(start, stop):
        for row in range(rows):
            line[row] = code[row, future]
        first = int(np.int64(0))  # a plain 0 would be compiled as a type of its own
        while first < rows:
            if line[first] == UNKNOWN:
                first += 1
                continue
            last, present = first, 0
            while last < rows and group[last] == group[first] and line[last] != UNKNOWN:
                present |= 1 << line[last]
                last += 1
            if present & (present - 1):  # more than one measure
                if transition > 0.0 and present >= 1 << _FIRST_STRUCTURE:
                    _overlap(
                        line, wider, ends, middle, length, transition, first, last,
                        measures, profile, ground, room, flattest, direction, needs, future,
                    )  # fmt: skip
                for weak in range(measures.shape[0] - 1):
                    if present >> weak & 1 and present >> weak > 1:
                        _join(
                            line, length, spacing, weak, first, last,
                            measures, profile, ground, room, flattest, direction, needs, future,
                        )  # fmt: skip
                for row in range(first, last):
                    if line[row] != code[row, future]:
                        code[row, future] = line[row]
                        hindrance[row, future] = 0
                        value_again(
                            measures, profile, ground, flattest, direction, needs, price, surtax, all_in,
                            code, out, row, future,
                        )  # fmt: skip
            first = last


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _overlap(
    line: Array,
    wider: Array,
    ends: Array,
    middle: Array,
    length: Array,
    transition: float,
    first: int,
    last: int,
    measures: Array,
    profile: Array,
    ground: Array,
    room: Array,
    flattest: float,
    direction: int,
    needs: Array,
    future: int,
) -> None:
    """Carry each structure on over the places whose middle lies within the transition of its ends."""
    for row in range(first, last):
        wider[row] = line[row]
    for way in (1, -1):
        for index in range(ends.size):
            ends[index] = -math.inf
        for index in range(last - first):
            row = first + index if way == 1 else last - 1 - index
            own = line[row]
            at = way * middle[row]
            for stronger in range(ends.size - 1, max(own, _FIRST_STRUCTURE - 1), -1):
                if at - ends[stronger] <= transition and fits_at(
                    measures, stronger, profile, ground, room, flattest, direction, needs, row, future
                ):
                    wider[row] = max(wider[row], stronger)
                    break
            ends[own] = at + 0.5 * length[row]
    for row in range(first, last):
        line[row] = wider[row]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _join(
    line: Array,
    length: Array,
    spacing: float,
    weak: int,
    first: int,
    last: int,
    measures: Array,
    profile: Array,
    ground: Array,
    room: Array,
    flattest: float,
    direction: int,
    needs: Array,
    future: int,
) -> None:
    """Give short runs of a measure the weaker of its stronger neighbours; runs at an end of the dike stay."""
    row = first
    while row < last:
        if line[row] != weak:
            row += 1
            continue
        end, total = row, 0.0
        while end < last and line[end] == weak:
            total += length[end]
            end += 1
        if total < spacing and row > first and end < last:
            left, right = line[row - 1], line[end]
            for new in (min(left, right), max(left, right)):
                if new <= weak:
                    continue
                can = True
                for place in range(row, end):
                    can = can and fits_at(
                        measures, new, profile, ground, room, flattest, direction, needs, place, future
                    )
                if can:
                    for place in range(row, end):
                        line[place] = new
                    break
        row = end
