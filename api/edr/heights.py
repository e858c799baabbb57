"""The parameter ``z``: heights in m NAP."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.errors import invalid

__all__ = ["HeightRange", "Heights", "parse_heights"]

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_LIST = re.compile(rf"{_NUMBER}(?:,{_NUMBER}){{0,999}}", re.ASCII)
_RANGE = re.compile(rf"({_NUMBER})/({_NUMBER})", re.ASCII)
_REPEATED = re.compile(rf"R(\d{{1,3}})/({_NUMBER})/({_NUMBER})", re.ASCII)
_DEEPEST, _HIGHEST = -12_000.0, 1_000.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeightRange:
    """All heights from `low` to `high` [m NAP]."""

    low: float
    high: float


Heights = HeightRange | Floats
"""A range, or the heights themselves."""


def parse_heights(text: str | None) -> Heights | None:
    """Read ``z``: ``-5``, ``-10/0``, ``-10,-5,0``, or ``R20/-40/2`` (20 heights from -40, 2 m apart).

    Returns
    -------
    HeightRange or numpy.ndarray or None
        A range, or ascending heights [m NAP]; None when nothing was asked.

    Raises
    ------
    InvalidInputError
        When it is none of these, or lies where there is no Dutch ground.
    """
    if text is None:
        return None
    given = text.strip()
    if (found := _RANGE.fullmatch(given)) is not None:
        low, high = float(found[1]), float(found[2])
        if low > high:
            raise invalid("z", text, "is inverted", "Give lowest/highest in m NAP.")
        _check(text, np.array([low, high]))
        return HeightRange(low, high) if low < high else np.array([low])
    if (found := _REPEATED.fullmatch(given)) is not None and int(found[1]):
        heights = float(found[2]) + float(found[3]) * np.arange(int(found[1]), dtype=np.float64)
    elif _LIST.fullmatch(given[:20_000]) is not None:
        heights = np.array([float(part) for part in given.split(",")], np.float64)
    else:
        remedy = "E.g. -5, or -10/0, or -10,-5,0, or R20/-40/2; in m NAP."
        raise invalid("z", text, "is no height and no range of heights", remedy)
    _check(text, heights)
    return np.unique(heights)


def _check(text: str, heights: Floats) -> None:
    if heights.min() < _DEEPEST or heights.max() > _HIGHEST:
        remedy = f"Give heights from {_DEEPEST:g} to {_HIGHEST:g} m NAP."
        raise invalid("z", text, "is no height in or above the ground", remedy)
