"""Colours of maps, as data: per quantity the classes, their colours and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np
import numpy.typing as npt

from twin.vocabulary import LAND_USE, SOIL
from twin.vocabulary import Entry as Word

__all__ = ["PALETTES", "Entry", "Palette"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A class of values.

    Parameters
    ----------
    color
        ``#rrggbb``.
    low, high
        Values above `low` up to and with `high`; both the code itself for a class that has one.
    label_nl, label_en
        What people call it.
    """

    color: str
    low: float
    high: float
    label_nl: str
    label_en: str


@dataclass(frozen=True)
class Palette:
    """Classes of a quantity.

    Parameters
    ----------
    entries
        From low to high; values in none of them, and unknown ones, are transparent.
    unit
        Unit of the labels.
    shaded
        Whether light from the north-west shows the relief.
    """

    entries: tuple[Entry, ...]
    unit: str = ""
    shaded: bool = False

    def classify(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
        """Number of the class of every value, from 1; 0 where there is none."""
        if self.entries[0].low == self.entries[0].high:
            codes = np.nan_to_num(np.clip(values, -1, self._numbers.size - 2), nan=-1)
            numbers: npt.NDArray[np.uint8] = self._numbers[codes.astype(np.intp)]
            return numbers
        limits = np.array([self.entries[0].low, *(entry.high for entry in self.entries)])
        found = np.searchsorted(limits, values, side="left")
        known = np.isfinite(values) & (found <= len(self.entries))
        return np.where(known, found, 0).astype(np.uint8)

    @cached_property
    def _numbers(self) -> npt.NDArray[np.uint8]:
        """Class by code; the last one, which -1 finds too, stands for codes that have none."""
        table = np.zeros(int(max(entry.low for entry in self.entries)) + 3, np.uint8)
        for number, entry in enumerate(self.entries, start=1):
            table[int(entry.low)] = number
        return table


def _classes(
    limits: Sequence[float], colors: str, unit: str, factor: float = 1.0, *, shaded: bool = False
) -> Palette:
    """Make classes between limits; `factor` of the quantity's own units go into one of `unit`."""
    pairs = zip(limits[:-1], limits[1:], colors.split(), strict=True)
    entries = [
        Entry(f"#{color}", low * factor, high * factor, *_labels(low, high, unit))
        for low, high, color in pairs
    ]
    return Palette(tuple(entries), unit, shaded)


def _labels(low: float, high: float, unit: str) -> tuple[str, str]:
    least, most = (f"{end:g}".replace("-", "−") for end in (low, high))
    if low == -inf:
        label = f"≤ {most} {unit}"
    elif high == inf:
        label = f"> {least} {unit}"
    else:
        label = f"{least} – {most} {unit}"
    return label.strip().replace(".", ","), label.strip()


def _codes(words: Iterable[Word]) -> Palette:
    return Palette(tuple(Entry(w.color, w.code, w.code, w.label_nl, w.label_en) for w in words))


_DEPTH = _classes([0, 0.5, 1.5, 3, inf], "8fcbe5 54a8db 2170bd 124a94", "m")
_LEVEL = _classes(
    [-inf, -5, -2, -1, 0, 1, 2, 3, 4, 5, inf],
    "081d58 253494 225ea8 1d91c0 41b6c4 7fcdbb c7e9b4 edf8b1 ffffd9 f7f7f7",
    "m NAP",
)

PALETTES: dict[str, Palette] = {
    "ground_level": _classes(
        [-inf, -6, -5, -4, -3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 2, 3, 5, 10, inf],
        "25416f 2f5c8a 3a78a0 4b94ab 62adab 80c0a2 9fcf98 bcdb91 d6e592 ecec9d f4e3a0 eed095 e3b885 "
        "d39d75 bd8268 a56c5f",
        "m NAP",
        shaded=True,
    ),
    "land_use": _codes(LAND_USE.values()),
    "soil": _codes(SOIL.values()),
    "inundation": _DEPTH,
    "inundation_level": _LEVEL,
    "water_level": _LEVEL,
    "max_depth": _DEPTH,
    "water_depth": _DEPTH,
    "water_depth_series": _DEPTH,
    "arrival_time": _classes(
        [-inf, 0, 1, 3, 6, 12, 24, inf], "8fcbe5 7a0f2b c2334a ee7b51 f9c36b c9a3d6 8f86c9", "h", 3600.0
    ),
    "flood_duration": _classes(
        [0, 1, 6, 24, 72, 168, inf], "f2f0f7 cbc9e2 9e9ac8 756bb1 54278f 2c0a57", "h", 3600.0
    ),
    "max_speed": _classes([0, 0.5, 1, 2, 4, inf], "fee5d9 fcae91 fb6a4a de2d26 a50f15", "m/s"),
    "max_depth_speed": _classes([0, 0.5, 1.5, 7, inf], "fef0d9 fdcc8a fc8d59 d7301f", "m²/s"),
    "rise_rate": _classes([0, 0.25, 0.5, 1, 4, inf], "ffffcc c2e699 78c679 31a354 006837", "m/h", 1 / 3600),
    "mortality": _classes([0, 0.001, 0.01, 0.1, 1], "fde0dd fa9fb5 c51b8a 7a0177", ""),
    "damage_density": _classes([0, 1, 10, 100, 500, inf], "ffffb2 fecc5c fd8d3c f03b20 bd0026", "EUR/m²"),
}
"""Classes by name of the field; a field without them has no map tiles."""
