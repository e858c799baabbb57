"""Arguments of the formulas: what is impossible is refused by name, what is not known (NaN) passes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["ascending", "numbers"]

Floats = npt.NDArray[np.float64]


def numbers(
    name: str,
    value: npt.ArrayLike,
    *,
    least: float = -math.inf,
    above: float = -math.inf,
    most: float = math.inf,
) -> Floats:
    """Take an argument as float64, and refuse what it can never be.

    Parameters
    ----------
    name
        Name of the argument.
    value
        Scalar or array. NaN passes: a value that is not known is none that is wrong.
    least, above, most
        Bounds: at least, more than, at most. Infinite values are always refused.

    Raises
    ------
    ValueError
        Naming the argument, the value and what is allowed.

    Examples
    --------
    >>> numbers("width", [1, float("nan")], least=0.0).tolist()
    [1.0, nan]
    >>> numbers("width", -2, least=0.0)
    Traceback (most recent call last):
    ValueError: width is -2; allowed: finite numbers, at least 0
    """
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}; allowed: {_allowed(least, above, most)}") from None
    low = np.fmin.reduce(array, axis=None, initial=math.inf)
    high = np.fmax.reduce(array, axis=None, initial=-math.inf)
    if low > high:
        return array  # nothing but NaN
    for wrong, worst in (
        (low < least or low <= above or low == -math.inf, low),
        (high > most or high == math.inf, high),
    ):
        if wrong:
            raise ValueError(f"{name} is {worst:g}; allowed: {_allowed(least, above, most)}")
    return array


def ascending(name: str, values: Sequence[float], *, above: float = -math.inf) -> Floats:
    """Take the nodes of a table: one or more numbers, each above the one before it, none unknown.

    Raises
    ------
    ValueError
        Naming the argument, its values and what is allowed.

    Examples
    --------
    >>> ascending("depths", [0, 0.5]).tolist()
    [0.0, 0.5]
    """
    nodes = np.atleast_1d(numbers(name, values, above=above))
    if nodes.ndim != 1 or nodes.size == 0 or np.isnan(nodes).any() or (np.diff(nodes) <= 0.0).any():
        allowed = _allowed(-math.inf, above, math.inf)
        raise ValueError(f"{name} is {list(values)}; allowed: {allowed}, ascending, one or more")
    return nodes


def _allowed(least: float, above: float, most: float) -> str:
    bounds = (("at least", least), ("above", above), ("at most", most))
    return ", ".join(
        ["finite numbers", *(f"{how} {bound:g}" for how, bound in bounds if math.isfinite(bound))]
    )
