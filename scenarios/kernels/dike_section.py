"""Earth between two cross-sections of a dike: where the new one lies above today's, and where below."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["fill_and_cut"]

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def fill_and_cut(old_x: Array, old_z: Array, new_x: Array, new_z: Array, fill: Array, cut: Array) -> None:
    """Areas between two broken lines for each row.

    Parameters
    ----------
    old_x, old_z, new_x, new_z
        (n, points), offsets ascending; beyond its ends a line goes on level. Exact: between all corners of
        both lines their difference is straight. A NaN makes the row NaN.
    fill, cut
        (n,), filled: where the new line is the higher one, and where the lower one.
    """
    few = old_x.shape[1]
    size = few + new_x.shape[1]
    corners = np.empty(size)
    for row in range(old_x.shape[0]):
        whole = 0.0
        for index in range(size):
            x = old_x[row, index] if index < few else new_x[row, index - few]
            whole += x + (old_z[row, index] if index < few else new_z[row, index - few])
            at = index
            while at > 0 and corners[at - 1] > x:
                corners[at] = corners[at - 1]
                at -= 1
            corners[at] = x
        if not np.isfinite(whole):
            fill[row] = cut[row] = np.nan
            continue
        above = below = 0.0
        left = _difference(old_x[row], old_z[row], new_x[row], new_z[row], corners[0])
        for index in range(1, size):
            right = _difference(old_x[row], old_z[row], new_x[row], new_z[row], corners[index])
            width = corners[index] - corners[index - 1]
            if left * right < 0.0:
                share = left / (left - right)
                first = 0.5 * left * share * width
                second = 0.5 * right * (1.0 - share) * width
                above += max(first, 0.0) + max(second, 0.0)
                below -= min(first, 0.0) + min(second, 0.0)
            else:
                area = 0.5 * (left + right) * width
                above += max(area, 0.0)
                below -= min(area, 0.0)
            left = right
        fill[row] = above
        cut[row] = below


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _difference(old_x: Array, old_z: Array, new_x: Array, new_z: Array, at: float) -> float:
    return _level(new_x, new_z, at) - _level(old_x, old_z, at)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def _level(x: Array, z: Array, at: float) -> float:
    if at <= x[0]:
        return float(z[0])
    for index in range(1, x.size):
        if at <= x[index]:
            span = x[index] - x[index - 1]
            share = (at - x[index - 1]) / span if span > 0.0 else 1.0
            return float(z[index - 1] + share * (z[index] - z[index - 1]))
    return float(z[-1])
