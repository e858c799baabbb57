"""A straight dike of known profile at any angle on a grid of any cell, for tests that measure it again."""

from __future__ import annotations

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import xarray as xr
from shapely import LineString

from twin.grid import GridSpec
from twin.state import Twin

CENTRE = (100_000.0, 450_000.0)


@dataclass(frozen=True)
class Section:
    """Cross-section of a dike; inner side to positive offsets."""

    crest: float = 6.0
    width: float = 5.0
    outer_slope: float = 4.0
    inner_slope: float = 3.0
    outer_toe: float = 1.0
    inner_toe: float = 0.0
    outer_berm: tuple[float, float] = (0.0, 0.0)
    inner_berm: tuple[float, float] = (0.0, 0.0)

    def level(self, offset: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Ground level [m NAP] at offsets from the middle of the crest [m]."""
        return np.interp(np.asarray(offset, np.float64), *self.corners())

    def corners(self) -> tuple[list[float], list[float]]:
        """Offsets and levels of the corners, from the outer to the inner side."""
        half = 0.5 * self.width
        out_x, out_z = _half(half, self.crest, self.outer_slope, self.outer_toe, self.outer_berm)
        in_x, in_z = _half(half, self.crest, self.inner_slope, self.inner_toe, self.inner_berm)
        return [-x for x in out_x[::-1]] + in_x, out_z[::-1] + in_z

    @property
    def inner_base(self) -> float:
        """Offset of the inner toe [m]."""
        return self.corners()[0][-1]

    @property
    def outer_base(self) -> float:
        """Offset of the outer toe [m], negative."""
        return self.corners()[0][0]


def _half(
    half: float, crest: float, slope: float, toe: float, berm: tuple[float, float]
) -> tuple[list[float], list[float]]:
    width, level = berm
    if width == 0.0:
        return [half, half + slope * (crest - toe)], [crest, toe]
    at = half + slope * (crest - level)
    return [half, at, at + width, at + width + slope * (level - toe)], [crest, level, level, toe]


def dike_twin(
    section: Section,
    *,
    cell: float = 1.0,
    angle: float = 0.0,
    shift: float = 0.0,
    half_length: float = 100.0,
    reach: float = 180.0,
    fine: int = 1,
    columns: dict[str, object] | None = None,
) -> Twin:
    """Build a twin with one straight dike whose protected side lies to the left of its line.

    Parameters
    ----------
    section
        Its profile.
    cell
        Cell size [m].
    angle
        Direction of the line [degrees].
    shift
        How far inward of the line the middle of the crest lies [m].
    half_length, reach
        Half the length of the line and the width of ground beside it [m].
    fine
        Samples a side over which a cell is averaged; 1 takes the centre.
    columns
        Columns of the dike besides id, kind, crest_level and inside.
    """
    along = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    size = half_length + reach
    bbox = (CENTRE[0] - size, CENTRE[1] - size, CENTRE[0] + size, CENTRE[1] + size)
    grid, _ = GridSpec.from_bbox(bbox, cell)
    ground = np.zeros(grid.shape)
    places = (np.arange(fine) + 0.5) / fine - 0.5
    for dy in places * cell:
        for dx in places * cell:
            x, y = np.meshgrid(grid.x - CENTRE[0] + dx, grid.y - CENTRE[1] + dy)
            ground += section.level(-along[1] * x + along[0] * y - shift)
    ground /= fine * fine
    surface = xr.Dataset({"ground_level": (("y", "x"), ground.astype(np.float32))}, coords=grid.coords())
    ends = [(CENTRE[0] + k * half_length * along[0], CENTRE[1] + k * half_length * along[1]) for k in (-1, 1)]
    given = {"id": "dike", "kind": "river-dike", "crest_level": section.crest, "inside": "left"}
    row = {name: [value] for name, value in {**given, **(columns or {})}.items()}
    dikes = gpd.GeoDataFrame(row, geometry=[LineString(ends)], crs="EPSG:28992")
    return Twin.from_datasets(surface, features={"dikes": dikes})
