"""Collections: twins, their themes and their terrain."""

from __future__ import annotations

from typing import Any

import numpy as np
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.catalogue import Collection
from api.coverage_json import TIME_NOTE
from api.grids import JOB_ID
from api.negotiation import check_request
from api.references import CRS84, RD, crs84_extent
from api.responses import GEOJSON, json_response, link
from api.routes.coverages import describe_parameters, describe_queries, grids_of
from api.schemas import answers
from api.service import Service, service_of

__all__ = ["CONFORMANCE", "describe", "router"]

router = APIRouter(dependencies=[Depends(check_request)], tags=["collections"])

CONFORMANCE = ("http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",)

_TILES = "http://www.opengis.net/def/rel/ogc/1.0/geovolumes"


@router.get("/v1/collections", responses=answers("Collections"))
def collections(request: Request) -> Response:
    """List all collections."""
    twins = service_of(request).catalogue.twins()
    content = {
        "links": [link("/v1/collections", "self")],
        "crs": [CRS84, RD],
        "collections": [describe(collection) for twin in twins for collection in twin.collections.values()],
    }
    return json_response(content)


@router.get("/v1/collections/{collectionId}", responses=answers("Collection"))
def collection(request: Request, collectionId: str) -> Response:
    """Describe one collection; the id of a successful job gives the fields of its result."""
    service = service_of(request)
    address = f"/v1/collections/{collectionId}"
    if JOB_ID.fullmatch(collectionId):
        return json_response(_describe_result(service, collectionId, address))
    found = service.catalogue.collection(collectionId)
    content = describe(found)
    if found.kind == "twin":
        content |= describe_parameters(grids_of(service, collectionId))
    return json_response(content)


def _describe_result(service: Service, identifier: str, address: str) -> dict[str, Any]:
    """Describe the fields of a result; the time that they cover begins at 1 January of the computed year."""
    grids = grids_of(service, identifier)
    extent: dict[str, Any] = {"spatial": {"bbox": [crs84_extent(grids.grid.bbox)], "crs": CRS84}}
    if grids.seconds.size:
        extent["temporal"] = {"interval": [grids.moments(np.array([0, -1]))]}
    title = str(grids.dataset.attrs.get("title", identifier))
    job = f"/v1/jobs/{identifier}"
    return {
        "id": identifier,
        "title": title,
        "description": f"{title}. {TIME_NOTE}" if grids.seconds.size else title,
        "extent": extent,
        "storageCrs": RD,
        "links": [link(address, "self"), link(job, "via"), link(f"{job}/results", "related")],
        **describe_queries(address),
        **describe_parameters(grids),
    }


def describe(collection: Collection) -> dict[str, Any]:
    """Describe a collection as OGC API Features parts 1 and 2 want it."""
    twin, layer = collection.twin, collection.layer
    address = f"/v1/collections/{collection.id}"
    content: dict[str, Any] = {
        "id": collection.id,
        "title": _title(collection, "nl"),
        "description": _description(collection),
        "x-title-en": _title(collection, "en"),
        "extent": {"spatial": {"bbox": [twin.extent], "crs": CRS84}},
        "storageCrs": RD,
        "crs": [CRS84, RD],
        "links": [link(address, "self"), *_file_links(collection, address)],
    }
    if collection.kind == "theme":
        content |= {"itemType": "feature", "crs": collection.table().systems, "x-theme": layer["theme"]}
        content["links"].append(link(f"{address}/items", "items", media_type=GEOJSON))
    else:
        content["itemType"] = collection.kind
    if collection.kind == "twin":
        content |= describe_queries(address)
    return content


def _title(collection: Collection, language: str) -> str:
    title = str(collection.twin.page.get(f"title_{language}") or collection.twin.id)
    if collection.kind == "twin":
        return title
    return f"{collection.layer[f'label_{language}']} ({title})"


def _description(collection: Collection) -> str:
    page = collection.twin.page
    fictional = "Fictief gebied: geen bestaande plaats. " if page.get("fictional") else ""
    return f"{fictional}Peiljaar {page.get('reference_year')}. {page.get('attribution') or ''}".strip()


def _file_links(collection: Collection, address: str) -> list[dict[str, str]]:
    links = []
    for kind, title in (("3dtiles", "3D Tiles, EPSG:4978"), ("3dtiles-rd", "3D Tiles, local RD and NAP")):
        if (collection.artefacts(kind).root / "tileset.json").is_file():
            links.append(link(f"{address}/{kind}/tileset.json", _TILES, title))
    if collection.kind == "twin":
        links.append(link(f"{address}/assets/page.json", "alternate", "Files of the page"))
    return links
