"""The frame of a section in SVG: metres to pixels, and the writing of elements."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from twin.grid import GridSpec

__all__ = ["BOTTOM", "HEIGHT", "LEFT", "RIGHT", "TOP", "WIDTH", "Floats", "Frame", "label", "tag", "titled"]

Floats = npt.NDArray[np.float64]
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 1400, 760, 76, 24, 78, 172


def tag(name: str, inside: str = "", **attributes: object) -> str:
    """Write an element; numbers get one decimal, underscores in names become hyphens."""
    told = " ".join(
        f'{key.replace("_", "-")}="{f"{value:.1f}" if isinstance(value, float) else value}"'
        for key, value in attributes.items()
    )
    return f"<{name} {told}>{inside}</{name}>" if inside else f"<{name} {told}/>"


def titled(name: str, title: str, **attributes: object) -> str:
    """Write an element that tells what it is when the pointer rests on it."""
    return tag(name, f"<title>{escape(title)}</title>", **attributes)


def label(text: str, x: float, y: float, **attributes: object) -> str:
    """Write a text at a place [pixels]."""
    return tag("text", escape(text), x=float(x), y=float(y), **attributes)


@dataclass(frozen=True, slots=True)
class Frame:
    """Maps metres to pixels."""

    grid: GridSpec
    y: float
    low: float
    high: float

    def x(self, east: npt.ArrayLike) -> Floats:
        """Pixels of eastings [m RD]."""
        left, _, right, _ = self.grid.bbox
        pixels: Floats = LEFT + (np.asarray(east, float) - left) / (right - left) * (WIDTH - LEFT - RIGHT)
        return pixels

    def along(self, distance: npt.ArrayLike) -> Floats:
        """Pixels of distances along the section [m]."""
        return self.x(self.grid.bbox[0] + np.asarray(distance, float))

    def z(self, level: npt.ArrayLike) -> Floats:
        """Pixels of levels [m NAP]."""
        share = (self.high - np.asarray(level, float)) / (self.high - self.low)
        pixels: Floats = TOP + share * (HEIGHT - TOP - BOTTOM)
        return pixels

    @property
    def line(self) -> Any:
        """The section in plan."""
        left, _, right, _ = self.grid.bbox
        return shapely.LineString([(left, self.y), (right, self.y)])
