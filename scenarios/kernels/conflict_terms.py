"""Terms of a verdict: the distance that is asked, how far a body has grown, and how likely it is."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from scenarios.kernels import conflict_layout as lay

__all__ = ["chance", "grown", "value"]

Array = npt.NDArray[Any]


@numba.njit(cache=True, error_model="numpy", nogil=True)
def value(steps: Array, constants: Array, length: int, variables: Array, stack: Array) -> float:
    """Value of an expression in postfix order; NaN where one of its variables is."""
    height = 0
    for k in range(length):
        step = steps[k]
        if step < lay.CONSTANT:
            stack[height] = variables[step]
        elif step == lay.CONSTANT:
            stack[height] = constants[k]
        elif step == lay.ROOT:
            height -= 1
            stack[height] = math.sqrt(stack[height])
        else:
            height -= 2
            one, two = stack[height], stack[height + 1]
            if step == lay.ADD:
                stack[height] = one + two
            elif step == lay.SUBTRACT:
                stack[height] = one - two
            elif step == lay.MULTIPLY:
                stack[height] = one * two
            elif step == lay.DIVIDE:
                stack[height] = one / two
            elif step == lay.LARGER:
                stack[height] = np.maximum(one, two)
            else:
                stack[height] = np.minimum(one, two)
        height += 1
    return float(stack[0])


@numba.njit(cache=True, error_model="numpy", nogil=True)
def radius(values: Array, year: float, oldest: bool) -> float:
    """Radius of a body in a year [m]; without start or growth as at its start, or the widest it can be."""
    if values[lay.GROWTH] == 0.0:
        return float(values[lay.RADIUS])
    if math.isnan(values[lay.GROWTH]):
        return float(values[lay.RADIUS] + (values[lay.WIDEST] if oldest else 0.0))
    years = (
        (lay.LIFE if oldest else 0.0)
        if values[lay.START] == -np.inf
        else min(year, values[lay.END]) - values[lay.START]
    )
    return float(values[lay.RADIUS] + values[lay.GROWTH] * math.sqrt(max(years, 0.0) * lay.YEAR))


@numba.njit(cache=True, error_model="numpy", nogil=True)
def grown(one: Array, two: Array, year: float, oldest: bool, space: bool, variables: Array) -> float:
    """Write sum, larger and smaller of the radii in a year [m] into the first three variables.

    Returns how far upright bodies are wide [m] where distance counts in `space`: it is part of their shape,
    and no radius that is asked of others in all directions.
    """
    first, second = radius(one, year, oldest), radius(two, year, oldest)
    aside = 0.0
    if space and one[lay.UPRIGHT] > 0.0:
        aside, first = aside + first, 0.0
    if space and two[lay.UPRIGHT] > 0.0:
        aside, second = aside + second, 0.0
    variables[0], variables[1], variables[2] = first + second, max(first, second), min(first, second)
    return aside


@numba.njit(cache=True, error_model="numpy", nogil=True)
def chance(margin: float, sigma: float) -> float:
    """Probability that a margin is below zero: ``Phi(-margin / sigma)``."""
    if sigma == 0.0:
        return 1.0 if margin < -lay.TOUCH else 0.0
    return 0.5 * math.erfc(margin / (sigma * math.sqrt(2.0)))
