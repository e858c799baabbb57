"""Collections: twins, their themes and their terrain; results and their tables (OGC API Common part 2)."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from api.access.needs import needs
from api.collections import collection_ids, describe, describe_all
from api.negotiation import check_request
from api.query import together, whole_number, whole_query
from api.references import CRS84, RD
from api.responses import json_response, link
from api.schemas import answers

__all__ = ["CONFORMANCE", "router"]

router = APIRouter(dependencies=[needs("public"), Depends(check_request)], tags=["collections"])

CONFORMANCE = ("http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",)

_PAGE, _LARGEST_PAGE, _FAR = 200, 1000, 1_000_000


@router.get("/v1/collections", responses=answers("Collections"))
def collections(
    request: Request,
    limit: Annotated[str | None, whole_query("Collections per page: 200, 1,000 at most", 1)] = None,
    offset: Annotated[str | None, whole_query("Collections to skip", 0)] = None,
) -> Response:
    """List the collections of twins, then those of the results that you may see, newest first."""
    asked, start = together(
        lambda: whole_number("limit", limit, _PAGE, 1, _FAR),
        lambda: whole_number("offset", offset, 0, 0, _FAR),
    )
    size = min(asked, _LARGEST_PAGE)
    ids = list(islice(collection_ids(request), start, start + size + 1))
    found = describe_all(request, ids[:size])

    def page(first: int, rel: str) -> dict[str, str]:
        return link(f"/v1/collections?offset={first}&limit={size}", rel)

    links = [link("/v1/collections", "self") if not start else page(start, "self")]
    if len(ids) > size:
        links.append(page(start + size, "next"))
    if start:
        links.append(page(max(0, start - size), "prev"))
    content = {
        "links": links,
        "crs": [CRS84, RD],
        "numberReturned": len(found),
        "collections": found,
    }
    return json_response(content)


@router.get("/v1/collections/{collectionId}", responses=answers("Collection"))
def collection(
    request: Request,
    collectionId: Annotated[str, Path(description="Id of a twin, of a layer, of a job, or of its table")],
) -> Response:
    """Describe one collection; the id of a successful job gives the fields of its result."""
    return json_response(describe(request, collectionId))
