"""Regular grids in RD New + NAP: cell centres, y descending."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from twin.errors import InvalidInputError, Problem

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["CRS", "VERTICAL", "GridSpec"]

CRS = "EPSG:28992"
VERTICAL = "EPSG:5709"

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class GridSpec:
    """A regular grid: row r lies at ``y0 - r dy``, column c at ``x0 + c dx``.

    Parameters
    ----------
    x0, y0
        Centre of the north-west cell, RD New [m].
    dx, dy
        Cell size [m], > 0.
    nx, ny
        Number of columns and rows, > 0.

    Raises
    ------
    InvalidInputError
        If a size or a count is not positive, or a number is not finite.
    """

    x0: float
    y0: float
    dx: float
    dy: float
    nx: int
    ny: int

    crs = CRS
    vertical = VERTICAL

    def __post_init__(self) -> None:
        numbers = {name: getattr(self, name) for name in ("x0", "y0", "dx", "dy", "nx", "ny")}
        wrong = [
            Problem(f"grid.{name}", value, "is not a finite number", "Give metres, or a number of cells.")
            for name, value in numbers.items()
            if not isinstance(value, Real) or not math.isfinite(value)
        ] or [
            Problem(
                f"grid.{name}",
                numbers[name],
                "must be positive",
                "Give the size in metres or a number of cells above 0.",
            )
            for name in ("dx", "dy", "nx", "ny")
            if not numbers[name] > 0
        ]
        wrong += [
            Problem(f"grid.{name}", numbers[name], "is not a whole number", "Give a number of cells.")
            for name in ("nx", "ny")
            if not wrong and numbers[name] != int(numbers[name])
        ]
        if wrong:
            raise InvalidInputError(wrong)

    @classmethod
    def from_bbox(cls, bbox: tuple[float, float, float, float], resolution: float) -> tuple[GridSpec, bool]:
        """Cover a bounding box with square cells.

        Parameters
        ----------
        bbox
            ``xmin, ymin, xmax, ymax``: outer edges [m].
        resolution
            Cell size [m].

        Returns
        -------
        tuple
            The grid, and whether the box had to be snapped outwards to multiples of the resolution.

        Raises
        ------
        InvalidInputError
            If the resolution is not positive or the box holds no cell.
        """
        if not 0 < resolution < math.inf:
            raise InvalidInputError(
                [Problem("resolution", resolution, "must be positive", "Give metres above 0.")]
            )
        if not all(math.isfinite(edge) for edge in bbox):
            raise InvalidInputError([Problem("bbox", bbox, "holds no finite numbers", "Give metres in RD.")])
        lower = [math.floor(edge / resolution + 1e-9) for edge in bbox[:2]]
        upper = [math.ceil(edge / resolution - 1e-9) for edge in bbox[2:]]
        nx, ny = upper[0] - lower[0], upper[1] - lower[1]
        grid = cls(
            (lower[0] + 0.5) * resolution, (upper[1] - 0.5) * resolution, resolution, resolution, nx, ny
        )
        return grid, not np.allclose(grid.bbox, bbox, rtol=0, atol=1e-6)

    @classmethod
    def of(cls, dataset: xr.Dataset | xr.DataArray) -> GridSpec:
        """Read the grid from the ``x`` and ``y`` coordinates of a dataset: cell centres, y descending.

        A single row or column does not show its cell size: the attributes ``dx``, ``dy`` tell it, else the
        cells are taken as square.

        Raises
        ------
        InvalidInputError
            If the centres are not evenly spaced, ascend in y, or tell no cell size.
        """
        x, y = np.asarray(dataset["x"].values, float), np.asarray(dataset["y"].values, float)
        down = (y[0] - y[-1]) / max(1, y.size - 1)
        dx = (x[-1] - x[0]) / (x.size - 1) if x.size > 1 else float(dataset.attrs.get("dx", down))
        dy = down if y.size > 1 else float(dataset.attrs.get("dy", dx))
        grid = cls(float(x[0]), float(y[0]), float(dx), float(dy), x.size, y.size)
        if not (
            np.allclose(grid.x, x, rtol=0, atol=dx * 1e-3) and np.allclose(grid.y, y, rtol=0, atol=dy * 1e-3)
        ):
            raise InvalidInputError(
                [
                    Problem(
                        "x, y",
                        None,
                        "the cell centres are not evenly spaced",
                        "Resample to a regular grid first.",
                    )
                ]
            )
        return grid

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.ny, self.nx

    @cached_property
    def x(self) -> Floats:
        """Centres of the columns [m], shape (nx,)."""
        return np.asarray(self.x0 + self.dx * np.arange(self.nx), np.float64)

    @cached_property
    def y(self) -> Floats:
        """Centres of the rows [m], shape (ny,), descending."""
        return np.asarray(self.y0 - self.dy * np.arange(self.ny), np.float64)

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """Outer edges ``xmin, ymin, xmax, ymax`` [m]."""
        left, top = self.x0 - self.dx / 2, self.y0 + self.dy / 2
        return left, top - self.ny * self.dy, left + self.nx * self.dx, top

    @property
    def cell_area(self) -> float:
        """Area of a cell [m2]."""
        return self.dx * self.dy

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """Affine coefficients ``a, b, c, d, e, f`` from (column, row) of a corner to (x, y)."""
        left, _, _, top = self.bbox
        return self.dx, 0.0, left, 0.0, -self.dy, top

    def index(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Integers, Integers]:
        """Row and column of the cell that holds each point, RD New [m]; may lie outside the grid."""
        left, _, _, top = self.bbox
        column = (np.asarray(x, float) - left) / self.dx
        row = (top - np.asarray(y, float)) / self.dy
        return _whole(row), _whole(column)

    def contains(self, x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether each point falls in a cell of the grid."""
        row, column = self.index(x, y)
        inside: npt.NDArray[np.bool_] = (row >= 0) & (row < self.ny) & (column >= 0) & (column < self.nx)
        return inside

    def sample(self, values: npt.NDArray[Any], x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
        """Values (ny, nx) of the cells that hold points, RD New [m], of their shape; NaN off the grid."""
        inside = self.contains(x, y)
        row, column = self.index(x, y)
        found = np.full(inside.shape, np.nan)
        found[inside] = values[row[inside], column[inside]]
        return found

    def coords(self) -> dict[str, Any]:
        """Coordinates for an `xarray.Dataset` on this grid, with CF attributes."""
        return {
            "y": ("y", self.y, {"standard_name": "projection_y_coordinate", "units": "m", "axis": "Y"}),
            "x": ("x", self.x, {"standard_name": "projection_x_coordinate", "units": "m", "axis": "X"}),
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the six numbers and the reference systems."""
        numbers = (float(v).hex() for v in (self.x0, self.y0, self.dx, self.dy))
        text = "|".join([CRS, VERTICAL, *numbers, str(self.nx), str(self.ny)])
        return hashlib.sha256(text.encode()).hexdigest()


def _whole(place: npt.ArrayLike) -> Integers:
    """Round down; what is no number or far outside any grid becomes a number that is outside too."""
    bounded = np.nan_to_num(np.floor(place), nan=-1.0, posinf=2.0**53, neginf=-(2.0**53))
    return np.clip(bounded, -(2.0**53), 2.0**53).astype(np.int64)
