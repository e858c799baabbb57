"""Drawdown of wells on a grid: leaky aquifers (De Glee, Hemker) and confined ones in time (Theis).

K0 is that of Abramowitz and Stegun 1964, 9.8.5 and 9.8.6, E1 its series up to 1 and 5.1.56 beyond. Each cell
adds up the wells in their order and looks at no other cell: the answer is the same bytes for any number of
threads.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy.typing as npt

__all__ = ["bessel_k0", "exponential_integral", "leaky_drawdown", "theis_drawdown"]

Array = npt.NDArray[Any]

_EULER = 0.5772156649015329
_FAR = 30.0  # K0 and E1 of more are below 1e-13: nothing is added


@numba.njit(cache=True, error_model="numpy", nogil=True)
def bessel_k0(squared: float) -> float:
    """K0 of the root of ``squared``, > 0."""
    if squared <= 4.0:
        t = squared / 14.0625
        i0 = 1.0 + t * (
            3.5156229 + t * (3.0899424 + t * (1.2067492 + t * (0.2659732 + t * (0.0360768 + t * 0.0045813))))
        )
        u = 0.25 * squared
        k0 = -0.57721566 + u * (
            0.42278420
            + u * (0.23069756 + u * (0.03488590 + u * (0.00262698 + u * (0.00010750 + u * 0.00000740))))
        )
        return k0 - 0.5 * math.log(u) * i0
    x = math.sqrt(squared)
    u = 2.0 / x
    k0 = 1.25331414 + u * (
        -0.07832358
        + u * (0.02189568 + u * (-0.01062446 + u * (0.00587872 + u * (-0.00251540 + u * 0.00053208))))
    )
    return k0 * math.exp(-x) / math.sqrt(x)


@numba.njit(cache=True, error_model="numpy", nogil=True)
def exponential_integral(x: float) -> float:
    """E1 of x, > 0."""
    if x <= 1.0:
        high = 1 / 600 + x * (
            -1 / 4320 + x * (1 / 35280 + x * (-1 / 322560 + x * (1 / 3265920 - x / 36288000)))
        )
        return -_EULER - math.log(x) + x * (1.0 + x * (-1 / 4 + x * (1 / 18 + x * (-1 / 96 + x * high))))
    above = 0.2677737343 + x * (8.6347608925 + x * (18.0590169730 + x * (8.5733287401 + x)))
    below = 3.9584969228 + x * (21.0996530827 + x * (25.6329561486 + x * (9.5733223454 + x)))
    return math.exp(-x) / x * above / below


@numba.njit(cache=True, error_model="numpy", nogil=True)
def leaky_drawdown(
    x: Array, y: Array, wells: Array, squares: Array, amounts: Array, out: Array, first: int, last: int
) -> None:
    """Drawdown of every layer in the rows ``first`` up to ``last``.

    Parameters
    ----------
    x, y
        Cell centres (nx,), (ny,) [m].
    wells
        Place and radius (k, 3) [m]; within it the drawdown is that at the radius.
    squares
        One over the leakage length, squared, of every mode (m,) [1/m2], > 0.
    amounts
        Drawdown of each layer for K0 = 1 of a mode of a well (k, m, layers) [m].
    out
        (layers, ny, nx) [m].
    """
    layers = out.shape[0]
    for row in range(first, last):
        for layer in range(layers):
            out[layer, row, :] = 0.0
        for well in range(wells.shape[0]):
            north = (y[row] - wells[well, 1]) ** 2
            least = wells[well, 2] ** 2
            for column in range(x.shape[0]):
                square = max(north + (x[column] - wells[well, 0]) ** 2, least)
                for mode in range(squares.shape[0]):
                    z = square * squares[mode]
                    if z < _FAR * _FAR:
                        k0 = bessel_k0(z)
                        for layer in range(layers):
                            out[layer, row, column] += amounts[well, mode, layer] * k0


@numba.njit(cache=True, error_model="numpy", nogil=True)
def theis_drawdown(
    x: Array, y: Array, wells: Array, scale: Array, amounts: Array, out: Array, first: int, last: int
) -> None:
    """Drawdown of a confined aquifer in the rows ``first`` up to ``last``.

    Parameters
    ----------
    x, y, wells
        As in `leaky_drawdown`.
    scale
        ``S / (4 T t)`` of each well, t since it began (k,) [1/m2]; 0 or less has not begun.
    amounts
        ``Q / (4 pi T)`` of each well (k,) [m].
    out
        (ny, nx) [m].
    """
    for row in range(first, last):
        out[row, :] = 0.0
        for well in range(wells.shape[0]):
            north = (y[row] - wells[well, 1]) ** 2
            least = wells[well, 2] ** 2
            for column in range(x.shape[0]):
                u = max(north + (x[column] - wells[well, 0]) ** 2, least) * scale[well]
                if 0.0 < u < _FAR:
                    out[row, column] += amounts[well] * exponential_integral(u)
