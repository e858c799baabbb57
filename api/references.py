"""Coordinate reference systems the service speaks, their axis order, and boxes given in them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.crs import etrs89_to_rdnap, rdnap_to_etrs89
from twin.errors import InvalidInputError, invalid

if TYPE_CHECKING:
    from shapely import Polygon

__all__ = [
    "CRS84",
    "ETRS89",
    "ETRS89_3D",
    "FLAT",
    "NAP",
    "RD",
    "RDNAP",
    "SOLID",
    "choose_crs",
    "crs84_extent",
    "from_rdnap",
    "parse_box",
    "query_area",
    "to_rd",
]

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]

_GEOID = 43.0  # m: heights do not matter where only places are asked; the middle of the country will do
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
ETRS89 = "http://www.opengis.net/def/crs/EPSG/0/4258"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
RDNAP = "http://www.opengis.net/def/crs/EPSG/0/7415"
ETRS89_3D = "http://www.opengis.net/def/crs/EPSG/0/4937"

NAP = "http://www.opengis.net/def/crs/EPSG/0/5709"
"""Heights, everywhere."""
FLAT = (CRS84, ETRS89, RD)
"""Systems for geometries without height; CRS84 is ETRS89 with longitude first."""
SOLID = (*FLAT, RDNAP, ETRS89_3D)
"""Systems for geometries with height."""


@dataclass(frozen=True, slots=True)
class _Axes:
    degrees: bool
    latitude_first: bool
    height: bool


_AXES = {
    CRS84: _Axes(degrees=True, latitude_first=False, height=False),
    ETRS89: _Axes(degrees=True, latitude_first=True, height=False),
    RD: _Axes(degrees=False, latitude_first=False, height=False),
    RDNAP: _Axes(degrees=False, latitude_first=False, height=True),
    ETRS89_3D: _Axes(degrees=True, latitude_first=True, height=True),
}


def from_rdnap(points: Floats, crs: str) -> Floats:
    """Express RD New (+ NAP) points in another system, rounded to 0.1 mm.

    Parameters
    ----------
    points
        Shape (n, 2) or (n, 3): x, y [m], and height [m NAP] where there is one.
    crs
        Address of the system.

    Returns
    -------
    numpy.ndarray
        Shape (n, 2), or (n, 3) when both the points and the system have heights; axes in the order of the
        system.
    """
    axes = _AXES[crs]
    height = points[:, 2] if points.shape[1] == 3 else np.zeros(len(points))
    keep_height = axes.height and points.shape[1] == 3
    if not axes.degrees:
        columns, decimals = [points[:, 0], points[:, 1]], 4
    else:
        lat, lon, height = (np.asarray(v) for v in rdnap_to_etrs89(points[:, 0], points[:, 1], height))
        columns, decimals = ([lat, lon] if axes.latitude_first else [lon, lat]), 9
    rounded = [np.round(column, decimals) for column in columns]
    return np.column_stack([*rounded, np.round(height, 4)] if keep_height else rounded)


def to_rd(points: Floats, crs: str, given: str) -> Floats:
    """Bring places that somebody asked for to RD New.

    Parameters
    ----------
    points
        Shape (n, 2), axes in the order of `crs`.
    crs
        Address of the system.
    given
        What was written in ``coords``, for the message.

    Raises
    ------
    InvalidInputError
        When the numbers do not fit the system, or lie outside the Netherlands.
    """
    axes = _AXES[crs]
    x, y = (points[:, 1], points[:, 0]) if axes.latitude_first else (points[:, 0], points[:, 1])
    fits_degrees = bool((np.abs(x) <= 180).all() and (np.abs(y) <= 90).all())
    if not axes.degrees:
        if fits_degrees:
            raise invalid("coords", given, "looks like degrees, not RD metres", f"Leave out crs ({CRS84}).")
        return points
    if not fits_degrees:
        raise invalid("coords", given, "is not in degrees", f"If these are RD metres, add crs={RD}.")
    try:
        found = etrs89_to_rdnap(y, x, np.full(len(x), _GEOID))
    except InvalidInputError:
        raise invalid("coords", given, "lies outside the grid", "RD reaches the Netherlands only.") from None
    return np.column_stack([np.asarray(value) for value in found[:2]])


def crs84_extent(box: Box) -> Box:
    """Find the smallest longitude/latitude box round an RD box, whose edges bend."""
    edge = _edge(box, 33)
    lat, lon, _ = (np.asarray(v) for v in rdnap_to_etrs89(edge[:, 0], edge[:, 1], 0.0))
    west, south = (float(np.floor(1e7 * side.min()) / 1e7) for side in (lon, lat))
    east, north = (float(np.ceil(1e7 * side.max()) / 1e7) for side in (lon, lat))
    return (west, south, east, north)


def parse_box(text: str | None, crs: str) -> Box | None:
    """Read ``bbox``: four numbers, or six of which the heights are left out.

    Returns
    -------
    tuple or None
        The box with x or longitude first, whatever the axis order of `crs`; None when nothing was asked.

    Raises
    ------
    InvalidInputError
        When it is not such a box, is empty or inverted, or was given in another system.
    """
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",", 6)]
    numbers = [float(part) for part in parts] if all(map(_NUMBER.fullmatch, parts)) else []
    if len(numbers) not in {4, 6} or not all(map(math.isfinite, numbers)):
        raise invalid("bbox", text, "is not four or six finite numbers", "Give minx,miny,maxx,maxy.")
    half = len(numbers) // 2
    first, second = (numbers[0], numbers[half]), (numbers[1], numbers[half + 1])
    x, y = (second, first) if _AXES[crs].latitude_first else (first, second)
    if x[0] > x[1] or y[0] > y[1]:
        remedy = "Give the lower corner first, axes in the order of bbox-crs."
        raise invalid("bbox", text, "is inverted", remedy)
    _check_units(text, (x[0], y[0], x[1], y[1]), crs)
    return (x[0], y[0], x[1], y[1])


def _check_units(text: str, box: Box, crs: str) -> None:
    degrees = _AXES[crs].degrees
    fits_degrees = max(map(abs, box[::2])) <= 180 and max(map(abs, box[1::2])) <= 90
    if degrees and not fits_degrees:
        remedy = f"If these are RD metres, add bbox-crs={RD}."
        raise invalid("bbox", text, "is not in degrees", remedy)
    if not degrees and fits_degrees:
        remedy = f"If these are degrees, leave out bbox-crs (then it is {CRS84})."
        raise invalid("bbox", text, "looks like longitude and latitude, not RD metres", remedy)


def query_area(box: Box, crs: str, extent: Box) -> Polygon | None:
    """Find the area in RD that a box asks for, as far as it matters for a collection.

    Parameters
    ----------
    box
        Box with x or longitude first.
    crs
        System of the box.
    extent
        Extent of the collection in RD [m].

    Returns
    -------
    shapely.Polygon or None
        None when the box does not touch the collection.
    """
    import shapely

    if not _AXES[crs].degrees:
        return shapely.box(*box)
    west, south, east, north = crs84_extent(extent)
    margin = 0.002
    low = (max(box[0], west - margin), max(box[1], south - margin))
    high = (min(box[2], east + margin), min(box[3], north + margin))
    if low[0] > high[0] or low[1] > high[1]:
        return None
    edge = _edge((*low, *high), 65)
    x, y, _ = (np.asarray(v) for v in etrs89_to_rdnap(edge[:, 1], edge[:, 0], _GEOID))
    return shapely.Polygon(np.column_stack([x, y]))


def _edge(box: Box, count: int) -> Floats:
    xmin, ymin, xmax, ymax = box
    x, y = np.linspace(xmin, xmax, count), np.linspace(ymin, ymax, count)
    low_x, low_y, high_x, high_y = (np.full(count, v) for v in box)
    sides = [(x, low_y), (high_x, y), (x[::-1], high_y), (low_x, y[::-1])]
    return np.concatenate([np.column_stack(side) for side in sides])


def choose_crs(name: str, given: str | None, supported: tuple[str, ...]) -> str:
    """Take the system that was asked for, CRS84 by default.

    Raises
    ------
    InvalidInputError
        When the collection does not have it.
    """
    if given is None:
        return CRS84
    if given not in supported:
        raise invalid(name, given, "is not a system of this collection", f"Known: {', '.join(supported)}.")
    return given
