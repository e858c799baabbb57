"""The ground of a twin: at places, along lines, and at the middle of shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from twin.grid import GridSpec

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Ground", "filled"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ground:
    """Ground level on a grid.

    Parameters
    ----------
    grid
        Its grid.
    level
        Ground level [m NAP], (ny, nx); NaN where it is not known.
    """

    grid: GridSpec
    level: npt.NDArray[Any]

    def __call__(self, shapes: gpd.GeoSeries) -> Floats:
        """Ground level [m NAP] at the middle of each line, and at a point in each other shape, (n,).

        Where that lies outside the grid it is a point of the part inside; NaN for what lies outside as a
        whole.
        """
        import shapely

        x, y = _middles(shapes.array)
        outside = np.flatnonzero(~self.grid.contains(x, y))
        x[outside], y[outside] = _middles(
            shapely.intersection(shapes.array[outside], shapely.box(*self.grid.bbox))
        )
        return self.at(x, y)

    def at(self, x: Floats, y: Floats) -> Floats:
        """Ground level of the cell that holds each place [m NAP], (n,); on the edge the cell inside is meant.

        NaN outside the grid and at places that are none.
        """
        left, bottom, right, top = self.grid.bbox
        on = (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
        row, column = self.grid.index(x, y)
        row, column = np.clip(row, 0, self.grid.ny - 1), np.clip(column, 0, self.grid.nx - 1)
        return np.where(on, self.level[row, column], np.nan).astype(np.float64)

    def along(self, places: Floats, line: npt.NDArray[np.int64]) -> Floats:
        """Ground level at places of lines [m NAP], (m,).

        Parameters
        ----------
        places
            Place in plan [m], (m, 2 or 3), one after another along each line.
        line
            Number of the line of each, ascending, (m,).

        Returns
        -------
        array
            Where it is not known that of the nearest ones along the line; NaN for a line without any.
        """
        above = self.at(places[:, 0], places[:, 1])
        for number in np.unique(line[np.isnan(above)]):
            rows = slice(*np.searchsorted(line, [number, number + 1]))
            above[rows] = filled(above[rows])
        return above


def filled(ground: Floats) -> Floats:
    """Ground along a line, that of places where it is not known by those beside them; NaN where none is."""
    known = np.isfinite(ground)
    if known.all() or not known.any():
        return ground
    at = np.arange(ground.size)
    return np.interp(at, at[known], ground[known])


def _middles(shapes: Any) -> tuple[Floats, Floats]:
    """A place on each shape, (n,) each: the middle of a line; NaN where there is no shape."""
    import shapely

    # The point that shapely takes on a line of two points is one of its ends.
    shapes = np.where(shapely.is_empty(shapes), None, shapes)
    line = np.isin(shapely.get_type_id(shapes), (1, 2, 5))
    middle = shapely.line_interpolate_point(np.where(line, shapes, None), 0.5, normalized=True)
    points = np.where(line, middle, shapely.point_on_surface(shapes))
    return shapely.get_x(points), shapely.get_y(points)
