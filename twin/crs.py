"""Exact RDNAP to ETRS89 and back, and on to earth-centred coordinates.

RDNAPTRANS2018 by an explicit PROJ pipeline with both Dutch grids (NSGI, version 220627, CC BY 4.0). PROJ
would only *warn* when they are missing and leave heights 40-47 m off; here a missing grid is an error.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.errors import InvalidInputError, Problem, ZichtError
from twin.rdnap_grids import GEOID, SHIFT, grid_folder

if TYPE_CHECKING:
    from pyproj import Transformer

__all__ = ["etrs89_to_rdnap", "rdnap_to_ecef", "rdnap_to_etrs89"]

Floats = npt.NDArray[np.float64]

_PIPELINE = (
    "+proj=pipeline"
    " +step +inv +proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079"
    " +x_0=155000 +y_0=463000 +ellps=bessel"
    ' +step +proj=hgridshift +grids="{shift}"'
    ' +step +proj=vgridshift +grids="{geoid}" +multiplier=1'
    " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)

WGS84_A, WGS84_F = 6_378_137.0, 1 / 298.257223563


def rdnap_to_etrs89(
    x: npt.ArrayLike, y: npt.ArrayLike, z: npt.ArrayLike
) -> tuple[Floats, Floats, Floats] | tuple[float, float, float]:
    """Transform RD New + NAP to ETRS89 latitude, longitude and ellipsoidal height.

    Parameters
    ----------
    x, y
        RD New (EPSG:28992) [m], scalars or arrays that broadcast.
    z
        Height [m NAP].

    Returns
    -------
    tuple
        Latitude and longitude [degrees], height above GRS80 [m]; scalars for scalars.

    Raises
    ------
    InvalidInputError
        If a point lies outside the RDNAP grids (50-56 N, 2-8 E).
    ZichtError
        If a grid is missing.

    Notes
    -----
    RDNAPTRANS2018 variant 2 for the plane (rdtrans2018), quasi-geoid NLGEO2018 for the height: equal to the
    reference transformation within 0.1 mm.

    Examples
    --------
    >>> lat, lon, h = rdnap_to_etrs89(155000, 463000, 1.0)
    >>> round(lat, 9), round(lon, 9), round(h, 4)
    (52.155172887, 5.38720365, 44.2772)
    """
    longitude, latitude, height = _apply("FORWARD", x, y, z)
    return latitude, longitude, height  # type: ignore[return-value]


def etrs89_to_rdnap(
    lat: npt.ArrayLike, lon: npt.ArrayLike, h: npt.ArrayLike
) -> tuple[Floats, Floats, Floats] | tuple[float, float, float]:
    """Transform ETRS89 latitude, longitude [degrees] and height [m] to RD New x, y [m] and height [m NAP].

    The inverse of `rdnap_to_etrs89`, with the same errors.
    """
    return _apply("INVERSE", lon, lat, h)


def rdnap_to_ecef(x: npt.ArrayLike, y: npt.ArrayLike, z: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Transform RD New + NAP to earth-centred, earth-fixed X, Y, Z (EPSG:4978) [m].

    ETRS89 is taken as WGS 84 (null transformation, 1 m class), as 3D Tiles clients expect. Takes what
    `rdnap_to_etrs89` takes, with the same errors.
    """
    latitude, longitude, height = (np.asarray(v, float) for v in rdnap_to_etrs89(x, y, z))
    phi, lam = np.radians(latitude), np.radians(longitude)
    e2 = WGS84_F * (2 - WGS84_F)
    normal = WGS84_A / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    return (
        (normal + height) * np.cos(phi) * np.cos(lam),
        (normal + height) * np.cos(phi) * np.sin(lam),
        (normal * (1 - e2) + height) * np.sin(phi),
    )


@cache
def _transformer() -> Transformer:
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    # Whole paths: a data folder that is added later reaches only the threads that have not used PROJ yet.
    grids = grid_folder()
    try:
        return Transformer.from_pipeline(_PIPELINE.format(shift=grids / SHIFT, geoid=grids / GEOID))
    except ProjError as error:
        raise ZichtError(f"the RDNAP grids cannot be used: {error}. Run `zicht check`.") from error


def _apply(
    direction: str, first: npt.ArrayLike, second: npt.ArrayLike, third: npt.ArrayLike
) -> tuple[Floats, Floats, Floats] | tuple[float, float, float]:
    a, b, c = np.broadcast_arrays(*(np.asarray(v, float) for v in (first, second, third)))
    out = _transformer().transform(a.ravel(), b.ravel(), c.ravel(), direction=direction)
    lost = ~np.isfinite(np.asarray(out)).all(axis=0)
    if lost.any():
        at = int(np.flatnonzero(lost)[0])
        where = (float(a.ravel()[at]), float(b.ravel()[at]), float(c.ravel()[at]))
        raise InvalidInputError(
            [Problem("coordinates", where, "lie outside the RDNAP grids", "Give a place in the Netherlands.")]
        )
    if a.ndim == 0:
        return tuple(float(v[0]) for v in out)  # type: ignore[return-value]
    return tuple(np.asarray(v).reshape(a.shape) for v in out)  # type: ignore[return-value]
