"""Fields of twins and results as map tiles (OGC API Tiles), with their legends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from math import isfinite
from pathlib import Path as File
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from api.access.needs import needs
from api.access.principal import principal_of
from api.edr.fields import fields_of, grids_of_result
from api.grids import JOB_ID
from api.negotiation import check_picture, check_request
from api.references import CRS84, crs84_extent
from api.responses import json_response, link
from api.results import shown_result
from api.schemas import answers
from api.service import service_of
from api.tiles.maps import INUNDATION, Asked, Map, choose_map, drawable, titles
from api.tiles.matrix_sets import MatrixSet, Tile, matrix_set, matrix_sets
from api.tiles.palette import PALETTES, Entry
from api.tiles.ready import address_key, picture

__all__ = ["CONFORMANCE", "TILESETS", "TILING_SCHEMES", "router"]

router = APIRouter(dependencies=[needs("public")], tags=["maps"])
_json = [Depends(check_request)]

_OGC = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
CONFORMANCE = (
    f"{_OGC}/core",
    f"{_OGC}/tileset",
    f"{_OGC}/tilesets-list",
    f"{_OGC}/geodata-tilesets",
    f"{_OGC}/png",
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
)

TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map"
TILING_SCHEMES = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
_PNG = "image/png"
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "256 x 256 pixels, transparent where there is no value", "content": {_PNG: {}}},
    304: {"description": "Not changed since the ETag in If-None-Match"},
}

CollectionId = Annotated[str, Path(description="Id of a twin, or of a successful job")]
SchemeId = Annotated[str, Path(description="NetherlandsRDNewQuad or WebMercatorQuad")]
Place = Annotated[int, Path(ge=0, lt=2**31)]
Name = Annotated[
    str | None,
    Query(alias="parameter-name", description=f"Field, or {INUNDATION}; the first one by default"),
]
When = Annotated[str | None, Query(description="Moment of a field with time; the last one by default")]
SeaLevel = Annotated[
    float | None, Query(alias="seaLevel", description=f"Sea level in m NAP, for {INUNDATION} only")
]
Dikes = Annotated[Literal["hold", "absent"], Query(description=f"Whether dikes hold, for {INUNDATION} only")]


def _asked(
    parameter_name: Name = None,
    datetime: When = None,
    sea_level: SeaLevel = None,
    dikes: Dikes = "hold",
) -> Asked:
    return Asked(parameter_name, datetime, sea_level, dikes)


WhatToDraw = Annotated[Asked, Depends(_asked)]


@router.get("/v1/tileMatrixSets", responses=answers("TileMatrixSets"), dependencies=_json)
def schemes() -> Response:
    """List the tile grids."""
    listed = [
        {
            "id": found.id,
            "title": found.scheme.title,
            "crs": found.crs,
            "links": [_scheme_link(found, "self")],
        }
        | ({"uri": found.uri} if found.uri else {})
        for found in matrix_sets().values()
    ]
    return json_response({"tileMatrixSets": listed, "links": [link("/v1/tileMatrixSets", "self")]})


@router.get("/v1/tileMatrixSets/{tileMatrixSetId}", responses=answers("TileMatrixSet"), dependencies=_json)
def scheme(tileMatrixSetId: SchemeId) -> Response:
    """Define a tile grid."""
    return json_response(matrix_set(tileMatrixSetId).definition)


@router.get("/v1/collections/{collectionId}/map/tiles", responses=answers("TileSets"), dependencies=_json)
def tilesets(request: Request, collectionId: CollectionId, asked: WhatToDraw) -> Response:
    """List the tilesets of a map, one per tile grid, and what else can be drawn."""
    drawn, _ = _map(request, collectionId, asked)
    address = f"/v1/collections/{collectionId}/map"
    query = _query(request)
    floods = not JOB_ID.fullmatch(collectionId)
    content = {
        "tilesets": [_tileset(found, drawn, address, query) for found in matrix_sets().values()],
        "parameters": [_parameter(name, address) for name in drawable(drawn.grids, floods=floods)],
        "links": [link(f"{address}/tiles{query}", "self"), _legend_link(drawn.name, address)],
    }
    return json_response(content)


@router.get(
    "/v1/collections/{collectionId}/map/tiles/{tileMatrixSetId}",
    responses=answers("TileSet"),
    dependencies=_json,
)
def tileset(
    request: Request,
    collectionId: CollectionId,
    tileMatrixSetId: SchemeId,
    asked: WhatToDraw,
) -> Response:
    """Describe a tileset: which tiles there are and how to ask for one."""
    found = matrix_set(tileMatrixSetId)
    drawn, _ = _map(request, collectionId, asked)
    address, query = f"/v1/collections/{collectionId}/map", _query(request)
    content = _tileset(found, drawn, address, query)
    west, south, east, north = crs84_extent(drawn.grids.grid.bbox)
    content |= {
        "tileMatrixSetLimits": list(_limits(found, drawn)),
        "boundingBox": {"lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84},
    }
    template = f"{address}/tiles/{found.id}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}{query}"
    content["links"] += [
        link(template, "item", "One tile", _PNG) | {"templated": True},
        _legend_link(drawn.name, address),
    ]
    return json_response(content)


@router.get(
    "/v1/collections/{collectionId}/map/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
    responses=_PICTURE,
    response_class=Response,
    dependencies=[Depends(check_picture)],
)
def tile(
    request: Request,
    collectionId: CollectionId,
    tileMatrixSetId: SchemeId,
    tileMatrix: Place,
    tileRow: Place,
    tileCol: Place,
    asked: WhatToDraw,
) -> Response:
    """Draw one tile; a place outside the limits of the tileset is not found."""
    service, found = service_of(request), matrix_set(tileMatrixSetId)
    drawn, assets = _map(request, collectionId, asked)
    place = Tile(tileMatrix, tileRow, tileCol)
    found.check(place, drawn.grids.grid)
    body = service.maps.draw(drawn, found, place, assets)
    if not JOB_ID.fullmatch(collectionId):
        service.maps.by_address.keep(address_key(request.scope, drawn.version), body)
    return picture(request.scope, body)


@router.get("/v1/collections/{collectionId}/map/legend", responses=answers("Legend"), dependencies=_json)
def legend(request: Request, collectionId: CollectionId, parameter_name: Name = None) -> Response:
    """Tell what the colours of a map mean."""
    level = 0.0 if parameter_name == INUNDATION else None
    drawn, _ = _map(request, collectionId, Asked(parameter_name, sea_level=level))
    dutch, english = titles(drawn.name)
    content = {
        "parameter": drawn.name,
        "title": english,
        "x-title-nl": dutch,
        "unit": drawn.palette.unit,
        "classes": [_entry(entry) for entry in drawn.palette.entries],
        "links": [link(f"/v1/collections/{collectionId}/map/legend?parameter-name={drawn.name}", "self")],
    }
    return json_response(content)


def _map(request: Request, identifier: str, asked: Asked) -> tuple[Map, File]:
    """Find what is to be drawn; gives the folder with flood levels too."""
    service = service_of(request)
    if JOB_ID.fullmatch(identifier):
        grids = grids_of_result(service, shown_result(request, identifier))
        return choose_map(grids, identifier, asked, floods=False), File()
    grids = fields_of(service, principal_of(request), identifier).sheets[0]
    twin = service.catalogue.collection(identifier).twin
    return choose_map(grids, twin.version, asked, floods=True), twin.artefacts / "assets"


def _query(request: Request) -> str:
    return f"?{urlencode(request.query_params)}" if request.query_params else ""


def _tileset(found: MatrixSet, drawn: Map, address: str, query: str) -> dict[str, Any]:
    dutch, english = titles(drawn.name)
    content: dict[str, Any] = {
        "title": f"{english}, {found.scheme.title}",
        "x-title-nl": dutch,
        "dataType": "map",
        "crs": found.crs,
        "tileMatrixSetId": found.id,
        "links": [link(f"{address}/tiles/{found.id}{query}", "self"), _scheme_link(found, _SCHEME)],
    }
    return content | ({"tileMatrixSetURI": found.uri} if found.uri else {})


def _limits(found: MatrixSet, drawn: Map) -> Iterator[dict[str, Any]]:
    for matrix, (top, bottom, left, right) in found.limits(drawn.grids.grid).items():
        yield {
            "tileMatrix": str(matrix),
            "minTileRow": top,
            "maxTileRow": bottom,
            "minTileCol": left,
            "maxTileCol": right,
        }


def _scheme_link(found: MatrixSet, rel: str) -> dict[str, str]:
    return link(f"/v1/tileMatrixSets/{found.id}", rel, found.scheme.title)


def _legend_link(name: str, address: str) -> dict[str, str]:
    return link(f"{address}/legend?parameter-name={name}", "legend", "Legend")


def _parameter(name: str, address: str) -> dict[str, Any]:
    dutch, english = titles(name)
    return {
        "name": name,
        "title": english,
        "x-title-nl": dutch,
        "unit": PALETTES[name].unit,
        "links": [_legend_link(name, address)],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    told = asdict(entry)
    ends = {end: told[end] if isfinite(told[end]) else None for end in ("low", "high")}
    return {"color": entry.color, **ends, "label": entry.label_en, "x-label-nl": entry.label_nl}
