"""A ground level made fit for water: voids and spikes counted, open water filled, the sea's edge found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Spikes", "Voids", "edge_cells", "fill_water", "find_spikes", "find_voids"]

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


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
