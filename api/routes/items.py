"""Features of a collection as GeoJSON: OGC API Features parts 1 and 2."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from api.catalogue import Collection
from api.errors import NotFoundError
from api.moments import parse_interval
from api.negotiation import check_request
from api.references import choose_crs, parse_box, query_area
from api.responses import GEOJSON, json_response, link
from api.schemas import geojson_answers
from api.service import service_of

__all__ = ["CONFORMANCE", "router"]

router = APIRouter(dependencies=[Depends(check_request)], tags=["features"])

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)

_LARGEST_PAGE = 10_000

CollectionId = Annotated[str, Path(description="Id of the collection")]
Crs = Annotated[str | None, Query(description="Reference system of the answer, CRS84 by default")]


@router.get("/v1/collections/{collectionId}/items", responses=geojson_answers("FeatureCollection"))
def items(
    request: Request,
    collectionId: CollectionId,
    bbox: Annotated[str | None, Query(description="Four or six numbers, lower corner first")] = None,
    bbox_crs: Annotated[str | None, Query(alias="bbox-crs", description="System of bbox")] = None,
    crs: Crs = None,
    limit: Annotated[int, Query(ge=1, description="Features per page; 10,000 at most are given")] = 100,
    offset: Annotated[int, Query(ge=0, le=2**53, description="Features to skip")] = 0,
    datetime: Annotated[str | None, Query(description="Features carry no time: any valid value")] = None,
) -> Response:
    """Give the features that touch a box, in pages."""
    collection = service_of(request).catalogue.collection(collectionId)
    table = collection.table()
    target = choose_crs("crs", crs, table.systems)
    source = choose_crs("bbox-crs", bbox_crs, table.systems)
    parse_interval(datetime)
    box = parse_box(bbox, source)
    area = None if box is None else query_area(box, source, collection.twin.box)
    matched = table.inside(area) if box is None or area is not None else []
    rows = matched[offset : offset + min(limit, _LARGEST_PAGE)]
    content: dict[str, Any] = {
        "type": "FeatureCollection",
        "numberMatched": len(matched),
        "numberReturned": len(rows),
        "timeStamp": _now(),
        "features": table.features(rows, target),
        "links": _links(request, collection, offset, len(rows), len(matched), limit),
    }
    return json_response(content, media_type=GEOJSON, headers={"Content-Crs": f"<{target}>"})


@router.get("/v1/collections/{collectionId}/items/{featureId}", responses=geojson_answers("Feature"))
def item(
    request: Request,
    collectionId: CollectionId,
    featureId: Annotated[str, Path(description="Id of the feature")],
    crs: Crs = None,
) -> Response:
    """Give one feature."""
    collection = service_of(request).catalogue.collection(collectionId)
    table = collection.table()
    target = choose_crs("crs", crs, table.systems)
    row = table.rows.get(featureId)
    if row is None:
        raise NotFoundError(f"{collection.id} has no feature {featureId[:64]!r}.")
    address = f"/v1/collections/{collection.id}"
    found = table.features([row], target)[0] | {
        "links": [link(str(request.url.path), "self", media_type=GEOJSON), link(address, "collection")]
    }
    return json_response(found, media_type=GEOJSON, headers={"Content-Crs": f"<{target}>"})


def _links(
    request: Request, collection: Collection, offset: int, returned: int, matched: int, limit: int
) -> list[dict[str, str]]:
    address = str(request.url.replace(query=None, fragment=None))
    asked = dict(request.query_params)

    def page(start: int, rel: str) -> dict[str, str]:
        query = urlencode(asked | {"offset": str(start), "limit": str(limit)}, safe=",:/")
        return link(f"{address}?{query}", rel, media_type=GEOJSON)

    links = [page(offset, "self"), link(f"/v1/collections/{collection.id}", "collection")]
    if offset + returned < matched and returned:
        links.append(page(offset + returned, "next"))
    if offset:
        links.append(page(max(0, offset - limit), "prev"))
    return links


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
