"""What a collection tells about its fields, and how to ask for them."""

from __future__ import annotations

from functools import cache
from typing import Any

from api.coverage_json import COVERAGE, parameter
from api.edr.fields import Fields
from api.references import CRS84, ETRS89, FLAT, NAP, RD
from api.responses import GEOJSON, link

__all__ = ["describe_items", "describe_parameters", "describe_queries", "vertical_extent"]

_TITLES = {
    "position": ("At points", FLAT),
    "area": ("In a polygon", (RD,)),
    "cube": ("In a box", (RD,)),
    "trajectory": ("Along a line, and as a vertical section under it", FLAT),
}
_CODES = {CRS84: "OGC:CRS84", ETRS89: "EPSG:4258", RD: "EPSG:28992"}


def describe_queries(address: str) -> dict[str, Any]:
    """Tell how to ask for fields, as OGC API EDR does."""
    return {
        "crs": list(FLAT),
        "data_queries": {query: _query(address, query) for query in _TITLES},
        "output_formats": ["CoverageJSON"],
    }


def describe_items(address: str, systems: tuple[str, ...]) -> dict[str, Any]:
    """Tell that features may be asked, as OGC API EDR does."""
    variables = {"query_type": "items", "output_formats": ["GeoJSON"], "default_output_format": "GeoJSON"}
    target = link(f"{address}/items", "data", "Features", GEOJSON)
    return {
        "crs": list(systems),
        "data_queries": {"items": {"link": target | {"variables": variables}}},
        "output_formats": ["GeoJSON"],
    }


def describe_parameters(fields: Fields) -> dict[str, Any]:
    """Tell what fields there are."""
    return {"parameter_names": {name: parameter(sheet, name) for name, sheet in fields.known.items()}}


def vertical_extent(fields: Fields) -> dict[str, Any]:
    """Tell between which heights there are values, and at which."""
    if fields.vertical is None:
        return {}
    heights = sorted({float(height) for sheet in fields.sheets for height in sheet.heights})
    low, high = fields.vertical
    values = {"values": [f"{height:g}" for height in heights]} if heights else {}
    return {"vertical": {"interval": [[low, high]], **values, "vrs": NAP}}


def _query(address: str, query: str) -> dict[str, Any]:
    title, systems = _TITLES[query]
    variables = {
        "title": title,
        "query_type": query,
        "output_formats": ["CoverageJSON"],
        "default_output_format": "CoverageJSON",
        "crs_details": [{"crs": _CODES[system], "wkt": _wkt(system)} for system in systems],
    }
    return {"link": link(f"{address}/{query}", "data", title, COVERAGE) | {"variables": variables}}


@cache
def _wkt(system: str) -> str:
    from pyproj import CRS

    return str(CRS.from_user_input(_CODES[system]).to_wkt())
