"""The tile grids that maps are cut into, and which cell of a twin's grid lies under every pixel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from math import pi
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from api.errors import NotFoundError
from api.references import RD, Box, crs84_extent
from twin.crs import etrs89_to_rdnap

if TYPE_CHECKING:
    from morecantile import TileMatrixSet

    from twin.grid import GridSpec

__all__ = ["PIXELS", "MatrixSet", "Tile", "matrix_set", "matrix_sets"]

PIXELS = 256
RD_QUAD, MERCATOR_QUAD = "NetherlandsRDNewQuad", "WebMercatorQuad"
_RD_EXTENT = [-285401.92, 22598.08, 595401.92, 903401.92]
_EARTH = 6_378_137.0  # metres: radius of the sphere of Web Mercator
_MOST_CELLS = 2**24  # under one tile: 64 MB of levels; coarser matrices of a large grid are not offered
_FINEST = 32  # pixels along a cell: finer matrices show nothing new
_LATTICE = 8  # pixels between points that are reprojected exactly; between them the error is < 0.001 pixel
_ELLIPSOID = 43.0  # metres: height of NAP above the ellipsoid, which moves a place by less than 0.1 mm

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Tile:
    """A place in a tile grid."""

    matrix: int
    row: int
    column: int


@dataclass(frozen=True)
class MatrixSet:
    """A tile grid.

    Parameters
    ----------
    scheme
        Its definition by the OGC standard.
    """

    scheme: TileMatrixSet

    @property
    def id(self) -> str:
        """Name in addresses."""
        return str(self.scheme.id)

    @property
    def uri(self) -> str | None:
        """Address in OGC's register, if it stands there."""
        return str(self.scheme.uri) if self.scheme.uri else None

    @property
    def crs(self) -> str:
        """Address of its reference system."""
        return RD if self.id == RD_QUAD else "http://www.opengis.net/def/crs/EPSG/0/3857"

    @cached_property
    def definition(self) -> dict[str, Any]:
        """Definition in JSON, by OGC 17-083r4."""
        told: dict[str, Any] = self.scheme.model_dump(mode="json", exclude_none=True)
        return told | {"crs": self.crs}

    def size(self, matrix: int) -> float:
        """Side of a pixel [m in the system of the grid]."""
        return float(self.scheme.matrix(matrix).cellSize)

    def limits(self, grid: GridSpec) -> dict[int, tuple[int, int, int, int]]:
        """Tiles that show something of a grid: first and last row, first and last column, by matrix."""
        west, south, east, north = self._extent(grid.bbox)
        found = {}
        for matrix in range(len(self.scheme.tileMatrices)):
            pixel = self.size(matrix)
            ground = pixel if self.id == RD_QUAD else pixel * 0.6  # a metre of Mercator near 53 degrees north
            under = (PIXELS * ground / grid.dx) * (PIXELS * ground / grid.dy)
            if min(under, grid.nx * grid.ny) > _MOST_CELLS:
                continue
            if ground * _FINEST < min(grid.dx, grid.dy):
                break
            x0, y0 = self.scheme.matrix(matrix).pointOfOrigin
            side = PIXELS * pixel
            rows = (int((y0 - north) // side), int(-((south - y0) // side)) - 1)
            columns = (int((west - x0) // side), int(-((x0 - east) // side)) - 1)
            found[matrix] = (*rows, *columns)
        return found

    def check(self, tile: Tile, grid: GridSpec) -> None:
        """Refuse a tile that shows nothing of a grid.

        Raises
        ------
        NotFoundError
            Saying which tiles there are.
        """
        limits = self.limits(grid)
        if tile.matrix not in limits:
            there = f"{min(limits)} to {max(limits)}" if limits else "none"
            raise NotFoundError(f"{self.id} has no tiles of this map in that matrix; there are: {there}.")
        top, bottom, left, right = limits[tile.matrix]
        if not (top <= tile.row <= bottom and left <= tile.column <= right):
            raise NotFoundError(
                f"The map has rows {top} to {bottom} and columns {left} to {right} in matrix {tile.matrix}."
            )

    def cells(self, tile: Tile, grid: GridSpec, margin: int = 0) -> tuple[Integers, Integers]:
        """Row and column of the cell under the middle of every pixel; -1 outside the grid.

        Parameters
        ----------
        tile
            The tile.
        grid
            Grid of the field.
        margin
            Pixels more on every side.

        Returns
        -------
        tuple
            Two arrays that broadcast to (n, n), n = 256 + 2 x margin.
        """
        pixel = self.size(tile.matrix)
        x0, y0 = self.scheme.matrix(tile.matrix).pointOfOrigin
        along: Floats = np.arange(-margin, PIXELS + margin, dtype=np.float64) + 0.5
        x = x0 + (PIXELS * tile.column + along) * pixel
        y = y0 - (PIXELS * tile.row + along) * pixel
        if self.id == RD_QUAD:
            return _numbers(y[:, None], x[None, :], grid)
        return self._mercator(x, y, grid)

    def _mercator(self, x: Floats, y: Floats, grid: GridSpec) -> tuple[Integers, Integers]:
        west, south, east, north = self._extent(grid.bbox)
        columns = np.flatnonzero((x >= west) & (x <= east))
        rows = np.flatnonzero((y >= south) & (y <= north))
        row, column = (np.full((y.size, x.size), -1, np.intp) for _ in range(2))
        if not rows.size or not columns.size:
            return row, column
        inside = np.ix_(rows, columns)
        ys, xs = _lattice(y[rows]), _lattice(x[columns])
        lon = np.degrees(xs / _EARTH)
        lat = np.degrees(2 * np.arctan(np.exp(ys / _EARTH)) - pi / 2)
        lat, lon = (mesh.ravel() for mesh in np.meshgrid(lat, lon, indexing="ij"))
        east_of, north_of, _ = (np.asarray(v) for v in etrs89_to_rdnap(lat, lon, _ELLIPSOID))
        places = [
            _between(_between(v.reshape(ys.size, xs.size), rows.size).T, columns.size).T
            for v in (north_of, east_of)
        ]
        row[inside], column[inside] = _numbers(places[0], places[1], grid)
        return row, column

    def _extent(self, box: Box) -> Box:
        if self.id == RD_QUAD:
            return box
        west, south, east, north = crs84_extent(box)
        y = [_EARTH * float(np.arctanh(np.sin(np.radians(lat)))) for lat in (south, north)]
        x = [_EARTH * float(np.radians(lon)) for lon in (west, east)]
        return (x[0], y[0], x[1], y[1])


def _lattice(along: Floats) -> Floats:
    """Choose points along an axis, the first and the last among them."""
    count = along.size if along.size <= 2 * _LATTICE else 2 + (along.size - 2) // _LATTICE
    return np.linspace(along[0], along[-1], count)


def _between(known: Floats, count: int) -> Floats:
    """Interpolate `count` rows from rows at even distances, the first and the last among them."""
    if len(known) == count:
        return known
    place = np.linspace(0, len(known) - 1, count)
    first = np.minimum(place.astype(np.intp), len(known) - 2)
    share = (place - first)[:, None]
    found: Floats = known[first] * (1 - share) + known[first + 1] * share
    return found


def _numbers(y: Floats, x: Floats, grid: GridSpec) -> tuple[Integers, Integers]:
    xmin, _, _, ymax = grid.bbox
    with np.errstate(invalid="ignore"):
        row, column = np.floor((ymax - y) / grid.dy), np.floor((x - xmin) / grid.dx)
        row = np.where((row >= 0) & (row < grid.ny), row, -1)
        column = np.where((column >= 0) & (column < grid.nx), column, -1)
    return row.astype(np.intp), column.astype(np.intp)


@cache
def matrix_sets() -> dict[str, MatrixSet]:
    """Tile grids by name; the Dutch one is registered with morecantile."""
    import morecantile
    from pyproj import CRS

    dutch = morecantile.TileMatrixSet.custom(
        extent=_RD_EXTENT,
        crs=CRS.from_epsg(28992),
        maxzoom=16,
        id=RD_QUAD,
        title="Netherlands RD New",
        ordered_axes=["X", "Y"],
    )
    known = morecantile.tms.register({RD_QUAD: dutch})
    return {name: MatrixSet(known.get(name)) for name in (RD_QUAD, MERCATOR_QUAD)}


def matrix_set(name: str) -> MatrixSet:
    """Find a tile grid.

    Raises
    ------
    NotFoundError
        When there is none of that name.
    """
    found = matrix_sets()
    if name not in found:
        raise NotFoundError(f"There is no tile matrix set {name[:64]!r}. Known: {', '.join(found)}.")
    return found[name]
