"""Features of a collection as GeoJSON: OGC API Features parts 1 and 2, filtered by their properties."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

import numpy as np
import numpy.typing as npt
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from api.access.needs import needs
from api.errors import NotFoundError
from api.features import Features, features_of
from api.moments import parse_interval, this_second
from api.negotiation import check_accept, check_request, free_parameters
from api.query import together, whole_number, whole_query
from api.references import Box, choose_crs, parse_box, query_area
from api.responses import GEOJSON, json_response, link
from api.schemas import answers, geojson_answers
from api.tables import FeatureTable

__all__ = ["CONFORMANCE", "router"]

router = APIRouter(dependencies=[needs("public")], tags=["features"])

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
)

_PAGE, _LARGEST_PAGE, _FAR = 100, 10_000, 2**53
_SCHEMA = "application/schema+json"

CollectionId = Annotated[str, Path(description="Id of the collection")]
Crs = Annotated[str | None, Query(description="Reference system of the answer, CRS84 by default")]


@router.get(
    "/v1/collections/{collectionId}/items",
    responses=geojson_answers("FeatureCollection"),
    dependencies=[Depends(check_accept)],
)
def items(
    request: Request,
    collectionId: CollectionId,
    bbox: Annotated[str | None, Query(description="Four or six numbers, lower corner first")] = None,
    bbox_crs: Annotated[str | None, Query(alias="bbox-crs", description="System of bbox")] = None,
    crs: Crs = None,
    limit: Annotated[str | None, whole_query("Features per page: 100, 10,000 at most", 1)] = None,
    offset: Annotated[str | None, whole_query("Features to skip", 0)] = None,
    datetime: Annotated[
        str | None, Query(description="Features that are there then; all of a theme without years")
    ] = None,
) -> Response:
    """Give the features that touch a box, in pages; every name of ``queryables`` may be a parameter too."""
    found = features_of(request, collectionId)
    table = found.table

    def area() -> npt.NDArray[np.intp]:
        source = choose_crs("bbox-crs", bbox_crs, table.systems)
        return _inside(table, parse_box(bbox, source), source, found.box)

    target, matched, there, alike, size, start = together(
        lambda: choose_crs("crs", crs, table.systems),
        area,
        lambda: table.during(parse_interval(datetime)),
        lambda: table.matching(free_parameters(request)),
        lambda: whole_number("limit", limit, _PAGE, 1, _FAR),
        lambda: whole_number("offset", offset, 0, 0, _FAR),
    )
    matched = matched[(there & alike)[matched]]
    size = min(size, _LARGEST_PAGE)
    rows = matched[start : start + size]
    content: dict[str, Any] = {
        "type": "FeatureCollection",
        "numberMatched": len(matched),
        "numberReturned": len(rows),
        "timeStamp": this_second(),
        "features": table.features(rows, target),
        "links": _links(request, found, start, size, len(matched)),
    }
    return json_response(content, media_type=GEOJSON, headers={"Content-Crs": f"<{target}>"})


@router.get(
    "/v1/collections/{collectionId}/items/{featureId}",
    responses=geojson_answers("Feature"),
    dependencies=[Depends(check_request)],
)
def item(
    request: Request,
    collectionId: CollectionId,
    featureId: Annotated[str, Path(description="Id of the feature")],
    crs: Crs = None,
) -> Response:
    """Give one feature."""
    found = features_of(request, collectionId)
    target = choose_crs("crs", crs, found.table.systems)
    row = found.table.rows.get(featureId)
    if row is None:
        raise NotFoundError(f"{found.id} has no feature {featureId[:64]!r}.")
    address = f"/v1/collections/{found.id}"
    content = found.table.features([row], target)[0] | {
        "links": [link(str(request.url.path), "self", media_type=GEOJSON), link(address, "collection")]
    }
    return json_response(content, media_type=GEOJSON, headers={"Content-Crs": f"<{target}>"})


@router.get(
    "/v1/collections/{collectionId}/queryables",
    responses=answers("Queryables", media=_SCHEMA),
    dependencies=[Depends(check_request)],
)
def queryables(request: Request, collectionId: CollectionId) -> Response:
    """Tell by which properties the features can be filtered, as a JSON schema."""
    found = features_of(request, collectionId)
    address = f"/v1/collections/{found.id}/queryables"
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "type": "object",
        "title": found.id,
        "properties": {name: {"title": name, "type": kind} for name, kind in found.table.kinds.items()},
        "additionalProperties": False,
    }
    return json_response(content, media_type=_SCHEMA)


def _inside(table: FeatureTable, box: Box | None, crs: str, extent: Box) -> npt.NDArray[np.intp]:
    if box is None:
        return table.inside(None)
    area = query_area(box, crs, extent)
    return np.empty(0, np.intp) if area is None else table.inside(area)


def _links(request: Request, found: Features, start: int, size: int, matched: int) -> list[dict[str, str]]:
    address = f"/v1/collections/{found.id}/items"
    asked = dict(request.query_params)

    def page(first: int, rel: str) -> dict[str, str]:
        query = urlencode(asked | {"offset": str(first), "limit": str(size)}, safe=",:/")
        return link(f"{address}?{query}", rel, media_type=GEOJSON)

    links = [page(start, "self"), link(f"/v1/collections/{found.id}", "collection")]
    if start + size < matched:
        links.append(page(start + size, "next"))
    if start:
        links.append(page(max(0, start - size), "prev"))
    return links
