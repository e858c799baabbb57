"""The catalogue as STAC 1.1: twins as collections, layers and results as items."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from api.access.needs import needs
from api.errors import NotFoundError
from api.negotiation import check_request
from api.records import stac
from api.records.addresses import contact, outside
from api.records.entries import Entry, entries_of_twin, entry, results
from api.responses import GEOJSON, json_response
from api.schemas import answers
from api.service import service_of

__all__ = ["router"]

router = APIRouter(dependencies=[needs("public"), Depends(check_request)], tags=["catalogue"])

TwinId = Annotated[str, Path(description="Id of the twin")]


@router.get("/v1/stac", responses=answers("Stac"))
def catalog(request: Request) -> Response:
    """Give the root of the catalogue, with a link to every twin."""
    every = service_of(request).catalogue.twins()
    twins = [one for twin in every if (one := entry(request, f"twin-{twin.id}")) is not None]
    return json_response(stac.catalog(twins, partial(outside, request)))


@router.get("/v1/stac/{twinId}", responses=answers("Stac"))
def collection(request: Request, twinId: TwinId) -> Response:
    """Give a twin, with a link to each of its layers and results."""
    twin, *layers = _twin_and_layers(request, twinId)
    members = [*layers, *(one for one in results(request) if one.twin == twinId)]
    return json_response(stac.collection(twin, members, contact(request), partial(outside, request)))


@router.get("/v1/stac/{twinId}/{itemId}", responses=answers("Feature", media=GEOJSON))
def item(
    request: Request, twinId: TwinId, itemId: Annotated[str, Path(description="Id of the item")]
) -> Response:
    """Give a layer or a result."""
    one = entry(request, itemId)
    if one is None or one.twin != twinId or one.kind == "twin":
        raise NotFoundError(f"The twin {twinId[:64]!r} has no item {itemId[:64]!r}.")
    return json_response(stac.item(one, partial(outside, request)), media_type=GEOJSON)


def _twin_and_layers(request: Request, twin_id: str) -> list[Entry]:
    """Describe a twin first, then its layers."""
    found = list(entries_of_twin(request, service_of(request).catalogue.twin(twin_id)))
    if not found or found[0].kind != "twin":  # it was just replaced
        raise NotFoundError(f"There is no twin {twin_id[:64]!r}.")
    return found
