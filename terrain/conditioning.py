"""Checks and repairs of a ground level: units, NoData, voids, spikes, open water and the sea's edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from twin.errors import Problem

__all__ = [
    "TO_METRES",
    "Spikes",
    "Voids",
    "edge_cells",
    "fill_water",
    "find_spikes",
    "find_voids",
    "level_problems",
    "sentinel_problem",
    "unit_problem",
]

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

TO_METRES = {"m": 1.0, "cm": 0.01, "mm": 0.001}
"""Metres per unit of a raster."""

SENTINELS = (-9999.0, -99999.0, -32768.0, -32767.0, 9999.0, 99999.0, 32767.0, 1e20, -1e20)
"""Values that other software writes for 'no data'; no ground in the Netherlands has them."""

HIGHEST, LOWEST = 330.0, -20.0
"""Ground that is plausible in the Netherlands [m NAP]; the Vaalserberg is 322 m."""

_TAGS = {
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), "m"),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), "cm"),
    **dict.fromkeys(("mm", "millimetre", "millimetres", "millimeter", "millimeters"), "mm"),
}
_FEET = {"ft", "foot", "feet", "us-ft", "ussurveyfoot"}


@dataclass(frozen=True, slots=True)
class Voids:
    """Cells without a ground level: how many, in how many connected pieces, and the largest piece."""

    cells: int
    pieces: int
    largest: int


@dataclass(frozen=True, slots=True)
class Spikes:
    """Cells that stand far from the median of their neighbours: reported, never changed."""

    cells: int
    largest: float
    row: int
    column: int


def unit_problem(tag: str | None, unit: str | None, field: str) -> Problem | None:
    """Compare the unit that a file declares with the one the area file gives.

    Parameters
    ----------
    tag
        Unit in the file's header, or None.
    unit
        Unit in the area file, or None (metres).
    field
        Where the source stands in the area file.
    """
    words = (tag or "").strip().lower().split()
    if _FEET & set(words):
        remedy = "Convert to metres first, e.g. gdal_calc.py --calc='A*0.3048', and set the unit to m."
        return Problem(f"{field}.unit", tag, "the file declares feet", remedy)
    if words and words[0] not in _TAGS:
        message = "the file declares a unit that is no length"
        return Problem(f"{field}.unit", tag, message, "Give heights in m NAP.")
    declared = _TAGS[words[0]] if words else unit or "m"
    if declared != (unit or "m"):
        return Problem(f"{field}.unit", unit, f"the file declares {declared}", f"Add `unit: {declared}`.")
    return None


def sentinel_problem(values: npt.NDArray[Any], field: str, factor: float = 1.0) -> Problem | None:
    """Find a value that means 'no data' but is not declared as such.

    Parameters
    ----------
    values
        Raw values of the file, those declared as NoData left out.
    factor
        Metres per unit: 9999 cm may be ground, -9999 cm may not.
    """
    suspects = [
        value for value in SENTINELS if _possible(values, value) and not LOWEST <= value * factor <= HIGHEST
    ]
    for value in suspects:
        if count := int(np.count_nonzero(values == values.dtype.type(value))):
            return _undeclared(value, f"{value:g}", count, field)
    finite = values[np.isfinite(values)]
    wild = np.abs(finite, dtype=np.float64) > 1e30
    if wild.any():
        extreme = float(finite[wild][0])
        return _undeclared(extreme, repr(extreme), int(wild.sum()), field)
    if finite.size + np.count_nonzero(np.isnan(values)) < values.size:
        return Problem(f"{field}.nodata", "inf", "the file holds infinite values", "Replace them by NoData.")
    return None


def _undeclared(value: float, shown: str, count: int, field: str) -> Problem:
    message = f"{count} cells hold {value:g}, which is not declared as NoData"
    remedy = f"Add `nodata: {shown}` to the source, or set it in the file (gdal_edit.py -a_nodata {shown})."
    return Problem(f"{field}.nodata", value, message, remedy)


def _possible(values: npt.NDArray[Any], value: float) -> bool:
    """Whether the type of the file can hold the value at all."""
    if values.dtype.kind == "f":
        return True
    limits = np.iinfo(values.dtype)
    return bool(limits.min <= value <= limits.max)


def level_problems(low: float, high: float, unit: str | None, field: str) -> list[Problem]:
    """Refuse levels that no ground in the Netherlands has.

    Parameters
    ----------
    low, high
        Extremes of the ground level in metres, open water left out.
    unit
        Unit in the area file; None when it says nothing.
    """
    if low >= LOWEST and high <= HIGHEST:
        return []
    shown = f"{low:g}..{high:g}"
    if unit is None:
        message = f"lies outside {LOWEST:g}..{HIGHEST:g} m NAP: centimetres? feet?"
        return [
            Problem(
                f"{field}.unit", shown, message, "Add `unit: cm` (or mm), or `unit: m` if these are metres."
            )
        ]
    if low < -320 or high > 320:
        message = f"lies outside -320..320 m NAP, read as {unit}"
        return [Problem(f"{field}.unit", shown, message, "Check the unit and the NoData value.")]
    return []


def find_voids(ground: Floats) -> Voids:
    """Count the cells without ground level and the pieces they form (4-connected)."""
    from scipy.ndimage import label

    missing = np.isnan(ground)
    pieces, count = label(missing)
    sizes = np.bincount(pieces.ravel())[1:]
    return Voids(int(missing.sum()), int(count), int(sizes.max()) if count else 0)


def find_spikes(ground: Floats, threshold: float = 5.0) -> Spikes:
    """Find cells that stand more than ``threshold`` metres from the median of their 3 x 3 neighbourhood.

    The rim of a void is left out: half a neighbourhood says nothing.
    """
    rows, columns = ground.shape
    padded = np.pad(ground, 1, mode="edge")
    around = [
        padded[row : row + rows, column : column + columns]
        for row in range(3)
        for column in range(3)
        if (row, column) != (1, 1)
    ]
    # A median of nine can only be that far off when four neighbours are; few cells need the median itself.
    far = np.zeros(ground.shape, np.int8)
    for neighbour in around:
        far += np.abs(neighbour - ground) > threshold
    row, column = np.nonzero(far >= 4)
    windows = np.stack([ground[row, column], *(neighbour[row, column] for neighbour in around)])
    departure = np.abs(windows[0] - np.median(windows, axis=0)) if row.size else np.zeros(0, np.float32)
    spikes = departure > threshold  # NaN, a void in the neighbourhood, is no spike
    if not spikes.any():
        return Spikes(0, 0.0, -1, -1)
    worst = int(np.where(spikes, departure, 0).argmax())
    return Spikes(int(spikes.sum()), float(departure[worst]), int(row[worst]), int(column[worst]))


def fill_water(ground: Floats, water: Flags, levels: Floats) -> tuple[Floats, int]:
    """Give the cells of open water a level, never NaN.

    Parameters
    ----------
    ground
        (ny, nx) ground level [m NAP].
    water
        (ny, nx) cells of open water.
    levels
        (ny, nx) water level [m NAP]; NaN where no peilgebied lies.

    Returns
    -------
    tuple
        The ground with water cells replaced, and how many had no level of their own and took the nearest.

    Raises
    ------
    ValueError
        If no cell has a level at all.
    """
    from scipy.ndimage import distance_transform_edt

    filled = ground.copy()
    orphans = water & np.isnan(levels)
    if orphans.any():
        known = np.isfinite(levels)
        if not known.any():
            raise ValueError("no cell has a water level")
        row, column = distance_transform_edt(~known, return_distances=False, return_indices=True)
        levels = np.where(known, levels, levels[row, column])
    filled[water] = levels[water]
    return filled, int(orphans.sum())


def edge_cells(ground: Floats, sides: tuple[str, ...]) -> Flags:
    """Mark the outermost valid cells as seen from the given sides.

    Parameters
    ----------
    ground
        (ny, nx) ground level; NaN is NoData.
    sides
        Of west, east, north, south.

    Returns
    -------
    ndarray
        (ny, nx) bool: per row (west, east) or column (north, south) the first valid cell from that side.
    """
    valid = ~np.isnan(ground)
    marked = np.zeros(valid.shape, bool)
    for side in sides:
        axis = 1 if side in ("west", "east") else 0
        view = valid if side in ("west", "north") else np.flip(valid, axis)
        first = view & (np.cumsum(view, axis=axis) == 1)
        marked |= first if side in ("west", "north") else np.flip(first, axis)
    return marked
