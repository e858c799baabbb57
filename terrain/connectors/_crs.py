"""Which reference systems are taken: RD New as it is, ETRS89 by the exact transformation, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from twin.crs import etrs89_to_rdnap, rdnap_to_etrs89
from twin.errors import Problem

__all__ = ["degrees_of", "is_geographic", "rd_from_degrees", "rd_problems", "table_problems"]

_DEGREES = {4258, 4326, 4937, 4979}
_RD = {
    "Latitude of natural origin": 52.15616055555555,
    "Longitude of natural origin": 5.38763888888889,
    "Scale factor at natural origin": 0.9999079,
    "False easting": 155000.0,
    "False northing": 463000.0,
}
Box = tuple[float, float, float, float]


def rd_problems(crs: Any, path: Path, field: str) -> list[Problem]:
    """Accept RD New, alone or with NAP; refuse everything else by name.

    Parameters
    ----------
    crs
        Anything that pyproj understands, or None.
    path, field
        The file, and where its source stands in the area file.
    """
    where = f"{field}.crs"
    if not crs:
        remedy = "Set it in the file if these are RD coordinates (gdal_edit.py -a_srs EPSG:28992)."
        return [Problem(where, path.name, "has no reference system", remedy)]
    parsed, flat, vertical = _parts(crs)
    if not _is_rd(flat):
        remedy = "Warp it to EPSG:28992 first (gdalwarp -t_srs EPSG:28992)."
        return [Problem(where, parsed.name, "is not EPSG:28992 (RD New)", remedy)]
    if vertical is not None and "NAP" not in vertical.name:
        remedy = "Convert the heights to NAP first; ellipsoidal heights lie some 43 m higher."
        return [Problem(where, vertical.name, "is not NAP", remedy)]
    return []


def table_problems(crs: Any, bounds: Box, path: Path, field: str) -> list[Problem]:
    """Accept features in RD New or in ETRS89/WGS 84 degrees, if their coordinates can be that.

    Parameters
    ----------
    crs
        Anything that pyproj understands, or None.
    bounds
        Extent of the features in the unit of the file; NaN when there are none.
    path, field
        The file, and where its source stands in the area file.
    """
    degrees = is_geographic(crs)
    if not degrees and (problems := rd_problems(crs, path, field)):
        remedy = "Reproject the layer to EPSG:28992 (ogr2ogr -t_srs EPSG:28992)."
        return [Problem(p.field, p.value, p.message, remedy) for p in problems]
    if not np.isfinite(bounds).all():
        return []
    small = all(abs(edge) <= 360 for edge in bounds)
    shown = f"{path.name} [{', '.join(f'{edge:g}' for edge in bounds)}]"
    if degrees and not small:
        remedy = "Add a crs member or write the layer as GeoPackage in EPSG:28992."
        return [
            Problem(f"{field}.crs", shown, "is tagged in degrees but holds metres: RD without a crs?", remedy)
        ]
    if not degrees and small and bounds != (0, 0, 0, 0):
        message = "is tagged EPSG:28992 but looks like longitude and latitude in degrees"
        return [Problem(f"{field}.crs", shown, message, "Give the layer its true reference system.")]
    return []


def is_geographic(crs: Any) -> bool:
    """Whether a reference system is ETRS89 or WGS 84 in degrees."""
    if not crs:
        return False
    _, flat, _ = _parts(crs)
    return flat.to_epsg() in _DEGREES or "CRS84" in flat.name


def _parts(crs: Any) -> tuple[Any, Any, Any]:
    from pyproj import CRS

    parsed = CRS.from_user_input(crs)
    if parsed.is_compound:
        flat, vertical = parsed.sub_crs_list
        return parsed, flat, vertical
    return parsed, parsed, None


def _is_rd(crs: Any) -> bool:
    """Whether a system is RD New: by its code, else by its parameters, as older Dutch files have no code."""
    plain = crs.source_crs if crs.is_bound else crs
    if plain.to_epsg() == 28992:
        return True
    if not plain.is_projected or "Bessel" not in plain.ellipsoid.name:
        return False
    given = {parameter.name: parameter.value for parameter in plain.coordinate_operation.params}
    return all(np.isclose(given.get(name, np.nan), value, rtol=0, atol=1e-6) for name, value in _RD.items())


def degrees_of(box: Box, margin: float = 0.02) -> Box:
    """Longitude and latitude that cover a box in RD New, with a margin [degrees]."""
    x = np.array([box[0], box[0], box[2], box[2]])
    y = np.array([box[1], box[3], box[1], box[3]])
    lat, lon = (np.asarray(v) for v in rdnap_to_etrs89(x, y, 0.0)[:2])
    return lon.min() - margin, lat.min() - margin, lon.max() + margin, lat.max() + margin


def rd_from_degrees(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Transform (n, 2) longitude, latitude to RD New x, y."""
    x, y, _ = etrs89_to_rdnap(points[:, 1], points[:, 0], np.zeros(len(points)))
    return np.column_stack([x, y])
