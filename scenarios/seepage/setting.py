"""What a twin tells of its aquifer, on cells that leakage lengths allow: KD, resistance, what is on it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from scenarios.physics.constants import Parameter
from scenarios.polders.aquifer import Aquifer
from scenarios.polders.seepage_state import GROUNDWATER_DEPTH, below, tidal
from scenarios.sea_level_tables import MEAN_LEVEL_1995_2014
from twin.grid import GridSpec

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["BED", "DRAINAGE", "MOST_CELLS", "NO_AQUIFER", "NO_VOXELS", "Setting", "setting"]

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

DRAINAGE = Parameter(200.0 * 86_400.0, "s", "drainage of sandy land", "unverified")
"""Least resistance between the aquifer and the ditches of land: that of the ditches alone."""
BED = Parameter(50.0 * 86_400.0, "s", "bed of a river that cuts the layer", "unverified")
"""Least resistance between the aquifer and a river."""
MOST_CELLS = 60_000
"""Cells of an aquifer: with more, heads of the demo move 1 cm in the mean, and at most 0.2 m at a shore."""

NO_VOXELS = (
    "the twin has no voxels, and no transmissivity and resistance are given: nothing tells what lies below"
)
NO_AQUIFER = "there is no aquifer below the area"
_FINE_ENOUGH = 8.0  # cells in a leakage length
_ACROSS = 400  # cells in the longer side of the area: small twins have small water-level areas
_SMALL = 0.05  # part of the land whose leakage length may be shorter
_TOO_COARSE = 2.0  # cells in a leakage length: with fewer a shore gives 3 % too little and more


@dataclass(frozen=True, slots=True)
class Setting:
    """Aquifer and what stands on it, on cells of one or more cells of the twin, (ny, nx) each.

    Parameters
    ----------
    grid
        Of these arrays.
    factor
        Cells of the twin in the side of one of them.
    size
        Area of the twin in each of them [m2]; those at its edge may be cut.
    aquifer
        Sea has a fixed head.
    sea, river
        Open sea; river and estuary over an aquifer that the sea reaches.
    area
        Number of the water-level area, -1 for none.
    outside
        Dry land outside the areas: it takes in rain, or drains at ``above``.
    above
        Ground less 0.7 m of that land [m NAP]; NaN elsewhere.
    open_sand
        Of that land, what has no layer on the aquifer.
    base
        Bottom of the aquifer [m NAP]; NaN where nothing tells.
    notes
        What people should know of how it was made.
    """

    grid: GridSpec
    factor: int
    size: Floats
    aquifer: Aquifer
    sea: Flags
    river: Flags
    area: Indices
    outside: Flags
    above: Floats
    open_sand: Flags
    base: Floats
    notes: tuple[str, ...]

    def with_resistance(self, times: float) -> Self:
        """The same with all layers so many times as tight."""
        return replace(self, aquifer=replace(self.aquifer, resistance=self.aquifer.resistance * times))

    def fine(self, values: npt.NDArray[Any], twin: Twin) -> npt.NDArray[Any]:
        """Values of these cells on the cells of the twin."""
        ny, nx = twin.grid.shape
        return values.repeat(self.factor, 0)[:ny].repeat(self.factor, 1)[:, :nx]


def setting(
    twin: Twin,
    *,
    transmissivity: float | None = None,
    resistance: float | None = None,
    most_cells: int = MOST_CELLS,
) -> Setting | str:
    """Make the setting of a twin, or tell why there is none.

    Parameters
    ----------
    twin
        With voxels, else both numbers must be given.
    transmissivity
        KD everywhere [m2/s], > 0; None: that of the voxels.
    resistance
        Of the layer on the aquifer, below land outside dunes and below water [s], > 0; None: of the voxels.
    most_cells
        Cells are taken together until there are at most so many, however short leakage lengths are.

    Notes
    -----
    Cells of the twin are taken together, 2 by 2 or more, as long as 8 of them fit in the leakage length of
    95 % of the cells that leak and 400 in the longer side of the twin; edges of areas then lie within half
    a cell. Ditches resist with 200 d at least, and the bed of a river with 50 d, also where the voxels have
    less on the aquifer. The sea stands in open contact with the aquifer where its bed lies below the mean
    sea level, also where no voxels lie below it. Lakes outside the areas leak nothing: their level is not
    known; nor does a layer of more than 30 m, which is not read to its end.
    """
    kd, c, bare, base = _below(twin, transmissivity, resistance)
    if kd is None or c is None:
        return NO_VOXELS
    sea, river = waters(twin)
    area = areas(twin)
    ground = twin.surface["ground_level"].values.astype(np.float64)
    there = np.isfinite(ground) & ~np.isnan(c) & (kd > 0.0)
    if not there.any():
        return NO_AQUIFER
    river &= there
    outside = (area < 0) & ~sea & ~river & there
    if "permanent_water" in twin.surface:
        outside &= twin.surface["permanent_water"].values == 0
    least = np.where(river, BED.value, DRAINAGE.value)
    layer = c if resistance is not None else np.maximum(c, least)
    through = np.where(bare, least, layer)
    through = np.where(outside | river | (area >= 0), through, np.inf)
    kd = np.where(there, kd, 0.0)
    leaks = there & np.isfinite(through) & ~sea
    factor = _factor(twin.grid, np.sqrt(kd * np.where(leaks, through, 0.0)), leaks, most_cells)
    parts: tuple[npt.NDArray[Any], ...]
    parts = (kd, through, sea, river, area, outside, outside & bare, base)
    kd, through, sea, river, area, outside, open_sand, base = (middle(part, factor) for part in parts)
    level = np.where(outside, block_mean(ground, factor) - GROUNDWATER_DEPTH.value, np.nan)
    aquifer = Aquifer(kd, through, sea, factor * twin.grid.dx, factor * twin.grid.dy)
    return Setting(
        grid=_grid(twin.grid, factor, sea.shape),
        factor=factor,
        size=_size(twin.grid, factor),
        aquifer=aquifer,
        sea=sea,
        river=river,
        area=area,
        outside=outside,
        above=level,
        open_sand=open_sand,
        base=base,
        notes=_notes(aquifer, factor, transmissivity, resistance),
    )


def _below(
    twin: Twin, transmissivity: float | None, resistance: float | None
) -> tuple[Floats | None, Floats | None, Flags, Floats]:
    """KD, resistance, bare sand and base of the aquifer on the cells of the twin; None: nothing tells."""
    from scenarios.seepage.body import body

    shape = twin.grid.shape
    kd = None if transmissivity is None else np.full(shape, transmissivity)
    c = None if resistance is None else np.full(shape, resistance)
    base: Floats = np.full(shape, np.nan)
    bare: Flags = np.zeros(shape, np.bool_)
    sand = body(twin)
    if sand is None:
        return kd, c, bare, base
    found = below(twin, np.ones(shape, np.bool_))
    if found is None:
        return kd, c, bare, base
    place = found.place
    inside = place >= 0

    def on_cells(values: Floats) -> Floats:
        return np.where(inside, values.ravel()[place], np.nan)

    told = on_cells(found.resistance)
    # without resistance, and not for soft soil down to where `below` looks
    bare = np.isinf(told) & (on_cells(found.soft_thickness) == 0.0)
    if c is not None:
        told = np.where(np.isnan(told) | bare, told, c)  # sand at the ground stays open
    return (on_cells(sand.transmissivity) if kd is None else kd), told, bare, on_cells(sand.base)


def waters(twin: Twin) -> tuple[Flags, Flags]:
    """Cells of the sea, and of river and estuary that it reaches, (ny, nx) each."""
    from scipy.ndimage import label

    low = twin.surface["ground_level"].values < MEAN_LEVEL_1995_2014
    mark = twin.surface["sea"].values == 1 if "sea" in twin.surface else np.zeros(twin.grid.shape, np.bool_)
    use = (
        twin.surface["land_use"].values if "land_use" in twin.surface else np.zeros(twin.grid.shape, np.int16)
    )
    sea = ((use == 1) | (mark == 1)) & low
    part, _ = label(sea | tidal(twin))
    reached = np.unique(part[sea & (part > 0)])
    return sea, (use == 2) & np.isin(part, reached)


def areas(twin: Twin) -> Indices:
    """Number of the water-level area of each cell, (ny, nx); -1 for none."""
    from affine import Affine
    from rasterio.features import rasterize

    shapes = []
    if "peilgebieden" in twin.features:
        shapes = [
            (shape, at)
            for at, shape in enumerate(twin.features["peilgebieden"].geometry)
            if shape is not None and not shape.is_empty
        ]
    if not shapes:
        return np.full(twin.grid.shape, -1, np.int32)
    number: Indices = rasterize(
        shapes[::-1],
        out_shape=twin.grid.shape,
        fill=-1,
        transform=Affine(*twin.grid.transform),
        dtype="int32",
    )
    return number


def middle(values: npt.NDArray[Any], factor: int) -> npt.NDArray[Any]:
    """The cell in the middle of each block of cells; the last block may be cut."""
    if factor == 1:
        return values
    rows, columns = (
        np.minimum(np.arange(0, count, factor) + factor // 2, count - 1) for count in values.shape
    )
    return np.ascontiguousarray(values[rows[:, None], columns[None, :]])


def block_mean(values: Floats, factor: int) -> Floats:
    """Mean of what is known in each block of cells; NaN where nothing is."""
    if factor == 1:
        return values
    ny, nx = (-(-count // factor) for count in values.shape)
    room = np.full((ny * factor, nx * factor), np.nan)
    room[: values.shape[0], : values.shape[1]] = values
    blocks = room.reshape(ny, factor, nx, factor)
    known = np.isfinite(blocks)
    count = known.sum(axis=(1, 3))
    total = np.where(known, blocks, 0.0).sum(axis=(1, 3))
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _factor(grid: GridSpec, length: Floats, leaks: Flags, most_cells: int) -> int:
    """Cells of the twin in the side of one cell of the aquifer."""
    size = max(grid.dx, grid.dy)
    allowed = 1
    if leaks.any():
        shortest = float(np.quantile(length[leaks], _SMALL))
        allowed = max(1, int(shortest / (_FINE_ENOUGH * size)))
    forced = math.ceil(math.sqrt(grid.nx * grid.ny / most_cells))
    return max(1, forced, min(allowed, max(grid.shape) // _ACROSS))


def _size(fine: GridSpec, factor: int) -> Floats:
    """Area of the twin in each block of cells [m2]."""
    rows, columns = (np.minimum(factor, count - np.arange(0, count, factor)) for count in (fine.ny, fine.nx))
    return np.asarray(rows[:, None] * columns[None, :] * fine.cell_area, np.float64)


def _grid(fine: GridSpec, factor: int, shape: tuple[int, ...]) -> GridSpec:
    left, _, _, top = fine.bbox
    dx, dy = fine.dx * factor, fine.dy * factor
    return GridSpec(left + dx / 2, top - dy / 2, dx, dy, shape[1], shape[0])


def _notes(aquifer: Aquifer, factor: int, kd: float | None, c: float | None) -> tuple[str, ...]:
    here = (aquifer.transmissivity > 0.0) & ~aquifer.fixed
    leaks = here & np.isfinite(aquifer.resistance)
    notes = [f"The aquifer is solved on cells of {aquifer.dx:g} m, {factor} by {factor} of the twin."]
    middle_kd = float(np.median(aquifer.transmissivity[here])) * 86_400.0 if here.any() else math.nan
    source = "of the voxels" if kd is None else "as given"
    notes.append(f"KD {source}, {middle_kd:.0f} m2/d in the middle.")
    if leaks.any():
        length = np.sqrt(aquifer.transmissivity[leaks] * aquifer.resistance[leaks])
        low, mid, high = np.quantile(length, (0.05, 0.5, 0.95))
        source = "of the voxels" if c is None else "as given"
        notes.append(
            f"Resistance {source}; leakage length {low:.3g} to {high:.3g} m, {mid:.3g} m in the middle."
        )
        coarse = float((length < _TOO_COARSE * max(aquifer.dx, aquifer.dy)).mean())
        if coarse > _SMALL:
            notes.append(
                f"In {100.0 * coarse:.0f} % of the land it is less than {_TOO_COARSE:g} cells: too short for "
                "what happens beside water and edges of areas."
            )
    return tuple(notes)
