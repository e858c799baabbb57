"""What a raster file says about itself, judged before a value is read."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt

from terrain.extent import bbox_suspicion
from twin.errors import InvalidInputError, Problem, invalid

__all__ = ["LIMIT_DECLARED", "LIMIT_READ", "Box", "Header", "Reader", "Values", "size_problems", "unreadable"]

Values = npt.NDArray[Any]
Box = tuple[float, float, float, float]
Reader = Callable[[int, int, int, int], Values]

LIMIT_READ = 4 * 2**30
"""Most bytes that one source may bring into memory."""
LIMIT_DECLARED = 64 * 2**30
"""Most bytes that a file may declare: a national 0.5 m model has to be cut out first."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a raster file says about itself, and the way to read a part of it.

    Parameters
    ----------
    path
        The file.
    left, top
        North-west outer corner [m].
    dx, dy
        Cell size [m].
    nx, ny
        Columns and rows.
    unit
        Unit the file declares, or None.
    nodata
        Value the file declares as NoData, or None.
    scale, offset
        Linear packing of the values.
    itemsize
        Bytes a value.
    read
        ``read(row, column, rows, columns)`` gives raw values, north at the top.
    """

    path: Path
    left: float
    top: float
    dx: float
    dy: float
    nx: int
    ny: int
    unit: str | None
    nodata: float | None
    scale: float
    offset: float
    itemsize: int
    read: Reader

    @property
    def box(self) -> Box:
        """Outer edges ``xmin, ymin, xmax, ymax`` [m]."""
        return self.left, self.top - self.ny * self.dy, self.left + self.nx * self.dx, self.top

    def window(self, box: Box, margin: int = 2) -> tuple[int, int, int, int] | None:
        """Row, column, rows and columns that cover a box with some margin; None when it lies outside."""
        c0 = max(0, math.floor((box[0] - self.left) / self.dx + 1e-6) - margin)
        r0 = max(0, math.floor((self.top - box[3]) / self.dy + 1e-6) - margin)
        c1 = min(self.nx, math.ceil((box[2] - self.left) / self.dx - 1e-6) + margin)
        r1 = min(self.ny, math.ceil((self.top - box[1]) / self.dy - 1e-6) + margin)
        left, bottom, right, top = self.box
        apart = box[0] >= right or box[2] <= left or box[1] >= top or box[3] <= bottom
        return None if apart else (r0, c0, r1 - r0, c1 - c0)

    def check_extent(self, field: str) -> None:
        """Refuse a file whose extent cannot be RD New, whatever its tag says."""
        if suspicion := bbox_suspicion(self.box):
            message = f"is tagged EPSG:28992 but its extent {suspicion[0]}"
            shown = f"{self.path.name} [{', '.join(f'{edge:g}' for edge in self.box)}]"
            raise invalid(f"{field}.crs", shown, message, "Give the file its true reference system.")


def size_problems(path: Path, size: int, field: str, shape: tuple[int, ...]) -> list[Problem]:
    """Refuse a file that declares more than may be unpacked, however small it is on disk."""
    if size <= LIMIT_DECLARED:
        return []
    cells = " x ".join(map(str, shape))
    message = f"declares {cells} cells = {size / 2**30:,.0f} GB, at most {LIMIT_DECLARED >> 30} GB"
    return [Problem(f"{field}.path", path.name, message, "Cut out the part you need first (gdalwarp -te).")]


def unreadable(path: Path, field: str, error: Exception) -> InvalidInputError:
    """Make the error for a file that its library cannot read."""
    detail = str(error).replace(str(path), path.name)
    return invalid(f"{field}.path", path.name, f"cannot be read ({detail})", "Check that the file is whole.")
