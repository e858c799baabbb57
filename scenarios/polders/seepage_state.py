"""What lies below a polder: peat, soft soil, and the resistance of all that lies on the aquifer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter

if TYPE_CHECKING:
    import xarray as xr

    from twin.grid import GridSpec
    from twin.state import Twin

__all__ = ["AQUIFER_LEAST", "GROUNDWATER_DEPTH", "PEAT_REACH", "Below", "below", "tidal"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

AQUIFER_LEAST = Parameter(4.0, "m", "thinner sand is a lens or a beach ridge in the cover", "unverified")
"""Thickness from which sand is the aquifer under a polder."""
PEAT_REACH = Parameter(1.2, "m", "no oxidation deeper, Atlans (Deltares) margin", "secondary")
"""Depth below the ground within which peat must begin to count as the peat of a column."""
GROUNDWATER_DEPTH = Parameter(0.7, "m", "usual depth of groundwater in polders", "unverified")
"""Depth of the groundwater below the ground of land of which no level is known."""

_PEAT, _CLAY, _LOAM = 1, 2, 3
_SANDS = (5, 6, 7, 8, 9)
_MISSING = -127
_REACH = 30.0  # m below the ground that is looked at
_CLASSES = 16


@dataclass(frozen=True, slots=True)
class Below:
    """What lies below the ground, for each column of voxels (m, n); NaN where none is or none was asked for.

    Parameters
    ----------
    grid
        Of the voxels.
    place
        Number of the column of voxels below each cell of the twin, (ny, nx); -1 for none.
    peat_thickness, clay_cover
        Peat that begins within 1.2 m of the ground, and what lies on top of it [m]; 0 where there is none.
    soft_thickness
        Peat, clay and loam above the aquifer [m].
    resistance
        Of all that lies on the aquifer [s]; inf where sand begins at the ground or no aquifer is found, NaN
        where a lithoclass has no conductivity.
    """

    grid: GridSpec
    place: Integers
    peat_thickness: Floats
    clay_cover: Floats
    soft_thickness: Floats
    resistance: Floats


def below(twin: Twin, wanted: Flags) -> Below | None:
    """Read the voxels of a twin from the ground down; None where it has none.

    Parameters
    ----------
    twin
        Twin with ``strat`` and ``lithok`` over (z, y, x), and a table of properties or the defaults by
        lithoclass.
    wanted
        Cells of the twin to look below, (ny, nx).

    Notes
    -----
    The highest voxel reaches up to the mean ground of its column. The aquifer begins with the first 4 m of
    sand; the resistance is the sum of thickness over vertical conductivity above it.
    """
    if twin.subsurface is None or "voxels" not in twin.subsurface.children:
        return None
    from twin.grid import GridSpec

    voxels = twin.subsurface["voxels"].to_dataset()
    grid = GridSpec.of(voxels)
    place = _places(twin.grid, grid)
    asked = np.zeros(grid.nx * grid.ny, np.bool_)
    asked[place[wanted & (place >= 0)]] = True
    table = twin.subsurface.children.get("properties")
    ground = _block_mean(twin.surface["ground_level"].values, place, asked.size)
    read = _read(*_downwards(voxels, asked, ground[asked], None if table is None else table.to_dataset()))
    found = np.full((len(read), asked.size), np.nan)
    found[:, asked] = read
    return Below(grid, place, *found.reshape(len(read), *grid.shape))


def tidal(twin: Twin) -> Flags:
    """Cells of sea and river: what their ground level tells is the bed, not the water."""
    if "land_use" not in twin.surface:
        return np.zeros(twin.grid.shape, np.bool_)
    return np.isin(twin.surface["land_use"].values, (1, 2))


def _block_mean(values: npt.NDArray[np.floating], place: Integers, count: int) -> Floats:
    """Mean of the cells of the twin above each column of voxels; NaN where there is none."""
    there = (place >= 0) & np.isfinite(values)
    cells = np.bincount(place[there], minlength=count)
    total = np.bincount(place[there], values[there], minlength=count)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(cells > 0, total / cells, np.nan), np.float64)


def _places(fine: GridSpec, coarse: GridSpec) -> Integers:
    """Number of the coarse cell that holds the centre of each fine cell, (ny, nx); -1 outside."""
    row, _ = coarse.index(np.full(fine.ny, coarse.x0), fine.y)
    _, column = coarse.index(fine.x, np.full(fine.nx, coarse.y0))
    row = np.where((row >= 0) & (row < coarse.ny), row * coarse.nx, -coarse.nx * coarse.ny)
    column = np.where((column >= 0) & (column < coarse.nx), column, -coarse.nx * coarse.ny)
    return np.asarray(np.maximum(row[:, None] + column[None, :], -1), np.int64)


def _downwards(
    voxels: xr.Dataset, asked: Flags, ground: Floats, table: xr.Dataset | None
) -> tuple[Integers, Floats, Floats]:
    """Lithoclass, vertical conductivity and thickness of each voxel from the ground down, (columns, k)."""
    z = voxels["z"].values.astype(np.float64)
    height = float(z[1] - z[0]) if z.size > 1 else 0.5
    strat, lithok = (voxels[name].values.reshape(z.size, -1)[:, asked] for name in ("strat", "lithok"))
    filled = lithok != _MISSING
    highest = z.size - 1 - filled[::-1].argmax(axis=0)
    count = min(z.size, round(_REACH / height))
    index = highest[:, None] - np.arange(count)[None, :]
    many = np.arange(lithok.shape[1])[:, None]
    there = (index >= 0) & filled.any(axis=0)[:, None]
    index = np.maximum(index, 0)
    code = np.where(there, lithok[index, many], _MISSING).astype(np.int64)
    kv = _vertical(strat[index, many].astype(np.int64), code, table)
    thick = np.where(code != _MISSING, height, 0.0)
    top = z[highest] + 0.5 * height
    thick[:, 0] += np.where(there[:, 0], np.nan_to_num(np.maximum(ground - top, 0.0)), 0.0)
    return code, kv, thick


def _vertical(strat: Integers, lithok: Integers, table: xr.Dataset | None) -> Floats:
    """Vertical conductivity of each voxel [m/s], by the twin's table, else by lithoclass."""
    from scenarios.dikes.subsoil import CONDUCTIVITY

    by_class = np.full(_CLASSES, np.nan)
    for number, parameter in CONDUCTIVITY.items():
        by_class[number] = parameter.value
    key = np.where(lithok >= 0, lithok, _CLASSES - 1)
    if table is None:
        return np.asarray(by_class[key], np.float64)
    given = table["strat"].values.astype(np.int64), table["lithok"].values.astype(np.int64)
    largest = max(int(strat.max(initial=0)), int(given[0].max(initial=0))) + 1
    values = np.tile(by_class, largest)
    told = np.isfinite(table["kv"].values)
    values[given[0][told] * _CLASSES + given[1][told]] = table["kv"].values[told]
    return np.asarray(values[np.maximum(strat, 0) * _CLASSES + key], np.float64)


def _read(lithok: Integers, kv: Floats, thick: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Peat, its cover, soft soil and resistance of each column from the ground down."""
    order = np.arange(lithok.shape[1])[None, :]
    depth = np.cumsum(thick, axis=1)
    begin = _first_run(np.isin(lithok, _SANDS), thick, AQUIFER_LEAST.value)
    cover = order < begin[:, None]
    peat = (lithok == _PEAT) & cover
    top = np.where(peat.any(axis=1), (depth - thick)[np.arange(len(lithok)), peat.argmax(axis=1)], np.inf)
    shallow = top <= PEAT_REACH.value
    end = _first_run((lithok != _PEAT) & (depth - thick > top[:, None]), thick, 1.0)
    body = peat & (order < end[:, None])
    soft = np.isin(lithok, (_PEAT, _CLAY, _LOAM)) & cover
    resistance = np.where(cover & (thick > 0.0), thick / kv, 0.0).sum(axis=1)
    closed = (begin < lithok.shape[1]) & (resistance > 0.0) & soft.any(axis=1)
    empty = ~(thick > 0.0).any(axis=1)
    found = (
        np.where(shallow, np.where(body, thick, 0.0).sum(axis=1), 0.0),
        np.where(shallow, top, 0.0),
        np.where(soft, thick, 0.0).sum(axis=1),
        np.where(np.isnan(resistance), np.nan, np.where(closed, resistance, np.inf)),
    )
    return tuple(np.where(empty, np.nan, values) for values in found)  # type: ignore[return-value]


def _first_run(mask: Flags, thick: Floats, least: float) -> Integers:
    """First voxel of a run downwards of at least so many metres; the count of voxels where there is none."""
    total = np.cumsum(np.where(mask, thick, 0.0), axis=1)
    before = np.where(mask, 0.0, total)
    run = total - np.maximum.accumulate(before, axis=1)
    long = (run >= least - 1e-9) & mask
    starts = mask & ~np.concatenate([np.zeros((len(mask), 1), np.bool_), mask[:, :-1]], axis=1)
    start = np.maximum.accumulate(np.where(starts, np.arange(mask.shape[1]), 0), axis=1)
    first = long.argmax(axis=1)
    return np.where(long.any(axis=1), start[np.arange(len(mask)), first], mask.shape[1])
