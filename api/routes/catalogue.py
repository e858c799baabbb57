"""The catalogue: records (OGC API Records part 1), DCAT-AP-NL in JSON-LD, and model cards."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from api.access.needs import needs
from api.errors import NoSuchProcessError, NotFoundError
from api.moments import this_second
from api.negotiation import check_request
from api.query import together, whole_number, whole_query
from api.records import dcat
from api.records.addresses import contact, outside
from api.records.collection import CATALOGUE, describe_catalogue
from api.records.entries import Entry, entries, entry
from api.records.model_cards import model_card
from api.records.records import as_record
from api.records.search import read_search
from api.responses import GEOJSON, json_response, link
from api.schemas import answers

__all__ = ["CONFORMANCE", "router"]

router = APIRouter(dependencies=[needs("public"), Depends(check_request)], tags=["catalogue"])

_RECORDS = "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf"
CONFORMANCE = (
    f"{_RECORDS}/record-core",
    f"{_RECORDS}/record-collection",
    f"{_RECORDS}/record-core-query-parameters",
    f"{_RECORDS}/records-api",
    f"{_RECORDS}/json",
    dcat.PROFILE,
)
_LD = "application/ld+json"
_PAGE, _LARGEST_PAGE, _FAR = 100, 1000, 2**53


Limit = Annotated[str | None, whole_query("Records per page: 100, 1,000 at most", 1)]
Offset = Annotated[str | None, whole_query("Records to skip", 0)]


@router.get("/v1/collections/catalogue", responses=answers("Collection"))
def catalogue() -> Response:
    """Describe the catalogue."""
    return json_response(describe_catalogue())


@router.get("/v1/collections/catalogue/items", responses=answers("RecordCollection", media=GEOJSON))
def records(
    request: Request,
    q: Annotated[str | None, Query(description="Words; commas mean or, spaces one phrase")] = None,
    kind: Annotated[str | None, Query(alias="type", description="series, dataset, model")] = None,
    ids: Annotated[str | None, Query(description="Ids of records, with commas")] = None,
    external: Annotated[
        str | None, Query(alias="externalIds", description="SHA-256 of a twin or a result, with commas")
    ] = None,
    bbox: Annotated[str | None, Query(description="Four or six numbers in CRS84")] = None,
    datetime: Annotated[str | None, Query(description="Instant or interval that the data is about")] = None,
    limit: Limit = None,
    offset: Offset = None,
) -> Response:
    """Find records."""
    (asked, start), search = together(
        lambda: _window(limit, offset), lambda: read_search(q, kind, ids, external, bbox, datetime)
    )
    found = [one for one in entries(request) if search.finds(one)]
    page = found[start : start + asked]
    content = {
        "type": "FeatureCollection",
        "numberMatched": len(found),
        "numberReturned": len(page),
        "timeStamp": this_second(),
        "features": [_record(request, one) for one in page],
        "links": _links(request, start, len(page), len(found), asked),
    }
    return json_response(content, media_type=GEOJSON)


@router.get("/v1/collections/catalogue/items/{recordId}", responses=answers("Record", media=GEOJSON))
def record(request: Request, recordId: Annotated[str, Path(description="Id of the record")]) -> Response:
    """Give one record."""
    found = entry(request, recordId)
    if found is None:
        raise NotFoundError(f"The catalogue has no record {recordId[:64]!r}.")
    return json_response(_record(request, found), media_type=GEOJSON)


@router.get("/v1/catalogue", responses=answers("Catalogue", media=_LD))
def linked_data(request: Request, limit: Limit = None, offset: Offset = None) -> Response:
    """Give the catalogue as DCAT-AP-NL 3 in JSON-LD; further pages by the header Link."""
    asked, start = _window(limit, offset)
    found = list(islice(entries(request), start, start + asked + 1))
    headers = {}
    if len(found) > asked:
        following = outside(request, f"/v1/catalogue?offset={start + asked}&limit={asked}")
        headers["Link"] = f'<{following}>; rel="next"'
    content = dcat.catalogue(found[:asked], contact(request), partial(outside, request))
    return json_response(content, media_type=_LD, headers=headers)


@router.get("/v1/processes/{processId}/model-card", responses=answers("ModelCard"))
def card(processId: Annotated[str, Path(description="Id of the process")]) -> Response:
    """Tell by which formulas a process computes, within which bounds, and how well."""
    from scenarios.process import processes

    if processId not in processes():
        raise NoSuchProcessError(f"There is no process {processId[:64]!r} with a model card.")
    address = f"/v1/processes/{processId}"
    links = [
        link(f"{address}/model-card", "self"),
        link(address, "up"),
        link(f"{CATALOGUE}/items/process-{processId}", "describedby", media_type=GEOJSON),
    ]
    return json_response(model_card(processId) | {"links": links})


def _window(limit: str | None, offset: str | None) -> tuple[int, int]:
    """Size and start of a page; an empty parameter is as none."""
    asked, start = together(
        lambda: whole_number("limit", limit or None, _PAGE, 1, _FAR),
        lambda: whole_number("offset", offset or None, 0, 0, _FAR),
    )
    return min(asked, _LARGEST_PAGE), start


def _record(request: Request, one: Entry) -> dict[str, Any]:
    return as_record(one, contact(request), partial(outside, request))


def _links(request: Request, start: int, returned: int, matched: int, size: int) -> list[dict[str, str]]:
    asked = dict(request.query_params)

    def page(offset: int, rel: str) -> dict[str, str]:
        query = urlencode(asked | {"offset": str(offset), "limit": str(size)}, safe=",:/")
        return link(f"{CATALOGUE}/items?{query}", rel, media_type=GEOJSON)

    links = [page(start, "self"), link(CATALOGUE, "collection")]
    if returned and start + returned < matched:
        links.append(page(start + returned, "next"))
    if start:
        links.append(page(max(0, start - size), "prev"))
    return links
