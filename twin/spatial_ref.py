"""How a dataset says that it lies in RD New + NAP, for xarray, GDAL and CF readers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from twin.grid import GridSpec

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["with_reference"]


def with_reference(dataset: xr.Dataset) -> xr.Dataset:
    """Add the grid mapping ``spatial_ref`` (EPSG:28992, heights in NAP) and the CF convention to a dataset.

    CF has no name for the oblique (double) stereographic projection of RD New, so the parameters are given
    under PROJ's name beside the full WKT.
    """
    if not {"x", "y"} <= set(dataset.dims):
        return dataset.assign_attrs(Conventions="CF-1.11")
    a, b, c, d, e, f = GridSpec.of(dataset).transform
    reference = {**_projection(), "GeoTransform": f"{c:.10g} {a:.10g} {b:.10g} {f:.10g} {d:.10g} {e:.10g}"}
    return dataset.assign_coords(spatial_ref=((), 0, reference)).assign_attrs(Conventions="CF-1.11")


@cache
def _projection() -> dict[str, Any]:
    from pyproj import CRS

    return {
        "long_name": "RD New (EPSG:28992), heights in m NAP (EPSG:5709)",
        "grid_mapping_name": "oblique_stereographic",
        "latitude_of_projection_origin": 52.15616055555555,
        "longitude_of_projection_origin": 5.38763888888889,
        "scale_factor_at_projection_origin": 0.9999079,
        "false_easting": 155000.0,
        "false_northing": 463000.0,
        "semi_major_axis": 6377397.155,
        "inverse_flattening": 299.1528128,
        "vertical_crs": "EPSG:5709",
        "crs_wkt": CRS.from_epsg(28992).to_wkt(),
    }
