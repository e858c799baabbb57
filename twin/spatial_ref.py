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

    CF has no name for the oblique (double) stereographic projection of RD New; its `stereographic` is another
    projection, metres off. So the parameters are given under PROJ's name beside the full WKT, and a checker
    of CF says so.
    """
    import xarray as xr

    if not {"x", "y"} <= set(dataset.dims):
        return dataset.assign_attrs(Conventions="CF-1.11")
    a, b, c, d, e, f = GridSpec.of(dataset).transform
    reference = {**_projection(), "GeoTransform": f"{c:.10g} {a:.10g} {b:.10g} {f:.10g} {d:.10g} {e:.10g}"}
    told = {name: dataset[name].assign_attrs(long_name=f"{name} of the cell centre") for name in ("x", "y")}
    told["spatial_ref"] = xr.DataArray(0, attrs=reference)
    return dataset.assign_coords(told).assign_attrs(Conventions="CF-1.11")


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
        "longitude_of_prime_meridian": 0.0,
        "prime_meridian_name": "Greenwich",
        "reference_ellipsoid_name": "Bessel 1841",
        "horizontal_datum_name": "Amersfoort",
        "geographic_crs_name": "Amersfoort",
        "projected_crs_name": "Amersfoort / RD New",
        "geopotential_datum_name": "Normaal Amsterdams Peil",
        "vertical_crs": "EPSG:5709",
        "crs_wkt": CRS.from_epsg(28992).to_wkt(),
    }
